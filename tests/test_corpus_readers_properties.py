"""The readers against slow ones that anybody can check, on whatever hypothesis thinks of."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import tempfile
from pathlib import Path

import pytest
import zstandard
from crawls import LEAST, read_parts, write
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.corpus.readers import plan_inputs
from spindetect.corpus.readers.blocks import DamageError, blocks
from spindetect.corpus.readers.dates import iso
from spindetect.corpus.readers.lines import bounded_lines
from spindetect.corpus.readers.sites import site_of
from spindetect.corpus.readers.warc_records import Record, records

# A surrogate alone can stand in JSON and nowhere else.
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
LONE = st.text(max_size=8)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), LONE, st.lists(LONE, max_size=2))
OBJECTS = st.dictionaries(st.sampled_from(["id", "text", "title", "url", "other"]), VALUES)
LINES = st.one_of(
    OBJECTS.map(lambda row: json.dumps(row).encode()),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=10).map(lambda line: line.replace(b"\n", b"")),
    st.sampled_from([b"", b"  \t\r", b'{"text": "a word"}\r', b'{"id": "x", "text": "caf\xe9"}']),
)


def in_file(data: bytes, name: str, part_bytes: int = 1 << 20):
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / name, data)
        return read_parts(plan_inputs([file], LEAST, part_bytes=part_bytes), LEAST)


def slow_line(line: bytes) -> str | None:
    """Return the text of a line of JSON that is a document, or None."""
    try:
        row = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return None
    name = row.get("id")
    if not (name is None or isinstance(name, str) or type(name) is int):
        return None
    text = row["text"]
    if not any(char.isalnum() or char == "_" for char in text):
        return None
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


@settings(deadline=None)
@given(
    st.lists(LINES, max_size=12), st.booleans(), st.sampled_from([bytes, gzip.compress]), st.integers(1, 200)
)
def test_json_lines_are_what_a_slow_reader_reads(lines, ended, pack, part_bytes):
    good = b'{"id": "first", "text": "word"}'  # so that some file has the field
    lines = [good, *lines]
    data = b"\n".join(lines) + (b"\n" if ended else b"")
    documents, rejected = in_file(pack(data), "a.jsonl", part_bytes)
    told = {int(str(row["place"]).removeprefix("line ")): row for row in (*documents, *rejected)}
    assert len(told) == len(documents) + len(rejected)
    assert sorted(told) == [n for n, line in enumerate(lines, 1) if line.strip(b" \t\r\n")]
    repeated = {place for place, row in told.items() if row.get("reason") == "duplicate-id"}
    for place, row in told.items():
        text = slow_line(lines[place - 1])
        if place not in repeated:
            assert row.get("text") == text
        else:
            assert text is not None
    for part in ([d["id"] for d in documents],):
        assert part_bytes < len(data) or len(part) == len(set(part))


@settings(deadline=None)
@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_csv_is_what_was_written(rows, delimiter, end, quoting):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["id", "text", "title"])
    rows = [(f"{k} {name}", f"word {text}", f"t{title}") for k, (name, text, title) in enumerate(rows)]
    if end == "\n":  # then the writer does not quote a carriage return, which ends a line for readers
        rows = [(a.replace("\r", ""), b.replace("\r", ""), c.replace("\r", "")) for a, b, c in rows]
    for row in rows:
        writer.writerow(row)
    documents, rejected = in_file(stream.getvalue().encode(), "a.csv")
    assert not rejected
    assert [(d["id"], d["text"], d["title"]) for d in documents] == rows


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_table_raises(data):
    documents, rejected = in_file(b"id,text\n" + data, "a.csv")
    assert not [row for row in rejected if row["reason"] == "failed"]
    assert all(document["text"] for document in documents)


PACKERS = {"gzip": gzip.compress, "zstd": zstandard.ZstdCompressor().compress}


@settings(deadline=None)
@pytest.mark.parametrize("packing", PACKERS)
@given(pieces=st.lists(st.binary(max_size=200), max_size=5), cut=st.floats(0, 1))
def test_a_cut_file_gives_its_beginning_and_says_so(packing, pieces, cut):
    whole = b"".join(map(PACKERS[packing], pieces))
    ends = {0}
    for piece in pieces:
        ends.add(max(ends) + len(PACKERS[packing](piece)))
    at = round(cut * len(whole))
    found = b""
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "a", whole[:at])
        try:
            for block in blocks(file, packing):
                found += block
            damaged = False
        except DamageError:
            damaged = True
    assert b"".join(pieces).startswith(found)
    assert damaged == (at not in ends)
    if at == len(whole):
        assert found == b"".join(pieces)


@settings(deadline=None)
@given(st.binary(max_size=400), st.integers(0, 399), st.integers(1, 255))
def test_a_flipped_byte_never_raises_anything_else(data, at, flip):
    packed = bytearray(gzip.compress(data) + gzip.compress(data[::-1]))
    packed[at % len(packed)] ^= flip
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "a", bytes(packed))
        found = 0
        with contextlib.suppress(DamageError):
            for block in blocks(file, "gzip"):
                found += len(block)
    assert found < 1_000_000


@given(st.lists(st.binary(max_size=20)), st.integers(0, 30))
def test_bounded_lines_are_lines(pieces, most):
    data = b"".join(pieces)
    wanted = data.split(b"\n")
    wanted = wanted if wanted[-1] else wanted[:-1]
    assert list(bounded_lines(iter(pieces), most)) == [w if len(w) <= most else len(w) for w in wanted]


BODIES = st.binary(max_size=60).filter(lambda body: b"WARC/" not in body)


def warc_record(body: bytes) -> bytes:
    return b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (len(body), body)


@settings(deadline=None)
@given(st.lists(BODIES, max_size=6), st.sampled_from([bytes, gzip.compress]))
def test_records_are_cut_where_they_end(bodies, pack):
    written = [warc_record(body) for body in bodies]
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "a", b"".join(map(pack, written)))
        found = list(records(file, "plain" if pack is bytes else "gzip", 1 << 20))
    assert [r.data + b"\r\n\r\n" for r in found if isinstance(r, Record)] == written
    assert [r.number for r in found] == list(range(1, len(bodies) + 1))


@settings(deadline=None)
@given(st.lists(BODIES, min_size=3, max_size=6), st.data())
def test_whatever_stands_among_records_costs_two_at_most(bodies, data):
    written = [warc_record(body) for body in bodies]
    where = data.draw(st.integers(0, len(written) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=300).filter(lambda junk: b"WARC/" not in junk))
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "a", b"".join([*written[:where], junk, *written[where:]]))
        found = list(records(file, "plain", 1 << 20))
    kept = [r.data + b"\r\n\r\n" for r in found if isinstance(r, Record)]
    assert kept == written


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.dates(), st.datetimes()))
def test_no_date_raises(value):
    found = iso(value)
    assert found is None or (isinstance(found, str) and len(found) <= 100)
    assert iso(found) == found


@given(st.text())
def test_no_address_raises(text):
    assert site_of(text) is None or text.lower().startswith("http")
    found = site_of(f"https://{text}")
    assert found is None or (found and found.isprintable() and not set(found) & set("/?#@\\ "))


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.Example.com:8080/a?b#c", "example.com"),
        ("http://user:pass@host.example", "host.example"),
        ("http://[::1]:80/", "[::1]"),
        ("https://EXAMPLE.com.", "example.com"),
        ("https://good.example\\@evil.example/", "good.example"),
        ("https://müller.example/", "müller.example"),
        ("ftp://a.example/", None),
        ("mailto:a@b.example", None),
        ("d17", None),
        ("https:///a", None),
        ("https://a\x1b[31m.example/", None),
        (f"https://{'a' * 300}/", None),
        (None, None),
    ],
)
def test_sites(address, site):
    assert site_of(address) == site


@pytest.mark.parametrize(
    ("claimed", "told"),
    [
        ("2019-03-04", "2019-03-04"),
        ("20190304", "2019-03-04"),
        ("2019-03", "2019-03"),
        ("2019", "2019"),
        ("2019-03-04T10:00:00Z", "2019-03-04T10:00:00Z"),
        ("2019-03-04 10:00:00 UTC", "2019-03-04T10:00:00Z"),
        ("2019-03-04T10:00:00.123+0100", "2019-03-04T09:00:00Z"),
        ("2019-03-04 10:00", "2019-03-04T10:00:00"),
        ("Mon, 04 Mar 2019 10:00:00 GMT", "2019-03-04T10:00:00Z"),
        ("Tue Mar 05 10:20:30 2019", "2019-03-05T10:20:30"),
        ("March 4, 2019", "2019-03-04"),
        ("Monday, March 4th, 2019 at 5pm", "2019-03-04"),
        ("4th of nothing 2019", "4th of nothing 2019"),
        ("4 March 2019", "2019-03-04"),
        ("2019/3/4", "2019-03-04"),
        ("13/04/2019", "2019-04-13"),
        ("04/13/2019", "2019-04-13"),
        ("03/04/2019", "03/04/2019"),
        (1551690000, "2019-03-04T09:00:00Z"),
        ("1551690000000", "2019-03-04T09:00:00Z"),
        (17, "17"),
        ("2019-02-30", "2019-02-30"),
        ("12 Mai 2019", "12 Mai 2019"),
        ("yesterday", "yesterday"),
        ("  ", None),
        (True, None),
    ],
)
def test_dates(claimed, told):
    assert iso(claimed) == told
