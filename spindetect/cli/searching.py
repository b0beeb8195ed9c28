"""What `search` does with what was parsed: look, compare, and write a row or a page for each source."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from spindetect.cli.files import whole_file, write
from spindetect.cli.many import failing
from spindetect.cli.pages import INDEX, make_folder, page_name
from spindetect.cli.rows import Row
from spindetect.cli.scoring import place_of
from spindetect.cli.streams import encoded, harmless_json, put, say
from spindetect.cli.texts import Entry, Texts
from spindetect.corpus.index import Hit, SourceIndex
from spindetect.corpus.parts import document_of
from spindetect.detector import Detector, load
from spindetect.errors import InputError
from spindetect.report.counted import oddest_counted
from spindetect.report.safe import printable
from spindetect.report.search_page import Line, to_html
from spindetect.report.wording import count, number, p_of, percent, run_sentence
from spindetect.scan_page import ScanDocument
from spindetect.text import Document
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

_AT_ONCE: Final = 32
"""Suspects that are looked for together: the index answers many in little more than the time of one."""
_ORDER: Final = ("spun", "verbatim", "paraphrased", "edited", "insufficient")
_SWAPS: Final = 4  # told of a source as evidence
_SWAPS_JSON: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to look and what to write."""

    index: Path
    limit: int
    model: Path | None
    out: Path | None
    html: Path | None
    as_json: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A document of the index that a suspect shares sentences with."""

    hit: Hit
    verdict: PairVerdict


@dataclass(slots=True)
class Searched:
    """A suspect and what was found of it.

    Attributes
    ----------
    row : dict
        Where it was read, and what was wrong with it if it could not be.
    words : int
    sources : tuple of Source
        Those that are no texts of their own, the strongest first.
    others : int
        Candidates that turned out independent.
    alone : TextVerdict, optional
        Its score by its own wording, where no source was found.
    """

    row: Row
    words: int = 0
    sources: tuple[Source, ...] = ()
    others: int = 0
    alone: TextVerdict | None = None


def search(texts: Texts, wanted: Wanted) -> int:
    """Search, write what is found, and return the exit status.

    Raises
    ------
    InputError
        If the index or the folder cannot be used, or no text could be read.
    """
    index, detector = SourceIndex.open(wanted.index), load(wanted.model)
    if wanted.html is not None:
        make_folder(wanted.html, texts)
    size, lines, failed, found = index.info.documents, [], 0, 0
    with _writing(wanted.out) as put_row:
        for one in searched(texts, index, detector, wanted.limit):
            drawn = [] if wanted.html is None else _pages(one, wanted.html)
            lines += _lines(one, drawn)
            put_row(_as_json(one, drawn) if wanted.as_json else _as_text(one, size))
            failed, found = failed + ("error" in one.row), found + bool(one.sources)
    if wanted.html is not None:
        write(wanted.html / INDEX, to_html(lines, size, detector.program))
    if failed and failed == len({line.place for line in lines}):
        raise InputError("no text could be read", where=", ".join(map(str, texts.paths[:3])))
    if not wanted.quiet:
        _tell(found, lines, failed, wanted.html)
    return 0


def _tell(found: int, lines: Sequence[Line], failed: int, html: Path | None) -> None:
    whole = len({line.place for line in lines})
    told = f"sources found of {number(found)} of {count(whole, 'suspect')}"
    say(f"spindetect: {told}{f'; {failed} could not be read' if failed else ''}")
    if html is not None:
        say(f"spindetect: wrote the pages, open {html / INDEX}")


def searched(
    texts: Iterable[Entry], index: SourceIndex, detector: Detector, limit: int
) -> Iterator[Searched]:
    """Yield each suspect with its sources, in order."""
    entries = iter(texts)
    while some := list(islice(entries, _AT_ONCE)):
        asked = [entry.text for entry in some if entry.text is not None]
        hits = iter(index.search_many([text.text for text in asked], limit))
        for entry in some:
            one = Searched(entry.row)
            if entry.text is not None:
                near = next(hits)
                with failing(one.row, "this text"):
                    _compare(one, entry.text, near, detector)
            yield one


def _compare(one: Searched, text: Document, hits: Sequence[Hit], detector: Detector) -> None:
    pairs = [Source(hit, detector.compare(text, _document(hit), source_url=hit.url)) for hit in hits]
    sources = [pair for pair in pairs if pair.verdict.label != "independent"]
    sources.sort(key=_strength)
    one.words = int(text.tokens.counted.sum())
    one.sources, one.others = tuple(sources), len(pairs) - len(sources)
    if not sources:
        one.alone = detector.score(text)


def _strength(found: Source) -> tuple[int, float, float, str]:
    """Return what sources are ordered by: of several copies of a text the nearest comes first."""
    verdict = found.verdict
    return _ORDER.index(verdict.label), -verdict.unchanged_share, -verdict.p_copied, found.hit.id


def _document(hit: Hit) -> Document:
    regions = [{"kind": kind, "start": start, "end": end} for kind, start, end in hit.regions]
    return document_of(hit.text, hit.title or hit.url or hit.id, regions)


def _pages(one: Searched, folder: Path) -> list[str]:
    """Write a page for each source, or one of the suspect alone; return their names."""
    name = page_name(one.row["file"], one.row["row"])
    if one.alone is not None:
        write(folder / name, one.alone.to_html())
        return [name]
    names = [f"{name.removesuffix('.html')}-{n}.html" for n in range(1, len(one.sources) + 1)]
    for page, found in zip(names, one.sources, strict=True):
        write(folder / page, found.verdict.to_html())
    return names


def _lines(one: Searched, pages: Sequence[str]) -> list[Line]:
    """Return the rows of the index of pages."""
    place = place_of(one.row)
    if "error" in one.row:
        return [Line(place, one.words, error=f"{one.row['error']} {one.row.get('hint') or ''}".strip())]
    if not one.sources:
        return [Line(place, one.words, alone=one.alone, page=next(iter(pages), None))]
    paths: list[str | None] = list(pages) or [None] * len(one.sources)
    return [
        Line(place, one.words, found.verdict, _known(found.hit), page=page)
        for found, page in zip(one.sources, paths, strict=True)
    ]


def _known(hit: Hit) -> ScanDocument:
    return ScanDocument(hit.id, hit.url, hit.title, hit.published, hit.site)


def _as_text(one: Searched, size: int) -> str:
    """Return the lines of a suspect for people."""
    head = printable(place_of(one.row), limit=200)
    if "error" in one.row:
        return f"{head}\n  could not be searched: {printable(str(one.row['error']), limit=300)}\n"
    head += f"  ({count(one.words, 'word')})\n"
    if not one.sources:
        among = f"  no source among {count(size, 'document')}"
        return head + among + (f"; by its own wording {_alone(one.alone)}\n" if one.alone else "\n")
    others = f"  and {count(one.others, 'candidate')} that turned out independent\n" if one.others else ""
    return head + "".join(map(_source, one.sources)) + others


def _alone(verdict: TextVerdict) -> str:
    if verdict.label == "insufficient":
        return "too short to say"
    return f"{verdict.label}, {p_of('spun', verdict.probability)}"


def _source(found: Source) -> str:
    verdict, hit = found.verdict, found.hit
    facts = f"{p_of('spun', verdict.probability)}, {percent(verdict.copied_share)} copied"
    dated = f", dated {printable(hit.published, limit=30)}" if hit.published else ""
    title = f"  {printable(hit.title, limit=80)}{dated}" if hit.title else dated.removeprefix(",")
    swaps = "; ".join(
        f"{printable(swap.source.text, limit=40)} → {printable(swap.suspect.text, limit=40)}"
        for swap in oddest_counted(verdict, _SWAPS)
    )
    evidence = f"oddest swaps: {swaps}" if swaps else run_sentence(verdict)
    return (
        f"  {verdict.label:<12} {facts}  {printable(hit.url or hit.id, limit=120)}\n"
        f"{f'  {title}' + chr(10) if title else ''}{f'    {evidence}' + chr(10) if evidence else ''}"
    )


def _as_json(one: Searched, pages: Sequence[str]) -> str:
    """Return a JSON object for each source, or one that says there is none."""
    head = {name: one.row.get(name) for name in ("row", "id", "file", "line")} | {"words": one.words}
    if "error" in one.row:
        return _line({**head, "error": one.row["error"], "hint": one.row.get("hint")})
    if not one.sources:
        alone = {"label": one.alone.label, "probability": one.alone.probability} if one.alone else None
        page = next(iter(pages), None)
        return _line({**head, "source": None, "independent": one.others, "alone": alone, "page": page})
    paths: list[str | None] = list(pages) or [None] * len(one.sources)
    return "".join(
        _line({**head, "source": _told(found), "independent": one.others, "page": page})
        for found, page in zip(one.sources, paths, strict=True)
    )


def _told(found: Source) -> dict[str, Any]:
    verdict, hit = found.verdict, found.hit
    return {
        **{name: getattr(hit, name) for name in ("id", "url", "title", "published", "site", "score")},
        **{
            name: getattr(verdict, name)
            for name in ("label", "probability", "p_copied", "copied_share", "direction", "words_counted")
        },
        "words_copied": round(verdict.copied_share * verdict.words_counted),
        "swaps": [[s.source.text, s.suspect.text] for s in oddest_counted(verdict, _SWAPS_JSON)],
    }


def _line(plain: dict[str, Any]) -> str:
    return harmless_json(json.dumps(plain, ensure_ascii=False)) + "\n"


@contextlib.contextmanager
def _writing(out: Path | None) -> Iterator[Any]:
    """Give what takes rows, for a file that appears whole or for standard output."""
    if out is None:
        yield put
        return
    with whole_file(out, keep=True) as sink:
        yield lambda text: sink.write(encoded(text))
