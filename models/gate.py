"""The accuracy gate: every figure measured again and held to its floor.

usage: python -m models.gate [--shared ../shared] [--sources data/cache] [--only NAME] [--pin]

Fails when a figure is below its floor, when the data is missing or another than the floor was pinned on,
when a floor has no measurement or a measurement no floor, and when a floor was lowered since the last
commit that pinned it without a line about it in CHANGELOG.md. `--pin` writes the measured figures and the
digests of the data beside the floors, and raises no floor and lowers none.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.gate_data import Data, Measured
from models.gate_rows import MEASURES
from spindetect.errors import ResourceError, SpindetectError

FLOORS = Path(__file__).parent / "floors.json"
CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


@dataclass(frozen=True, slots=True)
class Floor:
    """A pinned row.

    Attributes
    ----------
    name : str
        As `MEASURES` names the figure.
    floor : float
        The figure must not be below it. Figures that should be low are measured as 1 minus themselves.
    measured : float
        What it was when it was pinned.
    data : str
        Digest of the data it was pinned on.
    what : str
        The figure in words.
    """

    name: str
    floor: float
    measured: float
    data: str
    what: str


def read_floors(text: str) -> dict[str, Floor]:
    """Parse floors; by name.

    Raises
    ------
    ResourceError
        If the file does not parse or holds no rows.
    """
    try:
        rows = [Floor(**row) for row in json.loads(text)["rows"]]
    except (ValueError, TypeError, KeyError) as error:
        raise ResourceError(f"does not parse: {error}", where=str(FLOORS)) from error
    if not rows:
        raise ResourceError("holds no rows: a gate without floors proves nothing", where=str(FLOORS))
    return {row.name: row for row in rows}


def failures(floors: Mapping[str, Floor], found: Mapping[str, Measured]) -> list[str]:
    """Return what is wrong with the figures, one sentence each."""
    wrong = [f"{name}: has a floor and was not measured" for name in floors.keys() - found.keys()]
    wrong += [f"{name}: was measured and has no floor" for name in found.keys() - floors.keys()]
    for name in sorted(floors.keys() & found.keys()):
        floor, row = floors[name], found[name]
        if row.cases < 1:
            wrong.append(f"{name}: no data was found")
        if not row.value >= floor.floor:
            wrong.append(f"{name}: {row.value:.4f} is below its floor {floor.floor:.4f}")
        if row.data != floor.data:
            wrong.append(f"{name}: measured on other data than its floor was pinned on; pin it anew")
    return sorted(wrong)


def lowered(before: Mapping[str, Floor], now: Mapping[str, Floor], changelog: str) -> list[str]:
    """Return floors that were lowered or dropped without a line in the changelog that names them."""
    wrong = []
    for name, old in before.items():
        new = now.get(name)
        if (new is None or new.floor < old.floor) and not _told(name, changelog):
            what = "was dropped" if new is None else f"was lowered from {old.floor} to {new.floor}"
            wrong.append(f"{name}: its floor {what}, and no line of CHANGELOG.md names it")
    return wrong


def _told(name: str, changelog: str) -> bool:
    return any(name in line and "floor" in line for line in changelog.splitlines())


def committed_versions(path: Path) -> Iterable[str]:
    """Yield the file as each commit had it, newest first; none where git or its history is missing."""
    folder, name = path.parent, f"./{path.name}"
    log = _git(folder, "log", "--format=%H", "--", name)
    for commit in log.split():
        text = _git(folder, "show", f"{commit}:{name}")
        if text:
            yield text


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def lowered_since(path: Path, now: Mapping[str, Floor], changelog: str) -> list[str]:
    """Compare the floors with every committed version of them, so that many small steps are seen too."""
    wrong: dict[str, None] = {}
    for text in committed_versions(path):
        try:
            before = read_floors(text)
        except SpindetectError:
            continue  # the first, empty version
        wrong.update(dict.fromkeys(lowered(before, now, changelog)))
    return list(wrong)


def measure(data: Data, only: str = "", say: Callable[[str], None] = print) -> dict[str, Measured]:
    """Run every measurement whose name begins with `only`, and say how long each took."""
    found: dict[str, Measured] = {}
    for group, function in MEASURES.items():
        if not group.startswith(only):
            continue
        began = time.monotonic()
        rows = function(data)
        if not rows:
            raise ResourceError("measured nothing", where=group)
        found.update({f"{group}/{name}": row for name, row in rows.items()})
        say(f"  {group}: {len(rows)} figures in {time.monotonic() - began:.0f} s")
    return found


def table(floors: Mapping[str, Floor], found: Mapping[str, Measured]) -> str:
    """Return all figures beside their floors."""
    lines = [f"{'figure':44} {'measured':>9} {'floor':>8}   cases"]
    for name, row in found.items():
        floor = f"{floors[name].floor:8.4f}" if name in floors else "       -"
        lines.append(f"{name:44} {row.value:9.4f} {floor}   {row.cases:5}   {row.what}")
    return "\n".join(lines)


def pinned(floors: Mapping[str, Floor], found: Mapping[str, Measured]) -> dict[str, Any]:
    """Return the floors file with today's figures and digests; rows not measured stay as they are.

    A new row's floor is its own figure, rounded down to a hundredth.
    """
    rows = dict(floors)
    for name, row in found.items():
        floor = floors[name].floor if name in floors else math.floor(row.value * 100) / 100
        rows[name] = Floor(name, floor, round(row.value, 4), row.data, row.what)
    return {"schema": 1, "rows": [asdict(row) for row in rows.values()]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--only", default="", help="measure only groups whose name begins so")
    parser.add_argument("--pin", action="store_true", help="write figures and digests of the data")
    given = parser.parse_args(arguments)
    text = FLOORS.read_text(encoding="utf-8")
    floors = {} if given.pin and not json.loads(text)["rows"] else read_floors(text)
    wanted = {name: row for name, row in floors.items() if name.startswith(given.only)}
    try:
        found = measure(Data(given.shared, given.sources), given.only)
    except SpindetectError as error:
        print(f"gate: {error}", file=sys.stderr)
        return 1
    print(table(floors, found))
    if given.pin:
        FLOORS.write_text(json.dumps(pinned(floors, found), indent=1) + "\n", encoding="utf-8")
        return 0
    changelog = CHANGELOG.read_text(encoding="utf-8") if CHANGELOG.is_file() else ""
    wrong = failures(wanted, found) + lowered_since(FLOORS, read_floors(text), changelog)
    for sentence in wrong:
        print(f"gate: {sentence}", file=sys.stderr)
    print("gate: passed" if not wrong else f"gate: {len(wrong)} failures")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
