"""Work for processes: order, and what goes wrong with one item."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spindetect.errors import InputError
from spindetect.workers import IN_FLIGHT, map_in_order


def work(item: object) -> object:
    """Square a number, send back what does not pickle, or die as for want of memory."""
    if item == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return (lambda: item) if item == "odd" else item * item


def failed(item: object, reason: str) -> object:
    return (item, reason)


def run(items, workers=2):
    return map_in_order(work, iter(items), workers=workers, failed=failed)


def test_results_come_in_order() -> None:
    assert list(run(range(20))) == [n * n for n in range(20)]
    assert list(run([])) == []


def test_a_process_that_dies_costs_its_item_alone() -> None:
    found = list(run([1, 2, "die", 3, 4, "die", *range(5, 12)]))
    assert [r for r in found if isinstance(r, int)] == [n * n for n in range(1, 12)]
    assert [n for n, r in enumerate(found) if isinstance(r, tuple)] == [2, 5]
    assert "died" in found[2][1]


def test_what_does_not_pickle_costs_its_item_alone() -> None:
    found = list(run([1, lambda: 0, "odd", 2]))
    assert [found[0], found[3]] == [1, 4]
    assert all("cannot be sent" in result[1] for result in found[1:3])


def test_it_reads_no_further_than_it_must_and_stops_when_it_is_left() -> None:
    read = []

    def items():
        for n in range(10**9):
            read.append(n)
            yield n

    results = run(items())
    assert next(results) == 0
    results.close()
    assert len(read) == 2 * IN_FLIGHT


def test_a_script_without_a_guard_is_told(tmp_path: Path) -> None:
    """Each process runs the script again, which starts processes: Python ends them all."""
    script = tmp_path / "script.py"
    script.write_text(
        "from spindetect.workers import map_in_order\n"
        "print(list(map_in_order(abs, iter([1, 2]), workers=2, failed=print)))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    # Python's own watch over semaphores may warn after it, of processes that ended before they began.
    told = [line for line in done.stderr.splitlines() if line.startswith(InputError.__module__)]
    assert "if __name__ == '__main__':" in told[-1]
    assert InputError.__name__ in told[-1]


def test_ctrl_c_is_told_once(tmp_path: Path) -> None:
    """A terminal sends it to every process of the command."""
    script = tmp_path / "script.py"
    script.write_text(
        "import time\nfrom spindetect.workers import map_in_order\n"
        "if __name__ == '__main__':\n"
        "    naps = iter([0, *[0.1] * 99])\n"
        "    for n, done in enumerate(map_in_order(time.sleep, naps, workers=2, failed=print)):\n"
        "        print(n, flush=True)\n"
    )
    # A shell's background job ignores Ctrl-C, and so would its children: ours must not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    signal.signal(signal.SIGINT, before)
    assert child.stdout is not None
    # By then both processes are at work, and not on their way to it.
    assert [child.stdout.readline() for _ in range(30)][-1] == b"29\n"
    os.killpg(child.pid, signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert err.count(b"Traceback") == 1
    assert err.endswith(b"KeyboardInterrupt\n")


def test_interrupting_the_input_interrupts() -> None:
    def items():
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(run(items()))


ORPHANS = """
import os, time
from spindetect.workers import map_in_order
def pid(item):
    time.sleep(0.2)
    return os.getpid()
def failed(item, reason):
    return reason
if __name__ == "__main__":
    results = map_in_order(pid, iter(range(1000)), workers=2, failed=failed)
    print(next(results), next(results), flush=True)
    time.sleep(60)
"""


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = {int(word) for word in parent.stdout.readline().split()}
        parent.kill()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]
