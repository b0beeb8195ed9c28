"""Options that several commands share, and what they are parsed into."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spindetect.errors import InputError

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """How a verdict is drawn, and where to."""

    json: bool
    statement: str | None
    html: Path | None
    out: Path | None
    top: int
    color: str

    @classmethod
    def of(cls, given: argparse.Namespace) -> Output:
        """Take the output's part of the command line."""
        if str(given.html) == STDOUT:
            raise InputError(
                "the page goes to a file", where="--html -", hint="name it, as in --html page.html"
            )
        out = None if str(given.out) == STDOUT else given.out
        return cls(given.json, given.statement, given.html, out, given.top, given.color)


def add_drawing(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how a verdict is drawn, and where to."""
    group = parser.add_argument_group("output")
    kinds = group.add_mutually_exclusive_group()
    kinds.add_argument("--json", action="store_true", help="the whole verdict as one line of JSON")
    kinds.add_argument(
        "--statement",
        nargs="?",
        const="short",
        choices=("short", "full"),
        metavar="full",
        help="the finding in plain sentences, within 500 characters or in full",
    )
    group.add_argument(
        "--html", type=Path, metavar="FILE", help="also write a page with both texts side by side to FILE"
    )
    group.add_argument(
        "--out", type=Path, metavar="FILE", help="write to FILE instead of standard output, which is -"
    )
    group.add_argument(
        "--top", type=count, default=10, metavar="N", help="how many swaps to show (default: 10)"
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour the report: auto (a terminal, and NO_COLOR is not set), always, never",
    )


def bind_statement(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `--statement` bound to a `full` that follows it, and to nothing else.

    An option with an optional value takes any word that follows; here that would be the suspect's file.
    """
    bound: list[str] = []
    for n, argument in enumerate(arguments):
        if argument == "--":
            return bound + list(arguments[n:])
        if argument == "full" and bound and bound[-1] == "--statement=short":
            bound[-1] = "--statement=full"
        else:
            bound.append("--statement=short" if argument == "--statement" else argument)
    return bound


def count(text: str) -> int:
    """Parse a count that is not negative."""
    try:
        n = int(text)
    except ValueError:
        n = -1
    if n < 0:
        raise argparse.ArgumentTypeError(f"expected a whole number, found {text!r}")
    return n


def share(text: str) -> float:
    """Parse a number between 0 and 1."""
    try:
        p = float(text)
    except ValueError:
        p = -1.0
    if not 0 <= p <= 1:
        raise argparse.ArgumentTypeError(f"expected a number between 0 and 1, found {text!r}")
    return p


def refuse(given: argparse.Namespace, name: str, reason: str) -> None:
    """Raise InputError if an option was given that means nothing here."""
    if getattr(given, name) not in (None, False):
        raise InputError(f"--{name.replace('_', '-')} {reason}", hint="leave it out")
