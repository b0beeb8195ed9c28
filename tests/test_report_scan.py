"""A scan drawn: sound and safe whatever the corpus holds, readable when it is empty, huge or all one site."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pages
import pytest
from build_scan import CONFLICT, COPY, EXPECTED, FAMILY, MEMBERS, PAIR, TIDE, scan_page
from pages import HIDDEN, HOSTILE, check

from spindetect.errors import RecordError
from spindetect.report import scan_parts, scan_wording
from spindetect.report.html_page import style
from spindetect.report.scan_sites import MOST, Room, arranged
from spindetect.scan_page import (
    FAMILIES,
    Counted,
    FamilyMember,
    Histogram,
    Interval,
    ScanDocument,
    ScanFamily,
    ScanPage,
    ScanSite,
    SiteLink,
)

LINK = re.compile(r"pages/pair-\d{6}\.html")


@pytest.fixture(autouse=True)
def pictures_are_allowed(monkeypatch):
    tags = {"figure", "figcaption", "g", "text", "polyline"}
    attributes = {"points", "text-anchor", "transform", "title"}
    monkeypatch.setattr(pages, "TAGS", pages.TAGS | tags)
    monkeypatch.setattr(pages, "ATTRIBUTES", pages.ATTRIBUTES | attributes)


def checked(page):
    """Check a page as all are checked; its links to pages beside it are no places on it."""
    html = page.to_html()
    for link in re.findall(r'href="([^"#]*)"', html):
        assert LINK.fullmatch(link), link
    return check(re.sub(r' href="pages/[^"]*"', "", html), style("evaluation", "scan"))


def said_on(page):
    return " ".join("".join(page.text).replace("\u00a0", " ").split())


def hostile(value, text):
    """Return a record with a text in place of every free text in it."""
    if is_dataclass(value):
        kept = {"outcome", "role", "label", "what", "schema", "program"}
        changed = {
            f.name: hostile(getattr(value, f.name), text)
            for f in fields(value)
            if f.name not in kept and getattr(value, f.name) is not None
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(hostile(item, text) for item in value)
    if isinstance(value, dict):
        return {text: text} if value else {}
    return text if isinstance(value, str) else value


def test_the_page_is_sound_and_has_all_parts():
    page = checked(scan_page())
    parts = ["answer", "notes", "sites", "families", "pairs", "swaps", "expected", "scores", "read", "record"]
    found = [name for name in page.attribute("id") if not name.endswith("-h") and name != "main"]
    assert found == parts, "what a person acts on comes first"
    told = said_on(page)
    assert "14 documents read, 12 of 2 sites scanned; 2 could not be used." in told
    assert "1 flagged pair here; were all 40 compared pairs of honest texts, 0.08 [0.04 to 0.12]" in told
    assert "If 1 % of the documents are spun, 99 % [98 to 99.50 %] of such flags are right." in told
    assert "What it does not prove" in told
    assert "1 min 15 s" in told
    assert "mill.example: 1 of its 5" in told
    assert "not listed" in told
    assert scan_page().to_html().count('href="pages/pair-000004.html"') == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_corpus_leaves_its_place(text):
    page = hostile(scan_page(families=(FAMILY, CONFLICT)), text)
    html = page.to_html()
    parsed = check(html, style("evaluation", "scan"))
    assert not parsed.attribute("href")[1:], "a hostile page is no link"
    assert not re.search(HIDDEN, re.sub(r"<style>.*?</style>", "", html, flags=re.S))
    told = page.to_text()
    assert "\x1b" not in told
    assert not re.search(HIDDEN, told)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x.html", "//evil.example/x.html", "../x.html", "a/../x.html",
     "/etc/x.html", "http://evil.example/x.html", "x.html?y", "x.html#y", ".hidden.html", "x\u202e.html", ""],
)  # fmt: skip
def test_only_a_page_beside_the_report_is_a_link(address):
    assert scan_parts.page_link(address, "page") == ""


def test_an_address_of_the_corpus_is_text():
    assert "https://mill.example/1" in said_on(checked(scan_page()))
    assert 'href="https:' not in scan_page().to_html()


def test_a_long_id_is_cut_and_whole_where_it_is_pointed_at():
    long = "https://a.example/" + "x" * 400 + "/the-end"
    html = scan_parts.document(ScanDocument(long, long))
    assert f'title="{long}"' in html
    assert "/the-end</bdi>" in html
    assert len(re.sub(r'title="[^"]*"', "", html)) < 200
    assert len(scan_parts.cut("y" * 1_000_000, 50)) < 1_500


def test_the_record_comes_back_from_its_json():
    page = scan_page(families=(FAMILY, CONFLICT), against="old.index")
    text = page.to_json()
    assert ScanPage.from_dict(json.loads(text)) == page
    assert ScanPage.from_dict(json.loads(text)).to_html() == page.to_html()


def test_another_record_is_refused():
    for change in ({"schema": "spindetect/scan-page/9"}, {"read": "many"}, {"unknown": 1}):
        with pytest.raises(RecordError):
            ScanPage.from_dict({**scan_page().to_dict(), **change})
    data = scan_page().to_dict()
    data["families"][0]["outcome"] = "guilty"
    with pytest.raises(RecordError, match="outcome"):
        ScanPage.from_dict(data)


def test_equal_pages_are_drawn_alike_to_the_byte():
    assert scan_page().to_html() == scan_page().to_html()
    assert scan_page().to_text() == scan_page().to_text()


def test_an_empty_scan_reads_well():
    page = ScanPage("crawl/", scan_page().program, read=0, usable=0)
    told = said_on(checked(page))
    assert "No document was found in the input." in told
    assert "0 false flags" not in told
    assert "Nothing was measured" in told
    assert "There was nothing to scan." in page.to_text()
    assert "to do next" not in told


def test_a_scan_without_flags_reads_well():
    page = scan_page(
        labels=(Counted("nothing-found", 12),), families=(), n_families=0, links=(), n_links=0, pairs=(),
        n_pairs=0, swaps=(), n_swaps=0, sites=(), duplicates=0, notes=(),
    )  # fmt: skip
    told = said_on(checked(page))
    assert "No pair was flagged." in told
    assert "No copies were found between sites or within one." in told
    assert "No families" in told
    assert "spinner's own dictionary" not in told
    assert "None of the 12 documents was found to be a copy of another." in page.to_text()
    assert "There is one document" in replace(page, read=1, usable=1, rejected=()).to_text()
    assert 'class="calm"' in page.to_html(), "nothing is red where nothing was found"


def test_a_matrix_leaves_names_the_room_they_need():
    """One of one cell fits a telephone, 336 pixels inside its card; a name is cut where the room ends."""
    narrow = Room.of(["reads.example"], ["harrowmere-courier.example"])
    assert narrow.left + narrow.right + 34 < 336
    wide = Room.of(["x" * 300], ["y" * 300])
    assert wide == Room.of(["x" * 28], ["y" * 28])
    assert wide.left > narrow.left
    assert wide.top > narrow.top


def test_a_scan_with_100_000_families_stays_small():
    families = tuple(
        ScanFamily(f"f{n}", 900, 40, (Counted("spun", 899),), "open", None, MEMBERS * 4)
        for n in range(FAMILIES)
    )
    sites = [f"site-{n:03d}.example" for n in range(60)]
    links = tuple(
        SiteLink(a, b, n % 3 == 0, 4_000 - n, 90, (Counted("spun", 4_000 - n),))
        for n, (a, b) in enumerate((a, b) for a in sites[:22] for b in sites[22:44])
    )
    page = scan_page(
        families=families, n_families=100_000, links=links, n_links=50_000, n_sites=9_000,
        pairs=(PAIR,) * 100, n_pairs=2_345_678, read=1_000_000_000, usable=990_000_000,
    )  # fmt: skip
    html = page.to_html()
    assert len(html.encode()) < 1_500_000
    told = said_on(checked(page))
    assert "100,000 families; a likely original is named in 0 of the 50 largest." in told
    assert "100 of 2,345,678 pairs to look at are listed" in told
    assert "484 of 50,000 pairs of sites are listed" in told
    assert "and 888 further documents" in told


def test_one_site_that_copies_from_itself_reads_well():
    link = SiteLink("mill.example", "mill.example", False, 9, 8, (Counted("spun", 9),))
    page = scan_page(links=(link,), sites=(ScanSite("mill.example", 12, 8, 3),), n_sites=1)
    told = said_on(checked(page))
    assert "the site itself" in told
    assert "12 of 1 site scanned" in told
    nowhere = said_on(checked(scan_page(links=(), sites=(), n_sites=0)))
    assert "names a site" in nowhere


def test_where_no_original_is_named_both_sides_are_shown_and_nobody_is_accused():
    told = said_on(checked(scan_page(families=(CONFLICT,))))
    assert "No original is named: by their dates one came first, by their words another." in told
    assert "By the words: Tide mill turns (paper.example, dated 2024-05-07)" in told
    assert "By the dates: Tide plant rotates (mill.example, dated 2024-04-01)" in told
    assert "likely original</b>" not in scan_page(families=(CONFLICT,)).to_html()
    for outcome, words in (("open", "neither words nor dates"), ("absent", "not in this corpus")):
        assert words in said_on(checked(scan_page(families=(replace(CONFLICT, outcome=outcome),))))


def test_a_family_without_an_original_has_the_title_that_most_members_have():
    spun = replace(COPY, id="z", title="Tide plant rotates")
    members = tuple(FamilyMember(one, "member") for one in (spun, TIDE, replace(TIDE, id="other")))
    html = scan_page(
        families=(replace(CONFLICT, members=members, by_direction=None, by_date=None),)
    ).to_html()
    assert "<h3><bdi>Tide mill turns</bdi></h3>" in html


def test_a_direction_is_known_where_the_family_decides_it():
    """Two copies of a third text may look like copy and source: what two texts say alone decides nothing."""
    told = said_on(checked(scan_page()))
    assert "known (95 %)" in told
    for direction in (0.62, 0.95):
        siblings = replace(PAIR, direction=direction, is_decided=False)
        told = said_on(checked(scan_page(pairs=(siblings,))))
        assert f"not decided ({direction:.0%}".replace("%", " %") in told


def test_no_line_for_a_terminal_says_from_where_the_direction_is_open():
    """'A from B' calls A the copier: of a verbatim copy, and of spun ones at even odds, nobody knows."""
    assert "from  https://paper.example/tide" in scan_page().to_text(width=200)
    for pair in (replace(PAIR, is_decided=False), replace(PAIR, label="verbatim", direction=0.99)):
        page = scan_page(pairs=(pair,))
        told = page.to_text(width=200)
        assert "beside  https://paper.example/tide" in told
        assert "from  https" not in told
        assert "not decided" in said_on(checked(page))


def test_a_link_without_a_direction_accuses_neither_site():
    links = (
        SiteLink("b", "a", False, 7, 6, (Counted("spun", 7),)),
        SiteLink("a", "b", True, 2, 2, ()),
        SiteLink("a", "c", True, 3, 3, ()),
    )
    rows, columns, cells = arranged(links[:1], is_open=False)
    assert (rows, columns) == (["b"], ["a"]), "a victim has no row of its own"
    assert cells["b", "a"].pairs == 7
    rows, columns, cells = arranged(links[1:], is_open=True)
    assert rows == columns == ["a", "c", "b"]
    assert cells["a", "c"] == cells["c", "a"], "each side of it looks alike"
    html = scan_page(links=links, n_links=3).to_html()
    assert html.count('class="either"') == 4
    assert "a and c, either way: 3 pairs" in html
    told = said_on(checked(scan_page(links=links, n_links=3)))
    assert told.index("taken from") < told.index("Not known who took them")
    assert "Of no pair of sites is it decided" in said_on(checked(scan_page(links=links[1:], n_links=2)))


def test_the_matrix_keeps_to_thirty_sites_a_side():
    links = tuple(SiteLink(f"c{n:02d}", f"s{n:02d}", False, n + 1, 1, ()) for n in range(40))
    rows, columns, cells = arranged(links, is_open=False)
    assert len(rows) == len(columns) == len(cells) == MOST
    assert rows[0] == "c39"
    assert "30 sites of each side" in said_on(checked(scan_page(links=links, n_links=40)))


def test_every_picture_says_in_words_what_it_shows():
    page = checked(scan_page())
    drawn = [found for tag, found in page.tags if tag == "svg" and "aria-label" in found]
    assert len(drawn) == 2
    assert all(found["role"] == "img" for found in drawn)
    assert "mill.example from paper.example: 1 pair (1 spun)" in drawn[0]["aria-label"]
    assert "40 in all, 1 of them at 0.5 or more" in drawn[1]["aria-label"]
    assert sum(tag == "caption" for tag, _ in page.tags) >= 7


@pytest.mark.parametrize("counts", [(0, 1), (1, 0), (10**9, 1), (10**12, 10**12)])
def test_histograms_of_any_size_are_drawn(counts):
    page = scan_page(histograms=(Histogram("score", (0.0, 7.0, 40.0), counts, (("cut", 99.0),)),))
    told = said_on(checked(page))
    assert f"{sum(counts):,} in all" in told
    assert "nan" not in page.to_html()
    empty = scan_page(histograms=(Histogram("score", (0.0, 1.0), (0,)),))
    assert "Nothing was scored." in said_on(checked(empty))


def test_colours_come_from_the_style_sheet_alone():
    html = scan_page(families=(FAMILY, CONFLICT)).to_html()
    drawn = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    assert "style=" not in drawn
    assert not re.search(r'(fill|stroke)="#', drawn)
    sheet = (Path(scan_parts.__file__).parent / "scan.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", sheet), "a colour that does not follow the theme"


def test_the_lines_for_a_terminal_fit_and_name_what_matters():
    told = scan_page().to_text(width=80)
    assert max(map(len, told.splitlines())) <= 80
    for words in ("1 spun copy", "mill.example", "<- paper.example", "Tide mill turns", "mill -> plant"):
        assert words in told, words
    assert "in no lexicon" in told
    assert "paper.example/tide" in told


def test_what_is_expected_is_said_with_its_interval():
    alone = replace(EXPECTED, what="sourceless", documents=170, flagged=3, prior=None, precision=None)
    assert scan_wording.expected_sentence(alone) == (
        "3 documents called spun by the wording alone here; were all 170 scored documents honest, "
        "0.08 [0.04 to 0.12] would be expected."
    )
    assert scan_wording.precision_sentence(alone) == ""
    assert scan_wording.span(Interval(12.3, 0.0, 4567.8)) == "12 [0 to 4,568]"


def test_titles_stand_before_addresses_and_ids():
    names = [scan_wording.name_of(one) for one in (TIDE, replace(COPY, title=None), ScanDocument("row-17"))]
    assert names == ["Tide mill turns", "https://mill.example/1", "row-17"]


def test_the_worst_kind_stands_beside_the_pooled_rate():
    """A crawl of one kind is seldom like all held-out kinds together."""
    worst = Interval(0.02, 0.004, 0.04)
    alone = replace(EXPECTED, what="sourceless", worst_kind="fiction", worst=worst, kinds=("fiction", "news"))
    told = scan_wording.worst_sentence(alone)
    assert "of all kinds together (fiction, news)" in told
    assert "the worst of them, fiction, up to 0.04" in told
    assert "up to 0.04" in said_on(checked(scan_page(expected=(alone,))))
    assert scan_wording.worst_sentence(EXPECTED) == ""


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (1, "1 further spun pair is left out: what the two texts share, the copy has from a nearer source"),
        (20, "20 further spun pairs are left out"),
    ],
)
def test_pairs_that_a_nearer_source_explains_are_counted(n, told):
    found = scan_page(pair_labels=(Counted("spun", 1), Counted("explained", n)))
    assert told in said_on(checked(found))
    assert told in " ".join(found.to_text().split())
    assert "left out" not in said_on(checked(scan_page()))


def test_flags_without_another_text_as_evidence_are_told_apart():
    labels = (Counted("spun", 2), Counted("spun-beside", 3), Counted("spun-no-source", 4))
    page = scan_page(labels=labels)
    assert (scan_wording.copies(page), scan_wording.alone(page)) == (5, 4)
    told = said_on(checked(page))
    assert "4 further documents are called spun by their wording alone" in told
    assert "spun, beside a text that shares their words" in told


def test_a_family_with_several_sources_names_none_and_lists_them():
    several = tuple(replace(member, role=role) for member, role in zip(MEMBERS, ("source", "copy", "source"),
                                                                      strict=True))  # fmt: skip
    family = replace(CONFLICT, outcome="open", members=several, by_direction=None, by_date=None)
    told = said_on(checked(scan_page(families=(family,))))
    assert "No single original is named" in told
    assert "has the source" in told
    assert "named in 0, and in 1 narrowed down" in scan_wording.families_sentence(
        scan_page(families=(family,))
    )
