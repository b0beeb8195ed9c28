"""Labelled pairs from JSON lines and Parquet: the same rows, and a bad one costs no other."""

from __future__ import annotations

import gzip
import importlib.util
import io
import json

import pytest

from spindetect.errors import InputError, MissingExtraError
from spindetect.evaluation import BadRow, LabelledData, LabelledPair
from spindetect.evaluation import data as module

ROWS = [
    {"suspect": "The old boat left.", "source": "The old ship left.", "label": "spun", "desk": "sea", "n": 1},
    {
        "suspect": "Rain fell.",
        "source": "Rain fell.",
        "label": "verbatim",
        "group": "r",
        "desk": None,
        "n": 2,
    },
    {"suspect": "It rained.", "source": "Rain fell.", "label": "Not_Spun", "group": "r", "id": 7, "n": 2.5},
]


def write(path, rows, *, packed=False):
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def read(path, **options):
    return list(LabelledData(path, **options))


def test_json_lines(tmp_path):
    one, two, three = read(write(tmp_path / "p.jsonl", ROWS), slices=("desk", "n"))
    assert (one.row, one.label, one.slices) == (1, "spun", ("sea", "1"))
    assert one.suspect.text == "The old boat left."
    assert (two.slices, three.slices) == (("(none)", "2"), ("(none)", "2.5"))
    assert (three.label, three.id) == ("not-spun", "7")


def test_rows_of_one_source_go_together_unless_a_group_is_named(tmp_path):
    rows = [{**row, "group": None} for row in ROWS]
    one, two, three = read(write(tmp_path / "p.jsonl", rows))
    assert one.group != two.group == three.group
    named = read(write(tmp_path / "q.jsonl", ROWS))
    assert named[1].group == named[2].group == "=r"
    assert [p.group for p in read(tmp_path / "q.jsonl", group="n")] == ["=1", "=2", "=2.5"]


@pytest.mark.parametrize("name", ["p.jsonl.gz", "p.jsonl"])
def test_compressed_lines_are_known_by_their_bytes(tmp_path, name):
    packed = read(write(tmp_path / name, ROWS, packed=True))
    assert packed == read(write(tmp_path / "plain.jsonl", ROWS))
    assert LabelledData(tmp_path / name).count() is None
    assert LabelledData(tmp_path / "plain.jsonl").count() == 3


def test_damaged_compression_is_said(tmp_path):
    path = write(tmp_path / "p.jsonl.gz", ROWS * 1000, packed=True)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="compressed data are damaged"):
        read(path)


def test_parquet_gives_the_same_rows(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [{"id": None, "group": None, **row, "n": float(row["n"])} for row in ROWS]
    rows = [{**row, "id": None if row["id"] is None else str(row["id"])} for row in rows]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "p.parquet")
    data = LabelledData(tmp_path / "p.parquet", slices=("desk", "n"))
    assert data.count() == 3
    assert list(data) == read(write(tmp_path / "p.jsonl", rows), slices=("desk", "n"))
    assert [p.identity() for p in data] == [
        p.identity() for p in read(tmp_path / "p.jsonl", slices=("desk", "n"))
    ]


def test_what_is_no_parquet_is_said(tmp_path):
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "p.parquet", ROWS)
    with pytest.raises(InputError, match="is not Parquet that can be read"):
        read(path)


def test_parquet_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (tmp_path / "p.parquet").write_bytes(b"PAR1")
    with pytest.raises(MissingExtraError, match=r"spindetect\[parquet\]"):
        LabelledData(tmp_path / "p.parquet")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "is not JSON"),
        (b"[1]", "expected an object"),
        (b"\xff\xfe{}", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"suspect": "a", "source": "b"}', "lacks 'label'"),
        (b'{"suspect": "a", "label": "spun"}', "lacks 'source'"),
        (b'{"suspect": 1, "source": "b", "label": "spun"}', "expected a text"),
        (b'{"suspect": "a", "source": "b", "label": "spon"}', "'spon' is none that is known"),
        (b'{"suspect": "a", "source": "b", "label": 1}', "1 is none that is known"),
        (b'{"suspect": "a", "source": "b", "label": "spun", "group": [1]}', "expected a text or a number"),
        (b'{"suspect_path": "absent.txt", "source": "b", "label": "spun"}', "absent.txt"),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_costs_no_other(tmp_path, line, said):
    good = json.dumps(ROWS[0]).encode()
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"\n".join([good, line, b"", good]))
    first, bad, last = read(path)
    assert isinstance(bad, BadRow)
    assert bad.row == 2
    assert said in f"{bad.where}: {bad.error}"
    assert bad.hint
    assert (first.row, last.row) == (1, 4)


def test_a_line_without_end_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MOST_BYTES", 500)
    path = write(tmp_path / "p.jsonl", [ROWS[0], {**ROWS[0], "suspect": "long " * 1000}, ROWS[1]])
    found = read(path)
    assert [type(row) for row in found] == [LabelledPair, BadRow, LabelledPair]
    assert "MB" in found[1].error


def test_texts_in_files_are_relative_to_the_data(tmp_path):
    (tmp_path / "a.txt").write_text("The old boat left.", encoding="utf-8")
    path = write(tmp_path / "p.jsonl", [{"suspect_path": "a.txt", "source": "b", "label": "edited"}])
    (found,) = read(path)
    assert found.suspect.text == "The old boat left."


def test_the_name_of_a_file_is_no_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "p.jsonl", [{"suspect": "p.jsonl", "source": "b", "label": "spun"}])
    (found,) = read(path)
    assert "name of an existing file" in found.error


@pytest.mark.parametrize("options", [{"slices": ("dose",)}, {"group": "dose"}])
def test_a_column_that_is_not_there_stops_at_once(tmp_path, options):
    path = write(tmp_path / "p.jsonl", ROWS)
    with pytest.raises(InputError, match="no column 'dose'") as error:
        read(path, **options)
    assert "suspect, source, label, desk, n" in error.value.hint


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_what_is_no_file_is_said(tmp_path, name):
    with pytest.raises(InputError, match=r"does not exist|is a directory"):
        LabelledData(tmp_path / name)


def test_a_stream_is_read_once_and_bounded(tmp_path):
    lines = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    data = LabelledData("-", stream=io.BytesIO(lines))
    assert data.name == "standard input"
    assert data.count() is None
    assert [row.row for row in data] == [1, 2, 3]


def test_the_digest_is_of_the_texts_and_the_identity_of_the_labels_too(tmp_path):
    one, other = read(write(tmp_path / "p.jsonl", [ROWS[0], {**ROWS[0], "label": "edited"}]))
    assert one.digest() == other.digest()
    assert one.identity() != other.identity()
