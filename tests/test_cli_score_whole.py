"""`spindetect score`, `unspin` and `show` from end to end, with the shipped tables, on texts of our own."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from papers import column, docx, lines_of, paragraph, pdf, table
from texts import OTHER, SOURCE, SPUN

import spindetect
from spindetect.cli import main
from spindetect.report.record import read_record


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    Path("spun.txt").write_text(SPUN, encoding="utf-8")
    Path("honest.txt").write_text(OTHER, encoding="utf-8")
    return tmp_path


def test_the_command_says_what_the_detector_says(capsys):
    assert main(["score", "spun.txt", "--json"]) == 0
    verdict = read_record(capsys.readouterr().out)
    again = spindetect.load().score(spindetect.read("spun.txt"))
    assert verdict == again
    assert verdict.label == "spun"
    assert main(["score", "spun.txt", "--html", "page.html"]) == 0
    out = capsys.readouterr().out
    best = verdict.most_suspicious(1)[0]
    assert best.span.text in out
    assert best.span.text in Path("page.html").read_text(encoding="utf-8")


def test_a_stored_verdict_holds(capsys):
    assert main(["score", "spun.txt", "--json", "--out", "verdict.json"]) == 0
    assert main(["show", "verdict.json", "--verify", "--suspect", "spun.txt"]) == 0
    assert "The record holds." in capsys.readouterr().out
    changed = Path("verdict.json").read_text(encoding="utf-8").replace("ferry", "boats")
    Path("verdict.json").write_text(changed, encoding="utf-8")
    assert main(["show", "verdict.json", "--verify"]) == 2


def test_a_restored_text_holds(capsys):
    assert main(["unspin", "spun.txt", "--json", "--out", "unspun.json"]) == 0
    restored = read_record(Path("unspun.json").read_bytes())
    assert restored.changes
    assert main(["show", "unspun.json", "--verify"]) == 0
    assert "The record holds." in capsys.readouterr().out
    assert main(["unspin", "spun.txt", "--queries"]) == 0
    queries = capsys.readouterr().out.splitlines()
    assert queries == list(restored.queries)
    assert queries
    assert main(["unspin", "spun.txt", "--text"]) == 0
    assert capsys.readouterr().out.strip() == restored.text.strip()


def test_many_kinds_of_files_and_processes_give_the_same(capsys):
    Path("in").mkdir()
    Path("in/a.pdf").write_bytes(pdf([column(lines_of(SPUN[:600], 70)), column(lines_of(SPUN[600:], 70))]))
    Path("in/b.docx").write_bytes(docx(paragraph(SPUN), table(("Year", "Boats"), ("2019", "14"))))
    Path("in/c.txt").write_text(SPUN, encoding="utf-8")
    Path("in/d.pdf").write_bytes(pdf([[], []]))
    given = ["score", "in", "spun.txt", "--json"]
    assert main(given) == 0
    alone = capsys.readouterr().out
    assert main([*given, "--workers", "2"]) == 0
    assert capsys.readouterr().out == alone
    rows = [json.loads(line) for line in alone.splitlines()]
    assert [row.get("error", "") for row in rows][3].startswith("has no text on its 2 pages")
    found = [row["verdict"] for row in rows if "verdict" in row]
    assert [verdict["label"] for verdict in found] == ["spun"] * 4
    assert found[0]["probability"] == pytest.approx(found[2]["probability"])
    assert found[0]["document"]["pages"][0] == 0
    assert main(["score", "in/a.pdf"]) == 0
    assert "page 1" in capsys.readouterr().out


def test_lists_of_ones_own(capsys):
    assert main(["score", "honest.txt", "--json"]) == 0
    before = read_record(capsys.readouterr().out)
    with Path("mine.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("tortured", "expected"), ("deep soak", "thorough watering")])
    assert main(["score", "honest.txt", "--json", "--phrases", "mine.csv"]) == 0
    verdict = read_record(capsys.readouterr().out)
    (listed,) = (mark for mark in verdict.suspicions if mark.origin == "listed")
    assert listed.span.text == "deep soak"
    assert listed.suggestions[0].text == "thorough watering"
    assert (before.program.phrases, len(verdict.program.phrases)) == (None, 64)
    Path("ours.txt").write_text("deep soak\n", encoding="utf-8")
    given = ["score", "honest.txt", "--json", "--phrases", "mine.csv", "--allow", "ours.txt"]
    assert main(given) == 0
    verdict = read_record(capsys.readouterr().out)
    assert not [mark for mark in verdict.suspicions if "soak" in mark.span.text]
    assert main([*given[:2], "--phrases", "absent.csv"]) == 2
    assert "absent.csv" in capsys.readouterr().err


def test_rows_for_people(capsys):
    Path("source.txt").write_text(SOURCE, encoding="utf-8")
    Path("short.txt").write_text("Too short to say.", encoding="utf-8")
    assert main(["score", "spun.txt", "source.txt", "short.txt", "--fail-above", "0.9"]) == 3
    _, *rows = capsys.readouterr().out.splitlines()
    labels = [" ".join(row.split()).removeprefix("> ").split()[1] for row in rows]
    assert labels == ["spun", "not-spun", "insufficient"]


def test_an_empty_text_is_too_little(capsys):
    Path("empty.txt").write_bytes(b"")
    assert main(["score", "empty.txt"]) == 0
    assert main(["unspin", "empty.txt"]) == 0
    assert "Traceback" not in capsys.readouterr().err
