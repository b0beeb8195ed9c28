"""The features of a recipe's pairs, kept: any model is measured on them without comparing a text again."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.generators.pair import Pair
from models.places import Places
from models.recipes import Recipe, make
from spindetect import resources
from spindetect.features import stretches
from spindetect.features.tally import WORDS
from spindetect.model.judge import is_aligned, is_left_out, scored_parts
from spindetect.text import Document
from spindetect.training.rows import features_of

ROOT = Path(__file__).parents[1]
# What decides which pairs are made and which features they have; a model decides neither.
CODE = (
    *(f"spindetect/{room}" for room in ("text", "language", "lexicon", "align", "substitutions", "features")),
    *(f"models/{room}" for room in ("generators", "recipes", "spinners")),
)
TABLES = ("aligner.bin", "lexicon.bin", "vectors.bin", "ngrams.bin")
STEP = 250
"""Pairs of one file."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one comparison: a pair, or one of the sources of a pair that has several.

    Attributes
    ----------
    number : int
        The pair's place in the recipe's order.
    family, label, domain, document : str
        As `models.measured_rows.Row` has them.
    words : int
        Of the suspect.
    least : int
        Counted words of the shorter text.
    english : bool
        Whether both texts look it.
    parts : int
        How many scored parts it has.
    spinner, dose : str, float
        Of a spun pair.
    """

    number: int
    family: str
    label: str
    domain: str
    document: str
    words: int
    least: int
    english: bool
    parts: int
    spinner: str = ""
    dose: float = 0.0


@dataclass(frozen=True, eq=False)
class Parts:
    """Scored parts of comparisons, those of one after those of another.

    Attributes
    ----------
    known : list of Known
        A row a comparison.
    values : array of float64, shape (parts, n_features)
    aligned, left_out : array of bool, shape (parts,)
        What a label depends on besides the features.
    """

    known: list[Known]
    values: NDArray[np.float64]
    aligned: NDArray[np.bool_]
    left_out: NDArray[np.bool_]

    def save(self, path: Path) -> None:
        """Write to a file, which appears whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = np.frombuffer(json.dumps([asdict(one) for one in self.known]).encode(), np.uint8)
        unfinished = path.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            np.savez(file, known=told, values=self.values, aligned=self.aligned, left_out=self.left_out)
        unfinished.replace(path)

    @classmethod
    def open(cls, path: Path) -> Parts:
        """Read a file that `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            known = [Known(**row) for row in json.loads(file["known"].tobytes())]
            return cls(known, file["values"], file["aligned"], file["left_out"])

    @classmethod
    def joined(cls, several: Sequence[Parts]) -> Parts:
        """Return several as one."""
        known = [one for parts in several for one in parts.known]
        return cls(
            known,
            np.concatenate([parts.values for parts in several]),
            np.concatenate([parts.aligned for parts in several]),
            np.concatenate([parts.left_out for parts in several]),
        )


def parts_of(pairs: Iterable[tuple[int, Pair]], without: tuple[str, ...]) -> Parts:
    """Compute the parts of numbered pairs, each source of a pair by itself.

    Parameters
    ----------
    without : tuple of str
        What the lexicon lacks.
    """
    known: list[Known] = []
    rows: list[tuple[NDArray[np.float64], bool, bool]] = []
    for number, pair in pairs:
        suspect = Document.from_text(pair.suspect)
        for source in map(Document.from_text, pair.all_sources):
            features = features_of(suspect, source, without)
            scored = scored_parts(features, *stretches(features.columns, features.counts))
            rows += [(part.values, is_aligned(part), is_left_out(part)) for part, _ in scored]
            counts = features.counts
            least = int(min(counts.source.every[WORDS], counts.suspect.every[WORDS]))
            english = suspect.looks_english and source.looks_english
            known.append(_known(number, pair, least, bool(english), len(scored)))
    values, aligned, left_out = zip(*rows, strict=True)
    return Parts(known, np.array(values), np.array(aligned), np.array(left_out))


def _known(number: int, pair: Pair, least: int, english: bool, parts: int) -> Known:
    document = pair.documents[0] if pair.documents else pair.domain
    words, dose = len(pair.suspect.split()), round(pair.dose or 0.0, 4)
    said = (number, pair.family, pair.label, pair.domain, document, words)
    return Known(*said, least, english, parts, pair.spinner, dose)


def key(recipe: Recipe) -> str:
    """Return a name for what parts are made by: the recipe, the tables, and the code up to the features."""
    whole = hashlib.sha256(recipe.digest.encode())
    for path in sorted(p for folder in CODE for p in (ROOT / folder).rglob("*.py")):
        whole.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    for name in TABLES:
        whole.update(resources.digest(name).encode())
    return f"{recipe.name}-parts-{whole.hexdigest()[:12]}"


def wanted(recipe: Recipe, pairs: int, spun: int) -> list[int]:
    """Return the numbers of the first pairs that need no background; spun ones of the first `spun` alone."""
    order = recipe.order(pairs)
    return [
        n
        for n, (name, _) in enumerate(order)
        if not name.startswith("siblings/") and name != "spun/beside-release"
        if n < spun or not name.startswith("spun/")
    ]


def compute(recipe: Recipe, places: Places, numbers: Sequence[int], folder: Path) -> Iterator[Parts]:
    """Yield the parts of the pairs, read from the folder or computed and kept there."""
    for first in range(0, max(numbers, default=-1) + 1, STEP):
        here = [n for n in numbers if first <= n < first + STEP]
        path = folder / f"{first:06}.npz"
        found = Parts.open(path) if path.is_file() else None
        have = {one.number for one in found.known} if found else set()
        missing = [n for n in here if n not in have]
        if missing:
            made = parts_of(make(recipe, places, missing), recipe.without)
            found = Parts.joined([found, made]) if found else made
            found.save(path)
            print(f"  {first + STEP} pairs", file=sys.stderr, flush=True)
        if found:
            yield found
