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
from spindetect.align.sides import PUNCT, Numbered
from spindetect.text.letters import letters

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

# Words remembered by a `WordTable`: more than the tables hold in common use; up to 15 MB of arrays, the
# vectors above all, of which those pages are used that words were entered in.
MOST_WORDS = 1 << 16
LONGEST_WORD = 63  # characters; no table holds a longer one, and remembering it would cost memory
ZIPF_SCALE = 8.0  # the most frequent word has zipf 7.7
_UNSEEN, _UNKNOWN = 0, 1  # rows of a `WordTable` that are nobody's: not looked up yet, in no table
_PADDING = np.full(PADDED_WORDS, _UNKNOWN, np.int32)
# Bits of `Words.traits`; the lowest is that of `Lexicon.flags`. Two bits hold the kind of token.
FUNCTION, KIND_SHIFT, NO_VECTOR = 1, 1, 8
_FUNCTION = np.uint8(FUNCTION)


@dataclass(frozen=True, eq=False)
class Words:
    """Facts about each distinct word of a pair, by its number.

    Attributes
    ----------
    ids : ndarray of int32, shape (2, n)
        The lexicon's number of the word and of its lemma, -1 where unknown.
    zipf : ndarray of float32, shape (n,)
        Log10 of occurrences in a billion words, 0 where unknown.
    figures : ndarray of float32, shape (2, n)
        Zipf over ZIPF_SCALE; characters.
    flags : ndarray of uint8, shape (n,)
        As `Lexicon.flags` gives them.
    letters : ndarray of uint8
        As `spindetect.text.letters` gives them.
    kind : ndarray of uint8
        As `Numbered` has it.
    padded_vector : ndarray of float32, shape (n + 2, d)
        As `vector`, with a row of zeros for each kind of padding in a `Frame`.
    traits : ndarray of uint8
        Whether it is a function word, its kind, and whether it has no vector, see the bits above.
    """

    ids: NDArray[np.int32]
    zipf: NDArray[np.float32]
    figures: NDArray[np.float32]
    flags: NDArray[np.uint8]
    letters: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    padded_vector: NDArray[np.float32]
    traits: NDArray[np.uint8]

    @property
    def lexicon_id(self) -> NDArray[np.int32]:
        """The lexicon's number of each word, -1 where unknown."""
        numbers: NDArray[np.int32] = self.ids[0]
        return numbers

    @property
    def lemma_id(self) -> NDArray[np.int32]:
        """The lexicon's number of each word's lemma, -1 where unknown."""
        numbers: NDArray[np.int32] = self.ids[1]
        return numbers

    @cached_property
    def function(self) -> NDArray[np.bool_]:
        """Function words."""
        found: NDArray[np.bool_] = (self.flags & _FUNCTION) != 0
        return found

    @cached_property
    def mark(self) -> NDArray[np.bool_]:
        """Punctuation and symbols."""
        found: NDArray[np.bool_] = self.kind >= PUNCT
        return found

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
        self._seen = _Seen.empty(most, vectors.dimensions)

    def look_up(self, numbered: Numbered) -> Words:
        """Return the facts about all words of a pair, in the order of its vocabulary."""
        vocabulary = numbered.vocabulary
        seen = self._seen
        rows = seen.rows(vocabulary)
        if not rows.all():
            seen, rows = self._remember(vocabulary)
        ids, figures = seen.ids.take(rows, axis=1), seen.figures.take(rows, axis=1)
        bits = seen.bits.take(rows, axis=1)
        if not figures[2].all():  # of words that are not remembered
            figures[2] = list(map(len, vocabulary))
        bits[2] |= numbered.kind << np.uint8(KIND_SHIFT)
        vector = seen.vector.take(np.concatenate((rows, _PADDING)), axis=0)
        return Words(ids, figures[0], figures[1:], bits[0], bits[1], numbered.kind, vector, bits[2])

    def _remember(self, vocabulary: list[str]) -> tuple[_Seen, NDArray[np.int32]]:
        """Look up the words that are new, forgetting all others where there is no room for these."""
        with self._lock:
            seen = self._seen
            short = [word for word in vocabulary if len(word) <= LONGEST_WORD]
            new = [word for word in short if word not in seen.row_of]
            if not seen.has_room(len(new)):
                most = max(seen.most, len(short) + _UNKNOWN + 1)
                seen, new = _Seen.empty(most, self._vectors.dimensions), short
            self._enter(seen, new)
            self._seen = seen
            return seen, seen.rows(vocabulary, _UNKNOWN)

    def _enter(self, seen: _Seen, new: list[str]) -> None:
        first = len(seen.row_of) + _UNKNOWN + 1
        here = slice(first, first + len(new))
        ids, rows = self._lexicon.ids(new), self._vectors.ids(new)
        flags = self._lexicon.flags(ids)
        seen.ids[:, here] = ids, self._lexicon.lemma_ids(ids)
        zipf = self._lexicon.zipf(ids)
        seen.figures[:, here] = zipf, zipf / np.float32(ZIPF_SCALE), list(map(len, new))
        seen.bits[:, here] = flags, letters(new), (flags & _FUNCTION) + (rows < 0) * np.uint8(NO_VECTOR)
        seen.vector[here] = self._vectors.rows(rows)
        seen.row_of.update(zip(new, range(first, first + len(new)), strict=True))


@dataclass(frozen=True, eq=False)
class _Seen:
    """Words met before: the row of each, and columns of facts, -1 or 0 where nothing was entered.

    What has one type lies in one array, so that one look into it gives all columns of a text's words.
    """

    row_of: dict[str, int]
    most: int
    ids: NDArray[np.int32]
    figures: NDArray[np.float32]  # zipf, and then `Words.figures`
    bits: NDArray[np.uint8]  # flags, letters, traits without the kind
    vector: NDArray[np.float32]

    @classmethod
    def empty(cls, most: int, dimensions: int) -> _Seen:
        ids, figures = np.full((2, most), -1, np.int32), np.zeros((3, most), np.float32)
        bits = np.zeros((3, most), np.uint8)
        bits[2] = NO_VECTOR
        return cls({}, most, ids, figures, bits, np.zeros((most, dimensions), np.float32))

    def has_room(self, words: int) -> bool:
        return len(self.row_of) + _UNKNOWN + 1 + words <= self.most

    def rows(self, vocabulary: list[str], missing: int = _UNSEEN) -> NDArray[np.int32]:
        """Return the row of each word, `missing` for those that were not entered."""
        return np.fromiter(map(self.row_of.get, vocabulary, repeat(missing)), np.int32, len(vocabulary))
