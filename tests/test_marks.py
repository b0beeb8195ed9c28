"""Marks: which words, as which phrases, and what is put back in their place."""

from __future__ import annotations

import dataclasses
import itertools
from itertools import pairwise

import numpy as np
import pytest
from texts import SPUN

import spindetect
from benchmarks import unspin
from models.spinners import Spun, Swap
from spindetect.context import Originals, WordModel
from spindetect.context.inputs import Columns
from spindetect.context.vocabulary import Vocabulary
from spindetect.language import Ngrams, Vectors
from spindetect.marks import Language, find_marks, restored_text, search_queries, suspicions, together
from spindetect.marks.amounts import numbers, shortened
from spindetect.marks.together import lines
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


def test_every_word_is_a_mark_of_its_own():
    marks = find_marks(tokens(), probabilities(crimson=0.9, traces=0.6, struggle=0.5), 0.5, [], None)
    assert [words(mark) for mark in marks] == ["crimson", "traces", "crimson", "struggle"]
    assert [mark.probability for mark in marks] == [0.9, 0.6, 0.9, 0.5]
    assert [mark.counted for mark in marks] == [True, True, False, True]


@pytest.fixture(scope="module")
def language():
    words, ngrams, vectors = WordModel.open(), Ngrams.open(), Vectors.open()
    return Language(words, words.candidates(), ngrams, vectors)


def marked(language, text, threshold=0.5):
    """Every word that may be marked, as the marks of a text."""
    document = Document.from_text(text)
    scores = language.words.scores(document.tokens, language.ngrams, language.vectors)
    marks = find_marks(document.tokens, np.where(scores.ordinary, 0.9, 0.0), threshold, [], None)
    return document, suspicions(document, marks, scores, language)


def test_neighbours_are_one_mark_where_their_originals_are_one_phrase(language):
    document, found = marked(language, f"{SPUN} {TEXT}")
    tokens = document.tokens
    ranges = [mark.token for mark in found]
    assert all(a[1] <= b[0] for a, b in pairwise(ranges))
    joined = [mark for mark in found if mark.token[1] - mark.token[0] > 1]
    apart = [
        a for a, b in pairwise(ranges) if a[1] == b[0] and tokens.sentence[a[0]] == tokens.sentence[b[0]]
    ]
    assert joined
    assert apart
    for mark in joined:
        first, last = mark.token
        assert last - first <= 4
        assert len(set(tokens.sentence[first:last].tolist())) == 1
        assert len(set(tokens.counted[first:last].tolist())) == 1
        assert document.text[mark.span.start : mark.span.end] == mark.span.text
        assert {len(one.text.split()) for one in mark.suggestions} == {last - first}


def test_weights_of_a_mark_are_shares(language):
    for mark in marked(language, SPUN)[1]:
        weights = [one.weight for one in mark.suggestions]
        assert weights == sorted(weights, reverse=True)
        assert all(0 < weight <= 1 for weight in weights)
        assert sum(weights) <= 1 + 1e-6


def originals(language, *choices):
    """Originals of some places, each choice as likely as the others."""
    row = np.array([language.vectors.ids(list(words)) for words in choices])
    return Originals(row, np.full(row.shape, 1 / row.shape[1], np.float32), np.zeros(row.shape, np.float32))


def followed(language, text, at, found, probability=0.9):
    tokens = Document.from_text(text).tokens
    columns = Columns.of(tokens, Vocabulary(language.ngrams, language.vectors))
    here = np.array(at), np.full(len(at), probability)
    return columns, lines(*here, found, columns, language.candidates.number, language.ngrams)


def test_originals_that_go_together_are_likelier_together(language):
    found = originals(language, ("scarlet", "red"), ("hints", "lines"))
    _, told = followed(language, "They crossed the crimson traces twice.", (3, 4), found)
    assert told[0] is told[1]
    assert told[0].choice[told[0].weight.argmax()].tolist() == [2, 2]


def test_lines_are_what_trying_every_line_gives(language):
    text, at = "The army misplaced to the struggle of a swift boat.", (2, 3, 5)
    found = originals(language, ("lost", "left"), ("in", "for"), ("war", "fight"))
    columns, told = followed(language, text, at, found, 0.7)
    number = language.candidates.number[found.row]
    weights = {}
    for choice in itertools.product(range(3), repeat=3):
        line = [0, 0, *columns.number.tolist(), 0]
        score = 0.0
        for place, token in enumerate(at):
            which = choice[place]
            if which:
                line[2 + token] = int(number[place, which - 1])
            score += np.log(0.7 / 2) if which else np.log(0.3)
        c, b, a = (np.array(line, np.int32)[start : len(line) - 2 + start] for start in (2, 1, 0))
        told_by = language.ngrams.log10_p(c, b, a) + language.ngrams.log10_class_share(c)
        weights[choice] = score + float(together._TRUST) * told_by.sum()
    most = max(weights.values())
    total = sum(np.exp(weight - most) for weight in weights.values())
    line = told[0]
    for choice, weight in zip(line.choice.tolist(), line.weight.tolist(), strict=True):
        if weight > 1e-6:
            expected = np.exp(weights[tuple(choice)] - most) / total
            assert weight == pytest.approx(expected, rel=1e-3), choice


def test_places_far_apart_are_told_alone(language):
    found = originals(language, ("lost", "left"), ("war", "fight"))
    assert followed(language, "The army misplaced to the great struggle.", (2, 6), found)[1] == {}


def test_many_rows_at_once_are_told_as_one_by_one(language, monkeypatch):
    document = Document.from_text(SPUN)
    scores = language.words.scores(document.tokens, language.ngrams, language.vectors)
    at = np.flatnonzero(scores.ordinary)
    found = language.words.originals(scores, at, language.candidates, language.ngrams, language.vectors)
    given = at, np.full(len(at), 0.8), found, scores.columns, language.candidates.number, language.ngrams
    whole = lines(*given)
    monkeypatch.setattr(together, "_AT_ONCE", 1)
    for place, line in lines(*given).items():
        order, other = np.argsort(-line.weight), np.argsort(-whole[place].weight)
        assert line.weight[order] == pytest.approx(whole[place].weight[other], abs=1e-4)


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


def test_what_likelier_stood_there_from_the_start_is_not_put_in():
    mark = dataclasses.replace(suspicion("struggle", "war"), probability=0.6)
    sure = dataclasses.replace(mark, suggestions=(Suggestion("war", 0.7),))
    assert restored_text(TEXT, [mark])[0] == TEXT
    assert restored_text(TEXT, [sure])[0] == TEXT.replace("struggle", "war")


AMOUNTS = (
    "He paid 40 million crowns for the two crowns, two hundred pounds and 12 kg. Crowns fell by 3 percent."
)


def test_what_belongs_to_an_amount_is_marked_only_by_a_list():
    found = Document.from_text(AMOUNTS).tokens
    probability = np.where(found.kind == 0, 0.9, 0.0)
    listed = PhraseList.of({"two hundred": "some"}).find(found)
    marked = [found.written[mark.first] for mark in find_marks(found, probability, 0.5, listed, None)]
    assert marked == ["He", "paid", "for", "the", "two", "two", "and", "Crowns", "fell", "by"]


def test_shortened_words_are_told_from_words():
    words = ["mln", "kg", "e.g.", "corp", "million", "rhythm", "crowns", "etc", "40", "\u00f8"]
    assert shortened(words).tolist() == [True] * 4 + [False] * 3 + [True, False, False]


@pytest.mark.parametrize("text", ["They spent many million on roads.", "About eleven ships were lost."])
def test_neither_shortened_words_nor_other_numbers_are_offered(language, text):
    for mark in marked(language, text)[1]:
        words = [word for suggestion in mark.suggestions for word in suggestion.text.casefold().split()]
        assert not shortened(words).any()
        if numbers([mark.span.text.casefold()])[0]:
            assert not numbers(words).any()


def test_queries_hold_names_numbers_and_restored_words():
    unspun = spindetect.load().unspin(SPUN)
    assert unspun.queries == search_queries(Document.from_text(unspun.text), unspun.changes)
    assert any("Northsound" in query or "340,000" in query for query in unspun.queries)
    for query in unspun.queries:
        assert 4 <= len(query.split()) <= 10


def test_what_marks_restore_is_counted_by_the_swaps_in_them():
    def swap(new, old):
        start = TEXT.index(new)
        return Swap(0, 0, start, start + len(new), old, new)

    spun = Spun(TEXT, (swap("crimson", "red"), swap("traces", "lines"), swap("struggle", "war")), 0.3)
    marks = [suspicion("crimson traces", "dark hints", "red lines"), suspicion("struggle", "war")]
    marks.append(suspicion("watched", "saw"))
    verdict = dataclasses.replace(spindetect.load().score(TEXT), suspicions=tuple(marks))
    found = unspin.measure(spun, verdict)
    assert found == unspin.Restoring(
        swaps=3, marked=3, first=1, among=3, marks=3, right=2, put=3, put_right=1, put_needless=1
    )
    assert found + unspin.Restoring(swaps=1) == dataclasses.replace(found, swaps=4)
