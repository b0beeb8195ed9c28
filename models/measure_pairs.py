"""Measure a detector on the pairs of a recipe, row by row of what the verdict must reach.

usage: python -m models.measure_pairs [--pairs N] [--recipe pairs-measure] [--shard I/N] [--real N]
       [--worst N] [--report] [--seen]
       [--model DIR] [--shared ../shared] [--sources data/cache] [--out data/cache/measured]

Every compared pair is a line of a file in a folder of its own for this recipe, this model and this program;
what is there is not compared again. Several processes share the work, each with its shard (`--shard 0/2` and
`--shard 1/2`); the table is of all that is there. `--real N` also compares N pairs of each honest set of the
shared data, which nothing may be fitted on: the card counts how often that is done.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import spindetect
from models.evaluate import HONEST, honest_rows
from models.generators.pair import Pair
from models.measured_rows import Row, compared, measured
from models.measured_table import counted, table
from models.places import Places
from models.recipes import Recipe, make, read
from spindetect.errors import InputError, ResourceError

ROOT = Path(__file__).parents[1]
# What decides which pairs are made and what is said of them.
CODE = ("spindetect", "models/generators", "models/recipes", "models/spinners")


def code_digest(root: Path = ROOT) -> str:
    """Return a SHA-256 of the program and of what makes pairs."""
    whole = hashlib.sha256()
    for path in sorted(p for folder in CODE for p in (root / folder).rglob("*.py")):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def key(recipe: Recipe, detector: spindetect.Detector) -> str:
    """Return a name for what rows were made by: recipe, program, tables and model."""
    program = detector.compare("A word.", "A word.").program
    said = [recipe.digest, code_digest(), *(str(v) for v in vars_of(program))]
    return f"{recipe.name}-{hashlib.sha256('|'.join(said).encode()).hexdigest()[:12]}"


def vars_of(program: object) -> list[object]:
    """Return what a record of the program holds, in its order."""
    return [getattr(program, name) for name in type(program).__dataclass_fields__]  # type: ignore[attr-defined]


def shard_of(text: str) -> tuple[int, int]:
    """Parse "0/2".

    Raises
    ------
    InputError
        If it is no shard.
    """
    first, _, second = text.partition("/")
    if not (first.isdigit() and second.isdigit() and int(first) < int(second)):
        raise InputError(f"expected I/N with I below N, found {text!r}", where="--shard", hint="as 0/2")
    return int(first), int(second)


def stored(folder: Path) -> dict[int, Row]:
    """Return the rows that are there, by number; a last line that was cut off is no row."""
    rows: dict[int, Row] = {}
    for path in sorted(folder.glob("rows-*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.endswith("}"):
                row = Row.of(json.loads(line))
                rows[row.number] = row
    return rows


@contextmanager
def appending(path: Path) -> Iterator[TextIO]:
    """Open a file of rows to append to, for this process alone.

    Raises
    ------
    ResourceError
        If another process has it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ResourceError(
                "another process writes it", where=str(path), hint="give each its --shard"
            ) from error
        file.seek(0)
        held = file.read()
        if held and not held.endswith("\n"):  # a line that was cut off: what follows begins a new one
            file.write("\n")
        yield file


def compare_all(
    recipe: Recipe, places: Places, detector: spindetect.Detector, numbers: Sequence[int], path: Path
) -> None:
    """Compare the pairs of these numbers and write their rows as they come."""
    with appending(path) as file:
        for done, (number, pair) in enumerate(make(recipe, places, numbers), 1):
            file.write(json.dumps(measured(detector, number, pair).plain()) + "\n")
            file.flush()
            if done % 200 == 0:
                print(f"  {done} of {len(numbers)}", file=sys.stderr, flush=True)


def real_rows(shared: Path, detector: spindetect.Detector, rows: int | None = None) -> list[Row]:
    """Compare real honest pairs: neural paraphrases, simplifications, news, hired rewriters."""
    out = []
    for name in HONEST:
        for n, (part, source, suspect) in enumerate(honest_rows(shared, name, rows)):
            label = "edited" if name == "turk" else "paraphrased"
            pair = Pair(label, part, part, source, suspect, documents=(f"{part}/{n}",))
            out.append(measured(detector, -1, pair))
    return out


def worst(
    recipe: Recipe, places: Places, detector: spindetect.Detector, rows: Sequence[Row], number: int
) -> str:
    """Return the worst false alarms and misses with the reasons that the verdict gave."""
    honest = sorted((r for r in rows if r.label != "spun" and counted(r)), key=lambda r: -r.spun)[:number]
    missed = sorted((r for r in rows if r.label == "spun"), key=lambda r: r.spun)[:number]
    made = dict(make(recipe, places, [r.number for r in (*honest, *missed)]))
    lines = []
    for row in (*honest, *missed):
        pair = made[row.number]
        verdict = max(compared(detector, pair)[0], key=lambda v: v.probability)
        dose = "" if pair.dose is None else f", dose {pair.dose:.3f} by {pair.spinner}"
        lines += [
            f"\n{row.number} {row.family}: P(spun) {row.spun:.3f}, called {row.found}{dose}, {row.domain}"
        ]
        lines += [f"    {reason}" for reason in verdict.reasons[:3]]
        swaps = [f"{s.source.text!r} -> {s.suspect.text!r}" for s in verdict.oddest(6)]
        lines += [f"    oddest: {', '.join(swaps)}"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, help="the first so many of the recipe")
    parser.add_argument("--recipe", default="pairs-measure")
    parser.add_argument("--shard", default="0/1", help="this process's part of the work")
    parser.add_argument("--real", type=int, default=0, help="pairs of each real honest set besides")
    parser.add_argument("--worst", type=int, default=0, help="show so many false alarms and misses")
    parser.add_argument("--report", action="store_true", help="compare nothing, print what is there")
    parser.add_argument("--model", type=Path, help="another pair model than the shipped one")
    parser.add_argument("--seen", action="store_true", help="leave the spinner's dictionary in the lexicon")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--out", type=Path, default=Path("data/cache/measured"))
    given = parser.parse_args(arguments)
    recipe, places = read(given.recipe), Places(given.shared, given.sources)
    recipe = replace(recipe, without=()) if given.seen else recipe
    shard, shards = shard_of(given.shard)
    detector = spindetect.load(given.model, without=recipe.without)
    folder = given.out / key(recipe, detector)
    wanted = range(given.pairs or recipe.pairs)
    have = stored(folder)
    if not given.report:
        numbers = [n for n in wanted if n % shards == shard and n not in have]
        compare_all(recipe, places, detector, numbers, folder / f"rows-{shard}-of-{shards}.jsonl")
        have = stored(folder)
    rows = [have[n] for n in wanted if n in have]
    if not rows:
        print(f"measure_pairs: nothing is measured in {folder}", file=sys.stderr)
        return 1
    real = real_rows(given.shared, detector, given.real) if given.real else []
    print(f"{folder.name}: {len(rows)} of {len(wanted)} pairs\n")
    print(table([*rows, *real]))
    if given.worst:
        print(worst(recipe, places, detector, rows, given.worst))
    return 0


if __name__ == "__main__":
    sys.exit(main())
