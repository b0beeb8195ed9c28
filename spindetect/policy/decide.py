"""From a verdict's scores to flag, review or pass, with the reason. Nothing is scored here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spindetect.bounds import needed
from spindetect.errors import InputError
from spindetect.numbers import beside, number, p_of, to_scale
from spindetect.numbers import rate as percent
from spindetect.policy.rules import Action, Limit, Limits, PairRules, TextRules
from spindetect.policy.seen import Kind, Seen
from spindetect.records import ProgramRecord, Reached

_WEIGHT: dict[Action, int] = {"pass": 0, "review": 1, "flag": 2}
# What gives the scores of a kind. Where a limit was measured with another of these, nothing is known of the
# rate that it has on these scores; the version alone changes none.
_PROGRAM: dict[Kind, tuple[str, ...]] = {
    "pair": ("model", "lexicon", "language", "aligner", "ngrams", "confusables", "options"),
    "text": ("text_model", "word_model", "ngrams", "language", "confusables", "phrases", "allow"),
}


class Found(NamedTuple):
    """What one rule says."""

    action: Action
    rule: str
    reason: str


def found(rules: PairRules | TextRules, prior: float | None, seen: Seen) -> Found:
    """Return what the strictest of the rules says of a verdict.

    Raises
    ------
    InputError
        If a rule needs what the verdict does not have.
    """
    if seen.label == "insufficient":
        reason = "There is too little text or evidence to say, and that is no pass."
        return Found("review", "too little to say is always looked at", reason)
    said = [*_limits(rules, prior, seen), *_least(rules, prior, seen)]
    # The first of equals: limits stand before labels, P(spun) before P(copied).
    return max(said, key=lambda one: _WEIGHT[one.action], default=_nothing(rules, prior, seen))


def _limits(rules: PairRules | TextRules, prior: float | None, seen: Seen) -> Iterator[Found]:
    """Yield what the limits say that are reached."""
    chances = seen.chances(prior)
    for event, limits in _by_event(rules):
        for action, limit in _by_action(limits):
            kept = _is_reached(limit, event, chances[event], seen)
            if kept:
                yield Found(action, f"{action} {limit.words(event)}", f"{kept}.")
                break


def _by_event(rules: PairRules | TextRules) -> list[tuple[str, Limits]]:
    both = [("spun", rules.spun)]
    return [*both, ("copied", rules.copied)] if isinstance(rules, PairRules) else both


def _by_action(limits: Limits) -> Iterator[tuple[Action, Limit]]:
    if limits.flag:
        yield "flag", limits.flag
    if limits.review:
        yield "review", limits.review


def _is_reached(limit: Limit, event: str, chance: float, seen: Seen) -> str:
    """Return why a limit is reached, without a full stop, or ''."""
    if limit.at is not None:
        if chance < limit.at:
            return ""
        said = f"{beside(event, chance, limit.at)}, at or above {to_scale(limit.at)}"
        return said + _measured(limit, seen.noun)
    rate = limit.rate or 0.0
    alarms = _supporting(rate, event, seen)
    whole = alarms[0]
    if whole.upper > rate or any(one.reached > rate * one.documents for one in alarms):
        return ""
    return (
        f"{p_of(event, chance)}, and of {number(whole.documents)} innocent {seen.noun} held out "
        f"{number(whole.reached)} scored as high (at most {percent(whole.upper)}, with 95 % confidence), "
        f"within the rate of {percent(rate)}"
    )


def _measured(limit: Limit, noun: str) -> str:
    told = limit.measured
    if told is None:
        return ""
    return (
        f", which {number(told.reached)} of {number(told.documents)} honest {noun} reached (at most "
        f"{percent(told.upper)}, with 95 % confidence)"
    )


def check_rates(rules: PairRules | TextRules, seen: Seen) -> None:
    """Raise InputError unless the held-out scores support every rate of the rules.

    It is asked of every verdict, also of one that no rate decides: what cannot be decided is then refused at
    the first of a million.
    """
    for event, limits in _by_event(rules):
        for _, limit in _by_action(limits):
            if limit.rate is not None:
                _supporting(limit.rate, event, seen)


def _supporting(rate: float, event: str, seen: Seen) -> Sequence[Reached]:
    """Return the false alarms that a rate is held against, those of all kinds first."""
    alarms, what = seen.reached(event), seen.noun
    if not alarms:
        raise InputError(
            f"the policy has a false-positive rate, and no false alarms of P({event}) were measured with "
            "this model",
            where="policy",
            hint="give probabilities in its place, or measure on texts of your own: spindetect calibrate",
        )
    documents = alarms[0].documents
    if documents < needed(rate):
        raise InputError(
            f"{number(documents)} held-out {what} cannot support a rate of {percent(rate)}: "
            f"{number(needed(rate))} are needed",
            where="policy",
            hint="ask for a higher rate, or measure on texts of your own: spindetect calibrate",
        )
    return alarms


def _least(rules: PairRules | TextRules, prior: float | None, seen: Seen) -> Iterator[Found]:
    """Yield the least that is done about the label."""
    action: Action | None = getattr(rules.least, seen.label.replace("-", "_"), None)
    if action is None or action == "pass":
        return
    why = {
        "flag": "and the policy flags whatever is found so",
        "review": "which never passes without a person's look",
    }[action]
    p = p_of("spun", seen.chances(prior)["spun"])
    reason = f"The finding is “{seen.label}” ({p}), {why}."
    yield Found(action, f"{action} what is found {seen.label}", reason)


def _nothing(rules: PairRules | TextRules, prior: float | None, seen: Seen) -> Found:
    """Say that no rule holds, and how far the score is from the nearest."""
    chances = seen.chances(prior)
    told = []
    for event, limits in _by_event(rules):
        nearest = limits.review or limits.flag
        if nearest is None:
            continue
        if nearest.at is not None:
            told.append(f"{beside(event, chances[event], nearest.at)}, below {to_scale(nearest.at)}")
        else:
            said = p_of(event, chances[event])
            told.append(f"{said}, below the limit{_alarms(nearest, event, seen)}")
    reason = "; ".join(told) or p_of("spun", chances["spun"])
    return Found("pass", "nothing else holds", f"{reason}. The finding is “{seen.label}”.")


def _alarms(limit: Limit, event: str, seen: Seen) -> str:
    alarms = seen.reached(event)
    if limit.rate is None or not alarms:
        return ""
    whole = alarms[0]
    as_high = f"{number(whole.reached)} of {number(whole.documents)} innocent {seen.noun} scored as high"
    return f" for a rate of {percent(limit.rate)} ({as_high})"


def check_program(measured: ProgramRecord | None, program: ProgramRecord, kind: Kind) -> None:
    """Raise InputError unless a verdict was scored by what the limits were measured with.

    It is refused and not warned of: a limit measured on other scores has no known false-positive rate, and a
    rate that nobody measured is the one thing a policy must not state.
    """
    if measured is None:
        return
    other = [name for name in _PROGRAM[kind] if getattr(measured, name) != getattr(program, name)]
    if other:
        shown = ", ".join(
            f"{name.replace('_', ' ')} {_short(getattr(measured, name))} there and "
            f"{_short(getattr(program, name))} here"
            for name in other
        )
        raise InputError(
            f"its limits for {kind}s were measured with another program: {shown}",
            where="policy",
            hint="measure again on honest texts with this one: spindetect calibrate",
        )


def _short(value: object) -> str:
    return "none" if value is None else str(value)[:12] or "none"
