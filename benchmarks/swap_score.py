"""How well reported swaps match gold swaps: the one definition of recall and precision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.records import Substitution

Gold = tuple[int, int, int, int]  # source_start, source_end, suspect_start, suspect_end; code points

# A reported span finds a gold swap only if it is no wider than this: else marking everything would win.
MOST_GOLD, MOST_EXTRA_TOKENS = 2, 3
_TOKEN = re.compile(r"\w+(?:['’.,-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class SwapScore:
    """Counts that add up over texts."""

    found: int = 0
    gold: int = 0
    characters_right: int = 0
    characters: int = 0

    @property
    def recall(self) -> float:
        """Share of gold swaps that are found."""
        return self.found / max(1, self.gold)

    @property
    def precision(self) -> float:
        """Share of reported characters, both sides, that lie in gold swaps."""
        return self.characters_right / max(1, self.characters)

    def __add__(self, other: SwapScore) -> SwapScore:
        return SwapScore(
            self.found + other.found,
            self.gold + other.gold,
            self.characters_right + other.characters_right,
            self.characters + other.characters,
        )


def score(gold: Sequence[Gold], reported: Sequence[Substitution], source: str, suspect: str) -> SwapScore:
    """Compare reported swaps with gold ones.

    A gold swap is found where a reported span overlaps it on both sides, holds at most two gold swaps
    and at most three tokens more than their union.
    """
    found: set[int] = set()
    right = total = 0
    for swap in reported:
        span = (swap.source.start, swap.source.end, swap.suspect.start, swap.suspect.end)
        hits = [
            n for n, g in enumerate(gold) if _meet(g[0], g[1], *span[:2]) and _meet(g[2], g[3], *span[2:])
        ]
        if 0 < len(hits) <= MOST_GOLD and all(
            _extra(text, span[side : side + 2], [gold[n][side : side + 2] for n in hits]) <= MOST_EXTRA_TOKENS
            for text, side in ((source, 0), (suspect, 2))
        ):
            found.update(hits)
        for side in (0, 2):
            total += span[side + 1] - span[side]
            right += sum(max(0, min(span[side + 1], g[side + 1]) - max(span[side], g[side])) for g in gold)
    return SwapScore(len(found), len(gold), right, total)


def missed(gold: Sequence[Gold], reported: Sequence[Substitution], source: str, suspect: str) -> list[Gold]:
    """Return the gold swaps that are not found."""
    return [g for g in gold if score([g], reported, source, suspect).found == 0]


def _meet(start: int, end: int, other_start: int, other_end: int) -> bool:
    return start < other_end and other_start < end


def _extra(text: str, span: tuple[int, ...], gold: Sequence[tuple[int, ...]]) -> int:
    tokens = [(span[0] + m.start(), span[0] + m.end()) for m in _TOKEN.finditer(text[span[0] : span[1]])]
    return sum(not any(_meet(*token, g[0], g[1]) for g in gold) for token in tokens)
