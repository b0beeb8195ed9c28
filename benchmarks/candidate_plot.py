"""Draws recall against candidates, beside the peers, from the figures that `benchmarks.candidates` wrote.

usage: python -m benchmarks.candidate_plot FIGURES.jsonl OUT.svg [--kind 40]

Of the file's lines the last one that has peers is drawn.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from spindetect.report.plots import Axis, Plot, even

OWN: Final = "spindetect"
LEAST, MOST = 0.1, 1000.0
_LEGEND: Final = 20.0
# A file that stands alone has no page to take its colours from.
_STYLE: Final = (
    "<style>.plot{font:12px sans-serif;background:#fff}.frame,.grid,polyline{fill:none;stroke:#999}"
    ".grid{stroke:#ddd}.c0{stroke:#0b5394;fill:#0b5394}.c1{stroke:#b45f06;fill:#b45f06}"
    ".c2{stroke:#38761d;fill:#38761d}polyline{fill:none!important}polyline.c1{stroke-dasharray:6 3}"
    "polyline.c2{stroke-dasharray:2 3}</style>"
)


def curves(figures: Mapping[str, Any], kind: str) -> dict[str, list[tuple[float, float]]]:
    """Return by method the points (candidates a document, recall of a kind of copy), by candidates."""
    own = [(row["candidates"], row["recall"][kind]) for row in figures["rows"]]
    found = {OWN: own} | {
        name: [(row["candidates"], row[kind]) for row in rows] for name, rows in figures["peers"].items()
    }
    return {name: sorted(points) for name, points in found.items()}


def _best(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points that no setting with fewer candidates reaches."""
    best: list[tuple[float, float]] = []
    for x, y in points:
        if not best or y > best[-1][1]:
            best.append((x, y))
    return best


def drawn(figures: Mapping[str, Any], kind: str) -> str:
    """Return the plot as SVG."""
    ticks = [(10.0**power, f"{10.0**power:g}") for power in range(-1, 4)]
    told = f"Recall of copies of kind {kind} among {figures['documents']} documents, by candidates a document"
    plot = Plot(Axis("candidates a document", LEAST, MOST, ticks, is_log=True), even("recall"), told)
    for number, (name, points) in enumerate(curves(figures, kind).items()):
        plot.line(_best(points), f"c{number}")
        for x, y in points:
            plot.dot(x, y, f"c{number}", f"{name}: {x:.2f} candidates, recall {y:.4f}", 3.0)
        height = 0.3 - 0.06 * number  # the legend stands where no curve goes
        plot.dot(_LEGEND, height, f"c{number}", name, 3.0)
        plot.note(_LEGEND * 1.2, height - 0.01, name)
    svg = plot.svg().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return svg.replace(">", f">{_STYLE}", 1)


def last_with_peers(lines: Sequence[str]) -> dict[str, Any]:
    """Return the last figures that have peers.

    Raises
    ------
    SystemExit
        If none have.
    """
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    with_peers = [row for row in rows if row["peers"]]
    if not with_peers:
        raise SystemExit("no figures with peers: run benchmarks.candidates with --peers --json first")
    return with_peers[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", default="40")
    arguments = parser.parse_args()
    figures = last_with_peers(arguments.figures.read_text("utf-8").splitlines())
    arguments.out.write_text(drawn(figures, arguments.kind), "utf-8")


if __name__ == "__main__":
    main()
