"""Reading Word files: what their reader sees, parts marked, and one clear line for what cannot be read."""

from __future__ import annotations

import contextlib
import io
import pickle
from pathlib import Path

import docx as docx_library
import pytest
from papers import W, docx, paragraph, run, table, zipped
from texts import OTHER, SOURCE

from spindetect.errors import InputError
from spindetect.text import docx_package, read, read_bytes, readers

_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
DELETED = '<w:del w:id="1"><w:r><w:delText>gone </w:delText></w:r></w:del>'
INSERTED = f'<w:ins w:id="2">{run("kept ")}</w:ins>'


def document(*body, **options):
    return read_bytes(docx(*body, **options), name="a.docx")


def text_of(*body, **options):
    return document(*body, **options).text


def test_paragraphs_stand_apart(tmp_path: Path):
    (tmp_path / "A.DOCX").write_bytes(docx(paragraph(SOURCE), paragraph(), paragraph(OTHER)))
    found = read(tmp_path / "A.DOCX")
    assert found.text == f"{SOURCE}\n\n{OTHER}"
    assert found.name == "A.DOCX"
    assert found.page_of(3) is None
    assert pickle.loads(pickle.dumps(found)) == found


def test_what_python_docx_writes_is_read():
    written = docx_library.Document()
    written.add_heading("The new timetable", 1)
    written.add_paragraph(SOURCE)
    written.add_paragraph("We will never sell it.", style="Quote")
    cells = written.add_table(2, 2)
    for n, word in enumerate(("Year", "Boats", "2019", "14")):
        cells.cell(n // 2, n % 2).text = word
    stream = io.BytesIO()
    written.save(stream)
    found = read_bytes(stream.getvalue(), name="a.docx")
    assert found.text == f"The new timetable\n\n{SOURCE}\n\nWe will never sell it.\n\nYear\tBoats\n2019\t14"
    assert [zone.kind for zone in found.zones("suspect")] == ["quotation", "table"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph("One ", "two."), "One two."),
        (paragraph("Tea &", " <milk>"), "Tea & <milk>"),
        (paragraph("It is ", DELETED, INSERTED, "here."), "It is kept here."),
        (paragraph("<w:moveFrom>" + run("there ") + "</w:moveFrom>", "here"), "here"),
        (paragraph("<w:moveTo>" + run("there ") + "</w:moveTo>", "here"), "there here"),
        (paragraph(run("unseen", "<w:vanish/>"), "seen"), "seen"),
        (paragraph(run("seen", '<w:vanish w:val="0"/>')), "seen"),
        (paragraph("a", "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"), "a\tb\nc"),
        (paragraph("a", '<w:r><w:br w:type="page"/><w:t>b</w:t></w:r>'), "ab"),
        (
            paragraph("co", "<w:r><w:noBreakHyphen/></w:r>", "op", "<w:r><w:softHyphen/></w:r>", "era"),
            "co-opera",
        ),
        (paragraph("see ", "<w:r><w:instrText>PAGEREF _1</w:instrText></w:r>", "page 4"), "see page 4"),
        (paragraph('<w:hyperlink w:anchor="x">' + run("a link") + "</w:hyperlink>"), "a link"),
        (f"<w:sdt><w:sdtContent>{paragraph('a control')}</w:sdtContent></w:sdt>", "a control"),
        (paragraph("One", properties="<w:rPr><w:del/></w:rPr>") + paragraph(" and two"), "One and two"),
        (paragraph("last", properties="<w:rPr><w:del/></w:rPr>"), "last"),
        (paragraph("x", properties='<w:pPrChange><w:pPr><w:pStyle w:val="Q"/></w:pPr></w:pPrChange>'), "x"),
        ("", ""),
    ],
)
def test_what_the_reader_sees(body, text):
    assert text_of(body) == text


def test_a_text_box_is_read_once_and_by_itself():
    box = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent {_MC}>{both}</mc:AlternateContent>"
    assert text_of(paragraph("before ", f"<w:r>{both}</w:r>", "after")) == "in the box\n\nbefore after"


def test_letters_of_formulas_are_text_and_those_of_drawings_are_not():
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    formula = f"<m:oMath {math}><m:r><m:t>x = 2</m:t></m:r></m:oMath>"
    title = f"<a:r {drawing}><a:t>no text</a:t></a:r>"
    assert text_of(paragraph("so ", formula, title)) == "so x = 2"


def test_styles_mark_parts_in_any_language():
    styles = {
        "Zitat": ("Quote", ""),
        "MeinZitat": ("My own", "Zitat"),
        "Beschriftung": ("caption", ""),
        "Code": ("Source Code", ""),
        "Round": ("round", "Round"),
    }
    found = document(
        paragraph(SOURCE),
        paragraph("They said it twice.", style="MeinZitat"),
        paragraph("Boats in the harbour", style="Beschriftung"),
        paragraph("boat.leave()", style="Code"),
        paragraph("Plain words.", style="Round"),
        styles=styles,
    )
    parts = [(zone.kind, found.text[zone.start : zone.end]) for zone in found.zones("suspect")]
    assert parts == [
        ("quotation", "They said it twice."),
        ("caption", "Boats in the harbour"),
        ("code", "boat.leave()"),
    ]


def test_tables_are_marked_and_boxes_are_not():
    rows = table(("Year", "Boats"), ("2019", paragraph("14") + paragraph("old")), ("", table(("in", "side"))))
    found = document(paragraph(SOURCE), rows, table((paragraph(OTHER[:300]),)), paragraph("The end."))
    assert (
        found.text
        == f"{SOURCE}\n\nYear\tBoats\n2019\t14\nold\n\tin\nside\n\n{OTHER[:300].strip()}\n\nThe end."
    )
    (zone,) = found.zones("suspect")
    assert zone.kind == "table"
    assert found.text[zone.start : zone.end] == "Year\tBoats\n2019\t14\nold\n\tin\nside"


def test_notes_follow_the_text_in_the_order_of_their_marks():
    def note(number, text, kind=""):
        typed = f' w:type="{kind}"' if kind else ""
        return f'<w:footnote w:id="{number}"{typed}>{paragraph(text)}</w:footnote>'

    notes = "".join(
        (
            note(-1, "a line", "separator"),
            note(1, "First note."),
            note(2, "Second note."),
            note(3, "Nobody's."),
        )
    )
    end = f'<w:endnotes {W}><w:endnote w:id="1">{paragraph("At the end.")}</w:endnote></w:endnotes>'
    parts = {"word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>", "word/endnotes.xml": end}
    marks = [
        f'<w:r><w:{kind}Reference w:id="{n}"/></w:r>'
        for kind, n in (("endnote", 1), ("footnote", 2), ("footnote", 1))
    ]
    deleted = '<w:del><w:r><w:footnoteReference w:id="3"/></w:r></w:del>'
    found = text_of(paragraph("The text", *marks, deleted, "."), parts=parts)
    assert found == "The text.\n\nSecond note.\n\nFirst note.\n\nAt the end."


def test_offsets_are_of_the_text():
    found = document(paragraph("Caf\u00e9 \U0001f600 talk."), table(("a", "b"), ("c", "d")))
    written = [found.text[a:b] for a, b in zip(found.tokens.start, found.tokens.end, strict=True)]
    assert written == list(found.tokens.written)


def test_strict_files_and_odd_places():
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    body = f"<w:document {strict}><w:body>{paragraph('Strict.')}</w:body></w:document>"
    relation = '<Relationship Type="http://purl.oclc.org/x/officeDocument" Target="/a/b.xml"/>'
    relation = f"<Relationships>{relation}</Relationships>"
    assert read_bytes(zipped({"_rels/.rels": relation, "a/b.xml": body}), name="a.docx").text == "Strict."
    assert read_bytes(zipped({"word/document.xml": body}), name="a.docx").text == "Strict."


# what cannot be read


def said(data, name="bad.docx"):
    with pytest.raises(InputError) as caught:
        read_bytes(data, name=name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return str(caught.value)


def body_of(xml):
    return docx(parts={"word/document.xml": xml})


ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is not a whole .docx file"),
        (b"just a text", "is not a whole .docx file"),
        (docx(paragraph(SOURCE))[:-40], "is not a whole .docx file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is an old Office file (.doc)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "is encrypted with a password"),
        (zipped({"mimetype": "application/epub+zip"}), "not one of a Word document"),
        (zipped({"word/document.xml": "<workbook/>"}), "is an Office file, and not a Word document"),
        (body_of(f"<w:document {W}><w:body><w:p></w:body>"), "word/document.xml is no XML at line 1"),
        (body_of(""), "is no XML"),
        (body_of(f"{ENTITIES}<w:document {W}>&b;</w:document>"), "declares a document type"),
        (body_of(b"\xff\xfe\x00<"), "is no XML"),
        (docx(parts={"word/styles.xml": "<w:styles"}), "word/styles.xml is no XML"),
        (
            docx(paragraph(SOURCE)).replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x01\x00\x08\x00"),
            "password",
        ),
    ],
)
def test_what_cannot_be_read_says_so(data, problem):
    assert problem in said(data)


def test_damaged_parts_never_crash_the_reader():
    good = docx(paragraph(SOURCE), table(("a", "b")))
    for at in range(0, len(good), 7):
        damaged = bytearray(good)
        damaged[at] ^= 0x5A
        with contextlib.suppress(InputError):
            read_bytes(bytes(damaged), name="a.docx")


def test_a_zip_bomb_is_bounded(monkeypatch):
    monkeypatch.setattr(docx_package, "MAX_XML", 6_000_000)
    letters = docx(paragraph("a" * 7_000_000))
    assert len(letters) < 10_000
    assert "unpacks to more than 6 MB" in said(letters)
    monkeypatch.setattr(readers, "MAX_BYTES", 2_000_000)
    assert "has 3 MB, more than the 2 MB" in said(docx(paragraph("a" * 3_000_000)))
    monkeypatch.setattr(docx_package, "MAX_ELEMENTS", 50_000)
    elements = body_of(f"<w:document {W}><w:body>" + "<w:p/>" * 500_000)
    assert "has more than 50,000 elements" in said(elements)


def test_an_archive_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(docx_package, "MAX_ENTRIES", 50)
    many = {f"word/media/{n}.png": b"" for n in range(60)}
    assert "has more than 50 parts" in said(docx(paragraph("x"), parts=many))


def test_elements_nested_without_end_are_read():
    deep = f"<w:document {W}><w:body>" + "<w:sdt>" * 50_000 + "</w:sdt>" * 50_000 + "</w:body></w:document>"
    assert read_bytes(body_of(deep), name="a.docx").text == ""


def test_a_word_file_of_another_name_says_how_to_name_it():
    assert "give it a name that ends in .docx" in said(docx(paragraph("x")), "a.txt")
