"""What the scorer sees of a cell: named channels, the same for sentences and for a document's gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein, Prefix

from spindetect.align.frame import Frame
from spindetect.align.gaps import Cells
from spindetect.align.phrases import NOTHING, Pairs, phrase_channels, phrase_pairs
from spindetect.align.sides import Numbered
from spindetect.align.words import Words

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
_AROUND = np.array([step for step in range(-CONTEXT, CONTEXT + 1) if step])
# Steps in the source and in the suspect of the six channels "equal before" and so on.
_DOWN, _RIGHT = np.array([-1, 1, -2, 2, -1, 1]), np.array([-1, 1, -2, 2, 1, -1])
# Relation codes of the lexicon: same, spelling, inflection, synonym, related, wrong-sense, none.
_FIRST_RELATION, _LAST_RELATION, _NONE = 1, 5, 6
_ZIPF_SCALE = 8.0  # the most frequent word has zipf 7.7
_STEP_SCALE = 8.0  # words off the diagonal that count as far


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
    phrases = _NO_PHRASES if gaps else phrase_pairs(cells, frame, words, lexicon, vocabulary)
    _asked(out, cells, frame, unequal, phrases, words, lexicon)
    _meaning(out[:, 10:12], frame, words)
    if not gaps:
        out[:, 12] = _around(frame, words)
    _spelling(out[:, 13:15], frame, unequal, vocabulary)
    _classes(out[:, 15:24], frame, words, vocabulary)
    _neighbours(out[:, 24:30], frame)
    _diagonal(out[:, 30:32], cells)
    out[:, 34] = (cells.start[1:] - cells.start[:-1] == 1).take(cells.box)
    return out


def _asked(
    out: Floats,
    cells: Cells,
    frame: Frame,
    unequal: Places,
    pairs: Pairs,
    words: Words,
    lexicon: Lexicon,
) -> None:
    """Ask the lexicon once, for the words of all cells and for all phrases: the channels of both."""
    first, second = frame.first.take(unequal), frame.second.take(unequal)
    a, b = words.lexicon_id.take(first), words.lexicon_id.take(second)
    known = (np.minimum(a, b) >= 0).nonzero()[0]
    ask, a, b = unequal.take(known), a.take(known), b.take(known)
    lemma = words.lemma_id
    out[ask, 1] = lemma.take(first.take(known)) == lemma.take(second.take(known))
    if len(pairs[0]):
        a = np.concatenate((a, pairs[0][:, 3].astype(np.int32)))
        b = np.concatenate((b, pairs[1][:, 3].astype(np.int32)))
    batch = lexicon.relations(a, b)
    size = len(ask)
    kind = batch.kind[:size]
    some = ((kind >= _FIRST_RELATION) & (kind <= _LAST_RELATION)).nonzero()[0]
    # Equal lemma, one channel a kind of relation, commonness, share of sources, agreement of forms.
    out[ask.take(some), 1 + kind.take(some)] = 1.0
    out[ask, 7] = np.where(kind == _NONE, 0.0, batch.commonness[:size])
    out[ask, 8] = _BITS.take(batch.sources[:size])
    out[ask, 9] = batch.agrees[:size]
    if len(pairs[0]):
        out[:, 32:34] = phrase_channels(cells, pairs, frame, batch.kind[size:], batch.commonness[size:])


# Shares of three sources, by the bits of those that say so.
_BITS = np.array([min(value.bit_count(), 3) / 3.0 for value in range(256)], np.float32)


def _meaning(out: Floats, frame: Frame, words: Words) -> None:
    """Cosine of the words, and whether it is unknown."""
    vector = words.padded_vector
    np.einsum("ij,ij->i", vector.take(frame.first, axis=0), vector.take(frame.second, axis=0), out=out[:, 0])
    unknown = words.vector_id < 0
    out[:, 1] = unknown.take(frame.first) | unknown.take(frame.second)


def _around(frame: Frame, words: Words) -> Floats:
    """Cosine of the words around them: of the mean of their vectors."""
    vector = words.padded_vector
    total: Floats = vector.take(frame.around(frame.places, _AROUND), axis=0).sum(axis=1)
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


def _classes(out: Floats, frame: Frame, words: Words, vocabulary: list[str]) -> None:
    """Function words, marks and numbers on both sides or one; frequencies; length."""
    facts = np.empty((6, len(vocabulary)), np.float32)
    facts[0] = words.function
    facts[1] = ~(words.function | words.mark | words.digits)
    facts[2], facts[3] = words.mark, words.digits
    facts[4] = words.zipf
    facts[4] /= _ZIPF_SCALE
    facts[5] = list(map(len, vocabulary))
    first, second = facts.take(frame.first, axis=1), facts.take(frame.second, axis=1)
    low, high = np.minimum(first, second).T, np.maximum(first, second).T
    out[:, 0:3], out[:, 4], out[:, 6] = low[:, 0:3], low[:, 3], low[:, 4]
    out[:, 3], out[:, 5] = high[:, 2] - low[:, 2], high[:, 3] - low[:, 3]
    out[:, 7] = high[:, 4]
    out[:, 8] = low[:, 5] / np.maximum(high[:, 5], 1)


def _neighbours(out: Floats, frame: Frame) -> None:
    """Whether the words before, after and across are equal, inside the gap or not.

    A start of a text meets a start, an end an end, nothing else.
    """
    out[:] = frame.around(frame.row, _DOWN) == frame.around(frame.column, _RIGHT)


def _diagonal(out: Floats, cells: Cells) -> None:
    """Distance from the line through the rectangle's corners, in words, linear and as nearness."""
    s0, s1, t0, t1 = cells.boxes.T.astype(np.float32)
    high, wide, box = s1 - s0, t1 - t0, cells.box
    down, right = cells.row - s0.take(box) + 0.5, cells.column - t0.take(box) + 0.5
    step = np.abs(down / high.take(box) - right / wide.take(box)) * np.minimum(high, wide).take(box)
    out[:, 0] = np.minimum(step / _STEP_SCALE, 1.0)
    out[:, 1] = 1.0 / (1.0 + step)
