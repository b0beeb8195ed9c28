"""Keeps the examples of README.md what the program prints.

usage: python -m data.samples.readme [--write]

Without `--write` it says whether the examples are today's output; with it they are put in place.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import spindetect
from spindetect.report.terminal import to_text

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
# What the commands above the examples say; 80 columns, as a terminal has.
SUSPECT, SOURCE = "data/samples/news-report/spun.txt", "data/samples/news-report/source.txt"
WIDTH, TOP = 80, 2


@dataclass(frozen=True)
class Example:
    """A command of the README and what it prints.

    Attributes
    ----------
    command : str
        As it stands in the README, the whole of a block.
    print : callable
        Gives what it prints, from a detector and the texts of `SUSPECT` and `SOURCE`.
    """

    command: str
    print: Callable[[spindetect.Detector, spindetect.Document, spindetect.Document], str]

    def found(self, readme: str) -> str:
        """Return the example as it stands in the README, '' if the command is not followed by one."""
        found = self._pattern.search(readme)
        return found[0] if found else ""

    def renewed(self, readme: str, output: str) -> str:
        """Return the README with the example replaced."""
        return self._pattern.sub(lambda _: output, readme, count=1)

    @property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<={re.escape(self.command)}\n```\n\n```text\n).*?(?=```\n)", re.S)


EXAMPLES = (
    Example(
        f"spindetect compare {SUSPECT} {SOURCE} --top {TOP}",
        lambda detector, suspect, source: to_text(detector.compare(suspect, source), width=WIDTH, top=TOP),
    ),
    Example(
        f"spindetect score {SUSPECT} --top {TOP}",
        lambda detector, suspect, _: to_text(detector.score(suspect), width=WIDTH, top=TOP),
    ),
    Example(
        f"spindetect unspin {SUSPECT} --queries",
        lambda detector, suspect, _: "".join(f"{query}\n" for query in detector.unspin(suspect).queries),
    ),
)


def printed() -> list[str]:
    """Return what the commands print today, in the order of `EXAMPLES`."""
    detector = spindetect.load()
    suspect, source = spindetect.read(ROOT / SUSPECT), spindetect.read(ROOT / SOURCE)
    return [example.print(detector, suspect, source) for example in EXAMPLES]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="put today's output into README.md")
    write = parser.parse_args().write
    readme = renewed = README.read_text(encoding="utf-8")
    for example, output in zip(EXAMPLES, printed(), strict=True):
        renewed = example.renewed(renewed, output)
    if write:
        README.write_text(renewed, encoding="utf-8")
        return 0
    if readme == renewed:
        return 0
    print("an example differs from what is printed: python -m data.samples.readme --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
