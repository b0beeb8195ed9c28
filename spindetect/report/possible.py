"""What no program could have said: a record that passes may be drawn without a further look."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from spindetect.evaluation.records import Evaluation
from spindetect.records import NamedSource, Zone
from spindetect.text_verdict import Suggestion, TextVerdict, Unspun
from spindetect.verdict import Evidence, PairVerdict

SHARES = {
    "pair": ("probability", "p_copied", "copied_share", "unchanged_share", "swapped_share", "direction"),
    "text": ("probability", "marked_share"),
}
COUNTS = {
    "pair": ("longest_run_words", "words_counted", "words_left_out"),
    "text": ("words_counted", "words_left_out"),
}
# Weights are sums of rounded numbers.
_ROUNDING = 1e-6


def impossible(result: PairVerdict | TextVerdict | Unspun | Evaluation) -> Iterator[str]:
    """Yield what is wrong with the numbers of a result, in words."""
    if isinstance(result, PairVerdict):
        return _in_pair(result)
    if isinstance(result, Evaluation):
        return _in_evaluation(result)
    return _in_text(result) if isinstance(result, TextVerdict) else _in_unspun(result)


def _in_pair(verdict: PairVerdict) -> Iterator[str]:
    shares = {name: getattr(verdict, name) for name in SHARES["pair"]}
    shares |= {
        f"probabilities.{f.name}": getattr(verdict.probabilities, f.name)
        for f in fields(verdict.probabilities)
    }
    shares |= {f"substitutions[{n}].oddness": swap.oddness for n, swap in enumerate(verdict.substitutions)}
    for n, passage in enumerate(verdict.passages):
        shares |= {
            f"passages[{n}].{name}": getattr(passage, name)
            for name in ("unchanged_share", "swapped_share", "probability")
        }
    shares |= _of_texts(verdict)
    yield from _shares(shares)
    yield from _counts({name: getattr(verdict, name) for name in COUNTS["pair"]})
    yield from _numbered(verdict)
    swaps = verdict.substitutions
    ranges = [(span.start, span.end) for swap in swaps for span in (swap.source, swap.suspect)]
    ranges += [span for swap in swaps for span in (swap.source_token, swap.suspect_token)]
    yield from _ranges([*ranges, *_places(verdict.named_sources, verdict.left_out)])
    yield from _evidence(verdict.evidence)
    yield from _assumed(verdict)


def _of_texts(verdict: PairVerdict) -> dict[str, float]:
    """Return the shares that a verdict tells of each source and each background text."""
    names = ("unchanged_share", "swapped_share", "probability")
    found: dict[str, float] = {}
    for kind, texts in (("sources", verdict.sources or ()), ("background", verdict.background or ())):
        for n, one in enumerate(texts):
            found |= {f"{kind}[{n}].{name}": getattr(one, name) for name in names}
    found |= {f"sources[{n}].direction": one.direction for n, one in enumerate(verdict.sources or ())}
    return found


def _numbered(verdict: PairVerdict) -> Iterator[str]:
    """Yield what is told of a source or background text that there is not."""
    sources, shared = len(verdict.source_texts), len(verdict.background or ())
    kinds = (verdict.substitutions, verdict.passages, verdict.manipulations, verdict.left_out)
    told = {one.of_source for kind in kinds for one in kind} - {None}
    if not told <= set(range(sources)):
        yield f"something is told of a source that is none of the {sources}"
    if any(not 0 <= n < sources for back in verdict.background or () for n in back.spun_beside):
        yield f"a background text is spun beside a source that is none of the {sources}"
    if any(z.of_background is not None and not 0 <= z.of_background < shared for z in verdict.left_out):
        yield f"something is told of a background text that is none of the {shared}"
    if (len(verdict.sources or ()) or 1) != sources:
        yield f"{sources} sources are given and {len(verdict.sources or ())} told of"


def _in_text(verdict: TextVerdict) -> Iterator[str]:
    marks, passages = verdict.suspicions, verdict.passages
    shares = {name: getattr(verdict, name) for name in SHARES["text"]}
    shares |= {f"suspicions[{n}].probability": mark.probability for n, mark in enumerate(marks)}
    shares |= {f"passages[{n}].probability": part.probability for n, part in enumerate(passages)}
    yield from _shares(shares)
    counts = {name: getattr(verdict, name) for name in COUNTS["text"]}
    counts |= {
        f"passages[{n}].{name}": getattr(part, name)
        for n, part in enumerate(passages)
        for name in ("words", "marks")
    }
    yield from _counts(counts)
    ranges = [(mark.span.start, mark.span.end) for mark in marks] + [mark.token for mark in marks]
    ranges += [(part.start, part.end) for part in passages]
    yield from _ranges([*ranges, *_places(verdict.named_sources, verdict.left_out)])
    for n, mark in enumerate(marks):
        yield from _weights(f"suspicions[{n}].suggestions", mark.suggestions)
    yield from _evidence(verdict.evidence)
    yield from _assumed(verdict)


def _in_unspun(result: Unspun) -> Iterator[str]:
    changes = result.changes
    yield from _shares({f"changes[{n}].probability": one.probability for n, one in enumerate(changes)})
    yield from _ranges([(span.start, span.end) for one in changes for span in (one.suspect, one.restored)])
    for n, one in enumerate(changes):
        yield from _weights(f"changes[{n}].alternatives", one.alternatives)


def _in_evaluation(result: Evaluation) -> Iterator[str]:
    rates = {"right": result.right}
    for question in result.questions:
        rates |= {f"{question.name}.found": question.found, f"{question.name}.accused": question.accused}
        rates |= {f"{question.name}.bins[{n}].seen": one.seen for n, one in enumerate(question.bins)}
    for n, row in enumerate(result.slices):
        rates |= {f"slices[{n}].{name}": getattr(row, name) for name in ("wrong", "accused", "missed")}
    for name, rate in rates.items():
        ends = [x for x in (rate.low, rate.value, rate.high) if x is not None]
        fine = 0 <= rate.hits <= rate.of and len(ends) == (3 if rate.of else 0)
        if not fine or ends != sorted(ends) or not all(0 <= x <= 1 for x in ends):
            yield f"{name} is {rate.hits} of {rate.of}, from {rate.low} to {rate.high}"
    for counted in result.confusion:
        if len(counted.counts) != len(result.verdicts) or min(counted.counts, default=0) < 0:
            yield f"the row {counted.label!r} of the confusion has counts {counted.counts}"
    columns = result.data.slices
    if any(len(one.slices) != len(columns) for one in result.mistakes):
        yield f"a mistake has other slices than {columns}"


def _assumed(verdict: PairVerdict | TextVerdict) -> Iterator[str]:
    """Yield what is wrong with the prior, and with what was measured of such scores."""
    scored, reached = verdict.scored, verdict.false_alarms or ()
    priors = {"prior": verdict.prior, "scored.prior": scored.prior if scored else None}
    for name, prior in priors.items():
        if prior is not None and not 0 < prior < 1:
            yield f"{name} is {prior}, not between 0 and 1"
    if scored:
        shares = {"scored.probability": scored.probability, "scored.p_copied": scored.p_copied or 0.0}
        yield from _shares(shares)
        if verdict.prior is None:
            yield "a score at the model's own prior is told, and no prior"
    for n, one in enumerate(reached):
        if not 0 <= one.reached <= one.documents or not 0 <= one.upper <= 1:
            yield f"false_alarms[{n}] says {one.reached} of {one.documents}, at most {one.upper}"


def _shares(found: Mapping[str, float]) -> Iterator[str]:
    yield from (f"{name} is {x}, not between 0 and 1" for name, x in found.items() if not 0 <= x <= 1)


def _counts(found: Mapping[str, int]) -> Iterator[str]:
    yield from (f"{name} is {n}, below 0" for name, n in found.items() if n < 0)


def _ranges(found: Iterable[tuple[int, int]]) -> Iterator[str]:
    yield from (f"a span from {start} to {end}" for start, end in found if not 0 <= start <= end)


def _places(named: Sequence[NamedSource], zones: Sequence[Zone]) -> Iterator[tuple[int, int]]:
    yield from ((one.span.start, one.span.end) for one in named)
    yield from ((zone.start, zone.end) for zone in zones)


def _weights(name: str, found: Sequence[Suggestion]) -> Iterator[str]:
    weights = [suggestion.weight for suggestion in found]
    if any(not 0 < weight <= 1 for weight in weights) or sum(weights) > 1 + _ROUNDING:
        yield f"the weights of {name} are no shares of 1"
    elif weights != sorted(weights, reverse=True):
        yield f"the weights of {name} do not fall"


def _evidence(found: Sequence[Evidence]) -> Iterator[str]:
    if not all(math.isfinite(x) for e in found for x in (e.value, e.reference, e.effect)):
        yield "a feature of the evidence is not a finite number"
