"""Who is named the original of a family, and above all who is not."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.corpus.dates import day_of, is_later
from spindetect.corpus.families import (
    DIRECTION_WEIGHT,
    LEAST_DIRECTION,
    LEAST_EVIDENCE,
    OWN_WEIGHT,
    Member,
    Tie,
    connected,
    families,
    judged,
)


def member(name, published=None, p_spun=0.01, duplicate_of=None, is_spun=False):
    return Member(name, published, f"{name}.example", p_spun, duplicate_of, is_spun)


def spun(suspect, source, direction=0.95):
    return Tie(suspect, source, "spun", direction)


TWO_COPIES = [spun("x", "o"), spun("y", "o"), spun("y", "x", 0.55)]


def test_the_words_and_the_dates_name_the_original():
    found = judged(
        [member("o", "2020-01-01"), member("x", "2020-01-03", 0.9), member("y", "2020-02-01", 0.9)],
        TWO_COPIES,
    )
    assert (found.outcome, found.original, found.conflict) == ("named", "o", False)
    assert found.confidence == pytest.approx(0.95)
    assert found.by_direction == found.by_date == "o"
    assert "2 copies look made from it" in found.reason


def test_without_dates_the_words_alone_name_it():
    found = judged([member("o"), member("x", None, 0.9), member("y", "2020-02-01", 0.9)], TWO_COPIES)
    assert (found.outcome, found.original, found.by_date) == ("undated", "o", None)


def test_a_copy_that_claims_to_be_older_is_a_conflict_and_nobody_is_named():
    found = judged(
        [member("o", "2020-01-02"), member("x", "2020-01-01", 0.9), member("y", "2020-02-01", 0.9)],
        TWO_COPIES,
    )
    assert found.conflict
    assert found.original is None
    assert (found.by_direction, found.by_date) == ("o", "x")
    assert "can be forged" in found.reason


def test_dates_alone_name_nobody():
    """A forged date would make a thief of whoever wrote it."""
    ties = [Tie("x", "o", "verbatim", 0.5)]
    found = judged([member("o", "2020-01-01"), member("x", "2021-01-01")], ties)
    assert (found.outcome, found.original, found.by_date) == ("open", None, "o")
    undecided = judged([member("o", "2020-01-01"), member("x", "2021-01-01")], [spun("x", "o", 0.6)])
    assert undecided.original is None


def test_a_sibling_whose_own_words_are_odd_is_not_named():
    """Two copies of a text that is not here: the one that was spun less looks like the source."""
    odd = [member("x", p_spun=0.97, is_spun=True), member("y", p_spun=1.0, is_spun=True)]
    found = judged(odd, [spun("y", "x", 0.99)])
    assert (found.outcome, found.original) == ("absent", None)
    slightly = judged([member("x", p_spun=0.4), member("y", p_spun=1.0)], [spun("y", "x", 0.99)])
    assert (slightly.outcome, slightly.original) == ("open", None)


def test_an_honest_original_of_odd_wording_is_not_called_a_copy():
    """Likelier spun than not is not spun: to say that a text is a copy takes its label."""
    honest = [member("o", p_spun=0.92), member("x", p_spun=1.0, is_spun=True)]
    found = judged(honest, [spun("x", "o", 0.85)])
    assert (found.outcome, found.original) == ("open", None)
    assert "spun by its own wording" not in found.reason


def test_where_nothing_is_known_of_its_words_the_direction_must_be_surer():
    unknown = [member("o", p_spun=None), member("x", p_spun=None)]
    assert judged(unknown, [spun("x", "o", 0.98)]).original is None
    assert judged(unknown, [spun("x", "o", 0.995)]).original == "o"


def test_one_that_not_all_others_were_made_from_is_not_named():
    ties = [spun("x", "o"), spun("y", "x", 0.5)]  # y was never found beside o
    assert judged([member("o"), member("x"), member("y")], ties).original is None
    against = [spun("x", "o", 0.99), spun("o", "y", 0.6)]
    assert judged([member("o"), member("x", p_spun=0.9), member("y", p_spun=0.9)], against).original is None


def test_two_with_the_original_words_leave_it_open():
    ties = [spun("x", "o"), spun("x", "p"), Tie("p", "o", "verbatim", 0.5)]
    assert judged([member("o"), member("p"), member("x", p_spun=0.9)], ties).original is None
    twins = [member("o", "2020-01-01"), member("t", "2020-02-01", duplicate_of="o"), member("x", p_spun=0.9)]
    found = judged(twins, [spun("x", "o")])
    assert (found.outcome, found.original, found.by_direction) == ("open", None, "o")
    assert found.sources == ("o", "t")


def test_copies_of_several_with_the_same_words_are_told_from_these():
    """A later edition ties to the original by no swapped word: nobody is named, and no copy is a source."""
    ties = [spun("x", "o"), spun("x", "p", 0.9), spun("y", "o"), spun("y", "p"), spun("y", "x", 0.97)]
    members = [member(name, p_spun=0.95 if name in "xy" else 0.1) for name in "opxy"]
    found = judged(members, ties)
    assert (found.outcome, found.original, found.by_direction) == ("open", None, None)
    assert found.sources == ("o", "p")
    assert "2 documents here have" in found.reason
    assert "the other 2 look made" in found.reason


def test_of_several_each_must_be_what_all_others_were_made_from():
    members = [member(name, p_spun=0.95 if name in "xy" else 0.1) for name in "opxy"]
    unseen = [spun("x", "o"), spun("x", "p"), spun("y", "o")]  # y was never compared with p
    assert judged(members, unseen).sources == ()
    odd = [member("o", p_spun=0.1), member("p", p_spun=0.9), member("x", p_spun=1.0)]
    assert judged(odd, [spun("x", "o"), spun("x", "p")]).sources == ()
    swapped = [spun("x", "o"), spun("x", "p"), spun("p", "o", 0.5)]
    assert judged(members[:3], swapped).sources == ()


def test_what_speaks_for_an_original_is_weighed_together():
    """A text of somewhat odd wording is named where its copies are surely made from it, and not otherwise."""
    for p_spun, direction, named in (
        (0.2, 0.99, "o"),
        (0.2, 0.85, None),
        (0.02, 0.85, "o"),
        (0.9, 0.999, None),
    ):
        found = judged([member("o", p_spun=p_spun), member("x", p_spun=1.0)], [spun("x", "o", direction)])
        assert (found.original, found.sources) == (named, (named,) if named else ())


NAMES = "abcdefg"
TIES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from(["spun", "verbatim", "edited"]),
        st.floats(0, 1),
    ).filter(lambda tie: tie[0] != tie[1]),
    max_size=12,
    unique_by=lambda tie: frozenset(tie[:2]),
)
DAYS = st.sampled_from([None, "2020", "2020-01-01", "2020-01-02", "2021-05-05T10:00Z", "soon"])


@given(
    TIES,
    st.lists(DAYS, min_size=7, max_size=7),
    st.lists(st.floats(0, 1) | st.none(), min_size=7, max_size=7),
)
def test_whoever_is_named_keeps_every_rule(ties, days, chances):
    members = {n: Member(n, day, None, p) for n, day, p in zip(NAMES, days, chances, strict=True)}
    ties = [Tie(*tie) for tie in ties]
    for found in families(ties, {}, members):
        assert found == next(f for f in families(ties[::-1], {}, members) if f.name == found.name)
        if found.original is None:
            assert found.confidence is None
            continue
        own = members[found.original]
        if own.p_spun is not None:
            p, sure = (min(max(v, 1e-6), 1 - 1e-6) for v in (own.p_spun, found.confidence))
            odds = [math.log(v / (1 - v)) for v in (sure, p)]
            assert DIRECTION_WEIGHT * odds[0] - OWN_WEIGHT * odds[1] >= LEAST_EVIDENCE - 1e-6
        assert found.confidence >= LEAST_DIRECTION - 1e-9
        others = [m for m in found.members if m.id != own.id]
        assert not any(is_later(own.published, other.published) for other in others)
        for other in others:
            (tie,) = [t for t in ties if {t.suspect, t.source} == {own.id, other.id}]
            assert tie.label == "spun"
            assert (tie.direction if tie.source == own.id else 1 - tie.direction) >= 0.5


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=10))
def test_groups_are_what_can_be_reached(pairs):
    groups = connected(pairs)
    reach = {n: {n} for pair in pairs for n in pair}
    for _ in reach:
        for one, other in pairs:
            both = reach[one] | reach[other]
            for n in both:
                reach[n] = both | reach[n]
    assert [tuple(group) for group in groups] == sorted({tuple(sorted(group)) for group in reach.values()})


def test_edited_texts_make_no_family():
    members = {n: member(n) for n in "ab"}
    assert not list(families([Tie("b", "a", "edited", 0.5)], {}, members))


def test_duplicates_are_of_the_family():
    members = {n: member(n, duplicate_of="a" if n == "c" else None) for n in "abc"}
    (found,) = families([spun("b", "a")], {"c": "a"}, members)
    assert [one.id for one in found.members] == ["a", "b", "c"]
    assert found.name == "a"


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        ("2020-01-02", "2020-01-01", True),
        ("2019", "2020-01-01", False),
        ("2020-01-01T01:00Z", "2020-01-01T23:00Z", None),
        ("2020", "2020-06-01", None),
        ("yesterday", "2020", None),
        (None, "2020", None),
    ],
)
def test_only_days_that_differ_tell_who_is_later(one, other, later):
    assert is_later(one, other) is later
    assert is_later(other, one) is (None if later is None else not later)
    assert day_of("2020-01-02T00:00") == "2020-01-02"


def test_every_pair_of_two_is_one_family_or_none():
    for one, other in itertools.permutations("ab"):
        (found,) = families([spun(one, other)], {}, {n: member(n) for n in "ab"})
        assert found.original == other
