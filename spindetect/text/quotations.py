"""Quotations: the words of somebody else, in paired marks within a paragraph or in a block of '>' lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from spindetect.text.tokens import Cut
from spindetect.text.words import words

# Shorter ones are titles, terms and scare quotes: the author's own words. Of 1,000 quotations in news and
# essays, those of one to three words are names and terms nine times in ten.
MIN_WORDS: Final = 4
_CLIPPED: Final = words("tis twas til till em cause bout n cos round neath")
_OPENED: Final = {"“": "”", "„": "”", "«": "»", "‘": "’"}
_STOPS: Final = frozenset((".", ",", "!", "?", "...", ";", ":", "-", ")", "]"))
_BEFORE: Final = frozenset(("(", "[", "-", "{", "/"))  # what may touch an opening mark from before


def find_quotations(
    raw: str, keys: Sequence[str], cut: Cut, paragraphs: Sequence[int]
) -> list[tuple[int, int]]:
    """Return token ranges of quotations, marks included.

    Parameters
    ----------
    raw : str
        The characters of the text at the places of `cut`: quotes as read.
    keys, cut
        The tokens of the text.
    paragraphs : sequence of int
        Token indices where paragraphs begin, then the number of tokens.

    Notes
    -----
    A quotation that goes on in the next paragraph, which then begins with a mark of its own, is closed
    at the paragraph's end. Single marks count where they are curly, or straight with a stop before the
    closing one, as British English sets them: all others may be apostrophes.
    """
    return _Pairs(raw, keys, cut).find(paragraphs) if cut.quotes else []


class _Pairs:
    """The quotation marks of a text, walked paragraph by paragraph."""

    def __init__(self, raw: str, keys: Sequence[str], cut: Cut) -> None:
        self.keys = keys
        places = cut.start[cut.quotes].tolist()
        self.marks = list(zip(cut.quotes, [raw[at] for at in places], strict=True))
        self.touching = cut.touching

    def find(self, paragraphs: Sequence[int]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        places, at = [place for place, _ in self.marks], 0
        while at < len(places):
            # The paragraph that the mark stands in, and all marks in it.
            number = bisect_right(paragraphs, places[at])
            begin, end = paragraphs[number - 1], paragraphs[number]
            after = bisect_left(places, end, at)
            found += self._in_paragraph(self.marks[at:after], begin, end)
            at = after
        return [(a, b) for a, b in found if self._is_long(a, b)]

    def _is_long(self, begin: int, end: int) -> bool:
        if end - begin >= 4 * MIN_WORDS:
            return True
        return sum(key[0].isalnum() for key in self.keys[begin:end]) >= MIN_WORDS

    def _in_paragraph(self, marks: list[tuple[int, str]], begin: int, end: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        opened, closer = -1, ""
        for place, char in marks:
            opens = self._opens(place, char)
            if opened >= 0 and self._closes(place, char, closer, place - opened):
                found.append((opened, place + 1))
                opened = -1
            elif opens and (opened < 0 or opens == closer):
                # A second opening mark of the same kind: the first one was never closed.
                opened, closer = place, opens
        if opened >= 0 and self._goes_on(opened, end):
            found.append((opened, end))
        return found

    def _opens(self, place: int, char: str) -> str:
        """Return the mark that would close one opened here, '' where none is opened."""
        after = bool(self.touching[place])
        before = place > 0 and bool(self.touching[place - 1]) and self.keys[place - 1] not in _BEFORE
        if char in _OPENED:
            return _OPENED[char]
        if char == '"':
            return '"' if after and not before else ""
        if char == "'" and after and not before and place + 1 < len(self.keys):
            word = self.keys[place + 1]
            return "" if word[0].isdigit() or word in _CLIPPED else "'"
        return ""

    def _closes(self, place: int, char: str, closer: str, length: int) -> bool:
        before = place > 0 and bool(self.touching[place - 1])
        if closer in "'’":
            if char != closer or not before:
                return False
            after = self.keys[place + 1] if self.touching[place] else ""
            # A plural possessive looks the same: a straight mark needs a stop, or a short quotation.
            stopped = self.keys[place - 1] in _STOPS or after in _STOPS or length <= MIN_WORDS
            return stopped or (closer == "’" and not after)
        if closer in '"”':
            return char == "”" or (char == '"' and (before or not self.touching[place]))
        return char == closer

    def _goes_on(self, opened: int, end: int) -> bool:
        """Say whether the next paragraph begins with the same kind of mark."""
        return end < len(self.keys) and self.keys[end] == self.keys[opened] == '"'
