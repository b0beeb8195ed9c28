"""`make demo`: compares the sample articles, shows one finding whole, and draws its page.

usage: python -m data.samples.demo [--out out/demo]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

import spindetect
from spindetect.verdict import PairVerdict

SAMPLES = Path(__file__).parent
SHOWN = "news-report/spun"


def rows() -> list[dict[str, str]]:
    """Return the sample pairs: id, suspect_path, source_path, label expected."""
    lines = (SAMPLES / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def verdicts(detector: spindetect.Detector, console: Console) -> Iterator[tuple[dict[str, str], PairVerdict]]:
    """Yield each sample pair and its verdict."""
    for row in track(rows(), description="Comparing the sample articles", console=console, transient=True):
        suspect = spindetect.read(SAMPLES / row["suspect_path"])
        yield row, detector.compare(suspect, spindetect.read(SAMPLES / row["source_path"]))


def table_row(row: dict[str, str], verdict: PairVerdict) -> tuple[str, ...]:
    """Return the cells of one pair."""
    oddest = verdict.oddest(1)
    swap = f"{oddest[0].source.text} -> {oddest[0].suspect.text}" if oddest else ""
    mark = "" if verdict.label == row["label"] else f"  (made as: {row['label']})"
    return (
        row["id"],
        verdict.label + mark,
        f"{verdict.probability:.3f}",
        f"{verdict.unchanged_share:.0%} + {verdict.swapped_share:.0%}",
        escape(swap),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/demo"))
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    console = Console()
    detector = spindetect.load()
    table = Table(title="Every sample beside its source", title_justify="left")
    for heading in ("sample", "label", "P(spun)", "copied: as it stands + swapped", "oddest swap"):
        table.add_column(heading, overflow="fold")
    shown: PairVerdict | None = None
    for row, verdict in verdicts(detector, console):
        table.add_row(*table_row(row, verdict))
        page = out / f"{row['id'].replace('/', '-')}.html"
        page.write_text(verdict.to_html(), encoding="utf-8")
        if row["id"] == SHOWN:
            shown = verdict
    if shown is not None:
        console.print(shown.to_text(width=min(console.width, 100)), markup=False, highlight=False)
        console.print()
    console.print(table)
    page = out / f"{SHOWN.replace('/', '-')}.html"
    console.print(f"\nThe first pair is the one shown above. Open its page in a browser:\n  {page.resolve()}")


if __name__ == "__main__":
    main()
