"""What a detector says of its own probabilities: the share they assume, and who else scored as high."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
from build import SOURCE_TEXT, SUSPECT_TEXT

import spindetect
from spindetect import Detector, FailedPair, Policy
from spindetect.errors import InputError
from spindetect.model import Model
from spindetect.model.held_out import add_false_alarms, false_alarm_table

PAIR = (SUSPECT_TEXT, SOURCE_TEXT)
LONG = " ".join(SUSPECT_TEXT for _ in range(4))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A pair model that says its share, with the scores of 3,000 innocent pairs."""
    path = tmp_path_factory.mktemp("model") / "pair.bin"
    shipped = Model.open()
    dataclasses.replace(shipped, manifest=dict(shipped.manifest) | {"prior": 0.4}).save(path)
    kinds = ["edited"] * 2000 + ["independent"] * 1000
    scores = [n / 6000 for n in range(2000)] + [0.0] * 1000
    spun = false_alarm_table(scores, kinds)
    add_false_alarms(path, spun=spun, copied=false_alarm_table([0.2] * 1000, ["independent"] * 1000))
    return path


@pytest.fixture(scope="module")
def detector(model):
    return Detector(model=model)


def test_a_verdict_says_what_its_model_assumed_and_who_scored_as_high(detector):
    verdict = detector.compare(*PAIR)
    assert verdict.prior == 0.4
    assert verdict.scored is None
    found = {(one.score, one.kind): (one.reached, one.documents) for one in verdict.false_alarms}
    as_high = sum(n / 6000 >= verdict.probability for n in range(2000))
    assert found["spun", "edited"] == (as_high, 2000)
    assert found["spun", "all"][1] == 3000
    assert found["copied", "all"] == (0 if verdict.p_copied > 0.21 else 1000, 1000)
    assert type(verdict).from_dict(verdict.to_dict()) == verdict


def test_another_share_moves_what_it_says_and_nothing_is_scored_again(model, detector):
    there = Detector(model=model, prior=0.01)
    verdict = there.compare(*PAIR)
    assert verdict == detector.compare(*PAIR).at_prior(0.01)
    assert verdict.prior == 0.01
    assert verdict.scored.prior == 0.4
    again = pickle.loads(pickle.dumps(there)).compare(*PAIR)
    assert again == verdict


def test_workers_assume_the_same_share(model):
    there = spindetect.load(model, prior=0.01)
    (found,) = there.compare_many([PAIR], workers=2)
    assert not isinstance(found, FailedPair)
    assert found == there.compare(*PAIR)


def test_texts_assume_it_too(detector, model):
    plain, there = detector.score(LONG), Detector(model=model, prior=0.01).score(LONG)
    assert plain.prior == 0.5  # a text model is fitted with as many spun texts as honest ones
    assert there == plain.at_prior(0.01)
    assert there.probability < plain.probability


def test_a_rate_is_decided_by_the_held_out_scores(detector):
    verdict = detector.compare(LONG, " ".join(SOURCE_TEXT for _ in range(4)))
    assert verdict.label != "insufficient"
    decision = Policy.at_rate(0.01).decide(verdict)
    assert decision.action == "flag" if verdict.probability > 0.34 else "review"
    assert "of 3,000 innocent pairs held out 0 scored as high" in decision.reason
    with pytest.raises(InputError, match="cannot support"):
        Policy.at_rate(0.0005).decide(verdict)


@pytest.mark.parametrize("share", [0, 1, "0.1", float("nan")])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(InputError, match="expected a share"):
        Detector(prior=share)
