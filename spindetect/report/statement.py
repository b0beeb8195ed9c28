"""The finding in plain sentences, for an editor: what was counted, by what, and what it leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from spindetect.records import Substitution, TextRecord
from spindetect.report.context import excerpt
from spindetect.report.counted import counted_swaps, oddest_counted, uncounted_sentence
from spindetect.report.decided import alarms_short, decision_sentences, grounds, prior_short
from spindetect.report.differences import differences
from spindetect.report.direction import (
    arrow,
    direction_is_decided,
    direction_sentence,
    looks_reversed,
    reversed_warning,
)
from spindetect.report.label_why import (
    content_sentence,
    copied_grounds,
    label_reasons,
    qualifiers,
    spun_reasons,
)
from spindetect.report.layout import lay_out_all
from spindetect.report.safe import printable
from spindetect.report.sources import is_told, source_of, whence
from spindetect.report.wording import (
    KIND_NAMES,
    LABEL_MEANS,
    LABEL_SHORT,
    count,
    manipulation_sentence,
    p_of,
    percent,
    run_sentence,
    share_sentence,
    zone_summary,
)
from spindetect.verdict import PairVerdict

if TYPE_CHECKING:
    from spindetect.text_verdict import TextVerdict

# The longest short form: it has to fit a message, a form field, a moderator's note.
SHORT_CHARACTERS = 500
EXAMPLES = 3
# From generous to terse: characters of a name, number of examples, characters of one side of an example; the
# tersest leaves out which was made from which.
_SIZES = ((48, 3, 28), (32, 3, 22), (24, 3, 16), (20, 2, 16), (16, 1, 14), (12, 0, 0), (10, 0, -1))


def statement(verdict: PairVerdict, *, full: bool = False) -> str:
    """Return what was found, in sentences that claim no more than the evidence does.

    Parameters
    ----------
    full : bool
        With digests, reasons, example sentences and limits, instead of within 500 characters.
    """
    if full:
        return _full(verdict)
    return shortest(lambda *size: " ".join(_short_sentences(verdict, *size)), _SIZES)


def shortest(say: Callable[[int, int, int], str], sizes: Iterable[tuple[int, int, int]]) -> str:
    """Return what the first of the sizes says that fits the short form; of the last, what fits of it."""
    text = ""
    for size in sizes:
        text = say(*size)
        if len(text) <= SHORT_CHARACTERS:
            return text
    return text[: SHORT_CHARACTERS - 1] + "…"


def _short_sentences(verdict: PairVerdict, name: int, examples: int, side: int) -> Iterator[str]:
    suspect = quoted(verdict.suspect.name, name)
    version = printable(verdict.program.version, limit=16)
    yield f"The program spindetect {version} compared {suspect} with {_sources(verdict, name)}."
    if verdict.label == "insufficient":
        yield "There is too little text or evidence to say if one was made from the other: it clears nobody."
        yield from decided_short(verdict, name)
        return
    yield _short_counts(verdict, examples, side)
    if examples and content_sentence(verdict):
        yield content_sentence(verdict)
    near = "".join(f", {words}" for words in qualifiers(verdict))
    yield (
        f"Its finding: {verdict.label} ({LABEL_SHORT[verdict.label]}){near}, "
        f"{p_of('spun', verdict.probability)}{rests_short(verdict)}."
    )
    yield from decided_short(verdict, name)
    if direction_is_decided(verdict) and side >= 0:
        made, of = ("second", "first") if looks_reversed(verdict) else ("first", "second")
        yield f"The evidence says that the {made} was made from the {of}, not the reverse."
    yield "Computed, not judged by a person; it does not prove which came first, intent or permission."


def _sources(verdict: PairVerdict, name: int) -> str:
    """Return the names of the sources, of several as many as a short form has room for."""
    texts = [quoted(text.name, name) for text in verdict.source_texts[:2]]
    more = len(verdict.source_texts) - len(texts)
    named = f"{', '.join(texts)} and {more} more" if more else " and ".join(texts)
    left = sum(back.words for back in verdict.background or ())
    return f"{named}, {count(left, 'word')} left out that a background text explains" if left else named


def rests_short(verdict: PairVerdict | TextVerdict) -> str:
    """Return the prior and the false alarms in brackets, as far as they are known."""
    told = "; ".join(fact for fact in (prior_short(verdict), alarms_short(verdict)) if fact)
    return f" ({told})" if told else ""


def decided_short(verdict: PairVerdict | TextVerdict, name: int) -> Iterator[str]:
    """Yield what a policy says, if one was asked; `name` is how many characters its name may have."""
    if verdict.decision is not None:
        yield f"The policy {quoted(verdict.decision.policy, name)} says: {verdict.decision.action}."


def decided_in_full(verdict: PairVerdict | TextVerdict) -> Iterator[str]:
    """Yield what a policy says is to be done, why, by which rule and which policy, if one was asked."""
    decision = verdict.decision
    if decision is not None:
        means, why, rule = decision_sentences(decision)
        yield f"The decision is “{decision.action}”. {means} {why} {rule}"
        yield f"SHA-256 of the policy: {printable(decision.digest)}."


def _short_counts(verdict: PairVerdict, examples: int, side: int) -> str:
    words = count(verdict.words_counted, "word")
    second = "the second" if verdict.sources is None else "the others"
    if not verdict.copied_share:
        return f"None of the first's own sentences ({words}) was found in {second}, as it is or with swaps."
    return (
        f"Of {words} counted in the first, {percent(verdict.unchanged_share)} stand unchanged in {second} "
        f"and {percent(verdict.swapped_share)} are swapped for others{_examples(verdict, examples, side)}."
    )


def _examples(verdict: PairVerdict, examples: int, side: int) -> str:
    shown = oddest_counted(verdict, examples)
    if not shown:
        return ""
    pairs = (
        f"{quoted(swap.source.text, side)} {arrow(verdict)} {quoted(swap.suspect.text, side)}"
        for swap in shown
    )
    return f" ({count(len(counted_swaps(verdict)), 'swap')}, such as {', '.join(pairs)})"


def quoted(text: str, limit: int) -> str:
    """Return untrusted words in quotation marks, at most `limit` characters of them."""
    return f"“{printable(text, limit=limit)}”"


def _full(verdict: PairVerdict) -> str:
    paragraphs = [
        " ".join(_compared(verdict)),
        joined(_counts(verdict)),
        joined(_finding(verdict)),
        joined(decided_in_full(verdict)),
        "\n".join(_full_examples(verdict)),
        " ".join(_differing(verdict)),
        " ".join(seen_besides(verdict, "suspect")),
        " ".join(_does_not_prove(verdict)),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def joined(found: Iterator[str]) -> str:
    """Return sentences as a paragraph, those that are '' left out."""
    return " ".join(sentence for sentence in found if sentence)


def _compared(verdict: PairVerdict) -> Iterator[str]:
    program = verdict.program
    yield (
        f"The program spindetect {printable(program.version)} (model {program.model[:12]}, lexicon "
        f"{program.lexicon[:12]}) "
        f"{_what_was_compared(verdict)}."
    )
    yield text_given("suspect", verdict.suspect)
    if verdict.sources is None:
        yield text_given("source", verdict.source)
    for found in whence(verdict):
        yield text_given(found.role, found.text).removeprefix("The ")
    if verdict.retrieved:
        yield f"They were retrieved {printable(verdict.retrieved, limit=80)}."
    yield "These names say which was compared with which and accuse nobody."


def _what_was_compared(verdict: PairVerdict) -> str:
    sources, shared = len(verdict.source_texts), len(verdict.background or ())
    if sources == 1 and not shared:
        return "compared two texts"
    beside = f" and {count(shared, 'background text')}" if shared else ""
    return f"compared a text with {count(sources, 'source')}{beside}"


def text_given(role: str, text: TextRecord) -> str:
    """Return which text was given as what, with its digest."""
    address = f", from {printable(text.url, limit=200)}" if text.url else ""
    return (
        f"The {role} is {quoted(text.name, 120)}{address} ({count(text.words, 'word')}; SHA-256 of "
        "the bytes given "
        f"{printable(text.sha256)})."
    )


def _counts(verdict: PairVerdict) -> Iterator[str]:
    yield f"{count(verdict.words_counted, 'word')} of the suspect were counted."
    if verdict.words_left_out:
        zones = zone_summary(verdict.left_out, "suspect")
        yield (
            f"{count(verdict.words_left_out, 'word')} were left out of the "
            f"count{f': {zones}' if zones else ''}."
        )
    yield share_sentence(verdict)
    yield run_sentence(verdict)
    yield content_sentence(verdict)
    yield copied_grounds(verdict)
    for found in whence(verdict):
        yield f"{found.role}: {found.sentence}"
    yield f"The program lists {count(len(counted_swaps(verdict)), 'swap')}."
    yield uncounted_sentence(verdict)


def _finding(verdict: PairVerdict) -> Iterator[str]:
    beside = "".join(f", {words}" for words in qualifiers(verdict))
    yield f"Its finding is “{verdict.label}”{beside}. {LABEL_MEANS[verdict.label]}"
    yield from map(printable, label_reasons(verdict))
    if verdict.label != "insufficient":
        yield f"It gives {p_of('spun', verdict.probability)}."
    yield from grounds(verdict)
    lead, reasons = spun_reasons(verdict)
    if reasons:
        yield f"{lead} {' '.join(map(printable, reasons))}"
    yield reversed_warning(verdict)
    yield direction_sentence(verdict)


def _full_examples(verdict: PairVerdict) -> Iterator[str]:
    for n, swap in enumerate(oddest_counted(verdict, EXAMPLES), 1):
        was, now = quoted(swap.source.text, 80), quoted(swap.suspect.text, 80)
        yield (
            f"Example {n}: {was} {arrow(verdict)} {now} ({KIND_NAMES[swap.kind]}). "
            f"{printable(swap.reason)}{_both(verdict, swap)}"
        )


def _both(verdict: PairVerdict, swap: Substitution) -> str:
    source = source_of(verdict, swap).text
    if source is None or verdict.suspect.text is None:
        return ""
    both = [
        printable(found.before + found.span + found.after, limit=300)
        for found in (excerpt(source, swap.source), excerpt(verdict.suspect.text, swap.suspect))
    ]
    return f"\n  Source: “{both[0]}”\n  Suspect: “{both[1]}”"


def _differing(verdict: PairVerdict) -> Iterator[str]:
    """Yield negations, numbers and names that differ: they turn a sentence that looks the same."""
    found = [part for layout in lay_out_all(verdict) or () for part in differences(layout)]
    for part in found[:EXAMPLES]:
        yield f"A {part.kind} differs: {printable(part.sentence(), limit=200)}."
    if len(found) > EXAMPLES:
        more = len(found) - EXAMPLES
        yield f"{count(more, 'more such difference')} {'stands' if more == 1 else 'stand'} on the page."


def seen_besides(verdict: PairVerdict | TextVerdict, name: str) -> Iterator[str]:
    """Yield what was undone, which sources the text called `name` gives, and the notes."""
    where = name if verdict.KIND == "text" else ""
    for found in verdict.manipulations[:10]:
        verb = "is" if found.count == 1 else "are"
        yield f"There {verb} {manipulation_sentence(found, where)}."
    for named in verdict.named_sources[:EXAMPLES]:
        yield f"The {name} itself names a source: {quoted(named.name, 120)}."
    for note in verdict.notes[:10]:
        yield f"Note: {printable(note, limit=300)}."


def _does_not_prove(verdict: PairVerdict) -> Iterator[str]:
    two = "the two texts" if not is_told(verdict) else "these texts"
    yield f"A program computed this from {two} alone; no person judged them."
    yield (
        "It does not prove what anyone intended, who did it, or whether there was permission or a "
        "common origin."
    )
    yield "It does not prove which text came first."
    yield (
        "The swaps can be checked word by word in the texts, and the same program run on the same "
        "files gives the same result."
    )
