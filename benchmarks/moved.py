"""Moved sentences and inserted passages: whether swaps are found, and where passages end.

usage: python -m benchmarks.moved [--shared ../shared] [--sources data/cache] [--texts 120]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import spindetect
from benchmarks.swap_score import Gold, SwapScore, score
from models.generators.pieces import Piece, sample
from models.places import HELD_OUT, Places
from models.spinners import Settings, Swap, make, open_dictionaries
from models.spinners.base import Spinner

# A character that no text holds and no dictionary swaps keeps the sentence borders through the spinning.
MARK = "\x1e"
PASSAGE_SHARE = 0.15
PASSAGE_WORDS = (90, 150)
FAMILIES = ("interchange-words", "moby-frequent", "wordnet-senses", "ppdb")


@dataclass(frozen=True)
class SpunSentences:
    """Spun sentences and the gold swaps of each, as offsets in the whole source and in the sentence."""

    texts: list[str]
    swaps: list[list[Swap]]
    source: str

    def arranged(self, order: Sequence[int]) -> tuple[str, list[Gold]]:
        """Join the sentences in an order; return the text and its gold swaps."""
        gold: list[Gold] = []
        parts: list[str] = []
        at = 0
        for n in order:
            gold += [
                (s.source_start, s.source_end, at + s.suspect_start, at + s.suspect_end)
                for s in self.swaps[n]
            ]
            parts.append(self.texts[n])
            at += len(self.texts[n]) + 1
        return " ".join(parts), gold


def spin_sentences(sentences: Sequence[str], spinner: Spinner, rng: Random) -> SpunSentences:
    """Spin a text as a whole, and give it back sentence by sentence."""
    spun = spinner.spin(MARK.join(sentences), rng)
    texts = spun.text.split(MARK)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    swaps: list[list[Swap]] = [[] for _ in texts]
    number = 0
    for swap in spun.swaps:
        while swap.suspect_start >= starts[number + 1]:
            number += 1
        start = starts[number]
        swaps[number].append(
            Swap(
                swap.source_start,
                swap.source_end,
                swap.suspect_start - start,
                swap.suspect_end - start,
                swap.source,
                swap.suspect,
            )
        )
    return SpunSentences(texts, swaps, " ".join(sentences))


def shuffled(
    detector: spindetect.Detector, texts: Sequence[SpunSentences], rng: Random
) -> tuple[SwapScore, SwapScore]:
    """Return the swap scores in order and shuffled."""
    in_order, mixed = SwapScore(), SwapScore()
    for spun in texts:
        straight = list(range(len(spun.texts)))
        turned = rng.sample(straight, len(straight))
        for order in (straight, turned):
            suspect, gold = spun.arranged(order)
            got = score(gold, detector.compare(suspect, spun.source).substitutions, spun.source, suspect)
            if order is straight:
                in_order += got
            else:
                mixed += got
    return in_order, mixed


def borders(
    detector: spindetect.Detector, piece: Piece, host: Sequence[str], spinner: Spinner, rng: Random
) -> tuple[bool, bool]:
    """Insert a spun passage into a host text; return (borders within one sentence, called spun)."""
    passage = spin_sentences(_first_words(piece.sentences, rng.randint(*PASSAGE_WORDS)), spinner, rng).texts
    wanted = len(" ".join(passage).split()) * (1 / PASSAGE_SHARE - 1)
    around = _first_words(host, int(wanted))
    at = rng.randrange(1, len(around))
    sentences = [*around[:at], *passage, *around[at:]]
    ends: list[int] = []
    for sentence in sentences:
        ends.append((ends[-1] + 1 if ends else 0) + len(sentence))
    starts = [0, *(end + 1 for end in ends)]
    verdict = detector.compare(" ".join(sentences), piece.text)
    last = at + len(passage) - 1
    near = any(
        starts[at - 1] <= p.suspect_start <= starts[at + 1]
        and ends[last - 1] <= p.suspect_end <= ends[min(last + 1, len(ends) - 1)]
        for p in verdict.passages
    )
    return near, verdict.label == "spun"


def _first_words(sentences: Sequence[str], words: int) -> list[str]:
    taken: list[str] = []
    for sentence in sentences:
        if sum(len(s.split()) for s in taken) >= words:
            break
        taken.append(sentence)
    return taken


def measure(
    shared: Path, sources: Path, detector: spindetect.Detector, texts: int = 120, seed: int = 11
) -> dict[str, tuple[float, int, str]]:
    """Return (value, cases, meaning) by name."""
    places = Places(shared, sources)
    dictionaries = open_dictionaries(places)
    rng = Random(seed)
    pieces = [p for name in HELD_OUT for p in sample(places, name, texts // len(HELD_OUT), seed)]
    spinners = [make(family, dictionaries, Settings(0.2)) for family in FAMILIES]
    spun = [spin_sentences(p.sentences, spinners[n % len(spinners)], rng) for n, p in enumerate(pieces)]
    in_order, mixed = shuffled(detector, spun, rng)
    found = []
    for n, piece in enumerate(pieces):
        host = [s for other in rng.sample(pieces, 12) if other is not piece for s in other.sentences]
        found.append(borders(detector, piece, host, spinners[n % len(spinners)], rng))
    near = sum(ok for ok, _ in found) / max(1, len(found))
    called = sum(ok for _, ok in found) / max(1, len(found))
    return {
        "shuffled": (
            mixed.recall / max(1e-9, in_order.recall),
            len(spun),
            "swaps found shuffled, to in order",
        ),
        "passage-borders": (near, len(found), "spun passages of 15 % with borders within one sentence"),
        "passage-spun": (called, len(found), "texts with such a passage called spun"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--texts", type=int, default=120)
    given = parser.parse_args()
    for name, row in measure(given.shared, given.sources, spindetect.load(), given.texts).items():
        print(f"{name:20} {row[0]:.4f}   {row[1]:4} texts   {row[2]}")


if __name__ == "__main__":
    main()
