"""How likely a small language model finds words alone and after one another.

Each word is put once behind a neutral beginning; one pass gives the chance of every next word. A word of
several pieces has the chance of its first one after the word before, those of the others behind the beginning
alone. Takes ten minutes on one core.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from data.phrases.count_terms import FUNCTION_WORDS
from data.phrases.fixed_terms import Rows
from data.phrases.language_model import LanguageModel
from spindetect.phrases.terms import FIRST_SHARE, LIKELIHOOD_STEPS, LIKELY

BEGINNING: Final = "topics, such as"
"""Of 1,024 terms that are counted in 20 documents or more, the second word is among the first thirty after
the first one for .30 behind this beginning, for .15 to .28 behind 20 others, for .23 behind none."""

_MOST_PIECES: Final = 6
_BATCH: Final = 128
_TOGETHER: Final = 1 << 14  # pairs

Floats = NDArray[np.float32]


class Likelihoods(NamedTuple):
    """What the model says of words.

    Attributes
    ----------
    states : ndarray of float32, shape [words, d]
        Behind each word.
    total : ndarray of float32, shape [words]
        Logarithm of the sum over all pieces behind it.
    rest : ndarray of float32, shape [words]
        Log P of its pieces beyond the first, and that it ends with the last.
    first : ndarray of intp, shape [words]
        Row of its first piece.
    pieces : ndarray of float32, shape [rows, d]
        What first pieces are multiplied with.
    alone : ndarray of float32, shape [words]
        Log P of each word behind the beginning.
    usable : ndarray of bool, shape [words]
        Whether it may be in a term: it begins with a letter, has three or more, and is no function word. Nor
        may its first of several pieces be one: 'and' for 'androids' is likely where the model says 'and'.
    """

    states: Floats
    total: Floats
    rest: Floats
    first: NDArray[np.intp]
    pieces: Floats
    alone: Floats
    usable: NDArray[np.bool_]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `of_words` wrote."""
        with np.load(path) as file:
            found = {name: file[name] for name in cls._fields}
        whole = {name: found[name].astype(np.float32) for name in ("states", "pieces")}
        return cls(**(found | whole))

    def of_pairs(self, first: NDArray[np.integer], last: NDArray[np.integer]) -> Floats:
        """Return log P of words after others, given by their numbers."""
        out = np.empty(len(first), np.float32)
        for at in range(0, len(first), _TOGETHER):
            a, b = (side[at : at + _TOGETHER].astype(np.intp) for side in (first, last))
            product = np.einsum("ij,ij->i", self.states[a], self.pieces[self.first[b]])
            out[at : at + len(a)] = product - self.total[a] + self.rest[b]
        return out

    def likely(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], Floats]]:
        """Yield the pairs of usable words that are likely enough to be terms, with log P of the second."""
        words = np.flatnonzero(self.usable)
        first, rest = self.first[words], self.rest[words]
        for at in range(0, len(words), _BATCH):
            a = words[at : at + _BATCH]
            log_p = (self.states[a] @ self.pieces.T)[:, first] + (rest - self.total[a][:, None])
            least = np.float32(LIKELY) - np.float32(FIRST_SHARE) * self.alone[a]
            row, column = np.nonzero(log_p > least[:, None])
            yield a[row], words[column], log_p[row, column]


def measured(words: Sequence[str], packages: Path) -> Likelihoods:
    """Return what the model says of words."""
    import torch

    torch.set_grad_enabled(False)
    model = LanguageModel(packages)
    numbers = [each[:_MOST_PIECES] for each in model.numbers([f" {word}" for word in words])]
    sizes = np.array([len(each) for each in numbers])
    goes_on = torch.tensor([_goes_on(piece) for piece in model.pieces])
    past = model.past(BEGINNING)
    behind = model.states(model.numbers([BEGINNING]), None)[0, -1]
    states = np.zeros((len(words), model.rows.shape[1]), np.float32)
    total, rest = np.zeros(len(words), np.float32), np.zeros(len(words), np.float32)
    for at in _batches(sizes):
        given = [numbers[each] for each in at.tolist()]
        found = model.states(given, past)
        log_p = model.log_p(found)
        states[at] = found[:, -1].numpy()
        total[at] = (found[:, -1] @ torch.tensor(model.rows[0]) - log_p[:, -1, 0]).numpy()
        ends = torch.log(1 - log_p[:, -1].exp()[:, goes_on].sum(1) + 1e-6)
        later = torch.tensor(given)[:, 1:, None]
        rest[at] = (ends + log_p[:, :-1].gather(2, later)[..., 0].sum(1)).numpy()
    firsts = np.array([each[0] for each in numbers])
    rows, first = np.unique(firsts, return_inverse=True)
    alone = model.log_p(behind).numpy()[firsts] + rest
    function = np.array([piece[0] == "Ġ" and piece[1:] in FUNCTION_WORDS for piece in model.pieces])
    content = np.array([word[0].isalpha() and len(word) > 2 and word not in FUNCTION_WORDS for word in words])
    usable = content & ~(function[firsts] & (sizes > 1))
    return Likelihoods(states, total, rest, first, model.rows[rows], alone, usable)


def _goes_on(piece: str) -> bool:
    """Say whether a piece goes on with a word. The file writes a line break as a letter: few stand here."""
    return piece[0] == "-" or (piece[0].isalpha() and piece[0] != "Ġ")


def _batches(sizes: NDArray[np.int64]) -> Iterator[NDArray[np.intp]]:
    for size in np.unique(sizes).tolist():
        same = np.flatnonzero(sizes == size)
        yield from (same[at : at + _BATCH] for at in range(0, same.size, _BATCH))


def with_likely(pairs: Rows, told: Likelihoods) -> tuple[Rows, dict[str, NDArray[np.uint8]]]:
    """Return fixed pairs with those that a language model finds likely, and what it says of both.

    Pairs that it finds likely and that are no fixed term have a weight of 0.
    """
    fixed = pairs.words[:, 0] << 16 | pairs.words[:, 1]
    likely = [(a << 16 | b, log_p) for a, b, log_p in told.likely()]
    new, log_p = (np.concatenate(each) for each in zip(*likely, strict=True))
    beyond = ~np.isin(new, fixed)
    every = np.concatenate((fixed, new[beyond]))
    order = np.argsort(every, kind="stable")
    nothing = np.zeros(int(beyond.sum()), np.uint8)
    weights = (np.concatenate((each, nothing))[order] for each in pairs[1:])
    found = np.concatenate((told.of_pairs(*pairs.words.T), log_p[beyond]))
    rows = np.stack((every[order] >> 16, every[order] & 0xFFFF), axis=1)
    return Rows(rows, *weights), {"pairs_likelihood": _packed(found[order]), "alone": _packed(told.alone)}


def _packed(log_p: Floats) -> NDArray[np.uint8]:
    out: NDArray[np.uint8] = np.clip(np.round(log_p * -LIKELIHOOD_STEPS), 0, 255).astype(np.uint8)
    return out


def of_words(words: Sequence[str], packages: Path) -> Likelihoods:
    """Return what the model says of words; it is kept beside the packages, since it takes ten minutes."""
    path = packages / f"likelihoods-{sha256(chr(10).join(words).encode()).hexdigest()[:16]}.npz"
    if not path.is_file():
        found = measured(words, packages)
        half = {"states": found.states.astype(np.float16), "pieces": found.pieces.astype(np.float16)}
        np.savez(path, **(found._asdict() | half))
    return Likelihoods.read(path)
