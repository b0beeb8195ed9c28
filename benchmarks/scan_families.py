"""Who is named as the original of a family: with it in the corpus, and with it taken out.

usage: python -m benchmarks.candidate_corpus FOLDER --documents 12000
       python -m benchmarks.scan_families FOLDER [--families 200] [--held-out]

A family is a text and its planted copies, two or more of them, each spun throughout. Families stand in one
corpus, which is scanned twice by the whole scan: as it is, where the text itself ought to be named or nobody,
and without the texts, where whoever is named is a sibling: a victim called the thief, or a thief the victim.
The lexicon is opened without the copies' dictionary; `--held-out` takes sources alone that no weight was
fitted on.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import candidates
from benchmarks.candidate_corpus import PASSAGE, UNSEEN
from benchmarks.scan import CRAWL, HELD_OUT
from models.places import number_of
from spindetect.bounds import upper_bound
from spindetect.corpus.run import scan
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.watching import Silent
from spindetect.detector import Detector

LEAST_COPIES: Final = 2
"""Of a family: with one copy and without its text there is no sibling to name."""
SURE: Final = 0.95
"""Confidence of the bound that is printed beside a share."""


@dataclass(frozen=True, slots=True)
class Named:
    """What became of the families of one scan.

    Attributes
    ----------
    families : int
        Texts whose copies were in the corpus.
    right, wrong : int
        Those that are named as the original of a copy of theirs; those of which another document is.
    """

    families: int
    right: int
    wrong: int


def families(corpus: candidates.Corpus, wanted: int, *, held_out: bool) -> dict[int, list[int]]:
    """Return places of texts with those of their copies, in the order of the texts' hashes."""
    copies: dict[int, list[int]] = defaultdict(list)
    for copy, source, kind in corpus.pairs:
        if kind != PASSAGE and (not held_out or corpus.ids[source].startswith(HELD_OUT)):
            copies[source].append(copy)
    found = [source for source, own in copies.items() if len(own) >= LEAST_COPIES]
    found.sort(key=lambda place: number_of(corpus.ids[place]))
    return {source: copies[source] for source in found[:wanted]}


def named(
    corpus: candidates.Corpus,
    of: Mapping[int, Sequence[int]],
    detector: Detector,
    folder: Path,
    *,
    with_texts: bool,
) -> Named:
    """Scan families, with the texts that they were made from or without."""
    places = sorted({place for own in of.values() for place in own} | (set(of) if with_texts else set()))
    columns = {"id": [corpus.ids[at] for at in places], "text": [corpus.texts[at] for at in places]}
    schema = pa.schema({"id": pa.string(), "text": pa.large_string()})
    pq.write_table(pa.table(columns, schema=schema), folder / CRAWL)
    settings = ScanSettings((str(folder / CRAWL),), folder / "scan", workers=1)
    scan(settings, detector, Silent())
    source = {corpus.ids[copy]: corpus.ids[text] for text, own in of.items() for copy in own}
    right, wrong = set[str](), set[str]()
    for members, original in _told(folder / "scan"):
        for text in {source[name] for name in members if name in source}:
            (right if original == text else wrong).add(text)
    return Named(len(of), len(right - wrong), len(wrong))


def _told(out: Path) -> Iterator[tuple[list[str], str]]:
    """Yield the families of a scan that has named somebody, with whom."""
    for path in sorted((out / "families").glob("*.parquet")):
        for row in pq.read_table(path, columns=["members", "original"]).to_pylist():
            if row["original"] is not None:
                yield row["members"], row["original"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--families", type=int, default=200)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--json", type=Path, help="add the figures to this file, a line")
    given = parser.parse_args()
    corpus = candidates.read(given.folder, None)
    of = families(corpus, given.families, held_out=given.held_out)
    detector = Detector(without=UNSEEN["measure"])
    figures = {}
    for name, with_texts in (("originals in the corpus", True), ("originals taken out", False)):
        with TemporaryDirectory(prefix="spindetect-families-") as folder:
            found = named(corpus, of, detector, Path(folder), with_texts=with_texts)
        figures[name] = asdict(found)
        bound = upper_bound(found.wrong, found.families, SURE)
        print(
            f"{name}: {found.families} families; the original named {found.right} "
            f"({found.right / max(1, found.families):.3f}), another document {found.wrong} "
            f"({found.wrong / max(1, found.families):.4f}, at most {bound:.4f})",
            flush=True,
        )
    if given.json:
        with given.json.open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
