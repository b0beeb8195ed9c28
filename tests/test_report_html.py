"""The page: what it shows, that nothing in a text can leave its place, and that it stays small."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import replace

import pytest
from build import ORDER, PARTS, as_independent, build, compare, text_record
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import HIDDEN, HOSTILE, TAGS, Page, check, luminance, squeezed

from spindetect.records import Manipulation, NamedSource, Span, Zone
from spindetect.report import html_numbered, html_parts
from spindetect.report.html import to_html
from spindetect.report.html_page import policy, style
from spindetect.report.notebook import to_fragment


def test_both_texts_stand_side_by_side_whole():
    verdict = build()
    page = check(to_html(verdict))
    assert squeezed("".join(page.cells["sus"])) == squeezed(verdict.suspect.text)
    assert sorted(squeezed("".join(page.cells["src"]))) == sorted(squeezed(verdict.source.text))
    assert len(page.cells["src"]) == len(page.cells["sus"]) >= 6


def test_rows_line_up():
    verdict = build(order=None)
    page = check(to_html(verdict))
    rows = dict(zip(page.cells["src"], page.cells["sus"], strict=True))
    lined = {old[:12]: new[:12] for old, new in rows.items() if old}
    assert lined["The orchard "] == "The orchard "
    assert lined["Colour chart"] == "Color graphs"
    assert lined["Volunteers w"] == "Helpers will"


def test_every_swap_is_numbered_marked_explained_and_reachable():
    verdict = build()
    page = check(to_html(verdict))
    marks = {f["id"]: f for tag, f in page.tags if tag == "mark" and "id" in f}
    assert {n for n in marks if n[0] == "s"} == {f"s{n}" for n in range(1, len(verdict.substitutions) + 1)}
    assert {n for n in marks if n[0] == "o"} == {f"o{n}" for n in range(1, len(verdict.substitutions) + 1)}
    for n in range(1, len(verdict.substitutions) + 1):
        mark = marks[f"s{n}"]
        assert mark["tabindex"] == "0"
        assert mark["aria-describedby"] == f"w{n}"
        assert mark["data-why"]
        assert re.fullmatch(r"k-[a-z-]+", mark["class"])
    shown = " ".join(page.text)
    assert all(swap.reason in shown for swap in verdict.substitutions), "print keeps the reasons"
    kinds = {f"k-{swap.kind}" for swap in verdict.substitutions}
    underlines = {
        re.search(rf"\.{kind}\b[^}}]*text-decoration", style()) is not None for kind in kinds - {"k-synonym"}
    }
    assert underlines == {True}, "kinds differ by more than colour"


def test_the_ten_oddest_link_to_their_place():
    page = check(to_html(build()))
    links = set(page.attribute("href"))
    oddest = build().oddest(10)
    numbers = {
        s.suspect.start: n
        for n, s in enumerate(sorted(build().substitutions, key=lambda s: s.suspect.start), 1)
    }
    assert {f"#s{numbers[swap.suspect.start]}" for swap in oddest} <= links


def test_moved_passages_are_linked_both_ways():
    html = to_html(build())
    check(html)
    assert re.search(r"Moved passage 1, \d+ words: in the source it stands after <a href=\"#r\d+\">", html)
    assert re.search(r"Here stood moved passage 1; the suspect has it in <a href=\"#r\d+\">", html)
    assert "moved passage" not in to_html(build(order=None)).lower()


def test_a_short_move_is_marked_in_its_row():
    parts = ("Late on Monday ", "the small crew of the tug ", "went home again. ")
    html = to_html(build(parts, (1, 0, 2), tail=""))
    check(html)
    assert '<span class="mv">' in html


def test_dropped_added_and_left_out_text_is_shown_as_such():
    html = to_html(build())
    page = check(html)
    assert "<del>, weather allowing</del>" in html
    assert "<ins>a</ins>" in html
    assert "not in the source" in html
    assert "quotation, not counted" in html
    assert any(f.get("class") == "zone" for _, f in page.tags)


def test_the_head_answers_both_questions_in_order():
    text = " ".join("".join(Page(to_html(build())).text).split())
    order = [
        "Is it copied?",
        "86 % of the suspect's own words",
        "61 % unchanged",
        "Longest unchanged run",
        "Left out",
        "How?",
        "spun",
        "P(spun) = 0.97",
        "Why",
        "names",
    ]
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)


def test_an_independent_pair_has_no_swaps_to_show():
    page = check(to_html(as_independent(compare("One thing here. Then more.", "Nothing like it at all!"))))
    assert "oddest" not in page.attribute("id")


def test_a_record_without_texts_is_drawn_without_them():
    verdict = build()
    bare = replace(verdict, suspect=replace(verdict.suspect, text=None))
    page = check(to_html(bare))
    assert "texts" not in page.attribute("id")
    assert "made without texts" in " ".join(page.text)


def test_a_record_of_other_tokens_is_not_lined_up():
    verdict = build()
    other = replace(verdict, operations=verdict.operations[:-1])
    page = check(to_html(other))
    assert "texts" not in page.attribute("id")
    assert "cannot be lined up" in " ".join(page.text)


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_stays_text_everywhere(evil):
    beside = evil.replace("{", "(").replace("}", ")")
    parts = (*PARTS, f"{beside} some {{cold|frosty}} {beside} here {beside}. ")
    verdict = build(parts, (*ORDER, len(PARTS)), tail=f"End. {evil} and more {evil}.")
    verdict = replace(
        verdict, substitutions=(*verdict.substitutions[:-1], replace(verdict.substitutions[-1], oddness=1.0))
    )
    span = Span(evil, 0, 3)
    swaps = tuple(replace(s, reason=evil, source=replace(s.source, text=evil)) for s in verdict.substitutions)
    verdict = replace(
        verdict,
        suspect=replace(verdict.suspect, name=evil, url=evil),
        source=replace(verdict.source, name=evil, url=evil, sha256=evil),
        substitutions=swaps,
        reasons=(evil,),
        evidence=tuple(replace(e, feature=evil, unit=evil, sentence=evil) for e in verdict.evidence),
        manipulations=(Manipulation("bidi-control", "suspect", 1, (span,)),),
        named_sources=(NamedSource(evil, span),),
        notes=(evil,),
        retrieved=evil,
        program=replace(verdict.program, version=evil, model=evil, options={evil: evil}),
    )
    html = to_html(verdict)
    page = check(html)
    assert not re.search(HIDDEN, html)
    assert {tag for tag, _ in page.tags}.isdisjoint(
        {"script", "img", "iframe", "object", "link", "base", "form"}
    )
    fragment = to_fragment(verdict)
    found = Page(fragment)
    assert {tag for tag, _ in found.tags} <= TAGS | {"br"}
    assert not [name for _, f in found.tags for name in f if name.startswith("on")]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=30))
def test_any_text_makes_a_sound_page(suspect, source, name):
    verdict = compare(suspect, source)
    check(to_html(replace(verdict, suspect=replace(verdict.suspect, name=name))))


prose = st.text(alphabet="ab Zé.!?,'\"<>&;:-\n中😀5", max_size=80)


@settings(max_examples=80, deadline=None)
@given(prose, prose)
def test_any_text_is_drawn_whole(suspect, source):
    page = check(to_html(compare(suspect, source)))
    assert squeezed("".join(page.cells["sus"])) == squeezed(suspect)
    assert squeezed("".join(page.cells["src"])) == squeezed(source)


def rare(n):
    """Return n swaps' worth of text in rows of one sentence."""
    return tuple(
        f"Row {i} has a {{word{i}|term{i}}} in the middle of it. Nothing is new in sentence {i}. "
        for i in range(n)
    )


def test_a_long_text_is_bounded_and_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(html_parts, "ROWS_BYTES", 60_000)
    monkeypatch.setattr(html_numbered, "LIST_BYTES", 30_000)
    verdict = build(rare(400), None, tail="")
    odd = replace(verdict.substitutions[350], oddness=0.99)
    verdict = replace(
        verdict, substitutions=(*verdict.substitutions[:350], odd, *verdict.substitutions[351:])
    )
    html = to_html(verdict)
    page = check(html)
    assert len(html.encode()) < 60_000 + 30_000 + 60_000
    assert "s351" in page.attribute("id"), "the oddest swap's row is shown whatever else is not"
    notes = re.findall(r"Rows? ([\d,]+)(?: to ([\d,]+))? (?:are|is) not shown", html)
    hidden = sum(int((b or a).replace(",", "")) - int(a.replace(",", "")) + 1 for a, b in notes)
    shown = sum(f.get("role") == "row" for _, f in page.tags) - 1
    assert hidden + shown == 800
    assert "less odd swaps more are in the JSON record" in html


def test_five_megabytes_give_a_small_page():
    text = "The old mill stands by the river and nobody in the valley remembers who built it. " * 61_000
    assert len(text) > 5_000_000
    verdict = compare(text[:1000], text[:1000])
    n = len(text.split()) + text.count(".")
    whole = replace(verdict.operations[0], source_end=n, suspect_end=n)
    record = text_record("a.txt", text)
    verdict = replace(verdict, suspect=record, source=record, operations=(whole,))
    began = time.perf_counter()
    html = to_html(verdict)
    assert time.perf_counter() - began < 20
    assert 100_000 < len(html.encode()) < 3_000_000
    assert "not shown" in html


def test_a_line_without_spaces_is_cut():
    html = to_html(compare("x" * 300_000, "y" * 300_000))
    check(html)
    assert len(html) < 100_000
    assert "characters not shown" in html


@pytest.mark.long
def test_five_megabytes_of_swaps_take_linear_time():
    seconds = []
    for n in (2_500, 10_000):
        verdict = build(tuple(itertools.islice(itertools.cycle(PARTS), n * len(PARTS))), None, tail="")
        began = time.perf_counter()
        html = to_html(verdict)
        seconds.append(time.perf_counter() - began)
        assert len(html.encode()) < 3_200_000
    assert seconds[1] < 4 * 2 * seconds[0]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(theme):
    blocks = re.findall(r":root \{(.*?)\}", style(), re.S)
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", blocks[theme]))
    pairs = [
        ("ink", "paper"),
        ("ink", "card"),
        ("soft", "paper"),
        ("soft", "card"),
        ("link", "paper"),
        ("link", "card"),
        ("swap-ink", "swap"),
        ("rare-ink", "rare"),
        ("move-ink", "move"),
        ("gone-ink", "gone"),
        ("added-ink", "added"),
        ("added-ink", "card"),
        ("zone-ink", "zone"),
        ("tip-ink", "tip"),
        ("rare-line", "card"),
        ("soft", "zone"),
        ("added-ink", "zone"),
    ]
    for one, other in pairs:
        high, low = sorted((luminance(colors[one]), luminance(colors[other])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, f"{one} on {other}"


def test_the_page_is_for_everybody():
    html, sheet = to_html(build()), style()
    page = Page(html)
    assert ("html", {"lang": "en"}) in page.tags
    assert any(f.get("class") == "skip" and f["href"] == "#main" for _, f in page.tags)
    assert any(f.get("name") == "viewport" for _, f in page.tags)
    headings = [tag for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    for rule in (
        "prefers-color-scheme: dark",
        "@media print",
        "max-width: 46rem",
        ":focus-visible",
        ":focus::after",
    ):
        assert rule in sheet
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert " style=" not in html
    assert policy("a") != policy("b")


def test_zones_mark_both_sides():
    verdict = build(order=None)
    place = verdict.source.text.index("Volunteers")
    zone = Zone("caption", "source", place, place + 10, 1)
    html = to_html(replace(verdict, left_out=(zone,)))
    check(html)
    assert html.count("<small>caption, not counted</small>") == 1


def test_the_record_names_all_that_computed_it():
    verdict = build()
    program = replace(verdict.program, aligner="d" * 64, confusables="e" * 64)
    page = to_html(replace(verdict, program=program))
    assert all(f"<code>{letter * 64}</code>" in page for letter in "abcde")
    old = to_html(replace(verdict, program=replace(program, aligner=None)))
    assert "d" * 64 not in old
    assert "not named by the version" in old


def test_only_marks_that_the_texts_have_are_explained():
    legend = re.search(r'<ul class="legend".*?</ul>', to_html(build()))[0]
    assert "wrong sense" in legend
    assert "no known relation" not in legend
    plain = to_html(compare("One thing here.", "One thing here."))
    assert "Hold the pointer" not in plain
    assert "swapped</mark>" not in plain


def test_red_marks_are_for_spun_texts():
    assert '<main id="main">' in to_html(build())
    for label in ("edited", "paraphrased", "verbatim", "independent", "insufficient"):
        assert '<main id="main" class="calm">' in to_html(replace(build(), label=label))
    assert re.search(r"\.calm \.k-wrong-sense, \.calm \.k-unrelated \{ background: var\(--swap\)", style())
    assert re.search(r"\.zone mark \{ background: none", style()), "a quoted swap is no evidence"


def test_a_passage_is_told_by_its_first_words():
    (whole,) = build().passages
    page = to_html(replace(build(), passages=(replace(whole, words=20),)))
    check(page)
    assert "It begins: “<bdi>The orchard confidence purchased" in page


def test_equal_verdicts_give_equal_pages():
    assert to_html(build()) == to_html(build())
    assert build(order=ORDER).to_html() == to_html(build())
