"""What the command line looks like; each command describes its own part."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, Protocol

from spindetect.cli import (
    calibrate,
    compare,
    completion,
    evaluate,
    export,
    index,
    info,
    options,
    scan,
    score,
    search,
    show,
    train,
    unspin,
)
from spindetect.cli.streams import put
from spindetect.errors import InputError
from spindetect.version import __version__

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_DESCRIPTION = """\
Find machine-spun English texts and show the evidence, word by word: beside their
source (compare), or without knowing it (score, unspin)."""
_EPILOG = """\
examples:
  spindetect compare copy.txt article.txt
  spindetect compare copy.html article.txt --html page.html
  spindetect compare copy.txt article.txt --background press-release.txt
  spindetect score page.html
  spindetect score submissions/ --html reports/
  spindetect unspin copy.docx --queries
  curl -s https://example.org/copy | spindetect score - --stdin-as html
  spindetect calibrate honest-texts/ --rate 0.001 --out policy.json
  spindetect score inbox/ --policy policy.json
  spindetect show verdict.json --verify

exit status: 0 done, 1 an error of the program itself, 2 bad usage or input,
3 --fail-above exceeded or flagged by the policy, 4 for review by the policy,
130 stopped with Ctrl-C
"""


class Command(Protocol):
    """What a command's module has."""

    HELP: str
    DESCRIPTION: str
    EPILOG: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command's options."""

    def run(self, given: argparse.Namespace) -> int:
        """Do it and return the exit status."""


# Arguments that are lists.
_LISTS = ("texts", "slice", "source", "background", "source_url", "conf")
COMMANDS: dict[str, Command] = {
    "compare": compare,
    "score": score,
    "unspin": unspin,
    "show": show,
    "calibrate": calibrate,
    "scan": scan,
    "index": index,
    "search": search,
    "export": export,
    "evaluate": evaluate,
    "train": train,
    "info": info,
}


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are SpindetectErrors, so that all errors look alike."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print over several lines."""
        raise InputError(message, hint=f"see `{self.prog} --help`")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help where `argparse` would not say that it could not."""
        put(self.format_help(), for_people=True)


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="spindetect",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"spindetect {__version__}")
    parser.add_argument(
        "--completion", action=completion.Completion, choices=completion.SHELLS, help=completion.HELP
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, command in COMMANDS.items():
        part = commands.add_parser(
            name,
            help=command.HELP,
            description=command.DESCRIPTION,
            epilog=command.EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(part)
    return parser


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse a command line.

    Raises
    ------
    InputError
        If it is not one.
    """
    given = build_parser().parse_args(options.bind_statement(argv))
    for name, value in vars(given).items():
        if isinstance(value, list) and name not in _LISTS:  # what argparse makes of `--out=--`
            option = f"--{name.replace('_', '-')}"
            raise InputError(
                f"{option} was given no value", hint=f"for a file of that name give {option}=./--"
            )
    return given
