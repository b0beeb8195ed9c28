"""How well a text explains each sentence of another, and which of several texts explains it best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.features.tally import ALIGNED_SHARE
from spindetect.text import Tokens

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What a word is worth that another stands for, where the same word is worth 1: a text with the very words
# explains them better than one that they were swapped for.
LINKED = 0.5
# Words by which another text must explain a run of sentences better before they go to it: two writers make
# one and the same small change by chance, and an aligner places a word now here, now there.
SWITCH = 2.0
# By so many words must the sources explain sentences in a row better than a background text. Of what fifty
# pairs of honest texts have from one release, edited or reworked, 0 and 2 % of the words then go to a source
# (at 2 words 0 and 4 %); of what is copied from the other text's own edition of it 50 and 52 % stay (60 and
# 67 %).
BETTER = 3.0
# Share of a sentence's own words that a text must explain for the sentence to be its: what aligned sentences
# have, see `spindetect.features.tally`.
EXPLAINED_SHARE = ALIGNED_SHARE


def explained(alignment: DocumentAlignment, tokens: Tokens) -> Floats:
    """Return how many of the own words of each sentence of the suspect the source explains.

    Parameters
    ----------
    alignment : DocumentAlignment
        From the explaining text to the one that is explained.
    tokens : Tokens
        Of the text that is explained.

    Returns
    -------
    array of float64, shape (n_sentences,)
        Words that stand in the source count 1, words that another word of the source stands for `LINKED`.
    """
    worth = np.zeros(len(tokens))
    worth[alignment.links[:, 1]] = LINKED
    worth[alignment.source_of >= 0] = 1.0
    worth[~tokens.counted] = 0.0
    found: Floats = np.bincount(tokens.sentence, weights=worth, minlength=sentences(tokens)).astype(
        np.float64
    )
    return found


def sentences(tokens: Tokens) -> int:
    """Return how many sentences a text has."""
    return len(tokens.sentence_start) - 1


def own_words(tokens: Tokens) -> Floats:
    """Return the counted words of each sentence."""
    return np.bincount(tokens.sentence[tokens.counted], minlength=sentences(tokens)).astype(np.float64)


def best(worth: Sequence[Floats], switch: float = SWITCH) -> Ints:
    """Return which text explains each sentence best, runs of sentences seen together.

    Of all ways to give the sentences to texts the one with the most words explained is taken, less `switch`
    for each change from one text to another; of equal ones that which keeps to the earlier text.

    Parameters
    ----------
    worth : sequence of array of float64, shape (n_sentences,)
        What each text explains of each sentence.

    Returns
    -------
    array of int64, shape (n_sentences,)
        Index into `worth`.
    """
    rows = np.array(worth)
    texts, n = rows.shape
    if texts == 1 or not n:
        return np.zeros(n, np.int64)
    total, came = rows[:, 0].copy(), np.zeros((n, texts), np.int64)
    own = np.arange(texts)
    for at in range(1, n):
        leader = int(total.argmax())
        stays = total >= total[leader] - switch
        came[at] = np.where(stays, own, leader)
        total = np.where(stays, total, total[leader] - switch) + rows[:, at]
    chosen = np.empty(n, np.int64)
    chosen[-1] = total.argmax()
    for at in range(n - 1, 0, -1):
        chosen[at - 1] = came[at, chosen[at]]
    return chosen


def left_to_background(
    of_sources: Floats, of_background: Sequence[Floats], own: Floats, least: float = BETTER
) -> Ints:
    """Return which background text explains each sentence as well as the sources do, or -1.

    A sentence stays with the sources where they explain more of it, and `least` words more of the sentences
    that follow each other so; else it goes to the background that explains most of it, if that is
    `EXPLAINED_SHARE` of its own words.

    Parameters
    ----------
    of_sources : array of float64, shape (n_sentences,)
    of_background : sequence of array of float64, shape (n_sentences,)
    own : array of float64, shape (n_sentences,)
        The counted words of each sentence.
    """
    if not of_background:
        return np.full(len(own), -1, np.int64)
    rows = np.array(of_background)
    most = rows.max(axis=0)
    told = (most > 0) & (most >= EXPLAINED_SHARE * own)
    left = told & ~_better(of_sources - most, told, least)
    return np.where(left, rows.argmax(axis=0), -1)


def _better(gain: Floats, told: NDArray[np.bool_], least: float) -> NDArray[np.bool_]:
    """Return which sentences lie in a run of such that the sources explain better, by `least` words in all.

    What a background text explains too must make up a run by itself: beside a passage that is copied without
    doubt a small gain proves as little as elsewhere.

    Parameters
    ----------
    gain : array of float64, shape (n_sentences,)
        Words that the sources explain more than the background.
    told : array of bool, shape (n_sentences,)
        Sentences that the background explains.
    """
    state = np.where(gain > 0, 1 + told, 0)
    run = np.cumsum(np.diff(state, prepend=0) != 0)
    total = np.bincount(run, weights=np.maximum(gain, 0.0), minlength=1)
    better: NDArray[np.bool_] = (gain > 0) & (total[run] >= least)
    return better
