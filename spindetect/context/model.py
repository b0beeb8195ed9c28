"""The word model's file: the network, the candidates of every word, and what they were made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.context.candidates import CandidateTable
from spindetect.context.inputs import MEASURES, Columns, Floats, Ids, measures, scored_words
from spindetect.context.network import Inputs, Network
from spindetect.context.vocabulary import Vocabulary
from spindetect.errors import ResourceError
from spindetect.language import Ngrams, Vectors
from spindetect.language.mapped import MappedTable
from spindetect.language.numbering import FIRST_WORD
from spindetect.lexicon.kinds import SOURCES
from spindetect.resources import REINSTALL
from spindetect.text.tokens import Tokens

KIND, FORMAT = "word-model", 1
_TABLES: Final = ("embedding", "scale", "bias", "candidates", "sources", "number", "ordinary")


@dataclass(frozen=True, eq=False)
class WordScores:
    """What the word model says of a text of n tokens.

    Attributes
    ----------
    columns : Columns
    inputs : Inputs
    logit : array of float32, shape (n,)
        Log-odds that a spinner put each token there, as often as in the texts that the model was fitted on.
    ordinary : array of bool, shape (n,)
        Words that a text's score may be made of; see `inputs.scored_words`.
    """

    columns: Columns
    inputs: Inputs
    logit: NDArray[np.float32]
    ordinary: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Originals:
    """What may have stood in m places at first, most likely first; arrays of shape (m, candidates).

    Attributes
    ----------
    row : array of int32
        Rows of the vectors, -1 where there is none.
    share : array of float32
        P(it stood there | the word there was put by a spinner, and one of the candidates stood there); 0
        where there is none.
    fit : array of float32
        log10 of how much better than the word that stands there it fits, by the n-gram model.
    """

    row: Ids
    share: Floats
    fit: Floats


class WordModel(MappedTable):
    """Says of every word how likely a spinner put it where it stands. Immutable, safe in threads.

    Use `WordModel.open`. Pickles to its path.

    Attributes
    ----------
    version : int
        Format of the file.
    digest : str
        SHA-256 that stands for the whole file.
    manifest : dict
        What it was fitted on and with.
    """

    __slots__ = (
        "_candidates",
        "_lexical",
        "_network",
        "_number",
        "_ordinary",
        "_sources",
        "_vocabulary",
        "manifest",
    )
    FILE, KIND, FORMAT = "word_model.bin", KIND, FORMAT

    def __init__(self, container: Container, given: Path | None) -> None:
        super().__init__(container, given)
        self.manifest = container.meta
        self._candidates = container.need("candidates", "<u2", ndim=2)
        self._sources = container.need("sources", "|u1", ndim=2)
        self._number = container.need("number", "<i4")
        self._ordinary = container.need("ordinary", "|u1")
        self._lexical = _whole(container, "lexical")
        self._network = _network(container)
        self._vocabulary: Vocabulary | None = None
        rows = len(self._number)
        sizes = [len(self._candidates), len(self._sources), len(self._ordinary)]
        sizes += [len(part) - FIRST_WORD for part in (self._network.embedding, self._network.scale)]
        if set(sizes) != {rows} or self._sources.shape != self._candidates.shape:
            raise ResourceError(
                f"sections do not fit: {rows} numbers, others of {sizes} rows",
                where=str(container.path),
                hint=REINSTALL,
            )

    def check(self, ngrams: Ngrams, vectors: Vectors) -> None:
        """Raise ResourceError unless the file was made for these tables."""
        for name, digest in (("ngrams", ngrams.digest), ("vectors", vectors.digest)):
            if self.manifest.get(name) != digest:
                raise ResourceError(f"was made for another table of {name}", where=self.FILE, hint=REINSTALL)

    def candidates(self, without: Collection[str] = ()) -> CandidateTable:
        """Return the candidates of every word that the other dictionaries give, or the vectors.

        Parameters
        ----------
        without : collection of str
            Names of dictionaries to leave out.
        """
        row = self._candidates
        if without:
            left = sum(1 << at for at, name in enumerate(SOURCES) if name not in without)
            gone = (self._sources & np.uint8(left)) == 0
            gone[:, self._lexical :] = False
            row = np.where(gone, np.uint16(0), row)
        return CandidateTable(row, self._number, self._lexical)

    def inputs(self, columns: Columns, ngrams: Ngrams) -> Inputs:
        """Return what the network is told of a text."""
        return Inputs(columns.words(), columns.flags(), measures(columns, ngrams))

    def scores(self, tokens: Tokens, ngrams: Ngrams, vectors: Vectors) -> WordScores:
        """Read a text."""
        columns = Columns.of(tokens, self._known(ngrams, vectors))
        inputs = self.inputs(columns, ngrams)
        frequency = inputs.measures[:, MEASURES.index("log10_frequency")]
        ordinary = scored_words(columns, self._ordinary, frequency)
        return WordScores(columns, inputs, self._network.logits(inputs), ordinary)

    def _known(self, ngrams: Ngrams, vectors: Vectors) -> Vocabulary:
        """Return what is remembered of words in these tables."""
        known = self._vocabulary
        if known is None or known.ngrams is not ngrams or known.vectors is not vectors:
            known = self._vocabulary = Vocabulary(ngrams, vectors)
        return known

    def originals(
        self,
        scores: WordScores,
        at: NDArray[np.intp],
        table: CandidateTable,
        ngrams: Ngrams,
        vectors: Vectors,
    ) -> Originals:
        """Return what may have stood in some places at first.

        Parameters
        ----------
        scores : WordScores
        at : array of intp, shape (m,)
            Places of tokens, ascending.
        table : CandidateTable
            From `candidates`.
        """
        columns = scores.columns
        contexts = ngrams.contexts(columns.number, columns.sentence_start)
        found = table.ask(columns, contexts, at, ngrams, vectors)
        score = self._network.rank(scores.inputs, at, found)
        share = np.exp(score - score.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        share[found.row < 0] = 0
        order = np.argsort(-share, axis=1, kind="stable")
        columns_of = (found.row, share, found.fit)
        return Originals(*(np.take_along_axis(values, order, axis=1) for values in columns_of))

    @property
    def ordinary(self) -> NDArray[np.uint8]:
        """What each row of the vectors is: see `inputs.scored_words`."""
        return self._ordinary

    @property
    def network(self) -> Network:
        """The network, to be measured by itself."""
        return self._network


def _whole(container: Container, name: str) -> int:
    value = container.meta.get(name)
    if type(value) is not int or not 0 <= value < 1 << 16:
        raise ResourceError(f"the header gives {name} as {value!r}", where=str(container.path))
    return value


def _network(container: Container) -> Network:
    meta = container.meta
    if meta.get("measures") != list(MEASURES):
        raise ResourceError(
            "was fitted to other measures than this program computes",
            where=str(container.path),
            hint=REINSTALL,
        )
    weights = {
        name: container.need(name, "<f4", ndim=array.ndim)
        for name, array in container.arrays.items()
        if name not in _TABLES
    }
    for name, array in weights.items():
        if not np.isfinite(array).all():
            raise ResourceError(
                f"section {name} holds a number that is not finite", where=str(container.path)
            )
    return Network(
        container.need("embedding", "|i1", ndim=2),
        container.need("scale", "<f4"),
        container.need("bias", "<f4"),
        weights,
        _whole(container, "layers"),
    )
