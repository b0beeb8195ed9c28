"""Honest changes of a whole text by one rule: masks, another tense, other pronouns, slips of a scanner.

No dictionary of synonyms is at work: a word is always changed the same way, or all words of a kind are.
What redacts, transcribes, anonymises, retells in another person or scans a text does this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from models.spinners.base import apply_swaps, with_case, words_of

_INNER_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_TAILS = re.compile(r"(?:ings?|ed|ly|es|s|ness|ment|er)$")
_SCANNED = (("rn", "m"), ("l", "1"), ("o", "0"), ("e", "c"), ("h", "b"), ("cl", "d"), ("i", "l"))
_SPELLED = (("our", "or"), ("ise", "ize"), ("isation", "ization"), ("re", "er"), ("ll", "l"), ("ae", "e"))


def _swapped(table: Mapping[str, str]) -> dict[str, str]:
    """Return a table that also leads back."""
    return {**table, **{new: old for old, new in table.items()}}


_PAST = {
    "is": "was", "are": "were", "has": "had", "have": "had", "will": "would", "can": "could", "says": "said",
    "say": "said", "does": "did", "do": "did", "may": "might", "goes": "went", "makes": "made",
}  # fmt: skip
_GENDER = _swapped({"he": "she", "his": "her", "himself": "herself", "man": "woman", "men": "women"})
_PERSONS = {
    "i": "we", "my": "our", "me": "us", "you": "one", "your": "one's", "am": "are", "we": "they",
    "our": "their", "us": "them", "myself": "ourselves",
}  # fmt: skip
# The same once more in other words, kept from the fit: whether a model learnt the idea is measured on these.
_FUTURE = {
    "is": "will be", "was": "will be", "are": "will be", "were": "will be", "has": "will have",
    "had": "will have", "did": "will do", "said": "will say", "went": "will go", "made": "will make",
}  # fmt: skip
_PLURAL = {
    "he": "they", "she": "they", "him": "them", "his": "their", "her": "their", "himself": "themselves",
    "is": "are", "was": "were", "has": "have", "does": "do", "this": "these", "that": "those",
}  # fmt: skip
# Three words, and no more: five that give way to words of like sense are a spinner's list, however small
# (`models.generators.pairs.LEAST_DIFFERENT`).
_WORDY = {"the": "this", "a": "one", "an": "one"}


_LITTLE = """
which that & while yet per since toward upon and or but than then on in at to from with so as if not can may
"""


@dataclass(frozen=True)
class Rules:
    """What a set of rules draws from: masks, tables of words, names, words to put in, and odds of slips."""

    masks: tuple[str, ...]
    tables: tuple[Mapping[str, str], ...]
    names: tuple[str, ...]
    plain: tuple[str, ...]
    letters: tuple[tuple[str, str], ...]
    ciphers: tuple[Callable[[str], str], ...]


FITTED = Rules(
    masks=("xxxx", "[unclear]", "____", "blank", "[REDACTED]", "***", "(inaudible)", "removed", "gap", "TBC"),
    tables=(_PAST, _GENDER, _PERSONS, {"the": "a"}, {"a": "the", "an": "the"}, {**_PAST, **_GENDER}),
    names=("John", "Smith", "XXX", "[NAME]", "N.N.", "Jane"),
    plain=tuple(_LITTLE.split()),
    letters=_SCANNED,
    ciphers=(lambda w: w[::-1], lambda w: w[1:] + w[0], lambda w: w[:-1], lambda w: w + w[-1]),
)
MEASURED = Rules(
    masks=("[?]", "censored", "zzz", "<unk>", "beep", "[illegible]", "#"),
    tables=(_FUTURE, _PLURAL, {"the": "their"}, {"of": "for"}, _WORDY, {**_PLURAL, **_FUTURE}),
    names=("Mary", "Doe", "[PERSON]", "X", "Ivan"),
    plain=("who", "this", "when", "also", "via", "whose", "for", "of", "by", "into", "these", "will"),
    letters=(*_SPELLED, ("n", "u"), ("a", "o"), ("t", "f"), ("vv", "w"), ("ii", "n"), ("c", "o")),
    ciphers=(
        lambda w: w[-1] + w[:-1],
        lambda w: w[0] + w[0] + w[1:],
        lambda w: re.sub("[aeiou]", "", w) or w,
    ),
)


def change(text: str, rng: Random, rules: Rules = FITTED) -> tuple[str, str]:
    """Return the text changed by one drawn rule, and the rule's name."""
    way = rng.choice(list(_RULES))
    return _RULES[way](text, rng, rules), way


def _masked(text: str, rng: Random, rules: Rules) -> str:
    """Put one mask for every so many words, at even steps or at random."""
    mask, step = rng.choice(rules.masks), rng.randint(4, 30)
    even, start = rng.random() < 0.5, rng.randrange(step)
    chosen = [
        word
        for number, word in enumerate(words_of(text))
        if ((number % step == start) if even else rng.random() < 1 / step)
    ]
    return str(apply_swaps(text, [(word.start, word.end, mask) for word in chosen]).text)


def _masked_kind(text: str, rng: Random, rules: Rules) -> str:
    """Put one mask for some of the words alone, wherever each of them stands."""
    mask, share = rng.choice(rules.masks), rng.uniform(0.1, 0.5)
    long = {word.text.lower() for word in words_of(text) if len(word.text) > 5}
    chosen = {word for word in sorted(long) if rng.random() < share}
    return _each(text, lambda word: mask if word.lower() in chosen else word)


def _by_table(text: str, rng: Random, rules: Rules) -> str:
    table = rng.choice(rules.tables)
    return _each(text, lambda word: table.get(word.lower(), word))


def _one_word(text: str, rng: Random, rules: Rules) -> str:
    """Put one word for another wherever it stands, as a house style or a search and replace does."""
    counts = Counter(word.text for word in words_of(text))
    often = [word for word, count in counts.most_common(25) if count > 1] or list(counts)
    old, new = rng.choice(often), rng.choice([*rules.plain, *counts])
    return _each(text, lambda word: new if word == old else word)


def _one_function_word(text: str, rng: Random, rules: Rules) -> str:
    """Put one small word for another wherever it stands: "that" for "which"."""
    here = {word.text.lower() for word in words_of(text)}
    old = rng.choice([word for word in rules.plain if word in here] or sorted(here))
    new = rng.choice(rules.plain)
    return _each(text, lambda word: new if word.lower() == old else word)


def _named(text: str, rng: Random, rules: Rules) -> str:
    """Put one name for all, or for each name another one throughout."""
    if rng.random() < 0.5:
        name = rng.choice(rules.names)
        return _INNER_NAME.sub(name, text)
    names = sorted(set(_INNER_NAME.findall(text)))
    other = dict(zip(names, rng.sample(names, len(names)), strict=True))
    return _INNER_NAME.sub(lambda match: other[match[0]], text)


def _singular(text: str, rng: Random, rules: Rules) -> str:
    return _each(text, lambda w: w[:-1] if len(w) > 4 and w.endswith("s") and w[-2] != "s" else w)


def _stemmed(text: str, rng: Random, rules: Rules) -> str:
    return _each(text, lambda w: _TAILS.sub("", w) if len(w) > 5 else w)


def _scanned(text: str, rng: Random, rules: Rules) -> str:
    """Mistake letters for others, in some words or in all that hold them."""
    if rng.random() < 0.3:
        old, new = rng.choice(rules.letters)
        return _each(text, lambda w: w.replace(old, new) if len(w) > 3 else w)
    share = rng.uniform(0.01, 0.12)
    return _each(text, lambda w: _slip(w, rng, rules) if len(w) > 3 and rng.random() < share else w)


def _slip(word: str, rng: Random, rules: Rules) -> str:
    if rng.random() < 0.3:  # a finger too early
        at = rng.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    holds = [pair for pair in rules.letters if pair[0] in word]
    if not holds:
        return word
    old, new = rng.choice(holds)
    return word.replace(old, new, 1)


def _recounted(text: str, rng: Random, rules: Rules) -> str:
    """Put other figures for all figures."""
    return re.sub(r"\d", lambda match: str(rng.randrange(10)), text)


def _enciphered(text: str, rng: Random, rules: Rules) -> str:
    """Write all words otherwise by one rule, as language games and careless decoders do."""
    way = rng.choice(rules.ciphers)
    return _each(text, lambda w: way(w) if len(w) > 2 else w)


_RULES: dict[str, Callable[[str, Random, Rules], str]] = {
    "masked": _masked,
    "masked-kind": _masked_kind,
    "table": _by_table,
    "one-word": _one_word,
    "one-function-word": _one_function_word,
    "named": _named,
    "singular": _singular,
    "stemmed": _stemmed,
    "scanned": _scanned,
    "recounted": _recounted,
    "enciphered": _enciphered,
}


def _each(text: str, new: Callable[[str], str]) -> str:
    changes = []
    for word in words_of(text):
        found = new(word.text)
        if found != word.text and found:
            changes.append((word.start, word.end, with_case(found, word.text)))
    return str(apply_swaps(text, changes).text)
