"""Spun text out of order: shuffled sentences, a passage inside another text, two places merged.

usage: python -m benchmarks.moved [--shared ../shared] [--sources data/cache] [--texts 100]

Prose of held-out sources, spun sentence by sentence with dictionaries that the lexicon holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import SimpleNamespace

from benchmarks.swap_score import Gold, SwapScore, score
from models.generators.pieces import Piece, sample
from models.places import HELD_OUT, Places
from models.spinners import Settings, Spinner, Spun, make, open_dictionaries
from spindetect.align import Aligner, DocumentAlignment
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.text import Document

FAMILIES = ("moby-frequent", "ppdb", "wordnet-senses")
DOSES = (0.10, 0.18, 0.30)
PASSAGE_SHARE = 0.15  # of the longer text that a spun passage is placed in


@dataclass(frozen=True)
class Made:
    """A source, a suspect made from it, gold swaps, and where the copied passage stands (code points)."""

    source: str
    suspect: str
    gold: list[Gold]
    passage: tuple[int, int] = (0, 0)


@dataclass
class Tally:
    """Counts of one arrangement."""

    swaps: SwapScore = field(default_factory=SwapScore)
    texts: int = 0
    placed: int = 0


def whole_sentences(piece: Piece) -> Piece:
    """Join lines that were broken inside a sentence: only whole sentences are moved about."""
    joined: list[str] = []
    for sentence in piece.sentences:
        if joined and not joined[-1].rstrip("\"'”’)").endswith((".", "!", "?", ":")):
            joined[-1] += " " + sentence
        else:
            joined.append(sentence)
    return Piece(piece.id, piece.source, tuple(joined), frozenset())


def spun_sentences(piece: Piece, spinner: Spinner, rng: Random) -> list[Spun]:
    """Spin every sentence on its own."""
    return [spinner.spin(sentence, rng) for sentence in piece.sentences]


def arrange(
    piece: Piece, spun: Sequence[Spun], order: Sequence[int], before: str = "", after: str = ""
) -> Made:
    """Join spun sentences in the given order, between other texts, and shift the gold offsets."""
    starts, at = [], 0
    for sentence in piece.sentences:
        starts.append(at)
        at += len(sentence) + 1
    parts, gold, at = [], [], len(before)
    for number in order:
        gold += [
            (
                starts[number] + s.source_start,
                starts[number] + s.source_end,
                at + s.suspect_start,
                at + s.suspect_end,
            )
            for s in spun[number].swaps
        ]
        parts.append(spun[number].text)
        at += len(spun[number].text) + 1
    suspect = before + " ".join(parts) + (" " + after if after else "")
    return Made(" ".join(piece.sentences), suspect, gold, (len(before), at - 1))


def arrangements(piece: Piece, host: Piece, spinner: Spinner, rng: Random) -> Iterator[tuple[str, Made]]:
    """Yield every arrangement of one piece."""
    spun = spun_sentences(piece, spinner, rng)
    order = list(range(len(spun)))
    yield "in order", arrange(piece, spun, order)
    shuffled = rng.sample(order, len(order))
    yield "sentences shuffled", arrange(piece, spun, shuffled)
    third = max(1, len(order) // 3)
    yield "last third first", arrange(piece, spun, order[-third:] + order[:-third])
    yield "merged from two places", arrange(piece, spun, order[-third:] + order[:third])
    yield "every fourth sentence left out", arrange(piece, spun, [n for n in order if n % 4])
    passage = _passage(spun, host)
    middle = len(host.sentences) // 2
    before, after = " ".join(host.sentences[:middle]) + " ", " ".join(host.sentences[middle:])
    yield "passage inside another text", arrange(piece, spun, passage, before, after)


def _passage(spun: Sequence[Spun], host: Piece) -> list[int]:
    """Return the first sentences that make up PASSAGE_SHARE of the text they are placed in."""
    room = len(host.text.split()) * PASSAGE_SHARE / (1 - PASSAGE_SHARE)
    taken: list[int] = []
    for number, sentence in enumerate(spun):
        taken.append(number)
        room -= len(sentence.text.split())
        if room <= 0:
            break
    return taken


def placed(alignment: DocumentAlignment, suspect: Document, passage: tuple[int, int]) -> bool:
    """Whether the blocks lie on the passage, both borders within one sentence of its own."""
    if not alignment.blocks:
        return False
    tokens = suspect.tokens
    first = min(block.suspect_start for block in alignment.blocks)
    last = max(block.suspect_end for block in alignment.blocks) - 1
    sentence = tokens.sentence
    inside = [n for n in range(len(tokens)) if passage[0] <= tokens.start[n] < passage[1]]
    return bool(
        abs(int(sentence[first]) - int(sentence[inside[0]])) <= 1
        and abs(int(sentence[last]) - int(sentence[inside[-1]])) <= 1
    )


def swap_score(alignment: DocumentAlignment, made: Made, source: Document, suspect: Document) -> SwapScore:
    """Score the aligner's replaced spans as reported swaps."""
    first, second = source.tokens, suspect.tokens
    reported = [
        SimpleNamespace(
            source=SimpleNamespace(start=int(first.start[a]), end=int(first.end[b - 1])),
            suspect=SimpleNamespace(start=int(second.start[c]), end=int(second.end[d - 1])),
        )
        for a, b, c, d in alignment.pairs
    ]
    return score(made.gold, reported, made.source, made.suspect)  # type: ignore[arg-type]


def measure(shared: Path, sources: Path, texts: int, seed: int = 11) -> dict[str, Tally]:
    """Align every arrangement of `texts` pieces."""
    places = Places(shared, sources)
    dictionaries = open_dictionaries(places)
    aligner = Aligner(Lexicon.open(), Vectors.open())
    pieces = [p for name in HELD_OUT for p in sample(places, name, -(-texts // len(HELD_OUT)), seed)]
    tallies: dict[str, Tally] = {}
    pieces = [whole_sentences(piece) for piece in pieces[:texts]]
    for number, piece in enumerate(pieces):
        rng = Random(f"{seed}:{piece.id}")
        settings = Settings(DOSES[number // len(FAMILIES) % len(DOSES)], articles=True)
        spinner = make(FAMILIES[number % len(FAMILIES)], dictionaries, settings)
        for name, made in arrangements(piece, pieces[number - 1], spinner, rng):
            source, suspect = Document.from_text(made.source), Document.from_text(made.suspect)
            alignment = aligner.align(source.tokens, suspect.tokens)
            tally = tallies.setdefault(name, Tally())
            tally.swaps += swap_score(alignment, made, source, suspect)
            tally.texts += 1
            tally.placed += placed(alignment, suspect, made.passage)
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--texts", type=int, default=100)
    arguments = parser.parse_args()
    tallies = measure(arguments.shared, arguments.sources, arguments.texts)
    print(f"{'arrangement':32} texts  swaps  recall  precision  borders within a sentence")
    for name, t in tallies.items():
        print(f"{name:32} {t.texts:5}  {t.swaps.gold:5}  {t.swaps.recall:.3f}   {t.swaps.precision:.3f}"
              f"      {t.placed / max(1, t.texts):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
