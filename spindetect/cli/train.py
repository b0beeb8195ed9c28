"""`spindetect train`: a pair model fitted on one's own labelled pairs."""

from __future__ import annotations

import argparse
import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spindetect.cli import options
from spindetect.cli.files import check_outputs, write
from spindetect.cli.streams import put, say
from spindetect.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spindetect.training import Trained

HELP = "fit a pair model on labelled pairs of your own"
DESCRIPTION = """\
Fit a pair model by a recipe, calibrate it on other groups than it was fitted on,
and measure it on groups that neither saw. Needs scikit-learn
(pip install 'spindetect[train]')."""
EPILOG = """\
examples:
  spindetect train recipe.toml --out our-model/
  spindetect compare copy.txt article.txt --model our-model/

a recipe is TOML or JSON; only "data" must be given, the rest are the defaults:
  data = ["pairs.jsonl"]     # as `spindetect evaluate` takes them, relative to the recipe
  group = "group"            # the column that says which rows go together
  without = []               # word lists to leave out, in fitting and in use: ["ppdb"]
  unseen = 0.5               # share of pairs read as if one more word list was unknown
  calibration = 0.25         # shares of the groups that are kept
  held_out = 0.25
  honest_weight = 2.0        # a false accusation costs more than a miss
  threshold = 0.5            # P(spun) from which on a pair is called spun
  seed = 0
  [[candidates]]             # settings to choose from, the plainest first
  strength = 0.1
  quantiles = [0.25, 0.5, 0.75]

DIR gets the model in the safe format and a manifest.json: digests of data and
recipe, versions, what was measured. The same recipe and data give the same files.

exit status: 0 done, 2 bad usage or input.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `train`."""
    parser.add_argument("recipe", type=Path, metavar="RECIPE", help="what to fit on, and how: .toml or .json")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.add_argument(
        "--workers", type=options.workers, default=1, metavar="N", help="processes to use (default: 1)"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="also write a page with what was measured, and its mistakes"
    )
    parser.add_argument("--json", action="store_true", help="print the manifest in the place of the report")
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="no progress and no summary on standard error"
    )


def run(given: argparse.Namespace) -> int:
    """Fit, write and report; return the exit status."""
    if given.out.exists() and not given.out.is_dir():
        raise InputError("is a file", where=str(given.out), hint="name a folder")
    check_outputs([given.html], [given.recipe], uses_stdout=True)
    from spindetect.training import read_recipe, train

    recipe = read_recipe(given.recipe)
    with contextlib.ExitStack() as stack:
        made = train(
            recipe,
            given.out,
            home=given.recipe.parent,
            workers=given.workers,
            failed=_tell,
            shown=lambda data: _shown(stack, data, quiet=given.quiet),
        )
    if given.html is not None:
        write(given.html, made.evaluation.to_html())
    if given.json:
        put(json.dumps(made.manifest, ensure_ascii=False, indent=2) + "\n")
    else:
        put(_report(made), for_people=True)
    return 0


def _shown(stack: contextlib.ExitStack, data: Any, *, quiet: bool) -> Iterator[Any]:  # noqa: ANN401
    from spindetect.cli.many import Words, progress

    words = Words("pair", "pairs", "read", "read", f"reading {data.name}")
    return iter(stack.enter_context(progress(data, words, data.count, quiet=quiet)))


def _tell(row: Any) -> None:  # noqa: ANN401 - a row of any reader
    say(f"spindetect: row {row.row}: {InputError(row.error, where=row.where, hint=row.hint)}")


def _report(made: Trained) -> str:
    """Return what was fitted, what was compared, and what the held-out groups say."""
    pairs = ", ".join(f"{n:,} for {side}" for side, n in made.manifest["pairs"].items())
    lines = [f"Pairs: {pairs}.", "", "Log loss on the calibration groups, two-fold:"]
    for one in made.candidates:
        lines.append(f"  {one.loss:.4f}  {one.name}{'  <- chosen' if one is made.chosen else ''}")
    return "\n".join([*lines, "", made.evaluation.to_text(), f"Wrote the model to {made.folder}\n"])
