"""Words divided at the end of a line: whether they are written as one word, or with the hyphen."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from spindetect import resources
from spindetect.container import open_container
from spindetect.keytable import KeyTable

_WORD: Final = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_HEAD: Final = re.compile(r"[^\W\d_]+$")
_TAIL: Final = re.compile(r"[^\W\d_]+")
_SHORTEST: Final = 3  # letters of a half that is a word of its own: "re", "un" and "co" are beginnings
# The table of common words, most frequent first: 0.1 % of its words are there both ways.
_TABLE, _KIND, _FORMAT = "vectors.bin", "vectors", 1


class Divided:
    """Says how a divided word is written: as the text has it elsewhere, else as it is known.

    Parameters
    ----------
    lines : iterable of str
        The text, whose other words are the best evidence.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        for line in lines:
            self._seen.update(map(str.casefold, _WORD.findall(line)))

    def is_one_word(self, head: str, tail: str) -> bool:
        """Return whether the halves of a word are written without the hyphen between them.

        Parameters
        ----------
        head, tail : str
            The last word of a line without its hyphen, and the first of the next.
        """
        begin, end = _HEAD.search(head), _TAIL.match(tail)
        if begin is None or end is None or not end.group()[0].islower():
            return False
        one, other = begin.group().casefold(), end.group().casefold()
        joined, hyphened = one + other, f"{one}-{other}"
        if self._seen[joined] != self._seen[hyphened]:
            return self._seen[joined] > self._seen[hyphened]
        places = [int(place) for place in _known().ids([joined, hyphened, one, other])]
        if places[0] >= 0 or places[1] >= 0:
            return places[1] < 0 or 0 <= places[0] < places[1]
        are_words = places[2] >= 0 and places[3] >= 0 and min(len(one), len(other)) >= _SHORTEST
        return not are_words


@functools.cache
def _known() -> KeyTable:
    """Return the words of the language, most frequent first."""
    return KeyTable(open_container(resources.shipped(_TABLE), kind=_KIND, format=_FORMAT))
