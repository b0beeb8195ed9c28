"""The sieve drops keys of one document alone and numbers documents; what the relational step finds stays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.relating import Relating, run_step, tables
from spindetect.corpus.sieve import _counted, sieve
from spindetect.corpus.tables import CANDIDATES, KEYS, SKETCH
from spindetect.errors import InputError

MEMORY = 1 << 28


def written(folder, documents, *, parts=2):
    """Write documents, lists of keys by their own key, as files of `KEYS` and `SKETCH`."""
    rows = [(doc, key, at, 1.0) for doc, keys in documents.items() for at, key in enumerate(keys)]
    keys = [rows[at::parts] for at in range(parts)]
    keys = [sorted(part, key=lambda row: (row[0], row[2])) for part in keys]
    sketches = [
        (doc, f"{doc:03}", len(keys), len(set(keys)), doc, [doc, -doc, doc + 1])
        for doc, keys in documents.items()
    ]
    out = []
    for name, parts_of, table in (("keys", keys, KEYS), ("sketch", [sketches], SKETCH)):
        files = []
        for at, part in enumerate(parts_of):
            columns = list(zip(*part, strict=True)) or [[] for _ in table.names]
            path = folder / f"{name}{at}.parquet"
            pq.write_table(pa.table(dict(zip(table.names, columns, strict=True)), schema=table.schema), path)
            files.append(path)
        out.append(tuple(files))
    return out


def rows(paths):
    """Return the rows of files, in an order of their own."""
    found = [tuple(row.values()) for path in paths for row in pq.read_table(path).to_pylist()]
    return sorted(found)


@pytest.fixture
def random_documents():
    rng = np.random.default_rng(4)
    names = rng.choice(1 << 62, 60, replace=False).tolist()
    shared = rng.integers(1 << 62, size=400).tolist()
    return {
        doc: list(dict.fromkeys(rng.choice(shared, 20).tolist() + rng.integers(1 << 62, size=30).tolist()))
        for doc in names
    }


def test_every_key_of_two_documents_is_kept_and_most_others_go(tmp_path, random_documents):
    keys, sketches = written(tmp_path, random_documents)
    found = sieve([keys], [sketches], tmp_path / "sieved", memory=MEMORY)
    assert found.docs.tolist() == sorted(random_documents)
    before = [(*row[:3],) for row in rows(keys)]
    kept = {(int(found.docs[doc]), key, at) for doc, key, at, _ in rows(found.keys[0])}
    of = {}
    for doc, key, _ in before:
        of.setdefault(key, set()).add(doc)
    needed = {row for row in before if len(of[row[1]]) > 1}
    assert needed <= kept <= set(before)
    assert len(kept - needed) < 0.4 * (len(before) - len(needed))


def test_few_counters_keep_more_and_lose_nothing(tmp_path, random_documents):
    keys, sketches = written(tmp_path, random_documents)
    assert len(_counted(keys, 64)) == 64
    found = sieve([keys], [sketches], tmp_path / "sieved", memory=256)
    assert len(rows(found.keys[0])) == len(rows(keys))


def test_a_key_of_the_corpus_and_of_what_it_is_compared_with_is_kept(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (
        written(tmp_path / "a", {5: [1 << 62, 1 << 61]}),
        written(tmp_path / "b", {3: [1 << 62, 1 << 60]}),
    )
    found = sieve([one[0], other[0]], [one[1], other[1]], tmp_path / "sieved", memory=MEMORY)
    assert [row[:2] for row in rows(found.keys[0])] == [(1, 1 << 62)]
    assert [row[:2] for row in rows(found.keys[1])] == [(0, 1 << 62)]
    assert [row[0] for row in rows(found.sketches[1])] == [0]


def test_candidates_have_the_names_of_documents_and_are_those_of_all_keys(tmp_path, random_documents):
    keys, sketches = written(tmp_path, random_documents)
    given = Relating(keys, sketches, len(random_documents), MEMORY, 1, tmp_path / "t")
    query = "SELECT * FROM candidates ORDER BY a, b"
    with opened(given.temporary, memory=MEMORY, threads=1) as engine:
        numbered = tables(engine, given)
        for step in given.steps:
            run_step(engine, step)
        batches = numbered.named(engine.rows(query, CANDIDATES.schema), "a", "b")
        mine = [row for batch in batches for row in batch.to_pylist()]
    with opened(given.temporary, memory=MEMORY, threads=1) as engine:
        engine.table("keys", keys, KEYS.schema)
        engine.table("sketch", sketches, SKETCH.schema)
        for step in given.steps:
            run_step(engine, step)
        plain = [row for batch in engine.rows(query, CANDIDATES.schema) for row in batch.to_pylist()]
    assert plain
    assert mine == plain


def test_nothing_to_sieve(tmp_path):
    keys, sketches = written(tmp_path, {}, parts=1)
    found = sieve([keys], [sketches], tmp_path / "sieved", memory=MEMORY)
    assert (len(found.docs), rows(found.keys[0]), rows(found.sketches[0])) == (0, [], [])


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    keys, sketches = written(tmp_path, {1: [2], 2: [2]})
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        sieve([keys], [sketches], tmp_path / "file" / "sieved", memory=MEMORY)
