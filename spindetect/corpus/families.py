"""Families: documents tied by copying, and which of them is the likely original, if the evidence decides it.

Naming the victim as the thief is the worst mistake of all, so the rule names nobody unless everything agrees:

1. Only pairs that were spun tell who copied whom; a verbatim or rewritten copy looks like its source.
2. Every copy of the family must have been compared with the original and look made from it: none the other
   way round, and together at odds of `LEAST_DIRECTION` on average.
3. The original's own wording must not speak against it: P(spun) without a source. Two spun copies of a text
   that is not in the corpus may look like source and copy, the one that was spun less as the source; its own
   words give it away. Both kinds of evidence are weighed together (`LEAST_EVIDENCE`): the surer the copies
   look made from it, the odder its own words may be. Where a text is too short to say, the direction alone
   must be surer.
4. Several documents may have the original's words, as a republished one and a later edition do. They differ
   in no swapped word, so words do not tell which was first, and nobody is named; but that the others were
   made from these, and not the other way round, is said: they are the family's `sources`.
5. Claimed dates can be forged. They only ever take a name away: where a copy claims to be the older, that is
   a conflict, it is shown as one, and nobody is named.

Weights and limits were chosen on 320 families of the calibration's sources, a text and one to four copies at
doses of 5 to 45 % by dictionaries that the lexicon was opened without, a fifth of them copies of copies: .65
have their original named, where a P(spun) of at most 0.05 beside the direction named .47. Of 217 families of
held-out sources .52 have their original named (.33 by that limit), none another one; with the originals taken
out 2 of 184 have a sibling named (1.1 %, at most 3.4 % with 95 % confidence).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from spindetect.corpus.dates import day_of, is_later
from spindetect.numbers import count, number, p_of

SETTLED: Final = 0.9
"""P(made from it) from which on a pair says who copied whom: what the reports call a known direction."""
LEAST_DIRECTION: Final = 0.8
"""P(made from it), averaged as log-odds over the other documents of a family."""
LEAST_ALONE: Final = 0.99
"""The same where nothing is known of the original's own wording: it is too short, or was not scored."""
DIRECTION_WEIGHT: Final = 0.4
OWN_WEIGHT: Final = 0.85
LEAST_EVIDENCE: Final = 2.5
"""Least of `DIRECTION_WEIGHT` times the mean log-odds that the others were made from it, less `OWN_WEIGHT`
times the log-odds that it is spun by its own wording, for an original."""

Outcome = Literal["named", "undated", "conflict", "open", "absent"]
# Labels whose pairs tie documents together; edited ones share a text that a person worked on, which is no
# copy to be hunted.
TIES: Final = ("spun", "verbatim", "paraphrased")
_FLOOR: Final = 1e-6  # of a probability in log-odds


class Tie(NamedTuple):
    """A pair that is written: as in the table of pairs."""

    suspect: str
    source: str
    label: str
    direction: float
    probability: float = 0.0
    p_copied: float = 0.0
    copied_share: float = 0.0
    words_copied: int = 0
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a family.

    Attributes
    ----------
    id : str
    published, site : str, optional
        As claimed.
    p_spun : float, optional
        P(spun) without a source; None where it was not scored, or is too short to say.
    duplicate_of : str, optional
        The document whose words it has.
    is_spun : bool
        Whether it is called spun without a source.
    """

    id: str
    published: str | None = None
    site: str | None = None
    p_spun: float | None = None
    duplicate_of: str | None = None
    is_spun: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """Documents that are copies of each other, or of one that is not here.

    Attributes
    ----------
    name : str
        The first of its members' ids.
    members : tuple of Member
        By id.
    outcome : {'named', 'undated', 'conflict', 'open', 'absent'}
        'named': the words name `original`, and all claimed dates agree. 'undated': the words name it, and
        dates are missing or too close to tell. 'conflict': a copy claims to be older than what the words
        name; nobody is named. 'open': the evidence does not decide. 'absent': its members look like copies
        of a text that is not here.
    original : str, optional
        Its id; None unless the outcome is 'named' or 'undated'.
    confidence : float, optional
        P(made from it) of its copies, averaged as log-odds.
    by_direction, by_date : str, optional
        Whom the words alone, and the claimed dates alone, would name.
    reason : str
        What decided, or why nothing did.
    sources : tuple of str
        Ids of the documents whose words the copies were made from: the original alone where one is named,
        all that share its words where words do not tell which was first; of conflicts too. Empty where
        nothing is known.
    """

    name: str
    members: tuple[Member, ...]
    outcome: Outcome
    original: str | None
    confidence: float | None
    by_direction: str | None
    by_date: str | None
    reason: str
    sources: tuple[str, ...] = ()

    @property
    def conflict(self) -> bool:
        """Whether the words and the dates contradict each other."""
        return self.outcome == "conflict"

    @property
    def is_decided(self) -> bool:
        """Whether it is known what its copies were made from: words say it, and no date contradicts them."""
        return bool(self.sources) and not self.conflict


def connected(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the groups that pairs tie together: each sorted, the groups by their first."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first  # the smaller id is the root, so that the order of the pairs does not matter
    groups: dict[str, list[str]] = defaultdict(list)
    for name in parent:
        groups[root(name)].append(name)
    return sorted(sorted(group) for group in groups.values())


def families(
    ties: Sequence[Tie], duplicates: Mapping[str, str], members: Mapping[str, Member]
) -> Iterator[Family]:
    """Yield the families, by name.

    Parameters
    ----------
    ties : sequence of Tie
        Between documents that stand for their duplicates; those of other labels than `TIES` do not count.
    duplicates : mapping of str to str
        From the id of each document that was folded to the one that stands for it.
    members : mapping of str to Member
        All that these name.
    """
    both: dict[str, list[Tie]] = defaultdict(list)
    ties = [tie for tie in ties if tie.label in TIES]
    for tie in ties:
        both[tie.suspect].append(tie)
        both[tie.source].append(tie)
    for group in connected([*((t.suspect, t.source) for t in ties), *duplicates.items()]):
        here = list({tie[:2]: tie for name in group for tie in both.get(name, ())}.values())
        yield judged([members[name] for name in group], here)


def row_of(family: Family) -> dict[str, Any]:
    """Return the row of the table of families."""
    return {
        "family": family.name,
        "size": len(family.members),
        "members": [member.id for member in family.members],
        "sites": sorted({member.site for member in family.members if member.site}),
        "original": family.original,
        "confidence": family.confidence,
        "conflict": family.conflict,
        "reason": family.reason,
    }


def judged(members: Sequence[Member], ties: Sequence[Tie]) -> Family:
    """Return a family with its likely original, by the rule of this module."""
    standing = [one for one in members if one.duplicate_of is None]
    evidence = _Evidence.of(standing, ties)
    found = _Found(members, standing, _earliest(members))
    fitting = evidence.sources(standing)
    if not fitting:
        return found.none(*_nobody(standing, evidence))
    names = {one.id for one in fitting}
    alike = [one for one in members if one.id in names or one.duplicate_of in names]
    if len(alike) > 1:
        return found.several(alike, fitting[0] if len(fitting) == 1 else None)
    return found.named(fitting[0], evidence)


@dataclass(frozen=True, slots=True)
class _Found:
    members: Sequence[Member]
    standing: Sequence[Member]
    by_date: str | None

    def none(self, outcome: Outcome, reason: str) -> Family:
        return self._family(outcome, None, None, None, reason)

    def several(self, alike: Sequence[Member], best: Member | None) -> Family:
        """Say that some documents have the words that the others were made from, and which these are."""
        others = len(self.members) - len(alike)
        looks = "the other one looks" if others == 1 else f"the other {number(others)} look"
        reason = (
            f"{looks} made from words that {count(len(alike), 'document')} here have "
            f"({_listed([one.id for one in alike])}), and words do not tell which of them was first"
        )
        sources = tuple(one.id for one in alike)
        copies = [one for one in self.members if one.id not in sources]
        older = [one for one in copies if all(is_later(o.published, one.published) for o in alike)]
        if older:
            first = min(older, key=_by_day)
            told = f"{reason}; but {first.id!r} claims to be older than they are ({day_of(first.published)})"
            return self._family("conflict", None, None, (best or alike[0]).id, told, sources)
        return self._family("open", None, None, best.id if best else None, reason, sources)

    def named(self, best: Member, evidence: _Evidence) -> Family:
        sure = _probability(evidence.mean(best))
        copies = [one for one in self.members if one.id != best.id]
        older = [one for one in copies if is_later(best.published, one.published)]
        looks = "copy looks" if len(copies) == 1 else "copies look"
        told = f"{number(len(copies))} {looks} made from it ({p_of('', sure)} on average)"
        if older:
            first = min(older, key=_by_day)
            reason = (
                f"the words name {best.id!r}, for {told}; but {first.id!r} claims to be older "
                f"({day_of(first.published)} beside {day_of(best.published)}), and dates can be forged"
            )
            return self._family("conflict", None, None, best.id, reason, (best.id,))
        all_later = all(is_later(one.published, best.published) for one in copies)
        dates = "every copy claims a later date" if all_later else "claimed dates are missing or tell nothing"
        own = (
            f"its own wording speaks less against it than they speak for it ({p_of('spun', best.p_spun)})"
            if best.p_spun is not None
            else "of its own wording nothing is known"
        )
        outcome: Outcome = "named" if all_later else "undated"
        return self._family(outcome, best.id, sure, best.id, f"{told}; {own}; {dates}", (best.id,))

    def _family(
        self,
        outcome: Outcome,
        original: str | None,
        sure: float | None,
        words: str | None,
        reason: str,
        sources: tuple[str, ...] = (),
    ) -> Family:
        name, members = self.members[0].id, tuple(self.members)
        return Family(name, members, outcome, original, sure, words, self.by_date, reason, sources)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """For each document, the log-odds that each other one was made from it, by pairs that were spun."""

    from_it: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, standing: Sequence[Member], ties: Sequence[Tie]) -> _Evidence:
        from_it: dict[str, dict[str, float]] = {one.id: {} for one in standing}
        for tie in ties:
            if tie.label == "spun":
                odds = _log_odds(tie.direction)
                from_it[tie.source][tie.suspect] = odds
                from_it[tie.suspect][tie.source] = -odds
        return cls(from_it)

    def sources(self, standing: Sequence[Member]) -> list[Member]:
        """Return those that all others may have been made from: none where the evidence is not for each.

        Documents from which others look made, and which look made from none, are the possible sources. Each
        of the others must look made from each of them, and they must not differ in swapped words themselves.
        """
        first = [one for one in standing if self._is_first(one)]
        names = {one.id for one in first}
        copies = {one.id for one in standing} - names
        fitting = copies and all(copies == set(self.from_it[one.id]) and self._holds(one) for one in first)
        return first if fitting else []

    def mean(self, one: Member) -> float:
        """Return the average log-odds that the others were made from it."""
        made = self.from_it[one.id].values()
        return math.fsum(sorted(made)) / len(made) if made else 0.0

    def _is_first(self, one: Member) -> bool:
        made = self.from_it[one.id].values()
        return bool(made) and min(made) >= 0

    def _holds(self, one: Member) -> bool:
        """Say whether direction and wording together are enough for an original."""
        mean = self.mean(one)
        if one.p_spun is None:
            return mean >= _log_odds(LEAST_ALONE)
        evidence = DIRECTION_WEIGHT * mean - OWN_WEIGHT * _log_odds(one.p_spun)
        return mean >= _log_odds(LEAST_DIRECTION) and evidence >= LEAST_EVIDENCE


def _nobody(standing: Sequence[Member], evidence: _Evidence) -> tuple[Outcome, str]:
    """Say why no document can be named."""
    if len(standing) == 1 or not any(evidence.from_it.values()):
        return "open", "they have the same words, or nearly; words do not tell which of them was first"
    # By the label, whose threshold is strict: many honest originals, too, are likelier spun than not, and to
    # say of one that it is a copy accuses it.
    if all(one.is_spun for one in standing):
        return "absent", "every one is spun by its own wording: what they were made from is not in the corpus"
    return "open", "the words do not tell which of them the others were made from"


def _by_day(one: Member) -> tuple[str, str]:
    return day_of(one.published) or "", one.id


def _listed(names: Sequence[str], most: int = 3) -> str:
    told = ", ".join(repr(name) for name in names[:most])
    return f"{told} and {number(len(names) - most)} more" if len(names) > most else told


def _earliest(members: Sequence[Member]) -> str | None:
    """Return the one that claims to be older than every other; None where dates are missing or equal."""
    dated = sorted((day_of(one.published) or "", one.id) for one in members)
    if len(dated) < 2 or not dated[0][0]:
        return None
    by_id = {one.id: one for one in members}
    first = by_id[dated[0][1]]
    later = all(is_later(one.published, first.published) for one in members if one.id != first.id)
    return first.id if later else None


def _log_odds(p: float) -> float:
    p = min(max(p, _FLOOR), 1.0 - _FLOOR)
    return math.log(p / (1.0 - p))


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
