"""What is asked of the readers: which fields, and how much of a document is too little or too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from spindetect.errors import InputError
from spindetect.model.judge import LEAST_WORDS

FIELDS: Final = ("id", "text", "url", "published", "title")
"""What a document may bring, by the names its file uses unless `mapping` says otherwise."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a corpus is read.

    Attributes
    ----------
    mapping : mapping of str to str
        Our field -> the name that the files use, as in `{"text": "body"}`. The others keep their names.
    min_words : int
        Documents of fewer words are too short. The default is what `compare` needs for a label.
    max_characters : int
        Longer documents are too large: comparing costs 135 bytes a character at its peak, so that one of
        two million words would need 1.6 GB. The default, 180,000 words, is longer than most novels.
    max_record_bytes : int
        A line, row, file or record of more bytes is passed over without being held.
    max_page_bytes : int
        A web page of more bytes is too large to be taken apart: one of 15 MB of plain paragraphs cost
        340 MB and 1.5 s, one of 2 MB of nothing but tags 125 MB and 3 s.
    batch_rows, batch_bytes : int
        A batch ends at either. 8 MB of text are held several times over on its way.
    identify : bool
        Whether documents whose words do not look English are looked at by the language model; if not they
        are kept, and the detector says of them that it cannot say.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    min_words: int = LEAST_WORDS
    max_characters: int = 1_000_000
    max_record_bytes: int = 16_000_000
    max_page_bytes: int = 4_000_000
    batch_rows: int = 1_000
    batch_bytes: int = 8_000_000
    identify: bool = True

    def __post_init__(self) -> None:
        for name in ("max_characters", "max_record_bytes", "max_page_bytes", "batch_rows", "batch_bytes"):
            if getattr(self, name) < 1:
                raise InputError(f"expected at least 1, found {getattr(self, name)}", where=name)
        if self.min_words < 0:
            raise InputError(f"expected at least 0, found {self.min_words}", where="min_words")
        _check(self.mapping)

    def name_of(self, name: str) -> str:
        """Return what the files call one of our fields."""
        return self.mapping.get(name, name)

    def to_dict(self) -> dict[str, object]:
        """Return everything that decides what is read, for the ledger's digest."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"mapping": dict(self.mapping)}


def parse_mapping(text: str) -> dict[str, str]:
    """Return the mapping that `--map text=body,id=uri` means.

    Raises
    ------
    InputError
        If it is no list of `field=name`, names a field twice, or one that there is not.
    """
    found: dict[str, str] = {}
    for piece in text.split(","):
        ours, equals, theirs = (part.strip() for part in piece.partition("="))
        if not equals or not ours or not theirs:
            raise InputError(f"{piece.strip()!r} is not field=name", where="--map", hint=_HINT)
        if ours in found:
            raise InputError(f"{ours!r} is named twice", where="--map", hint=_HINT)
        found[ours] = theirs
    _check(found)
    return found


_HINT: Final = "as in --map text=body,id=uri"


def _check(mapping: Mapping[str, str]) -> None:
    for ours, theirs in mapping.items():
        if ours not in FIELDS:
            raise InputError(
                f"there is no field {ours!r}", where="--map", hint=f"the fields are {', '.join(FIELDS)}"
            )
        if not isinstance(theirs, str) or not theirs:
            raise InputError(f"the name for {ours!r} is empty", where="--map", hint=_HINT)
