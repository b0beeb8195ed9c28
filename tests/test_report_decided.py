"""What every drawing says of the prior, of the false alarms and of a policy's decision."""

from __future__ import annotations

import dataclasses
import html

import build_text
import pytest
from build import as_independent, build

from spindetect.policy import Policy
from spindetect.records import Decision, Reached
from spindetect.report.decided import NO_PRIOR, NOT_MEASURED, alarms_sentence, prior_sentence
from spindetect.report.notebook import to_fragment

ALARMS = (
    Reached("spun", "all", 3, 2800, 0.00277),
    Reached("spun", "edited", 2, 700, 0.009),
    Reached("spun", "paraphrased", 1, 700, 0.0068),
    Reached("spun", "verbatim", 0, 700, 0.0043),
    Reached("spun", "press_release", 0, 700, 0.0043),
    Reached("copied", "all", 4, 700, 0.013),
    Reached("copied", "independent", 4, 700, 0.013),
)
PAIR = dataclasses.replace(build(), prior=0.4, false_alarms=ALARMS)
TEXT = dataclasses.replace(build_text.score(), prior=0.5, false_alarms=ALARMS[:5])
EVERY = [PAIR, TEXT]


def drawn(verdict):
    """Every full drawing as one line of words each."""
    forms = (verdict.to_text(), verdict.to_html(), verdict.statement(full=True), verdict._repr_html_())
    return [" ".join(html.unescape(form).replace("\u00a0", " ").split()) for form in forms]


@pytest.mark.parametrize("verdict", EVERY)
def test_every_drawing_names_the_share_that_is_assumed(verdict):
    for form in drawn(verdict):
        assert prior_sentence(verdict) in form


@pytest.mark.parametrize("verdict", EVERY)
def test_every_drawing_says_both_where_another_share_is_assumed(verdict):
    there = verdict.at_prior(0.01)
    said = prior_sentence(there)
    assert "assumes that 1 % of" in said
    assert f"The model gave P(spun) = {verdict.probability:.2f}, assuming" in said
    for form in drawn(there):
        assert said in form


@pytest.mark.parametrize("verdict", EVERY)
def test_every_drawing_says_how_many_innocent_documents_scored_as_high(verdict):
    said = alarms_sentence(verdict, "spun")
    assert "innocent" in said
    assert "3 had a P(spun) as high (at most 0.28 % of such, with 95 % confidence)" in said
    assert "edited 2 of 700, paraphrased 1 of 700, others 0 of 1,400." in said
    for form in drawn(verdict):
        assert said in form


def test_copying_has_its_own():
    said = alarms_sentence(PAIR, "copied")
    assert said == (
        "Of 700 innocent pairs held out, 4 had a P(copied) as high (at most 1.3 % of such, with 95 % "
        "confidence)."
    )
    assert all(said in form for form in drawn(PAIR))
    assert not any(said in form for form in drawn(dataclasses.replace(as_independent(PAIR))))


def test_the_page_has_every_kind():
    page = PAIR.to_html()
    assert "press release" in page
    assert page.count("<td>spun</td>") == 5
    assert page.count("<td>copied</td>") == 2


@pytest.mark.parametrize("verdict", [build(), build_text.score()])
def test_what_was_not_measured_is_said(verdict):
    for form in drawn(verdict):
        assert NOT_MEASURED in form
        assert NO_PRIOR in form


@pytest.mark.parametrize("verdict", EVERY)
def test_too_little_text_has_no_probability_to_speak_of(verdict):
    for form in drawn(dataclasses.replace(verdict, label="insufficient")):
        assert "innocent" not in form.replace("typical innocent", "")
        assert "assumes that" not in form


@pytest.mark.parametrize("verdict", EVERY)
@pytest.mark.parametrize("policy", [Policy.at(0.9), Policy.at(0.999), Policy.at_rate(0.01)])
def test_every_drawing_says_the_decision_its_rule_and_its_policy(verdict, policy):
    decided = policy.decided(verdict)
    decision = decided.decision
    for form in drawn(decided):
        assert decision.reason in form
        assert f"By the policy “{policy.name}”: {decision.rule}." in form
        assert decision.action in form.lower()
    assert policy.digest in decided.to_html()
    assert policy.digest in decided.statement(full=True)


@pytest.mark.parametrize("verdict", [*EVERY, dataclasses.replace(PAIR, label="insufficient")])
@pytest.mark.parametrize("name", ["desk", "x" * 200])
def test_the_short_statement_says_it_within_its_limit(verdict, name):
    decided = dataclasses.replace(Policy.at(0.9), name=name).decided(verdict.at_prior(0.01))
    said = decided.statement()
    assert len(said) <= 500
    assert "says: review." in said or "says: flag." in said
    assert not said.endswith("…")
    if verdict.label != "insufficient":
        assert "if 1 % are spun" in said
        assert f"3 of 2,800 innocent {decided.KIND}s scored so, at most 0.28 %" in said


def test_a_hostile_policy_cannot_draw():
    decision = Decision("flag", "<b>\x1b[31m", "<script>", "\u202e<img>", "a" * 64)
    decided = dataclasses.replace(PAIR, decision=decision)
    for form in (decided.to_html(), to_fragment(decided)):
        assert "<script>" not in form
        assert "<img>" not in form
    for form in (decided.to_text(), decided.statement(), decided.statement(full=True)):
        assert "\x1b" not in form
        assert "\u202e" not in form


@pytest.mark.parametrize("action", ["flag", "review", "pass"])
def test_a_decision_is_told_without_colour(action):
    decided = dataclasses.replace(PAIR, decision=Decision(action, "Why.", "rule", "desk", "a" * 64))
    page = decided.to_html()
    assert f'class="card decision a-{action}"' in page
    assert {"flag": "▲", "review": "◆", "pass": "○"}[action] in page
    assert action.upper() in decided.to_text()
