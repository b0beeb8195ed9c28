"""Stretches of two and three words in texts, manuals and descriptions, and how many documents hold each."""

from __future__ import annotations

import gzip
import html
import json
import re
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.ngrams.texts import HELD_OUT, PROSE

BITS: Final = 20  # of a word's number: a million words
LEAST_DOCUMENTS, LEAST_SOURCES = 3, 2
"""A stretch of the texts is kept only if it is in three documents of two sources; one of manuals on three
pages."""

LEAST_TOKENS: Final = 5  # of a document

MOST_DOCUMENTS: Final = 2000  # gathered before they are counted together

_TOKEN: Final = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*|[^\s]")
_UNSEEN: Final = re.compile(r"(?s)<(script|style|pre)\b.*?</\1>")
_BLOCK: Final = re.compile(r"(?i)</?(?:p|li|div|td|th|tr|h\d|dt|dd|ul|table|section|nav|br)\b[^>]*>")
_TAG: Final = re.compile(r"<[^>]+>")
_PAGE: Final = re.compile(r"\.html(\.gz)?$")
_MOST_BYTES: Final = 3_000_000  # of a page: longer ones are lists of symbols

_FUNCTION_WORDS_TEXT: Final = (
    "a an the this that these those of and or but if in on at by for with from to as is are was were "
    "be been being am do does did have has had having he she it they we you i me him her them us my "
    "your his its their our not no nor so than then there here who whom which what when where why how "
    "will would can could shall should may might must also such very more most some any each every "
    "all both other another into onto about between through during before after above below up down "
    "out off over under again further once only own same too just because while until although though "
    "however said says mr mrs "
)
FUNCTION_WORDS: Final = frozenset(_FUNCTION_WORDS_TEXT.split())


class Stretches(NamedTuple):
    """Stretches of one length.

    Attributes
    ----------
    grams : ndarray of int64, shape [n]
        Numbers of the words, BITS each, the first highest; increasing.
    documents, sources : ndarray of int32
    """

    grams: NDArray[np.int64]
    documents: NDArray[np.int32]
    sources: NDArray[np.int32]


class Source(NamedTuple):
    """Documents that are counted together.

    Attributes
    ----------
    documents : iterator of list of str
        Tokens of each.
    figures : bool
        Whether a stretch may begin and end with a figure: in manuals and descriptions these are versions and
        sizes.
    makers : bool
        Whether each is by another maker, so that each is a source in itself.
    """

    documents: Iterator[list[str]]
    figures: bool = False
    makers: bool = False


class Counted(NamedTuple):
    """What was counted.

    Attributes
    ----------
    words : list of str
    documents : ndarray of int32
        That hold each word.
    stretches : dict of int to Stretches
        Of two and of three words.
    """

    words: list[str]
    documents: NDArray[np.int32]
    stretches: dict[int, Stretches]


def count(sources: Sequence[Source], *, least: int, least_sources: int) -> Counted:
    """Count the stretches of documents given as tokens, source by source; keep the frequent ones.

    A stretch begins and ends with a word that is no function word and holds no mark.

    Parameters
    ----------
    sources : sequence of Source
    least, least_sources : int
        Documents and sources that a stretch must be in.
    """
    numbers: dict[str, int] = {}
    of_words: Counter[str] = Counter()
    found: dict[int, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {2: [], 3: []}
    for source in sources:
        for size, each in _of_source(source.documents, numbers, of_words, source.figures).items():
            found[size].append(each)
    makers = [source.makers for source in sources]
    kept = {size: _merged(rows, makers) for size, rows in found.items()}
    for size, rows in kept.items():
        enough = (rows.documents >= least) & (rows.sources >= least_sources)
        kept[size] = Stretches(rows.grams[enough], rows.documents[enough], rows.sources[enough])
    return Counted(list(numbers), np.array([of_words[word] for word in numbers], np.int32), kept)


def _of_source(
    documents: Iterator[list[str]], numbers: dict[str, int], of_words: Counter[str], figures: bool
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    gathered: dict[int, list[NDArray[np.int64]]] = {2: [], 3: []}
    parts: dict[int, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {2: [], 3: []}
    for at, tokens in enumerate(documents):
        of_words.update(set(tokens))
        for size, grams in _grams(tokens, numbers, figures).items():
            gathered[size].append(grams)
        if at % MOST_DOCUMENTS == MOST_DOCUMENTS - 1:
            _gather(gathered, parts)
    _gather(gathered, parts)
    return {size: _summed(rows) for size, rows in parts.items()}


def _gather(
    gathered: dict[int, list[NDArray[np.int64]]],
    parts: dict[int, list[tuple[NDArray[np.int64], NDArray[np.int64]]]],
) -> None:
    for size, rows in gathered.items():
        every = np.concatenate([np.empty(0, np.int64), *rows])
        parts[size].append(np.unique(every, return_counts=True))
        rows.clear()


def _grams(tokens: list[str], numbers: dict[str, int], figures: bool) -> dict[int, NDArray[np.int64]]:
    """Return the distinct stretches of one document."""
    ids = np.array([numbers.setdefault(token, len(numbers)) for token in tokens], np.int64)
    word = np.array([token[0].isalnum() for token in tokens], np.bool_)
    begins = str.isalnum if figures else str.isalpha
    ends = np.array([token not in FUNCTION_WORDS and begins(token[0]) for token in tokens], np.bool_)
    pairs = ids[:-1] << BITS | ids[1:]
    triples = pairs[:-1] << BITS | ids[2:]
    return {
        2: np.unique(pairs[ends[:-1] & ends[1:]]),
        3: np.unique(triples[ends[:-2] & ends[2:] & word[1:-1]]),
    }


def _summed(
    rows: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    grams, where = np.unique(np.concatenate([each for each, _ in rows]), return_inverse=True)
    counts = np.bincount(where, np.concatenate([each for _, each in rows]), grams.size).astype(np.int64)
    return grams, counts


def _merged(rows: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], makers: Sequence[bool]) -> Stretches:
    grams, documents = _summed(rows)
    each = [
        (gram, count if many else np.ones_like(count))
        for (gram, count), many in zip(rows, makers, strict=True)
    ]
    sources = _summed(each)[1]
    return Stretches(grams, documents.astype(np.int32), sources.astype(np.int32))


def prose(texts: Path) -> list[Source]:
    """Return the tokens of the documents of every source that the shipped n-grams are counted from."""
    return [
        Source(_prose(texts / f"{each.name}.jsonl.gz"), figures=True)
        for each in PROSE
        if each.name not in HELD_OUT
    ]


def tokens_of_text(text: str) -> list[str]:
    """Return the words and marks of a text, which is in small letters."""
    return _TOKEN.findall(text)


def _prose(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            tokens = tokens_of_text(json.loads(line)["text"].casefold())
            if len(tokens) >= LEAST_TOKENS:
                yield tokens


def manuals(packages: Sequence[Path]) -> list[Source]:
    """Return the tokens of the pages of every manual, each paragraph once: navigation stands on all pages."""
    seen: set[str] = set()
    return [Source(_pages(path, seen)) for path in packages]


def _pages(package: Path, seen: set[str]) -> Iterator[list[str]]:
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as unpacked,
        tarfile.open(fileobj=unpacked.stdout, mode="r|") as files,
    ):
        for member in files:
            page = _PAGE.search(member.name) and member.size < _MOST_BYTES
            if member.isfile() and page and "_sources" not in member.name and "_modules" not in member.name:
                opened = files.extractfile(member)
                data = opened.read() if opened else b""
                tokens = _paragraphs(gzip.decompress(data) if member.name.endswith(".gz") else data, seen)
                if len(tokens) >= LEAST_TOKENS:
                    yield tokens


def _paragraphs(page: bytes, seen: set[str]) -> list[str]:
    """Return the tokens of a page's new paragraphs, a full stop after each."""
    tokens = []
    for block in _BLOCK.split(_UNSEEN.sub(" . ", page.decode("utf-8", "ignore"))):
        text = html.unescape(_TAG.sub(" ", block)).casefold().replace("¶", "").strip()
        if text and text not in seen:
            seen.add(text)
            tokens += [*tokens_of_text(text), "."]
    return tokens
