"""Lines for a terminal that every report has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spindetect.records import Manipulation, NamedSource, ProgramRecord, Span
from spindetect.report.context import excerpt
from spindetect.report.decided import decision_sentences, grounds
from spindetect.report.lines import Line, Segment
from spindetect.report.safe import code_points, printable
from spindetect.report.wording import manipulation_sentence
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict


def line(indent: int, *segments: Segment) -> Line:
    """Return a paragraph whose rows are all indented alike."""
    return Line(segments, indent, indent)


def item(*segments: Segment) -> Line:
    """Return an entry of a list."""
    return Line((("- ", "soft"), *segments), 2, 4)


def heading(words: str) -> Iterator[Line]:
    """Yield a heading with an empty row before it."""
    yield line(0)
    yield line(0, (words, "head"))


def listed(head: str, sentences: Sequence[str]) -> Iterator[Line]:
    """Yield sentences as a list below its head; nothing where there are none."""
    if sentences:
        yield line(2, (head, "strong"))
    for sentence in sentences:
        yield item((printable(sentence), ""))


def origin(facts: Iterable[tuple[str, str | None]]) -> Iterator[Line]:
    """Yield where and when texts were found, as far as the record says so."""
    for words, value in facts:
        if value:
            yield Line(((f"{words} ", "soft"), (printable(value, limit=200), "")), 2, 4)


def marked(text: str, span: Span) -> tuple[Segment, ...]:
    """Return the sentence around a span, the span in brackets: colour is not the only mark."""
    found = excerpt(text, span)
    before, inside, after = (printable(part, limit=160) for part in (found.before, found.span, found.after))
    left = f"{before} " if before and found.before[-1:].isspace() else before
    right = f" {after}" if found.after[:1].isspace() else after
    return (left, ""), (f"[{inside}]", "swap"), (right, "")


def manipulations(found: Sequence[Manipulation], head: str, where: str = "") -> Iterator[Line]:
    """Yield what was hidden or disguised in the characters; `where` as `manipulation_sentence` has it."""
    if found:
        yield from heading(head)
    for kind in found:
        named = code_points("".join(example.text for example in kind.examples))
        yield item((f"{manipulation_sentence(kind, where)}{f': {named}' if named else ''}", ""))


def named_sources(found: Sequence[NamedSource], head: str) -> Iterator[Line]:
    """Yield the sources that a text itself names."""
    if found:
        yield from heading(head)
    for named in found:
        yield item((printable(named.name, limit=120), "strong"))
        if named.span.text.strip() != named.name.strip():
            yield line(4, (f"“{printable(named.span.text, limit=160)}”", "soft"))


def notes(found: Sequence[str]) -> Iterator[Line]:
    """Yield what a reader should know of the texts as a whole."""
    if found:
        yield from heading("NOTES")
    for note in found:
        yield item((printable(note), ""))


def decision(verdict: PairVerdict | TextVerdict) -> Iterator[Line]:
    """Yield what a policy says is to be done, where one was asked."""
    decided = verdict.decision
    if decided is None:
        return
    yield from heading("WHAT TO DO?")
    means, why, rule = decision_sentences(decided)
    yield line(2, (decided.action.upper(), decided.action), (f"   {means}", ""))
    yield line(2, (why, ""))
    yield line(2, (rule, "soft"))


def rests_on(verdict: PairVerdict | TextVerdict) -> Iterator[Line]:
    """Yield what the probabilities rest on."""
    for sentence in grounds(verdict):
        if sentence:
            yield line(2, (sentence, "soft"))


def computed(limits: str, program: ProgramRecord, *, model: str) -> Iterator[Line]:
    """Yield what the result does not show, and by what it was computed."""
    yield line(0)
    yield line(0, (limits, "soft"))
    facts = (
        f"Computed by spindetect {printable(program.version)}; model {model[:12]}, lexicon "
        f"{program.lexicon[:12]}."
    )
    yield line(0, (printable(facts), "soft"))
