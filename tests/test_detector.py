"""The public calls: load, compare, compare_many, and what a Detector promises."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from texts import OTHER, SOURCE, SPUN

import spindetect
from spindetect.errors import InputError, ResourceError
from spindetect.verdict import PairVerdict


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


def replayed(verdict):
    source = spindetect.Document.from_text(verdict.source.text).tokens.written
    out = []
    for op in verdict.operations:
        if op.kind in ("equal", "move"):
            copied = source[op.source_start : op.source_end]
            for offset, token in op.written:
                copied[offset] = token
            out += copied
        else:
            out += op.text
    return out


def test_a_spun_copy_is_found_with_its_evidence(detector):
    verdict = detector.compare(SPUN, SOURCE)
    assert verdict.label == "spun"
    assert verdict.probability >= 0.9
    assert 3 <= len(verdict.reasons) <= 6
    assert len(verdict.substitutions) >= 40
    for swap in verdict.substitutions:
        assert SPUN[swap.suspect.start : swap.suspect.end] == swap.suspect.text
        assert SOURCE[swap.source.start : swap.source.end] == swap.source.text
    assert replayed(verdict) == spindetect.Document.from_text(SPUN).tokens.written


def test_shares_and_probabilities_add_up(detector):
    verdict = detector.compare(SPUN, SOURCE)
    p = verdict.probabilities
    assert sum((p.spun, p.verbatim, p.paraphrased, p.edited, p.independent)) == pytest.approx(1)
    assert verdict.p_copied == pytest.approx(1 - p.independent)
    assert verdict.copied_share == pytest.approx(verdict.unchanged_share + verdict.swapped_share)
    assert 0.9 <= verdict.copied_share <= 1


def test_evidence_made_when_read_is_the_same_from_anywhere(detector):
    first, second, third = (detector.compare(SPUN, SOURCE) for _ in range(3))
    assert "substitutions" not in vars(first)
    made = first.substitutions
    assert made is first.substitutions
    assert len(made) > 0
    assert pickle.loads(pickle.dumps(second)) == first
    assert copy.copy(third) == first
    assert third.to_json() == first.to_json()
    with pytest.raises(AttributeError, match="'PairVerdict' object has no attribute 'sustitutions'"):
        first.sustitutions  # noqa: B018
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.substitutions = ()


def test_a_text_against_itself_is_verbatim(detector):
    verdict = detector.compare(SOURCE, SOURCE)
    assert verdict.label == "verbatim"
    assert verdict.copied_share == 1
    assert verdict.substitutions == ()
    assert verdict.probability <= 0.05


def test_another_text_is_independent(detector):
    verdict = detector.compare(OTHER, SOURCE)
    assert verdict.label == "independent"
    assert verdict.probability <= 0.05
    assert verdict.p_copied <= 0.1
    assert verdict.copied_share <= 0.1


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "word", "12 34 56", "😀 😀 😀", "\ud800 lone", "one two three"]
)
def test_too_little_text_is_insufficient(detector, text):
    verdict = detector.compare(text, SOURCE)
    assert verdict.label == "insufficient"
    assert 0 <= verdict.probability <= 1
    assert detector.compare(text, text).label == "insufficient"


def test_probability_does_not_depend_on_the_side(detector):
    one, other = detector.compare(SPUN, SOURCE), detector.compare(SOURCE, SPUN)
    assert one.probability == pytest.approx(other.probability, abs=0.02)
    assert one.direction > 0.5 > other.direction


def test_equal_input_gives_an_equal_verdict(detector):
    first = detector.compare(SPUN, SOURCE).to_json()
    assert spindetect.load().compare(SPUN, SOURCE).to_json() == first


def test_a_verdict_reads_back(detector):
    verdict = detector.compare(SPUN, SOURCE, suspect_url="https://copy.example/1", retrieved="2026-01-01")
    assert PairVerdict.from_dict(verdict.to_dict()) == verdict


def test_without_texts_the_record_keeps_digests(detector):
    verdict = detector.compare(SPUN, SOURCE).without_texts()
    assert verdict.suspect.text is None
    assert len(verdict.suspect.text_sha256) == 64


def test_a_path_for_a_text_is_an_error(detector, tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(SOURCE)
    with pytest.raises(InputError, match="existing file"):
        detector.compare(str(path), SOURCE)
    with pytest.raises(InputError, match="expected a str"):
        detector.compare(SOURCE.encode(), SOURCE)
    assert detector.compare(spindetect.read(path), SOURCE).label == "verbatim"


def test_a_bad_pair_stops_nothing(detector):
    results = list(detector.compare_many([(SPUN, SOURCE), (1, 2), "ab", (SOURCE, SOURCE)]))
    assert [type(r).__name__ for r in results] == ["PairVerdict", "FailedPair", "FailedPair", "PairVerdict"]
    assert [r.index for r in results[1:3]] == [1, 2]


def test_compare_many_reads_no_further_than_it_must(detector):
    read = []

    def pairs():
        for n in range(100):
            read.append(n)
            yield (SPUN, SOURCE)

    results = detector.compare_many(pairs())
    next(results)
    assert read == [0]


def test_processes_give_the_same_in_order(detector):
    pairs = [(SPUN, SOURCE), (OTHER, SOURCE), (None, SOURCE), (SOURCE, SOURCE)] * 2
    alone = list(detector.compare_many(pairs))
    assert list(detector.compare_many(pairs, workers=2)) == alone


def test_a_detector_is_safe_in_threads(detector):
    expected = detector.compare(SPUN, SOURCE)
    with ThreadPoolExecutor(4) as pool:
        assert all(v == expected for v in pool.map(lambda _: detector.compare(SPUN, SOURCE), range(24)))


def test_a_detector_pickles_small_and_is_immutable(detector):
    stored = pickle.dumps(detector)
    assert len(stored) < 4096
    assert pickle.loads(stored).compare(OTHER, SOURCE) == detector.compare(OTHER, SOURCE)
    with pytest.raises(AttributeError):
        detector.threshold = 0.5


def test_a_dictionary_can_be_left_out(detector):
    without = spindetect.load(without=["moby"])
    assert without.program.options == {"without": "moby"}
    sources = {name for s in without.compare(SPUN, SOURCE).substitutions for name in s.relation.sources}
    assert sources
    assert "moby" not in sources


def test_only_the_safe_format_loads(tmp_path):
    bad = tmp_path / "model.pickle"
    bad.write_bytes(pickle.dumps({"weights": [1, 2]}))
    with pytest.raises(ResourceError):
        spindetect.load(bad)
    with pytest.raises(ResourceError):
        spindetect.load(tmp_path / "absent")


@pytest.mark.parametrize("thresholds", [{}, {"spun": {}}, {"spun": {"value": "high"}}, {"spun": 0.5}, None])
def test_a_model_without_a_threshold_is_refused(detector, tmp_path, thresholds):
    manifest = {**detector.model.manifest, "thresholds": thresholds}
    dataclasses.replace(detector.model, manifest=manifest).save(tmp_path / "model.bin")
    with pytest.raises(ResourceError, match=r"model\.bin"):
        spindetect.load(tmp_path / "model.bin")


def test_a_model_with_a_weight_that_is_no_number_is_refused(detector, tmp_path):
    """Signed anew, and finite where nothing was measured."""
    scorer = detector.model.scorer
    weights = scorer.lines.weights.copy()
    weights[0, -1] = np.nan
    lines = dataclasses.replace(scorer.lines, weights=weights)
    dataclasses.replace(detector.model, scorer=dataclasses.replace(scorer, lines=lines)).save(
        tmp_path / "model.bin"
    )
    with pytest.raises(ResourceError, match="not finite"):
        spindetect.load(tmp_path / "model.bin")


def test_names_are_imported_when_used():
    assert set(spindetect.__all__) <= set(dir(spindetect))
    with pytest.raises(AttributeError, match="nothing"):
        _ = spindetect.nothing


def test_the_record_names_every_table_that_computes(detector):
    program = detector.program
    digests = (program.model, program.lexicon, program.language, program.aligner, program.confusables)
    assert len(set(digests)) == 5
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in digests)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_finished_comes_before_what_the_input_raises(detector, workers):
    def pairs():
        yield (SPUN, SOURCE)
        yield (OTHER, SOURCE)
        raise RuntimeError("the database went away")

    results = detector.compare_many(pairs(), workers=workers)
    assert [next(results).label, next(results).label] == ["spun", "independent"]
    with pytest.raises(RuntimeError, match="went away"):
        next(results)


def test_what_no_process_can_be_sent_fails_as_it_does_here(detector):
    class Odd(str):
        """A text that does not pickle."""

        __slots__ = ()

        def __reduce__(self):
            raise TypeError("kept at home")

    pairs = [(lambda: 1, "x"), (OTHER, SOURCE), None, "ab", (OTHER,), (Odd(OTHER), SOURCE), (OTHER, SOURCE)]
    alone = list(detector.compare_many(pairs))
    sent = list(detector.compare_many(pairs, workers=2))
    assert [type(r).__name__ for r in alone[:2]] == ["FailedPair", "PairVerdict"]
    assert sent[:5] == alone[:5]
    assert (sent[5].index, sent[5].error) == (5, "cannot be sent to a process and back: kept at home")
    assert sent[6] == alone[6]


def test_a_fault_of_the_program_costs_one_pair(detector, monkeypatch):
    honest = detector.compare(OTHER, SOURCE)

    def compare(self, suspect, source):
        if suspect == "huge":
            raise MemoryError
        if suspect == "odd":
            raise ZeroDivisionError("by zero")
        return honest

    monkeypatch.setattr(spindetect.Detector, "compare", compare)
    results = list(detector.compare_many([("odd", ""), ("huge", ""), (OTHER, SOURCE)]))
    assert "ZeroDivisionError: by zero" in results[0].error
    assert "not enough memory" in results[1].error
    assert results[2] is honest


@pytest.mark.parametrize(
    "call",
    [
        lambda d: d.compare(None, "x"),
        lambda d: d.compare("x", b"bytes"),
        lambda d: d.compare(spindetect.Document(None, "n", "s"), "x"),
        lambda d: d.compare("a", "b", suspect_url=3),
        lambda d: d.compare("a", "b", retrieved=object()),
        lambda d: d.compare_many(None),
        lambda d: d.compare_many([], workers="2"),
        lambda d: d.compare_many([], workers=0),
        lambda d: d.compare_many([], workers=10**6),
        lambda d: d.compare_many([], workers=None),
        lambda _: spindetect.load(model=3),
        lambda _: spindetect.load(lexicon=b"x"),
        lambda _: spindetect.load(without="ppdb"),
        lambda _: spindetect.load(without=None),
        lambda _: spindetect.load(without=[3]),
        lambda _: spindetect.Document.from_text(None),
        lambda _: spindetect.Document.from_text(b"bytes"),
        lambda _: spindetect.read(3),
        lambda _: spindetect.read(None),
        lambda _: spindetect.read(["a"]),
    ],
)
def test_misuse_is_an_error_of_ours(detector, call):
    with pytest.raises(InputError, match="expected"):
        call(detector)


def test_names_of_files_may_be_bytes_or_paths(detector, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(OTHER)
    assert spindetect.read(bytes(path)) == spindetect.read(str(path)) == spindetect.read(path)
