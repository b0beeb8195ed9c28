"""Several sources and background texts in words, and a verdict seen beside one source at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spindetect.numbers import count, p_of
from spindetect.records import Substitution, TextRecord
from spindetect.report.direction import is_decided
from spindetect.report.wording import percent
from spindetect.verdict import PairVerdict, Passage, SourceFinding

# How texts are called where there are several: letters of their own for background texts.
BACKGROUND_LETTER = "B"


class Whence(NamedTuple):
    """A text that words of the suspect come from.

    Attributes
    ----------
    tag : str
        "1" for the first source, "B1" for the first background text.
    role : str
        "Source 1", "Background 1".
    text : TextRecord
    words : int
        Of the suspect.
    sentence : str
        What the suspect made of it.
    """

    tag: str
    role: str
    text: TextRecord
    words: int
    sentence: str


def views(verdict: PairVerdict) -> tuple[PairVerdict, ...]:
    """Return the verdict beside each of its sources."""
    return tuple(verdict.beside(n) for n in range(len(verdict.source_texts)))


def source_of(verdict: PairVerdict, told: Substitution | Passage) -> TextRecord:
    """Return the source that a swap or passage comes from."""
    return verdict.source_texts[told.of_source or 0]


def source_role(told: Substitution | Passage) -> str:
    """Return what the source of a swap or passage is called: "source", or "source 2"."""
    return "source" if told.of_source is None else f"source {told.of_source + 1}"


def is_told(verdict: PairVerdict) -> bool:
    """Return whether there is more to tell than of one source."""
    return verdict.sources is not None or verdict.background is not None


def _made(found: SourceFinding) -> str:
    """Return which was made from which, where the evidence says so."""
    if found.label in ("independent", "insufficient") or not is_decided(found.direction):
        return ""
    if found.direction > 0.5:
        return f"; the suspect was made from it, not the reverse ({p_of('', found.direction)})"
    return f"; it was made from the suspect, not the reverse ({p_of('', 1 - found.direction)})"


def whence(verdict: PairVerdict) -> Iterator[Whence]:
    """Yield the sources, where there are several, then the background texts."""
    texts = zip(verdict.source_texts, verdict.sources or (), strict=False)
    for n, (text, found) in enumerate(texts, 1):
        p = f", {p_of('spun', found.probability)}" if found.label != "insufficient" else ""
        made = _made(found) if found.words else ""
        sentence = (
            f"{count(found.words, 'word')} of the suspect come from it: {percent(found.unchanged_share)} of "
            f"its own words unchanged, {percent(found.swapped_share)} swapped; {found.label} beside it "
            f"alone{p}{made}."
            if found.words
            else "no sentence of the suspect goes to it."
        )
        yield Whence(f"{n}", f"Source {n}", text, found.words, sentence)
    for n, back in enumerate(verdict.background or (), 1):
        spun = f"; swapped as by a machine, {p_of('spun', back.probability)}" if back.label == "spun" else ""
        if back.spun_beside:
            spun += "; it is itself spun from a source, or the reverse"
        sentence = (
            f"it explains {count(back.words, 'word')} of the suspect as well, which are left out: "
            f"{percent(back.unchanged_share)} of them stand in it unchanged, {percent(back.swapped_share)} "
            f"swapped{spun}."
            if back.words
            else "it explains nothing as well; nothing is left out for it."
        )
        yield Whence(f"{BACKGROUND_LETTER}{n}", f"Background {n}", back.text, back.words, sentence)
