"""What moved P(spun), as sentences with numbers: each piece of evidence and what it did."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.features import INDEX, PAIR_FEATURES, Group
from spindetect.model.figures import Figures
from spindetect.model.model import Effect
from spindetect.verdict import Evidence

# A reader takes in three to six; beyond three only those that moved P(spun) by a hundredth or more.
LEAST_REASONS, MOST_REASONS, CLEAR_EFFECT = 3, 6, 0.01

# The feature whose value stands for its group in the record.
_HEADLINE: dict[Group, str] = {
    "copied": "copied_more",
    "swaps": "swap_rate",
    "evenness": "sentences_touched",
    "one-for-one": "one_for_one",
    "dictionary": "listed",
    "oddness": "oddness_more",
    "fit": "fits_as_well",
    "kinds": "kind_synonym",
    "runs": "longest_run",
    "order": "out_of_order",
    "facts": "capital_or_digit_kept",
    "marks": "marks_kept",
    "content": "meaning_in_order",
    "variety": "repeated",
    "meaning": "unrelated",
}
Values = list[float]
_BORDERS_KEPT = INDEX["borders_kept"]
_CONTENT_LESS = INDEX["content_less"]
_MEANING_IN_ORDER = INDEX["meaning_in_order"]
_CLUSTERING = INDEX["clustering"]
_MEAN_RUN = INDEX["mean_run"]
_ODDNESS_MORE = INDEX["oddness_more"]
_FITS_AS_WELL = INDEX["fits_as_well"]
_ONLY_ADDED = INDEX["only_added"]
_OUT_OF_ORDER = INDEX["out_of_order"]
_SHORT_FOR_SHORT = INDEX["short_for_short"]
_SWAP_RATE = INDEX["swap_rate"]
_UNRELATED = INDEX["unrelated"]
_OF_CHANGES = INDEX["swap_share_of_changes"]
# By group: where the headline stands, what the record calls it, its unit.
_RECORDED = {
    group: (INDEX[name], f"{group}/{name}", PAIR_FEATURES[INDEX[name]].unit)
    for group, name in _HEADLINE.items()
}


def evidence(
    effects: Sequence[Effect], values: NDArray[np.float64], reference: NDArray[np.float64], figures: Figures
) -> tuple[Evidence, ...]:
    """Return the pieces of evidence that moved P(spun), strongest first.

    Parameters
    ----------
    effects : sequence of Effect
        From `Model.explain`.
    values, reference : array of float64, shape (n_features,)
        The features here, and those of a typical honest copy.
    figures : Figures
        Counts of the stretch that decided.
    """
    moved = sorted((-abs(e.effect), e.group, e.effect) for e in effects if e.effect != 0.0)
    here, usual = values.tolist(), reference.tolist()
    return tuple([_evidence(group, effect, here, usual, figures) for _, group, effect in moved])


def reasons(found: Sequence[Evidence], opening: str = "") -> tuple[str, ...]:
    """Return three to six sentences, strongest first, each with the direction it moved P(spun).

    Fewer than three where fewer pieces of evidence moved it.
    """
    clear = [e for e in found if abs(e.effect) >= CLEAR_EFFECT]
    told = found[: min(MOST_REASONS, max(LEAST_REASONS, len(clear)))]
    return tuple(f"{opening}{e.sentence}; {_moved(e.effect)}" for e in told)


def _moved(effect: float) -> str:
    if abs(effect) < 0.005:
        return "without it P(spun) would be much the same."
    return f"this {'raises' if effect > 0 else 'lowers'} P(spun) by {abs(effect):.2f}."


def _evidence(group: Group, effect: float, values: Values, reference: Values, figures: Figures) -> Evidence:
    at, name, unit = _RECORDED[group]
    sentence = _SENTENCES[group](figures, values, reference)
    return Evidence(name, values[at], reference[at], unit, effect, sentence)


def _swap_count(f: Figures) -> str:
    return "1 swap" if f.swaps == 1 else f"{f.swaps} swaps"


def _percent(part: float, whole: float = 1.0) -> str:
    return f"{100 * part / whole if whole else 0:.0f} %"


def _copied(f: Figures, v: Values, r: Values) -> str:
    if not f.copied:
        return f"none of the suspect's {f.words} own words stands in a sentence that was lined up"
    return (
        f"{_percent(f.copied, f.words)} of the suspect's {f.words} own words stand in the source, "
        f"{f.unchanged} unchanged and {f.swapped} swapped"
    )


def _swaps(f: Figures, v: Values, r: Values) -> str:
    usual = f"against {_percent(r[_SWAP_RATE])} in a typical honest copy"
    if not f.swaps:
        return f"no copied word is swapped for another (0 swaps), {usual}"
    changes = f"{_percent(v[_OF_CHANGES])} of all changed words are swaps, against {_percent(r[_OF_CHANGES])}"
    return (
        f"{_percent(v[_SWAP_RATE])} of the copied words are swapped for others ({_swap_count(f)}), {usual}; "
        f"{changes}"
    )


def _evenness(f: Figures, v: Values, r: Values) -> str:
    if not f.sentences_touched:
        return f"none of the {f.sentences} copied sentences holds a swap"
    ratio = v[_CLUSTERING]
    spread = "evenly spread" if ratio < 1.3 else "a little bunched" if ratio < 2 else "bunched"
    return f"{f.sentences_touched} of {f.sentences} copied sentences hold swaps, and these are {spread}"


def _one_for_one(f: Figures, v: Values, r: Values) -> str:
    if not f.copied:
        return "no sentences were lined up whose changes could be looked at (0 copied words)"
    if f.unchanged == f.words and not f.swaps:
        return "none of the suspect's own words was changed (0 swaps)"
    short, added = v[_SHORT_FOR_SHORT], v[_ONLY_ADDED]
    return (
        f"where the texts part, {_percent(short)} of the places put one to three words for as few others, "
        f"and {_percent(added)} only add or drop words"
    )


def _dictionary(f: Figures, v: Values, r: Values) -> str:
    if not f.swaps:
        return "there are 0 swaps that a synonym dictionary could list"
    return f"synonym dictionaries list {f.listed} of {_swap_count(f)}"


def _oddness(f: Figures, v: Values, r: Values) -> str:
    if not f.swaps:
        return "there are 0 swaps that could fit badly"
    return (
        f"the swapped words fit their places with a mean oddness of {v[_ODDNESS_MORE]:.2f}, "
        f"against {r[_ODDNESS_MORE]:.2f} in a typical honest copy"
    )


def _fit(f: Figures, v: Values, r: Values) -> str:
    if not f.swaps:
        return "there are 0 swaps that could fit worse than what they replace"
    return (
        f"{_percent(v[_FITS_AS_WELL])} of the swaps fit their places about as well as what they replace, "
        f"against {_percent(r[_FITS_AS_WELL])} in a typical honest copy"
    )


def _kinds(f: Figures, v: Values, r: Values) -> str:
    if not f.swaps:
        return "no word stands in another's place (0 swaps)"
    named = sorted(f.kinds.items(), key=lambda item: -item[1])[:3]
    told = ", ".join(f"{n} {'is' if n == 1 else 'are'} of the kind '{kind}'" for kind, n in named)
    return f"of {_swap_count(f)}, {told}"


def _runs(f: Figures, v: Values, r: Values) -> str:
    if not f.longest_run:
        return "no unchanged run of words was lined up (0 words)"
    mean = math.exp(v[_MEAN_RUN])
    return (
        f"the longest unchanged run has {f.longest_run} words, and runs between changes typically {mean:.0f}"
    )


def _order(f: Figures, v: Values, r: Values) -> str:
    if not f.copied:
        return "no sentences were lined up whose order could be looked at (0 copied words)"
    ends, moved = v[_BORDERS_KEPT], v[_OUT_OF_ORDER]
    return (
        f"{_percent(ends)} of sentence ends are kept, and {_percent(moved)} of the copied runs change places"
    )


def _facts(f: Figures, v: Values, r: Values) -> str:
    if not f.facts:
        return "copied sentences hold 0 names and numbers"
    return f"{f.facts_kept} of {f.facts} names and numbers in copied sentences stand unchanged"


def _marks(f: Figures, v: Values, r: Values) -> str:
    if not f.copied:
        return "no sentences were lined up whose punctuation could be looked at (0 copied words)"
    return f"{_percent(v[INDEX['marks_kept']])} of the punctuation of copied sentences stands unchanged"


def _content(f: Figures, v: Values, r: Values) -> str:
    return (
        f"the texts share {_percent(v[_CONTENT_LESS])} of their content words, and say things in the same "
        f"order to a degree of {v[_MEANING_IN_ORDER]:.2f} (0 is chance, 1 is alike)"
    )


def _variety(f: Figures, v: Values, r: Values) -> str:
    if not f.swaps:
        return "there are 0 swaps that could repeat themselves"
    words = "word" if f.given == 1 else "different words"
    return f"in {_swap_count(f)}, {f.given} {words} came in the place of {f.taken}"


def _meaning(f: Figures, v: Values, r: Values) -> str:
    if not f.swaps:
        return "there are 0 swaps whose words could have to do with each other"
    return (
        f"in {_percent(v[_UNRELATED])} of the swaps the two words have nothing to do with each other, "
        f"against {_percent(r[_UNRELATED])} in a typical honest copy"
    )


_SENTENCES: dict[Group, Callable[[Figures, Values, Values], str]] = {
    "copied": _copied,
    "swaps": _swaps,
    "evenness": _evenness,
    "one-for-one": _one_for_one,
    "dictionary": _dictionary,
    "oddness": _oddness,
    "fit": _fit,
    "kinds": _kinds,
    "runs": _runs,
    "order": _order,
    "facts": _facts,
    "marks": _marks,
    "content": _content,
    "variety": _variety,
    "meaning": _meaning,
}
