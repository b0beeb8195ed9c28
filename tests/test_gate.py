"""The gate fails when it should: on falls, on missing data, on lowered floors."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace

import pytest

from models import gate
from models.gate import Floor, failures, lowered, lowered_since, pinned, read_floors
from models.gate_data import Data, Measured
from spindetect.errors import ResourceError

FLOOR = Floor("seeds/p-spun", 0.95, 0.99, "abc", "P(spun)")
FOUND = Measured(0.97, 1, "abc", "P(spun)")


def floors(*rows):
    return {row.name: row for row in rows}


def test_a_figure_at_or_above_its_floor_passes():
    assert failures(floors(FLOOR), {FLOOR.name: FOUND}) == []
    assert failures(floors(FLOOR), {FLOOR.name: replace(FOUND, value=0.95)}) == []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({FLOOR.name: replace(FOUND, value=0.94)}, "below its floor"),
        ({FLOOR.name: replace(FOUND, value=float("nan"))}, "below its floor"),
        ({FLOOR.name: replace(FOUND, cases=0)}, "no data"),
        ({FLOOR.name: replace(FOUND, data="other")}, "other data"),
        ({}, "was not measured"),
        ({FLOOR.name: FOUND, "new": FOUND}, "has no floor"),
    ],
)
def test_a_failure_says_what_is_wrong(found, said):
    (sentence,) = failures(floors(FLOOR), found)
    assert said in sentence


def test_a_lowered_floor_needs_a_line_in_the_changelog():
    now = floors(replace(FLOOR, floor=0.9))
    (sentence,) = lowered(floors(FLOOR), now, "")
    assert "0.95" in sentence
    assert "0.9" in sentence
    assert lowered(floors(FLOOR), now, "- the floor of seeds/p-spun is 0.9 now, because ...") == []
    assert lowered(floors(FLOOR), now, "- seeds/p-spun is better explained") != []


def test_a_raised_floor_needs_none_and_a_dropped_one_does():
    assert lowered(floors(FLOOR), floors(replace(FLOOR, floor=0.96)), "") == []
    (sentence,) = lowered(floors(FLOOR), {}, "")
    assert "dropped" in sentence


def git(folder, *arguments):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def write(path, floor):
    row = {"name": "a/b", "floor": floor, "measured": 1.0, "data": "d", "what": "w"}
    path.write_text(json.dumps({"schema": 1, "rows": [row]}), encoding="utf-8")


def test_every_committed_floor_is_remembered(tmp_path):
    git(tmp_path, "init", "-q")
    path = tmp_path / "floors.json"
    for floor in (0.9, 0.8):
        write(path, floor)
        git(tmp_path, "add", "floors.json")
        git(tmp_path, "commit", "-q", "-m", "floors")
    now = read_floors(path.read_text(encoding="utf-8"))
    (sentence,) = lowered_since(path, now, "")
    assert "0.9" in sentence
    write(path, 0.9)
    assert lowered_since(path, read_floors(path.read_text(encoding="utf-8")), "") == []


@pytest.mark.parametrize("text", ["", "{}", '{"rows": []}', '{"rows": [{"name": "x"}]}', "[1]"])
def test_a_floors_file_without_rows_is_refused(text):
    with pytest.raises(ResourceError):
        read_floors(text)


def test_missing_data_is_an_error(tmp_path):
    with pytest.raises(ResourceError, match="is missing"):
        Data(tmp_path, tmp_path).digest("text/none.jsonl.gz")


def test_the_gate_fails_without_data(tmp_path, capsys, monkeypatch):
    write(tmp_path / "floors.json", 0.5)
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    assert gate.main(["--shared", str(tmp_path / "nowhere"), "--sources", str(tmp_path)]) == 1
    assert "gate:" in capsys.readouterr().err


def test_pinning_keeps_floors_and_gives_new_rows_their_figure():
    rows = pinned(floors(FLOOR), {FLOOR.name: FOUND, "new": replace(FOUND, value=0.51234)})["rows"]
    assert [(r["name"], r["floor"], r["measured"]) for r in rows] == [
        ("seeds/p-spun", 0.95, 0.97),
        ("new", 0.51, 0.5123),
    ]


def test_pinning_a_part_keeps_the_rest():
    other = replace(FLOOR, name="other/row")
    rows = pinned(floors(FLOOR, other), {FLOOR.name: FOUND})["rows"]
    assert {r["name"] for r in rows} == {FLOOR.name, "other/row"}


def test_the_committed_floors_parse():
    committed = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
    assert {row["name"].split("/")[0] for row in committed["rows"]} == set(gate.MEASURES)
