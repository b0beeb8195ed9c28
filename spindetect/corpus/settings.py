"""What is asked of a scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from spindetect.corpus.readers import ReadOptions
from spindetect.errors import InputError
from spindetect.policy import Policy
from spindetect.workers import MOST_WORKERS

Sourceless = Literal["all", "none"]
LEAST_MEMORY = 512 * 2**20
"""Bytes: what the tables of the detector and one batch of each stage take."""


@dataclass(frozen=True)
class ScanSettings:
    """What a scan reads, how, and where it puts what it finds.

    Attributes
    ----------
    corpus : sequence of str
        Files and folders, as `plan_inputs` takes them.
    out : Path
        A folder that is new, or that a scan has written: then that scan goes on.
    against : Path, optional
        A stored index whose documents are compared with the corpus, and not with each other.
    workers : int
        Processes.
    memory : int
        Bytes that the relational step may use before it goes to the disk.
    policy : Policy
        What is flagged; the one called 'default' flags what is found spun, with the models' own thresholds:
        that of texts without a source was measured at 0.04 % of honest ones.
    sourceless : {'all', 'none'}
        Whether documents that are no copies of others here are scored by themselves.
    reading : ReadOptions
    """

    corpus: Sequence[str]
    out: Path
    against: Path | None = None
    workers: int = 1
    memory: int = 2 * 2**30
    policy: Policy = field(default_factory=lambda: Policy.named("default"))
    sourceless: Sourceless = "all"
    reading: ReadOptions = field(default_factory=ReadOptions)

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= MOST_WORKERS:
            raise InputError(f"expected 1 to {MOST_WORKERS}, found {self.workers}", where="--workers")
        if self.memory < LEAST_MEMORY:
            raise InputError(
                f"{self.memory // 2**20} MB are too little",
                where="--memory",
                hint=f"give at least {LEAST_MEMORY // 2**20}MB",
            )
        if self.sourceless not in get_args(Sourceless):
            raise InputError(f"expected all or none, found {self.sourceless!r}", where="--sourceless")

    def told(self) -> dict[str, str]:
        """Return what changes what is found, for people and the manifest; not how fast it was found."""
        mapping = ",".join(f"{ours}={theirs}" for ours, theirs in sorted(self.reading.mapping.items()))
        told = {
            "corpus": ", ".join(map(str, self.corpus)),
            "against": "" if self.against is None else str(self.against),
            "policy": f"{self.policy.name} {self.policy.digest}",
            "sourceless": self.sourceless,
            "map": mapping,
        }
        return {name: value for name, value in told.items() if value}
