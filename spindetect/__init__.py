"""spindetect: finds machine-spun copies of English texts and shows the evidence, word by word.

>>> import spindetect
>>> detector = spindetect.load()
>>> verdict = detector.compare(suspect, source)      # doctest: +SKIP
>>> print(verdict)                                   # doctest: +SKIP

Names are imported when they are first used, so that `spindetect --help` costs nothing.
"""

from __future__ import annotations

import importlib

from spindetect.errors import SpindetectError
from spindetect.renderers import use_renderers
from spindetect.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:  # as `typing` has it, which would cost every start 5 ms
    from collections.abc import Callable

    from spindetect.detector import Detector, load
    from spindetect.policy import Policy
    from spindetect.records import FailedPair, FailedText, Substitution
    from spindetect.text import Document, read
    from spindetect.text_verdict import Suspicion, TextVerdict, Unspun
    from spindetect.verdict import PairVerdict

__all__ = [
    "Detector",
    "Document",
    "FailedPair",
    "FailedText",
    "PairVerdict",
    "Policy",
    "SpindetectError",
    "Substitution",
    "Suspicion",
    "TextVerdict",
    "Unspun",
    "__version__",
    "load",
    "read",
]

_HOMES = {
    "Detector": "spindetect.detector",
    "Document": "spindetect.text",
    "FailedPair": "spindetect.records",
    "FailedText": "spindetect.records",
    "PairVerdict": "spindetect.verdict",
    "Policy": "spindetect.policy",
    "Substitution": "spindetect.records",
    "Suspicion": "spindetect.text_verdict",
    "TextVerdict": "spindetect.text_verdict",
    "Unspun": "spindetect.text_verdict",
    "load": "spindetect.detector",
    "read": "spindetect.text",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'spindetect' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _renderer(kind: str) -> Callable[..., str]:
    """Return a drawing function that imports `spindetect.report` when it first draws."""

    def draw(result: PairVerdict | TextVerdict | Unspun, **options: object) -> str:
        return str(importlib.import_module("spindetect.report").RENDERERS[kind](result, **options))

    return draw


# Records stand at the bottom of the house and drawing near its top: the way between them is here,
# the one module that stands above both.
use_renderers({kind: _renderer(kind) for kind in ("text", "html", "notebook", "statement")})
