"""How words are spelled, as arrays: what two words have in common at the front and at the end."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.keytable import KeyTable

HEAD: Final = 10  # bytes kept of a word's front: longer common prefixes say nothing more
TAIL: Final = 4
ENDINGS: Final = ("s", "ing", "ed", "ly", "tion", "al", "ic", "er", "ive")

Numbers = NDArray[np.int32]


class Spelling:
    """The first and last letters of the entries of a table.

    Parameters
    ----------
    keys : KeyTable
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: KeyTable) -> None:
        self._keys = keys

    def features(self, text: str, numbers: Numbers) -> NDArray[np.float32]:
        """Return how each entry is spelled beside a text, shape [n, 8 + len(ENDINGS)].

        Columns: length, its difference, letters in common at the front (share, and whether three or more),
        the last two and the last three letters equal, both end in s, more than one word, each ending.
        """
        head, tail, length = self._keys.edges(numbers, HEAD, TAIL)
        own_head, own_tail, own_length = _ends(text)
        common = np.cumprod((head == own_head) & (own_head > 0), axis=1).sum(axis=1)
        same = np.cumprod(tail == own_tail, axis=1).sum(axis=1)
        ends_in_s = (tail[:, 0] == ord("s")) & (tail[:, 1] != ord("s"))
        own_plural = own_tail[0] == ord("s") and own_tail[1] != ord("s")
        columns = [
            length,
            length - np.float32(own_length),
            common / np.maximum(length, own_length),
            common > 2,
            same > 1,
            same > 2,
            ends_in_s & own_plural,
            (head == ord(" ")).any(axis=1),
        ]
        columns += [
            (tail[:, : len(ending)] == _ends(ending)[1][: len(ending)]).all(axis=1) for ending in ENDINGS
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def _ends(text: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8], int]:
    """Return the first bytes, the last ones from the end on, zeros where there are none, and the length."""
    data = text.encode("utf-8", "replace")
    head, tail = np.zeros(HEAD, np.uint8), np.zeros(TAIL, np.uint8)
    front, back = data[:HEAD], data[: -TAIL - 1 : -1]
    head[: len(front)] = np.frombuffer(front, np.uint8)
    tail[: len(back)] = np.frombuffer(back, np.uint8)
    return head, tail, min(len(data), 255)
