"""Frozen dataclasses to plain JSON values and back, checked on the way in.

One generic pair of functions, so that every record has the same form and the same errors.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable
from typing import Any, TypeVar

from spindetect.errors import RecordError

T = TypeVar("T")
_TOO_GREAT = 10**300  # beyond the floats; no count, offset or measured value of a record comes near
_UNLESS_NONE = "unless none"  # in a field's metadata: it is written unless it is None
_SCALARS = frozenset({str, int, float, bool, type(None)})


def to_plain(value: Any) -> Any:
    """Return `value` as dicts, lists and scalars; tuples become lists, dataclasses dicts."""
    kind: Any = type(value)
    # Scalars first: a record of a long text holds millions of them.
    if kind in _SCALARS:
        return value
    if kind is tuple or kind is list:
        return [item if type(item) in _SCALARS else to_plain(item) for item in value]
    if kind is dict:
        return {str(key): to_plain(item) for key, item in value.items()}
    plain = {name: to_plain(getattr(value, name)) for name in _names(kind)}
    for name in _unless_none(kind):
        if plain[name] is None:
            del plain[name]
    return plain


def unless_none(factory: Callable[[], None] | None = None) -> Any:
    """Return a dataclass field that is None by default, and is not written where it is None.

    For what few records have: those without it keep the form that they had before the field was there.

    Parameters
    ----------
    factory : callable, optional
        What gives the None, of a field that may be deferred.
    """
    metadata = {_UNLESS_NONE: True}
    if factory is None:
        return dataclasses.field(default=None, metadata=metadata)
    return dataclasses.field(default_factory=factory, metadata=metadata)


def from_plain(kind: type[T], data: Any, *, where: str = "record") -> T:
    """Build dataclass `kind` from plain values.

    Raises
    ------
    RecordError
        If a field is missing, unknown, or of another type; `where` names the path to it.
    """
    return typing.cast(T, _build(kind, data, where))


@functools.cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


@functools.cache
def _unless_none(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind) if f.metadata.get(_UNLESS_NONE))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, data: Any, where: str) -> Any:
    origin = typing.get_origin(kind)
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(typing.cast(type, kind), data, where)
    if origin is tuple:
        return _build_tuple(typing.get_args(kind), data, where)
    if origin in (types.UnionType, typing.Union):
        return _build_union(typing.get_args(kind), data, where)
    if origin is typing.Literal:
        return _check(data in typing.get_args(kind), data, where, f"one of {typing.get_args(kind)}")
    if kind is float:
        number = isinstance(data, (int, float)) and not isinstance(data, bool) and abs(data) < _TOO_GREAT
        return float(_check(number, data, where, "a number"))
    if kind is int:
        whole = isinstance(data, int) and not isinstance(data, bool) and abs(data) < _TOO_GREAT
        return _check(whole, data, where, "a whole number")
    if kind is Any:
        return data
    if origin is dict:
        return _build_dict(typing.get_args(kind)[1], data, where)
    return _check(isinstance(data, kind), data, where, f"a {kind.__name__}")


def _build_dataclass(kind: type, data: Any, where: str) -> Any:
    _check(isinstance(data, dict), data, where, f"an object ({kind.__name__})")
    required = {
        f.name
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    missing = sorted(required - data.keys())
    unknown = sorted(data.keys() - set(_names(kind)))
    if missing or unknown:
        words = [f"lacks {name!r}" for name in missing] + [f"has unknown {name!r}" for name in unknown]
        raise RecordError(f"{kind.__name__} {', '.join(words)}", where=where)
    hints = _hints(kind)
    return kind(**{name: _build(hints[name], item, f"{where}.{name}") for name, item in data.items()})


def _build_tuple(arguments: tuple[Any, ...], data: Any, where: str) -> tuple[Any, ...]:
    _check(isinstance(data, (list, tuple)), data, where, "a list")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_build(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(data))
    _check(len(data) == len(arguments), data, where, f"a list of {len(arguments)}")
    return tuple(
        _build(a, item, f"{where}[{i}]") for i, (a, item) in enumerate(zip(arguments, data, strict=True))
    )


def _build_union(arguments: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None and type(None) in arguments:
        return None
    (kind,) = [a for a in arguments if a is not type(None)]
    return _build(kind, data, where)


def _build_dict(kind: Any, data: Any, where: str) -> dict[str, Any]:
    _check(isinstance(data, dict), data, where, "an object")
    return {str(key): _build(kind, item, f"{where}.{key}") for key, item in data.items()}


def _check(fine: bool, data: Any, where: str, wanted: str) -> Any:
    if not fine:
        shown = repr(data)
        raise RecordError(f"expected {wanted}, found {shown[:60]}", where=where)
    return data
