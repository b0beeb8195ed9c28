"""Fixed phrases that a swap breaks: "power plant" is one, "energy plant" is none.

A fixed phrase is an entry of the lexicon, by its words or with the second in the singular ("red lines" by
"red line"). It is asked of each single swapped word with the word before it and with the word after it.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.reading import FORM, NOT_KNOWN, Edges, Reading
from spindetect.text.letters import PARTICLE

LEFT, RIGHT = 0, 1


class Asked(NamedTuple):
    """Phrases to be looked up, and what each would tell.

    Attributes
    ----------
    phrases : list of str, length k
    about : array of int64, shape (k,)
        Index into an array of shape (side, which, n), flattened: `side` is the text, 0 for the source;
        `which` LEFT or RIGHT, whether the phrase is a span with the word before or after it.
    """

    phrases: list[str]
    about: Ints

    def answer(self, known: Bools, n: int) -> Bools:
        """Say which spans are a fixed phrase with the word before and after them, shape (which, side, n).

        Parameters
        ----------
        known : array of bool, shape (k,)
            Which of the phrases are in the lexicon.
        """
        fixed = np.zeros(4 * n, dtype=np.bool_)
        fixed[self.about[known]] = True
        return fixed.reshape(2, 2, n).swapaxes(0, 1)


def ask_phrases(reading: Reading, edges: Edges, one: Bools) -> Asked:
    """List all phrases that single content words make with their neighbours.

    Parameters
    ----------
    one : array of bool, shape (2, n)
        Which of the spans have one word.
    """
    known = (edges.facts & NOT_KNOWN) == 0
    # The neighbour must be a word that the lexicon knows, or a particle after; and stand in the sentence.
    beside = known[::3]
    beside[RIGHT] |= (edges.letters[3] & PARTICLE) != 0
    np.greater(beside, edges.fresh, out=beside)
    beside &= known[1] & one
    # A phrase matters where its other word stayed, or was swapped too.
    stays = edges.kept.copy()
    stays[RIGHT, :-1] |= edges.beside
    beside &= stays[:, None]
    about = beside.swapaxes(0, 1).reshape(-1).nonzero()[0]
    # The second word of each phrase: the span, or the one after it.
    places = edges.place[1::2].swapaxes(0, 1).reshape(-1).take(about)
    keys = reading.layout.keys
    listed = places.tolist()
    phrases = [f"{keys[at - 1]} {keys[at]}" for at in listed]
    # Plurals are asked for in the singular as well.
    forms = (reading.facts.take(places) & FORM).nonzero()[0]
    again = [at for at in forms.tolist() if phrases[at][-1] == "s"]
    if again:
        phrases += [f"{keys[listed[at] - 1]} {_singular(keys[listed[at]])}" for at in again]
        about = np.concatenate((about, about.take(again)))
    return Asked(phrases, about)


# Asked of words of the lexicon alone, which are short and repeat from text to text.
@functools.lru_cache(maxsize=1 << 12)
def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural[: -2 if plural.endswith(("ches", "shes", "sses", "xes")) else -1]


def pairs_to_merge(edges: Edges, fixed: Bools, single: Bools) -> list[int]:
    """List the rows that stand side by side with the next one and are a fixed phrase with it.

    Parameters
    ----------
    fixed : array of bool, shape (n,)
        Whether the words of the row and the next one are a fixed phrase, on either side.
    single : array of bool, shape (n,)
        Whether both sides are one content word.
    """
    wanted = (edges.beside & fixed[:-1] & single[:-1] & single[1:]).nonzero()[0].tolist()
    # No row is in two phrases: the first one wins.
    chosen: list[int] = []
    for row in wanted:
        if not chosen or chosen[-1] < row - 1:
            chosen.append(row)
    return chosen
