"""Reading PDF files: running text in reading order, and the page of every place."""

from __future__ import annotations

import importlib.util
import json
import pickle
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from papers import assembled, column, docx, lines_of, paragraph, pdf
from texts import OTHER, SOURCE, SPUN

import spindetect
from spindetect.errors import InputError, MissingExtraError
from spindetect.text import pdf as pdf_module
from spindetect.text import read, read_bytes
from spindetect.text.divided import Divided
from spindetect.text.pdf_layout import Line, in_columns, lay_out, without_heads


def text_of(*pages, **options):
    return read_bytes(pdf(pages, **options), name="a.pdf").text


def test_lines_become_running_text():
    assert text_of(column(lines_of(SOURCE, 70))) == SOURCE
    assert text_of(column(lines_of(SOURCE, 70)), compress=True) == SOURCE


def test_the_digest_is_of_the_file_and_the_offsets_of_the_text(tmp_path: Path):
    file = tmp_path / "A.PDF"
    file.write_bytes(pdf([column(lines_of(SOURCE, 70))]))
    document = read(file)
    assert document.name == "A.PDF"
    assert document == read_bytes(file.read_bytes(), name="A.PDF")
    assert document.sha256 != document.text_sha256
    written = [document.text[a:b] for a, b in zip(document.tokens.start, document.tokens.end, strict=True)]
    assert written == list(document.tokens.written)


def test_paragraphs_end_where_a_reader_sees_an_end():
    first, second, third = SOURCE[:380], OTHER[:300], OTHER[300:600]
    lines = [*lines_of(first, 70), *lines_of(second, 70)]
    gap = column(lines_of(third, 70), top=770 - 14 * len(lines) - 14)
    indent = column(lines_of(first, 70)) + [
        (90 if not n else 72, 770 - 14 * (n + len(lines_of(first, 70))), line)
        for n, line in enumerate(lines_of(second, 70))
    ]
    assert text_of(indent + gap).split("\n\n") == [part.strip() for part in (first, second, third)]
    heading = [(72, 770, "What the boats will cost", 16), *column(lines_of(first, 70), top=745)]
    assert text_of(heading).split("\n\n") == ["What the boats will cost", first.strip()]


def test_a_short_last_line_ends_its_paragraph():
    lines = [
        *lines_of(SOURCE[:300] + " end.", 70),
        "Here another one begins and is as wide as all the others on the page,",
    ]
    assert len(lines[-2]) < 60
    assert text_of(column([*lines, "and goes on."])).count("\n\n") == 1


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("It was a perma-", "nent place of work.", "permanent"),
        ("It was a state-", "owned place of work.", "state-owned"),
        ("The Anglo-", "Saxon king lived here.", "Anglo-Saxon"),
        ("In the years 1990-", "1995 nobody came.", "1990-1995"),
        ("A state-of-the-", "art engine is there.", "state-of-the-art"),
        ("The zibbel-", "wockery is a word of one place.", "zibbelwockery"),
    ],
)
def test_words_divided_at_the_end_of_a_line(before, after, word):
    text = text_of(column([before, after]))
    assert word in text
    assert "\x02" not in text
    assert "- " not in text


def test_the_text_itself_is_the_best_evidence_for_a_hyphen():
    assert not Divided(["a zibbel-wockery here"]).is_one_word("zibbel", "wockery")
    assert Divided(["a zibbelwockery here"]).is_one_word("zibbel", "wockery")
    assert Divided(["state owned"]).is_one_word("(perma", "nent,") is True
    assert Divided(["we co-operate"]).is_one_word("co", "operate") is False
    assert Divided([]).is_one_word("12", "nent") is False
    lines = ["They co-operate on the docks and they co-", "operate elsewhere."]
    assert text_of(column(lines)) == "They co-operate on the docks and they co-operate elsewhere."


def test_a_dash_at_the_end_of_a_line_is_no_hyphen():
    text = text_of(column(["He waited \u2013", "and then he left for the harbour -", "at last."]))
    assert text == "He waited \u2013 and then he left for the harbour - at last."


def test_ligatures_are_letters():
    text = text_of(column(["The \ufb01rst of\ufb01ce is \ufb01nished."]))
    assert text == "The first office is finished."
    assert not read_bytes(pdf([column(["The \ufb01rst."])]), name="a.pdf").manipulations("suspect")


def story(number):
    """Return sentences that no other page has."""
    words = SOURCE.split()
    return " ".join(words[10 * number :] + words[: 10 * number])


def pages_with_heads(n=6):
    pages = []
    for number in range(1, n + 1):
        side = 72 if number % 2 else 380
        head = (side, 810, f"The Ferry Gazette, vol. {number + 3}")
        pages.append([head, *column(lines_of(story(number), 70)), (side, 30, str(number + 11))])
    return pages


STORIES = "\n\n".join(story(number) for number in range(1, 7))


def test_running_heads_and_feet_are_left_out():
    text = text_of(*pages_with_heads())
    assert "Gazette" not in text
    assert text.split() == STORIES.split()


def test_a_head_that_changes_with_the_chapter_is_known_by_the_number_beside_it():
    heads = ["Of boats", "Of boats", "Of people", "Of winters", "Of stone", "Of water"]
    pages = [
        [(72, 810, head), (500, 810, str(number + 40)), *column(lines_of(story(number), 70))]
        for number, head in enumerate(heads, 1)
    ]
    assert text_of(*pages).split() == STORIES.split()


def test_what_stands_at_the_edge_of_one_page_stays():
    pages = pages_with_heads()
    pages[2][1:1] = [(72, 795, "A line that only this page has at its top.")]
    text = text_of(*pages)
    assert "A line that only this page has at its top." in text
    assert "Gazette" not in text


def test_equal_words_elsewhere_on_the_pages_are_no_heads():
    pages = [
        [(72, 770 - 30 * n, "The Ferry Gazette"), *column(lines_of(story(n), 70), top=400)] for n in range(6)
    ]
    assert text_of(*pages).count("The Ferry Gazette") == 6


@pytest.mark.parametrize("foot", ["1", "- 1 -", "Page 1 of 1", "1/1"])
def test_a_page_number_of_a_single_page(foot):
    assert text_of([*column(lines_of(SOURCE, 70)), (290, 30, foot)]) == SOURCE


def test_a_number_that_is_no_page_number_stays():
    assert text_of([*column(lines_of(SOURCE, 70)), (290, 30, "1987")]) == f"{SOURCE}\n\n1987"


def two_columns(left, right, *, by_rows):
    one = [(60, 770 - 14 * n, line, 9.5) for n, line in enumerate(left)]
    other = [(330, 770 - 14 * n, line, 9.5) for n, line in enumerate(right)]
    if not by_rows:
        return one + other
    rows = max(len(one), len(other))
    return [item for n in range(rows) for side in (one, other) for item in side[n : n + 1]]


@pytest.mark.parametrize("by_rows", [True, False])
def test_columns_are_read_one_after_the_other(by_rows):
    page = two_columns(lines_of(SOURCE, 42), lines_of(OTHER, 42), by_rows=by_rows)
    assert text_of(page).split("\n\n") == [SOURCE, OTHER]


def test_a_line_across_both_columns_stands_between_what_is_above_and_below():
    below = two_columns(lines_of(SOURCE, 42), lines_of(OTHER, 42), by_rows=True)
    title = (60, 800, "A headline that runs across the whole width of the two columns of the page", 14)
    assert text_of([title, *below]).startswith("A headline that runs across")
    found = in_columns(
        [Line("word " * 5, x, 700 - 10 * n, x + 200, 709 - 10 * n) for n in range(3) for x in (60, 300)]
    )
    assert [line.left for line in found] == [60, 300] * 3, "too few lines to be columns"


def test_the_cells_of_a_row_stand_on_one_line_and_make_a_table():
    rows = [("Year", "Boats", "Sailors"), ("2018", "9", "31"), ("2019", "14", "40"), ("2020", "15", "44")]
    cells = [(72 + 150 * k, 300 - 14 * n, cell) for n, row in enumerate(rows) for k, cell in enumerate(row)]
    document = read_bytes(pdf([column(lines_of(SOURCE, 70)) + cells]), name="a.pdf")
    assert "2018\t9\t31\n2019\t14\t40\n2020\t15\t44" in document.text
    assert "table" in {zone.kind for zone in document.zones("suspect")}


def test_every_place_knows_its_page():
    pages = [column(lines_of(SOURCE, 70)), [], column(lines_of(OTHER, 70)), []]
    document = read_bytes(pdf(pages), name="a.pdf")
    assert document.text == f"{SOURCE}\n\n{OTHER}"
    assert document.pages == (0, len(SOURCE) + 2, len(SOURCE) + 2, len(document.text))
    for word, page in (("harbour council", 1), ("temporary changes", 1), ("Growing", 3), ("banana", 3)):
        assert document.page_of(document.text.index(word)) == page
    assert document.notes == ("2 of 4 pages hold no text, as scans do (p. 2, 4)",)
    again = pickle.loads(pickle.dumps(document))
    assert (again, again.pages, again.notes) == (document, document.pages, document.notes)
    assert read_bytes(b"plain").page_of(0) is None


def test_a_paragraph_goes_on_over_the_page():
    lines = lines_of(SOURCE, 70)
    document = read_bytes(pdf([column(lines[:5]), column(lines[5:])]), name="a.pdf")
    assert document.text == SOURCE
    assert document.pages == (0, SOURCE.index(lines[5]))
    divided = read_bytes(pdf([column(["They spoke of a perma-"]), column(["nent place."])]), name="a.pdf")
    assert divided.text == "They spoke of a permanent place."
    assert divided.text[divided.pages[1] :] == "nent place."


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_lies_on_its_side(angle):
    along = {90: (60, 72, 14, 0), 180: (520, 100, 0, 14), 270: (520, 700, -14, 0)}[angle]
    lines = lines_of(SOURCE[:400], 60)
    page = [
        (along[0] + along[2] * n, along[1] + along[3] * n, line, 11, angle) for n, line in enumerate(lines)
    ]
    assert text_of(page) == SOURCE[:400].strip()


def test_a_stamp_up_the_margin_and_what_stands_beside_the_page_are_left_out():
    page = [*column(lines_of(SOURCE, 70)), (30, 200, "stamped twice", 11, 90), (900, 400, "off the page")]
    assert text_of(page) == SOURCE


def test_a_comparison_keeps_the_pages():
    suspect = read_bytes(
        pdf([column(lines_of(SPUN[:600], 70)), column(lines_of(SPUN[600:], 70))]), name="a.pdf"
    )
    source = read_bytes(docx(paragraph(SOURCE)), name="b.docx")
    verdict = spindetect.load().compare(suspect, source)
    assert verdict.label == "spun"
    assert verdict.suspect.pages == suspect.pages
    assert len(suspect.pages) == 2
    assert verdict.source.pages is None
    assert verdict.probability == spindetect.load().compare(suspect.text, SOURCE).probability
    assert re.search("oddness 0[.][0-9]+, suspect page [12]\n", verdict.to_text())
    assert re.search("suspect page [12]", verdict.to_html())
    again = type(verdict).from_dict(json.loads(verdict.to_json()))
    assert again.suspect.page_of(len(suspect.text) - 1) == 2


# what cannot be read


def said(data, name="bad.pdf"):
    with pytest.raises(InputError) as caught:
        read_bytes(data, name=name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return str(caught.value)


def test_a_scan_says_that_it_has_no_text():
    assert "has no text on its 3 pages: it is a scan" in said(pdf([[], [], []]))
    assert "has no text on its 1 page:" in said(pdf([[]]))


def test_an_encrypted_file():
    assert "is encrypted with a password" in said(pdf([column(["secret"])], encrypt=True))


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + b"\0\xff" * 5000,
        pdf([column(["One two."])])[:300],
        assembled([b"<< /Type /Catalog /Pages 1 0 R >>"]),
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]),
    ],
    ids=["empty", "noise", "cut off", "loop", "no pages"],
)
def test_a_damaged_file(data):
    assert said(data)


def test_what_is_no_pdf_says_so():
    assert "is not a PDF file" in said(b"<html>Sign in to read this paper</html>")
    assert "is a PDF file, not text (give it a name that ends in .pdf)" in said(b"%PDF-1.7", "a.txt")


def test_a_page_tree_that_says_it_has_millions_of_pages():
    kids = b" ".join([b"2 0 R"] * 5)
    data = assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 90000000 >>" % kids]
    )
    assert said(data)


def test_a_stream_that_unpacks_without_end_is_bounded(monkeypatch):
    monkeypatch.setattr(pdf_module, "MEMORY", 400_000_000)
    monkeypatch.setattr(pdf_module, "SECONDS", 1)
    content = (
        b"BT /F 8 Tf 72 700 Td\n" + b"(boat and boat and boat and boat) Tj 0 -1 Td\n" * 1_000_000 + b"ET"
    )
    data = pdf([[]]).replace(b"/Length 0 >>\nstream\n", b"STREAM", 1)
    packed = zlib.compress(content)
    stream = b"/Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed
    assert len(stream) < 1_000_000
    problem = said(data.replace(b"STREAM", stream))
    assert "breaks its reader" in problem or "takes more than" in problem


def test_more_text_than_is_scored_as_one(monkeypatch):
    data = pdf([column(lines_of(SOURCE, 70))])
    with pytest.raises(InputError, match="holds more than"):
        pdf_module.pdf_text(data, "long.pdf", most_characters=100)
    assert pdf_module.pdf_text(data, "fine.pdf", most_characters=2000).text == SOURCE


def test_a_reader_that_breaks_breaks_nothing_else(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(pdf_module, "_CHILD", child)
    assert "breaks its reader (ended by signal 11)" in said(pdf([column(["One two."])]))
    child.write_text("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
    assert "takes more than 30 seconds" in said(pdf([column(["One two."])]))
    child.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pdf_module, "SECONDS", 1)
    monkeypatch.setattr(pdf_module, "_PATIENCE", 1)
    assert "takes more than 1 seconds" in said(pdf([column(["One two."])]))


def test_without_the_extra_the_install_line_is_said(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError) as caught:
        read_bytes(pdf([column(["One two."])]), name="a.pdf")
    assert "pip install 'spindetect[docs]'" in str(caught.value)


def test_reading_other_files_does_not_import_what_reads_pdf():
    code = "import sys; from spindetect.text import read_bytes; read_bytes(b'One two.')\n"
    code += "sys.exit(any(name.startswith('pypdfium2') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# the layout alone


def test_pages_without_lines_are_laid_out():
    assert lay_out([], lambda head, tail: True).text == ""
    assert lay_out([[], []], lambda head, tail: True).pages == (0, 0)
    assert without_heads([]) == []
