"""Calls as a user writes them: `make check` type-checks them, `test_docs.py` executes them.

Whoever breaks one of these breaks somebody's program: it belongs in the changelog then.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, assert_type

import spindetect
from spindetect import (
    Detector,
    Document,
    FailedPair,
    FailedText,
    PairVerdict,
    SpindetectError,
    Substitution,
    Suspicion,
    TextVerdict,
    Unspun,
)
from spindetect.align import align_tokens
from spindetect.evaluation import Evaluation, LabelledData, evaluate
from spindetect.records import Alignment, Operation, Relation

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def compare_two_files(folder: Path) -> PairVerdict:
    """Read two files and compare them; keep the record and the page."""
    detector = spindetect.load()
    suspect = spindetect.read(SAMPLES / "news-report" / "spun.txt")
    source = spindetect.read(str(SAMPLES / "news-report" / "source.txt"))
    assert_type(detector, Detector)
    assert_type(suspect, Document)
    verdict = detector.compare(
        suspect,
        source,
        suspect_url="https://copy.example/ferry",
        source_url="https://paper.example/ferry",
        retrieved="2026-03-01",
    )
    (folder / "verdict.json").write_text(verdict.to_json(indent=1), encoding="utf-8")
    (folder / "verdict.html").write_text(verdict.to_html(), encoding="utf-8")
    return verdict


def read_what_it_says(verdict: PairVerdict) -> str:
    """Use the fields that a moderator's tool would use."""
    assert_type(verdict.probability, float)
    assert_type(verdict.p_copied, float)
    assert_type(verdict.copied_share, float)
    assert_type(verdict.reasons, tuple[str, ...])
    lines = [f"{verdict.label}: P(spun) = {verdict.probability:.2f}", *verdict.reasons]
    for swap in verdict.oddest(3):
        assert_type(swap, Substitution)
        assert_type(swap.relation, Relation)
        lines.append(
            f"{swap.source.text} -> {swap.suspect.text} ({swap.kind}, {swap.oddness:.2f}): {swap.reason}"
        )
    for passage in verdict.passages:
        lines.append(
            f"{passage.words} words from {passage.suspect_start} to {passage.suspect_end}: {passage.label}"
        )
    lines += [f"{m.count} x {m.kind} in the {m.side}" for m in verdict.manipulations]
    lines += [named.name for named in verdict.named_sources]
    return "\n".join(lines)


def keep_and_read_back(folder: Path) -> PairVerdict:
    """A record written today is a verdict again tomorrow."""
    data: dict[str, Any] = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    return PairVerdict.from_dict(data)


def say_it_in_sentences(verdict: PairVerdict) -> tuple[str, str, str]:
    """The short statement, the full one, and the text for a terminal of 80 columns."""
    return verdict.statement(), verdict.statement(full=True), verdict.to_text(width=80)


def compare_with_several(suspect: str, sources: list[str], release: str) -> list[str]:
    """Which passage comes from which source, and what the release explains as well."""
    verdict = spindetect.load().compare(suspect, sources, background=[release])
    told = [f"source {(p.of_source or 0) + 1}: {p.words} words, {p.label}" for p in verdict.passages]
    for text in verdict.background or ():
        assert_type(text.words, int)
        told.append(f"{text.text.name}: {text.words} words left out")
    return told


def compare_a_stream(texts: Iterator[tuple[str, str]]) -> list[str]:
    """A bad pair is a row, not an end."""
    found: list[str] = []
    for result in spindetect.load().compare_many(texts):
        if isinstance(result, FailedPair):
            found.append(f"pair {result.index}: {result.error}")
        else:
            found.append(result.label)
    return found


def leave_a_dictionary_out() -> Relation:
    """What the lexicon says without one of its sources."""
    detector = spindetect.load(without=["ppdb"])
    return detector.lexicon.relation("boat", "vessel")


def catch_what_is_wrong(path: Path) -> str:
    """Every error that spindetect raises on purpose is a SpindetectError."""
    try:
        spindetect.read(path)
    except SpindetectError as error:
        return f"{error.where}: {error.problem} ({error.hint})"
    return "read"


def align_your_own_tokens() -> list[str]:
    """Align two sequences of strings and replay the operations."""
    source = ["the", "old", "boat", "left", "the", "port"]
    suspect = ["the", "aged", "vessel", "left", "the", "harbour"]
    alignment = align_tokens(source=source, suspect=suspect)
    assert_type(alignment, Alignment)
    assert_type(alignment.operations, tuple[Operation, ...])
    assert_type(alignment.links, tuple[tuple[int, int], ...])
    return alignment.replay(source)


def send_it_to_a_worker() -> Detector:
    """A detector travels as a few kilobytes and opens its tables again."""
    detector: Detector = pickle.loads(pickle.dumps(spindetect.load()))
    return detector


def score_a_text(text: str) -> tuple[TextVerdict, list[str]]:
    """Which words of a text without a source do not belong, and what may have stood there."""
    verdict = spindetect.load().score(text, url="https://example.org/page")
    assert_type(verdict, TextVerdict)
    found: list[str] = []
    for mark in verdict.most_suspicious(3):
        assert_type(mark, Suspicion)
        offered = ", ".join(suggestion.text for suggestion in mark.suggestions)
        found.append(f"{mark.span.text} ({mark.probability:.2f}): {offered}")
    return verdict, found


def score_a_stream(texts: Iterable[str]) -> list[str]:
    """A bad text is a row, not an end."""
    found: list[str] = []
    for result in spindetect.load().score_many(texts):
        found.append(result.error if isinstance(result, FailedText) else result.label)
    return found


def find_the_source(text: str) -> tuple[str, ...]:
    """What to search for."""
    unspun = spindetect.load().unspin(text)
    assert_type(unspun, Unspun)
    return unspun.queries


def bring_lists_of_your_own(folder: Path, text: str) -> str | None:
    """Known phrases and house terms, from files."""
    phrases, terms = folder / "phrases.csv", folder / "terms.txt"
    phrases.write_text("tortured,expected\nbrand new schedule,new timetable\n", encoding="utf-8")
    terms.write_text("Northsound Lines\n", encoding="utf-8")
    verdict = spindetect.load(phrases=phrases, allow=terms).score(text)
    listed = [mark for mark in verdict.suspicions if mark.origin == "listed"]
    return listed[0].suggestions[0].text if listed else None


def measure_on_your_own_pairs(pairs: Path, page: Path) -> float | None:
    """How often honest pairs of one's own are called spun."""
    evaluation = evaluate(LabelledData(pairs), spindetect.load())
    assert_type(evaluation, Evaluation)
    page.write_text(evaluation.to_html(), encoding="utf-8")
    question = evaluation.question("spun")
    return question.accused.value if question is not None else None


def features_for_your_own_pipeline(pairs: list[tuple[str, str]]) -> list[str]:
    """The program's features and classifier among scikit-learn's."""
    from sklearn.pipeline import make_pipeline

    from spindetect.training import PairFeatures, SpinClassifier

    classifier = SpinClassifier.from_model(spindetect.load().model)
    return [str(label) for label in make_pipeline(PairFeatures(), classifier).predict(pairs)]
