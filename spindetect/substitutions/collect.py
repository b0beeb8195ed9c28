"""Which spans were swapped, with the lexicon's word on each: one batch of phrases, one of relations.

Three sorts of swaps come out, all from one look-up: the alignment's replaced spans; longer phrases, which
an insertion or deletion makes with the word beside it or two replaced spans make together, where the
lexicon links the longer phrases better; and two neighbouring swaps that together replace, or make, a fixed
phrase, taken as one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import RELATION_KINDS, Lexicon, RelationBatch
from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.kinds import NO_RELATION
from spindetect.substitutions.phrases import RIGHT, ask_phrases, pairs_to_merge
from spindetect.substitutions.reading import Reading
from spindetect.substitutions.spans import LONGEST_PHRASE, Candidate, join_keys, joined_phrases
from spindetect.text import Tokens

# What a longer phrase must be to the word it holds. A hypernym ("car", "sports car") is not a swap
# but added information, so 'related' does not count.
_GROWS = np.isin(RELATION_KINDS, ("same", "spelling", "synonym", "wrong-sense"))


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
    spans : Spans
    relation : RelationBatch
        Of two swaps taken as one, the weaker of theirs, unless the lexicon knows the phrases.
    fixed_source, fixed_suspect : array of bool, shape (2, n)
        Which spans are a fixed phrase with the word before and after, see `phrases.Asked.answer`; a
        merged row is one by itself.
    """

    spans: Spans
    relation: RelationBatch
    fixed_source: Bools
    fixed_suspect: Bools


def collect(
    source: Tokens,
    suspect: Tokens,
    rows: Ints,
    candidates: list[Candidate],
    reading: Reading,
    lexicon: Lexicon,
) -> Found:
    """Look up the rows with everything they may become, and choose.

    Parameters
    ----------
    rows : array of int64, shape (n, 4)
        From `spans.replaced_rows`, in the suspect's order.
    candidates : list of Candidate
        From `spans.longer_phrases`; those of `spans.joined_phrases` are added here.
    """
    n, single = len(rows), _single(rows, reading)
    candidates = candidates + joined_phrases(rows, single)
    options = np.array([candidate.box for candidate in candidates], dtype=np.int64).reshape(-1, 4)
    entries = np.concatenate((rows, options))
    keys = _keys(entries, source, suspect)
    shift = reading.n_source
    asked = ask_phrases(
        reading,
        np.concatenate((rows[:, 0], rows[:, 2] + shift)),
        np.concatenate((rows[:, 1], rows[:, 3] + shift)),
    )
    long = _several(entries)
    several = [side[at] for side, places in zip(keys, long, strict=True) for at in places]
    phrases = asked.phrases + [phrase for phrase in several if phrase.count(" ") < LONGEST_PHRASE]
    answers = lexicon.ids(phrases)
    fixed = asked.answer(answers[: len(asked.phrases)] >= 0, 2 * n).reshape(2, 2, n).transpose(1, 0, 2)
    merging = pairs_to_merge(rows, fixed[0, RIGHT] | fixed[1, RIGHT], single)
    if merging:
        entries, keys = _add_merged(entries, merging, keys, source, suspect)
        long = _several(entries)
        numbers = dict(zip(phrases, answers.tolist(), strict=True))
    else:
        # Only spans of several words are asked for by name, and those stand last.
        first = len(asked.phrases)
        numbers = dict(zip(phrases[first:], answers[first:].tolist(), strict=True))
    batch = lexicon.relations(
        _ids(entries[:, 0], keys[0], long[0], numbers, reading),
        _ids(entries[:, 2] + shift, keys[1], long[1], numbers, reading),
    )
    if merging:
        batch = _with_weaker(batch, merging)
    pick = _choose(batch, candidates, merging, entries)
    return _found(pick, entries, keys, batch, fixed, merging)


def _keys(entries: Ints, source: Tokens, suspect: Tokens) -> tuple[list[str], list[str]]:
    s0, s1, t0, t1 = entries.T
    return join_keys(source.keys, s0, s1), join_keys(suspect.keys, t0, t1)


def _single(rows: Ints, reading: Reading) -> Bools:
    single: Bools = (rows[:, 1] - rows[:, 0] == 1) & (rows[:, 3] - rows[:, 2] == 1)
    return single & reading.content[rows[:, 0]] & reading.content[rows[:, 2] + reading.n_source]


def _add_merged(
    entries: Ints, merging: list[int], keys: tuple[list[str], list[str]], source: Tokens, suspect: Tokens
) -> tuple[Ints, tuple[list[str], list[str]]]:
    merged = entries[merging].copy()
    merged[:, [1, 3]] = entries[np.array(merging) + 1][:, [1, 3]]
    more = _keys(merged, source, suspect)
    return np.concatenate((entries, merged)), (keys[0] + more[0], keys[1] + more[1])


def _several(entries: Ints) -> tuple[list[int], list[int]]:
    """Return the entries of more than one word, on the source's and on the suspect's side."""
    long = (
        (entries[:, 1] - entries[:, 0] > 1).nonzero()[0],
        (entries[:, 3] - entries[:, 2] > 1).nonzero()[0],
    )
    return long[0].tolist(), long[1].tolist()


def _ids(
    start: Ints, keys: list[str], several: list[int], numbers: dict[str, int], reading: Reading
) -> NDArray[np.int32]:
    """Return the lexicon's number of each entry, -1 where it has none."""
    ids = reading.vocabulary.lexicon_ids[reading.words[start]]
    ids[several] = [numbers.get(keys[at], -1) for at in several]
    return ids


def _with_weaker(batch: RelationBatch, merging: list[int]) -> RelationBatch:
    """Give merged entries, which stand last, the weaker relation of their two words if they have none."""
    first, own = np.array(merging), np.arange(len(batch) - len(merging), len(batch))
    weaker = np.where(batch.commonness[first] <= batch.commonness[first + 1], first, first + 1)
    pick = np.arange(len(batch))
    pick[own] = np.where(batch.kind[own] == NO_RELATION, weaker, own)
    agrees = batch.agrees.copy()
    agrees[own] = batch.agrees[first] & batch.agrees[first + 1]
    return RelationBatch(batch.kind[pick], batch.sources[pick], batch.commonness[pick], agrees)


def _choose(batch: RelationBatch, candidates: list[Candidate], merging: list[int], entries: Ints) -> Ints:
    """Return the entries to report, in the suspect's order, no two of them overlapping."""
    n = len(entries) - len(candidates) - len(merging)
    if not candidates and not merging:
        return np.arange(n)
    score = np.where(_GROWS[batch.kind], batch.commonness + np.float32(1), np.float32(0))
    grown, gone = _grown(candidates, score[:n].tolist(), score[n : n + len(candidates)].tolist())
    used = [at for at, row in enumerate(merging) if row not in gone and row + 1 not in gone]
    gone.update(merging[at] for at in used)
    gone.update(merging[at] + 1 for at in used)
    pick = [row for row in range(n) if row not in gone]
    pick += [n + at for at in grown]
    pick += [n + len(candidates) + at for at in used]
    chosen = np.array(pick, dtype=np.int64)
    return chosen[np.argsort(entries[chosen, 2], kind="stable")]


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


def _found(
    pick: Ints,
    entries: Ints,
    keys: tuple[list[str], list[str]],
    batch: RelationBatch,
    fixed: NDArray[np.bool_],
    merging: list[int],
) -> Found:
    # `fixed` has shape (sides, 2, rows): candidates are in no phrase, merged rows are one.
    n, m = fixed.shape[2], len(merging)
    every = np.zeros((2, 2, len(entries)), dtype=np.bool_)
    every[:, :, :n] = fixed
    if m:
        every[:, :, -m:] = fixed[:, RIGHT, merging][:, None, :]
    chosen, order = entries[pick], pick.tolist()
    spans = Spans(
        chosen[:, 0],
        chosen[:, 1],
        chosen[:, 2],
        chosen[:, 3],
        [keys[0][at] for at in order],
        [keys[1][at] for at in order],
        pick >= len(entries) - m,
    )
    relation = RelationBatch(
        batch.kind[pick], batch.sources[pick], batch.commonness[pick], batch.agrees[pick]
    )
    return Found(spans, relation, every[0][:, pick], every[1][:, pick])
