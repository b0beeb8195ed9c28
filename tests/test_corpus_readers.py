"""What is read of a corpus, format by format, and how it is divided."""

from __future__ import annotations

import datetime
import gzip
import json
import pickle
from typing import get_args

import pyarrow as pa
import pyarrow.parquet
import pytest
import zstandard
from crawls import (
    LEAST,
    json_lines,
    page,
    prose,
    read,
    read_parts,
    reasons,
    record,
    records,
    rows,
    write,
)

from spindetect.corpus.readers import ReadOptions, parse_mapping, plan_inputs, read_corpus
from spindetect.corpus.tables import DOCUMENT, REASONS, REJECTED, Reason, document_key
from spindetect.errors import InputError, MissingExtraError


def test_a_line_of_json_is_a_document(tmp_path):
    row = {
        "id": 17,
        "text": prose(1),
        "url": "https://www.News.example:8080/a",
        "published": "Mon, 04 Mar 2019 10:00:00 +0100",
        "title": "A title",
        "other": [1, 2],
    }
    file = write(tmp_path / "a.jsonl", json_lines([row]))
    documents, rejected = read(file)
    assert not rejected
    assert documents == [
        {
            "doc": document_key("17"),
            "id": "17",
            "text": prose(1),
            "url": "https://www.News.example:8080/a",
            "published": "2019-03-04T09:00:00Z",
            "title": "A title",
            "site": "news.example",
            "file": str(file),
            "place": "line 1",
            "ordinal": 1,
            "regions": None,
        }
    ]


@pytest.mark.parametrize("ending", [".jsonl", ".ndjson", ".jsonl.gz", ".json.zst"])
def test_json_lines_are_read_however_they_are_packed(tmp_path, ending):
    data = json_lines(rows(5))
    packed = {"gz": gzip.compress, "zst": zstandard.ZstdCompressor().compress}.get(
        ending[-3:].strip("."), bytes
    )
    # Several members or frames in one file, as appending writes them.
    file = write(tmp_path / f"a{ending}", packed(data[:300]) + packed(data[300:]))
    documents, rejected = read(file)
    assert [d["id"] for d in documents] == [f"d{k}" for k in range(5)]
    assert not rejected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(tmp_path, encoding):
    text = f"{prose(1)} Café €"
    data = json.dumps({"id": "a", "text": text}, ensure_ascii=False).encode(encoding)
    assert read(write(tmp_path / "a.jsonl", data))[0][0]["text"] == text
    table = f"id,text\r\na,{text}\r\n".encode(encoding)
    assert read(write(tmp_path / "a.csv", table))[0][0]["text"] == text


def test_a_mapping_names_the_fields(tmp_path):
    file = write(
        tmp_path / "a.jsonl", json_lines([{"body": prose(1), "uri": "https://a.example/x", "text": 3}])
    )
    options = ReadOptions(mapping=parse_mapping("text=body, id=uri"))
    (document,), _ = read(file, options=options)
    assert (document["id"], document["site"], document["url"]) == ("https://a.example/x", "a.example", None)


@pytest.mark.parametrize(
    "given", ["text", "text=", "=body", "body=text", "text=a,text=b", "text=a,,id=b", ""]
)
def test_a_mapping_that_is_none_is_told(given):
    with pytest.raises(InputError, match=r"--map"):
        parse_mapping(given)


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("field", ["text", "url"])
def test_a_mapping_that_names_no_field_is_told_before_the_work(tmp_path, ending, field):
    file = tmp_path / f"a.{ending}"
    table = {"id": ["a"], "text": [prose(1)]}
    if ending == "parquet":
        pa.parquet.write_table(pa.table(table), file)
    else:
        write(file, json_lines(rows(1)) if ending == "jsonl" else f"id,text\na,{prose(1)}\n".encode())
    with pytest.raises(
        InputError, match=rf"a\.{ending}: has no field 'nix'; it has 'id', 'text'.*--map {field}="
    ):
        plan_inputs([file], ReadOptions(mapping={field: "nix"}))


def test_there_is_nothing_to_map_in_pages(tmp_path):
    write(tmp_path / "a.txt", prose(1).encode())
    with pytest.raises(InputError, match="no field to map"):
        plan_inputs([tmp_path], ReadOptions(mapping={"text": "body"}))


def test_a_corpus_of_nothing_is_told(tmp_path):
    (tmp_path / "empty").mkdir()
    for given, told in (
        ([], "no corpus"),
        ([tmp_path / "no.jsonl"], "does not exist"),
        ([tmp_path / "*.jsonl"], "does not exist"),
        ([tmp_path / "empty"], "without files"),
        (["s3a://bucket/a.jsonl"], "--engine spark"),
        ([write(tmp_path / "a.png", b"x")], "no file that can be read"),
    ):
        with pytest.raises(InputError, match=told):
            plan_inputs(given)


def test_what_reads_a_file_must_be_installed(tmp_path, monkeypatch):
    from spindetect.corpus import extras

    file = write(tmp_path / "a.jsonl.zst", zstandard.ZstdCompressor().compress(b"{}"))
    there = extras.importlib.util.find_spec
    monkeypatch.setattr(extras.importlib.util, "find_spec", lambda n: None if n == "zstandard" else there(n))
    with pytest.raises(MissingExtraError, match=r"pip install 'spindetect\[corpus\]'"):
        plan_inputs([file])


def test_ids_are_given_or_the_url_or_the_place(tmp_path):
    told = [
        {"text": prose(1)},
        {"text": prose(2), "url": "https://a.example/2"},
        {"text": prose(3), "id": ""},
    ]
    file = write(tmp_path / "a.jsonl", json_lines(told))
    assert [d["id"] for d in read(file)[0]] == [f"{file}#line 1", "https://a.example/2", f"{file}#line 3"]
    lone = write(tmp_path / "b.txt", prose(4).encode())
    assert read(lone)[0][0]["id"] == str(lone)


def test_csv_and_tsv_are_read(tmp_path):
    text = prose(1).replace("ship 1", '"ship,\n1"')
    quoted = text.replace('"', '""')
    comma = write(
        tmp_path / "a.csv", f'id,text,url\r\nx,"{quoted}",https://a.example\r\n\r\ny,{prose(2)},\r\n'.encode()
    )
    documents, rejected = read(comma)
    assert [(d["id"], d["text"], d["place"]) for d in documents] == [
        ("x", text, "line 2"),
        ("y", prose(2), "line 5"),
    ]
    assert not rejected
    assert read(write(tmp_path / "a.tsv", f"text\tid\n{prose(3)}\tz\n".encode()))[0][0]["id"] == "z"
    assert (
        read(write(tmp_path / "b.csv.gz", f"text;id\n{prose(3)}\tz;k\n".encode(), pack=True))[0][0]["id"]
        == "k"
    )


def test_parquet_is_read_with_its_types(tmp_path):
    when = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    table = pa.table(
        {
            "id": pa.array([1, 2], pa.uint32()),
            "text": pa.array([prose(1), prose(2)]).dictionary_encode(),
            "published": pa.array([when, None], pa.timestamp("ns", "UTC")),
        }
    )
    pa.parquet.write_table(table, tmp_path / "a.parquet")
    documents, rejected = read(tmp_path / "a.parquet")
    assert [(d["id"], d["published"], d["place"]) for d in documents] == [
        ("1", "2020-01-02T03:04:05Z", "row 1"),
        ("2", None, "row 2"),
    ]
    assert not rejected


def test_a_folder_of_pages_is_read(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    write(tmp_path / ".hidden" / "a.txt", prose(9).encode())
    write(tmp_path / "_SUCCESS", b"")
    write(tmp_path / "b.txt", prose(1).encode())
    write(tmp_path / "sub" / "a.md", prose(2).encode())
    head = '<meta property="article:published_time" content="2021-02-03T04:05:06Z">'
    body = f"<blockquote>{prose(7)}</blockquote>"
    write(tmp_path / "c.html", page(3, head, body).encode())
    write(tmp_path / "d.png", b"\x89PNG")
    documents, rejected = read(tmp_path)
    assert [d["file"].removeprefix(f"{tmp_path}/") for d in documents] == ["b.txt", "c.html", "sub/a.md"]
    html = documents[1]
    assert (html["title"], html["published"]) == ("House 3 & harbour", "2021-02-03T04:05:06Z")
    assert "Home" not in html["text"]
    (region,) = html["regions"]
    assert html["text"][region["start"] : region["end"]].strip() == prose(7)
    assert [(r["file"], r["reason"]) for r in rejected] == [(str(tmp_path / "d.png"), "unreadable")]


@pytest.mark.parametrize("pack", [False, True])
def test_warc_is_read(tmp_path, pack):
    wet = b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://w.example/\r\n"
    wet += (
        b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(prose(50))
        + prose(50).encode()
        + b"\r\n\r\n"
    )
    told = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n",
        record("https://a.example/1", b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        *records(2),
        record(
            "https://a.example/2",
            page(5).replace("keeper", "kéeper").encode("latin-1"),
            content="text/html; charset=latin1",
        ),
        record("https://a.example/3", gzip.compress(page(6).encode()), headers="Content-Encoding: gzip\r\n"),
        record("https://a.example/4", page(7).encode(), headers="Content-Encoding: gzip\r\n"),
        record("https://a.example/5", b"5\r\nHello\r\n0\r\n\r\n", headers="Transfer-Encoding: chunked\r\n"),
        record("https://a.example/6", page(8).encode(), status="404 Not Found"),
        record("https://a.example/7", b"\x89PNG", content="image/png"),
        record("https://a.example/8", b"<html><body></body></html>"),
        wet,
    ]
    data = b"".join(map(gzip.compress, told)) if pack else b"".join(told)
    documents, rejected = read(write(tmp_path / ("a.warc.gz" if pack else "a.warc"), data))
    assert [d["url"] for d in documents] == [
        "https://site0.example/0",
        "https://site1.example/1",
        "https://a.example/2",
        "https://a.example/3",
        "https://a.example/4",
        "https://w.example/",
    ]
    assert documents[0]["title"] == "House 0 & harbour"
    assert documents[0]["published"] is None  # the day it was fetched is no date of publication
    assert documents[0]["place"] == "record 3"
    assert "kéeper" in documents[2]["text"]
    assert documents[5]["text"] == prose(50)
    assert [(r["url"][-1], r["reason"]) for r in rejected] == [
        ("5", "too-short"),
        ("6", "not-a-page"),
        ("7", "not-a-page"),
        ("8", "empty"),
    ]


def test_paths_are_read_once_and_in_order(tmp_path):
    for name in "bac":
        write(tmp_path / f"{name}.jsonl", json_lines([{"id": name, "text": prose(ord(name))}]))
    documents, rejected = read(tmp_path / "c.jsonl", tmp_path / "*.jsonl", tmp_path)
    assert [d["id"] for d in documents] == ["c", "a", "b"]
    assert not rejected
    ordinals = [d["ordinal"] for d in documents]
    assert ordinals == sorted(ordinals)


def test_parts_give_what_the_whole_gives(tmp_path):
    write(
        tmp_path / "a.jsonl",
        b"\n" + json_lines(rows(40)) + b'{"id": "last", "text": "' + prose(1).encode() + b'"}',
    )
    table = pa.table({"id": [f"p{k}" for k in range(40)], "text": [prose(k) for k in range(40)]})
    pa.parquet.write_table(table, tmp_path / "b.parquet", row_group_size=7, compression="none")
    for k in range(7):
        write(tmp_path / f"t{k}.txt", prose(k).encode())
    whole = plan_inputs([tmp_path])
    assert [part.kind for part in whole] == ["json-lines", "parquet", "pages"]
    wanted = read_parts(whole)
    assert len(wanted[0]) == 40 + 1 + 40 + 7
    for size in (1, 500, 1111, 5000):
        parts = plan_inputs([tmp_path], part_bytes=size)
        assert len(parts) > len(whole)
        assert [part.number for part in parts] == list(range(len(parts)))
        assert len({part.digest for part in parts}) == len(parts)
        assert read_parts(parts) == wanted
        assert pickle.loads(pickle.dumps(parts)) == parts
    assert sum(part.bytes for part in plan_inputs([tmp_path / "a.jsonl"], part_bytes=900)) == (
        (tmp_path / "a.jsonl").stat().st_size
    )


def test_a_changed_file_is_another_part(tmp_path):
    file = write(tmp_path / "a.jsonl", json_lines(rows(2)))
    (before,) = plan_inputs([file])
    assert plan_inputs([file])[0].digest == before.digest
    write(file, json_lines(rows(3)))
    assert plan_inputs([file])[0].digest != before.digest


def test_batches_are_bounded_and_typed(tmp_path):
    file = write(tmp_path / "a.jsonl", json_lines([*rows(10), {"id": "x"}]))
    by_rows = list(read_corpus([file], options=ReadOptions(batch_rows=4)))
    assert [b.documents.num_rows + b.rejected.num_rows for b in by_rows] == [4, 4, 3]
    by_bytes = list(read_corpus([file], options=ReadOptions(batch_bytes=1000)))
    assert [b.documents.num_rows for b in by_bytes] == [3, 3, 3, 1]
    for batch in by_rows:
        assert batch.documents.schema == DOCUMENT.schema
        assert batch.rejected.schema == REJECTED.schema


def test_repeated_ids_are_found_in_a_part_and_between_parts(tmp_path):
    import duckdb

    from spindetect.corpus.readers import REPEATED_IDS

    told = [*rows(3), {"id": "d1", "text": prose(77)}]
    write(tmp_path / "a.jsonl", json_lines(told))
    write(tmp_path / "b.jsonl", json_lines(rows(2)))
    (documents, rejected), size = read(tmp_path / "a.jsonl"), len(json_lines(told[:2]))
    assert reasons(rejected) == [("line 4", "duplicate-id")]
    assert rejected[0]["detail"].endswith("a.jsonl line 2")
    for part_bytes in (size, 1 << 20):
        parts = plan_inputs([tmp_path], part_bytes=part_bytes)
        documents, rejected = read_parts(parts)
        with duckdb.connect() as engine:
            engine.register("documents", pa.Table.from_pylist(documents, schema=DOCUMENT.schema))
            found = engine.sql(REPEATED_IDS).to_arrow_table().to_pylist()
        all_told = [
            *((r["file"][-7:], r["place"]) for r in rejected),
            *((r["file"][-7:], r["place"]) for r in found),
        ]
        assert sorted(all_told) == [("a.jsonl", "line 4"), ("b.jsonl", "line 1"), ("b.jsonl", "line 2")]
        assert {r["reason"] for r in found} == {"duplicate-id"}
        assert all("a.jsonl line" in r["detail"] for r in found)


def test_rows_are_the_same_documents_however_they_are_divided():
    from spindetect.corpus.readers import read_rows

    told = [*rows(9), {"text": prose(20)}, {"id": "d1", "text": prose(21)}, {"id": "short", "text": "few"}]
    table = pa.Table.from_pylist(told, schema=pa.schema({"id": pa.string(), "text": pa.large_string()}))
    found = []
    for size, order in ((100, table), (2, table), (3, table.take(list(range(11, -1, -1))))):
        given = list(read_rows(order.to_batches(size), file="pages"))
        documents = [row for batch in given for row in batch.documents.to_pylist()]
        assert [r["reason"] for batch in given for r in batch.rejected.to_pylist()] == ["too-short"]
        found.append(sorted(documents, key=lambda row: row["ordinal"]))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 11
    (made,) = [row for row in found[0] if row["text"] == prose(20)]
    assert made["id"] == f"pages#row {made['ordinal']:016x}"
    (batch,) = read_rows(table.rename_columns(["id", "body"]).to_batches())
    assert "has no column 'text'; it has body, id" in batch.rejected.to_pylist()[0]["detail"]


def test_every_reason_is_documented():
    assert list(REASONS) == list(get_args(Reason))
    assert all(len(told) > 20 for told in REASONS.values())


def test_least_options_are_checked():
    with pytest.raises(InputError, match="batch_rows"):
        ReadOptions(batch_rows=0)
    assert LEAST.to_dict()["min_words"] == 1
