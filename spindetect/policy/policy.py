"""Policy: what is to be done about a verdict, in a form that can be signed, stored and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from spindetect.errors import InputError, RecordError
from spindetect.numbers import rate as percent
from spindetect.policy.decide import check_program, check_rates, found
from spindetect.policy.named import NAMED
from spindetect.policy.rules import Limit, Limits, PairRules, TextRules
from spindetect.policy.seen import Kind, Seen
from spindetect.priors import check_share
from spindetect.records import Decision
from spindetect.serial import from_plain, to_plain
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

POLICY_SCHEMA = "spindetect/policy/1"
# A policy is a page of JSON; a file of more is something else.
_MOST_BYTES = 1_000_000
V = TypeVar("V", PairVerdict, TextVerdict)


@dataclass(frozen=True)
class Policy:
    """From which score on a document is flagged, or looked at by a person, and what never passes.

    The strictest of its rules decides: limits on P(spun) and P(copied), and the least that is done about a
    label. A verdict of 'insufficient' is always a `review`. Verbatim and paraphrased copies are at least
    that, unless `least` says "pass" of them. Nothing is scored, so a stored verdict can be decided anew.

    Attributes
    ----------
    name : str
    pair : PairRules, optional
        None where the policy says nothing of pairs; asking it is an error then.
    text : TextRules, optional
        The same of texts without a source.
    prior : float, optional
        The share of spun documents at which its probabilities are read; the model's own where None. What a
        verdict was moved to with `at_prior` changes no decision.
    note : str
        Anything a reader should know of it.

    >>> policy = Policy.at(flag=0.9, review=0.5)
    >>> policy == Policy.from_dict(policy.to_dict())
    True
    """

    name: str
    pair: PairRules | None = field(default_factory=PairRules)
    text: TextRules | None = field(default_factory=TextRules)
    prior: float | None = None
    note: str = ""
    schema: str = POLICY_SCHEMA

    SCHEMA: ClassVar[str] = POLICY_SCHEMA

    def __post_init__(self) -> None:
        if self.prior is not None:
            check_share(self.prior, where="policy")

    @classmethod
    def at(cls, flag: float | None = None, review: float | None = None, *, name: str = "at") -> Policy:
        """Return a policy with one pair of limits on P(spun), for pairs and texts alike.

        Parameters
        ----------
        flag, review : float, optional
            The least probability for each.
        """
        limits = Limits(*(None if p is None else Limit(at=p) for p in (flag, review)))
        return cls(name, PairRules(limits), TextRules(limits))

    @classmethod
    def at_rate(cls, flag: float, review: float | None = None, *, name: str = "at-rate") -> Policy:
        """Return a policy with limits on P(spun) at false-positive rates, by the model's held-out scores.

        Parameters
        ----------
        flag, review : float
            Of innocent documents, the greatest share that may be flagged, or looked at, for their P(spun).
        """
        limits = Limits(*(None if rate is None else Limit(rate=rate) for rate in (flag, review)))
        return cls(name, PairRules(limits), TextRules(limits))

    @classmethod
    def named(cls, name: str) -> Policy:
        """Return a policy that comes with the program: 'default', 'newsroom' or 'cautious'.

        Raises
        ------
        InputError
            If there is none of this name.
        """
        if name not in NAMED:
            raise InputError(f"there is no policy {name!r}", hint=f"there are {', '.join(NAMED)}")
        pair, text, note = NAMED[name]
        return cls(name, pair, text, note=note)

    @property
    def digest(self) -> str:
        """SHA-256 in hex of the policy as JSON with sorted names: equal policies have equal ones."""
        plain = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()

    def decide(self, verdict: PairVerdict | TextVerdict | Mapping[str, Any] | str | bytes) -> Decision:
        """Say what is to be done about a verdict, and why.

        Parameters
        ----------
        verdict : PairVerdict, TextVerdict, mapping, str or bytes
            A verdict, what its `to_dict` gave, or its JSON.

        Raises
        ------
        InputError
            If the policy says nothing of such verdicts, was measured with another model, has a
            false-positive rate that the model's held-out scores cannot support, or needs what the verdict
            does not say.
        RecordError
            If it is no stored verdict.
        """
        seen = Seen.of(verdict)
        rules = self._rules(seen.kind)
        check_program(rules.program, seen.program, seen.kind)
        check_rates(rules, seen)
        said = found(rules, self.prior, seen)
        share = seen.assumed if self.prior is None else self.prior
        read = f" P is read as where {percent(share)} of {seen.noun} are spun." if share is not None else ""
        reason = said.reason if seen.label == "insufficient" else said.reason + read
        return Decision(said.action, reason, said.rule, self.name, self.digest)

    def decided(self, verdict: V) -> V:
        """Return the verdict with what the policy says of it in `decision`; errors as of `decide`."""
        return verdict._with(decision=self.decide(verdict))

    def _rules(self, kind: Kind) -> PairRules | TextRules:
        rules = self.pair if kind == "pair" else self.text
        if rules is None:
            other, option = ("texts", "--pairs ") if kind == "pair" else ("pairs", "")
            raise InputError(
                f"the policy {self.name!r} says nothing of {kind}s, only of {other}",
                where="policy",
                hint=f"measure on honest {kind}s too: spindetect calibrate {option}--base POLICY",
            )
        return rules

    def to_dict(self) -> dict[str, Any]:
        """Return the policy as plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def to_json(self) -> str:
        """Return the policy as JSON; equal policies give equal text."""
        return json.dumps(self.to_dict(), ensure_ascii=True, indent=2) + "\n"

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Policy:
        """Read back what `to_dict` gave.

        Raises
        ------
        RecordError
            If the schema is another one, a field is missing, unknown or of another type, or a limit cannot
            be.
        """
        schema = data.get("schema") if isinstance(data, Mapping) else None
        if schema != cls.SCHEMA:
            raise RecordError(
                f"expected schema {cls.SCHEMA!r}, found {schema!r:.60}",
                where="policy",
                hint="give a file that `spindetect calibrate` or Policy.write wrote",
            )
        try:
            return from_plain(cls, dict(data), where="policy")
        except InputError as error:
            raise RecordError(error.problem, where=error.where, hint=error.hint) from error

    def write(self, path: str | Path) -> None:
        """Write the policy to a file of JSON."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def read(cls, path: str | Path) -> Policy:
        """Read a policy from a file.

        Raises
        ------
        RecordError
            If it cannot be read, is not JSON or no policy.
        """
        try:
            with Path(path).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        except OSError as error:
            raise RecordError(
                f"cannot be read: {error.strerror or error}", where=str(path), hint="check its name"
            ) from error
        if len(data) > _MOST_BYTES:
            raise RecordError("is too long for a policy", where=str(path))
        try:
            return cls.from_dict(json.loads(data))
        except RecordError as error:
            where = error.where.removeprefix("policy").removeprefix(".")
            raise RecordError(
                error.problem, where=f"{path}, {where}" if where else str(path), hint=error.hint
            ) from error
        except (ValueError, RecursionError) as error:
            raise RecordError(f"is not JSON: {error}", where=str(path), hint="give a policy") from error

    @classmethod
    def schema_json(cls) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of a stored policy."""
        path = Path(__file__).parent / "policy-1.schema.json"
        schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return schema
