"""What a scan leaves: tables as they are documented, in order, and a page that is safe with hostile rows."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from corpora import ARTICLES, crawl, row, sample, write_crawl, write_lines

import spindetect
from spindetect import resources
from spindetect.corpus import run as run_module
from spindetect.corpus.deciding import Decider
from spindetect.corpus.index import SourceIndex
from spindetect.corpus.outputs import ROWS_PER_FILE, read_manifest, write_folder
from spindetect.corpus.readers import read_corpus
from spindetect.corpus.run import scan
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.tables import OUTPUTS, REJECTED
from spindetect.policy import Policy
from spindetect.scan_page import ScanPage


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module")
def done(detector, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outputs")
    hostile = row("<script>alert(1)</script>", sample("personal-essay", "source"), title="=cmd|' /C calc'!A0")
    write_crawl(folder / "corpus")
    write_lines(folder / "corpus" / "c.jsonl", [hostile])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "TOP_PAGES", 2)
        return folder / "out", scan(ScanSettings([str(folder / "corpus")], folder / "out"), detector)


def rows(out, name):
    return parquet.read_table(out / name).to_pylist()


@pytest.mark.parametrize("table", OUTPUTS, ids=lambda table: table.name)
def test_the_files_have_the_documented_columns(done, table):
    out, _ = done
    found = parquet.read_schema(out / table.name / "part-00000.parquet")
    assert found.names == list(table.names)
    assert found.types == table.schema.types
    assert found.field(0).metadata[b"description"].decode() == table.columns[0].doc


def test_documents_say_what_was_done_with_each(done):
    out, _ = done
    documents = {one["id"]: one for one in rows(out, "documents")}
    assert list(documents) == sorted(documents)
    assert len(documents) == len(crawl()) + 1
    copy = documents["copier.example/news-report"]
    assert (copy["status"], copy["label"], copy["decision"]) == ("compared", "spun", "flag")
    victim = documents["paper.example/news-report"]
    twin = documents["mirror.example/news"]
    assert {victim["duplicate_of"], twin["duplicate_of"]} == {None, "mirror.example/news"}
    assert victim["status"] == "duplicate"
    assert documents["other.example/news-report"]["label"] == "not-spun"
    assert all(one["label"] != "spun" for name, one in documents.items() if not name.startswith("copier"))


def test_pairs_are_written_with_the_copy_as_the_suspect(done):
    out, scanned = done
    pairs = rows(out, "pairs")
    assert [(p["suspect_id"], p["source_id"]) for p in pairs] == sorted(
        (p["suspect_id"], p["source_id"]) for p in pairs
    )
    spun = [p for p in pairs if p["label"] == "spun"]
    assert {p["suspect_id"] for p in spun} == {f"copier.example/{article}" for article in ARTICLES}
    for pair in spun:
        assert pair["direction"] > 0.5
        assert pair["decision"] == "flag"
        assert pair["words_copied"] > 200
        assert pair["passages"]
    assert scanned.summary.pairs["spun"] == len(spun)


def test_a_row_is_what_compare_says(done, detector):
    out, _ = done
    (pair,) = [p for p in rows(out, "pairs") if p["suspect_id"] == "copier.example/travel-feature"]
    verdict = detector.compare(sample("travel-feature", "spun"), sample("travel-feature", "source"))
    assert (pair["label"], pair["probability"]) == (verdict.label, verdict.probability)
    assert (pair["direction"], pair["copied_share"]) == (verdict.direction, verdict.copied_share)
    swaps = [s for s in rows(out, "substitutions") if s["suspect_id"] == pair["suspect_id"]]
    assert [(s["source"], s["suspect"]) for s in swaps] == [
        (s.source.text, s.suspect.text) for s in verdict.substitutions
    ]


def test_families_and_rejected_documents(done):
    out, _ = done
    families = {one["family"]: one for one in rows(out, "families")}
    travel = families["copier.example/travel-feature"]
    assert travel["original"] in (None, "paper.example/travel-feature")
    assert travel["reason"]
    news = families["copier.example/news-report"]
    assert {"mirror.example/news", "paper.example/news-report"} < set(news["members"])
    assert news["original"] is None
    assert sorted(one["reason"] for one in rows(out, "rejected")) == [
        "broken-record",
        "duplicate-id",
        "too-short",
    ]


def test_the_manifest_has_the_digest_of_every_file(done):
    out, scanned = done
    assert read_manifest(out) == scanned.summary
    assert scanned.summary.scan_model == resources.sha256(resources.SHIPPED / "scan_model.bin")
    for folder in scanned.summary.tables.values():
        for file in folder.files:
            assert hashlib.sha256((out / file.name).read_bytes()).hexdigest() == file.sha256
    assert sum(scanned.summary.documents.values()) == scanned.summary.usable


def test_the_page_is_whole_and_safe(done):
    out, scanned = done
    page = scanned.page
    assert ScanPage.from_dict(page.to_dict()) == page
    assert page.read == page.usable + page.n_rejected
    assert sum(one.n for one in page.labels) == page.usable
    assert {one.what for one in page.expected} == {"pairs", "sourceless"}
    assert all(0 <= one.rate.low <= one.rate.value <= one.rate.high <= 1 for one in page.expected)
    assert page.swaps[0].documents >= page.swaps[-1].documents
    assert {(link.copier, link.source) for link in page.links} >= {("copier.example", "paper.example")}
    html = (out / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in html
    pages = [one.page for one in page.pairs if one.page]
    assert len(pages) == 2
    assert all((out / one).is_file() for one in pages)
    numbers = {(p["suspect_id"], p["source_id"]): at for at, p in enumerate(rows(out, "pairs"), 1)}
    assert all(numbers[one.suspect.id, one.source.id] == one.number for one in page.pairs)


def test_an_index_is_compared_with_and_not_with_itself(detector, tmp_path):
    old = [one for one in crawl() if str(one["id"]).startswith(("paper", "other"))]
    new = [one for one in crawl() if str(one["id"]).startswith(("copier", "mirror"))]
    archive = write_lines(tmp_path / "old.jsonl", old)
    SourceIndex.build((batch.documents for batch in read_corpus([archive])), tmp_path / "index")
    corpus = write_lines(tmp_path / "new.jsonl", new)
    out = tmp_path / "out"
    scanned = scan(ScanSettings([str(corpus)], out, against=tmp_path / "index"), detector)
    documents = {one["id"]: one for one in rows(out, "documents")}
    assert set(documents) == {one["id"] for one in new}
    assert documents["mirror.example/news"]["duplicate_of"] == "paper.example/news-report"
    spun = {(p["suspect_id"], p["source_id"]) for p in rows(out, "pairs") if p["label"] == "spun"}
    assert {(f"copier.example/{a}", f"paper.example/{a}") for a in ARTICLES[1:]} <= spun
    assert all("copier" in suspect for suspect, _ in spun)
    assert sum(scanned.summary.documents.values()) == scanned.summary.usable == len(new)


def test_a_table_of_many_rows_goes_to_several_files(tmp_path, monkeypatch):
    monkeypatch.setattr("spindetect.corpus.outputs.ROWS_PER_FILE", 2000)
    one = dict.fromkeys(REJECTED.names, "x")
    batches = (pa.RecordBatch.from_pylist([one] * 1500, schema=REJECTED.schema) for _ in range(3))
    assert write_folder(tmp_path, REJECTED, batches) == 4500
    assert len(list((tmp_path / "rejected").iterdir())) >= 2
    assert parquet.read_table(tmp_path / "rejected").num_rows == 4500
    assert write_folder(tmp_path / "none", REJECTED, iter(())) == 0
    assert len(list((tmp_path / "none" / "rejected").iterdir())) == 1
    assert ROWS_PER_FILE > 2000


@pytest.mark.parametrize("policy", [Policy.named("default"), Policy.at(flag=0.9, review=0.5)])
def test_a_row_is_decided_as_its_verdict_is(detector, policy):
    verdict = detector.compare(sample("news-report", "spun"), sample("news-report", "source"))
    decider = Decider(policy, detector.program, verdict.prior, detector.held_out, is_pairs=True)
    said = decider.decision(verdict.label, verdict.probability, verdict.p_copied)
    assert said == policy.decide(verdict).action == "flag"
    honest = detector.compare(sample("news-report", "independent"), sample("news-report", "source"))
    said = decider.decision(honest.label, honest.probability, honest.p_copied)
    assert said == policy.decide(honest).action == "pass"
