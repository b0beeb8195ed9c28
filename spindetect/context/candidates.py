"""What else could stand in a word's place, and how much better each of it fits there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.context.inputs import Columns, Floats, Ids
from spindetect.language import Ngrams, Vectors


class Candidates(NamedTuple):
    """Candidates for m words; arrays of shape (m, candidates) unless they say another.

    Attributes
    ----------
    row : array of int32
        Of each candidate in the vectors, -1 where there is none.
    lexical : array of bool
        Whether the lexicon joins it with the word; else it is only near in meaning.
    fit : array of float32
        How much better than the word itself it fits, by the three trigrams that cover the place: log10 of
        the odds; 0 where there is no candidate.
    skip : array of float32
        The same by the words two places away.
    cosine : array of float32
        Of the meanings of candidate and word.
    rarer : array of float32
        Log of the rank of the word among all words over that of the candidate: positive for a candidate
        that is more frequent.
    """

    row: Ids
    lexical: NDArray[np.bool_]
    fit: Floats
    skip: Floats
    cosine: Floats
    rarer: Floats


@dataclass(frozen=True, eq=False)
class CandidateTable:
    """The candidates of every word of the vectors.

    Attributes
    ----------
    row : array of uint16, shape (rows, candidates)
        Of each row, the rows of its candidates and 1; 0 where there is none.
    number : array of int32, shape (rows,)
        Each row's number in the n-gram model.
    lexical : int
        How many candidates of each row, the first ones, come from the lexicon.
    """

    row: NDArray[np.uint16]
    number: Ids
    lexical: int

    def ask(
        self,
        columns: Columns,
        contexts: Ids,
        at: NDArray[np.intp],
        ngrams: Ngrams,
        vectors: Vectors,
    ) -> Candidates:
        """Measure the candidates of some words of a text.

        Parameters
        ----------
        columns : Columns
        contexts : array of int32, shape (n, 4)
            From `Ngrams.contexts`.
        at : array of intp, shape (m,)
            Which tokens; one without a vector has no candidates.
        """
        mine = columns.row[at]
        row = np.where((mine >= 0)[:, None], self.row[np.maximum(mine, 0)].astype(np.int32) - 1, -1)
        none = row < 0
        own = columns.number[at][:, None]
        words = np.where(none, own, self.number.take(row, mode="clip"))
        words = np.concatenate((own, words), axis=1)
        around = contexts[at]
        fit = ngrams.log10_fit(around, words)
        skip = ngrams.log10_skip(around[:, :1], words) + ngrams.log10_skip(words, around[:, 3:])
        theirs = vectors.rows(row.reshape(-1)).reshape(*row.shape, vectors.dimensions)
        cosine = np.matmul(theirs, vectors.rows(mine)[:, :, None])[:, :, 0]
        rank = np.log1p(np.maximum(mine, 0).astype(np.float32))
        rarer = rank[:, None] - np.log1p(np.maximum(row, 0).astype(np.float32))
        lexical = ~none
        lexical[:, self.lexical :] = False
        return Candidates(row, lexical, fit[:, 1:] - fit[:, :1], skip[:, 1:] - skip[:, :1], cosine, rarer)
