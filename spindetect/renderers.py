"""Where the functions that draw a verdict are left for it.

Drawing stands near the top of the house and records at its bottom; this module knows neither, so that
`import spindetect` loads neither.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # as `typing` has it, which would cost every start 5 ms
    from collections.abc import Callable, Mapping

RENDERERS: dict[str, Callable[..., str]] = {}


def use_renderers(renderers: Mapping[str, Callable[..., str]]) -> None:
    """Hand down the functions that draw a verdict: 'text', 'html', 'notebook' and 'statement'."""
    RENDERERS.update(renderers)
