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

SAME_RELATION = RELATION_KINDS.index("same")
SPELLING_RELATION = RELATION_KINDS.index("spelling")
INFLECTION_RELATION = RELATION_KINDS.index("inflection")
WRONG_SENSE_RELATION = RELATION_KINDS.index("wrong-sense")
NO_RELATION = RELATION_KINDS.index("none")

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_VALUES = {word: str(value) for value, word in enumerate(_UNITS.split())}
_TENS = "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
_LARGE = "hundred thousand million billion trillion dozen"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_MANY = "hundreds thousands millions billions dozens half quarter"
NUMBER_WORDS = frozenset(f"{_UNITS} {_TENS} {_LARGE} {_ORDINALS} {_MANY}".split())

# Symbols that are read as words; writing the word is spelling, not a swap.
READ_AS = {"%": "percent", "&": "and", "$": "dollars", "€": "euros", "£": "pounds", "@": "at", "+": "plus"}

# Letters that may differ in a slip, by the length of the longer word: Damerau (1964) found over 80 % of
# misspellings to be one edit away; two are let pass only where six of eight letters still agree.
_SLIP_MIN_LETTERS, _TWO_SLIPS_MIN_LETTERS = 4, 8


def slips(source: Sequence[str], suspect: Sequence[str], unknown: Bools, unlinked: Bools) -> Bools:
    """Say which swaps are the same word spelled otherwise, by their letters.

    Parameters
    ----------
    source, suspect : sequence of str, length n
        Keys.
    unknown : array of bool, shape (n,)
        Whether the lexicon lacks at least one of the two: two known words are two words.
    unlinked : array of bool, shape (n,)
        Whether the lexicon has no relation; only these are looked at.
    """
    found = np.zeros(len(source), dtype=np.bool_)
    for row in unlinked.nonzero()[0].tolist():
        a, b = source[row], suspect[row]
        # One slip leaves the first or the last letter where it was; so do hyphens and accents.
        if a[0] == b[0] or a[-1] == b[-1] or a in READ_AS or b in READ_AS:
            found[row] = _same_letters(a, b) or (bool(unknown[row]) and _one_slip(a, b))
    return found


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


def numbers(source: Sequence[str], suspect: Sequence[str], digits: Bools) -> Bools:
    """Say which swaps are of numbers: digits on a side, or number words on both."""
    found = digits.copy()
    for row in [row for row, old in enumerate(source) if old in NUMBER_WORDS or " " in old]:
        found[row] |= _is_number(source[row]) and _is_number(suspect[row])
    return found


def _is_number(key: str) -> bool:
    words = key.split(" ")
    return words[0] in NUMBER_WORDS and words[-1] in NUMBER_WORDS


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
    conditions = (
        (NUMBER, number),
        (SPELLING, slip | (relation == SPELLING_RELATION) | (relation == SAME_RELATION)),
        (NAME, proper | (name & ~known)),
        (INFLECTION, relation == INFLECTION_RELATION),
        (FUNCTION_WORD, function),
        (PHRASE, several & (known | linked)),
        (WRONG_SENSE, (relation == WRONG_SENSE_RELATION) & ~several),
        (SYNONYM, known & ~several),
    )
    codes = np.full(len(relation), UNRELATED, dtype=np.uint8)
    for code, holds in reversed(conditions):
        codes[holds] = code
    return codes
