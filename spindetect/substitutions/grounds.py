"""The grounds for finding a swap odd, each measured from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.substitutions import kinds as k
from spindetect.substitutions.arrays import Bools, Codes, Floats
from spindetect.substitutions.context import Fit, misfits, share
from spindetect.substitutions.oddness import NAMES
from spindetect.substitutions.sides import Sides

# Zipf is a power of ten: a word ten times rarer says nothing, one a thousand times rarer all it can.
RARER_FROM, RARER_SPAN = 1.0, 2.0
# A word without a vector counts as far as the swaps that people make are on average (.53).
UNKNOWN_DISTANCE = 0.5

# Kinds of meaning; spelling, form, names and numbers are odd by grammar alone.
_LEXICAL = np.isin(np.arange(len(k.KINDS)), (k.SYNONYM, k.WRONG_SENSE, k.PHRASE, k.UNRELATED))


@dataclass(frozen=True, slots=True)
class Pairing:
    """What is known of each swap as a pair; all arrays have shape (n,).

    Attributes
    ----------
    kind, relation : array of uint8
        Indices into `kinds.KINDS` and `RELATION_KINDS`.
    commonness : array of float32
        How commonly the two share a sense.
    disagrees : array of bool
        Whether the two are not the same form, as plural and singular, where the words around are kept.
    class_changed : array of bool
        Whether a word of another class took the place, as far as endings tell.
    beside_swap : array of float32
        How far a swap of the content word right beside it speaks against it, 0 where there is none.
    """

    kind: Codes
    relation: Codes
    commonness: Floats
    disagrees: Bools
    class_changed: Bools
    beside_swap: Floats


# Rows of the parts.
_ROW = {name: row for row, name in enumerate(NAMES)}
_SENSE, _PHRASE_SENSE, _FAR = _ROW["sense"], _ROW["phrase-sense"], _ROW["far"]
_GRAMMAR_WORD, _FORM, _CLASS = _ROW["grammar-word"], _ROW["form"], _ROW["class"]
_BESIDE_SWAP, _RARER, _PHRASE = _ROW["beside-swap"], _ROW["rarer"], _ROW["phrase"]
_PLACES = slice(_ROW["beside"], _ROW["around"] + 1)
_ARTICLE, _DOUBLED = _ROW["article"], _ROW["doubled"]


def values(pairing: Pairing, fit: Fit, sides: Sides, broken: Bools) -> Floats:
    """Return how far each part speaks against each swap, 0 to 1, shape (k, 2, n).

    The parts stand in the order of `oddness.NAMES`; each against the suspect's span in the source's place,
    then the reverse.

    Parameters
    ----------
    broken : array of bool, shape (2, n)
        Whether the replaced span was in a fixed phrase and the replacing one is in none, both ways.
    """
    found = np.zeros((len(NAMES), 2, len(pairing.kind)), dtype=np.float32)
    lexical = _LEXICAL.take(pairing.kind)
    _mutual(found, pairing, fit.near, lexical)
    _directed(found, fit, sides, broken, lexical)
    return found


def _mutual(found: Floats, pairing: Pairing, near: Floats, lexical: Bools) -> None:
    """Enter the parts that are the same whichever side came first."""
    rare = (pairing.relation != k.NO_RELATION) * (np.float32(1) - pairing.commonness)
    far = share(np.float32(1) - near)
    far[near == 0] = UNKNOWN_DISTANCE
    phrase = pairing.kind == k.PHRASE
    for row, holds, value in (
        (_SENSE, lexical > phrase, rare),
        (_PHRASE_SENSE, phrase, rare),
        (_FAR, lexical, far),
        (_GRAMMAR_WORD, pairing.kind == k.FUNCTION_WORD, rare),
        (_BESIDE_SWAP, lexical, pairing.beside_swap),
    ):
        np.multiply(holds, value, out=found[row])
    found[_FORM] = pairing.disagrees
    found[_CLASS] = lexical & pairing.class_changed


def _directed(found: Floats, fit: Fit, sides: Sides, broken: Bools, lexical: Bools) -> None:
    """Enter the parts that speak against one span in the place of the other."""
    # Row 0 is the source's span replaced by the suspect's, row 1 the reverse.
    rarer = sides.zipf - sides.zipf[::-1]
    rarer -= np.float32(RARER_FROM)
    rarer *= np.float32(1 / RARER_SPAN)
    np.multiply(lexical, share(rarer), out=found[_RARER])
    np.multiply(lexical, misfits(fit.places), out=found[_PLACES])
    found[_PHRASE] = lexical & broken
    found[_ARTICLE] = sides.article[::-1] > sides.article
    found[_DOUBLED] = sides.doubled[::-1] > sides.doubled
