"""What a language model says of words, and how it comes into the table of terms."""

from __future__ import annotations

import numpy as np
import pytest

from data.phrases.fixed_terms import Rows
from data.phrases.likelihoods import Likelihoods, _goes_on, with_likely
from spindetect.phrases.terms import FIRST_SHARE, LIKELIHOOD_STEPS, LIKELY


def told(words=4):
    """Return what is told of words whose first pieces are themselves, the last word's that of the first."""
    draw = np.random.default_rng(0)
    states, pieces = (draw.normal(size=(size, 3)).astype(np.float32) for size in (words, words - 1))
    first = np.array([*range(words - 1), 0])
    rest = np.array([0.0] * (words - 1) + [-1.0], np.float32)
    total = np.log(np.exp(states @ pieces.T).sum(axis=1))
    alone = np.full(words, -2.0, np.float32)
    return Likelihoods(states, total, rest, first, pieces, alone, np.array([True] * (words - 1) + [False]))


def test_pairs_have_the_likelihood_of_the_second_words_pieces():
    found = told()
    log_p = found.of_pairs(np.array([0, 0, 0]), np.arange(3))
    assert np.exp(log_p).sum() == pytest.approx(1, abs=1e-5)
    one, other = (found.of_pairs(np.array([1]), np.array([last])) for last in (3, 0))
    assert one == pytest.approx(other - 1, abs=1e-5)


def test_likely_pairs_are_of_usable_words():
    found = told()
    first, last, log_p = (np.concatenate(each) for each in zip(*found.likely(), strict=True))
    pairs = list(zip(first.tolist(), last.tolist(), strict=True))
    assert pairs == [(a, b) for a in range(3) for b in range(3)]
    assert log_p == pytest.approx(found.of_pairs(first, last), abs=1e-5)
    strange = found._replace(alone=np.full(4, -18.5, np.float32))
    least = LIKELY - FIRST_SHARE * -18.5
    rare = [pair for each in strange.likely() for pair in zip(*map(list, each[:2]), strict=True)]
    assert rare == [pair for pair, each in zip(pairs, log_p.tolist(), strict=True) if each > least]
    assert 0 < len(rare) < 9


def test_likely_pairs_stand_beside_fixed_ones():
    fixed = Rows(np.array([[0, 3], [3, 1]]), np.array([30, 0], np.uint8), np.array([0, 40], np.uint8))
    made, said = with_likely(fixed, told())
    pairs = [tuple(pair) for pair in made.words.tolist()]
    assert pairs == sorted({(a, b) for a in range(3) for b in range(3)} | {(0, 3), (3, 1)})
    weights = dict(zip(pairs, zip(made.weight.tolist(), made.literature.tolist(), strict=True), strict=True))
    assert {pair: each for pair, each in weights.items() if any(each)} == {(0, 3): (30, 0), (3, 1): (0, 40)}
    log_p = told().of_pairs(np.array([0]), np.array([3]))
    assert said["pairs_likelihood"][pairs.index((0, 3))] == round(-LIKELIHOOD_STEPS * float(log_p[0]))
    assert said["alone"].tolist() == [2 * LIKELIHOOD_STEPS] * 4


def test_pieces_that_go_on_with_a_word():
    told_of = {piece: _goes_on(piece) for piece in ("oid", "-", "\u0120and", ".", "7")}
    assert told_of == {"oid": True, "-": True, "\u0120and": False, ".": False, "7": False}
