"""Reading a corpus: JSON lines, Parquet, CSV, WARC and folders of pages, into documents and refusals."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Final, cast

from spindetect.corpus.readers.batches import Batch, batches
from spindetect.corpus.readers.found import Found, Refused
from spindetect.corpus.readers.inputs import PART_BYTES, InputFile, InputPart, Kind, plan_inputs
from spindetect.corpus.readers.options import FIELDS, ReadOptions, parse_mapping
from spindetect.corpus.readers.repeated import REPEATED_IDS
from spindetect.corpus.readers.rows import read_rows
from spindetect.errors import InputError, MissingExtraError

__all__ = [
    "FIELDS",
    "PART_BYTES",
    "REPEATED_IDS",
    "Batch",
    "InputFile",
    "InputPart",
    "Kind",
    "ReadOptions",
    "parse_mapping",
    "plan_inputs",
    "read_corpus",
    "read_part",
    "read_rows",
]

# Modules are imported where they are needed: each brings its own library.
_MODULES: Final[dict[Kind, str]] = {
    "json-lines": "json_lines",
    "csv": "csv_rows",
    "parquet": "parquet_rows",
    "warc": "warc",
    "pages": "pages",
    "other": "other",
}


def read_corpus(
    paths: Iterable[str | os.PathLike[str]],
    *,
    mapping: Mapping[str, str] | None = None,
    options: ReadOptions | None = None,
) -> Iterator[Batch]:
    """Yield all of a corpus in one process, in batches.

    Parameters
    ----------
    paths : iterable of str or Path
        As of `plan_inputs`.
    mapping : mapping of str to str, optional
        As of `ReadOptions`, where there is nothing else to say.
    options : ReadOptions, optional

    Raises
    ------
    InputError, MissingExtraError
        As of `plan_inputs`, at once.
    """
    if mapping is not None and options is not None:
        raise InputError("give the mapping in the options", where="read_corpus")
    chosen = options or ReadOptions(mapping=mapping or {})
    parts = plan_inputs(paths, chosen)
    return (batch for part in parts for batch in read_part(part, chosen))


def read_part(part: InputPart, options: ReadOptions | None = None) -> Iterator[Batch]:
    """Yield a part in batches, documents in order; reading it again gives the same.

    Whatever its files hold, nothing is raised: what cannot be used is in `Batch.rejected`. At most a batch,
    and a record besides, are held.

    Parameters
    ----------
    part : InputPart
        Of `plan_inputs`, with the same options.
    options : ReadOptions, optional

    Raises
    ------
    MissingExtraError
        If what reads it is not installed.
    """
    chosen = options or ReadOptions()
    return batches(_found(part, chosen), chosen)


def _found(part: InputPart, options: ReadOptions) -> Found:
    """Yield what a reader finds, and at its end, if the reader failed, what it failed of."""
    read = cast(
        "Callable[[InputPart, ReadOptions], Found]",
        import_module(f"{__name__}.{_MODULES[part.kind]}").read,
    )
    try:
        yield from read(part, options)
    except MissingExtraError:
        raise
    except OSError as error:
        yield Refused(part.files[0].name, "", "unreadable", f"cannot be read: {error.strerror or error}")
    except MemoryError:
        yield Refused(part.files[0].name, "", "unreadable", "there was not enough memory to read on")
    except Exception as error:  # noqa: BLE001 - one file must not stop a corpus; its row says it
        told = f"internal error, please report it; the rest is not read: {type(error).__name__}: {error}"
        yield Refused(part.files[0].name, "", "failed", told)
