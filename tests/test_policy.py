"""Policies: what they decide, what they refuse, and that nothing passes in silence."""

from __future__ import annotations

import dataclasses
import doctest
import json
import math

import build_text
import pytest
from build import build
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import spindetect
from spindetect import Policy, numbers
from spindetect.bounds import upper_bound
from spindetect.errors import InputError, RecordError
from spindetect.policy import (
    NAMED,
    LeastOfPair,
    Limit,
    Limits,
    PairRules,
    TextRules,
    measured_limit,
)
from spindetect.records import Reached
from spindetect.verdict import ClassProbabilities

PAIR, TEXT = build(), build_text.score()
VALIDATOR = Draft202012Validator(Policy.schema_json())
CHANCES = st.floats(0, 1)
SHARES = st.floats(1e-3, 1 - 1e-3)
LABELS = ("spun", "verbatim", "paraphrased", "edited", "independent", "insufficient")
RANK = {"pass": 0, "review": 1, "flag": 2}


def pair(p=0.97, label="spun", copied=None, **changes):
    copied = max(p, 0.5) if copied is None else copied
    rest = max(0.0, copied - p)
    found = ClassProbabilities(p, rest, 0.0, 0.0, 1.0 - copied)
    return dataclasses.replace(
        PAIR, label=label, probability=p, probabilities=found, p_copied=copied, **{"prior": 0.4, **changes}
    )


def text(p=0.97, label="spun", **changes):
    return dataclasses.replace(TEXT, label=label, probability=p, **{"prior": 0.5, **changes})


def alarms(k, n, score="spun", **kinds):
    """The false alarms of a score: k of n of all, and of each kind (k, n)."""
    each = {"all": (k, n), **(kinds or {"edited": (k, n)})}
    return tuple(Reached(score, kind, k, n, upper_bound(k, n)) for kind, (k, n) in each.items())


POLICIES = st.builds(
    lambda flag, review, copied, least, prior: Policy(
        "any",
        PairRules(
            Limits(Limit(at=max(flag, 1e-9)), Limit(at=max(review, 1e-9))), Limits(review=copied), least
        ),
        TextRules(Limits(Limit(at=max(flag, 1e-9)), Limit(at=max(review, 1e-9)))),
        prior,
    ),
    CHANCES,
    CHANCES,
    st.none() | st.floats(0.01, 1).map(lambda p: Limit(at=p)),
    st.builds(LeastOfPair, *[st.sampled_from(["flag", "review", "pass"])] * 4),
    st.none() | SHARES,
)


@settings(max_examples=50, deadline=None)
@given(POLICIES, CHANCES, CHANCES, st.sampled_from(LABELS))
def test_a_higher_probability_never_gets_less(policy, one, other, label):
    low, high = (policy.decide(pair(p, label, copied=1.0)) for p in sorted((one, other)))
    assert RANK[low.action] <= RANK[high.action]


@settings(max_examples=50, deadline=None)
@given(POLICIES, CHANCES, st.sampled_from(LABELS), SHARES)
def test_the_share_that_is_shown_changes_no_decision(policy, p, label, share):
    verdict = pair(p, label)
    assert policy.decide(verdict.at_prior(share)) == policy.decide(verdict)


@settings(max_examples=50, deadline=None)
@given(POLICIES, CHANCES, st.sampled_from(LABELS))
def test_a_stored_verdict_is_decided_alike(policy, p, label):
    verdict = pair(p, label, false_alarms=alarms(1, 4000))
    data = verdict.without_texts().to_dict()
    said = policy.decide(verdict)
    assert policy.decide(data) == said
    assert policy.decide(json.dumps(data)) == policy.decide(json.dumps(data).encode()) == said


@settings(max_examples=50, deadline=None)
@given(POLICIES)
def test_a_policy_is_stored_and_read_back(policy):
    data = json.loads(policy.to_json())
    assert Policy.from_dict(data) == policy
    assert Policy.from_dict(data).digest == policy.digest
    assert VALIDATOR.is_valid(data)


@settings(max_examples=50, deadline=None)
@given(POLICIES, CHANCES)
def test_too_little_to_say_is_never_a_pass(policy, p):
    assert policy.decide(pair(p, "insufficient")).action == "review"
    assert policy.decide(text(p, "insufficient")).action == "review"


@pytest.mark.parametrize("label", ["verbatim", "paraphrased"])
@pytest.mark.parametrize(
    "policy", [*map(Policy.named, ("default", "newsroom")), Policy.at(0.99), Policy("bare")]
)
def test_a_whole_copy_never_passes_in_silence(policy, label):
    assert policy.decide(pair(0.0, label)).action in ("review", "flag")


def test_a_whole_copy_passes_where_the_policy_says_so_in_so_many_words():
    policy = Policy("archive", PairRules(least=LeastOfPair(verbatim="pass")))
    assert policy.decide(pair(0.0, "verbatim")).action == "pass"
    assert policy.decide(pair(0.0, "paraphrased")).action == "review"
    assert Policy.from_dict(
        {"schema": Policy.SCHEMA, "name": "archive", "pair": {"least": {"verbatim": "pass"}}}
    ) == dataclasses.replace(policy, text=TextRules())


@pytest.mark.parametrize(
    ("p", "action", "words"),
    [
        (0.95, "flag", "P(spun) = 0.95, at or above 0.90."),
        (0.9, "flag", "P(spun) = 0.90, at or above 0.90."),
        (math.nextafter(0.9, 0), "review", "at or above 0.50."),
        (0.3, "pass", "P(spun) = 0.30, below 0.50. The finding is “independent”."),
    ],
)
def test_what_a_threshold_says(p, action, words):
    said = Policy.at(0.9, 0.5).decide(pair(p, "independent"))
    assert said.action == action
    assert words in said.reason
    assert said.policy == "at"
    assert said.digest == Policy.at(0.9, 0.5).digest


def test_a_limit_on_copying():
    policy = Policy("copies", PairRules(copied=Limits(Limit(at=0.9))))
    said = policy.decide(pair(0.1, "edited", copied=0.93))
    assert (said.action, said.rule) == ("flag", "flag from P(copied) 0.90 on")
    assert policy.decide(pair(0.1, "edited", copied=0.8)).action == "pass"


def test_probabilities_are_read_at_the_share_that_the_policy_names():
    """0.97 at 0.4 is 0.33 where one in a hundred is spun; the verdict's own share does not matter."""
    policy = dataclasses.replace(Policy.at(0.5, 0.3), prior=0.01)
    verdict = pair(0.97)
    assert policy.decide(verdict).action == "review"
    assert "P(spun) = 0.329" in policy.decide(verdict).reason
    assert "read as where 1 % of pairs are spun" in policy.decide(verdict).reason
    assert policy.decide(verdict.at_prior(0.01)) == policy.decide(verdict)
    moved = verdict.at_prior(0.01)
    assert policy.decide(moved.to_dict()) == policy.decide(verdict)
    copied = Policy("c", PairRules(copied=Limits(Limit(at=moved.p_copied - 1e-9))), prior=0.01)
    assert copied.decide(verdict).action == "flag"


def test_a_share_needs_a_model_that_says_its_own():
    with pytest.raises(InputError, match="does not say what share"):
        dataclasses.replace(Policy.at(0.5), prior=0.01).decide(pair(prior=None))
    assert Policy.at(0.5).decide(pair(prior=None)).action == "flag"


@pytest.mark.parametrize(
    ("found", "action"),
    [
        (alarms(0, 4000), "flag"),
        (alarms(1, 4000), "review"),  # the bound is 0.12 %
        (alarms(1, 40000, edited=(0, 39500), quotes=(1, 500)), "review"),  # of one kind 0.2 %
        (alarms(1, 40000, edited=(0, 20000), quotes=(1, 20000)), "flag"),
        (alarms(400, 4000), "pass"),
    ],
)
def test_a_rate_is_kept_with_confidence_and_by_every_kind(found, action):
    said = Policy.at_rate(0.001, 0.01).decide(text(0.9, "not-spun", false_alarms=found))
    assert said.action == action
    assert f"of {found[0].documents:,} innocent texts" in said.reason


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 50), st.integers(3000, 60000), SHARES)
def test_fewer_false_alarms_never_get_less(k, n, rate):
    few, more = (Policy.at_rate(rate).decide(text(false_alarms=alarms(x, n))) for x in (k, k + 1))
    assert RANK[few.action] >= RANK[more.action]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "no false alarms of P\\(spun\\) were measured"),
        ((), "no false alarms"),
        (alarms(0, 2994), "2,994 held-out texts cannot support a rate of 0.1 %: 2,995 are needed"),
    ],
)
def test_a_rate_that_was_not_measured_is_refused(found, words):
    policy = Policy.at_rate(0.001)
    with pytest.raises(InputError, match=words):
        policy.decide(text(false_alarms=found))
    with pytest.raises(InputError, match=words):
        policy.decide(text(label="insufficient", false_alarms=found))
    assert policy.decide(text(false_alarms=alarms(0, 2995))).action == "flag"


def measured_policy():
    limit = measured_limit([0.1] * 3000, 0.001)
    return Policy(
        "desk",
        PairRules(Limits(limit), program=pair().program),
        TextRules(Limits(limit), program=text().program),
    )


@pytest.mark.parametrize(
    ("verdict", "name", "words"),
    [
        (pair(), "model", "model aaaaaaaaaaaa there and zzz here"),
        (pair(), "options", "another program"),
        (pair(), "lexicon", "another program"),
        (text(), "text_model", "text model 333333333333 there and zzz here"),
        (text(), "phrases", "phrases 444444444444 there and zzz here"),
        (text(), "word_model", "another program"),
    ],
)
def test_limits_of_another_program_are_refused(verdict, name, words):
    policy = measured_policy()
    assert policy.decide(verdict).action == "flag"
    other = dataclasses.replace(
        verdict.program, **{name: {"without": "ppdb"} if name == "options" else "zzz"}
    )
    with pytest.raises(InputError, match=words):
        policy.decide(dataclasses.replace(verdict, program=other))


def test_another_version_with_the_same_tables_is_not_another_program():
    program = dataclasses.replace(pair().program, version="9.9")
    assert measured_policy().decide(pair(program=program)).action == "flag"
    assert Policy.at(0.5).decide(pair(program=dataclasses.replace(program, model="zzz"))).action == "flag"


def test_a_measured_limit_says_what_it_was_measured_on():
    said = measured_policy().decide(pair())
    assert said.rule == "flag from P(spun) 0.101 on, for a rate of 0.1 %"
    assert said.reason == (
        "P(spun) = 0.97, at or above 0.101, which 0 of 3,000 honest pairs reached (at most 0.1 %, with 95 % "
        "confidence). P is read as where 40 % of pairs are spun."
    )


def test_a_policy_of_texts_alone_says_nothing_of_pairs():
    policy = dataclasses.replace(Policy.at(0.5), pair=None)
    assert policy.decide(text()).action == "flag"
    with pytest.raises(InputError, match="says nothing of pairs"):
        policy.decide(pair())
    assert VALIDATOR.is_valid(policy.to_dict())


@pytest.mark.parametrize(
    "verdict", [None, 5, [], "{", b"[]", {"schema": "spindetect/unspun/1"}, {"label": "spun"}]
)
def test_what_is_no_verdict_is_refused(verdict):
    with pytest.raises((InputError, RecordError)):
        Policy.at(0.5).decide(verdict)


def test_a_damaged_verdict_is_refused():
    data = pair().to_dict() | {"probability": "high"}
    with pytest.raises(RecordError, match="expected a number"):
        Policy.at(0.5).decide(data)


def test_the_decision_travels_with_the_verdict():
    verdict = Policy.at(0.9).decided(pair())
    assert verdict.decision.action == "flag"
    assert type(verdict).from_dict(verdict.to_dict()) == verdict


@pytest.mark.parametrize("name", NAMED)
def test_the_named_policies_decide(name):
    policy = Policy.named(name)
    assert policy.name == name
    assert policy.note
    assert VALIDATOR.is_valid(policy.to_dict())
    for verdict in (pair(), text()):
        found = dataclasses.replace(verdict, false_alarms=alarms(0, 4000))
        assert policy.decide(found).action in ("flag", "review")


def test_an_unknown_name_is_refused():
    with pytest.raises(InputError, match="there is no policy 'strict'"):
        Policy.named("strict")


def test_it_is_written_and_read(tmp_path):
    path = tmp_path / "policy.json"
    policy = measured_policy()
    policy.write(path)
    assert Policy.read(path) == policy
    assert Policy.read(str(path)).digest == policy.digest
    assert path.read_text().isascii()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is not JSON"),
        ("[1]", "expected schema"),
        ('{"schema": "spindetect/policy/2", "name": "x"}', "expected schema"),
        ('{"schema": "spindetect/policy/1"}', "lacks 'name'"),
        ('{"schema": "spindetect/policy/1", "name": "x", "flag": 1}', "unknown 'flag'"),
        ('{"schema": "spindetect/policy/1", "name": "x", "prior": 1}', "expected a share"),
        (
            '{"schema": "spindetect/policy/1", "name": "x", "pair": {"least": {"verbatim": "ignore"}}}',
            "one of",
        ),
        ('{"schema": "spindetect/policy/1", "name": "x", "text": {"spun": {"flag": {"at": 2}}}}', "found 2"),
        ('{"schema": "spindetect/policy/1", "name": "x", "text": {"spun": {"flag": {}}}}', "either"),
        ('{"schema": "spindetect/policy/1", "name": "x", "text": {"spun": {"flag": {"rate": 0}}}}', "rate"),
    ],
)
def test_what_is_no_policy_is_refused(tmp_path, content, words):
    path = tmp_path / "policy.json"
    path.write_text(content)
    with pytest.raises(RecordError, match=words) as error:
        Policy.read(path)
    assert str(path) in error.value.where
    if content.startswith("{"):
        assert not VALIDATOR.is_valid(json.loads(content))


def test_a_missing_or_huge_file_is_refused(tmp_path):
    with pytest.raises(RecordError, match="cannot be read"):
        Policy.read(tmp_path / "none.json")
    path = tmp_path / "huge.json"
    path.write_bytes(b" " * 1_000_001)
    with pytest.raises(RecordError, match="too long"):
        Policy.read(path)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 0.9999), min_size=300, max_size=400), st.floats(0.01, 0.3))
def test_a_measured_limit_keeps_the_rate_on_what_it_was_measured_on(scores, rate):
    limit = measured_limit(scores, rate)
    told = limit.measured
    assert told.reached == sum(score >= limit.at for score in scores)
    assert told.upper == upper_bound(told.reached, len(scores)) <= rate * (1 + 1e-9)
    assert told.documents == len(scores)
    # No limit that is written alike and lower by a step would do.
    assert (
        upper_bound(sum(score >= limit.at - 0.0021 for score in scores), len(scores)) > rate
        or limit.at < 0.0021
    )


@pytest.mark.parametrize(
    ("n", "rate", "least"), [(100, 0.001, "2,995"), (0, 0.01, "299"), (298, 0.01, "299")]
)
def test_too_few_documents_are_refused_with_the_number_that_is_needed(n, rate, least):
    with pytest.raises(InputError, match=f"at least {least} are needed") as error:
        measured_limit([0.1] * n, rate)
    assert error.value.hint
    measured_limit([0.1] * 2995, rate)


def test_the_rate_that_is_offered_is_supported():
    with pytest.raises(InputError) as error:
        measured_limit([0.1] * 150, 0.001)
    assert "from 2 % on" in error.value.hint
    measured_limit([0.1] * 150, 0.02)


def test_honest_documents_with_the_highest_score_allow_no_limit():
    with pytest.raises(InputError, match="highest score"):
        measured_limit([1.0] * 20 + [0.1] * 300, 0.01)


def test_numbers_are_written_as_their_examples_say():
    assert doctest.testmod(numbers).failed == 0
    assert doctest.testmod(numbers).attempted == 5


@settings(max_examples=50, deadline=None)
@given(CHANCES, CHANCES)
def test_what_is_told_apart_is_written_apart(one, other):
    low, high = sorted((one, other))
    assert float(numbers.to_scale(low)) <= float(numbers.to_scale(high))
    assert float(numbers.to_scale(one)) == pytest.approx(one, abs=0.0006)


def test_it_is_a_name_of_the_package():
    assert spindetect.Policy is Policy
