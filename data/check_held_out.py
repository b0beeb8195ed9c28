"""Check that nothing held out was counted: no eight words in a row of a text that is left out.

    python -m data.check_held_out --shared ../shared --cache data/cache/ngrams

Every sentence that the n-gram table counts is looked at twice. First with the sequences that the builder
itself collects from all that is left out; then, for a sample of the documents left out, with sets of plain
tuples made from the texts anew. The options that choose what is left out are those of `data.build_ngrams`.
Exit status 1 if anything is shared.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from data.build_ngrams import choice_of
from data.ngrams import left_out
from data.ngrams.encode import KEY_SHIFT, KIND_SHIFT, Encoded, encoded, tokeniser_digest
from data.ngrams.texts import PROSE
from spindetect.resources import SHIPPED
from spindetect.text import NUMBER, Document

Phrase = tuple[str, ...]
# Documents of each source that the second look samples: some 600,000 sequences, and two minutes.
SAMPLED = 60
_SHOWN = 5  # examples of what is shared


@dataclass(frozen=True)
class Selection:
    """What the table's builder counts: one entry a source in each list.

    Attributes
    ----------
    texts : list of Encoded
    documents : list of arrays of bool, shape (documents,)
        Which documents are counted.
    counted : list of arrays of bool, shape (tokens,)
        Which tokens are.
    windows : Windows
        The eight-word sequences of all documents that are left out.
    """

    texts: list[Encoded]
    documents: list[NDArray[np.bool_]]
    counted: list[NDArray[np.bool_]]
    windows: left_out.Windows


def select(files: Sequence[Path], cache: Path, choice: left_out.Choice) -> Selection:
    """Choose what is counted as `data.build_ngrams` does."""
    code = tokeniser_digest()
    texts = [encoded(file, cache, code) for file in track(files, "making numbers of texts")]
    documents = [choice.counted(text) for text in texts]
    windows = left_out.windows_left_out(track(texts, "reading what is left out"), documents)
    pairs = list(zip(texts, documents, strict=True))
    counted = [left_out.counted_tokens(*pair, windows) for pair in track(pairs, "leaving out what is shared")]
    return Selection(texts, documents, counted, windows)


def shared_sequences(text: Encoded, counted: NDArray[np.bool_], windows: left_out.Windows) -> int:
    """Return how many sequences of what is left out touch a counted token."""
    before = np.concatenate(([0], np.cumsum(counted)))
    return sum(
        int((windows.hold(hashes) & (before[last + 1] > before[first])).sum())
        for hashes, first, last in left_out.sequences(text)
    )


def is_left_out(source: str, identity: str, choice: left_out.Choice) -> bool:
    """Tell by a document's source and id alone whether it is left out: the rule written out a second time."""
    number = int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8], "little")
    of_fold = choice.folds > 0 and (number >> 32) % choice.folds == choice.fold
    return source in choice.sources or number % left_out.MEASURED_ONE_IN == 0 or of_fold


def sampled_phrases(file: Path, choice: left_out.Choice, documents: int = SAMPLED) -> set[Phrase]:
    """Return all runs of eight words of some documents of a source that are left out, read from its texts.

    Parameters
    ----------
    file : Path
        `<source>.jsonl.gz`.
    choice : Choice
    documents : int
        How many; the same ones for the same file.
    """
    source = file.name.removesuffix(".jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        every = ((str(row["id"]), row["text"]) for row in map(json.loads, lines))
        rows = [(identity, text) for identity, text in every if is_left_out(source, identity, choice)]
    rows.sort(key=lambda row: hashlib.sha256(f"sampled {row[0]}".encode()).digest())
    found: set[Phrase] = set()
    for _, text in rows[:documents]:
        tokens = Document.from_text(text).tokens
        kinds = tokens.kind.tolist()
        found.update(_runs([key for key, kind in zip(tokens.keys, kinds, strict=True) if kind <= NUMBER]))
    return found


def shared_phrases(text: Encoded, counted: NDArray[np.bool_], phrases: set[Phrase]) -> Iterator[Phrase]:
    """Yield the phrases that a run of words of one document holds any of whose words is counted."""
    start = text.document_start.tolist()
    spoken = (text.tokens >> KIND_SHIFT & 3) <= NUMBER
    for first, end in itertools.pairwise(start):
        here = counted[first:end]
        if not here.any():
            continue
        inside = spoken[first:end]
        words = [text.keys[key] for key in (text.tokens[first:end][inside] >> KEY_SHIFT).tolist()]
        flags = here[inside].tolist()
        for at, run in enumerate(_runs(words)):
            if run in phrases and any(flags[at : at + left_out.WORDS]):
                yield run


def _runs(words: Sequence[str]) -> Iterator[Phrase]:
    return zip(*(words[at:] for at in range(left_out.WORDS)), strict=False)


def faults(selection: Selection, files: Sequence[Path], choice: left_out.Choice, sampled: int) -> list[str]:
    """Return a line for every source of which something counted is also in what is left out."""
    phrases: set[Phrase] = set()
    for file in track(files, "sampling what is left out"):
        phrases |= sampled_phrases(file, choice, sampled)
    print(f"looking for {len(selection.windows):,} sequences; once more for {len(phrases):,} read anew")
    found = []
    pairs = list(zip(selection.texts, selection.counted, strict=True))
    for text, counted in track(pairs, "looking at all that is counted"):
        if number := shared_sequences(text, counted, selection.windows):
            found.append(f"{text.name}: {number} sequences of what is left out touch what is counted")
        if shared := list(shared_phrases(text, counted, phrases)):
            examples = "; ".join(" ".join(run) for run in shared[:_SHOWN])
            found.append(
                f"{text.name}: {len(shared)} runs of eight words stand in documents left out: {examples}"
            )
    return found


def of_shipped(selection: Selection) -> str:
    """Say whether this is what the shipped table was counted from, by its manifest."""
    manifest = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
    figures = manifest["files"]["ngrams.bin"]["figures"]
    here = int(sum(keep.sum() for keep in selection.counted)), len(selection.windows)
    there = figures["tokens_counted"], figures["sequences_left_out"]
    if here == there:
        return f"the shipped table was counted from these {here[0]:,} tokens"
    return f"the shipped table was counted from others: {there[0]:,} tokens, here {here[0]:,}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, default=Path("data/cache/ngrams"))
    parser.add_argument("--without", action="append", default=[], metavar="SOURCE")
    parser.add_argument("--fold", default="0/0", metavar="K/N")
    parser.add_argument("--clear-licences", action="store_true")
    parser.add_argument("--sampled", type=int, default=SAMPLED, help="documents of each source read anew")
    options = parser.parse_args(namespace=argparse.Namespace(out=None))
    choice = choice_of(options)
    files = [options.shared / "text" / f"{prose.name}.jsonl.gz" for prose in PROSE]
    selection = select(files, options.cache, choice)
    found = faults(selection, files, choice, options.sampled)
    print(of_shipped(selection))
    print("\n".join(found) or "no eight words in a row of a document left out were counted")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
