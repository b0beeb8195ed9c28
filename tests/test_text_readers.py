"""Reading files: what is read, and the one clear line for what is not."""

from __future__ import annotations

import codecs
import hashlib
import os
import pickle
import time
from pathlib import Path

import pytest

from spindetect.errors import InputError
from spindetect.text import Document, html, looks_like_path, read, read_bytes
from spindetect.text.readers import MAX_BYTES

PAGE = """<!DOCTYPE html><html><head><title>T</title><style>p { x: y }</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li>About us</li></ul></nav>
<article><h1>Harbour plan put off</h1>
<p>The council met on Monday and talked about the <b>old</b> harb<i>our</i> for hours &amp; hours.</p>
<figure><img src="a.jpg" alt="unseen"><figcaption>Boats in the harbour</figcaption></figure>
<blockquote><p>We will never sell it.</p></blockquote>
<ul><li>first point</li><li>second point</li></ul>
<table><tr><th>Year</th><th>Boats</th></tr><tr><td>2019</td><td>14</td></tr></table>
<pre>boat.leave()</pre>
<p>Most of the boats have not moved for years, and the wall needs repair before winter.</p>
<p style="display: none">hidden words</p><script>alert("x")</script>
</article><aside>Other stories of the day</aside><footer>Imprint</footer></body></html>"""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        (b"\xef\xbb\xbfmarked", "marked"),
        ("naïve".encode("utf-16"), "naïve"),
        (b"", ""),
        (b"  \n", "  \n"),
        (b"a\r\nb", "a\r\nb"),
    ],
)
def test_bytes_are_read_as_they_stand(data: bytes, text: str) -> None:
    document = read_bytes(data, name="a.txt")
    assert (document.text, document.name, document.sha256) == (
        text,
        "a.txt",
        hashlib.sha256(data).hexdigest(),
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 x", "is a PDF file"),
        (b"PK\x03\x04xx", "is a ZIP archive"),
        (b"text \x00 more", "byte 5 is zero"),
        (b"caf\xe9 au lait", "byte 3 is 0xe9; it may be ISO 8859-1"),
        (b"it\x92s here", "byte 2 is 0x92; it may be Windows-1252"),
        (b"<meta charset='iso-8859-2'>\xb1", "the page says it is iso-8859-2"),
        (b"\xff\xfea", "is not UTF-16"),
        ("Plain words.".encode("utf-32"), "is UTF-32 "),
        ("Plain words.".encode("utf-16-le"), "is UTF-16 without its mark"),
        ("Plain “words” — naïve.".encode("utf-16-be"), "is UTF-16 without its mark"),
        (
            "Café, naïve, “x” and one bad ".encode() * 9 + b"\xe9 byte.",
            "the rest is UTF-8, and it is damaged",
        ),
        ("It ends in a café".encode()[:-1], "ends in the middle of a character"),
        (b"<meta charset=utf-8><p>caf\xe9 au lait", "the page says it is utf-8, and it is not"),
        (b"<meta charset=nosuch><p>caf\xe9 au lait", "; it may be ISO 8859-1"),
        ("日本語のテキストです。".encode("shift-jis"), "in another encoding, or no text at all"),
        ("这是中文文本。".encode("gb18030") * 9, "in another encoding, or no text at all"),
        ("Plain words of a mainframe.".encode("cp500"), "no text at all"),
        (bytes(range(1, 256)), "no text at all"),
        (b"Most of it is plain English prose, \x81 but this no code page has.", "byte 35 is 0x81 ("),
        (b"GIF89a\x01\x00", "is a GIF image"),
        (b"x" * (MAX_BYTES + 1), "has 20 MB, more than the 20 MB"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(data, name="bad.txt")
    assert said in str(caught.value)
    assert str(caught.value).startswith("bad.txt: ")
    assert "\n" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["a", "é “a”", "", "a\ud800"])
def test_the_digest_of_the_text_is_of_its_utf8(text: str) -> None:
    for document in (Document.from_text(text), read_bytes(codecs.BOM_UTF8 + text.encode("utf-8", "replace"))):
        assert document.text_sha256 == hashlib.sha256(document.text.encode()).hexdigest()
        assert pickle.loads(pickle.dumps(document)).text_sha256 == document.text_sha256


def test_where_a_marked_text_is_wrong_is_counted_with_its_mark() -> None:
    with pytest.raises(InputError, match="byte 8 is 0xe9"):
        read_bytes(codecs.BOM_UTF8 + b"caf, \xe9 x")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "missing.txt")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read("a\0b")
    with pytest.raises(InputError) as caught:
        read("x\n" * 3000)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    closed = tmp_path / "closed.txt"
    closed.write_text("secret")
    closed.chmod(0)
    if not os.access(closed, os.R_OK):  # the superuser reads everything
        with pytest.raises(InputError, match="may not be read"):
            read(closed)


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match=r"large.txt: has 50 MB, more than the 20 MB .*split it"):
        read(large)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.MD", "README"])
def test_plain_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# Title\n\nSome *words*.", encoding="utf-8")
    document = read(tmp_path / name)
    assert document.text == "# Title\n\nSome *words*."
    assert document.name == name


def test_a_page_gives_its_article_with_parts_marked(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    document = read(str(tmp_path / "a.html"))
    lines = [line.strip() for line in document.text.splitlines() if line.strip()]
    assert lines[:2] == [
        "Harbour plan put off",
        "The council met on Monday and talked about the old harbour for hours & hours.",
    ]
    for unseen in ("Home", "alert", "hidden words", "Other stories", "Imprint", "unseen", "x: y", "\uf500"):
        assert unseen not in document.text
    zones = {z.kind: document.text[z.start : z.end].split() for z in document.zones("suspect")}
    assert zones["caption"] == ["Boats", "in", "the", "harbour"]
    assert zones["quotation"] == ["We", "will", "never", "sell", "it."]
    assert zones["table"] == ["Year", "Boats", "2019", "14"]
    assert zones["code"] == ["boat.leave()"]
    assert "• first point" in lines


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One paragraph only, and it is short.", 7),
        ("no tags at all", 4),
        ("<div>Some <b>bold</b> words</div><div>and more</div>", 5),
        ("", 0),
        ("<html><body></body></html>", 0),
        ("<div>" * 20_000 + "deep", 1),
        ("<table><blockquote></table></blockquote><p>odd\uf500 nesting</p>", 2),
        ("<article><p>tiny</p></article><div>" + "<p>many words stand here</p>" * 50 + "</div>", 201),
    ],
)
def test_pages_without_much_structure(html: str, words: int) -> None:
    assert len(read_bytes(html.encode(), kind="html").text.split()) == words


@pytest.mark.parametrize("around", ["body", "div", "section", "article"])
def test_parts_are_marked_also_where_the_main_content_is_guessed(tmp_path: Path, around: str) -> None:
    paragraph = (
        "<p>The harbour froze on Tuesday night, and the fishermen walked across the ice to their boats.</p>"
    )
    quoted = "<blockquote><p>Nobody alive has seen the like of it.</p><p>Not once.</p></blockquote>"
    table = "<table><tr><td>Tuesday</td><td>minus nine</td></tr></table>"
    page = tmp_path / "page.html"
    inside = 6 * paragraph + quoted + 3 * paragraph + table + paragraph
    page.write_text(f"<html><body><{around}>{inside}</{around}></body></html>", encoding="utf-8")
    document = read(page)
    parts = {zone.kind: document.text[zone.start : zone.end] for zone in document.zones("suspect")}
    assert set(parts) == {"quotation", "table"}
    assert " ".join(parts["quotation"].split()) == "Nobody alive has seen the like of it. Not once."
    assert parts["table"].split() == ["Tuesday", "minus", "nine"]


def test_lost_parts_are_not_each_looked_for_in_the_whole_text() -> None:
    """A page of 1.4 MB with 40,000 quotations that the guess drops took 52 s."""
    paragraph = (
        "<p>The harbour froze on Tuesday night, and the fishermen walked across it to their boats.</p>"
    )
    lost = "".join(f"<blockquote>q{number}x</blockquote>" for number in range(40_000))
    began = time.monotonic()
    html.page_text(
        f"<html><body><div>{16_000 * paragraph}<div class='comments'>{lost}</div></div></body></html>"
    )
    assert time.monotonic() - began < 20


def test_a_text_that_names_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    assert not looks_like_path(str(file))
    file.write_text("x")
    assert looks_like_path(str(file))
    assert looks_like_path(str(tmp_path))
    for text in ("", "  ", "a\0b", f"{file}\nand more", "long " * 2000, "\ud800"):
        assert not looks_like_path(text)


def test_a_document_is_a_value(tmp_path: Path) -> None:
    one = Document.from_text("Some words.", name="a")
    assert one == Document.from_text("Some words.", name="a")
    assert hash(one) == hash(Document.from_text("Some words.", name="a"))
    assert one.tokens is one.tokens
    size = len(pickle.dumps(one))
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.tokens.written == one.tokens.written
    assert size < 500
    with pytest.raises(AttributeError):
        one.text = "other"  # type: ignore[misc]


def test_a_device_that_never_ends_is_refused() -> None:
    with pytest.raises(InputError, match="more than the 20 MB"):
        read("/dev/zero")


@pytest.mark.parametrize(
    "page",
    ["<div><!--</x></x>-->" * 4000 + "<p>One two.</p>", "<div></p>" * 4000, "<div></x>" * 4000],
    ids=["commented", "p", "unknown"],
)
def test_what_closes_nothing_makes_a_page_no_less_deep(page: str) -> None:
    assert html._depth(page) == 4000


def test_a_tag_of_too_many_attributes_is_refused() -> None:
    page = "<body><p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">Text.</p>"
    with pytest.raises(InputError, match="more than 10,000 attributes"):
        read_bytes(page.encode(), name="a.html")
