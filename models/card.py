"""The pair model's card: prose by hand, figures between markers by the programs that measure them."""

from __future__ import annotations

from pathlib import Path

from spindetect.errors import ResourceError

CARD = Path(__file__).parent / "cards" / "pair.md"


def write_figures(section: str, figures: str, *, card: Path = CARD) -> None:
    """Put figures between the markers of a section; the rest of the card stays as it is.

    Raises
    ------
    ResourceError
        If the card has no such section.
    """
    text = card.read_text(encoding="utf-8")
    begin, end = f"<!-- {section} -->\n", f"<!-- end {section} -->"
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ResourceError(f"has no section {section!r}", where=str(card), hint="put its two markers back")
    card.write_text(f"{head}{begin}```text\n{figures.rstrip()}\n```\n{end}{tail}", encoding="utf-8")
