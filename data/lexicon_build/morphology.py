"""Which words are forms of which lemma: WordNet's exception lists, then its detachment rules.

The rules are those of WordNet's morphy(7WN), with 'ied'; a rule counts only if the lemma is a WordNet word of
that part of speech and the form is not better explained as a word of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from data.lexicon_build.grammar import FUNCTION_WORDS
from data.lexicon_build.sources import WordNet

# Bits of a tag: which forms a word can be. BASE stands for words that are their own lemma.
BASE, S, PAST, PARTICIPLE, ING, COMPARATIVE, SUPERLATIVE = (1 << i for i in range(7))

# (part of speech, ending, what stands in its place, tag)
_RULES = (
    ("n", "ses", "s", S),
    ("n", "xes", "x", S),
    ("n", "zes", "z", S),
    ("n", "ches", "ch", S),
    ("n", "shes", "sh", S),
    ("n", "men", "man", S),
    ("n", "ies", "y", S),
    ("n", "s", "", S),
    ("v", "ies", "y", S),
    ("v", "es", "e", S),
    ("v", "es", "", S),
    ("v", "s", "", S),
    ("v", "ied", "y", PAST | PARTICIPLE),
    ("v", "ed", "e", PAST | PARTICIPLE),
    ("v", "ed", "", PAST | PARTICIPLE),
    ("v", "ing", "e", ING),
    ("v", "ing", "", ING),
    ("a", "er", "e", COMPARATIVE),
    ("a", "er", "", COMPARATIVE),
    ("a", "ier", "y", COMPARATIVE),
    ("a", "est", "e", SUPERLATIVE),
    ("a", "est", "", SUPERLATIVE),
    ("a", "iest", "y", SUPERLATIVE),
)
# Forms within the closed classes, which no rule finds and whose tags the exception lists do not tell.
_CLOSED = {
    "be": {"am": S, "is": S, "are": S, "was": PAST, "were": PAST, "been": PARTICIPLE, "being": ING},
    "have": {"has": S, "had": PAST | PARTICIPLE, "having": ING},
    "do": {"does": S, "did": PAST, "done": PARTICIPLE, "doing": ING},
    "can": {"could": PAST},
    "may": {"might": PAST},
    "shall": {"should": PAST},
    "will": {"would": PAST},
    "this": {"these": S},
    "that": {"those": S},
    "a": {"an": BASE},
}
_SHORTEST_STEM = 3  # below it the rules find 'thing' in 'th' and 'us' in 'u'


@dataclass
class Forms:
    """The inflection table.

    Attributes
    ----------
    lemma : dict of str to str
        Only forms that differ from their lemma.
    tag : dict of str to int
        Bits; a word without an entry is `BASE`.
    forms : dict of str to set of (str, int)
        lemma -> its forms, each with its tag.
    """

    lemma: dict[str, str] = field(default_factory=dict)
    tag: dict[str, int] = field(default_factory=dict)
    forms: dict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))

    def lemma_of(self, word: str) -> str:
        """Return the lemma, the word itself if it is not a known form."""
        return self.lemma.get(word, word)


class _Finder:
    def __init__(self, net: WordNet, rank: dict[str, int]) -> None:
        self.net = net
        self.rank = rank
        self.parts: dict[str, set[str]] = defaultdict(set)
        for word, senses in net.senses.items():
            for (part, _), _, _ in senses:
                self.parts[part].add(word)

    def find(self, word: str) -> tuple[str, int] | None:
        """Return (lemma, tag), or None if the word is its own lemma."""
        found = self._irregular(word)  # in WordNet's own order: 'better' is of 'good', then of 'well'
        if not found:
            found = [f for f in self._regular(word) if self._plausible(word, *f)]
            found.sort(key=lambda f: (self.rank.get(f[0], len(self.rank)), f[0]))
        if not found:
            return None
        best = found[0][0]
        tag = 0
        for lemma, bits in found:
            tag |= bits if lemma == best else 0
        return best, tag

    def _irregular(self, word: str) -> list[tuple[str, int]]:
        out = []
        for part in ("n", "v", "a"):
            for lemma in self.net.exceptions[part].get(word, ()):
                if lemma != word and lemma in self.parts[part]:
                    out.append((lemma, _irregular_tag(part, word)))
        return out

    def _regular(self, word: str) -> list[tuple[str, int]]:
        out = []
        for part, ending, other, tag in _RULES:
            stem = word.removesuffix(ending)
            if len(stem) + len(other) >= _SHORTEST_STEM and stem != word and stem + other in self.parts[part]:
                out.append((stem + other, tag))
        return out

    def _plausible(self, word: str, lemma: str, tag: int) -> bool:
        """Whether a word that WordNet also lists by itself is still a form of the lemma."""
        rank = self.rank.get(lemma, len(self.rank))
        noun, listed = word in self.parts["n"], word in self.net.senses
        if not listed:
            return True
        if tag & (COMPARATIVE | SUPERLATIVE):  # 'number', 'offer', 'forest' are not comparatives
            return not noun and word not in self.parts["v"]
        if tag & S:  # 'species' is not the plural of the rarer 'specie'
            return rank < self.rank.get(word, len(self.rank))
        # 'evening' is not a form of 'even', but 'building' is one of 'build', and 'used' of 'use'
        return not noun or (min(word, lemma), max(word, lemma)) in self.net.derived


def _irregular_tag(part: str, form: str) -> int:
    if part == "n":
        return S
    if part == "a":
        return SUPERLATIVE if form.endswith("st") else COMPARATIVE
    if form.endswith("ing"):
        return ING
    if form.endswith("s"):
        return S
    return PARTICIPLE if form.endswith("n") else PAST | PARTICIPLE


def find_forms(words: list[str], net: WordNet, rank: dict[str, int]) -> Forms:
    """Return the inflection table of the given words.

    Parameters
    ----------
    words : list of str
        Candidate forms, single words.
    rank : dict of str to int
        Frequency rank, 0 the most frequent: of two lemmas the more frequent is taken.
    """
    finder = _Finder(net, rank)
    table = Forms()
    for word in words:
        found = finder.find(word) if word not in FUNCTION_WORDS else None
        if found:
            table.lemma[word], table.tag[word] = found
    for lemma, forms in _CLOSED.items():
        table.lemma.update(dict.fromkeys(forms, lemma))
        table.tag.update(forms)
    for word in list(table.lemma):  # a chain such as 'lefts' -> 'left' -> 'leave' ends at its first step
        if table.lemma[word] in table.lemma and table.lemma[word] not in net.senses:
            table.lemma[word] = table.lemma[table.lemma[word]]
    for word, lemma in table.lemma.items():
        table.forms[lemma].add((word, table.tag[word]))
    _tag_unchanged_verbs(table, finder)
    return table


def _tag_unchanged_verbs(table: Forms, finder: _Finder) -> None:
    """Give 'cut', 'put', 'set' the tags of past and participle too: they have no form in -ed."""
    for verb in sorted(finder.parts["v"]):
        if verb not in table.forms or verb in table.lemma:
            continue
        tags = 0
        for _, tag in table.forms[verb]:
            tags |= tag
        if tags & ING and not tags & PAST:
            table.tag[verb] = BASE | PAST | (0 if tags & PARTICIPLE else PARTICIPLE)
