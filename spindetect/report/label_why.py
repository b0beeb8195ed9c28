"""Why a label: what speaks for it, how close the next one is, and what P(copied) rests on.

A verdict's `reasons` explain P(spun) alone. What is said here of the label is read from the same verdict:
its probabilities, shares, passages and evidence; nothing is scored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from spindetect.report.wording import (
    chance,
    count,
    first_upper,
    has_partial_passages,
    number,
    p_of,
    percent,
    the_source,
)
from spindetect.sources.told import is_whence
from spindetect.verdict import PairLabel, PairVerdict

LABELS: tuple[PairLabel, ...] = ("spun", "verbatim", "paraphrased", "edited", "independent")
# Fewest counted words of either text for a label, as in `spindetect.model.judge`.
LEAST_WORDS = 50
# Two answers nearer to each other than this stand at odds of 3 to 2 or less: little better than a coin.
CLOSE = 0.2
# As `spindetect.text.english` notes it.
_NOT_ENGLISH = "does not look English"
_HONEST_CHANGES = "the changes do not look like a machine's"
# From one chance in ten on, a reader is told of the next answer too.
POSSIBLE = 0.1
# The model's reasons begin so where they are about a passage and not about the whole, and end so where
# what they tell moves P(spun) by less than half a hundredth.
_OPENING = re.compile(r"(?:Beside “[^”]*”, )?(?:[Ii]n a passage of ([\d,]+) words, )?")
HARDLY = "; without it P(spun) would be much the same."


def label_reasons(verdict: PairVerdict) -> tuple[str, ...]:
    """Return why the verdict has its label, in sentences with numbers."""
    found = [*_whence(verdict), *_passages(verdict), *_REASONS[verdict.label](verdict)]
    near = closeness(verdict)
    return (*found, near) if near else tuple(found)


def spun_reasons(verdict: PairVerdict) -> tuple[str, tuple[str, ...]]:
    """Return what to say above the reasons of P(spun), and the reasons.

    Where none of them moves it, that is said once and not after each. Where there was too little text
    there are none: a low P(spun) of forty words would be taken for a pass.
    """
    if verdict.label == "insufficient":
        return "", ()
    reasons = tuple(reason for reason in verdict.reasons if not is_whence(reason))
    if reasons and all(reason.endswith(HARDLY) for reason in reasons):
        told = tuple(f"{reason.removesuffix(HARDLY)}." for reason in reasons)
        return "No single thing moves it far. What was looked at:", told
    return "What spoke for and against it, each by itself beside a typical honest copy:", reasons


def closeness(verdict: PairVerdict) -> str:
    """Return how near the next most probable label is, or '' where none is."""
    other = runner_up(verdict)
    if other is None:
        return ""
    own, next_one = getattr(verdict.probabilities, verdict.label), getattr(verdict.probabilities, other)
    if verdict.label == "independent" and next_one - own >= CLOSE:
        return (
            f"{first_upper(other)} is more probable ({chance(next_one)}), but where no sentence stands in "
            "both texts a copy is claimed only at odds of three to one."
        )
    if own - next_one >= CLOSE:
        return f"It could also be {other} ({p_of('', next_one)})."
    near = f"Close between {verdict.label} ({chance(own)}) and {other} ({chance(next_one)})"
    if "independent" in (verdict.label, other):
        return f"{near}: whether anything was copied is open."
    return f"{near}: either may be right."


def runner_up(verdict: PairVerdict) -> PairLabel | None:
    """Return the most probable label besides the verdict's own, if it has a chance worth telling."""
    if verdict.label == "insufficient":
        return None
    others = [label for label in LABELS if label != verdict.label]
    best = max(others, key=lambda label: float(getattr(verdict.probabilities, label)))
    return best if getattr(verdict.probabilities, best) >= POSSIBLE else None


def is_close(verdict: PairVerdict) -> bool:
    """Return whether another label is about as probable as the verdict's own."""
    other = runner_up(verdict)
    if other is None:
        return False
    own = float(getattr(verdict.probabilities, verdict.label))
    lead = own - float(getattr(verdict.probabilities, other))
    return lead < CLOSE and (verdict.label != "independent" or lead > -CLOSE)


def qualifiers(verdict: PairVerdict) -> tuple[str, ...]:
    """Return what must stand beside the label wherever it stands: on what thin ground, beside which other."""
    thin = verdict.label == "paraphrased" and not verdict.copied_share
    near = f"close to {runner_up(verdict)}" if is_close(verdict) else ""
    return tuple(filter(None, ("by content alone" if thin else "", near)))


def copied_grounds(verdict: PairVerdict) -> str:
    """Return P(copied) with what it rests on: words that were lined up, or content alone."""
    if not verdict.words_counted or verdict.label == "insufficient":
        return ""
    p = p_of("copied", verdict.p_copied)
    if verdict.copied_share:
        return f"{p}: it rests on the words that were lined up ({percent(verdict.copied_share)})."
    return (
        f"{p}: with no sentence lined up, it rests on content alone: which words the texts share, and in "
        "which order they say things."
    )


def content_sentence(verdict: PairVerdict) -> str:
    """Return how far the contents overlap where nothing else was found; '' else, or if no record says so."""
    if verdict.copied_share or not verdict.words_counted:
        return ""
    return next(iter(_evidence(verdict, "content")), "")


def _whence(verdict: PairVerdict) -> Iterator[str]:
    """Yield from which sources the words come and what background texts explain, as the record has it."""
    return (reason for reason in verdict.reasons if is_whence(reason))


def _passages(verdict: PairVerdict) -> Iterator[str]:
    if not has_partial_passages(verdict):
        return
    own = [passage for passage in verdict.passages if passage.label == verdict.label]
    if len(own) == 1:
        shares = f"{percent(own[0].unchanged_share)} unchanged and {percent(own[0].swapped_share)} swapped"
        yield f"It is the label of one passage of {number(own[0].words)} words, {shares} (see which parts)."
    elif own:
        least = number(min(passage.words for passage in own))
        yield f"It is the label of {number(len(own))} passages of {least} words or more (see which parts)."


def _evidence(verdict: PairVerdict, *groups: str) -> Iterator[str]:
    """Yield the sentences of groups of evidence, as far as they are about what the label is about."""
    opening = _OPENING.match(verdict.reasons[0]) if verdict.reasons else None
    if opening and opening[1]:
        words = int(opening[1].replace(",", ""))
        if not any(p.words == words and p.label == verdict.label for p in verdict.passages):
            return
    head = opening[0] if opening else ""
    for group in groups:
        for found in verdict.evidence:
            if found.feature.startswith(f"{group}/"):
                yield first_upper(f"{head}{found.sentence}.")


def _lined_up(verdict: PairVerdict) -> str:
    return (
        f"{percent(verdict.unchanged_share)} of its own words stand in {the_source(verdict)} as they are, in "
        f"runs of up to {count(verdict.longest_run_words, 'word')}; {percent(verdict.swapped_share)} are "
        f"swapped and {percent(max(0.0, 1.0 - verdict.copied_share))} were not found there."
    )


def _spun(verdict: PairVerdict) -> Iterator[str]:
    yield _lined_up(verdict)
    yield "A person who swaps words one for one leaves the same traces as a machine."


def _verbatim(verdict: PairVerdict) -> Iterator[str]:
    yield _lined_up(verdict)


def _edited(verdict: PairVerdict) -> Iterator[str]:
    yield _lined_up(verdict)
    yield from _evidence(verdict, "one-for-one")
    machine = "some of the changes could be a machine's" if verdict.probability >= POSSIBLE else ""
    yield f"{p_of('spun', verdict.probability)}: {machine or _HONEST_CHANGES}."


def _paraphrased(verdict: PairVerdict) -> Iterator[str]:
    if verdict.copied_share:
        yield _lined_up(verdict)
        yield from _evidence(verdict, "one-for-one", "order")
        return
    yield f"No sentence was lined up with {the_source(verdict)}: the label rests on the content alone."
    yield "Two reports of one event can overlap as much: read both before calling one a rewriting."


def _independent(verdict: PairVerdict) -> Iterator[str]:
    if verdict.copied_share:
        yield f"Only {percent(verdict.copied_share)} of its words were lined up with {the_source(verdict)}."
        yield from _evidence(verdict, "content")
    else:
        source = the_source(verdict)
        yield f"No sentence was lined up with {source}, and the content alone is not enough to claim a copy."
    which = "this source" if verdict.sources is None else "these sources"
    yield f"That is said of {which} alone; it does not make the text an original."


def _insufficient(verdict: PairVerdict) -> Iterator[str]:
    if verdict.words_counted < LEAST_WORDS:
        yield (
            f"Only {count(verdict.words_counted, 'word')} of the suspect could be counted, and "
            f"{LEAST_WORDS} are needed."
        )
    elif any(_NOT_ENGLISH in note for note in verdict.notes):
        yield "Not both texts look English, and the dictionary behind the evidence is English."
    elif any(text.label == "spun" or text.spun_beside for text in verdict.background or ()):
        yield "Without that it would be independent; where a background is spun nobody is cleared."
    else:
        which = "The source has" if verdict.sources is None else "A source has"
        yield f"{which} fewer than {LEAST_WORDS} words that could be counted."
    yield "What the model makes of so little is no finding; it stands in the JSON record alone."


_REASONS: dict[PairLabel, Callable[[PairVerdict], Iterator[str]]] = {
    "spun": _spun,  # what more there is to say stands in the reasons of P(spun)
    "verbatim": _verbatim,
    "paraphrased": _paraphrased,
    "edited": _edited,
    "independent": _independent,
    "insufficient": _insufficient,
}
