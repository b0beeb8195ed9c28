"""Rows of two texts side by side, against a slow account of which token stands in which row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from build import ORDER, PARTS, build, compare
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.records import Operation
from spindetect.report.html_texts import _in_source_order
from spindetect.report.layout import ROW_TOKENS, lay_out
from spindetect.text import Document


def tokens_of(rows, side):
    return [
        n
        for row in rows
        for part in row.slices
        for n in range(getattr(part, f"{side}_start"), getattr(part, f"{side}_end"))
    ]


prose = st.lists(
    st.sampled_from(["Alpha", "beta", "gamma", ".", ".", "Delta", "epsilon", ",", "\n\n", "Zeta"]),
    max_size=40,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(prose, prose)
def test_every_token_stands_in_one_row(suspect, source):
    layout = lay_out(compare(suspect, source))
    assert tokens_of(layout.rows, "suspect") == list(range(len(layout.suspect.start)))
    assert Counter(tokens_of(layout.rows, "source")) == Counter(range(len(layout.source.start)))
    assert all(row.slices for row in layout.rows)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(PARTS))))
def test_moved_parts_stand_in_their_row_whatever_the_order(order):
    verdict = build(order=tuple(order), tail="")
    layout = lay_out(verdict)
    assert tokens_of(layout.rows, "suspect") == list(range(len(layout.suspect.start)))
    for moved in layout.moved.values():
        assert -1 <= moved.home < len(layout.rows)
        assert 0 <= moved.row < len(layout.rows)


def test_a_row_is_a_sentence_of_the_suspect():
    verdict = build(order=None, tail="")
    layout = lay_out(verdict)
    firsts = [row.slices[0].suspect_start for row in layout.rows if row.kind != "gone"]
    begins = Document.from_text(verdict.suspect.text).tokens.sentence_start.tolist()
    assert firsts == begins[:-1]


@pytest.mark.parametrize(
    ("source", "suspect", "kinds"),
    [
        ("One is here. Two is gone. Three stays.", "One is here. Three stays.", ["same", "gone", "same"]),
        ("One is here. Three stays.", "One is here. Two is new. Three stays.", ["same", "added", "same"]),
        ("However one is here. Two stays.", "one is here. Two stays.", ["changed", "same"]),
        ("One is here. Two stays.", "One is there. Two stays.", ["changed", "same"]),
        ("One is here while Two stays.", "One is here. Two stays.", ["changed", "same"]),
        ("", "Only this.", ["added"]),
        ("Only this.", "", ["gone"]),
        ("", "", []),
    ],
)
def test_kinds_of_rows(source, suspect, kinds):
    assert [row.kind for row in lay_out(compare(suspect, source)).rows] == kinds


def test_a_moved_passage_knows_its_row_and_its_home():
    layout = lay_out(build(order=ORDER, tail=""))
    (moved,) = layout.moved.values()
    home = layout.rows[moved.home].slices[-1].source_end
    begins = min(p.source_start for p in layout.rows[moved.row].slices)
    assert home == begins
    assert layout.rows[moved.row].block == 1


def test_a_text_without_sentence_ends_is_cut():
    text = "word " * 2000
    layout = lay_out(compare(text, text))
    assert len(layout.rows) > 2
    assert (
        max(sum(p.suspect_end - p.suspect_start for p in row.slices) for row in layout.rows) <= 4 * ROW_TOKENS
    )
    assert tokens_of(layout.rows, "source") == list(range(2000))


def test_a_stop_from_elsewhere_stays_behind_its_word():
    """An aligner may pair a sentence's full stop with another sentence's; the row still reads."""
    source = "Red one. Blue two. Green three."
    suspect = "Blue two. Red one."
    verdict = compare(suspect, source)
    operations = (
        Operation("equal", 3, 5, 0, 2),
        Operation("equal", 8, 9, 2, 3),
        Operation("move", 0, 3, 3, 6),
        Operation("delete", 5, 8, 6, 6),
    )
    layout = lay_out(replace(verdict, operations=operations, substitutions=()))
    first = [
        layout.source.written[p.source_start : p.source_end]
        for p in _in_source_order(layout.rows[0].slices, layout.source)
    ]
    assert first == [["Blue", "two"], ["."]]


def test_what_does_not_fit_is_not_laid_out():
    verdict = build()
    assert lay_out(verdict) is not None
    assert lay_out(replace(verdict, operations=verdict.operations[1:])) is None
    assert lay_out(replace(verdict, operations=())) is None
    far = replace(verdict.operations[0], source_start=10**6, source_end=10**6 + 2)
    assert lay_out(replace(verdict, operations=(far, *verdict.operations[1:]))) is None
    assert lay_out(replace(verdict, source=replace(verdict.source, text=None))) is None
