"""A closer look at part of two texts: where they run side by side, and what the row of the pair then says."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

import spindetect
from spindetect.corpus.comparing import Comparer
from spindetect.corpus.looking import (
    CHANGED,
    CHANGED_SHARE,
    CLOSER_SCORE,
    MOSTLY,
    WIDER,
    Looker,
    is_changed_enough,
)
from spindetect.corpus.looks import Look, Part, Side, best, evidence
from spindetect.corpus.showing import Shown, shown
from spindetect.corpus.stretch import WIDTHS, shared_stretch, words_in_runs
from spindetect.model.scan_model import EVIDENCE, STRETCHES
from spindetect.text import Document

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


class Certain(NamedTuple):
    """A scan's model that has one answer."""

    answer: float
    threshold: float = 0.7

    def certainty(self, _evidence):
        return self.answer


def comparer(detector, certainty=1.0):
    return Comparer(Looker(detector), Certain(certainty))


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
    found = comparer(detector).row(row)
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
    assert comparer(detector).row(two(CLOSER_SCORE - 0.1))["label"] == "independent"
    assert len(detector.compared) == 1


@pytest.mark.parametrize(("certainty", "label"), [(0.7, "spun"), (0.69, "independent")])
def test_a_pair_is_called_spun_where_all_looks_together_say_so(certainty, label):
    found = comparer(OfLength(), certainty).row(two(CLOSER_SCORE))
    assert (found["label"], found["certainty"]) == (label, certainty)
    assert bool(found["substitutions"]) == (label == "spun")


class Always(OfLength):
    """A detector that says the same of any two texts."""

    def __init__(self, **changes):
        super().__init__()
        self.spun = replace(self.spun, **changes)

    def compare(self, suspect, source, **_notes):
        self.compared.append((suspect.text, source.text))
        return self.spun


@pytest.mark.parametrize(
    ("label", "probability", "is_spun"),
    [("spun", 0.5, True), ("edited", 0.49, False), ("edited", 0.9, False), ("insufficient", 0.9, False)],
)
def test_no_certainty_calls_a_pair_spun_that_no_look_does(label, probability, is_spun):
    found = comparer(Always(label=label, probability=probability)).row(two(CLOSER_SCORE))
    assert (found["label"] == "spun") == is_spun


class Spun(OfLength):
    """A detector that calls all of the texts spun, and their stretches more so."""

    def compare(self, suspect, source, **_notes):
        self.compared.append((suspect.text, source.text))
        is_part = len(suspect.text.split()) < 200
        return replace(self.spun, probability=0.99 if is_part else 0.6, copied_share=0.3)


def test_texts_that_are_spun_as_a_whole_are_shown_as_a_whole():
    detector = Spun()
    found = comparer(detector).row(two(CLOSER_SCORE))
    assert len(detector.compared) > 1
    assert (found["label"], found["probability"]) == ("spun", 0.6)


def look(words, copied, in_runs=0, *, verdict=None):
    sides = (Side(number, str(number), "", None, None) for number in (1, 2))
    return Look(verdict or OfLength().spun, *sides, 0, 0, words, copied, in_runs)


def test_a_pair_that_is_not_certain_has_the_likeliest_of_the_other_labels():
    verdict = OfLength().spun
    p = replace(verdict.probabilities, spun=0.6, verbatim=0.0, paraphrased=0.1, edited=0.3, independent=0.0)
    assert look(100, 80, verdict=replace(verdict, probabilities=p)).honest_label == "edited"
    assert look(100, 80, verdict=OfLength().whole).honest_label == "independent"


def with_spun(verdict, spun, **changes):
    return look(1000, 100, verdict=replace(verdict, probability=spun, **changes))


def test_the_look_that_is_shown_is_the_likeliest_that_was_judged():
    spun = OfLength().spun
    looks = [with_spun(spun, 0.6), with_spun(spun, 0.9, label="insufficient"), with_spun(spun, 0.8)]
    assert best(looks) is looks[2]
    again = with_spun(spun, 0.6)
    assert again is not looks[0]
    assert best([looks[0], again]) is looks[0]
    assert best(looks[1:2]) is looks[1]


def test_what_the_model_is_told_of_a_pair():
    spun = OfLength().spun
    looks = [with_spun(spun, 0.5), with_spun(spun, 0.9)]
    told = dict(zip(EVIDENCE, evidence(looks, 8.0).tolist(), strict=True))
    assert told["log_score"] == pytest.approx(math.log(8))
    assert told["whole_log_odds_spun"] == pytest.approx(0.0)
    assert told["best_log_odds_spun"] == told["stretch_1_log_odds_spun"] == pytest.approx(math.log(9))
    assert told["stretch_2_log_odds_spun"] == told["stretch_3_log_odds_spun"] < -16
    assert (told["whole_copied"], told["whole_copied_share"]) == (100, 0.1)
    assert told["best_counted"] == spun.words_counted
    changed = EVIDENCE.index("whole_changed")
    assert evidence([look(1000, 100, 60)], 8.0)[changed] == 40
    assert evidence([look(1000, 100, 130)], 8.0)[changed] == 0  # quotations are in runs and not counted


@pytest.mark.parametrize(("length", "least"), [(60, CHANGED), (200, round(CHANGED_SHARE * 200))])
def test_of_a_stretch_enough_must_not_have_been_left_alone(length, least):
    text = words(length, 1)
    for changed in (least, least - 1):
        other = [*text[: length - changed], *words(changed, 2)]
        parts = tuple(Part(Document.from_text(" ".join(one)), 0) for one in (text, other))
        spans = tuple((0, len(part.document.text)) for part in parts)
        assert is_changed_enough(parts, spans) == (changed == least)


@pytest.mark.parametrize(("share", "looks"), [(MOSTLY, 1), (MOSTLY - 0.01, 3)])
def test_what_is_spun_for_the_most_part_is_looked_at_once(share, looks):
    detector = Always(copied_share=share)
    assert comparer(detector).row(two(CLOSER_SCORE, 110))["label"] == "spun"
    assert len(detector.compared) == looks


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
    assert (comparer(detector).row(two(CLOSER_SCORE, 60))["label"] == "spun") == is_spun
    assert len(detector.compared) == (4 if is_spun else 2)


def test_a_stretch_that_is_wide_enough_is_not_compared_again_before_a_wider_one():
    detector = Doubtful("edited", WIDER)
    assert comparer(detector).row(two(CLOSER_SCORE, 110))["label"] == "spun"
    assert len(detector.compared) == 3  # all of the texts, 110 words for the first two widths, 128


def test_a_stretch_that_was_left_alone_is_not_compared():
    row = two(CLOSER_SCORE)
    passage = words(100, 1)
    row["b_text"] = " ".join([*words(300, 4), *passage, *words(50, 6)])
    detector = OfLength()
    assert comparer(detector).row(row)["label"] == "independent"
    assert len(detector.compared) == 1


def test_each_stretch_that_is_looked_at_is_told_to_the_model():
    assert len(WIDTHS) == STRETCHES


def test_a_page_shows_what_the_scan_called_spun():
    detector, row = OfLength(), two(9.0)
    sides = [Shown(one, row[f"{one}_text"], None, None) for one in "ab"]
    assert shown("spun", *sides, detector).label == "spun"
    assert shown("independent", *sides, detector).label == "independent"


def test_a_page_shows_the_likeliest_stretch_where_none_is_called_spun():
    row = two(9.0)
    sides = [Shown(one, row[f"{one}_text"], None, None) for one in "ab"]
    detector = Doubtful("edited", 0.4)
    detector.spun = replace(detector.spun, label="edited", probability=0.3)
    assert shown("spun", *sides, detector).probability == 0.4
