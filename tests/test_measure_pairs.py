"""Measuring pairs: thresholds, intervals, borders, and rows that are kept between runs."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import small_world

from models import measure_pairs
from models.gate_pairs import named
from models.measured_rows import CLASSES, Row, measured, really_swapped
from models.measured_table import (
    Weighed,
    borders,
    calibration,
    caught,
    confusion,
    f1,
    found,
    swaps,
    table,
    threshold,
)
from models.recipes import make
from spindetect.errors import InputError, ResourceError
from spindetect.records import ProgramRecord, Span


def row(number, label="edited", spun=0.0, family="", document="", found="", **given) -> Row:
    rest = (1 - spun) / 4
    return Row(
        number, family or f"{label}/x", label, "prose", document or f"d{number}", 200, found or label,
        (spun, rest, rest, rest, rest), 0.5, **given,
    )  # fmt: skip


def test_no_more_than_the_rate_lies_above_a_threshold():
    values = np.array([0.1, 0.9, 0.5, 0.5, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8])
    ones = np.ones(10)
    assert threshold(values, ones, 0.1) == 0.8
    assert threshold(values, ones, 0.2) == 0.7
    assert threshold(values, ones, 0.05) == 0.9
    assert threshold(values, ones, 0.5) == 0.5  # of the two at .5 none is above it
    assert threshold(values, np.where(values == 0.9, 2.0, 1.0), 0.1) == 0.9


def test_what_is_caught_is_above_the_honest_threshold():
    values = np.array([0.1, 0.2, 0.3, 0.9, 0.95, 0.25, 0.5])
    honest = np.array([1, 1, 1, 1, 0, 0, 0], bool)
    assert caught(values, honest, ~honest, 0.25)(np.ones(7)) == pytest.approx(2 / 3)
    assert caught(values, honest, ~honest, 0.0)(np.ones(7)) == pytest.approx(1 / 3)


def test_intervals_come_of_documents_and_not_of_pairs():
    many = [row(n, "spun", 0.9 if n % 2 else 0.1, "spun/lead", f"d{n}") for n in range(200)]
    few = [row(n, "spun", 0.9 if n % 4 > 1 else 0.1, "spun/lead", f"d{n % 4}") for n in range(200)]
    honest = [row(1000 + n, spun=0.5, document=f"h{n}") for n in range(100)]
    wide, narrow = (
        next(f for f in found(Weighed([*part, *honest])) if "lead" in f.what) for part in (few, many)
    )
    assert wide.value == narrow.value == 0.5
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low) > 0


def test_pairs_that_no_one_gave_a_background_are_no_false_alarms():
    spun = [row(n, "spun", 0.8, "spun/lead") for n in range(10)]
    honest = [row(100 + n, spun=0.1) for n in range(50)]
    without = [row(200 + n, "independent", 0.99, "siblings/copied") for n in range(50)]
    boundary = [row(300 + n, "edited", 0.99, "edited/in-context-alone") for n in range(50)]
    assert found(Weighed([*spun, *honest, *without, *boundary]))[0].value == 1.0
    given = [replace(r, with_background=True) for r in without]
    assert found(Weighed([*spun, *honest, *given]))[0].value == 0.0


def test_calibration_is_measured_at_the_share_of_spun_pairs_that_is_assumed():
    right = [row(n, "spun" if n % 10 < 7 else "edited", 0.75, document=f"d{n}") for n in range(100)]
    assert calibration(Weighed(right)).value == pytest.approx(abs(0.75 - 0.34))
    sure = [
        row(n, "spun" if n < 30 else "edited", 1.0 if n < 30 else 0.0, "spun/lead" if n < 30 else "")
        for n in range(90)
    ]
    assert calibration(Weighed(sure)).value == pytest.approx(0.0)


def test_f1_of_borders_swaps_and_labels():
    rows = [row(0, "spun", 0.9, "spun/embedded-30", passage_hit=80, passage_said=100, passage_gold=100),
            row(1, "spun", 0.9, "spun/embedded-30", passage_gold=60),
            row(2, "spun", 0.9, "spun/dose-5-8", swaps_found=3, swaps_gold=4, swap_right=30, swap_said=40,
                swap_hit=30, swap_characters=50)]  # fmt: skip
    assert borders(Weighed(rows))[0].value == pytest.approx(2 * 80 / 260)
    assert [f.value for f in swaps(Weighed(rows))] == [0.75, 0.6, 0.75]
    labels = [
        row(0),
        row(1),
        row(2, found="spun"),
        row(3, "spun", found="spun"),
        row(4, "spun", found="edited"),
    ]
    assert f1(labels, np.ones(5), "edited") == pytest.approx(4 / 6)
    assert confusion(labels).split("\n")[1].split() == ["spun", "1", "0", "0", "1", "0", "0"]


@pytest.mark.parametrize(
    ("old", "new", "really"),
    [
        ("each", "each and all", ("", "and all")),
        ("look for", "search For", ("look", "search")),
        ("in the end", "in the last resort", ("end", "last resort")),
        ("big", "large", ("big", "large")),
        ("more more", "more", ("more", "")),
    ],
)
def test_a_word_that_stands_in_both_was_not_swapped(old, new, really):
    source, suspect = f"at {old} now", f"then {new} now"
    spans = really_swapped((3, 3 + len(old), 5, 5 + len(new)), source, suspect)
    assert tuple(text[a:b] for text, (a, b) in zip((source, suspect), spans, strict=True)) == really


def test_the_gate_names_every_row_of_the_table_once_and_higher_is_better():
    made = [row(n, "spun", 0.9, "spun/dose-5-8", swaps_gold=4, swaps_found=3, swap_said=9, swap_right=9,
                swap_characters=10, swap_hit=8, passage_gold=3) for n in range(60)]  # fmt: skip
    made += [row(100 + n, spun=0.2, family="independent/topic", label="independent") for n in range(60)]
    real = [row(-1, spun=0.95 if n < 6 else 0.0, family="msrp", document=f"r{n}") for n in range(60)]
    names = [name for name, _, _ in named(made, real)]
    assert len(names) == len(set(names))
    values = {name: value for name, value, _ in named(made, real)}
    assert values["dose-5-8"] == 1.0
    assert values["worst-real-slice"] == pytest.approx(0.9)
    assert (values["swaps-precision"], values["swaps-recall"]) == (1.0, 0.8)
    assert values["calibration"] == pytest.approx(1 - (0.34 * 0.1 + 0.66 * 0.2))


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return small_world.build(tmp_path_factory.mktemp("world"))


class Detector:
    """Says of a pair what can be seen by looking: which words stand in both, and where."""

    def __init__(self, lexicon="whole"):
        self.program = ProgramRecord("1", "model", lexicon, "words", {})

    def compare(self, suspect, source):
        known, marks, at = set(source.split()), [], 0
        for word in suspect.split():
            at = suspect.index(word, at)
            if word not in known:
                marks.append(Span(word, at, at + len(word)))
            at += len(word)
        share = len(marks) / max(1, len(suspect.split()))
        label = "verbatim" if not marks else "spun" if share < 0.5 else "independent"
        p = dict.fromkeys(CLASSES, 0.0) | {label: 1.0}
        middle = len(suspect) // 2
        return SimpleNamespace(
            label=label,
            probability=p["spun"] * (1 - share),
            probabilities=SimpleNamespace(**p),
            p_copied=1 - p["independent"],
            passages=[SimpleNamespace(suspect_start=0, suspect_end=middle, label=label)],
            substitutions=[SimpleNamespace(source=Span(m.text, 0, 0), suspect=m) for m in marks],
            program=self.program,
        )


@pytest.fixture(scope="module")
def detector():
    return Detector()


RECIPE = small_world.recipe(
    {"spun/dose-15-45": 1, "spun/embedded-30": 1, "verbatim/whole": 1, "spun/two-sources": 1}
)


def test_a_row_says_what_the_verdict_says(places, detector):
    rows = {p.family: (measured(detector, n, p), p) for n, p in make(RECIPE, places, range(4))}
    spun, pair = rows["spun/dose-15-45"]
    verdict = detector.compare(pair.suspect, pair.source)
    assert spun.found == verdict.label
    assert spun.spun == pytest.approx(verdict.probability, abs=1e-6)
    assert spun.swaps_gold == len(pair.swaps)
    assert 0 < spun.swap_right <= spun.swap_said == sum(len(s.suspect.text) for s in verdict.substitutions)
    letters = sum(len((s.source + s.suspect).replace(" ", "")) for s in pair.swaps)
    assert 0.8 * letters < spun.swap_characters <= letters
    copy, _ = rows["verbatim/whole"]
    assert (copy.found, copy.swaps_gold, copy.passage_gold) == ("verbatim", 0, 0)
    inside, embedded = rows["spun/embedded-30"]
    gold = sum(p.suspect_end - p.suspect_start for p in embedded.passages)
    assert inside.passage_gold == gold
    half = set(range(len(embedded.suspect) // 2)) if inside.found == "spun" else set()
    spans = {at for p in embedded.passages for at in range(p.suspect_start, p.suspect_end)}
    assert (inside.passage_hit, inside.passage_said) == (len(half & spans), len(half))
    both, several = rows["spun/two-sources"]
    assert both.spun == pytest.approx(
        max(detector.compare(several.suspect, s).probability for s in several.sources), abs=1e-6
    )


def test_rows_are_kept_and_only_what_is_missing_is_compared(places, detector, tmp_path, monkeypatch):
    path = tmp_path / "rows-0-of-1.jsonl"
    measure_pairs.compare_all(RECIPE, places, detector, [0, 1], path)
    first = path.read_text()
    path.write_text(first[:-40])  # the program was ended while it wrote
    assert set(measure_pairs.stored(tmp_path)) == {0}
    measure_pairs.compare_all(RECIPE, places, detector, [1, 2], path)
    assert {json.loads(line)["number"] for line in first.splitlines()} == {0, 1}
    rows = measure_pairs.stored(tmp_path)
    assert set(rows) == {0, 1, 2}
    assert rows[1] == Row.of(json.loads(first.splitlines()[1]))
    assert "spun/dose-15-45: TPR" in table(list(rows.values()))


def test_two_processes_do_not_write_one_file(tmp_path):
    with (
        measure_pairs.appending(tmp_path / "rows-0-of-1.jsonl"),
        pytest.raises(ResourceError, match="another process"),
        measure_pairs.appending(tmp_path / "rows-0-of-1.jsonl"),
    ):
        pass


def test_another_recipe_or_lexicon_keeps_rows_of_its_own(detector):
    one = measure_pairs.key(RECIPE, detector)
    assert one == measure_pairs.key(RECIPE, detector)
    assert one != measure_pairs.key(replace(RECIPE, seed=6), detector)
    assert one != measure_pairs.key(RECIPE, Detector("lacks a dictionary"))


@pytest.mark.parametrize("text", ["2/2", "a/2", "1", "/3", ""])
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(InputError, match="I/N"):
        measure_pairs.shard_of(text)
    assert measure_pairs.shard_of("1/3") == (1, 3)


def test_all_probabilities_have_their_place():
    assert CLASSES[0] == "spun"
    assert row(0, spun=0.2).spun == 0.2
