"""The text model: its features, its parts, its file, and what it says of a text's words."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.features.text import (
    ALIKE_WITHIN,
    LEAST_WORDS,
    TEXT_FEATURES,
    scored_places,
    text_features,
)
from spindetect.features.words import WORD_FEATURES, word_features
from spindetect.model import TextModel, judge_text
from spindetect.model.text_model import FORMAT, KIND, PART_STEP, PART_WORDS


@pytest.fixture(scope="module")
def model():
    return TextModel.open()


def logits(words, odd=0.0, seed=0):
    """Log-odds as of an honest text, a share of them as of swapped words."""
    rng = np.random.default_rng(seed)
    out = rng.normal(-3, 1.5, words)
    swapped = rng.random(words) < odd
    return np.where(swapped, rng.normal(1, 1.2, words), out).astype(np.float32)


def test_features_are_those_of_numpy():
    rows = np.stack([logits(90, 0.2, seed) for seed in range(4)])
    found = dict(zip(TEXT_FEATURES, text_features(rows).T, strict=True))
    share = 1 / (1 + np.exp(-rows.astype(np.float64)))
    assert found["log_odds_85"] == pytest.approx(np.quantile(rows.astype(np.float64), 0.85, axis=1))
    assert found["log_odds_mean"] == pytest.approx(rows.mean(axis=1), rel=1e-5)
    assert found["share_above_70"] == pytest.approx((share > 0.7).mean(axis=1))
    assert found["oddest_mean"] == pytest.approx(np.sort(share, axis=1)[:, -8:].mean(axis=1))
    assert found["words"] == pytest.approx(np.log(90))


def test_of_a_word_that_comes_again_and_again_not_every_occurrence_is_scored():
    word = np.array([30, 31, 30, 32, 30, 30, 5, 5, 5, 5], np.int32)
    assert scored_places(word, 24).tolist() == [0, 1, 2, 3, 6, 7, 8, 9]
    far = np.arange(1000, 1000 + 2 * ALIKE_WITHIN, dtype=np.int32)
    far[[0, 1, 2 * ALIKE_WITHIN - 1]] = 30
    assert len(scored_places(far, 24)) == len(far)
    assert scored_places(word[:1], 24).tolist() == [0]
    assert scored_places(word[:0], 24).tolist() == []


def test_the_order_of_words_changes_no_feature():
    row = logits(70, 0.3)
    assert text_features(row[None]) == pytest.approx(text_features(row[None, ::-1]))


def slow_word_features(log_odds, word, classes):
    rows = []
    for at, own in enumerate(log_odds):
        others = [float(log_odds[i]) for i in range(len(word)) if i != at and word[i] == word[at] >= classes]
        row = [float(own), float(bool(others)), float(np.mean(others)) if others else 0.0]
        for reach in (3, 40):
            about = [i for i in range(max(0, at - reach), min(len(word), at + reach + 1)) if i != at]
            mean = np.mean([1 / (1 + np.exp(-float(log_odds[i]))) for i in about]) if about else 0.0
            row.append(float(np.log((mean + 0.02) / (1.02 - mean))))
        rows.append(row)
    return np.array(rows)


@pytest.mark.parametrize("words", [1, 2, 5, 130])
def test_word_features_are_those_of_a_plain_loop(words):
    word = np.random.default_rng(words).integers(10, 60, words).astype(np.int32)
    row = logits(words, 0.3)
    assert word_features(row, word, 24) == pytest.approx(slow_word_features(row, word, 24), abs=1e-9)


def test_no_words_have_no_features():
    assert word_features(logits(0), np.empty(0, np.int32), 24).shape == (0, len(WORD_FEATURES))


def test_a_word_is_swapped_only_where_its_text_was_spun(model):
    words = word_features(logits(50, 0.4), np.arange(100, 150, dtype=np.int32), 24)
    calm, odd = (model.swapped(words, odds) for odds in (-6.0, 6.0))
    assert (calm < odd).all()
    assert calm.max() < 0.05
    assert odd.max() > 0.5


def test_log_odds_are_those_of_scikit_learn():
    made = [logits(80, odd, seed) for seed in range(60) for odd in (0, 0.3)]
    rows = text_features(np.stack(made))
    right = np.tile((False, True), 60)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-12
    fitted = LogisticRegression(max_iter=1000).fit((rows - mean) / spread, right)
    as_it_is = np.array([1.0, 0.0, 0.0, 0.0])
    weights, bias = fitted.coef_[0], float(fitted.intercept_[0])
    own = TextModel(mean, spread, weights, bias, as_it_is, np.zeros(4), np.zeros(4), np.zeros(8), mean, {})
    assert np.abs(own.log_odds(rows) - fitted.decision_function((rows - mean) / spread)).max() < 1e-9


def test_the_same_share_of_odd_words_says_less_of_a_shorter_text(model):
    found = [model.log_odds(text_features(logits(n, 0.35)[None]))[0] for n in (60, 150, 390)]
    assert found[0] < found[1] < found[2]


def test_no_length_beyond_those_fitted_on_counts(model):
    far = model.by_length(np.full(4, 2.0), np.log([1.0, 30.0, 400.0, 1e6]))
    assert far[0] == pytest.approx(far[1])
    assert far[1] < far[2]
    assert far[2] == pytest.approx(far[3])


def test_a_text_of_few_scored_words_has_no_label(model):
    least = model.least_scored
    for words, expected in ((least - 1, "insufficient"), (least, "spun")):
        found, why = judge_text(model, logits(words, 0.6), 300, english=True)
        assert found.label == expected
        told = why.reasons([])[0]
        assert (f"Of {words} words that are no function words" in told) == (expected == "insufficient")
    assert found.probability > 0.9


def test_parts_cover_a_long_text_and_a_short_one_has_none(model):
    assert not len(model.parts(logits(PART_WORDS)).first)
    parts = model.parts(logits(1000))
    assert parts.first[0] == 0
    assert parts.last[-1] == 1000
    assert (np.diff(parts.first) <= PART_STEP).all()
    assert (parts.last - parts.first == PART_WORDS).all()


def test_a_long_text_that_is_odd_from_end_to_end_is_no_less_spun_than_one_with_an_odd_part(model):
    part = logits(1200, 0.1)
    part[500:660] = logits(160, 0.35, 1)
    clean, in_part, throughout = (
        judge_text(model, row, 2200, english=True)[0].probability
        for row in (logits(1200), part, logits(1200, 0.35))
    )
    assert clean < in_part
    assert throughout > 0.98
    assert throughout >= in_part


def test_a_spun_part_of_a_long_text_is_found_and_placed(model):
    row = logits(1200)
    row[500:660] = logits(160, 0.5, 1)
    calm, _ = judge_text(model, logits(1200), 2200, english=True)
    found, _ = judge_text(model, row, 2200, english=True)
    assert found.probability > calm.probability
    oddest = found.kept[0]
    assert 380 < found.parts.first[oddest] < 660
    assert found.around[580] == found.parts.log_odds.max()
    shown = [(found.parts.first[at], found.parts.last[at]) for at in found.kept]
    assert all(a >= d or c >= b for i, (a, b) in enumerate(shown) for c, d in shown[:i])


@pytest.mark.parametrize("words", [0, 1, LEAST_WORDS - 1])
def test_next_to_nothing_has_no_label(model, words):
    found, why = judge_text(model, logits(words), words, english=True)
    assert found.label == "insufficient"
    assert why.evidence == ()
    assert why.reasons([])


def test_other_languages_have_no_label(model):
    found, why = judge_text(model, logits(300, 0.6), 600, english=False)
    assert found.label == "insufficient"
    assert "English" in why.reasons([])[0]


def test_reasons_are_three_to_six_and_evidence_has_effects(model):
    for odd in (0.0, 0.1, 0.4):
        found, why = judge_text(model, logits(400, odd), 700, english=True)
        assert 3 <= len(why.reasons(["no word is likelier swapped than not"])) <= 6
        assert 0 <= found.probability <= 1
        assert {"doubtful-words", "oddest-words", "ordinary-words", "oddest-part"} == {
            one.feature.split("/")[0] for one in why.evidence
        }


def test_more_odd_words_than_usual_never_speak_for_a_long_text(model):
    _, why = judge_text(model, logits(400, 0.2), 700, english=True)
    (odd,) = (one for one in why.evidence if one.feature.startswith("doubtful-words"))
    assert odd.value > odd.reference
    assert odd.effect > 0


def test_extreme_log_odds_stay_numbers(model):
    for value in (-1e4, 1e4):
        found, _ = judge_text(model, np.full(500, value, np.float32), 900, english=True)
        assert 0 <= found.probability <= 1
        assert np.isfinite(model.swapped(np.full((5, len(WORD_FEATURES)), value), found.around[:5])).all()


def test_a_model_reads_back_what_it_wrote(model, tmp_path):
    first, path = tmp_path / "first.bin", tmp_path / "text_model.bin"
    model.save(first)  # without the held-out scores of the shipped file
    model = TextModel.open(first)
    model.save(path)
    again = TextModel.open(path)
    assert again.digest == model.digest
    assert again.threshold == model.threshold
    assert (again.in_part == model.in_part).all()
    assert (again.length == model.length).all()


def test_a_model_of_other_features_is_refused(model, tmp_path):
    path = tmp_path / "text_model.bin"
    model.save(path)
    file = open_container(path, kind=KIND, format=FORMAT)
    meta = dict(file.meta) | {"features_version": -1}
    write_container(path, kind=KIND, format=FORMAT, arrays=dict(file.arrays), meta=meta)
    with pytest.raises(ResourceError, match="other features"):
        TextModel.open(path)
    with pytest.raises(ResourceError, match="another word model"):
        model.check("no digest")
