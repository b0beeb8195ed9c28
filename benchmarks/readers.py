"""Reading a corpus, format by format, beside the plain loop over the library that each format has.

usage: python -m benchmarks.readers [--documents N] [--words N]

One core: each reading has a process of its own, so that its peak memory is its own too. Times are of the
processor, not of the clock: on a machine that others use the clock tells of them. Ours gives batches of
checked documents, language and all; a peer only what its library gives: the text of each row, or of the HTML
of each record the main text by `resiliparse`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "data" / "samples"

MARKUP = (
    "<!doctype html><html><head><title>{title}</title><meta charset=utf-8></head><body><nav><ul>"
    + "".join(f"<li><a href=/{n}>Part {n} of the site</a></li>" for n in range(30))
    + "</ul></nav><article><h1>{title}</h1>{text}</article>"
    + "<footer><p>About us, terms, contact</p></footer></body></html>"
)


def articles(number: int, words: int) -> Iterator[str]:
    """Yield texts of so many words, each cut out of the sample articles from another place on."""
    all_words = " ".join(p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob("*/*.txt"))).split(" ")
    for n in range(number):
        at = n * 37 % (len(all_words) - words)
        yield " ".join(all_words[at : at + words])


def write_all(folder: Path, texts: list[str]) -> dict[str, Path]:
    """Write the same documents in every format."""
    import pyarrow as pa
    import zstandard
    from pyarrow import parquet

    rows = [
        {"id": f"d{n}", "url": f"https://site{n % 50}.example/{n}", "published": "2024-05-06", "text": text}
        for n, text in enumerate(texts)
    ]
    lines = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    names = ("jsonl", "jsonl.gz", "jsonl.zst", "csv", "parquet", "warc.gz", "html", "txt")
    paths = {name: folder / f"a.{name}" for name in names}
    paths["jsonl"].write_bytes(lines)
    paths["jsonl.gz"].write_bytes(gzip.compress(lines, 6))
    paths["jsonl.zst"].write_bytes(zstandard.ZstdCompressor().compress(lines))
    with paths["csv"].open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    parquet.write_table(pa.Table.from_pylist(rows), paths["parquet"], row_group_size=5_000)
    paths["warc.gz"].write_bytes(b"".join(gzip.compress(record(row), 6) for row in rows))
    for kind in ("html", "txt"):
        paths[kind].mkdir()
        for row in rows:
            told = page(row) if kind == "html" else row["text"]
            (paths[kind] / f"{row['id']}.{kind}").write_text(told, encoding="utf-8")
    return paths


def page(row: dict[str, str]) -> str:
    words = row["text"].split(" ")
    paragraphs = (" ".join(words[at : at + 60]) for at in range(0, len(words), 60))
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return MARKUP.format(title=f"Article {row['id']}", text=text)


def record(row: dict[str, str]) -> bytes:
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page(row)}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {row['url']}\r\n"
        f"WARC-Date: 2024-05-06T07:08:09Z\r\nWARC-Record-ID: <urn:uuid:{row['id']}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def ours(path: str) -> int:
    from spindetect.corpus.readers import plan_inputs, read_part

    return sum(batch.documents.num_rows for part in plan_inputs([path]) for batch in read_part(part))


def by_json_loads(path: str) -> int:
    opened: Callable[[str], object] = gzip.open if path.endswith(".gz") else open
    with opened(path) as stream:  # type: ignore[attr-defined]
        return sum(bool(json.loads(line)["text"]) for line in stream)


def by_zstandard(path: str) -> int:
    import io

    import zstandard

    with Path(path).open("rb") as stream, zstandard.ZstdDecompressor().stream_reader(stream) as lines:
        return sum(bool(json.loads(line)["text"]) for line in io.TextIOWrapper(lines, "utf-8"))


def by_pyarrow_json(path: str) -> int:
    from pyarrow import json as arrow_json

    return sum(map(bool, arrow_json.read_json(path).column("text").to_pylist()))


def by_csv(path: str) -> int:
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return sum(bool(row["text"]) for row in csv.DictReader(stream))


def by_parquet(path: str) -> int:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as opened:
        return sum(
            sum(map(bool, b.column("text").to_pylist())) for b in opened.iter_batches(columns=["text"])
        )


def by_resiliparse(path: str) -> int:
    from resiliparse.extract.html2text import extract_plain_text

    pages = (p.read_text(encoding="utf-8") for p in sorted(Path(path).iterdir()))
    return sum(bool(extract_plain_text(text, main_content=True)) for text in pages)


def by_fastwarc_alone(path: str) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    return sum(bool(r.reader.read()) for r in ArchiveIterator(path, record_types=WarcRecordType.response))


def by_fastwarc(path: str) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from resiliparse.extract.html2text import extract_plain_text

    found = ArchiveIterator(path, record_types=WarcRecordType.response)
    return sum(bool(extract_plain_text(r.reader.read().decode(), main_content=True)) for r in found)


def by_reading(path: str) -> int:
    return sum(bool(p.read_text(encoding="utf-8")) for p in sorted(Path(path).iterdir()))


PEERS: dict[str, dict[str, Callable[[str], int]]] = {
    "jsonl": {"json.loads": by_json_loads, "pyarrow.json": by_pyarrow_json},
    "jsonl.gz": {"gzip, json.loads": by_json_loads},
    "jsonl.zst": {"zstandard, json.loads": by_zstandard},
    "csv": {"csv": by_csv},
    "parquet": {"pyarrow.parquet": by_parquet},
    "warc.gz": {"fastwarc, resiliparse": by_fastwarc, "fastwarc alone": by_fastwarc_alone},
    "html": {"resiliparse": by_resiliparse},
    "txt": {"read_text": by_reading},
}


def measured(reader: Callable[[str], int], path: str) -> tuple[int, float, float]:
    """Return documents, seconds of the processor, and megabytes at the peak, imports and all."""
    begin = time.process_time()
    found = reader(path)
    seconds = time.process_time() - begin
    # Not what getrusage says, which begins with what the process that made this one had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return found, seconds, int(status.partition("VmHWM:")[2].split()[0]) / 1e3


def measure(reader: Callable[[str], int], path: Path, warm: Path) -> tuple[int, float, float]:
    """Measure a reader in a process of its own, whose imports are not counted."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(measured, (reader, str(warm)))
        return pool.apply(measured, (reader, str(path)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=400)
    options = parser.parse_args()
    texts = list(articles(options.documents, options.words))
    megabytes = sum(map(len, texts)) / 1e6
    print(f"{options.documents:,} documents of {options.words} words, {megabytes:.0f} MB of text, one core")
    print(f"{'':34}{'documents/s':>12}{'MB text/s':>11}{'us each':>9}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        paths, warm = write_all(Path(one), texts), write_all(Path(other), texts[:20])
        for name, path in paths.items():
            for told, reader in {"spindetect": ours, **PEERS[name]}.items():
                found, seconds, peak = measure(reader, path, warm[name])
                note = "" if found == len(texts) else f"   {found:,} documents"
                print(
                    f"{name:10}{told:24}{found / seconds:12,.0f}{megabytes / seconds:11.1f}"
                    f"{1e6 * seconds / max(1, found):9.0f}{peak:9.0f}{note}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
