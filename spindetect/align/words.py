"""What the tables know of the distinct words of a pair of texts: one row a word, looked up once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.frame import PADDED_WORDS
from spindetect.align.sides import NUMBER, PUNCT, Numbered
from spindetect.text.letters import letters

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

_FUNCTION = np.uint8(1)  # bit of Lexicon.flags, see spindetect.lexicon
# Words remembered by a `WordTable`: more than the tables hold in common use; 1.2 MB of arrays.
MOST_WORDS = 1 << 16
LONGEST_WORD = 63  # characters; no table holds a longer one, and remembering it would cost memory
_NO_VECTORS = np.full(PADDED_WORDS, -1, np.int32)
_UNSEEN, _UNKNOWN = 0, 1  # rows of a `WordTable` that are nobody's: not looked up yet, in no table


@dataclass(frozen=True, eq=False)
class Words:
    """Facts about each distinct word of a pair, by its number.

    Attributes
    ----------
    lexicon_id, lemma_id : ndarray of int32, shape (n,)
        -1 where unknown.
    zipf : ndarray of float32
        Log10 of occurrences in a billion words, 0 where unknown.
    flags : ndarray of uint8
        As `Lexicon.flags` gives them.
    function, mark, digits : ndarray of bool
        Function words; punctuation and symbols; numbers.
    vector_id : ndarray of int32
        Rows of `vectors`, -1 where unknown.
    letters : ndarray of uint8
        As `spindetect.text.letters` gives them.
    """

    lexicon_id: NDArray[np.int32]
    lemma_id: NDArray[np.int32]
    zipf: NDArray[np.float32]
    flags: NDArray[np.uint8]
    function: NDArray[np.bool_]
    mark: NDArray[np.bool_]
    digits: NDArray[np.bool_]
    vector_id: NDArray[np.int32]
    vectors: Vectors
    letters: NDArray[np.uint8]

    @cached_property
    def padded_vector(self) -> NDArray[np.float32]:
        """As `vector`, with a row of zeros for each kind of padding in a `Frame`: shape (n + 2, d)."""
        return self.vectors.rows(np.concatenate((self.vector_id, _NO_VECTORS)))

    @property
    def vector(self) -> NDArray[np.float32]:
        """Unit rows, zeros where unknown, shape (n, d)."""
        return self.padded_vector[:-PADDED_WORDS]

    @classmethod
    def look_up(cls, numbered: Numbered, lexicon: Lexicon, vectors: Vectors) -> Words:
        """Ask both tables for all words of a pair."""
        return WordTable(lexicon, vectors, most=0).look_up(numbered)


class WordTable:
    """Looks words up in both tables, and keeps what they said of the last tens of thousands.

    Nine words in ten of a text were in the texts before it, and a Python dictionary finds a word in a
    tenth of the time that the mapped tables need. Safe in threads: rows are written before their word is
    entered, and never changed afterwards.
    """

    __slots__ = ("_lexicon", "_lock", "_seen", "_vectors")

    def __init__(self, lexicon: Lexicon, vectors: Vectors, most: int = MOST_WORDS) -> None:
        self._lexicon, self._vectors = lexicon, vectors
        self._lock = threading.Lock()
        self._seen = _Seen.empty(most)

    def look_up(self, numbered: Numbered) -> Words:
        """Return the facts about all words of a pair, in the order of its vocabulary."""
        vocabulary = numbered.vocabulary
        seen = self._seen
        rows = seen.rows(vocabulary)
        if not rows.all():
            seen, rows = self._remember(vocabulary)
        flags = seen.flags.take(rows)
        return Words(
            seen.lexicon_id.take(rows),
            seen.lemma_id.take(rows),
            seen.zipf.take(rows),
            flags,
            (flags & _FUNCTION) != 0,
            numbered.kind >= PUNCT,
            numbered.kind == NUMBER,
            seen.vector_id.take(rows),
            self._vectors,
            seen.letters.take(rows),
        )

    def _remember(self, vocabulary: list[str]) -> tuple[_Seen, NDArray[np.int32]]:
        """Look up the words that are new, forgetting all others where there is no room for these."""
        with self._lock:
            seen = self._seen
            short = [word for word in vocabulary if len(word) <= LONGEST_WORD]
            new = [word for word in short if word not in seen.row_of]
            if not seen.has_room(len(new)):
                seen, new = _Seen.empty(max(len(seen.zipf), len(short) + _UNKNOWN + 1)), short
            self._enter(seen, new)
            self._seen = seen
            return seen, seen.rows(vocabulary, _UNKNOWN)

    def _enter(self, seen: _Seen, new: list[str]) -> None:
        first = len(seen.row_of) + _UNKNOWN + 1
        here = slice(first, first + len(new))
        ids = self._lexicon.ids(new)
        seen.lexicon_id[here], seen.lemma_id[here] = ids, self._lexicon.lemma_ids(ids)
        seen.zipf[here], seen.flags[here] = self._lexicon.zipf(ids), self._lexicon.flags(ids)
        seen.vector_id[here], seen.letters[here] = self._vectors.ids(new), letters(new)
        seen.row_of.update(zip(new, range(first, first + len(new)), strict=True))


@dataclass(frozen=True, eq=False)
class _Seen:
    """Words met before: the row of each, and columns of facts, -1 or 0 where nothing was entered."""

    row_of: dict[str, int]
    lexicon_id: NDArray[np.int32]
    lemma_id: NDArray[np.int32]
    zipf: NDArray[np.float32]
    flags: NDArray[np.uint8]
    vector_id: NDArray[np.int32]
    letters: NDArray[np.uint8]

    @classmethod
    def empty(cls, most: int) -> _Seen:
        lexicon_id, lemma_id, vector_id = (np.full(most, -1, np.int32) for _ in range(3))
        zipf, (flags, told) = np.zeros(most, np.float32), np.zeros((2, most), np.uint8)
        return cls({}, lexicon_id, lemma_id, zipf, flags, vector_id, told)

    def has_room(self, words: int) -> bool:
        return len(self.row_of) + _UNKNOWN + 1 + words <= len(self.zipf)

    def rows(self, vocabulary: list[str], missing: int = _UNSEEN) -> NDArray[np.int32]:
        """Return the row of each word, `missing` for those that were not entered."""
        return np.array(list(map(self.row_of.get, vocabulary, repeat(missing))), np.int32)
