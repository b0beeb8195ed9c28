"""How many pairs of what: the training, calibration and measuring sets, each from sources of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from models.generators.pairs import MAKERS, Means, Pair, from_mwa
from models.generators.pieces import Piece, sample
from models.places import CALIBRATION, HELD_OUT, TRAINING, Places
from models.spinners import Dictionaries

# More spun pairs than of any other label: they come in far more kinds. Paraphrases and edits next, for
# they are what a spun text is mistaken for.
LABEL_SHARES = {"spun": 0.34, "verbatim": 0.08, "paraphrased": 0.18, "edited": 0.28, "independent": 0.12}
_NEIGHBOURS = 12


def neighbours(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return for each piece its nearest others by tf-idf cosine, nearest first: same topic or template."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2).fit_transform(
        p.text for p in pieces
    )
    alike = (table @ table.T).toarray()
    np.fill_diagonal(alike, -1.0)
    nearest = np.argsort(-alike, axis=1, kind="stable")[:, :_NEIGHBOURS]
    return [[pieces[j] for j in row] for row in nearest]


def made(places: Places, means: Means, shares: Mapping[str, float], number: int, seed: int) -> Iterator[Pair]:
    """Yield pairs made from sources of prose: `number` in all, by the shares of sources and labels."""
    labels, weights = list(LABEL_SHARES), list(LABEL_SHARES.values())
    for source, share in shares.items():
        rng = Random(f"{seed}:{source}:pairs")
        wanted = round(number * share)
        # More pieces than pairs, for nearer neighbours; 1,500 keep the similarity table small.
        pieces = sample(places, source, min(1500, max(400, 2 * wanted)), seed)
        near = neighbours(pieces)
        for n in range(wanted):
            at = n % len(pieces)
            label = rng.choices(labels, weights)[0]
            yield _turned(MAKERS[label](pieces[at], near[at], rng, means), rng)


def _turned(pair: Pair, rng: Random) -> Pair:
    """Exchange the two sides half the time, where nothing points into the suspect."""
    if pair.passage or pair.swaps or rng.random() < 0.5:
        return pair
    return replace(pair, source=pair.suspect, suspect=pair.source, turned=True)


def training(places: Places, d: Dictionaries, number: int = 6000, seed: int = 1) -> Iterator[Pair]:
    """Yield the training pairs; a sixth are people's own edits and second translations."""
    yield from made(places, Means.of(d), TRAINING, round(number * 5 / 6), seed)
    rng = Random(seed)
    folder = places.shared / "eval" / "mwa"
    for name, label in (("mtref-train.tsv", "paraphrased"), ("wiki-train.tsv", "edited")):
        for pair in from_mwa(folder / name, label, number // 12, seed):
            yield _turned(pair, rng)


def calibration(places: Places, d: Dictionaries, number: int = 1500, seed: int = 2) -> Iterator[Pair]:
    """Yield pairs of other sources than the training's, for calibration and the choice of a model."""
    yield from made(places, Means.of(d), {s: 1 / len(CALIBRATION) for s in CALIBRATION}, number, seed)


def measuring(places: Places, d: Dictionaries, number: int = 1200, seed: int = 3) -> Iterator[Pair]:
    """Yield pairs of the held-out sources: nothing is ever fitted or chosen on them."""
    yield from made(places, Means.of(d), {s: 1 / len(HELD_OUT) for s in HELD_OUT}, number, seed)
