"""The simulated spinners: gold offsets, measured dose, immutables."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spinners.base import WORD, apply_swaps, article_for, words_of
from models.spinners.engine import DictionarySpinner
from models.spinners.inflect import bases, inflect
from models.spinners.wrappers import Both, Inflected, PhrasesFirst, Table

GROUPS = (
    ("quick", "rapid", "speedy"),
    ("house", "dwelling", "abode"),
    ("walk", "stroll"),
    ("river bank", "waterside"),
    ("old", "aged"),
    ("because of", "owing to"),
)
TEXT = (
    "The quick boy left the house by the river bank because of an old storm. A quick dog walks by the house, "
    "and Old Tom walked past a house in Quick Street. NATO was quick."
)


def spin(dose=1.0, seed=0, text=TEXT, **settings):
    return DictionarySpinner("test", Table(GROUPS), dose, **settings).spin(text, Random(seed))


@given(st.integers(0, 10_000), st.floats(0.02, 1.0), st.booleans(), st.booleans())
def test_gold_offsets_name_what_stands_there(seed, dose, alike, articles):
    spun = spin(dose, seed, alike=alike, articles=articles)
    assert spun.swaps
    for swap in spun.swaps:
        assert TEXT[swap.source_start : swap.source_end] == swap.source
        assert spun.text[swap.suspect_start : swap.suspect_end] == swap.suspect
        assert swap.source.lower() != swap.suspect.lower()


@given(st.integers(0, 10_000))
def test_what_lies_between_gold_swaps_is_unchanged(seed):
    spun = spin(0.5, seed)
    source, suspect, at, to = [], [], 0, 0
    for swap in spun.swaps:
        source.append(TEXT[at : swap.source_start])
        suspect.append(spun.text[to : swap.suspect_start])
        at, to = swap.source_end, swap.suspect_end
    assert [*source, TEXT[at:]] == [*suspect, spun.text[to:]]


def test_names_and_abbreviations_are_left_alone():
    spun = spin(1.0)
    assert "Old Tom" in spun.text
    assert "Quick Street" in spun.text
    assert "NATO" in spun.text


def test_a_full_dose_swaps_everything_the_dictionary_has():
    text = "They sold the quick house near the river bank."
    spun = spin(1.0, text=text)
    assert [s.source for s in spun.swaps] == ["quick", "house", "river bank"]
    assert spun.dose == pytest.approx(4 / 9)


def test_the_dose_is_measured_not_set():
    assert spin(0.1).dose <= 0.15
    assert spin(1.0).dose < 0.5  # the dictionary has no more


def test_dose_counts_words_that_differ_and_not_words_added():
    assert apply_swaps("a new day", [(2, 5, "brand new")]).dose == 0.0
    assert apply_swaps("a new day", [(2, 5, "fresh")]).dose == pytest.approx(1 / 3)


def test_alike_gives_every_occurrence_the_same_word():
    for seed in range(20):
        spun = spin(1.0, seed, alike=True)
        assert len({s.suspect for s in spun.swaps if s.source == "house"}) == 1


def test_drawn_anew_gives_different_words_sooner_or_later():
    drawn = [len({s.suspect for s in spin(1.0, n).swaps if s.source == "house"}) for n in range(20)]
    assert max(drawn) > 1


def test_articles_follow_only_where_asked():
    text = "He saw a quick dog and a house of old stone."
    table = Table((("house", "abode"), ("old", "new")))
    kept = DictionarySpinner("t", table, 1.0).spin(text, Random(0))
    repaired = DictionarySpinner("t", table, 1.0, articles=True).spin(text, Random(0))
    assert "a abode" in kept.text
    assert "an abode" in repaired.text
    # An article that follows its noun is no swap of its own.
    assert [s.source for s in kept.swaps] == [s.source for s in repaired.swaps]


def test_equal_draws_give_equal_texts():
    assert spin(0.4, 3).text == spin(0.4, 3).text
    assert len({spin(0.4, n).text for n in range(20)}) > 5


@pytest.mark.parametrize(
    ("word", "base", "form"),
    [
        ("walks", "walk", "s"),
        ("carries", "carry", "s"),
        ("planned", "plan", "ed"),
        ("making", "make", "ing"),
        ("took", "take", "ed"),
    ],
)
def test_inflection_is_found_and_put_back(word, base, form):
    assert (base, form) in bases(word)
    assert inflect(base, form) == word


def test_phrases_inflect_at_their_verb_or_noun():
    assert inflect("deal with", "ing") == "dealing with"
    assert inflect("river bank", "s") == "river banks"


def test_an_inflected_dictionary_asks_by_base_form():
    from collections import Counter

    spinner = Inflected(Table(GROUPS), Counter({"walk": 5}))
    assert list(spinner.alternatives("walked")) == ["strolled"]
    assert list(spinner.alternatives("walk")) == ["stroll"]
    assert list(spinner.alternatives("unheard")) == []


def test_combined_dictionaries():
    both = Both(Table((("quick", "fast"),)), Table(GROUPS))
    assert list(both.alternatives("quick")) == ["fast"]
    assert list(both.alternatives("old")) == ["aged"]
    assert both.longest == 2
    assert list(PhrasesFirst(Table((("help", "aid", "lend a hand"),))).alternatives("help")) == [
        "lend a hand"
    ]


def test_possessives_and_contractions():
    assert WORD.findall("Russia's don't re-read") == ["Russia", "don't", "re-read"]
    assert [w.free for w in words_of("The cat saw Ann. Ann ran.")] == [True, True, True, False, False, True]
    assert article_for("hour") == "an"
    assert article_for("university") == "a"
