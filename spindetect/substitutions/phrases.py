"""Fixed phrases that a swap breaks: "power plant" is one, "energy plant" is none.

A fixed phrase is an entry of the lexicon, by its words or with the second in the singular ("red lines" by
"red line"). It is asked of each single swapped word with the word before it and with the word after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.reading import Reading

# Adverbs that make a fixed phrase with a verb before them: "carry out". Prepositions are left out: that
# "building in" is an entry says nothing of a building in a street.
_PARTICLES = frozenset(("apart", "aside", "away", "back", "down", "forth", "off", "out", "together", "up"))

LEFT, RIGHT = 0, 1


@dataclass(frozen=True, slots=True)
class Asked:
    """Phrases to be looked up, and what each would tell.

    Attributes
    ----------
    phrases : list of str, length k
    which, span : array of int64, shape (k,)
        LEFT or RIGHT: whether the phrase is a span with the word before or after it; and which span.
    """

    phrases: list[str]
    which: Ints
    span: Ints

    def answer(self, known: Bools, n: int) -> Bools:
        """Say which of `n` spans are a fixed phrase with the word before (row LEFT) and after (row RIGHT).

        Parameters
        ----------
        known : array of bool, shape (k,)
            Which of the phrases are in the lexicon.
        """
        fixed = np.zeros((2, n), dtype=np.bool_)
        fixed[self.which[known], self.span[known]] = True
        return fixed


def ask_phrases(reading: Reading, start: Ints, end: Ints) -> Asked:
    """List all phrases that single content words make with their neighbours.

    Parameters
    ----------
    start, end : array of int64, shape (n,)
        Token ranges in `reading`.
    """
    keys, words, vocabulary = reading.keys, reading.words, reading.vocabulary
    # The neighbours must be words that the lexicon knows; one place of padding at the end.
    known = np.zeros(len(keys) + 1, dtype=np.bool_)
    known[:-1] = reading.content & (vocabulary.lexicon_ids[words] >= 0)
    single = (end - start == 1) & known[start]
    left = np.flatnonzero(single & (start > reading.first[start]) & known[start - 1])
    right = np.flatnonzero(single & (end < reading.last[start]))
    usable = known[end[right]]
    usable[~usable] = [keys[at] in _PARTICLES for at in end[right[~usable]].tolist()]
    right = right[usable]
    at = np.concatenate((start[left] - 1, start[right]))
    phrases = [f"{keys[first]} {keys[first + 1]}" for first in at.tolist()]
    # Plurals are asked for in the singular as well.
    plural = np.flatnonzero((vocabulary.lemma_ids != vocabulary.lexicon_ids)[words[at + 1]])
    again = [row for row in plural.tolist() if phrases[row][-1] == "s"]
    phrases += [_singular(phrases[row]) for row in again]
    which = np.zeros(len(at), dtype=np.int64)
    which[len(left) :] = RIGHT
    span = np.concatenate((left, right))
    if again:
        which, span = np.concatenate((which, which[again])), np.concatenate((span, span[again]))
    return Asked(phrases, which, span)


def _singular(phrase: str) -> str:
    if phrase.endswith("ies"):
        return phrase[:-3] + "y"
    return phrase[: -2 if phrase.endswith(("ches", "shes", "sses", "xes")) else -1]


def pairs_to_merge(rows: Ints, fixed: Bools, single: Bools) -> list[int]:
    """List the rows that stand side by side with the next one and are a fixed phrase with it.

    Parameters
    ----------
    rows : array of int64, shape (n, 4)
        Token ranges in the suspect's order.
    fixed : array of bool, shape (n,)
        Whether the words of the row and the next one are a fixed phrase, on either side.
    single : array of bool, shape (n,)
        Whether both sides are one content word.
    """
    beside = (rows[:-1, 1] == rows[1:, 0]) & (rows[:-1, 3] == rows[1:, 2])
    wanted = (beside & fixed[:-1] & single[:-1] & single[1:]).nonzero()[0].tolist()
    # No row is in two phrases: the first one wins.
    chosen: list[int] = []
    for row in wanted:
        if not chosen or chosen[-1] < row - 1:
            chosen.append(row)
    return chosen
