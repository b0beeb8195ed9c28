"""Folds that share nothing that could be learnt, and the fits of what restores phrases."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import phrases_data
from models.phrases_data import Pair, aligned, apart, cleaned, components, folds, parted, word_pairs
from models.phrases_evaluate import FAR, interval, ranks
from models.phrases_fit import Ranked, known_of
from models.phrases_ranking import NEAR, Group, fit_ranking, near
from spindetect.phrases.network import Chooser
from spindetect.phrases.ranking import FEATURES


def test_phrases_are_cleaned_by_the_stated_rule():
    assert cleaned('  \\"Quiet  Harbour (QH (x)) [index]\\" ') == "quiet harbour index"
    assert cleaned("lamp/lantern oil") == "lamp/lantern oil"


def test_words_are_aligned_where_lengths_agree_and_stretches_where_they_do_not():
    assert aligned(Pair("moist signature", "wet signature")) == [("moist", "wet"), ("signature", "signature")]
    assert aligned(Pair("stowed away tiers", "hidden tiers")) == [
        ("stowed away", "hidden"),
        ("tiers", "tiers"),
    ]
    assert word_pairs(Pair("stowed away tiers", "hidden tiers")) == {("stowed", "hidden"), ("away", "hidden")}


TREES = ["ash", "birch", "cedar", "elm", "fir", "gorse", "hazel", "ivy"]


def told(pairs):
    """Return everything of which no other fold may have any."""
    answers, phrases = {p.expected for p in pairs}, {("", p.tortured) for p in pairs}
    return answers | phrases | {words for p in pairs for words in word_pairs(p)}


@given(st.integers(0, 10**9), st.integers(1, 12))
def test_no_fold_holds_an_answer_a_phrase_or_a_word_pair_of_another(seed, count):
    draw = random.Random(seed)
    sides = [[" ".join(draw.choices(TREES, k=draw.randint(1, 3))) for _ in range(count)] for _ in "ab"]
    pairs = sorted({Pair(a, b) for a, b in zip(*sides, strict=True) if a != b} | {Pair("oak", "yew")})
    fold = folds(components(pairs), 3)
    parts = [[p for p, f in zip(pairs, fold.tolist(), strict=True) if f == side] for side in range(3)]
    assert sum(map(len, parts)) == len(pairs)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert not told(parts[one]) & told(parts[other])


def test_what_is_alike_in_parts_is_left_out_of_fitting():
    inside = [Pair("ash-red rope", "elm-blue rope"), Pair("box gate", "may-fir gate"), Pair("gorse", "ivy")]
    outside = [Pair("red ink", "blue ink"), Pair("hazel", "may fir gate")]
    assert apart(inside, outside).tolist() == [False, False, True]
    assert apart(inside, []).all()
    assert parted(inside[0]) == Pair("ash red rope", "elm blue rope")


def test_components_are_no_larger_than_they_must_be():
    pairs = [Pair("red ash", "blue elm"), Pair("red fir", "blue ivy"), Pair("oak", "yew"), Pair("box", "may")]
    found = components(pairs).tolist()
    assert found[0] == found[1]  # red, blue
    assert len(set(found)) == 3
    assert len(set(folds(np.array(found), 3).tolist())) == 3


def test_a_component_has_the_number_of_its_first_pair_in_whatever_order_its_links_are_met(monkeypatch):
    """Sets of words have another order in every process, and folds go by these numbers."""
    pairs = [Pair("red ash", "blue elm"), Pair("oak", "yew"), Pair("red fir", "blue ivy"), Pair("fir", "ivy")]
    orders = []
    for backwards in (False, True):
        in_order = partial(sorted, reverse=backwards)
        monkeypatch.setattr(phrases_data, "word_pairs", lambda pair, order=in_order: order(word_pairs(pair)))
        orders.append(components(pairs).tolist())
    assert orders == [[0, 1, 0, 0]] * 2


def test_known_stretches_leave_out_what_always_stays():
    known = known_of([Pair("moist signature", "wet signature"), Pair("moist ink", "wet ink")])
    assert known.pairs["moist"] == {"wet": 2}
    assert known.pairs["moist ink"] == {"wet ink": 1}
    assert "signature" not in known.pairs
    assert known.terms["wet"] == 2


def ranked(count, seed=0):
    """Return phrases whose right candidate was drawn by known weights."""
    draw = np.random.default_rng(seed)
    true = np.zeros(len(FEATURES))
    true[:3] = (1.5, -1.0, 0.5)
    rows = []
    for _ in range(count):
        x = draw.normal(size=(20, len(FEATURES))).astype(np.float32)
        p = np.exp(x @ true)
        right = int(draw.choice(20, p=p / p.sum()))
        rows.append(Ranked(Pair("a", "b"), [], x, right))
    return true, rows


def test_the_weights_of_phrases_are_those_that_made_the_data():
    true, rows = ranked(3000)
    found = fit_ranking(rows, nets=0)
    assert found.linear * found.scale == pytest.approx(true, abs=0.15)
    assert not found.out.any()


def test_features_left_out_say_nothing():
    _, rows = ranked(200)
    found = fit_ranking(rows, [FEATURES[0]], nets=0)
    given = rows[0].features
    other = given.copy()
    other[:, 0] += 3
    assert found.scores(other).tolist() == found.scores(given).tolist()
    other[:, 1] += 3
    assert found.scores(other).tolist() != found.scores(given).tolist()


def test_a_layer_tells_what_no_line_can():
    """The right one of two is the one whose first two features have one sign: |a + b| - |a - b| says it."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(1500, 2, len(FEATURES))).astype(np.float32)
    x[:, :, 1] = np.sign(x[:, :, 0]) * np.abs(x[:, :, 1]) * [1, -1]
    hidden = np.zeros((len(FEATURES), 4), np.float32)
    hidden[:2] = [[1, -1, 1, -1], [1, -1, -1, 1]]
    out = np.array([1, 1, -1, -1], np.float32)
    nothing = np.zeros(len(FEATURES), np.float32)
    layer = Chooser(nothing, nothing + 1, nothing, hidden, 0 * out, out)
    rows = [Ranked(Pair("a", "b"), [], each, 0) for each in x]
    assert (ranks(rows, layer) == 0).all()
    assert ranks(rows[1000:], fit_ranking(rows[:1000], nets=0)).mean() > 0.4


def test_the_layer_is_fitted_on_candidates_that_come_close():
    features = np.arange(2 * NEAR, dtype=np.float32)[:, None]
    found = near([Group(features, NEAR + 5), Group(features, 5)], np.ones(1, np.float32))
    assert len(found) == 1  # the line puts the second's expected candidate behind too many others
    assert found[0].features[found[0].right] == NEAR + 5
    assert found[0].features.min() == NEAR


def test_ranks_count_what_stands_before_and_misses_are_far():
    rows = [
        Ranked(Pair("a", "b"), [], np.eye(len(FEATURES), dtype=np.float32)[:3], 1),
        Ranked(Pair("a", "b"), [], np.eye(len(FEATURES), dtype=np.float32)[:3], -1),
    ]
    linear = np.zeros(len(FEATURES), np.float32)
    linear[:3] = (3, 2, 1)
    nothing = 0 * linear
    weights = Chooser(nothing, nothing + 1, linear, nothing[:, None], nothing[:1], nothing[:1])
    assert ranks(rows, weights).tolist() == [1, FAR]


def test_an_interval_over_components_is_wider_than_one_over_phrases():
    hit = np.tile([1, 0], 50).repeat(10)
    together, alone = interval(hit, np.arange(1000) // 10), interval(hit, np.arange(1000))
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])
    assert together[0] < 0.5 < together[1]
