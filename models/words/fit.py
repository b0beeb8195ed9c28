"""Fit the word network: binary cross entropy of swapped words, and of their originals among candidates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from models.words.batches import Texts
from models.words.network import Shape, WordNetwork
from spindetect.language import Vectors

_WARM_UP = 200  # steps
_LAST_RATE = 0.03  # share of the greatest learning rate
_SAID = 200  # steps between lines of progress


@dataclass(frozen=True)
class Recipe:
    """How the network is fitted.

    Attributes
    ----------
    epochs : float
    tokens : int
        In a batch, with padding.
    rate, embedding_rate : float
        Greatest learning rates.
    ranking : float
        Weight of the ranking's loss.
    bfloat16 : bool
        Whether products are made of halved numbers: nearly twice as fast where the processor has them.
    """

    epochs: float = 1.0
    tokens: int = 12_000
    rate: float = 2e-3
    embedding_rate: float = 6e-4
    ranking: float = 0.1
    seed: int = 0
    bfloat16: bool = True


def fit(
    texts: Sequence[Texts],
    vectors: Vectors,
    shape: Shape,
    recipe: Recipe,
    made: Callable[..., WordNetwork] = WordNetwork,
    given: WordNetwork | None = None,
) -> WordNetwork:
    """Return a network fitted on the texts; `made` makes the one to fit, unless one is given to go on with.

    Equal texts, recipe, number of threads and PyTorch give equal weights.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    rows = vectors.rows(np.arange(len(vectors), dtype=np.int32))
    network = given or made(rows, *_moments(texts), shape)
    network.train()
    tables = {id(network.embedding.weight), id(network.word_bias.weight)}
    rest = [p for p in network.parameters() if id(p) not in tables]
    own = [p for p in (network.embedding.weight, network.word_bias.weight) if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": rest, "lr": recipe.rate, "weight_decay": 1e-4},
            {"params": own, "lr": recipe.embedding_rate, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
    )
    total = int(recipe.epochs * sum(sum(1 for _ in part.batches(recipe.tokens)) for part in texts))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / _WARM_UP) * max(_LAST_RATE, 1 - step / total)
    )
    start, said = time.perf_counter(), []
    for step, (part, places) in enumerate(_drawn(texts, recipe.tokens, rng, total), start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=recipe.bfloat16):
            losses = _losses(network, part, places)
        optimiser.zero_grad()
        torch.autograd.backward(losses[0] + recipe.ranking * losses[1])
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        optimiser.step()
        schedule.step()
        said.append([loss.item() for loss in losses])
        if step % _SAID == 0 or step == total:
            swapped, ranked = np.mean(said[-_SAID:], axis=0)
            seconds = time.perf_counter() - start
            print(f"{step}/{total} {swapped:.4f} {ranked:.4f} {seconds:.0f} s", flush=True)
    return network.eval()


def logits(network: WordNetwork, texts: Texts, tokens: int = 24_000) -> NDArray[np.float32]:
    """Return the log-odds of every token of a corpus."""
    out = np.zeros(len(texts.told.word), np.float32)
    with torch.no_grad():
        for places in texts.batches(tokens):
            found, _ = network(texts.batch(places))
            here = places >= 0
            out[places[here]] = found.numpy()[here]
    return out


def _losses(network: WordNetwork, part: Texts, places: NDArray[np.intp]) -> tuple[torch.Tensor, torch.Tensor]:
    found, h = network(part.batch(places))
    word = part.of(part.told.is_word, places)
    swapped = part.of(part.told.corpus.swapped, places).float()
    first = binary_cross_entropy_with_logits(found[word], swapped[word])
    asked, right = part.ranked(places)
    if not len(right):
        return first, torch.zeros(())
    return first, cross_entropy(network.rank(h, asked), right)


def _moments(texts: Sequence[Texts]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    parts = [part.told.measures[part.told.is_word][::7].astype(np.float64) for part in texts]
    every = np.concatenate(parts)
    return every.mean(axis=0).astype(np.float32), every.std(axis=0).astype(np.float32)


def _drawn(
    texts: Sequence[Texts], tokens: int, rng: np.random.Generator, total: int
) -> Iterator[tuple[Texts, NDArray[np.intp]]]:
    """Yield `total` batches, from all corpora in turn by chance."""
    running: list[tuple[Texts, Iterator[NDArray[np.intp]]]] = []
    for _ in range(total):
        places = None
        while places is None:
            if not running:
                running = [(part, part.batches(tokens, rng)) for part in texts]
            at = int(rng.integers(len(running)))
            part, batches = running[at]
            places = next(batches, None)
            if places is None:
                running.pop(at)
        yield part, places
