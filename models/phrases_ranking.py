"""Fit what tells whole phrases apart: a line, and what a hidden layer adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.phrases_fit import Ranked
from spindetect.phrases.network import Chooser, Floats
from spindetect.phrases.ranking import FEATURES

RIDGE: Final = 5.0
"""Of the line. Of 600 phrases of two folds .455 have the expected form among five with 5, 20 and 60."""

NETS, HIDDEN, DROPOUT, DECAY, RATE, EPOCHS, BATCH = 3, 32, 0.2, 0.01, 2e-3, 30, 32
"""Of the layer, the mean of so many networks. Of the 600 phrases: the line alone .325 first and .455 among
five; with a layer of 32 .340 and .470, fitted on 1,500 phrases and not on all .332 and .465; with 64 units,
dropout .3 and decay .05 .337 and .472; with 32, .4 and .1 .335 and .463. Trees over the first 40: .318 to
.330 and .462 to .472."""

NEAR: Final = 100
"""Candidates of each phrase that the layer is fitted on, by the line: it learns what tells those apart that
come close."""

Wide = NDArray[np.float64]


class Group(NamedTuple):
    """A phrase's candidates as standardised features, and which is the expected one."""

    features: Floats
    right: int


def fit_ranking(rows: Sequence[Ranked], without: Sequence[str] = (), nets: int = NETS) -> Chooser:
    """Return the weights under which the expected candidates are likeliest.

    Parameters
    ----------
    rows : sequence of Ranked
    without : sequence of str
        Features to leave out: nothing hangs on them.
    nets : int
        Networks that the layer is the mean of; with 0 there is none.
    """
    use = np.array([name not in without for name in FEATURES])
    there = [row for row in rows if row.right >= 0]
    every = np.concatenate([row.features for row in there])
    # Sums of a million numbers of 32 bits are wrong in the third digit.
    mean, deviation = every.mean(axis=0, dtype=np.float64), every.std(axis=0, dtype=np.float64)
    scale = np.where(use, 1 / (deviation + 1e-6), 0).astype(np.float32)
    nothing = np.zeros(len(FEATURES), np.float32)
    line = Chooser(mean.astype(np.float32), scale, nothing, nothing[:, None], nothing[:1], nothing[:1])
    groups = [Group(line.standard(row.features), row.right) for row in there]
    linear = _most_likely([(group.features.astype(np.float64), group.right) for group in groups])
    line = line._replace(linear=linear.astype(np.float32))
    return line._replace(**_layer(near(groups, line.linear), line, nets)) if nets else line


def near(groups: Sequence[Group], linear: Floats) -> list[Group]:
    """Return of each phrase the candidates that the line likes best, if the expected one is among them."""
    out = []
    for group in groups:
        best = np.argsort(-(group.features @ linear), kind="stable")[:NEAR]
        at = np.flatnonzero(best == group.right)
        if at.size:
            out.append(Group(group.features[best], int(at[0])))
    return out


def _layer(groups: Sequence[Group], line: Chooser, nets: int) -> dict[str, Floats]:
    """Return the hidden layer that makes the expected candidates likeliest beside the line."""
    # torch, which only fits need, is imported where it is used: the line is fitted without.
    found = [_net(groups, line, seed) for seed in range(nets)]
    hidden, bias, out = (np.concatenate(each, axis=-1) for each in zip(*found, strict=True))
    return {"hidden": np.ascontiguousarray(hidden), "bias": bias, "out": out / np.float32(nets)}


def _net(groups: Sequence[Group], line: Chooser, seed: int) -> tuple[Floats, Floats, Floats]:
    import torch
    from torch import nn

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    random = np.random.default_rng(seed)
    longest = max(len(group.features) for group in groups)
    x = np.zeros((len(groups), longest, len(line.mean)), np.float32)
    of_line = np.full((len(groups), longest), -1e9, np.float32)
    for at, group in enumerate(groups):
        x[at, : len(group.features)] = group.features
        of_line[at, : len(group.features)] = group.features @ line.linear
    given, told = torch.tensor(x), torch.tensor(of_line)
    right = torch.tensor([group.right for group in groups])
    hidden, out = nn.Linear(len(line.mean), HIDDEN), nn.Linear(HIDDEN, 1, bias=False)
    nn.init.zeros_(out.weight)
    drop = nn.Dropout(DROPOUT)
    optimiser: Any = torch.optim.AdamW([*hidden.parameters(), *out.parameters()], RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in np.array_split(random.permutation(len(groups)), max(1, len(groups) // BATCH)):
            scores: Any = told[batch] + out(drop(torch.relu(hidden(given[batch]))))[..., 0]
            loss: Any = nn.functional.cross_entropy(scores, right[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    arrays = (hidden.weight.T, hidden.bias, out.weight[0])
    weights, bias, last = (each.detach().numpy().copy() for each in arrays)
    return weights, bias, last


def _most_likely(sets: list[tuple[Wide, int]]) -> Wide:
    """Return ridge-penalised weights of a conditional logit; steps are halved until the loss falls."""
    weights = np.zeros(sets[0][0].shape[1])
    loss, gradient, curvature = _logit_loss(sets, weights)
    for _ in range(50):
        step = np.linalg.solve(curvature, gradient)
        for halving in range(20):
            tried = weights - step / 2**halving
            found = _logit_loss(sets, tried)
            if found[0] <= loss:
                break
        if found[0] > loss - 1e-6:
            break
        weights, (loss, gradient, curvature) = tried, found
    return weights


def _logit_loss(sets: list[tuple[Wide, int]], weights: Wide) -> tuple[float, Wide, Wide]:
    """Return the penalised negative log-likelihood, its gradient and its curvature."""
    loss, gradient = RIDGE / 2 * float(weights @ weights), RIDGE * weights
    curvature = RIDGE * np.eye(weights.size)
    for x, right in sets:
        scores = x @ weights
        p = np.exp(scores - scores.max())
        p /= p.sum()
        loss -= float(np.log(p[right] + 1e-300))
        mean = p @ x
        gradient = gradient + mean - x[right]
        curvature += (x * p[:, None]).T @ x - np.outer(mean, mean)
    return loss, gradient, curvature
