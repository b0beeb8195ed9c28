"""What a word tells by its letters alone: whether it is an article, a particle, a number, and its class.

One byte a word, so that a table of words can keep it and a question about every word of two texts is one
look into that table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text.words import words

NOUN, VERB, ADJECTIVE, ADVERB = 1, 2, 3, 4
# Endings that tell the word class: of the words of five letters and more in WordNet 3.1 with such an
# ending (150 and more each), at least 91 % are in this class and no other.
SHORTEST_TOLD: Final = 5
_CLASS_OF_ENDING: Final = (
    dict.fromkeys(("ion", "ity", "ism", "ogy", "hip", "ncy", "sis", "ics"), NOUN)
    | {"ize": VERB}
    | dict.fromkeys(("ous", "cal", "ble"), ADJECTIVE)
    | dict.fromkeys(("ily", "bly", "tly", "gly", "sly", "ely", "lly"), ADVERB)
)

ARTICLES: Final = words("a an")
# Adverbs that make a fixed phrase with a verb before them: "carry out". Prepositions are left out: that
# "building in" is an entry says nothing of a building in a street.
PARTICLES: Final = words("apart aside away back down forth off out together up")
NUMBER_WORDS: Final = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety",
    "hundred thousand million billion trillion dozen",
    "first second third fourth fifth sixth seventh eighth ninth tenth",
    "hundreds thousands millions billions dozens half quarter",
)

ARTICLE: Final = 1
PARTICLE: Final = 2
NUMBER_WORD: Final = 4
"""Bits of `letters`. Above them stands the class, 0 where no ending tells it."""
CLASS_SHIFT: Final = 3

_BITS: Final = (
    dict.fromkeys(ARTICLES, ARTICLE)
    | dict.fromkeys(PARTICLES, PARTICLE)
    | dict.fromkeys(NUMBER_WORDS, NUMBER_WORD)
)


def word_class(key: str) -> int:
    """Return NOUN, VERB, ADJECTIVE or ADVERB where the ending of a word tells its class, else 0."""
    return _CLASS_OF_ENDING.get(key[-3:], 0) if len(key) >= SHORTEST_TOLD else 0


def letters(keys: Iterable[str]) -> NDArray[np.uint8]:
    """Return what each word's letters tell, shape (n,): bits, and the class above them."""
    bits, classes = _BITS.get, _CLASS_OF_ENDING.get
    told = [
        bits(key, 0) | classes(key[-3:], 0) << CLASS_SHIFT if len(key) >= SHORTEST_TOLD else bits(key, 0)
        for key in keys
    ]
    return np.frombuffer(bytes(told), np.uint8)
