"""The page of a text: what it shows, that nothing in a text can leave its place, and that it stays small."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from build_text import ARTICLE, PROGRAM, disguised, in_parts, marked, record, score
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import HIDDEN, HOSTILE, TAGS, Page, luminance, squeezed
from pages import check as check_page

from spindetect.records import Manipulation, NamedSource, Span, Zone
from spindetect.report import html_numbered, html_parts
from spindetect.report.html_page import style
from spindetect.report.text_notebook import to_fragment
from spindetect.report.text_page import to_html
from spindetect.text import Document
from spindetect.text_verdict import Suggestion, Suspicion, TextPassage

MANY = "The {aged|0.9|old} mill stands by the river. Nobody in the {dale|0.4|valley} knows who built it.\n\n"


def check(html):
    return check_page(html, style("text"))


def shown(page):
    return " ".join("".join(page.text).split())


def test_the_text_stands_there_whole():
    verdict = score()
    page = check(to_html(verdict))
    assert squeezed("".join(page.cells["prose"])) == squeezed(verdict.document.text)
    assert len(page.cells["prose"]) == 8, "a row a paragraph"


def test_every_mark_is_numbered_reachable_and_explained_without_a_script():
    verdict = score()
    page = check(to_html(verdict))
    marks = {f["id"]: f for tag, f in page.tags if tag == "mark" and "id" in f}
    assert set(marks) == {f"s{n}" for n in range(1, 34)}
    text = shown(page)
    for n, mark in enumerate(verdict.suspicions, 1):
        drawn = marks[f"s{n}"]
        assert drawn["tabindex"] == "0"
        assert drawn["aria-describedby"] == f"w{n}"
        assert mark.reason in drawn["data-why"]
        assert all(found.text in drawn["data-why"] for found in mark.suggestions)
        assert mark.reason in text, "print keeps the reasons"
        assert f"o-{mark.origin}" in drawn["class"].split()
        assert ("out" in drawn["class"].split()) is not mark.counted


def test_strength_is_told_by_more_than_colour():
    page = check(to_html(score()))
    classes = {n: f["class"] for _, f in page.tags if (n := f.get("id", "")).startswith("s")}
    assert classes["s22"].startswith("m3 "), "P = 0.995"
    assert classes["s3"].startswith("m2 "), "P = 0.62"
    assert classes["s8"].startswith("m1 "), "P = 0.21"
    underlines = [re.search(rf"\.m{n} {{[^}}]*underline (\w+)", style("text"))[1] for n in (1, 2, 3)]
    assert len(set(underlines)) == 3
    assert re.search(r"\.o-listed { border: ", style("text"))
    assert "on the list of known phrases" in shown(page)


def test_beside_each_paragraph_stands_what_its_counted_marks_may_have_been():
    html = to_html(score())
    rows = re.findall(r'<ol class="side">.*?</ol>', html)
    assert len(rows) == 5
    assert "<bdi>slumber</bdi></span> → <b><bdi>lie</bdi></b> <small>or <bdi>sit</bdi></small>" in rows[0]
    assert "no likely original known" in rows[2]
    assert "frail" not in "".join(rows), "a quoted word is nobody's swap"


def test_what_does_not_count_is_grey_and_says_its_kind():
    html = to_html(score())
    assert "<small>quotation, not counted</small>" in html
    assert "<small>byline, not counted</small>" in html
    assert re.search(r'<span class="zone"><mark class="m2 o-model out" id="s9"', html)
    assert "in a quotation, not counted" in html
    assert re.search(r"\.zone mark, mark\.out \{[^}]*background: none", style("text"))


def test_evidence_stands_before_the_score():
    text = shown(check(to_html(disguised(in_parts(score())))))
    wanted = [
        "What does not belong?",
        "30 marks",
        "13 % of 279 counted words",
        "3 are on the list of known phrases, 27 were found by what stands around",
        "3 more marks stand in quotations",
        "Left out: 36 words",
        "Is it spun?",
        "P(spun) = 0.96",
        "a sign and no proof. Machine translation",
        "Why P(spun) = 0.96",
        "Sources that the text names",
        "The 10 most suspicious of 30 marks",
        "P(swapped) > 0.99, found by its context",
        "Which parts",
        "Part 2: 139 counted words, characters 937 to 1,874: 18 marks, P(spun) = 0.97",
        "The text",
        "Unusual characters, undone before scoring",
        "2 look-alike letters in the text",
        "All 33 marks, with reasons",
        "The record",
        "without any source",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)


def test_the_strongest_link_to_their_place():
    page = check(to_html(score()))
    assert {"#s22", "#s6", "#s12", "#s5"} <= set(page.attribute("href"))


def test_parts_stand_in_the_margin():
    html = to_html(in_parts(score()))
    page = check(html)
    rows = [f["class"] for _, f in page.tags if f.get("class", "").startswith("para")]
    assert rows == ["para"] * 4 + ["para part p3"] * 4, "a quiet part is no news"
    assert html.count('<p class="chip">') == 1
    assert "left margin: a part with P(spun) from 0.5" in html
    assert "<b>Part 2</b>: P(spun) = 0.97, 18 marks" in html
    whole = to_html(score())
    assert "left margin" not in whole
    assert 'class="chip"' not in whole, "one part that is the whole says nothing more"
    assert "Which parts" not in whole


def test_of_parts_that_overlap_a_row_shows_the_surest():
    verdict = score()
    size = verdict.document.characters
    parts = (
        TextPassage(0, size, 100, 0.6, 5),
        TextPassage(700, 1300, 90, 0.9, 9),
        TextPassage(0, 5, 1, 0.1, 0),
    )
    html = to_html(replace(verdict, passages=parts))
    check(html)
    assert html.count('<p class="chip">') == 2
    assert '<div class="para part p2" id="r1"><p class="chip"><b>Part 1</b>' in html
    assert '<div class="para part p3" id="r4"><p class="chip"><b>Part 2</b>' in html


def test_of_many_parts_the_quiet_ones_are_folded_away():
    verdict = score()
    parts = tuple(TextPassage(60 * n, 60 * n + 60, 10, n / 40, 1) for n in range(30))
    page = to_html(replace(verdict, passages=parts))
    check(page)
    assert "<summary>22 more parts with a lower P(spun)</summary>" in page
    assert page.index("Part 30</b>") < page.index("22 more parts") < page.index("Part 1</b>")


def test_too_little_text_has_a_banner_and_no_probability():
    html = to_html(score("The {aged|0.9|old} mill is shut."))
    text = shown(check(html))
    assert "No answer. Too little text of its own to say. This is not a pass." in text
    assert "P(spun)" not in text
    assert "Why no answer" in text
    assert '<main id="main" class="calm">' in html


def test_a_text_without_marks_is_not_called_an_original():
    text = shown(check(to_html(score("The old mill stands by the river and is open all summer. " * 3))))
    assert "Nothing marked" in text
    assert "Nothing in its 36 counted words was marked as odd." in text
    assert "does not make the text an original" in text


def test_marks_on_an_honest_text_are_no_accusation():
    verdict = replace(score(), label="not-spun", probability=0.2)
    html = to_html(verdict)
    assert "Honest texts have such marks too" in html
    assert '<main id="main" class="calm">' in html
    assert re.search(r"\.calm \.m3 \{ background: var\(--swap\)", style("text"))
    assert '<main id="main">' in to_html(score())


def test_pages_of_a_file_are_told():
    verdict = score()
    paged = replace(verdict, document=replace(verdict.document, pages=(0, 500, 1000)))
    text = shown(check(to_html(paged)))
    assert "P(swapped) > 0.99, found by its context, page 3" in text
    assert "found by its context, page 1" in text


def test_a_record_without_texts_is_drawn_without_them():
    page = check(to_html(score().without_texts()))
    assert "texts" not in page.attribute("id")
    assert "made without texts" in shown(page)
    assert not page.cells["prose"]


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_stays_text_everywhere(evil):
    verdict = score(f"Here is {evil.replace('{', '(').replace('}', ')')} and more of it.\n\n" + ARTICLE)
    span = Span(evil, 0, 12)
    bad = Suspicion(span, 0.9, "listed", evil, (Suggestion(evil, 0.5),), True, (0, 2))
    verdict = replace(
        verdict,
        suspicions=(bad, *verdict.suspicions),
        document=replace(verdict.document, name=evil, url=evil, sha256=evil),
        reasons=(evil,),
        evidence=tuple(replace(e, feature=evil, unit=evil, sentence=evil) for e in verdict.evidence),
        manipulations=(Manipulation("bidi-control", "suspect", 1, (span,)),),
        named_sources=(NamedSource(evil, span),),
        notes=(evil,),
        retrieved=evil,
        program=replace(PROGRAM, version=evil, text_model=evil, options={evil: evil}),
    )
    html = to_html(verdict)
    page = check(html)
    assert not re.search(HIDDEN, html)
    assert {tag for tag, _ in page.tags} <= TAGS
    fragment = Page(to_fragment(verdict))
    assert {tag for tag, _ in fragment.tags} <= TAGS | {"br"}
    assert not [name for _, f in fragment.tags for name in f if name.startswith("on")]


places = st.tuples(st.integers(0, 90), st.integers(0, 30), st.floats(0, 1), st.booleans())


def laid(text, marks, zones, passages=()):
    """Return a verdict over any text with marks and zones anywhere, also beyond its end."""
    verdict = score("")
    document = Document.from_text(text)
    return replace(
        verdict,
        suspicions=tuple(
            Suspicion(Span(text[a : a + n], a, a + n), p, "model", "r", (), c, (0, 1)) for a, n, p, c in marks
        ),
        left_out=tuple(Zone("code", "suspect", a, a + n, 1) for a, n, _, _ in zones),
        passages=tuple(TextPassage(a, a + n, n, p, n) for a, n, p, _ in passages),
        document=record(document),
    )


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet="ab Zé.!?,'\"<>&;:-\n中😀5", max_size=90),
    st.lists(places, max_size=6),
    st.lists(places, max_size=3),
    st.lists(places, max_size=4),
)
def test_any_marks_on_any_text_are_drawn_and_the_text_is_whole(text, marks, zones, passages):
    page = check(to_html(laid(text, marks, zones, passages)))
    assert squeezed("".join(page.cells["prose"])) == squeezed(text)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.lists(places, max_size=4))
def test_any_characters_make_a_sound_page(text, marks):
    check(to_html(laid(text, marks, ())))


def test_a_mark_that_a_zone_cuts_has_its_id_and_number_once():
    text = "One two three four five six."
    html = to_html(laid(text, [(4, 9, 0.9, True), (6, 3, 0.5, True)], [(8, 10, 0, False)]))
    check(html)
    assert html.count("<mark") - html.count("<li><mark") == 2
    assert html.count('id="s1"') == 1
    assert html.count("<sup>1</sup>") == 1
    assert 'id="s2"' not in html, "inside the first: it stands in the list"
    assert 'id="l2"' in html


def test_a_long_text_is_bounded_and_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(html_parts, "ROWS_BYTES", 60_000)
    monkeypatch.setattr(html_numbered, "LIST_BYTES", 30_000)
    verdict = score(MANY * 400)
    sure = replace(verdict.suspicions[700], probability=0.999)
    verdict = replace(verdict, suspicions=(*verdict.suspicions[:700], sure, *verdict.suspicions[701:]))
    html = to_html(verdict)
    page = check(html)
    assert len(html.encode()) < 60_000 + 30_000 + 60_000
    assert "s701" in page.attribute("id"), "the surest mark's row is shown whatever else is not"
    hidden = sum(
        int((b or a).replace(",", "")) - int(a.replace(",", "")) + 1
        for a, b in re.findall(r"Rows? ([\d,]+)(?: to ([\d,]+))? (?:are|is) not shown", html)
    )
    assert hidden + len(page.cells["prose"]) == 400
    assert "weaker marks more are in the JSON record" in html


def test_twenty_megabytes_with_ten_thousand_marks_give_a_small_page_soon():
    sentence = "The old mill stands by the river and nobody in the valley remembers who built it. "
    text = (sentence * 12 + "\n\n") * 20_400
    assert len(text) > 20_000_000
    verdict = score("The old mill.")
    one = replace(score().suspicions[0], reason="r" * 300)
    marks = tuple(
        replace(one, span=Span("old", at, at + 3)) for at in range(4, 20_000_000, 24 * len(sentence))
    )
    digest = replace(verdict.document, text=text, characters=len(text))
    verdict = replace(verdict, suspicions=(marks * 2)[:10_000], document=digest, words_counted=4_000_000)
    began = time.perf_counter()
    html = to_html(verdict)
    assert time.perf_counter() - began < 20
    assert 1_000_000 < len(html.encode()) < 3_000_000
    assert "not shown" in html
    assert verdict.to_text()


@pytest.mark.parametrize("text", ["x" * 300_000, "a\n\n" * 200_000, "\n \t" * 100_000 + "end", " " * 300_000])
def test_texts_of_no_shape_are_drawn(text):
    began = time.perf_counter()
    html = to_html(laid(text, [(3, 50, 0.9, True)], []))
    check(html)
    assert len(html) < 3_000_000
    assert time.perf_counter() - began < 10


def test_the_page_keeps_the_record():
    verdict = replace(score(), retrieved="2026-11-01")
    verdict = replace(verdict, document=replace(verdict.document, url="https://copy.example/x"))
    text = shown(check(to_html(verdict)))
    for words in (verdict.document.sha256, "3" * 64, "4" * 64, "2026-11-01", "https://copy.example/x"):
        assert words in text
    assert "Terms never marked" in text
    assert "none was used" in text
    assert "aligner" not in text.lower(), "it computed nothing here"


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(theme):
    blocks = re.findall(r":root \{(.*?)\}", style("text"), re.S)
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", blocks[theme]))
    for one, other in (("ink", "card"), ("soft", "card"), ("rare-ink", "rare"), ("move-line", "card")):
        high, low = sorted((luminance(colors[one]), luminance(colors[other])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= (3 if one == "move-line" else 4.5), f"{one} on {other}"


def test_the_sheet_needs_nothing():
    sheet = style("text")
    assert sheet.startswith(style())
    assert "url(" not in sheet
    assert "@import" not in sheet
    for rule in ("@media print", "max-width: 46rem", ":focus::after", "forced-colors"):
        assert rule in sheet[len(style()) :]
    assert " style=" not in to_html(score())


def test_equal_verdicts_give_equal_pages():
    verdict = score()
    again = type(verdict).from_dict(verdict.to_dict())
    assert verdict.to_html() == again.to_html() == to_html(score())


def test_offsets_of_the_builder_are_true():
    text, marks = marked(ARTICLE)
    assert "{" not in text
    assert all(text[a:b] == match[2] for a, b, match in marks)
