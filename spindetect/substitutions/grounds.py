"""The grounds for finding a swap odd, each measured from 0 to 1."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from spindetect.substitutions import kinds as k
from spindetect.substitutions.arrays import Bools, Codes, Floats
from spindetect.substitutions.context import Fit, misfits, share
from spindetect.substitutions.oddness import NAMES
from spindetect.substitutions.place_fit import PlaceFit
from spindetect.substitutions.sides import Sides

# Zipf is a power of ten: a word ten times rarer says nothing, one a thousand times rarer all it can.
RARER_FROM, RARER_SPAN = 1.0, 2.0
# A replacement that the words around expect ten times less says nothing, ten thousand times less all it can.
# Beginning at 0 or .5, or a span of 2 or 4, change the area in `models.oddness` by less than .005; from 1 on
# fair synonyms (our own in data/gold) are hardly charged. With the words' own frequency, which is a ground
# by itself, the area is no better, and a fair synonym that is rarer is charged.
UNLIKELY_FROM, UNLIKELY_SPAN = 1.0, 3.0
# A word without a vector counts as far as the swaps that people make are on average (.53).
UNKNOWN_DISTANCE = 0.5


class Pairing(NamedTuple):
    """What is known of each swap as a pair; all arrays have shape (n,).

    Attributes
    ----------
    kind, relation : array of uint8
        Indices into `kinds.KINDS` and `RELATION_KINDS`.
    rare : array of float32
        How rarely the two share a sense; 0 where nothing links them.
    disagrees : array of bool
        Whether the two are not the same form, as plural and singular, where the words around are kept.
    class_changed : array of bool
        Whether a word of another class took the place, as far as endings tell.
    beside_swap : array of float32
        How far a swap of the content word right beside it speaks against it, 0 where there is none.
    """

    kind: Codes
    relation: Codes
    rare: Floats
    disagrees: Bools
    class_changed: Bools
    beside_swap: Floats


# Rows of the parts.
_ROW = {name: row for row, name in enumerate(NAMES)}
_FAR, _FORM, _CLASS, _BESIDE_SWAP = (_ROW[name] for name in ("far", "form", "class", "beside-swap"))
_RARER, _PHRASE, _ARTICLE, _DOUBLED = (_ROW[name] for name in ("rarer", "phrase", "article", "doubled"))
_PLACES = slice(_ROW["beside"], _ROW["around"] + 1)
_UNLIKELY = _ROW["unlikely"]
# The parts that look at a rare sense stand first, around 'far'.
_SENSES = slice(0, _ROW["grammar-word"] + 1)


def _applies() -> Floats:
    """Return which parts speak against which kinds, 1 or 0, shape (k, kinds)."""
    # Kinds of meaning; spelling, form, names and numbers are odd by grammar alone.
    lexical = (k.SYNONYM, k.WRONG_SENSE, k.PHRASE, k.UNRELATED)
    of_part = {"sense": lexical[:2] + lexical[3:], "phrase-sense": (k.PHRASE,)}
    of_part |= {"grammar-word": (k.FUNCTION_WORD,), "unlikely": (*lexical, k.FUNCTION_WORD, k.INFLECTION)}
    of_part |= dict.fromkeys(("form", "article", "doubled"), tuple(range(len(k.KINDS))))
    kinds = np.arange(len(k.KINDS))
    return np.array([np.isin(kinds, of_part.get(name, lexical)) for name in NAMES], np.float32)


_APPLIES = _applies()


def values(pairing: Pairing, fit: Fit, place: PlaceFit, sides: Sides, broken: Bools) -> Floats:
    """Return how far each part speaks against each swap, 0 to 1, shape (k, 2, n).

    The parts stand in the order of `oddness.NAMES`; each against the suspect's span in the source's place,
    then the reverse.

    Parameters
    ----------
    broken : array of bool, shape (2, n)
        Whether the replaced span was in a fixed phrase and the replacing one is in none, both ways.
    """
    found = np.empty((len(NAMES), 2, len(pairing.kind)), dtype=np.float32)
    # The parts that are the same whichever side came first.
    found[_SENSES] = pairing.rare
    far = np.float32(1) - fit.near
    far[fit.near == 0] = UNKNOWN_DISTANCE
    found[_FAR], found[_FORM], found[_CLASS] = far, pairing.disagrees, pairing.class_changed
    found[_BESIDE_SWAP] = pairing.beside_swap
    # And those that speak against one span in the place of the other: row 0 is the source's span replaced by
    # the suspect's, row 1 the reverse.
    rarer = np.subtract(sides.zipf, sides.zipf[::-1], out=found[_RARER])
    rarer -= np.float32(RARER_FROM)
    rarer *= np.float32(1 / RARER_SPAN)
    misfits(fit.places, out=found[_PLACES])
    np.subtract(place.expected, np.float32(UNLIKELY_FROM), out=found[_UNLIKELY])
    found[_UNLIKELY] *= np.float32(1 / UNLIKELY_SPAN)
    found[_PHRASE] = broken
    np.greater(sides.article[::-1], sides.article, out=found[_ARTICLE], casting="unsafe")
    np.greater(sides.doubled[::-1], sides.doubled, out=found[_DOUBLED], casting="unsafe")
    share(found)
    found *= _APPLIES.take(pairing.kind, axis=1)[:, None]
    return found
