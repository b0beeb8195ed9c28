"""Keeps the first example of README.md what the program prints.

usage: python -m data.samples.readme [--write]

Without `--write` it says whether the example is today's output; with it the example is put in place.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import spindetect
from spindetect.report.terminal import to_text

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
# What the command above the example says; 80 columns, as a terminal has.
SUSPECT, SOURCE = "data/samples/news-report/spun.txt", "data/samples/news-report/source.txt"
WIDTH, TOP = 80, 2
COMMAND = f"spindetect compare {SUSPECT} {SOURCE} --top {TOP}"
_EXAMPLE = re.compile(rf"(?<={re.escape(COMMAND)}\n```\n\n```text\n).*?(?=```\n)", re.S)


def printed() -> str:
    """Return what the command prints today."""
    verdict = spindetect.load().compare(spindetect.read(ROOT / SUSPECT), spindetect.read(ROOT / SOURCE))
    return to_text(verdict, width=WIDTH, top=TOP)


def example(readme: str) -> str:
    """Return the example as it stands in the README, '' if the command is not followed by one."""
    found = _EXAMPLE.search(readme)
    return found[0] if found else ""


def renewed(readme: str, output: str) -> str:
    """Return the README with the example replaced."""
    return _EXAMPLE.sub(lambda _: output, readme, count=1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="put today's output into README.md")
    readme, output = README.read_text(encoding="utf-8"), printed()
    if parser.parse_args().write:
        README.write_text(renewed(readme, output), encoding="utf-8")
        return 0
    if example(readme) == output:
        return 0
    print("the example differs from what is printed: python -m data.samples.readme --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
