"""A text cut into rows, and ranges looked up by place: against slow code that anyone can read."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spindetect.records import Span, Zone
from spindetect.report.spans import Spans, zone_note, zone_spans
from spindetect.report.text_layout import FEW_CHARACTERS, MANY_LINES, MOST_CHARACTERS, TextLayout, paragraphs
from spindetect.text_verdict import TextPassage

ranges = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), max_size=6)


def spans(found):
    return [(start, start + size, n) for n, (start, size) in enumerate(found, 1)]


@given(ranges)
def test_ranges_hold_what_the_slow_way_says(found):
    painted = [None] * 50
    for start, end, n in sorted(spans(found), key=lambda x: (x[0], -x[1])):
        for place in range(start, end):
            painted[place] = painted[place] or n
    held = Spans(spans(found))
    assert [held.at(place) for place in range(50)] == painted
    assert all(a < b for a, b in zip(held.start, held.end, strict=True))
    assert held.end == sorted(held.end)


@given(ranges, st.integers(0, 40), st.integers(1, 12))
def test_ranges_are_found_by_what_they_touch(found, start, size):
    held = Spans(spans(found))
    inside = [held.at(place) for place in range(start, start + size)]
    last = [n for n in inside if n]
    assert held.touching(start, start + size) == (last[-1] if last else None)
    changes = {place for place in range(start, start + size) if held.at(place) != held.at(place - 1)}
    assert changes <= set(held.borders(start, start + size))
    begins = [n for at, n in zip(held.start, held.value, strict=True) if start <= at < start + size]
    assert held.beginning_in(start, start + size) == begins


def test_a_zone_says_where_a_word_stands():
    zones = zone_spans((Zone("quotation", "suspect", 5, 20, 3), Zone("code", "source", 0, 99, 9)), "suspect")
    assert zone_note(zones, Span("a", 7, 8)) == "in a quotation, not counted"
    assert zone_note(zones, Span("a", 20, 21)) == ""


@given(st.text(alphabet="ab. \n\t", max_size=200))
def test_rows_are_all_of_the_text(text):
    rows = list(paragraphs(text))
    assert all(start < end for start, end in rows)
    assert all(a[1] <= b[0] for a, b in pairwise(rows))
    assert "".join("".join(text[a:b] for a, b in rows).split()) == "".join(text.split())
    assert all("\n\n" not in text[a:b].strip("\n") for a, b in rows)


def test_a_long_paragraph_ends_its_rows_with_a_sentence():
    text = "The mill stands by the river. " * 400
    rows = list(paragraphs(text))
    assert len(rows) > 5
    assert all(text[a:b].strip().endswith("river.") for a, b in rows)
    for unbroken in ("x" * 10_000, "word " * 2_000):
        cut = list(paragraphs(unbroken))
        assert max(b - a for a, b in cut) <= MOST_CHARACTERS
        assert "".join(unbroken[a:b] for a, b in cut) == unbroken
    assert all(unbroken[b - 1] == " " for _, b in cut), "not inside a word"


def test_millions_of_short_paragraphs_share_rows():
    text = "a word\n\n" * MANY_LINES
    rows = list(paragraphs(text))
    assert len(rows) < len(text) / FEW_CHARACTERS + 2
    assert "".join("".join(text[a:b] for a, b in rows).split()) == "".join(text.split())
    assert len(list(paragraphs("a word\n\n" * 100))) == 100


parts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1)), max_size=6)


@given(parts)
def test_a_row_has_the_surest_part_that_touches_it(found):
    text = "one two\n\n" * 7
    passages = [TextPassage(a, a + n, n, p, 0) for a, n, p in found]
    layout = TextLayout(text, [], passages=passages)
    expected = []
    for row in range(len(layout.rows)):
        touching = [n for n, part in enumerate(passages, 1) if row in layout.rows_of(part)]
        expected.append(min(touching, key=lambda n: (-passages[n - 1].probability, n), default=0))
    assert layout.passage_of == expected


@given(ranges, ranges)
def test_pieces_are_all_of_a_row_and_know_what_they_stand_in(marks, zones):
    text = "abcde fghij klmno pqrst uvwxy zabcd efghi"
    placed = [(a, a + n) for a, n in marks]
    left = [Zone("code", "suspect", a, a + n, 1) for a, n in zones]
    layout = TextLayout(text, placed, left)
    pieces = list(layout.pieces(0))
    assert "".join(text[p.start : p.end] for p in pieces) == text
    held = Spans((a, min(b, len(text)), n) for n, (a, b) in enumerate(placed, 1))
    for piece in pieces:
        assert piece.start < piece.end
        for place in range(piece.start, piece.end):
            assert piece.mark == (held.at(place) or 0)
            assert bool(piece.zone) is any(z.start <= place < z.end for z in left)
