"""What WordNet says of two words: how commonly they share a sense, and which concepts are near."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations, product

from data.lexicon_build.sources import Synset, WordNet
from data.lexicon_build.vocabulary import key_of
from spindetect.lexicon.concepts import MOST

Pair = tuple[str, str]

# Tag counts are of SemCor, 230,000 words: too few to trust a zero. Each sense gets this much of a count,
# shrinking with its rank, so that untagged words follow WordNet's own order of senses.
_PRIOR = 1.0
_LARGEST_FAMILY = 60  # children of one concept that count as sisters; above lie lists ('city', 'plant genus')
_RAREST_SENSE = 0.1  # of a word's uses, for its concept to make sisters


def sense_shares(net: WordNet, keys: set[str]) -> dict[str, dict[tuple[str, int], float]]:
    """Return P(sense | word) over all parts of speech, for the words that are keys."""
    out: dict[str, dict[tuple[str, int], float]] = {}
    for word, senses in net.senses.items():
        key = key_of(word)
        if key not in keys:
            continue
        weights = {synset: tags + _PRIOR / number for synset, number, tags in senses}
        total = sum(weights.values())
        out[key] = {synset: weight / total for synset, weight in sorted(weights.items())}
    return out


def shared_senses(shares: dict[str, dict[tuple[str, int], float]]) -> dict[Pair, float]:
    """Return the commonness of each pair of words that share a sense.

    It is the geometric mean of two shares: of all uses of a, those in a sense that b has too, and the same
    for b. 1 for words that share every sense, near 0 where one of them has the shared sense rarely.
    """
    members = _members(shares)
    mass: dict[Pair, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for place, words in sorted(members.items()):
        for a, b in combinations(words, 2):
            pair = mass[a, b]
            pair[0] += shares[a][place]
            pair[1] += shares[b][place]
    return {pair: math.sqrt(a * b) for pair, (a, b) in mass.items()}


def near_concepts(net: WordNet, shares: dict[str, dict[tuple[str, int], float]]) -> dict[Pair, float]:
    """Return pairs whose concepts are one step apart: hypernym, similar, also, derivation.

    The value is the geometric mean of the shares of both words' uses in those concepts.
    """
    members = _members(shares)
    out: dict[Pair, float] = {}
    for key, synset in sorted(net.synsets.items(), key=lambda item: item[0]):
        for other in (*synset.hypernyms, *synset.similar):
            for a, b in product(members.get(key, ()), members.get(other, ())):
                if a != b:
                    pair = (min(a, b), max(a, b))
                    out[pair] = max(out.get(pair, 0.0), math.sqrt(shares[a][key] * shares[b][other]))
    for first, second in sorted(net.derived):
        a, b = sorted((key_of(first), key_of(second)))
        if a in shares and b in shares and a != b:
            out[a, b] = max(out.get((a, b), 0.0), 0.5)
    return out


def _members(shares: dict[str, dict[tuple[str, int], float]]) -> dict[tuple[str, int], list[str]]:
    out: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word, senses in sorted(shares.items()):
        for place in senses:
            out[place].append(word)
    return out


def parents(net: WordNet, shares: dict[str, dict[tuple[str, int], float]]) -> dict[str, list[int]]:
    """Return for each word the numbers of the concepts right above its common senses.

    Two words with a number in common are sisters. Satellite adjectives have their head as the concept
    above; a head is above itself.
    """
    children: dict[tuple[str, int], set[str]] = defaultdict(set)
    above: dict[str, list[tuple[str, int]]] = {}
    for word, senses in sorted(shares.items()):
        ranked = sorted(senses.items(), key=lambda item: (-item[1], item[0]))
        if " " in word:  # phrases have few sisters that are written for them
            continue
        tops = [top for key, share in ranked if share >= _RAREST_SENSE for top in _above(net.synsets[key])]
        above[word] = list(dict.fromkeys(tops))[:MOST]
        for top in above[word]:
            children[top].add(word)
    useful = sorted(top for top, words in children.items() if 2 <= len(words) <= _LARGEST_FAMILY)
    number = {top: at + 1 for at, top in enumerate(useful)}
    return {word: [number[top] for top in tops if top in number] for word, tops in above.items()}


def _above(synset: Synset) -> tuple[tuple[str, int], ...]:
    if synset.key[0] == "a":
        return (synset.key, *synset.similar)
    return synset.hypernyms
