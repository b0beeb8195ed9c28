"""Compare networks for the word model on one footing: the same texts, one pass, measured alike.

usage: python -m models.words.compare --corpora FOLDER --fold-ngrams FILE [--without moby]

Each is fitted once on `fit-moby` and measured on `measure-moby`: sources and dictionary unseen. The text's
score is a logistic regression on the same features of its words' log-odds for all.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import relu

from models.words import measure
from models.words.batches import Texts
from models.words.candidates import build
from models.words.fit import Recipe, fit, logits
from models.words.network import Batch, Shape, WordNetwork, moved
from models.words.spun import DOSES
from models.words.text import Scored, log_odds
from models.words.text import fit as fit_text
from models.words.train import Corpora
from spindetect.context.inputs import MEASURES
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon

_AROUND = 4  # words to either side that the window sees
Made = Callable[[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], Shape], WordNetwork]


class Window(WordNetwork):
    """The network of the first trials: a perceptron over nine words' vectors, their products, frequency."""

    def __init__(
        self,
        vectors: NDArray[np.float32],
        mean: NDArray[np.float32],
        spread: NDArray[np.float32],
        shape: Shape,
    ) -> None:
        super().__init__(vectors, mean, spread, shape)
        width = vectors.shape[1] + shape.learnt
        self.window = nn.Sequential(
            nn.Linear((4 * _AROUND + 1) * width + 1, 192),
            nn.ReLU(),
            nn.Linear(192, 64),
            nn.ReLU(),
            nn.Linear(64, 1),
        )

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return log-odds, and nothing of use for ranking."""
        x = self.embedding(batch.word) * batch.here[..., None]
        near = [moved(x, by) for by in range(-_AROUND, _AROUND + 1) if by]
        frequency = ((batch.measures - self.mean) / self.spread)[..., :1]
        seen = torch.cat((x, *near, *(x * other for other in near), frequency), -1)
        return self.window(seen)[..., 0], x


class NoNgrams(WordNetwork):
    """The network without the n-gram model, but for the word's frequency."""

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Hide all measures but the first."""
        hidden = self.mean.expand_as(batch.measures).clone()
        hidden[..., 0] = batch.measures[..., 0]
        return super().forward(batch._replace(measures=hidden))


class NgramsAlone(WordNetwork):
    """The n-gram model's measures of the word and its neighbours, without word vectors."""

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Read the measures alone."""
        here = batch.here[..., None]
        measured = (batch.measures - self.mean) / self.spread
        none = torch.zeros(*batch.word.shape, self.first.in_features - len(MEASURES))
        z = relu(self.first(torch.cat((none, measured), -1))) * here
        for linear, distance in zip(self.around, (1, 3), strict=True):
            z = (z + relu(linear(torch.cat((moved(z, distance), z, moved(z, -distance)), -1)))) * here
        return self.head(z)[..., 0], none[..., : self.embedding.embedding_dim]


NETWORKS: dict[str, tuple[Made, Shape]] = {
    "n-grams alone": (NgramsAlone, Shape()),
    "window of 4, vectors": (Window, Shape()),
    "encoder without n-grams": (NoNgrams, Shape()),
    "encoder and n-grams, vectors as they are": (WordNetwork, Shape(frozen=True)),
    "encoder and n-grams": (WordNetwork, Shape()),
}


def rows(corpora: Corpora, held_out: Corpora, without: str) -> Iterator[str]:
    """Yield a row a network."""
    texts = [Texts(corpora.told(f"fit-{without}"))]
    choose, long = (Texts(corpora.told(f"{name}-{without}"), 1 << 30) for name in ("choose", "long"))
    measured = Texts(held_out.told(f"measure-{without}"), 1 << 30)
    yield f"{'network':42} words" + "".join(f"   AUROC {d}  TPR 1 %" for d in DOSES)
    for name, (made, shape) in NETWORKS.items():
        network = fit(texts, corpora.vectors, shape, Recipe(epochs=1.0, tokens=8000), made)
        short, parts, found = (
            Scored(part.told.corpus, logits(network, part), part.told.ordinary, part.told.word)
            for part in (choose, long, measured)
        )
        model = fit_text(short, parts)
        odds, target = log_odds(model, found), found.column("target")
        figures = [measure.separation(odds[target == dose], odds[target == 0]) for dose in DOSES]
        told = measure.words(model, found)["all texts, word model alone"]
        yield f"{name:42} {told:.3f}" + "".join(f"   {area:9.3f}  {rate:7.3f}" for area, rate in figures)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--fold-ngrams", type=Path, required=True)
    parser.add_argument("--without", default="moby")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    vectors = Vectors.open()
    chosen = build(Lexicon.open(without=(given.without,)), vectors)
    corpora = Corpora(given.corpora, Ngrams.open(given.fold_ngrams), chosen, vectors)
    held_out = Corpora(given.corpora, Ngrams.open(), chosen, vectors)
    for line in rows(corpora, held_out, given.without):
        print(line, flush=True)


if __name__ == "__main__":
    main()
