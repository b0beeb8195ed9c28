"""Parquet, by the optional extra `parquet`: rows as mappings, batch by batch."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from spindetect.errors import InputError, MissingExtraError

_ROWS: Final = 256  # of a batch: a few megabytes of articles


def check_installed(path: Path) -> None:
    """Raise MissingExtraError if nothing that reads Parquet is installed."""
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError(
            "Parquet needs pyarrow",
            where=str(path),
            hint="pip install 'spindetect[parquet]', or give JSON lines",
        )


def count(path: Path) -> int:
    """Return how many rows a file has."""
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the number of each row, from 1, and its values by column.

    Raises
    ------
    InputError
        If it is no Parquet file, or damaged.
    """
    import pyarrow

    number = 0
    with _opened(path) as file:
        try:
            for batch in file.iter_batches(batch_size=_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
        except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _damaged(path, error) from error


def _opened(path: Path) -> Any:  # noqa: ANN401 - pyarrow is optional: its types may not be there
    check_installed(path)
    import pyarrow
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> InputError:
    told = (str(error).strip().splitlines() or ["no reason given"])[0]
    return InputError(f"is not Parquet that can be read: {told}", where=str(path), hint="write it again")
