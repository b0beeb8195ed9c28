"""Negations, numbers and names on one side only: found in the terminal too, and not where nothing turned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from build import compare

from spindetect.records import Zone
from spindetect.report.differences import differences
from spindetect.report.html import to_html
from spindetect.report.layout import lay_out
from spindetect.report.pair_terminal import MOST_DIFFERENCES
from spindetect.report.terminal import to_text

BEFORE = "The old mill stands beside the river and grinds flour. "


def found(source, suspect):
    """Return what differs, as (kind, sentence)."""
    return [(d.kind, d.sentence()) for d in differences(lay_out(compare(suspect, source)))]


@pytest.mark.parametrize(
    ("source", "suspect", "expected"),
    [
        (
            "The council did approve the plan.",
            "The council did not approve the plan.",
            "“not” only in the suspect",
        ),
        ("She never met the keeper there.", "She met the keeper there.", "“never” only in the source"),
        (
            "They can reach the pier by noon.",
            "They can't reach the pier by noon.",
            "“can't” only in the suspect",
        ),
    ],
)
def test_a_negation_that_came_or_went(source, suspect, expected):
    assert found(BEFORE + source, BEFORE + suspect) == [("negation", expected)]
    text = to_text(compare(BEFORE + suspect, BEFORE + source), width=100)
    assert f"negation: {expected}" in text
    assert "NEGATIONS, NUMBERS AND NAMES" in text
    page = to_html(compare(BEFORE + suspect, BEFORE + source))
    assert "Negations, numbers and names that differ" in page
    assert expected.replace("'", "&#x27;") in page
    assert "negation differs" in compare(BEFORE + suspect, BEFORE + source).statement(full=True)


@pytest.mark.parametrize(
    ("source", "suspect", "expected"),
    [
        ("It cost 12 pounds in all.", "It cost 14 pounds in all.", "“12” in the source, “14” in the suspect"),
        ("It cost many pounds in all.", "It cost 90 pounds in all.", "“90” only in the suspect"),
        ("It cost 12 pounds in all.", "It cost twelve pounds in all.", None),
        ("It cost 1,000 pounds in all.", "It cost 1000 pounds in all.", None),
    ],
)
def test_numbers(source, suspect, expected):
    assert found(source, suspect) == ([("number", expected)] if expected else [])


@pytest.mark.parametrize(
    ("source", "suspect", "expected"),
    [
        (
            "They met Ada Wren at one.",
            "They met Ida Wren at one.",
            "“Ada” in the source, “Ida” in the suspect",
        ),
        ("They met Ada Wren at noon.", "Ada Wren met them at noon.", None),
        ("It did not rain on them at all.", "It didn't rain on them at all.", None),
        ("Then he came home late.", "Then I came home late.", None),
        ('A note read "Feed when you come" there.', 'A note read "Nourish when you come" there.', None),
        ("It rains on the hills.", "It rains on the hills.", None),
    ],
)
def test_names_and_what_is_none(source, suspect, expected):
    assert found(source, suspect) == ([("name", expected)] if expected else [])


def test_a_rewritten_sentence_is_not_looked_at():
    assert (
        found(
            "A mill has stood here for ages and ages.",
            "Nobody in Ambleton remembers 1780, when not one stone lay.",
        )
        == []
    )


def test_words_in_a_quotation_are_left_alone():
    verdict = compare(BEFORE + "He said it was not here at all.", BEFORE + "He said it was here at all.")
    assert len(differences(lay_out(verdict))) == 1
    start = verdict.suspect.text.index("not here")
    zone = Zone("quotation", "suspect", start, start + 8, 2)
    assert differences(lay_out(replace(verdict, left_out=(zone,)))) == ()


def test_repeated_words_are_counted_and_long_lists_cut():
    assert found("It can be so and may be so.", "It can not be so and may not be so.") == [
        ("negation", "“not” (2 times) only in the suspect")
    ]
    source = "".join(f"The boat left pier {n} in the early morning. " for n in range(30))
    suspect = "".join(f"The boat left pier {n + 400} in the early morning. " for n in range(30))
    text = to_text(compare(suspect, source))
    assert text.count("number: ") == MOST_DIFFERENCES
    assert f"and {30 - MOST_DIFFERENCES} more, on the page" in text


def test_negations_come_first():
    kinds = [
        kind
        for kind, _ in found(
            "The boat went to Holm by noon. It was late then.",
            "The boat went to Sund by noon. It was not late then.",
        )
    ]
    assert kinds == ["negation", "name"]


def test_a_record_without_texts_has_no_such_lines():
    verdict = compare("It was not late then.", "It was late then.")
    assert "NEGATIONS" in to_text(verdict)
    assert "NEGATIONS" not in to_text(verdict.without_texts())
