"""British spellings of words that texts hold more often in the American one.

The n-gram model and the vectors know 'organise' from few texts and 'organize' from many: as the author's
spelling says nothing of a spinner, both are read as the one that is known better.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.language import Ngrams, Vectors
from spindetect.language.numbering import FIRST_WORD

# What changes, between what must stand before and after it; what changes comes first, because most letters
# then fail at once. What is no such spelling ('advise', 'rogue') the tables keep apart: its other spelling is
# no word there, or a rarer one.
_RULES: Final = (
    (r"is(?<=[a-z]{3}is)(?=(?:e|es|ed|er|ers|ing|able|ations?|ational)$)", "iz"),
    (r"ys(?<=alys)(?=(?:e|es|ed|er|ers|ing)$)", "yz"),
    (
        r"our(?<=[a-z]{2}our)(?<!^(?:sc|am)our)(?=(?:s|ed|ing|ers?|ites?|hoods?|ful|ab|less|al|ists?|y|ism|$))",
        "or",
    ),
    (r"re(?<=(?:cent|heat|[a-z]met|[a-z]lit|alib|pect|lust|somb)re)(?=s?$)", "er"),
    (r"re(?<=^(?:met|lit|fib|sab)re)(?=s?$)", "er"),
    (r"r(?<=centr)(?=(?:ed|ing)$)", "er"),
    (r"ogue(?<=[a-z]{3}ogue)(?=s?$)", "og"),
    (r"ll(?<=[aeiou][b-df-hj-np-tv-z][aeiou]ll)(?=(?:ed|ing|ers?|ors?|ous|ously|ists?)$)", "l"),
    (r"ll(?<=[aeiou][b-df-hj-np-tv-z]{2}[aeiou]ll)(?=(?:ed|ing|ers?|ors?|ous|ists?)$)", "l"),
    (r"l(?<=[aeiou]l)(?=(?:ments?|ful|fully)$)", "ll"),
    (r"ae(?<=[a-z]ae)(?<!^dae)(?=mi|mo|di|col|sthe|log)", "e"),
    (r"oe(?:(?<=^oe)(?=str|dem|soph)|(?<=rrhoe)(?=a)|(?<=^foe)(?=t))", "e"),
    (r"ence(?:(?<=^(?:def|off|lic)ence)|(?<=^pretence))(?=s?$)", "ense"),
    (r"ph(?<=sulph)", "f"),
    (r"c(?<=^sc)(?=eptic)", "k"),
)
_RULE: Final = re.compile("|".join(rule for rule, _ in _RULES))
_PUT: Final = {match[0]: put for rule, put in _RULES if (match := re.match("[a-z]+", rule))}

_FREQUENT: Final = 1000
"""Rows of the vectors that hold no British spelling: the first, 'centre', is farther down."""

# American word: British spellings that no rule makes of it.
_WORDS: Final = """
acknowledgment acknowledgement; aging ageing; aluminum aluminium; among amongst; artifact artefact;
burned burnt; cozy cosy; curb kerb; dreamed dreamt; distill distil; enroll enrol; fulfill fulfil; gray grey;
instill instil; jewelry jewellery; judgment judgement; leaped leapt; learned learnt; maneuver manoeuvre;
mold mould; mom mum; mustache moustache; pajamas pyjamas; plow plough; program programme;
smolder smoulder; spelled spelt; spilled spilt; tire tyre; while whilst; yogurt yoghurt; math maths;
afterward afterwards; toward towards
"""
_PLURALS: Final = frozenset(("acknowledgment", "artifact", "curb", "judgment", "maneuver", "program", "tire"))


def _of_words() -> dict[str, str]:
    pairs = [tuple(pair.split()) for pair in _WORDS.split(";")]
    out = {british: american for american, british in pairs}
    return out | {f"{british}s": f"{american}s" for american, british in pairs if american in _PLURALS}


_OTHER: Final = _of_words()


@functools.lru_cache(maxsize=1 << 14)  # 2 MB; nine words in ten of a text were in the texts before it
def american(key: str) -> str | None:
    """Return the American spelling of what may be a British one, whether there is such a word or not.

    Parameters
    ----------
    key : str
        In small letters.
    """
    match = _RULE.search(key)
    if match is None:
        return _OTHER.get(key)
    return key[: match.start()] + _PUT[match[0]] + key[match.end() :]


def respell(
    keys: Sequence[str],
    number: NDArray[np.int32],
    row: NDArray[np.int32],
    ngrams: Ngrams,
    vectors: Vectors,
) -> None:
    """Give words that are known better in the other spelling that one's number and row, in place.

    Parameters
    ----------
    keys : sequence of str
    number, row : array of int32, shape (len(keys),)
        In the n-gram model, and in the vectors: -1 where a word has none.
    """
    at = np.flatnonzero((row < 0) | (row >= _FREQUENT))
    others = [american(keys[place]) for place in at.tolist()]
    words = [word for word in others if word is not None]
    if not words:
        return
    at = at[[word is not None for word in others]]
    numbers, rows = ngrams.words(words), vectors.ids(words)
    # Rows are in the order of frequency.
    better = (numbers >= FIRST_WORD) & (rows >= 0) & ((rows < row[at]) | (row[at] < 0))
    number[at[better]], row[at[better]] = numbers[better], rows[better]
