"""Make the texts that the word model is fitted on and measured on.

usage: python -m models.words.make_corpora --shared ../shared --sources data/cache --out FOLDER

Of each dictionary left out: texts spun without it, to fit on and to choose by, and texts of the held-out
sources spun by it alone, to measure on. Without any left out: what the shipped model is fitted on besides.
About two minutes for 12,000 texts; what is there already is left alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from joblib import Parallel, delayed

from models.places import Places
from models.spinners import SOURCES, Dictionaries, open_dictionaries
from models.words.corpus import Corpus
from models.words.spun import (
    LONG_SOURCES,
    Draws,
    any_spinner,
    frequent_spinner,
    honest,
    long_texts,
    measuring,
    measuring_long,
    training,
)
from models.words.texts import HELD_OUT

# Texts to fit on come in two lots, drawn by their own seeds; a figure each of texts of one dictionary.
NUMBER, MORE, CHOOSING, MEASURED = 12_000, 20_000, 2_500, 240
LONG, MEASURED_LONG, HONEST = 120, 150, 5_000
_SEEDS = {"moby": (10, 104, 20), "wordnet": (11, 107, 21), "ppdb": (12, 104, 22), "none": (13, 104, 23)}
_LONG_SEED, _HONEST_SEED, _FREQUENT_SEED, _STYLED_SEED = 31, 41, 201, 301
# Share of the texts in a house style: of the lot that is there for it, and of those to choose by.
_STYLED, _STYLED_CHOICE = 0.6, 0.08

Task = Callable[[], Corpus]


def tasks(places: Places, scale: float = 1.0) -> dict[str, Task]:
    """Return what to make, by name: `fit-moby` was spun without Moby, `measure-moby` by Moby alone."""
    made: dict[str, Task] = {"honest": lambda: honest(places, round(HONEST * scale), _HONEST_SEED)}
    for name in (*SOURCES, "none"):
        made |= _of(places, name, scale)
    return made


def _of(places: Places, name: str, scale: float) -> dict[str, Task]:
    first, second, third = _SEEDS[name]

    def opened(*without: str) -> Dictionaries:
        return open_dictionaries(places, without, HELD_OUT)

    def spun(
        number: int, seed: int, *, last: bool = False, draws: Draws = any_spinner, styled: float = 0.0
    ) -> Corpus:
        out = () if name == "none" else (name,)
        wanted = round(number * scale)
        return training(places, opened(*out), wanted, seed, last=last, draws=draws, styled=styled)

    def long() -> Corpus:
        out = () if name == "none" else (name,)
        return long_texts(places, opened(*out), round(LONG * scale), _LONG_SEED, LONG_SOURCES)

    made: dict[str, Task] = {
        f"fit-{name}": lambda: spun(NUMBER, first),
        f"more-{name}": lambda: spun(MORE, second),
        f"frequent-{name}": lambda: spun(MORE, _FREQUENT_SEED, draws=frequent_spinner),
        f"styled-{name}": lambda: spun(MORE, _STYLED_SEED, styled=_STYLED),
        f"choose-{name}": lambda: spun(CHOOSING, third, last=True, styled=_STYLED_CHOICE),
        f"long-{name}": long,
    }
    if name != "none":
        made[f"measure-{name}"] = lambda: measuring(places, opened(), name, round(MEASURED * scale))
        made[f"measure-long-{name}"] = lambda: measuring_long(
            places, opened(), name, round(MEASURED_LONG * scale)
        )
    return made


def make(name: str, places: Places, scale: float, out: Path) -> str:
    """Make one corpus, unless it is there."""
    path = out / f"{name}.npz"
    if path.exists():
        return f"{name}: is there"
    start = time.perf_counter()
    corpus = tasks(places, scale)[name]()
    corpus.save(path)
    seconds = time.perf_counter() - start
    return f"{name}: {len(corpus)} texts, {len(corpus.key)} tokens, {seconds:.0f} s"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0, help="of all numbers of texts")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=None)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    places = Places(given.shared, given.sources)
    names = given.only or list(tasks(places))
    done = (delayed(make)(name, places, given.scale, given.out) for name in names)
    for line in Parallel(n_jobs=given.workers, return_as="generator")(done):
        print(line, flush=True)


if __name__ == "__main__":
    main()
