"""Fit the scorer of gaps and write its weights.

usage: python -m models.aligner.train --gold DIR --shared DIR --sources DIR [--out FILE]

DIR of --gold holds MultiMWA's mtref-train.tsv and wiki-train.tsv; --shared and --sources are as everywhere
in `models`. Each network is fitted without one fold of the sentence groups and scored on it; the printed
figures are the means of those scores, and the threshold of the shipped weights was chosen by them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from data.manifest import package_source, update_manifest
from models.aligner.fit import Recipe, f1, fit, predict
from models.aligner.network import GapNetwork
from models.aligner.samples import Sample, groups, read_gold, samples
from models.aligner.spun import spun_samples
from models.places import Places
from models.spinners import open_dictionaries
from spindetect.align.channels import CHANNELS
from spindetect.align.scorer import FILE, FORMAT, KIND
from spindetect.container import write_container
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.resources import SHIPPED

FILES = ("mtref-train.tsv", "wiki-train.tsv")
MEMBERS, FOLDS = 4, 8
SPUN_TEXTS = 500
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
# The threshold of the shipped weights: best mean F1 of both corpora on the folds left out.
LINK = 0.36


@dataclass(frozen=True, eq=False)
class Data:
    """Samples of the gold pairs, the same as poorer lexicons see them, and gaps of spun texts."""

    gold: list[Sample]
    poorer: list[Sample]
    spun: list[Sample]


def load(folder: Path, places: Places) -> Data:
    """Read the train files and compute the channels of every pair."""
    gold = [pair for name in FILES for pair in read_gold(folder / name)]
    numbers, vectors = groups(gold), Vectors.open()
    poorer = [Lexicon.open(without=(name,)) for name in ("moby", "ppdb", "wordnet")]
    return Data(
        list(samples(gold, numbers, [Lexicon.open()], vectors)),
        list(samples(gold, numbers, poorer, vectors)),
        list(spun_samples(places, open_dictionaries(places), vectors, SPUN_TEXTS)),
    )


def held_out(data: Data, fold: int, seed: int = 5) -> frozenset[int]:
    """Return the groups of one fold."""
    numbers = sorted({part.group for part in data.gold})
    random.Random(seed).shuffle(numbers)
    size = len(numbers) // FOLDS
    return frozenset(numbers[fold * size : (fold + 1) * size])


def fit_member(data: Data, member: int) -> tuple[GapNetwork, list[Sample]]:
    """Fit one network; return it with the samples it has not seen."""
    kept = held_out(data, member)
    gold = [part for part in data.gold if part.group not in kept]
    poorer = [part for part in data.poorer if part.group not in kept]
    recipe = replace(Recipe(), seed=member)
    network = fit([*gold, *data.spun], poorer, recipe, len(CHANNELS))
    return network, [part for part in data.gold if part.group in kept]


def figures(network: GapNetwork, data: Sequence[Sample]) -> dict[str, dict[float, float]]:
    """Return F1 of links between unequal words by threshold, for each corpus and for gaps."""
    parts = {
        "mtref": [p for p in data if p.whole and p.corpus.startswith("mtref")],
        "wiki": [p for p in data if p.whole and p.corpus.startswith("wiki")],
        "gaps": [p for p in data if not p.whole],
    }
    out = {}
    for name, some in parts.items():
        score = predict(network, some, Recipe())
        out[name] = {threshold: round(f1(some, score, threshold)[2], 4) for threshold in THRESHOLDS}
    return out


def write(networks: Sequence[GapNetwork], path: Path) -> None:
    """Write the weights of all networks into one file."""
    arrays = {
        f"{member}.{name}": array
        for member, network in enumerate(networks)
        for name, array in network.arrays().items()
    }
    meta = {"channels": CHANNELS, "depth": networks[0].depth, "link": LINK, "members": len(networks)}
    write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=meta)


def enter(folder: Path, found: Sequence[dict[str, dict[float, float]]]) -> None:
    """Enter the shipped weights in the manifest."""
    mean = {
        f"{name} F1 on folds left out, mean of {len(found)} single networks": round(
            sum(one[name][LINK] for one in found) / len(found), 4
        )
        for name in ("mtref", "wiki", "gaps")
    }
    sources = [package_source("MultiMWA", "1", name, folder / name) for name in FILES]
    entry = {
        "licences": ["MIT"],
        "sources": sources,
        "built_by": "python -m models.aligner.train",
        "figures": {"link": LINK, **mean},
    }
    update_manifest(FILE, entry)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--out", type=Path, default=SHIPPED / FILE)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    data = load(arguments.gold, Places(arguments.shared, arguments.sources))
    networks, found = [], []
    for member in range(MEMBERS):
        network, unseen = fit_member(data, member)
        networks.append(network)
        found.append(figures(network, unseen))
        print(member, found[-1])
    write(networks, arguments.out)
    if arguments.out == SHIPPED / FILE:
        enter(arguments.gold, found)


if __name__ == "__main__":
    main()
