"""What the scorer sees of a cell: named channels, the same for sentences and for a document's gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein, Prefix

from spindetect.align.frame import REACH, Frame
from spindetect.align.gaps import Cells
from spindetect.align.phrases import NOTHING, Pairs, phrase_channels, phrase_pairs
from spindetect.align.shapes import diagonal, diagonal_table
from spindetect.align.sides import NUMBER, PUNCT, Numbered
from spindetect.align.words import FUNCTION, KIND_SHIFT, NO_VECTOR, Words

if TYPE_CHECKING:
    from spindetect.lexicon import Lexicon

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

CHANNELS: tuple[str, ...] = (
    "equal",
    "equal lemma",
    "relation spelling",
    "relation inflection",
    "relation synonym",
    "relation related",
    "relation wrong-sense",
    "commonness",
    "sources",
    "forms agree",
    "cosine",
    "cosine unknown",
    "context cosine",
    "prefix",
    "spelling similarity",
    "both function words",
    "both content words",
    "both marks",
    "one mark",
    "both numbers",
    "one number",
    "lower zipf",
    "higher zipf",
    "same length of word",
    "equal before",
    "equal after",
    "equal two before",
    "equal two after",
    "equal before the first, after the second",
    "equal after the first, before the second",
    "off the diagonal",
    "near the diagonal",
    "phrase",
    "phrase commonness",
    "one cell",
)
"""Names of the channels, in order; all lie in about [-1, 1]. The network's weights fit this very list."""

NOT_IN_GAPS: tuple[str, ...] = ("context cosine", "phrase", "phrase commonness")
"""Channels that are 0 for a document's gaps: a fifth of the time of aligning, and no swap found by them.

Without them the swaps found with a dictionary not in the lexicon are 95.4 %, with them 95.4 %.
"""

_NO_PHRASES: Pairs = (NOTHING, NOTHING)
CONTEXT = 2  # words on each side that make the context of a word
_AROUND = tuple(step for step in range(-CONTEXT, CONTEXT + 1) if step)
# Steps in the source and in the suspect of the six channels "equal before" and so on.
_STEPS = np.array([[-1, 1, -2, 2, -1, 1], [-1, 1, -2, 2, 1, -1]], np.int32)[:, :, None]
# Shares of three sources, by the bits of those that say so.
_BITS = np.array([min(value.bit_count(), 3) / 3.0 for value in range(256)], np.float32)


def channels(
    cells: Cells,
    numbered: Numbered,
    words: Words,
    lexicon: Lexicon,
    frame: Frame | None = None,
    *,
    gaps: bool = False,
) -> Floats:
    """Return the channels of every cell.

    Parameters
    ----------
    frame : Frame, optional
        Where the cells' words stand, if that is known already.
    gaps : bool
        Leave the channels `NOT_IN_GAPS` at 0.

    Returns
    -------
    ndarray of float32, shape (len(cells), len(CHANNELS))
    """
    vocabulary = numbered.vocabulary
    if frame is None:
        frame = Frame.of(cells, numbered.source, numbered.suspect, len(vocabulary))
    equal = frame.first == frame.second
    unequal = (~equal).nonzero()[0]
    out = np.zeros((len(cells), len(CHANNELS)), np.float32)
    out[:, 0] = equal
    _diagonal(out[:, 30:35], cells)
    _kinds(out, frame, words)
    phrases = _NO_PHRASES if gaps else phrase_pairs(cells, frame, words, lexicon, vocabulary)
    related, common = _asked(out[:, 1:10], frame, unequal, phrases, words, lexicon)
    _meaning(out[:, 10], frame, words)
    if not gaps:
        out[:, 12] = _around(frame, words)
        out[:, 32:34] = phrase_channels(cells, phrases, frame, related, common)
    _spelling(out[:, 13:15], frame, unequal, vocabulary)
    _figures(out[:, 21:24], frame, words)
    _neighbours(out[:, 24:30], frame)
    return out


def _asked(
    out: Floats, frame: Frame, unequal: Places, pairs: Pairs, words: Words, lexicon: Lexicon
) -> tuple[NDArray[np.uint8], Floats]:
    """Ask the lexicon once, for the words of unequal cells and for pairs of phrases.

    The channels: equal lemma, one for each kind of relation, commonness, share of sources, agreement of
    forms. Kind and commonness of the phrases are returned.
    """
    first, second = frame.first, frame.second
    if len(unequal) < len(first):
        first, second = first.take(unequal), second.take(unequal)
    (a, lemma), (b, other) = words.ids.take(first, axis=1), words.ids.take(second, axis=1)
    if len(pairs[0]):
        a = np.concatenate((a, pairs[0][:, 3].astype(np.int32)))
        b = np.concatenate((b, pairs[1][:, 3].astype(np.int32)))
    batch = lexicon.relations(a, b)
    size = len(unequal)
    # The lexicon says nothing of pairs with an unknown word: kind 'none', no source, commonness 0.
    found = _ONE_OF_KINDS.take(batch.kind[:size], axis=0)
    found[:, 0] = (lemma == other) & (lemma >= 0)
    found[:, 6] = batch.commonness[:size]
    found[:, 7] = _BITS.take(batch.sources[:size])
    found[:, 8] = batch.agrees[:size]
    out[unequal] = found
    return batch.kind[size:], batch.commonness[size:]


def _one_of_kinds() -> Floats:
    """Return what `_asked` fills in, by the lexicon's code of a relation.

    These are: same, spelling, inflection, synonym, related, wrong-sense, none; no channel has the first and
    the last.
    """
    table = np.zeros((7, 9), np.float32)
    table[range(1, 6), range(1, 6)] = 1.0
    return table


_ONE_OF_KINDS = _one_of_kinds()


def _meaning(out: Floats, frame: Frame, words: Words) -> None:
    """Cosine of the words."""
    vector = words.padded_vector
    np.einsum("ij,ij->i", vector.take(frame.first, axis=0), vector.take(frame.second, axis=0), out=out)


def _around(frame: Frame, words: Words) -> Floats:
    """Cosine of the words around them: of the mean of their vectors."""
    length = frame.pieces.shape[1] - 2 * REACH
    around = [frame.pieces[:, REACH + step : REACH + step + length].ravel() for step in _AROUND]
    total: Floats = words.padded_vector.take(np.stack(around, axis=1), axis=0).sum(axis=1)
    total /= np.maximum(np.sqrt(np.einsum("ij,ij->i", total, total)), 1e-6)[:, None]
    cosine: Floats = np.einsum("ij,ij->i", total.take(frame.at, axis=0), total.take(frame.to, axis=0))
    return cosine


def _spelling(out: Floats, frame: Frame, unequal: Places, vocabulary: list[str]) -> None:
    """Share of the longer word that is a common prefix; normalised edit similarity."""
    out[:] = 1.0
    if len(unequal):
        word = vocabulary.__getitem__
        a = list(map(word, frame.first.take(unequal).tolist()))
        b = list(map(word, frame.second.take(unequal).tolist()))
        out[unequal, 0] = process.cpdist(a, b, scorer=Prefix.normalized_similarity, dtype=np.float32)
        out[unequal, 1] = process.cpdist(a, b, scorer=Levenshtein.normalized_similarity, dtype=np.float32)


def _kinds(out: Floats, frame: Frame, words: Words) -> None:
    """Function words, marks and numbers on both sides or one; whether the cosine is unknown."""
    pair = words.traits.take(frame.first)
    pair <<= _TRAIT_BITS
    pair |= words.traits.take(frame.second)
    found = _OF_TRAITS.take(pair, axis=0)
    out[:, 11], out[:, 15:21] = found[:, 0], found[:, 1:]


_TRAIT_BITS = np.uint8(4)


def _of_traits() -> Floats:
    """Return the channels of `_kinds` by the traits of both words, those of the source word above."""
    traits = np.arange(1 << _TRAIT_BITS)
    kind = traits >> KIND_SHIFT & 3
    function, mark, number = (traits & FUNCTION) > 0, kind >= PUNCT, kind == NUMBER
    content, unknown = ~(function | mark | number), (traits & NO_VECTOR) > 0
    table = (
        np.logical_or.outer(unknown, unknown),
        np.logical_and.outer(function, function),
        np.logical_and.outer(content, content),
        np.logical_and.outer(mark, mark),
        np.logical_xor.outer(mark, mark),
        np.logical_and.outer(number, number),
        np.logical_xor.outer(number, number),
    )
    return np.stack(table, axis=-1).reshape(-1, len(table)).astype(np.float32)


_OF_TRAITS = _of_traits()


def _figures(out: Floats, frame: Frame, words: Words) -> None:
    """Lower and higher frequency; shorter word's share of the longer one's length."""
    first, second = words.figures.take(frame.first, axis=1), words.figures.take(frame.second, axis=1)
    low, high = np.minimum(first, second), np.maximum(first, second)
    out[:, 0], out[:, 1] = low[0], high[0]
    np.divide(low[1], np.maximum(high[1], 1), out=out[:, 2])


def _neighbours(out: Floats, frame: Frame) -> None:
    """Whether the words before, after and across are equal, inside the gap or not.

    A start of a text meets a start, an end an end, nothing else.
    """
    down, right = frame.text.take(frame.cell[:, None] + _STEPS)
    out[:] = (down == right).T


def _diagonal(out: Floats, cells: Cells) -> None:
    """Distance from the diagonal, see `shapes.diagonal`; in the last channel whether the cell is alone."""
    entry, _, large = cells.shapes
    out[:, :2] = diagonal_table().take(entry, axis=0)
    out[:, 4] = entry == 0
    for start, high, wide in large:
        part = out[start : start + high * wide]
        part[:, :2], part[:, 4] = diagonal(high, wide), 0.0
