"""A and an, and endings that tell the form."""

from __future__ import annotations

import pytest

from spindetect.substitutions.grammar import article_is_wrong, same_ending, takes_an


@pytest.mark.parametrize(
    "word",
    ["apple", "hour", "honest", "umbrella", "unimportant", "uninvited", "8", "11", "18", "80,000", "x-ray"],
)
def test_takes_an(word: str) -> None:
    assert takes_an(word)


@pytest.mark.parametrize(
    "word", ["car", "unit", "university", "useful", "european", "one-off", "house", "1", "100", "12", ""]
)
def test_takes_a(word: str) -> None:
    assert not takes_an(word)


@pytest.mark.parametrize(("word", "an"), [("fbi", True), ("mp", True), ("un", False), ("bbc", False)])
def test_capitals_are_spoken_letter_by_letter(word: str, an: bool) -> None:
    assert takes_an(word, spelled_out=True) is an


def test_only_articles_can_be_wrong() -> None:
    assert article_is_wrong("an", "car", "car")
    assert article_is_wrong("a", "mp", "MP")
    assert not article_is_wrong("the", "apple", "apple")


@pytest.mark.parametrize(
    ("source", "suspect", "same"),
    [
        ("houses", "homes", True),
        ("walked", "stepped", True),
        ("house", "homes", False),
        ("tall", "ball", True),
    ],
)
def test_same_ending(source: str, suspect: str, same: bool) -> None:
    assert same_ending(source, suspect) is same
