"""The words and numbers that every drawing of a verdict shares, so that all say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from spindetect.records import Manipulation, Side, Zone
from spindetect.verdict import PairLabel, PairVerdict

LABEL_MEANS: dict[PairLabel, str] = {
    "spun": "One was made from the other, or both from a third, by a machine that swapped words.",
    "verbatim": "The source's own words, whole or trimmed.",
    "paraphrased": "The source's content in rewritten sentences.",
    "edited": "The source with a person's changes: corrections, simplifications, updates.",
    "independent": "A text of its own, even if about the same event or topic.",
    "insufficient": "Too little text or evidence to say. This is not a pass.",
}
LABEL_SHORT: dict[PairLabel, str] = {
    "spun": "words swapped by a machine",
    "verbatim": "the source's own words",
    "paraphrased": "the source's content in rewritten sentences",
    "edited": "the source with a person's changes",
    "independent": "a text of its own",
    "insufficient": "too little to say",
}
KIND_NAMES = {
    "spelling": "spelling",
    "inflection": "other form of the word",
    "synonym": "synonym",
    "wrong-sense": "wrong sense",
    "phrase": "phrase",
    "function-word": "function word",
    "name": "name",
    "number": "number",
    "unrelated": "no known relation",
}
_MANIPULATION_NAMES = {
    "homoglyph": "look-alike letter",
    "compatibility-form": "styled or full-width character",
    "zero-width": "invisible character",
    "bidi-control": "direction control",
    "soft-hyphen": "soft hyphen",
    "odd-space": "odd space",
    "curly-quote": "curly quote",
    "control-character": "control character",
    "combining-mark": "stacked mark",
}
# Typesetting makes these by itself; a reader should not take them for a disguise.
_USUAL = frozenset({"curly-quote", "odd-space"})
# Above 0.9 the direction is said as a finding. P(direction) is symmetric around 0.5, and at 0.9 a
# reader who trusts it is wrong once in ten; below that the honest word is "not decided".
DIRECTION_SAID = 0.9


def number(n: int) -> str:
    """Return a count with thousands marked: 12,000."""
    return f"{n:,}"


def count(n: int, word: str, plural: str = "") -> str:
    """Return a count with its noun: '1 word', '2,000 words'."""
    return f"{number(n)} {word if n == 1 else plural or word + 's'}"


def percent(share: float) -> str:
    """Return a share in [0, 1] as a percentage that never rounds to nothing or to all.

    >>> percent(0.914), percent(0.002), percent(0.999), percent(1.0)
    ('91 %', 'under 1 %', 'over 99 %', '100 %')
    """
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "under 1 %"
    if whole == 100 and share < 1:
        return "over 99 %"
    return f"{whole} %"


def chance(probability: float) -> str:
    """Return a probability with two digits; no model is surer than that.

    >>> chance(0.974), chance(0.9991), chance(0.0002)
    ('0.97', 'over 0.99', 'under 0.01')
    """
    if probability > 0.994:
        return "over 0.99"
    return "under 0.01" if probability < 0.006 else f"{probability:.2f}"


def share_sentence(verdict: PairVerdict) -> str:
    """Return the answer to "is it copied" as one sentence with its numbers."""
    if not verdict.words_counted:
        return "The suspect has no words of its own to count."
    head = f"{percent(verdict.copied_share)} of the suspect's own words stand in the source"
    if not verdict.copied_share:
        return f"{head}."
    parts = (
        f"{percent(verdict.unchanged_share)} unchanged, {percent(verdict.swapped_share)} swapped for others"
    )
    return f"{head}: {parts}."


def counted_sentence(verdict: PairVerdict) -> str:
    """Return how many words were counted, and what was left out and why."""
    head = f"Counted: {count(verdict.words_counted, 'word')} of the suspect."
    if not verdict.words_left_out:
        return f"{head} Nothing was left out."
    left = f"Left out, for or against nobody: {count(verdict.words_left_out, 'word')}"
    zones = zone_summary(verdict.left_out, "suspect")
    return f"{head} {left}{f' ({zones})' if zones else ''}."


def zone_summary(zones: Iterable[Zone], side: Side) -> str:
    """Return the zones of a side by kind: '2 quotations with 31 words, 1 byline with 4 words'."""
    places: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for zone in zones:
        if zone.side == side:
            places[zone.kind] += 1
            words[zone.kind] += zone.words
    kinds = sorted(places, key=lambda kind: (-words[kind], kind))
    return ", ".join(
        f"{count(places[kind], kind.replace('-', ' '))} with {count(words[kind], 'word')}" for kind in kinds
    )


def manipulation_sentence(found: Manipulation) -> str:
    """Return one kind of hidden or disguised characters with its count, without examples."""
    usual = ", common in published text" if found.kind in _USUAL else ""
    return f"{count(found.count, _MANIPULATION_NAMES[found.kind])} in the {found.side}{usual}"


def direction_is_decided(verdict: PairVerdict) -> bool:
    """Return whether the evidence says which text was made from which."""
    copied = verdict.label not in ("independent", "insufficient")
    return copied and abs(verdict.direction - 0.5) >= DIRECTION_SAID - 0.5


def direction_sentence(verdict: PairVerdict) -> str:
    """Return which text the evidence says was made from which, or that it does not say."""
    if verdict.label in ("independent", "insufficient"):
        return ""
    second = verdict.direction
    if not direction_is_decided(verdict):
        return (
            f"Which was made from which is not decided (P = {chance(second)} that the suspect was made "
            "from the source)."
        )
    if second > 0.5:
        return (
            "The evidence says that the suspect was made from the source, not the reverse (P = "
            f"{chance(second)})."
        )
    return (
        "The evidence says that the source was made from the suspect, not the reverse (P = "
        f"{chance(1 - second)})."
    )


def has_partial_passages(verdict: PairVerdict) -> bool:
    """Return whether the passages say more than the whole: several, or one that covers a part."""
    if len(verdict.passages) != 1:
        return len(verdict.passages) > 1
    words = verdict.words_counted + verdict.words_left_out
    # Nine tenths: a trimmed heading or byline does not make a whole text "a part".
    return verdict.passages[0].words < 0.9 * words
