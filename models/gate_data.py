"""What the gate's measurements are given, and what they return."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import spindetect
from spindetect.errors import ResourceError


@dataclass(frozen=True)
class Data:
    """Where the data lies, and one detector for all."""

    shared: Path
    sources: Path
    _kept: dict[str, str] = field(default_factory=dict)

    @cached_property
    def detector(self) -> spindetect.Detector:
        """The shipped detector."""
        return spindetect.load()

    def digest(self, *paths: str) -> str:
        """Return a SHA-256 of files under the shared folder, in the order given.

        Raises
        ------
        ResourceError
            If one is missing.
        """
        whole = hashlib.sha256()
        for path in paths:
            file = self.shared / path
            if not file.is_file():
                raise ResourceError("is missing", where=str(file), hint="give the folder of shared data")
            whole.update(file.read_bytes())
        return whole.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure: how good, on how many cases, of which data, and in words."""

    value: float
    cases: int
    data: str
    what: str


Rows = dict[str, Measured]
