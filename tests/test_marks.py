"""Marks: which words, as which phrases, and what is put back in their place."""

from __future__ import annotations

import dataclasses

import numpy as np
from texts import SPUN

import spindetect
from spindetect.marks import find_marks, restored_text, search_queries
from spindetect.phrases import PhraseList, TermList
from spindetect.records import Span
from spindetect.text import Document
from spindetect.text_verdict import Suggestion, Suspicion

TEXT = (
    'The crimson traces were crossed at dawn. "A crimson answer came," said nobody. The struggle began, '
    "and the counterfeit consciousness watched."
)


def tokens():
    return Document.from_text(TEXT).tokens


def probabilities(**odd):
    found = tokens()
    out = np.zeros(len(found))
    for word, p in odd.items():
        out[[at for at, key in enumerate(found.keys) if key == word]] = p
    return out


def words(mark):
    return " ".join(tokens().written[mark.first : mark.last])


def test_neighbours_are_one_mark():
    marks = find_marks(tokens(), probabilities(crimson=0.9, traces=0.6, struggle=0.5), 0.5, [], None)
    assert [words(mark) for mark in marks] == ["crimson traces", "crimson", "struggle"]
    assert [mark.probability for mark in marks] == [0.9, 0.9, 0.5]
    assert [mark.counted for mark in marks] == [True, False, True]


def test_a_long_run_is_cut_and_ends_with_its_sentence():
    found = tokens()
    everything = np.where(found.kind == 0, 0.9, 0.0)
    marks = find_marks(found, everything, 0.5, [], None)
    assert max(mark.last - mark.first for mark in marks) == 4
    for mark in marks:
        assert len(set(found.sentence[mark.first : mark.last].tolist())) == 1
        assert len(set(found.counted[mark.first : mark.last].tolist())) == 1


def test_a_listed_phrase_is_marked_whatever_the_model_says():
    listed = PhraseList.of({"counterfeit consciousness": "artificial intelligence"}).find(tokens())
    marks = find_marks(tokens(), probabilities(struggle=0.7), 0.5, listed, None)
    assert [words(mark) for mark in marks] == ["struggle", "counterfeit consciousness"]
    assert marks[1].expected == ("artificial intelligence",)
    assert marks[1].probability > 0.95


def test_an_allowed_term_is_never_marked_not_even_by_a_list():
    listed = PhraseList.of({"counterfeit consciousness": "artificial intelligence"}).find(tokens())
    allowed = TermList.of(["consciousness", "crimson traces"]).covers(tokens())
    marks = find_marks(tokens(), probabilities(crimson=0.9, traces=0.9), 0.5, listed, allowed)
    assert [words(mark) for mark in marks] == ["crimson"]


def suspicion(old, *new):
    start = TEXT.index(old)
    suggestions = tuple(Suggestion(text, 0.5 / (at + 1)) for at, text in enumerate(new))
    return Suspicion(Span(old, start, start + len(old)), 0.8, "model", "", suggestions, True, (0, 1))


def test_a_restored_text_replays():
    marks = [suspicion("crimson traces", "red lines"), suspicion("dawn")]
    marks.append(suspicion("struggle", "war", "fight"))
    text, changes = restored_text(TEXT, marks)
    assert text == TEXT.replace("crimson traces", "red lines").replace("struggle", "war")
    assert [change.restored.text for change in changes] == ["red lines", "war"]
    for change in changes:
        assert text[change.restored.start : change.restored.end] == change.restored.text
        assert TEXT[change.suspect.start : change.suspect.end] == change.suspect.text


def test_a_guess_among_many_is_not_put_in():
    mark = suspicion("struggle", "war", "fight")
    unsure = tuple(Suggestion(one.text, one.weight / 4) for one in mark.suggestions)
    text, changes = restored_text(TEXT, [dataclasses.replace(mark, suggestions=unsure)])
    assert (text, changes) == (TEXT, ())


def test_queries_hold_names_numbers_and_restored_words():
    unspun = spindetect.load().unspin(SPUN)
    assert unspun.queries == search_queries(Document.from_text(unspun.text), unspun.changes)
    assert any("Northsound" in query or "340,000" in query for query in unspun.queries)
    for query in unspun.queries:
        assert 4 <= len(query.split()) <= 10
