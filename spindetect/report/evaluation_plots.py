"""The plots of an evaluation: reliability, ROC, errors by slice; each with its words and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.evaluation.records import Point, Question, Rate, SliceRow
from spindetect.report import evaluation_wording as words
from spindetect.report.html_parts import said
from spindetect.report.plots import Axis, Bar, Plot, even, interval_chart, powers
from spindetect.report.wording import number

_TABLE = 24  # points of a curve that its table has
_WHAT = {"accused": "called spun wrongly", "missed": "spun and missed"}


def reliability(one: Question) -> tuple[str, str, str]:
    """Return the reliability diagram, its caption, and its numbers as a table; empty without bins."""
    if not one.bins:
        return "", "", ""
    told = "; ".join(
        f"said {bin.said:.2f}, seen {words.share(bin.seen.value or 0.0)} of {number(bin.pairs)}"
        for bin in one.bins
    )
    plot = Plot(even(f"P({one.name}) as said"), even("share that is so"), f"Reliability diagram: {told}.")
    plot.line([(0.0, 0.0), (1.0, 1.0)], "ideal")
    most = max(bin.pairs for bin in one.bins)
    for bin in one.bins:
        seen = bin.seen
        plot.whisker(bin.said, seen.low or 0.0, seen.high or 0.0, "whisker")
    for bin in one.bins:
        radius = 3.0 + 5.0 * (bin.pairs / most) ** 0.5
        plot.dot(
            bin.said,
            bin.seen.value or 0.0,
            "dot",
            f"said {bin.said:.3f}: {words.rate(bin.seen)}",
            radius,
        )
    caption = (
        f"Reliability. Of pairs of which P({one.name}) is said to be so much, so many are so; on the dashed "
        "line both agree. The larger the dot, the more pairs."
    )
    rows = "".join(
        f"<tr><td>{bin.low:.1f} to {bin.high:.1f}</td><td class='r'>{number(bin.pairs)}</td>"
        f"<td class='r'>{bin.said:.3f}</td><td>{said(words.rate(bin.seen))}</td></tr>"
        for bin in one.bins
    )
    return plot.svg(), caption, _table(("P", "pairs", "said", "seen"), rows)


def roc(one: Question) -> tuple[str, str, str]:
    """Return the ROC curve with its low end on a log axis, its caption, and points of it as a table."""
    if one.area is None or not one.points:
        return "", "", ""
    told = "; ".join(
        f"at {words.share(at.rate)} wrong {words.share(at.found.value)} found"
        for at in one.at_rates
        if at.found is not None
    )
    here = f"the verdicts: {words.rate(one.accused)} {words.FALSE[one.name]}, {words.rate(one.found)} found"
    plot = Plot(
        powers(f"{words.FALSE[one.name]} (log axis)", 1.0 / one.negatives),
        even("found"),
        f"ROC curve, area {one.area.value:.4f}; {here}{f'; {told}' if told else ''}.",
    )
    curve = [(point.false_positive_rate, point.true_positive_rate) for point in one.points]
    plot.line(_chance(plot.x), "ideal")
    # Beyond the last point nothing more is called: those with too little text.
    plot.steps([(plot.x.low, 0.0), *curve, (1.0, curve[-1][1])], "curve")
    for at in one.at_rates:
        if at.found is not None:
            plot.whisker(at.rate, at.found.low, at.found.high, "whisker")
            told_here = f"at most {words.share(at.rate)} wrong: {words.estimate(at.found)} found"
            plot.dot(at.rate, at.found.value, "dot", told_here)
    plot.diamond(
        one.accused.value or 0.0,
        one.found.value or 0.0,
        "here",
        here,
    )
    caption = (
        f"ROC: what is found, by how many of {number(one.negatives)} are {words.FALSE[one.name]}. Left of "
        f"{words.share(1.0 / one.negatives)} no pair is wrong. The diamond is where the verdicts' labels "
        "stand; dots have 95 % intervals; dashed is guessing."
    )
    return plot.svg(), caption, _table(("threshold", "called wrongly", "found"), _points(one.points))


def _chance(axis: Axis) -> list[tuple[float, float]]:
    """Return the line of guessing, bent by the log axis."""
    steps = 24
    return [(share, share) for n in range(steps + 1) for share in (axis.low ** (1 - n / steps),)]


def _points(points: Sequence[Point]) -> str:
    step = max(1, -(-len(points) // _TABLE))
    shown = list(points[::step])
    if shown[-1] is not points[-1]:
        shown.append(points[-1])
    return "".join(
        f"<tr><td>{words.threshold(point.threshold)}</td>"
        f"<td class='r'>{said(words.share(point.false_positive_rate))}</td>"
        f"<td class='r'>{said(words.share(point.true_positive_rate))}</td></tr>"
        for point in shown
    )


def _table(heads: Sequence[str], rows: str) -> str:
    head = "".join(f"<th scope='col'>{name}</th>" for name in heads)
    return (
        f"<details><summary>The numbers</summary><table class='numbers'><tr>{head}</tr>{rows}"
        "</table></details>"
    )


def by_slice(rows: Sequence[SliceRow], what: str, least: float) -> tuple[str, str]:
    """Return one kind of error by the values of a column, and its caption; empty where it cannot occur.

    Parameters
    ----------
    what : str
        'accused' or 'missed'.
    least : float
        How far the axis goes at least.
    """
    bars = [_bar(row.value, getattr(row, what)) for row in rows if getattr(row, what).of]
    if len(bars) < 1:
        return "", ""
    top = min(1.0, max(least, *(bar.high for bar in bars)))
    name = _WHAT[what]
    told = "; ".join(f"{bar.name}: {bar.told}" for bar in bars)
    chart = interval_chart(bars, name, f"{name}, by value. {told}", _rounded_up(top), what)
    of = "the pairs that are not spun" if what == "accused" else "the spun pairs"
    return chart, f"{name[:1].upper()}{name[1:]}: share of {of}, with 95 % intervals."


def _bar(name: str, found: Rate) -> Bar:
    return Bar(name, found.value or 0.0, found.low or 0.0, found.high or 0.0, words.rate(found))


def _rounded_up(top: float) -> float:
    """Return the next of 1, 2, 4, 8, 20, 40, 80 ... %, whose quarters are round."""
    for step in (0.002, 0.004, 0.008, 0.02, 0.04, 0.08, 0.2, 0.4, 0.6, 0.8):
        if top <= step:
            return step
    return 1.0
