"""Build `spindetect/_shipped/phrase_terms.bin`. Run from the repository's root.

    python -m data.phrases.packages --out data/cache
    python -m data.phrases.descriptions --out data/cache
    python -m data.phrases.build_terms --shared ../shared --packages data/cache

The table holds fixed terms of two to six words, what single words mean, and pairs that a language model
finds likely. Counting takes about twenty minutes and 6 GB, the meanings four minutes, the likely pairs two;
the meanings need onnxruntime and tokenizers, which nothing else here does. With `--counted TABLE`, counts are
taken from a table that was built before; the words of its counted terms, those of the literature and as many
more as there is room for are the words of the new one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from data.manifest import package_source, update_manifest
from data.ngrams.texts import HELD_OUT, PROSE
from data.phrases.count_terms import (
    BITS,
    LEAST_DOCUMENTS,
    LEAST_SOURCES,
    Counted,
    Source,
    count,
    manuals,
    prose,
)
from data.phrases.descriptions import FILE as DESCRIPTIONS
from data.phrases.descriptions import LIST, read_list
from data.phrases.descriptions import documents as descriptions
from data.phrases.fixed_terms import (
    Fixed,
    Rows,
    chosen_words,
    of_before,
    term_arrays,
    under,
    with_literature,
)
from data.phrases.likelihoods import of_words, with_likely
from data.phrases.literature import Term, literature
from data.phrases.meanings import meanings
from data.phrases.packages import ENCODER, LANGUAGE_MODEL, LITERATURE, MANUALS, TOKENIZER
from spindetect.container import write_container
from spindetect.keytable import key_table_arrays
from spindetect.language import Vectors
from spindetect.phrases.terms import FORMAT, KIND, NAMES, STEPS
from spindetect.resources import SHIPPED

NAME: Final = "phrase_terms.bin"
HYPHENED: Final = 5
"""Documents of a hyphened word of the texts or descriptions that is a term in itself; three pages of
manuals."""

COUNTED: Final = (2, 3)  # words of the terms that are counted; the literature has longer ones
READ: Final = (
    (ENCODER, "Apache-2.0"),
    (TOKENIZER, "Apache-2.0"),
    (LANGUAGE_MODEL, "Apache-2.0"),
    (LITERATURE, "Apache-2.0"),
)
"""Packages beside the manuals, with their licence."""

Totals = dict[int, dict[tuple[int, ...], int]]


def add_terms(totals: Totals, counted: Counted, row: dict[str, int], hyphened: int) -> None:
    """Add the documents of stretches of up to three words that all have a row, hyphened ones in parts."""
    known: dict[int, tuple[int, ...] | None] = {}

    def parts(number: int) -> tuple[int, ...] | None:
        if number not in known:
            word = counted.words[number]
            each = word.split("-") if "-" in word.strip("-") else [word]
            rows = tuple(row.get(part, -1) for part in each)
            known[number] = rows if min(rows) >= 0 and len(rows) <= max(COUNTED) else None
        return known[number]

    def add(term: tuple[int, ...], documents: int) -> None:
        if len(term) in COUNTED:
            totals[len(term)][term] = totals[len(term)].get(term, 0) + documents

    for number in np.flatnonzero(counted.documents >= hyphened).tolist():
        found = parts(number) if "-" in counted.words[number] else None
        if found:
            add(found, int(counted.documents[number]))
    for size, rows in counted.stretches.items():
        for gram, documents in zip(rows.grams.tolist(), rows.documents.tolist(), strict=True):
            each = [parts(number) for number in _numbers(gram, size)]
            if all(each):
                add(tuple(at for rows_of in each for at in rows_of or ()), documents)


def _numbers(gram: int, size: int) -> Iterator[int]:
    for at in reversed(range(size)):
        yield gram >> BITS * at & (1 << BITS) - 1


def counted_terms(totals: Totals) -> Fixed:
    """Return the terms with what their documents weigh."""
    out = {}
    for size in NAMES:
        terms = sorted(totals.get(size, {}))
        documents = np.array([totals[size][term] for term in terms], np.float64)
        weight = np.minimum(np.round(np.log2(documents) * STEPS), 255).astype(np.uint8)
        rows = np.array(terms, np.int64).reshape(-1, size)
        out[size] = Rows(rows, weight, np.zeros(len(rows), np.uint8))
    return out


def main() -> None:
    """Write the table and its entry in the manifest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--packages", type=Path, default=Path("data/cache"))
    parser.add_argument("--counted", type=Path, help="a table of before, to take counts from")
    parser.add_argument("--out", type=Path, default=SHIPPED / NAME)
    given = parser.parse_args()
    read = literature(given.packages)
    if given.counted is None:
        before, fixed, of_texts = counted(given.shared, given.packages, read)
    else:
        (before, fixed), of_texts = of_before(given.counted), {}
    words = chosen_words(before, fixed, read)
    fixed = with_literature(words, under(words, before, fixed), read)
    pairs, likelihoods = with_likely(fixed[2], of_words(words, given.packages))
    figures = {
        "words": len(words),
        **{name: len(fixed[size].words) for size, name in NAMES.items()},
        "of_literature": sum(int((rows.literature > 0).sum()) for rows in fixed.values()),
        "likely_pairs": len(pairs.words) - len(fixed[2].words),
        **of_texts,
    }
    print(figures)
    arrays = {
        **key_table_arrays(words),
        **term_arrays({**fixed, 2: pairs}, len(words)),
        **likelihoods,
        "meaning": meanings(words, given.packages),
    }
    write_container(given.out, kind=KIND, format=FORMAT, arrays=arrays, meta={})
    if given.out == SHIPPED / NAME and given.counted is None:
        update_manifest(NAME, _entry(given.shared, given.packages, figures))
    elif given.out == SHIPPED / NAME:
        update_manifest(NAME, _extended(given.packages, figures))


def counted(
    shared: Path, packages: Path, read: Mapping[Term, int]
) -> tuple[list[str], Fixed, dict[str, int]]:
    """Count the terms; return the words, the counted terms, and how many of them the texts hold."""
    vectors = Vectors.open()
    words = list(vectors.words(len(vectors)))
    words += sorted({word for term in read for word in term} - set(words))
    row = {word: at for at, word in enumerate(words)}
    totals: Totals = {size: {} for size in COUNTED}
    texts = count(
        [*prose(shared / "text"), Source(descriptions(packages / DESCRIPTIONS), makers=True)],
        least=LEAST_DOCUMENTS,
        least_sources=LEAST_SOURCES,
    )
    add_terms(totals, texts, row, HYPHENED)
    of_texts = {f"{NAMES[size]}_of_texts": len(terms) for size, terms in totals.items()}
    files = [packages / package.file for package, _ in MANUALS]
    pages = count(manuals(files), least=LEAST_DOCUMENTS, least_sources=1)
    add_terms(totals, pages, row, LEAST_DOCUMENTS)
    return words, counted_terms(totals), of_texts


def _extended(packages: Path, figures: dict[str, int]) -> dict[str, Any]:
    """Return the manifest's entry with the packages beside the sources of before."""
    entry: dict[str, Any] = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))["files"][NAME]
    mine = {each.name for each, _ in READ}
    sources = [each for each in entry["sources"] if each["name"] not in mine]
    kept = {name: value for name, value in entry.items() if name not in ("sha256", "bytes", "figures")}
    return {**kept, "sources": [*sources, *_packages(packages)], "figures": figures}


def _packages(packages: Path) -> list[dict[str, str]]:
    return [
        package_source(each.name, each.version, each.file, packages / each.file) | {"licence": licence}
        for each, licence in READ
    ]


def _entry(shared: Path, packages: Path, figures: dict[str, int]) -> dict[str, Any]:
    texts = [each for each in PROSE if each.name not in HELD_OUT]
    sources: list[dict[str, str]] = []
    for each in texts:
        path = shared / "text" / f"{each.name}.jsonl.gz"
        sources.append(package_source(each.name, each.origin, path.name, path) | {"licence": each.licence})
    for package, licence in MANUALS:
        path = packages / package.file
        sources.append(
            package_source(package.name, package.version, package.file, path) | {"licence": licence}
        )
    sources.append(
        package_source("descriptions of packages", f"{len(read_list())} packages of PyPI", LIST.name, LIST)
        | {"licence": "each package's own, stated by it: MIT, BSD, Apache-2.0, ISC and the like"}
    )
    sources += _packages(packages)
    return {
        "licences": ["MIT", "Apache-2.0", "BSD-3-Clause"],
        "sources": sources,
        "built_by": "python -m data.phrases.build_terms",
        "rule": f"a stretch of the texts and of the descriptions, each of these a source of its own, in at "
        f"least {LEAST_DOCUMENTS} documents of {LEAST_SOURCES} sources, "
        f"one of the manuals on at least {LEAST_DOCUMENTS} pages",
        "held_out": {"sources": list(HELD_OUT)},
        "figures": figures,
    }


if __name__ == "__main__":
    main()
