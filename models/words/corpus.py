"""Spun and clean texts as columns of tokens, with which of them a spinner put there and what stood before."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.spinners.base import WORD as WRITTEN_WORD
from models.spinners.base import Swap
from spindetect.text import Document
from spindetect.text.tokens import Tokens

_COLUMNS = ("key", "kind", "capital", "counted", "begins", "swapped", "original", "start")


@dataclass(frozen=True, eq=False)
class Corpus:
    """Texts laid end to end; arrays of tokens have shape (n,).

    Attributes
    ----------
    keys : list of str
        The distinct keys of tokens and of originals.
    key : array of int32
        Of each token, in `keys`.
    kind : array of uint8
    capital, counted, begins : array of bool
        As in `Tokens`; `begins` where a sentence begins.
    swapped : array of bool
        Whether a spinner put the token there.
    original : array of int32
        The key of the word that stood there, where one word took the place of one; else -1.
    start : array of int64, shape (texts + 1,)
        Where each text begins.
    about : list of dict
        Of each text: `source`, `id`, `spinner` ('' where clean), `dose` (measured), `target`, `part`
        (whether only a part was spun).
    """

    keys: list[str]
    key: NDArray[np.int32]
    kind: NDArray[np.uint8]
    capital: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    begins: NDArray[np.bool_]
    swapped: NDArray[np.bool_]
    original: NDArray[np.int32]
    start: NDArray[np.int64]
    about: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.about)

    @property
    def sentence_start(self) -> NDArray[np.int64]:
        """Where sentences begin, and the number of tokens."""
        return np.append(np.flatnonzero(self.begins), len(self.key))

    def save(self, path: Path) -> None:
        """Write to a compressed file."""
        text = json.dumps({"keys": self.keys, "about": self.about})
        np.savez(
            path,
            text=np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8),
            **{name: getattr(self, name) for name in _COLUMNS},
        )

    @classmethod
    def load(cls, path: Path) -> Corpus:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            text = json.loads(file["text"].tobytes().decode("utf-8", "surrogatepass"))
            return cls(keys=text["keys"], about=text["about"], **{name: file[name] for name in _COLUMNS})


@dataclass
class Builder:
    """Collects texts."""

    _rows: list[tuple[NDArray[Any], ...]] = field(default_factory=list)
    _about: list[dict[str, Any]] = field(default_factory=list)
    _number: defaultdict[str, int] = field(default_factory=defaultdict)

    def __post_init__(self) -> None:
        self._number.default_factory = self._number.__len__

    def add(self, text: str, swaps: Sequence[Swap], about: dict[str, Any]) -> None:
        """Add a text.

        Parameters
        ----------
        text : str
        swaps : sequence of Swap
            Where a spinner changed it; suspect offsets are those of `text`.
        about : dict
        """
        tokens = Document.from_text(text).tokens
        if not len(tokens):
            return
        swapped, original = self._labels(tokens, swaps)
        begins = np.zeros(len(tokens), np.bool_)
        begins[tokens.sentence_start[:-1]] = True
        key = self._numbers(tokens.keys)
        self._rows.append((key, tokens.kind, tokens.capital, tokens.counted, begins, swapped, original))
        self._about.append(about)

    def built(self) -> Corpus:
        """Return all texts."""
        columns = [np.concatenate(parts) for parts in zip(*self._rows, strict=True)]
        named: dict[str, Any] = dict(zip(_COLUMNS, columns, strict=False))  # all but the last
        named["start"] = np.cumsum([0, *(len(row[0]) for row in self._rows)])
        return Corpus(keys=list(self._number), about=self._about, **named)

    def _numbers(self, keys: Iterable[str]) -> NDArray[np.int32]:
        return np.fromiter(map(self._number.__getitem__, keys), np.int32)

    def _labels(self, tokens: Tokens, swaps: Sequence[Swap]) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
        swapped = np.zeros(len(tokens), np.bool_)
        original = np.full(len(tokens), -1, np.int32)
        first = np.searchsorted(tokens.end, [swap.suspect_start for swap in swaps], side="right")
        last = np.searchsorted(tokens.start, [swap.suspect_end for swap in swaps], side="left")
        for swap, a, b in zip(swaps, first.tolist(), last.tolist(), strict=True):
            before = [word.lower() for word in WRITTEN_WORD.findall(swap.source)]
            # A phrase may keep a word of what it replaced.
            swapped[[at for at in range(a, b) if tokens.keys[at] not in before]] = True
            if b - a == 1 and len(before) == 1 and swapped[a]:
                original[a] = self._number[before[0]]
        return swapped, original
