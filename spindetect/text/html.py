"""The main text of a web page, with its block quotes, captions, tables and code marked.

Parsing and text layout are `resiliparse`'s: 16 ms to import and 1 to 2 ms a page (`trafilatura`: 0.9 s and
6 ms). Its own choice of the main content drops short lists inside articles, so it is asked only where a
page does not say itself what is its article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from spindetect.errors import InputError, MissingExtraError
from spindetect.records import ZoneKind
from spindetect.text.words import words
from spindetect.text.zones import Region

if TYPE_CHECKING:
    from resiliparse.parse.html import HTMLTree

_MARKED: Final[dict[str, ZoneKind]] = {
    "blockquote": "quotation",
    "figcaption": "caption",
    "table": "table",
    "pre": "code",
}
_CONTAINERS: Final = ("[itemprop=articleBody]", "article", "main", "[role=main]")
# An element is the article if it holds this share of the page's words; of pages that list many articles
# each holds a small one. The same for the main content as `resiliparse` sees it: less is a wrong guess.
_ARTICLE_SHARE: Final = 0.5
_MAIN_SHARE: Final = 0.3
# What readers do not see, or see on every page of a site.
_SKIPPED: Final = sorted(
    words("script style noscript template nav footer aside form button select iframe svg dialog")
    | words("[role=navigation] [hidden] [aria-hidden=true]")
    | {f"[style*='{rule}']" for rule in ("display:none", "display: none", "visibility:hidden")}
)
# `resiliparse` 2.0 finds the main content in the cube of the depth: 0.3 s at 4,000 nested elements, 20 s at
# 16,000. Browsers nest 512 at most.
_MAX_DEPTH: Final = 512
_DEEPER: Final = re.compile(
    r"<(?P<closes>/?)(?P<name>(?!(?:br|hr|img|input|meta|link|p|li|td|tr)\b)[a-z][a-z0-9]*)", re.IGNORECASE
)
_LINE: Final = re.compile(r"\S(?:[^\n]*\S)?")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
# `resiliparse` compares each attribute of a tag with those before it: 10,000 take 0.6 s, 200,000 a minute.
_LONG_TAG: Final = re.compile(r"<[a-z][^<>]{20000,}", re.IGNORECASE)
_MAX_ATTRIBUTES: Final = 10_000

# Begin and end of a marked part while the text is laid out: private-use characters, taken out again. They
# are set into the source, since lists of found elements take time in their square in `resiliparse` 2.0.
_FIRST_SENTINEL: Final = 0xF500
_SENTINEL: Final = re.compile("[\uf500-\uf507]")
_TAGS: Final = "|".join(_MARKED)
_TAG: Final = re.compile(rf"<(?:/(?P<end>{_TAGS})\s*>|(?P<begin>{_TAGS})\b)", re.IGNORECASE)
_NUMBERS: Final = {tag: number for number, tag in enumerate(_MARKED)}
# No reader sees an alternative text; asked to leave them out `resiliparse` leaves out captions too.
_ALTERNATIVE: Final = re.compile(r"(<img\b[^<>]{0,2000}?\s)alt(?=\s*=)", re.IGNORECASE)


def page_text(html: str) -> tuple[str, tuple[Region, ...]]:
    """Return the main text of a page, and its marked parts.

    Paragraphs, headings, list items and rows stand on lines of their own. Offsets are code points of
    this text, not of the page's source.

    Raises
    ------
    MissingExtraError
        If `resiliparse` is not installed, as on platforms it has no wheel for.
    """
    try:
        from resiliparse.parse.html import HTMLTree
    except ImportError as error:
        raise MissingExtraError(
            "reading HTML needs resiliparse", where="spindetect.read", hint="pip install resiliparse"
        ) from error
    if any(len(tag.group().split()) > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(html)):
        raise InputError(
            f"has a tag of more than {_MAX_ATTRIBUTES:,} attributes: no page of a person",
            where="HTML",
            hint="copy the text into a .txt file",
        )
    source = _ALTERNATIVE.sub(r"\1data-alt", _TAG.sub(_mark, _SENTINEL.sub("", html)))
    tree = HTMLTree.parse(source)
    whole = _lay_out(tree, main=False)
    total = len(whole.split())
    for selector in _CONTAINERS:
        element = tree.body.query_selector(selector) if tree.body is not None else None
        if element is not None:
            article = _lay_out(HTMLTree.parse(f"<body>{element.html}</body>"), main=False)
            if len(article.split()) >= _ARTICLE_SHARE * total:
                return _take_out(article)
    if _depth(source) <= _MAX_DEPTH:
        main = _lay_out(tree, main=True)
        if len(main.split()) >= _MAIN_SHARE * total:
            return _marked_as(whole, *_take_out(main))
    return _take_out(whole)


def _marked_as(whole: str, main: str, regions: tuple[Region, ...]) -> tuple[str, tuple[Region, ...]]:
    """Mark in the main content what is marked in the whole page; the guess at it loses the sentinels.

    Parts begin on lines of their own, so only the places of equal lines are looked at, each once: a search
    through all of the text for each of a page's 40,000 lost parts took a minute.
    """
    page, marked = _take_out(whole)
    lines: defaultdict[str, deque[int]] = defaultdict(deque)
    for line in _LINE.finditer(main):
        lines[line.group()].append(line.start())
    taken = [region.start for region in regions]
    found = list(regions)
    at = 0
    for region in marked:
        part = page[region.start : region.end].strip()
        places = lines.get(part.partition("\n")[0].rstrip(), deque())
        while places and places[0] < at:
            places.popleft()
        if not places or not main.startswith(part, places[0]):
            continue
        begin = places.popleft()
        at = begin + len(part)
        # Neither the marked part before it nor the one after reaches into it.
        after = bisect_left(taken, at)
        if not after or regions[after - 1].end <= begin:
            found.append(Region(region.kind, begin, at))
    return main, tuple(sorted(found, key=attrgetter("start")))


def _lay_out(tree: HTMLTree, *, main: bool) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(
        tree, preserve_formatting=True, main_content=main, comments=False, skip_elements=_SKIPPED
    )


def _depth(html: str) -> int:
    """Return how deep the elements of a page are nested, at most."""
    depth = deepest = 0
    opened: Counter[str] = Counter()
    for match in _DEEPER.finditer(_COMMENT.sub("", html)):
        name = match["name"].lower()
        if not match["closes"]:
            opened[name] += 1
            depth += 1
        elif opened[name]:  # what closes nothing makes nothing less deep
            opened[name] -= 1
            depth -= 1
        deepest = max(deepest, depth)
    return deepest


def _mark(tag: re.Match[str]) -> str:
    """Set a sentinel before the begin or after the end of a marked part."""
    if tag["begin"]:
        return chr(_FIRST_SENTINEL + 2 * _NUMBERS[tag["begin"].lower()]) + tag.group()
    return tag.group() + chr(_FIRST_SENTINEL + 2 * _NUMBERS[tag["end"].lower()] + 1)


def _take_out(laid_out: str) -> tuple[str, tuple[Region, ...]]:
    """Return the text without sentinels, and the outermost parts that they marked."""
    kinds = list(_MARKED.values())
    pieces: list[str] = []
    regions: list[Region] = []
    opened: list[tuple[int, int]] = []
    length = done = 0
    for match in _SENTINEL.finditer(laid_out):
        pieces.append(laid_out[done : match.start()])
        length += len(pieces[-1])
        done = match.end()
        number, closes = divmod(ord(match.group()) - _FIRST_SENTINEL, 2)
        if not closes:
            opened.append((number, length))
        elif opened and opened[-1][0] == number:
            _, begin = opened.pop()
            if not opened and begin < length:
                regions.append(Region(kinds[number], begin, length))
    pieces.append(laid_out[done:])
    return "".join(pieces), tuple(regions)
