"""Comparing labelled pairs, and what comes of it."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

from spindetect.detector import Detector
from spindetect.errors import InputError, SpindetectError
from spindetect.evaluation import figures
from spindetect.evaluation.data import BadRow, LabelledData, LabelledPair
from spindetect.evaluation.intervals import Resamples
from spindetect.evaluation.labels import accepted
from spindetect.evaluation.outcomes import Known, Outcome, Outcomes
from spindetect.evaluation.records import DataRecord, Evaluation, Failure, Mistake, MistakenSwap
from spindetect.model import CLASSES
from spindetect.workers import MOST_WORKERS, map_in_order

WORST: Final = 20
"""Mistakes that are shown."""

MOST_FAILURES: Final = 100
"""Rows that could not be used of which it is kept why."""

_SWAPS: Final = 5  # of a mistake in the record; the page has all

Row = LabelledPair | BadRow


class Store(Protocol):
    """Where what was said of each pair is kept, as in `Results`."""

    def get(self, row: int, texts: str) -> Outcome | None:
        """Return what was said of a row with these texts, if it is known."""

    def add(self, row: int, texts: str, outcome: Outcome) -> None:
        """Keep what was said of a row."""


def evaluate(
    data: LabelledData | Iterable[Row],
    detector: Detector,
    *,
    results: Store | None = None,
    workers: int = 1,
    worst: int = WORST,
    failed: Callable[[Failure], None] | None = None,
    name: str = "",
    slices: tuple[str, ...] = (),
) -> Evaluation:
    """Compare every pair, and say how well the verdicts hold.

    Memory is bounded by what is kept of a pair: a few numbers, and the texts of the worst mistakes.

    Parameters
    ----------
    data : LabelledData or iterable
        Rows as `LabelledData` yields them.
    detector : Detector
    results : Results or another Store, optional
        Opened: what is there already is not compared again, and what is new is written.
    workers : int
        Processes to compare in.
    worst : int
        How many of the worst mistakes to keep.
    failed : callable, optional
        Told of each row that could not be used, when it is met.
    name, slices
        Of data that are no `LabelledData`: what they are called, and the columns of their slices.

    Raises
    ------
    InputError
        If no row could be used, the data cannot be read, or `workers` is no whole number from 1 to 256.
    """
    if not isinstance(workers, int) or not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"expected a whole number from 1 to {MOST_WORKERS}", where="workers")
    if isinstance(data, LabelledData):
        name, slices = name or data.name, slices or data.slices
    run = _Run(detector, results, worst, failed)
    run.go(data, workers)
    if not run.found:
        first = run.failures[0] if run.failures else None
        told = f"row {first.row}: {_sentence(first)}" if first else "it holds no rows"
        raise InputError(f"no row can be used; {told}", where=name, hint=first.hint if first else "")
    return run.evaluation(name, slices)


@dataclass(frozen=True, order=True)
class _Kept:
    """A mistake among the worst; the heap drops the least bad, and of equal ones the later row.

    A false accusation is worse than any other mistake.
    """

    is_accusation: bool
    improbable: float
    place: int
    pair: LabelledPair = field(compare=False)
    outcome: Outcome = field(compare=False)


class _Run:
    """What is collected on the way through the data."""

    def __init__(
        self,
        detector: Detector,
        results: Store | None,
        worst: int,
        failed: Callable[[Failure], None] | None,
    ) -> None:
        self._detector, self._results, self._most, self._failed = detector, results, worst, failed
        self.found: list[tuple[Known, Outcome]] = []
        self.failures: list[Failure] = []
        self._failed_rows = 0
        self._mistaken = 0
        self._worst: list[_Kept] = []
        self._waiting: deque[LabelledPair] = deque()
        self._digest: dict[int, bytes] = {}

    def go(self, data: Iterable[Row], workers: int) -> None:
        """Compare the usable pairs, but for those of which it is known what was said."""
        work = partial(_judge, self._detector)
        todo = self._todo(data)
        done = map(work, todo) if workers == 1 else map_in_order(work, todo, workers=workers, failed=_lost)
        for outcome in done:
            pair = self._waiting.popleft()
            if isinstance(outcome, Failure):
                self._note(outcome)
                continue
            if self._results is not None:
                self._results.add(pair.row, pair.digest(), outcome)
            self._take(pair, outcome)

    def _todo(self, data: Iterable[Row]) -> Iterator[LabelledPair]:
        for row in data:
            if isinstance(row, BadRow):
                self._note(Failure(row.row, row.error, row.where, row.hint))
                continue
            held = self._results.get(row.row, row.digest()) if self._results is not None else None
            if held is not None:
                self._take(row, held)
                continue
            self._waiting.append(row)
            yield row

    def _note(self, failure: Failure) -> None:
        self._failed_rows += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append(failure)
        if self._failed is not None:
            self._failed(failure)

    def _take(self, pair: LabelledPair, outcome: Outcome) -> None:
        """Keep what was said of a pair, and its texts if it is among the worst mistakes."""
        self.found.append((Known(pair.row, pair.id, pair.label, pair.group, pair.slices), outcome))
        self._digest[pair.row] = hashlib.sha256(pair.identity()).digest()
        if outcome.label in accepted(pair.label) or outcome.label == "insufficient":
            return
        self._mistaken += 1
        truth = _truth(pair.label, outcome)
        kept = _Kept(outcome.label == "spun", -truth, -pair.row, pair, outcome)
        if len(self._worst) < self._most:
            heapq.heappush(self._worst, kept)
        elif self._most:
            heapq.heappushpop(self._worst, kept)

    def evaluation(self, name: str, slices: tuple[str, ...]) -> Evaluation:
        """Return all figures."""
        self.found.sort(key=lambda item: item[0].row)
        outcomes = Outcomes.of(self.found)
        resamples = Resamples.of(outcomes.group)
        scores = figures.class_scores(outcomes)
        everything = outcomes.words >= 0
        digest = hashlib.sha256(b"".join(self._digest[row] for row in sorted(self._digest)))
        return Evaluation(
            data=DataRecord(
                name=name,
                sha256=digest.hexdigest(),
                pairs=len(outcomes),
                failed=self._failed_rows,
                groups=int(outcomes.group.max()) + 1,
                labels=dict(sorted(Counter(one.label for one in outcomes.known).items())),
                slices=slices,
            ),
            questions=figures.questions(outcomes, resamples),
            verdicts=figures.VERDICTS,
            confusion=figures.confusion(outcomes),
            right=resamples.rate(outcomes.right(), everything),
            classes=scores,
            macro_f1=figures.macro_f1(scores),
            slices=figures.slices(outcomes, slices, resamples),
            mistaken=self._mistaken,
            mistakes=tuple(self._mistake(kept) for kept in sorted(self._worst, reverse=True)),
            failures=tuple(self.failures),
            program=self._detector.program,
        )

    def _mistake(self, kept: _Kept) -> Mistake:
        """Compare a pair that was judged wrongly once more, for its evidence."""
        pair = kept.pair
        verdict = self._detector.compare(pair.suspect, pair.source)
        return Mistake(
            row=pair.row,
            id=pair.id,
            label=pair.label,
            said=verdict.label,
            truth=-kept.improbable,
            probabilities=verdict.probabilities,
            slices=pair.slices,
            reasons=verdict.reasons,
            swaps=tuple(
                MistakenSwap(swap.source.text, swap.suspect.text, swap.kind, swap.oddness)
                for swap in verdict.oddest(_SWAPS)
            ),
            verdict=verdict,
        )


def _truth(label: str, outcome: Outcome) -> float:
    allowed = accepted(label)
    return sum(p for c, p in zip(CLASSES, outcome.probabilities, strict=True) if c in allowed)


def _judge(detector: Detector, pair: LabelledPair) -> Outcome | Failure:
    try:
        verdict = detector.compare(pair.suspect, pair.source)
    except SpindetectError as error:
        return Failure(pair.row, error.problem, error.where, error.hint)
    except MemoryError:
        return Failure(pair.row, "not enough memory for these texts", "", "split them")
    except Exception as error:  # noqa: BLE001 - one bad row must not cost the others; its failure says it
        return Failure(pair.row, f"internal error: {type(error).__name__}: {error}", "", "report it")
    probabilities = tuple(getattr(verdict.probabilities, name) for name in CLASSES)
    return Outcome(verdict.label, probabilities, verdict.words_counted)


def _lost(pair: LabelledPair, reason: str) -> Outcome | Failure:
    return Failure(pair.row, reason, "", "compare it with one worker")


def _sentence(failure: Failure) -> str:
    return f"{failure.where}: {failure.error}" if failure.where else failure.error
