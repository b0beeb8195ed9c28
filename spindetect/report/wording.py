"""The words and numbers that every drawing of a verdict shares, so that all say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spindetect.numbers import chance as chance
from spindetect.numbers import count as count
from spindetect.numbers import number as number
from spindetect.numbers import p_of as p_of
from spindetect.records import Manipulation, Side, Substitution, Zone
from spindetect.verdict import PairLabel, PairVerdict

if TYPE_CHECKING:
    from spindetect.text_verdict import TextVerdict

LABEL_MEANS: dict[PairLabel, str] = {
    "spun": (
        "Words are swapped one for one, as a spinning program does it: one text was made from the other, or "
        "both from a third."
    ),
    "verbatim": "The source's own words, whole or trimmed.",
    "paraphrased": "The source's content in rewritten sentences.",
    "edited": "The source's sentences with changes such as an editor makes.",
    "independent": "A text of its own, even if about the same event or topic.",
    "insufficient": "Too little text or evidence to say. This is not a pass.",
}
LABEL_SHORT: dict[PairLabel, str] = {
    "spun": "words swapped as by a machine",
    "verbatim": "the source's own words",
    "paraphrased": "the source's content in rewritten sentences",
    "edited": "the source with an editor's kind of changes",
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
LIMITS = (
    "A program computed this. It shows what the two texts share and how they differ. It does not show who "
    "wrote first, whether there was permission, or what anyone intended."
)
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
_ZONE_NAMES = {"background": "background passage"}
# Typesetting makes these by itself; a reader should not take them for a disguise.
_USUAL = frozenset({"curly-quote", "odd-space"})


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


def first_upper(sentence: str) -> str:
    """Return a sentence with its first letter in upper case, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def share_sentence(verdict: PairVerdict) -> str:
    """Return what was counted as one sentence with its numbers.

    Where nothing was lined up it does not say "0 %": a rewriting shares many single words with its source,
    and what was measured is that no sentence was found there.
    """
    if not verdict.words_counted:
        return "The suspect has no words of its own to count."
    source = the_source(verdict)
    if not verdict.copied_share:
        return f"None of the suspect's own sentences was found in {source}, unchanged or with words swapped."
    return first_upper(
        f"{percent(verdict.copied_share)} of the suspect's own words stand in {source}: "
        f"{percent(verdict.unchanged_share)} unchanged, {percent(verdict.swapped_share)} swapped for others."
    )


def the_source(verdict: PairVerdict) -> str:
    """Return "the source", or "the sources" where there are several."""
    return "the source" if verdict.sources is None else "the sources"


def run_sentence(verdict: PairVerdict) -> str:
    """Return the length of the longest unchanged run, or '' where there is none."""
    n = verdict.longest_run_words
    return f"Longest unchanged run: {count(n, 'word')}." if n and verdict.words_counted else ""


def counted_sentence(verdict: PairVerdict | TextVerdict) -> str:
    """Return how many words were counted, and what was left out and why."""
    of = " of the suspect" if verdict.KIND == "pair" else ""
    head = f"Counted: {count(verdict.words_counted, 'word')}{of}."
    if not verdict.words_left_out:
        return f"{head} Nothing was left out."
    zones = zone_summary(verdict.left_out, "suspect")
    left = f"Left out: {count(verdict.words_left_out, 'word')}{f' ({zones})' if zones else ''}"
    return f"{head} {left}. They count neither for nor against anyone."


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
        f"{count(places[kind], _ZONE_NAMES.get(kind, kind.replace('-', ' ')))} with "
        f"{count(words[kind], 'word')}"
        for kind in kinds
    )


def manipulation_sentence(found: Manipulation, where: str = "") -> str:
    """Return one kind of hidden or disguised characters with its count, without examples.

    Parameters
    ----------
    where : str
        What to call the text; its side where that is not given.
    """
    usual = ", common in published text" if found.kind in _USUAL else ""
    return f"{count(found.count, _MANIPULATION_NAMES[found.kind])} in the {where or found.side}{usual}"


def has_partial_passages(verdict: PairVerdict | TextVerdict) -> bool:
    """Return whether the passages say more than the whole: several, or one that covers a part."""
    if len(verdict.passages) != 1:
        return len(verdict.passages) > 1
    words = verdict.words_counted
    # A pair's passages have the words that stand in them; a text's the words that count.
    words += verdict.words_left_out if verdict.KIND == "pair" else 0
    # Nine tenths: a trimmed heading or byline does not make a whole text "a part".
    return verdict.passages[0].words < 0.9 * words


def pages_of(verdict: PairVerdict, swap: Substitution) -> str:
    """Return on which pages a swap stands, '' of texts without pages."""
    pages = {
        "suspect": verdict.suspect.page_of(swap.suspect.start),
        "source": verdict.source_texts[swap.of_source or 0].page_of(swap.source.start),
    }
    return ", ".join(f"{side} page {page}" for side, page in pages.items() if page)
