"""PairVerdict: what `compare` says, with all its evidence.

Drawing it is the work of `spindetect.report`, which stands above; the renderers are handed down by
`spindetect/__init__.py` so that records import nothing upward.
"""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from spindetect.errors import RecordError
from spindetect.records import (
    Manipulation,
    NamedSource,
    Operation,
    ProgramRecord,
    Substitution,
    TextRecord,
    Zone,
)
from spindetect.renderers import RENDERERS
from spindetect.serial import from_plain, to_plain

PairLabel = Literal["spun", "verbatim", "paraphrased", "edited", "independent", "insufficient"]
PAIR_SCHEMA = "spindetect/pair-verdict/1"

_LONE = re.compile("[\ud800-\udfff]")
_DEFERRED = "_deferred"  # where a verdict keeps what makes its fields


@dataclass(frozen=True, slots=True)
class ClassProbabilities:
    """P(class) for the five classes of a pair; they add up to 1."""

    spun: float
    verbatim: float
    paraphrased: float
    edited: float
    independent: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature and what it did to P(spun).

    Attributes
    ----------
    value, reference : float
        The feature here, and its value in a typical honest pair.
    effect : float
        P(spun) here minus P(spun) with this feature set to its reference: positive speaks for spun.
    sentence : str
        The same for a reader, with numbers.
    """

    feature: str
    value: float
    reference: float
    unit: str
    effect: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the suspect and the part of the source that it comes from."""

    suspect_start: int
    suspect_end: int
    source_start: int
    source_end: int
    words: int
    unchanged_share: float
    swapped_share: float
    label: PairLabel
    probability: float


@dataclass(frozen=True)
class PairVerdict:
    """The verdict of `compare`, as the design's "What a verdict says" has it.

    Attributes
    ----------
    probability : float
        P(spun).
    p_copied : float
        1 - P(independent).
    copied_share : float
        Share of the suspect's own counted words that stand in the source,
        `unchanged_share + swapped_share`.
    longest_run_words : int
        Words of the longest unchanged run.
    direction : float
        P(the suspect was made from the source), near 0.5 where nothing tells.
    reasons : tuple of str
        Three to six sentences with numbers.
    evidence : tuple of Evidence
        The features behind the reasons, strongest effect first.
    """

    label: PairLabel
    probability: float
    probabilities: ClassProbabilities
    p_copied: float
    copied_share: float
    unchanged_share: float
    swapped_share: float
    longest_run_words: int
    words_counted: int
    words_left_out: int
    direction: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    substitutions: tuple[Substitution, ...]
    passages: tuple[Passage, ...]
    manipulations: tuple[Manipulation, ...]
    left_out: tuple[Zone, ...]
    named_sources: tuple[NamedSource, ...]
    notes: tuple[str, ...]
    operations: tuple[Operation, ...]
    suspect: TextRecord
    source: TextRecord
    program: ProgramRecord
    retrieved: str | None = None
    schema: str = PAIR_SCHEMA

    @classmethod
    def deferring(cls, deferred: Mapping[str, Callable[[], Any]], **given: object) -> PairVerdict:
        """Return a verdict some of whose fields are made when they are first read.

        A scan reads the label of a million pairs and the evidence of a few; the hundreds of records behind
        an article cost as much as comparing it. The verdict is as frozen as any: what is made once stays,
        and pickling, copying and comparing read every field.

        Parameters
        ----------
        deferred : mapping of str to callable
            For each field that is left out of `given`, what makes it.
        **given
            The other fields.
        """
        verdict = object.__new__(cls)
        vars(verdict).update({**_DEFAULTS, **given, _DEFERRED: deferred})
        return verdict

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
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def oddest(self, n: int = 10) -> tuple[Substitution, ...]:
        """Return the `n` oddest substitutions, oddest first, ties in the suspect's order."""
        ranked = heapq.nsmallest(n, self.substitutions, key=lambda s: (-s.oddness, s.suspect.start))
        return tuple(ranked)

    def without_texts(self) -> PairVerdict:
        """Return the verdict with digests in place of the texts.

        The words of the swaps, of the manipulations and of a named source stay: they are the evidence.
        The operations keep their ranges and lose their words, so that they can be checked beside the
        files.
        """
        return replace(
            self,
            suspect=replace(self.suspect, text=None),
            source=replace(self.source, text=None),
            operations=tuple(map(_without_words, self.operations)),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the verdict as a JSON object; equal verdicts give equal text, which UTF-8 can write."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
        try:
            text.encode()
        except UnicodeEncodeError:  # the name of a file that is not UTF-8, or an address that was given
            text = _LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
        return text

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PairVerdict:
        """Read back what `to_dict` gave.

        Raises
        ------
        RecordError
            If the schema is another one, or a field is missing, unknown or of another type.
        """
        schema = data.get("schema") if isinstance(data, Mapping) else None
        if schema != PAIR_SCHEMA:
            is_other = isinstance(schema, str) and schema.startswith("spindetect/")
            raise RecordError(
                f"expected schema {PAIR_SCHEMA!r}, found {repr(schema)[:60]}",
                where="verdict",
                hint="read it with the version of spindetect that wrote it"
                if is_other
                else "give a file that `spindetect compare --json` wrote",
            )
        return from_plain(cls, dict(data), where="verdict")

    def to_text(self, *, width: int = 100) -> str:
        """Return the verdict for a terminal, without colour."""
        return RENDERERS["text"](self, width=width)

    def to_html(self) -> str:
        """Return one self-contained page: both texts side by side, swaps marked and explained."""
        return RENDERERS["html"](self)

    def statement(self, *, full: bool = False) -> str:
        """Return the finding in plain sentences, within 500 characters unless `full`."""
        return RENDERERS["statement"](self, full=full)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return RENDERERS["notebook"](self)


_DEFAULTS = {f.name: f.default for f in fields(PairVerdict) if f.default is not MISSING}


def _without_words(op: Operation) -> Operation:
    return replace(op, text=("",) * len(op.text), written=tuple((offset, "") for offset, _ in op.written))
