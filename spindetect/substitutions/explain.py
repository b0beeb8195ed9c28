"""Reasons for all swaps of a pair: which grounds are strong enough to be told, and with what words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from spindetect.records import Relation, Side, Span, SubstitutionKind, Zone, ZoneKind
from spindetect.substitutions import reasons
from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.grammar import word_class
from spindetect.substitutions.kinds import same_number
from spindetect.substitutions.oddness import Part
from spindetect.substitutions.phrases import LEFT
from spindetect.substitutions.swaps import Swaps
from spindetect.text import NUMBER, Document, Tokens


def explain(
    swaps: Swaps,
    kinds: Sequence[SubstitutionKind],
    relations: Sequence[Relation],
    of_source: Sequence[Span],
    of_suspect: Sequence[Span],
    source: Document,
    suspect: Document,
) -> list[str]:
    """Return the reason of each swap."""
    said = _links(swaps, kinds, relations)
    for row, names in _told_grounds(swaps).items():
        grounds = (_ground(name, swaps, row, source, suspect) for name in names)
        said[row] = ", ".join((said[row], *grounds))
    unchanged = swaps.unchanged.tolist()
    out = [
        reasons.compose(old.text, new.text, told, words)
        for old, new, told, words in zip(of_source, of_suspect, said, unchanged, strict=True)
    ]
    for row, zone in _zones(swaps, source, suspect).items():
        out[row] += reasons.place(zone)
    return out


def _links(swaps: Swaps, kinds: Sequence[SubstitutionKind], relations: Sequence[Relation]) -> list[str]:
    slips, merged = swaps.slip.tolist(), swaps.spans.merged.tolist()
    links = []
    for row, (kind, relation) in enumerate(zip(kinds, relations, strict=True)):
        same = kind == "number" and same_number(swaps.spans.source[row], swaps.spans.suspect[row])
        links.append(reasons.link(kind, relation, slip=slips[row], merged=merged[row], same_value=same))
    return links


def _told_grounds(swaps: Swaps) -> dict[int, list[str]]:
    """Return the names of each row's strongest grounds, strongest first, where any is worth telling."""
    names, strength = [part.name for part in swaps.forward], swaps.strength
    least = np.array([_least_strength(part) for part in swaps.forward], dtype=np.float32)
    worth = strength >= least[:, None]
    _keep_stronger(worth, strength, names.index("beside"), names.index("around"))
    # Sorted by row, then by strength, then by the order of the parts: deterministic.
    parts, rows = np.nonzero(worth)
    order = np.lexsort((parts, -strength[parts, rows], rows))
    found: dict[int, list[str]] = {}
    for row, part in zip(rows[order].tolist(), parts[order].tolist(), strict=True):
        chosen = found.setdefault(row, [])
        if len(chosen) < reasons.MOST_GROUNDS:
            chosen.append(names[part])
    return found


def _least_strength(part: Part) -> float:
    """Return what a part must add to be told."""
    if part.name not in reasons.TOLD:
        return math.inf
    least = max(reasons.LEAST_NAMED, part.weight * reasons.LEAST_VALUE.get(part.name, 0.0))
    return -math.log1p(-least)


def _keep_stronger(worth: Bools, strength: Floats, one: int, other: int) -> None:
    # Two ways of saying that it does not fit; one is enough.
    both = worth[one] & worth[other]
    first = strength[one] >= strength[other]
    worth[one] &= ~both | first
    worth[other] &= ~both | ~first


def _ground(name: str, swaps: Swaps, row: int, source: Document, suspect: Document) -> str:
    spans, keys = swaps.spans, suspect.tokens.keys
    t0, t1 = int(spans.suspect_start[row]), int(spans.suspect_end[row])
    if name == "phrase":
        return reasons.ground(name, phrase=_fixed_phrase(swaps, row, source))
    if name == "article":
        return reasons.ground(name, word=keys[t0 - 1])
    if name == "doubled":
        return reasons.ground(name, word=keys[t0] if t0 and keys[t0 - 1] == keys[t0] else keys[t1 - 1])
    if name == "class":
        classes = word_class(spans.source[row]), word_class(spans.suspect[row])
        return reasons.ground(name, classes=classes)
    return reasons.ground(name)


def _fixed_phrase(swaps: Swaps, row: int, source: Document) -> str:
    spans, tokens = swaps.spans, source.tokens
    first, last = int(spans.source_start[row]), int(spans.source_end[row])
    if not spans.merged[row]:
        left = bool(swaps.broken[LEFT, row])
        first, last = (first - 1, last) if left else (first, last + 1)
    return source.text[int(tokens.start[first]) : int(tokens.end[last - 1])]


def _zones(swaps: Swaps, source: Document, suspect: Document) -> dict[int, ZoneKind]:
    """Return the kind of the zone that a swap stands in, the suspect's rather than the source's."""
    spans = swaps.spans
    found: dict[int, ZoneKind] = {}
    sides: tuple[tuple[Document, Side, Ints, Ints], ...] = (
        (source, "source", spans.source_start, spans.source_end),
        (suspect, "suspect", spans.suspect_start, spans.suspect_end),
    )
    for document, side, start, end in sides:
        rows = np.flatnonzero(_left_out(document.tokens, start, end)).tolist()
        zones = document.zones(side) if rows else ()
        for row in rows:
            kind = _zone_at(zones, int(document.tokens.start[start[row]]))
            if kind is not None:
                found[row] = kind
    return found


def _left_out(tokens: Tokens, start: Ints, end: Ints) -> Bools:
    out = (tokens.kind <= NUMBER) & ~tokens.counted
    either: Bools = out[start] | out[end - 1]
    return either


def _zone_at(zones: Sequence[Zone], at: int) -> ZoneKind | None:
    return next((zone.kind for zone in zones if zone.start <= at < zone.end), None)
