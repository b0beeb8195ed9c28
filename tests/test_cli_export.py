"""From a finished scan: its flagged pairs as rows, any pair's page, and the sources of suspects."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

from pyarrow import parquet
from texts import SOURCE, SPUN

import spindetect
from spindetect.cli import main
from spindetect.cli.export import cell, table
from spindetect.corpus.index import SourceIndex
from spindetect.corpus.readers import plan_inputs, read_part
from spindetect.corpus.run import scan
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.stored import COLUMNS, StoredScan

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
TITLE = '=HYPERLINK("http://evil.example";"gift")'
BIDI = "spun \u202egnirts\u202c \x1b[31m\nsecond line"


def _crawl(folder):
    """Write a crawl of four pages: an article, its spun copy, and two others."""
    other = (SAMPLES / "sports-report" / "source.txt").read_text(encoding="utf-8")
    third = (SAMPLES / "health-advice" / "source.txt").read_text(encoding="utf-8")
    rows = [
        {"id": "https://paper.example/a", "text": SOURCE, "title": TITLE, "published": "2024-05-01"},
        {"id": "+cmd|' /C calc'!A0", "text": SPUN, "title": BIDI},
        {"id": "https://other.example/b", "text": other, "title": "Match"},
        {"id": "https://other.example/c", "text": third},
    ]
    folder.mkdir()
    lines = "".join(
        json.dumps({**row, "url": row["id"] if "//" in row["id"] else None}) + "\n" for row in rows
    )
    (folder / "crawl.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    return _crawl(tmp_path_factory.mktemp("export") / "crawl")


@pytest.fixture(scope="module")
def found(crawl):
    """A finished scan of the crawl."""
    out = crawl.parent / "found"
    scan(ScanSettings((str(crawl),), out, sourceless="none"), spindetect.load())
    return out


@pytest.fixture(scope="module")
def index(crawl):
    batches = (batch.documents for part in plan_inputs([str(crawl)]) for batch in read_part(part))
    path = crawl.parent / "index"
    SourceIndex.build((batch for batch in batches if batch.num_rows), path)
    return path


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_flagged_pairs_are_rows_without_formulas(found, tmp_path, capsys):
    path = tmp_path / "pairs.csv"
    assert main(["export", str(found), "--csv", str(path)]) == 0
    assert "wrote 1 pair to" in capsys.readouterr().err
    text = path.read_bytes().decode()
    assert "\x1b" not in text
    assert "\u202e" not in text
    (row,) = read(text)
    assert list(row) == list(COLUMNS)
    sides = {row["suspect_id"], row["source_id"]}
    assert sides == {"'+cmd|' /C calc'!A0", "https://paper.example/a"}
    assert f"'{TITLE}" in row.values()
    assert "spun gnirts second line" in row.values()
    assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
    assert row["label"] == "spun"
    assert float(row["probability"]) > 0.9
    assert int(row["words_copied"]) > 100
    assert row["decision"] == "flag"


def test_json_lines_have_everything_as_it_was_found(found, capsys):
    assert main(["export", str(found), "--jsonl", "-"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    (row,) = map(json.loads, out.splitlines())
    assert {row["suspect_title"], row["source_title"]} == {TITLE, BIDI}
    assert {row["suspect_id"], row["source_id"]} == {"+cmd|' /C calc'!A0", "https://paper.example/a"}


def test_two_exports_are_equal(found, tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        assert main(["export", str(found), "--csv", str(path), "--all", "--quiet"]) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\x00=1", "\u200b=1", "|x", "%x"],
)
def test_no_cell_is_calculated(value):
    assert cell(value).startswith("'")


def test_plain_cells_stay():
    assert [cell(value) for value in ("Tide mill", None, 0.5, 0.0, 1.0, 12, "it's = so")] == [
        "Tide mill", "", "0.5", "0", "1", "12", "it's = so",
    ]  # fmt: skip


def test_a_scan_without_pairs_has_a_head():
    assert "".join(table([])) == ",".join(COLUMNS) + "\r\n"


def test_any_pair_is_shown_from_the_stored_texts(found, tmp_path, capsys):
    (row,) = StoredScan.open(found).told()
    page = tmp_path / "pair.html"
    assert main(["show", str(found), str(row["pair"]), "--html", str(page), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["label"] == row["label"]
    assert shown["probability"] == pytest.approx(row["probability"], abs=1e-12)
    assert {shown[side]["text"].strip() for side in ("suspect", "source")} == {SOURCE.strip(), SPUN.strip()}
    (stored,) = (found / "pages").glob("*.html")
    assert page.read_bytes() == stored.read_bytes(), "the report's own page of the pair"


def test_a_pair_whose_page_says_more_than_the_scan_is_said_to(found, tmp_path, capsys, monkeypatch):
    (row,) = StoredScan.open(found).told()
    pair = StoredScan.pair
    changed = {"label": "edited", "certainty": 0.314}
    monkeypatch.setattr(StoredScan, "pair", lambda self, number: pair(self, number) | changed)
    assert main(["show", str(found), str(row["pair"]), "--html", str(tmp_path / "page.html")]) == 0
    err = capsys.readouterr().err
    assert "the scan calls this pair 'edited'" in err
    assert "is 0.31, too little" in err


def test_a_pair_whose_page_says_less_than_the_scan_is_said_to(found, tmp_path, capsys, monkeypatch):
    (row,) = StoredScan.open(found).told()
    whole = replace(StoredScan.open(found).compare(row["pair"], spindetect.load()), label="edited")
    monkeypatch.setattr(StoredScan, "compare", lambda _self, _number, _detector: whole)
    assert main(["show", str(found), str(row["pair"]), "--html", str(tmp_path / "page.html")]) == 0
    err = capsys.readouterr().err
    assert f"calls this pair 'spun' with a certainty of {row['certainty']:.2f}" in err
    assert "this comparison alone calls it 'edited'" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "{found}", "99"], "no pair 99"),
        (["show", "{found}"], "name a pair"),
        (["show", "{crawl}", "1"], "no scan has written it"),
        (["show", "{crawl}/crawl.jsonl", "1"], "no folder of a scan"),
        (["show", "{found}", "1", "--verify"], "--verify is for a stored result"),
        (["export", "{crawl}", "--csv", "-"], "no scan has written it"),
        (["export", "{found}"], "--csv FILE"),
        (["export", "{found}", "--csv", "x", "--jsonl", "x"], "named twice"),
        (["export", "{found}", "--csv", "{found}"], "is a directory"),
        (["search", "{found}", "{crawl}/crawl.jsonl"], ""),
        (["search", "{index}", "{crawl}/nothing.txt"], "nothing.txt"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(arguments, words, found, crawl, index, capsys):
    given = [argument.format(found=found, crawl=crawl, index=index) for argument in arguments]
    assert main(given) == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.startswith("spindetect: error: ")
    assert "Traceback" not in err


def test_an_unfinished_scan_says_so(found, tmp_path, capsys):
    (tmp_path / "stopped" / ".work").mkdir(parents=True)
    assert main(["export", str(tmp_path / "stopped"), "--csv", "-"]) == 2
    assert "its scan is not finished" in capsys.readouterr().err


def test_a_scan_of_another_version_says_so(found, tmp_path, capsys):
    old = tmp_path / "old"
    shutil.copytree(found, old)
    (file,) = sorted((old / "pairs").glob("*.parquet"))
    parquet.write_table(parquet.read_table(file).drop_columns(["certainty"]), file)
    for arguments in (["export", str(old), "--csv", "-"], ["show", str(old), "1"]):
        assert main(arguments) == 2
        err = capsys.readouterr().err
        assert "no column 'certainty'" in err
        assert "run the scan again" in err


def test_the_sources_of_suspects_are_found_and_drawn(index, tmp_path, capsys):
    inbox, pages = tmp_path / "inbox", tmp_path / "pages"
    inbox.mkdir()
    (inbox / "copy.txt").write_text(SPUN, encoding="utf-8")
    own = (SAMPLES / "personal-essay" / "source.txt").read_text(encoding="utf-8")
    (inbox / "own.txt").write_text(own, encoding="utf-8")
    assert main(["search", str(index), str(inbox), "--html", str(pages)]) == 0
    told = capsys.readouterr()
    assert "sources found of 1 of 2 suspects" in told.err
    lines = told.out.splitlines()
    assert any(line.startswith("  spun") and "https://paper.example/a" in line for line in lines)
    assert "oddest swaps: " in told.out
    assert "no source among 4 documents; by its own wording not-spun" in told.out
    page = (pages / "index.html").read_text(encoding="utf-8")
    assert "&quot;http://evil.example&quot;" in page
    # Of the copy its source and the copy itself, which is in the index too; of the other its marks.
    links = [name for name in sorted(path.name for path in pages.iterdir()) if name != "index.html"]
    assert [name in page for name in links] == [True] * 3
    assert "2 suspects looked for among 4 documents; sources of 1." in page


def test_rows_of_a_search_say_the_same(index, tmp_path, capsys):
    (tmp_path / "copy.txt").write_text(SPUN, encoding="utf-8")
    assert main(["search", str(index), str(tmp_path / "copy.txt"), "--json", "--quiet"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    rows = [json.loads(line)["source"] for line in told.out.splitlines()]
    spun = next(row for row in rows if row["label"] == "spun")
    assert spun["id"] == "https://paper.example/a"
    assert spun["title"] == TITLE
    assert spun["words_copied"] > 100
    assert len(spun["swaps"]) > 5
