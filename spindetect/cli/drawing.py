"""Putting a result where the options say."""

from __future__ import annotations

import io
import shutil
import sys
from typing import TYPE_CHECKING

from spindetect.cli.files import write
from spindetect.cli.options import Output
from spindetect.cli.streams import harmless_json, is_terminal, wants_color
from spindetect.errors import InputError
from spindetect.report.record import Record
from spindetect.report.terminal import WIDEST, print_rich, to_text
from spindetect.results import Verdict

if TYPE_CHECKING:
    from spindetect.scan_page import ScanPage


def draw(result: Record | ScanPage, output: Output) -> None:
    """Write the result: the page first, so that a closed pipe does not lose it."""
    if output.statement is not None and not isinstance(result, Verdict):
        what = "a restored text" if result.KIND == "unspun" else "what is no verdict"
        raise InputError(f"{what} has no statement", where="--statement", hint="leave it out")
    draw_page(result, output)
    if output.json:
        write(output.out, harmless_json(result.to_json()) + "\n")
    elif output.statement is not None and isinstance(result, Verdict):
        write(output.out, result.statement(full=output.statement == "full") + "\n", for_people=True)
    else:
        width = (
            min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST) if is_terminal(sys.stdout) else WIDEST
        )
        colored = wants_color(output.color) and (output.out is None or output.color == "always")
        text = (
            _colored(result, width, output.top) if colored else to_text(result, width=width, top=output.top)
        )
        write(output.out, text, for_people=True)


def draw_page(result: Record | ScanPage, output: Output) -> None:
    """Write the page, if one is asked for."""
    if output.html is not None:
        write(output.html, result.to_html())
        output.tell(f"wrote the page {output.html}")


def _colored(result: Record | ScanPage, width: int, top: int) -> str:
    from rich.console import Console

    drawn = io.StringIO()
    # The sixteen colours of the terminal's own theme: they are readable on its background.
    console = Console(file=drawn, width=width, force_terminal=True, no_color=False, color_system="standard")
    print_rich(result, console, top=top)
    return drawn.getvalue()
