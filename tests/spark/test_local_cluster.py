"""Both engines on one corpus: equal rows, and what stops a scan on a cluster."""

from __future__ import annotations

import hashlib
import json
import os
import sys

import pytest
from clusters import QUIET, rows_of, tables
from corpora import crawl, row, write_lines

import spindetect
from data.samples.corpus import write_corpus
from spindetect.corpus import run as run_module
from spindetect.corpus.readers import ReadOptions
from spindetect.corpus.run import scan as scan_here
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.spark import components, scan
from spindetect.corpus.spark import report as report_module
from spindetect.corpus.spark.running import run, session_of
from spindetect.corpus.watching import Silent
from spindetect.errors import InputError


class Heard(Silent):
    def __init__(self):
        self.ended = []

    def end(self, stage, rows, seconds):
        self.ended.append((stage, rows))


@pytest.fixture(scope="module")
def session():
    before = os.environ.get("PYSPARK_PYTHON")
    told = {**QUIET, "spark.master": "local-cluster[2,1,1024]"}
    one = session_of(told, workers=2, python=sys.executable)
    one.sparkContext.setLogLevel("ERROR")
    yield one
    one.stop()
    os.environ.pop("PYSPARK_PYTHON")
    if before is not None:
        os.environ["PYSPARK_PYTHON"] = before


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module", autouse=True)
def few_pages():
    before, run_module.TOP_PAGES = run_module.TOP_PAGES, 1
    yield
    run_module.TOP_PAGES = before


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The demonstration's crawl, and a made one beside it whose ids come again."""
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder)
    rows = crawl()
    write_lines(folder / "made-1.jsonl", rows[:6])
    write_lines(folder / "made-2.jsonl", [*rows[6:], *rows[:2], row("short.example/1", "Too short.")])
    return folder


@pytest.fixture(scope="module")
def here(corpus, detector, tmp_path_factory):
    out = tmp_path_factory.mktemp("here") / "out"
    scan_here(ScanSettings([str(corpus)], out), detector)
    return out


@pytest.fixture(scope="module")
def there(session, corpus, detector, tmp_path_factory):
    out = tmp_path_factory.mktemp("there") / "out"
    heard = Heard()
    done = run(session, ScanSettings([str(corpus)], out), detector, out=str(out), work=None, watch=heard)
    return out, done, heard


def test_both_engines_write_the_same_rows(here, there):
    mine, others = rows_of(here), rows_of(there[0])
    for name, rows in mine.items():
        assert rows == others[name], name
        assert rows, name
    manifests = [json.loads((out / "manifest.json").read_text()) for out in (here, there[0])]
    told = [{name: folder["rows"] for name, folder in one.pop("tables").items()} for one in manifests]
    assert told[0] == told[1]  # bytes may differ where batches, and so row groups, end elsewhere
    assert manifests[0] == manifests[1]


def test_the_report_is_the_same_but_for_times(here, there):
    mine, others = ((out / "report.html").read_text(encoding="utf-8") for out in (here, there[0]))
    for told in ("<h2", "Likely original", "https://"):
        assert mine.count(told) == others.count(told)
    assert there[1].page is not None
    assert json.loads(there[1].page.to_json())["schema"]
    assert there[1].first.endswith("report.html")


def test_what_is_stored_is_not_made_again(session, corpus, detector, there):
    out, _, heard = there
    before, again = tables(out), Heard()
    entries = {path.name: path.stat().st_mtime_ns for path in (out / ".work" / "spark").iterdir()}
    run(session, ScanSettings([str(corpus)], out), detector, out=str(out), work=None, watch=again)
    assert {path.name: path.stat().st_mtime_ns for path in (out / ".work" / "spark").iterdir()} == entries
    assert again.ended
    assert [one for one, _ in again.ended] == [one for one, _ in heard.ended]
    assert tables(out) == before


def test_rows_of_a_dataframe_give_the_same_findings(session, made, detector, monkeypatch):
    monkeypatch.setattr(components, "ON_DRIVER", 0)  # families round by round
    rows = [(one["id"], one["url"], one["text"], one["published"], one.get("title")) for one in crawl()]
    rows += [("huge", None, "x " * 9_000_000, None, None), (None, None, "", None, None)]
    df = session.createDataFrame(rows, "uri string, url string, body string, published string, title string")
    reading = ReadOptions(mapping={"id": "uri", "text": "body"})
    with scan(df, detector=detector, reading=reading) as found:
        told = {
            name: [row.asDict(recursive=True) for row in rows.collect()]
            for name, rows in found.tables.items()
        }
        work = found.temporary
        assert work.is_dir()
    assert not work.exists()
    assert sorted((row["reason"], (row["id"] or "")[:5]) for row in told.pop("rejected")) == [
        ("empty", "rows#"),
        ("too-large", "huge"),
    ]
    mine = rows_of(made[1])
    for name, rows in told.items():
        assert rows == mine[name], name


def test_a_column_that_is_not_there_is_said(session):
    df = session.createDataFrame([("a", "b")], "id string, body string")
    with pytest.raises(InputError, match="has no column 'text'; it has id, body"):
        scan(df)


def test_a_folder_that_others_wrote_is_left_alone(session, corpus, detector, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="no scan has written it"):
        run(
            session,
            ScanSettings([str(corpus)], tmp_path),
            detector,
            out=str(tmp_path),
            work=None,
            watch=Silent(),
        )


def test_paths_with_a_scheme_go_through_spark(session, made, detector, tmp_path, monkeypatch):
    monkeypatch.setattr(report_module, "MOST", 0)  # said, not drawn
    corpus, plain = made
    out, work = tmp_path / "out", (tmp_path / "work").as_uri()
    settings = ScanSettings([corpus.as_uri()], out)
    done = run(session, settings, detector, out=out.as_uri(), work=work, watch=Silent())
    assert "is not drawn" in done.notes[0]
    assert rows_of(out) == rows_of(plain)
    told = json.loads((out / "manifest.json").read_text())
    for name, folder in told["tables"].items():
        for file in folder["files"]:
            data = (out / file["name"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"]), name
        assert (out / name / "_SUCCESS").is_file()
