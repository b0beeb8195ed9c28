"""Passages of prose to make pairs of: split into sentences, sampled by source and by document."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from models.places import Places

# Good enough for making texts; the product has its own sentence borders.
_BORDER = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:Mr|Dr|St|No)\.)(?<!\bMrs\.)[\"”’)]*\s+(?=[\"“A-Z0-9])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage of one document: sentences, and which of them begin a paragraph."""

    id: str
    source: str
    sentences: tuple[str, ...]
    breaks: frozenset[int]

    @property
    def text(self) -> str:
        """The passage as it stood."""
        return join(self.sentences, self.breaks)


def join(sentences: Sequence[str], breaks: frozenset[int] = frozenset()) -> str:
    """Join sentences with spaces, and new lines where a paragraph begins."""
    parts = (("\n" if i in breaks else " ") + s if i else s for i, s in enumerate(sentences))
    return "".join(parts)


def sentences_of(paragraph: str) -> list[str]:
    """Split a paragraph at sentence borders."""
    return [s for s in _BORDER.split(paragraph.strip()) if s]


def leading(paragraphs: Iterable[Iterable[str]], wanted: float = math.inf) -> tuple[list[str], set[int], int]:
    """Return sentences from the first on, which of them begin a paragraph, and the number of their words.

    Parameters
    ----------
    paragraphs : iterable of iterables of str
        The sentences of each paragraph.
    wanted : float
        Words after which no further sentence is taken.
    """
    sentences: list[str] = []
    breaks: set[int] = set()
    words = 0
    for paragraph in paragraphs:
        breaks.add(len(sentences))
        for sentence in paragraph:
            sentences.append(sentence)
            words += len(sentence.split())
            if words >= wanted:
                return sentences, breaks, words
    return sentences, breaks, words


_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def kept_runs(source: str, suspect: str, words: int = 5) -> float:
    """Return the share of the suspect's runs of so many words that stand in the source."""
    own, other = (_WORD.findall(text.lower()) for text in (suspect, source))
    runs, known = (set(zip(*(text[i:] for i in range(words)), strict=False)) for text in (own, other))
    return len(runs & known) / max(1, len(runs))


def cut(document: str, name: str, source: str, rng: Random) -> Piece:
    """Cut a passage of 90 to 900 words out of a document, beginning at a paragraph."""
    wanted = min(900, max(90, int(rng.lognormvariate(5.9, 0.6))))  # median 365 words, as articles have
    paragraphs = [p for p in document.split("\n") if p.strip()]
    first = rng.randrange(max(1, len(paragraphs) // 2))
    sentences, breaks, _ = leading(map(sentences_of, paragraphs[first:]), wanted)
    return Piece(name, source, tuple(sentences), frozenset(breaks))


def sample(places: Places, source: str, number: int, seed: int, *, least: int = 90) -> list[Piece]:
    """Return up to `number` passages of a source, one a document, the same for the same seed."""
    rng = Random(f"{seed}:{source}")
    rows = [row for row in places.text(source) if len(row["text"]) > 7 * least]
    rng.shuffle(rows)
    pieces = (cut(row["text"], str(row["id"]), source, rng) for row in rows)
    kept = [p for p in pieces if len(p.text.split()) >= least]
    return kept[:number]
