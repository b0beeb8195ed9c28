"""How the scores of a scan are distributed: histograms whose counts stand on a log axis."""

from __future__ import annotations

import math

from spindetect.report.html_parts import said
from spindetect.report.plots import Axis, Plot
from spindetect.report.safe import printable
from spindetect.report.scan_parts import folded, table
from spindetect.report.wording import number
from spindetect.scan_page import Histogram

# A bar of one stands above the axis: on a log axis that begins with 1 it would have no height.
_LEAST = 0.5
_TICKS = 5  # of the axis of scores


def histograms(found: tuple[Histogram, ...]) -> str:
    """Return the histograms that have anything in them, each with its numbers."""
    drawn = "".join(_figure(one) for one in found if sum(one.counts))
    if not drawn:
        return "<p>Nothing was scored.</p>"
    lead = (
        '<p class="lead">Counts stand on a log axis, so that one in a million is seen beside the million. A '
        "valley between two hills is where a threshold is safe.</p>"
    )
    return f'{lead}<div class="plots">{drawn}</div>'


def _figure(one: Histogram) -> str:
    name = printable(one.name, limit=120)
    marks = "; ".join(f"{printable(mark, limit=60)} at {at:.3g}" for mark, at in one.marks)
    caption = (
        f"{name[:1].upper()}{name[1:]}: {number(sum(one.counts))} in all{f'; {marks}' if marks else ''}."
    )
    rows = [
        (f"{low:.3g} to {high:.3g}", number(n))
        for low, high, n in zip(one.edges, one.edges[1:], one.counts, strict=False)
        if n
    ]
    numbers = folded("The numbers", table("Bins with anything in them.", (("score", ""), ("n", "r")), rows))
    return f'<figure class="card">{draw(one)}<figcaption>{said(caption)}</figcaption>{numbers}</figure>'


def draw(one: Histogram) -> str:
    """Return a histogram as SVG."""
    low, high = one.edges[0], one.edges[-1]
    step = (high - low) / _TICKS or 1.0
    across = Axis(
        printable(one.name, limit=60),
        low,
        high if high > low else low + 1.0,
        [(low + n * step, f"{low + n * step:.3g}") for n in range(_TICKS + 1)],
    )
    plot = Plot(across, _counts(max(one.counts)), _described(one))
    for start, end, n in zip(one.edges, one.edges[1:], one.counts, strict=False):
        if n:
            plot.bar(start, end, n, "bar", f"{start:.3g} to {end:.3g}: {number(n)}")
    for name, at in one.marks:
        if low <= at <= high:
            plot.line([(at, plot.y.low), (at, plot.y.high)], "limit")
            is_right = across.part(at) > 0.6
            plot.note(
                at,
                plot.y.high * 0.8,
                f"\u00a0{printable(name, limit=30)}\u00a0",
                "end" if is_right else "start",
            )
    return plot.svg()


def _counts(most: int) -> Axis:
    """Return the log axis of counts, up to the next power of ten."""
    top = max(1, math.ceil(math.log10(most))) if most > 0 else 1
    ticks = [(10.0**n, _power(n)) for n in range(top + 1)]
    return Axis("count (log axis)", _LEAST, 10.0**top * 1.25, ticks, is_log=True)


def _power(n: int) -> str:
    return number(10**n) if n < 6 else f"{10 ** (n - 6)} M" if n < 9 else f"{10 ** (n - 9)} bn"


def _described(one: Histogram) -> str:
    whole = sum(one.counts)
    most = max(range(len(one.counts)), key=lambda n: one.counts[n])
    upper = sum(n for start, n in zip(one.edges, one.counts, strict=False) if start >= 0.5)
    told = f", {number(upper)} of them at 0.5 or more" if one.edges[-1] <= 1.0 else ""
    return (
        f"Histogram of {printable(one.name, limit=120)}: {number(whole)} in all{told}; most, "
        f"{number(one.counts[most])}, from {one.edges[most]:.3g} to {one.edges[most + 1]:.3g}."
    )
