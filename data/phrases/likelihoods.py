"""How likely a small language model finds words alone and after one another. Run from the root.

    python -m data.phrases.likelihoods --packages data/cache --out data/cache/likelihoods.npz

Each word is put once behind a neutral beginning; one pass gives the chance of every next word. A word of
several pieces has the chance of its first one after the word before, those of the others behind the beginning
alone. Takes ten minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from data.phrases.count_terms import FUNCTION_WORDS
from data.phrases.language_model import LanguageModel
from spindetect.language import Vectors
from spindetect.phrases.terms import FIRST_SHARE, LIKELIHOOD_STEPS, LIKELY, MOST_WORDS

NAME: Final = "likelihoods.npz"
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
        """Read what `main` wrote."""
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


def with_likely(arrays: Mapping[str, NDArray[Any]], told: Likelihoods) -> dict[str, NDArray[Any]]:
    """Return the sections of a table of counted terms with what a language model says of words and pairs.

    Pairs that it finds likely and that were not counted are added with a weight of 0.
    """
    counted = arrays["pairs_0"].astype(np.int64) << 16 | arrays["pairs_1"]
    likely = [(a << 16 | b, log_p) for a, b, log_p in told.likely()]
    new, log_p = (np.concatenate(each) for each in zip(*likely, strict=True))
    beyond = ~np.isin(new, counted)
    every = np.concatenate((counted, new[beyond]))
    order = np.argsort(every, kind="stable")
    weight = np.concatenate((arrays["pairs_weight"], np.zeros(int(beyond.sum()), np.uint8)))
    found = np.concatenate((told.of_pairs(arrays["pairs_0"], arrays["pairs_1"]), log_p[beyond]))
    return {
        **arrays,
        "pairs_0": (every[order] >> 16).astype(np.uint16),
        "pairs_1": (every[order] & 0xFFFF).astype(np.uint16),
        "pairs_weight": weight[order],
        "pairs_likelihood": _packed(found[order]),
        "alone": _packed(told.alone),
    }


def without_likely(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the sections of a table with its counted pairs alone."""
    there = arrays["pairs_weight"] > 0
    pairs = {name: arrays[name][there] for name in ("pairs_0", "pairs_1", "pairs_weight")}
    rest = {name: a for name, a in arrays.items() if name not in ("alone", "pairs_likelihood")}
    return rest | pairs


def _packed(log_p: Floats) -> NDArray[np.uint8]:
    out: NDArray[np.uint8] = np.clip(np.round(log_p * -LIKELIHOOD_STEPS), 0, 255).astype(np.uint8)
    return out


def main() -> None:
    """Write what the model says of the words of the terms."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packages", type=Path, default=Path("data/cache"))
    parser.add_argument("--out", type=Path, default=Path("data/cache") / NAME)
    options = parser.parse_args()
    vectors = Vectors.open()
    found = measured(list(vectors.words(len(vectors)))[:MOST_WORDS], options.packages)
    half = {"states": found.states.astype(np.float16), "pieces": found.pieces.astype(np.float16)}
    np.savez(options.out, **(found._asdict() | half))


if __name__ == "__main__":
    main()
