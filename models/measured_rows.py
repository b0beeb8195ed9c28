"""One pair, one row: what the detector said of it, beside what is known."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import spindetect
from benchmarks.swap_score import Gold, score
from models.generators.pair import Pair
from spindetect.records import Substitution
from spindetect.verdict import PairVerdict

CLASSES = ("spun", "verbatim", "paraphrased", "edited", "independent")
# Kinds whose swaps are scored: one source, in order, and nothing changed after the spinning.
SWAPS_OF = ("spun/dose-5-8", "spun/dose-8-15", "spun/dose-15-45")


@dataclass(frozen=True, slots=True)
class Row:
    """A measured pair.

    Attributes
    ----------
    number : int
        Its place in the recipe's order; -1 of a pair that is no recipe's.
    family, label, domain, document : str
        What made it, what it is, and of which document: the bootstrap draws documents.
    words : int
        Of the suspect.
    found : str
        The verdict's label.
    probabilities : tuple of float
        In the order of `CLASSES`, the first of them P(spun) as the verdict has it.
    p_copied : float
    passage_hit, passage_said, passage_gold : int
        Characters of the suspect in passages called spun that are gold, in all such passages, and in gold
        passages.
    swaps_found, swaps_gold, swap_right, swap_said, swap_hit, swap_characters : int
        Gold swaps found, of all; reported characters that are gold, of all; characters really swapped that
        are reported, of all. Both sides count, blanks do not: what stands between two words is nobody's.
        Really swapped are the words that do not stand in both: of "each", put "each and all", the last two.
    with_background : bool
        Whether the pair has a background and the detector was given it.
    spinner, dose : str, float
        Of a spun pair, as `Pair` has them.
    """

    number: int
    family: str
    label: str
    domain: str
    document: str
    words: int
    found: str
    probabilities: tuple[float, ...]
    p_copied: float
    passage_hit: int = 0
    passage_said: int = 0
    passage_gold: int = 0
    swaps_found: int = 0
    swaps_gold: int = 0
    swap_right: int = 0
    swap_said: int = 0
    swap_hit: int = 0
    swap_characters: int = 0
    with_background: bool = False
    spinner: str = ""
    dose: float = 0.0

    @property
    def spun(self) -> float:
        """P(spun)."""
        return self.probabilities[0]

    def plain(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """Return the row of what `plain` gave."""
        return cls(**{**plain, "probabilities": tuple(plain["probabilities"])})


def measured(detector: spindetect.Detector, number: int, pair: Pair) -> Row:
    """Compare a pair and hold the verdict against what is known."""
    verdicts, given = compared(detector, pair)
    first = max(verdicts, key=lambda v: v.probability)
    row = Row(
        number,
        pair.family,
        pair.label,
        pair.domain,
        pair.documents[0] if pair.documents else pair.domain,
        len(pair.suspect.split()),
        first.label,
        tuple(round(float(getattr(first.probabilities, name)), 6) for name in CLASSES),
        round(max(v.p_copied for v in verdicts), 6),
        with_background=given,
        spinner=pair.spinner,
        dose=round(pair.dose or 0.0, 4),
    )
    row = replace(row, probabilities=(round(first.probability, 6), *row.probabilities[1:]))
    if pair.label == "spun":
        row = _with_passages(row, pair, verdicts)
        if pair.family in SWAPS_OF:
            row = _with_swaps(row, pair, verdicts[0].substitutions)
    return row


def compared(detector: spindetect.Detector, pair: Pair) -> tuple[list[PairVerdict], bool]:
    """Return a verdict on all sources with the background, or, where the detector takes one source, several.

    Also returns whether the detector was given the background.
    """
    compare: Any = detector.compare
    if "background" in inspect.signature(compare).parameters:
        return [compare(pair.suspect, list(pair.all_sources), background=list(pair.background))], bool(
            pair.background
        )
    return [compare(pair.suspect, source) for source in pair.all_sources], False


def _with_passages(row: Row, pair: Pair, verdicts: Sequence[PairVerdict]) -> Row:
    gold = characters((p.suspect_start, p.suspect_end) for p in pair.passages)
    said = characters(
        (p.suspect_start, p.suspect_end) for v in verdicts for p in v.passages if p.label == "spun"
    )
    return replace(row, passage_hit=len(gold & said), passage_said=len(said), passage_gold=len(gold))


def _with_swaps(row: Row, pair: Pair, reported: Sequence[Substitution]) -> Row:
    gold: list[Gold] = [(s.source_start, s.source_end, s.suspect_start, s.suspect_end) for s in pair.swaps]
    found = score(gold, reported, pair.source, pair.suspect)
    texts = (pair.source, pair.suspect)
    whole = [_letters(((g[2 * side], g[2 * side + 1]) for g in gold), texts[side]) for side in (0, 1)]
    really = [really_swapped(g, *texts) for g in gold]
    here = [_letters((spans[side] for spans in really), texts[side]) for side in (0, 1)]
    said = [
        _letters(((s.source.start, s.source.end) for s in reported), pair.source),
        _letters(((s.suspect.start, s.suspect.end) for s in reported), pair.suspect),
    ]
    return replace(
        row,
        swaps_found=found.found,
        swaps_gold=found.gold,
        swap_right=sum(len(a & b) for a, b in zip(whole, said, strict=True)),
        swap_said=sum(map(len, said)),
        swap_hit=sum(len(a & b) for a, b in zip(here, said, strict=True)),
        swap_characters=sum(map(len, here)),
    )


def really_swapped(swap: Gold, source: str, suspect: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the spans of both sides without the words at either end that stand in both."""
    s0, s1, t0, t1 = swap
    old, new = (
        [(m.start(), m.end()) for m in re.finditer(r"\S+", text)] for text in (source[s0:s1], suspect[t0:t1])
    )
    same = [
        [source[s0 + a : s0 + b].casefold() for a, b in old],
        [suspect[t0 + a : t0 + b].casefold() for a, b in new],
    ]
    while same[0] and same[1] and same[0][0] == same[1][0]:
        del same[0][0], same[1][0], old[0], new[0]
    while same[0] and same[1] and same[0][-1] == same[1][-1]:
        del same[0][-1], same[1][-1], old[-1], new[-1]
    spans = [
        (at + words[0][0], at + words[-1][1]) if words else (at, at) for at, words in ((s0, old), (t0, new))
    ]
    return spans[0], spans[1]


def _letters(spans: Iterable[tuple[int, int]], text: str) -> set[int]:
    """Return the code points that spans cover, without blanks."""
    return {at for at in characters(spans) if not text[at].isspace()}


def characters(spans: Iterable[tuple[int, int]]) -> set[int]:
    """Return the code points that spans cover."""
    return {at for start, end in spans for at in range(start, end)}
