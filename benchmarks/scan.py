"""The whole scan, measured on a corpus with planted copies: what it finds, accuses, costs and holds.

usage: python -m benchmarks.candidate_corpus FOLDER --documents 120000
       python -m benchmarks.scan FOLDER [--documents 12000] [--templated 300] [--sourceless none]
       python -m benchmarks.scan FOLDER --finished OUT

`--documents` takes a part as `benchmarks.candidates` does; `--templated` adds pages of one template, which
are honest. The lexicon is opened without the copies' dictionary; what ships was fitted with spinners that use
it, what `models.train --unseen` writes was not (`--model`). Seconds are core time, of all processes,
starting them included. What a scan is held against is measured beside it in one process, on a sample: to read
each document, to score each once, to compare each candidate once; nothing else.

A pair is called spun where it is reported so: one that another source of its suspect explains better is
not. It is false unless both of its documents come of one planted source, or one of them
has the words of the other's source: in runs of eight at least half as many as are called copied, and at least
`TWIN` of them. Such twins stand in the human texts, which are templated, quote each other, and are what a
spun passage stands in: the spun copy of an office's standing paragraph is one of every text that has it. The
other false pairs are printed, so that one can look, those of two honest documents apart.

`--finished` tells what a scan with `--out` has found, also one that was stopped: its pairs are compared in
the order of hashes, so that those that are done are drawn at random.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple, cast

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import candidates
from benchmarks.candidate_corpus import UNSEEN, Purpose, templated
from benchmarks.scan_gauge import Memory, Stages, memory
from models.places import number_of
from spindetect.bounds import upper_bound
from spindetect.corpus.comparing import COMPARED, Comparer
from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.explaining import EXPLAINED_SQL, LABEL
from spindetect.corpus.ledger import Ledger
from spindetect.corpus.outputs import WORK
from spindetect.corpus.readers import plan_inputs, read_part
from spindetect.corpus.run import scan
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.store import table as stored
from spindetect.corpus.tables import document_key
from spindetect.detector import Detector
from spindetect.text import Document
from spindetect.verdict import PairVerdict

CRAWL: Final = "crawl.parquet"
TWIN, RUN = 40, 8
"""Words; words of a run."""
PRIORS: Final = (0.01, 0.001)
TIMED: Final = 400
"""Documents that are scored, and pairs that are compared, to say what one takes."""
READ: Final = 8_000
HELD_OUT: Final = ("wikinews", "plos", "18f_blog", "president")
"""How ids of sources begin that no weight was fitted on."""
_SIDES: Final = 0.975  # of the exact interval, each


class Pair(NamedTuple):
    """A pair that was compared: as the table has it, `label` 'independent' too, or 'explained'."""

    suspect: str
    source: str
    label: str
    probability: float
    copied_share: float
    words_copied: int
    score: float

    @property
    def both(self) -> frozenset[str]:
        """The two ids."""
        return frozenset((self.suspect, self.source))


@dataclass(frozen=True)
class Done:
    """What a scan has left so far.

    Attributes
    ----------
    ids : list of str
        Of the corpus.
    truth : list of (str, str, str)
        Planted copy, its source, its kind.
    pairs : list of Pair
        Compared.
    candidates : set
        Pairs that are compared, or will be.
    folded : dict of str to str
        What stands for a document that was folded.
    """

    ids: list[str]
    truth: list[tuple[str, str, str]]
    pairs: list[Pair]
    candidates: set[frozenset[str]]
    folded: dict[str, str]

    @property
    def share(self) -> float:
        """Share of the candidates that are compared."""
        return len(self.pairs) / max(1, len(self.candidates))

    @property
    def copies(self) -> dict[str, str]:
        """The source of each planted copy."""
        return {copy: source for copy, source, _ in self.truth}

    @property
    def honest(self) -> int:
        """Documents that are no planted copies."""
        return len(self.ids) - len(self.truth)


@dataclass(frozen=True)
class Recall:
    """What became of the planted copies of one kind: shares of them.

    Attributes
    ----------
    copies, looked_at : int
        How many there are, and how many pairs with the source were compared.
    candidate : float
        Compared with their source, or to be, or folded into what it is.
    spun : float
        That pair is reported spun; of those to be compared as of those that are.
    named : float
        With the copy as the suspect.
    """

    copies: int
    looked_at: int
    candidate: float
    spun: float
    named: float


def prepare(folder: Path, documents: int | None, pages: int, out: Path) -> list[tuple[str, str, str]]:
    """Write the corpus as a crawl would have it; return (copy, source, kind) of the planted copies."""
    corpus = candidates.read(folder, documents)
    if not out.exists():
        rows = [*zip(corpus.ids, corpus.texts, strict=True), *templated(pages)]
        rows.sort(key=lambda row: number_of(row[0]))
        columns = {"id": [name for name, _ in rows], "text": [text for _, text in rows]}
        table = pa.table(columns, schema=pa.schema({"id": pa.string(), "text": pa.large_string()}))
        pq.write_table(table, out, row_group_size=2000)
    return [(corpus.ids[a], corpus.ids[b], kind) for a, b, kind in corpus.pairs]


def done(out: Path, truth: list[tuple[str, str, str]]) -> Done:
    """Return what a scan has left in its folder so far."""
    ids = pq.read_table(out / CRAWL, columns=["id"]).column("id").to_pylist()
    name = {document_key(one): one for one in ids}
    ledger = Ledger(out / "scan" / WORK)
    related = ledger.entries("candidates")[0]
    rows = stored(ledger.found(related, "candidates"))
    sides = zip(rows.column("a").to_pylist(), rows.column("b").to_pylist(), strict=True)
    same = pq.read_table(ledger.found(related, "duplicates"))
    folds = zip(same.column("doc").to_pylist(), same.column("of").to_pylist(), strict=True)
    names = ["suspect_id", "source_id", *Pair._fields[2:]]
    files = [ledger.found(entry, "compared") for entry in ledger.entries("compare")]
    better = explained(files)
    pairs = [
        Pair(*row)._replace(label=LABEL) if row[:2] in better else Pair(*row)
        for path in files
        for row in zip(*(c.to_pylist() for c in pq.read_table(path, columns=names).columns), strict=True)
    ]
    both = {frozenset((name[a], name[b])) for a, b in sides}
    return Done(ids, truth, pairs, both, {name[doc]: name[of] for doc, of in folds})


def explained(files: Sequence[Path]) -> set[tuple[str, str]]:
    """Return the spun pairs that a scan does not report, since another source explains them better."""
    query = f"""SELECT c.suspect_id, c.source_id FROM compared c
        JOIN ({EXPLAINED_SQL}) e ON e.suspect = c.suspect AND e.source = c.source"""
    schema = COMPARED.schema
    ids = pa.schema([schema.field("suspect_id"), schema.field("source_id")])
    with TemporaryDirectory() as folder, opened(Path(folder) / "spill", memory=1 << 30, threads=1) as engine:
        engine.table("compared", files, schema)
        return {tuple(row.values()) for batch in engine.rows(query, ids) for row in batch.to_pylist()}


def recall(found: Done) -> dict[str, Recall]:
    """Return what became of the copies, by kind, and of those of held-out sources."""
    by_pair = {pair.both: pair for pair in found.pairs}
    rows: dict[str, list[tuple[bool, bool, Pair | None, str]]] = {}
    for copy, source, kind in found.truth:
        one, other = found.folded.get(copy, copy), found.folded.get(source, source)
        both = frozenset((one, other))
        row = (one == other, both in found.candidates, by_pair.get(both), one)
        for name in (kind, "all", *(("held out",) if source.startswith(HELD_OUT) else ())):
            rows.setdefault(name, []).append(row)
    return {name: _recall(own) for name, own in sorted(rows.items())}


def _recall(rows: Sequence[tuple[bool, bool, Pair | None, str]]) -> Recall:
    compared = sum(is_candidate for _, is_candidate, _, _ in rows) / len(rows)
    pairs = [(pair, copy) for _, _, pair, copy in rows if pair is not None]
    spun = [(pair, copy) for pair, copy in pairs if pair.label == "spun"]
    of = max(1, len(pairs))
    return Recall(
        len(rows),
        len(pairs),
        sum(same or is_candidate for same, is_candidate, _, _ in rows) / len(rows),
        compared * len(spun) / of,
        compared * sum(pair.suspect == copy for pair, copy in spun) / of,
    )


def accused(found: Done, texts: Callable[[set[str]], Mapping[str, str]]) -> tuple[list[Pair], list[Pair]]:
    """Return the false pairs, and those that are spun copies of what their documents share.

    Parameters
    ----------
    texts : callable
        Gives texts by their ids.
    """
    family: dict[str, set[str]] = {}
    for copy, source, _ in found.truth:
        for name in (copy, source, found.folded.get(copy, copy), found.folded.get(source, source)):
            family.setdefault(name, set()).add(source)
    none: set[str] = set()
    odd = [
        pair
        for pair in found.pairs
        if pair.label == "spun" and not family.get(pair.suspect, none) & family.get(pair.source, none)
    ]
    copies, of = found.copies, {pair: pair.both & found.copies.keys() for pair in odd}
    names = {name for pair in odd if of[pair] for name in pair.both}
    read = texts(names | {copies[name] for name in names & copies.keys()})
    twins = {pair for pair in odd if any(_is_twin(pair, copy, copies, read) for copy in of[pair])}
    odd.sort(key=lambda pair: -pair.probability)
    return [pair for pair in odd if pair not in twins], [pair for pair in odd if pair in twins]


def _is_twin(pair: Pair, copy: str, copies: Mapping[str, str], texts: Mapping[str, str]) -> bool:
    """Say whether the other document of a pair, or its source, has the words of a copy's source."""
    (other,) = pair.both - {copy}
    shared = max(common_words(texts[copies[copy]], texts[one]) for one in {other, copies.get(other, other)})
    return shared >= max(TWIN, pair.words_copied / 2)


def common_words(one: str, other: str) -> int:
    """Return how many words of a text stand in runs of eight that another has."""
    mine, theirs = (text.lower().split() for text in (one, other))
    runs = {tuple(theirs[at : at + RUN]) for at in range(len(theirs) - RUN + 1)}
    covered = set[int]()
    for at in range(len(mine) - RUN + 1):
        if tuple(mine[at : at + RUN]) in runs:
            covered.update(range(at, at + RUN))
    return len(covered)


def texts_of(crawl: Path, names: set[str]) -> dict[str, str]:
    """Return texts of the corpus by their ids."""
    rows = pq.read_table(crawl, filters=[("id", "in", sorted(names))]) if names else None
    if rows is None:
        return {}
    return dict(zip(rows.column("id").to_pylist(), rows.column("text").to_pylist(), strict=True))


def precision(found: float, false: float, prior: float) -> float:
    """Return the share of true ones among the flagged, if so many documents are spun."""
    return prior * found / max(1e-12, prior * found + (1 - prior) * false)


@dataclass
class Counting:
    """A detector that counts how often it compares, and for how long."""

    detector: Detector
    calls: int = 0
    seconds: float = 0.0

    def compare(self, suspect: Document, source: Document) -> PairVerdict:
        """Compare two texts."""
        start = time.process_time()
        verdict = self.detector.compare(suspect, source)
        self.calls, self.seconds = self.calls + 1, self.seconds + time.process_time() - start
        return verdict


@dataclass(frozen=True)
class Bare:
    """Core seconds of reading a document, scoring one and comparing two; comparisons made of a candidate."""

    reading: float
    scoring: float
    comparing: float
    comparisons: float

    @classmethod
    def of(cls, settings: ScanSettings, detector: Detector, found: Done) -> Bare:
        """Measure it on a sample."""
        few = sorted(found.pairs, key=lambda pair: number_of(pair.suspect + pair.source))[:TIMED]
        texts = texts_of(Path(settings.corpus[0]), {name for pair in few for name in pair.both})
        some = list(texts.values())[:TIMED]
        detector.score(some[0])  # tables are opened
        detector.compare(some[0], some[-1])
        start = time.process_time()
        read = _read(settings)
        reading = (time.process_time() - start) / max(1, read)
        start = time.process_time()
        for text in some:
            detector.score(text)
        scoring = (time.process_time() - start) / len(some)
        counting = Counting(detector)
        comparer = Comparer.of(cast("Detector", counting))
        for pair in few:
            comparer.row(_two(pair, texts))
        return cls(reading, scoring, counting.seconds / counting.calls, counting.calls / len(few))


def _read(settings: ScanSettings) -> int:
    rows: int = 0
    for part in plan_inputs(settings.corpus, settings.reading):
        for batch in read_part(part, settings.reading):
            rows += int(batch.documents.num_rows)
            if rows >= READ:
                return rows
    return rows


def _two(pair: Pair, texts: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"score": pair.score}
    for side, name in zip("ab", (pair.suspect, pair.source), strict=True):
        row |= {side: document_key(name), f"{side}_id": name, f"{side}_text": texts[name]}
        row |= {f"{side}_published": None, f"{side}_regions": None}
    return row


def tell_found(found: Done, crawl: Path) -> dict[str, object]:
    """Print what was found and who was accused; return the figures."""
    rows, (false, twins) = recall(found), accused(found, partial(texts_of, crawl))
    print(
        f"\n{len(found.ids)} documents, {len(found.truth)} of them planted, {len(found.folded)} folded; "
        f"{len(found.pairs)} of {len(found.candidates)} candidates compared"
    )
    print("kind       copies  candidate  compared  spun    copy named")
    for name, row in rows.items():
        print(
            f"{name:9} {row.copies:7}  {row.candidate:.4f}    {row.looked_at:8}  "
            f"{row.spun:.4f}  {row.named:.4f}"
        )
    looked_at = max(1, round(found.honest * found.share))
    n = min(len(false), looked_at)
    rate, low, high = (
        n / looked_at,
        1 - upper_bound(looked_at - n, looked_at, _SIDES),
        upper_bound(n, looked_at, _SIDES),
    )
    told = Counter(pair.label for pair in found.pairs)
    print(f"\n{told[LABEL]} spun pairs that another source of their suspect explains better, not reported")
    print(f"{len(twins)} copies called spun beside a document that shares text with their source")
    print(
        f"{len(false)} false pairs called spun; per 100,000 honest documents "
        f"{1e5 * rate:.1f} ({1e5 * low:.1f} to {1e5 * high:.1f}):"
    )
    copied = found.copies.keys()
    honest = sum(not pair.both & copied for pair in false)
    print(f"  between two honest documents {honest}, {1e5 * honest / looked_at:.1f} per 100,000")
    for pair in false:
        print(
            f"  {pair.probability:.3f} {pair.copied_share:.2f} {pair.words_copied:5} words {pair.score:6.1f}"
            f"  {pair.suspect}  <-  {pair.source}"
        )
    for prior in PRIORS:
        values = [precision(rows["all"].spun, one, prior) for one in (rate, low, high)]
        print(f"precision at {prior:g}: {values[0]:.4f} ({values[2]:.4f} to {values[1]:.4f})")
    return {
        "documents": len(found.ids),
        "share": found.share,
        "recall": {name: asdict(row) for name, row in rows.items()},
        "false": [pair._asdict() for pair in false],
        "false_rate": (rate, low, high),
        "false_honest": honest,
        "twins": len(twins),
    }


def tell_costs(found: Done, stages: Stages, held: Memory, bare: Bare, *, scored: bool) -> dict[str, object]:
    """Print what it cost, beside the bare work; return the figures."""
    total, documents = sum(stages.seconds.values()), len(found.ids)
    scoring = documents * bare.scoring
    compared = len(found.pairs) * bare.comparisons * bare.comparing
    least = documents * bare.reading + compared + scoring * scored
    print("\ncore s: " + ", ".join(f"{name} {s:.0f}" for name, s in stages.seconds.items()))
    print(
        f"bare, ms: reading {1e3 * bare.reading:.2f}, scoring {1e3 * bare.scoring:.2f}, comparing "
        f"{1e3 * bare.comparing:.2f}, {bare.comparisons:.2f} times a candidate"
    )
    print(f"whole scan {total:.0f} core s, bare work {least:.0f}: {total / least:.2f}")
    if not scored:
        print(f"with scores at their bare {scoring:.0f}: {(total + scoring) / (least + scoring):.2f}")
    print(f"memory at most {held.own / 1e9:.2f} GB, with mapped files {held.all / 1e9:.2f} GB")
    return {"core_seconds": stages.seconds, "bare": asdict(bare), "memory": asdict(held)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--templated", type=int, default=0)
    parser.add_argument("--purpose", choices=tuple(UNSEEN), default="measure")
    parser.add_argument("--model", type=Path, help="a pair model: one fitted without the copies' dictionary")
    parser.add_argument("--sourceless", choices=("all", "none"), default="all")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", type=int, default=1000, help="MB that the engine may use")
    parser.add_argument("--out", type=Path, help="a folder that is kept; by default none is")
    parser.add_argument("--finished", type=Path, metavar="OUT", help="tell of a scan that was run before")
    parser.add_argument("--json", type=Path, help="add the figures to this file, a line")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="spindetect-scan-") as temporary:
        figures = run(given, given.finished or given.out or Path(temporary))
    if given.json:
        with given.json.open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")


def run(given: argparse.Namespace, out: Path) -> dict[str, object]:
    """Scan, unless that is done, and tell of it."""
    purpose: Purpose = given.purpose
    out.mkdir(parents=True, exist_ok=True)
    crawl = out / CRAWL
    # A process of its own, so that what it holds is not counted.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        truth = other.submit(prepare, given.folder, given.documents, given.templated, crawl).result()
    if given.finished:
        return tell_found(done(out, truth), crawl)
    detector = Detector(model=given.model, without=UNSEEN[purpose])
    settings = ScanSettings(
        (str(crawl),),
        out / "scan",
        workers=given.workers,
        memory=given.memory << 20,
        sourceless=given.sourceless,
    )
    stages = Stages()
    with memory() as held:
        scan(settings, detector, stages)
    stages.rest()
    found = done(out, truth)
    figures = tell_found(found, crawl)
    bare = Bare.of(settings, detector, found)
    return figures | tell_costs(found, stages, held, bare, scored=given.sourceless == "all")


if __name__ == "__main__":
    main()
