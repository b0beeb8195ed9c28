"""Spun twice: a spun text spun again by another dictionary, its gold swaps told from the first source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from models.spinners.base import Spinner, Spun, Swap, apply_swaps


@dataclass(frozen=True)
class Twice:
    """One spinner after another."""

    first: Spinner
    second: Spinner

    @property
    def name(self) -> str:
        """Both spinners' names."""
        return f"{self.first.name} then {self.second.name}"

    def spin(self, text: str, rng: Random) -> Spun:
        """Return `text` spun by the first spinner and then by the second."""
        once = self.first.spin(text, rng)
        return composed(text, once, self.second.spin(once.text, rng))


def composed(source: str, once: Spun, again: Spun) -> Spun:
    """Return what two spinnings in a row made of a text, as one.

    Swaps that touch the same words become one, from the source's words to those that stand there in the
    end. A word that came back is no swap.

    Parameters
    ----------
    source : str
    once : Spun
        Made of `source`.
    again : Spun
        Made of the text of `once`.
    """
    first, second = _ordered(once), _ordered(again)
    ranges = [(s.suspect_start, s.suspect_end) for s in first]
    ranges += [(s.source_start, s.source_end) for s in second]
    ends, back = [s.suspect_end for s in first], [0, *(s.source_end - s.suspect_end for s in first)]
    starts, on = [s.source_end for s in second], [0, *(s.suspect_end - s.source_end for s in second)]
    changes = []
    for start, end in _merged(ranges):
        old = slice(*(at + back[bisect_right(ends, at)] for at in (start, end)))
        new = again.text[slice(*(at + on[bisect_right(starts, at)] for at in (start, end)))]
        if source[old] != new:
            changes.append((old.start, old.stop, new))
    return apply_swaps(source, changes)


def _ordered(spun: Spun) -> list[Swap]:
    return sorted((*spun.swaps, *spun.repairs), key=lambda s: s.source_start)


def _merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the ranges in order, those that overlap as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out
