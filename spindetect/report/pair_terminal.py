"""The lines of a pair's verdict for a terminal: is it copied, and how."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.records import Substitution
from spindetect.report import terminal_parts as parts
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
from spindetect.report.layout import lay_out_all
from spindetect.report.lines import Line, Segment
from spindetect.report.safe import printable
from spindetect.report.sources import is_told, source_of, source_role, whence
from spindetect.report.terminal_parts import heading, item, line, listed, marked
from spindetect.report.wording import (
    KIND_NAMES,
    LABEL_MEANS,
    LIMITS,
    chance,
    count,
    counted_sentence,
    has_partial_passages,
    number,
    p_of,
    pages_of,
    percent,
    run_sentence,
    share_sentence,
)
from spindetect.verdict import PairVerdict, Passage

# With its legend the bar fills a line of 80 columns.
_BAR = 40
# Lines on negations, numbers and names; a text with more differs in more than single words.
MOST_DIFFERENCES = 8


def report(verdict: PairVerdict, top: int) -> Iterator[Line]:
    """Yield the lines of the report, with the `top` oddest swaps."""
    yield line(
        0,
        (printable(verdict.suspect.name, limit=80), "strong"),
        ("  (suspect)  beside  ", "soft"),
        *_names(verdict),
    )
    yield from parts.origin(
        (
            ("suspect from", verdict.suspect.url),
            *(("source from", text.url) for text in verdict.source_texts),
            ("retrieved", verdict.retrieved),
        )
    )
    yield from _reversed(verdict)
    yield from parts.decision(verdict)
    yield from _copied(verdict)
    yield from _how(verdict)
    yield from _whence(verdict)
    yield from _swaps(verdict, top)
    yield from _differences(verdict)
    yield from _passages(verdict)
    yield from parts.manipulations(verdict.manipulations, "UNUSUAL CHARACTERS, UNDONE BEFORE COMPARING")
    yield from parts.named_sources(verdict.named_sources, "SOURCES THAT THE SUSPECT NAMES")
    bare = ("This record was made without texts: sentences cannot be shown.",)
    yield from parts.notes((*verdict.notes, *(bare if verdict.suspect.text is None else ())))
    yield from parts.computed(LIMITS, verdict.program, model=verdict.program.model)


def _names(verdict: PairVerdict) -> Iterator[Segment]:
    """Yield the names of the sources, and of what both sides may share."""
    several = len(verdict.source_texts) > 1
    for n, text in enumerate(verdict.source_texts, 1):
        yield (", " if n > 1 else ""), "soft"
        yield printable(text.name, limit=80), "strong"
        yield f"  (source{f' {n}' if several else ''})", "soft"
    for n, back in enumerate(verdict.background or (), 1):
        yield ", ", "soft"
        yield printable(back.text.name, limit=80), "strong"
        yield f"  (background {n})", "soft"


def _whence(verdict: PairVerdict) -> Iterator[Line]:
    """Yield from which texts the words come, where there is more than one source."""
    if not is_told(verdict):
        return
    yield from heading("WHERE IT COMES FROM")
    for found in whence(verdict):
        name = printable(found.text.name, limit=80)
        yield item((f"{found.role}, {name}: ", "strong"), (found.sentence, ""))


def _reversed(verdict: PairVerdict) -> Iterator[Line]:
    warning = reversed_warning(verdict)
    if warning:
        yield line(0)
        yield line(0, (" THE SIDES LOOK EXCHANGED ", "warning"))
        yield line(2, (warning, ""))


def _copied(verdict: PairVerdict) -> Iterator[Line]:
    yield from heading("IS IT COPIED?")
    yield line(2, (share_sentence(verdict), "strong"))
    if verdict.copied_share:
        yield _bar(verdict)
    for say in (content_sentence, run_sentence, counted_sentence, copied_grounds):
        if fact := say(verdict):
            yield line(2, (fact, ""))


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
    return line(2, ("█" * same, "unchanged"), ("▒" * swapped, "swap"), ("·" * own, "own"), *legend)


def _how(verdict: PairVerdict) -> Iterator[Line]:
    yield from heading("HOW?")
    is_found = verdict.label != "insufficient"
    near = "".join(f", {words}" for words in qualifiers(verdict))
    p = f"   {p_of('spun', verdict.probability)}" if is_found else ""
    yield line(2, (verdict.label.upper(), verdict.label), (f"{near}{p}", "strong"))
    yield line(2, (LABEL_MEANS[verdict.label], ""))
    direction = direction_sentence(verdict)
    if direction:
        yield line(2, (direction, ""))
    yield from listed(f"Why {verdict.label}:", label_reasons(verdict))
    lead, reasons = spun_reasons(verdict)
    yield from listed(f"{p_of('spun', verdict.probability)}. {lead}", reasons)
    if is_found:
        known = ", ".join(f"{label} {chance(getattr(verdict.probabilities, label))}" for label in LABELS)
        yield line(2, (f"The five answers: {known}.", "soft"))
    yield from parts.rests_on(verdict)


def _swaps(verdict: PairVerdict, top: int) -> Iterator[Line]:
    if not verdict.substitutions or top < 1:
        return
    yield from heading(heading_of_oddest(verdict, top).upper())
    for place, swap in enumerate(oddest_counted(verdict, top), 1):
        yield from _swap(verdict, place, swap)
    uncounted = uncounted_sentence(verdict)
    if uncounted:
        yield line(2, (uncounted, "soft"))


def _swap(verdict: PairVerdict, place: int, swap: Substitution) -> Iterator[Line]:
    was, now = printable(swap.source.text, limit=60), printable(swap.suspect.text, limit=60)
    told = (
        f"{KIND_NAMES[swap.kind]}, oddness {swap.oddness:.2f}",
        "moved" if swap.moved else "",
        pages_of(verdict, swap),
    )
    facts = f"   {', '.join(fact for fact in told if fact)}"
    pair: tuple[Segment, ...] = (
        (was, "strong"),
        (f" {arrow(verdict)} ", "soft"),
        (now, "swap"),
        (facts, "soft"),
    )
    yield Line(((f"{place:>2}. ", "soft"), *pair), 2, 6)
    yield line(6, (printable(swap.reason), ""))
    role = source_role(swap)
    width = max(len("suspect"), len(role))
    for side, text, span in (
        (role, source_of(verdict, swap).text, swap.source),
        ("suspect", verdict.suspect.text, swap.suspect),
    ):
        if text is not None:
            yield Line(((f"{side:<{width}}  ", "soft"), *marked(text, span)), 6, width + 8)


def _differences(verdict: PairVerdict) -> Iterator[Line]:
    found = [
        (verdict.beside(n), part)
        for n, layout in enumerate(lay_out_all(verdict) or ())
        for part in differences(layout)
    ]
    if not found:
        return
    yield from heading("NEGATIONS, NUMBERS AND NAMES THAT DIFFER")
    for beside, part in found[:MOST_DIFFERENCES]:
        yield item((f"{part.kind}: ", ""), (printable(part.sentence()), "strong"))
        yield from _place(beside, part)
    if len(found) > MOST_DIFFERENCES:
        yield line(4, (f"and {number(len(found) - MOST_DIFFERENCES)} more, on the page (--html)", "soft"))


def _place(verdict: PairVerdict, part: Difference) -> Iterator[Line]:
    """Yield the sentence of a difference, the suspect's if it stands there."""
    side, text, spans = (
        ("suspect", verdict.suspect.text, part.suspect)
        if part.suspect
        else ("source ", verdict.source.text, part.source)
    )
    if text is not None:
        yield Line(((f"{side}  ", "soft"), *marked(text, spans[0])), 4, 13)


def _the_source(passage: Passage) -> str:
    return "the source" if passage.of_source is None else source_role(passage)


def _passages(verdict: PairVerdict) -> Iterator[Line]:
    if not has_partial_passages(verdict):
        return
    yield from heading("WHICH PARTS")
    for passage in verdict.passages:
        facts = (
            f"{count(passage.words, 'word')}, characters {number(passage.suspect_start)} to "
            f"{number(passage.suspect_end)} of the suspect, from {number(passage.source_start)} to "
            f"{number(passage.source_end)} of {_the_source(passage)}: "
            f"{percent(passage.unchanged_share)} unchanged, "
            f"{percent(passage.swapped_share)} swapped; {passage.label}, "
            f"{p_of('spun', passage.probability)}."
        )
        yield item((facts, ""))
        if verdict.suspect.text is not None:
            opening = printable(verdict.suspect.text[passage.suspect_start : passage.suspect_end], limit=70)
            yield line(4, (f"“{opening}”", "soft"))
