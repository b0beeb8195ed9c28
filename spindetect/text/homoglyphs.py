"""Letters of other scripts that stand in for Latin letters, and when they do.

The table is Unicode's (see `data/build_confusables.py`); the rules say when a letter is a disguise and
when it is itself. A word is repaired only if it becomes Latin as a whole:

- a word of Latin and other letters is repaired, since no language writes such words; but a small Greek
  letter at the border of a short word or beside capitals is a symbol (IFNγ, sinα, NFκB);
- a word wholly of another script (Cyrillic "оса" reads as "oca") is repaired only where such words
  outnumber the words of that script that no Latin letters can spell: in a text that quotes Russian they
  are Russian. One letter alone or capitals alone (СССР) need a repaired mixed word beside them.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Final

from spindetect import resources
from spindetect.errors import ResourceError
from spindetect.text.patterns import Pattern

TABLE: Final = "confusables.json"
_LETTERS: Final = Pattern(r"[^\W\d_]++")
_BEYOND_ASCII: Final = Pattern("[^\\x00-\x7f]")
_PHONETIC_BRACKETS: Final = frozenset("/[]ˈˌː")
_LAST_LATIN: Final = "\u024f"  # ASCII, Latin-1 and Latin Extended-A and -B
_BEYOND_LATIN: Final = Pattern("[^\\x00-\u024f\u1e00-\u1eff]")
_LATIN_LETTER: Final = Pattern("[\\x00-\u024f\u1e00-\u1eff]")
# A small Greek letter at the border of a word is taken for a Latin one in words of at least this length:
# symbols are written beside short names (sinα, TNFα, hν).
_SURE_GREEK: Final = 5


@functools.cache
def table() -> dict[str, tuple[str, str]]:
    """Return letter -> (script, the Latin letter it is drawn like).

    Raises
    ------
    ResourceError
        If the shipped table is missing or damaged.
    """
    path = resources.shipped(TABLE)
    try:
        scripts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="ascii"))["scripts"]
        return {
            char: (script, plain) for script, letters in scripts.items() for char, plain in letters.items()
        }
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ResourceError(
            f"the table of homoglyphs cannot be read: {error}", where=str(path), hint=resources.REINSTALL
        ) from error


def is_double(code: int) -> bool:
    """Say whether a code point can be mistaken for a Latin letter."""
    return code > 0x24F and chr(code) in table()


def undo(text: str, *, alone: bool = False) -> tuple[list[int], str]:
    """Repair disguised words.

    Parameters
    ----------
    text : str
        Without invisible characters and compatibility forms.
    alone : bool
        Whether it is a single word: then no company can tell, and only mixed words are repaired.

    Returns
    -------
    places : list of int
        Where each letter that was repaired stands, in order.
    repaired : str
        Of the same length.
    """
    if text.isascii():
        return [], text
    sure: list[tuple[int, str]] = []
    maybe: dict[str, list[tuple[int, str]]] = {}
    foreign: dict[str, int] = {}
    seen: dict[str, tuple[str, str, bool]] = {}
    for match in _words(text):
        word = match.group()
        if word not in seen:
            seen[word] = _judge(word)
        script, plain, is_sure = seen[word]
        if not script:
            continue
        if not plain:
            foreign[script] = foreign.get(script, 0) + 1
        elif is_sure:
            sure.append((match.start(), plain))
        elif script != "LATIN" or not _is_phonetic(text, *match.span()):
            maybe.setdefault(script, []).append((match.start(), plain))
    for script, words in ({} if alone else maybe).items():
        sure += _company(words, foreign.get(script, 0), bool(sure) and script != "GREEK")
    return _apply(text, sorted(sure)) if sure else ([], text)


def _words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text that are not plain ASCII: few, so the others are not looked at."""
    end = 0
    while (odd := _BEYOND_ASCII.search(text, end)) is not None:
        start = odd.start()
        while start > end and _LETTERS.match(text[start - 1]):
            start -= 1
        word = _LETTERS.match(text, start)
        end = odd.end() if word is None else max(odd.end(), word.end())
        if word is not None and word.end() > odd.start():
            yield word


def _judge(word: str) -> tuple[str, str, bool]:
    """Judge one word.

    Returns
    -------
    script : str
        Of its first letter that has a Latin double; '' if it has none.
    plain : str
        The Latin word it looks like; '' if it looks like none, or its letters are symbols.
    sure : bool
        Whether it mixes scripts as no language does.
    """
    doubles = table()
    script = next((doubles[char][0] for char in word if char in doubles), "")
    if not script:
        return "", "", False
    plain = "".join([doubles[char][1] if char in doubles else char for char in word])
    if _BEYOND_LATIN.search(plain):
        return script, "", False
    if script == "LATIN" or not _LATIN_LETTER.search(word):
        return script, plain, False
    if script == "GREEK" and not _is_sure_greek(word):
        return "", "", False
    return script, plain, True


def _is_sure_greek(word: str) -> bool:
    """Say whether the Greek letters of a mixed word are disguised Latin ones and no symbols."""
    for i, char in enumerate(word):
        if char <= _LAST_LATIN or char.isupper():
            continue
        beside = word[max(0, i - 1) : i] + word[i + 1 : i + 2]
        sure = len(beside) == 2 or char == "ο" or len(word) >= _SURE_GREEK
        if not (sure and beside.islower()):
            return False
    return len(word) > 2


def _is_phonetic(text: str, start: int, end: int) -> bool:
    return bool(_PHONETIC_BRACKETS.intersection(text[max(0, start - 1) : start] + text[end : end + 1]))


def _company(words: list[tuple[int, str]], foreign: int, beside_sure: bool) -> list[tuple[int, str]]:
    """Return which words wholly of one script are disguised, given how many are honest for certain."""
    plain_enough = [word for word in words if len(word[1]) > 1 and not word[1].isupper()]
    if beside_sure or len(plain_enough) > 1:
        return words if len(words) > foreign else []
    return plain_enough if len(plain_enough) > foreign + 1 else []


def _apply(text: str, repairs: list[tuple[int, str]]) -> tuple[list[int], str]:
    places: list[int] = []
    pieces: list[str] = []
    done = 0
    for start, plain in repairs:
        pieces += (text[done:start], plain)
        done = start + len(plain)
        places += [i for i in range(start, done) if text[i] != plain[i - start]]
    pieces.append(text[done:])
    return places, "".join(pieces)
