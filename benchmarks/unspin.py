"""How many swapped words the marks restore: the original first, or among the suggestions.

usage: python -m benchmarks.unspin [--shared ../shared] [--sources data/cache] [--texts 12]

Texts of sources that nothing was fitted on, about 350 words each, are spun by simulated spinners of several
dictionaries, which are the shipped ones: what is measured is the restoring of known swaps. A mark restores
its swaps if the whole of it reads as the source did.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from random import Random

import spindetect
from models.places import HELD_OUT, Places
from models.spinners import Dictionaries, Settings, Spun, Swap, make, open_dictionaries
from spindetect.marks.restore import is_put_in
from spindetect.text_verdict import Suspicion, TextVerdict

FAMILIES = ("moby-frequent", "agreed", "interchange", "ppdb", "union", "wordnet-senses")
_CHARACTERS = 2200
_SEED = 5


@dataclass(frozen=True, slots=True)
class Restoring:
    """Counts that add up over texts.

    Attributes
    ----------
    swaps, marked : int
        Gold swaps, and those of them that a mark meets.
    first, among : int
        Gold swaps in marks whose first suggestion, or any, is the source's wording.
    marks, right : int
        Marks, and those of them that meet a swap.
    put, put_right, put_needless : int
        Suggestions that `unspin` puts in; those that are the source's wording; those on words left alone.
    """

    swaps: int = 0
    marked: int = 0
    first: int = 0
    among: int = 0
    marks: int = 0
    right: int = 0
    put: int = 0
    put_right: int = 0
    put_needless: int = 0

    def __add__(self, other: Restoring) -> Restoring:
        pairs = zip(_counts(self), _counts(other), strict=True)
        return Restoring(*(a + b for a, b in pairs))


def _counts(one: Restoring) -> tuple[int, ...]:
    counts: tuple[int, ...] = astuple(one)
    return counts


def measure(spun: Spun, verdict: TextVerdict) -> Restoring:
    """Count what the marks of a spun text restore."""
    total = Restoring(swaps=len(spun.swaps))
    for mark in verdict.suspicions:
        start, end = mark.span.start, mark.span.end
        inside = [swap for swap in spun.swaps if swap.suspect_start < end and swap.suspect_end > start]
        place = _place_of(mark, inside, spun.text)
        n = len(inside)
        total += Restoring(
            marked=n,
            first=n * (place == 0),
            among=n * (place is not None),
            marks=1,
            right=n > 0,
            put=is_put_in(mark),
            put_right=is_put_in(mark) and place == 0,
            put_needless=is_put_in(mark) and n == 0,
        )
    return total


def _place_of(mark: Suspicion, inside: list[Swap], text: str) -> int | None:
    """Return which suggestion is the source's wording; None where none is, or a swap reaches beyond."""
    start, end = mark.span.start, mark.span.end
    if not inside or inside[0].suspect_start < start or inside[-1].suspect_end > end:
        return None
    parts, at = [], start
    for swap in inside:
        parts += [text[at : swap.suspect_start], swap.source]
        at = swap.suspect_end
    original = "".join([*parts, text[at:end]]).casefold()
    offered = [one.text.casefold() for one in mark.suggestions]
    return offered.index(original) if original in offered else None


def spun_texts(places: Places, dictionaries: Dictionaries, number: int) -> Iterator[Spun]:
    """Yield spun texts, `number` of each source."""
    rng = Random(_SEED)
    family = itertools.cycle(FAMILIES)
    for source in HELD_OUT:
        long = (row["text"] for row in places.text(source) if len(row["text"]) > _CHARACTERS)
        for text in itertools.islice(long, number):
            whole = text[: text.rfind(".", 0, _CHARACTERS) + 1]
            settings = Settings(dose=rng.choice((0.1, 0.2, 0.3)), order=rng.choice(("listed", "frequent")))
            yield make(next(family), dictionaries, settings).spin(whole, rng)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--texts", type=int, default=12, help=f"of each of {len(HELD_OUT)} sources")
    options = parser.parse_args()
    places = Places(options.shared, options.sources)
    detector = spindetect.load()
    total = Restoring()
    for spun in spun_texts(places, open_dictionaries(places), options.texts):
        total += measure(spun, detector.score(spun.text))
    print(f"{total.swaps} swaps, {total.marked} of them marked; {total.marks} marks, {total.right} right")
    print(f"of the marked swaps restored first {total.first / max(1, total.marked):.3f}")
    print(f"                    among the five {total.among / max(1, total.marked):.3f}")
    print(f"put in {total.put}: {total.put_right} right, {total.put_needless} on words left alone")


if __name__ == "__main__":
    main()
