"""Texts laid together of parts, each knowing where it comes from: passages, gold swaps and dose follow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from models.generators.pair import Passage
from models.generators.pieces import Piece
from models.spinners.base import WORD, Spinner, Swap


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a suspect.

    Attributes
    ----------
    text : str
    source : int
        Which source it comes from; -1 where it comes from none.
    start, end : int
        The stretch of the source that it was made from (code points).
    swaps, repairs : tuple of Swap
        As in `Spun`; source offsets of the whole source, suspect offsets of `text`.
    """

    text: str
    source: int = -1
    start: int = 0
    end: int = 0
    swaps: tuple[Swap, ...] = ()
    repairs: tuple[Swap, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """Parts in a row: the text, its passages, the gold swaps (offsets of the text), and the dose of them."""

    text: str
    passages: tuple[Passage, ...]
    swaps: tuple[Swap, ...]
    dose: float


def sentence_spans(piece: Piece) -> list[tuple[int, int]]:
    """Return where the sentences of a piece stand in its text."""
    spans, at = [], 0
    for sentence in piece.sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return spans


def copied_parts(piece: Piece, source: int = 0) -> list[Part]:
    """Return the sentences of a piece as they stand."""
    spans = sentence_spans(piece)
    return [Part(s, source, a, b) for s, (a, b) in zip(piece.sentences, spans, strict=True)]


def own_parts(sentences: Iterable[str]) -> list[Part]:
    """Return sentences that come from no source."""
    return [Part(sentence) for sentence in sentences]


def spun_parts(piece: Piece, spinner: Spinner, rng: Random, source: int = 0) -> list[Part]:
    """Spin a piece as one text and return its sentences.

    No spinner's phrase goes past the end of a sentence: the mark there stands between its words.
    """
    done = spinner.spin(piece.text, rng)
    changes = sorted((*done.swaps, *done.repairs), key=lambda s: s.source_start)
    ends, shifts = [c.source_end for c in changes], [0, *(c.suspect_end - c.source_end for c in changes)]
    parts = []
    for start, end in sentence_spans(piece):
        first, last = start + shifts[bisect_right(ends, start)], end + shifts[bisect_right(ends, end)]
        swaps, repairs = (
            tuple(_moved(c, -first) for c in found if start <= c.source_start < end)
            for found in (done.swaps, done.repairs)
        )
        parts.append(Part(done.text[first:last], source, start, end, swaps, repairs))
    return parts


def lay(parts: Sequence[Part], *, label: str = "spun", breaks: Iterable[int] = ()) -> Laid:
    """Put parts in a row, a space between them, or a new line before those numbered in `breaks`.

    Neighbouring parts of one source make one passage. The dose is of the source's parts that are here.
    """
    new_line = frozenset(breaks)
    pieces: list[str] = []
    passages: list[Passage] = []
    swaps: list[Swap] = []
    at, before, words, changed = 0, -1, 0, 0
    for number, part in enumerate(parts):
        if number:
            pieces.append("\n" if number in new_line else " ")
            at += 1
        pieces.append(part.text)
        if part.source >= 0:
            span = Passage(at, at + len(part.text), part.start, part.end, part.source, label)
            if part.source == before:
                span = _joined(passages.pop(), span)
            passages.append(span)
            swaps += [_moved(swap, at) for swap in part.swaps]
            words += part_words(part)
            changed += _changed((*part.swaps, *part.repairs))
        before, at = part.source, at + len(part.text)
    return Laid("".join(pieces), tuple(passages), tuple(swaps), changed / max(1, words))


def part_words(part: Part) -> int:
    """Return how many words of the source a part was made from."""
    unchanged = len(WORD.findall(part.text))
    gone = sum(len(WORD.findall(s.source)) for s in (*part.swaps, *part.repairs))
    new = sum(len(WORD.findall(s.suspect)) for s in (*part.swaps, *part.repairs))
    return unchanged + gone - new


def _joined(first: Passage, second: Passage) -> Passage:
    """Return two passages of one source that follow each other as one; in the source they need not."""
    start, end = (
        min(first.source_start, second.source_start),
        max(first.source_end, second.source_end),
    )
    return replace(first, suspect_end=second.suspect_end, source_start=start, source_end=end)


def _moved(swap: Swap, by: int) -> Swap:
    return replace(swap, suspect_start=swap.suspect_start + by, suspect_end=swap.suspect_end + by)


def _changed(swaps: Iterable[Swap]) -> int:
    """Count the words of the source that differ, as a spinner's own dose does."""
    count = 0
    for swap in swaps:
        kept = {word.casefold() for word in WORD.findall(swap.suspect)}
        count += sum(word.casefold() not in kept for word in WORD.findall(swap.source))
    return count
