"""Fixed phrases that a swap breaks: "power plant" is one, "energy plant" is none.

A fixed phrase is an entry of the lexicon, by its words or with the second in the singular ("red lines" by
"red line"). It is asked of each single swapped word with the word before it and with the word after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.layout import Layout
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


def ask_phrases(reading: Reading, start: Ints, left: Bools, right: Bools) -> Asked:
    """List all phrases that single content words make with their neighbours.

    Parameters
    ----------
    start : array of int64, shape (2, n)
        Where spans begin, those of the source first.
    left, right : array of bool, shape (2, n)
        Which spans are to be asked for with the word before, and with the word after; those of one word.
    """
    known, layout = reading.known, reading.layout
    # The neighbour must be a word that the lexicon knows, and stand in the same sentence.
    joint = np.zeros(len(known) + 1, dtype=np.bool_)
    joint[1:-1] = known[1:] & known[:-1] & ~reading.begins[1:]
    # The second word of each phrase, before the one after the span.
    second = np.array((start, start + 1))
    wanted = np.array((left, right))
    wanted[RIGHT] &= known.take(start) & ~reading.begins.take(second[RIGHT])
    usable = joint.take(second)
    usable[RIGHT] |= _particles(wanted[RIGHT] & ~usable[RIGHT], second[RIGHT], layout)
    wanted &= usable
    about = wanted.swapaxes(0, 1).ravel().nonzero()[0]
    places = second.swapaxes(0, 1).ravel().take(about)
    split = int(about.searchsorted(2 * start.shape[1]))
    phrases = _with_word_before(layout.source.keys, places[:split])
    phrases += _with_word_before(layout.suspect.keys, places[split:] - layout.shift)
    # Plurals are asked for in the singular as well.
    plural = (reading.lemma_ids.take(places) != reading.lexicon_ids.take(places)).nonzero()[0]
    again = [at for at in plural.tolist() if phrases[at][-1] == "s"]
    if again:
        phrases += [_singular(phrases[at]) for at in again]
        about = np.concatenate((about, about.take(again)))
    return Asked(phrases, about)


def _with_word_before(keys: list[str], tokens: Ints) -> list[str]:
    return [f"{keys[at - 1]} {keys[at]}" for at in tokens.tolist()]


def _particles(here: Bools, after: Ints, layout: Layout) -> Bools:
    """Say which of the spans `here` have a particle after them."""
    found = np.zeros(here.shape, dtype=np.bool_)
    side, row = here.nonzero()
    split = int(side.searchsorted(1))
    tokens = after[side, row]
    tokens[split:] -= layout.shift
    listed = tokens.tolist()
    keys = [*map(layout.source.keys.__getitem__, listed[:split])]
    keys += map(layout.suspect.keys.__getitem__, listed[split:])
    at = [at for at, key in enumerate(keys) if key in _PARTICLES]
    if at:
        found[side[at], row[at]] = True
    return found


def _singular(phrase: str) -> str:
    if phrase.endswith("ies"):
        return phrase[:-3] + "y"
    return phrase[: -2 if phrase.endswith(("ches", "shes", "sses", "xes")) else -1]


def pairs_to_merge(beside: Bools, fixed: Bools, single: Bools) -> list[int]:
    """List the rows that stand side by side with the next one and are a fixed phrase with it.

    Parameters
    ----------
    beside : array of bool, shape (n - 1,)
        From `spans.neighbours`.
    fixed : array of bool, shape (n,)
        Whether the words of the row and the next one are a fixed phrase, on either side.
    single : array of bool, shape (n,)
        Whether both sides are one content word.
    """
    wanted = (beside & fixed[:-1] & single[:-1] & single[1:]).nonzero()[0].tolist()
    # No row is in two phrases: the first one wins.
    chosen: list[int] = []
    for row in wanted:
        if not chosen or chosen[-1] < row - 1:
            chosen.append(row)
    return chosen
