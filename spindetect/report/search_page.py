"""What was found of a few suspects, as a page that leads to the pages of their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.records import ProgramRecord
from spindetect.report.html_page import page, section, style
from spindetect.report.html_parts import said
from spindetect.report.safe import escape
from spindetect.report.scan_parts import cut, document, kind, page_link, table
from spindetect.report.wording import chance, count, number, percent
from spindetect.scan_page import ScanDocument
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

_LIMITS = (
    "A program computed this. That no source was found is no proof that a text is its author's own: its "
    "source may not be in the index. A source may have been used with leave. "
    "What stands beside a suspect may be another copy: the page of the two says whether it is decided which "
    "was made from which."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A suspect and one of its sources, or that it has none.

    Attributes
    ----------
    place : str
        Where the suspect was read.
    words : int
    verdict : PairVerdict, optional
        Of the suspect and the source.
    source : ScanDocument, optional
    alone : TextVerdict, optional
        By its own wording, where no source was found.
    page : str, optional
        Where the page lies, beside this one.
    error : str
        Why it could not be searched.
    """

    place: str
    words: int
    verdict: PairVerdict | None = None
    source: ScanDocument | None = None
    alone: TextVerdict | None = None
    page: str | None = None
    error: str = ""


def to_html(lines: Sequence[Line], size: int, program: ProgramRecord) -> str:
    """Return the page of what was found among `size` documents."""
    heads = (
        ("suspect", ""),
        ("words", "r"),
        ("label", ""),
        ("P(spun)", "r"),
        ("copied", "r"),
        ("beside", ""),
        ("page", ""),
    )
    rows = [_row(line) for line in lines]
    suspects = len({line.place for line in lines})
    found = len({line.place for line in lines if line.source is not None})
    among = f"{count(suspects, 'suspect')} looked for among {count(size, 'document')}"
    told = f"{among}; sources of {number(found)}."
    listed = table("Suspects and their sources, the strongest first.", heads, rows, "stack searched")
    return page(
        "Suspects and their sources: spindetect",
        '<p class="brand">spindetect search</p><h1>Suspects and their sources</h1>'
        f'<p class="origin">{said(told)}</p>',
        [section("found", "What was found", listed if rows else "<p>There was nothing to look for.</p>")],
        limits=escape(_LIMITS),
        program=program,
        calm=not any(line.verdict is not None and line.verdict.label == "spun" for line in lines),
        sheet=style("evaluation", "scan"),
    )


def _row(line: Line) -> tuple[str, ...]:
    head = (cut(line.place, 80), number(line.words))
    if line.error:
        return (*head, "failed", "", "", cut(line.error, 300), "")
    if line.verdict is not None and line.source is not None:
        verdict = line.verdict
        figures = (
            kind(verdict.label),
            said(chance(verdict.probability)),
            said(percent(verdict.copied_share)),
        )
        return (*head, *figures, document(line.source), page_link(line.page, "both texts"))
    alone = line.alone
    told = "no source found" + ("; by its own wording" if alone is not None else "")
    if alone is None or alone.label == "insufficient":
        return (
            *head,
            "",
            "",
            "",
            f"{told} too little to say" if alone else told,
            page_link(line.page, "text"),
        )
    p = said(chance(alone.probability))
    return (*head, "", p, "", f"{told}: {escape(alone.label)}", page_link(line.page, "its marks"))
