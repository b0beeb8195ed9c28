"""A closer look at part of two texts: where they run side by side, and what the row of the pair then says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import spindetect
from spindetect.corpus.comparing import (
    CHANGED,
    CHANGED_SHARE,
    CLOSER_SCORE,
    EXPLAINED,
    FEWEST,
    MANY,
    SURE,
    SURER,
    WIDER,
    Comparer,
    Look,
    Side,
)
from spindetect.corpus.showing import Shown, shown
from spindetect.corpus.stretch import WIDTHS, shared_stretch, words_in_runs

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
SYLLABLES = ("ba", "kor", "lin", "mu", "ned", "os", "pra", "qui", "rel", "sto", "tav", "und", "vex", "wim")


def words(number, seed):
    rng = Random(seed)
    return ["".join(rng.choices(SYLLABLES, k=3)) for _ in range(number)]


def swapped(passage, share, seed):
    rng = Random(seed)
    others = iter(words(len(passage), seed + 1))
    return [next(others) if rng.random() < share else word for word in passage]


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4])
def test_a_passage_is_found_inside_other_words(share):
    passage = words(100, 1)
    one = [*words(150, 2), *passage, *words(200, 3)]
    other = [*words(300, 4), *swapped(passage, share, 5), *words(50, 6)]
    found = shared_stretch(" ".join(one), " ".join(other))
    assert found is not None
    for text, (first, last), start in ((one, found[0], 150), (other, found[1], 300)):
        before = len(" ".join(text)[:first].split())
        count = len(" ".join(text)[first:last].split())
        assert start <= before <= start + 12  # the ends may be swapped
        assert start + 88 <= before + count <= start + 100


@pytest.mark.parametrize("width", WIDTHS)
def test_a_short_stretch_is_widened_evenly_to_what_can_be_judged(width):
    passage = words(30, 1)
    one, other = [*words(150, 2), *passage, *words(200, 3)], [*words(300, 4), *passage, *words(100, 6)]
    found = shared_stretch(" ".join(one), " ".join(other), width)
    assert found is not None
    for text, (first, last), start in ((one, found[0], 150), (other, found[1], 300)):
        before = len(" ".join(text)[:first].split())
        count = len(" ".join(text)[first:last].split())
        assert (before, count) == (start - (width - 30) // 2, width)


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ("", "", 0),
        ("a b c d e f g", "a b c d e f g", 0),
        ("x A b c d e f g h y", "a, b. c-d e f g h", 8),
        ("a b c d e f g h i x a b c d e f g h", "a b c d e f g h i", 17),
        ("a b c d x e f g h", "a b c d e f g h", 0),
    ],
    ids=["empty", "too-few", "case-and-signs", "twice", "broken"],
)
def test_words_in_runs(one, other, number):
    assert words_in_runs(one, other) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [("", ""), ("word", "word"), (" ".join(words(300, 1)), " ".join(words(300, 2)))],
    ids=["empty", "a-word", "unrelated"],
)
def test_texts_without_a_common_stretch_have_none(one, other):
    assert shared_stretch(one, other) is None


def test_what_is_nearly_all_of_both_texts_is_no_part_of_them():
    text = words(200, 1)
    assert shared_stretch(" ".join(text), " ".join(swapped(text, 0.2, 2))) is None


class OfLength:
    """A detector that finds a text spun where it is short, and never where it is long."""

    def __init__(self):
        detector = spindetect.load()
        article, spun = ((SAMPLES / "news-report" / f"{name}.txt").read_text("utf-8") for name in PAIR)
        other = (SAMPLES / "sports-report" / f"{PAIR[0]}.txt").read_text("utf-8")
        self.spun, self.whole = detector.compare(spun, article), detector.compare(other, article)
        assert (self.spun.label, self.whole.label) == ("spun", "independent")
        self.whole = replace(self.whole, words_counted=2 * self.spun.words_counted)
        self.compared = []

    def compare(self, suspect, source, **_notes):
        self.compared.append((suspect.text, source.text))
        return self.spun if len(suspect.text.split()) < 200 else self.whole


PAIR = ("source", "spun")


def two(score, number=100):
    passage = words(number, 1)
    texts = {
        "a": " ".join([*words(150, 2), *passage, *words(200, 3)]),
        "b": " ".join([*words(300, 4), *swapped(passage, 0.3, 5), *words(50, 6)]),
    }
    row = {"a": 1, "b": 2, "score": score}
    for side, text in texts.items():
        row |= {f"{side}_id": side, f"{side}_text": text}
        row |= {f"{side}_published": None, f"{side}_regions": None}
    return row


def test_a_pair_whose_part_is_spun_is_spun_with_places_in_the_whole_texts():
    detector, row = OfLength(), two(CLOSER_SCORE)
    found = Comparer(detector).row(row)
    assert (found["error"], found["label"]) == (None, "spun")
    suspect, source = (row[f"{found[f'{side}_id']}_text"] for side in ("suspect", "source"))
    part, other = detector.compared[1]
    assert sorted((part in row["a_text"], part in row["b_text"])) == [False, True]
    texts = {part, other}
    for side, whole in (("suspect", suspect), ("source", source)):
        offset = next(whole.index(text) for text in texts if text in whole)
        starts = [one[f"{side}_start"] - offset for one in found["substitutions"]]
        swaps = detector.spun.substitutions
        assert starts == [getattr(swap, side).start for swap in swaps]
    assert found["copied_share"] == pytest.approx(detector.spun.copied_share / 2, abs=0.01)
    assert found["words_copied"] == round(detector.spun.copied_share * detector.spun.words_counted)


def test_a_pair_of_a_low_score_is_not_looked_at_again():
    detector = OfLength()
    assert Comparer(detector).row(two(CLOSER_SCORE - 0.1))["label"] == "independent"
    assert len(detector.compared) == 1


@pytest.mark.parametrize(
    ("words", "copied", "in_runs", "is_spun"),
    [
        (1000, FEWEST, 0, True),
        (1000, FEWEST - 1, 0, False),
        (1000, FEWEST, FEWEST - CHANGED, True),
        (1000, FEWEST, FEWEST + 1 - CHANGED, False),
        (1000, 400, round(400 * (1 - CHANGED_SHARE)), True),
        (1000, 400, round(400 * (1 - CHANGED_SHARE)) + 1, False),
        (100, 70, 70, True),
        (101, 70, 70, False),
    ],
)
def test_long_runs_left_alone_are_no_spinning(words, copied, in_runs, is_spun):
    assert (look(words, copied, in_runs).label == "spun") == is_spun


def look(words, copied, in_runs=0, *, verdict=None):
    sides = (Side(number, str(number), "", None, None) for number in (1, 2))
    return Look(verdict or OfLength().spun, *sides, 0, 0, words, copied, in_runs)


@pytest.mark.parametrize(
    ("words", "copied", "least"),
    [(1000, MANY, SURE), (1000, MANY - 1, SURER), (100, MANY - 1, SURE), (100, 100, SURE)],
)
def test_few_words_of_many_must_be_surer_than_others(words, copied, least):
    verdict = OfLength().spun
    unsure = replace(
        verdict, probability=least - 0.01, probabilities=replace(verdict.probabilities, spun=least - 0.01)
    )
    assert look(words, copied, verdict=unsure).label != "spun"
    assert look(words, copied, verdict=replace(unsure, probability=least)).label == "spun"


def test_a_part_must_hold_most_of_what_two_texts_have_in_common():
    whole = look(1000, 100)
    assert look(1000, round(100 * EXPLAINED)).explains(whole)
    assert not look(1000, round(100 * EXPLAINED) - 1).explains(whole)
    assert look(100, 70).explains(look(1000, 500))  # most of the suspect needs no further proof


class Doubtful(OfLength):
    """A detector that finds the narrow part too short to be judged, or not spun, and the wider one spun."""

    def __init__(self, label, probability):
        super().__init__()
        self.narrow = replace(self.spun, label=label, probability=probability)

    def compare(self, suspect, source, **_notes):
        self.compared.append((suspect.text, source.text))
        if len(self.compared) == 1:
            return self.whole
        return self.narrow if len(self.compared) == 2 else self.spun


@pytest.mark.parametrize(
    ("label", "probability", "is_spun"),
    [("insufficient", 0.0, True), ("edited", WIDER, True), ("edited", WIDER - 0.01, False)],
)
def test_a_part_that_may_be_spun_is_looked_at_with_its_neighbours(label, probability, is_spun):
    detector = Doubtful(label, probability)
    assert (Comparer(detector).row(two(CLOSER_SCORE, 60))["label"] == "spun") == is_spun
    assert len(detector.compared) == (3 if is_spun else 2)


def test_a_part_that_has_room_for_its_neighbours_is_not_compared_twice():
    detector = Doubtful("edited", WIDER)
    assert Comparer(detector).row(two(CLOSER_SCORE, 110))["label"] != "spun"
    assert len(detector.compared) == 2


def test_a_stretch_that_was_left_alone_is_not_compared():
    row = two(CLOSER_SCORE)
    passage = words(100, 1)
    row["b_text"] = " ".join([*words(300, 4), *passage, *words(50, 6)])
    detector = OfLength()
    assert Comparer(detector).row(row)["label"] == "independent"
    assert len(detector.compared) == 1


def test_a_page_shows_what_the_scan_called_spun():
    detector, row = OfLength(), two(9.0)
    sides = [Shown(one, row[f"{one}_text"], None, None) for one in "ab"]
    assert shown("spun", *sides, detector).label == "spun"
    assert shown("independent", *sides, detector).label == "independent"
