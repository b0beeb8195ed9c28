"""ScanSummary: what a scan says of itself, as `manifest.json` keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from spindetect.corpus.ledger import Written
from spindetect.errors import RecordError
from spindetect.records import ProgramRecord
from spindetect.serial import from_plain, to_plain

SCAN_SCHEMA: Final = "spindetect/scan/1"


@dataclass(frozen=True, slots=True)
class Folder:
    """One table of a scan: how many rows, in which files."""

    rows: int
    files: tuple[Written, ...]


@dataclass(frozen=True)
class ScanSummary:
    """What a scan did. Equal corpora, settings and models give equal summaries, however often it was stopped.

    Attributes
    ----------
    read : int
        Documents that were met: usable ones and rejected ones.
    usable, duplicates : int
        Documents that were scanned; those of them that were folded into another.
    rejected : dict of str to int
        By reason.
    candidates, compared : int
        Pairs that shared enough to be compared; those that could be.
    scored : int
        Documents that were scored without a source.
    pairs, documents, decisions, families : dict of str to int
        Compared pairs by label, 'explained' where another source of the suspect explains a spun pair, which
        is then not written; documents by theirs; documents by decision; families by outcome.
    tables : dict of str to Folder
        What lies in the folder, with digests.
    settings : dict of str to str
        What was asked for, as far as it changes what is found.
    program : ProgramRecord
        What computed it, for pairs and texts both.
    scan_model : str
        SHA-256 of the file of the scan's model.
    """

    read: int
    usable: int
    duplicates: int
    rejected: dict[str, int]
    candidates: int
    compared: int
    scored: int
    pairs: dict[str, int]
    documents: dict[str, int]
    decisions: dict[str, int]
    families: dict[str, int]
    tables: dict[str, Folder]
    settings: dict[str, str]
    program: ProgramRecord
    scan_model: str = ""
    schema: str = SCAN_SCHEMA

    SCHEMA: ClassVar[str] = SCAN_SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def to_json(self) -> str:
        """Return the summary as JSON; equal summaries give equal text."""
        return json.dumps(self.to_dict(), ensure_ascii=True, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ScanSummary:
        """Read back what `to_dict` gave.

        Raises
        ------
        RecordError
            If the schema is another one, or a field is missing, unknown or of another type.
        """
        schema = data.get("schema") if isinstance(data, Mapping) else None
        if schema != cls.SCHEMA:
            raise RecordError(
                f"expected schema {cls.SCHEMA!r}, found {schema!r:.60}",
                where="manifest",
                hint="give the folder that `spindetect scan --out` wrote",
            )
        return from_plain(cls, dict(data), where="manifest")
