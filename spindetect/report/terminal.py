"""A verdict for a terminal: is it copied, and how.

The same lines are drawn plain (`to_text`) and in colour (`print_rich`); nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spindetect.records import Span, Substitution
from spindetect.report.context import excerpt
from spindetect.report.counted import heading_of_oddest, oddest_counted, uncounted_sentence
from spindetect.report.differences import Difference, differences
from spindetect.report.direction import arrow, direction_sentence, reversed_warning
from spindetect.report.label_why import (
    LABELS,
    content_sentence,
    copied_grounds,
    label_reasons,
    qualifiers,
    spun_reasons,
)
from spindetect.report.layout import lay_out
from spindetect.report.lines import Line, Segment, plain, wrap
from spindetect.report.safe import code_points, printable
from spindetect.report.wording import (
    KIND_NAMES,
    LABEL_MEANS,
    LIMITS,
    chance,
    count,
    counted_sentence,
    has_partial_passages,
    manipulation_sentence,
    number,
    p_of,
    percent,
    run_sentence,
    share_sentence,
)
from spindetect.verdict import PairVerdict

if TYPE_CHECKING:
    from rich.console import Console

TOP = 10
# A line of prose is read comfortably up to about 100 columns; wider windows are left empty.
WIDEST = 100
# With its legend the bar fills a line of 80 columns.
_BAR = 40
# Lines on negations, numbers and names; a text with more differs in more than single words.
MOST_DIFFERENCES = 8
_STYLES = {
    "head": "bold",
    "warning": "bold reverse",
    "strong": "bold",
    "soft": "dim",
    "swap": "bold yellow",
    "own": "dim",
    "unchanged": "cyan",
    "spun": "bold red",
    "verbatim": "bold magenta",
    "paraphrased": "bold yellow",
    "edited": "bold blue",
    "independent": "bold green",
    "insufficient": "bold",
}


def to_text(verdict: PairVerdict, *, width: int = WIDEST, top: int = TOP) -> str:
    """Return the verdict as plain text, without control characters.

    Parameters
    ----------
    width : int
        Columns to wrap at, at least 20.
    top : int
        How many of the oddest swaps to show.
    """
    return plain(_report(verdict, top), width)


def print_rich(verdict: PairVerdict, console: Console, *, top: int = TOP) -> None:
    """Print the verdict on a rich console, in colour where the console has it."""
    from rich.text import Text

    for line in _report(verdict, top):
        for row in wrap(line, min(console.width, WIDEST)):
            # Text.assemble never reads mark-up, so "[red]" in a suspect stays what it is.
            styled = Text.assemble(*((text, _STYLES.get(style, "")) for text, style in row))
            styled.rstrip()
            console.print(styled, soft_wrap=True, highlight=False)


def _report(verdict: PairVerdict, top: int) -> Iterator[Line]:
    names = printable(verdict.suspect.name, limit=80), printable(verdict.source.name, limit=80)
    yield _line(
        0,
        (names[0], "strong"),
        ("  (suspect)  beside  ", "soft"),
        (names[1], "strong"),
        ("  (source)", "soft"),
    )
    yield from _origin(verdict)
    yield from _reversed(verdict)
    yield from _copied(verdict)
    yield from _how(verdict)
    yield from _swaps(verdict, top)
    yield from _differences(verdict)
    yield from _passages(verdict)
    yield from _manipulations(verdict)
    yield from _named_sources(verdict)
    yield from _notes(verdict)
    yield from _program(verdict)


def _origin(verdict: PairVerdict) -> Iterator[Line]:
    """Yield where and when the texts were found, as far as the record says so."""
    facts = [
        ("suspect from", verdict.suspect.url),
        ("source from", verdict.source.url),
        ("retrieved", verdict.retrieved),
    ]
    for word, value in facts:
        if value:
            yield Line(((f"{word} ", "soft"), (printable(value, limit=200), "")), 2, 4)


def _reversed(verdict: PairVerdict) -> Iterator[Line]:
    warning = reversed_warning(verdict)
    if warning:
        yield _line(0)
        yield _line(0, (" THE SIDES LOOK EXCHANGED ", "warning"))
        yield _line(2, (warning, ""))


def _copied(verdict: PairVerdict) -> Iterator[Line]:
    yield from _heading("IS IT COPIED?")
    yield _line(2, (share_sentence(verdict), "strong"))
    if verdict.copied_share:
        yield _bar(verdict)
    for say in (content_sentence, run_sentence, counted_sentence, copied_grounds):
        if fact := say(verdict):
            yield _line(2, (fact, ""))


def _bar(verdict: PairVerdict) -> Line:
    same = round(_BAR * verdict.unchanged_share)
    swapped = round(_BAR * verdict.copied_share) - same
    own = _BAR - same - swapped
    legend = (
        ("  █", "unchanged"),
        (" unchanged  ", ""),
        ("▒", "swap"),
        (" swapped  ", ""),
        ("·", "own"),
        (" not found", ""),
    )
    return _line(2, ("█" * same, "unchanged"), ("▒" * swapped, "swap"), ("·" * own, "own"), *legend)


def _how(verdict: PairVerdict) -> Iterator[Line]:
    yield from _heading("HOW?")
    is_found = verdict.label != "insufficient"
    near = "".join(f", {words}" for words in qualifiers(verdict))
    p = f"   {p_of('spun', verdict.probability)}" if is_found else ""
    yield _line(2, (verdict.label.upper(), verdict.label), (f"{near}{p}", "strong"))
    yield _line(2, (LABEL_MEANS[verdict.label], ""))
    direction = direction_sentence(verdict)
    if direction:
        yield _line(2, (direction, ""))
    yield from _listed(f"Why {verdict.label}:", label_reasons(verdict))
    lead, reasons = spun_reasons(verdict)
    yield from _listed(f"{p_of('spun', verdict.probability)}. {lead}", reasons)
    if is_found:
        known = ", ".join(f"{label} {chance(getattr(verdict.probabilities, label))}" for label in LABELS)
        yield _line(2, (f"The five answers: {known}.", "soft"))


def _listed(head: str, sentences: tuple[str, ...]) -> Iterator[Line]:
    if sentences:
        yield _line(2, (head, "strong"))
    for sentence in sentences:
        yield Line((("- ", "soft"), (printable(sentence), "")), 2, 4)


def _swaps(verdict: PairVerdict, top: int) -> Iterator[Line]:
    if not verdict.substitutions or top < 1:
        return
    yield from _heading(heading_of_oddest(verdict, top).upper())
    for place, swap in enumerate(oddest_counted(verdict, top), 1):
        yield from _swap(verdict, place, swap)
    uncounted = uncounted_sentence(verdict)
    if uncounted:
        yield _line(2, (uncounted, "soft"))


def _swap(verdict: PairVerdict, place: int, swap: Substitution) -> Iterator[Line]:
    was, now = printable(swap.source.text, limit=60), printable(swap.suspect.text, limit=60)
    facts = f"   {KIND_NAMES[swap.kind]}, oddness {swap.oddness:.2f}{', moved' if swap.moved else ''}"
    pair: tuple[Segment, ...] = (
        (was, "strong"),
        (f" {arrow(verdict)} ", "soft"),
        (now, "swap"),
        (facts, "soft"),
    )
    yield Line(((f"{place:>2}. ", "soft"), *pair), 2, 6)
    yield _line(6, (printable(swap.reason), ""))
    for side, text, span in (
        ("source ", verdict.source.text, swap.source),
        ("suspect", verdict.suspect.text, swap.suspect),
    ):
        if text is not None:
            yield Line(((f"{side}  ", "soft"), *_marked(text, span)), 6, 15)


def _marked(text: str, span: Span) -> tuple[Segment, ...]:
    """Return the sentence around a span, the span in brackets: colour is not the only mark."""
    found = excerpt(text, span)
    before, inside, after = (printable(part, limit=160) for part in (found.before, found.span, found.after))
    left = f"{before} " if before and found.before[-1:].isspace() else before
    right = f" {after}" if found.after[:1].isspace() else after
    return (left, ""), (f"[{inside}]", "swap"), (right, "")


def _differences(verdict: PairVerdict) -> Iterator[Line]:
    layout = lay_out(verdict)
    found = differences(layout) if layout else ()
    if not found:
        return
    yield from _heading("NEGATIONS, NUMBERS AND NAMES THAT DIFFER")
    for part in found[:MOST_DIFFERENCES]:
        yield Line((("- ", "soft"), (f"{part.kind}: ", ""), (printable(part.sentence()), "strong")), 2, 4)
        yield from _place(verdict, part)
    if len(found) > MOST_DIFFERENCES:
        yield _line(4, (f"and {number(len(found) - MOST_DIFFERENCES)} more, on the page (--html)", "soft"))


def _place(verdict: PairVerdict, part: Difference) -> Iterator[Line]:
    """Yield the sentence of a difference, the suspect's if it stands there."""
    side, text, spans = (
        ("suspect", verdict.suspect.text, part.suspect)
        if part.suspect
        else ("source ", verdict.source.text, part.source)
    )
    if text is not None:
        yield Line(((f"{side}  ", "soft"), *_marked(text, spans[0])), 4, 13)


def _passages(verdict: PairVerdict) -> Iterator[Line]:
    if not has_partial_passages(verdict):
        return
    yield from _heading("WHICH PARTS")
    for passage in verdict.passages:
        facts = (
            f"{count(passage.words, 'word')}, characters {number(passage.suspect_start)} to "
            f"{number(passage.suspect_end)} of the suspect, from {number(passage.source_start)} to "
            f"{number(passage.source_end)} of the source: {percent(passage.unchanged_share)} unchanged, "
            f"{percent(passage.swapped_share)} swapped; {passage.label}, "
            f"{p_of('spun', passage.probability)}."
        )
        yield Line((("- ", "soft"), (facts, "")), 2, 4)
        if verdict.suspect.text is not None:
            opening = printable(verdict.suspect.text[passage.suspect_start : passage.suspect_end], limit=70)
            yield _line(4, (f"“{opening}”", "soft"))


def _manipulations(verdict: PairVerdict) -> Iterator[Line]:
    if not verdict.manipulations:
        return
    yield from _heading("UNUSUAL CHARACTERS, UNDONE BEFORE COMPARING")
    for found in verdict.manipulations:
        named = code_points("".join(example.text for example in found.examples))
        yield Line(
            (("- ", "soft"), (f"{manipulation_sentence(found)}{f': {named}' if named else ''}", "")), 2, 4
        )


def _named_sources(verdict: PairVerdict) -> Iterator[Line]:
    if not verdict.named_sources:
        return
    yield from _heading("SOURCES THAT THE SUSPECT NAMES")
    for named in verdict.named_sources:
        yield Line((("- ", "soft"), (printable(named.name, limit=120), "strong")), 2, 4)
        if named.span.text.strip() != named.name.strip():
            yield _line(4, (f"“{printable(named.span.text, limit=160)}”", "soft"))


def _notes(verdict: PairVerdict) -> Iterator[Line]:
    notes = [*verdict.notes]
    if verdict.suspect.text is None:
        notes.append("This record was made without texts: sentences cannot be shown.")
    if notes:
        yield from _heading("NOTES")
    for note in notes:
        yield Line((("- ", "soft"), (printable(note), "")), 2, 4)


def _program(verdict: PairVerdict) -> Iterator[Line]:
    program = verdict.program
    yield _line(0)
    yield _line(0, (LIMITS, "soft"))
    facts = (
        f"Computed by spindetect {printable(program.version)}; model {program.model[:12]}, lexicon "
        f"{program.lexicon[:12]}."
    )
    yield _line(0, (printable(facts), "soft"))


def _heading(words: str) -> Iterator[Line]:
    yield _line(0)
    yield _line(0, (words, "head"))


def _line(indent: int, *segments: Segment) -> Line:
    return Line(segments, indent, indent)
