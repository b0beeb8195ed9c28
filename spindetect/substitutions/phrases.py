"""Fixed phrases that a swap breaks: "power plant" is one, "energy plant" is none.

A fixed phrase is an entry of the lexicon, by its words or with the second in the singular ("red lines" by
"red line"). It is asked of each single swapped word with the word before it and with the word after it.
"""

from __future__ import annotations

import numpy as np

from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.reading import Reading

# Adverbs that make a fixed phrase with a verb before them: "carry out". Prepositions are left out: that
# "building in" is an entry says nothing of a building in a street.
_PARTICLES = frozenset(("apart", "aside", "away", "back", "down", "forth", "off", "out", "together", "up"))

LEFT, RIGHT = 0, 1


def ask_phrases(reading: Reading, start: Ints, end: Ints, asked: dict[str, int]) -> Ints:
    """Enter into `asked` all phrases that single content words make with their neighbours.

    Parameters
    ----------
    start, end : array of int64, shape (m,)
        Token ranges in `reading`.
    asked : dict
        Phrase to number, in the order of asking; grows.

    Returns
    -------
    array of int64, shape (k, 3)
        LEFT or RIGHT, index of the span, number of the phrase asked.
    """
    keys, words, vocabulary = reading.keys, reading.words, reading.vocabulary
    particle = np.array([key in _PARTICLES for key in vocabulary.keys], dtype=np.bool_)
    # The neighbours must be words that the lexicon knows; one place of padding at the end.
    known = np.zeros(len(keys) + 1, dtype=np.bool_)
    known[:-1] = reading.content & (vocabulary.lexicon_ids[words] >= 0)
    single = (end - start == 1) & known[start]
    left = np.flatnonzero(single & (start > reading.first[start]) & known[start - 1])
    known[:-1] |= particle[words]
    right = np.flatnonzero(single & (end < reading.last[start]) & known[end])
    at = np.concatenate((start[left] - 1, start[right]))
    numbers = [
        asked.setdefault(f"{first} {second}", len(asked))
        for first, second in zip(
            map(keys.__getitem__, at.tolist()), map(keys.__getitem__, (at + 1).tolist()), strict=True
        )
    ]
    sides = np.repeat((LEFT, RIGHT), (len(left), len(right)))
    found = np.column_stack((sides, np.concatenate((left, right)), numbers)).astype(np.int64)
    # Plurals are asked for in the singular as well.
    plural = (vocabulary.lemma_ids != vocabulary.lexicon_ids)[words[at + 1]]
    again = [row for row in np.flatnonzero(plural).tolist() if keys[at[row] + 1][-1] == "s"]
    if not again:
        return found
    more = found[again]
    more[:, 2] = [
        asked.setdefault(_singular(f"{keys[a]} {keys[a + 1]}"), len(asked)) for a in at[again].tolist()
    ]
    return np.concatenate((found, more))


def _singular(phrase: str) -> str:
    if phrase.endswith("ies"):
        return phrase[:-3] + "y"
    return phrase[: -2 if phrase.endswith(("ches", "shes", "sses", "xes")) else -1]


def fixed_phrases(asked: Ints, known: Bools, n: int) -> Bools:
    """Say which of `n` spans are a fixed phrase with the word before (row LEFT) and after (row RIGHT).

    Parameters
    ----------
    asked : array of int64, shape (k, 3)
        From `ask_phrases`.
    known : array of bool
        Which phrases asked are in the lexicon.
    """
    answer = np.zeros((2, n), dtype=np.bool_)
    hit = asked[known[asked[:, 2]]]
    answer[hit[:, 0], hit[:, 1]] = True
    return answer


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
    wanted = np.flatnonzero(beside & fixed[:-1] & single[:-1] & single[1:]).tolist()
    # No row is in two phrases: the first one wins.
    chosen: list[int] = []
    for row in wanted:
        if not chosen or chosen[-1] < row - 1:
            chosen.append(row)
    return chosen
