"""Spark's processes, and what a scan leaves, for the tests of the cluster engine."""

from __future__ import annotations

import importlib.metadata
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as parquet

from spindetect.corpus.tables import OUTPUTS

ROOT = Path(__file__).parents[2]
QUIET = {
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.executor.memory": "1g",
}
BARE = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
"""A Python that has nothing of this project's environment."""


def closure(package: str, found: set[str] | None = None) -> set[str]:
    """Return the packages that one needs, without its extras."""
    found = set() if found is None else found
    if package not in found:
        found.add(package)
        for line in importlib.metadata.requires(package) or ():
            if "extra ==" not in line and "python_version <" not in line and "platform_system" not in line:
                closure(re.split(r"[^\w.-]", line)[0].lower(), found)
    return found


@contextmanager
def process(*command: str, log: Path):
    """Run a process of Spark's as long as a block runs."""
    import pyspark

    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYSPARK", "SPARK"))
    }
    env["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    env["SPARK_LOCAL_IP"] = "127.0.0.1"
    program = f"{env['SPARK_HOME']}/bin/spark-class"
    with log.open("wb") as file:
        running = subprocess.Popen(
            [program, *command], env=env, stdout=file, stderr=subprocess.STDOUT, cwd=log.parent
        )
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(is_so, seconds: float, what: str):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.3)
    raise TimeoutError(what)


def rows_of(out: Path) -> dict[str, list[dict[str, object]]]:
    """Return the rows of every table in a folder, in their order."""
    return {table.name: parquet.read_table(out / table.name).to_pylist() for table in OUTPUTS}


def tables(out: Path) -> dict[str, bytes]:
    """Return every table and the manifest that a scan leaves."""
    found = [path for path in out.rglob("*") if path.suffix in (".parquet", ".json")]
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in found
        if ".work" not in path.relative_to(out).parts
    }
