"""What no corpus should hold and every crawl does: each is told with its reason, and stops nothing."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tracemalloc
import zlib

import pyarrow as pa
import pyarrow.parquet
import pytest
import zstandard
from crawls import LEAST, json_lines, page, prose, read, read_parts, reasons, record, records, rows, write

from spindetect.corpus.readers import ReadOptions, plan_inputs, read_part, screen
from spindetect.corpus.readers.found import Raw
from spindetect.corpus.readers.screen import MOST_ID, MOST_TITLE

HOSTILE = "\x1b]0;owned\x07\x1b[2J=cmd|' /C calc'!A0<script>alert(1)</script>\x00\u202e\r\nx"


def varied(n: int) -> list[dict[str, str]]:
    """Return rows whose bytes do not compress to nothing."""
    chance = random.Random(7)
    return [{"id": f"d{k}", "text": f"{prose(k)} {chance.randbytes(400).hex()}"} for k in range(n)]


def test_lines_that_are_no_documents(tmp_path):
    good = json.dumps({"id": "good", "text": prose(1)}).encode()
    lines = [
        b"not json",
        b'{"text": "cut off',
        b"[1, 2]",
        b'"a text"',
        b'{"id": "none"}',
        b'{"id": "null", "text": null}',
        b'{"id": "list", "text": ["a"]}',
        b'{"id": "blank", "text": " \\n\\t "}',
        b'{"id": "short", "text": "Just a few words."}',
        b'{"id": "latin", "text": "caf\xe9"}',
        b'{"id": {"a": 1}, "text": "x"}',
        b'{"id": true, "text": "x"}',
        b"[" * 100_000,
        b'{"text": ' + b"9" * 5000 + b"}",
        b"\x1f\x8b\x08\x00\x00\x00",
        b"",
        good,
    ]
    (document,), rejected = read(write(tmp_path / "a.jsonl", b"\n".join(lines)))
    assert (document["id"], document["place"]) == ("good", "line 17")
    assert [(r["id"], r["reason"]) for r in rejected] == [
        (None, "broken-record"),
        (None, "broken-record"),
        (None, "broken-record"),
        (None, "broken-record"),
        ("none", "broken-record"),
        ("null", "empty"),
        ("list", "broken-record"),
        ("blank", "empty"),
        ("short", "too-short"),
        (None, "undecodable"),
        (None, "bad-id"),
        (None, "bad-id"),
        (None, "broken-record"),
        (None, "broken-record"),
        (None, "undecodable"),
    ]
    assert [r["place"] for r in rejected] == [f"line {k}" for k in range(1, 16)]
    assert rejected[8]["detail"] == "has 4 words, fewer than 50"
    assert "jq" in rejected[2]["detail"]


def test_hostile_names_are_data(tmp_path):
    told = {"id": HOSTILE, "title": HOSTILE, "url": f"https://a.example/{HOSTILE}", "published": HOSTILE}
    documents, rejected = read(write(tmp_path / "a.jsonl", json_lines([told | {"text": prose(1)}, told])))
    for row in (*documents, *rejected):
        assert (row["id"], row["title"]) == (HOSTILE, HOSTILE)
    assert documents[0]["site"] == "a.example"
    assert documents[0]["published"] == HOSTILE.strip()


def test_names_of_megabytes(tmp_path):
    much = "x" * 2_000_000
    told = [
        {"id": much, "text": prose(1)},
        {"id": "a", "text": prose(2), "title": much, "url": f"https://a.example/{much}", "published": much},
        {"text": prose(3), "url": f"https://a.example/{much}"},
        {"id": "x" * MOST_ID, "text": prose(4)},
    ]
    file = write(tmp_path / "a.jsonl", json_lines(told))
    documents, rejected = read(file)
    assert reasons(rejected) == [("line 1", "bad-id")]
    assert rejected[0]["id"] is None
    assert "2,000,000 characters" in rejected[0]["detail"]
    assert len(documents[0]["title"]) == MOST_TITLE
    assert documents[0]["url"] is None
    assert len(documents[0]["published"]) <= 100
    assert [d["id"] for d in documents[1:]] == [f"{file}#line 3", "x" * MOST_ID]


def test_surrogates_and_zeros(tmp_path):
    line = json.dumps({"id": "a\ud800", "text": f"{prose(1)} \udfff\x00", "title": "\ud83d"}) + "\n"
    (document,), rejected = read(write(tmp_path / "a.jsonl", line.encode()))
    assert not rejected
    assert (document["id"], document["title"]) == ("a\ufffd", "\ufffd")
    assert document["text"].endswith(" \ufffd\x00")


def test_other_languages_are_told_and_english_is_kept(tmp_path):
    german = (
        "Der Wärter des Leuchtturms hatte das Schiff schon am Morgen gesehen und niemandem etwas gesagt. " * 5
    )
    spanish = "La mujer que vive junto al puerto nos dijo ayer que ningún barco había llegado todavía. " * 5
    names = ", ".join(
        f"{first} {last}"
        for first in ("Ann", "Bo", "Cy", "Di")
        for last in ("Orr", "Lee", "Hay", "Fox", "Day", "Kerr", "Moss")
    )
    disguised = prose(3).replace("e", "\u0435").replace("o", "\u043e")
    code = "\n".join(
        f"def area_{k}(width, height):\n    return width * height + offset[{k}]" for k in range(12)
    )
    headlines = "\n".join(
        f"Harbour crane lifts record load, mayor {w} visit"
        for w in ("praises", "delays", "welcomes", "plans", "misses")
    )
    told = {
        "de": german,
        "es": spanish,
        "names": names,
        "disguised": disguised,
        "code": code,
        "headlines": headlines,
        "mixed": prose(1, 4) + german[:300],
    }
    file = write(tmp_path / "a.jsonl", json_lines({"id": k, "text": v} for k, v in told.items()))
    documents, rejected = read(file, options=ReadOptions(min_words=10))
    assert [d["id"] for d in documents] == ["names", "disguised", "code", "headlines", "mixed"]
    assert [(r["id"], r["reason"], r["detail"][:16]) for r in rejected] == [
        ("de", "not-english", "looks like 'de' "),
        ("es", "not-english", "looks like 'es' "),
    ]
    assert not read(file, options=ReadOptions(min_words=10, identify=False))[1]


def test_the_language_model_is_never_fetched(tmp_path):
    # Without a network, and without a place where a fetched model could lie.
    code = (
        "import socket\n"
        "def no(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
        "from spindetect.corpus.readers.language import foreign\n"
        "print(foreign('Das ist kein englischer Satz, und er wird auch keiner. ' * 9)[0])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={**os.environ, "FTLANG_CACHE": str(tmp_path / "none")},
    )
    assert told.stdout == b"de\n"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor(level=1).compress])
def test_what_stands_before_damage_is_kept(tmp_path, pack):
    data = json_lines(varied(1000))
    packed = bytearray(pack(data))
    middle = len(packed) // 2
    cut = write(tmp_path / "cut.jsonl.gz", bytes(packed[:middle]))
    documents, rejected = read(cut)
    assert [d["id"] for d in documents] == [f"d{k}" for k in range(len(documents))]
    assert 300 <= len(documents) < 700
    assert reasons(rejected) == [(f"after line {len(documents)}", "unreadable")]
    assert "end too early" in rejected[0]["detail"]
    for at in range(middle, middle + 60):
        packed[at] ^= 0x55
    documents, rejected = read(write(tmp_path / "bad.jsonl.gz", bytes(packed)))
    whole = [d["id"] for d in documents]
    assert whole == [f"d{k}" for k in range(len(whole))] or len(whole) > 700  # a flip may still unpack
    assert [r["reason"] for r in rejected][-1] in ("unreadable", "broken-record", "undecodable")


def test_a_wrong_checksum_and_what_stands_after_are_told(tmp_path):
    data = json_lines(rows(20))
    packed = gzip.compress(data)
    wrong = packed[:-8] + bytes(8)
    documents, rejected = read(write(tmp_path / "a.jsonl.gz", wrong))
    assert len(documents) == 20
    assert "checksum is wrong" in rejected[0]["detail"]
    documents, rejected = read(write(tmp_path / "b.jsonl.gz", packed + b"something else entirely"))
    assert len(documents) == 20
    assert "not compressed" in rejected[0]["detail"]
    documents, rejected = read(write(tmp_path / "c.jsonl.gz", packed + bytes(1000)))  # as tapes pad
    assert (len(documents), rejected) == (20, [])


def test_a_line_of_100_megabytes_is_not_held(tmp_path):
    good = json_lines(rows(1))
    packer = zlib.compressobj(1, wbits=31)
    with (tmp_path / "a.jsonl.gz").open("wb") as stream:
        stream.write(packer.compress(good + b'{"id": "long", "text": "'))
        for _ in range(100):
            stream.write(packer.compress(b"word " * 200_000))
        stream.write(
            packer.compress(b'"}\n' + json_lines([{"id": "after", "text": prose(2)}])) + packer.flush()
        )
    (part,) = plan_inputs([tmp_path / "a.jsonl.gz"])
    list(read_part(part))  # what is imported is not what is measured
    tracemalloc.start()
    documents, rejected = read_parts([part])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [d["id"] for d in documents] == ["d0", "after"]
    assert reasons(rejected) == [("line 2", "too-large")]
    assert rejected[0]["detail"].startswith("has 100,000,026 bytes")
    assert peak < 24_000_000


def test_a_document_of_two_million_words_is_too_large(tmp_path):
    file = write(tmp_path / "a.txt", b"words " * 2_000_000)
    lines = write(tmp_path / "a.jsonl", json_lines([{"id": "long", "text": "words " * 2_000_000}]))
    assert [r["detail"] for r in read(file, lines)[1]] == [
        "has 12,000,000 characters, more than the 1,000,000 of one document"
    ] * 2
    html = write(tmp_path / "a.html", page(1).encode() + b"<!-- more -->" * 400_000)
    assert [r["detail"][-35:] for r in read(html)[1]] == ["more than the 4,000,000 of one page"]
    small = ReadOptions(max_record_bytes=1000)
    assert [r["reason"] for r in read(file, lines, options=small)[1]] == ["too-large", "too-large"]
    assert "bytes" in read(lines, options=small)[1][0]["detail"]


def test_rows_that_are_no_documents(tmp_path):
    table = [
        b"id,text,title",
        b"good," + prose(1).encode() + b",t",
        b"few," + prose(2).encode(),
        b"many,a,b,c,d",
        b"latin,caf\xe9,t",
        b"",
        b'open,"never closed ' + prose(3).encode() + b",t",
        b"swallowed," + prose(4).encode() + b",t",
    ]
    documents, rejected = read(write(tmp_path / "a.csv", b"\r\n".join(table)))
    assert [d["id"] for d in documents] == ["good"]
    assert reasons(rejected) == [
        ("line 3", "broken-record"),
        ("line 4", "broken-record"),
        ("line 5", "undecodable"),
        ("line 7", "broken-record"),
    ]
    header = write(tmp_path / "c.csv", b"id\r,text\na," + prose(1).encode())
    assert reasons(read(header)[1]) == [("line 2", "broken-record")]
    long = b"id,text\na," + prose(1).encode() + b"\nb," + b"x" * 3000 + b"\nc," + prose(2).encode() + b"\n"
    documents, rejected = read(write(tmp_path / "b.csv", long), options=ReadOptions(max_record_bytes=2000))
    assert [d["id"] for d in documents] == ["a", "c"]
    assert reasons(rejected) == [("line 3", "too-large")]


def test_damaged_parquet(tmp_path):
    table = pa.table({k: [row[k] for row in varied(60)] for k in ("id", "text")})
    file = tmp_path / "a.parquet"
    pa.parquet.write_table(table, file, row_group_size=20, compression="gzip", use_dictionary=False)
    data = file.read_bytes()
    documents, rejected = read(
        write(tmp_path / "cut.parquet", data[: len(data) // 2]),
        write(tmp_path / "b.jsonl", json_lines(rows(1))),
    )
    assert len(documents) == 1
    assert [(r["place"], r["reason"]) for r in rejected] == [("", "unreadable")]
    with pyarrow.parquet.ParquetFile(file) as opened:
        column = opened.metadata.row_group(1).column(1)
    middle = column.data_page_offset + column.total_compressed_size // 2
    broken = data[:middle] + bytes(b ^ 0x5A for b in data[middle : middle + 200]) + data[middle + 200 :]
    documents, rejected = read(write(tmp_path / "bad.parquet", broken))
    assert [d["id"] for d in documents] == [f"d{k}" for k in (*range(20), *range(40, 60))]
    assert reasons(rejected) == [("after row 20", "unreadable")]
    assert rejected[0]["detail"].startswith("20 rows of row group 1 cannot be read")
    assert documents[-1]["place"] == "row 60"


def test_parquet_of_other_types_and_bytes(tmp_path):
    bad = pa.array([prose(1).encode(), b"caf\xe9 " * 60]).view(pa.string())
    pa.parquet.write_table(pa.table({"id": ["a", "b"], "text": bad}), tmp_path / "a.parquet")
    documents, rejected = read(tmp_path / "a.parquet")
    assert [d["id"] for d in documents] == ["a"]
    assert [(r["id"], r["reason"]) for r in rejected] == [("b", "undecodable")]
    pa.parquet.write_table(pa.table({"text": [[prose(1)], None]}), tmp_path / "b.parquet")
    assert [r["reason"] for r in read(tmp_path / "b.parquet")[1]] == ["broken-record", "empty"]
    pa.parquet.write_table(pa.table({"body": [prose(1)]}), tmp_path / "c.parquet")
    documents, rejected = read(tmp_path / "a.parquet", tmp_path / "c.parquet")
    assert [(r["reason"], r["detail"]) for r in rejected[1:]] == [
        ("broken-record", "has no column 'text'; it has 'body'")
    ]


def test_files_that_are_no_pages(tmp_path):
    write(tmp_path / "a.txt", b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 40)
    write(tmp_path / "b.txt", prose(1).replace("keeper", "k\xe9eper").encode("latin-1"))
    write(tmp_path / "c.txt", prose(2).encode("utf-16"))
    write(tmp_path / "d.html", page(1).replace("keeper", "k\xe9eper").encode("latin-1"))
    write(
        tmp_path / "e.html",
        page(2, '<meta charset="windows-1252">').replace("keeper", "\u201ckeeper").encode("cp1252"),
    )
    write(tmp_path / "f.html", page(3, '<meta charset="utf-8">').encode() + b"\xff<!-- -->")
    write(tmp_path / "g.html", b"<p " + b"a=1 " * 20_000 + b">x")
    write(tmp_path / "h.html", page(4, '<meta charset="punycode">').encode())
    write(tmp_path / "i.docx", b"PK\x03\x04 no archive")
    write(tmp_path / "j.txt", b"")
    os.mkfifo(tmp_path / "k.txt")
    (tmp_path / "l.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / os.fsdecode(b"m\xff\n.txt")).symlink_to(tmp_path / "nowhere else")
    documents, rejected = read(tmp_path)
    names = [d["file"][-6:] for d in documents]
    assert names == ["/c.txt", "e.html", "f.html", "h.html"]
    assert "\u201ckeeper" in documents[1]["text"]
    assert [(r["file"].rpartition("/")[2], r["reason"]) for r in rejected] == [
        ("a.txt", "undecodable"),
        ("b.txt", "undecodable"),
        ("d.html", "undecodable"),
        ("g.html", "broken-record"),
        ("i.docx", "broken-record"),
        ("j.txt", "empty"),
        ("k.txt", "unreadable"),
        ("l.txt", "unreadable"),
        ("m\\xff\n.txt", "unreadable"),
    ]
    assert "Latin-1" in rejected[1]["detail"]


@pytest.fixture
def anybody():
    """Give up root's right to read everything, if it is root who runs the tests."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    yield
    os.seteuid(own)


def test_a_file_that_may_not_be_read(tmp_path, request):
    file = write(tmp_path / "a.jsonl", json_lines(rows(1)))
    parts = plan_inputs([file])
    file.chmod(0)
    request.getfixturevalue("anybody")
    rejected = [row for part in parts for batch in read_part(part) for row in batch.rejected.to_pylist()]
    assert [row["reason"] for row in rejected] == ["unreadable"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.warc", "a.txt"])
def test_a_file_that_is_gone_when_it_is_read(tmp_path, name):
    file = write(tmp_path / name, records(1)[0] if name == "a.warc" else b"id,text\n")
    if name == "a.jsonl":
        write(file, json_lines(rows(1)))
    if name == "a.parquet":
        pa.parquet.write_table(pa.table({"text": [prose(1)]}), file)
    parts = plan_inputs([file])
    file.unlink()
    documents, rejected = read_parts(parts)
    assert not documents
    assert [(r["file"], r["reason"]) for r in rejected] == [(str(file), "unreadable")]


def warc(tmp_path, pieces, name="a.warc"):
    documents, rejected = read(write(tmp_path / name, b"".join(pieces)))
    return [int(str(d["url"])[-1]) for d in documents], reasons(rejected)


LIES = {
    "short": lambda r: record("https://site2.example/2", page(2).encode(), length=10),
    "long": lambda r: record("https://site2.example/2", page(2).encode(), length=3000),
    "longer than the file": lambda r: record("https://site2.example/2", page(2).encode(), length=100_000),
    "longer than a record may be": lambda r: record(
        "https://site2.example/2", page(2).encode(), length=10**12
    ),
    "no number": lambda r: r.replace(b"Content-Length: ", b"Content-Length: x"),
    "no beginning": lambda r: r.replace(b"WARC/1.0", b"WORC/1.0"),
    "no server": lambda r: r.replace(b"HTTP/1.1 200 OK", b"HTTP is not 200"),
    "garbage": lambda r: random.Random(3).randbytes(70_000),
    "cut": lambda r: r[:600],
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_broken_record_costs_itself_alone(tmp_path, lie, pack):
    good = records(6)
    pieces = [*good[:2], LIES[lie](good[2]), *good[3:]]
    name = "a.warc" if pack is bytes else "a.warc.gz"
    found, rejected = warc(tmp_path, map(pack, pieces), name)
    assert found == [0, 1, 3, 4, 5]
    assert len(rejected) == 1
    assert rejected[0][1] == ("too-large" if lie.startswith("longer than a record") else "broken-record")


def test_a_broken_member_costs_its_record_alone(tmp_path):
    packed = [bytearray(gzip.compress(r)) for r in records(6)]
    for at in range(60, 90):
        packed[2][at] ^= 0x55
    assert warc(tmp_path, packed, "a.warc.gz") == ([0, 1, 3, 4, 5], [("record 3", "broken-record")])
    packed[2] = packed[2][:50]
    assert warc(tmp_path, packed, "b.warc.gz") == ([0, 1, 3, 4, 5], [("record 3", "broken-record")])
    cut = b"".join(packed[3:])[:-20]
    assert warc(tmp_path, [cut], "c.warc.gz") == ([3, 4], [("record 3", "unreadable")])
    assert warc(tmp_path, [b"".join(records(6))[:-300]]) == ([0, 1, 2, 3, 4], [("record 6", "broken-record")])
    whole = gzip.compress(b"".join(records(60)))  # all in one member
    found, rejected = warc(tmp_path, [whole[: len(whole) * 2 // 3]], "d.warc.gz")
    assert len(found) > 10
    assert rejected == [(f"record {len(found) + 1}", "unreadable")]


def test_bombs_are_not_unpacked(tmp_path):
    bomb = gzip.compress(bytes(80_000_000))
    told = [
        record("https://a.example/0", bomb, headers="Content-Encoding: gzip\r\n"),
        *records(1),
        record("https://a.example/1", b"<p " * 3_000_000),
    ]
    (part,) = plan_inputs([write(tmp_path / "a.warc", b"".join(told))])
    documents, rejected = read_parts([part], ReadOptions(max_record_bytes=2_000_000))
    assert len(documents) == 1
    assert reasons(rejected) == [("record 1", "too-large"), ("record 3", "too-large")]


def test_what_nobody_foresaw_is_told_too(tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("nobody foresaw it")

    file = write(tmp_path / "a.jsonl", json_lines(rows(2)))
    monkeypatch.setattr(screen, "foreign", fail)
    rejected = read(file)[1]
    assert [(r["id"], r["reason"]) for r in rejected] == [("d0", "failed"), ("d1", "failed")]
    assert "ZeroDivisionError: nobody foresaw it" in rejected[0]["detail"]
    from spindetect.corpus.readers import json_lines as module

    monkeypatch.setattr(module, "_values", fail)
    assert reasons(read(file)[1]) == [("", "failed")]


@pytest.mark.parametrize(
    "value", [0, 1.5, True, b"bytes", ["x"], {"a": 1}, object(), "\ud800", "x" * 9000, ""]
)
@pytest.mark.parametrize("field", ["id", "text", "url", "published", "title"])
def test_no_value_of_a_field_raises(field, value):
    raw = Raw("f", "line 1", 1, {"id": "a", "text": prose(1), field: value})
    told = screen.screen(raw, LEAST)
    assert isinstance(told, dict) or told.reason != "failed"
