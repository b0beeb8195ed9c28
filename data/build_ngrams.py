"""Build `spindetect/_shipped/ngrams.bin`. Run from the repository's root; see `data/README.md`.

    python -m data.build_ngrams --texts ../shared/text --cache data/cache/ngrams

The texts are made into numbers once and kept in the cache; a build then takes a few minutes and 4 GB. Equal
texts give equal bytes. For measuring, leave out more and put the file elsewhere:

    python -m data.build_ngrams ... --without openstax --out elsewhere.bin
    python -m data.build_ngrams ... --fold 0/5 --out fold0.bin      a fifth of all documents left out
    python -m data.build_ngrams ... --clear-licences --out clear.bin
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from data.manifest import update_manifest
from data.ngrams import count, estimate, left_out, measure, table, vocabulary
from data.ngrams.encode import KIND_SHIFT, Encoded, encoded, tokeniser_digest
from data.ngrams.texts import HELD_OUT, PROSE
from spindetect.container import write_container
from spindetect.errors import InputError
from spindetect.language import Ngrams
from spindetect.language.ngrams import FORMAT, KIND
from spindetect.language.numbering import CLASSES, FIRST_WORD
from spindetect.resources import SHIPPED
from spindetect.text import NUMBER

_UNKNOWN = range(CLASSES.index("name"), len(CLASSES))
_MOST_MEASURED = 500_000  # words of a source: enough for a perplexity to within half a percent


@dataclass
class Corpus:
    """All texts as numbers, and which of their tokens are counted."""

    texts: list[Encoded]
    documents: list[NDArray[np.bool_]]
    counted: list[NDArray[np.bool_]]
    words: list[str]
    numbers: list[NDArray[np.uint32]]
    class_types: NDArray[np.int64]
    left_out_sequences: int

    def count(self, order: int) -> count.Counts:
        """Count n-grams of one order in all counted tokens; order 0: pairs with a word between."""
        rows = track(
            list(zip(self.texts, self.numbers, self.counted, strict=True)), f"counting, order {order}"
        )
        pieces = [count.count_source(vocabulary.streams(*row), order) for row in rows if row[2].any()]
        return count.merge(pieces, one_source=False)

    def measured(self, sources: Sequence[str]) -> dict[str, measure.Triples]:
        """Return the text of each held-out source, and of the held-out documents of all others together."""
        out = {}
        others = [np.empty((3, 0), np.int32)]
        for text, numbers, keep in zip(self.texts, self.numbers, self.documents, strict=True):
            rest = np.repeat(~keep, np.diff(text.document_start))
            rows = measure.triples(vocabulary.streams(text, numbers, rest))
            if text.name in sources:
                out[text.name] = rows[:, :_MOST_MEASURED]
            else:
                others.append(rows)
        return out | {"held-out documents of counted sources": np.concatenate(others, axis=1)}


def read(files: Sequence[Path], cache: Path, choice: left_out.Choice) -> Corpus:
    """Read all texts and decide what is counted."""
    code = tokeniser_digest()
    texts = [encoded(file, cache, code) for file in track(files, "making numbers of texts")]
    documents = [choice.counted(text) for text in texts]
    windows = left_out.windows_left_out(track(texts, "reading what is left out"), documents)
    pairs = list(zip(texts, documents, strict=True))
    counted = [left_out.counted_tokens(*pair, windows) for pair in track(pairs, "leaving out what is shared")]
    words = vocabulary.chosen(vocabulary.seen_in(texts, counted))
    place = {word: at for at, word in enumerate(words)}
    numbers = [vocabulary.numbers_of(text, place) for text in track(texts, "numbering")]
    types = vocabulary.class_types(texts, numbers, counted)
    return Corpus(texts, documents, counted, words, numbers, types, len(windows))


def build(corpus: Corpus, out: Path, sources: Sequence[str]) -> dict[str, Any]:
    """Count, estimate, prune, write; return what was measured."""
    numbers = len(corpus.words) + FIRST_WORD
    ones, twos, threes, apart = (corpus.count(order) for order in (1, 2, 3, 0))
    unigrams = np.zeros(numbers, np.int64)
    unigrams[ones.grams.astype(np.int64)] = ones.count
    keep = estimate.kept(twos), estimate.kept(threes)
    found = estimate.kneser_ney(numbers, twos, threes, keep)
    apart_kept = estimate.kept(apart)
    skips = table.skip_gains(apart, apart_kept, numbers, estimate.discounts(apart.count))
    grams = twos.grams[keep[0]], threes.grams[keep[1]]
    arrays, meta = table.sections(corpus.words, corpus.class_types, unigrams, grams, found, skips)
    meta |= {"left_out": list(sources), "rule": [estimate.LEAST_DOCUMENTS, estimate.LEAST_SOURCES]}
    write_container(out, kind=KIND, format=FORMAT, arrays=arrays, meta=meta)
    everything = np.ones(len(twos), np.bool_), np.ones(len(threes), np.bool_)
    full = measure.Exact(estimate.kneser_ney(numbers, twos, threes, everything), twos.grams, threes.grams)
    pruned = measure.Exact(found, *grams)
    model = Ngrams.open(out)
    rows = {}
    for name, triples in corpus.measured(sources).items():
        rows[name] = {
            "words": int(triples.shape[1]),
            "unknown": round(measure.unknown_share(triples, _UNKNOWN), 4),
            "unpruned": round(measure.perplexity(full.log10_p(triples)), 1),
            "pruned": round(measure.perplexity(pruned.log10_p(triples)), 1),
            "shipped": round(measure.shipped_perplexity(model, triples), 1),
        }
    return {
        "tokens_counted": int(sum(keep.sum() for keep in corpus.counted)),
        "words_counted": sum(map(_words, corpus.texts, corpus.counted)),
        "documents_counted": int(sum(keep.sum() for keep in corpus.documents)),
        "sequences_left_out": corpus.left_out_sequences,
        "vocabulary": len(corpus.words),
        "bigrams": {"all": len(twos), "kept": len(grams[0]), "covered": measure.covered(twos, keep[0])},
        "trigrams": {"all": len(threes), "kept": len(grams[1]), "covered": measure.covered(threes, keep[1])},
        "pairs_apart": {
            "all": len(apart),
            "kept": len(skips.grams),
            "covered": measure.covered(apart, apart_kept),
        },
        "bytes_per_ngram": {
            name: round(_cell_bytes(arrays, name) / max(1, meta["tables"][name]["count"]), 3)
            for name in ("bigrams", "trigrams", "skips")
        },
        "false_positives": measure.false_positives(
            model,
            [(twos.where(~keep[0]), 2), (threes.where(~keep[1]), 3), (apart.where(~apart_kept), 0)],
        ),
        "perplexity": rows,
    }


def _words(text: Encoded, counted: NDArray[np.bool_]) -> int:
    return int(((text.tokens[counted] >> KIND_SHIFT & 3) <= NUMBER).sum())


def _cell_bytes(arrays: dict[str, NDArray[Any]], name: str) -> int:
    return sum(array.nbytes for section, array in arrays.items() if section.startswith(name))


def choice_of(options: argparse.Namespace) -> left_out.Choice:
    """Return what the options leave out.

    Raises
    ------
    InputError
        If a source is unknown, a fold is not one, or a table that leaves out otherwise than the shipped one
        would take its place.
    """
    without = set(HELD_OUT) | set(options.without)
    if options.clear_licences:
        without |= {prose.name for prose in PROSE if not prose.clear}
    names = [prose.name for prose in PROSE]
    if unknown := without - set(names):
        raise InputError(f"no source is called {', '.join(sorted(unknown))}", where="--without")
    fold, _, folds = options.fold.partition("/")
    if not (fold.isdigit() and folds.isdigit() and (int(fold) < int(folds) or fold == folds == "0")):
        raise InputError(f"{options.fold!r} is no fold", where="--fold", hint="give one like 0/5")
    choice = left_out.Choice(tuple(name for name in names if name in without), int(fold), int(folds))
    ordinary = without == set(HELD_OUT) and not choice.folds
    if not ordinary and options.out == SHIPPED / "ngrams.bin":
        raise InputError("this table is for measuring, not for shipping", where="--out", hint="name a file")
    return choice


def manifest_entry(corpus: Corpus, choice: left_out.Choice, figures: dict[str, Any]) -> dict[str, Any]:
    """Return what the manifest says of the shipped file."""
    by_name = {prose.name: prose for prose in PROSE}
    return {
        "licences": ["MIT"],
        "sources": [
            {
                "name": text.name,
                "version": by_name[text.name].origin,
                "package": f"{text.name}.jsonl.gz",
                "sha256": text.digest,
                "licence": by_name[text.name].licence,
                "documents": int(keep.sum()),
            }
            for text, keep in zip(corpus.texts, corpus.documents, strict=True)
            if keep.any()
        ],
        "built_by": "python -m data.build_ngrams",
        "left_out": {
            "sources": list(choice.sources),
            "documents": f"one in {left_out.MEASURED_ONE_IN} of every counted source",
            "why": "to measure on text that was never counted: two sources of news, one each of science, "
            "web, speeches, forum, fiction and technical writing; sentences that share eight words in a row "
            "with any of it are not counted either",
        },
        "figures": figures,
    }


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--texts", type=Path, default=Path("../shared/text"))
    parser.add_argument("--cache", type=Path, default=Path("data/cache/ngrams"))
    parser.add_argument("--out", type=Path, default=SHIPPED / "ngrams.bin")
    parser.add_argument("--without", action="append", default=[], metavar="SOURCE")
    parser.add_argument("--fold", default="0/0", metavar="K/N")
    parser.add_argument("--clear-licences", action="store_true")
    options = parser.parse_args()
    choice = choice_of(options)
    files = [options.texts / f"{prose.name}.jsonl.gz" for prose in PROSE]
    corpus = read(files, options.cache, choice)
    figures = build(corpus, options.out, choice.sources)
    print(json.dumps(asdict(choice) | figures, indent=1))
    if options.out == SHIPPED / "ngrams.bin":
        update_manifest("ngrams.bin", manifest_entry(corpus, choice, figures))


if __name__ == "__main__":
    main()
