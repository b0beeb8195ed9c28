"""Measure how well broken phrases are restored, in five folds that share nothing that could be learnt.

    python -m models.phrases_evaluate --shared ../shared --association association.npz

Phrases that share an answer or a word pair are in one component, and components in one fold: neither the
chooser, nor the table of known phrases, nor the weights have met an answer or a word pair of the fold that
is measured. Hyphened words are restored in parts, and what shares a part's pair with the fold is left out of
fitting too. The association is fitted on running text alone (`models/phrases_association.py`); the shipped
one is taken if none is given. A phrase counts once. It is right if the expected form, in small letters and
without what stands in parentheses, equals a candidate, word for word: another number or spelling is wrong,
and an expected form with two alternatives ("cancer/tumor") or a remark is never met.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models import phrases_fit
from models.phrases_data import FILE, FOLDS, Pair, aligned, apart, components, folds, parted, read_pairs
from models.phrases_fit import Group, Ranked, Remembering, Terms, decoded, fit_chooser, known_of
from models.phrases_ranking import NETS, fit_ranking
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.phrases.choices import Chooses
from spindetect.phrases.network import Chooser, Tower, Weights
from spindetect.phrases.ranking import FEATURES
from spindetect.phrases.restorer import open_shipped
from spindetect.phrases.tables import Tables
from spindetect.phrases.terms import Terms as PhraseTerms

PARTS: Final = 3
"""Parts in which phrases are restored that the weights of whole phrases are fitted on, each part by a chooser
that was fitted on the others: so the weights do not trust the chooser more than it deserves."""

DRAWS: Final = 1000  # of components, for intervals
FAR: Final = 10_000
GROUPS: Final = {
    "n-grams": ("company", "met", "strangers", "third", "apart"),
    "association": ("kin", "kin_of_strangers"),
    "vectors": ("cosine",),
    "frequency": ("frequency", "rarest"),
    "fixed terms": ("fixed", "fixed_weight", "fixed_pairs", "fixed_pairs_weight"),
    "what others say together": FEATURES[FEATURES.index("place") : FEATURES.index("term_place")],
    "places among known terms": FEATURES[FEATURES.index("term_place") : FEATURES.index("begins_likely")],
    "language model": FEATURES[FEATURES.index("begins_likely") : FEATURES.index("literature")],
    "literature": FEATURES[FEATURES.index("literature") :],
    "shape": ("entry", "kept", "kept_share", "longer", "dropped", "more_words", "fewer_words"),
}


_NONE: Final = np.zeros(len(FEATURES), np.float32)
NO_RANKING: Final = Chooser(_NONE, _NONE, _NONE, _NONE[:, None], _NONE[:1], _NONE[:1])


@dataclass
class Setting:
    """What every fold needs."""

    pairs: list[Pair]
    component: NDArray[np.int64]
    fold: NDArray[np.int64]
    tables: Tables
    groups: list[Group]
    towers: tuple[Tower, Tower]

    def of(self, inside: set[int]) -> list[int]:
        """Return the places of the pairs of some components."""
        return [at for at, each in enumerate(self.component.tolist()) if each in inside]

    def chooses(self, inside: set[int]) -> Chooses:
        """Return what chooses words, fitted on the pairs of some components."""
        places = self.of(inside)
        outside = [
            pair for pair, each in zip(self.pairs, self.component.tolist(), strict=True) if each not in inside
        ]
        fine = apart([self.pairs[at] for at in places], outside)
        places = [at for at, good in zip(places, fine.tolist(), strict=True) if good]
        pairs = [parted(self.pairs[at]) for at in places]
        terms = Terms(pairs, self.component[places], self.tables)
        train = [
            group
            for group in self.groups
            if group.components & inside and (group.old == group.new or group.components <= inside)
        ]
        chooser = fit_chooser(train, terms, inside)
        weights = Weights(chooser, *self.towers, NO_RANKING)
        return Remembering(self.tables, known_of(pairs), weights)


def setting(shared: Path, association: tuple[Tower, Tower]) -> Setting:
    """Read the phrases and make the candidates of all their words."""
    pairs = read_pairs(shared / FILE)
    component = components(pairs)
    tables = Tables(Lexicon.open(), Vectors.open(), Ngrams.open(), PhraseTerms.open())
    found = phrases_fit.groups([parted(pair) for pair in pairs], component, tables)
    return Setting(pairs, component, folds(component), tables, found, association)


def towers(association: Path | None) -> tuple[Tower, Tower]:
    """Return the towers of the association, the shipped ones if no file is given."""
    if association is None:
        weights = open_shipped()[1]
        return weights.left, weights.right
    rows = np.load(association)
    left, right = (Tower(*(rows[f"{side}_{name}"] for name in Tower._fields)) for side in ("left", "right"))
    return left, right


def ranking_rows(given: Setting, inside: set[int]) -> list[Ranked]:
    """Return candidates of phrases that choosers fitted on others give: what the weights are fitted on."""
    places = np.array(given.of(inside))
    part = folds(given.component[places], PARTS)
    out = []
    for each in range(PARTS):
        others = set(given.component[places[part != each]].tolist())
        here = [given.pairs[at] for at in places[part == each].tolist()]
        out += decoded(here, given.chooses(others), f"part {each} of {PARTS}, to fit weights")
    return out


@dataclass
class Measured:
    """What one fold gave: its phrases with candidates, and what the weights were fitted on."""

    rows: list[Ranked]
    component: NDArray[np.int64]
    fitted_on: list[Ranked]


def measure(given: Setting, fold: int, share: float) -> Measured:
    """Fit on all other folds; restore the phrases of this one, or a share of them."""
    inside = set(given.component[given.fold != fold].tolist())
    fitted_on = ranking_rows(given, inside)
    places = np.flatnonzero(given.fold == fold)
    if share < 1:
        places = np.random.default_rng(1).permutation(places)[: round(share * len(places))]
    rows = decoded([given.pairs[at] for at in places.tolist()], given.chooses(inside), f"fold {fold}")
    return Measured(rows, given.component[places], fitted_on)


def ranks(rows: Sequence[Ranked], weights: Chooser) -> NDArray[np.int64]:
    """Return how many candidates stand before the expected one, FAR where it is none."""
    out = []
    for row in rows:
        scores = weights.scores(row.features)
        out.append(int((scores > scores[row.right]).sum()) if row.right >= 0 else FAR)
    return np.array(out)


def interval(hit: NDArray[Any], component: NDArray[np.int64]) -> tuple[float, float]:
    """Return the 95 % interval of a share when components are drawn with replacement."""
    _, where = np.unique(component, return_inverse=True)
    hits, sizes = np.bincount(where, hit), np.bincount(where)
    draws = np.random.default_rng(0).integers(0, len(sizes), (DRAWS, len(sizes)))
    low, high = np.percentile(hits[draws].sum(axis=1) / sizes[draws].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)


def line(name: str, rank: NDArray[np.int64], component: NDArray[np.int64]) -> str:
    """Return one row of a table: expected first, among five, with intervals, and among the candidates."""
    parts = [f"| {name} | {len(rank)} |"]
    for most in (1, 5):
        low, high = interval(rank < most, component)
        parts.append(f" {(rank < most).mean():.3f} ({low:.3f}-{high:.3f}) |")
    parts.append(f" {(rank < FAR).mean():.3f} |")
    return "".join(parts)


HEAD: Final = "| | phrases | first | among five | among candidates |\n| --- | --- | --- | --- | --- |"


def why(row: Ranked, given: Setting) -> str:
    """Say why an expected form is not among the candidates."""
    if any(char in row.pair.expected for char in "/,"):
        return "expected form lists alternatives or more"
    old, new = row.pair.tortured.split(), row.pair.expected.split()
    unknown = [word for word in new if given.tables.lexicon.ids([word])[0] < 0 and word not in old]
    if unknown:
        return "a word that the lexicon lacks"
    if len(old) != len(new):
        return "another number of words"
    return "a word that is no candidate, or lost in the beam"


def report(given: Setting, folds_measured: dict[int, Measured]) -> None:
    """Print all tables."""
    every = [row for each in folds_measured.values() for row in each.rows]
    component = np.concatenate([each.component for each in folds_measured.values()])

    def with_weights(without: Sequence[str], nets: int = NETS) -> NDArray[np.int64]:
        parts = folds_measured.values()
        found = [ranks(each.rows, fit_ranking(each.fitted_on, without, nets)) for each in parts]
        return np.concatenate(found)

    full = with_weights(())
    print("\n## Five folds\n\n" + HEAD)
    print(line("all", full, component))
    fold_of = np.repeat(list(folds_measured), [len(each.rows) for each in folds_measured.values()])
    for fold in folds_measured:
        print(line(f"fold {fold}", full[fold_of == fold], component[fold_of == fold]))
    print("\n## By words of the phrase\n\n" + HEAD)
    size = np.array([min(len(row.pair.tortured.split()), 5) for row in every])
    for words in np.unique(size).tolist():
        name = f"{words} words" + (" or more" if words == 5 else "")
        print(line(name, full[size == words], component[size == words]))
    print("\n## Without a group of features of whole phrases\n\n" + HEAD)
    for name, names in GROUPS.items():
        print(line(f"without {name}", with_weights(names), component))
    print(line("no hidden layer", with_weights((), 0), component))
    print(line("the chooser alone", with_weights([name for name in FEATURES if name != "chosen"]), component))
    print("\n## What goes wrong\n\n| | share |\n| --- | --- |")
    count: defaultdict[str, int] = defaultdict(int)
    for row, rank in zip(every, full.tolist(), strict=True):
        if rank == 0:
            count["right"] += 1
        elif rank < FAR:
            count["among five, not first" if rank < 5 else "candidate, not among five"] += 1
        else:
            count["missing: " + why(row, given)] += 1
    for name, number in sorted(count.items(), key=lambda item: -item[1]):
        print(f"| {name} | {number / len(every):.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--association", type=Path, help="towers fitted by models.phrases_association (.npz)")
    parser.add_argument("--folds", type=int, nargs="+", default=range(FOLDS))
    parser.add_argument("--share", type=float, default=1.0, help="of the phrases of each fold")
    options = parser.parse_args()
    given = setting(options.shared, towers(options.association))
    alike = sum(old == new for pair in given.pairs for old, new in aligned(pair))
    print(f"{len(given.pairs)} phrases, {len(set(given.component.tolist()))} components,", end=" ")
    print(f"{np.bincount(given.fold).tolist()} in the folds, {alike} words left alone")
    report(given, {fold: measure(given, fold, options.share) for fold in options.folds})


if __name__ == "__main__":
    main()
