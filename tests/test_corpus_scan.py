"""A scan goes on where it was stopped, makes anew what changed and nothing else, and finds the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from corpora import MORE, crawl, sample, write_crawl, write_lines

import spindetect
from spindetect.corpus import parts
from spindetect.corpus import run as run_module
from spindetect.corpus.ledger import Ledger
from spindetect.corpus.outputs import MANIFEST, WORK, read_manifest
from spindetect.corpus.run import scan
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.watching import Silent
from spindetect.errors import InputError, RecordError
from spindetect.policy import Policy

STAGES = ("reading", "listing", "fingerprinting", "finding candidates", "comparing", "scoring")


class Heard(Silent):
    """Keeps how much each stage had to do."""

    def __init__(self) -> None:
        self.todo: dict[str, int] = {}
        self.said: list[str] = []

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        self.todo[stage] = total - kept

    def say(self, message: str) -> None:
        self.said.append(message)

    @property
    def worked(self) -> set[str]:
        return {stage for stage, n in self.todo.items() if n}


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_crawl(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(autouse=True)
def few_pages(monkeypatch):
    monkeypatch.setattr(run_module, "TOP_PAGES", 1)


def settings(corpus, out, **more):
    return ScanSettings([str(corpus)], out, **more)


@pytest.fixture(scope="module")
def done(corpus, detector, tmp_path_factory):
    out = tmp_path_factory.mktemp("scan") / "out"
    scan(settings(corpus, out), detector)
    return out


def tables(out: Path) -> dict[str, bytes]:
    """Return every file that a scan leaves, but the pages, which say how long it took."""
    files = [path for path in out.rglob("*") if path.is_file() and path.suffix in (".parquet", ".json")]
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in files
        if WORK not in path.relative_to(out).parts
    }


def again(corpus, out, detector, **more) -> Heard:
    heard = Heard()
    scan(settings(corpus, out, **more), detector, heard)
    return heard


def test_a_second_run_makes_nothing_anew_and_leaves_the_same(corpus, done, detector):
    before = tables(done)
    heard = again(corpus, done, detector)
    assert set(heard.todo) == set(STAGES)
    assert heard.worked == set()
    assert tables(done) == before
    assert len(before) >= 6


def test_another_policy_scores_nothing_anew(corpus, detector, done):
    strict = Policy.at(flag=1.0)
    heard = again(corpus, done, detector, policy=strict)
    assert heard.worked == set()
    assert read_manifest(done).decisions.get("flag", 0) == 0
    assert again(corpus, done, detector).worked == set()
    assert read_manifest(done).decisions["flag"] >= 2


def test_without_scores_only_possible_originals_are_scored(corpus, detector, done, tmp_path):
    heard = again(corpus, done, detector, sourceless="none")
    assert heard.worked <= {"scoring"}
    assert read_manifest(done).scored < 8
    again(corpus, done, detector)
    assert read_manifest(done).scored >= 8


def test_another_program_makes_anew_what_depends_on_it(corpus, detector, done):
    other = spindetect.load(without=("ppdb",))
    heard = again(corpus, done, other)
    assert {"fingerprinting", "comparing"} <= heard.worked
    assert not {"reading", "listing"} & heard.worked
    again(corpus, done, detector)


def test_a_changed_document_makes_anew_what_it_touches(tmp_path, detector):
    folder, out = tmp_path / "corpus", tmp_path / "out"
    rows = crawl()
    write_lines(folder / "a.jsonl", rows[:5])
    write_lines(folder / "b.jsonl", rows[5:])
    before = again(folder, out, detector).todo["comparing"]
    write_lines(folder / "b.jsonl", [*rows[5:-1], {**rows[-1], "title": "A title more"}])
    heard = again(folder, out, detector)
    assert heard.todo["reading"] == 1
    assert heard.todo["fingerprinting"] == heard.todo["comparing"] == heard.todo["scoring"] == 0
    write_lines(folder / "b.jsonl", rows[5:-1])  # and one is gone
    heard = again(folder, out, detector)
    assert heard.todo["reading"] == 1
    assert 0 < heard.todo["fingerprinting"] <= len(rows) - 6
    assert heard.todo["comparing"] <= before


def test_a_damaged_shard_is_noticed(corpus, done, detector):
    before = tables(done)
    (path,) = sorted((done / WORK / "compare").glob("*.parquet"))[:1]
    path.write_bytes(path.read_bytes()[:-20])
    heard = again(corpus, done, detector)
    assert heard.worked == {"comparing"}
    assert "damaged" in heard.said[0]
    assert tables(done) == before


def test_a_folder_of_something_else_is_left_alone(corpus, tmp_path, detector):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="is not empty"):
        scan(settings(corpus, tmp_path), detector)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_among_the_texts_is_not_read_back(detector, tmp_path):
    """The second run read the tables of the first as documents, and every run others."""
    folder = write_crawl(tmp_path / "crawl")
    folder = folder if folder.is_dir() else folder.parent
    first = scan(settings(folder, folder / "found", sourceless="none"), detector).summary
    again(folder, folder / "found", detector, sourceless="none")
    assert read_manifest(folder / "found").read == first.read
    shutil.rmtree(folder / "found" / WORK)
    assert scan(settings(folder, tmp_path / "out", sourceless="none"), detector).summary.read == first.read


def test_a_scan_that_stops_leaves_no_manifest(corpus, tmp_path, detector, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    monkeypatch.setattr(run_module.outputs, "write_manifest", stop)
    with pytest.raises(KeyboardInterrupt):
        scan(settings(corpus, out), detector)
    with pytest.raises(RecordError, match="its scan is not finished"):
        read_manifest(out)


def test_a_pair_that_fails_is_a_row_with_its_reason(tmp_path, detector, monkeypatch):
    folder, out = write_crawl(tmp_path / "corpus"), tmp_path / "out"
    compare = type(detector).compare

    def failing(self, suspect, source, **more):
        if "copier" in suspect.name + source.name and "news" in suspect.name:
            raise MemoryError
        return compare(self, suspect, source, **more)

    monkeypatch.setattr(type(detector), "compare", failing)
    scanned = scan(settings(folder, out), detector)
    assert scanned.summary.rejected["failed"] >= 2
    assert scanned.summary.pairs["spun"] == 2
    assert scanned.summary.read == len(crawl()) + 3
    assert any("not enough memory" in e.detail for r in scanned.page.rejected for e in r.examples)


def test_a_very_long_document_is_compared_by_the_part_that_is_shared(tmp_path, detector, monkeypatch):
    monkeypatch.setattr(parts, "LONGEST", 6_000)
    filler = "\n\n".join(
        sample(article, kind)
        for article in ("health-advice", "travel-feature", "personal-essay")
        for kind in ("source", "independent")
    )
    spun, backward = sample("news-report", "spun"), "\n\n".join(filler.split("\n\n")[::-1])
    rows = [
        {"id": "long.example/1", "text": f"{filler}\n\n{spun}\n\n{backward}"},
        {"id": "paper.example/1", "text": sample("news-report", "source")},
    ]
    write_lines(tmp_path / "corpus" / "a.jsonl", rows)
    scanned = scan(settings(tmp_path / "corpus", tmp_path / "out", sourceless="none"), detector)
    assert scanned.summary.pairs == {"spun": 1}
    (pair,) = parquet.read_table(tmp_path / "out" / "pairs").to_pylist()
    assert (pair["suspect_id"], pair["source_id"]) == ("long.example/1", "paper.example/1")
    (passage,) = [one for one in pair["passages"] if one["label"] == "spun"]
    part = rows[0]["text"][passage["suspect_start"] : passage["suspect_end"]]
    assert part in spun
    assert len(part) > 0.8 * len(spun)


SCRIPT = """
import sys
import spindetect
from pathlib import Path
from spindetect.corpus import run, scan as stages
from spindetect.corpus.settings import ScanSettings
if __name__ == "__main__":
    run.TOP_PAGES, stages.COMPARED, stages.SCORED, stages.FINGERPRINTED = 1, 1, 1, 2
    run.scan(ScanSettings([sys.argv[1]], Path(sys.argv[2])), spindetect.load())
"""


TWO_WORKERS = """
import sys
import spindetect
from pathlib import Path
from spindetect.corpus import run, scan as stages
from spindetect.corpus.settings import ScanSettings
if __name__ == "__main__":
    run.TOP_PAGES, stages.COMPARED = 1, 1
    settings = ScanSettings([sys.argv[1]], Path(sys.argv[2]), workers=2, sourceless="none")
    run.scan(settings, spindetect.load())
"""


def started(corpus, out):
    return subprocess.Popen([sys.executable, "-c", SCRIPT, str(corpus), str(out)], stderr=subprocess.PIPE)


def killed_after(entries: int, corpus, out) -> bool:
    """Kill a scan when its ledger has so many entries; return whether it was killed."""
    with started(corpus, out) as process:
        while process.poll() is None:
            if len(list((out / WORK / "ledger").glob("*/*.json"))) >= entries:
                process.kill()
                return True
            time.sleep(0.002)
        assert process.returncode == 0, process.stderr.read().decode()
    return False


@pytest.fixture(scope="module")
def finely(corpus, tmp_path_factory):
    """A scan in many small shards that nothing stopped."""
    out = tmp_path_factory.mktemp("finely") / "out"
    with started(corpus, out) as process:
        assert process.wait() == 0, process.stderr.read().decode()
    return out


def test_killed_at_any_moment_it_goes_on_and_finds_the_same(corpus, finely, tmp_path):
    out = tmp_path / "out"
    whole = len(list((finely / WORK / "ledger").glob("*/*.json")))
    assert killed_after(whole // 2, corpus, out)
    assert not (out / MANIFEST).exists()
    assert not killed_after(10**9, corpus, out)
    assert tables(out) == tables(finely)


@pytest.mark.long
def test_twenty_kills_change_nothing(tmp_path):
    corpus, whole, out, rng = (
        write_crawl(tmp_path / "corpus", MORE),
        tmp_path / "whole",
        tmp_path / "out",
        random.Random(5),
    )
    assert not killed_after(10**9, corpus, whole)
    entries = len(list((whole / WORK / "ledger").glob("*/*.json")))
    kills = sum(killed_after(n, corpus, out) for n in sorted(rng.sample(range(1, entries), 20)))
    assert kills == 20
    assert not killed_after(10**9, corpus, out)
    assert tables(out) == tables(whole)


def test_two_workers_find_what_one_does(detector, tmp_path):
    corpus = write_lines(tmp_path / "corpus.jsonl", crawl()[:6])
    one, two, script = tmp_path / "one", tmp_path / "two", tmp_path / "scan.py"
    scan(settings(corpus, one, sourceless="none"), detector)
    # A module of its own, as processes that are spawned ask for; one pair a shard, so that both have some.
    script.write_text(TWO_WORKERS, encoding="utf-8")
    subprocess.run([sys.executable, str(script), str(corpus), str(two)], check=True)
    assert len(list((two / WORK / "ledger" / "compare").iterdir())) >= 2
    assert tables(one) == tables(two)


def test_ctrl_c_stops_and_says_how_to_go_on(corpus, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "spindetect", "scan", str(corpus), "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not list((out / WORK / "ledger").glob("fingerprint/*.json")):
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130
    assert "the same command goes on there" in told
    assert "Traceback" not in told
    assert not list(out.rglob(".partial-*"))
    assert Ledger(out / WORK).damaged == []


def test_the_manifest_reads_back(done):
    summary = read_manifest(done)
    assert type(summary).from_dict(json.loads(summary.to_json())) == summary
    with pytest.raises(RecordError, match="schema"):
        type(summary).from_dict({"schema": "other"})
