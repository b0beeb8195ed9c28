"""The commands: what they print, where, with which exit status, and that nothing is lost or overwritten."""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from build import SOURCE_TEXT, SUSPECT_TEXT, StandIn, build
from jsonschema import Draft202012Validator

from spindetect.cli import build_parser, main
from spindetect.cli.files import whole_file
from spindetect.report.record import read_record, schema

TESTS = Path(__file__).parent
README = (TESTS.parent / "README.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    """Put a detector of this test's own in place of the real one, which other tests use."""
    monkeypatch.setitem(sys.modules, "spindetect.detector", SimpleNamespace(load=StandIn))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def pair(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("copy.txt").write_text(SUSPECT_TEXT, encoding="utf-8")
    Path("article.txt").write_text(SOURCE_TEXT, encoding="utf-8")
    return ["copy.txt", "article.txt"]


def stdin(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data), isatty=lambda: False))


def error_of(capsys):
    """Return the one line that was written to standard error."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("spindetect: error: ")
    assert "Traceback" not in err
    return err


def test_compare_prints_the_report(pair, capsys):
    assert main(["compare", *pair]) == 0
    out, err = capsys.readouterr()
    assert out.index("IS IT COPIED?") < out.index("HOW?") < out.index("ODDEST")
    assert "copy.txt" in out
    assert "[unlocked]" in out
    assert "\x1b" not in out
    assert err == ""


def test_top_and_color(pair, capsys):
    assert main(["compare", *pair, "--top", "2", "--color", "always"]) == 0
    colored = capsys.readouterr().out
    assert "\x1b[" in colored
    assert main(["compare", *pair, "--top", "2"]) == 0
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == capsys.readouterr().out
    assert colored.count("oddness") == 2


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_that_wants_no_colour_gets_none(pair, capsys, monkeypatch, variable, value):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert main(["compare", *pair]) == 0
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv(variable, value)
    assert main(["compare", *pair]) == 0
    assert "\x1b[" not in capsys.readouterr().out


def test_json_is_a_valid_record(pair, capsys):
    addresses = [
        "--suspect-url",
        "https://a.example",
        "--source-url",
        "https://b.example",
        "--retrieved",
        "2026-02-03",
    ]
    assert main(["compare", *pair, "--json", *addresses]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    Draft202012Validator(schema()).validate(json.loads(out))
    verdict = read_record(out)
    assert verdict.suspect.text == SUSPECT_TEXT
    assert (verdict.suspect.url, verdict.source.url, verdict.retrieved) == tuple(addresses[1::2])


def test_no_text_keeps_digests_alone(pair, capsys):
    assert main(["compare", *pair, "--json", "--no-text"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["suspect"]["text"] is None
    assert "restored" not in out
    assert len(json.loads(out)["source"]["sha256"]) == 64


@pytest.mark.parametrize(
    ("arguments", "is_full"), [(["--statement"], False), (["--statement", "full"], True)]
)
@pytest.mark.parametrize("is_first", [True, False])
def test_statement(pair, capsys, arguments, is_full, is_first):
    """`--statement` never takes the file that follows it."""
    given = [*arguments, *pair] if is_first else [*pair, *arguments]
    assert main(["compare", *given]) == 0
    out = capsys.readouterr().out
    assert ("SHA-256" in out) is is_full
    assert is_full or len(out.strip()) <= 500


def test_html_and_out_write_files(pair, capsys):
    assert main(["compare", *pair, "--html", "page.html", "--out", "report.txt"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "spindetect: wrote the page page.html\n"
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "IS IT COPIED?" in Path("report.txt").read_text(encoding="utf-8")
    assert sorted(p.name for p in Path().iterdir()) == ["article.txt", "copy.txt", "page.html", "report.txt"]
    mask = os.umask(0)
    os.umask(mask)
    assert Path("page.html").stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
def test_standard_input(pair, capsys, monkeypatch, kind):
    stdin(monkeypatch, SUSPECT_TEXT.encode())
    assert main(["compare", "-", "article.txt", "--json", "--stdin-as", kind]) == 0
    assert json.loads(capsys.readouterr().out)["suspect"]["name"] == "standard input"


@pytest.mark.parametrize(
    ("limit", "by", "status"),
    [("0.96", "spun", 3), ("0.97", "spun", 0), ("0.99", "copied", 3), ("1", "copied", 0)],
)
def test_fail_above(pair, capsys, limit, by, status):
    """P(spun) is 0.97 and P(copied) 0.998 here; the limit itself is not above the limit."""
    assert main(["compare", *pair, "--fail-above", limit, "--by", by]) == status
    assert "IS IT COPIED?" in capsys.readouterr().out


def test_too_little_text_is_no_pass(pair, capsys):
    Path("copy.txt").write_text("", encoding="utf-8")
    main(["compare", *pair, "--fail-above", "0.99"])
    assert "not a pass" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare"], "give SUSPECT and SOURCE"),
        (["compare", "copy.txt"], "give SUSPECT and SOURCE"),
        (["compare", "-", "-"], "one of the two"),
        (["compare", "copy.txt", "absent.txt"], "absent.txt"),
        (["compare", "copy.txt", "."], "folder"),
        (["compare", "copy.txt", "article.txt", "more.txt"], "more.txt"),
        (["compare", "copy.txt", "article.txt", "--jsn"], "--jsn"),
        (["compare", "copy.txt", "article.txt", "--fail-above", "2"], "between 0 and 1"),
        (["compare", "copy.txt", "article.txt", "--fail-above", "nan"], "between 0 and 1"),
        (["compare", "copy.txt", "article.txt", "--by", "copied"], "--fail-above"),
        (["compare", "copy.txt", "article.txt", "--top", "-1"], "whole number"),
        (["compare", "copy.txt", "article.txt", "--json", "--statement"], "not allowed"),
        (["compare", "copy.txt", "article.txt", "--html", "no/such/page.html"], "does not exist"),
        (["compare", "copy.txt", "article.txt", "--html", "."], "directory"),
        (["compare", "copy.txt", "article.txt", "--html", "article.txt"], "would be overwritten"),
        (["compare", "copy.txt", "article.txt", "--out", "link.txt"], "would be overwritten"),
        (["compare", "copy.txt", "article.txt", "--out", "x", "--html", "./x"], "would be overwritten"),
        (["compare", "--pairs", "absent.jsonl"], "absent.jsonl"),
        (["compare", "--pairs", "."], "directory"),
        (["compare", "copy.txt", "--pairs", "rows.jsonl"], "not for --pairs"),
        (["compare", "--pairs", "rows.jsonl", "--html", "page.html"], "not for --pairs"),
        (["compare", "--pairs", "rows.jsonl", "--out", "rows.jsonl"], "would be overwritten"),
        (["show", "absent.json"], "absent.json"),
        (["show", "."], "folder"),
        (["show", "copy.txt"], "not JSON"),
        (["show", "verdict.json", "--html", "verdict.json"], "would be overwritten"),
        (["show", "verdict.json", "--suspect", "copy.txt"], "--verify"),
        (["show", "verdict.json", "--verify", "--json"], "--verify"),
        (["bogus"], "bogus"),
        (["--bogus"], "--bogus"),
    ],
)
def test_bad_usage_is_one_line_and_2(pair, capsys, arguments, said):
    Path("link.txt").symlink_to("article.txt")
    Path("rows.jsonl").write_text("{}\n", encoding="utf-8")
    Path("verdict.json").write_text(build().to_json(), encoding="utf-8")
    before = {p.name: p.read_bytes() for p in Path().iterdir()}
    assert main(arguments) == 2
    assert said in error_of(capsys)
    assert {p.name: p.read_bytes() for p in Path().iterdir()} == before


def test_a_file_that_is_not_utf8_is_named(pair, capsys):
    Path("copy.txt").write_bytes(b"caf\xe9 \xff\xfe" * 9)
    assert main(["compare", *pair]) == 2
    assert "copy.txt" in error_of(capsys)


def test_a_file_that_may_not_be_read_is_named(pair, capsys, monkeypatch):
    Path("copy.txt").chmod(0)
    if os.geteuid() == 0:  # root may read everything: stand in for the system's refusal

        def refuse(path, *_, **__):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

        for name in ("open", "read_bytes"):
            monkeypatch.setattr(Path, name, refuse)
    assert main(["compare", *pair]) == 2
    assert "copy.txt" in error_of(capsys)


@pytest.mark.parametrize(
    "name", ["a\nb\x1b[31m.txt", "\u202etxt.exe.txt", "[red]x[b].txt", "caf\udce9.txt", "<b>.txt"]
)
def test_hostile_file_names(pair, capsys, name):
    assert main(["compare", name, "article.txt"]) == 2
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\udc00-\udfff]", error_of(capsys))
    Path("copy.txt").rename(name)
    assert main(["compare", name, "article.txt"]) == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\udc00-\udfff]", capsys.readouterr().out)
    assert main(["compare", name, "article.txt", "--json"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["suspect"]["name"] == name
    assert main(["compare", name, "article.txt", "--html", f"{name}.html"]) == 0
    assert "<b>.txt" not in Path(f"{name}.html").read_text(encoding="utf-8")
    assert capsys.readouterr().err.count("\n") == 1


def test_a_bug_is_one_line_and_1(pair, capsys, monkeypatch):
    Path("copy.txt").write_text("crash", encoding="utf-8")
    assert main(["compare", *pair]) == 1
    assert "ZeroDivisionError" in error_of(capsys)
    monkeypatch.setenv("SPINDETECT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["compare", *pair])


def test_ctrl_c_is_one_clean_line(pair, capsys, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(StandIn, "compare", stop)
    assert main(["compare", *pair, "--out", "out.txt"]) == 130
    assert capsys.readouterr().err == "spindetect: stopped\n"
    assert not Path("out.txt").exists()


# --pairs


def rows(*given):
    Path("rows.jsonl").write_bytes(
        b"".join(r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in given)
    )
    return "rows.jsonl"


def test_one_row_out_for_each_pair_in_order(pair, capsys):
    given = rows(
        {"id": "a", "suspect": SUSPECT_TEXT, "source": SOURCE_TEXT},
        {"id": 2, "suspect_path": "copy.txt", "source_path": "article.txt", "label": "ignored"},
        {"suspect": "boom", "source": SOURCE_TEXT},
        b"\n",
        b"{not json\n",
        b"\xff\n",
        [1, 2],
        {"id": "x", "suspect": 5, "source": "text"},
        {"id": "y", "source": "text"},
        {"id": "z", "suspect_path": "absent.txt", "source": "text"},
        {"id": "w", "suspect": "crash", "source": "text"},
        {"id": "last", "suspect": "One two.", "source": "One two."},
    )
    assert main(["compare", "--pairs", given]) == 0
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [row["row"] for row in found] == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12]
    assert [row["id"] for row in found] == ["a", 2, None, None, None, None, "x", "y", "z", "w", "last"]
    assert [("verdict" in row, "error" in row) for row in found] == [
        (row["row"] in (1, 2, 12), row["row"] not in (1, 2, 12)) for row in found
    ]
    by_row = {row["row"]: row for row in found}
    assert (by_row[3]["error"], by_row[3]["where"], by_row[3]["hint"]) == (
        "is empty",
        "suspect",
        "give a text",
    )
    assert "lacks 'suspect'" in by_row[9]["error"]
    assert by_row[10]["where"] == "absent.txt"
    assert "ZeroDivisionError" in by_row[11]["error"]
    validator = Draft202012Validator(schema())
    for n in (1, 2, 12):
        validator.validate(by_row[n]["verdict"])
    assert err == "spindetect: 11 pairs: 8 failed, 2 spun, 1 verbatim\n"


def test_paths_start_from_the_folder_of_the_rows(pair, capsys, tmp_path, monkeypatch):
    given = tmp_path / rows({"suspect_path": "copy.txt", "source_path": "article.txt"})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["compare", "--pairs", str(given)]) == 0
    assert "verdict" in json.loads(capsys.readouterr().out)


def test_pairs_from_standard_input_to_a_file(pair, capsys, monkeypatch):
    stdin(monkeypatch, json.dumps({"suspect": SUSPECT_TEXT, "source": SOURCE_TEXT}).encode())
    assert main(["compare", "--pairs", "-", "--out", "out.jsonl", "--no-text"]) == 0
    (line,) = Path("out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["verdict"]["suspect"]["text"] is None
    assert capsys.readouterr().out == ""


def test_pairs_and_the_gate(pair, capsys):
    low = {"suspect": "One two.", "source": "One two."}
    high = {"suspect": SUSPECT_TEXT, "source": SOURCE_TEXT}
    assert main(["compare", "--pairs", rows(low, low), "--fail-above", "0.9"]) == 0
    assert main(["compare", "--pairs", rows(low, high, low), "--fail-above", "0.9"]) == 3
    assert capsys.readouterr().out.count("\n") == 5


def test_a_row_that_names_the_output_stops_before_it_is_overwritten(pair, capsys):
    before = Path("article.txt").read_bytes()
    given = rows({"suspect_path": "copy.txt", "source_path": "article.txt"})
    assert main(["compare", "--pairs", given, "--out", "article.txt"]) == 2
    assert "article.txt" in error_of(capsys)
    assert Path("article.txt").read_bytes() == before
    assert len(list(Path().iterdir())) == 3


def test_no_rows_are_no_error(pair, capsys):
    assert main(["compare", "--pairs", rows(b"\n\n")]) == 0
    assert capsys.readouterr().err == "spindetect: 0 pairs: nothing to compare\n"


def test_progress_is_for_people(pair, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    given = rows(*[{"suspect": "One two.", "source": "One two."}] * 3)
    assert main(["compare", "--pairs", given]) == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 3
    assert "3 pairs" in err


# show


@pytest.fixture
def stored(pair, capsys):
    assert main(["compare", *pair, "--json", "--out", "verdict.json"]) == 0
    capsys.readouterr()
    return "verdict.json"


def test_show_draws_again_without_scoring(stored, capsys, monkeypatch):
    main(["compare", "copy.txt", "article.txt"])
    printed = capsys.readouterr().out
    main(["compare", "copy.txt", "article.txt", "--html", "one.html"])
    capsys.readouterr()
    monkeypatch.setitem(sys.modules, "spindetect.detector", None)
    assert main(["show", stored]) == 0
    assert capsys.readouterr().out == printed
    assert main(["show", stored, "--html", "two.html", "--statement"]) == 0
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()
    stdin(monkeypatch, Path(stored).read_bytes())
    capsys.readouterr()
    assert main(["show", "-", "--json"]) == 0
    assert capsys.readouterr().out == Path(stored).read_text(encoding="utf-8")


def test_verify_says_what_holds(stored, capsys):
    assert main(["show", stored, "--verify"]) == 0
    assert "The record holds." in capsys.readouterr().out
    assert main(["show", stored, "--verify", "--suspect", "copy.txt", "--source", "article.txt"]) == 0
    assert capsys.readouterr().out.count("bytes") == 2


def test_verify_asks_for_the_files_it_needs(pair, capsys):
    main(["compare", *pair, "--json", "--no-text", "--out", "bare.json"])
    capsys.readouterr()
    assert main(["show", "bare.json", "--verify"]) == 2
    assert "--suspect FILE" in error_of(capsys)
    assert main(["show", "bare.json", "--verify", "--suspect", "copy.txt", "--source", "article.txt"]) == 0
    assert "The record holds." in capsys.readouterr().out


def test_a_changed_record_is_2_and_says_where(stored, capsys):
    changed = Path(stored).read_text(encoding="utf-8").replace("1926", "1936")
    Path(stored).write_text(changed, encoding="utf-8")
    assert main(["show", stored, "--verify"]) == 2
    out, err = capsys.readouterr()
    assert "FAILS" in out
    assert "SHA-256 of the suspect's text" in err
    assert err.count("\n") == 1


# streams and processes


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "out.txt"
    target.write_bytes(b"before")
    target.chmod(0o640)

    def half():
        with whole_file(target) as stream:
            stream.write(b"half")
            raise OSError("disk is full")

    with pytest.raises(OSError, match="full"):
        half()
    assert target.read_bytes() == b"before"
    with whole_file(target) as stream:
        stream.write(b"after")
        assert target.read_bytes() == b"before"
    assert target.read_bytes() == b"after"
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.txt").write_bytes(b"before")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with whole_file(tmp_path / "link.txt") as stream:
        stream.write(b"after")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"after"


def test_a_device_is_written_not_replaced(pair, capsys):
    assert main(["compare", *pair, "--out", "/dev/null"]) == 0
    assert Path("/dev/null").is_char_device()


PRELUDE = """
import sys, types
sys.path.insert(0, {tests!r})
from build import StandIn
sys.modules["spindetect.detector"] = types.SimpleNamespace(load=StandIn)
from spindetect.cli import main
"""


def process(code, **options):
    text = PRELUDE.format(tests=str(TESTS)) + textwrap.dedent(code)
    return subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.PIPE, **options)


def test_a_closed_pipe_is_quiet(pair):
    rows(*[{"suspect": SUSPECT_TEXT, "source": SOURCE_TEXT}] * 200)
    for arguments in (["compare", "--pairs", "rows.jsonl"], ["compare", *pair], ["compare", "--help"]):
        reader, writer = os.pipe()
        os.close(reader)
        child = process(f"sys.exit(main({arguments!r}))", stdout=writer)
        os.close(writer)
        _, err = child.communicate(timeout=60)
        assert (child.returncode, err) == (0, b""), arguments


def test_a_gate_decides_when_the_reader_left(pair):
    reader, writer = os.pipe()
    os.close(reader)
    child = process(f"sys.exit(main({['compare', *pair, '--fail-above', '0.5']!r}))", stdout=writer)
    os.close(writer)
    _, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (3, b"")


def test_pairs_that_all_fail_are_no_success(pair, capsys):
    missing = {"suspect_path": "no.txt", "source_path": "article.txt"}
    assert main(["compare", "--pairs", rows(missing, missing)]) == 2
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 2
    assert "no pair could be compared" in shown.err


def test_a_row_with_a_number_that_json_does_not_have_fails_alone(pair, capsys):
    good = {"suspect_path": "copy.txt", "source_path": "article.txt"}
    Path("odd.jsonl").write_text(json.dumps({**good, "id": float("nan")}) + "\n" + json.dumps(good) + "\n")
    assert main(["compare", "--pairs", "odd.jsonl"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert "NaN is not a number of JSON" in first["error"]
    assert second["verdict"]["label"] == "spun"


def test_ctrl_c_while_waiting_for_input(pair):
    code = """
    sys.stderr.write("ready\\n")
    sys.stderr.flush()
    sys.exit(main(["compare", "-", "article.txt"]))
    """
    # A shell's background job ignores Ctrl-C, and so would its children: ours must not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = process(code, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    signal.signal(signal.SIGINT, before)
    assert child.stderr.readline() == b"ready\n"
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, b"", b"spindetect: stopped\n")


def test_output_is_utf8_in_any_locale(pair):
    Path("copy.txt").write_text(SUSPECT_TEXT + " Café “日本”.", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    child = process(
        "sys.exit(main(['compare', 'copy.txt', 'article.txt', '--json']))", stdout=-1, env=environment
    )
    out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, b"")
    assert "日本" in json.loads(out.decode("utf-8"))["suspect"]["text"]
    child = process("sys.exit(main(['compare', 'copy.txt', 'article.txt']))", stdout=-1, env=environment)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, b"")
    assert "IS IT COPIED?" in out.decode("latin-1")


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_start_at_once(argument):
    code = (
        "import sys\nfrom spindetect.cli import main\n"
        f"status = main([{argument!r}])\n"
        "slow = {'numpy', 'rich', 'rapidfuzz', 'spindetect.text', 'spindetect.detector'} & "
        "set(sys.modules)\n"
        "sys.exit(f'imported: {slow}' if slow else status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_python_m_spindetect():
    done = subprocess.run([sys.executable, "-m", "spindetect", "--version"], capture_output=True, text=True)
    assert re.fullmatch(r"spindetect \d+\.\d+\.\d+\n", done.stdout)
    assert done.returncode == 0


def commands():
    (action,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return action.choices


def test_every_command_has_help_an_example_and_a_place_in_the_readme(capsys):
    assert set(commands()) == {
        "compare",
        "score",
        "unspin",
        "show",
        "scan",
        "index",
        "search",
        "export",
        "calibrate",
        "evaluate",
        "train",
        "info",
    }
    for name, command in commands().items():
        assert f"spindetect {name}" in README
        assert f"  spindetect {name}" in command.epilog
        assert all(action.help for action in command._actions)
        assert main([name, "--help"]) == 0
        shown = capsys.readouterr().out
        assert all(option in shown for action in command._actions for option in action.option_strings)
    assert main([]) == 0
    assert "examples:" in capsys.readouterr().out


def test_info_names_versions_digests_and_licences(capsys):
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert {"spindetect", "python", "numpy", "rapidfuzz", "rich"} <= set(facts["versions"])
    assert facts["files"]
    for entry in facts["files"].values():
        assert re.fullmatch("[0-9a-f]{64}", entry["sha256"])
        assert "licences" in entry
    assert main(["info"]) == 0
    out = capsys.readouterr().out
    for name, entry in facts["files"].items():
        assert name in out
        assert entry["sha256"] in out
