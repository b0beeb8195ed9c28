"""Where the words of a suspect come from, in sentences: beside the reasons of P(spun)."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.numbers import count, p_of
from spindetect.verdict import BackgroundText, PairLabel, SourceFinding

# How these sentences begin, so that a drawing tells them from the reasons of P(spun).
SOURCES, BACKGROUND = "Sources: ", "Background: "
# The longest name that a sentence repeats.
_NAME = 60


def is_whence(reason: str) -> bool:
    """Return whether a reason of a verdict is one of these sentences."""
    return reason.startswith((SOURCES, BACKGROUND))


def where_from(
    label: PairLabel,
    words: int,
    least: int,
    names: tuple[str, ...],
    sources: tuple[SourceFinding, ...] | None,
    background: tuple[BackgroundText, ...] | None,
) -> Iterator[str]:
    """Yield from which sources the words come, and what background texts explain.

    Parameters
    ----------
    label : PairLabel
        Of the verdict.
    words, least : int
        The suspect's own words that remain, and how many a label needs.
    names : tuple of str
        Of the sources.
    sources, background
        As the verdict has them.
    """
    if sources:
        yield f"{SOURCES}{_shares(words, names, sources)}."
    if background is None:
        return
    left = sum(text.words for text in background)
    if not left:
        yield f"{BACKGROUND}it explains nothing as well as the {_sources(names)}; nothing is left out for it."
        return
    explains = " and ".join(
        f"{quoted(text.text.name)} explains {count(text.words, 'word')} of the suspect"
        for text in background
        if text.words
    )
    yield (
        f"{BACKGROUND}{explains} as well as the {_sources(names)} or better; they are left out of the shares "
        "and of every probability."
    )
    yield from _spun(background, names)
    if label == "insufficient" and words < least:
        yield f"{BACKGROUND}that leaves {count(words, 'word')} of the suspect: too little to judge a copy by."


def _sources(names: tuple[str, ...]) -> str:
    return "source does" if len(names) == 1 else "sources do"


def _shares(words: int, names: tuple[str, ...], sources: tuple[SourceFinding, ...]) -> str:
    given = [(found.words, quoted(name)) for name, found in zip(names, sources, strict=True) if found.words]
    if not given:
        return f"none of the suspect's {words:,} own words was found in any of the {len(names)} sources"
    (most, first), *others = given
    told = [f"{most:,} of the suspect's {words:,} own words come from {first}"]
    told += [f"{n:,} from {name}" for n, name in others]
    none = len(names) - len(given)
    rest = f"; {count(none, 'source explains', 'sources explain')} none" if none else ""
    return f"{', '.join(told)}{rest}"


def _spun(background: tuple[BackgroundText, ...], names: tuple[str, ...]) -> Iterator[str]:
    """Yield what no honest sharing explains: words swapped for those of a background text, or in it."""
    for text in background:
        if text.label == "spun":
            yield (
                f"{BACKGROUND}what {quoted(text.text.name)} explains stands there in other words, swapped as "
                f"by a machine ({p_of('spun', text.probability)}). To share a text does not explain that: "
                "compare with it as the source."
            )
        if text.spun_beside:
            beside = " and ".join(quoted(names[n]) for n in text.spun_beside)
            yield (
                f"{BACKGROUND}{quoted(text.text.name)} has itself the words of {beside} swapped as by a "
                "machine, or the reverse. If it was made from the source, it is no background; which came "
                "first, dates must tell."
            )


def quoted(name: str) -> str:
    """Return a text's name in quotation marks, cut where it is long."""
    return f"“{name if len(name) <= _NAME else name[: _NAME - 1] + '…'}”"
