"""Putting a verdict where the options say."""

from __future__ import annotations

import io
import shutil
import sys

from spindetect.cli.files import write
from spindetect.cli.options import Output
from spindetect.cli.streams import harmless_json, is_terminal, say, wants_color
from spindetect.report.terminal import WIDEST, print_rich, to_text
from spindetect.verdict import PairVerdict


def draw(verdict: PairVerdict, output: Output) -> None:
    """Write the verdict: the page first, so that a closed pipe does not lose it."""
    if output.html is not None:
        write(output.html, verdict.to_html())
        say(f"spindetect: wrote the page {output.html}")
    if output.json:
        write(output.out, harmless_json(verdict.to_json()) + "\n")
    elif output.statement is not None:
        write(output.out, verdict.statement(full=output.statement == "full") + "\n", for_people=True)
    else:
        width = (
            min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST) if is_terminal(sys.stdout) else WIDEST
        )
        colored = wants_color(output.color) and (output.out is None or output.color == "always")
        text = (
            _colored(verdict, width, output.top) if colored else to_text(verdict, width=width, top=output.top)
        )
        write(output.out, text, for_people=True)


def _colored(verdict: PairVerdict, width: int, top: int) -> str:
    from rich.console import Console

    drawn = io.StringIO()
    # The sixteen colours of the terminal's own theme: they are readable on its background.
    console = Console(file=drawn, width=width, force_terminal=True, no_color=False, color_system="standard")
    print_rich(verdict, console, top=top)
    return drawn.getvalue()
