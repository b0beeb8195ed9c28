"""The grounds for finding a swap odd, each measured from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.substitutions import kinds as k
from spindetect.substitutions.arrays import Bools, Codes, Floats
from spindetect.substitutions.context import misfit, share
from spindetect.substitutions.oddness import Part, part
from spindetect.substitutions.sides import Side

# Zipf is a power of ten: a word ten times rarer says nothing, one a thousand times rarer all it can.
RARER_FROM, RARER_SPAN = 1.0, 2.0
# How far the source's own fit raises or lowers what is expected: in a logistic regression of swaps made blind
# to sense against human ones its coefficient beside is .3 of the suspect's (measured twice, .28 and .34).
# Around, the ratio moved from .85 to .27 with the definition of the window; the greater is kept, so that a
# word that fitted badly from the start is not held against its replacement.
TRUST_BESIDE, TRUST_AROUND = 0.3, 0.8
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


def mutual(pairing: Pairing, near: Floats) -> tuple[Part, ...]:
    """Return the parts that are the same whichever side came first.

    Parameters
    ----------
    near : array of float32, shape (n,)
        Cosine of the two meanings, NaN where unknown.
    """
    lexical, linked = _LEXICAL[pairing.kind], pairing.relation != k.NO_RELATION
    far = share(np.float32(1) - near)
    far[np.isnan(near)] = UNKNOWN_DISTANCE
    phrase = pairing.kind == k.PHRASE
    rare = linked * (np.float32(1.0) - pairing.commonness)
    return (
        part("sense", lexical & ~phrase, rare),
        part("phrase-sense", phrase, rare),
        part("far", lexical, far),
        part("grammar-word", pairing.kind == k.FUNCTION_WORD, rare),
        part("form", pairing.disagrees),
        part("class", lexical, pairing.class_changed),
        part("beside-swap", lexical, pairing.beside_swap),
    )


def directed(pairing: Pairing, replaced: Side, replacing: Side, broken: Bools) -> tuple[Part, ...]:
    """Return the parts that speak against `replacing` in the place of `replaced`.

    Parameters
    ----------
    broken : array of bool, shape (n,)
        Whether `replaced` was in a fixed phrase and `replacing` is in none.
    """
    lexical = _LEXICAL[pairing.kind]
    rarer = (replaced.zipf - replacing.zipf - np.float32(RARER_FROM)) / np.float32(RARER_SPAN)
    return (
        part("rarer", lexical, share(rarer)),
        part("phrase", lexical, broken),
        part("beside", lexical, misfit(replaced.fit.beside, replacing.fit.beside, TRUST_BESIDE)),
        part("around", lexical, misfit(replaced.fit.around, replacing.fit.around, TRUST_AROUND)),
        part("article", replacing.article & ~replaced.article),
        part("doubled", replacing.doubled & ~replaced.doubled),
    )
