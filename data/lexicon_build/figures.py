"""Measures a finished lexicon file for the manifest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.lexicon_build.swaps import drawn_words
from spindetect.lexicon import RELATION_KINDS, Lexicon
from spindetect.lexicon.lexicon import REMOVABLE

_DRAWN = 20_000
_NONE = RELATION_KINDS.index("none")
_PAIRS, _KEYS = 300, 400  # about what comparing two texts of 500 words asks for at once


def measured(path: Path, wordnet: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return shares of pairs that are joined, and times on this machine.

    Parameters
    ----------
    path : Path
        A lexicon file.
    wordnet : iterable of (str, str)
        Pairs of keys that share a sense.
    """
    lexicon = Lexicon.open(path)
    random = np.random.Generator(np.random.PCG64(2))
    a, b = (drawn_words(lexicon, _DRAWN, random) for _ in range(2))
    pairs = sorted(wordnet)
    first, second = (lexicon.ids([pair[side] for pair in pairs]) for side in (0, 1))
    found = {name: _joined(Lexicon.open(path, without=[name]), a, b) for name in REMOVABLE}
    return {
        "random_pairs_joined": _joined(lexicon, a, b),
        "random_pairs_joined_without": found,
        "wordnet_pairs_joined": _joined(lexicon, first, second),
        "wordnet_pairs_joined_without_wordnet": _joined(
            Lexicon.open(path, without=["wordnet"]), first, second
        ),
        "times_on_the_builder's_machine": _times(path, lexicon, a, b),
    }


def _joined(lexicon: Lexicon, a: NDArray[np.int32], b: NDArray[np.int32]) -> float:
    return round(float((lexicon.relations(a, b).kind[a != b] != _NONE).mean()), 4)


def _times(path: Path, lexicon: Lexicon, a: NDArray[np.int32], b: NDArray[np.int32]) -> dict[str, float]:
    keys = [lexicon.text(number) for number in a[:_KEYS].tolist()]
    lexicon.alternatives("word")  # makes the index of the first call
    return {
        "open_ms": round(1e3 * _least(lambda: Lexicon.open(path)), 1),
        "ids_per_second": round(_KEYS / _least(lambda: lexicon.ids(keys))),
        "relations_per_second": round(_PAIRS / _least(lambda: lexicon.relations(a[:_PAIRS], b[:_PAIRS]))),
        "alternatives_of_400_words_ms": round(1e3 * _least(lambda: lexicon.alternatives_many(keys)), 1),
    }


def _least(work: Callable[[], object]) -> float:
    """Return the least seconds of CPU that the work took in ten runs."""
    times = []
    for _ in range(10):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)
