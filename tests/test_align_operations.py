"""Replay: whatever the two lists of words, the operations turn the one into the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spindetect.align import align_tokens
from spindetect.records import Alignment
from spindetect.text import key

COMMON = [
    "the",
    "of",
    "and",
    "to",
    ".",
    ",",
    "The",
    "THE",
    "new",
    "city",
    "officials",
    "said",
    "attack",
    "’s",
]
WORDS = st.one_of(
    st.sampled_from(COMMON),
    st.integers(0, 30).map(str),
    st.text(min_size=1, max_size=6),
    st.text("abcdeÀé", min_size=1, max_size=8),
)
LISTS = st.lists(WORDS, max_size=30)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A list and a copy with swaps, insertions, deletions and moved chunks."""
    source = draw(LISTS)
    chunk = draw(st.integers(1, 8))
    chunks = [source[at : at + chunk] for at in range(0, len(source), chunk)]
    if draw(st.booleans()):
        chunks = draw(st.permutations(chunks))
    suspect: list[str] = []
    for word in (word for part in chunks for word in part):
        kind = draw(st.integers(0, 9))
        suspect += (
            [word.upper()] if kind == 0 else [draw(WORDS)] if kind == 1 else [] if kind == 2 else [word]
        )
        suspect += [draw(WORDS)] if kind == 3 else []
    return source, suspect


@st.composite
def repeated(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Two lists over very few words."""
    few = st.lists(st.sampled_from(draw(st.lists(WORDS, min_size=1, max_size=3))), max_size=40)
    return draw(few), draw(few)


PAIRS = st.one_of(st.tuples(LISTS, LISTS), mutated(), repeated())


def assert_sound(source: Sequence[str], suspect: Sequence[str], found: Alignment) -> None:
    """Check everything that a reader of operations may rely on."""
    assert found.replay(source) == list(suspect)
    position = 0
    used: list[int] = []
    for operation in found.operations:
        assert operation.suspect_start == position
        position = operation.suspect_end
        first = source[operation.source_start : operation.source_end]
        second = suspect[operation.suspect_start : operation.suspect_end]
        if operation.kind != "insert":
            used += range(operation.source_start, operation.source_end)
        if operation.kind in ("equal", "move"):
            assert list(map(key, first)) == list(map(key, second))
        if operation.kind == "replace":
            assert set(map(key, first)).isdisjoint(map(key, second))
    assert position == len(suspect)
    assert sorted(used) == list(range(len(source)))
    starts = [operation.source_start for operation in found.operations if operation.kind == "equal"]
    assert starts == sorted(starts)
    assert list(found.links) == sorted(set(found.links))
    assert all(0 <= i < len(source) and 0 <= j < len(suspect) for i, j in found.links)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAIRS)
def test_replay(pair: tuple[list[str], list[str]]) -> None:
    source, suspect = pair
    assert_sound(source, suspect, align_tokens(source=source, suspect=suspect))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAIRS, st.lists(st.sampled_from(COMMON), min_size=60, max_size=80))
def test_replay_of_documents(pair: tuple[list[str], list[str]], padding: list[str]) -> None:
    source, suspect = [*pair[0], *padding], [*padding, *pair[1], *padding]
    assert_sound(source, suspect, align_tokens(source=source, suspect=suspect))


@pytest.mark.long
@settings(max_examples=14_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(PAIRS)
def test_replay_at_length(pair: tuple[list[str], list[str]]) -> None:
    source, suspect = pair
    assert_sound(source, suspect, align_tokens(source=source, suspect=suspect))


@pytest.mark.long
@settings(max_examples=6_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(PAIRS, st.lists(st.sampled_from(COMMON), min_size=60, max_size=80))
def test_replay_of_documents_at_length(pair: tuple[list[str], list[str]], padding: list[str]) -> None:
    source, suspect = [*pair[0], *padding], [*padding, *pair[1], *padding]
    assert_sound(source, suspect, align_tokens(source=source, suspect=suspect))


def replaced(source: str, suspect: str) -> list[tuple[str, str]]:
    """Return the replaced spans of two sentences as text."""
    first, second = source.split(), suspect.split()
    found = align_tokens(source=first, suspect=second)
    assert_sound(first, second, found)
    return [
        (" ".join(first[o.source_start : o.source_end]), " ".join(o.text))
        for o in found.operations
        if o.kind == "replace"
    ]


def test_letter_case_is_equal_and_written_down() -> None:
    found = align_tokens(source=["the", "Mayor", "spoke"], suspect=["The", "mayor", "spoke"])
    assert [operation.kind for operation in found.operations] == ["equal"]
    assert found.operations[0].written == ((0, "The"), (1, "mayor"))


def test_a_swap_that_no_table_knows_is_paired_by_position() -> None:
    source = "the committee saw the wug before the vote on friday"
    assert replaced(source, source.replace("wug", "dax")) == [("wug", "dax")]


def test_one_word_for_a_phrase() -> None:
    source = "the council will buy new trucks for the fire station this year"
    assert replaced(source, source.replace("buy", "pay money for")) == [("buy", "pay money for")]


def test_neighbouring_swaps_stay_apart() -> None:
    source = "the farmer sold large potatoes at the market in the village"
    suspect = "the farmer sold big spuds at the market in the village"
    assert replaced(source, suspect) == [("large", "big"), ("potatoes", "spuds")]


def test_punctuation_is_never_paired_with_a_word() -> None:
    assert replaced("the price rose , then fell", "the price rose quickly then fell") == []


def test_empty_sides() -> None:
    assert align_tokens(source=[], suspect=[]).operations == ()
    assert [o.kind for o in align_tokens(source=[], suspect=["a"]).operations] == ["insert"]
    assert [o.kind for o in align_tokens(source=["a"], suspect=[]).operations] == ["delete"]
