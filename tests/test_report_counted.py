"""Swaps inside quotations are no examples and in no count, and stay on the page with a mark."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from build import build

from spindetect.records import Zone
from spindetect.report.counted import SwapZones, counted_swaps, oddest_counted
from spindetect.report.html import to_html
from spindetect.report.notebook import to_fragment
from spindetect.report.terminal import to_text


def quoted(*words, side="suspect"):
    """Return a verdict in which these words stand in quotations."""
    verdict = build()
    zones = []
    for swap in verdict.substitutions:
        span = getattr(swap, side)
        if span.text in words:
            zones.append(Zone("quotation", side, span.start - 3, span.end + 2, 1))
    assert len(zones) == len(words)
    return replace(verdict, left_out=(*verdict.left_out, *zones))


@pytest.mark.parametrize(
    ("side", "word", "pair"),
    [
        ("suspect", "repaired word", "fixed term → repaired word"),
        ("source", "fixed term", "fixed term → repaired word"),
    ],
)
def test_the_oddest_swap_is_no_example_inside_a_quotation(side, word, pair):
    assert build().oddest(1)[0].suspect.text == "repaired word"
    verdict = quoted(word, side=side)
    short, full = verdict.statement(), verdict.statement(full=True)
    assert len(counted_swaps(verdict)) == 20
    assert oddest_counted(verdict, 1)[0].suspect.text == "unmistakable"
    assert pair in to_text(build())
    assert pair not in to_text(verdict)
    assert "THE 10 ODDEST OF 20 SWAPS" in to_text(verdict)
    assert "1 more swap stands in quotations" in to_text(verdict)
    for text in (short, full):
        assert "20 swaps" in text
        assert "“fixed term”" not in text
    assert "fixed term</bdi> →" not in to_fragment(verdict)
    assert "fixed term</bdi> →" in to_fragment(build())


def test_the_page_keeps_it_marked():
    page = to_html(quoted("repaired word"))
    listed = re.search(r'<ol class="list">.*?</ol>', page, re.S)[0]
    entry = next(item for item in listed.split("<li ") if "repaired word" in item)
    assert "in a quotation, not counted" in entry
    assert listed.count("not counted") == 1
    cards = re.search(r'<ol class="oddest">.*?</ol>', page, re.S)[0]
    assert "fixed term</bdi></span> →" not in cards
    assert "fixed term</bdi></span> →" in to_html(build())
    assert "All 21 swaps" in page
    assert "The 10 oddest of 20 swaps" in page


def test_where_no_swap_counts_none_is_shown():
    verdict = build()
    everything = Zone("quotation", "suspect", 0, len(verdict.suspect.text), 90)
    verdict = replace(verdict, left_out=(everything,))
    assert counted_swaps(verdict) == ()
    assert "NO SWAP COUNTS" in to_text(verdict)
    assert "oddness" not in to_text(verdict)
    assert "such as" not in verdict.statement()
    assert "0 swaps" in verdict.statement(full=True)
    assert "No swap counts" in to_html(verdict)


def test_a_zone_is_found_by_its_place_and_side():
    verdict = build()
    swap = next(s for s in verdict.substitutions if s.suspect.text == "purchased")
    span = swap.suspect
    for start, end, side, kind in (
        (span.start, span.end, "suspect", "caption"),
        (span.start + 2, span.start + 3, "suspect", "caption"),
        (span.start - 5, span.start, "suspect", None),
        (span.end, span.end + 5, "suspect", None),
        (swap.source.start, swap.source.end, "source", "caption"),
    ):
        zone = Zone("caption", side, start, end, 1)
        assert SwapZones(replace(verdict, left_out=(zone,))).kind(swap) == kind
