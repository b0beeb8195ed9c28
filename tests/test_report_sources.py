"""Several sources and background texts as they are drawn: page, terminal, notebook."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pages import HOSTILE, check, luminance, squeezed
from releases import CHRONICLE, HERALD, MERGED, ORCHARD, RELEASE
from texts import OTHER

import spindetect
from spindetect.report.html import to_html
from spindetect.report.html_page import style
from spindetect.report.html_whence import STYLES, mark_class
from spindetect.report.layout import lay_out_all
from spindetect.report.sources import whence
from spindetect.text import Document

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module")
def merged(detector):
    suspect = Document.from_text(f"{MERGED}\n\nThe editor's own last word stands here.", name="merged.txt")
    sources = [Document.from_text(HERALD, name="herald.txt"), Document.from_text(ORCHARD, name="orchard.txt")]
    shared = Document.from_text(RELEASE, name="release.txt")
    return detector.compare(suspect, sources, background=[shared])


def checked(html):
    """Check a page that has the sheet of the marks."""
    return check(html, style("whence"))


def marked(html):
    """Return the marks on the suspect's text: tag and words."""
    (box,) = re.findall(r'<div class="whence" dir="auto">(.*?)</div>', html, re.S)
    return re.findall(r'<span class="from (f[\w-]+)"><b>(\w+)</b> (.*?)</span>', box, re.S)


def test_the_page_marks_where_each_part_comes_from(merged):
    html = to_html(merged)
    checked(html)
    found = [(tag, words) for _, tag, words in marked(html)]
    assert {tag for tag, _ in found} == {"1", "2", "B1"}
    by_tag = {tag: " ".join(w for t, w in found if t == tag) for tag, _ in found}
    assert "Ranchers at the crown" in by_tag["1"]
    assert "Twenty apple trees" in by_tag["2"]
    assert "bottled water" in by_tag["B1"]
    assert "last word" not in " ".join(by_tag.values())
    assert "last word" in html


def test_the_page_shows_each_source_beside_what_came_from_it(merged):
    page = checked(to_html(merged))
    for text in (HERALD, ORCHARD):
        assert squeezed(text) in squeezed("".join(page.cells["src"]))
    ids = re.findall(r'id="([^"]+)"', to_html(merged))
    assert len(ids) == len(set(ids))
    assert {"texts-1", "texts-2", "whence"} <= set(ids)


def test_rows_and_swaps_are_numbered_on(merged):
    layouts = lay_out_all(merged)
    assert layouts[1].first_row == len(layouts[0].rows)
    swaps = layouts[1].swaps
    assert len(swaps) == len(merged.substitutions)
    html = to_html(merged)
    for n, swap in enumerate(swaps, 1):
        assert f'id="s{n}"' in html
        shown = re.search(rf'id="s{n}"[^>]*>(.*?)<sup>', html, re.S)[1]
        assert squeezed(shown.replace("&#x27;", "'")) == squeezed(swap.suspect.text)


def test_marks_are_told_apart_without_colour():
    """Each source has a line of its own besides its colour, and the background has none."""
    sheet = style("whence")
    lines = set()
    for n in range(1, STYLES + 1):
        (rule,) = re.findall(rf"^\.f{n} {{ ([^}}]*) }}", sheet, re.M)
        kind = re.search(r"text-decoration-style: (\w+)", rule)
        width = re.search(r"text-decoration-thickness: (\w+)", rule)
        lines.add((kind and kind[1], width and width[1]))
    assert len(lines) == STYLES
    assert re.search(r"^\.f-b {[^}]*text-decoration: none", sheet, re.M)


@pytest.mark.parametrize("theme", [0, 1])
def test_marks_can_be_read_in_both_themes(theme):
    """Ink on ground keeps a contrast of 4.5, of the tags too."""
    blocks = re.findall(r":root {(.*?)}", style("whence"), re.S)
    page, whence_colours = blocks[theme], blocks[theme - 2]
    ink = re.search(r"--ink: (#\w+)", page)[1]
    for n in range(1, STYLES + 1):
        ground = re.search(rf"--f{n}-ground: (#\w+)", whence_colours)[1]
        tag = re.search(rf"--f{n}: (#\w+)", whence_colours)[1]
        for colour in (ink, tag):
            light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (n, colour)


def test_a_seventh_source_is_told_by_its_tag():
    assert mark_class("7") == mark_class("1") != mark_class("2")
    assert mark_class("B7") == "f-b"


def test_the_words_for_each_text(merged):
    told = {found.tag: found for found in whence(merged)}
    assert list(told) == ["1", "2", "B1"]
    assert f"{merged.sources[1].words} words of the suspect come from it" in told["2"].sentence
    assert "which are left out" in told["B1"].sentence
    assert f"spun; {told['1'].role}" not in told["1"].sentence


def test_terminal_and_notebook_say_the_same(merged):
    text, cell = merged.to_text(), merged._repr_html_()
    for name in ("herald.txt", "orchard.txt", "release.txt"):
        assert name in text
        assert name in cell
    assert "source 2" in text
    assert "WHERE IT COMES FROM" in text


def test_one_source_is_drawn_as_ever(detector):
    html = detector.compare(CHRONICLE, HERALD).to_html()
    assert "Where it comes from" not in html
    assert 'id="texts"' in html
    assert ".whence" not in html


def test_a_background_alone_has_its_section(detector):
    verdict = detector.compare(CHRONICLE, HERALD, background=[RELEASE, OTHER])
    html = to_html(verdict)
    checked(html)
    assert {tag for _, tag, _ in marked(html)} <= {"1", "B1"}
    assert "it explains nothing as well" in html
    assert "background, not counted" in html


def test_why_nothing_could_be_judged_is_said(detector):
    verdict = detector.compare(HERALD, HERALD, background=[HERALD])
    for drawn in (verdict.to_text(), verdict.statement(full=True), verdict.to_html()):
        assert "too little to judge a copy by" in re.sub(r"\s+", " ", drawn)
    spun = detector.compare(f"{MERGED} {OTHER}", CHRONICLE, background=[HERALD])
    assert "compare with it as the source" in re.sub(r"\s+", " ", spun.to_text())


def test_a_record_without_texts_is_drawn(merged):
    bare = merged.without_texts()
    html = to_html(bare)
    checked(html)
    assert "made without texts" in html
    assert 'class="whence"' not in html
    assert "Source 2" in bare.to_text()


def test_a_record_of_other_words_is_not_guessed_at(merged):
    further = replace(merged.further_sources[0], operations=merged.further_sources[0].operations[1:])
    html = to_html(replace(merged, further_sources=(further,)))
    assert "cannot be lined up" in html


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_in_their_place(detector, text):
    suspect = Document.from_text(f"{text} {OTHER} {text}", name=text[:80])
    sources = [Document.from_text(t, name=text[:80]) for t in (f"{text} {OTHER}", RELEASE)]
    checked(
        to_html(detector.compare(suspect, sources, background=[Document.from_text(text, name=text[:80])]))
    )


def test_the_readme_shows_what_is_printed(detector):
    folder = ROOT / "data" / "samples" / "press-release"
    texts = [spindetect.read(folder / f"{name}.txt") for name in ("edited", "verbatim", "source")]
    printed = detector.compare(*texts[:2], background=texts[2:]).to_text(width=80)
    shown = re.search(r"^```text\n(WHERE IT COMES FROM\n.*?)^```$", README, re.M | re.S)[1]
    assert shown in printed
    assert "eleven words are left" in README
    assert "Counted: 11 words" in printed
