"""Reasons for all swaps of a pair: which grounds are strong enough to be told, and with what words."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np

from spindetect.lexicon import RELATION_KINDS
from spindetect.records import Side, Zone, ZoneKind
from spindetect.substitutions import kinds as k
from spindetect.substitutions import reasons
from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.oddness import NAMES, WEIGHTS
from spindetect.substitutions.phrases import LEFT
from spindetect.substitutions.swaps import Swaps
from spindetect.text import NUMBER, Document, Tokens
from spindetect.text.letters import word_class


def explain(
    swaps: Swaps, of_source: Sequence[str], of_suspect: Sequence[str], source: Document, suspect: Document
) -> list[str]:
    """Return the reason of each swap.

    Parameters
    ----------
    of_source, of_suspect : sequence of str, length n
        The spans as written.
    """
    said = _links(swaps)
    for row, names in _told_grounds(swaps.strength).items():
        grounds = [reasons.PLAIN.get(name) or _ground(name, swaps, row, source, suspect) for name in names]
        said[row] = ", ".join((said[row], *grounds))
    out = reasons.compose(of_source, of_suspect, said, swaps.unchanged.tolist())
    for row, zone in _zones(swaps, source, suspect).items():
        out[row] += reasons.place(zone)
    return out


def _links(swaps: Swaps) -> list[str]:
    """Say what the two spans of each swap are to each other."""
    kinds, relation, spans = swaps.pairing.kind.tolist(), swaps.relation, swaps.spans
    # To four digits, as the record says it.
    usual = relation.commonness.astype(np.float64).round(4) >= reasons.USUAL_SENSE
    links = list(
        map(
            _link,
            kinds,
            relation.kind.tolist(),
            usual.tolist(),
            swaps.slip.tolist(),
            spans.merged.tolist(),
        )
    )
    for row in [row for row, kind in enumerate(kinds) if kind == k.NUMBER]:
        links[row] = reasons.number_link(k.same_number(spans.source[row], spans.suspect[row]))
    return links


# A few hundred sentences at most: made once.
@functools.cache
def _link(kind: int, relation: int, usual: bool, slip: bool, merged: bool) -> str:
    return reasons.link(k.KINDS[kind], RELATION_KINDS[relation], usual=usual, slip=slip, merged=merged)


def _least_strength(name: str) -> float:
    """Return what a part must add to be told."""
    if name not in reasons.TOLD:
        return math.inf
    least = max(reasons.LEAST_NAMED, WEIGHTS[name] * reasons.LEAST_VALUE.get(name, 0.0))
    return -math.log1p(-least)


_LEAST = np.array([_least_strength(name) for name in NAMES], dtype=np.float32)[:, None]
_UNLIKELY, _BESIDE, _AROUND = (NAMES.index(name) for name in ("unlikely", "beside", "around"))


def _told_grounds(strength: Floats) -> dict[int, list[str]]:
    """Return the names of each row's strongest grounds, strongest first, where any is worth telling."""
    worth = strength >= _LEAST
    _keep_stronger(worth, strength, _BESIDE, _AROUND)
    strength = _tell_by_figure(worth, strength)
    parts, rows = worth.nonzero()
    found: dict[int, list[tuple[float, int]]] = {}
    for row, part, value in zip(rows.tolist(), parts.tolist(), strength[parts, rows].tolist(), strict=True):
        found.setdefault(row, []).append((-value, part))
    # Of two as strong the first in the order of the parts: deterministic.
    return {
        row: [NAMES[part] for _, part in sorted(grounds)[: reasons.MOST_GROUNDS]]
        for row, grounds in found.items()
    }


def _tell_by_figure(worth: Bools, strength: Floats) -> Floats:
    """Say that a word does not fit by how much less likely it is, where that is worth telling."""
    strength, told = strength.copy(), worth[_UNLIKELY].copy()
    for other in (_BESIDE, _AROUND):
        stands_for = told & worth[other]
        strength[_UNLIKELY] = np.where(
            stands_for, np.maximum(strength[_UNLIKELY], strength[other]), strength[_UNLIKELY]
        )
        worth[other] &= ~told
    return strength


def _keep_stronger(worth: Bools, strength: Floats, one: int, other: int) -> None:
    # Two ways of saying that it does not suit; one is enough.
    both = worth[one] & worth[other]
    first = strength[one] >= strength[other]
    worth[one] &= ~both | first
    worth[other] &= ~both | ~first


def _ground(name: str, swaps: Swaps, row: int, source: Document, suspect: Document) -> str:
    """Say a ground that names words."""
    spans, keys = swaps.spans, suspect.tokens.keys
    t0, t1 = int(spans.suspect_start[row]), int(spans.suspect_end[row])
    if name == "phrase":
        return reasons.ground(name, phrase=_fixed_phrase(swaps, row, source))
    if name == "unlikely":
        return reasons.ground(name, less=reasons.less_expected(float(swaps.place.expected[0, row])))
    if name == "article":
        return reasons.ground(name, word=keys[t0 - 1])
    if name == "doubled":
        return reasons.ground(name, word=keys[t0] if t0 and keys[t0 - 1] == keys[t0] else keys[t1 - 1])
    classes = word_class(spans.source[row]), word_class(spans.suspect[row])
    return reasons.ground(name, classes=classes)


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
        rows = _left_out(document.tokens, start, end)
        zones = document.zones(side) if rows else ()
        for row in rows:
            kind = _zone_at(zones, int(document.tokens.start[start[row]]))
            if kind is not None:
                found[row] = kind
    return found


def _left_out(tokens: Tokens, start: Ints, end: Ints) -> list[int]:
    """Return the ranges that begin or end with a word that does not count."""
    last = end - 1
    out = ~(tokens.counted.take(start) & tokens.counted.take(last))
    return [
        row
        for row in out.nonzero()[0].tolist()
        if any(tokens.kind[at] <= NUMBER and not tokens.counted[at] for at in (start[row], last[row]))
    ]


def _zone_at(zones: Sequence[Zone], at: int) -> ZoneKind | None:
    return next((zone.kind for zone in zones if zone.start <= at < zone.end), None)
