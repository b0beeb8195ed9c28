"""The text of a Word file (.docx): paragraphs, tables and notes, as its reader sees them.

The format is read here and not by `python-docx` 1.2, which leaves out what was inserted with changes
tracked, content controls, footnotes and text boxes: words that the reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from spindetect.errors import InputError
from spindetect.records import ZoneKind
from spindetect.text.docx_package import Attributes, Package
from spindetect.text.words import words
from spindetect.text.zones import Region

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
# Of Transitional and of Strict files; and of formulas, whose letters are text too.
_WORD: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_READ: Final = frozenset(
    (
        *_WORD,
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
    )
)
# What was deleted or moved away, codes of fields, how things looked before, and what stands in for
# drawings in programs that do not know them (a text box would else be read twice).
_SKIPPED: Final = words(
    "del moveFrom delText instrText delInstrText Fallback pPrChange rPrChange sectPrChange tblPrChange",
    "tcPrChange trPrChange rt",
)
_ENDS: Final = words("body tc txbxContent footnote endnote")
_WRITTEN: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_OFF: Final = frozenset(("0", "false", "off"))
# Styles by the names that Word, LibreOffice and Pandoc give them in every language.
_STYLES: Final[dict[str, ZoneKind]] = {
    "quote": "quotation",
    "intense quote": "quotation",
    "block text": "quotation",
    "block quotation": "quotation",
    "quotations": "quotation",
    "caption": "caption",
    "image caption": "caption",
    "table caption": "caption",
    "html preformatted": "code",
    "preformatted text": "code",
    "source code": "code",
    "macro": "code",
    "bibliography": "reference",
}
_BASES: Final = 10  # styles that a style is based on, one on another
_NOTES: Final = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_GAP: Final = "\n\n"  # between paragraphs


def docx_text(data: bytes, where: str) -> tuple[str, tuple[Region, ...]]:
    """Return the text of a Word file and its marked parts.

    What was deleted with changes tracked is left out, what was inserted is in; so are footnotes and
    endnotes, after the text and in the order of their marks. Heads and feet of pages, comments and hidden
    text are left out. The rows of a table stand on lines, its cells between tabs.

    Raises
    ------
    InputError
        If it is encrypted, damaged, not a Word file, or made to exhaust its reader.
    """
    if data.startswith(_OLD_OFFICE):
        encrypted = _ENCRYPTED in data
        raise InputError(
            "is encrypted with a password" if encrypted else "is an old Office file (.doc), not .docx",
            where=where,
            hint="save it without a password" if encrypted else "save it as .docx",
        )
    package = Package(data, where)
    main = package.main_part()
    related = package.relations(main)
    styles = _styles(package, related.get("styles", ""))
    body = Story(styles)
    package.parse(main, body.start, body.end, body.characters)
    if not body.is_document:
        raise package.error("is an Office file, and not a Word document")
    blocks = body.blocks
    for kind in _NOTES.values():
        part = related.get(kind, "")
        if part in package and body.noted[kind]:
            notes = Story(styles)
            package.parse(part, notes.start, notes.end, notes.characters)
            blocks += [block for number in body.noted[kind] for block in notes.notes.get(number, [])]
    return _laid_out(blocks)


@dataclass(slots=True)
class Block:
    """A paragraph or a table."""

    text: str
    kind: ZoneKind | None = None


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    kind: ZoneKind | None = None
    is_joined: bool = False  # with the next: its mark was deleted


@dataclass(slots=True)
class _Table:
    rows: list[list[list[Block]]] = field(default_factory=list)


class Story:
    """Takes the elements of a part, one after the other, and keeps what they say.

    Parameters
    ----------
    styles : dict
        Identifier of a style -> the kind of part it marks.

    Attributes
    ----------
    blocks : list of Block
        Paragraphs and tables, in order.
    notes : dict
        Number of a note -> its blocks.
    noted : dict
        'footnotes' and 'endnotes' -> the numbers that the text refers to, in order.
    is_document : bool
        Whether the part is the text of a Word file.
    """

    def __init__(self, styles: dict[str, ZoneKind]) -> None:
        self.blocks: list[Block] = []
        self.notes: dict[str, list[Block]] = {}
        self.noted: dict[str, dict[str, None]] = {part: {} for part in _NOTES.values()}
        self.is_document = False
        self._styles = styles
        self._path: list[str] = []
        self._skipped = 0
        self._open: list[_Paragraph] = []
        self._table: _Table | None = None
        self._depth = 0  # of tables
        self._hidden = self._taking = False
        self._carried: _Paragraph | None = None

    def start(self, namespace: str, name: str, given: Attributes) -> None:
        """Take the begin of an element."""
        if self._skipped:
            self._skipped += 1
            return
        if namespace not in _READ:
            name = ""
        within = self._path[-1] if self._path else ""
        if name in _SKIPPED:
            if name == "del" and within == "rPr" and self._path[-2:-1] == ["pPr"] and self._open:
                self._open[-1].is_joined = True
            self._skipped = 1
            return
        self._path.append(name)
        begin = _STARTS.get(name)
        if begin is not None:
            begin(self, within, given)
        elif name in _WRITTEN and within == "r":
            self._write(_WRITTEN[name])

    def end(self, namespace: str, name: str) -> None:
        """Take the end of an element."""
        if self._skipped:
            self._skipped -= 1
            return
        name = self._path.pop()
        if name == "t":
            self._taking = False
        elif name == "r":
            self._hidden = False
        elif name == "p" and self._open:
            self._end_paragraph(self._open.pop())
        elif name in _ENDS and self._carried is not None:
            self._end_paragraph(self._carried)  # nothing follows that it could be joined with
            self._carried = None
        elif name == "tbl":
            self._depth -= 1
            if not self._depth:
                self._end_table()

    def characters(self, text: str) -> None:
        """Take characters."""
        if self._taking and not self._skipped:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._open and not self._hidden:
            self._open[-1].pieces.append(text)

    def _start_document(self, within: str, given: Attributes) -> None:
        self.is_document = not within

    def _start_paragraph(self, within: str, given: Attributes) -> None:
        carried, self._carried = self._carried, None
        self._open.append(carried or _Paragraph())

    def _start_text(self, within: str, given: Attributes) -> None:
        self._taking = within == "r"

    def _start_break(self, within: str, given: Attributes) -> None:
        if within == "r" and _value(given, "type") not in ("page", "column"):
            self._write("\n")

    def _style(self, within: str, given: Attributes) -> None:
        if within == "pPr" and self._open:
            self._open[-1].kind = self._styles.get(_value(given, "val"))

    def _vanish(self, within: str, given: Attributes) -> None:
        if within == "rPr" and self._path[-3:-2] == ["r"]:
            self._hidden = _value(given, "val") not in _OFF

    def _start_note(self, within: str, given: Attributes) -> None:
        # Lines that separate the notes from the text are kept as notes of a type.
        number = _value(given, "id") if _value(given, "type") in ("", "normal") else ""
        self.blocks = self.notes.setdefault(number, [])

    def _refer(self, within: str, given: Attributes) -> None:
        self.noted[_NOTES[self._path[-1]]][_value(given, "id")] = None

    def _start_table(self, within: str, given: Attributes) -> None:
        self._depth += 1
        if self._depth == 1:
            self._table = _Table()

    def _start_row(self, within: str, given: Attributes) -> None:
        if self._depth == 1 and self._table is not None:
            self._table.rows.append([])

    def _start_cell(self, within: str, given: Attributes) -> None:
        if self._depth == 1 and self._table is not None and self._table.rows:
            self._table.rows[-1].append([])

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        if paragraph.is_joined:
            paragraph.is_joined = False
            self._carried = paragraph
            return
        text = "".join(paragraph.pieces).strip()
        if text:
            self._keep(Block(text, paragraph.kind))

    def _keep(self, block: Block) -> None:
        if self._table is not None and self._table.rows and self._table.rows[-1]:
            self._table.rows[-1][-1].append(block)
        else:
            self.blocks.append(block)

    def _end_table(self) -> None:
        table, self._table = self._table, None
        cells = [cell for row in table.rows for cell in row] if table is not None else []
        if table is None or len(cells) == 1:  # a box around paragraphs
            self.blocks += [block for cell in cells for block in cell]
            return
        rows = ["\t".join("\n".join(block.text for block in cell) for cell in row) for row in table.rows]
        text = "\n".join(row for row in rows if row.strip())
        if text:
            self.blocks.append(Block(text, "table"))


_STARTS: Final = {
    "document": Story._start_document,
    "p": Story._start_paragraph,
    "t": Story._start_text,
    "br": Story._start_break,
    "pStyle": Story._style,
    "vanish": Story._vanish,
    "footnote": Story._start_note,
    "endnote": Story._start_note,
    "footnoteReference": Story._refer,
    "endnoteReference": Story._refer,
    "tbl": Story._start_table,
    "tr": Story._start_row,
    "tc": Story._start_cell,
}


def _value(given: Attributes, name: str) -> str:
    """Return an attribute of a Word element, whichever of the two namespaces it is in."""
    for namespace in _WORD:
        found = given.get(f"{namespace} {name}")
        if found is not None:
            return found
    return ""


def _styles(package: Package, part: str) -> dict[str, ZoneKind]:
    """Return the styles that mark a part as something: identifier -> kind."""
    names: dict[str, str] = {}
    bases: dict[str, str] = {}
    current = ""

    def start(namespace: str, name: str, given: Attributes) -> None:
        nonlocal current
        if name == "style":
            current = _value(given, "styleId")
        elif name == "name":
            names.setdefault(current, _value(given, "val").casefold())
        elif name == "basedOn":
            bases[current] = _value(given, "val")

    if part in package:
        package.parse(part, start)
    found: dict[str, ZoneKind] = {}
    for style in names:
        base = style
        for _ in range(_BASES):
            kind = _STYLES.get(names.get(base, ""))
            if kind is not None:
                found[style] = kind
                break
            base = bases.get(base, "")
    return found


def _laid_out(blocks: list[Block]) -> tuple[str, tuple[Region, ...]]:
    regions = []
    at = 0
    for block in blocks:
        if block.kind is not None:
            regions.append(Region(block.kind, at, at + len(block.text)))
        at += len(block.text) + len(_GAP)
    return _GAP.join(block.text for block in blocks), tuple(regions)
