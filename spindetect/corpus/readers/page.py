"""A page's bytes: in which encoding, with which text, title and date."""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass
from typing import Final, Literal

from resiliparse.parse.encoding import map_encoding_to_html5

from spindetect.corpus.readers.found import RefusedError
from spindetect.errors import SpindetectError
from spindetect.text import encodings
from spindetect.text.html import page_text
from spindetect.text.zones import Region

_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I
)
_HEAD: Final = 4096  # bytes in which a page states its encoding
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Of a page that states an encoding a stray byte costs one character, as in browsers; where it is more than
# one in a thousand the page is in another.
_STRAY: Final = 1 / 1000

_LOOKED_AT: Final = 200_000  # characters in which a page names its title and date
_TITLE: Final = re.compile(r"<title\b[^<>]{0,200}>(.{0,5000}?)</title", re.IGNORECASE | re.DOTALL)
_META: Final = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_DATED: Final = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "date",
)
_JSON_DATE: Final = re.compile(r'"datePublished"\s*:\s*"([^"<>]{4,60})"')
_TIME: Final = re.compile(r"<time\b[^<>]{0,500}?\bdatetime\s*=\s*[\"']?([^\"'<>\s]{4,60})", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds.

    Attributes
    ----------
    text : str
        Its main text.
    regions : tuple of Region
        Quotations, tables, captions and code in it.
    title : str or None
    published : str or None
        As it claims; never the day on which it was fetched, which says nothing of who wrote first.
    """

    text: str
    regions: tuple[Region, ...]
    title: str | None
    published: str | None


def page_of(data: bytes, stated: str | None, kind: Literal["html", "txt"], most: int) -> Page:
    """Return what a page's bytes hold.

    Parameters
    ----------
    stated : str or None
        The encoding that came with it, such as a web server's.
    kind : {'html', 'txt'}
    most : int
        Bytes that a page of HTML may have.

    Raises
    ------
    RefusedError
        If it is in no encoding that it states, nor in UTF-8, too large, or no page.
    """
    if kind == "html" and len(data) > most:
        raise RefusedError("too-large", f"has {len(data):,} bytes, more than the {most:,} of one page")
    markup = decoded(data, stated, kind)
    if kind == "txt":
        return Page(markup, (), None, None)
    try:
        text, regions = page_text(markup)
    except SpindetectError as error:
        raise RefusedError("broken-record", str(error)) from error
    head = markup[:_LOOKED_AT]
    return Page(text, regions, _title(head), _published(head))


def decoded(data: bytes, stated: str | None, kind: Literal["html", "txt"]) -> str:
    """Return the text of bytes: by their mark, the encoding that came with them, their own word, or UTF-8."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            data, stated = data.removeprefix(mark), name
            break
    names = [*_known(stated), *(_known(_of_meta(data)) if kind == "html" else ())]
    for name in (*names, "utf-8"):
        try:
            return _checked(data.decode(name), kind)
        except UnicodeDecodeError:
            continue
    if not names:
        raise RefusedError("undecodable", f"states no encoding, and is no UTF-8{_fault(data)}")
    text = data.decode(names[0], "replace")
    stray = text.count("\ufffd")
    if stray > max(1, _STRAY * len(text)):
        told = f"is stated to be {names[0]}, and is neither that nor UTF-8"
        raise RefusedError("undecodable", f"{told}: {stray:,} of {len(text):,} characters cannot be read")
    return _checked(text, kind)


def _fault(data: bytes) -> str:
    """Return at which byte it is no UTF-8, and what it may be instead."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return f": byte {error.start:,} is 0x{data[error.start]:02x}{encodings.guess(data, error)}"
    return ""


def _checked(text: str, kind: Literal["html", "txt"]) -> str:
    """Return a text; a program or picture that is called one is refused. In pages browsers drop zeros."""
    if "\0" not in text:
        return text
    if kind == "txt":
        raise RefusedError("undecodable", f"is no text: character {text.index(chr(0)):,} is zero")
    return text.replace("\0", "")


def _known(name: str | None) -> list[str]:
    """Return the codec of an encoding's name, as browsers understand it; none of a name they do not know."""
    found = map_encoding_to_html5(name.strip(), fallback_utf8=False) if name else None
    return [found] if found else []


def _of_meta(data: bytes) -> str | None:
    found = _CHARSET.search(data, 0, _HEAD)
    # What can be read to say so is not in UTF-16, whatever it says.
    return None if found is None or b"utf-16" in found[1].lower() else found[1].decode("ascii", "replace")


def _title(head: str) -> str | None:
    found = _TITLE.search(head)
    return _SPACE.sub(" ", html.unescape(found[1])).strip() or None if found else None


def _published(head: str) -> str | None:
    """Return when a page says it was published."""
    claims: dict[str, str] = {}
    for meta in _META.finditer(head):
        said = {k.lower(): a or b or c for k, a, b, c in _ATTRIBUTE.findall(meta.group())}
        name = said.get("property") or said.get("name") or said.get("itemprop") or ""
        if said.get("content"):
            claims.setdefault(name.lower(), html.unescape(said["content"]).strip())
    for name in _DATED:
        if claims.get(name):
            return claims[name]
    found = _JSON_DATE.search(head) or _TIME.search(head)
    return html.unescape(found[1]) if found else None
