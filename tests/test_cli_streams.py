"""Standard streams that are closed, full or left; pipes, devices and signals: one line, and nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import tomllib
from pathlib import Path

import pytest
from build import SOURCE_TEXT, SUSPECT_TEXT, StandIn

from spindetect.cli import inputs, main, rows, show
from spindetect.errors import InputError

TESTS = Path(__file__).parent
PRELUDE = """
import sys, types
sys.path[:0] = [{tests!r}, {root!r}]
from build import StandIn
sys.modules["spindetect.detector"] = types.SimpleNamespace(load=StandIn)
from spindetect.cli import main
"""
PAIR = ["copy.txt", "article.txt"]
ROW = json.dumps({"suspect": SUSPECT_TEXT, "source": SOURCE_TEXT}).encode() + b"\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    import types

    monkeypatch.setitem(sys.modules, "spindetect.detector", types.SimpleNamespace(load=StandIn))
    monkeypatch.chdir(tmp_path)
    Path("copy.txt").write_text(SUSPECT_TEXT, encoding="utf-8")
    Path("article.txt").write_text(SOURCE_TEXT, encoding="utf-8")
    Path("rows.jsonl").write_bytes(ROW * 3)
    return tmp_path


def process(code, **options):
    text = PRELUDE.format(tests=str(TESTS), root=str(TESTS.parent)) + textwrap.dedent(code)
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, "-c", text], **options)


def command(arguments, closing="", **options):
    """Run a command in a process whose standard streams in `closing` ('012') are closed."""
    closes = "".join(f"import os; os.close({number})\n" for number in closing)
    # Closed before Python starts, as a shell does it: then `sys.stdout` is None.
    again = (
        f"import os, sys\n{closes}os.execv(sys.executable, [sys.executable, '-c', {code_of(arguments)!r}])"
    )
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options}
    done = subprocess.run([sys.executable, "-c", again], timeout=60, **options)
    return done.returncode, done.stdout, (done.stderr or b"").decode()


def code_of(arguments):
    return PRELUDE.format(tests=str(TESTS), root=str(TESTS.parent)) + f"sys.exit(main({arguments!r}))"


def error_of(capsys):
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert err.startswith("spindetect: error: ")
    assert "internal" not in err
    return out, err


# closed streams


@pytest.mark.parametrize(
    "arguments",
    [["compare", *PAIR], ["compare", "--pairs", "rows.jsonl"], ["info"], ["--help"]],
    ids=" ".join,
)
def test_a_closed_standard_output_is_an_error_of_one_line(arguments):
    status, _, err = command(arguments, "1")
    assert status == 2
    assert err == (
        "spindetect: error: standard output: is closed (leave it open, or write to a file with --out FILE)\n"
    )


def test_a_closed_standard_output_is_not_missed_where_a_file_is_written():
    assert command(["compare", *PAIR, "--out", "report.txt"], "1") == (0, b"", "")
    assert "IS IT COPIED?" in Path("report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["compare", *PAIR, "--html", "page.html"], 0),
        (["compare", "--pairs", "rows.jsonl"], 0),
        (["compare", "absent.txt", "article.txt"], 2),
        (["--bogus"], 2),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_a_closed_standard_error_changes_nothing_else(arguments, status):
    assert command(arguments, "2")[0] == status
    assert command(arguments, "012")[0] == (2 if "absent.txt" not in arguments else status)


@pytest.mark.parametrize("arguments", [["compare", "-", PAIR[1]], ["compare", "--pairs", "-"], ["show", "-"]])
def test_a_closed_standard_input_is_an_error_of_one_line(arguments):
    status, out, err = command(arguments, "0")
    assert (status, out) == (2, b"")
    assert err == "spindetect: error: standard input: is closed (name a file, or pipe a text in)\n"


def test_no_file_takes_the_number_of_a_closed_stream():
    """What a library writes to standard error would else go into the file."""
    code = "import os; from spindetect.cli.streams import occupy_closed\nos.close(2); occupy_closed()\n"
    code += "file = open('copy.txt'); sys.exit(7 if file.fileno() > 2 else 1)"
    child = process(code)
    child.communicate(timeout=60)
    assert child.returncode == 7


# full and left streams


@pytest.mark.parametrize(
    "arguments",
    [["compare", *PAIR], ["compare", "--pairs", "rows.jsonl"], ["--help"]],
    ids=" ".join,
)
@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_a_full_disk_is_named_with_what_was_written(arguments, unbuffered):
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        status, _, err = command(arguments, stdout=full, env=environment)
    assert status == 2
    assert err.startswith("spindetect: error: standard output: cannot be written: No space left")
    assert err.count("\n") == 1


@pytest.mark.parametrize("option", ["--out", "--html"])
def test_a_full_disk_names_the_file(capsys, option):
    assert main(["compare", *PAIR, option, "/dev/full"]) == 2
    assert "/dev/full: cannot be written: No space left" in error_of(capsys)[1]


@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_a_slow_reader_of_a_stream_that_does_not_block_gets_all(unbuffered):
    Path("rows.jsonl").write_bytes(ROW * 60)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    child = process("sys.exit(main(['compare', '--pairs', 'rows.jsonl']))", stdout=writer, env=environment)
    os.close(writer)
    time.sleep(0.5)
    with os.fdopen(reader, "rb") as stream:
        lines = stream.read().splitlines()
    _, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, b"spindetect: 60 pairs: 60 spun\n")
    assert sum(map(len, lines)) > 300_000, "more than a pipe holds"
    assert [json.loads(line)["row"] for line in lines] == list(range(1, 61))


def left(arguments, rows_given):
    """Run a command whose reader leaves at once."""
    Path("rows.jsonl").write_bytes(rows_given)
    reader, writer = os.pipe()
    os.close(reader)
    child = process(f"sys.exit(main({arguments!r}))", stdout=writer)
    os.close(writer)
    _, err = child.communicate(timeout=60)
    return child.returncode, err.decode()


def test_a_gate_over_pairs_decides_when_the_reader_left():
    arguments = ["compare", "--pairs", "rows.jsonl", "--fail-above", "0.9"]
    low = json.dumps({"suspect": "One two.", "source": "One two."}).encode() + b"\n"
    status, err = left(arguments, low * 3 + ROW + low)
    assert status == 3
    assert "comparing on for --fail-above" in err
    assert "4 pairs: 3 verbatim, 1 spun" in err, "the row that decides is the last that is compared"
    status, err = left(arguments, low * 5)
    assert status == 0
    assert "5 pairs: 5 verbatim" in err
    assert left(arguments[:3], ROW * 5) == (0, "")


LOW = json.dumps({"suspect": "One two.", "source": "One two."}).encode() + b"\n"


@pytest.mark.parametrize(
    ("given", "gate", "status", "said"),
    [
        (LOW + b"{}\n" + LOW, [], 0, "1 failed"),
        (LOW + b"{}\n" + LOW, ["--fail-above", "0.9"], 2, "1 of 3 pairs could not be compared"),
        (ROW + b"{}\n", ["--fail-above", "0.9"], 3, "1 failed"),
        (LOW + b'{"suspect": "", "source": ""}\n' * 2, ["--fail-above", "0.9"], 0, "note: 2 have too little"),
    ],
    ids=["no gate", "failed", "exceeded", "insufficient"],
)
def test_a_gate_passes_nothing_that_it_did_not_see(capsys, given, gate, status, said):
    Path("rows.jsonl").write_bytes(given)
    assert main(["compare", "--pairs", "rows.jsonl", *gate]) == status
    assert said in capsys.readouterr().err


# pipes and devices


def test_a_row_that_names_a_pipe_or_device_fails_alone(capsys):
    os.mkfifo("pipe")
    given = [{"suspect_path": name, "source_path": "article.txt"} for name in ("pipe", "/dev/zero", *PAIR)]
    Path("rows.jsonl").write_text("\n".join(map(json.dumps, given)))
    assert main(["compare", "--pairs", "rows.jsonl"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row.get("error") for row in found] == ["is a pipe or device, not a file"] * 2 + [None] * 2
    assert found[0]["where"] == "pipe"


def feed(data):
    os.mkfifo("pipe")
    writer = threading.Thread(target=Path("pipe").write_bytes, args=(data,))
    writer.start()
    return writer


@pytest.mark.parametrize("arguments", [["compare", "pipe", "article.txt"], ["compare", "--pairs", "pipe"]])
def test_a_pipe_that_is_an_argument_is_read(capsys, arguments):
    writer = feed(ROW if "--pairs" in arguments else SUSPECT_TEXT.encode())
    assert main(arguments) == 0
    writer.join()
    assert "spun" in capsys.readouterr().out.lower()


def test_a_silent_pipe_is_named_after_a_while(capsys, monkeypatch):
    monkeypatch.setattr(inputs, "PATIENCE", 0.05)
    os.mkfifo("pipe")

    def late():
        time.sleep(0.3)
        Path("pipe").write_bytes(SUSPECT_TEXT.encode())

    threading.Thread(target=late).start()
    assert main(["compare", "pipe", "article.txt"]) == 0
    assert capsys.readouterr().err == "spindetect: waiting for pipe (Ctrl-C stops)\n"
    assert main(["compare", *PAIR]) == 0
    assert capsys.readouterr().err == ""


# signals


def entry(arguments, **options):
    """Start the command as `python -m spindetect` does, which says when it can take a signal."""
    code = (
        f"import sys; sys.path[:0] = [{str(TESTS.parent)!r}]\n"
        "import spindetect.__main__ as entry\n"
        "real = entry._end_cleanly\n"
        "def ready():\n"
        "    real(); sys.stderr.write('ready\\n'); sys.stderr.flush()\n"
        "entry._end_cleanly = ready\n"
        f"sys.argv = ['spindetect', *{arguments!r}]; entry.run()"
    )
    # A shell's background job ignores Ctrl-C, one under `nohup` SIGHUP, and so would our child: it must not.
    before = [(n, signal.signal(n, signal.SIG_DFL)) for n in (signal.SIGTERM, signal.SIGHUP)]
    before.append((signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler)))
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )
    for number, handler in before:
        signal.signal(number, handler)
    assert child.stderr.readline() == b"ready\n"
    return child


@pytest.mark.parametrize("seconds", [0, 0.01, 0.03, 0.06, 0.1, 0.2])
def test_ctrl_c_while_it_starts_is_one_line(seconds):
    child = entry(["compare", "-", "article.txt"], stdin=subprocess.PIPE)
    time.sleep(seconds)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, b"", b"spindetect: stopped\n")


def test_a_broken_installation_is_one_line(capsys, monkeypatch):
    def load():
        raise ImportError("\n\nIMPORTANT: PLEASE READ THIS\n\nfor advice of twenty lines")

    monkeypatch.setattr(sys.modules["spindetect.detector"], "load", load)
    assert main(["compare", *PAIR]) == 2
    assert error_of(capsys)[1].endswith("IMPORTANT: PLEASE READ THIS (reinstall spindetect)\n")


def test_an_error_that_came_of_ctrl_c_is_a_stop(capsys):
    """Of a Ctrl-C in the middle of its import numpy makes an ImportError with advice of twenty lines."""
    Path("copy.txt").write_text("crash", encoding="utf-8")
    assert main(["compare", *PAIR], was_stopped=lambda: True) == 130
    assert capsys.readouterr().err == "spindetect: stopped\n"
    assert main(["compare", *PAIR]) == 1


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_command_that_is_ended_leaves_nothing_half_written(name):
    child = entry(["compare", "--pairs", "-", "--out", "out.jsonl"], stdin=subprocess.PIPE)
    until(lambda: list(Path().glob(".spindetect-*")))
    child.send_signal(getattr(signal, name))
    assert child.communicate(timeout=60) == (b"", b"")
    assert child.returncode == 128 + getattr(signal, name)
    assert sorted(path.name for path in Path().iterdir()) == ["article.txt", "copy.txt", "rows.jsonl"]


def test_importing_the_package_costs_next_to_nothing():
    """What is loaded before the entry can take a Ctrl-C."""
    code = f"import sys; sys.path[:0] = [{str(TESTS.parent)!r}]; import spindetect, spindetect.__main__\n"
    code += "heavy = {'json', 'dataclasses', 'argparse', 'typing', 're', 'numpy'} & set(sys.modules)\n"
    code += "sys.exit(f'imported: {heavy}' if heavy else 0)"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def until(seen, seconds=30.0):
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_rows_that_were_finished_stay_when_ctrl_c_stops_the_rest(capsys, monkeypatch):
    real, seen = StandIn.compare, []

    def stop(self, *given, **options):
        seen.append(given)
        if len(seen) % 3 == 0:
            raise KeyboardInterrupt
        return real(self, *given, **options)

    monkeypatch.setattr(StandIn, "compare", stop)
    for name in ("out.jsonl.partial", "out.jsonl.partial1"):
        assert main(["compare", "--pairs", "rows.jsonl", "--out", "out.jsonl"]) == 130
        err = capsys.readouterr().err
        assert err.endswith(f"/{name}\nspindetect: stopped\n")
        kept = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        assert [row["row"] for row in kept] == [1, 2]
    assert not Path("out.jsonl").exists()
    assert not list(Path().glob(".spindetect-*"))


def test_a_disk_that_fills_up_leaves_whole_rows(capsys, monkeypatch):
    real = os.write
    rows_written = []

    class Disk:
        """Takes two rows and half of the third."""

        def __init__(self, handle):
            self.handle = handle

        def __enter__(self):
            return self

        def __exit__(self, *_):
            os.close(self.handle)

        def flush(self):
            pass

        def write(self, data):
            rows_written.append(len(data))
            if len(rows_written) < 3:
                return real(self.handle, data)
            if len(rows_written) == 3:
                return real(self.handle, data[: len(data) // 2])
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fdopen", lambda handle, *_, **__: Disk(handle))
    assert main(["compare", "--pairs", "rows.jsonl", "--out", "out.jsonl"]) == 2
    err = capsys.readouterr().err
    assert "out.jsonl: cannot be written: No space left" in err
    kept = Path("out.jsonl.partial").read_bytes()
    assert kept.endswith(b"}\n")
    assert [json.loads(line)["row"] for line in kept.splitlines()] == [1, 2]


def test_two_books_at_once_are_told_what_they_cost(capsys, monkeypatch):
    monkeypatch.setattr(inputs, "LONG", 100)
    assert main(["compare", *PAIR]) == 0
    assert "0 million characters take minutes and about 0.0 GB of memory" in capsys.readouterr().err


def test_a_record_that_never_ends_is_bounded(capsys, monkeypatch):
    monkeypatch.setattr(show, "MOST_BYTES", 1000)
    assert main(["show", "/dev/zero"]) == 2
    assert "the most that is read back" in error_of(capsys)[1]


# names and outputs


def test_a_dash_is_standard_output(capsys):
    assert main(["compare", *PAIR, "--out", "-"]) == 0
    assert "IS IT COPIED?" in capsys.readouterr().out
    assert not Path("-").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", *PAIR, "--html", "-"], "--html -: the page goes to a file"),
        (["compare", *PAIR, "--html", "loop"], "loop: is a link that leads to itself"),
        (["compare", *PAIR, "--out", "loop"], "loop: is a link that leads to itself"),
        (["compare", *PAIR, "--html", "."], "is a directory"),
        (["compare", "loop", "article.txt"], "Too many levels"),
        (["compare", "", "article.txt"], "the name of the file is empty"),
        (["compare", "--pairs", ""], "the name of a file is empty"),
        (["compare", "--pairs", "loop"], "Too many levels"),
        (["compare", "--pairs=--"], "--pairs was given no value"),
        (["compare", *PAIR, "--out=--"], "--out was given no value"),
        (["compare", *PAIR, "--fail-above=--"], "--fail-above was given no value"),
        (["show", "", "--json"], "the name of a file is empty"),
    ],
)
def test_odd_names_are_one_line_and_2(capsys, arguments, said):
    Path("loop").symlink_to("loop")
    before = sorted(Path().iterdir())
    assert main(arguments) == 2
    out, err = error_of(capsys)
    assert out == ""
    assert said in err
    assert sorted(Path().iterdir()) == before


def test_standard_output_into_a_file_that_is_read_is_refused():
    """With `>>` the rows that are written would be read as rows, without end."""
    with Path("rows.jsonl").open("ab") as rows_file:
        status, _, err = command(["compare", "--pairs", "rows.jsonl"], stdout=rows_file)
    assert status == 2
    assert "rows.jsonl: is read, and standard output goes to it" in err
    assert Path("rows.jsonl").read_bytes() == ROW * 3


def test_json_for_a_terminal_holds_nothing_that_it_obeys(capsys):
    Path("copy.txt").write_text(SUSPECT_TEXT + " \x9b31m \u202e \u2028 \x7f \u0085.", encoding="utf-8")
    Path("rows.jsonl").write_text(
        '{"id": "\\u009b2J", "suspect_path": "copy.txt", "source_path": "copy.txt"}'
    )
    for arguments in (["compare", *PAIR, "--json"], ["compare", "--pairs", "rows.jsonl"]):
        assert main(arguments) == 0
        out = capsys.readouterr().out
        assert not set("\x7f\x85\x9b\u202e\u2028") & set(out)
        found = json.loads(out)
        text = found.get("verdict", found)["suspect"]["text"]
        assert text == Path("copy.txt").read_text(encoding="utf-8")


# rows


def judged(capsys, *given):
    Path("rows.jsonl").write_bytes(b"\n".join(given))
    assert main(["compare", "--pairs", "rows.jsonl"]) == 0
    out = capsys.readouterr().out

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return [json.loads(line, parse_constant=refuse) for line in out.splitlines()]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (ROW.replace(b"{", b'{"id": 1e999, ', 1), "1e999 is too great a number"),
        (ROW.replace(b"{", b'{"id": ' + b"1" * 5000 + b", ", 1), "4300 digits"),
        (ROW.replace(b"{", b'{"id": 1, "id": 2, ', 1), "an object has 'id' twice"),
        (ROW.replace(b"{", b'{"suspect": "another", ', 1), "an object has 'suspect' twice"),
        (ROW.replace(b"{", b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b", ", 1), "recursion"),
        (ROW.strip() + ROW, "Extra data"),
        (b'{"suspect": "copy.txt", "source": "x"}', "'copy.txt' is the name of an existing file"),
        (b'{"suspect_path": "", "source": "x"}', "lacks 'suspect'"),
        (b'{"suspect_path": "a\\u0000b", "source": "x"}', "embedded null"),
        (b'{"suspect": "\xff", "source": "x"}', "can't decode byte 0xff"),
        (json.dumps({"suspect": "a" * 20_000_001, "source": "x"}).encode(), "more than the 20 MB"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_bad_row_is_told_and_costs_no_other(capsys, line, said):
    bad, good = judged(capsys, line.strip(), ROW)
    assert said in bad["error"]
    assert bad["hint"]
    assert good["verdict"]["label"] == "spun"


def test_an_id_as_deep_as_json_goes_is_written_or_refused(capsys):
    """Deep inside a caller's own calls less depth is left for writing than there was for reading."""

    def nested(depth):
        return ROW.replace(b"{", b'{"id": ' + b"[" * depth + b"]" * depth + b", ", 1).strip()

    found = judged(capsys, *map(nested, range(800, 1000, 2)), ROW)
    assert len(found) == 101
    assert "verdict" in found[-1]
    assert "verdict" in found[0]
    assert "error" in found[-2]


def test_marks_line_ends_and_surrogates_of_rows(capsys):
    found = judged(
        capsys,
        b"\xef\xbb\xbf" + ROW.strip() + b"\r",
        b"\r",
        b'{"id": "\\ud800", "suspect": "\\ud800 lone", "source": "x"}\r',
        ROW.strip() + b"\r",
    )
    assert [row["row"] for row in found] == [1, 3, 4]
    assert [row["id"] for row in found] == [None, "\ud800", None]
    assert all("verdict" in row for row in found)


def test_rows_in_utf_16_are_named_once(capsys):
    Path("rows.jsonl").write_bytes(ROW.decode().encode("utf-16"))
    assert main(["compare", "--pairs", "rows.jsonl"]) == 2
    assert "rows.jsonl: is UTF-16, not UTF-8 (save it as UTF-8)" in error_of(capsys)[1]


def test_a_line_without_end_is_bounded(capsys, monkeypatch):
    monkeypatch.setattr(rows, "MOST_BYTES", 2000)
    bad, good = judged(capsys, b'{"suspect": "' + b"x" * 5000 + b'"}', ROW)
    assert (bad["row"], bad["error"]) == (1, "has more than 0 MB")
    assert (good["row"], good["verdict"]["label"]) == (2, "spun")
    with Path("/dev/zero").open("rb") as endless, pytest.raises(InputError, match="does not end"):
        list(rows.lines(endless, "/dev/zero"))


def test_the_script_of_the_package_is_the_entry_that_takes_signals():
    project = tomllib.loads((TESTS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, name = project["scripts"]["spindetect"].split(":")
    code = f"import sys; sys.argv = ['spindetect', '--version']; from {module} import {name}; {name}()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=TESTS.parent)
    assert done.returncode == 0
    assert done.stdout.startswith("spindetect ")
    assert module == "spindetect.__main__"
