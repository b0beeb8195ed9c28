"""The scan on one machine: read, fingerprint, relate, compare, score, and say what was found.

Every stage writes shards and notes them in the ledger, so the same call goes on where one was stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from spindetect.corpus import reading, steps
from spindetect.corpus.catalogue import Catalogue
from spindetect.corpus.comparing import pair_program
from spindetect.corpus.fingerprint import Fingerprinter
from spindetect.corpus.ledger import Entry, Ledger, key_of
from spindetect.corpus.outputs import WORK
from spindetect.corpus.readers import plan_inputs
from spindetect.corpus.relating import Known, Relating, relate, relating_key, unjoined_note
from spindetect.corpus.scoring import score_program, text_program
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.stages import Crew, Stage, StageDone, Task
from spindetect.corpus.store import Keys, Store, table
from spindetect.corpus.tables import TABLES_VERSION
from spindetect.corpus.watching import Watch
from spindetect.detector import Detector
from spindetect.errors import SpindetectError
from spindetect.version import __version__

FINGERPRINTED: Final = 4096
"""Documents of a shard of fingerprints: a second's work or so."""
COMPARED: Final = 256
"""Pairs of a shard: 3 s of comparing, which is what a kill or Ctrl-C costs at most."""
SCORED: Final = 256
"""Documents of a shard of scores; the same."""

READ = Stage("read", "reading", "parts", "documents", reading.read)
FINGERPRINT = Stage("fingerprint", "fingerprinting", "documents", "keys", steps.fingerprint)
CATALOGUE = Stage("catalogue", "listing", "parts", "documents", steps.catalogue)
RELATE = Stage("candidates", "finding candidates", "documents", "candidates", relate)
LOOK_UP = Stage("known", "looking up", "pairs", "documents", steps.look_up)
COMPARE = Stage("compare", "comparing", "pairs", "rows", steps.compare)
SCORE = Stage("score", "scoring", "documents", "rows", steps.score)


@dataclass(frozen=True)
class Found:
    """What the stages left, on its way to the tables.

    Attributes
    ----------
    store : Store
        The texts of the corpus, and those of the index that were compared.
    own : array of int64
        Keys of the corpus' documents, ascending.
    about : Path
        What is known of them; `abouts` has also what is known of those of the index.
    candidates : int
        Pairs that shared enough to be compared.
    notes : tuple of str
        What the report says first.
    """

    settings: ScanSettings
    detector: Detector
    ledger: Ledger
    store: Store
    own: Keys
    about: Path
    abouts: tuple[Path, ...]
    rejected: tuple[Path, ...]
    sketches: tuple[Path, ...]
    duplicates: Path
    candidates: int
    compared: tuple[Path, ...]
    stages: list[StageDone]
    crew: Crew
    notes: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> Keys:
        """Keys of the documents that were folded into others."""
        from pyarrow import parquet

        found = parquet.read_table(self.duplicates, columns=["doc"])
        return np.asarray(found.column("doc")).astype(np.int64)


class Scanner:
    """One scan: the stages one after the other."""

    def __init__(self, settings: ScanSettings, detector: Detector, watch: Watch) -> None:
        self.settings, self.detector = settings, detector
        self.ledger = Ledger(settings.out / WORK)
        self.crew = Crew(self.ledger, settings.workers, watch)
        self.known: Known | None = None
        if settings.against is not None:
            self.known = Known.open(settings.against, Fingerprinter(detector.lexicon).digest)

    def found(self) -> Found:
        """Run the stages up to the comparisons."""
        read = self._read()
        listed, whole = self._catalogue(read)
        store = Store(self._file(listed, "index"), tuple(self._file(entry, "texts") for entry in read))
        prints = self._fingerprint(read, whole, store)
        related = self._relate(prints, whole)
        abouts: tuple[Path, ...] = (self._file(listed, "about"),)
        if self.known is not None:
            looked_up = self._look_up(related, whole, len(read))
            texts = (*store.shards, self._file(looked_up, "texts"))
            store = Store(self._file(looked_up, "index"), texts)
            abouts = (*abouts, self._file(looked_up, "about"))
        compared = self._compare(related, store)
        return Found(
            self.settings,
            self.detector,
            self.ledger,
            store,
            whole.docs,
            abouts[0],
            abouts,
            (*(self._file(entry, "rejected") for entry in read), self._file(listed, "rejected")),
            tuple(self._file(entry, "sketch") for entry in prints),
            self._file(related, "duplicates"),
            related.counts["candidates"],
            tuple(self._file(entry, "compared") for entry in compared),
            self.crew.done,
            self.crew,
            unjoined_note(related.counts["unjoined"], self._relating(prints, whole).all_documents),
        )

    def _file(self, entry: Entry, name: str) -> Path:
        return self.ledger.found(entry, name)

    def _read(self) -> list[Entry]:
        options = self.settings.reading
        parts = plan_inputs(self.settings.corpus, options)
        tasks = [
            Task(
                f"{part.number:06d}",
                key_of(part=part.digest, options=options.to_dict(), version=(__version__, TABLES_VERSION)),
                1,
                reading.Reading(part, options),
            )
            for part in parts
        ]
        return self.crew.run(READ, tasks)

    def _catalogue(self, read: Sequence[Entry]) -> tuple[Entry, Catalogue]:
        files = tuple(self._file(entry, "about") for entry in read)
        whole = Catalogue.of(files)
        key = key_of(about=[entry.files["about"].sha256 for entry in read])
        task = Task("all", key, len(read), steps.Listing(files, whole, self.settings.memory))
        return self.crew.run(CATALOGUE, [task])[0], whole

    def _fingerprint(self, read: Sequence[Entry], whole: Catalogue, store: Store) -> list[Entry]:
        prints = Fingerprinter(self.detector.lexicon).digest
        tasks = []
        for at, entry in enumerate(read):
            rows, digests = whole.rows_of(at)
            for first in range(0, len(rows), FINGERPRINTED):
                here = slice(first, first + FINGERPRINTED)
                key = key_of(texts=steps.digest_of_arrays(digests[here]), prints=prints)
                given = steps.Printing(self._file(entry, "texts"), rows[here], self.detector)
                tasks.append(Task(f"{entry.shard}-{first:08d}", key, len(rows[here]), given))
        return self.crew.run(FINGERPRINT, tasks)

    def _relating(self, prints: Sequence[Entry], whole: Catalogue) -> Relating:
        return Relating(
            tuple(self._file(entry, "keys") for entry in prints),
            tuple(self._file(entry, "sketch") for entry in prints),
            len(whole.docs),
            self.settings.memory,
            self.settings.workers,
            self.ledger.folder / "temporary",
            self.known,
        )

    def _relate(self, prints: Sequence[Entry], whole: Catalogue) -> Entry:
        given = self._relating(prints, whole)
        key = key_of(read=[entry.digest for entry in prints], relating=relating_key(given))
        return self.crew.run(RELATE, [Task("all", key, len(whole.docs), given)])[0]

    def _look_up(self, related: Entry, whole: Catalogue, shards: int) -> Entry:
        """Fetch the texts of the index that are compared, or that a document here has the words of."""
        known = self.known
        if known is None:
            raise SpindetectError("there is no index to look anything up in", where="scan")
        files = (self._file(related, "candidates"), self._file(related, "duplicates"))
        key = key_of(
            related=related.digest, known=known.digests, listed=steps.digest_of_arrays(*whole.columns)
        )
        task = Task(
            "all", key, related.counts["candidates"], steps.LookingUp(files, known.texts, whole, shards)
        )
        return self.crew.run(LOOK_UP, [task])[0]

    def _compare(self, related: Entry, store: Store) -> list[Entry]:
        path = self._file(related, "candidates")
        rows = table(path)
        program = pair_program(self.detector.program)
        a, b = (np.asarray(rows.column(side)) for side in "ab")
        values = [np.asarray(rows.column(name)) for name in rows.schema.names]
        texts = [store.digests[store.at(side)] for side in (a, b)]
        tasks = []
        for first, last in steps.cut_by_key(a, COMPARED):
            here = [array[first:last] for array in (*values, *texts)]
            key = key_of(rows=steps.digest_of_arrays(*here), program=program)
            given = steps.Comparing(path, first, last, store, self.detector)
            tasks.append(Task(steps.shard_name(int(a[first])), key, last - first, given))
        return self.crew.run(COMPARE, tasks)


def score(found: Found, docs: Keys) -> tuple[Path, ...]:
    """Score documents without their sources; return the files."""
    program = score_program(text_program(found.detector))
    texts = found.store.digests[found.store.at(docs)]
    tasks = []
    for first, last in steps.cut_by_key(docs, SCORED):
        key = key_of(docs=steps.digest_of_arrays(docs[first:last], texts[first:last]), program=program)
        given = steps.Scoring(tuple(docs[first:last].tolist()), found.store, found.detector)
        tasks.append(Task(steps.shard_name(int(docs[first])), key, last - first, given))
    return tuple(found.ledger.found(entry, "scored") for entry in found.crew.run(SCORE, tasks))
