"""What every result of the program can do: hold back fields, become JSON and come back, draw itself.

Drawing it is the work of `spindetect.report`, which stands above; the renderers are handed down by
`spindetect/__init__.py` so that records import nothing upward.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, cast

from spindetect.errors import InputError, RecordError
from spindetect.priors import check_share, odds_ratio
from spindetect.records import Decision, Reached, Scored
from spindetect.renderers import RENDERERS
from spindetect.serial import from_plain, to_plain

_LONE = re.compile("[\ud800-\udfff]")
_DEFERRED = "_deferred"  # where a result keeps what makes its fields


class Result:
    """Base of the frozen dataclasses that the program's verbs give.

    Attributes
    ----------
    KIND : str
        Which drawings are its own.
    SCHEMA : str
        What its field `schema` holds.
    COMMAND : str
        The command whose `--json` writes it, for messages.
    """

    KIND: ClassVar[Literal["pair", "text", "unspun", "evaluation", "scan"]]
    SCHEMA: ClassVar[str]
    COMMAND: ClassVar[str]

    @classmethod
    def deferring(cls, deferred: Mapping[str, Callable[[], Any]], **given: object) -> Self:
        """Return a result some of whose fields are made when they are first read.

        A scan reads the label of a million documents and the evidence of a few; the hundreds of records
        behind an article cost as much as judging it. The result is as frozen as any: what is made once
        stays, and pickling, copying and comparing read every field.

        Parameters
        ----------
        deferred : mapping of str to callable
            For each field that is left out of `given`, what makes it. One that has a default has a
            `default_factory`: a plain default stands in the class, where it would be found before.
        **given
            The other fields.
        """
        result = object.__new__(cls)
        defaults = {k: v for k, v in _defaults(cast(Any, cls)).items() if k not in deferred}
        vars(result).update({**defaults, **given, _DEFERRED: deferred})
        return result

    def _with(self, deferred: Mapping[str, Callable[[], Any]] | None = None, **changes: object) -> Self:
        """Return the result with other fields; what was not read yet is still made when it is first read."""
        result = object.__new__(type(self))
        held = dict(vars(self))
        for name in deferred or ():
            held.pop(name, None)
        both = {**held.get(_DEFERRED, {}), **(deferred or {})}
        vars(result).update({**held, **changes, _DEFERRED: both})
        return result

    if not TYPE_CHECKING:  # a type checker would take any misspelt name for a field

        def __getattr__(self, name: str) -> object:
            # Asked only for what is not there. Two threads may both make a field: both make the same.
            held = vars(self)
            make = held.get(_DEFERRED, {}).get(name)
            if make is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            held[name] = make()
            return held[name]

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(cast(Any, self))}

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the result as a JSON object; equal results give equal text, which UTF-8 can write."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
        try:
            text.encode()
        except UnicodeEncodeError:  # the name of a file that is not UTF-8, or an address that was given
            text = _LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
        return text

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave.

        Raises
        ------
        RecordError
            If the schema is another one, or a field is missing, unknown or of another type.
        """
        schema = data.get("schema") if isinstance(data, Mapping) else None
        if schema != cls.SCHEMA:
            is_other = isinstance(schema, str) and schema.startswith("spindetect/")
            raise RecordError(
                f"expected schema {cls.SCHEMA!r}, found {repr(schema)[:60]}",
                where="verdict",
                hint="read it with the version of spindetect that wrote it"
                if is_other
                else f"give a file that `spindetect {cls.COMMAND} --json` wrote",
            )
        return from_plain(cls, dict(data), where="verdict")

    def to_text(self, *, width: int = 100) -> str:
        """Return the result for a terminal, without colour."""
        return RENDERERS["text"](self, width=width)

    def to_html(self) -> str:
        """Return one self-contained page that shows the evidence on the text."""
        return RENDERERS["html"](self)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return RENDERERS["notebook"](self)


class Verdict(Result):
    """A result that says something of an author, and so has a statement, and a prior that it rests on.

    Attributes
    ----------
    prior : float, optional
        The share of spun documents that its probabilities assume; None where the model did not say.
    scored : Scored, optional
        What the model gave at its own share; None where that is what the verdict says.
    false_alarms : tuple of Reached, optional
        How many held-out innocent documents of each kind scored as high; None where the model's file does
        not hold their scores, so that nothing was measured.
    decision : Decision, optional
        What a policy said, where one was asked.
    """

    prior: float | None
    scored: Scored | None
    false_alarms: tuple[Reached, ...] | None
    decision: Decision | None

    def _odds_ratio(self, share: float) -> float:
        """Return by what the odds of "spun" move where the probabilities are to assume another share."""
        if self.prior is None:
            raise InputError(
                "the model that gave this verdict does not say what share of spun documents it assumed",
                where="prior",
                hint="score again with a model that does",
            )
        return odds_ratio(self.prior, check_share(share))

    def statement(self, *, full: bool = False) -> str:
        """Return the finding in plain sentences, within 500 characters unless `full`."""
        return RENDERERS["statement"](self, full=full)


def none() -> None:
    """Return None: the `default_factory` of a field that may be deferred."""


@functools.cache
def _defaults(kind: type[Result]) -> dict[str, Any]:
    plain = {f.name: f.default for f in fields(cast(Any, kind)) if f.default is not MISSING}
    return plain | {f.name: None for f in fields(cast(Any, kind)) if f.default_factory is none}
