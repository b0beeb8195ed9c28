"""Plots as inline SVG: no script, no fetched font, drawn in the page's own colours, told in words too.

A plot is a frame with two axes and marks in it. Colours come from classes of the style sheet, so that a
plot follows the page into the dark and onto paper; shapes and dashes say what colours say. A screen reader
hears `described`; the numbers stand in a table below.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from spindetect.report.safe import escape

WIDTH, HEIGHT = 480, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 26, 14, 58
_DIGITS = 1  # of a coordinate: a tenth of a pixel


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: from where to where, what it is called, where its ticks are.

    Attributes
    ----------
    ticks : sequence of (float, str)
        Values and what is written there.
    is_log : bool
        Whether equal steps are equal ratios; `low` must then be positive, and what lies below is put there.
    """

    name: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    is_log: bool = False

    def part(self, value: float) -> float:
        """Return how far along the axis a value lies, in [0, 1]."""
        bounded = min(max(value, self.low), self.high)
        if self.is_log:
            return math.log(bounded / self.low) / math.log(self.high / self.low)
        return (bounded - self.low) / (self.high - self.low)


@dataclass(slots=True)
class Plot:
    """A frame to draw in; `svg` gives the whole.

    Parameters
    ----------
    x, y : Axis
    described : str
        What is seen, for those who do not see it.
    """

    x: Axis
    y: Axis
    described: str
    _marks: list[str] = field(default_factory=list)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point lies, in the units of the drawing."""
        across = _LEFT + self.x.part(x) * (WIDTH - _LEFT - _RIGHT)
        down = HEIGHT - _BOTTOM - self.y.part(y) * (HEIGHT - _TOP - _BOTTOM)
        return round(across, _DIGITS), round(down, _DIGITS)

    def line(self, points: Iterable[tuple[float, float]], kind: str) -> None:
        """Draw a line through points; `kind` is its class."""
        placed = " ".join(f"{x:g},{y:g}" for x, y in (self.place(*point) for point in points))
        if placed:
            self._marks.append(f'<polyline class="{kind}" points="{placed}"/>')

    def steps(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw a curve that keeps its height up to the next point."""
        corners = (
            corner
            for (_, y), (next_x, next_y) in pairwise(points)
            for corner in ((next_x, y), (next_x, next_y))
        )
        self.line([*points[:1], *corners], kind)

    def dot(self, x: float, y: float, kind: str, told: str, radius: float = 4.0) -> None:
        """Draw a point; `told` is what it says when it is pointed at."""
        across, down = self.place(x, y)
        self._marks.append(
            f'<circle class="{kind}" cx="{across:g}" cy="{down:g}" r="{radius:g}"><title>{escape(told)}'
            "</title></circle>"
        )

    def diamond(self, x: float, y: float, kind: str, told: str) -> None:
        """Draw a point of another shape."""
        across, down = self.place(x, y)
        self._marks.append(
            f'<path class="{kind}" d="M{across:g} {down - 7:g}l7 7 -7 7 -7 -7z"><title>{escape(told)}'
            "</title></path>"
        )

    def whisker(self, x: float, low: float, high: float, kind: str) -> None:
        """Draw an interval upright."""
        across, bottom = self.place(x, low)
        _, top = self.place(x, high)
        self._marks.append(
            f'<path class="{kind}" d="M{across:g} {bottom:g}V{top:g}M{across - 4:g} {bottom:g}h8'
            f'M{across - 4:g} {top:g}h8"/>'
        )

    def bar(self, start: float, end: float, height: float, kind: str, told: str) -> None:
        """Draw an upright bar from one place of the axis to another; `told` as `dot` has it."""
        left, top = self.place(start, height)
        right, bottom = self.place(end, self.y.low)
        self._marks.append(
            f'<path class="{kind}" d="M{left:g} {bottom:g}V{top:g}H{max(right - 1, left + 1):g}V{bottom:g}z">'
            f"<title>{escape(told)}</title></path>"
        )

    def note(self, x: float, y: float, words: str, anchor: str = "start") -> None:
        """Write words beside a place."""
        across, down = self.place(x, y)
        self._marks.append(
            f'<text class="note" x="{across:g}" y="{down:g}" text-anchor="{anchor}">{escape(words)}</text>'
        )

    def svg(self) -> str:
        """Return the drawing."""
        right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
        return (
            f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{escape(self.described)}">{self._grid()}'
            f'<path class="frame" d="M{_LEFT} {_TOP}V{bottom}H{right}"/>{"".join(self._marks)}'
            f'<text class="name" x="{(_LEFT + right) / 2:g}" y="{HEIGHT - 12}" '
            f'text-anchor="middle">{escape(self.x.name)}</text>'
            f'<text class="name" transform="translate(16 {(_TOP + bottom) / 2:g}) rotate(-90)" '
            f'text-anchor="middle">{escape(self.y.name)}</text></svg>'
        )

    def _grid(self) -> str:
        bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
        out = []
        for value, words in self.x.ticks:
            across = self.place(value, self.y.low)[0]
            out.append(
                f'<path class="grid" d="M{across:g} {_TOP}V{bottom}"/>'
                f'<text class="tick" x="{across:g}" y="{bottom + 18}" text-anchor="middle">{words}</text>'
            )
        for value, words in self.y.ticks:
            down = self.place(self.x.low, value)[1]
            out.append(
                f'<path class="grid" d="M{_LEFT} {down:g}H{right}"/>'
                f'<text class="tick" x="{_LEFT - 7}" y="{down + 4:g}" text-anchor="end">{words}</text>'
            )
        return "".join(out)


def even(name: str, steps: int = 5) -> Axis:
    """Return an axis of shares from 0 to 100 %."""
    return Axis(name, 0.0, 1.0, [(n / steps, f"{100 * n // steps} %") for n in range(steps + 1)])


def powers(name: str, low: float) -> Axis:
    """Return a log axis of shares from the power of ten at or below `low` to 100 %."""
    least = min(-1, math.floor(math.log10(low) + 1e-9))
    ticks = [(10.0**n, f"{100 * 10.0**n:g} %") for n in range(least, 1)]
    return Axis(name, 10.0**least, 1.0, ticks, is_log=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart of intervals: what it is of, the value with its interval, and what it says."""

    name: str
    value: float
    low: float
    high: float
    told: str


_ROW, _LABELS, _ACROSS = 26, 176, 560


def interval_chart(bars: Sequence[Bar], name: str, described: str, top: float, kind: str) -> str:
    """Return values with their intervals, one a row, on a common axis from 0 to `top`.

    Parameters
    ----------
    kind : str
        Class of the marks.
    """
    axis = Axis(name, 0.0, top, [(top * n / 4, f"{100 * top * n / 4:.3g} %") for n in range(5)])
    height = _ROW * len(bars) + 52
    bottom = height - 44

    def place(value: float) -> float:
        return round(_LABELS + axis.part(value) * (_ACROSS - _LABELS - 34), _DIGITS)

    out = [_scale(axis, place, bottom)]
    for n, bar in enumerate(bars):
        middle = n * _ROW + 16
        shown = bar.name if len(bar.name) <= 25 else bar.name[:24] + "…"
        out.append(
            f"<g><title>{escape(f'{bar.name}: {bar.told}')}</title>"
            f'<text class="tick" x="{_LABELS - 8}" y="{middle + 4}" text-anchor="end">{escape(shown)}</text>'
            f'<path class="{kind}" d="M{place(bar.low):g} {middle}H{place(bar.high):g}M{place(bar.low):g} '
            f'{middle - 4}v8M{place(bar.high):g} {middle - 4}v8"/>'
            f'<circle class="{kind}-dot" cx="{place(bar.value):g}" cy="{middle}" r="4.5"/></g>'
        )
    return (
        f'<svg class="plot wide" viewBox="0 0 {_ACROSS} {height}" role="img" '
        f'aria-label="{escape(described)}">{"".join(out)}'
        f'<text class="name" x="{(_LABELS + _ACROSS - 34) / 2:g}" y="{height - 6}" '
        f'text-anchor="middle">{escape(name)}</text></svg>'
    )


def _scale(axis: Axis, place: Callable[[float], float], bottom: int) -> str:
    return "".join(
        f'<path class="grid" d="M{place(value):g} 4V{bottom}"/>'
        f'<text class="tick" x="{place(value):g}" y="{bottom + 18}" text-anchor="middle">{words}</text>'
        for value, words in axis.ticks
    )
