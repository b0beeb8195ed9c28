"""What the aligner reads of one text, and the numbering of words that both texts share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

WORD, NUMBER, PUNCT = 0, 1, 2  # as in spindetect.text.tokens

# Raw token lists carry no sentences; these end one. Used only by `Side.of_words`.
_POSSESSIVE = "'s"  # a token of its own, and no mark: it may stand for "of"
_SENTENCE_ENDS = frozenset({".", "!", "?"})


class TokensLike(Protocol):
    """The part of `spindetect.text.Tokens` that the aligner reads."""

    @property
    def keys(self) -> list[str]:
        """What is compared."""
        ...

    @property
    def written(self) -> Sequence[str]:
        """The tokens as read."""
        ...

    @property
    def kind(self) -> NDArray[np.uint8]:
        """WORD, NUMBER, PUNCT or other."""
        ...

    @property
    def sentence_start(self) -> NDArray[np.int64]:
        """Where sentences begin."""
        ...


@dataclass(frozen=True, eq=False)
class Side:
    """One text as parallel lists, one entry a token.

    Attributes
    ----------
    keys : list of str
        What is compared: equal keys are equal words.
    written : sequence of str
    kind : ndarray of uint8, shape (n,)
        WORD, NUMBER, PUNCT, or more for other symbols.
    sentence_start : ndarray of int64, shape (n_sentences + 1,)
        Token index where each sentence begins; the last entry is n.
    """

    keys: list[str]
    written: Sequence[str]
    kind: NDArray[np.uint8]
    sentence_start: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of_tokens(cls, tokens: TokensLike) -> Side:
        """Take what is needed from a document's tokens."""
        return cls(tokens.keys, tokens.written, tokens.kind, tokens.sentence_start)

    @classmethod
    def of_words(cls, words: Sequence[str], keys: list[str]) -> Side:
        """Make a side from bare words: sentences end at full stops, kinds follow the characters."""
        kind = np.fromiter(map(_kind, keys), np.uint8, len(keys))
        ends = [index + 1 for index, key in enumerate(keys) if key in _SENTENCE_ENDS]
        if not ends or ends[-1] != len(keys):
            ends.append(len(keys))
        return cls(keys, list(words), kind, np.array([0, *ends], np.int64))


def _kind(key: str) -> int:
    if key.isalpha():
        return WORD
    if not any(map(str.isalnum, key)):
        return PUNCT
    return NUMBER if not any(map(str.isalpha, key)) else WORD


@dataclass(frozen=True, eq=False)
class Numbered:
    """Both texts over one numbering of their distinct keys, so that equal words have equal numbers.

    Attributes
    ----------
    vocabulary : list of str
        The distinct keys of both texts, by number.
    source, suspect : ndarray of int32
        The number of each token.
    kind : ndarray of uint8, shape (len(vocabulary),)
    """

    vocabulary: list[str]
    source: NDArray[np.int32]
    suspect: NDArray[np.int32]
    kind: NDArray[np.uint8]


def number(source: Side, suspect: Side) -> Numbered:
    """Number the distinct keys of two texts in the order they are met, source first."""
    table: defaultdict[str, int] = defaultdict(count().__next__)
    keys = source.keys + suspect.keys
    both = np.fromiter(map(table.__getitem__, keys), np.int32, len(keys))
    first, second = both[: len(source)], both[len(source) :]
    kind = np.zeros(len(table), np.uint8)
    kind[second] = suspect.kind
    kind[first] = source.kind
    if _POSSESSIVE in table:
        kind[table[_POSSESSIVE]] = WORD
    return Numbered(list(table), first, second, kind)
