"""A text's finding in plain sentences: what was counted, by what, and what else may explain it."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.report.context import excerpt
from spindetect.report.decided import grounds
from spindetect.report.safe import printable
from spindetect.report.statement import (
    EXAMPLES,
    decided_in_full,
    decided_short,
    joined,
    quoted,
    rests_short,
    seen_besides,
    shortest,
    text_given,
)
from spindetect.report.text_wording import (
    best_part_sentence,
    calm_sentence,
    counted_marks,
    label_means,
    label_short,
    likely,
    mark_facts,
    marks_sentence,
    origins_sentence,
    ranked_parts,
    uncounted_sentence,
    why_lead,
)
from spindetect.report.wording import count, number, p_of, percent, zone_summary
from spindetect.text_verdict import Suspicion, TextVerdict

# From generous to terse: characters of the name, number of examples, characters of an example's words.
_SIZES = ((40, 2, 24), (32, 2, 18), (24, 1, 20), (20, 1, 14), (12, 0, 0))
_OTHER_CAUSES = (
    "A sign, no proof: machine translation and non-native writing also make odd wording, and the original "
    "is unknown."
)


def statement(verdict: TextVerdict, *, full: bool = False) -> str:
    """Return what was found, in sentences that claim no more than the evidence does.

    Parameters
    ----------
    full : bool
        With digest, reasons, example sentences and limits, instead of within 500 characters.
    """
    return _full(verdict) if full else shortest(lambda *size: " ".join(_short(verdict, *size)), _SIZES)


def _short(verdict: TextVerdict, name: int, examples: int, size: int) -> Iterator[str]:
    version = printable(verdict.program.version, limit=16)
    text = quoted(verdict.document.name, name)
    yield f"The program spindetect {version} scored the wording of {text}; no source was compared."
    if verdict.label == "insufficient":
        yield "It has too little text of its own to say whether it was machine-spun: that clears nobody."
        yield from decided_short(verdict, name)
    else:
        yield _short_counts(verdict, examples, size)
        p = p_of("spun", verdict.probability)
        yield (
            f"Its finding: {verdict.label} ({label_short(verdict)}), {p}{rests_short(verdict)}"
            f"{_short_part(verdict)}."
        )
        yield from decided_short(verdict, name)
    yield _OTHER_CAUSES
    yield "Computed, not judged by a person."


def _short_part(verdict: TextVerdict) -> str:
    """Return where the odd wording is thickest, for a text that is spun in parts."""
    parts, _ = ranked_parts(verdict)
    if not parts or verdict.label != "spun":
        return ""
    part = parts[0][1]
    return f"; most suspicious are characters {number(part.start)} to {number(part.end)}"


def _short_counts(verdict: TextVerdict, examples: int, size: int) -> str:
    words = count(verdict.words_counted, "counted word")
    total = len(counted_marks(verdict))
    if not total:
        return f"None of {words} was marked as odd."
    found = [_example(mark, size) for mark in verdict.most_suspicious(examples)]
    such = f", such as {', '.join(found)}" if found else ""
    return f"Of {words}, {percent(verdict.marked_share)} stand in {count(total, 'odd place')}{such}."


def _example(mark: Suspicion, size: int) -> str:
    words = quoted(mark.span.text, size)
    return f"{words} (for {quoted(mark.suggestions[0].text, size)}?)" if mark.suggestions else words


def _full(verdict: TextVerdict) -> str:
    paragraphs = [
        joined(_scored(verdict)),
        joined(_counts(verdict)),
        joined(_finding(verdict)),
        joined(decided_in_full(verdict)),
        "\n".join(_examples(verdict)),
        joined(seen_besides(verdict, "text")),
        joined(_does_not_prove()),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _scored(verdict: TextVerdict) -> Iterator[str]:
    program = verdict.program
    model = (program.text_model or "unnamed")[:12]
    yield (
        f"The program spindetect {printable(program.version)} (model {printable(model)}, "
        f"lexicon {printable(program.lexicon)[:12]}) scored the wording of one text; no source was compared."
    )
    yield text_given("text", verdict.document)
    if verdict.retrieved:
        yield f"It was retrieved {printable(verdict.retrieved, limit=80)}."
    yield "The name says which text was scored and accuses nobody."


def _counts(verdict: TextVerdict) -> Iterator[str]:
    yield f"{count(verdict.words_counted, 'word')} of the text were counted."
    if verdict.words_left_out:
        zones = zone_summary(verdict.left_out, "suspect")
        left = f": {zones}" if zones else ""
        yield f"{count(verdict.words_left_out, 'word')} were left out of the count{left}."
    yield marks_sentence(verdict)
    yield origins_sentence(verdict)
    yield calm_sentence(verdict)
    yield uncounted_sentence(verdict)


def _finding(verdict: TextVerdict) -> Iterator[str]:
    yield f"Its finding is “{verdict.label}”. {label_means(verdict)}"
    if verdict.label != "insufficient":
        yield f"It gives {p_of('spun', verdict.probability)}."
        yield from grounds(verdict)
        yield best_part_sentence(verdict)
    if verdict.reasons:
        yield f"{why_lead(verdict)} {' '.join(map(printable, verdict.reasons))}"


def _examples(verdict: TextVerdict) -> Iterator[str]:
    for n, mark in enumerate(verdict.most_suspicious(EXAMPLES), 1):
        guess = f"; likely {printable(likely(mark.suggestions), limit=200)}" if mark.suggestions else ""
        facts = mark_facts(mark, page=verdict.document.page_of(mark.span.start))
        told = f"{printable(mark.reason, limit=300)}{_sentence(verdict, mark)}"
        yield f"Example {n}: {quoted(mark.span.text, 80)} ({facts}{guess}). {told}"


def _sentence(verdict: TextVerdict, mark: Suspicion) -> str:
    if verdict.document.text is None:
        return ""
    found = excerpt(verdict.document.text, mark.span)
    return f"\n  Text: “{printable(found.before + found.span + found.after, limit=300)}”"


def _does_not_prove() -> Iterator[str]:
    yield (
        "This is a sign and no proof. Machine translation and non-native writing are other explanations of "
        "odd wording, and the original is unknown."
    )
    yield "A program computed this from the wording alone; no person judged it."
    yield "It does not prove who wrote the text, how it came about, or what anyone intended."
    yield (
        "Every mark can be checked in the text, and the same program run on the same file gives the same "
        "result."
    )
