"""Candidate search of the corpus scan: recall, candidates, comparisons, speed, memory, beside named peers.

usage: python -m benchmarks.candidate_corpus OUT --documents 120000
       python -m benchmarks.candidates OUT [--documents 12000] [--purpose measure] [--peers] [--json FILE]

`--documents` takes a part of a larger corpus: its first human documents, and a twelfth as many copies.
Seconds are core time: of this process and all its threads, whatever else the machine does. A pair counts as
found if what stands for the copy is a candidate of what stands for its source: a document that was folded
into a near duplicate is represented by that, as the scan has it. `benchmarks.candidate_plot`
draws the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.candidate_corpus import UNSEEN, Purpose
from models.places import number_of
from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.fingerprint import FILE, Fingerprinter, fingerprint
from spindetect.corpus.relating import Relating, run_step, tables
from spindetect.corpus.tables import CANDIDATES, DUPLICATES, document_key
from spindetect.lexicon import Lexicon

BATCH = 256
SHARD = 4096  # documents of a file of keys, as the scan has it
COPIES_IN = 12  # human documents for each planted copy, where a part of a corpus is taken
KINDS = ("8", "18", "30", "40", "passage")


@dataclass(frozen=True)
class Corpus:
    """Documents in the corpus' order, and the planted pairs among them as places: (copy, source, kind)."""

    ids: list[str]
    texts: list[str]
    pairs: list[tuple[int, int, str]]


def read(folder: Path, documents: int | None) -> Corpus:
    """Read a corpus, or its first `documents` human documents with the copies of them that fit."""
    truth = pq.read_table(folder / "truth.parquet").to_pylist()
    table = pq.read_table(folder / "documents.parquet")
    ids = table.column("id").to_pylist()
    copies = {row["suspect"] for row in truth}
    human = sorted((name for name in ids if name not in copies), key=number_of)
    if documents is not None:
        kept = set(human[:documents])
        truth = [row for row in truth if row["source"] in kept][: documents // COPIES_IN]
        kept |= {row["suspect"] for row in truth}
        table = table.filter(pa.array([name in kept for name in ids]))
        ids = table.column("id").to_pylist()
    place = {name: at for at, name in enumerate(ids)}
    pairs = [(place[row["suspect"]], place[row["source"]], row["kind"]) for row in truth]
    return Corpus(ids, table.column("text").to_pylist(), pairs)


@dataclass(frozen=True)
class Found:
    """What the candidate stage gave: pairs of places with scores, and what each part cost in core seconds."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    score: NDArray[np.float32]
    folded: Mapping[int, int]
    seconds: Mapping[str, float]
    keys: int
    peak_bytes: int


def search(corpus: Corpus, fingerprinter: Fingerprinter, memory: int, folder: Path, *, keep: bool) -> Found:
    """Run the candidate stage as the scan does: fingerprints to files, then the relational step."""
    started = time.process_time()
    rows = _write_keys(corpus, fingerprinter, folder)
    seconds = {"fingerprint": time.process_time() - started}
    if not keep:
        corpus.texts.clear()  # so that the peak is that of the search
    keys, sketches = (tuple(sorted(folder.glob(f"{name}-*.parquet"))) for name in ("keys", "sketch"))
    given = Relating(keys, sketches, len(corpus.ids), memory, 2, folder / "temporary")
    with opened(given.temporary, memory=memory, threads=2) as engine:
        started = time.process_time()
        numbered = tables(engine, given)
        seconds["sieve"] = time.process_time() - started
        for step in given.steps:
            started = time.process_time()
            run_step(engine, step)
            seconds[step.name] = time.process_time() - started
        pairs, same = (
            pa.Table.from_batches(numbered.named(engine.rows(query, of.schema), *columns), of.schema)
            for query, of, columns in (
                ("SELECT * FROM candidates ORDER BY a, b", CANDIDATES, ("a", "b")),
                ("SELECT * FROM duplicates ORDER BY doc", DUPLICATES, ("doc", "of")),
            )
        )
    docs = np.array([document_key(name) for name in corpus.ids])
    order = np.argsort(docs)
    a, b, doc, of = (
        order[np.searchsorted(docs[order], found.column(name).to_numpy())]
        for found, name in ((pairs, "a"), (pairs, "b"), (same, "doc"), (same, "of"))
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    folded = dict(zip(doc.tolist(), of.tolist(), strict=True))
    return Found(a, b, pairs.column("score").to_numpy(), folded, seconds, rows, peak)


def _write_keys(corpus: Corpus, fingerprinter: Fingerprinter, folder: Path) -> int:
    rows = 0
    for first in range(0, len(corpus.ids), SHARD):
        found = [fingerprint(batch, fingerprinter) for batch in _batches(corpus, first, first + SHARD)]
        for at, (name, how) in enumerate((("keys", FILE), ("sketch", {"compression": "zstd"}))):
            table = pa.Table.from_batches([both[at] for both in found])
            pq.write_table(table, folder / f"{name}-{first:08d}.parquet", **how)
        rows += sum(keys.num_rows for keys, _ in found)
    return rows


def _batches(corpus: Corpus, first: int, last: int) -> Iterator[pa.RecordBatch]:
    for at in range(first, min(last, len(corpus.ids)), BATCH):
        here = slice(at, min(at + BATCH, last))
        yield pa.RecordBatch.from_pydict(
            {
                "doc": [document_key(name) for name in corpus.ids[here]],
                "id": corpus.ids[here],
                "text": pa.array(corpus.texts[here], pa.large_string()),
            }
        )


@dataclass(frozen=True)
class Figures:
    """What is measured at one threshold.

    Attributes
    ----------
    threshold : float
    recall : mapping of str to float
        By kind of copy: the share whose source is among its candidates, or is what it was folded into; each
        of the two stands for itself or for what it was folded into.
    candidates : float
        Of a document, mean; a pair is a candidate of both.
    honest : float
        Comparisons of two honest documents, by the number of honest documents: neither a copy nor copied.
    """

    threshold: float
    recall: Mapping[str, float]
    candidates: float
    honest: float


def figures(corpus: Corpus, found: Found, threshold: float) -> Figures:
    """Return the figures at a threshold on the score, not below that of the search."""
    kept = found.score >= threshold
    a, b, size = found.a[kept], found.b[kept], len(corpus.ids)
    pairs = set((np.minimum(a, b) * size + np.maximum(a, b)).tolist())
    hits: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for copy, source, kind in corpus.pairs:
        one, other = found.folded.get(copy, copy), found.folded.get(source, source)
        hits[kind].append(one == other or min(one, other) * size + max(one, other) in pairs)
    dishonest = np.zeros(size, np.bool_)
    dishonest[[place for copy, source, _ in corpus.pairs for place in (copy, source)]] = True
    return Figures(
        threshold,
        {kind: float(np.mean(row)) if row else float("nan") for kind, row in hits.items()},
        2 * len(a) / size,
        float((~dishonest[a] & ~dishonest[b]).sum() / (~dishonest).sum()),
    )


def told(corpus: Corpus, found: Found, rows: Sequence[Figures]) -> str:
    """Return the table."""
    documents, counts = len(corpus.ids), [sum(k == kind for *_, k in corpus.pairs) for kind in KINDS]
    head = f"{documents} documents, copies " + ", ".join(
        f"{kind}: {count}" for kind, count in zip(KINDS, counts, strict=True)
    )
    lines = [head, "threshold  " + "  ".join(f"{kind:>7}" for kind in KINDS) + "  candidates  honest"]
    for row in rows:
        recalls = "  ".join(f"{row.recall[kind]:7.4f}" for kind in KINDS)
        lines.append(f"{row.threshold:9.2f}  {recalls}  {row.candidates:10.2f}  {row.honest:6.2f}")
    total = sum(found.seconds.values())
    lines.append(
        "core microseconds a document: "
        + ", ".join(f"{name} {1e6 * s / documents:.0f}" for name, s in found.seconds.items() if s > 0.001)
    )
    lines.append(
        f"together {1e6 * total / documents:.0f}: {2 * documents / total:.0f} documents a second on two cores"
        f", without the fingerprint {2 * documents / (total - found.seconds['fingerprint']):.0f}; "
        f"{found.keys / documents:.0f} keys a document; peak {found.peak_bytes / 1e9:.2f} GB"
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--purpose", choices=("tune", "measure"), default="measure")
    parser.add_argument("--memory", type=int, default=1000, help="MB that the engine may use")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--json", type=Path, help="add the figures to this file, a line")
    arguments = parser.parse_args()
    purpose: Purpose = arguments.purpose
    corpus = read(arguments.corpus, arguments.documents)
    lexicon = Lexicon.open(without=UNSEEN[purpose])
    with TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        found = search(
            corpus, Fingerprinter(lexicon), arguments.memory << 20, Path(folder), keep=arguments.peers
        )
    thresholds = sorted({round(float(found.score.min()), 1), 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0})
    rows = [figures(corpus, found, threshold) for threshold in thresholds]
    print(told(corpus, found, rows))
    peers: dict[str, Any] = {}
    if arguments.peers:
        from benchmarks.candidate_peers import measure

        peers = measure(corpus, lexicon)
        for name, curve in peers.items():
            print(name)
            for row in curve:
                print("  ", {key: round(value, 4) for key, value in row.items()})
    if arguments.json:
        line = {
            "documents": len(corpus.ids),
            "rows": [asdict(row) for row in rows],
            "seconds": dict(found.seconds),
            "peak_bytes": found.peak_bytes,
            "peers": peers,
        }
        with arguments.json.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
