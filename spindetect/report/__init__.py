"""Drawing a result: for a terminal, as a page, as a notebook cell, as a statement, as a record.

Each drawing is imported when it is first used: printing a verdict does not load the page, and nothing
here loads rich until something is coloured. Modules with `text_`, `unspun_`, `evaluation_` or `scan_`
before their name draw a `TextVerdict`, an `Unspun`, an `Evaluation` or a `ScanPage`; `pair_` and the rest
draw a `PairVerdict` or serve all.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import MappingProxyType

from spindetect.results import Result

__all__ = ["RENDERERS"]


def _lazy(function: str, **modules: str) -> Callable[..., str]:
    """Return the drawing that a module has for each kind of result."""

    def draw(result: Result, **options: object) -> str:
        module = importlib.import_module(f"spindetect.report.{modules[result.KIND]}")
        return str(getattr(module, function)(result, **options))

    return draw


RENDERERS = MappingProxyType(
    {
        "text": _lazy(
            "to_text",
            pair="terminal",
            text="terminal",
            unspun="terminal",
            evaluation="terminal",
            scan="terminal",
        ),
        "html": _lazy(
            "to_html",
            pair="html",
            text="text_page",
            unspun="unspun_page",
            evaluation="evaluation_page",
            scan="scan_report",
        ),
        "notebook": _lazy(
            "to_fragment",
            pair="notebook",
            text="text_notebook",
            unspun="unspun_notebook",
            evaluation="evaluation_notebook",
            scan="scan_notebook",
        ),
        "statement": _lazy("statement", pair="statement", text="text_statement"),
    }
)
"""What a result calls to draw itself: its methods' names without the `to_`."""
