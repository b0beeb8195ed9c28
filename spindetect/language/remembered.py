"""Numbers of words that were asked for before: a dictionary in front of mapped tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

MOST_MET: Final = 1 << 16
"""Words remembered: more than are in common use; 6 to 8 MB."""

LONGEST_MET: Final = 63
"""Characters of a word that is remembered; no table holds a longer one."""


class Remembered:
    """Remembers a number for each word.

    Nine words in ten of a text were in the texts before it, and a dictionary finds a word in a tenth of the
    time that mapped tables need. Safe in threads: what is remembered of a word never changes.

    Parameters
    ----------
    look_up : callable
        Takes distinct words and returns their numbers, as many.
    """

    __slots__ = ("_look_up", "_met")

    def __init__(self, look_up: Callable[[list[str]], list[int]]) -> None:
        self._look_up = look_up
        self._met: dict[str, int] = {}

    def numbers(self, keys: Sequence[str]) -> list[int]:
        """Return the number of each word; words that are new are looked up in one go."""
        found = list(map(self._met.get, keys))
        if None not in found:
            return [number for number in found if number is not None]
        told = self._new(list({key: None for key, at in zip(keys, found, strict=True) if at is None}))
        return [told[key] if at is None else at for key, at in zip(keys, found, strict=True)]

    def _new(self, keys: list[str]) -> dict[str, int]:
        told = dict(zip(keys, self._look_up(keys), strict=True))
        if len(self._met) + len(told) > MOST_MET:
            self._met = {}
        self._met.update(item for item in told.items() if len(item[0]) <= LONGEST_MET)
        return told
