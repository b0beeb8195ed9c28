"""The simulated spinners: gold offsets, measured dose, immutables."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spinners import Settings, Twice
from models.spinners.base import WORD, apply_swaps, article_for, words_of
from models.spinners.engine import DictionarySpinner
from models.spinners.inflect import bases, inflect
from models.spinners.regional import Regional
from models.spinners.twice import composed
from models.spinners.wrappers import (
    Both,
    Inflected,
    PhrasesFirst,
    Ranked,
    Remembered,
    SecondHand,
    Table,
    Uninflected,
    Union,
    Variant,
    WordsOnly,
)

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


OTHER_GROUPS = (
    ("rapid", "quick", "fast"),
    ("dwelling", "home", "house"),
    ("boy", "lad"),
    ("waterside by", "bank of"),
    ("owing", "due"),
    ("an old", "one antique"),
    ("storm", "gale"),
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


def put_in_place(source, spun):
    """Apply gold swaps and repairs to the source, in the plainest way there is."""
    at, parts = 0, []
    for swap in sorted((*spun.swaps, *spun.repairs), key=lambda s: s.source_start):
        assert at <= swap.source_start < swap.source_end
        assert source[swap.source_start : swap.source_end] == swap.source
        parts += [source[at : swap.source_start], swap.suspect]
        assert sum(map(len, parts)) == swap.suspect_end
        at = swap.source_end
    return "".join([*parts, source[at:]])


SWITCHES = st.fixed_dictionaries(
    {
        "alike": st.booleans(),
        "articles": st.booleans(),
        "inside": st.sampled_from((0.0, 1.0)),
        "names": st.booleans(),
    }
)
DOSES = st.sampled_from((0.1, 0.4, 1.0))


@given(st.integers(0, 10_000), DOSES, SWITCHES)
def test_gold_swaps_applied_to_the_source_give_the_text(seed, dose, switches):
    spun = spin(dose, seed, **switches)
    assert put_in_place(TEXT, spun) == spun.text
    assert {s.suspect.lower() for s in spun.repairs} <= {"a", "an"}
    for swap in (*spun.swaps, *spun.repairs):
        assert spun.text[swap.suspect_start : swap.suspect_end] == swap.suspect


@given(st.integers(0, 10_000), DOSES, DOSES, SWITCHES, SWITCHES)
def test_what_is_spun_twice_is_told_from_the_first_source(seed, dose, again, switches, others):
    first = DictionarySpinner("first", Table(GROUPS), dose, **switches)
    second = DictionarySpinner("second", Table(OTHER_GROUPS), again, **others)
    spun = Twice(first, second).spin(TEXT, Random(seed))
    rng = Random(seed)
    assert spun.text == second.spin(first.spin(TEXT, rng).text, rng).text
    assert put_in_place(TEXT, spun) == spun.text
    assert all(swap.source != swap.suspect for swap in spun.swaps)


def test_swaps_of_swaps_become_one_and_what_came_back_is_none():
    source = "a quick house by the river bank, old"
    once = apply_swaps(source, [(2, 7, "rapid"), (8, 13, "dwelling"), (21, 31, "waterside")])
    assert once.text == "a rapid dwelling by the waterside, old"
    again = apply_swaps(
        once.text, [(2, 7, "quick"), (8, 16, "home"), (17, 33, "next to it"), (35, 38, "aged")]
    )
    swaps = [(s.source, s.suspect) for s in composed(source, once, again).swaps]
    assert swaps == [("house", "home"), ("by the river bank", "next to it"), ("old", "aged")]
    assert composed(source, once, again).dose == pytest.approx(6 / 8)


def test_letters_are_replaced_inside_other_words_where_a_program_does_so():
    text = "The car had a scar, and the careful man kept Carson's carpet in no car."
    table = Table((("car", "auto"),))
    plain = DictionarySpinner("t", table, 0.05).spin(text, Random(0))
    assert "scar" in plain.text
    spun = DictionarySpinner("t", table, 0.05, inside=1.0).spin(text, Random(0))
    assert {(s.source, s.suspect) for s in spun.swaps} == {
        ("car", "auto"),
        ("scar", "sauto"),
        ("careful", "autoeful"),
        ("carpet", "autopet"),
    }
    assert spun.dose == pytest.approx(4 / 15)


def test_short_words_are_replaced_nowhere_else():
    spun = DictionarySpinner("t", Table((("ox", "bull"),)), 1.0, inside=1.0).spin(
        "An ox in a box.", Random(0)
    )
    assert spun.text == "An bull in a box."


def test_careless_spinners_swap_names():
    assert "Old Tom" not in spin(1.0, names=True).text
    assert "NATO" in spin(1.0, names=True).text


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


COUNTS = Counter({"walk": 5, "stroll": 4, "amble": 1, "march": 9, "step": 9})
WALK = Table((("walk", "stroll", "amble", "march", "step", "perambulate", "go on foot"),))


def test_blind_spinners_find_the_base_form_and_leave_it():
    assert list(Uninflected(Table(GROUPS), COUNTS).alternatives("walked")) == ["stroll"]
    assert list(Uninflected(Table(GROUPS), Counter()).alternatives("walked")) == []
    assert list(Uninflected(Table(GROUPS), COUNTS).alternatives("old")) == ["aged"]


def test_frequent_or_rare_words_come_first_and_unknown_ones_never():
    assert list(Ranked(WALK, COUNTS).alternatives("walk")) == ["march", "step", "stroll", "amble"]
    assert list(Ranked(WALK, COUNTS, rare=True, keep=3).alternatives("walk")) == ["amble", "stroll", "march"]


def test_words_only_knows_no_phrases():
    assert "go on foot" not in WordsOnly(WALK).alternatives("walk")
    assert "march" in WordsOnly(WALK).alternatives("walk")
    assert not WordsOnly(Table(GROUPS)).alternatives("river bank")


def test_a_union_takes_of_each_in_turn():
    other = Table((("walk", "hike", "march"),))
    union = Union((WALK, other), keep=4)
    assert list(union.alternatives("walk")) == ["stroll", "hike", "amble", "march"]
    assert list(union.alternatives("house")) == []


LOOSE = Table((("walk", "march", "stroll"), ("march", "frontier", "border"), ("stroll", "airing")))
FREQUENT = Counter({"stroll": 1, "airing": 2, "march": 3, "border": 4, "frontier": 5})


def test_a_loose_thesaurus_lists_what_the_strict_one_lists_for_its_words():
    loose = SecondHand(LOOSE, FREQUENT)
    assert list(loose.alternatives("walk")) == ["frontier", "border", "march", "airing", "stroll"]
    assert list(loose.alternatives("house")) == []
    assert loose.longest == LOOSE.longest


def test_of_a_loose_entry_the_nearest_are_listed_and_the_most_frequent_of_these_kept():
    # "march" and "stroll" are listed for the word itself, and "march" leads to three words, "stroll" to two.
    assert list(SecondHand(LOOSE, FREQUENT, listed=3).alternatives("walk")) == ["march", "airing", "stroll"]
    assert list(SecondHand(LOOSE, FREQUENT, keep=2).alternatives("walk")) == ["frontier", "border"]


def test_variants_have_some_of_the_entries_and_a_few_words_of_each():
    heads = [f"w{n}" for n in range(400)]
    table = Table([(head, *(f"{head}{c}" for c in "abcdefgh")) for head in heads])
    whole = {head: list(table.alternatives(head)) for head in heads}
    variants = [Variant(table, number, share=0.6, size=3) for number in (1, 2)]
    lists = [{head: list(v.alternatives(head)) for head in heads} for v in variants]
    for variant, found in zip(variants, lists, strict=True):
        assert 0.5 < sum(map(bool, found.values())) / len(heads) < 0.7
        assert found == {head: list(variant.alternatives(head)) for head in heads}
        for head, words in found.items():
            assert words == [w for w in whole[head] if w in words]
            assert len(words) in (0, 3)
    assert sum(a == b for a, b in zip(*(d.values() for d in lists), strict=True)) < 200


def test_what_is_remembered_is_what_was_answered():
    remembered = Remembered(Inflected(WALK, COUNTS), most=2)
    for word in ("walk", "walked", "strolls", "house", "go on foot", "walk", "walked"):
        assert list(remembered.alternatives(word)) == list(Inflected(WALK, COUNTS).alternatives(word))


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colours", "colors"),
        ("organised", "organized"),
        ("organisation", "organization"),
        ("lorries", "trucks"),
        ("car park", "parking lot"),
        ("centre", "center"),
        ("travelling", "traveling"),
    ],
)
def test_british_and_american_words_stand_for_each_other(british, american):
    assert american in Regional("american").alternatives(british)
    assert british in Regional("british").alternatives(american)
    assert british not in Regional("american").alternatives(american)


def test_no_regional_word_stands_for_itself_and_none_is_empty():
    for side in ("british", "american"):
        regional = Regional(side)
        for head in regional.heads():
            assert head.strip()
            assert all(new.strip() and new != head for new in regional.alternatives(head)), head


def test_wide_settings_draw_everything_and_leave_what_was_drawn_before():
    wide = [Settings.draw(Random(n), wide=True) for n in range(600)]
    for n, settings in enumerate(wide):
        old = Settings.draw(Random(n))
        assert 0.03 <= settings.dose <= 0.6
        for name in ("dose", "alike", "articles", "favour", "inflect"):
            assert getattr(settings, name) == getattr(old, name)
        assert old == Settings(old.dose, old.alike, old.articles, old.favour, old.inflect)
    seen = {name: {getattr(s, name) for s in wide} for name in Settings.__dataclass_fields__}
    assert seen["order"] == {"listed", "frequent", "rare"}
    assert seen["length"] == {"any", "phrases first", "words only"}
    assert seen["region"] == {None, "british", "american"}
    for name in ("alike", "articles", "inflect", "blind", "function_words", "names"):
        assert seen[name] == {False, True}, name
    assert seen["inside"] > {0.0}
    assert len(seen["variant"]) > 200
    assert min(s.dose for s in wide) < 0.05
    assert max(s.dose for s in wide) > 0.5
