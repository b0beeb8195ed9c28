"""Reasons: words for a moderator."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.records import RelationKind, SubstitutionKind, ZoneKind
from spindetect.substitutions import reasons
from spindetect.substitutions.oddness import WEIGHTS

PLAIN = {"usual": False, "slip": False, "merged": False}


@given(st.text(max_size=400))
def test_a_quoted_span_is_one_short_printable_line(text: str) -> None:
    quoted = reasons.quote(text)
    assert quoted.isprintable()
    assert len(quoted) <= reasons.LONGEST_QUOTE + 2


def test_a_short_span_is_quoted_as_it_stands() -> None:
    assert reasons.quote("red  lines") == "'red  lines'"
    assert reasons.quote("a\nb") == "'a b'"
    assert reasons.quote("x" * 61) == "'" + "x" * 58 + " …'"


@pytest.mark.parametrize("kind", get_args(SubstitutionKind))
@pytest.mark.parametrize("relation", get_args(RelationKind))
def test_every_kind_and_relation_has_words(kind: SubstitutionKind, relation: RelationKind) -> None:
    assert reasons.link(kind, relation, **PLAIN)


def test_links() -> None:
    assert reasons.link("wrong-sense", "wrong-sense", **PLAIN) == "synonyms only in a rare sense"
    assert reasons.link("synonym", "synonym", **{**PLAIN, "usual": True}) == "synonyms"
    assert "some senses" in reasons.link("synonym", "synonym", **PLAIN)
    assert "no dictionary" in reasons.link("unrelated", "none", **PLAIN)
    assert "same number" in reasons.number_link(True)
    assert "another number" in reasons.number_link(False)


@pytest.mark.parametrize("name", sorted(reasons.TOLD))
def test_every_ground_told_has_words(name: str) -> None:
    assert name in WEIGHTS
    assert reasons.ground(name, phrase="power plant", word="an", classes=(1, 4), less="less likely")


def test_a_whole_reason() -> None:
    (said,) = reasons.compose(["lines"], ["rows"], ["synonyms, a much rarer word"], [2])
    assert said == (
        "'rows' replaces 'lines': synonyms, a much rarer word; the two words before and after are unchanged"
    )
    assert said + reasons.place("quotation") == f"{said}; inside a quotation"


def test_one_long_span_does_not_change_the_others() -> None:
    said = reasons.compose(["a\nb", "c"], ["x" * 70, "d"], ["far", "near"], [0, 1])
    alone = reasons.compose(["c"], ["d"], ["near"], [1])
    assert said == [f"'{'x' * 58} …' replaces 'a b': far", *alone]


@pytest.mark.parametrize("zone", get_args(ZoneKind))
def test_every_zone_has_words(zone: ZoneKind) -> None:
    assert reasons.place(zone).startswith("; inside ")
