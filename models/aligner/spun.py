"""Training samples of gaps in spun text: the swaps of simulated spinners over the training prose."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np
from numpy.typing import NDArray

from models.aligner.samples import SURE, Sample, cut
from models.generators.pieces import sample
from models.places import TRAINING, Places
from models.spinners import DRAWS_ON, FAMILIES, Dictionaries, Settings, Spun, make
from spindetect.align.anchors import common_subsequence
from spindetect.align.gaps import as_boxes, between
from spindetect.align.sides import Side, number
from spindetect.align.words import Words
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.text import Document
from spindetect.text.tokens import Tokens

# Of the gaps of one word opposite one word, which can only be paired, this share is enough.
SINGLE_SHARE = 0.08
# The families that the shipped weights were fitted on; one that is new is for the next fit.
FAMILIES_FITTED = tuple(family for family in FAMILIES if family != "agreed")
# Groups of these samples are numbered from here, apart from those of the gold pairs.
FIRST_GROUP = 1_000_000


def spun_samples(
    places: Places, dictionaries: Dictionaries, vectors: Vectors, texts: int, seed: int = 3
) -> Iterator[Sample]:
    """Yield the gaps of spun texts; in half of them the lexicon lacks the spinner's dictionary."""
    families = list(FAMILIES_FITTED)
    full = Lexicon.open()
    blind = {family: Lexicon.open(without=DRAWS_ON.get(family, ())) for family in families}
    rng = Random(f"{seed}:gaps")
    pieces = [
        p
        for name, share in TRAINING.items()
        for p in sample(places, name, max(1, round(texts * share)), seed)
    ]
    for index, piece in enumerate(pieces):
        family = rng.choice(families)
        spun = make(family, dictionaries, Settings.draw(rng)).spin(piece.text, rng)
        lexicon = blind[family] if rng.random() < 0.5 else full
        yield from _gaps(FIRST_GROUP + index, piece.text, spun, lexicon, vectors, rng)


def _gaps(
    group: int, text: str, spun: Spun, lexicon: Lexicon, vectors: Vectors, rng: Random
) -> Iterator[Sample]:
    first, second = Document.from_text(text).tokens, Document.from_text(spun.text).tokens
    numbered = number(Side.of_tokens(first), Side.of_tokens(second))
    boxes = as_boxes(between(common_subsequence(numbered.source, numbered.suspect)))
    single = (boxes[:, 1] - boxes[:, 0] == 1) & (boxes[:, 3] - boxes[:, 2] == 1)
    keep = np.array([not one or rng.random() < SINGLE_SHARE for one in single.tolist()], np.bool_)
    boxes = boxes[keep]
    swapped = _token_ranges(spun, first, second)
    labels = [_label(box, swapped) for box in boxes.tolist()]
    words = Words.look_up(numbered, lexicon, vectors)
    yield from cut(boxes, False, group, "spun", numbered, words, lexicon, labels)


def _token_ranges(spun: Spun, first: Tokens, second: Tokens) -> NDArray[np.int64]:
    """Return the swaps as token ranges: source_start, source_end, suspect_start, suspect_end."""
    swaps = np.array(
        [(s.source_start, s.source_end, s.suspect_start, s.suspect_end) for s in spun.swaps], np.int64
    ).reshape(-1, 4)
    return np.stack(
        [
            np.searchsorted(first.end, swaps[:, 0], side="right"),
            np.searchsorted(first.start, swaps[:, 1], side="left"),
            np.searchsorted(second.end, swaps[:, 2], side="right"),
            np.searchsorted(second.start, swaps[:, 3], side="left"),
        ],
        axis=1,
    )


def _label(box: list[int], swapped: NDArray[np.int64]) -> NDArray[np.int8]:
    """Mark every cell of every swap that touches a rectangle; words that no swap holds stay unlinked."""
    s0, s1, t0, t1 = box
    table = np.zeros((s1 - s0, t1 - t0), np.int8)
    near = swapped[(swapped[:, 0] < s1) & (swapped[:, 1] > s0) & (swapped[:, 2] < t1) & (swapped[:, 3] > t0)]
    for a, b, c, d in near.tolist():
        table[max(a - s0, 0) : b - s0, max(c - t0, 0) : d - t0] = SURE
    if table.shape == (1, 1):
        table[0, 0] = SURE  # articles that follow their noun are no listed swaps, and yet pairs
    return table
