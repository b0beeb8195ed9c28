"""Spelling variants: pairs that a rule of British and American spelling joins and that mean the same.

A rule alone is not enough ('story' is not 'storey'): both words must be in the vocabulary and be joined by
WordNet, PPDB or Moby, or be forms of such a pair, or the same form of one lemma.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from data.lexicon_build.morphology import Forms

# British form -> American form. Each rule changes one place of the word.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"our", "or"),  # colour, favourite
        (r"is(?=(?:e|es|ed|er|ers|ing|able|ation|ations|ational)$)", "iz"),  # organise
        (r"ys(?=(?:e|es|ed|er|ers|ing|able)$)", "yz"),  # analyse
        (r"(?<=[bcdtvhl])re(?=s?$)", "er"),  # centre
        (r"(?<=[bcdtvhl])red$", "ered"),
        (r"(?<=[bcdtvhl])ring$", "ering"),
        (r"ogue(?=s?$)", "og"),  # catalogue
        (r"(?<=[aeiou])ll(?=(?:ed|ing|er|ers|or|ors|ous|ery|ist|ists|able)$)", "l"),  # travelled
        (r"(?<=[aeiou])l(?=(?:s|ment|ments|ful|fully)?$)", "ll"),  # fulfil, enrolment, skilful
        (r"ae", "e"),  # encyclopaedia
        (r"oe", "e"),  # oestrogen
        (r"ence(?=s?$)", "ense"),  # defence
        (r"enceless$", "enseless"),
        (r"ice(?=[sd]?$)", "ise"),  # practise, licence
        (r"xion(?=s?$)", "ction"),  # connexion
        (r"gramme(?=s?$)", "gram"),  # programme
        (r"(?<=[lkdw])ge(?=ment|ments)", "g"),  # judgement
        (r"(?<=e)que(?=s?$)", "ck"),  # cheque
        (r"ph", "f"),  # sulphur
        (r"y", "i"),  # tyre
        (r"t$", "ed"),  # learnt
        (r"lt$", "led"),  # spelt
        (r"ey", "ay"),  # grey
        (r"wards$", "ward"),  # afterwards
        (r"(?<=g|t|d)st$", ""),  # whilst keeps its e by the next rule
        (r"st$", "e"),
        (r"mme(?=s?$)", "m"),
        (r"ough(?=s?$)", "ow"),  # plough
        (r"yj", "ij"),
        (r"z", "s"),
        (r"aluminium", "aluminum"),
        (r"c(?=eptic)", "k"),  # sceptic
        (r"ou(?=ld)", "o"),  # mould
        (r"ll(?=ness|ment)", "l"),
        (r"pp(?=(?:ed|ing|er|ers)$)", "p"),  # worshipped
        (r"ss(?=(?:ed|ing|es)$)", "s"),  # focussed
        (r"tt(?=(?:ed|ing)$)", "t"),  # benefitted
        (r"-", ""),  # co-operate
    )
)


def spelling_pairs(keys: set[str], forms: Forms, joined: Callable[[str, str], bool]) -> set[tuple[str, str]]:
    """Return the pairs, each in alphabetical order.

    Parameters
    ----------
    keys : set of str
        The vocabulary.
    joined : callable
        Whether a meaning source joins two words.
    """
    found = set()
    for word in sorted(keys):
        for other in variants(word) & keys:
            if _same(word, other, forms, joined):
                found.add((min(word, other), max(word, other)))
    return found


def variants(word: str) -> set[str]:
    """Return what the rules make of a word, whether such a word exists or not."""
    if word.count(" ") == 1:
        return {word.replace(" ", ""), word.replace(" ", "-")}
    if " " in word or len(word) < 4:
        return set()
    return {
        word[: match.start()] + other + word[match.end() :]
        for pattern, other in _RULES
        for match in pattern.finditer(word)
    }


def _same(a: str, b: str, forms: Forms, joined: Callable[[str, str], bool]) -> bool:
    first, second = forms.lemma_of(a), forms.lemma_of(b)
    agrees = forms.tag.get(a, 1) & forms.tag.get(b, 1)
    if (
        first == second
    ):  # 'travelled' and 'traveled' are the same form of one lemma, 'learn' and 'learned' are not
        return bool(agrees) and a != b
    return joined(a, b) or bool(agrees and (first, second) != (a, b) and joined(first, second))
