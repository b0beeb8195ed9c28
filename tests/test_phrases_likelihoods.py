"""What a language model says of words, and how it comes into the table of terms."""

from __future__ import annotations

import numpy as np
import pytest

from data.phrases.build_terms import of_before
from data.phrases.likelihoods import Likelihoods, _goes_on, with_likely
from spindetect.container import write_container
from spindetect.phrases.terms import FIRST_SHARE, FORMAT, KIND, LIKELIHOOD_STEPS, LIKELY


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


def test_likely_pairs_are_added_and_left_out_again(tmp_path):
    arrays = {"pairs_0": np.array([0, 3], np.uint16), "pairs_1": np.array([3, 1], np.uint16)}
    arrays |= {"pairs_weight": np.array([30, 40], np.uint8), "other": np.zeros(2, np.uint8)}
    made = with_likely(arrays, told())
    pairs = list(zip(made["pairs_0"].tolist(), made["pairs_1"].tolist(), strict=True))
    assert pairs == sorted({(a, b) for a in range(3) for b in range(3)} | {(0, 3), (3, 1)})
    weights = dict(zip(pairs, made["pairs_weight"].tolist(), strict=True))
    assert {pair: weight for pair, weight in weights.items() if weight} == {(0, 3): 30, (3, 1): 40}
    log_p = told().of_pairs(np.array([0]), np.array([3]))
    assert made["pairs_likelihood"][pairs.index((0, 3))] == round(-LIKELIHOOD_STEPS * float(log_p[0]))
    assert made["alone"].tolist() == [2 * LIKELIHOOD_STEPS] * 4
    for number, sections in ((1, arrays), (FORMAT, made)):
        path = tmp_path / str(number)
        write_container(path, kind=KIND, format=number, arrays=sections, meta={})
        before = of_before(path)
        assert {name: a.tolist() for name, a in before.items()} == {n: a.tolist() for n, a in arrays.items()}


def test_pieces_that_go_on_with_a_word():
    told_of = {piece: _goes_on(piece) for piece in ("oid", "-", "\u0120and", ".", "7")}
    assert told_of == {"oid": True, "-": True, "\u0120and": False, ".": False, "7": False}
