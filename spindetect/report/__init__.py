"""Drawing a verdict: for a terminal, as a page, as a notebook cell, as a statement, as a record.

Each drawing is imported when it is first used: printing a verdict does not load the page, and nothing
here loads rich until something is coloured.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import MappingProxyType

__all__ = ["RENDERERS"]


def _lazy(module: str, function: str) -> Callable[..., str]:
    def draw(*arguments: object, **options: object) -> str:
        found = getattr(importlib.import_module(f"spindetect.report.{module}"), function)
        return str(found(*arguments, **options))

    return draw


RENDERERS = MappingProxyType(
    {
        "text": _lazy("terminal", "to_text"),
        "html": _lazy("html", "to_html"),
        "notebook": _lazy("notebook", "to_fragment"),
        "statement": _lazy("statement", "statement"),
    }
)
"""What `PairVerdict` calls to draw itself: its methods' names without the `to_`."""
