"""From two documents to records: spans, reasons, order, and the same both ways round."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from swaps import FakeLexicon, FakeVectors, align, documents

from spindetect.bulk import build_many
from spindetect.lexicon import Lexicon
from spindetect.records import Relation, Span, Substitution
from spindetect.substitutions import find_substitutions, measure, swap_asymmetry

RARE = {("bridge", "span"): ("wrong-sense", 0.1), ("old", "ancient"): ("synonym", 0.9)}


def find(source: str, suspect: str, lexicon=None, vectors=None, **how) -> tuple[Substitution, ...]:
    first, second = documents(source, suspect)
    alignment = align(first, second, **how)
    return find_substitutions(
        first, second, alignment, lexicon or FakeLexicon(RARE), vectors or FakeVectors()
    )


def test_a_substitution_says_what_stands_where() -> None:
    source, suspect = (
        "They  crossed the old  stone bridge at night.",
        "They crossed the old stone  span at night.",
    )
    (swap,) = find(source, suspect)
    assert (swap.kind, swap.relation) == ("wrong-sense", Relation("wrong-sense", ("moby",), 0.1))
    assert swap.source == Span("bridge", 29, 35)
    assert suspect[swap.suspect.start : swap.suspect.end] == swap.suspect.text == "span"
    assert (swap.source_token, swap.suspect_token) == ((5, 6), (5, 6))
    assert not swap.moved
    assert swap.reason.startswith("'span' replaces 'bridge': synonyms only in a rare sense")
    assert swap.reason.endswith("; the two words before and after are unchanged")


def test_surroundings_are_claimed_only_where_they_are_words_and_kept() -> None:
    (near_the_end,) = find("They crossed the old bridge today.", "They crossed the old span today.")
    assert near_the_end.reason.endswith("the words right before and after are unchanged")
    (at_the_end,) = find("They crossed the old bridge.", "They crossed the old span.")
    assert "unchanged" not in at_the_end.reason
    beside = find("They saw the old bridge at night.", "They saw the ancient span at night.")
    assert all("unchanged" not in swap.reason for swap in beside)


def test_a_rare_sense_is_odder_than_a_common_one() -> None:
    (rare,) = find("They crossed the bridge at night.", "They crossed the span at night.")
    (common,) = find("They crossed the old bridge.", "They crossed the ancient bridge.")
    assert rare.oddness > 0.5 > common.oddness


def test_a_swap_beside_a_swap_is_odder() -> None:
    (alone,) = find("They crossed the old bridge.", "They crossed the ancient bridge.")
    beside = find("They crossed the old bridge.", "They crossed the ancient span.")[0]
    assert beside.oddness > alone.oddness
    assert "the word beside it was swapped too" in beside.reason


def test_a_broken_phrase_is_named() -> None:
    lexicon = FakeLexicon({("power", "energy"): ("synonym", 0.9)}, phrases=["power plant"])
    (swap,) = find("The power plant closed.", "The energy plant closed.", lexicon)
    assert "'power plant' is a fixed phrase" in swap.reason
    plain = FakeLexicon({("power", "energy"): ("synonym", 0.9)})
    assert swap.oddness > find("The power plant closed.", "The energy plant closed.", plain)[0].oddness + 0.2


def test_a_phrase_that_another_replaces_is_not_broken() -> None:
    lexicon = FakeLexicon({("power", "energy"): ("synonym", 0.9)}, phrases=["power plant", "energy plant"])
    (swap,) = find("The power plant closed.", "The energy plant closed.", lexicon)
    assert "fixed phrase" not in swap.reason


def test_a_broken_article_is_named() -> None:
    lexicon = FakeLexicon({("apple", "fruit"): ("related", 0.9)})
    (swap,) = find("He ate an apple today.", "He ate an fruit today.", lexicon)
    assert "'an' before it is wrong now" in swap.reason
    assert swap.oddness > 0.5


def test_a_doubled_word_is_named() -> None:
    (swap,) = find("He went to this place.", "He went to to place.", FakeLexicon())
    assert "'to' now stands twice in a row" in swap.reason


def test_another_form_where_all_around_is_kept() -> None:
    lexicon = FakeLexicon(lemmas={"trees": "tree"})
    (swap,) = find("She saw two trees in the yard.", "She saw two tree in the yard.", lexicon)
    assert swap.kind == "inflection"
    assert "not the same form of the word" in swap.reason
    assert swap.oddness < 0.45


@pytest.mark.parametrize(
    ("source", "suspect", "kind", "said"),
    [
        ("it has 9 rooms now", "it has 10 rooms now", "number", "another number"),
        ("it has 3 rooms now", "it has three rooms now", "number", "the same number, written otherwise"),
        ("we met in Bergen today", "we met in Molde today", "name", "another name"),
        ("it lay on the roof", "it lay in the roof", "function-word", "one grammar word for another"),
        ("the bridge fell down", "the zebra fell down", "unrelated", "no dictionary links the two"),
    ],
)
def test_kinds_in_place(source: str, suspect: str, kind: str, said: str) -> None:
    (swap,) = find(source, suspect)
    assert (swap.kind, swap.relation.kind) == (kind, "none")
    assert said in swap.reason


def test_a_word_the_lexicon_lacks_may_be_a_slip() -> None:
    (swap,) = find("the goverment fell", "the government fell", FakeLexicon(unknown=["goverment"]))
    assert swap.kind == "spelling"
    assert "but for a letter or two" in swap.reason


def test_a_swap_in_a_moved_block_says_so() -> None:
    assert find("The old bridge fell.", "The ancient bridge fell.", moved=True)[0].moved


def test_a_swap_inside_a_quotation_is_kept_and_says_so() -> None:
    told = 'The mayor said: "We will repair the old bridge before winter, and we will do it well." '
    source = told + "Work starts in June and the road stays open for buses. " * 4
    (swap,) = find(source, source.replace("old", "ancient"))
    assert swap.reason.endswith("; inside a quotation")


def test_a_long_span_is_quoted_short_and_kept_whole() -> None:
    long = "verylongword" * 20
    (swap,) = find(f"the {long} fell", "the bridge fell")
    assert swap.source.text == long
    assert len(swap.reason) < 250


def test_nothing_swapped() -> None:
    assert find("The bridge fell.", "The bridge fell.") == ()
    assert find("", "") == ()
    assert swap_asymmetry(None).shape == (0,)


WORDS = [
    "old",
    "ancient",
    "bridge",
    "span",
    "the",
    "a",
    "stone",
    "an",
    "apple",
    ",",
    ".",
    "9",
    "Rome",
    "in",
    "in",
]
texts = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@given(texts, texts)
@example("a", "an ,")
@settings(max_examples=150, deadline=None)
def test_judged_both_ways_round(one: str, other: str) -> None:
    first, second = documents(one, other)
    there = align(first, second)
    pairs = sorted([(t0, t1, s0, s1) for s0, s1, t0, t1 in there.pairs], key=lambda pair: pair[2])
    back = align(second, first, pairs)
    source_of = np.full(len(first.tokens), -1, dtype=np.int32)
    kept = np.flatnonzero(there.source_of >= 0)
    source_of[there.source_of[kept]] = kept
    back = dataclasses.replace(back, source_of=source_of)
    forward = measure(first.tokens, second.tokens, there, FakeLexicon(RARE), FakeVectors())
    backward = measure(second.tokens, first.tokens, back, FakeLexicon(RARE), FakeVectors())
    if forward is None or backward is None:
        assert forward is backward is None
        return
    assert forward.spans.source == backward.spans.suspect
    np.testing.assert_allclose(forward.oddness, backward.reverse, atol=1e-5)
    np.testing.assert_allclose(forward.reverse, backward.oddness, atol=1e-5)
    np.testing.assert_allclose(swap_asymmetry(forward), -swap_asymmetry(backward), atol=1e-5)


@given(texts, texts)
@settings(max_examples=150, deadline=None)
def test_records_are_sound(one: str, other: str) -> None:
    first, second = documents(one, other)
    lexicon, vectors = FakeLexicon({**RARE, ("stone", "old stone"): ("synonym", 0.5)}), FakeVectors()
    alignment = align(first, second)
    found = find_substitutions(first, second, alignment, lexicon, vectors)
    assert found == find_substitutions(first, second, alignment, lexicon, vectors)
    sides = (("source", first, "source_token"), ("suspect", second, "suspect_token"))
    for name, document, tokens in sides:
        for swap in found:
            span, (start, end) = getattr(swap, name), getattr(swap, tokens)
            assert document.text[span.start : span.end] == span.text
            assert document.tokens.start[start] == span.start
            assert document.tokens.end[end - 1] == span.end
        ranges = sorted(getattr(swap, tokens) for swap in found)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(ranges))
    assert [swap.suspect_token for swap in found] == sorted(swap.suspect_token for swap in found)
    assert all(0.0 <= swap.oddness <= 1.0 and swap.reason for swap in found)


def test_many_records_at_once_equal_those_made_one_by_one() -> None:
    columns = (["a", "bc"], [0, 4], [1, 6])
    assert build_many(Span, 2, *columns) == [Span("a", 0, 1), Span("bc", 4, 6)]
    assert hash(build_many(Span, 1, ["a"], [0], [1])[0]) == hash(Span("a", 0, 1))


def test_the_shipped_tables_answer() -> None:
    from spindetect.language import Vectors

    found = find(
        "The museum opened a new wing for the old maps.",
        "The museum unsealed a new wing for the ancient maps.",
        Lexicon.open(),
        Vectors.open(),
    )
    assert [swap.suspect.text for swap in found] == ["unsealed", "ancient"]
