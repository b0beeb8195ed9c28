"""Fit the weights of oddness: swaps made blind to sense against swaps that people made.

usage: python -m models.oddness --shared DIR --sources DIR [--seed N]

People's swaps are the linked words that differ in MultiMWA's train files, by their gold links. Blind swaps
are put into the same source sentences by simulated spinners that draw evenly from a dictionary; for half of
all sentences the lexicon lacks the spinner's dictionary. A fifth of the sentences, kept out of the fit, gives
the areas under the curve that are printed. The weights go by hand into `spindetect.substitutions.oddness`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from models.aligner.samples import Gold, groups, read_gold
from models.places import Places
from models.spinners import DRAWS_ON, Dictionaries, Settings, Spinner, make, open_dictionaries
from spindetect.align import DocumentAlignment
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.substitutions import KINDS, Swaps, measure
from spindetect.substitutions.oddness import BASE, WEIGHTS
from spindetect.text import NUMBER, OTHER, PUNCT, WORD, Tokens, key

FILES = ("mtref-train.tsv", "wiki-train.tsv")
FAMILIES = ("moby-frequent", "interchange-words", "wordnet-senses", "phrases")
DOSES = (0.1, 0.2, 0.3, 0.4)
LEXICAL = [KINDS.index(kind) for kind in ("synonym", "wrong-sense", "phrase", "unrelated")]
# One part must not settle a swap alone beyond doubt.
MOST = 0.9
# The simulators choose frequent words and keep the word's form, so the data say nothing of spinners that do
# neither; a reader finds both odd. Given this least weight, the area under the curve falls by less than .005.
LEAST = {"rarer": 0.15, "form": 0.15}
# Few of people's swaps with a phrase are listed by a dictionary, so the fit would call every listed one blind
# (.9); but "put off" for "postponed" reads well. Half of what a rare sense of a word counts.
MOST_OF = {"phrase-sense": 0.4}
KEPT_OUT = 5  # every fifth group of sentences

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Swaps as rows of parts: shape (n, parts), with their label, group and family."""

    names: tuple[str, ...]
    parts: Reals
    blind: NDArray[np.bool_]
    kind: NDArray[np.uint8]
    group: NDArray[np.int64]
    family: NDArray[np.str_]

    def cut(self, chosen: NDArray[np.bool_]) -> Rows:
        """Return the chosen rows."""
        return Rows(
            self.names,
            self.parts[chosen],
            self.blind[chosen],
            self.kind[chosen],
            self.group[chosen],
            self.family[chosen],
        )


def sentence_tokens(words: Sequence[str]) -> Tokens:
    """Return the tokens of one sentence whose words are given."""
    keys = [key(word) for word in words]
    end = np.cumsum([len(word) + 1 for word in words], dtype=np.int64) - 1
    kind = np.array([_kind(word) for word in keys], dtype=np.uint8)
    return Tokens(
        written=list(words),
        keys=keys,
        start=end - np.array([len(word) for word in words], dtype=np.int64),
        end=end,
        kind=kind,
        capital=np.array([word[:1].isupper() for word in words]),
        sentence=np.zeros(len(words), dtype=np.int32),
        sentence_start=np.array([0, len(words)], dtype=np.int64),
        counted=kind <= NUMBER,
    )


def _kind(word: str) -> int:
    if word[:1].isalpha():
        return WORD
    if word[:1].isdigit():
        return NUMBER
    return OTHER if len(word) > 1 and word[0] == "'" else PUNCT


def gold_alignment(pair: Gold, source: Tokens, suspect: Tokens) -> DocumentAlignment:
    """Return the alignment of the gold links: equal words, and spans of up to four words that differ."""
    source_of = np.full(len(suspect), -1, dtype=np.int32)
    for i, j in sorted(pair.sure | pair.possible):
        if source.keys[i] == suspect.keys[j] and source_of[j] < 0 and i not in source_of:
            source_of[j] = i
    taken = set(source_of.tolist())
    other = [(i, j) for i, j in sorted(pair.sure) if i not in taken and source_of[j] < 0]
    pairs = []
    for rows, columns in _components(other):
        box = (min(rows), max(rows) + 1, min(columns), max(columns) + 1)
        if box[1] - box[0] == len(rows) <= 4 and box[3] - box[2] == len(columns) <= 4:
            pairs.append(box)
    return _alignment(source_of, sorted(pairs, key=lambda box: box[2]), source, suspect)


def _components(links: Sequence[tuple[int, int]]) -> list[tuple[set[int], set[int]]]:
    found: list[tuple[set[int], set[int]]] = []
    for i, j in links:
        touching = [part for part in found if i in part[0] or j in part[1]]
        rows, columns = {i}.union(*(p[0] for p in touching)), {j}.union(*(p[1] for p in touching))
        found = [part for part in found if part not in touching] + [(rows, columns)]
    return found


def _alignment(
    source_of: NDArray[np.int32], pairs: list[tuple[int, int, int, int]], source: Tokens, suspect: Tokens
) -> DocumentAlignment:
    return DocumentAlignment(source_of, (), pairs, source.written, suspect.written)


def spun_sentence(
    words: Sequence[str], spinner: Spinner, rng: Random
) -> tuple[Tokens, DocumentAlignment] | None:
    """Spin one sentence and return its tokens with the alignment that the gold swaps say."""
    source = sentence_tokens(words)
    spun = spinner.spin(" ".join(words), rng)
    if not spun.swaps:
        return None
    suspect = sentence_tokens(spun.text.split(" "))
    pairs = [
        (
            int(np.searchsorted(source.end, swap.source_start, "right")),
            int(np.searchsorted(source.start, swap.source_end, "left")),
            int(np.searchsorted(suspect.end, swap.suspect_start, "right")),
            int(np.searchsorted(suspect.start, swap.suspect_end, "left")),
        )
        for swap in spun.swaps
    ]
    source_of = np.full(len(suspect), -1, dtype=np.int32)
    i = j = 0
    for s0, s1, t0, t1 in [*pairs, (len(source), 0, len(suspect), 0)]:
        for step in range(min(s0 - i, t0 - j)):
            if source.keys[i + step] == suspect.keys[j + step]:
                source_of[j + step] = i + step
        i, j = s1, t1
    return suspect, _alignment(source_of, pairs, source, suspect)


def collect(folder: Path, dictionaries: Dictionaries, seed: int) -> Rows:
    """Measure all human and all blind swaps."""
    gold = [pair for name in FILES for pair in read_gold(folder / name)]
    full, vectors, rng = Lexicon.open(), Vectors.open(), Random(seed)
    ngrams = Ngrams.open()
    lacking = {family: Lexicon.open(without=DRAWS_ON.get(family, ("moby",))) for family in FAMILIES}
    blocks: list[tuple[Swaps, bool, int, str]] = []
    for pair, group in zip(gold, groups(gold), strict=True):
        source, suspect = sentence_tokens(pair.source), sentence_tokens(pair.suspect)
        lexicon = full if rng.random() < 0.5 else lacking["moby-frequent"]
        human = measure(source, suspect, gold_alignment(pair, source, suspect), lexicon, vectors, ngrams)
        blocks += [(human, False, group, "human")] if human else []
        family = rng.choice(FAMILIES)
        settings = Settings(dose=rng.choice(DOSES), favour=0.0, inflect=rng.random() < 0.75)
        spun = spun_sentence(pair.source, make(family, dictionaries, settings), rng)
        if spun is not None:
            unseen = rng.random() < 0.5
            blind = measure(source, *spun, lacking[family] if unseen else full, vectors, ngrams)
            blocks += [(blind, True, group, family + (", unseen" if unseen else ""))] if blind else []
    return _stack(blocks)


def _stack(blocks: Sequence[tuple[Swaps, bool, int, str]]) -> Rows:
    size = [len(swaps) for swaps, *_ in blocks]
    return Rows(
        tuple(part.name for part in blocks[0][0].forward),
        np.concatenate([_parts(swaps) for swaps, *_ in blocks]),
        np.repeat([blind for _, blind, *_ in blocks], size),
        np.concatenate([swaps.pairing.kind for swaps, *_ in blocks]),
        np.repeat([group for *_, group, _ in blocks], size),
        np.repeat([family for *_, family in blocks], size),
    )


def _parts(swaps: Swaps) -> Reals:
    return np.array([part.value for part in swaps.forward], dtype=np.float64).T


def noisy_or(weights: Reals, parts: Reals) -> Reals:
    """Return oddness; the first weight is the base."""
    odd: Reals = 1.0 - (1.0 - weights[0]) * np.prod(1.0 - weights[1:] * parts, axis=1)
    return odd


def fit(rows: Rows) -> Reals:
    """Return base and weights of least log loss, both classes counting the same."""
    share = rows.blind.mean()
    worth = np.where(rows.blind, 0.5 / share, 0.5 / (1.0 - share))

    def loss(weights: Reals) -> float:
        odd = np.clip(noisy_or(weights, rows.parts), 1e-6, 1 - 1e-6)
        return float(-(worth * np.log(np.where(rows.blind, odd, 1.0 - odd))).mean())

    bounds = [(0.02, 0.5), *((LEAST.get(name, 0.0), MOST_OF.get(name, MOST)) for name in rows.names)]
    start = np.array([0.05, *(0.3 for _ in rows.names)])
    found: Reals = minimize(loss, start, bounds=bounds, method="L-BFGS-B").x
    return found


def report(rows: Rows, weights: Reals) -> Iterator[str]:
    """Yield the areas under the curve: all, and each family against people's swaps."""
    odd = noisy_or(weights, rows.parts)
    yield f"all {roc_auc_score(rows.blind, odd):.3f} ({rows.blind.sum()} blind, {(~rows.blind).sum()} human)"
    human = ~rows.blind
    for family in sorted(set(rows.family[rows.blind].tolist())):
        chosen = human | (rows.family == family)
        area = roc_auc_score(rows.blind[chosen], odd[chosen])
        yield f"{family} {area:.3f}, mean oddness {odd[rows.family == family].mean():.2f}"
    yield f"human, mean oddness {odd[human].mean():.2f}, upper tenth from {np.quantile(odd[human], 0.9):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    dictionaries = open_dictionaries(Places(given.shared, given.sources))
    every = collect(given.shared / "eval" / "mwa", dictionaries, given.seed)
    lexical = every.cut(np.isin(every.kind, LEXICAL))
    grammar = every.cut(every.kind == KINDS.index("function-word"))
    kept_out = lexical.group % KEPT_OUT == 0
    weights = fit(lexical.cut(~kept_out))
    print("\n".join(["fitted:", *report(lexical.cut(kept_out), weights)]))
    shipped = np.array([BASE, *(WEIGHTS[name] for name in lexical.names)])
    print("\n".join(["shipped:", *report(lexical.cut(kept_out), shipped)]))
    print({"base": round(float(weights[0]), 3)})
    print({name: round(float(w), 2) for name, w in zip(lexical.names, weights[1:], strict=True)})
    only = fit(grammar)
    print("grammar words:", dict(zip(("base", *grammar.names), only.round(2).tolist(), strict=True)))


if __name__ == "__main__":
    main()
