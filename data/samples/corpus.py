"""The demonstration's crawl: some two hundred pages of invented sites, and files that cannot be used.

It is unpacked as crawlers leave things: JSON lines, some of them packed, web pages in a WARC file, texts in a
folder, and what goes wrong there: a picture named .txt, an empty file, a German page, a line that was cut
off, an id that comes twice.

usage: python -m data.samples.corpus OUT
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import uuid
from pathlib import Path

CRAWL = Path(__file__).parent / "crawl"
# What `made_as` and `made_from` say is the truth, which no crawl has.
FIELDS = ("id", "url", "published", "title", "text")
WARC_SITE = "wireroom.example"
PACKED_SITES = ("freshreads.example", "infoblend.example")
JUNK = 8
"""Documents of the crawl that cannot be used."""
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{id}"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/about">About us</a></nav>
<main><article><h1>{title}</h1>
<p class="date"><time datetime="{published}">{published}</time></p>
{body}
</article></main><footer><p>Privacy | Cookies | Contact</p></footer></body></html>
"""


def pages() -> list[dict[str, str]]:
    """Return the pages as they were made, with `made_as` and `made_from`."""
    lines = (CRAWL / "pages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def write_corpus(folder: Path) -> int:
    """Unpack the crawl into a folder that is made for it; return how many documents it has.

    Equal calls write equal bytes. What stands in the folder under the same names is replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    every = pages()
    fetched = [page for page in every if page["site"] == WARC_SITE]
    packed = [page for page in every if page["site"] in PACKED_SITES]
    rest = [page for page in every if page not in fetched and page not in packed]
    (folder / "crawl.jsonl").write_bytes(_lines(rest) + _broken_lines(rest))
    (folder / "crawl-2.jsonl.gz").write_bytes(gzip.compress(_lines(packed), mtime=0))
    (folder / "crawl-3.warc.gz").write_bytes(b"".join(map(_record, fetched)))
    for name, data in _junk().items():
        _write(folder / "loose" / name, data)
    return len(every) + JUNK


def _lines(rows: list[dict[str, str]]) -> bytes:
    plain = ({name: row["id"] if name == "url" else row[name] for name in FIELDS} for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in plain).encode()


def _broken_lines(rows: list[dict[str, str]]) -> bytes:
    """Return a row whose id came before, one with markup for a title and too few words, and half a line."""
    short = {"id": "https://dailybuzz24.example/login", "title": "<script>alert('hello')</script>"}
    short["text"] = "Please log in to go on reading. This page needs cookies."
    again = _lines(rows[:1])
    return again + (json.dumps(short) + "\n").encode() + again[:200] + b"\n"


def _junk() -> dict[str, bytes]:
    """Return the loose files that cannot be used, by name."""
    return {
        "photo.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 24,
        "empty.txt": b"",
        "faehre.txt": (CRAWL / "german.txt").read_bytes(),
        "menu.html": b"<html><body><nav><a href='/'>Home</a><a href='/x'>More</a></nav></body></html>",
        "receipt.txt": b"Two teas, one bun. Thank you, call again.\n",
    }


def _record(page: dict[str, str]) -> bytes:
    """Return a fetched page as a record of a WARC file, packed by itself as crawlers do."""
    body = _as_html(page).encode()
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, page['id'])}>\r\n"
        f"WARC-Date: {page['published']}T06:00:00Z\r\nWARC-Target-URI: {page['id']}\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + response + b"\r\n\r\n", mtime=0)


def _as_html(page: dict[str, str]) -> str:
    body = "\n".join(f"<p>{html.escape(part)}</p>" for part in page["text"].strip().split("\n\n"))
    title = html.escape(page["title"])
    return _PAGE.format(title=title, id=html.escape(page["id"]), published=page["published"], body=body)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    print(f"{write_corpus(out)} documents in {out}")


if __name__ == "__main__":
    main()
