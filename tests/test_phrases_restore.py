"""Restoring broken phrases: candidates, the beam, the weights, the shipped table."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest

from spindetect.container import open_container, write_container
from spindetect.errors import InputError, ResourceError
from spindetect.keytable import key_table_arrays
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.phrases import beam, choices
from spindetect.phrases import known as known_phrases
from spindetect.phrases.association import WIDTH
from spindetect.phrases.candidates import SELF, candidates
from spindetect.phrases.choices import (
    FLOOR,
    KNOWN_TERM,
    LONGER,
    MERGED,
    TURNED,
    UNKNOWN,
    Choices,
    Chooses,
    Word,
    gain,
    log_choice,
    with_terms,
)
from spindetect.phrases.known import NOTHING_KNOWN, Known
from spindetect.phrases.network import Chooser, Tower, Weights
from spindetect.phrases.ranking import FEATURES, features
from spindetect.phrases.restorer import PhraseRestorer, phrase_words
from spindetect.phrases.spelling import ENDINGS, Spelling
from spindetect.phrases.tables import Tables
from spindetect.phrases.terms import LEAST_WEIGHT, LIKELY, MOST_LIKELY, NAMES, Terms
from spindetect.resources import manifest


@pytest.fixture(scope="module")
def opened():
    return Lexicon.open(), Vectors.open(), Ngrams.open()


@pytest.fixture(scope="module")
def tables(opened):
    return Tables(*opened, Terms.open())


def a_chooser(some, size):
    return Chooser(some(size), np.ones(size, np.float32), some(size), some(size, 3), some(3), some(3))


def weights(size, seed=0):
    """Return small random weights for `size` features of a candidate."""
    draw = np.random.default_rng(seed)

    def some(*shape):
        return draw.normal(size=shape).astype(np.float32) * np.float32(0.1)

    chooser = a_chooser(some, size)
    left, right = (Tower(some(WIDTH, 4), some(4), some(4, 5), some(5)) for _ in "ab")
    return Weights(chooser, left, right, a_chooser(some, len(FEATURES)))


@pytest.fixture(scope="module")
def some_weights(tables):
    found = candidates(tables, "river", np.empty(0, np.int32))
    return weights(with_terms(found.features, np.zeros(len(found.numbers), np.float32)).shape[1])


def test_links_of_several_words_are_those_of_each(opened):
    lexicon = opened[0]
    numbers = lexicon.ids(["river", "deep", "run", "red line", "quickly", "of"])
    numbers = numbers[numbers >= 0]
    found, counts = lexicon.linked(numbers)
    ends = np.cumsum(counts)
    assert len(numbers) > 3
    assert counts.tolist() == lexicon.degrees()[numbers].tolist()
    for number, start, end in zip(numbers.tolist(), ends - counts, ends, strict=True):
        alone = found[start:end]
        assert set(alone.tolist()) <= set(lexicon.neighbours(number).tolist())
        assert (lexicon.link_codes(np.full(len(alone), number, np.int32), alone) > 0).all()
        assert len(set(alone.tolist())) == len(alone)


def test_spelling_is_what_the_texts_say(opened):
    lexicon = opened[0]
    numbers = lexicon.ids(["rivers", "rioting", "red line", "friction", "a", "rapidly", "gas", "mass"])
    numbers = numbers[numbers >= 0]
    assert len(numbers) > 5
    found = Spelling(lexicon.keys).features("rings", numbers)
    for row, number in zip(found, numbers.tolist(), strict=True):
        text = lexicon.text(number)
        common = next((i for i, (a, b) in enumerate(zip(text, "rings", strict=False)) if a != b), None)
        common = min(len(text), 5) if common is None else common
        plural = text.endswith("s") and not text.endswith("ss")
        assert row[:2].tolist() == [len(text), len(text) - 5]
        assert row[2] == pytest.approx(common / max(len(text), 5))
        assert row[3:8].tolist() == [
            *(common > 2, text[-2:] == "gs", text[-3:] == "ngs"),
            *(plural, " " in text[:10]),
        ]
        assert row[8:].tolist() == [text.endswith(ending) for ending in ENDINGS]


@pytest.mark.parametrize(("word", "helper"), [("fishermans", "fisherman"), ("computerise", "computer")])
def test_an_unknown_word_has_helpers_that_begin_as_it_does(tables, word, helper):
    texts = [tables.lexicon.text(number) for number in tables.helpers(word).tolist()]
    assert helper in texts or any(text.startswith(helper) for text in texts)
    assert len(texts) <= 3


@pytest.mark.parametrize("word", ["zzqqxv", "\ud800x", "x" * 80, ""])
def test_what_begins_as_no_word_does_has_no_helpers(tables, word):
    assert not tables.helpers(word).size


def test_candidates_hold_the_word_its_synonyms_and_the_given_terms(tables):
    lexicon = tables.lexicon
    terms = np.sort(lexicon.ids(["turnip", "gravel"]))
    found = candidates(tables, "river", terms)
    texts = {lexicon.text(number): at for at, number in enumerate(found.numbers.tolist())}
    assert {"river", "rivers", "stream", "turnip", "gravel"} <= set(texts)
    assert np.isfinite(found.features).all()
    assert [text for text, at in texts.items() if found.features[at, SELF]] == ["river"]
    assert found.own[texts["stream"]]
    assert set(lexicon.neighbours(int(lexicon.ids(["river"])[0])).tolist()) <= set(found.numbers.tolist())


def test_a_word_that_nobody_knows_takes_the_candidates_of_one_that_begins_alike(tables):
    assert tables.lexicon.ids(["riverbankish"])[0] < 0
    helped = candidates(tables, "riverbankish", np.empty(0, np.int32))
    assert tables.lexicon.ids(["riverbank"])[0] in helped.numbers
    assert not candidates(tables, "zzqqxv", np.empty(0, np.int32)).numbers.size


def test_the_chances_of_candidates_add_up_to_one_and_terms_alone_need_a_term(tables, some_weights):
    terms = tables.lexicon.ids(["turnip", "gravel"])
    found = candidates(tables, "river", np.sort(terms))
    counts = np.where(found.numbers == terms[0], np.float32(3), np.float32(0))
    log_p = log_choice(some_weights.chooser, found, counts)
    assert np.exp(log_p.astype(float)).sum() == pytest.approx(1, abs=1e-4)
    assert np.isfinite(log_p[found.numbers == terms[0]]).all()
    assert (log_p[(found.numbers == terms[1]) & ~found.own] == -np.inf).all()


class Few(Chooses):
    """Choices that a test gives: for each stretch a few texts with their log P."""

    def __init__(self, tables, weights, given):
        super().__init__(tables, NOTHING_KNOWN, weights)
        self._given = given

    def word(self, text):
        return Word({}, np.zeros(0, np.float32))

    def of(self, words, told):
        text = " ".join(words)
        if text not in self._given:
            return None
        found = self._given[text]
        log_p = np.array(list(found.values()), np.float32)
        kept = np.array([each == text for each in found], np.int32)
        return self._described(list(found), log_p, log_p, kept, len(words) > 1)


GIVEN = {
    "stowed": {"stowed": -1.0, "packed": -2.0},
    "away": {"away": -0.5, "gone": -3.0},
    "stowed away": {"hidden": -1.5},
    "tiers": {"layers": -0.7, "tiers": -0.9, "rows": -2.5},
}


def slow_score(chooses: Few, parts: list[tuple[str, str]]) -> float:
    """Score one reading of a phrase as the beam's documentation says; '' stands for a dropped word."""
    total, before = 0.0, ""
    for stretch, text in parts:
        if not text:
            total += beam.DROPPED
            continue
        choices: Choices | None = chooses.of(stretch.split(), {})
        assert choices is not None
        total += float(choices.log_p[choices.texts.index(text)])
        if before:
            last, first = (chooses.tables.ngrams.words([word]) for word in (before, text.split()[0]))
            left, right = chooses.places([before], [text.split()[0]])
            kin = float(np.clip(left @ right.T, -beam.MOST_KIN, beam.MOST_KIN)[0, 0])
            total += beam.COMPANY * float(gain(chooses.tables, last, first)[0]) + beam.KINSHIP * kin
            terms = chooses.tables.terms
            pair = terms.weights_of(*terms.keys.ids([before, text.split()[0]])[:, None])
            total += beam.JUNCTION * float(pair[0])
        before = text.split()[-1]
    return total


def test_the_beam_finds_what_trying_every_reading_finds(tables, some_weights):
    chooses = Few(tables, some_weights, GIVEN)
    words = ["stowed", "away", "tiers"]
    best: dict[str, float] = {}
    for cuts in ([(0, 1), (1, 2), (2, 3)], [(0, 2), (2, 3)]):
        stretches = [" ".join(words[a:b]) for a, b in cuts]
        options = [[*GIVEN[s], *([""] if " " not in s else [])] for s in stretches]
        for chosen in itertools.product(*options):
            text = " ".join(filter(None, chosen))
            score = slow_score(chooses, list(zip(stretches, chosen, strict=True)))
            best[text] = max(best.get(text, -np.inf), score)
    del best[""], best["stowed away tiers"]
    found = beam.originals(words, chooses)
    assert [each.text for each in found] == sorted(best, key=lambda text: -best[text])
    assert any(each.longer for each in found)
    assert any(each.dropped for each in found)


def test_hyphens_come_back_where_the_phrase_has_them(tables, some_weights):
    chooses = Few(tables, some_weights, GIVEN)
    texts = {each.text for each in beam.originals(["stowed-away", "tiers"], chooses)}
    assert {"hidden layers", "packed-gone layers", "stowed-away rows"} <= texts
    assert "stowed-away tiers" not in texts
    texts = {each.text for each in beam.originals(["stowed-away-tiers"], chooses)}
    assert "hidden-layers" in texts


def test_a_phrase_of_marks_alone_has_no_parts():
    assert beam.split(["k-crease", "-", "pre-", "up-to-date"]) == (
        ["k", "crease", "-", "pre-", "up", "to", "date"],
        ["", "-", " ", " ", " ", "-", "-"],
    )


def test_known_terms_explain_words_that_are_no_candidates_of_each_other(tables, some_weights):
    """A term with one word as in the phrase is found though nothing joins the other two."""
    chooses = Chooses(tables, Known.of([], {"solar": {"solar": 10_000}}), some_weights)
    words = ["solar", "zzqqxv"]
    told = {word: chooses.word(word) for word in words}
    assert told["zzqqxv"].likeliest == {"zzqqxv": UNKNOWN}
    assert set(told["zzqqxv"].chances.tolist()) == {np.float32(FLOOR)}
    found = chooses.of(words, told)
    at = found.texts.index("solar energy")
    assert found.kept[at] == 1
    assert not found.longer[at]
    assert found.weakest[at] == FLOOR
    assert found.log_p[at] == pytest.approx(FLOOR + told["solar"].likeliest["solar"], abs=1e-4)


def test_known_terms_explain_two_words_as_one(tables, some_weights):
    """'blah zzqqxv wind' may be 'solar wind' where a list tells that one of the first two is 'solar'."""
    known = Known.of([], {"solarium": {"solar": 10_000}, "wind": {"wind": 10_000}})
    chooses = Chooses(tables, known, some_weights)
    words = ["solarium", "zzqqxv", "wind"]
    told = {word: chooses.word(word) for word in words}
    found = chooses.of(words, told)
    at = found.texts.index("solar wind")
    assert found.longer[at]
    assert found.kept[at] == 0
    assert found.term[at] == 0
    single = [told[word].likeliest[text] for word, text in (("solarium", "solar"), ("wind", "wind"))]
    assert found.log_p[at] == pytest.approx(sum(single) + MERGED, abs=1e-3)
    assert found.weakest[at] == pytest.approx(min(single[0] + MERGED, single[1]), abs=1e-3)
    assert any(each.text == "solar wind" and each.longer for each in beam.originals(words, chooses))


def test_terms_are_turned_round_where_the_phrase_has_of(tables, some_weights):
    known = Known.of([], {"zzqqxv": {"energy": 10_000}, "solarium": {"solar": 10_000}})
    chooses = Chooses(tables, known, some_weights)
    for words in (["zzqqxv", "of", "solarium"], ["zzqqxv", "of", "the", "solarium"]):
        told = {word: chooses.word(word) for word in words}
        found = chooses.of(words, told)
        single = [told[word].likeliest[text] for word, text in (("zzqqxv", "energy"), ("solarium", "solar"))]
        at = [at for at, text in enumerate(found.texts) if text == "solar energy" and found.term[at] == 0]
        assert found.log_p[at] == pytest.approx([sum(single) + TURNED] * len(at), abs=1e-3)
        assert at
        assert found.longer[at].all()
    for words in (["of", "solarium"], ["zzqqxv", "of", "the"]):
        told = {word: chooses.word(word) for word in words}
        assert chooses._turned_round(words, told) == []


def test_known_terms_explain_three_words_as_one(tables, some_weights):
    """'out of date' is an entry of the lexicon, so that it may stand for one word of a term."""
    entry = ["out", "of", "date"]
    known = Known.of([], {"zzqqxv": {"approach": 10_000}})
    chooses = Chooses(tables, known, some_weights)
    words = [*entry, "zzqqxv"]
    told = {word: chooses.word(word) for word in words}
    (found,) = chooses._three_as_one(words, told)
    likely, last = chooses._entry_chances(entry), told["zzqqxv"].chances
    single = {text: log_p for text, log_p in chooses._entry(entry).items() if " " not in text}
    rows = tables.terms.keys.ids(list(single))
    assert (rows >= 0).any()
    told_of = np.array(list(single.values()))[rows >= 0] + 2 * LONGER
    assert likely[rows[rows >= 0]] == pytest.approx(np.maximum(told_of, FLOOR), abs=1e-3)
    at = tables.terms.parts[2][:, found.rows]
    assert found.log_p == pytest.approx(np.stack((likely[at[0]], last[at[1]])))
    assert len(set(found.rows.tolist())) == found.rows.size
    unknown = dict.fromkeys(("zz", "qq", "xv", "zzqqxv"), told["zzqqxv"])
    assert chooses._three_as_one(list(unknown), unknown) == []


def test_the_best_totals_are_those_of_a_whole_order():
    totals = np.random.default_rng(0).normal(size=100_003).astype(np.float32)
    assert choices._best(totals).tolist() == np.argsort(-totals, kind="stable")[: choices.MOST_TERMS].tolist()
    few = totals[:1000]
    assert choices._best(few).tolist() == np.argsort(-few, kind="stable")[: choices.MOST_TERMS].tolist()


def test_known_terms_that_explain_a_phrase_are_told_though_the_beam_loses_them(
    tables, some_weights, monkeypatch
):
    chooses = Chooses(tables, Known.of([], {"solar": {"solar": 10_000}}), some_weights)
    words = ["solar", "zzqqxv"]
    monkeypatch.setattr(beam, "KEEP", 1)
    found = beam.originals(words, chooses)
    terms = sorted((each.term, each.text) for each in found if each.term >= 0)
    assert len(terms) in {beam.KEEP_TERMS, beam.KEEP_TERMS + 1}
    assert len({each.text for each in found}) == len(found) <= beam.KEEP_TERMS + 1
    whole = chooses.of(words, {word: chooses.word(word) for word in words})
    weights_of = tables.terms.weights_of
    totals = []
    for place, text in terms:
        at = whole.texts.index(text)
        assert whole.term[at] == place
        rows = tables.terms.keys.ids(text.split())[:, None]
        totals.append(float(whole.log_p[at] + KNOWN_TERM * weights_of(*rows)[0]))
    assert totals == sorted(totals, reverse=True)


def test_features_of_phrases_are_finite_and_tell_what_was_kept(tables, some_weights):
    chooses = Few(tables, some_weights, GIVEN)
    words = ["stowed", "away", "tiers"]
    found = beam.originals(words, chooses)
    rows = features(words, found, chooses)
    assert rows.shape == (len(found), len(FEATURES))
    assert np.isfinite(rows).all()
    column = {name: rows[:, at] for at, name in enumerate(FEATURES)}
    at = [each.text for each in found].index("hidden layers")
    assert column["longer"][at] == 1
    assert column["fewer_words"][at] == 1
    assert column["kept"][at] == 0
    assert column["chosen"][at] == pytest.approx(-2.2)
    assert column["weakest"][at] == pytest.approx(-1.5)
    assert column["fixed"][at] == (
        tables.terms.weights_of(*tables.terms.keys.ids(["hidden", "layers"])[:, None]) >= LEAST_WEIGHT
    )


def test_forms_and_fixed_terms_are_told(tables, some_weights):
    found = [
        beam.Found(text, -1.0, -1.0, 0, 0, 0) for text in ("solar energy", "energies solar", "solving bus")
    ]
    rows = features(["lit", "powers"], found, Chooses(tables, NOTHING_KNOWN, some_weights))
    column = {name: rows[:, at].tolist() for at, name in enumerate(FEATURES)}
    assert column["other_number"] == [1, 1, 0]
    assert column["other_ending"] == [0, 0, 1]
    assert column["fixed"] == [1, 0, 0]
    assert column["fixed_weight"] == column["fixed_pairs_weight"]
    assert column["fixed_weight"][0] > 5
    assert column["company_if_fixed"] == [column["company"][0], 0, 0]
    assert column["fixed_weight_squared"] == pytest.approx([column["fixed_weight"][0] ** 2 / 10, 0, 0])


def test_what_others_say_together_follows_from_them(tables, some_weights):
    given = (("tiers", -1.5, -1.0), ("hidden layers", -4.0, -2.0), ("solar energy plants", -12.0, -11.0))
    found = [beam.Found(text, log_p, weakest, 0, 0, 0) for text, log_p, weakest in given]
    rows = features(["stowed", "levels"], found, Chooses(tables, NOTHING_KNOWN, some_weights))
    column = {name: rows[:, at] for at, name in enumerate(FEATURES)}
    assert column["place"] == pytest.approx([0, 1, 2**0.5])
    assert column["chosen_a_word"] == pytest.approx([-1.5, -2, -4])
    assert column["company_a_word"] == pytest.approx(column["company"] / [1, 2, 3])
    assert column["weakest_cut"].tolist() == [-1, -2, -8]
    assert column["chosen_squared"] == pytest.approx(column["chosen"] ** 2 / 20)
    assert column["chosen_if_fixed"] == pytest.approx(column["chosen"] * column["fixed"])


def test_words_that_only_words_stand_for_have_features(tables, some_weights):
    found = [beam.Found(text, -1.0, -1.0, 0, 0, 0) for text in ("one", "some")]
    rows = features(["a"], found, Chooses(tables, NOTHING_KNOWN, some_weights))
    assert rows.shape == (2, len(FEATURES))
    assert not rows[:, [FEATURES.index("fixed"), FEATURES.index("fixed_weight")]].any()


def test_places_among_known_terms_are_told(tables, some_weights):
    given = (("tiers", -1.5, -1), ("hidden layers", -4.0, 0), ("solar energy", -2.0, 3))
    found = [beam.Found(text, log_p, log_p, 0, 0, 0, term) for text, log_p, term in given]
    rows = features(["stowed", "levels"], found, Chooses(tables, NOTHING_KNOWN, some_weights))
    column = {name: rows[:, at] for at, name in enumerate(FEATURES)}
    assert column["term_place"] == pytest.approx(np.log1p([beam.KEEP_TERMS, 0, 3]))
    assert column["term_first"].tolist() == [0, 1, 0]
    total = column["chosen"] + KNOWN_TERM * column["fixed_weight"]
    assert column["behind"] == pytest.approx(total - total.max())
    assert column["behind"].max() == 0


MADE = Known.of(
    [("ponder swing", "pendulum clock"), ("moist signature", "wet signature")],
    {
        "ponder": {"pendulum": 2},
        "swing": {"clock": 1},
        "ponder swing": {"pendulum clock": 1},
        "closest": {"nearest": 2},
    },
)


@pytest.fixture(scope="module")
def restorer(opened, some_weights):
    linear = np.zeros(len(FEATURES), np.float32)
    linear[FEATURES.index("chosen")] = 1
    # Means of 0 and a scale of a hundredth: none is cut off.
    scale, nothing = np.full(len(FEATURES), 0.01, np.float32), np.zeros(1, np.float32)
    ranking = Chooser(0 * linear, scale, 100 * linear, 0 * linear[:, None], nothing, nothing)
    return PhraseRestorer(*opened, known=MADE, weights=some_weights._replace(ranking=ranking))


def test_a_known_phrase_comes_back_first(restorer):
    assert restorer.alternatives("Ponder Swing (PS)")[0].text == "pendulum clock"
    assert "pendulum" in {each.text for each in restorer.alternatives("ponder", 5)}


@pytest.mark.parametrize("phrase", ["frozen vegetable patch", "ponder swing", "k-closest pals", "zzqqxv"])
def test_originals_are_distinct_ordered_and_never_the_phrase(restorer, phrase):
    found = restorer.alternatives(phrase, 30)
    weight = [each.weight for each in found]
    assert len({each.text for each in found}) == len(found) <= 30
    assert phrase not in {each.text for each in found}
    assert weight == sorted(weight, reverse=True)
    assert all(0 < each <= 1 for each in weight)
    assert sum(weight) <= 1 + 1e-6
    assert found == restorer.alternatives(phrase, 30)
    assert found[:3] == restorer.alternatives(phrase, 3)


def test_hyphened_words_are_restored_part_by_part(restorer):
    assert restorer.alternatives("zzqqxv-closest", 3)[0].text == "zzqqxv-nearest"
    assert restorer.alternatives("zzqqxv closest", 3)[0].text == "zzqqxv nearest"


def test_phrases_that_are_none_are_refused_or_empty(restorer):
    assert restorer.alternatives("") == ()
    assert restorer.alternatives("(abc)") == ()
    with pytest.raises(InputError, match="13 words"):
        restorer.alternatives("word " * 13)
    with pytest.raises(InputError):
        restorer.alternatives("ponder swing", -1)


def test_a_restorer_pickles(restorer):
    again = pickle.loads(pickle.dumps(restorer))
    assert again.alternatives("ponder swing", 3) == restorer.alternatives("ponder swing", 3)


def test_words_of_a_phrase():
    assert phrase_words("“Deep Wood’s edge” (a (b) c), now.") == ["deep", "wood's", "edge", ",", "now"]


def test_terms_are_in_order_and_weigh_what_they_say(tables):
    terms = tables.terms
    for size in NAMES:
        parts, weight = terms.parts[size], terms.weight[size]
        packed = [tuple(row) for row in parts[:, ::97].T.tolist()]
        assert packed == sorted(set(packed))
        found = terms.weights_of(*parts[:, ::97].astype(np.int32))
        assert found.tolist() == weight[::97].tolist()
        assert terms.weights_of(*np.full((size, 1), -1, np.int32)).tolist() == [0]
    assert np.linalg.norm(terms.meaning[::997], axis=1) == pytest.approx(1, abs=1e-3)


def test_words_of_like_meaning_lie_near(tables):
    rows = tables.terms.keys.ids(["forest", "woodland", "river"])
    meaning = tables.terms.meaning[rows]
    assert meaning[0] @ meaning[1] > 0.5 > meaning[0] @ meaning[2]


def some_terms():
    """Return the sections of one term of each number of words: 'ash elm', 'ash elm fir' and so on."""
    words = ["ash", "elm", "fir", "oak", "yew", "bay"]
    arrays = key_table_arrays(words) | {"meaning": np.ones((6, 4), np.int8)}
    for size, group in NAMES.items():
        arrays |= {f"{group}_{at}": np.array([at], np.uint16) for at in range(1, size)}
        arrays[f"{group}_begun"] = np.array([1, 0, 0, 0, 0, 0], np.uint32)
        arrays[f"{group}_weight"] = np.array([32], np.uint8)
        arrays[f"{group}_literature"] = np.array([0], np.uint8)
    arrays["alone"] = np.array([24, 48, 96, 24, 24, 24], np.uint8)
    return arrays | {"pairs_likelihood": np.array([12], np.uint8)}


@pytest.mark.parametrize(
    "name",
    ["pairs_1", "pairs_begun", "triples_weight", "fives_literature", "meaning", "alone", "pairs_likelihood"],
)
def test_terms_that_do_not_fit_are_refused(tmp_path, name):
    arrays = some_terms()
    good = Terms(write(tmp_path / "good", "t", arrays), None)
    assert good.weights_of(*np.array([[0], [1], [2]], np.int32)).tolist() == [2]
    wrong = np.ones((4, 4), np.int8) if name == "meaning" else np.array([2, 9], arrays[name].dtype)
    with pytest.raises(ResourceError, match="do not fit"):
        Terms(write(tmp_path / "bad", "t", arrays | {name: wrong}), None)


def test_terms_of_any_number_of_words_are_found_by_all_of_them(tmp_path):
    arrays = some_terms()
    longer = {"sixes_1": [1, 1], "sixes_2": [2, 2], "sixes_3": [3, 3], "sixes_4": [4, 5], "sixes_5": [5, 4]}
    arrays |= {name: np.array(row, np.uint16) for name, row in longer.items()}
    arrays |= {
        "sixes_begun": np.array([2, 0, 0, 0, 0, 0], np.uint32),
        "sixes_weight": np.array([0, 48], np.uint8),
    }
    arrays["sixes_literature"] = np.array([64, 48], np.uint8)
    terms = Terms(write(tmp_path / "a", "t", arrays), None)
    asked = np.array(
        [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 5, 4], [0, 1, 2, 3, 4, 4], [1, 1, 2, 3, 4, 5]], np.int32
    )
    found = terms.weighed(*asked.T)
    assert found.weight.tolist() == [4, 4, 0, 0]  # as many documents of both kinds weigh one more
    assert found.literature.tolist() == [4, 3, 0, 0]
    for size in NAMES:
        absent = asked[:1, :size].copy()
        absent[0, -1] = -1
        assert terms.weights_of(*absent.T).tolist() == [0]
        assert terms.weights_of(*asked[:1, :size].T).tolist() == [4 if size == 6 else 2]


def test_pairs_that_were_not_counted_weigh_by_their_likelihood(tmp_path):
    arrays = some_terms() | {"pairs_1": np.array([1, 2, 0, 0], np.uint16)}
    arrays["pairs_begun"] = np.array([2, 1, 1, 0, 0, 0], np.uint32)
    arrays["pairs_weight"] = np.array([0, 32, 0, 0], np.uint8)
    arrays["pairs_literature"] = np.zeros(4, np.uint8)
    arrays["pairs_likelihood"] = np.array([12, 24, 120, 240], np.uint8)
    terms = Terms(write(tmp_path / "a", "t", arrays), None)
    beyond = -10 + 0.8 * -4 - LIKELY
    assert terms.weight[2] == pytest.approx([MOST_LIKELY, 2, 0.25 * beyond + 0.05, 0.05])
    assert MOST_LIKELY < LEAST_WEIGHT
    known, log_p = terms.likelihoods_of(np.array([0, 0, 2, -1, 2]), np.array([1, 2, 0, 0, 1]))
    assert known.tolist() == [True, True, True, False, False]
    assert log_p.tolist() == [-1, -2, -20, 0, 0]


def test_likely_words_are_told_of_each_candidate(tables, some_weights):
    found = [beam.Found(text, -1.0, -1.0, 0, 0, 0) for text in ("solar energy", "energy zzqqxv", "energy")]
    rows = features(["stowed", "levels"], found, Chooses(tables, NOTHING_KNOWN, some_weights))
    column = {name: rows[:, at] for at, name in enumerate(FEATURES)}
    terms = tables.terms
    solar, energy = terms.keys.ids(["solar", "energy"])
    log_p = float(terms.likelihoods_of(np.array([solar]), np.array([energy]))[1][0])
    assert column["begins_likely"] == pytest.approx(terms.alone[[solar, energy, energy]])
    assert column["follows_likely"] == pytest.approx([log_p, -13, 0])
    assert column["likelier"] == pytest.approx([log_p - terms.alone[energy], 0, 0])
    assert column["likelier_a_word"] == pytest.approx(column["likelier"] / [2, 2, 1])
    assert column["unlikely"].tolist() == [0, 1, 0]
    assert column["unlikely_a_word"].tolist() == [0, 0.5, 0]
    assert column["follows_if_fixed"].tolist() == (column["follows_likely"] * column["fixed"]).tolist()
    assert column["likelier_if_fixed"].tolist() == (column["likelier"] * column["fixed"]).tolist()


def test_terms_of_the_literature_are_told_of_each_candidate(tables, some_weights):
    texts = ("gray level co-occurrence matrix", "neural network", "energy zzqqxv", "energy")
    found = [beam.Found(text, -1.0, -1.0, 0, 0, 0) for text in texts]
    rows = features(["stowed", "levels"], found, Chooses(tables, NOTHING_KNOWN, some_weights))
    column = {name: rows[:, at] for at, name in enumerate(FEATURES)}
    terms = tables.terms
    neural = terms.weighed(*terms.keys.ids(["neural", "network"])[:, None]).literature[0]
    assert column["literature"].tolist() == [1, 1, 0, 0]
    assert column["literature_weight"][1] == neural > 0
    assert column["literature_pairs"][1:].tolist() == [1, 0, 0]
    assert column["literature_pairs"][0] >= 2
    assert column["literature_pairs_weight"][1:].tolist() == [neural, 0, 0]
    assert (column["fixed_weight"] >= column["literature_weight"]).all()


def test_likely_pairs_are_terms_but_no_fixed_ones(tables, some_weights):
    terms = tables.terms
    light = np.flatnonzero(terms.weight[2] < LEAST_WEIGHT)
    assert 1_000_000 < light.size < terms.weight[2].size - 800_000
    texts = [" ".join(map(terms.keys.text, terms.parts[2][:, at].tolist())) for at in light[::50_000]]
    texts = [text for text in texts if "-" not in text]
    found = [beam.Found(text, -1.0, -1.0, 0, 0, 0) for text in (*texts, "solar energy")]
    rows = features(["stowed", "levels"], found, Chooses(tables, NOTHING_KNOWN, some_weights))
    for name in ("fixed", "fixed_weight", "fixed_pairs", "fixed_pairs_weight"):
        column = rows[:, FEATURES.index(name)]
        assert not column[:-1].any()
        assert column[-1] > 0


def write(path, kind, arrays):
    write_container(path, kind=kind, format=1, arrays=arrays, meta={})
    return open_container(path, kind=kind, format=1)


def test_known_phrases_come_back_from_their_file(tmp_path):
    again = Known.from_container(write(tmp_path / "a", known_phrases.KIND, MADE.arrays()))
    assert again == MADE
    assert (
        Known.from_container(write(tmp_path / "b", known_phrases.KIND, NOTHING_KNOWN.arrays()))
        == NOTHING_KNOWN
    )


def test_belief_grows_with_what_was_seen():
    assert MADE.belief("swing") == (1 / 1.5, {"clock": 1.0})
    assert MADE.belief("ponder") == (2 / 2.5, {"pendulum": 1.0})
    assert MADE.belief("nothing") == (0.0, {})


@pytest.mark.parametrize("rows", [b"one field", b"a\tb\tmany", b"a\tb"])
def test_a_damaged_table_is_said(tmp_path, rows):
    arrays = MADE.arrays() | {"pairs": np.frombuffer(rows, np.uint8)}
    with pytest.raises(ResourceError, match="not as it should be"):
        Known.from_container(write(tmp_path / "a", known_phrases.KIND, arrays))


def test_weights_come_back_from_their_file_or_are_refused(tmp_path, some_weights):
    arrays = some_weights.arrays()
    again = Weights.from_container(write(tmp_path / "a", "w", arrays))
    assert all((again.arrays()[name] == array).all() for name, array in arrays.items())
    for name in ("chooser_mean", "chooser_out", "ranking_linear", "left_bias", "right_out_bias"):
        wrong = arrays | {name: np.zeros(arrays[name].size + 1, np.float32)}
        with pytest.raises(ResourceError, match="do not fit"):
            Weights.from_container(write(tmp_path / name, "w", wrong))


def test_weights_of_other_features_are_refused(opened, some_weights):
    few = np.zeros(3, np.float32)
    other = some_weights._replace(ranking=Chooser(few, few, few, few[:, None], few[:1], few[:1]))
    with pytest.raises(ResourceError, match="3 weights"):
        PhraseRestorer(*opened, known=MADE, weights=other)


def test_what_ships_opens_and_says_what_was_held_out(opened):
    shipped = PhraseRestorer(*opened)
    assert len(shipped.digest) == 192
    entry = manifest()["files"]["phrases.bin"]
    assert entry["licences"] == ["CC-BY-4.0"]
    assert entry["held_out"]["phrases"] == entry["figures"]["held_out_phrases"] > 400
    # The example of the design; it is in the table.
    assert shipped.alternatives("counterfeit consciousness", 3)[0].text == "artificial intelligence"
