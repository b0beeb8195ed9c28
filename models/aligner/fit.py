"""Fit the gap network: batches by size, swapped copies, weights averaged over the last steps."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.aligner.network import GapNetwork
from models.aligner.samples import POSSIBLE, Sample

CELLS_A_BATCH = 16_000
# The train files name no possible links: in MTRef's, all of them stand among the sure ones. A link counts by
# the share of its kind that would be sure: links a pair among unequal words in the dev file over those in the
# train file, for links of one word to one, of one to several, of several to several.
SURE_SHARE = {"mtref-train": (1.0, 0.6, 0.4), "wiki-train": (1.0, 1.0, 0.55)}


@dataclass(frozen=True)
class Recipe:
    """Everything that was chosen; the values were compared on validation groups of the train files."""

    view: int = 24
    hidden: int = 32
    depth: int = 4
    dropout: float = 0.15
    epochs: int = 11
    rate: float = 4e-3
    decay: float = 1e-3
    equal_weight: float = 0.3
    gap_weight: float = 1.0
    poorer: float = 0.25
    seed: int = 0


Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]


def batch_of(parts: Sequence[Sample], recipe: Recipe) -> Batch:
    """Pad samples to one size: channels, source, suspect, mask, label, weight."""
    high, wide = max(p.label.shape[0] for p in parts), max(p.label.shape[1] for p in parts)
    n = len(parts)
    reach = parts[0].source.shape[0] - parts[0].label.shape[0]
    values = np.zeros((n, high, wide, parts[0].channels.shape[2]), np.float32)
    source = np.zeros((n, high + reach, parts[0].source.shape[1]), np.float32)
    suspect = np.zeros((n, wide + reach, parts[0].source.shape[1]), np.float32)
    mask, label, weight = (np.zeros((n, high, wide), np.float32) for _ in range(3))
    for index, part in enumerate(parts):
        h, w = part.label.shape
        values[index, :h, :w] = part.channels
        source[index, : h + reach], suspect[index, : w + reach] = part.source, part.suspect
        mask[index, :h, :w] = 1
        label[index, :h, :w] = part.label == 1
        cell = np.where(part.equal, recipe.equal_weight, sureness(part)) * (part.label != POSSIBLE)
        weight[index, :h, :w] = cell * (1.0 if part.whole else recipe.gap_weight)
    return tuple(map(torch.from_numpy, (values, source, suspect, mask, label, weight)))  # type: ignore[return-value]


def sureness(part: Sample) -> NDArray[np.float64]:
    """Return for each cell how much it counts: less for links that would often be possible ones."""
    linked = part.label == 1
    across, down = linked.sum(axis=1, keepdims=True) > 1, linked.sum(axis=0, keepdims=True) > 1
    shares = np.array(SURE_SHARE.get(part.corpus, (1.0, 1.0, 1.0)))
    return np.where(linked, shares[across.astype(int) + down.astype(int)], 1.0)


def batches(
    data: Sequence[Sample], recipe: Recipe, draw: random.Random, *, training: bool
) -> list[list[Sample]]:
    """Put samples of like size together; in training half of them are swapped and the order is random."""
    parts = [part.swapped() if training and draw.random() < 0.5 else part for part in data]
    shelf: dict[tuple[int, int], list[Sample]] = defaultdict(list)
    for part in parts:
        shelf[_bucket(part.label.shape[0]), _bucket(part.label.shape[1])].append(part)
    out = []
    for (high, wide), some in shelf.items():
        draw.shuffle(some)
        size = max(1, CELLS_A_BATCH // (high * wide))
        size = min(size, 512)
        out += [some[start : start + size] for start in range(0, len(some), size)]
    draw.shuffle(out)
    return out


def _bucket(size: int) -> int:
    return size if size <= 4 else -(-size // 6) * 6


def fit(
    data: Sequence[Sample],
    others: Sequence[Sample],
    recipe: Recipe,
    n_channels: int,
    report: object = None,
    start: Mapping[str, NDArray[np.float32]] | None = None,
) -> GapNetwork:
    """Train one network.

    Parameters
    ----------
    data : sequence of Sample
    others : sequence of Sample
        For the first of `data`, in the same order, the same rectangle as a poorer lexicon sees it.
    report : callable (epoch, network, loss), optional
        Called after each epoch with the averaged network.
    start : mapping of str to ndarray, optional
        Weights to go on from, as `GapNetwork.arrays` gives them.
    """
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    n_vector = data[0].source.shape[1]
    network = GapNetwork(n_channels, n_vector, recipe.view, recipe.hidden, recipe.depth, recipe.dropout)
    if start is not None:
        network.take(start)
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * len(batches(data, recipe, random.Random(0), training=True)) + 50
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps, pct_start=0.15)
    for epoch in range(recipe.epochs):
        network.train()
        total = count = 0.0
        seen = [b if draw.random() < recipe.poorer else a for a, b in zip(data, others, strict=False)]
        for parts in batches([*seen, *data[len(others) :]], recipe, draw, training=True):
            values, source, suspect, mask, label, weight = batch_of(parts, recipe)
            logit = network(values, source, suspect, mask)
            cost = torch.nn.functional.binary_cross_entropy_with_logits(
                logit, label, weight=weight, reduction="sum"
            )
            # Between the sum over cells and their mean: large pairs count more.
            norm = weight.sum() ** 0.5 * 40
            optimiser.zero_grad()
            (cost / norm).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            average.update_parameters(network)
            total, count = total + float(cost.detach()), count + float(weight.sum())
        if callable(report):
            average.module.eval()
            report(epoch, average.module, total / max(count, 1))
    average.module.eval()
    return cast(GapNetwork, average.module)


@torch.no_grad()
def predict(network: GapNetwork, data: Sequence[Sample], recipe: Recipe) -> list[NDArray[np.float32]]:
    """Return the probabilities of every sample, in order."""
    network.eval()
    place = {id(part): index for index, part in enumerate(data)}
    out: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(data)
    for parts in batches(data, recipe, random.Random(0), training=False):
        values, source, suspect, mask, _, _ = batch_of(parts, recipe)
        table = torch.sigmoid(network(values, source, suspect, mask)).numpy()
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
