"""Training samples of the gap scorer: rectangles of word pairs with gold links of MultiMWA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import common_subsequence
from spindetect.align.channels import channels
from spindetect.align.frame import REACH
from spindetect.align.gaps import Cells, as_boxes, between
from spindetect.align.sides import Numbered, Side, number
from spindetect.align.words import Words
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.text import key

SURE, POSSIBLE = 1, -1


@dataclass(frozen=True, eq=False)
class Gold:
    """One sentence pair: words of both sides, sure and possible links."""

    name: str
    source: list[str]
    suspect: list[str]
    sure: frozenset[tuple[int, int]]
    possible: frozenset[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Sample:
    """One rectangle: channels (rows, columns, n), vectors with REACH words around, labels, equal cells."""

    group: int
    corpus: str
    whole: bool
    channels: NDArray[np.float16]
    source: NDArray[np.float16]
    suspect: NDArray[np.float16]
    label: NDArray[np.int8]
    equal: NDArray[np.bool_]

    def swapped(self) -> Sample:
        """Return the same rectangle read the other way round."""
        return Sample(
            self.group,
            self.corpus,
            self.whole,
            self.channels.transpose(1, 0, 2),
            self.suspect,
            self.source,
            self.label.T,
            self.equal.T,
        )


def read_gold(path: Path) -> Iterator[Gold]:
    """Read one MultiMWA file; a row whose links do not fit its words is left out."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            column = [*line.rstrip("\n").split("\t"), *[""] * 9]
            source, suspect = column[1].split(), column[3].split()
            sure, possible = (
                {
                    (int(i), int(j))
                    for i, j in (link.split("-") for link in text.split() if link.count("-") == 1)
                }
                for text in (column[7], column[8])
            )
            if source and suspect and all(i < len(source) and j < len(suspect) for i, j in sure):
                yield Gold(path.stem, source, suspect, frozenset(sure), frozenset(possible - sure))


def groups(gold: Sequence[Gold]) -> list[int]:
    """Number the pairs so that pairs which share a sentence share a number (union-find)."""
    parent = list(range(len(gold)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    seen: dict[str, int] = {}
    for index, pair in enumerate(gold):
        for words in (pair.source, pair.suspect):
            other = seen.setdefault(" ".join(words), index)
            parent[root(index)] = root(other)
    return [root(index) for index in range(len(gold))]


def samples(
    gold: Sequence[Gold], group: Sequence[int], lexicons: Sequence[Lexicon], vectors: Vectors
) -> Iterator[Sample]:
    """Yield for each pair the whole rectangle, and the gaps that are left between its equal words.

    The lexicons take turns, pair after pair.
    """
    for index, (pair, identity) in enumerate(zip(gold, group, strict=True)):
        lexicon = lexicons[index % len(lexicons)]
        source = Side.of_words(pair.source, [key(word) for word in pair.source])
        suspect = Side.of_words(pair.suspect, [key(word) for word in pair.suspect])
        numbered = number(source, suspect)
        label = np.zeros((len(source), len(suspect)), np.int8)
        for links, value in ((pair.possible, POSSIBLE), (pair.sure, SURE)):
            for i, j in links:
                if i < len(source) and j < len(suspect):
                    label[i, j] = value
        words = Words.look_up(numbered, lexicon, vectors)
        whole = np.array([[0, len(source), 0, len(suspect)]], np.int32)
        gaps = as_boxes(between(common_subsequence(numbered.source, numbered.suspect)))
        for boxes, is_whole in ((whole, True), (gaps, False)):
            tables = [label[s0:s1, t0:t1] for s0, s1, t0, t1 in boxes.tolist()]
            yield from cut(boxes, is_whole, identity, pair.name, numbered, words, lexicon, tables)


def cut(
    boxes: NDArray[np.int32],
    whole: bool,
    group: int,
    corpus: str,
    numbered: Numbered,
    words: Words,
    lexicon: Lexicon,
    labels: Sequence[NDArray[np.int8]],
) -> Iterator[Sample]:
    """Yield a sample for each rectangle, with its label table."""
    if not len(boxes):
        return
    cells = Cells.of(boxes)
    values = channels(cells, numbered, words, lexicon, gaps=not whole).astype(np.float16)
    source = _padded(words.vector[numbered.source])
    suspect = _padded(words.vector[numbered.suspect])
    for index, (s0, s1, t0, t1) in enumerate(boxes.tolist()):
        table = values[cells.start[index] : cells.start[index + 1]].reshape(s1 - s0, t1 - t0, -1)
        yield Sample(
            group,
            corpus,
            whole,
            table,
            source[s0 : s1 + 2 * REACH],
            suspect[t0 : t1 + 2 * REACH],
            labels[index],
            numbered.source[s0:s1, None] == numbered.suspect[None, t0:t1],
        )


def _padded(rows: NDArray[np.float32]) -> NDArray[np.float16]:
    edge = np.zeros((REACH, rows.shape[1]), np.float16)
    return np.concatenate([edge, rows.astype(np.float16), edge])
