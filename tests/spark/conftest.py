"""Clusters for the tests, and what they are compared with; only `make test-spark` collects them."""

from __future__ import annotations

import importlib.metadata
import os
import zipfile
from pathlib import Path

import pytest
from clusters import ROOT, closure, free_port, process, until
from corpora import crawl, write_lines

import spindetect
from spindetect.corpus.run import scan
from spindetect.corpus.settings import ScanSettings

collect_ignore_glob = [] if os.environ.get("SPINDETECT_TEST_SPARK") else ["test_*.py"]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """What executors are sent: the core package with what it needs, and pyarrow. No duckdb, no pandas."""
    target = tmp_path_factory.mktemp("site") / "site.zip"
    with zipfile.ZipFile(target, "w") as file:
        for name in sorted(closure("spindetect") | closure("pyarrow")):
            if name == "spindetect":
                continue
            for path in importlib.metadata.files(name) or ():
                if ".." not in path.parts and path.locate().is_file() and "tests" not in path.parts:
                    file.write(path.locate(), str(path))
        for path in sorted((ROOT / "spindetect").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                file.write(path, str(path.relative_to(ROOT)))
    return target


@pytest.fixture(scope="session")
def master(tmp_path_factory):
    """A master with two workers on this machine, as `spark://`."""
    logs, port = tmp_path_factory.mktemp("cluster"), free_port()
    address = f"spark://127.0.0.1:{port}"
    scheduler, hands = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
    web = ("--webui-port", "0")
    with process(scheduler, "--host", "127.0.0.1", "--port", str(port), *web, log=logs / "master.log"):
        until(lambda: "elected leader" in (logs / "master.log").read_text(), 120, "no master")
        one = (hands, "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", *web)
        with (
            process(*one, "--work-dir", str(logs / "w1"), address, log=logs / "worker-1.log"),
            process(*one, "--work-dir", str(logs / "w2"), address, log=logs / "worker-2.log"),
        ):
            until(
                lambda: (logs / "master.log").read_text().count("Registering worker") == 2, 120, "no workers"
            )
            yield address


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A small corpus without anything to reject, and what a scan on one machine finds in it."""
    folder = tmp_path_factory.mktemp("made")
    write_lines(folder / "corpus" / "made.jsonl", crawl())
    scan(ScanSettings([str(folder / "corpus")], folder / "plain"), spindetect.load())
    return folder / "corpus", folder / "plain"
