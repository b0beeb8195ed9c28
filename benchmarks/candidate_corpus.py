"""A corpus with planted spun copies: human documents cut without overlap, and the truth beside them.

usage: python -m benchmarks.candidate_corpus OUT --documents 12000 [--planted 4000] [--purpose tune]
       python -m benchmarks.candidate_corpus OUT --documents 27500 --planted 5000 --purpose fit

Writes OUT/documents.parquet (id, text) and OUT/truth.parquet (one row a planted copy). `tune` and `measure`
share human documents and nothing else: their copies have other source documents, other dictionaries and
other families of spinners. A spun passage stands inside a document that is not in the corpus otherwise. `fit`
is spun as `tune` is and has the texts that the largest of the others leave over: what the scan's model is
fitted on is in none of them.
"""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from models.generators import evasion
from models.generators.notices import NOTICES, fill
from models.generators.pair import Passage
from models.generators.parts import Laid
from models.generators.pieces import Piece, sentences_of
from models.places import Places, number_of
from models.spinners import Dictionaries, Settings, Spinner, make, open_dictionaries

Purpose = Literal["fit", "tune", "measure"]
FAMILIES: Mapping[Purpose, tuple[str, ...]] = {
    "fit": ("ppdb", "wordnet-senses", "wordnet-near"),
    "tune": ("ppdb", "wordnet-senses", "wordnet-near"),
    "measure": ("moby-frequent", "moby-any", "moby-rare", "neighbours"),
}
UNSEEN: Mapping[Purpose, tuple[str, ...]] = {
    "fit": ("ppdb", "wordnet"),
    "tune": ("ppdb", "wordnet"),
    "measure": ("moby",),
}
"""What the lexicon is to be opened without, so that the spinners' dictionaries are unseen."""
HALVES: Mapping[Purpose, tuple[int, ...]] = {"fit": (0, 1), "tune": (0,), "measure": (1,)}
"""Which halves of the human documents the sources of copies are of."""
LARGEST: Final = 123_500
"""Human documents of the largest corpus that is measured, 120,000 with 10,000 copies, and its hosts."""

# Kinds of planted copies: the measured dose lies in the range; the last number is the share of the copies.
DOSES = {
    "8": (0.06, 0.10, 0.1),
    "18": (0.16, 0.20, 0.3),
    "30": (0.27, 0.33, 0.1),
    "40": (0.36, 0.44, 0.25),
}
PASSAGE = "passage"
PASSAGE_SHARE, PASSAGE_WORDS, PASSAGE_DOSE = 0.25, 100, (0.16, 0.44)
SHORTEST, LONGEST = 200, 600
# How many copies one source has: most one, some a family.
COPIES, COPIES_WEIGHTS = (1, 2, 4, 12), (0.70, 0.20, 0.08, 0.02)
HOSTS = 0.35  # documents for passages to stand in, a share of the copies: more than PASSAGE_SHARE
EVADING = 0.05  # share of the copies that are disguised by characters besides
TRIES = 4


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted copy: what was made from what, how, and the share of its words that differ."""

    suspect: str
    source: str
    kind: str
    dose: float
    family: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A planted copy and its text."""

    row: Planted
    text: str


def human(shared: Path, wanted: int, first: int = 0) -> list[Piece]:
    """Return `wanted` pieces of all sources from the `first` on, in an order of their own."""
    names = sorted(path.name.partition(".")[0] for path in (shared / "text").glob("*.jsonl.gz"))
    places = Places(shared, shared)
    pieces = (piece for name in names for piece in _cut_all(places, name))
    # The order is that of a hash, so that a smaller corpus is a part of a larger one.
    return [p for _, _, p in heapq.nsmallest(first + wanted, ((number_of(p.id), p.id, p) for p in pieces))][
        first:
    ]


def _cut_all(places: Places, source: str) -> Iterator[Piece]:
    seen: set[str] = set()
    for row in places.text(source):
        if row["id"] in seen:  # one source numbers some of its documents twice
            continue
        seen.add(row["id"])
        rng = Random(str(row["id"]))
        sentences: list[str] = []
        breaks: set[int] = set()
        words, wanted, number = 0, rng.randint(SHORTEST, LONGEST), 0
        for paragraph in row["text"].split("\n"):
            breaks.add(len(sentences))
            for sentence in sentences_of(paragraph):
                sentences.append(sentence)
                words += len(sentence.split())
                if words >= wanted:
                    yield Piece(f"{row['id']}/{number}", source, tuple(sentences), frozenset(breaks))
                    sentences, breaks = [], {0}
                    words, wanted, number = 0, rng.randint(SHORTEST, LONGEST), number + 1
        if words >= SHORTEST:
            yield Piece(f"{row['id']}/{number}", source, tuple(sentences), frozenset(breaks))


def plant(
    pieces: Sequence[Piece], hosts: Sequence[Piece], wanted: int, purpose: Purpose, dictionaries: Dictionaries
) -> Iterator[Copy]:
    """Yield copies of those pieces that serve a purpose."""
    rng = Random(purpose)
    sources = iter([piece for piece in pieces if number_of(piece.id + "/half") % 2 in HALVES[purpose]])
    kinds = [*DOSES, PASSAGE]
    weights = [*(share for _, _, share in DOSES.values()), PASSAGE_SHARE]
    free = iter(hosts)
    made = 0
    while made < wanted:
        source = next(sources)
        for number in range(rng.choices(COPIES, COPIES_WEIGHTS)[0]):
            kind = rng.choices(kinds, weights)[0]
            copy = _copy(source, number, kind, free, rng, purpose, dictionaries)
            if copy is not None:
                made += 1
                yield copy


def _copy(
    source: Piece,
    number: int,
    kind: str,
    hosts: Iterator[Piece],
    rng: Random,
    purpose: Purpose,
    dictionaries: Dictionaries,
) -> Copy | None:
    """Return one copy; None where no spinner drawn reaches the dose."""
    name = f"copy/{source.id}/{number}"
    for _ in range(TRIES):
        low, high = PASSAGE_DOSE if kind == PASSAGE else DOSES[kind][:2]
        family = rng.choice(FAMILIES[purpose])
        spinner = _spinner(family, rng.uniform(low, high), rng, dictionaries)
        text = _run(source, rng) if kind == PASSAGE else source.text
        spun = spinner.spin(text, rng)
        if low <= spun.dose <= high:
            text = _inside(next(hosts), spun.text, rng) if kind == PASSAGE else spun.text
            return Copy(Planted(name, source.id, kind, spun.dose, spinner.name), _evaded(text, rng))
    return None


def _spinner(family: str, dose: float, rng: Random, dictionaries: Dictionaries) -> Spinner:
    drawn = Settings.draw(rng, wide=True)
    settings = {**asdict(drawn), "dose": dose, "function_words": rng.random() < (0.7 if dose > 0.35 else 0.3)}
    return make(family, dictionaries, Settings(**settings))


def _run(source: Piece, rng: Random) -> str:
    """Return sentences in a row of at least 100 words, beginning anywhere."""
    lengths = [len(sentence.split()) for sentence in source.sentences]
    first = rng.choice([at for at in range(len(lengths)) if sum(lengths[at:]) >= PASSAGE_WORDS])
    taken, words = [], 0
    for sentence, length in zip(source.sentences[first:], lengths[first:], strict=True):
        words += length
        if words > PASSAGE_WORDS:  # the last one is cut, so that it is 100 words and not 120
            sentence = " ".join(sentence.split()[: length - (words - PASSAGE_WORDS)])
        taken.append(sentence)
        if words >= PASSAGE_WORDS:
            break
    return " ".join(taken)


def _inside(host: Piece, passage: str, rng: Random) -> str:
    """Return a host's sentences with a passage among them."""
    at = rng.randrange(len(host.sentences) + 1)
    return " ".join((*host.sentences[:at], passage, *host.sentences[at:]))


def _evaded(text: str, rng: Random) -> str:
    if rng.random() >= EVADING:
        return text
    way: evasion.Way = rng.choice(("homoglyphs", "zero-width", "soft-hyphens", "odd-spaces"))
    none: tuple[Passage, ...] = ()
    return evasion.evade(Laid(text, none, (), 0.0), way, rng.uniform(0.1, 1.0), rng).text


def templated(number: int) -> list[tuple[str, str]]:
    """Return the ids and texts of pages from one template: the form is filled, the rest is equal."""
    rng = Random("template")
    form = [s for kind in sorted(NOTICES) for s in NOTICES[kind]]
    return [(f"template/{n}", " ".join(fill(form, rng))) for n in range(number)]


def write(out: Path, documents: Sequence[tuple[str, str]], truth: Sequence[Planted]) -> None:
    """Write a corpus, its documents in the order of their ids' hashes: copies stand among the others."""
    out.mkdir(parents=True, exist_ok=True)
    ordered = sorted(documents, key=lambda row: number_of(row[0]))
    columns = {"id": [i for i, _ in ordered], "text": [t for _, t in ordered]}
    table = pa.table(columns, schema=pa.schema({"id": pa.string(), "text": pa.large_string()}))
    pq.write_table(table, out / "documents.parquet", row_group_size=2000)
    rows: list[dict[str, Any]] = [asdict(row) for row in truth]
    pq.write_table(pa.Table.from_pylist(rows), out / "truth.parquet")


def build(out: Path, places: Places, documents: int, planted: int, purpose: Purpose, pages: int = 0) -> None:
    """Write a corpus of human documents, planted copies of them, and pages of one template."""
    first = LARGEST if purpose == "fit" else 0
    pieces = human(places.shared, documents + round(HOSTS * planted), first)
    at = len(pieces) - round(HOSTS * planted)
    kept, hosts = pieces[:at], pieces[at:]
    copies = list(plant(kept, hosts, planted, purpose, open_dictionaries(places)))
    rows = [(p.id, p.text) for p in kept] + [(c.row.suspect, c.text) for c in copies]
    write(out, [*rows, *templated(pages)], [c.row for c in copies])
    print(f"{len(kept)} human documents, {len(copies)} copies, {pages} templated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=12_000)
    parser.add_argument("--planted", type=int, help="a twelfth of the documents where it is not given")
    parser.add_argument("--templated", type=int, default=0)
    parser.add_argument("--purpose", choices=tuple(FAMILIES), default="measure")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    arguments = parser.parse_args()
    planted = arguments.documents // 12 if arguments.planted is None else arguments.planted
    places = Places(arguments.shared, arguments.sources)
    build(arguments.out, places, arguments.documents, planted, arguments.purpose, arguments.templated)


if __name__ == "__main__":
    main()
