"""Texts cut into batches of about equal numbers of tokens."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from models.words.inputs import Told
from models.words.network import Batch, Ranked


class Texts:
    """A told corpus, to be drawn from.

    Parameters
    ----------
    told : Told
    longest : int
        Tokens of a text that are read at most: a part of a longer one is drawn each time.
    """

    def __init__(self, told: Told, longest: int = 640) -> None:
        self.told, self.longest = told, longest
        self.start = told.corpus.start
        self.length = np.minimum(np.diff(self.start), longest)

    def __len__(self) -> int:
        return len(self.length)

    def batches(self, tokens: int, rng: np.random.Generator | None = None) -> Iterator[NDArray[np.intp]]:
        """Yield batches: places of tokens, shape (texts, longest), -1 for padding.

        Parameters
        ----------
        tokens : int
            Most in a batch, with padding.
        rng : Generator, optional
            Draws order and parts; without it, all texts in the order of their length, from their start.
        """
        jitter = 0 if rng is None else rng.integers(0, 100, len(self))
        order = np.argsort(self.length + jitter, kind="stable")
        groups: list[list[int]] = [[]]
        widest = 0
        for text in order.tolist():
            widest = max(widest, int(self.length[text]))
            if groups[-1] and widest * (len(groups[-1]) + 1) > tokens:
                groups.append([])
                widest = int(self.length[text])
            groups[-1].append(text)
        if rng is not None:
            rng.shuffle(groups)
        for texts in groups:
            yield self._places(np.array(texts), rng)

    def _places(self, texts: NDArray[np.intp], rng: np.random.Generator | None) -> NDArray[np.intp]:
        length, start = self.length[texts], self.start[texts]
        if rng is not None:
            spare = np.diff(self.start)[texts] - length
            start = start + (rng.random(len(texts)) * (spare + 1)).astype(np.intp)
        step = np.arange(length.max())
        return np.where(step < length[:, None], start[:, None] + step, -1)

    def batch(self, places: NDArray[np.intp]) -> Batch:
        """Return what the network is told of a batch."""
        here, at = places >= 0, np.maximum(places, 0)
        measured = self.told.measures[at].astype(np.float32)
        columns = (self.told.word[at], self.told.flag[at])
        word, flag = (torch.from_numpy(np.where(here, column, 0).astype(np.int64)) for column in columns)
        return Batch(word, flag, torch.from_numpy(measured), torch.from_numpy(here))

    def of(self, column: NDArray[np.bool_], places: NDArray[np.intp]) -> torch.Tensor:
        """Return a column of tokens for a batch, False in the padding."""
        return torch.from_numpy((places >= 0) & column[np.maximum(places, 0)])

    def ranked(self, places: NDArray[np.intp]) -> tuple[Ranked, torch.Tensor]:
        """Return the places of a batch whose candidates are ranked, and the right ones."""
        asked = self.told.asked
        found = np.minimum(np.searchsorted(asked, places), max(0, len(asked) - 1))
        hit = (places >= 0) & (asked[found] == places) if len(asked) else np.zeros(places.shape, np.bool_)
        text, token = np.nonzero(hit)
        which = found[text, token]
        c = self.told.candidates
        parts = (c.fit / 3, c.skip, c.cosine, c.lexical, c.rarer / 3, c.rarer < 0)
        seen = np.stack([np.asarray(part)[which] for part in parts], axis=-1).astype(np.float32)
        t = torch.from_numpy
        ranked = Ranked(t(text), t(token), t(c.row[which].astype(np.int64)), t(seen))
        return ranked, t(self.told.right[which].astype(np.int64))
