"""Small PDF and Word files, written here so that tests know every byte of what they read."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

Item = tuple[Any, ...]  # x and y of the baseline, what is written, and perhaps its size and angle in degrees
WIDTH, HEIGHT = 595, 842
_LIGATURE = "\ufb01"


def pdf(
    pages: Iterable[Sequence[Item]],
    *,
    size: float = 11,
    encrypt: bool = False,
    compress: bool = False,
    extra: str = "",
) -> bytes:
    """Return a PDF; each page is given as what stands where."""
    contents = [_content(page, size) for page in pages]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(contents)))
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier "
        "/Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi] >> >>"
    )
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        font.encode(),
    ]
    for n, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] {extra}"
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>".encode()
        )
        data, how = (zlib.compress(content), "/Filter /FlateDecode ") if compress else (content, "")
        objects.append(f"<< {how}/Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")
    return assembled(objects, encrypt=encrypt)


def assembled(objects: Sequence[bytes], *, encrypt: bool = False) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.6\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    locked = b""
    if encrypt:  # with a password that nobody knows
        locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >> /ID [<00> <00>] " % (
            b"5a" * 32,
            b"a5" * 32,
        )
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s>>\n" % (len(objects) + 1, locked))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _content(page: Sequence[Item], size: float) -> bytes:
    written = []
    for x, y, text, *own in page:
        code = text.replace(_LIGATURE, "\x01").encode("cp1252")
        code = code.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        angle = math.radians(own[1]) if len(own) > 1 else 0.0
        turn = (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), x, y)
        matrix = b" ".join(b"%.4f" % number for number in turn)
        written.append(b"BT /F %g Tf %s Tm (%s) Tj ET" % (own[0] if own else size, matrix, code))
    return b"\n".join(written)


def lines_of(text: str, width: int) -> list[str]:
    """Return the words in lines of at most `width` characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def column(lines: Sequence[str], *, x: float = 72, top: float = 770, leading: float = 14) -> list[Item]:
    """Return lines as items, one below the other."""
    return [(x, top - n * leading, line) for n, line in enumerate(lines)]


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    """Return a paragraph; a run that is no element is taken as its text."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{inside}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """Return a table of rows of cells, each a text or paragraphs."""
    filled = (
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in filled)}</w:tbl>"


def docx(
    *body: str, parts: dict[str, str | bytes] | None = None, styles: dict[str, tuple[str, str]] | None = None
) -> bytes:
    """Return a Word file; `styles` are identifier -> (name, what it is based on), `parts` further parts."""
    parts = dict(parts or {})
    parts.setdefault("word/document.xml", f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>")
    styled = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{base}"/>' if base else "")
        + "</w:style>"
        for key, (name, base) in (styles or {}).items()
    )
    parts.setdefault("word/styles.xml", f"<w:styles {W}>{styled}</w:styles>")
    kinds = [kind for kind in ("styles", "footnotes", "endnotes") if f"word/{kind}.xml" in parts]
    inner = "".join(f'<Relationship Id="r{k}" Type="{_OFFICE}/{k}" Target="{k}.xml"/>' for k in kinds)
    parts.setdefault(
        "word/_rels/document.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{inner}</Relationships>'
    )
    outer = f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    parts.setdefault("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}">{outer}</Relationships>')
    return zipped(parts)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
