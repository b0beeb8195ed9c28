"""Shards are whole or not there, and made again exactly when what they are made of has changed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from spindetect.corpus import shards
from spindetect.corpus.ledger import Ledger, key_of, locked
from spindetect.corpus.shards import PARTIAL, clear_partial, whole, write_text
from spindetect.corpus.stages import Crew, Job, Made, Stage, Task
from spindetect.corpus.watching import Silent
from spindetect.errors import InputError, SpindetectError


def number(job: Job[int]) -> Made:
    """Write a number; of 13 nothing comes, and 14 ends the process."""
    if job.task.given == 13:
        raise InputError("cannot be done", where="13")
    if job.task.given == 14:
        os._exit(1)
    path = job.path("numbers", "txt")
    write_text(path, str(job.task.given))
    return Made({"numbers": path}, {"rows": 1})


STAGE = Stage("numbers", "counting", "numbers", "rows", number)


def tasks(*numbers: int) -> list[Task[int]]:
    return [Task(f"{at:02d}", key_of(number=n), 1, n) for at, n in enumerate(numbers)]


class Heard(Silent):
    """Keeps what was said, and how much there was to do."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.todo = 0

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        self.todo = total - kept

    def say(self, message: str) -> None:
        self.said.append(message)


def crew(folder: Path, workers: int = 1) -> tuple[Crew, Heard]:
    heard = Heard()
    return Crew(Ledger(folder), workers, heard), heard


def texts(folder: Path, entries) -> list[str]:
    return [Ledger(folder).found(entry, "numbers").read_text() for entry in entries]


def test_what_is_finished_is_not_made_again(tmp_path):
    one, heard = crew(tmp_path)
    first = one.run(STAGE, tasks(1, 2, 3))
    assert texts(tmp_path, first) == ["1", "2", "3"]
    assert heard.todo == 3
    again, heard = crew(tmp_path)
    assert again.run(STAGE, tasks(1, 2, 3)) == first
    assert heard.todo == 0
    assert again.done[0].kept == 3


def test_only_what_changed_is_made_again_and_what_is_gone_is_removed(tmp_path):
    crew(tmp_path)[0].run(STAGE, tasks(1, 2, 3))
    one, heard = crew(tmp_path)
    assert texts(tmp_path, one.run(STAGE, tasks(1, 5))) == ["1", "5"]
    assert heard.todo == 1
    assert len(list((tmp_path / "numbers").iterdir())) == 2
    assert len(list((tmp_path / "ledger" / "numbers").iterdir())) == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "entry"])
def test_a_damaged_shard_is_noticed_and_made_again(tmp_path, damage):
    (entry, _) = crew(tmp_path)[0].run(STAGE, tasks(11, 2))
    path = Ledger(tmp_path).found(entry, "numbers")
    if damage == "gone":
        path.unlink()
    elif damage == "entry":
        (tmp_path / "ledger" / "numbers" / "00.json").write_text('{"stage": "numbers"')
    else:
        path.write_text("1" if damage == "cut" else "99")
    one, heard = crew(tmp_path)
    assert texts(tmp_path, one.run(STAGE, tasks(11, 2))) == ["11", "2"]
    assert heard.todo == 1
    assert "numbers/00" in heard.said[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_stops_one_shard_leaves_those_before_it(tmp_path, workers):
    with pytest.raises(InputError, match="cannot be done"):
        crew(tmp_path, workers)[0].run(STAGE, tasks(1, 2, 13, 4))
    one, heard = crew(tmp_path)
    one.run(STAGE, tasks(1, 2, 3, 4))
    assert heard.todo == 2


def test_a_file_without_an_entry_is_removed(tmp_path):
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "00-0123456789abcdef.numbers.txt").write_text("1")
    (entry,) = crew(tmp_path)[0].run(STAGE, tasks(1))
    assert list((tmp_path / "numbers").iterdir()) == [Ledger(tmp_path).found(entry, "numbers")]


def test_a_process_that_dies_twice_over_a_shard_is_said(tmp_path):
    with pytest.raises(SpindetectError, match="died") as told:
        crew(tmp_path, 2)[0].run(STAGE, tasks(1, 14))
    assert "shard 01" in told.value.where
    assert "same command again" in told.value.hint


def half(path: Path) -> None:
    """Fail in the middle of writing."""
    with whole(path) as partial:
        partial.write_text("half")
        raise RuntimeError


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "deep" / "file"
    with pytest.raises(RuntimeError):
        half(path)
    assert list((tmp_path / "deep").iterdir()) == []
    write_text(path, "old")
    with pytest.raises(RuntimeError):
        half(path)
    assert path.read_text() == "old"


def test_what_a_killed_process_left_is_cleared(tmp_path):
    (tmp_path / f"{PARTIAL}1-file").write_text("half")
    (tmp_path / "file").write_text("whole")
    clear_partial(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "may not write")]
)
def test_a_full_disk_is_said_plainly(tmp_path, monkeypatch, number, told):
    def full(path: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shards, "_to_disk", full)
    with pytest.raises(InputError, match=told) as error:
        write_text(tmp_path / "file", "x")
    assert "same command again: what is finished is kept" in error.value.hint
    assert list(tmp_path.iterdir()) == []


def test_one_scan_at_a_time(tmp_path):
    work = tmp_path / "out" / ".work"
    with locked(work), pytest.raises(InputError, match="another scan"), locked(work):
        pass
    with locked(work):
        pass


def test_keys_tell_everything_apart():
    keys = [key_of(), key_of(a=1), key_of(a="1"), key_of(b=1), key_of(a=[1]), key_of(a=1, b=None)]
    assert len(set(keys)) == len(keys)
    assert key_of(a=1, b=2) == key_of(b=2, a=1)
