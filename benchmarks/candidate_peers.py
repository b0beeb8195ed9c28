"""What other ways of finding copies reach on the same corpus: MinHash LSH, and an immutables-only index.

MinHash is rensa's, with bands and rows as given. The immutables are those of DSpin (Zhang, Wang, Voelker
2014): the words that the dictionary cannot swap, two documents alike by the Jaccard index of their sets.
Candidates of a document are counted for a sample, exactly; recall for all planted copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.candidates import KINDS, Corpus
from spindetect.corpus.fingerprint import words_of
from spindetect.corpus.keys import STABLE, Words, mixed
from spindetect.lexicon import Lexicon

# Words of a shingle, permutations, bands: from strict to generous.
MINHASH = ((3, 128, 16), (3, 128, 32), (3, 128, 64), (2, 128, 16), (2, 128, 32), (2, 128, 64), (2, 256, 128))
JACCARD = (0.75, 0.6, 0.5, 0.4, 0.3, 0.2)
SAMPLE = 400  # documents whose candidates are counted
Row = dict[str, float]


def measure(corpus: Corpus, lexicon: Lexicon) -> dict[str, list[Row]]:
    """Return recall by kind, and mean candidates of a document, of each peer at each setting."""
    words = Words(lexicon)
    numbers = [words.numbers(words_of(text)) for text in corpus.texts]
    hashes = [words.hashes[row] for row in numbers]
    stable = [np.unique(row[words.classes[row] == STABLE]) for row in numbers]
    return {
        "MinHash LSH (rensa)": [_minhash(corpus, hashes, *setting) for setting in MINHASH],
        "immutables (as DSpin)": list(_immutables(corpus, stable)),
    }


def _sample(corpus: Corpus) -> list[int]:
    return Random(1).sample(range(len(corpus.ids)), min(SAMPLE, len(corpus.ids)))


def _row(corpus: Corpus, setting: Row, found: Sequence[bool], candidates: Sequence[int]) -> Row:
    recall = {
        kind: float(np.mean([hit for hit, (*_, k) in zip(found, corpus.pairs, strict=True) if k == kind]))
        for kind in KINDS
    }
    return setting | recall | {"candidates": float(np.mean(candidates))}


def _minhash(
    corpus: Corpus, hashes: Sequence[NDArray[np.uint64]], size: int, permutations: int, bands: int
) -> Row:
    from rensa import RMinHash  # type: ignore[import-not-found,import-untyped,unused-ignore]

    shingles = [np.unique(_shingles(row, size)) for row in hashes]
    offsets = np.cumsum([0, *map(len, shingles)]).astype(np.uint64)
    flat = np.concatenate(shingles)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, permutations, 1)
    digests = np.array(matrix.to_rows(), np.uint32)
    rows = permutations // bands
    keys = np.zeros((len(hashes), bands), np.uint64)
    for at in range(rows):
        keys = mixed(keys * np.uint64(31) + digests[:, at::rows][:, :bands])
    equal = [(keys[at] == keys).any(axis=1).sum() - 1 for at in _sample(corpus)]
    found = [bool((keys[a] == keys[b]).any()) for a, b, _ in corpus.pairs]
    return _row(corpus, {"shingle": size, "bands": bands, "rows": rows}, found, equal)


def _shingles(row: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    last = max(1, len(row) - size + 1)
    out = np.zeros(last, np.uint64)
    for offset in range(size):
        part = row[offset : offset + last]
        out[: len(part)] = mixed(out[: len(part)] * np.uint64(31) + part)
    return out


def _immutables(corpus: Corpus, sets: Sequence[NDArray[np.int32]]) -> Iterator[Row]:
    sizes = np.array([len(row) for row in sets])
    owner, word = np.repeat(np.arange(len(sets)), sizes), np.concatenate(sets)
    order = np.argsort(word, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(word))))
    owner = owner[order]

    def jaccard(at: int) -> NDArray[np.float64]:
        lists = [owner[starts[w] : starts[w + 1]] for w in sets[at].tolist()]
        both = np.bincount(np.concatenate([*lists, np.empty(0, np.int64)]), minlength=len(sets))
        index: NDArray[np.float64] = both / np.maximum(1, sizes + sizes[at] - both)
        return index

    alike = [np.delete(jaccard(at), at) for at in _sample(corpus)]
    pairs = [
        len(np.intersect1d(sets[a], sets[b], assume_unique=True)) / max(1, len(np.union1d(sets[a], sets[b])))
        for a, b, _ in corpus.pairs
    ]
    for least in JACCARD:
        counts = [int((row >= least).sum()) for row in alike]
        yield _row(corpus, {"jaccard": least}, [found >= least for found in pairs], counts)
