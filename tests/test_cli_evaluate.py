"""`spindetect evaluate` and `spindetect train` as they are typed, with the real detector on the samples."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from spindetect.cli import main
from spindetect.evaluation.records import EVALUATION_SCHEMA
from spindetect.report.record import read_record

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
PAIRS = str(SAMPLES / "pairs.jsonl")


def sample_rows():
    """Return the sample pairs with the full names of their files, and a slice."""
    rows = [json.loads(line) for line in (SAMPLES / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row |= {f"{side}_path": str(SAMPLES / row[f"{side}_path"]) for side in ("suspect", "source")}
        row["desk"] = row["id"].partition("/")[0]
    return rows


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A few pairs in the folder that the command is run in."""
    monkeypatch.chdir(tmp_path)
    rows = sample_rows()[:10]
    Path("pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return "pairs.jsonl"


def run(capsys, *arguments):
    status = main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def test_it_prints_the_figures_and_writes_the_page(data, capsys):
    status, out, err = run(capsys, "evaluate", data, "--slice", "desk", "--html", "page.html")
    assert status == 0
    assert "IS IT SPUN?" in out
    assert "by desk" in out
    assert {"news-report", sample_rows()[9]["desk"]} <= set(out.split())
    assert err == "spindetect: wrote the page page.html\n"
    page = Path("page.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "spindetect evaluation" in page


def test_json_is_a_record_that_show_draws(data, capsys):
    status, out, _ = run(capsys, "evaluate", data, "--json", "--out", "figures.json")
    assert (status, out) == (0, "")
    stored = Path("figures.json").read_text(encoding="utf-8")
    assert read_record(stored).schema == EVALUATION_SCHEMA
    status, out, _ = run(capsys, "show", "figures.json", "--html", "page.html")
    assert status == 0
    assert "IS IT COPIED?" in out
    status, _, err = run(capsys, "show", "figures.json", "--verify")
    assert status == 2
    assert "run `spindetect evaluate`" in err


def test_results_are_kept_and_gone_on_from(data, capsys):
    _, first, _ = run(capsys, "evaluate", data, "--results", "said.jsonl", "-q")
    size = Path("said.jsonl").stat().st_size
    status, second, err = run(capsys, "evaluate", data, "--results", "said.jsonl", "--slice", "desk")
    assert status == 0
    assert "10 pairs were compared already (said.jsonl)" in err
    assert Path("said.jsonl").stat().st_size == size
    assert first.splitlines()[:12] == second.splitlines()[:12]
    assert "The council" not in Path("said.jsonl").read_text(encoding="utf-8"), "figures and no texts"


def test_results_do_not_overwrite_the_data(data, capsys):
    before = Path(data).read_bytes()
    status, _, err = run(capsys, "evaluate", data, "--results", data)
    assert status == 2
    assert "would be overwritten" in err
    assert Path(data).read_bytes() == before


def test_standard_input(data, capsys, monkeypatch):
    given = Path(data).read_bytes()
    stand_in = SimpleNamespace(buffer=io.BytesIO(given), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", stand_in)
    status, out, _ = run(capsys, "evaluate", "-")
    assert status == 0
    assert out.startswith("standard input  evaluated")


def test_a_bad_row_is_told_and_costs_no_other(data, capsys):
    with Path(data).open("a", encoding="utf-8") as file:
        file.write('{"suspect": "a", "source": "b", "label": "spon"}\n{"suspect": "a"}\n')
    status, out, err = run(capsys, "evaluate", data)
    assert status == 0
    assert "row 11: label: the label 'spon' is none that is known (give spun, verbatim" in err
    assert "row 12: lacks 'label'" in err
    assert "10 pairs in 2 groups" in out
    assert "2 rows could not be used." in " ".join(out.split())
    assert "ROWS THAT COULD NOT BE USED: 2" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent.jsonl"], "does not exist"),
        (["pairs.jsonl", "--slice", "dose"], "its first row has no column 'dose' (it has id, suspect_path"),
        (["pairs.jsonl", "--model", "absent"], "No such file"),
        (["pairs.jsonl", "--workers", "0"], "from 1 to 256"),
        (["pairs.jsonl", "--html", "pairs.jsonl"], "would be overwritten"),
        (["bad.jsonl"], "no row can be used; row 1: is not JSON"),
    ],
)
def test_what_cannot_be_done_is_said(data, capsys, arguments, said):
    Path("bad.jsonl").write_text("{\n", encoding="utf-8")
    status, out, err = run(capsys, "evaluate", *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def command(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "spindetect", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_leaves_what_was_compared(tmp_path):
    """Stopped while standard input still stands open, it says where the finished pairs are."""
    said = tmp_path / "said.jsonl"
    process = command("evaluate", "-", "--results", str(said), stdin=subprocess.PIPE)
    rows = sample_rows()[:4]
    process.stdin.write("".join(json.dumps(row) + "\n" for row in rows))
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not said.exists() or said.read_text().count("\n") < 4):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    # Not `communicate`, which would first close standard input and so end the data.
    err, status = process.stderr.read(), process.wait(30)
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()
    assert status == 130
    assert "the same command goes on from there" in err
    assert "Traceback" not in err
    assert said.read_text().count("\n") >= 4


# train


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    (folder / "pairs.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in sample_rows()), encoding="utf-8"
    )
    (folder / "recipe.toml").write_text(
        'data = ["pairs.jsonl"]\n[[candidates]]\nstrength = 0.1\nquantiles = []\n', encoding="utf-8"
    )
    status = main(
        ["train", str(folder / "recipe.toml"), "--out", str(folder / "own"), "--html", str(folder / "p.html")]
    )
    assert status == 0
    return folder


def test_train_writes_what_the_other_commands_take(trained, data, capsys):
    told = json.loads((trained / "own" / "manifest.json").read_text(encoding="utf-8"))
    spun, source = (str(SAMPLES / "news-report" / name) for name in ("spun.txt", "source.txt"))
    status, out, _ = run(capsys, "compare", spun, source, "--json", "--model", str(trained / "own"))
    assert status == 0
    assert json.loads(out)["program"]["model"] == told["model"]
    Path("many.jsonl").write_text(Path(data).read_text(encoding="utf-8"), encoding="utf-8")
    status, out, _ = run(capsys, "compare", "--pairs", "many.jsonl", "--model", str(trained / "own"))
    assert json.loads(out.splitlines()[0])["verdict"]["program"]["model"] == told["model"]
    status, out, _ = run(capsys, "evaluate", data, "--json", "--model", str(trained / "own"))
    assert json.loads(out)["program"]["model"] == told["model"]
    assert "<svg" in (trained / "p.html").read_text(encoding="utf-8")


def test_results_of_the_shipped_model_are_not_taken_for_anothers(trained, data, capsys):
    assert run(capsys, "evaluate", data, "--results", "said.jsonl", "-q")[0] == 0
    status, _, err = run(capsys, "evaluate", data, "--results", "said.jsonl", "--model", str(trained / "own"))
    assert status == 2
    assert "another version, model" in err


@pytest.mark.parametrize(
    ("recipe", "out", "said"),
    [
        ("absent.toml", "own", "cannot be read"),
        ("bad.toml", "own", "unknown 'dta'"),
        ("recipe.toml", "file", "is a file"),
        ("recipe.toml", "own", "none.jsonl: does not exist"),
    ],
)
def test_train_says_what_cannot_be_done(tmp_path, monkeypatch, capsys, recipe, out, said):
    monkeypatch.chdir(tmp_path)
    Path("bad.toml").write_text('data = ["x"]\ndta = 1\n', encoding="utf-8")
    Path("recipe.toml").write_text('data = ["none.jsonl"]\n', encoding="utf-8")
    Path("file").write_text("mine", encoding="utf-8")
    status, printed, err = run(capsys, "train", recipe, "--out", out)
    assert (status, printed) == (2, "")
    assert said in err
    assert Path("file").read_text(encoding="utf-8") == "mine"


def test_without_scikit_learn_training_says_what_to_install(tmp_path):
    """Evaluating needs it not, and training says so in one line."""
    (tmp_path / "r.toml").write_text('data = ["x.jsonl"]\n', encoding="utf-8")
    code = (
        "import importlib.util, sys\n"
        "real = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name == 'sklearn' else real(name, *a)\n"
        "sys.modules['sklearn'] = None\n"
        "import spindetect.evaluation.run\n"
        "from spindetect.cli import main\n"
        f"sys.exit(main(['train', {str(tmp_path / 'r.toml')!r}, '--out', {str(tmp_path / 'm')!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "training needs scikit-learn (pip install 'spindetect[train]')" in done.stderr
