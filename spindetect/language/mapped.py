"""What the tables of this room have in common: a shipped file, opened once, named by its path."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Self

from spindetect.container import Container, open_container
from spindetect.resources import shipped


class MappedTable:
    """A table in a mapped file. Immutable, safe in threads, pickles to its path.

    Attributes
    ----------
    version : int
        Format of the file.
    digest : str
        SHA-256 that stands for the whole file.
    """

    __slots__ = ("_container", "_given", "digest", "version")
    # The shipped file's name, and what its header says.
    FILE: ClassVar[str]
    KIND: ClassVar[str]
    FORMAT: ClassVar[int]

    def __init__(self, container: Container, given: Path | None) -> None:
        self._container, self._given = container, given
        self.version, self.digest = container.format, container.digest

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """Open a file, the shipped one by default.

        Raises
        ------
        ResourceError
            If the file is missing, damaged or of another format.
        """
        found = shipped(cls.FILE) if path is None else path
        return cls(open_container(found, kind=cls.KIND, format=cls.FORMAT), path)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).open, (self._given,))

    def verify(self) -> None:
        """Raise ResourceError unless every section has its stated SHA-256."""
        self._container.verify()
