"""Fit what restores phrases: the chooser of single words, and the weights of whole phrases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from models.phrases_data import Pair, aligned
from spindetect.phrases.beam import Found, originals
from spindetect.phrases.candidates import candidates
from spindetect.phrases.choices import COMMON, Choices, Chooses, Word, with_terms
from spindetect.phrases.known import Known
from spindetect.phrases.network import LIMIT, Chooser, Weights
from spindetect.phrases.ranking import FEATURES, features
from spindetect.phrases.tables import Tables

OTHERS, OTHER_TERMS = 200, 60  # wrong candidates drawn for each right one: what 24 GB hold with ease
HIDDEN, EPOCHS, DECAY, DROPOUT, RATE, BATCH = 32, 8, 0.3, 0.4, 3e-3, 64
"""Of the chooser. Log-loss of word pairs of two folds left out: linear 2.65 and 2.71, 24 hidden units with
decay .1 and dropout .2 2.54 and 2.58, 48 with .3 and .4 2.47 and 2.56."""
KEPT_WEIGHT: Final = 0.5  # of words that were left alone: there are as many of them, and they are easy

Floats = NDArray[np.float32]


@dataclass
class Group:
    """One aligned pair: the right candidate, then wrong ones.

    Attributes
    ----------
    old, new : str
    components : set of int
        Of the phrases it was found in.
    count : int
        In how many.
    numbers : ndarray of int32
    features : ndarray of float16
    own : ndarray of bool
        As in `Candidates`.
    """

    old: str
    new: str
    components: set[int]
    count: int
    numbers: NDArray[np.int32]
    features: NDArray[np.float16]
    own: NDArray[np.bool_]


def groups(pairs: Sequence[Pair], component: NDArray[np.int64], tables: Tables) -> list[Group]:
    """Return a group for every aligned pair whose original is among the candidates.

    Words of any answer are candidates here; who fits leaves out those that no training answer has.
    """
    count: Counter[tuple[str, str]] = Counter()
    found_in: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for pair, each in zip(pairs, component.tolist(), strict=True):
        for words in set(aligned(pair)):
            count[words] += 1
            found_in[words].add(each)
    terms = tables.lexicon.ids(sorted({word for pair in pairs for word in pair.expected.split()}))
    terms = np.unique(terms[terms >= 0])
    random = np.random.default_rng(0)
    by_old: defaultdict[str, list[str]] = defaultdict(list)
    for old, new in sorted(count):
        by_old[old].append(new)
    out = []
    for old, news in track(by_old.items(), "candidates of every word"):
        if " " in old and tables.lexicon.ids([old])[0] < 0:
            continue
        found = candidates(tables, old, terms)
        for new, number in zip(news, tables.lexicon.ids(news).tolist(), strict=True):
            right = np.flatnonzero(found.numbers == number)
            if number < 0 or not right.size:
                continue
            wrong = found.numbers != number
            at = [right]
            for kind, most in ((found.own, OTHERS), (~found.own, OTHER_TERMS)):
                rest = np.flatnonzero(wrong & kind)
                at.append(random.choice(rest, min(most, rest.size), replace=False))
            rows = np.concatenate(at)
            key = (old, new)
            half = found.features[rows].astype(np.float16)
            out.append(Group(old, new, found_in[key], count[key], found.numbers[rows], half, found.own[rows]))
    return out


class Terms:
    """Of how many originals each word is one, by component, so that one can be left out."""

    def __init__(self, pairs: Sequence[Pair], component: NDArray[np.int64], tables: Tables) -> None:
        answers = {(pair.expected, each) for pair, each in zip(pairs, component.tolist(), strict=True)}
        words = sorted({word for answer, _ in answers for word in answer.split()})
        number = dict(zip(words, tables.lexicon.ids(words).tolist(), strict=True))
        self.total = np.zeros(len(tables), np.float32)
        self._of: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for answer, each in answers:
            for word in set(answer.split()):
                if number[word] >= 0:
                    self._of[each][number[word]] += 1
                    self.total[number[word]] += 1

    def without(self, component: int, numbers: NDArray[np.int32]) -> Floats:
        """Return the counts of words over all components but one."""
        own = self._of.get(component, Counter())
        out: Floats = self.total[numbers] - np.array([own[n] for n in numbers.tolist()], np.float32)
        return out


def fit_chooser(train: Sequence[Group], terms: Terms, usable: set[int]) -> Chooser:
    """Return the chooser that gives the right candidates the highest likelihood.

    Parameters
    ----------
    train : sequence of Group
    terms : Terms
        Of the training phrases.
    usable : set of int
        Components of these; a group counts what its own component adds to the terms as not seen.
    """
    import torch
    from torch import nn

    torch.manual_seed(0)
    random = np.random.default_rng(0)
    torch.set_num_threads(1)
    x, there, weight = _padded(train, terms, usable)
    mean, deviation = x[there].mean(axis=0), x[there].std(axis=0) + np.float32(1e-3)
    x = np.clip((x - mean) / deviation, -LIMIT, LIMIT) * there[..., None]
    given, real, share = torch.tensor(x), torch.tensor(there), torch.tensor(weight)
    linear = nn.Linear(x.shape[2], 1, bias=False)
    hidden, out = nn.Linear(x.shape[2], HIDDEN), nn.Linear(HIDDEN, 1, bias=False)
    nn.init.zeros_(linear.weight)
    nn.init.zeros_(out.weight)
    drop = nn.Dropout(DROPOUT)
    parameters = [*linear.parameters(), *hidden.parameters(), *out.parameters()]
    optimiser: Any = torch.optim.AdamW(parameters, RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in _batches(len(given), random):
            rows = given[batch]
            scores: Any = (linear(rows) + out(drop(torch.relu(hidden(rows)))))[..., 0]
            log_p = torch.log_softmax(scores.masked_fill(~real[batch], -1e9), 1)[:, 0]
            loss: Any = -(log_p * share[batch]).sum() / share[batch].sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    arrays = (linear.weight[0], hidden.weight.T, hidden.bias, out.weight[0])
    fitted = [np.ascontiguousarray(each.detach().numpy()) for each in arrays]
    return Chooser(mean.astype(np.float32), (1 / deviation).astype(np.float32), *fitted)


def _batches(rows: int, random: np.random.Generator) -> list[NDArray[np.int64]]:
    """Return all rows once, in batches, in random order."""
    places = random.permutation(rows)
    return [places[at : at + BATCH] for at in range(0, rows, BATCH)]


def _padded(
    train: Sequence[Group], terms: Terms, usable: set[int]
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    rows = []
    for group in train:
        inside = group.components & usable
        # A pair of equal words may be found in several components; then none of them is left out.
        alone = next(iter(inside)) if len(inside) == 1 else -1
        counts = terms.without(alone, group.numbers)
        usable_here = group.own | (counts >= COMMON)
        if inside and usable_here[0]:
            kept = with_terms(group.features[usable_here].astype(np.float32), counts[usable_here])
            rows.append((kept, min(group.count, 3) ** 0.5 * (KEPT_WEIGHT if group.old == group.new else 1)))
    longest = max(len(row) for row, _ in rows)
    x = np.zeros((len(rows), longest, rows[0][0].shape[1]), np.float32)
    there = np.zeros((len(rows), longest), np.bool_)
    for at, (row, _) in enumerate(rows):
        x[at, : len(row)], there[at, : len(row)] = row, True
    return x, there, np.array([weight for _, weight in rows], np.float32)


def known_of(pairs: Iterable[Pair]) -> Known:
    """Return what a list of pairs tells: its phrases, and what their stretches stood for."""
    rows = list(pairs)
    stretches: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in rows:
        for old, new in set(aligned(pair)) | {(pair.tortured, pair.expected)}:
            stretches[old][new] += 1
    # What always stays as it is tells nothing that the chooser does not know.
    told = {old: dict(news) for old, news in stretches.items() if set(news) != {old}}
    return Known.of([(pair.tortured, pair.expected) for pair in rows], told)


@dataclass
class Ranked:
    """A phrase with its candidates as rows of features; `right` is the expected one's, -1 if it is none."""

    pair: Pair
    found: list[Found]
    features: Floats
    right: int


class Remembering(Chooses):
    """Chooses that looks every stretch up once: many phrases share their words."""

    def __init__(self, tables: Tables, known: Known, weights: Weights) -> None:
        super().__init__(tables, known, weights)
        self._seen: dict[str, Choices | None] = {}
        self._words: dict[str, Word] = {}

    def of(self, words: Sequence[str], told: Mapping[str, Word]) -> Choices | None:
        """Return the choices of a stretch; see `Chooses.of`."""
        text = " ".join(words)
        if text not in self._seen:
            self._seen[text] = super().of(words, told)
        return self._seen[text]

    def word(self, text: str) -> Word:
        """Return what one word may have been; see `Chooses.word`."""
        if text not in self._words:
            self._words[text] = super().word(text)
        return self._words[text]


def decoded(pairs: Iterable[Pair], chooses: Chooses, what: str) -> list[Ranked]:
    """Return the candidates of every phrase."""
    out = []
    for pair in track(list(pairs), what):
        words = pair.tortured.split()
        found = originals(words, chooses)
        texts = [each.text for each in found]
        right = texts.index(pair.expected) if pair.expected in texts else -1
        rows = features(words, found, chooses) if found else np.zeros((0, len(FEATURES)), np.float32)
        out.append(Ranked(pair, found, rows, right))
    return out
