"""Which spans were swapped, with the lexicon's word on each: one batch of phrases, one of relations.

Three sorts of swaps come out, all from one look-up: the alignment's replaced spans; longer phrases, which
an insertion or deletion makes with the word beside it or two replaced spans make together, where the
lexicon links the longer phrases better; and two neighbouring swaps that together replace, or make, a fixed
phrase, taken as one. Nearly all swaps are of the first sort, one word for one: only the others' spans are
asked for by name, and a candidate that the lexicon lacks goes no further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import RELATION_KINDS, Lexicon, RelationBatch
from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.kinds import NO_RELATION
from spindetect.substitutions.layout import Layout
from spindetect.substitutions.phrases import RIGHT, ask_phrases, pairs_to_merge
from spindetect.substitutions.reading import NO_CONTENT, Edges, Reading
from spindetect.substitutions.spans import LONGEST_PHRASE, Candidate, joined_phrases

# What a longer phrase must be to the word it holds. A hypernym ("car", "sports car") is not a swap
# but added information, so 'related' does not count.
_GROWS = np.isin(RELATION_KINDS, ("same", "spelling", "synonym", "wrong-sense"))

Picked: TypeAlias = Ints | slice


@dataclass(frozen=True)
class Spans:
    """Token ranges that stand for each other, one row a swap, in the suspect's order.

    Attributes
    ----------
    source_start, source_end, suspect_start, suspect_end : array of int64, shape (n,)
        Token ranges [start, end).
    merged : array of bool, shape (n,)
        Whether the row is two adjacent swaps of one fixed phrase.
    layout : Layout
        What they are ranges of.
    """

    source_start: Ints
    source_end: Ints
    suspect_start: Ints
    suspect_end: Ints
    merged: Bools
    layout: Layout

    def __len__(self) -> int:
        return len(self.merged)

    @cached_property
    def source(self) -> list[str]:
        """The keys of each range of the source, joined by spaces."""
        return _joined(self.layout.source.keys, self.source_start, self.source_end)

    @cached_property
    def suspect(self) -> list[str]:
        """The same of the suspect."""
        return _joined(self.layout.suspect.keys, self.suspect_start, self.suspect_end)


def _joined(keys: Sequence[str], start: Ints, end: Ints) -> list[str]:
    return [" ".join(keys[a:b]) for a, b in zip(start.tolist(), end.tolist(), strict=True)]


class Found(NamedTuple):
    """The swaps, and what the lexicon says of them.

    Attributes
    ----------
    rows : array of int64, shape (n, 4)
        Source start, source end, suspect start, suspect end, as places in the layout.
    merged : array of bool, shape (n,)
        Whether the row is two adjacent swaps of one fixed phrase.
    relation : RelationBatch
        Of two swaps taken as one, the weaker of theirs, unless the lexicon knows the phrases.
    fixed : array of bool, shape (2, 2, n)
        Which spans are a fixed phrase with the word before and after, in the source and in the suspect,
        see `phrases.Asked.answer`; a merged row is one by itself.
    """

    rows: Ints
    merged: Bools
    relation: RelationBatch
    fixed: NDArray[np.bool_]

    def spans(self, edges: Edges, layout: Layout) -> Spans:
        """Return the token ranges, given the edges of `rows`."""
        start, end = edges.place[1::2]
        shift = layout.shift
        return Spans(start[0], end[0], start[1] - shift, end[1] - shift, self.merged, layout)


def collect(
    rows: Ints, candidates: list[Candidate], edges: Edges, reading: Reading, lexicon: Lexicon
) -> Found:
    """Look up the rows with everything they may become, and choose.

    Parameters
    ----------
    rows : array of int64, shape (n, 4)
        From `spans.replaced_rows`, in the suspect's order.
    candidates : list of Candidate
        From `spans.longer_phrases`; those of `spans.joined_phrases` are added here.
    edges : Edges
        Of the rows.
    """
    layout, (start, end) = reading.layout, edges.place[1::2]
    words = end - start
    one = words == 1
    several = ~one
    content = (edges.facts[1] & NO_CONTENT) == 0
    content &= one
    single = content[0] & content[1]
    candidates = candidates + joined_phrases(rows, edges.beside, single)
    asked = ask_phrases(reading, edges, one)
    side, row = several.nonzero()
    # Spans that are not too long for an entry are asked for by name.
    short = words[side, row] <= LONGEST_PHRASE
    side, row = side[short], row[short]
    keys = layout.keys
    named = zip(start[side, row].tolist(), end[side, row].tolist(), strict=True)
    names = [" ".join(keys[a:b]) for a, b in named]
    options = [" ".join(keys[a:b]) for (s0, s1, t0, t1), _ in candidates for a, b in ((s0, s1), (t0, t1))]
    phrases = [*asked.phrases, *names, *options]
    answers = lexicon.ids(phrases)
    k, m = len(asked.phrases), len(answers) - len(options)
    fixed = asked.answer(answers[:k] >= 0, len(rows))
    ids = reading.known.lexicon_id.take(edges.words[1])
    ids[several] = -1
    ids[side, row] = answers[k:m]
    parts = [ids]
    if candidates:
        known = answers[m:].reshape(-1, 2)
        there = (known[:, 0] | known[:, 1]) >= 0  # a negative number keeps its sign
        candidates = list(compress(candidates, there.tolist()))
        parts.append(known[there].T)
    merging = pairs_to_merge(edges, fixed[RIGHT, 0] | fixed[RIGHT, 1], single)
    if merging:
        merged = _merge(rows, merging)
        numbers = dict(zip(phrases, answers.tolist(), strict=True))
        sides = (merged[:, :2].tolist(), merged[:, 2:].tolist())
        parts.append(
            np.array([[numbers.get(layout.phrase(*ends), -1) for ends in side] for side in sides], np.int32)
        )
    batch = lexicon.relations(*(parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)))
    return _select(rows, candidates, merging, batch, fixed)


def _merge(rows: Ints, merging: list[int]) -> Ints:
    """Return each of these rows as one with the next."""
    merged = rows[merging]
    merged[:, 1::2] = rows[1:][merging, 1::2]
    return merged


def _select(
    rows: Ints,
    candidates: list[Candidate],
    merging: list[int],
    batch: RelationBatch,
    fixed: NDArray[np.bool_],
) -> Found:
    """Choose what to report of rows, candidates and merged rows, which stand in this order in `batch`."""
    n, m = len(rows), len(merging)
    gone, grown, used = _chosen(batch, candidates, merging, n)
    if not gone and not grown:
        return Found(rows, np.zeros(n, np.bool_), _part(batch, slice(n)) if candidates else batch, fixed)
    options = np.array([candidate.box for candidate in candidates], np.int64).reshape(-1, 4)
    entries = np.concatenate((rows, options, _merge(rows, merging)))
    # Candidates are in no phrase, merged rows are one.
    every = np.zeros((2, 2, len(entries)), np.bool_)
    every[:, :, :n] = fixed
    every[:, :, len(entries) - m :] = fixed[RIGHT][:, merging]
    pick = [row for row in range(n) if row not in gone]
    pick += [n + at for at in grown]
    pick += [n + len(candidates) + at for at in used]
    chosen = np.array(pick, np.int64)
    chosen = chosen[entries[chosen, 2].argsort(kind="stable")]
    if merging:
        batch = _with_weaker(batch, merging)
    return Found(entries[chosen], chosen >= len(entries) - m, _part(batch, chosen), every[:, :, chosen])


def _part(batch: RelationBatch, rows: Picked) -> RelationBatch:
    return RelationBatch(batch.kind[rows], batch.sources[rows], batch.commonness[rows], batch.agrees[rows])


def _with_weaker(batch: RelationBatch, merging: list[int]) -> RelationBatch:
    """Give merged entries, which stand last, the weaker relation of their two words if they have none."""
    first, own = np.array(merging), np.arange(len(batch) - len(merging), len(batch))
    weaker = np.where(batch.commonness[first] <= batch.commonness[first + 1], first, first + 1)
    pick = np.arange(len(batch))
    pick[own] = np.where(batch.kind[own] == NO_RELATION, weaker, own)
    agrees = batch.agrees.copy()
    agrees[own] = batch.agrees[first] & batch.agrees[first + 1]
    return RelationBatch(batch.kind[pick], batch.sources[pick], batch.commonness[pick], agrees)


def _chosen(
    batch: RelationBatch, candidates: list[Candidate], merging: list[int], n: int
) -> tuple[set[int], list[int], list[int]]:
    """Return the rows that go, and the candidates and merged rows that come; no two of them overlap."""
    gone: set[int] = set()
    grown: list[int] = []
    grows = _GROWS.take(batch.kind) if candidates else _GROWS[:0]
    if grows[n : n + len(candidates)].any():
        score = np.where(grows, batch.commonness + np.float32(1), np.float32(0))
        old, new = score[:n].tolist(), score[n : n + len(candidates)].tolist()
        grown, gone = _grown(candidates, old, new)
    used = [at for at, row in enumerate(merging) if row not in gone and row + 1 not in gone]
    for at in used:
        gone |= {merging[at], merging[at] + 1}
    return gone, grown, used


def _grown(candidates: list[Candidate], old: list[float], new: list[float]) -> tuple[list[int], set[int]]:
    """Choose the best candidates that do not overlap; return them, and the rows that they replace.

    `old` and `new` say how well the lexicon knows rows and candidates, 0 for not at all: a candidate must
    beat the rows it replaces.
    """
    better = [
        at
        for at, worth in enumerate(new)
        if worth > 0 and all(worth > old[row] for row in candidates[at].rows)
    ]
    taken_source: set[int] = set()
    taken_suspect: set[int] = set()
    gone: set[int] = set()
    chosen = []
    for at in sorted(better, key=lambda at: (-new[at], at)):
        s0, s1, t0, t1 = candidates[at].box
        if taken_source.isdisjoint(range(s0, s1)) and taken_suspect.isdisjoint(range(t0, t1)):
            taken_source.update(range(s0, s1))
            taken_suspect.update(range(t0, t1))
            chosen.append(at)
            gone.update(candidates[at].rows)
    return chosen, gone
