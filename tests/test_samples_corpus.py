"""The demonstration's crawl: it is what its articles make, holds what it says, and is read as it should."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from data.samples import corpus, corpus_notices
from data.samples.corpus_build import ABSENT, articles

PAGES = corpus.pages()
KINDS = {
    "original", "spun", "spun-passage", "verbatim", "edited", "paraphrased", "duplicate", "notice",
}  # fmt: skip


def test_it_has_a_few_hundred_pages_of_a_dozen_invented_sites():
    assert 180 <= len(PAGES) <= 400
    sites = {page["site"] for page in PAGES}
    assert len(sites) >= 12
    assert all(site.endswith(".example") for site in sites), "a name that nobody can own"
    assert {page["made_as"] for page in PAGES} == KINDS
    assert len({page["id"] for page in PAGES}) == len(PAGES)
    assert (corpus.CRAWL / "pages.jsonl").stat().st_size < 1_000_000


def test_its_articles_are_of_their_own():
    written = articles("articles-1.txt") + articles("articles-2.txt")
    assert len(written) >= 30
    assert all(150 <= len(page.text.split()) <= 260 for page in written)
    words = [set(page.text.lower().split()) for page in written]
    shared = max(len(a & b) / len(a | b) for i, a in enumerate(words) for b in words[:i])
    assert shared < 0.3, "no two tell the same in the same words"


def test_the_truth_names_pages_that_are_there():
    ids = {page["id"] for page in PAGES}
    copies = [page for page in PAGES if page["made_as"] not in ("original", "notice")]
    assert all(set(page["made_from"]) <= ids for page in copies)
    orphans = [page for page in copies if page["id"].rpartition("/")[2] in ABSENT]
    assert len(orphans) >= 6
    assert not any(page["made_as"] == "original" for page in orphans)
    by_id = {page["id"]: page for page in PAGES}
    forged = [
        page for page in copies
        if page["made_as"].startswith("spun")
        and page["made_from"] and page["published"] < by_id[page["made_from"][-1]]["published"]
    ]  # fmt: skip
    assert len(forged) >= 5, "dates that lie"


def test_pages_that_are_not_spun_are_what_was_written():
    """What needs no dictionary is made anew and compared; the spun rest is kept as it was made."""
    written = {page.id: page.text for page in articles("articles-1.txt") + articles("articles-2.txt")}
    kept = {page["id"]: page["text"] for page in PAGES if page["made_as"] == "original"}
    assert {name: written[name] for name in kept} == kept
    notices = {page["id"]: page["text"] for page in PAGES if page["made_as"] == "notice"}
    for kind, make in (("planning", corpus_notices.planning), ("tides", corpus_notices.tides)):
        day, _, text = make(3)
        assert isinstance(day, date)
        assert notices[f"https://portwick-council.example/{day:%Y/%m}/{kind}-4"] == text


def test_it_unpacks_to_the_same_bytes(tmp_path):
    count = corpus.write_corpus(tmp_path / "a")
    assert corpus.write_corpus(tmp_path / "b") == count == len(PAGES) + corpus.JUNK
    files = {path.relative_to(tmp_path / "a"): path.read_bytes() for path in _files(tmp_path / "a")}
    assert {path.relative_to(tmp_path / "b"): path.read_bytes() for path in _files(tmp_path / "b")} == files
    assert b"made_" not in b"".join(files.values()), "no crawl knows how its pages were made"
    assert gzip.decompress(files[Path("crawl-3.warc.gz")]).count(b"WARC/1.1") >= 5


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_reader_finds_every_page_and_says_what_it_cannot_use(tmp_path):
    pytest.importorskip("pyarrow")
    readers = pytest.importorskip("spindetect.corpus.readers")
    corpus.write_corpus(tmp_path)
    found, refused = {}, Counter()
    for part in readers.plan_inputs([str(tmp_path)]):
        for batch in readers.read_part(part):
            found |= {row["id"]: row for row in batch.documents.to_pylist()}
            refused.update(batch.rejected.column("reason").to_pylist())
    assert set(found) == {page["id"] for page in PAGES}
    assert {row["site"] for row in found.values()} == {page["site"] for page in PAGES}
    assert sum(refused.values()) == corpus.JUNK
    reasons = {"not-english", "too-short", "empty", "undecodable", "broken-record", "duplicate-id"}
    assert set(refused) == reasons
    for page in PAGES:
        words = page["text"].split()
        assert " ".join(words[:8]) in " ".join(found[page["id"]]["text"].split())
