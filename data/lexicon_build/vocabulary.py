"""Which words and phrases the lexicon holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.lexicon_build.grammar import FUNCTION_WORDS, synonym_pairs
from data.lexicon_build.morphology import Forms, find_forms
from data.lexicon_build.sources import WordNet
from data.lexicon_build.spelling import variants

MOST_WORDS = 4
# Ranks among GloVe's words, most frequent first, that every word of a term must reach. Chosen so that the
# file stays under 8 MB: of Moby's links between terms of rank 200,000, a limit of 180,000 keeps 98 %.
RANK_OF_TERMS = 180_000
RANK_OF_PARAPHRASES = 60_000  # terms of PPDB alone: below are mostly misspellings, names and foreign words
RANK_OF_NAMES = 20_000  # names of WordNet: places and persons that texts mention
RANK_OF_WORDS = 45_000  # words kept for their frequency alone
RANK_OF_FORMS = 150_000
RANK_OF_PHRASE_FORMS = 60_000  # of the inflected verb of a phrase: 'carried out'
LONGEST_KEY = 48  # bytes; the longest term kept has 44

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?$")
_PARTICLES = frozenset(
    """
    about across after against along apart around aside at away back by down for forth forward from in into
    off on onto out over round through to together toward towards under up upon with without
    """.split()  # noqa: SIM905  (a table reads better than 40 quoted words)
)


@dataclass
class Vocabulary:
    """Keys, each with what is known of it before links are made."""

    keys: list[str]
    names: set[str]
    forms: Forms


def key_of(term: str) -> str:
    """Return a term as the keys of its tokens, joined by spaces: "one's way" is "one 's way"."""
    return " ".join(re.sub(r"(?<=\w)['’]s\b", " 's", term.casefold().replace("’", "'")).split())


def choose(
    moby: dict[str, tuple[str, ...]], ppdb: dict[str, tuple[str, ...]], net: WordNet, glove: list[str]
) -> Vocabulary:
    """Return the vocabulary; see `data/README.md` for the rules in words."""
    rank = {word: at for at, word in reversed(list(enumerate(glove)))}
    keys = {k for k in _moby_terms(moby) if _known(k, rank, RANK_OF_TERMS)}
    keys |= {k for k in _ppdb_terms(ppdb) if _known(k, rank, RANK_OF_PARAPHRASES)}
    keys |= {k for k in _spelled_otherwise(ppdb) if _known(k, rank, RANK_OF_TERMS)}
    names = {key_of(name) for name in net.names}
    keys |= _wordnet_terms(net, rank)
    keys |= {word for word in glove[:RANK_OF_WORDS] if _WORD.match(word)}
    keys |= set(FUNCTION_WORDS) | {
        k for pair in synonym_pairs() for k in pair if len(k.split()) <= MOST_WORDS
    }
    singles = sorted({w for w in glove[:RANK_OF_FORMS] if _WORD.match(w)} | {k for k in keys if " " not in k})
    forms = find_forms(singles, net, rank)
    keys |= {form for form, lemma in forms.lemma.items() if lemma in keys}
    keys |= _inflected_phrases(keys, net, forms, rank)
    return Vocabulary(sorted(keys), names & keys, forms)


def _known(key: str, rank: dict[str, int], limit: int) -> bool:
    words = key.split()
    fits = 0 < len(words) <= MOST_WORDS and len(key.encode()) <= LONGEST_KEY
    return (
        fits
        and all(_WORD.match(w) or w == "'s" for w in words)
        and all(rank.get(w, limit) < limit for w in words)
    )


def _moby_terms(moby: dict[str, tuple[str, ...]]) -> set[str]:
    return {key_of(term) for root, terms in moby.items() for term in (root, *terms)}


def _ppdb_terms(ppdb: dict[str, tuple[str, ...]]) -> set[str]:
    return {key_of(term) for head, terms in ppdb.items() for term in (head, *terms) if term.isascii()}


def _spelled_otherwise(ppdb: dict[str, tuple[str, ...]]) -> set[str]:
    """Terms of PPDB that a rule of spelling joins with their paraphrase: 'popularise', 'popularize'."""
    out = set()
    for head, terms in ppdb.items():
        both = [term for term in terms if term in variants(head)]
        out |= {head, *both} if both else set()
    return out


def _wordnet_terms(net: WordNet, rank: dict[str, int]) -> set[str]:
    """Single words, and the phrases that share a concept with another kept word: the rest link to nothing."""
    kept = {
        word: key_of(word)
        for word in net.senses
        if _known(key_of(word), rank, RANK_OF_NAMES if word in net.names else RANK_OF_TERMS)
    }
    out = {key for key in kept.values() if " " not in key}
    for synset in net.synsets.values():
        keys = [kept[word] for word in synset.words if word in kept]
        out |= set(keys) if len(keys) > 1 else set()
    return out


def _inflected_phrases(keys: set[str], net: WordNet, forms: Forms, rank: dict[str, int]) -> set[str]:
    """Add the forms of phrasal verbs ('carried out') and enter them into the table of forms."""
    verbs = {w for w, senses in net.senses.items() if any(part == "v" for (part, _), _, _ in senses)}
    added = set()
    for key in sorted(keys):
        first, _, rest = key.partition(" ")
        phrasal = rest.split(" ")[0] in _PARTICLES and first in verbs and first not in _PARTICLES
        if not rest or not (key in verbs or phrasal):
            continue
        for form, tag in sorted(forms.forms.get(first, ())):
            phrase = f"{form} {rest}"
            if (
                phrase not in net.senses
                and rank.get(form, RANK_OF_PHRASE_FORMS) < RANK_OF_PHRASE_FORMS
                and len(phrase.encode()) <= LONGEST_KEY
            ):
                forms.lemma[phrase], forms.tag[phrase] = key, tag
                forms.forms[key].add((phrase, tag))
                added.add(phrase)
    return added
