"""The documents of a recipe: which ones, and which of them are kin."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from models.generators.draw import LEAST_WORDS, Prose
from models.places import Places

# A document's first words tell its topic; the rest of a novel would only take room.
_TOPIC_WORDS, _KEPT_WORDS = 600, 4000
TOPIC, EVENTS = 8, 4
# Names that at most so many documents of a source have; two of them in common, and it is the same matter.
_RARE, _LEAST_COMMON = 6, 2
_DAYS = 10
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_BLOCK = 512
# Eight words in a row stand in two documents by chance or by quotation; a fiftieth of all runs do not.
_RUN, _AGAIN = 8, 0.02
_WORD = re.compile(r"\w+")
# What a site's builder would have filled in: no words of the text.
_MARKUP = re.compile(r"\{[%{]|^\s*(?:!\[|<|\|)")


@dataclass(frozen=True)
class Documents:
    """Documents in the recipe's order, each with the numbers of its kin.

    Attributes
    ----------
    prose : tuple of Prose
    topic, events : tuple of tuples of int
        Others of the same source: on its topic, nearest first; about the same matter, surest first.
    """

    prose: tuple[Prose, ...]
    topic: tuple[tuple[int, ...], ...]
    events: tuple[tuple[int, ...], ...]


def choose(
    places: Places, wanted: Mapping[str, int], seed: int, apart_from: Sequence[str] = ()
) -> list[Prose]:
    """Return up to so many documents of each source, chosen by their identities.

    The sources are mixed evenly, so that any stretch of the list holds each by its share.

    Parameters
    ----------
    apart_from : sequence of str
        Sources whose documents must not stand again in those that are chosen: texts travel, and what one
        source posts another posts again.
    """
    elsewhere = {run for source in apart_from for row in places.text(source) for run in _runs(row["text"])}
    ranked: list[tuple[float, str, Prose]] = []
    for source, number in wanted.items():
        ordered = sorted(_long(places, source, seed), key=lambda pair: pair[0])
        own = (prose for _, prose in ordered if not elsewhere or _shared(prose.text, elsewhere) < _AGAIN)
        kept = list(itertools.islice(own, number))
        ranked += [((n + 0.5) / len(kept), source, prose) for n, prose in enumerate(kept)]
    return [prose for _, _, prose in sorted(ranked, key=lambda row: row[:2])]


def _runs(text: str) -> Iterator[int]:
    """Yield a number for each run of eight words; the same in one process alone."""
    words = _WORD.findall(text.lower())
    return map(hash, zip(*(words[at:] for at in range(_RUN)), strict=False))


def _shared(text: str, elsewhere: Set[int]) -> float:
    runs = set(_runs(text))
    return len(runs & elsewhere) / max(1, len(runs))


def _long(places: Places, source: str, seed: int) -> list[tuple[bytes, Prose]]:
    return [
        (hashlib.sha256(f"{seed}:{row['id']}".encode()).digest(), prose)
        for row in places.text(source)
        if (prose := _prose(row, source)) is not None
    ]


def _prose(row: Mapping[str, Any], source: str) -> Prose | None:
    """Return a document's first thousands of words; None of one too short for a pair."""
    paragraphs, words = [], 0
    for paragraph in row["text"].split("\n"):
        if _MARKUP.search(paragraph):
            continue
        paragraphs.append(paragraph)
        words += len(paragraph.split())
        if words >= _KEPT_WORDS:
            break
    if words < LEAST_WORDS:
        return None
    return Prose(str(row["id"]), source, row.get("date") or "", "\n".join(paragraphs))


def with_kin(prose: Sequence[Prose]) -> Documents:
    """Find each document's kin among those of its source."""
    topic: list[tuple[int, ...]] = [()] * len(prose)
    events: list[tuple[int, ...]] = [()] * len(prose)
    groups: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(prose):
        groups[one.source].append(number)
    for numbers in groups.values():
        group = [prose[n] for n in numbers]
        for own, near, same in zip(numbers, on_topic(group), same_events(group), strict=True):
            topic[own] = tuple(numbers[n] for n in near)
            events[own] = tuple(numbers[n] for n in same)
    return Documents(tuple(prose), tuple(topic), tuple(events))


def on_topic(prose: Sequence[Prose]) -> list[list[int]]:
    """Return for each document the nearest others by tf-idf cosine, nearest first."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if len(prose) < 2:
        return [[] for _ in prose]
    texts = (" ".join(one.text.split()[:_TOPIC_WORDS]) for one in prose)
    table = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32).fit_transform(texts)
    out: list[list[int]] = []
    for first in range(0, len(prose), _BLOCK):
        alike = (table[first : first + _BLOCK] @ table.T).toarray()
        alike[np.arange(len(alike)), np.arange(first, first + len(alike))] = -1.0
        # Rounded, so that machines that add in another order sort alike.
        nearest = np.argsort(-np.round(alike, 4), axis=1, kind="stable")[:, :TOPIC]
        out += [[int(n) for n in row if alike[at, n] > 0.01] for at, row in enumerate(nearest)]
    return out


def same_events(prose: Sequence[Prose]) -> list[list[int]]:
    """Return for each document others that share rare names with it and are of about its date.

    Where either has no date, one more name must be shared.
    """
    names = [set(_NAME.findall(one.text)) for one in prose]
    known: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(names):
        for name in own:
            known[name].append(number)
    out: list[list[int]] = []
    for number, own in enumerate(names):
        shared: Counter[int] = Counter()
        for name in own:
            if len(known[name]) <= _RARE:
                shared.update(n for n in known[name] if n != number)
        found = [n for n, count in shared.items() if count >= _LEAST_COMMON + _apart(prose[number], prose[n])]
        out.append(heapq.nsmallest(EVENTS, found, key=lambda n: (-shared[n], n)))
    return out


def _apart(one: Prose, other: Prose) -> int:
    """Return 0 where the dates are near, 1 where one is missing, more than all names where they differ."""
    try:
        days = abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)
    except ValueError:
        return 1
    return 0 if days <= _DAYS else 10**6
