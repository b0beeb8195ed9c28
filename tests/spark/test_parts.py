"""The parts of the Spark engine that need no cluster."""

from __future__ import annotations

import random
import subprocess
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from crawls import prose
from hypothesis import given
from hypothesis import strategies as st

import spindetect
from data.samples.corpus import write_corpus
from spindetect.cli.java import hushed
from spindetect.corpus.engines.spark import Spark, spark_schema
from spindetect.corpus.families import connected
from spindetect.corpus.readers import ReadOptions, plan_inputs, read_part
from spindetect.corpus.spark import inputs, work
from spindetect.corpus.spark.components import roots_of
from spindetect.corpus.tables import TABLES
from spindetect.errors import SpindetectError


@pytest.fixture(scope="module")
def opening():
    return work.Opening.of(spindetect.load())


def read(rows, **options):
    table = [{"bytes": None, work.BYTES: len((row.get("text") or "").encode()), **row} for row in rows]
    batch = pa.RecordBatch.from_pylist(table)
    found = list(work.screen([batch], ReadOptions(identify=False, **options), "rows"))
    return [row for batch in found for row in batch.to_pylist()]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=60))
def test_components_are_those_of_one_machine(pairs):
    docs, roots = roots_of(np.array(pairs, np.int64).reshape(-1, 2))
    groups = defaultdict(list)
    for doc, root in zip(docs.tolist(), roots.tolist(), strict=True):
        groups[root].append(doc)
    assert sorted(map(sorted, groups.values())) == sorted(
        sorted(map(int, group)) for group in connected([(f"{a:03d}", f"{b:03d}") for a, b in pairs])
    )
    assert all(root == min(group) for root, group in groups.items())


def test_a_long_chain_is_one_component():
    order = np.random.Generator(np.random.PCG64(1)).permutation(5000)
    docs, roots = roots_of(np.stack([order[:-1], order[1:]], axis=1))
    assert len(docs) == 5000
    assert set(roots.tolist()) == {0}


def test_every_table_has_a_schema_in_spark():
    for table in (*TABLES, work.PRINTED, work.JUDGED, work.PROBED):
        assert spark_schema(table.schema).names == list(table.names)


def test_a_name_is_read_where_it_stands_for_a_table_and_not_for_a_column():
    engine = Spark(None, "work")  # type: ignore[arg-type]  # no statement is run
    engine.define("keys", "SELECT 1 AS doc, 2 AS keys")
    engine.define("sketch", "SELECT s.doc, s.keys FROM others s")
    engine.define("live", "SELECT * FROM sketch JOIN keys k ON k.doc = sketch.doc")
    assert engine._closure(engine._named("SELECT s.keys FROM sketch s")) == ["sketch"]
    assert engine._closure(engine._named("SELECT * FROM live")) == ["keys", "sketch", "live"]
    with pytest.raises(SpindetectError, match="table's name"):
        engine.define("x; DROP", "SELECT 1")


def test_a_text_that_is_too_large_is_told_by_its_size():
    rows = read([{"id": "a", "text": prose(1)}, {"id": "b", "text": None, work.BYTES: 50_000_000}])
    assert [(row["id"], row["reason"]) for row in rows] == [("a", None), ("b", "too-large")]
    assert "50,000,000 bytes" in rows[1]["detail"]


def test_a_document_without_a_fingerprint_is_rejected_and_stops_nothing(opening, monkeypatch):
    rows = read([{"id": f"d{n}", "text": prose(n)} for n in range(6)])
    batch = pa.RecordBatch.from_pylist(rows, schema=work.READ.schema)
    (whole,) = work.printed([batch], opening)
    good = work.fingerprint

    def bad(documents, printer):
        if "d3" in documents.column("id").to_pylist():
            raise ZeroDivisionError("d3")
        return good(documents, printer)

    monkeypatch.setattr(work, "fingerprint", bad)
    found = [row for part in work.printed([batch], opening) for row in part.to_pylist()]
    assert [row["reason"] for row in found] == [None, None, None, "failed", None, None]
    assert "ZeroDivisionError" in found[3]["detail"]
    assert [row for row in found if row["id"] != "d3"] == [r for r in whole.to_pylist() if r["id"] != "d3"]


def test_fingerprints_do_not_depend_on_what_stands_beside_a_document(opening):
    rows = read([{"id": f"d{n % 4}", "text": prose(n, 3 + n % 3)} for n in range(9)])  # some ids twice
    printed = {}
    for size in (1, 4, 9):
        for at in range(0, 9, size):
            batch = pa.RecordBatch.from_pylist(rows[at : at + size], schema=work.READ.schema)
            for row in (row for part in work.printed([batch], opening) for row in part.to_pylist()):
                printed.setdefault(row["text"], []).append(row)
    assert len(printed) == 9
    for same in printed.values():
        assert len(same) == 3
        assert same[0] == same[1] == same[2]
        assert same[0]["prints"]
        assert same[0]["keys"] == len(same[0]["prints"])


@pytest.mark.parametrize("name", ["model", "scan_model", "text_model"])
def test_executors_with_other_models_are_refused(opening, name):
    other = work.Opening(opening.detector, opening.program.replace(f'"{name}": "', f'"{name}": "0'))
    batch = pa.RecordBatch.from_pydict({"id": pa.array([1])})
    (found,) = work.probe([batch], other, ())
    assert "other models" in found.to_pylist()[0]["problem"]
    (found,) = work.probe([batch], opening, (__file__, "/nowhere/at/all"))
    row = found.to_pylist()[0]
    assert (row["problem"], row["missing"]) == (None, "/nowhere/at/all")


def test_rows_come_packed_as_they_are():
    batch = pa.RecordBatch.from_pylist([{"a": random.Random(n).random(), "b": [n]} for n in range(5)])
    (row,) = next(iter(work.packed([batch]))).to_pylist()
    with pa.ipc.open_stream(row["data"]) as stream:
        assert stream.read_all().to_pylist() == batch.to_pylist()


def test_fetched_files_are_read_as_on_one_machine(tmp_path):
    write_corpus(tmp_path)
    options = ReadOptions()
    found = (read_part(part, options) for part in plan_inputs([str(tmp_path)], options))
    want = [
        row
        for part in found
        for batch in part
        for read_batch in work.as_read(batch.documents, batch.rejected)
        for row in read_batch.to_pylist()
    ]
    files = sorted(str(path) for path in tmp_path.rglob("*") if path.is_file())
    rows = [{"path": f, "length": Path(f).stat().st_size, "content": Path(f).read_bytes()} for f in files]
    rows.append({"path": "s3a://crawl/big.warc", "length": 2**31, "content": None})
    numbers = {name: at for at, name in enumerate(files)}
    fetched = inputs.fetched([pa.RecordBatch.from_pylist(rows)], numbers, options)
    *got, big = (row for batch in fetched for row in batch.to_pylist())
    assert (big["file"], big["reason"]) == ("s3a://crawl/big.warc", "too-large")
    assert sorted(map(repr, got)) == sorted(map(repr, want))
    assert len(got) > 150


def test_a_family_is_judged_from_its_rows_in_any_order():
    members = [
        {"root": 1, "id": name, "published": None, "site": None, "p_spun": p, "is_spun": p > 0.9}
        for name, p in (("b", 0.99), ("a", 0.01), ("c", 0.95))
    ]
    ties = [
        {"family_root": 1, "suspect_id": name, "source_id": "a", "label": "spun", "direction": 0.999}
        for name in "cb"
    ]
    members = [{**row, "duplicate_of": None} for row in members]
    ties.append({**ties[0], "suspect_id": "c", "source_id": "b", "direction": 0.6})
    (row,) = work.judge(pa.Table.from_pylist(members), pa.Table.from_pylist(ties)).to_pylist()
    assert (row["family"], row["members"], row["original"]) == ("a", ["a", "b", "c"], "a")
    again = work.judge(pa.Table.from_pylist(members[::-1]), pa.Table.from_pylist(ties[::-1]))
    assert again.to_pylist() == [row]


def test_what_java_says_as_it_starts_is_told_only_if_it_does_not_start(capfd):
    def fail():
        subprocess.run(["sh", "-c", "echo why not >&2"], check=True)
        raise OSError("no port")

    with hushed():
        later = subprocess.Popen(["sh", "-c", "read line; echo lost >&2"], stdin=subprocess.PIPE)
        subprocess.run(["sh", "-c", "echo of modules >&2"], check=True)
    later.communicate(b"\n")
    with pytest.raises(OSError, match="no port"), hushed():
        fail()
    told, end = "", time.monotonic() + 20
    while "lost" not in told and time.monotonic() < end:
        told += capfd.readouterr().err
    assert sorted(told.splitlines()) == ["lost", "why not"]
