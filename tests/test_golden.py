"""Golden cases: pairs of our own with the swaps that must be found, their kinds and how odd they are."""

from __future__ import annotations

import functools
import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from spindetect.align import Aligner
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.records import Substitution, SubstitutionKind
from spindetect.substitutions import find_substitutions
from spindetect.text import Document

GOLD = Path(__file__).parent.parent / "data" / "gold"
KINDS = ("synthetic", "negative", "known-failure")
TOPICS = {"honest-paraphrase", "edited", "non-native", "translation", "boilerplate", "quotation"}


def read_cases() -> list[dict[str, Any]]:
    cases = []
    for kind in KINDS:
        with (GOLD / f"{kind}.jsonl").open(encoding="utf-8") as lines:
            cases += [json.loads(line) for line in lines]
    return cases


CASES = read_cases()


@functools.cache
def tables() -> tuple[Aligner, Lexicon, Vectors, Ngrams]:
    lexicon, vectors = Lexicon.open(), Vectors.open()
    return Aligner(lexicon, vectors), lexicon, vectors, Ngrams.open()


def found(case: dict[str, Any]) -> tuple[Substitution, ...]:
    aligner, lexicon, vectors, ngrams = tables()
    source, suspect = Document.from_text(case["source"]), Document.from_text(case["suspect"])
    alignment = aligner.align(source.tokens, suspect.tokens)
    return find_substitutions(source, suspect, alignment, lexicon, vectors, ngrams)


def marked(case: dict[str, Any]) -> Any:
    failing = pytest.mark.xfail(reason=case["note"], strict=True, raises=AssertionError)
    return pytest.param(case, id=case["id"], marks=failing if case["kind"] == "known-failure" else ())


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    swaps = found(case)
    reported = {(swap.source.text, swap.suspect.text): swap for swap in swaps}
    for wanted in case["swaps"]:
        spans = wanted["source"], wanted["suspect"]
        assert spans in reported, f"{spans} not among {list(reported)}"
        low, high = wanted["oddness"]
        assert reported[spans].kind in wanted["kinds"], reported[spans]
        assert low <= reported[spans].oddness <= high, reported[spans]
    if case.get("no_more"):
        assert len(reported) == len(case["swaps"]), list(reported)
    if "mean_oddness" in case:
        mean = sum(swap.oddness for swap in swaps) / max(1, len(swaps))
        assert mean <= case["mean_oddness"], [(swap.reason, swap.oddness) for swap in swaps]


def test_cases_are_whole() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
    count = Counter(case["kind"] for case in CASES)
    assert count["synthetic"] >= 60
    assert count["negative"] >= 60
    assert count["known-failure"] >= 10
    assert {case["topic"] for case in CASES if case["kind"] == "negative"} >= TOPICS
    kinds = {kind for case in CASES for swap in case["swaps"] for kind in swap["kinds"]}
    assert kinds == set(get_args(SubstitutionKind))


def test_cases_are_well_formed() -> None:
    for case in CASES:
        for swap in case["swaps"]:
            assert swap["source"] in case["source"], case["id"]
            assert swap["suspect"] in case["suspect"], case["id"]
            assert 0 <= swap["oddness"][0] < swap["oddness"][1] <= 1, case["id"]
            assert set(swap["kinds"]) <= set(get_args(SubstitutionKind)), case["id"]
        assert case["note"] or case["kind"] != "known-failure", case["id"]


def test_spun_swaps_are_odder_than_honest_ones() -> None:
    odd: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for case in CASES:
        odd[case["kind"]] += [swap.oddness for swap in found(case)]
    spun, honest = (sum(odd[kind]) / len(odd[kind]) for kind in ("synthetic", "negative"))
    assert spun > honest + 0.1
