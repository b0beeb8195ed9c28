"""A result for a terminal.

The same lines are drawn plain (`to_text`) and in colour (`print_rich`); nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from spindetect.report.lines import Line, plain, wrap

if TYPE_CHECKING:
    from rich.console import Console

    from spindetect.evaluation.records import Evaluation
    from spindetect.scan_page import ScanPage
    from spindetect.text_verdict import TextVerdict, Unspun
    from spindetect.verdict import PairVerdict

    Drawn: TypeAlias = PairVerdict | TextVerdict | Unspun | Evaluation | ScanPage

TOP = 10
# A line of prose is read comfortably up to about 100 columns; wider windows are left empty.
WIDEST = 100
_STYLES = {
    "head": "bold",
    "warning": "bold reverse",
    "strong": "bold",
    "soft": "dim",
    "swap": "bold yellow",
    "own": "dim",
    "unchanged": "cyan",
    "spun": "bold red",
    "verbatim": "bold magenta",
    "paraphrased": "bold yellow",
    "edited": "bold blue",
    "independent": "bold green",
    "not-spun": "bold green",
    "insufficient": "bold",
    "flag": "bold red",
    "review": "bold yellow",
    "pass": "bold green",
}


def to_text(result: Drawn, *, width: int = WIDEST, top: int = TOP) -> str:
    """Return the result as plain text, without control characters.

    Parameters
    ----------
    width : int
        Columns to wrap at, at least 20.
    top : int
        How many of the oddest swaps, most suspicious marks, changed places, worst mistakes or top
        pairs to show.
    """
    return plain(_report(result, top), width)


def print_rich(result: Drawn, console: Console, *, top: int = TOP) -> None:
    """Print the result on a rich console, in colour where the console has it."""
    from rich.text import Text

    for line in _report(result, top):
        for row in wrap(line, min(console.width, WIDEST)):
            # Text.assemble never reads mark-up, so "[red]" in a suspect stays what it is.
            styled = Text.assemble(*((text, _STYLES.get(style, "")) for text, style in row))
            styled.rstrip()
            console.print(styled, soft_wrap=True, highlight=False)


def _report(result: Drawn, top: int) -> Iterator[Line]:
    """Yield the lines of a result; the code of the other kinds is not loaded."""
    if result.KIND == "pair":
        from spindetect.report import pair_terminal

        return pair_terminal.report(result, top)
    if result.KIND == "text":
        from spindetect.report import text_terminal

        return text_terminal.report(result, top)
    if result.KIND == "evaluation":
        from spindetect.report import evaluation_terminal

        return evaluation_terminal.report(result, top)
    if result.KIND == "scan":
        from spindetect.report import scan_terminal

        return scan_terminal.report(result, top)
    from spindetect.report import unspun_terminal

    return unspun_terminal.report(result, top)
