"""The words and numbers that every drawing of a text's verdict shares, so that all say the same."""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.report.wording import count, first_upper, has_partial_passages, number, p_of, percent
from spindetect.text_verdict import Suggestion, Suspicion, TextLabel, TextPassage, TextVerdict

LABEL_MEANS: dict[TextLabel, str] = {
    "spun": (
        "The wording looks machine-spun: in many places stands a word that nearly means the right thing and "
        "that nobody would put there."
    ),
    "not-spun": (
        "The wording does not look machine-spun. That does not make the text an original: a copy in its "
        "source's own words has nothing odd in it."
    ),
    "insufficient": "Too little text of its own to say. This is not a pass.",
}
ODDER = (
    "The wording is odder than that of most honest texts, and not odd enough to call it spun: that is said "
    "only where next to no innocent text has a P(spun) as high. Look at the marks, and look for an original."
)
LABEL_SHORT: dict[TextLabel, str] = {
    "spun": "worded as by a spinning program",
    "not-spun": "not worded as by a spinning program",
    "insufficient": "too little to say",
}
ODDER_SHORT = "odder than most, not enough to call it so"
EVEN = 0.5  # P(spun) from which on a text that is not called spun is likelier spun than not
# A sign before each label, so that no label is told from another by colour alone.
LABEL_SIGNS: dict[TextLabel, str] = {"spun": "⇄", "not-spun": "○", "insufficient": "?"}
CAUTION = (
    "This is a sign and no proof. Machine translation and writing in a language that is not one's own make "
    "odd wording too, and the original is not known."
)
LIMITS = (
    "A program computed this from the wording alone, without any source. It does not show who wrote the "
    "text, how it came about, or what anyone intended."
)
P_SWAPPED = (
    "P(swapped) is the probability that a spinner put the words there, by their neighbours and by how odd "
    "the text around them is."
)
WITHOUT_TEXT = "This record was made without texts: sentences cannot be shown."
# Parts that are shown at once: those with at least even odds, as far as they are within these. A book has
# hundreds.
FEWEST_PARTS, MOST_PARTS = 3, 8
# A mark is drawn the stronger, the surer it is: even odds, and odds of four to one, as a reader would say
# "rather" and "very probably".
STRENGTHS = (0.5, 0.8)


def label_means(verdict: TextVerdict) -> str:
    """Return what a verdict's label says, with its P(spun) in mind."""
    return ODDER if _is_odder(verdict) else LABEL_MEANS[verdict.label]


def label_short(verdict: TextVerdict) -> str:
    """Return the same in a few words."""
    return ODDER_SHORT if _is_odder(verdict) else LABEL_SHORT[verdict.label]


def _is_odder(verdict: TextVerdict) -> bool:
    return verdict.label == "not-spun" and verdict.probability >= EVEN


def strength(probability: float) -> int:
    """Return how strongly a mark of a probability is drawn, 1 to 3."""
    return 1 + sum(probability >= least for least in STRENGTHS)


def numbered_marks(verdict: TextVerdict) -> tuple[Suspicion, ...]:
    """Return the marks in the text's order: number n of a drawing is element n - 1."""
    return tuple(sorted(verdict.suspicions, key=lambda mark: (mark.span.start, mark.span.end)))


def counted_marks(verdict: TextVerdict) -> list[Suspicion]:
    """Return the marks that count."""
    return [mark for mark in verdict.suspicions if mark.counted]


def marks_sentence(verdict: TextVerdict) -> str:
    """Return how much of the text is marked as one sentence with its numbers."""
    total = len(counted_marks(verdict))
    if not verdict.words_counted:
        return "The text has no words of its own to count."
    if not total:
        return f"Nothing in its {count(verdict.words_counted, 'counted word')} was marked as odd."
    fit = "fits" if total == 1 else "fit"
    where = "it stands" if total == 1 else "they stand"
    return (
        f"{count(total, 'word or phrase', 'words and phrases')} hardly {fit} where {where}: "
        f"{percent(verdict.marked_share)} of {count(verdict.words_counted, 'counted word')}."
    )


def origins_sentence(verdict: TextVerdict) -> str:
    """Return how the marks were found, or '' without marks."""
    marks = counted_marks(verdict)
    if not marks:
        return ""
    listed = sum(mark.origin == "listed" for mark in marks)
    if not listed:
        return "All were found by what stands around them; none is on the list of known phrases."
    on_list = f"{number(listed)} {'is' if listed == 1 else 'are'} on the list of known phrases"
    rest = len(marks) - listed
    if not rest:
        return first_upper(f"{on_list}; none was found by its context alone.")
    return f"{on_list}, {number(rest)} {'was' if rest == 1 else 'were'} found by what stands around."


def uncounted_sentence(verdict: TextVerdict) -> str:
    """Return how many marks stand in left-out parts, or ''."""
    rest = len(verdict.suspicions) - len(counted_marks(verdict))
    if not rest:
        return ""
    stand = "stands" if rest == 1 else "stand"
    return f"{count(rest, 'more mark')} {stand} in quotations or other parts that do not count."


def calm_sentence(verdict: TextVerdict) -> str:
    """Return what a reader of marks on a text that is not called spun must know, or ''."""
    if verdict.label != "not-spun" or not counted_marks(verdict):
        return ""
    return "Honest texts have such marks too: these are not enough to call the text spun."


def heading_of_marks(verdict: TextVerdict, shown: int) -> str:
    """Return the words above the marks that are shown, at most `shown` of them."""
    total = len(counted_marks(verdict))
    if not total:
        return "No mark counts"
    if total <= shown:
        return "The mark" if total == 1 else "The marks, most suspicious first"
    return f"The {'' if shown == 1 else f'{number(shown)} '}most suspicious of {number(total)} marks"


def mark_facts(mark: Suspicion, note: str = "", page: int | None = None) -> str:
    """Return P, how the mark was found, its page, and a note on where it stands."""
    found = "on the list of known phrases" if mark.origin == "listed" else "found by its context"
    told = (p_of("swapped", mark.probability), found, f"page {page}" if page else "", note)
    return ", ".join(fact for fact in told if fact)


def likely(suggestions: Sequence[Suggestion]) -> str:
    """Return likely originals with their weights: 'old (0.62), ancient (0.20)'."""
    return ", ".join(f"{found.text} ({found.weight:.2f})" for found in suggestions)


def shown_parts(verdict: TextVerdict) -> tuple[TextPassage, ...]:
    """Return the parts, or none where they say no more than the whole."""
    return verdict.passages if has_partial_passages(verdict) else ()


def ranked_parts(verdict: TextVerdict) -> tuple[list[tuple[int, TextPassage]], int]:
    """Return the parts with their numbers, highest P(spun) first, and how many of them to show at once."""
    parts = sorted(enumerate(shown_parts(verdict), 1), key=lambda part: (-part[1].probability, part[0]))
    loud = sum(part.probability >= STRENGTHS[0] for _, part in parts)
    return parts, min(len(parts), max(FEWEST_PARTS, min(loud, MOST_PARTS)))


def best_part_sentence(verdict: TextVerdict) -> str:
    """Return the part with the highest P(spun), the first of equals, or ''."""
    parts, _ = ranked_parts(verdict)
    return f"Its most suspicious part: {part_sentence(verdict, parts[0][1])}" if parts else ""


def part_sentence(verdict: TextVerdict, part: TextPassage) -> str:
    """Return one part with its place, size, marks and P(spun)."""
    pages = {verdict.document.page_of(place) for place in (part.start, max(part.start, part.end - 1))}
    told = sorted(page for page in pages if page)
    on = f", page{'s' * (len(told) > 1)} {' to '.join(map(str, told))}" if told else ""
    return (
        f"{count(part.words, 'counted word')}, characters {number(part.start)} to {number(part.end)}{on}: "
        f"{count(part.marks, 'mark')}, {p_of('spun', part.probability)}."
    )


def why_lead(verdict: TextVerdict) -> str:
    """Return what to say above the reasons."""
    if verdict.label == "insufficient":
        return "Why there is no answer:"
    return "What spoke for and against it, each by itself beside a typical honest text:"
