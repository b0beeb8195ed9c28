"""`make demo`: compares the sample articles, shows one finding whole, and draws a page of each.

The copy of that finding is then scored as if its source were not known, and a small crawl is scanned.

usage: python -m data.samples.demo [--out out/demo]
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.progress import track

import spindetect
from data.samples.corpus import write_corpus
from spindetect.errors import MissingExtraError
from spindetect.report import scan_wording
from spindetect.report.counted import oddest_counted
from spindetect.report.label_why import closeness
from spindetect.report.safe import printable
from spindetect.report.terminal import to_text
from spindetect.report.wording import chance
from spindetect.text_verdict import Unspun
from spindetect.verdict import PairVerdict

SAMPLES = Path(__file__).parent
SHOWN = "news-report/spun"
_MARKS = 4  # shown of the copy without its source
# Sample, label, P(spun), unchanged, swapped; the oddest swap gets what is left of the window.
_LINE = "  {:<18} {:<13} {:>7} {:>9} {:>7}  "

Row = dict[str, str]
Found = Sequence[tuple[Row, PairVerdict]]


def rows() -> list[Row]:
    """Return the sample pairs: id, suspect_path, source_path, label expected."""
    lines = (SAMPLES / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def verdicts(detector: spindetect.Detector, console: Console) -> Iterator[tuple[Row, PairVerdict]]:
    """Yield each sample pair and its verdict."""
    for row in track(rows(), description="Comparing the sample articles", console=console, transient=True):
        suspect = spindetect.read(SAMPLES / row["suspect_path"])
        yield row, detector.compare(suspect, spindetect.read(SAMPLES / row["source_path"]))


def line(row: Row, verdict: PairVerdict, width: int = 80) -> str:
    """Return one pair as a line of at most `width` columns; its article stands above it."""
    is_own, found = verdict.label == row["label"], verdict.copied_share > 0
    shares = [f"{100 * s:.0f} %" if found else "-" for s in (verdict.unchanged_share, verdict.swapped_share)]
    head = _LINE.format(
        row["id"].split("/")[1], verdict.label + " *" * (not is_own), chance(verdict.probability), *shares
    )
    oddest = oddest_counted(verdict, 1)
    swap = f"{oddest[0].source.text} → {oddest[0].suspect.text}" if oddest else ""
    return (head + printable(swap, limit=max(width - len(head), 12))).rstrip()


def table(found: Found, width: int = 80) -> Iterator[str]:
    """Yield all pairs as lines, each article's under its name."""
    yield _LINE.format("", "label", "P(spun)", "unchanged", "swapped") + "oddest swap"
    articles = dict.fromkeys(row["id"].split("/")[0] for row, _ in found)
    for article in articles:
        yield article
        for row, verdict in found:
            if row["id"].startswith(f"{article}/"):
                yield line(row, verdict, width)


def misses(found: Found) -> Iterator[str]:
    """Yield a line for each pair whose label is not what the sample was made as."""
    for row, verdict in found:
        if verdict.label != row["label"]:
            yield f"* {row['id']} was made as {row['label']}. {closeness(verdict)}".rstrip()


def alone(detector: spindetect.Detector, out: Path, width: int) -> Iterator[str]:
    """Score the shown copy without its source; yield what is found, a sentence put back, and its page."""
    (path,) = (row["suspect_path"] for row in rows() if row["id"] == SHOWN)
    suspect = spindetect.read(SAMPLES / path)
    verdict, restored = detector.score(suspect), detector.unspin(suspect)
    page = page_of(out, f"{SHOWN}-alone")
    page.write_text(verdict.to_html(), encoding="utf-8")
    yield "\nThe same copy, as if nobody knew its source:\n"
    yield to_text(verdict, width=width, top=_MARKS)
    before, after = sentence(restored, suspect)
    if after:
        yield f"Its sentence with most words put back:\n  spun    {before}\n  unspun  {after}\n"
    yield f"Its marks on the text:\n  {page.resolve()}"


def sentence(restored: Unspun, suspect: spindetect.Document) -> tuple[str, str]:
    """Return the sentence with most changed places, as it stands and restored; empty if nothing changed."""
    tokens = suspect.tokens
    best: tuple[int, str, str] = (0, "", "")
    for first, last in pairwise(tokens.sentence_start.tolist()):
        start, end = int(tokens.start[first]), int(tokens.end[last - 1])
        inside = [change for change in restored.changes if start <= change.suspect.start < end]
        if len(inside) > best[0]:
            grown = inside[-1].restored.end - inside[-1].suspect.end
            moved = inside[0].restored.start - inside[0].suspect.start
            parts = suspect.text[start:end], restored.text[start + moved : end + grown]
            before, after = (printable(" ".join(part.split())) for part in parts)
            best = len(inside), before, after
    return best[1:]


def scanned(detector: spindetect.Detector, out: Path, console: Console) -> Iterator[str]:
    """Unpack the crawl and scan it; yield what was found, and where its report lies."""
    crawl, found = out / "crawl", out / "scan"
    write_corpus(crawl)
    try:
        from spindetect.corpus.run import REPORT, scan
        from spindetect.corpus.settings import ScanSettings
    except MissingExtraError as error:
        yield f"\nA crawl is in {crawl}; to scan it: {error.hint}"
        return
    # Two processes halve the time; each further one first opens the detector for itself.
    settings = ScanSettings((str(crawl),), found, workers=min(2, os.cpu_count() or 1))
    with console.status("Scanning a crawl of invented sites"):
        page = scan(settings, detector).page
    yield f"\nA crawl of invented sites, in {crawl}, scanned for copies:\n"
    told = (scan_wording.read_sentence(page), scan_wording.found_sentence(page))
    yield from (f"  {sentence}" for sentence in (*told, scan_wording.families_sentence(page)))
    yield f"\nOpen its report first:\n  {(found / REPORT).resolve()}"


def page_of(out: Path, name: str) -> Path:
    """Return where the page of a pair is written."""
    return out / f"{name.replace('/', '-')}.html"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/demo"))
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    console = Console()
    found = []
    detector = spindetect.load()
    for row, verdict in verdicts(detector, console):
        found.append((row, verdict))
        page_of(out, row["id"]).write_text(verdict.to_html(), encoding="utf-8")
    for row, verdict in found:
        if row["id"] == SHOWN:
            console.print(verdict.to_text(width=min(console.width, 100)), markup=False, highlight=False)
    for text in (*table(found, console.width), "", *misses(found)):
        console.print(text, markup=False, highlight=False)
    for text in alone(detector, out, min(console.width, 100)):
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    console.print("\nEach pair has a page. Open that of the pair shown above in a browser:")
    console.print(f"  {page_of(out, SHOWN).resolve()}", markup=False, highlight=False, soft_wrap=True)
    for text in scanned(detector, out, console):
        console.print(text, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
