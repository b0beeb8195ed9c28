"""`spindetect scan` and `spindetect index`, as a person types them."""

from __future__ import annotations

import json

import pytest
from corpora import crawl, write_crawl, write_lines

from spindetect.cli import build_parser, main
from spindetect.cli.completion import script
from spindetect.cli.scan import size
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


def test_a_dry_run_says_what_it_costs_and_writes_nothing(tmp_path, capsys):
    write_crawl(tmp_path / "corpus")
    before = sorted(tmp_path.rglob("*"))
    assert main(["scan", str(tmp_path / "corpus"), "--dry-run", "--workers", "2"]) == 0
    told = capsys.readouterr().out
    assert f"About {len(crawl()) + 1} usable documents" in told  # ids are not looked at
    for stage in ("read", "fingerprint", "candidates", "compare", "score", "in all"):
        assert f"\n{stage} " in told
    assert "largest keys" in told
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--engine", "spark", "--against", "old.index"], "the Spark engine does not do this"),
        (["--conf", "spark.master=local"], "is for --engine spark"),
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
