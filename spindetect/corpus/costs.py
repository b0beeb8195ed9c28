"""What a scan will cost, from a sample of its corpus: documents, candidates, time, memory, disk.

Nothing is written where the scan would write; what the sample needs goes to a folder that is removed.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa

from spindetect.corpus.candidates import star_cap
from spindetect.corpus.deciding import check_policy
from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.fingerprint import Fingerprinter, fingerprint, words_of
from spindetect.corpus.readers import InputPart, plan_inputs, read_part
from spindetect.corpus.relating import FEWEST, Relating, run_step, tables
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.shards import write_parquet
from spindetect.corpus.tables import DOCUMENT, KEYS, SKETCH
from spindetect.detector import Detector
from spindetect.errors import InputError
from spindetect.numbers import count, number
from spindetect.serial import to_plain

SAMPLE_PARTS: Final = 4
SAMPLE_DOCUMENTS: Final = 2_000
"""Documents that are looked at: some seconds' work."""
TIMED: Final = 24
"""Pairs and texts that are timed, of each."""
MOST_CANDIDATES: Final = 5.0
"""Candidates a document, at most: what the candidate step is held to at 120,000 documents."""
_LARGEST: Final = 8
# Bytes that the relational step holds of a key while it joins: two rows of six columns.
_BYTES_OF_KEY: Final = 96
_DETECTOR: Final = 250 * 2**20  # of a process that compares, measured
_SHOWN: Final = 4  # words of a key
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StageCost:
    """One stage: how much of what it does, how long on all workers, what it holds and leaves on the disk."""

    name: str
    amount: int
    unit: str
    seconds: float
    memory_bytes: int
    disk_bytes: int


@dataclass(frozen=True, slots=True)
class LargestKey:
    """A key that many documents have: the words where one of them has it, and how many of the sample do."""

    words: str
    documents: int
    example: str


@dataclass(frozen=True)
class ScanCosts:
    """What a scan will cost.

    Attributes
    ----------
    sampled, documents : int
        Documents that were looked at, and that there are, by the size of what was read.
    rejected_share : float
        Of what was met in the sample.
    bytes : int
        Of the input.
    workers : int
    stages : tuple of StageCost
    largest : tuple of LargestKey
        Most frequent first.
    left_out_above : int
        Keys that more documents have join none of them.
    """

    sampled: int
    documents: int
    rejected_share: float
    bytes: int
    workers: int
    stages: tuple[StageCost, ...]
    largest: tuple[LargestKey, ...]
    left_out_above: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def to_text(self) -> str:
        """Return what a terminal shows."""
        disk, seconds = sum(s.disk_bytes for s in self.stages), sum(s.seconds for s in self.stages)
        memory = max(s.memory_bytes for s in self.stages)
        about = (
            f"About {number(self.documents)} usable documents in {_size(self.bytes)}, judged by "
            f"{number(self.sampled)} of them ({100 * self.rejected_share:.0f} % of what was met is rejected)."
        )
        lines = [about, "", f"{'stage':<14} {'amount':>24} {'time':>10} {'memory':>10} {'disk':>10}"]
        for one in self.stages:
            amount = f"{number(one.amount)} {one.unit}"
            lines.append(_line(one.name, amount, one.seconds, one.memory_bytes, one.disk_bytes))
        lines += [_line("in all", "", seconds, memory, disk), ""]
        lines.append(f"Times are with --workers {self.workers} on this machine, as busy as it is now.")
        lines.append("The candidates are the least certain: they depend on how many copies there are.")
        lines.append("Nothing was written.")
        if self.largest:
            above = number(self.left_out_above)
            lines += ["", f"The largest keys of the sample (one that more than {above} have joins none):"]
        for key in self.largest:
            lines.append(f"  {number(key.documents):>6} documents  near “{key.words}” in {key.example}")
        return "\n".join(_harmless(line) for line in lines) + "\n"


def _line(name: str, amount: str, seconds: float, memory: int, disk: int) -> str:
    return f"{name:<14} {amount:>24} {_time(seconds):>10} {_size(memory):>10} {_size(disk):>10}"


def _harmless(line: str) -> str:
    """Return a line without what a terminal obeys: words and ids are the corpus' own."""
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Documents that were read, and what reading them took."""

    documents: Any
    rejected: int
    seconds: float
    share: float


def estimate(settings: ScanSettings, detector: Detector) -> ScanCosts:
    """Read a sample of a corpus and say what scanning all of it will cost.

    Raises
    ------
    InputError
        If there is nothing to read, the sample has no usable document, or the policy cannot decide.
    """
    check_policy(settings.policy, detector)
    parts = plan_inputs(settings.corpus, settings.reading)
    sample = _sampled(parts, settings)
    rows = sample.documents.num_rows
    scale = 1.0 / sample.share
    documents = round(rows * scale)
    with tempfile.TemporaryDirectory(prefix="spindetect-") as folder:
        keys, sketch = Path(folder) / "keys.parquet", Path(folder) / "sketch.parquet"
        maker = Fingerprinter(detector.lexicon)
        printed, prints = _timed(lambda: [fingerprint(b, maker) for b in sample.documents.to_batches(512)])
        n_keys = write_parquet(keys, (one for one, _ in prints), KEYS.schema)
        write_parquet(sketch, (one for _, one in prints), SKETCH.schema)
        related, (found, largest) = _timed(
            lambda: _related(Relating((keys,), (sketch,), rows, settings.memory, 1, Path(folder) / "t"))
        )
        key_bytes = keys.stat().st_size
    texts = {row["doc"]: row for row in sample.documents.select(["doc", "id", "text"]).to_pylist()}
    pairs = [(texts[a]["text"], texts[b]["text"]) for a, b in found[:TIMED]] or _neighbours(texts)
    few = [row["text"] for row in islice(texts.values(), TIMED)]
    compared, _ = _timed(lambda: list(detector.compare_many(pairs)))
    scored, _ = _timed(lambda: list(detector.score_many(few)))
    candidates = round(min(len(found) * scale * scale, documents * MOST_CANDIDATES))
    to_score = documents if settings.sourceless == "all" else 0
    text_bytes = sum(len(row["text"].encode("utf-8", "replace")) for row in texts.values())
    worker, each = _DETECTOR * settings.workers, 1.0 / settings.workers
    pair_seconds, text_seconds = compared / max(1, len(pairs)), scored / max(1, len(few))
    held = min(settings.memory, round(n_keys * scale * _BYTES_OF_KEY))
    # What each row leaves on the disk: measured on samples; texts and keys are measured here.
    rows_of = (
        ("read", documents, "documents", sample.seconds * scale, worker, text_bytes * scale),
        ("fingerprint", round(n_keys * scale), "keys", printed * scale, worker, key_bytes * scale),
        ("candidates", candidates, "pairs", related * scale, held, candidates * 48),
        ("compare", candidates, "pairs", pair_seconds * candidates, worker, candidates * 200),
        ("score", to_score, "documents", text_seconds * to_score, worker, to_score * 40),
    )
    stages = tuple(
        StageCost(name, amount, unit, seconds * each, memory, round(disk))
        for name, amount, unit, seconds, memory, disk in rows_of
    )
    met = rows + sample.rejected
    return ScanCosts(
        rows,
        documents,
        sample.rejected / max(1, met),
        sum(part.bytes for part in parts),
        settings.workers,
        stages,
        tuple(_named(largest, texts)),
        star_cap(max(FEWEST, documents)),
    )


def _sampled(parts: Sequence[InputPart], settings: ScanSettings) -> _Sample:
    """Read some parts from all over the corpus, until there are enough documents."""
    step = max(1, len(parts) // SAMPLE_PARTS)
    chosen = parts[::step][:SAMPLE_PARTS]
    most = -(-SAMPLE_DOCUMENTS // len(chosen))
    batches: list[Any] = []
    rejected, seen = 0, 0.0
    start = time.perf_counter()
    for part in chosen:
        rows = text = 0
        is_whole = True
        for batch in read_part(part, settings.reading):
            if rows >= most:
                is_whole = False
                break
            batches.append(batch.documents)
            rows, rejected = rows + batch.documents.num_rows, rejected + batch.rejected.num_rows
            text += batch.documents.column("text").nbytes
        # Of a part that was left in the middle its texts tell how much of it was read; packed ones are about
        # a third as long, and markup about makes up for that.
        seen += part.bytes if is_whole else min(part.bytes, text)
    seconds = time.perf_counter() - start
    documents = pa.Table.from_batches(batches, schema=DOCUMENT.schema).combine_chunks()
    if not documents.num_rows:
        raise InputError(
            f"has no usable document in {count(len(chosen), 'part')} of it",
            where=", ".join(map(str, settings.corpus))[:200],
            hint="scan it: each document is listed with its reason",
        )
    total = sum(part.bytes for part in parts)
    return _Sample(documents, rejected, seconds, min(1.0, seen / total) if total else 1.0)


def _related(given: Relating) -> tuple[list[tuple[int, int]], list[dict[str, Any]]]:
    """Return the candidates of the sample, and its most frequent keys."""
    with opened(given.temporary, memory=given.memory, threads=given.threads) as engine:
        numbered = tables(engine, given)
        for step in given.steps:
            run_step(engine, step)
        pair = pa.schema([pa.field("a", pa.int64()), pa.field("b", pa.int64())])
        pairs = numbered.named(engine.rows("SELECT a, b FROM candidates ORDER BY a, b", pair), "a", "b")
        found = [(row["a"], row["b"]) for row in _rows(pairs)]
        frequent = pa.schema([pa.field(n, pa.int64()) for n in ("documents", "doc", "position")])
        keys = engine.rows(
            "SELECT count(*) AS documents, min(doc) AS doc, min_by(position, doc) AS position FROM keys "
            f"GROUP BY key ORDER BY documents DESC, key LIMIT {_LARGEST}",
            frequent,
        )
        return found, [row for row in _rows(numbered.named(keys, "doc")) if row["documents"] > 1]


def _rows(batches: Iterator[Any]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _named(largest: Sequence[dict[str, Any]], texts: dict[int, dict[str, Any]]) -> Iterator[LargestKey]:
    for row in largest:
        document = texts[row["doc"]]
        words = words_of(document["text"])[row["position"] : row["position"] + _SHOWN]
        told = " ".join(word.decode("utf-8", "replace") for word in words)
        yield LargestKey(told, row["documents"], document["id"][:80])


def _neighbours(texts: dict[int, dict[str, Any]]) -> list[tuple[str, str]]:
    """Return pairs of any documents, to time a comparison by where no two are alike."""
    few = [row["text"] for row in islice(texts.values(), TIMED)]
    return list(zip(few, few[1:] + few[:1], strict=True))


def _timed(call: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def _size(n: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if n < 1024:
            return f"{n:.0f} {unit}" if unit == "B" or n >= 10 else f"{n:.1f} {unit}"
        n /= 1024
    return f"{n:,.1f} TB"


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:,.1f} h"
