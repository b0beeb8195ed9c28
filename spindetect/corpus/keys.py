"""What a fingerprint needs to know of a word: its hash, and how likely a spinner is to leave it alone.

Most words of a text were in the texts before it, so what is known of a word is remembered, and a batch of
texts costs one look into a table a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.context.regional import american
from spindetect.corpus.wordtable import WordTable, cut, hashed, joined
from spindetect.lexicon import FUNCTION_WORD, NAME_LIKE, SOURCES, Lexicon

NONE, FUNCTION, STABLE, SWAPPABLE = range(4)
"""Classes of words: no part of any key; grammar; nothing can stand in its place; something can."""

# Shares of words that are still there in texts spun at a dose of about 40 % by dictionaries that the lexicon
# did not hold (912 texts, PPDB and WordNet left out): function words .86, numbers 1.0, unknown words .96,
# names .93 to .99, words without alternatives .80, with up to 31 of them .50 to .83, with more .33 to .41.
SURVIVING: Final = {"function": 0.86, "certain": 0.95, "without": 0.80, "few": 0.55, "many": 0.35}
FEW: Final = 32
NAMES_MAY_HAVE: Final = 100
"""Alternatives of a name that is left alone all the same: "York" has some; "will" and "may" have more."""

# Links looked at of one word, evenly spread: looking at all takes longer than all the rest of a new word.
_LOOKED_AT: Final = 48
# Half a contraction, an article that follows its noun: spinning changes them without a swap.
_IGNORED: Final = frozenset((b"an", b"ll", b"re", b"ve", b"don"))
MOST_MET: Final = 1 << 18
"""Words remembered, about 20 MB; a crawl has no end of misspelt ones, so they are forgotten all at once."""


class Words:
    """What is known of words, by numbers that hold for one batch.

    Parameters
    ----------
    lexicon : Lexicon

    Attributes
    ----------
    hashes : array of uint64, shape (n,)
        Equal for the British and the American spelling of a word; the same in every process.
    classes : array of uint8, shape (n,)
        NONE, FUNCTION, STABLE or SWAPPABLE.
    surviving : array of float32, shape (n,)
        How likely a spinner is to leave it alone, in (0, 1].
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._degrees = lexicon.degrees()
        self._forget()

    def _forget(self) -> None:
        self._met = WordTable()
        self.hashes = np.empty(0, np.uint64)
        self.classes = np.empty(0, np.uint8)
        self.surviving = np.empty(0, np.float32)

    def numbers(self, words: Sequence[bytes]) -> NDArray[np.int32]:
        """Return the number of each word of a batch, shape (len(words),).

        Numbers are good until the next call: when too many words were met, all are forgotten.

        Parameters
        ----------
        words : sequence of bytes
            In small letters, UTF-8, without spaces.
        """
        return self._numbers(*joined(words))

    def cut(self, data: bytes) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the numbers of the words that spaces part, and where each begins, shapes (words,).

        Parameters
        ----------
        data : bytes
            Words in small letters, UTF-8; no other white space, no zero bytes.
        """
        starts, ends = cut(data)
        return self._numbers(data, starts, ends), starts

    def _numbers(self, data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int32]:
        if len(self._met) > MOST_MET:
            self._forget()
        hashes = hashed(data, starts, ends)
        found = self._met.find(hashes)
        new = (found < 0).nonzero()[0]
        if len(new):
            _, first = np.unique(hashes[new], return_index=True)
            at = new[np.sort(first)]
            self._met.add(hashes[at])
            self._learn([data[start:end] for start, end in zip(starts[at], ends[at], strict=True)])
            found[new] = self._met.find(hashes[new])
        return found

    def _learn(self, words: list[bytes]) -> None:
        """Find out about new words, all in one go."""
        keys = self._spelled([word.decode("utf-8", "replace") for word in words])
        classes, surviving = self._classes(words, keys)
        self.hashes = np.concatenate((self.hashes, _hashes(keys)))
        self.classes = np.concatenate((self.classes, classes))
        self.surviving = np.concatenate((self.surviving, surviving))

    def _spelled(self, keys: list[str]) -> list[str]:
        """Return the American spelling of British ones, as far as the lexicon knows it."""
        others = {key: other for key in keys if (other := american(key)) is not None}
        known = dict(zip(others, (self._lexicon.ids(list(others.values())) >= 0).tolist(), strict=True))
        return [others[key] if known.get(key) else key for key in keys]

    def _classes(
        self, words: Sequence[bytes], keys: Sequence[str]
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        ids = self._lexicon.ids(keys)
        flags, alternatives = self._lexicon.flags(ids), self._alternatives(ids)
        number = np.array([word[:1].isdigit() for word in words])
        function = (flags & FUNCTION_WORD) > 0
        name = ((flags & NAME_LIKE) > 0) & (alternatives < NAMES_MAY_HAVE)
        certain = number | (ids < 0) | name
        none = np.array([(len(word) < 2 and not word.isdigit()) or word in _IGNORED for word in words])
        conditions = [none, function, certain, alternatives == 0]
        classes = np.select(conditions, [NONE, FUNCTION, STABLE, STABLE], SWAPPABLE)
        s = SURVIVING
        many = np.where(alternatives < FEW, s["few"], s["many"])
        surviving = np.select(conditions, [1.0, s["function"], s["certain"], s["without"]], many)
        return classes.astype(np.uint8), surviving.astype(np.float32)

    def _alternatives(self, ids: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how many words can stand in each one's place or in its lemma's, about; 0 is exact."""
        both = np.stack((ids, self._lexicon.lemma_ids(ids)))
        known, place = np.unique(both, return_inverse=True)
        counts = np.zeros(len(known), np.int64)
        counts[known >= 0] = self._counts(known[known >= 0])
        most: NDArray[np.int64] = counts[place.reshape(both.shape)].max(axis=0)
        return most

    def _counts(self, known: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how many words are joined with each known one by sources that are not left out."""
        if set(self._lexicon.sources) == set(SOURCES) or not len(known):
            return self._degrees[known].astype(np.int64)
        others, counts = self._lexicon.linked(known)
        owner = np.repeat(np.arange(len(known)), counts)
        nth = np.arange(len(others)) - np.repeat(np.cumsum(counts) - counts, counts)
        step = -(-counts // _LOOKED_AT)
        looked_at = nth % step[owner] == 0
        owner, others = owner[looked_at], others[looked_at]
        joined = self._lexicon.relations(known[owner], others).sources > 0
        return np.bincount(owner[joined], minlength=len(known)) * step


def _hashes(keys: Sequence[str]) -> NDArray[np.uint64]:
    """Return a hash of each key: multilinear over its bytes, as in `spindetect.keytable`, and mixed.

    The same on every machine. Bytes past the 64th wrap round: such words are no words.
    """
    data = np.frombuffer("\n".join([*keys, ""]).encode("utf-8", "replace"), np.uint8)
    ends = (data == _NEWLINE).nonzero()[0]
    starts = np.concatenate(([0], ends[:-1] + 1))
    place = np.arange(len(data)) - np.repeat(starts, ends - starts + 1)
    found = np.add.reduceat(_MULTIPLIERS[place & 63] * data, starts)
    return mixed(found)


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 64 bits that all depend on all bits of the given ones: the last step of SplitMix64."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_NEWLINE: Final = 10
_MULTIPLIERS: Final = mixed(np.arange(1, 65, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)
