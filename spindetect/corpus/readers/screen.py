"""Whether a document can be used: every check that needs no other document, and the row it becomes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from spindetect.corpus.readers.dates import iso
from spindetect.corpus.readers.found import Raw, Refused, RefusedError
from spindetect.corpus.readers.language import foreign
from spindetect.corpus.readers.options import ReadOptions
from spindetect.corpus.readers.sites import site_of
from spindetect.corpus.tables import Reason, document_key
from spindetect.errors import MissingExtraError
from spindetect.numbers import count

MOST_ID: Final = 4_096
"""Characters of an id: it stands in every row about its document. Most servers refuse urls of more."""
MOST_TITLE: Final = 1_000
"""Characters of a title that are kept; the rest is not worth a document."""
REPLACED: Final = "\N{REPLACEMENT CHARACTER}"

_LONE: Final = re.compile("[\ud800-\udfff]")
_SHOWN: Final = 60  # characters of a value in a detail

Row: TypeAlias = dict[str, Any]


def screen(raw: Raw, options: ReadOptions) -> Row | Refused:
    """Return the row of `tables.DOCUMENT` that a document makes, or why it cannot be used.

    Nothing is raised whatever the document holds. Ids, urls and titles are data: what is hostile in them
    is kept, and told as it is.
    """
    try:
        return _row(raw, options)
    except RefusedError as refused:
        return _refused(raw, refused.reason, refused.detail)
    except MissingExtraError:
        raise
    except MemoryError:
        return _refused(raw, "too-large", "there was not enough memory to look at it")
    except Exception as error:  # noqa: BLE001 - one document must not stop a corpus; its row says it
        return _refused(raw, "failed", f"internal error, please report it: {type(error).__name__}: {error}")


def whole(text: str) -> str:
    """Return a text that can be written: lone surrogates become U+FFFD, as everywhere in the program."""
    try:
        text.encode()  # a tenth of the time that a search takes
    except UnicodeEncodeError:
        return _LONE.sub(REPLACED, text)
    return text


def _row(raw: Raw, options: ReadOptions) -> Row:
    values = raw.values
    url = _note(values.get("url"), MOST_ID, cut=False)
    name = _id(values.get("id"), url, raw)
    text = _text(values, options)
    language = foreign(text, identify=options.identify)
    if language is not None:
        raise RefusedError("not-english", f"looks like {language[0]!r} with P = {language[1]:.2f}")
    return {
        "doc": document_key(name),
        "id": name,
        "text": text,
        "url": url,
        "published": _date(values.get("published")),
        "title": _title(values),
        "site": site_of(url) or site_of(name),
        "file": raw.file,
        "place": raw.place,
        "ordinal": raw.ordinal,
        "regions": [{"kind": r.kind, "start": r.start, "end": r.end} for r in raw.regions] or None,
    }


def _refused(raw: Raw, reason: Reason, detail: str) -> Refused:
    """Return the row of a document that is not used, with as much of its name as can be kept."""
    url = _note(raw.values.get("url"), MOST_ID, cut=False)
    try:
        name = _id(raw.values.get("id"), url, raw)
    except RefusedError:
        name = None
    return Refused(raw.file, raw.place, reason, whole(detail), name, url, _title(raw.values))


def _id(value: object, url: str | None, raw: Raw) -> str:
    """Return the id: as given, or the url, or file#place. The same whatever else is read, in any order."""
    if value is None or value == "":
        return url or (f"{raw.file}#{raw.place}" if raw.place else raw.file)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise RefusedError("bad-id", f"its id is no text but of type {type(value).__name__}")
    if len(value) > MOST_ID:
        told = whole(value[:_SHOWN])
        raise RefusedError(
            "bad-id", f"its id has {len(value):,} characters, more than {MOST_ID:,}: {told!r}..."
        )
    return whole(value)


def _text(values: dict[str, Any], options: ReadOptions) -> str:
    if "text" not in values:
        raise RefusedError("broken-record", f"has no {options.name_of('text')!r}")
    text = values["text"]
    if text is None:
        raise RefusedError("empty", "its text is null")
    if isinstance(text, bytes):
        text = _decoded(text)
    if not isinstance(text, str):
        raise RefusedError("broken-record", f"its text is no text but of type {type(text).__name__}")
    if len(text) > options.max_characters:
        raise RefusedError(
            "too-large",
            f"has {len(text):,} characters, more than the {options.max_characters:,} of one document",
        )
    if not text or text.isspace():
        raise RefusedError("empty", "has no text")
    if not _has_words(options.min_words)(text):
        words = len(_WORD.findall(text))
        raise RefusedError("too-short", f"has {count(words, 'word')}, fewer than {options.min_words}")
    return whole(text)


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise RefusedError("undecodable", f"its text is no UTF-8: byte {error.start}") from error


_WORD: Final = re.compile(r"\w+")


@functools.lru_cache(maxsize=8)
def _has_words(least: int) -> Callable[[str], object]:
    """Return what says whether a text has so many words, without looking at the rest of it.

    Runs of letters and digits: never fewer than the words that the detector counts.
    """
    return re.compile(rf"(?:\W*+\w++){{{least}}}").match


def _title(values: dict[str, Any]) -> str | None:
    return _note(values.get("title"), MOST_TITLE, cut=True)


def _note(value: object, most: int, *, cut: bool) -> str | None:
    """Return a url or title; one that is too long is cut, or left out where a part of it would lie."""
    if not isinstance(value, str) or not value.strip():
        return None
    if len(value) > most:
        return f"{whole(value[: most - 3])}..." if cut else None
    return whole(value)


def _date(value: object) -> str | None:
    found = iso(value)
    return None if found is None else whole(found)
