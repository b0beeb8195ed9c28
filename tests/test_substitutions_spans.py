"""Which spans are swaps, and which phrases grow out of insertions, deletions and neighbours."""

from __future__ import annotations

import numpy as np
from swaps import FakeLexicon, FakeVectors, align, documents

from spindetect.substitutions import measure
from spindetect.substitutions.layout import Layout
from spindetect.substitutions.spans import joined_phrases, longer_phrases, replaced_rows


def swapped(
    source: str, suspect: str, lexicon: FakeLexicon | None = None, pairs=None
) -> list[tuple[str, str]]:
    first, second = documents(source, suspect)
    alignment = align(first, second, pairs)
    found = measure(first.tokens, second.tokens, alignment, lexicon or FakeLexicon(), FakeVectors())
    return [] if found is None else list(zip(found.spans.source, found.spans.suspect, strict=True))


def test_a_replaced_word_is_a_swap() -> None:
    assert swapped("the old bridge fell", "the ancient bridge fell") == [("old", "ancient")]


def test_equal_texts_letter_case_and_marks_are_no_swaps() -> None:
    assert swapped("The bridge fell.", "the Bridge fell!") == []
    assert swapped("", "") == []
    assert swapped("", "a word") == []


def test_marks_at_the_edges_are_cut_off() -> None:
    pairs = [(1, 4, 1, 3)]
    assert swapped("the ( old ) bridge", "the ancient , bridge", pairs=pairs) == [("old", "ancient")]


def test_a_mark_is_no_swap_of_a_word() -> None:
    assert swapped("old ; bridge", "old and bridge", pairs=[(1, 2, 1, 2)]) == []


def test_an_article_that_follows_its_noun_is_no_swap() -> None:
    assert swapped("he saw a large dog", "he saw an enormous dog") == [("large", "enormous")]


def test_an_article_changed_by_itself_is_one() -> None:
    assert swapped("he saw a dog", "he saw an dog") == [("a", "an")]


def test_an_insertion_grows_into_a_phrase_that_the_lexicon_links_to_the_word() -> None:
    lexicon = FakeLexicon({("new", "wholly new"): ("synonym", 0.8)})
    source, suspect = "we bought a new boat", "we bought a wholly new boat"
    assert swapped(source, suspect, lexicon) == [("new", "wholly new")]
    assert swapped(source, suspect) == []


def test_a_deletion_does_so_the_other_way_round() -> None:
    lexicon = FakeLexicon({("new", "wholly new"): ("synonym", 0.8)})
    assert swapped("we bought a wholly new boat", "we bought a new boat", lexicon) == [("wholly new", "new")]


def test_added_information_is_no_swap() -> None:
    lexicon = FakeLexicon({("boat", "fishing boat"): ("related", 0.9)})
    assert swapped("we bought a boat", "we bought a fishing boat", lexicon) == []


def test_a_span_grows_only_into_what_the_lexicon_knows_better() -> None:
    better = {("quit", "give"): ("synonym", 0.2), ("quit", "give up"): ("synonym", 0.7)}
    worse = {("quit", "give"): ("synonym", 0.7), ("quit", "give up"): ("synonym", 0.2)}
    pairs = [(1, 2, 1, 2)]
    for relations, grown in ((better, "give up"), (worse, "give")):
        found = swapped("they quit now", "they give up now", FakeLexicon(relations), pairs)
        assert found == [("quit", grown)]


def test_neighbouring_spans_become_one_phrase_where_the_lexicon_knows_it() -> None:
    lexicon = FakeLexicon({("at last", "in the end"): ("synonym", 0.8)})
    pairs = [(2, 3, 2, 4), (3, 4, 4, 5)]
    source, suspect = "it came at last today", "it came in the end today"
    assert swapped(source, suspect, lexicon, pairs) == [("at last", "in the end")]
    assert swapped(source, suspect, None, pairs) == [("at", "in the"), ("last", "end")]


def test_two_swaps_of_a_fixed_phrase_are_one() -> None:
    lexicon = FakeLexicon(phrases=["stone bridge"], lemmas={"bridges": "bridge"})
    source, suspect = "two stone bridges fell", "two rock spans fell"
    assert swapped(source, suspect, lexicon) == [("stone bridges", "rock spans")]
    assert swapped(source, suspect) == [("stone", "rock"), ("bridges", "spans")]


def test_three_swaps_in_a_row_make_at_most_one_pair_each() -> None:
    lexicon = FakeLexicon(phrases=["old stone", "stone bridge"])
    found = swapped("an old stone bridge fell", "an ancient rock span fell", lexicon)
    assert found == [("old stone", "ancient rock"), ("bridge", "span")]


def test_candidates_stay_within_the_longest_phrase_and_the_text() -> None:
    first, second = documents("a b c", "one two three four five a b c six")
    alignment = align(first, second)
    layout = Layout.of(first.tokens, second.tokens, alignment.source_of)
    found = longer_phrases(layout, replaced_rows(layout, alignment.pairs))
    assert [candidate.box for candidate in found] == [(2, 3, layout.shift + 7, layout.shift + 9)]


def test_two_content_words_are_no_joined_phrase() -> None:
    rows = np.array([[0, 1, 0, 1], [1, 2, 1, 3]])
    beside, one = np.array([True]), np.array([True, False])
    assert [candidate.box for candidate in joined_phrases(rows, beside, one)] == [(0, 2, 0, 3)]
    assert joined_phrases(rows, beside, np.array([True, True])) == []
    assert joined_phrases(rows, ~beside, one) == []
