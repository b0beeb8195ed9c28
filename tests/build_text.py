"""Hand-made verdicts of a text without a source, for the tests that draw, store and check them.

A text is written once, with `{words|P|likely, other}` for a mark; `{*words|...}` is one that a list knows.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

from spindetect.records import Manipulation, NamedSource, ProgramRecord, Span, TextRecord, Zone
from spindetect.text import Document
from spindetect.text_verdict import Restored, Suggestion, Suspicion, TextPassage, TextVerdict, Unspun
from spindetect.verdict import Evidence

PROGRAM = ProgramRecord(
    "0.3.0",
    "a" * 64,
    "b" * 64,
    "c" * 64,
    {},
    aligner="e" * 64,
    confusables="f" * 64,
    ngrams="1" * 64,
    word_model="2" * 64,
    text_model="3" * 64,
    phrases="4" * 64,
)
ARTICLE = """\
Harbour town tests a reading machine for old logbooks

By Nell Ashby

The port archive of Merrow Bay has begun to read its oldest logbooks with a machine. Some nine hundred \
volumes {slumber|0.86|lie, sit} in the cellar of the customs house, and until this {springtime|0.55|spring} \
nobody could search them. The archive {procured|0.62|bought, acquired} a scanner in March, and two \
{pupils|0.34|students} from the technical college have {nourished|0.97|fed} it ever since.

The program behind it is a kind of {*counterfeit consciousness|0.99|artificial intelligence}. It was \
{instructed|0.48|taught, trained} on four thousand pages that volunteers had copied by hand, and it now \
reads a page in {approximately|0.21|about} six seconds. "The ink is often {frail|0.7|faint} and the clerks \
spelled as they pleased," says the archivist, Ines Fairweather. "We expected {catastrophe|0.66|disaster}. \
What we got was nine words right out of ten."

Her group checks every page that the machine is not {certain|0.3|sure} of. A {*profound neural \
organization|0.98|deep neural network} gives each word a {mark|0.28|score}, and whatever falls below a \
{doorstep|0.96|threshold, limit} is shown to a person. In the first month 1,140 pages were {*big \
information|0.91|big data} for a town of this {magnitude|0.77|size}, and the {human|0.25|} readers needed \
eleven evenings for them.

The logbooks {harbour|0.58|hold, contain} more than ships and cargo. One clerk {scribbled|0.41|wrote} down \
the price of bread each {dawn|0.44|morning} from 1811 to 1834. Another drew the {meteorological \
conditions|0.83|weather} in small pictures: a {solar orb|0.995|sun} with rays, a cloud, a \
{precipitation|0.93|rain} cloud. Historians of the climate in two {nations|0.38|countries} have already \
asked for copies, and a school has used the bread prices in its {arithmetic|0.27|maths} lessons.

Money remains the {predicament|0.79|problem}. The scanner was {compensated|0.9|paid} for by a fund that \
ends in autumn, and the council has not {pledged|0.24|promised} anything after that. Fairweather hopes that \
other ports will {participate in|0.31|join} and share the {expenditure|0.64|cost}. Three have \
{responded|0.22|answered} so far, among them the archive at Holm Sound, whose cellar \
{inundated|0.94|flooded} last winter. "Paper does not wait for a {financial plan|0.85|budget}," she says.

Source: www.merrow-archive.example
"""
_MARK = re.compile(r"\{(\*?)([^|}]*)\|([\d.]+)\|([^}]*)\}")


def marked(text: str) -> tuple[str, list[tuple[int, int, re.Match[str]]]]:
    """Return a text without its braces, and where its marks stand."""
    parts, marks, at, end = [], [], 0, 0
    for match in _MARK.finditer(text):
        parts += (text[end : match.start()], match[2])
        at += match.start() - end
        marks.append((at, at + len(match[2]), match))
        at, end = at + len(match[2]), match.end()
    return "".join((*parts, text[end:])), marks


def suggestions(written: str) -> tuple[Suggestion, ...]:
    names = [name.strip() for name in written.split(",") if name.strip()]
    return tuple(Suggestion(name, round(0.6 / 2**n, 4)) for n, name in enumerate(names))


def score(text: str = ARTICLE, name: str = "article.txt", **changes: Any) -> TextVerdict:
    """Return a verdict over a marked text: every offset is true, the probabilities are made up."""
    written, places = marked(text)
    document = Document.from_text(written, name)
    zones = document.zones("suspect")
    marks = tuple(_suspicion(document, zones, *place) for place in places)
    counted = int(document.tokens.counted.sum())
    shared = sum(mark.token[1] - mark.token[0] for mark in marks if mark.counted)
    verdict = TextVerdict(
        label="spun" if len(marks) > 5 else "not-spun" if counted > 20 else "insufficient",
        probability=0.962 if len(marks) > 5 else 0.031,
        marked_share=shared / max(counted, 1),
        words_counted=counted,
        words_left_out=document.words - counted,
        reasons=(
            (
                f"{shared} of {counted} counted words stand where they hardly fit; in an honest text of this "
                "length 4 do."
            ),
            "3 phrases are known from spun papers, such as “counterfeit consciousness”.",
            "For 19 marks another word fits more than twenty times better.",
            "The marks are spread over 5 of 6 paragraphs, as a program leaves them.",
        ),
        evidence=(
            Evidence("marks/share", shared / max(counted, 1), 0.011, "share", 0.52, "many words are marked"),
            Evidence("marks/listed", 3.0, 0.0, "count", 0.21, "3 known phrases"),
            Evidence("spread/paragraphs", 0.83, 0.4, "share", 0.04, "the marks are spread"),
        ),
        suspicions=marks,
        passages=(TextPassage(0, len(written), counted, 0.962, sum(mark.counted for mark in marks)),),
        manipulations=document.manipulations("suspect"),
        left_out=zones,
        named_sources=document.named_sources,
        notes=document.notes,
        document=record(document),
        program=PROGRAM,
    )
    return replace(verdict, **changes)


def _suspicion(document: Document, zones: tuple[Zone, ...], start: int, end: int, match: Any) -> Suspicion:
    tokens = document.tokens
    first, last = (int(tokens.end.searchsorted(start, "right")), int(tokens.start.searchsorted(end)))
    best = suggestions(match[4])
    words = match[2]
    return Suspicion(
        Span(words, start, end),
        float(match[3]),
        "listed" if match[1] else "model",
        f"“{words}” is known from spun papers in place of “{best[0].text}”"
        if match[1]
        else f"“{words}” hardly stands between these words"
        + (f"; “{best[0].text}” fits about 40 times better" if best else ""),
        best,
        not any(zone.start <= start < zone.end for zone in zones),
        (first, last),
    )


def record(document: Document, url: str | None = None) -> TextRecord:
    text = document.text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return TextRecord(document.name, document.sha256, digest, len(text), document.words, text, url)


def in_parts(verdict: TextVerdict) -> TextVerdict:
    """Return the verdict with two parts: the first half quiet, the second not."""
    middle = verdict.document.characters // 2
    words = verdict.words_counted // 2
    before = sum(mark.counted and mark.span.start < middle for mark in verdict.suspicions)
    after = sum(mark.counted for mark in verdict.suspicions) - before
    parts = (
        TextPassage(0, middle, words, 0.34, before),
        TextPassage(middle, verdict.document.characters, words, 0.97, after),
    )
    return replace(verdict, passages=parts)


def unspin(text: str = ARTICLE, name: str = "article.txt", **changes: Any) -> Unspun:
    """Return what `unspin` would give for a marked text: the best suggestion of every counted mark."""
    verdict = score(text, name)
    given = verdict.document.text or ""
    parts, restored, at, end = [], [], 0, 0
    for mark in verdict.suspicions:
        if not mark.counted or not mark.suggestions:
            continue
        new = mark.suggestions[0].text
        parts += (given[end : mark.span.start], new)
        at += mark.span.start - end
        restored.append(Restored(mark.span, Span(new, at, at + len(new)), mark.probability, mark.suggestions))
        at, end = at + len(new), mark.span.end
    result = Unspun(
        "".join((*parts, given[end:])),
        tuple(restored),
        ("Merrow Bay archive logbooks artificial intelligence", "Ines Fairweather 1,140 pages", "Holm Sound"),
        verdict.document,
        PROGRAM,
    )
    return replace(result, **changes)


class StandIn:
    """A detector for tests of what stands above it."""

    program = PROGRAM

    def score(self, text: Document) -> TextVerdict:
        """Return the verdict on the article, or on another text one without marks."""
        found = score(ARTICLE if text.text == marked(ARTICLE)[0] else text.text, text.name)
        return replace(found, document=replace(found.document, sha256=text.sha256))

    def unspin(self, text: Document) -> Unspun:
        """Return the article restored, or another text as it is."""
        return unspin(ARTICLE if text.text == marked(ARTICLE)[0] else text.text, text.name)


def disguised(verdict: TextVerdict) -> TextVerdict:
    """Return the verdict with undone characters and a named source beside."""
    return replace(
        verdict,
        manipulations=(Manipulation("homoglyph", "suspect", 2, (Span("p\u0430ge", 4, 8),)),),
        named_sources=(NamedSource("www.merrow.example", Span("Source: www.merrow.example", 0, 26)),),
    )
