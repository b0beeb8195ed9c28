"""Making other people's text harmless: for a terminal, for a page.

Scraped text and file names are hostile. A terminal obeys control sequences; a page obeys mark-up; both
obey bidirectional controls, which make a text read otherwise than it is stored.
"""

from __future__ import annotations

import html
import re
import unicodedata

# ECMA-48: CSI sequences, OSC/DCS/SOS/PM/APC strings up to their terminator, other two-byte escapes.
# A string that never ends takes only its introducer with it, or one stray byte would eat the report.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])(?:[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c))?"
    r"|\x1b[ -/]*[0-~]?"
)
# C0 and C1 without tab and line ends; soft hyphen, Arabic letter mark, Mongolian vowel separator;
# zero-width and bidi controls; the byte-order mark; interlinear and tag characters; lone surrogates.
_INVISIBLE = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
# A page shows the odd line ends too; in a terminal they are white space like any other.
_SHOWN = re.compile(rf"[{_INVISIBLE}\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")


def printable(text: str, *, limit: int | None = None) -> str:
    """Return `text` on one line, with nothing in it that a terminal would obey.

    Control sequences go as a whole, other control and invisible characters one by one; white space
    becomes single spaces.

    Parameters
    ----------
    limit : int, optional
        Longest result in characters; what is longer keeps its beginning and ends in an ellipsis.
    """
    if limit is not None and len(text) > 8 * limit:
        text = text[: 8 * limit] + "…"
    line = _SPACES.sub(" ", _HIDDEN.sub("", _SEQUENCE.sub("", text))).strip()
    if limit is not None and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line


def visible(text: str) -> str:
    """Return `text` with its control and invisible characters written out, as in `⟨U+202E⟩`."""
    return _SHOWN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def escape(text: str) -> str:
    """Return `text` for an HTML page, as content or inside a quoted attribute."""
    return html.escape(visible(text), quote=True)


def code_points(text: str, *, limit: int = 3) -> str:
    r"""Return the first characters of `text` outside ASCII by code point and name, or ''.

    >>> code_points("p\u0430per")
    'U+0430 CYRILLIC SMALL LETTER A'
    """
    odd = dict.fromkeys(char for char in text if not " " <= char <= "~")
    names = (f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip() for char in odd)
    return ", ".join(name for _, name in zip(range(limit), names, strict=False))


def cells(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
