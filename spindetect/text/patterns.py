"""Regular expressions that are compiled when they are first asked: most texts need few of them.

Compiling all patterns of this room takes 60 ms, more than reading and comparing two articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


class Pattern:
    """A regular expression, compiled at its first use; several alternatives may be given.

    Parameters
    ----------
    *alternatives : str
    flags : int
        As for `re.compile`.
    """

    __slots__ = ("_compiled", "_flags", "source")

    def __init__(self, *alternatives: str, flags: int = 0) -> None:
        self.source = "|".join(alternatives)
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def compiled(self) -> re.Pattern[str]:
        """Return the compiled expression."""
        if self._compiled is None:
            self._compiled = re.compile(self.source, self._flags)
        return self._compiled

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self.compiled().match(text, start)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.compiled().search(text, start, len(text) if end is None else end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self.compiled().finditer(text, start, len(text) if end is None else end)

    def findall(self, text: str) -> list[str]:
        """Return the text of every match; for patterns without groups."""
        found: list[str] = self.compiled().findall(text)
        return found
