"""What a generator makes: two texts, or a suspect with several sources, and all that is known of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.spinners.base import Swap
from spindetect.text import Document


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the suspect that was made from a part of one source.

    Attributes
    ----------
    suspect_start, suspect_end, source_start, source_end : int
        Code points.
    source : int
        Which of the pair's sources.
    label : str
        What became of it: a pair label of the design.
    """

    suspect_start: int
    suspect_end: int
    source_start: int
    source_end: int
    source: int = 0
    label: str = "spun"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and what is known of them.

    Attributes
    ----------
    label : str
        A pair label of the design, of the whole pair or of the passage named by `passage`.
    family : str
        Which generator and variant made it.
    domain : str
        The source of prose it was made from.
    without : tuple of str
        Lexicon sources that must be left out for the spinner's dictionary to be unseen.
    passage : (int, int) or None
        Code points of the suspect that the label is about; None for all of it.
    swaps : tuple of Swap
        Gold swaps, of a spun pair. Where there are several sources, a swap's offsets are those of the source
        of the passage that it stands in.
    turned : bool
        Whether the sides were exchanged: the source was made from the suspect.
    spinner : str
        The family of the spinner, of a spun pair.
    dose : float or None
        Of a spun pair: share of the words of the source's parts that came into the suspect which differ
        there, in [0, 1]; measured, never a setting.
    sources : tuple of str
        All sources, `source` the first of them; empty where there is only that one.
    background : tuple of str
        Texts that both sides may honestly share.
    passages : tuple of Passage
        Which part of the suspect was made from which part of which source; empty where nothing is known.
    documents : tuple of str
        Identities of all documents that went into it, the one it was made for first.
    """

    label: str
    family: str
    domain: str
    source: str
    suspect: str
    without: tuple[str, ...] = ()
    passage: tuple[int, int] | None = None
    swaps: tuple[Swap, ...] = ()
    turned: bool = False
    spinner: str = ""
    dose: float | None = None
    sources: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    documents: tuple[str, ...] = ()

    def one_by_one(self) -> tuple[Pair, ...]:
        """Return the suspect with each of its sources alone, and what is known of that source's passages.

        For what compares two texts; a pair of one source is returned as it is.
        """
        if not self.sources:
            return (self,)
        return tuple(self._against(number) for number in range(len(self.sources)))

    def _against(self, number: int) -> Pair:
        own = tuple(replace(p, source=0) for p in self.passages if p.source == number)
        return replace(
            self,
            source=self.sources[number],
            sources=(),
            passages=own,
            passage=(min(p.suspect_start for p in own), max(p.suspect_end for p in own)),
            swaps=tuple(
                s for s in self.swaps if any(p.suspect_start <= s.suspect_start < p.suspect_end for p in own)
            ),
        )

    @property
    def all_sources(self) -> tuple[str, ...]:
        """The sources, one or several."""
        return self.sources or (self.source,)


def is_left_out(first: str, second: str) -> bool:
    """Whether one text is the other with words left out: whole or trimmed, and so verbatim.

    The border between an edit and a verbatim copy, as `spindetect.model.judge.Part.label` draws it: one of
    the two has no word of its own. Marks and case tell nothing, nor do words that do not count, as those of a
    quotation.
    """
    words = [_counted(text) for text in sorted((first, second), key=len)]
    if not words[0]:
        return False
    return _is_within(*words) or _is_within(*words[::-1])


def _counted(text: str) -> list[str]:
    tokens = Document.from_text(text).tokens
    return [key for key, own in zip(tokens.keys, tokens.counted.tolist(), strict=True) if own]


def _is_within(part: list[str], whole: list[str]) -> bool:
    """Whether the words of a part stand in the whole in their order."""
    rest = iter(whole)
    return all(word in rest for word in part)
