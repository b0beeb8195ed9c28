"""From a recipe to its pairs: each pair has chance of its own, so that workers and order change nothing."""

from __future__ import annotations

import csv
import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from random import Random

from joblib import Parallel, delayed

from models.generators import uniform
from models.generators.catalogue import GENERATORS
from models.generators.draw import Draw, Spinning, UnfitError
from models.generators.pair import Pair, is_left_out
from models.generators.pairs import written
from models.generators.writer import Writer
from models.places import Places
from models.recipes.documents import Documents, choose, with_kin
from models.recipes.recipe import Recipe, parsed
from models.spinners import Dictionaries, open_dictionaries
from spindetect.errors import ResourceError

# Documents that are tried for one pair. One in six is too short for most kinds, half of the patchworks keep
# too much, and four in five documents have no other about the same event.
_TRIES = 40
_BATCH = 40


@dataclass(frozen=True)
class Kitchen:
    """All that the pairs of a recipe are made with."""

    recipe: Recipe
    documents: Documents
    dictionaries: Dictionaries = field(repr=False)
    spun_with: Dictionaries = field(repr=False)
    writer: Writer = field(repr=False)
    rows: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, recipe: Recipe, places: Places) -> Kitchen:
        """Read the documents and dictionaries of a recipe; 15 to 45 s."""
        documents = with_kin(choose(places, recipe.documents, recipe.seed, recipe.apart_from))
        dictionaries = open_dictionaries(places, recipe.dictionaries_without, recipe.uncounted)
        rows = {label: _people(places, name) for label, name in (p.split("=") for p in recipe.people)}
        return cls(recipe, documents, dictionaries, dictionaries, Writer.of(dictionaries), rows)

    def make(self, number: int, name: str, before: int) -> Pair:
        """Return one pair.

        Parameters
        ----------
        number : int
            Its place in the recipe's order.
        name : str
            Its generator.
        before : int
            How many pairs of the generator came before: each is made of the next document.

        Raises
        ------
        ResourceError
            If no document serves.
        """
        recipe, prose = self.recipe, self.documents.prose
        start = Random(f"{recipe.seed}:{recipe.name}:{name}").randrange(len(prose))
        why = ""
        for attempt in range(_TRIES):
            at = (start + before + attempt * 7919) % len(prose)  # a prime: tries jump about
            draw = self._draw(at, Random(f"{recipe.seed}:{recipe.name}:{number}:{attempt}"))
            try:
                return _labelled(self._turned(GENERATORS[name].make(name, draw), draw.rng))
            except UnfitError as error:
                why = str(error)
        raise ResourceError(
            f"of {_TRIES} documents none serves for {name}: {why}",
            where=recipe.name,
            hint="give more documents",
        )

    def _draw(self, at: int, rng: Random) -> Draw:
        recipe, known = self.recipe, self.documents
        spinning = Spinning(recipe.families, self.spun_with, recipe.without, recipe.wide)
        return Draw(
            known.prose[at],
            [known.prose[n] for n in known.topic[at]],
            [known.prose[n] for n in known.events[at]],
            known.prose,
            rng,
            spinning,
            self.dictionaries,
            self.writer,
            uniform.MEASURED if recipe.rules == "measured" else uniform.FITTED,
            self.rows,
        )

    def _turned(self, pair: Pair, rng: Random) -> Pair:
        """Exchange the sides of a share of the honest pairs, where nothing points into the suspect."""
        if pair.label == "spun" or pair.passages or pair.sources or rng.random() >= self.recipe.turned:
            return pair
        return replace(pair, source=pair.suspect, suspect=pair.source, turned=True)


def _labelled(pair: Pair) -> Pair:
    """Return a pair as verbatim where its editor did nothing but leave out: the verdict draws that border."""
    if pair.label == "edited" and is_left_out(pair.source, pair.suspect):
        return replace(pair, label="verbatim")
    return pair


def _people(places: Places, name: str) -> list[tuple[str, str]]:
    """Return the sentence pairs of a word-alignment file, as people write them."""
    path = places.shared / "eval" / "mwa" / f"{name}.tsv"
    if not path.is_file() or not name.endswith("-train"):
        raise ResourceError("is no train file of sentence pairs", where=str(path))
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(written(row[1]), written(row[3])) for row in rows]


def _key(recipe: Recipe, places: Places) -> tuple[str, Places]:
    return json.dumps(asdict(recipe), sort_keys=True), places


@functools.lru_cache(maxsize=1)
def _opened(said: str, places: Places) -> Kitchen:
    return Kitchen.open(parsed(json.loads(said), "a recipe"), places)


def make(
    recipe: Recipe, places: Places, numbers: Iterable[int], kitchen: Kitchen | None = None
) -> Iterator[tuple[int, Pair]]:
    """Yield chosen pairs of a recipe with their numbers, in this process.

    Parameters
    ----------
    recipe : Recipe
    places : Places
    numbers : iterable of int
        Places in the recipe's order; any of them, in any order.
    kitchen : Kitchen, optional
        One that is open; without it the recipe's own is opened, and kept for the next call.
    """
    chosen = list(numbers)
    opened = kitchen or _opened(*_key(recipe, places))
    order = recipe.order(max(chosen, default=-1) + 1)
    return ((number, opened.make(number, *order[number])) for number in chosen)


def pairs(recipe: Recipe, places: Places, number: int | None = None, *, workers: int = 1) -> Iterator[Pair]:
    """Yield the first pairs of a recipe, the same whatever the number of workers.

    Parameters
    ----------
    recipe : Recipe
    places : Places
    number : int, optional
        How many; the recipe's own number when not given.
    workers : int
        Processes; each reads the documents and dictionaries.
    """
    wanted = recipe.pairs if number is None else number
    if workers == 1:
        yield from (pair for _, pair in make(recipe, places, range(wanted)))
        return
    jobs = (
        delayed(_batch)(recipe, places, range(first, min(wanted, first + _BATCH)))
        for first in range(0, wanted, _BATCH)
    )
    for batch in Parallel(n_jobs=workers, backend="loky", return_as="generator")(jobs):
        yield from batch


def _batch(recipe: Recipe, places: Places, numbers: range) -> list[Pair]:
    return [pair for _, pair in make(recipe, places, numbers)]


def digest(made: Iterable[Pair]) -> str:
    """Return a SHA-256 of pairs, of all that is known of them."""
    whole = hashlib.sha256()
    for pair in made:
        whole.update(json.dumps(asdict(pair), sort_keys=True).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()
