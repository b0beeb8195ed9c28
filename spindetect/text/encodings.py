"""What bytes that are no UTF-8 may be instead, in words for the error that names them."""

from __future__ import annotations

import codecs
import re
from typing import Final

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_HEAD: Final = 4096  # bytes in which a page states its encoding
_LOOKED_AT: Final = 100_000
_HIGH: Final = bytes(range(0x80, 0x100))
_CONTROL: Final = bytes(set(range(0x20)) - set(b"\t\n\v\f\r")) + b"\x7f"
# Letters beyond ASCII are 0.1 % of English, 2 of German and 4 of French text; of Czech, the most of all
# that is written in Latin letters with one byte each, 12.
_WESTERN: Final = 0.15
# Of the bytes of English in UTF-16 every other is zero; a third allows for other letters among them.
_ZEROS: Final = 1 / 3


def is_unmarked_utf16(data: bytes) -> bool:
    """Say whether bytes with zeros among them are UTF-16 without its mark, of mostly Latin letters."""
    head = data[:_LOOKED_AT]
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > _ZEROS * len(head) and min(even, odd) < max(even, odd) / 20


def guess(data: bytes, error: UnicodeDecodeError) -> str:
    """Return in words what bytes may be that are no UTF-8, after a semicolon; '' where nothing tells.

    Parameters
    ----------
    error : UnicodeDecodeError
        Of reading them as UTF-8.
    """
    return _declared(data) or _damaged(data, error) or _single_byte(data[:_LOOKED_AT])


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data, 0, _HEAD)
    if not found:
        return ""
    name = found[1].decode("ascii")
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return ""
    return f"; the page says it is {name}" + (", and it is not" if codec == "utf-8" else "")


def _damaged(data: bytes, error: UnicodeDecodeError) -> str:
    """Tell UTF-8 with a fault in it from another encoding, which hardly ever is UTF-8 by chance."""
    if error.reason == "unexpected end of data" and error.start > 0:
        return "; it ends in the middle of a character"
    text = data[:_LOOKED_AT].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return "; the rest is UTF-8, and it is damaged there" if good > 3 * bad else ""


def _single_byte(data: bytes) -> str:
    high = len(data) - len(data.translate(None, _HIGH))
    if len(data) != len(data.translate(None, _CONTROL)):
        return "; it may be no text at all"
    if high > _WESTERN * len(data):
        return "; it is in another encoding, or no text at all"
    if not any(0x80 <= byte < 0xA0 for byte in data):
        return "; it may be ISO 8859-1 (Latin-1)"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return "; it may be Windows-1252"
