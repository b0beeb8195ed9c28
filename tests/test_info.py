"""`spindetect info`: what a person looks for stands at the top, and its digests are those of verdicts."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import pytest
from texts import SOURCE, SPUN

import spindetect
from spindetect.cli import info, main
from spindetect.errors import ResourceError


@pytest.fixture
def printed(capsys):
    assert main(["info"]) == 0
    return capsys.readouterr().out


def test_every_digest_of_a_verdict_stands_there_with_its_file(printed, capsys):
    detector = spindetect.load()
    program = asdict(detector.score(SPUN).program)
    for name, value in asdict(detector.compare(SPUN, SOURCE).program).items():
        assert value in (None, program[name])
    digests = {name: value for name, value in program.items() if re.fullmatch("[0-9a-f]{64}", str(value))}
    assert set(digests) == set(info.PROGRAM_FILES), "each field with a digest has its file"
    for name, digest in digests.items():
        assert f"  {name} ({info.PROGRAM_FILES[name]})\n    {digest}\n" in printed
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert {name: entry["digest"] for name, entry in facts["program"].items()} == digests
    assert {entry["file"] for entry in facts["program"].values()} <= set(facts["files"])


def test_both_kinds_of_digest_are_named_at_each_file(printed):
    for entry in printed.split("\n\n"):
        if "pair_model.bin: " in entry:
            assert "digest in verdicts: " in entry
            assert "sha256: " in entry
            break
    else:
        pytest.fail("no entry of the model")
    assert "its content, not its bytes" in printed
    assert "of the file's bytes" in printed


def test_error_rates_stand_at_the_top(printed):
    lines = printed.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("Measured error rates"))
    assert place < 10
    figures = info.gather()["files"][info.MODEL]["figures"]
    assert f"{100 * figures['false_positive_rate']:.1f} % of {figures['honest_pairs']}" in lines[place + 1]
    assert f"{100 * figures['true_positive_rate']:.1f} %" in lines[place + 3]
    assert max(map(len, lines[: place + 10])) <= 80
    assert "made by rules" in printed


def test_a_damaged_table_hides_nothing_else(monkeypatch, capsys):
    def damaged():
        raise ResourceError("is damaged", where="lexicon.bin", hint="reinstall")

    monkeypatch.setattr("spindetect.detector.load", damaged)
    assert main(["info"]) == 0
    out = capsys.readouterr().out
    assert "the tables do not open" in out
    assert "Measured error rates" in out
    assert "lexicon.bin" in out


def test_a_model_without_figures_claims_none():
    assert list(info._rates({})) == []
