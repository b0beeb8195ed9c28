"""`spindetect scan` and `spindetect index`, as a person types them."""

from __future__ import annotations

import json

import pytest
from corpora import crawl, write_crawl, write_lines

from spindetect.cli import build_parser, main
from spindetect.cli.completion import script
from spindetect.cli.scan import size
from spindetect.cli.scanning import rate
from spindetect.corpus.ledger import locked
from spindetect.corpus.outputs import read_manifest


def test_a_scan_from_the_command_line(tmp_path, capsys):
    write_crawl(tmp_path / "corpus")
    out = tmp_path / "out"
    assert main(["scan", str(tmp_path / "corpus"), "--out", str(out), "--policy", "newsroom"]) == 0
    printed = capsys.readouterr()
    assert "copier.example/travel-feature" in printed.out
    assert "comparing" in printed.err
    assert "report.html" in printed.err
    summary = read_manifest(out)
    assert summary.settings["policy"].startswith("newsroom ")
    assert summary.rejected == {"broken-record": 1, "duplicate-id": 1, "too-short": 1}
    assert main(["scan", str(tmp_path / "corpus"), "--out", str(out), "-q"]) == 0
    assert capsys.readouterr().err == ""
    with locked(out / ".work"):
        assert main(["scan", str(tmp_path / "corpus"), "--out", str(out)]) == 2
    assert "another scan is writing there" in capsys.readouterr().err


def test_what_a_scan_found_is_said_as_json_and_drawn_again(tmp_path, capsys):
    write_crawl(tmp_path / "corpus")
    out, stored, page = tmp_path / "out", tmp_path / "found.json", tmp_path / "again.html"
    assert main(["scan", str(tmp_path / "corpus"), "--out", str(out), "-q", "--json"]) == 0
    told = capsys.readouterr().out
    found = json.loads(told)
    assert (found["schema"], found["usable"]) == ("spindetect/scan-page/1", len(crawl()))
    stored.write_text(told, encoding="utf-8")
    assert main(["show", str(stored), "--html", str(page), "--out", str(tmp_path / "text")]) == 0
    assert page.read_bytes() == (out / "report.html").read_bytes()
    assert f"{len(crawl())} " in (tmp_path / "text").read_text(encoding="utf-8")
    assert main(["show", str(stored), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found
    for more, why in (
        (["--verify"], "a scan's report has none"),
        (["--policy", "newsroom"], "no one P(spun)"),
        (["--statement"], "what is no verdict has no statement"),
    ):
        assert main(["show", str(stored), *more]) == 2
        assert why in capsys.readouterr().err
    stored.write_text(told.replace('"usable"', '"usably"'), encoding="utf-8")
    assert main(["show", str(stored)]) == 2
    assert "found.json" in capsys.readouterr().err


def test_a_scans_folder_is_told_from_what_was_wanted(tmp_path, capsys):
    """Of a scan, an index and a file of standard input, each says what it is and what to do."""
    write_lines(tmp_path / "corpus.jsonl", crawl()[:3])
    corpus, out, index = (str(tmp_path / name) for name in ("corpus.jsonl", "out", "index"))
    assert main(["scan", corpus, "--out", out, "-q", "--sourceless", "none"]) == 0
    assert main(["index", "build", index, corpus, "-q"]) == 0
    capsys.readouterr()
    for line, told in (
        (["index", "info", out], "is the folder of a scan, and no index (build one of what was scanned"),
        (["search", out, corpus], "is the folder of a scan, and no index"),
        (["scan", corpus, "--against", out, "--out", index + "2"], "is the folder of a scan, and no index"),
        (["show", out], f"its report is {tmp_path / 'out' / 'report.html'}"),
        (["show", index], "no scan's"),
        (["scan", "-", "--out", out], "write it to a file first"),
        (["index", "build", index + "2", "-"], "write it to a file first"),
    ):
        assert main(line) == 2, line
        assert told in capsys.readouterr().err


def test_slow_stages_do_not_go_at_no_part_a_second():
    assert rate(12_345.6, "documents") == "12,346 documents/s"
    assert rate(0.04, "parts") == "25 s a part"
    assert rate(3.21, "pairs") == "3.2 pairs/s"


def test_a_dry_run_says_what_it_costs_and_writes_nothing(tmp_path, capsys):
    write_crawl(tmp_path / "corpus")
    before = sorted(tmp_path.rglob("*"))
    assert main(["scan", str(tmp_path / "corpus"), "--dry-run", "--workers", "2"]) == 0
    told = capsys.readouterr().out
    assert f"About {len(crawl()) + 1} usable documents" in told  # ids are not looked at
    for stage in ("read", "fingerprint", "candidates", "compare", "score", "in all"):
        assert f"\n{stage} " in told
    assert "largest keys" in told
    assert main(["scan", str(tmp_path / "corpus"), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stages"]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--engine", "spark", "--against", "old.index"], "the Spark engine does not do this"),
        (["--conf", "spark.master=local"], "is for --engine spark"),
        (["--engine", "spark", "--dry-run"], "the Spark engine does not do this"),
        (["--work", "elsewhere"], "is for --engine spark"),
        (["--map", "text"], "is not field=name"),
        (["--map", "text=body"], "body"),
        (["--memory", "1MB"], "too little"),
        (["--memory", "much"], "such as 2GB"),
        (["--policy", "absent.json"], "is no file and no policy's name"),
        (["--against", "absent.index"], "holds no index"),
        (["--workers", "0"], "from 1 to"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(tmp_path, capsys, more, told):
    corpus = write_lines(tmp_path / "a.jsonl", crawl()[:1])
    assert main(["scan", str(corpus), "--out", str(tmp_path / "out"), *more]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_folder_to_write_must_be_named(tmp_path, capsys):
    assert main(["scan", str(tmp_path)]) == 2
    assert "name the folder to write" in capsys.readouterr().err


def test_a_corpus_that_is_not_there(tmp_path, capsys):
    assert main(["scan", str(tmp_path / "absent"), "--out", str(tmp_path / "out")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_an_index_is_built_added_to_and_told(tmp_path, capsys):
    rows = crawl()
    first, second = (write_lines(tmp_path / f"{n}.jsonl", part) for n, part in enumerate((rows[:4], rows)))
    index = str(tmp_path / "index")
    assert main(["index", "build", index, str(first)]) == 0
    assert "read 4 documents, 0 could not be used" in capsys.readouterr().err
    assert main(["index", "add", index, str(second), "--json", "-q"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == len(rows)
    assert main(["index", "info", index]) == 0
    assert f"documents    {len(rows)}\n" in capsys.readouterr().out
    assert main(["index", "build", index, str(first)]) == 2
    assert "is not empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", [["index", "build", "x"], ["index", "info", "x", "y"], ["index", "info", "x"]]
)
def test_an_index_that_cannot_be(line, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(line) == 2
    assert capsys.readouterr().err.startswith("spindetect: error: ")


def test_sizes():
    assert size("2GB") == 2 * 2**30
    assert size("512mb") == 512 * 2**20


def test_the_shell_completes_them():
    told = script(build_parser(), "bash")
    assert "scan" in told
    assert "--sourceless" in told
    assert "words='duckdb spark'" in told
