"""What a decision looks at: the few fields of a verdict that any form of it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from spindetect.errors import InputError, RecordError
from spindetect.priors import moved, odds_ratio
from spindetect.records import ProgramRecord, Reached, Scored
from spindetect.serial import from_plain
from spindetect.text_verdict import TEXT_SCHEMA, TextVerdict
from spindetect.verdict import PAIR_SCHEMA, PairVerdict

Kind = Literal["pair", "text"]
_KINDS: dict[object, Kind] = {PAIR_SCHEMA: "pair", TEXT_SCHEMA: "text"}


@dataclass(frozen=True, slots=True)
class Seen:
    """The fields of a verdict that a decision rests on; `schema` says which kind it is."""

    label: str
    probability: float
    program: ProgramRecord
    schema: str
    p_copied: float | None = None
    prior: float | None = None
    scored: Scored | None = None
    false_alarms: tuple[Reached, ...] | None = None

    @classmethod
    def of(cls, verdict: PairVerdict | TextVerdict | Mapping[str, Any] | str | bytes) -> Seen:
        """Take them from a verdict, from what its `to_dict` gave, or from its JSON.

        Raises
        ------
        RecordError
            If it is no stored verdict.
        InputError
            If it is something else.
        """
        if isinstance(verdict, (PairVerdict, TextVerdict)):
            given: dict[str, Any] = {f.name: getattr(verdict, f.name, None) for f in fields(cls)}
            return cls(**given)
        if isinstance(verdict, (str, bytes)):
            try:
                verdict = json.loads(verdict)
            except (ValueError, RecursionError) as error:
                raise RecordError(f"is not JSON: {error}", where="verdict") from error
        if not isinstance(verdict, Mapping):
            raise InputError(f"expected a verdict, found {type(verdict).__name__}", where="verdict")
        if verdict.get("schema") not in _KINDS:
            raise RecordError(
                f"expected a verdict of a pair or text, found schema {verdict.get('schema')!r:.60}",
                where="verdict",
                hint="give what `spindetect compare --json` or `score --json` wrote",
            )
        known = {f.name: verdict[f.name] for f in fields(cls) if f.name in verdict}
        return from_plain(cls, known, where="verdict")

    @property
    def kind(self) -> Kind:
        """Whether it is of a pair or of a text."""
        return _KINDS[self.schema]

    @property
    def noun(self) -> str:
        """What documents of its kind are called."""
        return "pairs" if self.kind == "pair" else "texts"

    @property
    def assumed(self) -> float | None:
        """The share of spun documents that the model itself assumed, if it says so."""
        return self.scored.prior if self.scored else self.prior

    def chances(self, prior: float | None) -> dict[str, float]:
        """Return P(spun), and of a pair P(copied), where a share of documents is spun.

        Parameters
        ----------
        prior : float, optional
            The model's own share where None, whatever the verdict's probabilities assume.

        Raises
        ------
        InputError
            If a share is asked for and the verdict does not say what it assumes.
        """
        own, assumed = self.scored, self.assumed
        spun = own.probability if own else self.probability
        copied = own.p_copied if own else self.p_copied
        if prior is not None:
            if assumed is None:
                raise InputError(
                    "the verdict does not say what share of spun documents it assumes, and the policy reads "
                    "it at another",
                    where="verdict",
                    hint="score again with a model that says it, or give the policy no prior",
                )
            ratio = odds_ratio(assumed, prior)
            if copied is not None:  # P(independent) shrinks or grows as all that is not spun does
                copied = 1.0 - (1.0 - copied) / (spun * ratio + (1.0 - spun))
            spun = moved(spun, ratio)
        return {"spun": spun} if copied is None else {"spun": spun, "copied": copied}

    def reached(self, score: str) -> tuple[Reached, ...] | None:
        """Return the false alarms of one score; None where they were not measured."""
        found = tuple(one for one in self.false_alarms or () if one.score == score)
        return found or None
