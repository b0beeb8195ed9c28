"""The record of a verdict: its schema, and reading it back.

How its form may change: a field may be added with a default of None, which says that the record does not
tell; it stays out of the schema's `required`, and its name goes to the list in the schema's test, so that
older records stay valid and read. Anything else is another version: raise the number in `PAIR_SCHEMA`, keep
the old schema file and its reader, and say it in the changelog.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from spindetect.errors import RecordError
from spindetect.verdict import PairVerdict

SHARES = ("probability", "p_copied", "copied_share", "unchanged_share", "swapped_share", "direction")
COUNTS = ("longest_run_words", "words_counted", "words_left_out")

_CHANGED = "the record was changed or damaged, or a later version wrote it"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a stored verdict."""
    path = Path(__file__).parent / "pair-verdict-1.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def read_record(data: bytes | str, *, where: str = "verdict") -> PairVerdict:
    """Read a stored verdict.

    Raises
    ------
    RecordError
        If it is not JSON, not a verdict of this schema, or holds a number that cannot be.
    """
    try:
        plain = strict_json(data)
    except (ValueError, RecursionError) as error:
        raise RecordError(
            f"is not JSON ({error})", where=where, hint="give a file that `spindetect compare --json` wrote"
        ) from error
    if not isinstance(plain, Mapping):
        raise RecordError(
            "is not a JSON object", where=where, hint="give one verdict, not a list or a line of several"
        )
    try:
        verdict = PairVerdict.from_dict(plain)
    except RecordError as error:
        place = error.where.removeprefix("verdict").removeprefix(".")
        inside = f"{where}, {place}" if place else where
        raise RecordError(error.problem, where=inside, hint=error.hint or _CHANGED) from error
    for problem in _impossible(verdict):
        raise RecordError(problem, where=where, hint=_CHANGED)
    return verdict


def strict_json(data: bytes | str) -> object:
    """Parse JSON that every reader understands alike.

    Raises
    ------
    ValueError
        If it is not JSON, holds a number beyond the floats, or an object has a name twice, of which other
        readers may take the other.
    RecursionError
        If it is nested too deep.
    """
    return json.loads(
        data, parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_without_doubles
    )


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits[:40]} is too great a number")
    return number


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has {double[:40]!r} twice")
    return found


def _impossible(verdict: PairVerdict) -> Iterator[str]:
    """Yield what no comparison could have said: drawing may rely on the rest."""
    shares = {name: getattr(verdict, name) for name in SHARES}
    shares |= {
        f"probabilities.{f.name}": getattr(verdict.probabilities, f.name)
        for f in fields(verdict.probabilities)
    }
    shares |= {f"substitutions[{n}].oddness": swap.oddness for n, swap in enumerate(verdict.substitutions)}
    for n, passage in enumerate(verdict.passages):
        shares |= {
            f"passages[{n}].{name}": getattr(passage, name)
            for name in ("unchanged_share", "swapped_share", "probability")
        }
    yield from (
        f"{name} is {value}, not between 0 and 1" for name, value in shares.items() if not 0 <= value <= 1
    )
    counts = {name: getattr(verdict, name) for name in COUNTS}
    yield from (f"{name} is {value}, below 0" for name, value in counts.items() if value < 0)
    spans = [span for swap in verdict.substitutions for span in (swap.source, swap.suspect)]
    spans += [named.span for named in verdict.named_sources]
    ranges = [(span.start, span.end) for span in spans]
    ranges += [(zone.start, zone.end) for zone in verdict.left_out]
    ranges += [span for swap in verdict.substitutions for span in (swap.source_token, swap.suspect_token)]
    yield from (f"a span from {start} to {end}" for start, end in ranges if not 0 <= start <= end)
    if not all(math.isfinite(x) for e in verdict.evidence for x in (e.value, e.reference, e.effect)):
        yield "a feature of the evidence is not a finite number"
