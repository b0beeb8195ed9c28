"""Measuring a policy: every honest document scored once, kept in a row, and limits drawn from all of them."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from spindetect.cli import rows
from spindetect.cli.files import write
from spindetect.cli.honest import Honest, Scores
from spindetect.cli.inputs import STDIN
from spindetect.cli.inputs import opened as opened_file
from spindetect.cli.many import Words, failing, lines_of, progress
from spindetect.cli.policies import opened as opened_policy
from spindetect.cli.rows import Row
from spindetect.cli.streams import say
from spindetect.cli.texts import Texts
from spindetect.errors import InputError
from spindetect.numbers import count, number, to_scale
from spindetect.numbers import rate as percent
from spindetect.policy import Limit, Limits, PairRules, Policy, TextRules, check_enough, measured_limit
from spindetect.records import FailedPair, FailedText, ProgramRecord
from spindetect.text import Document
from spindetect.text.readers import KINDS
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

_SHOWN = 5  # of the highest scores: those that a person should look at again


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured, and what the policy is to be.

    Attributes
    ----------
    rate : float
        Of honest documents, the greatest share that may be flagged.
    review : float, optional
        The same for those a person looks at.
    by : {'spun', 'copied'}
        Which probability has the limit.
    name : str
    base : str, optional
        A policy whose other rules are kept.
    """

    rate: float
    review: float | None
    by: Literal["spun", "copied"]
    name: str
    base: str | None = None


class Detects(Protocol):
    """What is needed of a detector."""

    @property
    def program(self) -> ProgramRecord:
        """What compares pairs."""

    def score(self, text: str) -> TextVerdict:
        """Score a text."""

    def score_many(
        self, texts: Iterable[Document], *, workers: int = 1
    ) -> Iterator[TextVerdict | FailedText]:
        """Score texts, in order."""

    def compare_many(
        self, pairs: Iterable[tuple[Document, Document]], *, workers: int = 1
    ) -> Iterator[PairVerdict | FailedPair]:
        """Compare pairs, in order."""


def calibrate(
    given: Sequence[str] | str,
    asked: Asked,
    *,
    out: Path,
    scores: Path,
    lists: Mapping[str, Path],
    stdin_as: str = "txt",
    workers: int = 1,
    quiet: bool = False,
) -> Policy:
    """Score honest documents, and write the policy that they allow.

    Parameters
    ----------
    given : sequence of str, or str
        Texts as `score` takes them, or the file of pairs.
    out, scores : Path
        The policy, and a row for each document; what is in `scores` already is not scored again.

    Raises
    ------
    InputError
        If the rate cannot be supported by so many documents, or none could be read.
    """
    from spindetect.cli.scorer import opened

    is_pairs = isinstance(given, str)
    noun = "pairs" if is_pairs else "texts"
    base = None if asked.base is None else opened_policy(asked.base)
    texts = None if isinstance(given, str) else Texts(given, stdin_as, out)
    most = _most_pairs(given) if isinstance(given, str) else _most_texts(given, texts)
    if most is not None:  # refused now, and not after hours of scoring
        check_enough(most, asked.rate, what=f"honest {noun}")
    detector = cast(Detects, opened(lists))
    program = detector.program if is_pairs else detector.score("").program
    honest = _pairs(given, out) if isinstance(given, str) else _texts(texts or ())
    words = Words(noun[:-1], noun, "score", "scored", "scoring honest")
    with Scores.opened(scores, program) as kept, progress(honest, words, lambda: most, quiet=quiet) as shown:
        score = partial(_compared if is_pairs else _scored, detector, workers=workers)
        try:
            tally = Tally.of(each_scored(shown, kept, score), asked.by)
        except BaseException:
            say(
                f"spindetect: {count(kept.written, 'score')} kept in {scores}; the same command goes on there"
            )
            raise
    policy = made(tally, asked, program, base, is_pairs=is_pairs)
    write(out, policy.to_json())
    if not quiet:
        for line in tally.report(policy, asked, noun):
            say(line)
        say(f"spindetect: wrote the policy {out}; each score is in {scores}")
    return policy


def made(
    tally: Tally, asked: Asked, program: ProgramRecord, base: Policy | None, *, is_pairs: bool
) -> Policy:
    """Return the policy that the scores allow.

    Raises
    ------
    InputError
        If they cannot support a rate.
    """
    what = "honest pairs" if is_pairs else "honest texts"
    if not tally.scores:
        raise InputError(f"none of the {what} could be scored", where="calibrate", hint="each row says why")
    values = list(tally.scores.values())
    flag = measured_limit(values, asked.rate, what=what)
    review = None if asked.review is None else measured_limit(values, asked.review, what=what)
    # Equal limits would say of one score that it is flagged and looked at.
    limits = Limits(flag, None if review is None or _at(review) >= _at(flag) else review)
    start = base or Policy(asked.name, None, None)
    note = f"Measured on {number(len(values))} {what} with spindetect {program.version}."
    named = replace(start, name=asked.name, note=" ".join(part for part in (start.note, note) if part))
    if is_pairs:
        pair = start.pair or PairRules()
        _check_same(pair.program, program)
        rules = replace(pair, spun=limits) if asked.by == "spun" else replace(pair, copied=limits)
        return replace(named, pair=replace(rules, program=program))
    return replace(named, text=replace(start.text or TextRules(), spun=limits, program=program))


def _check_same(measured: ProgramRecord | None, program: ProgramRecord) -> None:
    """Raise InputError if a kept limit was measured with another program than the new one."""
    if measured is not None and measured != program:
        raise InputError(
            "has a limit for pairs that was measured with another program",
            where="--base",
            hint="measure both limits with one program",
        )


def _at(limit: Limit) -> float:
    return limit.at or 0.0


@dataclass(slots=True)
class Tally:
    """The scores of honest documents, each text once, and what was not counted and why."""

    scores: dict[str, float]
    places: dict[str, str]
    twice: int = 0
    too_little: int = 0
    failed: int = 0

    @classmethod
    def of(cls, found: Iterable[Row], by: str) -> Tally:
        """Count rows as they come."""
        tally = cls({}, {})
        for row in found:
            if "error" in row:
                tally.failed += 1
            elif row["label"] == "insufficient":
                tally.too_little += 1
            elif row["key"] in tally.scores:
                tally.twice += 1
            else:
                tally.scores[row["key"]] = row[by]
                tally.places[row["key"]] = _place(row)
        return tally

    def report(self, policy: Policy, asked: Asked, noun: str) -> Iterator[str]:
        """Yield what was measured, a line each."""
        left = {
            "with too little to say": self.too_little,
            "given twice": self.twice,
            "that could not be read": self.failed,
        }
        told = ", ".join(f"{number(n)} {why}" for why, n in left.items() if n)
        yield f"{count(len(self.scores), f'honest {noun[:-1]}')}{f' (left out: {told})' if told else ''}"
        rules = policy.pair if noun == "pairs" else policy.text
        limits = getattr(rules, asked.by)
        for action, limit in (("flag", limits.flag), ("review", limits.review)):
            if limit is not None and limit.measured is not None:
                measured = limit.measured
                yield (
                    f"{action:<6} {limit.words(asked.by)}: {number(measured.reached)} of "
                    f"{number(measured.documents)} reach it, at most {percent(measured.upper)} of such "
                    f"{noun} with 95 % confidence"
                )
        yield f"the highest P({asked.by}) among them, worth a second look:"
        ranked = sorted(self.scores, key=lambda key: (-self.scores[key], self.places[key]))
        for key in ranked[:_SHOWN]:
            yield f"  {to_scale(self.scores[key]):<8} {self.places[key]}"


def _place(row: Row) -> str:
    where = "standard input" if row["file"] == STDIN else str(row["file"])
    named = row["id"] if row["id"] not in (None, "") else None
    return where if row["line"] is None else f"{where}, {named or 'line ' + str(row['line'])}"


def each_scored(
    honest: Iterable[Honest], kept: Scores, score: Callable[[Iterator[Honest]], Iterator[Row]]
) -> Iterator[Row]:
    """Yield each document's row in order, those that are known without scoring them again."""
    waiting: deque[tuple[Honest, Row | None]] = deque()

    def unknown() -> Iterator[Honest]:
        for one in honest:
            known = one.row if one.texts is None else kept.known(one)
            waiting.append((one, known))
            if known is None:
                yield one

    def known_rows() -> Iterator[Row]:
        while waiting and waiting[0][1] is not None:
            one, row = waiting.popleft()
            if one.texts is None:
                kept.add(one.row)
            yield row or {}

    for facts in score(unknown()):
        yield from known_rows()
        one, _ = waiting.popleft()
        row = one.row | {"key": one.key} | facts
        kept.add(row)
        yield row
    yield from known_rows()


def _scored(detector: Detects, honest: Iterator[Honest], *, workers: int) -> Iterator[Row]:
    texts = (one.texts[0] for one in honest if one.texts)
    yield from map(_facts, detector.score_many(texts, workers=workers))


def _compared(detector: Detects, honest: Iterator[Honest], *, workers: int) -> Iterator[Row]:
    pairs = ((one.texts[0], one.texts[1]) for one in honest if one.texts)
    yield from map(_facts, detector.compare_many(pairs, workers=workers))


def _facts(found: PairVerdict | TextVerdict | FailedPair | FailedText) -> Row:
    """Return what is kept of a verdict: its scores as the model gives them."""
    if isinstance(found, (FailedPair, FailedText)):
        return {"error": found.error, "where": found.where, "hint": found.hint}
    row = {"label": found.label, "words": found.words_counted, "spun": found.probability}
    return row | ({"copied": found.p_copied} if isinstance(found, PairVerdict) else {})


def _texts(texts: Iterable[Any]) -> Iterator[Honest]:
    for entry in texts:
        yield Honest(entry.row, None if entry.text is None else (entry.text,))


def _pairs(path: str, out: Path) -> Iterator[Honest]:
    """Yield the pairs of a file of JSON lines, as `compare --pairs` reads them."""
    home = Path.cwd() if path == STDIN else Path(path).parent
    with opened_file(path, "a JSONL file") as stream:
        numbered = ((line, data) for line, data in enumerate(rows.lines(stream, path), 1) if data.strip())
        for number_, (line, data) in enumerate(numbered, 1):
            row: Row = {"row": number_, "id": None, "file": path, "line": line}
            texts = None
            with failing(row, "these texts"):
                given = rows.parsed(data)
                row["id"] = rows.identity(given)
                texts = tuple(
                    Document.from_text(text) if isinstance(text, str) else text
                    for text in rows.texts(given, home, out)
                )
            yield Honest(row, texts)


def _most_pairs(path: str) -> int | None:
    return lines_of(path)


def _most_texts(paths: Sequence[str], texts: Texts | None) -> int | None:
    """Return how many texts there are at most, or None where only reading them tells."""
    total = 0
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            total += sum(_counted_below(path).values())
        else:
            one = Texts([path], texts.stdin_as if texts else "txt").count()
            if one is None:
                return None
            total += one
    return total


def _counted_below(folder: str) -> Counter[str]:
    """Return how many texts of each kind stand below a folder."""
    found: Counter[str] = Counter()
    for _, _, names in os.walk(folder):
        found.update(ending for name in names if (ending := Path(name).suffix.lower()) in KINDS)
    return found
