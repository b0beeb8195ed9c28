"""What the letters of a word tell."""

from __future__ import annotations

import pytest

from spindetect.text.letters import (
    ADJECTIVE,
    ADVERB,
    ARTICLE,
    CLASS_SHIFT,
    NOUN,
    NUMBER_WORD,
    PARTICLE,
    VERB,
    letters,
    word_class,
)

CLASSES = [("creation", NOUN), ("organize", VERB), ("famous", ADJECTIVE), ("greatly", ADVERB), ("size", 0)]


@pytest.mark.parametrize(("word", "told"), CLASSES)
def test_endings_tell_the_class(word: str, told: int) -> None:
    assert word_class(word) == told


def test_one_byte_tells_all() -> None:
    words = ["an", "away", "seventh", "stone", ""]
    assert letters(words).tolist() == [ARTICLE, PARTICLE, NUMBER_WORD, 0, 0]
    assert (letters([word for word, _ in CLASSES]) >> CLASS_SHIFT).tolist() == [told for _, told in CLASSES]
    assert letters([]).shape == (0,)
