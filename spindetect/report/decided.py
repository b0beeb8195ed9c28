"""What a probability rests on and what came of it: the prior, the false alarms, a policy's decision."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.numbers import number, p_of
from spindetect.numbers import rate as percent
from spindetect.records import Decision, Reached
from spindetect.report.safe import printable
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

# A sign before each, so that no decision is told from another by colour alone.
ACTION_SIGNS = {"flag": "▲", "review": "◆", "pass": "○"}
ACTION_MEANS = {
    "flag": "It is to be treated as a finding.",
    "review": "A person is to look at it before anything is done.",
    "pass": "Nothing is to be done about it. That clears nobody.",
}
NOT_MEASURED = "How many innocent documents score as high was not measured with this model."
NO_PRIOR = "What share of spun documents P(spun) assumes is not on record."
# Kinds of innocent documents that are named in a sentence; the page and the record have all.
_NAMED = 4
_POLICY = 80  # characters of a policy's name


def has_answer(verdict: PairVerdict | TextVerdict) -> bool:
    """Return whether there is a P(spun) to speak of: one of too little text would be taken for a pass."""
    return verdict.label != "insufficient"


def grounds(verdict: PairVerdict | TextVerdict) -> Iterator[str]:
    """Yield what P(spun) and P(copied) rest on, in sentences; nothing where there is no answer."""
    if not has_answer(verdict):
        return
    yield prior_sentence(verdict)
    if verdict.false_alarms is None:
        yield NOT_MEASURED
        return
    yield alarms_sentence(verdict, "spun")
    if isinstance(verdict, PairVerdict) and verdict.label != "independent":
        yield alarms_sentence(verdict, "copied")


def prior_sentence(verdict: PairVerdict | TextVerdict) -> str:
    """Return which share of spun documents P(spun) assumes, and what it was at the model's own."""
    if verdict.prior is None:
        return NO_PRIOR
    what = "pairs" if verdict.KIND == "pair" else "texts"
    share = percent(verdict.prior)
    if verdict.scored is None:
        return f"P(spun) assumes that {share} of {what} are spun, as the model's calibration did."
    own = verdict.scored
    return (
        f"P(spun) assumes that {share} of {what} are spun. The model gave {p_of('spun', own.probability)}, "
        f"assuming {percent(own.prior)}; the reasons tell what moved that."
    )


def of_score(verdict: PairVerdict | TextVerdict, score: str) -> tuple[Reached, ...]:
    """Return the false alarms of one score, those of all kinds together first; empty where unmeasured."""
    return tuple(one for one in verdict.false_alarms or () if one.score == score)


def alarms_sentence(verdict: PairVerdict | TextVerdict, score: str) -> str:
    """Return how many innocent documents scored as high, or '' where that was not measured."""
    found = of_score(verdict, score)
    if not found:
        return ""
    whole, *kinds = found
    head = (
        f"Of {number(whole.documents)} innocent {_what(verdict)} held out, {number(whole.reached)} had a "
        f"P({score}) as high (at most {percent(whole.upper)} of such, with 95 % confidence)"
    )
    return f"{head}{_by_kind(kinds)}."


def _by_kind(kinds: list[Reached]) -> str:
    """Return the kinds that reached most, as far as there is more than one kind and any did."""
    ranked = sorted(kinds, key=lambda one: (-one.reached / max(1, one.documents), one.kind))
    named = [one for one in ranked if one.reached][:_NAMED]
    if len(kinds) < 2 or not named:
        return ""
    told = [f"{kind_of(one)} {number(one.reached)} of {number(one.documents)}" for one in named]
    others = [one for one in kinds if one not in named]
    reached, documents = (sum(getattr(one, name) for one in others) for name in ("reached", "documents"))
    if others:
        told.append(f"others {number(reached)} of {number(documents)}")
    return f": {', '.join(told)}"


def kind_of(one: Reached) -> str:
    """Return the name of a kind of innocent documents as words."""
    return printable(one.kind.replace("_", " "), limit=60)


def alarms_short(verdict: PairVerdict | TextVerdict) -> str:
    """Return the same of P(spun) for a sentence that has little room, or ''."""
    found = of_score(verdict, "spun")
    if not found or not has_answer(verdict):
        return ""
    k, n = number(found[0].reached), number(found[0].documents)
    return f"{k} of {n} innocent {_what(verdict)} scored so, at most {percent(found[0].upper)}"


def prior_short(verdict: PairVerdict | TextVerdict) -> str:
    """Return the share that is assumed for a sentence that has little room, or ''."""
    return "" if verdict.prior is None else f"if {percent(verdict.prior)} are spun"


def _what(verdict: PairVerdict | TextVerdict) -> str:
    return "pairs" if verdict.KIND == "pair" else "texts"


def policy_name(decision: Decision) -> str:
    """Return the policy's name in quotation marks."""
    return f"“{printable(decision.policy, limit=_POLICY)}”"


def rule_sentence(decision: Decision) -> str:
    """Return by which rule of which policy it was decided."""
    return f"By the policy {policy_name(decision)}: {printable(decision.rule, limit=200)}."


def decision_sentences(decision: Decision) -> tuple[str, str, str]:
    """Return what is to be done, why, and by which rule."""
    return (
        ACTION_MEANS[decision.action],
        printable(decision.reason, limit=600),
        rule_sentence(decision),
    )
