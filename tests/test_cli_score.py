"""`spindetect score` and `unspin`: what they print and where, the exit status, and that nothing is lost."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import build_text
import pytest
from build import StandIn as Comparer
from papers import column, docx, lines_of, paragraph, pdf

from spindetect.cli import main, pages, texts
from spindetect.errors import InputError
from spindetect.records import FailedText
from spindetect.report.record import read_record

TESTS = Path(__file__).parent
SPUN = build_text.ARTICLE
HONEST = (
    "The ferry council opened a small museum beside the harbour last Friday. Visitors can now see brass "
    "instruments, hand-drawn charts and a restored lifeboat from 1926. Entrance costs nothing for children."
)
SHORT = "Too short."


class StandIn(Comparer):
    """A detector for tests of what stands above it; its marks are in braces, as `build_text` has them."""

    program = build_text.PROGRAM
    seen: ClassVar[list[dict]] = []

    def __init__(self, **lists):
        self.seen.append(lists)

    def score(self, text, *, url=None, retrieved=None):
        name, text = (text.name, text.text) if hasattr(text, "text") else ("text", text)
        if "boom" in text:
            raise InputError("is odd", where="text", hint="give another")
        if "crash" in text:
            raise ZeroDivisionError("a bug")
        found = build_text.score(text, name)
        return build_text.replace(
            found, document=build_text.replace(found.document, url=url), retrieved=retrieved
        )

    def score_many(self, texts, *, workers=1):
        self.seen[-1]["workers"] = workers
        for index, text in enumerate(texts):
            try:
                yield self.score(text)
            except InputError as error:
                yield FailedText(index, error.problem, error.where, error.hint)

    def unspin(self, text):
        return build_text.unspin(text.text, text.name)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "spindetect.detector", SimpleNamespace(load=StandIn))
    monkeypatch.setattr(StandIn, "seen", [])
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("spun.txt").write_text(SPUN, encoding="utf-8")
    Path("honest.txt").write_text(HONEST, encoding="utf-8")
    return tmp_path


def stdin(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data), isatty=lambda: False))


def error_of(capsys):
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("spindetect: error: ")
    return err


def rows_of(capsys, *given):
    """Return the rows of JSON that a command writes."""
    assert main(["score", *given, "--jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# one text


def test_one_text_gives_a_report(capsys):
    assert main(["score", "spun.txt"]) == 0
    out, err = capsys.readouterr()
    assert "spun.txt" in out.splitlines()[0]
    assert "counterfeit consciousness" in out
    assert "artificial intelligence" in out
    assert "\x1b" not in out
    assert err == ""


def test_top_and_color(capsys):
    assert main(["score", "spun.txt", "--top", "2", "--color", "always"]) == 0
    colored = capsys.readouterr().out
    assert main(["score", "spun.txt", "--top", "2"]) == 0
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == capsys.readouterr().out
    assert "\x1b[" in colored


def test_json_of_one_text_is_its_record(capsys):
    origin = ["--url", "https://a.example", "--retrieved", "2026-02-03"]
    assert main(["score", "spun.txt", "--json", *origin]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    verdict = read_record(out)
    assert (verdict.label, verdict.document.url, verdict.retrieved) == ("spun", origin[1], origin[3])
    assert main(["score", "spun.txt", "--json", "--no-text"]) == 0
    assert json.loads(capsys.readouterr().out)["document"]["text"] is None


def test_statement_html_and_out(capsys):
    assert main(["score", "spun.txt", "--statement", "--html", "page.html", "--out", "said.txt"]) == 0
    assert capsys.readouterr() == ("", "spindetect: wrote the page page.html\n")
    assert len(Path("said.txt").read_text(encoding="utf-8").strip()) <= 500
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    Path("folder").mkdir()
    assert main(["score", "spun.txt", "--html", "folder", "--quiet", "--out", "said.txt"]) == 0
    assert capsys.readouterr() == ("", "")
    assert [path.name for path in Path("folder").iterdir()] == ["spun-txt.html"]


@pytest.mark.parametrize(("limit", "status"), [("0.96", 3), ("0.97", 0)])
def test_fail_above(capsys, limit, status):
    assert main(["score", "spun.txt", "--fail-above", limit]) == status
    assert "spun.txt" in capsys.readouterr().out


def test_too_little_text_is_no_pass(capsys):
    Path("short.txt").write_text(SHORT, encoding="utf-8")
    assert main(["score", "short.txt", "--fail-above", "0.5"]) == 0
    assert "this is not a pass" in capsys.readouterr().err


def test_lists_reach_the_detector():
    assert main(["score", "spun.txt", "--phrases", "mine.txt", "--allow", "ours.txt"]) == 0
    assert main(["unspin", "spun.txt", "--phrases", "mine.txt"]) == 0
    assert main(["score", "spun.txt", "honest.txt", "--workers", "2"]) == 0
    assert StandIn.seen == [
        {"phrases": Path("mine.txt"), "allow": Path("ours.txt")},
        {"phrases": Path("mine.txt"), "allow": None},
        {"phrases": None, "allow": None, "workers": 2},
    ]


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
def test_standard_input(capsys, monkeypatch, kind):
    stdin(monkeypatch, HONEST.encode())
    assert main(["score", "-", "--json", "--stdin-as", kind]) == 0
    assert json.loads(capsys.readouterr().out)["document"]["name"] == "standard input"


def test_word_files_and_pdf(capsys, monkeypatch):
    Path("a.docx").write_bytes(docx(paragraph(HONEST)))
    Path("b.pdf").write_bytes(pdf([column(lines_of(HONEST, 70)), column(lines_of(SPUN[:600], 70))]))
    for name in ("a.docx", "b.pdf"):
        assert main(["score", name, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["document"]["text"].startswith(HONEST)
    stdin(monkeypatch, Path("a.docx").read_bytes())
    assert main(["score", "-", "--stdin-as", "docx", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["document"]["text"] == HONEST
    assert main(["compare", "a.docx", "b.pdf"]) == 0
    assert "a.docx" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "give a FILE"),
        (["absent.txt"], "absent.txt: does not exist"),
        ([""], "the name of the file is empty"),
        (["-", "-"], "only once"),
        (["spun.txt", "--json", "--jsonl"], "not allowed"),
        (["spun.txt", "--workers", "0"], "from 1 to 256"),
        (["spun.txt", "--workers", "many"], "whole number"),
        (["spun.txt", "honest.txt", "--statement"], "--statement is for one text"),
        (["spun.txt", "honest.txt", "--url", "x"], "--url is for one text"),
        (["spun.txt", "--out", "spun.txt"], "would be overwritten"),
        (["spun.txt", "--html", "spun.txt"], "would be overwritten"),
        (["spun.txt", "honest.txt", "--out", "honest.txt"], "would be overwritten"),
        (["spun.txt", "--phrases", "honest.txt", "--out", "honest.txt"], "would be overwritten"),
        (["spun.txt", "spun.txt", "--allow", "honest.txt", "--out", "honest.txt"], "would be overwritten"),
        (["spun.txt", "honest.txt", "--html", "honest.txt"], "is a file, and many texts have a page each"),
        (["spun.txt", "honest.txt", "--html", "no/such"], "its directory does not exist"),
        ([".", "--html", "pages"], "lies in a folder that is read"),
        ([".", "--html", "."], "lies in a folder that is read"),
        ([".", "--out", "spun.txt"], "is a file to read and the file to write"),
        (["spun.txt", "--html", "-"], "the page goes to a file"),
        (["loop.txt"], "Too many levels"),
    ],
)
def test_bad_usage_is_one_line_and_2(capsys, given, said):
    Path("loop.txt").symlink_to("loop.txt")
    before = {p.name: p.read_bytes() for p in Path().iterdir() if p.name != "loop.txt"}
    assert main(["score", *given]) == 2
    err = capsys.readouterr().err
    assert said in err.splitlines()[-1]
    assert "Traceback" not in err
    assert {p.name: p.read_bytes() for p in Path().iterdir() if p.name != "loop.txt"} == before


# many texts


def test_many_texts_give_a_row_each(capsys):
    Path("short.txt").write_text(SHORT, encoding="utf-8")
    Path("bad.pdf").write_bytes(b"no pdf")
    assert main(["score", "spun.txt", "honest.txt", "short.txt", "bad.pdf"]) == 0
    out, err = capsys.readouterr()
    head, *rows = out.splitlines()
    assert head.split() == ["P(SPUN)", "VERDICT", "MARKED", "WORDS", "TEXT"]
    assert [row.split()[:2] for row in rows] == [
        ["0.96", "spun"],
        ["0.03", "not-spun"],
        ["-", "insufficient"],
        ["-", "failed"],
    ]
    assert "bad.pdf: is not a PDF file" in rows[3]
    columns = {
        row.index(name) for row, name in zip(rows, ("spun.txt", "honest", "short", "bad.pdf"), strict=True)
    }
    assert len(columns) == 1, "names stand below each other"
    assert err == "spindetect: 4 texts: 1 spun, 1 not-spun, 1 insufficient, 1 failed\n"


def test_rows_are_coloured_and_say_the_same(capsys):
    assert main(["score", "spun.txt", "honest.txt", "--color", "always"]) == 0
    colored = capsys.readouterr().out
    assert main(["score", "spun.txt", "honest.txt"]) == 0
    assert "\x1b[1;31m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == capsys.readouterr().out


@pytest.mark.parametrize("name", ["a\nb\x1b[31m.txt", "\u202etxt.exe.txt", "caf\udce9.txt", "<b>.txt"])
def test_hostile_file_names(capsys, name):
    Path("spun.txt").rename(name)
    assert main(["score", name, "honest.txt", "absent\x1b[2J.txt", "--html", "pages"]) == 0
    out, err = capsys.readouterr()
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\udc00-\udfff]", out + err)
    assert out.count("\n") == 4
    assert "<b>.txt" not in Path("pages/index.html").read_text(encoding="utf-8")
    (row, *_) = rows_of(capsys, name, "honest.txt")
    assert row["file"] == name


def test_rows_of_json(capsys):
    found = rows_of(capsys, "spun.txt", "absent.txt", "honest.txt")
    assert [(row["row"], row["id"], row["file"], row["line"]) for row in found] == [
        (1, None, "spun.txt", None),
        (2, None, "absent.txt", None),
        (3, None, "honest.txt", None),
    ]
    assert found[1]["error"] == "does not exist"
    assert found[1]["hint"]
    assert read_record(json.dumps(found[0]["verdict"])).label == "spun"
    assert main(["score", "spun.txt", "honest.txt", "--json", "--no-text"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[0])
    assert row["verdict"]["document"]["text"] is None
    assert [row["row"] for row in rows_of(capsys, "spun.txt")] == [1], "--jsonl makes a row of one text too"


def json_lines(*given):
    Path("rows.jsonl").write_bytes(
        b"".join(r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in given)
    )
    return "rows.jsonl"


def test_json_lines_in(capsys):
    given = json_lines(
        {"id": "a", "text": SPUN, "label": "ignored"},
        {"id": 7, "text_path": "honest.txt"},
        b"\n",
        b"{not json\n",
        {"text": 5},
        {"id": "b"},
        {"text": "spun.txt"},
        {"text": "boom"},
        {"text": HONEST},
    )
    found = rows_of(capsys, given, "honest.txt")
    assert [row["row"] for row in found] == list(range(1, 10))
    assert [row["line"] for row in found] == [1, 2, 4, 5, 6, 7, 8, 9, None]
    assert [row["id"] for row in found] == ["a", 7, None, None, "b", None, None, None, None]
    assert [row["row"] for row in found if "verdict" in row] == [1, 2, 8, 9]
    errors = {row["line"]: row["error"] for row in found if "error" in row}
    assert "not JSON" in errors[4]
    assert "expected a text, found int" in errors[5]
    assert "lacks 'text'" in errors[6]
    assert "is the name of an existing file" in errors[7]
    assert errors[8] == "is odd"
    names = [row["verdict"]["document"]["name"] for row in found if "verdict" in row]
    assert names == ["a", "honest.txt", "rows.jsonl, line 9", "honest.txt"]
    assert main(["score", given]) == 0
    out = capsys.readouterr().out
    assert "rows.jsonl, a\n" in out
    assert "rows.jsonl, line 4: is not JSON" in out


def test_json_lines_from_standard_input(capsys, monkeypatch):
    stdin(monkeypatch, json.dumps({"text": HONEST}).encode())
    assert main(["score", "-", "--stdin-as", "jsonl", "--json"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["file"], row["line"], row["verdict"]["label"]) == ("-", 1, "not-spun")


def test_paths_in_rows_start_from_the_folder_of_the_rows(capsys, tmp_path, monkeypatch):
    given = tmp_path / json_lines({"text_path": "honest.txt"})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (row,) = rows_of(capsys, str(given))
    assert row["verdict"]["document"]["name"] == "honest.txt"


def test_rows_that_cannot_be_read_are_one_row(capsys):
    Path("rows.jsonl").write_bytes(json.dumps({"text": HONEST}).encode("utf-16"))
    found = rows_of(capsys, "rows.jsonl", "absent.jsonl", "honest.txt")
    assert [row.get("error") for row in found] == ["is UTF-16, not UTF-8", "does not exist", None]


def test_a_folder_gives_its_texts_by_name(capsys):
    for name in (
        "in/b.txt",
        "in/a.md",
        "in/deep/er/c.html",
        "in/.hidden.txt",
        "in/.git/x.txt",
        "in/z.png",
        "in/notes",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(HONEST, encoding="utf-8")
    Path("in/way-back").symlink_to(".")
    Path("in/rows.jsonl").write_text("{}")
    os.mkfifo("in/pipe.txt")
    assert main(["score", "in", "--json"]) == 0
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [row["file"] for row in found] == ["in/a.md", "in/b.txt", "in/deep/er/c.html", "in/pipe.txt"]
    assert found[3]["error"] == "is a pipe or device, not a file"
    assert "passed over 3 files of other kinds: 1 .png, 1 without an ending, 1 .jsonl" in err or (
        "passed over 3 files" in err and ".png" in err
    )


def test_a_folder_without_texts_is_a_row(capsys):
    Path("in").mkdir()
    assert main(["score", "in", "honest.txt"]) == 0
    assert "in: holds no texts" in capsys.readouterr().out
    assert main(["score", "in"]) == 2
    assert "no text could be scored" in capsys.readouterr().err


def test_a_folder_that_cannot_be_listed_is_a_row(capsys, monkeypatch):
    Path("in/closed").mkdir(parents=True)
    Path("in/a.txt").write_text(HONEST, encoding="utf-8")
    real = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(texts.os, "scandir", refuse)
    found = rows_of(capsys, "in")
    assert [row.get("error") for row in found] == [None, "cannot be read: Permission denied"]


def test_texts_are_read_as_they_are_scored():
    """Memory is bounded: only as many are read ahead as are being scored."""
    for number in range(50):
        Path(f"t{number:02d}.txt").write_text(HONEST, encoding="utf-8")
    given = texts.Texts([f"t{number:02d}.txt" for number in range(50)])
    entries = iter(given)
    assert next(entries).row["file"] == "t00.txt"
    Path("t01.txt").unlink()
    assert next(entries).row["error"] == "does not exist"
    assert given.count() == 50
    assert texts.Texts([".", "t02.txt"]).count() is None
    assert texts.Texts([json_lines({}, {}), "t02.txt"]).count() == 3


def test_the_gate_over_many(capsys):
    Path("short.txt").write_text(SHORT, encoding="utf-8")
    assert main(["score", "honest.txt", "honest.txt", "--fail-above", "0.9"]) == 0
    assert main(["score", "honest.txt", "spun.txt", "--fail-above", "0.9"]) == 3
    assert main(["score", "absent.txt", "spun.txt", "--fail-above", "0.9"]) == 3
    assert main(["score", "absent.txt", "honest.txt", "--fail-above", "0.9"]) == 2
    assert "1 of 2 texts could not be scored, so they did not pass" in capsys.readouterr().err
    assert main(["score", "short.txt", "honest.txt", "--fail-above", "0.9"]) == 0
    assert "1 have too little text or evidence to say; they did not pass" in capsys.readouterr().err
    assert main(["score", "absent.txt", "gone.txt"]) == 2
    assert "no text could be scored" in capsys.readouterr().err


def test_quiet_leaves_out_the_summary_and_keeps_errors(capsys):
    assert main(["score", "spun.txt", "honest.txt", "-q"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["score", "absent.txt", "gone.txt", "-q"]) == 2
    assert capsys.readouterr().err.startswith("spindetect: error: ")


def test_progress_is_for_people_who_do_not_see_the_rows(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["score", "spun.txt", "honest.txt", "--out", "rows.txt"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "scoring" in err
    assert Path("rows.txt").read_text(encoding="utf-8").count("\n") == 3
    assert main(["score", "spun.txt", "honest.txt", "--out", "rows.txt", "-q"]) == 0
    assert capsys.readouterr().err == ""


# pages


def test_a_folder_of_pages_and_an_index(capsys):
    Path("odd name (1).txt").write_text(HONEST, encoding="utf-8")
    assert main(["score", "spun.txt", "absent.txt", "odd name (1).txt", "--html", "pages", "--json"]) == 0
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [row.get("page") for row in found] == [
        "pages/0001-spun-txt.html",
        None,
        "pages/0003-odd-name-1-txt.html",
    ]
    assert sorted(path.name for path in Path("pages").iterdir()) == [
        "0001-spun-txt.html",
        "0003-odd-name-1-txt.html",
        "index.html",
    ]
    index = Path("pages/index.html").read_text(encoding="utf-8")
    assert index.startswith("<!DOCTYPE html>")
    assert index.rstrip().endswith("</html>")
    assert 'href="0001-spun-txt.html"' in index
    assert "absent.txt" in index
    assert "does not exist" in index
    assert "open pages/index.html" in err
    assert main(["score", "spun.txt", "honest.txt", "--html", "pages", "--no-text"]) == 0
    assert "slumber" in Path("pages/0001-spun-txt.html").read_text(encoding="utf-8"), "marks stay"
    assert "Merrow Bay has begun" not in Path("pages/0001-spun-txt.html").read_text(encoding="utf-8")


def test_a_page_never_replaces_a_text(capsys):
    Path("pages").mkdir()
    own = Path("pages/0001-0001-html.html")
    own.write_text(HONEST, encoding="utf-8")
    Path("0001.html").write_text(HONEST, encoding="utf-8")
    assert main(["score", "0001.html", str(own), "--html", "pages"]) == 2
    assert "is a file to read and the file to write" in capsys.readouterr().err
    assert own.read_text(encoding="utf-8") == HONEST


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("-", "standard-input.html"),
        ("a/../..", "text.html"),
        ("CON.txt", "con-txt.html"),
        ("日本.txt", "txt.html"),
        ("x" * 300 + ".txt", "x" * 60 + ".html"),
    ],
)
def test_names_of_pages(path, name):
    assert pages.page_name(path) == name


# unspin


def test_unspin_draws_the_restored_text(capsys):
    assert main(["unspin", "spun.txt"]) == 0
    out, err = capsys.readouterr()
    assert "artificial intelligence" in out
    assert err == ""
    assert main(["unspin", "spun.txt", "--html", "page.html", "--queries"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "Merrow Bay archive logbooks artificial intelligence"
    assert err == "spindetect: wrote the page page.html\n"
    assert "artificial intelligence" in Path("page.html").read_text(encoding="utf-8")


def test_unspin_json_and_text(capsys):
    assert main(["unspin", "spun.txt", "--json"]) == 0
    restored = read_record(capsys.readouterr().out)
    assert main(["unspin", "spun.txt", "--text"]) == 0
    assert capsys.readouterr().out.rstrip("\n") == restored.text.rstrip("\n")
    assert main(["unspin", "spun.txt", "--json", "--text"]) == 2


@pytest.mark.parametrize("given", [["absent.txt"], [""], ["spun.txt", "--out", "spun.txt"], ["."], []])
def test_unspin_says_what_is_wrong(capsys, given):
    assert main(["unspin", *given]) == 2
    assert error_of(capsys)


# show


def test_show_draws_what_was_stored(capsys):
    assert main(["score", "spun.txt"]) == 0
    printed = capsys.readouterr().out
    assert main(["score", "spun.txt", "--json", "--out", "verdict.json"]) == 0
    assert main(["show", "verdict.json"]) == 0
    assert capsys.readouterr().out == printed
    assert main(["unspin", "spun.txt", "--json", "--out", "unspun.json"]) == 0
    assert main(["show", "unspun.json", "--statement"]) == 2
    assert "a restored text has no statement" in error_of(capsys)
    assert main(["show", "unspun.json", "--html", "page.html"]) == 0
    assert "artificial intelligence" in capsys.readouterr().out


def test_show_takes_a_row(capsys):
    assert main(["score", "absent.txt", "spun.txt", "honest.txt", "--jsonl", "--out", "rows.jsonl"]) == 0
    capsys.readouterr()
    assert main(["show", "rows.jsonl", "--row", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["document"]["name"] == "spun.txt"
    assert main(["show", "rows.jsonl", "--row", "1"]) == 2
    assert "row 1 holds no verdict (does not exist)" in error_of(capsys)
    assert main(["show", "rows.jsonl", "--row", "9"]) == 2
    assert "has no row 9" in error_of(capsys)
    assert main(["show", "rows.jsonl"]) == 2
    assert main(["score", "spun.txt", "--jsonl", "--out", "one.jsonl"]) == 0
    capsys.readouterr()
    assert main(["show", "one.jsonl", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["label"] == "spun"


# streams


PRELUDE = f"""
import sys, types
sys.path[:0] = [{str(TESTS)!r}, {str(TESTS.parent)!r}]
from test_cli_score import StandIn
sys.modules["spindetect.detector"] = types.SimpleNamespace(load=StandIn)
from spindetect.cli import main
"""


def process(code, **options):
    text = PRELUDE + textwrap.dedent(code)
    return subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.PIPE, **options)


@pytest.mark.parametrize(("gate", "status"), [([], 0), (["--fail-above", "0.5"], 3)])
def test_a_closed_pipe_is_quiet_and_a_gate_decides_all_the_same(gate, status):
    reader, writer = os.pipe()
    os.close(reader)
    child = process(f"sys.exit(main({['score', *['honest.txt'] * 20, 'spun.txt', *gate]!r}))", stdout=writer)
    os.close(writer)
    _, err = child.communicate(timeout=60)
    assert child.returncode == status
    assert bool(err) is bool(gate)
    assert b"Traceback" not in err


def test_finished_rows_stay_when_ctrl_c_stops_the_rest(capsys, monkeypatch):
    real, seen = StandIn.score, []

    def stop(self, *given, **options):
        seen.append(given)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(self, *given, **options)

    monkeypatch.setattr(StandIn, "score", stop)
    given = ["score", *["honest.txt"] * 5, "--html", "pages", "--out", "rows.jsonl", "--json"]
    assert main(given) == 130
    kept = [json.loads(line) for line in Path("rows.jsonl.partial").read_text(encoding="utf-8").splitlines()]
    assert [row["row"] for row in kept] == [1, 2]
    assert not Path("pages/index.html").exists()
    assert Path("pages/index.html.partial").exists()
    assert capsys.readouterr().err.endswith("spindetect: stopped\n")
    assert not list(Path().glob(".spindetect-*"))


def test_standard_output_into_a_folder_that_is_read_is_refused():
    Path("in").mkdir()
    Path("in/a.txt").write_text(HONEST, encoding="utf-8")
    with Path("in/all.txt").open("wb") as out:
        child = process("sys.exit(main(['score', 'in', '--json']))", stdout=out)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 2
    assert b"in/all.txt: is a file to read and the file to write" in err
