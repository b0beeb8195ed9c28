"""The pair model: numpy equals scikit-learn, bad files are refused, reasons move what they say."""

from __future__ import annotations

import pickle
import re
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from texts import OTHER, SOURCE, SPUN

import spindetect
from spindetect.align import Aligner
from spindetect.container import write_container
from spindetect.errors import ResourceError
from spindetect.features import (
    DIRECTION_FEATURES,
    FEATURES_VERSION,
    GROUPS,
    INDEX,
    PAIR_FEATURES,
    PASSAGE_WORDS,
    pair_features,
    stretches,
)
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.model import CLASSES, Model
from spindetect.model.judge import LEAST_WORDS, Part, scored_alone
from spindetect.model.model import FORMAT, KIND, feature_names
from spindetect.model.trees import Trees
from spindetect.report.label_why import label_reasons
from spindetect.text import Document
from spindetect.training import (
    FitError,
    SpinClassifier,
    calibrate,
    fit_additive,
    fit_both,
    fit_direction,
    fit_trees,
    to_model,
)
from spindetect.training.forests import ONE_WAY, fit_forests, plain_trees

N = len(PAIR_FEATURES)
SPUN_AT = CLASSES.index("spun")


def made_manifest():
    return {
        "features": feature_names(),
        "features_version": FEATURES_VERSION,
        "classes": list(CLASSES),
        "thresholds": {"spun": {"value": 0.5}},
    }


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(0)
    label = rng.integers(0, 5, 600)
    rows = rng.normal(size=(600, N)) + rng.normal(size=(5, N))[label]
    weight = rng.uniform(0.5, 2.0, 600)
    classifier = fit_additive(rows, label, weight, strength=0.1)
    own, plain = calibrate(classifier.sklearn_scores(rows), label, weight)
    direction = fit_direction(rng.normal(size=(50, len(DIRECTION_FEATURES))), rng.random(50) < 0.5)
    model = to_model(classifier.scorer, plain, np.median(rows, axis=0), direction, made_manifest())
    return model, classifier, own, rows


def test_numpy_equals_scikit_learn(fitted):
    model, classifier, own, rows = fitted
    theirs = own.predict_proba(classifier.sklearn_scores(rows))
    assert np.abs(model.predict(rows) - theirs).max() < 1e-9


def test_values_far_outside_do_not_overflow(fitted):
    model, classifier, own, rows = fitted
    far = rows * 1e6
    theirs = own.predict_proba(classifier.sklearn_scores(far))
    assert np.abs(model.predict(far) - theirs).max() < 1e-9
    assert np.isfinite(model.predict(far)).all()


def test_a_row_does_not_depend_on_its_batch(fitted):
    model, _, _, rows = fitted
    many = model.predict(rows)
    assert all((model.predict(rows[n]) == many[n]).all() for n in range(0, 600, 37))
    np.testing.assert_allclose(many.sum(axis=1), 1.0)


def test_a_saved_model_opens_equal(fitted, tmp_path):
    model, _, _, rows = fitted
    digest = model.save(tmp_path / "m.bin")
    again = Model.open(tmp_path / "m.bin")
    assert again.digest == digest
    np.testing.assert_allclose(again.predict(rows), model.predict(rows), rtol=0, atol=1e-14)
    assert again.manifest["features"] == feature_names()
    assert model.save(tmp_path / "n.bin") == digest


def test_an_effect_is_what_removing_its_evidence_does(fitted):
    model, _, _, rows = fitted
    for row in rows[:20]:
        before = model.predict(row)[SPUN_AT]
        for effect in model.explain(row):
            without = row.copy()
            here = [INDEX[f.name] for f in PAIR_FEATURES if f.group == effect.group]
            without[here] = model.reference[here]
            assert before - model.predict(without)[SPUN_AT] == pytest.approx(effect.effect, abs=1e-12)
    assert [e.group for e in model.explain(rows[0])] == list(GROUPS)


def test_nothing_at_the_reference_moves_anything(fitted):
    model = fitted[0]
    assert all(e.effect == 0.0 for e in model.explain(model.reference))


def refused(path):
    with pytest.raises(ResourceError) as error:
        Model.open(path)
    return str(error.value)


def test_a_pickle_is_refused(tmp_path):
    path = tmp_path / "m.bin"
    path.write_bytes(pickle.dumps({"weights": [1.0]}))
    assert "magic" in refused(path)


def test_a_truncated_file_is_refused(fitted, tmp_path):
    path = tmp_path / "m.bin"
    fitted[0].save(path)
    path.write_bytes(path.read_bytes()[:-100])
    assert "length" in refused(path)


@pytest.mark.parametrize("at", [10, 80, 400, -9])
def test_an_edited_file_is_refused(fitted, tmp_path, at):
    path = tmp_path / "m.bin"
    fitted[0].save(path)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))
    refused(path)


def test_a_missing_file_is_refused(tmp_path):
    assert "No such file" in refused(tmp_path / "none.bin")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"features_version": FEATURES_VERSION + 1}, "version"),
        ({"features": feature_names()[::-1]}, "other features"),
        ({"classes": ["spun"]}, "other features or classes"),
        ({"thresholds": None}, "shapes"),
    ],
)
def test_a_model_for_other_features_is_refused(fitted, tmp_path, change, said):
    path = tmp_path / "m.bin"
    model = fitted[0]
    to_model(
        model.scorer, model.calibration, model.reference, model.direction_weights, made_manifest() | change
    ).save(path)
    assert said in refused(path)


def test_arrays_that_do_not_fit_are_refused(fitted, tmp_path):
    path = tmp_path / "m.bin"
    model = fitted[0]
    arrays = dict(model.scorer.arrays()) | {
        "calibration": model.calibration,
        "reference": model.reference,
        "direction_weights": model.direction_weights,
    }
    arrays["weights"] = arrays["weights"][:, :-3]
    write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=made_manifest())
    assert "do not fit" in refused(path)


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


def test_the_shipped_model_says_where_it_comes_from(detector):
    manifest = detector.model.manifest
    assert manifest["lexicon"] == detector.lexicon.digest
    assert len(manifest["training_set"]) == 64
    assert 0 <= manifest["thresholds"]["spun"]["false_positive_rate"] < 0.05
    assert manifest["thresholds"]["spun"]["honest_pairs"] > 100


def test_a_spun_text_and_its_reasons(detector):
    verdict = detector.compare(SPUN, SOURCE)
    assert verdict.label == "spun"
    assert 3 <= len(verdict.reasons) <= 6
    strengths = [abs(e.effect) for e in verdict.evidence]
    assert strengths == sorted(strengths, reverse=True)
    assert all(e.effect != 0 for e in verdict.evidence)
    assert all(any(c.isdigit() for c in reason) for reason in verdict.reasons)
    assert verdict.direction > 0.5


def put_back(verdict, swaps):
    """Return the suspect's text with the source's words in the place of these swaps."""
    text = verdict.suspect.text
    for swap in sorted(swaps, key=lambda s: -s.suspect.start):
        text = text[: swap.suspect.start] + swap.source.text + text[swap.suspect.end :]
    return text


def odds(p):
    return p / (1 - p)


@pytest.mark.parametrize("seed", range(4))
def test_putting_swaps_back_one_by_one_lowers_the_probability(detector, seed):
    verdict = detector.compare(SPUN, SOURCE)
    swaps = list(verdict.substitutions)
    Random(seed).shuffle(swaps)
    steps = [swaps[: round(share * len(swaps) / 12)] for share in range(13)]
    seen = [detector.compare(put_back(verdict, back), SOURCE).probabilities for back in steps]
    found = [p.spun for p in seen]
    for before, after in pairwise(seen):
        # Trees go up and down by steps, and more of the source's own words also speak against a rewriting:
        # what that loses may go to spun.
        assert after.spun <= before.spun + 0.08 + max(0.0, before.paraphrased - after.paraphrased), seen
        assert after.spun <= before.spun + 0.2, seen
    assert found[4] > 0.5, "a copy with two thirds of its swaps is still a spun copy"
    # With half of the swaps left P(spun) is .16 to .90, by which half it is: these words were chosen to fit,
    # and one in five put for another that fits is what editors do, too. What steps take shows in the odds.
    assert odds(found[10]) < odds(found[6]) / 2, found
    assert found[11] < found[0] - 0.5, found
    assert found[12] < 0.05, found


# What of the text a piece of evidence rests on: swaps to put back so that it goes.
REMOVED = {
    "swaps": lambda swaps: swaps,
    "kinds": lambda swaps: swaps,
    "runs": lambda swaps: swaps,
    "dictionary": lambda swaps: [s for s in swaps if s.relation.kind != "none"],
    "oddness": lambda swaps: sorted(swaps, key=lambda s: -s.oddness)[: len(swaps) * 9 // 10],
}


def test_removing_named_evidence_moves_the_probability_as_stated(detector):
    verdict = detector.compare(SPUN, SOURCE)
    stated = {e.feature.split("/")[0]: e.effect for e in verdict.evidence}
    # What speaks against is not taken away by putting words back: runs that are short for a spun text only
    # grow with each.
    told = [group for group in REMOVED if stated.get(group, 0.0) >= 0.01]
    assert "swaps" in told
    for group in told:
        without = detector.compare(put_back(verdict, REMOVED[group](verdict.substitutions)), SOURCE)
        assert (verdict.probability - without.probability) * stated[group] > 0, group


@pytest.mark.parametrize(("suspect", "label"), [(SOURCE, "verbatim"), (OTHER, "independent")])
def test_clear_cases(detector, suspect, label):
    verdict = detector.compare(suspect, SOURCE)
    assert verdict.label == label
    assert verdict.probability < 0.05


BY_ONE_RULE = {
    "a mask over every twelfth word": lambda text: " ".join(
        "[unclear]" if n % 12 == 11 else word for n, word in enumerate(text.split(" "))
    ),
    "another tense": lambda text: re.sub(
        r"\b(?:is|are|was|were|has|had|said|will|would|can|could)\b", lambda m: TENSES[m[0]], text
    ),
    "one article": lambda text: text.replace(" the ", " a "),
    "one name": lambda text: re.sub(r"(?<=[a-z,] )[A-Z][a-z]+", "John", text),
    "no plurals": lambda text: re.sub(r"\b(\w{4,})s\b", r"\1", text),
    "no vowels in long words": lambda text: re.sub(r"(?<=\w{4})[aeiou]", "", text),
}
TENSES = {
    "is": "was", "are": "were", "was": "is", "were": "are", "has": "had", "had": "has", "said": "says",
    "will": "would", "would": "will", "can": "could", "could": "can",
}  # fmt: skip


@pytest.mark.parametrize("rule", BY_ONE_RULE)
def test_an_honest_text_changed_by_one_rule_is_not_spun(detector, rule):
    changed = BY_ONE_RULE[rule](SOURCE)
    assert changed != SOURCE
    for pair in ((changed, SOURCE), (SOURCE, changed)):
        assert detector.compare(*pair).probability < 0.5


def test_the_two_directions_agree(detector):
    for a, b in ((SPUN, SOURCE), (SOURCE, SOURCE), (SOURCE, OTHER), (OTHER + SPUN, SOURCE)):
        there, back = detector.compare(a, b), detector.compare(b, a)
        assert abs(there.probability - back.probability) <= 0.002


def test_a_spun_passage_inside_another_text_decides(detector):
    verdict = detector.compare(OTHER + "\n\n" + SPUN, SOURCE)
    assert verdict.label == "spun"
    (passage,) = verdict.passages
    assert passage.label == "spun"
    assert passage.words > 100
    assert verdict.suspect.text[passage.suspect_start : passage.suspect_end].startswith("The harbour council")
    assert verdict.reasons[0].startswith("In a passage of")


def test_a_passage_whose_counterpart_is_short_is_not_scored_alone():
    lexicon, vectors = Lexicon.open(), Vectors.open()
    sentences = [s if s.endswith(".") else f"{s}." for s in SOURCE.split(". ")]
    for step, alone in ((3, 0), (1, 1)):  # every third sentence: 40 words that stand for 130 of the source
        texts = SOURCE, OTHER + "\n\n" + " ".join(sentences[:8:step])
        first, second = (Document.from_text(text).tokens for text in texts)
        features = pair_features(first, second, Aligner(lexicon, vectors).align(first, second), None)
        found, turned = stretches(features.columns, features.counts)
        assert max(s.source[1] - s.source[0] for s in turned) > PASSAGE_WORDS
        assert len(scored_alone(features, found, turned)) == alone


def test_a_verbatim_passage_inside_another_text_is_verbatim(detector):
    verdict = detector.compare(OTHER + "\n\n" + SOURCE, SOURCE)
    assert verdict.label == "verbatim"
    assert verdict.p_copied > 0.5


@pytest.mark.parametrize(
    ("suspect", "independent", "label"),
    [(OTHER, 0.24, "paraphrased"), (OTHER, 0.26, "independent"), (SPUN, 0.26, "paraphrased")],
)
def test_without_an_aligned_sentence_a_copy_needs_odds_of_three_to_one(suspect, independent, label):
    lexicon, vectors = Lexicon.open(), Vectors.open()
    first, second = (Document.from_text(text).tokens for text in (SOURCE, suspect))
    features = pair_features(first, second, Aligner(lexicon, vectors).align(first, second), None)
    probabilities = np.array([0.0, 0.0, 1.0 - independent, 0.0, independent])
    assert Part(features, probabilities, None).label(threshold=0.5) == label


def test_what_lines_up_nowhere_is_never_spun_verbatim_or_edited():
    lexicon, vectors = Lexicon.open(), Vectors.open()
    first, second = (Document.from_text(text).tokens for text in (SOURCE, OTHER))
    features = pair_features(first, second, Aligner(lexicon, vectors).align(first, second), None)
    for at in (0, 1, 3):
        probabilities = np.full(5, 0.02)
        probabilities[at] = 0.92
        assert Part(features, probabilities, None).label(threshold=0.5) == "paraphrased"
        probabilities[[at, 4]] = 0.6, 0.34
        assert Part(features, probabilities, None).label(threshold=0.5) == "independent"


@pytest.mark.parametrize("turned", [False, True])
def test_who_only_leaves_out_is_verbatim_and_who_puts_in_is_judged(turned):
    lexicon, vectors = Lexicon.open(), Vectors.open()
    words = SOURCE.split()
    trimmed = " ".join(words[:40] + words[46:90] + words[91:])
    changed = " ".join(["Yesterday", *words[:40], *words[46:]])
    says_edited = np.array([0.0, 0.1, 0.0, 0.9, 0.0])
    for text, label in ((trimmed, "verbatim"), (changed, "edited")):
        pair = (text, SOURCE) if turned else (SOURCE, text)
        first, second = (Document.from_text(one).tokens for one in pair)
        features = pair_features(first, second, Aligner(lexicon, vectors).align(first, second), None)
        assert Part(features, says_edited, None).label(threshold=0.5) == label


def test_equal_words_are_verbatim_in_any_language(detector):
    foreign = " ".join(f"parola{n} cosa{n}" for n in range(40))
    assert detector.compare(foreign, foreign).label == "verbatim"


def test_what_cannot_be_read_is_not_cleared(detector):
    german = "Der Hafen von Lindow fror in der Nacht zum ersten Mal seit vierzig Jahren zu. " * 6
    verdict = detector.compare(german, SOURCE)
    assert verdict.label == "insufficient"
    assert any("English" in note for note in verdict.notes)
    assert any("English" in reason for reason in label_reasons(verdict))


def test_few_words_are_insufficient(detector):
    few = " ".join(SPUN.split()[: LEAST_WORDS // 2])
    for pair in ((few, SOURCE), (SOURCE, few), ("", ""), ("word", "word")):
        verdict = detector.compare(*pair)
        assert verdict.label == "insufficient"
        assert 0 <= verdict.probability <= 1


def test_shares_add_up(detector):
    for suspect in (SPUN, SOURCE, OTHER, OTHER + SPUN):
        verdict = detector.compare(suspect, SOURCE)
        assert verdict.copied_share == pytest.approx(verdict.unchanged_share + verdict.swapped_share)
        assert 0 <= verdict.copied_share <= 1
        p = verdict.probabilities
        total = p.spun + p.verbatim + p.paraphrased + p.edited + p.independent
        assert total == pytest.approx(1.0)
        assert verdict.p_copied == pytest.approx(1 - p.independent)


@pytest.fixture(scope="module")
def with_trees(fitted):
    rng = np.random.default_rng(1)
    label = rng.integers(0, 5, 900)
    rows = (rng.normal(size=(900, N)) + rng.normal(size=(5, N))[label]).round(1)
    rows[:, 3] *= label  # what lines cannot say
    weight = rng.uniform(0.5, 2.0, 900)
    classifier = fit_both(rows, label, weight, strength=0.1, iterations=4)
    own, plain = calibrate(classifier.sklearn_scores(rows), label, weight, classifier.blocks)
    model = to_model(classifier.scorer, plain, rows[0], fitted[0].direction_weights, made_manifest())
    return model, classifier, own, rows


def test_lines_and_trees_in_numpy_equal_scikit_learn(with_trees):
    model, classifier, own, rows = with_trees
    for these in (rows, rows * 1e6, np.zeros((1, N))):
        theirs = own.predict_proba(classifier.sklearn_scores(these))
        assert np.abs(model.predict(these) - theirs).max() < 1e-9


def test_a_row_goes_into_the_leaf_of_its_threshold(with_trees):
    """At a threshold itself the answer is yes, as scikit-learn has it."""
    model, classifier, _, rows = with_trees
    trees = model.scorer.trees
    at = np.tile(rows[0], (trees.feature.size, 1))
    at[np.arange(len(at)), trees.feature.ravel()] = trees.threshold.ravel()
    theirs = classifier.sklearn_scores(at)[:, len(CLASSES) :]
    assert np.abs(trees.scores(at) - theirs).max() < 1e-9


def test_a_row_of_many_is_scored_as_alone(with_trees):
    model, _, _, rows = with_trees
    assert np.array_equal(model.predict(rows[:40])[7], model.predict(rows[7]))


def test_averaged_log_odds_are_those_of_each_alone(with_trees):
    model, classifier, _, rows = with_trees
    k = len(CLASSES)
    scores = classifier.sklearn_scores(rows)
    blocks = classifier.blocks
    assert scores.shape[1] == blocks * k
    alone = [
        np.einsum("nk,ck->nc", scores[:, at : at + k], blocks * model.calibration[:, at : at + k])
        for at in range(0, blocks * k, k)
    ]
    logs = np.log(model.predict(rows)) - model.calibration[:, -1]
    gap = logs - sum(alone) / blocks
    assert np.abs(gap - gap[:, :1]).max() < 1e-8


@pytest.mark.parametrize("label", ["spun", "independent"])
def test_what_can_only_speak_for_a_class_never_lowers_its_score(label):
    """Also where no row was: there a tree that may do either goes by whatever was nearest."""
    rng, at = np.random.default_rng(4), CLASSES.index(label)
    rows = rng.normal(size=(600, N)).round(1)  # few values: many take scikit-learn's binning seconds
    signs = ONE_WAY[at].astype(float)
    # In the rows two of the features say the opposite of what they can only speak for.
    one, other = np.flatnonzero(signs)[:2]
    wrong = -rows[:, one] * signs[one] - rows[:, other] * signs[other] + rows[:, 0]
    label_of = np.where(wrong > 0.5, at, (at + 1 + rng.integers(0, 4, 600)) % 5)
    label_of[:5] = range(5)
    options = {"iterations": 5, "seeds": 1}
    held = fit_forests(rows, label_of, np.ones(600), one_way=ONE_WAY, **options).plain()
    free = fit_forests(rows, label_of, np.ones(600), **options).plain()
    asked = rng.normal(size=(40, N)) * 3
    falls = {True: 0.0, False: 0.0}
    for feature in np.flatnonzero(signs):
        more = asked.copy()
        more[:, feature] += 2 * signs[feature]
        for is_held, trees in ((True, held), (False, free)):
            gain = (trees.scores(more) - trees.scores(asked))[:, at]
            falls[is_held] = min(falls[is_held], float(gain.min()))
    assert falls[True] > -1e-12
    assert falls[False] < -0.1


def test_the_shipped_trees_hold_one_way(detector):
    model, rng = detector.model, np.random.default_rng(5)
    scale = np.where(model.scorer.lines.scale > 0, model.scorer.lines.scale, 1.0)
    rows = model.reference + rng.normal(size=(60, N)) * scale
    for at, signs in enumerate(ONE_WAY):
        for feature in np.flatnonzero(signs):
            more = rows.copy()
            more[:, feature] += signs[feature] * scale[feature]
            gain = model.scorer.trees.scores(more) - model.scorer.trees.scores(rows)
            assert (gain[:, at :: len(CLASSES)] > -1e-9).all(), (CLASSES[at], feature)


@pytest.mark.parametrize("seeds", [1, 3])
def test_as_many_sets_of_trees_as_asked_for(with_trees, tmp_path, seeds):
    """A file of one set is what models of before are."""
    _, _, _, rows = with_trees
    label = np.arange(len(rows)) % 5
    made = fit_both(rows, label, np.ones(len(rows)), strength=0.1, iterations=2, seeds=seeds)
    own, plain = calibrate(made.sklearn_scores(rows), label, np.ones(len(rows)), made.blocks)
    direction = with_trees[0].direction_weights
    to_model(made.scorer, plain, rows[0], direction, made_manifest()).save(tmp_path / "m.bin")
    theirs = own.predict_proba(made.sklearn_scores(rows))
    assert np.abs(Model.open(tmp_path / "m.bin").predict(rows) - theirs).max() < 1e-9


def test_every_seed_has_trees_of_its_own(with_trees):
    model, classifier, _, rows = with_trees
    scores = model.scorer.trees.scores(rows)
    k = len(CLASSES)
    assert scores.shape == (len(rows), (classifier.blocks - 1) * k)
    assert np.abs(scores[:, :k] - scores[:, k : 2 * k]).max() > 0.01


def test_lines_and_trees_are_read_as_they_were_written(with_trees, tmp_path):
    model, _, _, rows = with_trees
    model.save(tmp_path / "m.bin")
    again = Model.open(tmp_path / "m.bin")
    assert np.array_equal(again.predict(rows), model.predict(rows))
    assert len(again.explain(rows[0])) == len(model.explain(rows[0]))
    same = SpinClassifier.from_model(again)
    assert np.array_equal(same.predict_proba(rows), model.predict(rows))
    assert np.array_equal(same.to_model().predict(rows), model.predict(rows))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("tree_feature", lambda a: np.full_like(a, N)),
        ("tree_feature", lambda a: np.full_like(a, -1)),
        ("tree_threshold", lambda a: a[:, :-5]),
        ("tree_value", lambda a: a[:-5]),
        ("tree_value", lambda a: a[:, :-1]),
        ("tree_baseline", lambda a: a[:-1]),
        ("tree_baseline", lambda a: a[:5]),  # of one set, in a file of two
        ("tree_baseline", lambda a: a[:4]),
        ("tree_baseline", lambda a: a[:0]),
        ("weights", lambda a: a[:1]),
        ("bias", lambda a: a[:1]),
        ("mean", lambda a: a[:1]),
        ("knots", lambda a: a[:, :1]),
        ("calibration", lambda a: a[:, :6]),
    ],
)
def test_lines_and_trees_that_do_not_fit_are_refused(with_trees, tmp_path, name, change):
    model = with_trees[0]
    path = tmp_path / "m.bin"
    arrays = dict(model.scorer.arrays()) | {
        "calibration": model.calibration,
        "reference": model.reference,
        "direction_weights": model.direction_weights,
    }
    arrays[name] = np.ascontiguousarray(change(arrays[name]))
    write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=made_manifest())
    assert "shapes" in refused(path)


@pytest.mark.parametrize("name", ["tree_feature", "tree_ruled_out", "tree_baseline"])
def test_a_file_without_a_part_of_its_trees_is_refused(with_trees, tmp_path, name):
    model = with_trees[0]
    arrays = dict(model.scorer.arrays()) | {
        "calibration": model.calibration,
        "reference": model.reference,
        "direction_weights": model.direction_weights,
    }
    del arrays[name]
    write_container(tmp_path / "m.bin", kind=KIND, format=FORMAT, arrays=arrays, meta=made_manifest())
    assert name in refused(tmp_path / "m.bin")


def test_a_tree_of_one_leaf_adds_its_value():
    always = Trees(
        np.zeros((15, 2), np.int16),
        np.zeros((15, 2)),
        np.zeros((15, 2), np.uint16),
        np.pad([[0.25], [-1.5]], ((0, 0), (0, 15))),
        np.array([1.0, 2.0]),
    )
    assert np.array_equal(always.scores(np.full((3, 1), 9.0)), [[1.25, 0.5]] * 3)


def test_trees_with_more_leaves_than_bits_are_refused():
    rng = np.random.default_rng(2)
    rows, label = rng.normal(size=(2000, N)), rng.integers(0, 2, 2000)
    wide = fit_trees(rows, label, np.ones(2000), iterations=1, leaves=17)
    with pytest.raises(FitError, match="17 leaves"):
        plain_trees(wide.sklearn)
