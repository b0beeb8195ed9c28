"""Who watches a scan: told of each stage as it goes. The silent one is the default."""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    """What a scan tells while it runs."""

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        """Say that a stage begins: how many of a unit it has, and how many were done before."""

    def advance(self, n: int) -> None:
        """Say that so many more are done."""

    def end(self, stage: str, rows: int, seconds: float) -> None:
        """Say that a stage is done, how many rows came out, and how long it took."""

    def say(self, message: str) -> None:
        """Say something that a person should know, such as a shard that was damaged."""


class Silent:
    """Tells nobody."""

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        """Say nothing."""

    def advance(self, n: int) -> None:
        """Say nothing."""

    def end(self, stage: str, rows: int, seconds: float) -> None:
        """Say nothing."""

    def say(self, message: str) -> None:
        """Say nothing."""
