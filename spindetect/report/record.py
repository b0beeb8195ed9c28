"""The record of a result: its schema, and reading it back.

How its form may change: a field may be added with a default of None, which says that the record does not
tell; it stays out of the schema's `required`, and its name goes to the list in the schema's test, so that
older records stay valid and read. Anything else is another version: raise the number in its `SCHEMA`, keep
the old schema file and its reader, and say it in the changelog.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from spindetect.errors import RecordError
from spindetect.evaluation.records import Evaluation
from spindetect.report.possible import impossible
from spindetect.text_verdict import TextVerdict, Unspun
from spindetect.verdict import PAIR_SCHEMA, PairVerdict

Record: TypeAlias = PairVerdict | TextVerdict | Unspun | Evaluation
Kind: TypeAlias = type[PairVerdict] | type[TextVerdict] | type[Unspun] | type[Evaluation]

KINDS: dict[str, Kind] = {kind.SCHEMA: kind for kind in (PairVerdict, TextVerdict, Unspun, Evaluation)}
_CHANGED = "the record was changed or damaged, or a later version wrote it"


def schema(of: str = PAIR_SCHEMA) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a stored result.

    Parameters
    ----------
    of : str
        What the result's field `schema` holds.

    Raises
    ------
    RecordError
        If there is no such schema.
    """
    if of not in KINDS:
        raise RecordError(f"there is no schema {of!r}", where="schema", hint=f"there are {', '.join(KINDS)}")
    _, name, version = of.split("/")
    path = Path(__file__).parent / f"{name}-{version}.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def read_record(data: bytes | str, *, where: str = "verdict") -> Record:
    """Read a stored verdict or restored text; its field `schema` says which it is.

    Raises
    ------
    RecordError
        If it is not JSON, not a result of a schema that this version has, or holds a number that cannot be.
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
        result = _kind(plain).from_dict(plain)
    except RecordError as error:
        place = error.where.removeprefix("verdict").removeprefix(".")
        inside = f"{where}, {place}" if place else where
        raise RecordError(error.problem, where=inside, hint=error.hint or _CHANGED) from error
    for problem in impossible(result):
        raise RecordError(problem, where=where, hint=_CHANGED)
    return result


def _kind(plain: Mapping[str, Any]) -> Kind:
    """Return which kind of result it is, or looks most like: that kind's reader says what is wrong."""
    schema = plain.get("schema")
    stem = schema.rpartition("/")[0] if isinstance(schema, str) else ""
    return next((kind for name, kind in KINDS.items() if name.rpartition("/")[0] == stem), PairVerdict)


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
