"""Where a model's file is, and what is refused before it is opened.

`spindetect train` writes a folder: the model's file, and a manifest for people and programs to read. Either
the folder or the file is a model's path.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from spindetect.errors import ResourceError

FILE: Final = "pair_model.bin"
MANIFEST: Final = "manifest.json"
TRAINED_SCHEMA: Final = "spindetect/trained-model/1"

_TRAIN: Final = "train one with `spindetect train`, or export one with `SpinClassifier.to_model`"
# What other programs' models begin with. A pickle says its protocol; joblib, PyTorch and skops write pickles
# or archives that may hold them.
_MAGIC: Final = {
    b"\x80\x02": "a pickle",
    b"\x80\x03": "a pickle",
    b"\x80\x04": "a pickle",
    b"\x80\x05": "a pickle",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"x\x9c": "zlib data",
    b"x\x01": "zlib data",
    b"x^": "zlib data",
    b"x\xda": "zlib data",
    b"\x93NUMPY": "an array of numpy's",
}
_LONGEST: Final = max(map(len, _MAGIC))


def model_file(path: Path) -> Path:
    """Return the model's file of a path, which may be the folder that it is in.

    Raises
    ------
    ResourceError
        If a folder holds no model.
    """
    if not path.is_dir():
        return path
    if not (path / FILE).is_file():
        raise ResourceError(f"holds no {FILE}", where=str(path), hint=_TRAIN)
    return path / FILE


def refuse_foreign(path: Path) -> None:
    """Raise ResourceError for what other programs write, some of which runs code when it is loaded.

    Nothing of the file is looked at but its first bytes. What cannot be read is left to whoever opens it.
    """
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            start = file.read(_LONGEST)
    except OSError:
        return
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            raise ResourceError(
                f"is {name} (magic {magic!r}), which is not loaded: a pickle inside could run code. Models "
                "are plain arrays here",
                where=str(path),
                hint=_TRAIN,
            )


def check_manifest(path: Path, digest: str) -> None:
    """Raise ResourceError if the manifest beside a trained model is of another one, or was edited.

    A file that stands alone has none, and needs none: its own header says what it is.

    Parameters
    ----------
    path : Path
        Of the model's file.
    digest : str
        Of its content.
    """
    beside = path.with_name(MANIFEST)
    if path.name != FILE or not beside.is_file():
        return
    try:
        found: Any = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ResourceError(f"does not parse: {error}", where=str(beside), hint=_TRAIN) from error
    if isinstance(found, dict) and found.get("schema") == TRAINED_SCHEMA and found.get("model") != digest:
        raise ResourceError(
            f"is of another model than the {FILE} beside it: one of the two was changed",
            where=str(beside),
            hint="train again, or take the folder as it was written",
        )
