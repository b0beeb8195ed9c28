"""Sources that a text itself names: "Source: www.example.org", "First published in The Gazette"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from spindetect.records import NamedSource, Span
from spindetect.text.patterns import Pattern
from spindetect.text.words import words

_THIS = r"(?:this (?:article|story|post|piece|report|content|essay|interview)(?: was| is| has been)? )?"
_LABEL: Final = Pattern(
    r"[ \t>*_(\[•-]*+(?:"
    + Pattern(
        r"(?:original )?(?:source|sources|via|h/t|hat tip)(?: (?:article|link|url))? ?(?::|–|—|-(?=\s)) ?",
        r"via (?=[A-Z@\[]|https?://|www\.)",
        _THIS + r"(?:originally |first |previously )(?:published|appeared|posted|reported|ran)\b"
        r"(?: as part of| on| in| at| by|:)? ?",
        r"(?:re)?(?:printed|published|posted|produced) "
        r"(?:with (?:the )?permission (?:from|of)|courtesy of|from) ",
        _THIS + r"(?:was |is )?(?:adapted|excerpted|syndicated|republished|reprinted) (?:from|by) ",
        r"read (?:the )?(?:original|full|whole)(?: (?:article|story|post|report))?"
        r" ?(?:on|at|in|from|here|:) ?:? ?",
    ).source
    + r")(?P<name>[^\n]{2,200})",
    flags=re.IGNORECASE,
)
# What `_LABEL` skips at the head of a line, and the first letters of all it may find there.
_BULLETS: Final = " \t>*_([•-"
_LABEL_HEADS: Final = words("ori sou via h/t hat thi fir pre rep pri pub pos pro was ada exc syn rea") | {
    "is "
}
# Most lines begin with a letter that tells at once that there is no label, or are empty.
_NO_LABEL: Final = frozenset(
    {"", *map(chr, range(128))}.difference(_BULLETS, *((head[0], head[0].upper()) for head in _LABEL_HEADS))
)
# "as reported by Davies" names an author of a study; a name of the press is meant here.
_REPORTED: Final = Pattern(
    r"\breported by (?P<name>(?:[Tt]he )?(?:[A-Z][\w.&’'-]* (?:(?:of|the|and|for) )?){0,4}[A-Z][\w.&’'-]*)"
)
_PRESS: Final = Pattern(
    r"\b(?:Times|Post|News|Journal|Press|Guardian|Magazine|Herald|Tribune|Daily|Gazette|Mail|Telegraph|Agency"
    r"|Today|Chronicle|Observer|TV|Television|Radio|Weekly|Monthly|Review|Broadcasting|Independent|Standard"
    r"|Reuters|AP|AFP|CNN|BBC|Bloomberg|Axios|Politico|NPR|CNBC|CBS|NBC|ABC|Xinhua|Interfax|TASS)\b"
    r"|\.(?:com|org|net)\b"
)
_AGENCY: Final = Pattern(r"\((?P<name>Reuters|AP|AFP|UPI|IANS|Xinhua|ANI|PTI|Bloomberg|CNN|BBC)\)(?= ?[—–-])")
_DATELINE_CHARACTERS: Final = 1000
_ADDRESS: Final = Pattern(r"(?:https?://|www\.)[^\s<>\"'“”‘’«»|)\]]+")
_LAST_LINES: Final = 3
_LAST_CHARACTERS: Final = 400
_EDGES: Final = " \t.,;:!?\"'“”‘’()[]{}<>*_#|–—-"
_MORE: Final = Pattern(
    r" (?:by [A-Z]|(?:and|with|under) .{0,20}(?:permission|licen[cs]e)|and (?:is|has been|was) )|\. "
)
_MAX_WORDS: Final = 12


def named_sources(text: str) -> tuple[NamedSource, ...]:
    """Return the sources that a text names, in the order of the text, each name once.

    Looked at are lines that begin with a label ("Source:", "Via", "Originally published in"), "as
    reported by" a name of the press, an agency in the dateline, and links in the last three lines.
    """
    seen: set[str] = set()
    found: list[NamedSource] = []
    for start, end in sorted(_spans(text)):
        while start < end and text[start] in _EDGES:
            start += 1
        while end > start and text[end - 1] in _EDGES:
            end -= 1
        name = text[start:end]
        if name and name.casefold() not in seen and len(name.split()) <= _MAX_WORDS:
            seen.add(name.casefold())
            found.append(NamedSource(name, Span(name, start, end)))
    return tuple(found)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for start in _label_lines(text):
        label = _LABEL.match(text, start)
        if label:
            yield _name(label)
    if "reported by " in text:
        for match in _REPORTED.finditer(text):
            if _PRESS.search(match["name"]):
                yield match.span("name")
    if "(" in text[:_DATELINE_CHARACTERS]:
        for match in _AGENCY.finditer(text, 0, _DATELINE_CHARACTERS):
            yield match.span("name")
    last = _last_lines(text)
    if text.find("www.", last) >= 0 or text.find("://", last) >= 0:
        for match in _ADDRESS.finditer(text, last):
            yield match.span()


def _label_lines(text: str) -> list[int]:
    """Return where lines begin that may begin with a label: about one in thirty."""
    lines = text.replace("\r", "\n").split("\n")
    likely = [number for number, line in enumerate(lines) if line[:1] not in _NO_LABEL]
    starts: list[int] = []
    start = done = 0
    for number in likely:
        head = lines[number].lstrip(_BULLETS)[:3]
        # Some letters beyond ASCII match without regard to case: the long s, dotless i.
        if head.lower() in _LABEL_HEADS or not head.isascii():
            start += sum(map(len, lines[done:number])) + number - done  # and the line ends
            done = number
            starts.append(start)
    return starts


def _last_lines(text: str) -> int:
    """Return where the last three lines with visible characters begin, in the last few hundred characters."""
    tail = max(0, len(text) - _LAST_CHARACTERS)
    begin = len(text.rstrip())
    for _ in range(_LAST_LINES):
        begin = text.rfind("\n", tail, begin)
        if begin < 0:
            return tail
    return begin + 1


def _name(label: re.Match[str]) -> tuple[int, int]:
    """Return where the name stands after a label: an address if there is one, else up to what follows."""
    start, end = label.span("name")
    link = _ADDRESS.search(label.string, start, end)
    if link:
        return link.span()
    more = _MORE.search(label.string, start, end)
    return start, more.start() if more else end
