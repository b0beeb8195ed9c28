"""Another share of spun documents: the odds move as Bayes has it, and nothing is scored again."""

from __future__ import annotations

import dataclasses
import json
import math

import build_text
import pytest
from build import build
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.errors import InputError, RecordError
from spindetect.priors import moved, moved_classes, odds_ratio
from spindetect.report.record import read_record
from spindetect.verdict import ClassProbabilities, PairVerdict

PAIR = build()
SHARES = st.floats(1e-4, 1 - 1e-4)
CHANCES = st.floats(1e-9, 1 - 1e-9)
FIVE = st.lists(st.floats(1e-6, 1), min_size=5, max_size=5).map(
    lambda found: tuple(one / math.fsum(found) for one in found)
)


def pair(probabilities=(0.97, 0.01, 0.005, 0.005, 0.01), prior=0.4):
    found = ClassProbabilities(*probabilities)
    return dataclasses.replace(
        PAIR, probability=found.spun, probabilities=found, p_copied=1 - found.independent, prior=prior
    )


def by_bayes(probability, old, new):
    """The definition: the likelihood ratio that the evidence holds, times the other odds."""
    likelihood = probability / (1 - probability) / (old / (1 - old))
    odds = likelihood * new / (1 - new)
    return odds / (1 + odds)


@settings(max_examples=50, deadline=None)
@given(CHANCES, SHARES, SHARES)
def test_it_is_bayes_rule(p, old, new):
    assert moved(p, odds_ratio(old, new)) == pytest.approx(by_bayes(p, old, new), rel=1e-7)


@settings(max_examples=50, deadline=None)
@given(FIVE, SHARES, SHARES)
def test_the_others_keep_their_proportions(five, old, new):
    spun, *others = moved_classes(five, odds_ratio(old, new))
    assert math.fsum((spun, *others)) == pytest.approx(1)
    assert spun == pytest.approx(by_bayes(five[0], old, new), rel=1e-6, abs=1e-12)
    scale = others[0] / five[1]
    assert others == pytest.approx([one * scale for one in five[1:]], rel=1e-9)


@settings(max_examples=50, deadline=None)
@given(FIVE, SHARES, st.lists(SHARES, min_size=1, max_size=4))
def test_there_and_back_is_the_same(five, prior, ways):
    start = pair(five, prior)
    there = start
    for share in ways:
        there = there.at_prior(share)
        assert there.prior == share
    back = there.at_prior(prior)
    assert back.probability == start.probability
    assert back.p_copied == start.p_copied
    assert back.scored is None
    assert back.prior == prior
    assert dataclasses.astuple(back.probabilities) == pytest.approx(five, rel=1e-9, abs=1e-12)
    assert back.direction == pytest.approx(start.direction, abs=1e-6)
    assert back.passages[0].probability == pytest.approx(start.passages[0].probability, abs=1e-5)


@settings(max_examples=50, deadline=None)
@given(FIVE, SHARES, SHARES, SHARES)
def test_the_way_does_not_matter(five, prior, between, share):
    start = pair(five, prior)
    straight, round_about = start.at_prior(share), start.at_prior(between).at_prior(share)
    assert round_about.probability == pytest.approx(straight.probability, rel=1e-9, abs=1e-12)
    assert round_about.scored == straight.scored


@settings(max_examples=50, deadline=None)
@given(FIVE, SHARES, SHARES, SHARES)
def test_more_spun_documents_make_it_likelier(five, prior, one, other):
    low, high = sorted((one, other))
    assert pair(five, prior).at_prior(low).probability <= pair(five, prior).at_prior(high).probability + 1e-15


@pytest.mark.parametrize("found", [pair(), dataclasses.replace(build_text.score(), prior=0.5)])
def test_what_was_seen_stays(found):
    there = found.at_prior(0.01)
    assert there.scored.prior == found.prior
    assert there.scored.probability == found.probability
    assert there.probability < found.probability
    assert there.passages[0].probability < found.passages[0].probability
    kept = {f.name for f in dataclasses.fields(found)} - {
        "probability", "probabilities", "p_copied", "direction", "passages", "prior", "scored",
    }  # fmt: skip
    for name in kept:
        assert getattr(there, name) == getattr(found, name), name


def test_one_in_a_hundred():
    """0.97 at even odds is 0.246 where one in a hundred is spun: 32.3 / (32.3 + 99)."""
    assert moved(0.97, odds_ratio(0.5, 0.01)) == pytest.approx(0.24620, abs=1e-5)
    there = pair((0.97, 0.03, 0, 0, 0), 0.5).at_prior(0.01)
    assert there.probability == there.probabilities.spun == pytest.approx(0.24620, abs=1e-5)
    assert there.p_copied == 1


def test_what_is_sure_stays_sure():
    """Where the model itself rounds to 1, the others still say by how much."""
    there = pair((1.0, 0.0, 0.0, 1e-20, 1e-30), 0.5).at_prior(1e-4)
    assert there.probability == pytest.approx(1.0)
    assert there.probabilities.edited == pytest.approx(1e-16, rel=1e-3)
    assert pair((0.0, 1.0, 0, 0, 0)).at_prior(0.9).probability == 0.0


def test_fields_not_read_yet_are_still_made_later():
    asked = []

    def make():
        asked.append(1)
        return build().operations

    found = PairVerdict.deferring(
        {"operations": make},
        **{k: v for k, v in vars(pair()).items() if k not in ("operations", "_deferred")},
    )
    there = found.at_prior(0.01)
    assert not asked
    assert there.operations == build().operations
    assert asked == [1]


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, "0.5", None, True, float("nan")])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(InputError, match="expected a share"):
        pair().at_prior(share)


def test_a_model_that_does_not_say_its_share_is_not_guessed_at():
    with pytest.raises(InputError, match="does not say"):
        build().at_prior(0.1)


def test_it_is_stored_and_read_back():
    there = pair().at_prior(0.02)
    back = read_record(there.to_json())
    assert back == there
    assert back.at_prior(0.4).probability == pair().probability


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prior", 1.0),
        ("prior", None),
        ("scored", {"prior": 0.0, "probability": 0.5, "p_copied": None}),
        ("scored", {"prior": 0.5, "probability": 1.5, "p_copied": None}),
        (
            "false_alarms",
            [{"score": "spun", "kind": "all", "reached": 5, "documents": 4, "upper": 0.5}],
        ),
    ],
)
def test_a_record_that_cannot_be_is_refused(name, value):
    data = json.loads(pair().at_prior(0.02).to_json())
    data[name] = value
    with pytest.raises(RecordError):
        read_record(json.dumps(data))
