"""The two lists a user may bring: known phrases with what is expected, and terms never to be marked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from spindetect.errors import InputError
from spindetect.phrases.found import Matcher, has_word, keys_of, other_number, with_other_number
from spindetect.phrases.list_files import phrase_rows, term_rows
from spindetect.text import Tokens


class Found(NamedTuple):
    """A listed phrase in a text.

    Attributes
    ----------
    first_token, last_token : int
        Its first and its last token.
    expected : tuple of str
        What is expected in its place, in the list's order; in the plural where the text has the listed
        phrase in the plural, and the other way round.
    """

    first_token: int
    last_token: int
    expected: tuple[str, ...]


class PhraseList:
    """Known phrases, each with what is expected in its place. Immutable, safe in threads, pickles.

    Use `PhraseList.read` or `PhraseList.of`. Phrases are compared as texts are: by the keys of their tokens,
    so that case, curly quotes and disguised letters make no difference. The last word may stand in the
    other number (regular plurals only), unless the list has that phrase too.

    Attributes
    ----------
    digest : str
        SHA-256 of what is listed, whatever the file's form and order.
    """

    __slots__ = ("_expected", "_keys", "_matcher", "digest")

    def __init__(self, phrases: Mapping[tuple[str, ...], tuple[str, ...]]) -> None:
        self._keys, self._expected = list(phrases), list(phrases.values())
        self._matcher = Matcher(with_other_number(self._keys))
        self.digest = _digest([[list(keys), list(forms)] for keys, forms in phrases.items()])

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read a file: .csv or .tsv with the columns tortured and expected, or JSON lines with these fields.

        A file without a header has the phrase in its first column and what is expected in its second.
        A phrase on several lines has several expected forms.

        Raises
        ------
        InputError
            If the file cannot be read, holds no phrase, or a line is not as it should be; it names the line.
        """
        path = Path(path)
        rows = list(phrase_rows(path))
        if not rows:
            raise InputError("holds no phrase", where=str(path))
        keys = keys_of([phrase for _, phrase, _ in rows])
        for (line, phrase, _), found in zip(rows, keys, strict=True):
            if not has_word(found):
                raise InputError(f"{phrase!r} holds no word", where=f"{path}, line {line}")
        return cls(_merged(zip(keys, [forms for _, _, forms in rows], strict=True)))

    @classmethod
    def of(cls, phrases: Mapping[str, str | Iterable[str]]) -> Self:
        """Make a list of a mapping from phrases to what is expected: one form each, or several.

        Raises
        ------
        InputError
            If a phrase holds no word or nothing is expected in its place.
        """
        forms = [(form,) if isinstance(form, str) else tuple(form) for form in phrases.values()]
        keys = keys_of(list(phrases))
        for phrase, found, form in zip(phrases, keys, forms, strict=True):
            if not has_word(found) or not form or not all(each.strip() for each in form):
                problem = "holds no word" if not has_word(found) else "has no expected form"
                raise InputError(f"{phrase!r} {problem}", where="phrases")
        return cls(_merged(zip(keys, forms, strict=True)))

    def __len__(self) -> int:
        return len(self._keys)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (dict(zip(self._keys, self._expected, strict=True)),))

    def expected(self, phrase: str) -> tuple[str, ...]:
        """Return what is expected in place of a phrase, () if it is not listed."""
        keys = keys_of([phrase])[0]
        at = self._matcher.entry(keys)
        return () if at is None else self._forms(at, keys)

    def find(self, tokens: Tokens) -> list[Found]:
        """Return the listed phrases of a text in order, the longest where several begin, none overlapping."""
        return [
            Found(place.first, place.end - 1, self._forms(place.entry, tokens.keys[place.first : place.end]))
            for place in self._matcher.places(tokens)
        ]

    def _forms(self, entry: int, keys: Iterable[str]) -> tuple[str, ...]:
        forms = self._expected[entry]
        if tuple(keys) == self._keys[entry]:
            return forms
        return tuple(map(_in_other_number, forms))


class TermList:
    """Terms never to be marked. Immutable, safe in threads, pickles.

    Use `TermList.read` or `TermList.of`; terms are compared as `PhraseList` compares phrases.

    Attributes
    ----------
    digest : str
        SHA-256 of what is listed, whatever the file's form and order.
    """

    __slots__ = ("_keys", "_matcher", "digest")

    def __init__(self, terms: Iterable[tuple[str, ...]]) -> None:
        self._keys = list(dict.fromkeys(terms))
        self._matcher = Matcher(with_other_number(self._keys))
        self.digest = _digest([list(keys) for keys in self._keys])

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read a file: one term a line (lines from # on are remarks), .csv or .jsonl with a column term.

        Raises
        ------
        InputError
            If the file cannot be read, holds no term, or a line is not as it should be; it names the line.
        """
        path = Path(path)
        rows = list(term_rows(path))
        if not rows:
            raise InputError("holds no term", where=str(path))
        keys = keys_of([term for _, term in rows])
        for (line, term), found in zip(rows, keys, strict=True):
            if not has_word(found):
                raise InputError(f"{term!r} holds no word", where=f"{path}, line {line}")
        return cls(keys)

    @classmethod
    def of(cls, terms: Iterable[str]) -> Self:
        """Make a list of terms given as texts.

        Raises
        ------
        InputError
            If one holds no word.
        """
        given = list(terms)
        keys = keys_of(given)
        for term, found in zip(given, keys, strict=True):
            if not has_word(found):
                raise InputError(f"{term!r} holds no word", where="terms")
        return cls(keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self._keys,))

    def covers(self, tokens: Tokens) -> NDArray[np.bool_]:
        """Return which tokens belong to a listed term, shape [len(tokens)]."""
        out = np.zeros(len(tokens), np.bool_)
        for place in self._matcher.places(tokens):
            out[place.first : place.end] = True
        return out


def _merged(
    rows: Iterable[tuple[tuple[str, ...], tuple[str, ...]]],
) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for keys, forms in rows:
        found.setdefault(keys, {}).update(dict.fromkeys(" ".join(form.split()) for form in forms))
    return {keys: tuple(forms) for keys, forms in found.items()}


def _in_other_number(form: str) -> str:
    before, space, last = form.rpartition(" ")
    return before + space + (other_number(last) or last)


def _digest(content: list[list[str]] | list[list[list[str]]]) -> str:
    text = json.dumps(sorted(content), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
