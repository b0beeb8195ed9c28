"""`spindetect compare` with several sources and background files, at a real shell's distance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from releases import CHRONICLE, HERALD, MERGED, ORCHARD, RELEASE

import spindetect
from spindetect.cli import main
from spindetect.report.record import read_record


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(autouse=True)
def opened_once(monkeypatch, detector):
    monkeypatch.setattr("spindetect.detector.load", lambda *_, **__: detector)


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("merged.txt", MERGED),
        ("chronicle.txt", CHRONICLE),
        ("herald.txt", HERALD),
        ("orchard.txt", ORCHARD),
        ("release.txt", RELEASE),
    ):
        Path(name).write_text(text, encoding="utf-8")


def error_of(capsys):
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("spindetect: error: ")
    return err


def test_several_sources(capsys):
    assert main(["compare", "merged.txt", "herald.txt", "orchard.txt", "--html", "page.html"]) == 0
    out, err = capsys.readouterr()
    assert "merged.txt  (suspect)  beside  herald.txt  (source 1), orchard.txt  (source 2)" in out
    assert "WHERE IT COMES FROM" in out
    assert "Source 2, orchard.txt" in out
    page = Path("page.html").read_text(encoding="utf-8")
    assert "Beside source 1: herald.txt" in page
    assert "Beside source 2: orchard.txt" in page
    assert "wrote the page" in err


def test_background(capsys):
    assert main(["compare", "chronicle.txt", "herald.txt", "--background", "release.txt"]) == 0
    out = capsys.readouterr().out
    assert "INDEPENDENT" in out
    assert "Background 1, release.txt" in out
    assert "left out of the shares" in out


def test_the_record_is_stored_shown_and_verified(capsys):
    paths = ["merged.txt", "herald.txt", "orchard.txt", "--background", "release.txt"]
    urls = ["--source-url", "https://one.example/", "--source-url", "https://two.example/"]
    assert main(["compare", *paths, *urls, "--json", "--out", "verdict.json"]) == 0
    stored = read_record(Path("verdict.json").read_bytes())
    assert [text.url for text in stored.source_texts] == ["https://one.example/", "https://two.example/"]
    assert [text.name for text in stored.source_texts] == ["herald.txt", "orchard.txt"]
    assert main(["show", "verdict.json"]) == 0
    assert "Background 1, release.txt" in capsys.readouterr().out
    files = ["--suspect", "merged.txt", "--source", "herald.txt", "--source", "orchard.txt"]
    assert main(["show", "verdict.json", "--verify", *files, "--background", "release.txt"]) == 0
    out = capsys.readouterr().out
    assert "The record holds." in out
    assert "SHA-256 of the background 1's bytes" in out


def test_a_changed_source_does_not_verify(capsys):
    main(["compare", "merged.txt", "herald.txt", "orchard.txt", "--json", "--out", "verdict.json"])
    Path("orchard.txt").write_text(ORCHARD.replace("Twenty", "Thirty"), encoding="utf-8")
    files = ["--source", "herald.txt", "--source", "orchard.txt"]
    capsys.readouterr()
    assert main(["show", "verdict.json", "--verify", *files]) == 2
    assert "SHA-256 of the source 2's text" in capsys.readouterr().err


def test_the_statement_names_all(capsys):
    assert main(["compare", "merged.txt", "herald.txt", "orchard.txt", "--statement"]) == 0
    short = capsys.readouterr().out.strip()
    assert len(short) <= 500
    assert "“herald.txt” and “orchard.txt”" in short
    assert main(["compare", "merged.txt", "herald.txt", "orchard.txt", "--statement", "full"]) == 0
    assert "Source 2 is “orchard.txt”" in capsys.readouterr().out


def test_a_gate_looks_at_all_sources(capsys):
    paths = ["merged.txt", "herald.txt", "orchard.txt"]
    assert main(["compare", *paths, "--fail-above", "0.9", "--quiet"]) == 3
    assert main(["compare", *paths, "--policy", "default", "--quiet"]) == 3
    capsys.readouterr()
    chronicle = ["compare", "chronicle.txt", "herald.txt", "--background", "release.txt"]
    assert main([*chronicle, "--fail-above", "0.9", "--by", "copied"]) == 0


def test_nothing_left_to_judge_is_no_pass(capsys):
    paths = ["herald.txt", "herald.txt", "--background", "herald.txt"]
    assert main(["compare", *paths, "--fail-above", "0.5"]) == 0
    assert "this is not a pass" in capsys.readouterr().err
    assert main(["compare", *paths, "--policy", "default"]) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["merged.txt", "herald.txt", "none.txt"], "none.txt"),
        (["merged.txt", "herald.txt", "--background", "gone.txt"], "gone.txt"),
        (["merged.txt", "--background", "release.txt"], "give --background after them"),
        (["--background", "release.txt", "merged.txt", "herald.txt"], "give --background after them"),
        (["-", "herald.txt", "-"], "one of the texts only"),
        (["merged.txt", "herald.txt", "--background", "-", "-"], "one of the texts only"),
        (["merged.txt", "herald.txt", "orchard.txt", "--source-url", "https://a"], "one for each source"),
        (["merged.txt", "herald.txt", "--source-url", "a", "--source-url", "b"], "more than once"),
        (["merged.txt", "herald.txt", "orchard.txt", "--out", "orchard.txt"], "would be overwritten"),
        (["merged.txt", "herald.txt", "--background", "release.txt", "--html", "release.txt"], "overwritten"),
        (["--pairs", "rows.jsonl", "--background", "release.txt"], "not for --pairs"),
    ],
)
def test_what_is_wrong_names_the_file(capsys, arguments, said):
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert main(["compare", *arguments]) == 2
    assert said in error_of(capsys)
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def rows_of(capsys, *rows):
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    main(["compare", "--pairs", "rows.jsonl", "--quiet"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_rows_take_lists(capsys):
    several, shared, plain = rows_of(
        capsys,
        {"suspect": MERGED, "source_paths": ["herald.txt", "orchard.txt"]},
        {"suspect": CHRONICLE, "source": HERALD, "background": [RELEASE]},
        {"suspect": CHRONICLE, "sources": [HERALD], "background_paths": []},
    )
    assert [found["words"] > 0 for found in several["verdict"]["sources"]] == [True, True]
    assert shared["verdict"]["label"] == "independent"
    assert shared["verdict"]["background"][0]["words"] > 50
    assert plain["verdict"]["label"] == "edited"
    assert "background" not in plain["verdict"]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({"sources": []}, "sources"),
        ({"sources": "a text"}, "sources"),
        ({"sources": [HERALD, 7]}, "sources[1]"),
        ({"source_paths": ["none.txt"]}, "none.txt"),
        ({"source": HERALD, "background": ["release.txt"]}, "background[0]"),
        ({"source": HERALD, "background_paths": [7]}, "background_paths[0]"),
    ],
)
def test_a_bad_list_fails_its_row_alone(capsys, row, where):
    bad, good = rows_of(capsys, {"suspect": MERGED, **row}, {"suspect": MERGED, "source": HERALD})
    assert where in bad["where"]
    assert good["verdict"]["label"] == "spun"


def test_a_row_that_names_the_output_stops_all(capsys):
    row = {"suspect": MERGED, "source_paths": ["herald.txt", "out.jsonl"]}
    Path("out.jsonl").write_text("kept", encoding="utf-8")
    Path("rows.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main(["compare", "--pairs", "rows.jsonl", "--out", "out.jsonl"]) == 2
    assert "the file to write" in error_of(capsys)
    assert Path("out.jsonl").read_text(encoding="utf-8") == "kept"
