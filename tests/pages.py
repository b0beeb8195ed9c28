"""What must hold for every page: it is sound, nothing on it runs or fetches, no text leaves its place."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from spindetect.report.html_page import style

HIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
TAGS = frozenset(
    re.findall(
        r"\S+",
        """
        html head meta title style body header main footer section div p span bdi a b h1 h2 h3 ul ol li
        dl dt dd br table caption tr th td details summary code mark sup small del ins
        svg defs pattern rect path
        """,
    )
)
ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        """
        lang charset http-equiv content name class href id role dir scope tabindex data-n data-why
        aria-label aria-labelledby aria-hidden aria-describedby
        viewbox preserveaspectratio width height patternunits d stroke-width fill x y
        """,
    )
)
VOID = {"meta", "br"}
NOT_TEXT = {"sup", "small"}


@dataclass
class Page(HTMLParser):
    """A parsed page: its elements, ids and links, and the text of its cells."""

    html: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    cells: dict[str, list[str]] = field(default_factory=lambda: {"src": [], "sus": [], "prose": []})
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []
        self.feed(self.html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        assert len(found) == len(attrs), "an attribute twice"
        self.tags.append((tag, found))
        if tag not in VOID:
            self._open.append((tag, "" if found.get("role") == "columnheader" else found.get("class", "")))
        if found.get("class") in self.cells and found.get("role", "cell") == "cell":
            self.cells[found["class"]].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data):
        inside = [name for name, _ in self._open]
        classes = [name for _, name in self._open]
        if "style" not in inside:
            self.text.append(data)
        skipped = NOT_TEXT & set(inside) or {"chip", "none", "gap"} & set(classes)
        for side in self.cells:
            if side in classes and not skipped:
                self.cells[side][-1] += data

    def attribute(self, name):
        return [found[name] for _, found in self.tags if name in found]


def squeezed(text):
    return "".join(text.split())


def check(html, sheet=None):
    """Check what must hold for every page, and return it parsed; `sheet` is its style sheet."""
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, found in page.tags for name in found} <= ATTRIBUTES
    ids = page.attribute("id")
    assert len(ids) == len(set(ids)), "an id twice"
    assert all(link.startswith("#") and link[1:] in ids for link in page.attribute("href"))
    assert all(name in ids for value in page.attribute("aria-describedby") for name in value.split())
    assert all(name in ids for name in page.attribute("aria-labelledby"))
    (found,) = re.findall(r"<style>(.*?)</style>", html, re.S)
    (rule,) = (f["content"] for _, f in page.tags if f.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
    assert rule == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert found == (sheet or style())
    return page


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>x</script>",
    "</title></head><body onload=x>",
    "javascript:alert(1)",
    "<!--",
    "-->",
    "]]>",
    "&lt;script&gt;",
    "<a href=javascript:x>y</a>",
    "<svg/onload=x>",
    "\u202egnirts\u202c",
    "a\x00b",
    "a\x1b[31mb",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u200b",
    "x\rdef",
    "<!--7-->",
    'id="s1" tabindex',
    "${7*7}",
    "{{7*7}}",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
]


def luminance(color):
    if len(color) == 4:
        color = "#" + "".join(c * 2 for c in color[1:])
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
