"""Texts as arrays of token numbers, one file a source: the slow step, done once.

The tokens are those of `spindetect.text`, so that what is counted is what is looked up. A file is used
again only if it was made from the same bytes by the same code: its header holds the digests of both.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.resources import sha256
from spindetect.text import Document

KIND, FORMAT = "encoded text", 1
KIND_SHIFT, KEY_SHIFT = 1, 3  # a token: number of its key << 3 | kind << 1 | capital
_CHARACTERS = 1 << 20  # a longer document is counted in pieces: arrays stay small


@dataclass(frozen=True)
class Encoded:
    """One source of prose as numbers.

    Attributes
    ----------
    name : str
    digest : str
        SHA-256 of the file that was read.
    keys : list of str
        The distinct keys; their place is their number.
    tokens : array of uint32, shape (n,)
        `key << 3 | kind << 1 | capital`.
    sentence_start : array of int64
        Where each sentence begins in `tokens`; begins with 0, ends with n.
    document_start : array of int64, shape (documents + 1,)
        Where each document begins.
    document_hash : array of uint64, shape (documents,)
        The first eight bytes of the SHA-256 of each document's id.
    """

    name: str
    digest: str
    keys: list[str]
    tokens: NDArray[np.uint32]
    sentence_start: NDArray[np.int64]
    document_start: NDArray[np.int64]
    document_hash: NDArray[np.uint64]

    @property
    def documents(self) -> int:
        """How many documents."""
        return len(self.document_hash)


def encoded(path: Path, cache: Path, code: str) -> Encoded:
    """Return a source's numbers, from the cache if it holds them for these bytes and this code.

    Parameters
    ----------
    path : Path
        `<source>.jsonl.gz`.
    cache : Path
        Folder of encoded sources.
    code : str
        What `tokeniser_digest` returns.
    """
    name, digest = path.name.removesuffix(".jsonl.gz"), sha256(path)
    file = cache / f"{name}.tokens"
    made = {"source": digest, "tokeniser": code}
    if not _is_fresh(file, made):
        cache.mkdir(parents=True, exist_ok=True)
        write_container(file, kind=KIND, format=FORMAT, arrays=_encode(path), meta=made)
    box = open_container(file, kind=KIND, format=FORMAT, check=False)
    arrays = box.arrays
    return Encoded(
        name,
        digest,
        arrays["keys"].tobytes().decode("utf-8", "surrogatepass").split("\n"),
        arrays["tokens"],
        arrays["sentence_start"],
        arrays["document_start"],
        arrays["document_hash"],
    )


def tokeniser_digest() -> str:
    """Return a digest of the code that makes tokens: other code, other tokens."""
    import spindetect.text

    digest = hashlib.sha256()
    for module in sorted(Path(spindetect.text.__file__).parent.glob("*.py")):
        digest.update(module.name.encode() + b"\0" + module.read_bytes())
    return digest.hexdigest()


def _is_fresh(file: Path, made: dict[str, str]) -> bool:
    if not file.is_file():
        return False
    try:
        return open_container(file, kind=KIND, format=FORMAT, check=False).meta == made
    except ResourceError:
        return False


def _encode(path: Path) -> dict[str, NDArray[Any]]:
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    tokens: list[NDArray[np.uint32]] = []
    sentences: list[NDArray[np.int64]] = []
    starts, hashes, at = [0], [], 0
    for identity, text in _documents(path):
        for piece in _pieces(text):
            found = Document.from_text(piece).tokens
            if not len(found):
                continue
            keys = np.fromiter(map(number.__getitem__, found.keys), np.uint32, len(found))
            row = keys << KEY_SHIFT | found.kind.astype(np.uint32) << KIND_SHIFT | found.capital
            tokens.append(row.astype(np.uint32, copy=False))
            sentences.append(found.sentence_start[:-1] + at)
            at += len(found)
        starts.append(at)
        hashes.append(int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8], "little"))
    return {
        "keys": np.frombuffer("\n".join(number).encode("utf-8", "surrogatepass"), np.uint8),
        "tokens": np.concatenate(tokens),
        "sentence_start": np.append(np.concatenate(sentences), at),
        "document_start": np.array(starts, np.int64),
        "document_hash": np.array(hashes, np.uint64),
    }


def _documents(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield str(row["id"]), row["text"]


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces of whole lines."""
    while len(text) > _CHARACTERS:
        end = text.rfind("\n", 0, _CHARACTERS) + 1 or _CHARACTERS
        yield text[:end]
        text = text[end:]
    yield text
