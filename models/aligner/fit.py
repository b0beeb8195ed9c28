"""Fit one network: batches by size, swapped copies, weights averaged over the last steps."""

from __future__ import annotations

import copy
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.aligner.network import OFF, GapNetwork
from models.aligner.samples import POSSIBLE, Sample
from spindetect.align.frame import REACH

# The train files name no possible links: in MTRef's, all of them stand among the sure ones. A link counts by
# the share of its kind that would be sure: links a pair among unequal words in the dev file over those in the
# train file, for links of one word to one, of one to several, of several to several.
SURE_SHARE = {"mtref-train": (1.0, 0.6, 0.4), "wiki-train": (1.0, 1.0, 0.55)}


# Rectangles are padded to multiples of this many words a side, those up to EXACT not at all.
ROUNDED, EXACT = 5, 4
PREDICTED_CELLS = 8_000  # a batch where nothing is learnt
# Share of the earlier steps in the averaged weights, after the first steps.
AVERAGE, FIRST_STEPS = 0.999, 20


@dataclass(frozen=True)
class Recipe:
    """Everything that was chosen; the values were compared on the fold of the train files left out.

    Attributes
    ----------
    cells : int
        A batch. Steps of 16,000 cells leave one network at F1 0.65 where steps of 3,000 lead to 0.70.
    equal_weight : float
        Weight of a cell of two equal words.
    poorer : float
        Share of the gold pairs that are seen through a poorer lexicon, drawn anew each epoch.
    """

    view: int = 16
    hidden: int = 24
    depth: int = 6
    dropout: float = 0.1
    word_dropout: float = 0.1
    epochs: int = 6
    rate: float = 5e-3
    decay: float = 1e-3
    cells: int = 3000
    equal_weight: float = 0.3
    poorer: float = 0.25
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Batch:
    """Padded samples: what the network takes, and label and weight of each cell."""

    inputs: tuple[Tensor, Tensor, Tensor, Tensor, Tensor]
    label: Tensor
    weight: Tensor

    @classmethod
    def of(cls, parts: Sequence[Sample], equal_weight: float) -> Batch:
        """Pad samples to one size."""
        n = len(parts)
        high, wide = (_rounded(max(part.label.shape[side] for part in parts)) for side in (0, 1))
        values = np.zeros((n, high, wide, parts[0].channels.shape[2]), np.float32)
        source = np.zeros((n, high + 2 * REACH, parts[0].source.shape[1]), np.float32)
        suspect = np.zeros((n, wide + 2 * REACH, parts[0].source.shape[1]), np.float32)
        rows, columns = np.full((n, high), OFF, np.float32), np.full((n, wide), OFF, np.float32)
        label, weight = (np.zeros((n, high, wide), np.float32) for _ in range(2))
        for index, part in enumerate(parts):
            h, w = part.label.shape
            values[index, :h, :w] = part.channels
            source[index, : h + 2 * REACH], suspect[index, : w + 2 * REACH] = part.source, part.suspect
            rows[index, :h], columns[index, :w] = 0, 0
            label[index, :h, :w] = part.label == 1
            cell = np.where(part.equal, equal_weight, sureness(part)) * (part.label != POSSIBLE)
            weight[index, :h, :w] = cell
        inputs = tuple(map(torch.from_numpy, (values, source, suspect, rows, columns)))
        return cls(inputs, torch.from_numpy(label), torch.from_numpy(weight))  # type: ignore[arg-type]


class Report(Protocol):
    """What is told of each epoch."""

    def __call__(self, epoch: int, network: GapNetwork, loss: float) -> None:
        """Take the epoch, the averaged network and the mean loss."""


def sureness(part: Sample) -> NDArray[np.float64]:
    """Return for each cell how much it counts: less for links that would often be possible ones."""
    linked = part.label == 1
    across, down = linked.sum(axis=1, keepdims=True) > 1, linked.sum(axis=0, keepdims=True) > 1
    shares = np.array(SURE_SHARE.get(part.corpus, (1.0, 1.0, 1.0)))
    return np.where(linked, shares[across.astype(int) + down.astype(int)], 1.0)


def batches(data: Sequence[Sample], cells: int, draw: random.Random, *, training: bool) -> list[list[Sample]]:
    """Put samples of like size together.

    In training half of them are swapped, the order is random, and the last batch of a size is filled up
    with samples drawn from the others: batches of few shapes are much faster.
    """
    parts = [part.swapped() if training and draw.random() < 0.5 else part for part in data]
    shelf: dict[tuple[int, int], list[Sample]] = defaultdict(list)
    for part in parts:
        shelf[_rounded(part.label.shape[0]), _rounded(part.label.shape[1])].append(part)
    out = []
    for (high, wide), some in shelf.items():
        draw.shuffle(some)
        size = max(1, min(cells // (high * wide), 512))
        if training and len(some) > size and len(some) % size:
            some += draw.sample(some, size - len(some) % size)
        out += [some[start : start + size] for start in range(0, len(some), size)]
    draw.shuffle(out)
    return out


def _rounded(size: int) -> int:
    return size if size <= EXACT else -(-size // ROUNDED) * ROUNDED


def fit(
    data: Sequence[Sample],
    others: Sequence[Sample],
    recipe: Recipe,
    report: Report | None = None,
) -> GapNetwork:
    """Train one network.

    Parameters
    ----------
    data : sequence of Sample
    others : sequence of Sample
        For the first of `data`, in the same order, the same rectangle as a poorer lexicon sees it.
    recipe : Recipe
    report : callable (epoch, network, loss), optional
        Called after each epoch with the averaged network.
    """
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)  # a reproducible draw
    network = new_network(data[0], recipe)
    average = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * len(batches(data, recipe.cells, random.Random(0), training=True)) + 100
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps, pct_start=0.15)
    taken = 0
    for epoch in range(recipe.epochs):
        network.train()
        total = count = 0.0
        seen = [b if draw.random() < recipe.poorer else a for a, b in zip(data, others, strict=False)]
        for parts in batches([*seen, *data[len(others) :]], recipe.cells, draw, training=True):
            batch = Batch.of(parts, recipe.equal_weight)
            cost = _step(network, batch, optimiser)
            schedule.step()
            taken += 1
            _follow(average, network, min(AVERAGE, taken / (taken + FIRST_STEPS)))
            total, count = total + cost, count + float(batch.weight.sum())
        if report is not None:
            report(epoch, average, total / max(count, 1))
    return average


def new_network(sample: Sample, recipe: Recipe) -> GapNetwork:
    """Return an untrained network for samples like this one."""
    sizes = (recipe.view, recipe.hidden, recipe.depth, recipe.dropout, recipe.word_dropout)
    return GapNetwork(sample.channels.shape[2], sample.source.shape[1], *sizes)


def _step(network: GapNetwork, batch: Batch, optimiser: torch.optim.Optimizer) -> float:
    """Take one step; return the cost, summed over cells."""
    logit = network(*batch.inputs)
    cost = torch.nn.functional.binary_cross_entropy_with_logits(
        logit, batch.label, weight=batch.weight, reduction="sum"
    )
    optimiser.zero_grad()
    # Between the sum over cells and their mean: large pairs count more.
    (cost / (batch.weight.sum() ** 0.5 * 20)).backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
    optimiser.step()
    return float(cost.detach())


@torch.no_grad()
def _follow(average: GapNetwork, network: GapNetwork, kept: float) -> None:
    """Move the averaged weights towards today's."""
    for slow, fast in zip(average.parameters(), network.parameters(), strict=True):
        slow.lerp_(fast, 1 - kept)


@torch.no_grad()
def predict(network: GapNetwork, data: Sequence[Sample]) -> list[NDArray[np.float32]]:
    """Return the probabilities of every sample, in order."""
    network.eval()
    place = {id(part): index for index, part in enumerate(data)}
    out: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(data)
    for parts in batches(data, PREDICTED_CELLS, random.Random(0), training=False):
        table = torch.sigmoid(network(*Batch.of(parts, 1.0).inputs)).numpy()
        for index, part in enumerate(parts):
            h, w = part.label.shape
            out[place[id(part)]] = table[index, :h, :w].copy()
    return out


def f1(
    data: Sequence[Sample], score: Sequence[NDArray[np.float32]], threshold: float
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of links between unequal words, links weighed by `sureness`."""
    hit = false = missed = 0.0
    for part, table in zip(data, score, strict=True):
        linked = (table >= threshold) & ~part.equal
        sure = ((part.label == 1) & ~part.equal) * sureness(part)
        hit += float((linked * sure).sum())
        missed += float((~linked * sure).sum())
        false += int((linked & (part.label == 0)).sum())
    precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
