"""A restored text: in a terminal, as a page and as a notebook cell."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from build_text import ARTICLE, PROGRAM, score, unspin
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import HIDDEN, HOSTILE, TAGS, Page, squeezed
from pages import check as check_page

from spindetect.records import Span
from spindetect.report.html_page import style
from spindetect.report.terminal import to_text
from spindetect.report.unspun_page import to_html
from spindetect.text_verdict import Restored, Suggestion, Unspun


def check(html):
    return check_page(html, style("text"))


def flat(text):
    return " ".join(text.split())


def test_the_terminal_shows_text_changes_and_queries_last():
    text = flat(to_text(unspin()))
    wanted = [
        "29 places of 315 words changed to the likelier wording.",
        "A guess at the original wording, not the original",
        "CHANGED WORDS IN [BRACKETS]",
        "By Nell Ashby",
        "Some nine hundred volumes [lie] in the cellar",
        "a kind of [artificial intelligence]. It",
        "the clerks spelled as they pleased",
        "WHAT WAS CHANGED",
        "slumber → lie P(swapped) = 0.86",
        "or sit (0.30)",
        "and 19 more",
        "SEARCH FOR THE SOURCE WITH",
        "- Ines Fairweather 1,140 pages",
        "does not show that the text was spun",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)
    assert "\n  By Nell Ashby\n" in to_text(unspin())


def test_a_text_that_nothing_was_changed_in_says_so():
    same = unspin("The old mill stands by the river.", queries=())
    assert "Nothing was changed" in to_text(same)
    assert "no names, numbers or restored phrases" in flat(to_text(same))
    text = flat("".join(check(to_html(same)).text))
    assert "Nothing was changed" in text
    assert "no names, numbers or restored phrases" in text
    assert "Marked words were put back" not in text
    assert to_text(unspin("", queries=()))
    check(to_html(unspin("", queries=())))
    assert unspin("", queries=())._repr_html_()


def test_a_long_text_is_shown_by_its_beginning_in_a_terminal():
    drawn = to_text(unspin(ARTICLE * 20))
    assert re.search(r"\[… [\d,]+ more characters, on the page", drawn)
    assert len(drawn) < 40_000


def test_the_page_marks_every_changed_word_and_what_was_there():
    result = unspin()
    html = to_html(result)
    page = check(html)
    assert squeezed("".join(page.cells["prose"])) == squeezed(result.text)
    marks = {f["id"]: f["data-why"] for tag, f in page.tags if tag == "mark" and "id" in f}
    assert set(marks) == {f"s{n}" for n in range(1, 30)}
    assert marks["s1"] == "put back for “slumber”, P(swapped) = 0.86. Or: sit (0.30)."
    assert '<b><bdi>lie</bdi></b> ← <span class="was"><bdi>slumber</bdi></span>' in html
    text = flat("".join(page.text))
    for words in ("Search for the source with", "Holm Sound", "not the original", "All 29 changed places"):
        assert words in text
    assert '<main id="main" class="calm">' in html, "a guess accuses nobody"


def test_a_page_number_is_told():
    result = unspin()
    paged = replace(result, document=replace(result.document, pages=(0, 600)))
    assert "P(swapped) = 0.86, page 1" in to_html(paged)
    assert "P(swapped) = 0.94, page 2" in to_html(paged)


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_stays_text(evil):
    result = unspin(f"Here is {evil.replace('{', '(').replace('}', ')')} and more.\n\n" + ARTICLE)
    change = Restored(Span(evil, 0, 4), Span(evil, 0, 4), 0.9, (Suggestion(evil, 0.5), Suggestion("x", 0.1)))
    result = replace(
        result,
        changes=(change, *result.changes),
        queries=(evil,),
        document=replace(result.document, name=evil, url=evil, sha256=evil),
        program=replace(PROGRAM, version=evil, word_model=evil, options={evil: evil}),
    )
    html = to_html(result)
    assert {tag for tag, _ in check(html).tags} <= TAGS
    assert not re.search(HIDDEN, html)
    assert {tag for tag, _ in Page(result._repr_html_()).tags} <= TAGS
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", to_text(result))


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab Zé.!?'\"<&\n中", max_size=90),
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 30), st.floats(0, 1)), max_size=5),
)
def test_any_changes_on_any_text_are_drawn(text, places):
    changes = tuple(
        Restored(Span("x", a, a + 1), Span(text[a : a + n], a, a + n), p, ()) for a, n, p in places
    )
    result = Unspun(text, changes, (), unspin("").document, PROGRAM)
    page = check(to_html(result))
    assert squeezed("".join(page.cells["prose"])) == squeezed(text)
    assert to_text(result)


def test_ten_thousand_changes_give_a_small_page():
    result = unspin(("The {aged|0.9|old} mill stands by the river. " * 20 + "\n\n") * 500)
    assert len(result.changes) == 10_000
    began = time.perf_counter()
    html = to_html(result)
    assert time.perf_counter() - began < 10
    assert len(html.encode()) < 3_000_000
    assert to_text(result)


def test_the_builder_restores_only_what_counts():
    result = unspin()
    assert len(result.changes) == sum(m.counted and bool(m.suggestions) for m in score().suspicions)
    assert all(result.text[c.restored.start : c.restored.end] == c.restored.text for c in result.changes)
