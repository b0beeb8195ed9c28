"""Where in a text its marks stand, from its beginning to its end, as a few numbers or blocks."""

from __future__ import annotations

from spindetect.report.text_wording import counted_marks
from spindetect.text_verdict import TextVerdict

# The fewest marks in one place that fill its full height: a lone mark in a text is no peak.
FULL = 3
_BLOCKS = " ▁▂▃▄▅▆▇█"


def densities(verdict: TextVerdict, cells: int) -> list[float]:
    """Return for each of `cells` equal parts of the text how many marks begin there, from 0 to 1.

    1 stands for the greatest number, at least `FULL`.
    """
    counts = [0] * cells
    length = max(verdict.document.characters, 1)
    for mark in counted_marks(verdict):
        counts[min(cells - 1, mark.span.start * cells // length)] += 1
    most = max(FULL, *counts)
    return [n / most for n in counts]


def blocks(verdict: TextVerdict, cells: int) -> str:
    """Return the densities as a row of blocks; '·' stands where there is no mark."""
    highest = len(_BLOCKS) - 1
    return "".join(_BLOCKS[max(1, round(x * highest))] if x else "·" for x in densities(verdict, cells))
