"""The code of a link: one byte that says which sources join two words, and with how much evidence.

The digits of a code, the first the lowest::

    similarity  0 to 7   0 unknown (phrases), else where on the scale the cosine of the word vectors lies
    moby        0 to 1
    ppdb        0 to 2   2: the two also share many of their paraphrases
    wordnet     0 to 4   1 neighbouring concepts; 2, 3, 4 a shared one that is rarely, sometimes, often meant
    grammar              codes from 240 on: pairs of the grammar table; bits say who else joins them

Commonness is a logistic model over the digits, and each digit adds its own weight: leaving a source out
leaves out its term, and what the other sources say stays as it was. The weights stand in the file's header.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.errors import ResourceError
from spindetect.lexicon.kinds import GRAMMAR, MOBY, PPDB, WORDNET

SIMILARITIES, MOBY_DIGITS, PPDB_DIGITS, WORDNET_DIGITS = 8, 2, 3, 5
NEAR = 1  # the wordnet digit of neighbouring concepts
GRAMMAR_FROM = SIMILARITIES * MOBY_DIGITS * PPDB_DIGITS * WORDNET_DIGITS


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers that turn evidence into commonness; `data/fit_commonness.py` fits them.

    Attributes
    ----------
    intercept : float
    similarity, moby, ppdb, wordnet : tuple of float
        What each digit adds to the logit; 0 at digit 0, but for similarity: there PPDB is unknown too.
    grammar : float
        Commonness of pairs of the grammar table.
    sister : float
        Commonness of words that nothing joins but a concept above both.
    disagreeing : float
        What the odds of a commonness are multiplied by if only the lemmas are joined and the forms disagree.
    threshold : float
        Commonness from which on a shared sense counts as a common one.
    """

    intercept: float
    similarity: tuple[float, ...]
    moby: tuple[float, ...]
    ppdb: tuple[float, ...]
    wordnet: tuple[float, ...]
    grammar: float
    sister: float
    disagreeing: float
    threshold: float

    @classmethod
    def from_header(cls, meta: Mapping[str, Any], where: Path) -> Weights:
        """Read the weights of a lexicon file.

        Raises
        ------
        ResourceError
            If one is missing, unknown, no number, or a list has another length.
        """
        lengths = {
            "similarity": SIMILARITIES,
            "moby": MOBY_DIGITS,
            "ppdb": PPDB_DIGITS,
            "wordnet": WORDNET_DIGITS,
        }
        try:
            given: dict[str, Any] = dict(meta["weights"])
            for name, value in given.items():
                given[name] = tuple(map(float, value)) if name in lengths else float(value)
            weights = cls(**given)
        except (LookupError, TypeError, ValueError) as error:
            raise ResourceError(f"header: the weights do not fit: {error!r}", where=str(where)) from error
        for name, length in lengths.items():
            if len(given[name]) != length:
                raise ResourceError(
                    f"header: {name} has {len(given[name])} weights, not {length}", where=str(where)
                )
        return weights


@dataclass(frozen=True, slots=True)
class Digits:
    """The digits of codes, arrays of one shape; `grammar` is whether the grammar table joins the pair."""

    similarity: NDArray[np.intp]
    moby: NDArray[np.intp]
    ppdb: NDArray[np.intp]
    wordnet: NDArray[np.intp]
    grammar: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CodeTable:
    """What each code means, shape [256].

    Attributes
    ----------
    sources : ndarray of uint8
        Bits, see `kinds.SOURCES`.
    shared : ndarray of float32
        Commonness where a source holds the two for synonyms, else 0.
    near : ndarray of float32
        Commonness where WordNet has the two as neighbouring concepts, else 0.
    """

    sources: NDArray[np.uint8]
    shared: NDArray[np.float32]
    near: NDArray[np.float32]


def digits_of(codes: NDArray[Any]) -> Digits:
    """Take codes apart; the similarity of pairs of the grammar table is unknown."""
    code = codes.astype(np.intp)
    grammar = code >= GRAMMAR_FROM
    bits = np.where(grammar, code - GRAMMAR_FROM, 0)
    rest, similarity = np.divmod(np.where(grammar, 0, code), SIMILARITIES)
    rest, moby = np.divmod(rest, MOBY_DIGITS)
    wordnet, ppdb = np.divmod(rest, PPDB_DIGITS)
    return Digits(similarity, moby | bits & 1, ppdb | bits >> 1 & 1, wordnet + (bits >> 2 & 1) * 3, grammar)


def code_of(
    *, similarity: int = 0, moby: int = 0, ppdb: int = 0, wordnet: int = 0, grammar: bool = False
) -> int:
    """Put digits together."""
    if grammar:
        return GRAMMAR_FROM + moby + 2 * (ppdb > 0) + 4 * (wordnet > NEAR)
    return similarity + SIMILARITIES * (moby + MOBY_DIGITS * (ppdb + PPDB_DIGITS * wordnet))


def code_table(weights: Weights, without: Collection[str] = ()) -> CodeTable:
    """Return what each code means with the given sources left out."""
    digits = digits_of(np.arange(256))
    moby, ppdb, wordnet = (
        np.zeros(256, np.intp) if name in without else digit
        for name, digit in (("moby", digits.moby), ("ppdb", digits.ppdb), ("wordnet", digits.wordnet))
    )
    logit = weights.intercept + np.array(weights.similarity)[digits.similarity] + np.array(weights.moby)[moby]
    logit = logit + np.array(weights.ppdb)[ppdb] + np.array(weights.wordnet)[wordnet]
    commonness = np.where(digits.grammar, weights.grammar, 1 / (1 + np.exp(-logit)))
    synonyms = (moby > 0) | (ppdb > 0) | (wordnet > NEAR) | digits.grammar
    sources = (moby > 0) * MOBY | (ppdb > 0) * PPDB | (wordnet > 0) * WORDNET | digits.grammar * GRAMMAR
    return CodeTable(
        sources.astype(np.uint8),
        (commonness * synonyms).astype(np.float32),
        (commonness * (wordnet == NEAR)).astype(np.float32),
    )
