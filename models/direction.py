"""Fit and measure the direction: which of two texts was made from the other.

usage: python -m models.direction [--shared ../shared] [--sources data/cache]

Fitted on texts and their spun copies, either one given first, and on two copies that were spun from one text,
of which neither was made from the other: given once each way round, they teach how much evidence chance
gives. Measured on held-out sources spun by one dictionary that the lexicon lacks, at three doses.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from models.generators.pieces import sample
from models.places import HELD_OUT, TRAINING, Places
from models.spinners import DRAWS_ON, Dictionaries, draw_spinner, open_dictionaries
from models.words.spun import ALONE, DOSES, MEASURED_WORDS, at_dose, pieces
from spindetect.model import Model
from spindetect.text import Document
from spindetect.training import features_of, fit_direction

# Texts of the training sources; every third is spun twice, into two copies of one text.
NUMBER, COPIES_ONE_IN = 3000, 3
MEASURED = 20
"""Texts of each held-out source, dictionary and dose."""

Rows = NDArray[np.float64]


class Given(NamedTuple):
    """Two texts as they are given: `made` says whether the suspect was made from the source, None neither."""

    source: str
    suspect: str
    made: bool | None
    without: tuple[str, ...]


def training(places: Places, dictionaries: Dictionaries, number: int, seed: int) -> Iterator[Given]:
    """Yield pairs of the training sources; half are read by a lexicon that lacks the spinner's dictionary."""
    for name, share in TRAINING.items():
        rng = Random(f"direction:{seed}:{name}")
        for at, piece in enumerate(sample(places, name, round(number * share), seed + 50)):
            spinner = draw_spinner(dictionaries, rng)
            spun = spinner.spin(piece.text, rng)
            lacked = DRAWS_ON.get(spinner.name.split("/")[0], ("moby",))
            without = lacked if rng.random() < 0.5 else ()
            if at % COPIES_ONE_IN:
                sides = piece.text, spun.text
                made = rng.random() < 0.5
                yield Given(*(sides if made else sides[::-1]), made, without)
                continue
            # Half the time one program made both.
            again = spinner if rng.random() < 0.5 else draw_spinner(dictionaries, rng)
            yield Given(again.spin(piece.text, rng).text, spun.text, None, without)


def measuring(
    places: Places, dictionaries: Dictionaries, alone: str, number: int
) -> Iterator[tuple[float, Given]]:
    """Yield pairs of each held-out source with their dose, spun by one dictionary that the lexicon lacks.

    Parameters
    ----------
    alone : str
        'moby', 'ppdb' or 'wordnet'.
    number : int
        Texts of each source.
    """
    for name in HELD_OUT:
        rng = Random(f"direction:{alone}:{name}")
        for piece in pieces(places, name, number, rng, words=MEASURED_WORDS):
            for dose in DOSES:
                if found := at_dose(piece, dictionaries, alone, dose, rng):
                    yield dose, Given(piece.text, found[1].text, True, (alone,))


def copies(places: Places, dictionaries: Dictionaries, number: int) -> Iterator[Given]:
    """Yield two spun copies of each of so many texts of each held-out source."""
    for name in HELD_OUT:
        rng = Random(f"direction:copies:{name}")
        for piece in pieces(places, name, number, rng, words=MEASURED_WORDS):
            one, two = (draw_spinner(dictionaries, rng).spin(piece.text, rng).text for _ in range(2))
            yield Given(one, two, None, ())


def rows_of(given: list[Given], ngrams: Path | None, workers: int) -> Rows:
    """Return the direction's features of all pairs, shape (n, features)."""
    jobs = (delayed(_row)(pair, ngrams) for pair in given)
    return np.array(Parallel(n_jobs=workers, batch_size=16)(jobs))


def _row(pair: Given, ngrams: Path | None) -> Rows:
    source, suspect = Document.from_text(pair.source), Document.from_text(pair.suspect)
    return features_of(suspect, source, pair.without, ngrams).direction


def fit(given: list[Given], rows: Rows) -> Rows:
    """Return the weights, the bias last. Copies of a third text stand there with either answer."""
    made = np.array([bool(pair.made) for pair in given])
    both = np.array([pair.made is None for pair in given])
    # Seen from the other side every row has the other sign and the other answer; so the bias is nought.
    every = np.concatenate([rows, -rows, rows[both], -rows[both]])
    return fit_direction(every, np.concatenate([made, ~made, ~made[both], made[both]]))


def shipped(places: Places, dictionaries: Dictionaries, ngrams: Path, workers: int) -> Rows:
    """Return the weights of the model that ships."""
    given = list(training(places, dictionaries, NUMBER, 1))
    return fit(given, rows_of(given, ngrams, workers))


COPIES = "two copies of a third, decided at .9"


def measure(
    places: Places, dictionaries: Dictionaries, model: Model, *, number: int = MEASURED, workers: int = 1
) -> dict[str, float]:
    """Return the share of pairs whose direction is right, by dictionary and dose, and what copies get."""
    found: dict[str, float] = {}
    for alone in ALONE:
        doses, given = zip(*measuring(places, dictionaries, alone, number), strict=True)
        right = np.array([model.direction(row) > 0.5 for row in rows_of(list(given), None, workers)])
        for dose in DOSES:
            found[f"{alone} alone, dose {dose}"] = float(right[np.array(doses) == dose].mean())
        found[f"{alone} alone"] = float(right.mean())
    rows = rows_of(list(copies(places, dictionaries, number)), None, workers)
    decided = [abs(model.direction(row) - 0.5) >= 0.4 for row in rows]
    found[COPIES] = float(np.mean(decided))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    places = Places(given.shared, given.sources)
    found = measure(places, open_dictionaries(places, held_out=HELD_OUT), Model.open(), workers=given.workers)
    print("\n".join(f"{name:40} {value:.4f}" for name, value in found.items()))


if __name__ == "__main__":
    main()
