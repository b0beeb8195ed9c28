"""Options that several commands share, and what they are parsed into."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spindetect.cli.streams import say
from spindetect.errors import InputError

STDOUT = "-"
STDIN_KINDS = ("txt", "md", "html", "docx", "pdf")
JSONL = "jsonl"  # what standard input holds, beside the kinds of texts
MOST_WORKERS = 256  # as `spindetect.workers` has it, whose import costs every start 20 ms


@dataclass(frozen=True, slots=True)
class Output:
    """How a verdict is drawn, and where to."""

    json: bool
    statement: str | None
    html: Path | None
    out: Path | None
    top: int
    color: str
    quiet: bool = False

    @classmethod
    def of(cls, given: argparse.Namespace) -> Output:
        """Take the output's part of the command line."""
        if str(given.html) == STDOUT:
            raise InputError(
                "the page goes to a file", where="--html -", hint="name it, as in --html page.html"
            )
        out = None if str(given.out) == STDOUT else given.out
        statement = getattr(given, "statement", None)
        return cls(given.json, statement, given.html, out, given.top, given.color, given.quiet)

    def to_page(self, page: Path | None) -> Output:
        """Return the same with another file for the page."""
        return replace(self, html=page)

    def tell(self, message: str) -> None:
        """Say something on standard error that is no error and no warning."""
        if not self.quiet:
            say(f"spindetect: {message}")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the help says of drawing one kind of result."""

    result: str = "the whole verdict"
    page: str = "a page with both texts side by side"
    page_name: str = "FILE"
    shown: str = "swaps"
    has_statement: bool = True


def add_drawing(
    parser: argparse.ArgumentParser, what: Drawing | None = None
) -> argparse._MutuallyExclusiveGroup:
    """Add the options that say how a result is drawn, and where to; return those that exclude each other."""
    what = what or Drawing()
    group = parser.add_argument_group("output")
    kinds = group.add_mutually_exclusive_group()
    kinds.add_argument("--json", action="store_true", help=f"{what.result} as one line of JSON")
    if what.has_statement:
        kinds.add_argument(
            "--statement",
            nargs="?",
            const="short",
            choices=("short", "full"),
            metavar="full",
            help="the finding in plain sentences, within 500 characters or in full",
        )
    group.add_argument(
        "--html", type=Path, metavar=what.page_name, help=f"also write {what.page} to {what.page_name}"
    )
    group.add_argument(
        "--out", type=Path, metavar="FILE", help="write to FILE instead of standard output, which is -"
    )
    group.add_argument(
        "--top", type=count, default=10, metavar="N", help=f"how many {what.shown} to show (default: 10)"
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour the report: auto (a terminal, and NO_COLOR is not set), always, never",
    )
    group.add_argument(
        "-q", "--quiet", action="store_true", help="no progress and no summary on standard error"
    )
    return kinds


def add_stdin(parser: argparse.ArgumentParser, *more: str) -> None:
    """Add the option that says what standard input holds."""
    parser.add_argument(
        "--stdin-as",
        choices=(*STDIN_KINDS, *more),
        default="txt",
        help="what standard input holds (default: txt)",
    )


def add_gate(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add the option that makes an exit status of a probability."""
    group = parser.add_argument_group("gate")
    group.add_argument(
        "--fail-above", type=share, metavar="P", help="exit with 3 if the probability is above P"
    )
    return group


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the option that names another pair model."""
    parser.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help="compare with the model that `spindetect train` wrote there, or in that file",
    )


def add_lists(parser: argparse.ArgumentParser, title: str = "lists") -> None:
    """Add the options that name lists of the user's own."""
    group = parser.add_argument_group(title)
    group.add_argument(
        "--phrases",
        type=Path,
        metavar="FILE",
        help="also mark the phrases of FILE (.csv, .tsv or .jsonl): tortured, expected",
    )
    group.add_argument(
        "--allow", type=Path, metavar="FILE", help="never mark the terms of FILE (house terms), one a line"
    )


def lists(given: argparse.Namespace) -> dict[str, Path]:
    """Return the lists that were given, as `load` takes them."""
    return {name: getattr(given, name) for name in ("phrases", "allow") if getattr(given, name) is not None}


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


def workers(text: str) -> int:
    """Parse a number of processes."""
    n = count(text)
    if not 1 <= n <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MOST_WORKERS}, found {text!r}")
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


def inner_share(text: str) -> float:
    """Parse a number between 0 and 1, neither of them."""
    p = share(text)
    if p in (0.0, 1.0):
        raise argparse.ArgumentTypeError(
            f"expected a number between 0 and 1, neither of them, found {text!r}"
        )
    return p


def add_decision(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is to be done about a verdict, and what share it assumes."""
    group = parser.add_argument_group("decision")
    rules = group.add_mutually_exclusive_group()
    rules.add_argument(
        "--policy",
        metavar="POLICY",
        help="flag, review or pass: a file of `spindetect calibrate`, or default, newsroom, cautious",
    )
    rules.add_argument(
        "--flag-at",
        type=inner_share,
        metavar="RATE",
        help="flag where so few innocent documents score as high, by the model's held-out ones",
    )
    group.add_argument(
        "--prior",
        type=inner_share,
        metavar="SHARE",
        help="the share of documents that you expect to be spun, as in 0.01: moves P(spun) and no decision",
    )


def refuse(given: argparse.Namespace, name: str, reason: str) -> None:
    """Raise InputError if an option was given that means nothing here."""
    if getattr(given, name) not in (None, False):
        raise InputError(f"--{name.replace('_', '-')} {reason}", hint="leave it out")
