"""The kind of each swap, in a fixed order of precedence.

The first that holds is the kind:

1. `number`: a number in digits on either side, or number words on both.
2. `spelling`: the lexicon calls it one; or the same letters but for hyphens and accents; or a word
   that the lexicon does not know one or two letters away from one it may know (a slip or its repair).
3. `name`: both sides are known names, or a side is written as one in mid-sentence and the lexicon has no
   better to say.
4. `inflection`: two forms of one word.
5. `function-word`: both sides are of the closed classes alone.
6. `phrase`: either side has more than one word, and the two are linked, near in meaning, or two swaps
   in one fixed phrase.
7. `wrong-sense`: the lexicon links the two only in a rare sense.
8. `synonym`: the lexicon links the two, closely or as neighbours.
9. `unrelated`: no source links the two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import get_args

import numpy as np
from rapidfuzz.distance import OSA

from spindetect.lexicon import RELATION_KINDS
from spindetect.records import SubstitutionKind
from spindetect.substitutions.arrays import Bools, Codes

KINDS: tuple[SubstitutionKind, ...] = get_args(SubstitutionKind)
SPELLING, INFLECTION, SYNONYM, WRONG_SENSE, PHRASE, FUNCTION_WORD, NAME, NUMBER, UNRELATED = range(len(KINDS))

SPELLING_RELATION = RELATION_KINDS.index("spelling")
INFLECTION_RELATION = RELATION_KINDS.index("inflection")
WRONG_SENSE_RELATION = RELATION_KINDS.index("wrong-sense")
NO_RELATION = RELATION_KINDS.index("none")
# What is told of single words by their relation alone; what `kinds` looks at by itself is left open.
_OF_RELATION = np.full(len(RELATION_KINDS), SYNONYM, np.uint8)
_OF_RELATION[[WRONG_SENSE_RELATION, NO_RELATION]] = WRONG_SENSE, UNRELATED

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_VALUES = {word: str(value) for value, word in enumerate(_UNITS.split())}
# Symbols that are read as words; writing the word is spelling, not a swap.
READ_AS = {"%": "percent", "&": "and", "$": "dollars", "€": "euros", "£": "pounds", "@": "at", "+": "plus"}

# Letters that may differ in a slip, by the length of the longer word: Damerau (1964) found over 80 % of
# misspellings to be one edit away; two are let pass only where six of eight letters still agree.
_SLIP_MIN_LETTERS, _TWO_SLIPS_MIN_LETTERS = 4, 8


def slips(spans: Sequence[tuple[str, str]], unknown: Bools) -> list[bool]:
    """Say which swaps are the same word spelled otherwise, by their letters.

    Parameters
    ----------
    spans : sequence of (str, str), length n
        Keys of source and suspect.
    unknown : array of bool, shape (n,)
        Whether the lexicon lacks at least one of the two: two known words are two words.
    """
    return [
        # One slip leaves the first or the last letter where it was; so do hyphens and accents.
        (a[0] == b[0] or a[-1] == b[-1] or a in READ_AS or b in READ_AS)
        and (_same_letters(a, b) or (lacking and _one_slip(a, b)))
        for (a, b), lacking in zip(spans, unknown.tolist(), strict=True)
    ]


def _same_letters(a: str, b: str) -> bool:
    return READ_AS.get(a) == b or READ_AS.get(b) == a or _letters(a) == _letters(b) != ""


def _letters(word: str) -> str:
    if word.isascii():
        return word if word.isalpha() else "".join(filter(str.isalnum, word))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", word)))


def _one_slip(a: str, b: str) -> bool:
    longer = max(len(a), len(b))
    if longer < _SLIP_MIN_LETTERS or abs(len(a) - len(b)) > 2 or not (a.isalpha() and b.isalpha()):
        return False
    allowed = 2 if longer >= _TWO_SLIPS_MIN_LETTERS else 1
    return bool(OSA.distance(a, b, score_cutoff=allowed) <= allowed)


def same_number(source: str, suspect: str) -> bool:
    """Say whether two numbers are one: "3" and "three", "1,000" and "1000"."""
    return _value(source) == _value(suspect)


def _value(key: str) -> str:
    return _VALUES.get(key, key.replace(",", ""))


def kinds(
    *,
    relation: Codes,
    number: Bools,
    slip: Bools,
    name: Bools,
    proper: Bools,
    function: Bools,
    several: Bools,
    linked: Bools,
) -> Codes:
    """Return the kind of each swap as an index into `KINDS`, by the precedence above.

    Parameters
    ----------
    relation : array of uint8, shape (n,)
        Indices into `RELATION_KINDS`.
    number, slip, name, proper, function, several, linked : array of bool, shape (n,)
        Whether it is a number, spelled otherwise by its letters, written as a name, a known name on both
        sides, of closed-class words alone, of more than one word on a side, held together by anything.
    """
    known = relation != NO_RELATION
    # The last one to hold stays.
    codes = _OF_RELATION.take(relation)
    codes[several & (known | linked)] = PHRASE
    codes[function] = FUNCTION_WORD
    codes[relation == INFLECTION_RELATION] = INFLECTION
    codes[proper | (name > known)] = NAME
    codes[slip | (relation <= SPELLING_RELATION)] = SPELLING
    codes[number] = NUMBER
    return codes
