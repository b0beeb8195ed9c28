"""Which spans were swapped, with the lexicon's word on each: one batch of phrases, one of relations.

Three sorts of swaps come out, all from one look-up: the alignment's replaced spans; longer phrases, which
an insertion or deletion makes with the word beside it or two replaced spans make together, where the
lexicon links the longer phrases better; and two neighbouring swaps that together replace, or make, a fixed
phrase, taken as one. Nearly all swaps are of the first sort, one word for one: only the others' spans are
asked for by name, and a candidate that the lexicon lacks goes no further.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import RELATION_KINDS, Lexicon, RelationBatch
from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.kinds import NO_RELATION
from spindetect.substitutions.layout import Kept, Layout
from spindetect.substitutions.phrases import RIGHT, ask_phrases, pairs_to_merge
from spindetect.substitutions.reading import ARTICLES, Reading
from spindetect.substitutions.spans import (
    LONGEST_PHRASE,
    Candidate,
    join_keys,
    joined_phrases,
    neighbours,
)

# What a longer phrase must be to the word it holds. A hypernym ("car", "sports car") is not a swap
# but added information, so 'related' does not count.
_GROWS = np.isin(RELATION_KINDS, ("same", "spelling", "synonym", "wrong-sense"))

Picked: TypeAlias = Ints | slice


@dataclass(frozen=True, slots=True)
class Spans:
    """Token ranges that stand for each other, one row a swap, in the suspect's order.

    Attributes
    ----------
    source_start, source_end, suspect_start, suspect_end : array of int64, shape (n,)
        Token ranges [start, end).
    source, suspect : list of str, length n
        The keys of each range, joined by spaces.
    merged : array of bool, shape (n,)
        Whether the row is two adjacent swaps of one fixed phrase.
    """

    source_start: Ints
    source_end: Ints
    suspect_start: Ints
    suspect_end: Ints
    source: list[str]
    suspect: list[str]
    merged: Bools

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True)
class Found:
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

    def spans(self, layout: Layout) -> Spans:
        """Return the token ranges."""
        s0, s1, t0, t1 = self.rows.T
        t0, t1 = t0 - layout.shift, t1 - layout.shift
        source, suspect = join_keys(layout.source.keys, s0, s1), join_keys(layout.suspect.keys, t0, t1)
        return Spans(s0, s1, t0, t1, source, suspect, self.merged)


def collect(
    rows: Ints, candidates: list[Candidate], kept: Kept, reading: Reading, lexicon: Lexicon
) -> tuple[Found, NDArray[np.int32]]:
    """Look up the rows with everything they may become, and choose.

    Parameters
    ----------
    rows : array of int64, shape (n, 4)
        From `spans.replaced_rows`, in the suspect's order.
    candidates : list of Candidate
        From `spans.longer_phrases`; those of `spans.joined_phrases` are added here.
    kept : Kept
        Of the rows.

    Returns
    -------
    Found
    array of int32, shape (2,)
        The lexicon's numbers of `ARTICLES`, asked for in the same go.
    """
    start, end = rows[:, ::2].T, rows[:, 1::2].T
    one = end - start == 1
    content = one & reading.content.take(start)
    single = content[0] & content[1]
    candidates = candidates + joined_phrases(rows, single)
    beside = neighbours(rows)
    # A phrase matters where its other word stayed, or was swapped too.
    after = kept.after.copy()
    after[:-1] |= beside
    asked = ask_phrases(reading, start, one & kept.before, one & after)
    phrase = reading.layout.phrase
    long, names = _several(start, end, one, phrase)
    options = [phrase(*side) for candidate in candidates for side in (candidate.box[:2], candidate.box[2:])]
    phrases = [*ARTICLES, *asked.phrases, *names, *options]
    answers = lexicon.ids(phrases)
    articles, answers = answers[:2], answers[2:]
    k, m = len(asked.phrases), len(answers) - len(options)
    fixed = asked.answer(answers[:k] >= 0, len(rows))
    ids = reading.lexicon_ids.take(start)
    ids[~one] = -1
    ids[long] = answers[k:m]
    known = answers[m:].reshape(-1, 2)
    there = np.flatnonzero((known[:, 0] | known[:, 1]) >= 0)  # a negative number keeps its sign
    candidates = [candidates[at] for at in there.tolist()]
    merging = pairs_to_merge(beside, fixed[RIGHT, 0] | fixed[RIGHT, 1], single)
    parts = [ids, known[there].T]
    if merging:
        merged = _merge(rows, merging)
        numbers = dict(zip(phrases[2:], answers.tolist(), strict=True))
        sides = (merged[:, :2].tolist(), merged[:, 2:].tolist())
        parts.append(
            np.array([[numbers.get(phrase(*ends), -1) for ends in side] for side in sides], np.int32)
        )
    batch = lexicon.relations(*np.concatenate(parts, axis=1))
    return _select(rows, candidates, merging, batch, fixed), articles


def _several(
    start: Ints, end: Ints, one: Bools, phrase: Callable[[int, int], str]
) -> tuple[tuple[Ints, Ints], list[str]]:
    """Return which spans have more than one word but not too many for an entry, and their keys joined."""
    side, row = (~one & (end - start <= LONGEST_PHRASE)).nonzero()
    return (side, row), list(map(phrase, start[side, row].tolist(), end[side, row].tolist()))


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
        return Found(rows, np.zeros(n, np.bool_), _part(batch, slice(n)), fixed)
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
    gone, grown = set[int](), list[int]()
    if candidates:
        score = np.where(_GROWS[batch.kind], batch.commonness + np.float32(1), np.float32(0))
        old, new = score[:n].tolist(), score[n : n + len(candidates)].tolist()
        grown, gone = _grown(candidates, old, new)
    used = [at for at, row in enumerate(merging) if row not in gone and row + 1 not in gone]
    gone.update(merging[at] for at in used)
    gone.update(merging[at] + 1 for at in used)
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
    taken_source, taken_suspect = set[int](), set[int]()
    chosen, gone = [], set[int]()
    for at in sorted(better, key=lambda at: (-new[at], at)):
        s0, s1, t0, t1 = candidates[at].box
        if taken_source.isdisjoint(range(s0, s1)) and taken_suspect.isdisjoint(range(t0, t1)):
            taken_source.update(range(s0, s1))
            taken_suspect.update(range(t0, t1))
            chosen.append(at)
            gone.update(candidates[at].rows)
    return chosen, gone
