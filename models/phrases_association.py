"""Fit how well two words follow each other: the towers of `spindetect.phrases.association`.

    python -m models.phrases_association --shared ../shared --cache cache --out association.npz

Counted are neighbours among the 67,000 words of the vectors, once a document, in the texts that the shipped
n-grams are counted from (the sources held out there are held out here). A product of two small networks then
tells pairs that occur in three documents or more from pairs drawn at random by frequency.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.ngrams.texts import HELD_OUT, PROSE
from spindetect.language import Vectors
from spindetect.phrases.association import inputs
from spindetect.phrases.network import Tower
from spindetect.phrases.spelling import ENDINGS

LEAST_DOCUMENTS = 3
FREQUENT = 150  # words before this rank are nearly all function words, which follow anything
HIDDEN, PLACE = 128, 48
BATCH, RANDOM = 2048, 512
STEPS = 6000
RATE = 2e-3
_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*|[^\sa-z]")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--pairs", type=Path, required=True, help="counts, made if missing (.npz)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    vectors = Vectors.open()
    if not options.pairs.exists():
        count(options.shared / "text", vectors, options.pairs)
    table = np.load(options.pairs)
    left, right = fit(vectors, table["a"], table["b"], table["c"], options.steps)
    names = {
        f"{side}_{name}": a
        for side, t in (("left", left), ("right", right))
        for name, a in t._asdict().items()
    }
    np.savez(options.out, **names)


def count(texts: Path, vectors: Vectors, out: Path) -> None:
    """Count neighbours once a document; write those in LEAST_DOCUMENTS or more."""
    place = {word: at for at, word in enumerate(vectors.words(len(vectors)))}
    found: dict[str, list[NDArray[Any]]] = {"keys": [], "counts": []}
    for prose in PROSE:
        if prose.name in HELD_OUT:
            continue
        for keys in _chunks(texts / f"{prose.name}.jsonl.gz", place):
            each, counts = np.unique(keys, return_counts=True)
            found["keys"].append(each)
            found["counts"].append(counts)
    keys, where = np.unique(np.concatenate(found["keys"]), return_inverse=True)
    counts = np.bincount(where, np.concatenate(found["counts"])).astype(np.int32)
    keep = counts >= LEAST_DOCUMENTS
    a, b = np.divmod(keys[keep], len(place))
    np.savez(out, a=a.astype(np.int32), b=b.astype(np.int32), c=counts[keep])


def _chunks(path: Path, place: dict[str, int]) -> Iterator[NDArray[np.int64]]:
    """Yield the neighbours of some thousand documents at a time, each pair once a document."""
    rows: list[NDArray[np.int64]] = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            words = _TOKEN.findall(json.loads(line)["text"].casefold())
            at = np.array([place.get(word, -1) for word in words], np.int64)
            known = (at[:-1] >= 0) & (at[1:] >= 0)
            rows.append(np.unique((at[:-1] * len(place) + at[1:])[known]))
            if len(rows) > 3000:
                yield np.concatenate(rows)
                rows = []
    yield np.concatenate([np.empty(0, np.int64), *rows])


def fit(
    vectors: Vectors, a: NDArray[np.int32], b: NDArray[np.int32], counts: NDArray[np.int32], steps: int
) -> tuple[Tower, Tower]:
    """Return the towers of the left and of the right word."""
    import torch
    from torch import nn
    from torch.nn.functional import softplus

    torch.manual_seed(0)
    torch.set_num_threads(1)
    random = np.random.default_rng(0)
    keep = (a > FREQUENT) & (b > FREQUENT)
    a, b = a[keep], b[keep]
    weight = np.minimum(np.sqrt(counts[keep]), 30)
    features = torch.tensor(_inputs(vectors))
    sides = [
        nn.Sequential(nn.Linear(features.shape[1], HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, PLACE)) for _ in "ab"
    ]
    optimiser = torch.optim.Adam([p for side in sides for p in side.parameters()], RATE)
    held_out = random.random(len(a)) < 0.02
    train = np.flatnonzero(~held_out)
    draws = [
        _draw(weight[train]),
        *(_draw(np.bincount(side, minlength=len(vectors)) ** 0.75) for side in (a, b)),
    ]
    started = time.monotonic()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / steps) + 1e-5
        at = train[draws[0](random, BATCH)]
        old, new = sides[0](features[a[at]]), sides[1](features[b[at]])
        others = [side(features[draw(random, RANDOM)]) for side, draw in zip(sides, draws[1:], strict=True)]
        loss = 2 * softplus(-(old * new).sum(-1)).mean()
        loss = loss + softplus(old @ others[1].T).mean() + softplus(new @ others[0].T).mean()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        if step % 1000 == 0 or step == steps - 1:
            print(f"step {step}: {time.monotonic() - started:.0f} s", flush=True)
    with torch.no_grad():
        at = np.flatnonzero(held_out)[:4000]
        old = sides[0](features[a[at]])
        true = (old * sides[1](features[b[at]])).sum(-1).numpy()
        drawn = (old * sides[1](features[draws[2](random, len(at))])).sum(-1).numpy()
        print("AUC, pairs held out against random ones:", float((true[:, None] > drawn[None, :1000]).mean()))
    left, right = (Tower(*(array.astype(np.float32) for array in _arrays(side))) for side in sides)
    return left, right


def _arrays(side: Any) -> Iterator[NDArray[Any]]:  # noqa: ANN401 - a torch module, which need not be installed
    for layer in (side[0], side[2]):
        yield np.ascontiguousarray(layer.weight.detach().numpy().T)
        yield layer.bias.detach().numpy()


def _draw(weight: NDArray[Any]) -> Any:  # noqa: ANN401 - a local function
    bounds = np.cumsum(weight / weight.sum())

    def draw(random: np.random.Generator, size: int) -> NDArray[np.intp]:
        return np.minimum(bounds.searchsorted(random.random(size)), len(bounds) - 1)

    return draw


def _inputs(vectors: Vectors) -> NDArray[np.float32]:
    rows = np.arange(len(vectors), dtype=np.int32)
    words = vectors.words(len(vectors))
    endings = np.array([[word.endswith(ending) for ending in ENDINGS] for word in words], np.float32)
    return inputs(rows, vectors.rows(rows), endings)


if __name__ == "__main__":
    main()
