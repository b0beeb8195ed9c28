"""What the scorer sees of a cell: named channels, the same for sentences and for a document's gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein, Prefix

from spindetect.align.gaps import Cells, distinct
from spindetect.align.phrases import phrase_channels, phrase_pairs
from spindetect.align.sides import Numbered
from spindetect.align.words import Words

if TYPE_CHECKING:
    from spindetect.lexicon import Lexicon

Floats = NDArray[np.float32]

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

CONTEXT = 2  # words on each side that make the context of a word
# Relation codes of the lexicon: same, spelling, inflection, synonym, related, wrong-sense, none.
_FIRST_RELATION, _LAST_RELATION, _NONE = 1, 5, 6
_ZIPF_SCALE = 8.0  # the most frequent word has zipf 7.7
_STEP_SCALE = 8.0  # words off the diagonal that count as far


def channels(cells: Cells, numbered: Numbered, words: Words, lexicon: Lexicon) -> Floats:
    """Return the channels of every cell.

    Returns
    -------
    ndarray of float32, shape (len(cells), len(CHANNELS))
    """
    first, second = numbered.source[cells.row], numbered.suspect[cells.column]
    equal = first == second
    related, phrases = _asked(cells, first, second, equal, numbered, words, lexicon)
    groups = (
        equal.astype(np.float32)[:, None],
        related,
        _meaning(cells, numbered, words, first, second),
        _spelling(numbered.vocabulary, first, second, equal),
        _classes(words, first, second, numbered),
        _neighbours(cells, numbered),
        _diagonal(cells),
        phrases,
        (np.diff(cells.start)[cells.box] == 1).astype(np.float32)[:, None],
    )
    return np.concatenate(groups, axis=1)


def _asked(
    cells: Cells,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    equal: NDArray[np.bool_],
    numbered: Numbered,
    words: Words,
    lexicon: Lexicon,
) -> tuple[Floats, Floats]:
    """Ask the lexicon once, for the words of all cells and for all phrases: the channels of both."""
    a, b = words.lexicon_id[first], words.lexicon_id[second]
    ask = np.flatnonzero(~equal & (a >= 0) & (b >= 0))
    rows, columns = phrase_pairs(cells, numbered, words, lexicon)
    batch = lexicon.relations(
        np.concatenate([a[ask], rows[:, 3].astype(np.int32)]),
        np.concatenate([b[ask], columns[:, 3].astype(np.int32)]),
    )
    size = len(ask)
    out = np.zeros((len(first), 9), np.float32)
    out[:, 0] = (words.lemma_id[first] == words.lemma_id[second]) & (words.lemma_id[first] >= 0) & ~equal
    kind = batch.kind[:size]
    some = (kind >= _FIRST_RELATION) & (kind <= _LAST_RELATION)
    # Equal lemma, one channel a kind of relation, commonness, share of sources, agreement of forms.
    out[ask[some], kind[some]] = 1.0
    out[ask, 6] = np.where(kind == _NONE, 0.0, batch.commonness[:size])
    out[ask, 7] = _BITS[batch.sources[:size]] / 3.0
    out[ask, 8] = batch.agrees[:size]
    return out, phrase_channels(cells, rows, columns, batch.kind[size:], batch.commonness[size:])


_BITS = np.array([min(value.bit_count(), 3) for value in range(256)], np.float32)


def _meaning(
    cells: Cells, numbered: Numbered, words: Words, first: NDArray[np.int32], second: NDArray[np.int32]
) -> Floats:
    """Cosine of the words, whether it is unknown, cosine of the words around them."""
    out = np.empty((len(first), 3), np.float32)
    out[:, 0] = np.einsum("ij,ij->i", words.vector[first], words.vector[second])
    known = np.asarray(words.vector.any(axis=1))
    out[:, 1] = ~(known[first] & known[second])
    rows, at = distinct(cells.row, len(numbered.source))
    columns, to = distinct(cells.column, len(numbered.suspect))
    padded = np.concatenate([words.vector, np.zeros((1, words.vector.shape[1]), np.float32)])
    around_first = _context(rows, numbered.source, padded)
    around_second = _context(columns, numbered.suspect, padded)
    out[:, 2] = np.einsum("ij,ij->i", around_first[at], around_second[to])
    return out


def _context(places: NDArray[np.int64], text: NDArray[np.int32], vector: Floats) -> Floats:
    """Unit mean of the vectors of the words around each place; the last row of `vector` is zero."""
    outside = np.full(CONTEXT, len(vector) - 1, np.int32)
    padded = np.concatenate([outside, text, outside])
    steps = [step for step in range(2 * CONTEXT + 1) if step != CONTEXT]
    total: Floats = vector[padded[places[:, None] + steps]].sum(axis=1)
    total /= np.maximum(np.sqrt(np.einsum("ij,ij->i", total, total)), 1e-6)[:, None]
    return total


def _spelling(
    vocabulary: list[str], first: NDArray[np.int32], second: NDArray[np.int32], equal: NDArray[np.bool_]
) -> Floats:
    """Share of the longer word that is a common prefix; normalised edit similarity."""
    out = np.ones((len(first), 2), np.float32)
    ask = np.flatnonzero(~equal)
    a = [vocabulary[index] for index in first[ask].tolist()]
    b = [vocabulary[index] for index in second[ask].tolist()]
    if a:
        out[ask, 0] = process.cpdist(a, b, scorer=Prefix.normalized_similarity, dtype=np.float32)
        out[ask, 1] = process.cpdist(a, b, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    return out


def _classes(words: Words, first: NDArray[np.int32], second: NDArray[np.int32], numbered: Numbered) -> Floats:
    """Function words, marks and numbers on both sides or one; frequencies; length."""
    function, mark, digits = words.function, words.mark, words.digits
    content = ~(function | mark | digits)
    zipf = words.zipf / np.float32(_ZIPF_SCALE)
    length = np.fromiter(map(len, numbered.vocabulary), np.float32, len(numbered.vocabulary))
    out = np.empty((len(first), 9), np.float32)
    out[:, 0] = function[first] & function[second]
    out[:, 1] = content[first] & content[second]
    out[:, 2] = mark[first] & mark[second]
    out[:, 3] = mark[first] != mark[second]
    out[:, 4] = digits[first] & digits[second]
    out[:, 5] = digits[first] != digits[second]
    out[:, 6] = np.minimum(zipf[first], zipf[second])
    out[:, 7] = np.maximum(zipf[first], zipf[second])
    out[:, 8] = np.minimum(length[first], length[second]) / np.maximum(
        np.maximum(length[first], length[second]), 1
    )
    return out


_STEPS = ((-1, -1), (1, 1), (-2, -2), (2, 2), (-1, 1), (1, -1))


def _neighbours(cells: Cells, numbered: Numbered) -> Floats:
    """Whether the words before, after and across are equal, inside the gap or not; text borders agree."""
    # Two entries of padding on each side; a start meets a start, an end an end, nothing else.
    source = np.concatenate([[-1, -1], numbered.source, [-2, -2]])
    suspect = np.concatenate([[-1, -1], numbered.suspect, [-2, -2]])
    row, column = cells.row + 2, cells.column + 2
    out = np.empty((len(row), len(_STEPS)), np.float32)
    for index, (down, right) in enumerate(_STEPS):
        out[:, index] = source[row + down] == suspect[column + right]
    return out


def _diagonal(cells: Cells) -> Floats:
    """Distance from the line through the rectangle's corners, in words, linear and as nearness."""
    s0, s1, t0, t1 = (cells.boxes[:, side].astype(np.float32) for side in range(4))
    high, wide, box = s1 - s0, t1 - t0, cells.box
    down, right = cells.row - s0[box] + 0.5, cells.column - t0[box] + 0.5
    step = np.abs(down / high[box] - right / wide[box]) * np.minimum(high, wide)[box]
    out = np.empty((len(box), 2), np.float32)
    out[:, 0] = np.minimum(step / _STEP_SCALE, 1.0)
    out[:, 1] = 1.0 / (1.0 + step)
    return out
