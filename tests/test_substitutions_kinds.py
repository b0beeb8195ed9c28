"""Kinds: each condition, and the order in which they hold."""

from __future__ import annotations

import numpy as np
import pytest
from swaps import FakeLexicon, FakeVectors, align, documents

from spindetect.lexicon import RELATION_KINDS
from spindetect.substitutions import kinds as k
from spindetect.substitutions import measure


def kind_of(relation: str = "none", **holds: bool) -> str:
    names = ("number", "slip", "name", "proper", "function", "several", "linked")
    flags = {name: np.array([holds.get(name, False)]) for name in names}
    code = k.kinds(relation=np.array([RELATION_KINDS.index(relation)], dtype=np.uint8), **flags)
    return k.KINDS[int(code[0])]


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        ("same", "spelling"),
        ("spelling", "spelling"),
        ("inflection", "inflection"),
        ("synonym", "synonym"),
        ("related", "synonym"),
        ("wrong-sense", "wrong-sense"),
        ("none", "unrelated"),
    ],
)
def test_the_relation_of_two_words_tells_the_kind(relation: str, kind: str) -> None:
    assert kind_of(relation) == kind


def test_precedence() -> None:
    everything = {
        "number": True,
        "slip": True,
        "name": True,
        "function": True,
        "several": True,
        "linked": True,
    }
    order = []
    for gone in ("number", "slip", "name", "function", "several"):
        order.append(kind_of(**everything))
        everything[gone] = False
    order.append(kind_of(**everything))
    assert order == ["number", "spelling", "name", "function-word", "phrase", "unrelated"]


def test_a_name_that_the_lexicon_links_is_no_other_name() -> None:
    assert kind_of("synonym", name=True) == "synonym"
    assert kind_of("none", name=True) == "name"
    assert kind_of("synonym", name=True, proper=True) == "name"


def test_several_words_are_a_phrase_only_where_something_holds_them_together() -> None:
    assert kind_of("none", several=True) == "unrelated"
    assert kind_of("none", several=True, linked=True) == "phrase"
    assert kind_of("wrong-sense", several=True) == "phrase"


def slip(source: str, suspect: str, *, unknown: bool = True) -> bool:
    (found,) = k.slips([(source, suspect)], np.array([unknown]))
    return found


@pytest.mark.parametrize(
    ("source", "suspect"),
    [("recieve", "receive"), ("goverment", "government"), ("co-operate", "cooperate"), ("café", "cafe"),
     ("%", "percent"), ("over night", "overnight")],
)  # fmt: skip
def test_slips(source: str, suspect: str) -> None:
    assert slip(source, suspect)


def test_two_known_words_are_two_words_however_alike() -> None:
    assert not slip("contract", "contrast", unknown=False)
    assert slip("co-operate", "cooperate", unknown=False)


@pytest.mark.parametrize(("source", "suspect"), [("cat", "car"), ("bank", "shore"), ("12", "13"), ("—", "-")])
def test_no_slips(source: str, suspect: str) -> None:
    assert not slip(source, suspect)


def test_what_the_lexicon_links_is_not_looked_at() -> None:
    source, suspect = documents("they recieve it", "they receive it")
    for relations, seen in (({}, True), ({("recieve", "receive"): ("synonym", 0.9)}, False)):
        lexicon = FakeLexicon(relations, zipf={"recieve": 1.0})
        found = measure(source.tokens, suspect.tokens, align(source, suspect), lexicon, FakeVectors())
        assert found is not None
        assert found.slip.tolist() == [seen]


@pytest.mark.parametrize(
    ("source", "suspect", "number"),
    [("9", "10", True), ("nine", "10", True), ("nine", "ten", True), ("one", "some", False),
     ("twenty five", "thirty two", True), ("half a million", "a crowd", False),
     ("9 people", "ten people", True), ("one people", "ten people", False)],
)  # fmt: skip
def test_numbers(source: str, suspect: str, number: bool) -> None:
    first, second = documents(f"there were {source} there", f"there were {suspect} there")
    ends = len(first.tokens) - 1, len(second.tokens) - 1
    alignment = align(first, second, [(2, ends[0], 2, ends[1])])
    found = measure(first.tokens, second.tokens, alignment, FakeLexicon(), FakeVectors())
    assert found is not None
    assert (found.pairing.kind == k.NUMBER).tolist() == [number]


@pytest.mark.parametrize(
    ("source", "suspect", "changed"),
    [("creation", "famous", True), ("creation", "stone", False), ("stone", "greatly", False),
     ("famous", "nervous", False), ("a creation", "very famous", False)],
)  # fmt: skip
def test_a_class_changes_only_where_both_words_tell_theirs(source: str, suspect: str, changed: bool) -> None:
    first, second = documents(f"there were {source} there", f"there were {suspect} there")
    ends = len(first.tokens) - 1, len(second.tokens) - 1
    alignment = align(first, second, [(2, ends[0], 2, ends[1])])
    found = measure(first.tokens, second.tokens, alignment, FakeLexicon(), FakeVectors())
    assert found is not None
    assert found.pairing.class_changed.tolist() == [changed]


def test_one_number_written_in_two_ways() -> None:
    assert k.same_number("3", "three")
    assert k.same_number("12,000", "12000")
    assert not k.same_number("3", "four")
