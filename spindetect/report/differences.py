"""Negations, numbers and names that stand in one text and not in the sentence beside it.

They may turn the meaning of a sentence while a single word changes, and no swap shows an added "not".
Only sentences that are mostly the same are looked at: in a rewritten one such words come and go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from spindetect.records import Span
from spindetect.report.layout import Layout, Row, SideLayout
from spindetect.text import NUMBER, WORD

Kind = Literal["negation", "number", "name"]
KINDS: tuple[Kind, ...] = ("negation", "number", "name")
# The negative words among the grammar words of English; contractions are seen by their ending. None of the
# half-negatives ("hardly", "few"): they weaken a statement and do not turn it.
_NEGATIONS = frozenset(
    ["no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "without"]
)
# Capitals that name nothing.
_NO_NAMES = frozenset(["i", "i'm", "i'd", "i've", "i'll"])
_QUOTES = frozenset("\"'“”‘’«»")
# Share of the longer side's tokens that must be equal for two sentences to be called the same one.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands on one side only, or differs: the words of each side, and the row they stand in."""

    kind: Kind
    source: tuple[Span, ...]
    suspect: tuple[Span, ...]
    row: int

    def sentence(self) -> str:
        """Return it in words: '“12” in the source, “14” in the suspect'."""
        was, now = _quoted(self.source), _quoted(self.suspect)
        if was and now:
            return f"{was} in the source, {now} in the suspect"
        return f"{was} only in the source" if was else f"{now} only in the suspect"


def _quoted(spans: Sequence[Span]) -> str:
    times = Counter(span.text for span in spans)
    return ", ".join(f"“{text}”{f' ({n} times)' if n > 1 else ''}" for text, n in times.items())


def differences(layout: Layout) -> tuple[Difference, ...]:
    """Return the differences, negations first, then numbers, then names, each in the rows' order."""
    found = [part for index, row in enumerate(layout.rows) for part in _in_row(layout, index, row)]
    return tuple(sorted(found, key=lambda part: KINDS.index(part.kind)))


def _in_row(layout: Layout, index: int, row: Row) -> Iterator[Difference]:
    if row.kind != "changed":
        return
    same = sum(part.suspect_end - part.suspect_start for part in row.slices if part.kind == "equal")
    source = _Words(layout.source, [(part.source_start, part.source_end) for part in row.slices])
    suspect = _Words(layout.suspect, [(part.suspect_start, part.suspect_end) for part in row.slices])
    if same < _MOSTLY * max(source.size, suspect.size):
        return
    for kind in KINDS:
        old, new = _FINDERS[kind](source, suspect)
        if old or new:
            yield Difference(kind, source.spans(old), suspect.spans(new), index)


class _Words:
    """The counted words of one side of a row; `size` is of all its tokens."""

    def __init__(self, side: SideLayout, ranges: Iterable[tuple[int, int]]) -> None:
        self._side = side
        every = [n for start, end in ranges for n in range(start, end)]
        kinds = side.kind
        self.size = len(every)
        self.tokens = [n for n in every if kinds[n] <= NUMBER and not side.zone_of(n)]
        self.keys = {side.keys[n] for n in self.tokens}

    def key(self, n: int) -> str:
        return self._side.keys[n]

    def negations(self) -> list[int]:
        keys = self._side.keys
        return [n for n in self.tokens if keys[n] in _NEGATIONS or keys[n].endswith("n't")]

    def numbers(self) -> list[int]:
        kinds = self._side.kind
        return [n for n in self.tokens if kinds[n] == NUMBER]

    def names(self) -> list[int]:
        """Return words with a capital that no beginning of a sentence or a quotation gave them."""
        side = self._side
        capitals = [n for n in self.tokens if side.capital[n] and side.kind[n] == WORD]
        inside = [n for n in capitals if not side.is_sentence_start(n) and side.keys[n - 1] not in _QUOTES]
        return [n for n in inside if side.keys[n] not in _NO_NAMES]

    def spans(self, tokens: Iterable[int]) -> tuple[Span, ...]:
        side = self._side
        return tuple(Span(side.text[side.start[n] : side.end[n]], side.start[n], side.end[n]) for n in tokens)


_Pair = tuple[list[int], list[int]]


def _negations(source: _Words, suspect: _Words) -> _Pair:
    """Return the negations that the side with more of them has over the other's."""
    old, new = source.negations(), suspect.negations()
    if len(old) > len(new):
        return _unmatched(source, old, suspect, new), []
    return [], _unmatched(suspect, new, source, old) if len(new) > len(old) else []


def _numbers(source: _Words, suspect: _Words) -> _Pair:
    """Return the numbers in digits that the other side has neither in digits nor in words."""
    old, new = source.numbers(), suspect.numbers()
    lone = _unmatched(source, old, suspect, new), _unmatched(suspect, new, source, old)
    return _in_words(source, lone[0], suspect), _in_words(suspect, lone[1], source)


def _names(source: _Words, suspect: _Words) -> _Pair:
    """Return the names that the other side has in no place, not even at the start of a sentence."""
    return (
        [n for n in source.names() if source.key(n) not in suspect.keys],
        [n for n in suspect.names() if suspect.key(n) not in source.keys],
    )


def _unmatched(side: _Words, tokens: list[int], other: _Words, others: list[int]) -> list[int]:
    left = Counter(map(other.key, others))
    lone = []
    for n in tokens:
        left[side.key(n)] -= 1
        if left[side.key(n)] < 0:
            lone.append(n)
    return lone


def _in_words(side: _Words, tokens: list[int], other: _Words) -> list[int]:
    """Return the numbers that the other side does not write in another way ("3" and "three")."""
    if not tokens:
        return []
    from spindetect.substitutions.kinds import same_number

    return [n for n in tokens if not any(same_number(side.key(n), key) for key in other.keys)]


_FINDERS: dict[Kind, Callable[[_Words, _Words], _Pair]] = {
    "negation": _negations,
    "number": _numbers,
    "name": _names,
}
