"""`score`, `score_many` and `unspin` from text to record, with the shipped tables."""

from __future__ import annotations

import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from texts import OTHER, SOURCE, SPUN

import spindetect
from spindetect import Document, FailedText
from spindetect.errors import InputError
from spindetect.phrases import PhraseList, TermList
from spindetect.report.verify import verify
from spindetect.results import Result
from spindetect.text_verdict import TextVerdict, Unspun


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module")
def verdict(detector):
    return detector.score(SPUN)


def test_a_spun_text_is_told_from_its_source_and_from_another(detector, verdict):
    assert verdict.label == "spun"
    for honest in (SOURCE, OTHER):
        other = detector.score(honest)
        assert other.label == "not-spun"
        assert other.probability < verdict.probability / 2
        assert other.marked_share < verdict.marked_share / 2


def test_marks_stand_where_they_say_and_offer_originals(verdict):
    assert len(verdict.suspicions) >= 10
    for mark in verdict.suspicions:
        assert SPUN[mark.span.start : mark.span.end] == mark.span.text
        weights = [suggestion.weight for suggestion in mark.suggestions]
        assert weights == sorted(weights, reverse=True)
        assert sum(weights) <= 1 + 1e-6
        assert len(weights) <= 5
        assert mark.reason
    starts = [mark.span.start for mark in verdict.suspicions]
    assert starts == sorted(set(starts))


def test_counts_add_up(detector):
    quoted = f'{SOURCE} "{SPUN}" {OTHER}'
    for text in (SPUN, quoted, f"{OTHER}\n" * 6):
        found = detector.score(text)
        assert found.words_counted + found.words_left_out == found.document.words
        assert found.words_left_out == sum(zone.words for zone in found.left_out)
        for passage in found.passages:
            starts = [mark.span.start for mark in found.suspicions if mark.counted]
            assert passage.marks == sum(passage.start <= start < passage.end for start in starts)


def test_a_quotation_is_shown_and_never_counted(detector, verdict):
    sentences = SPUN.replace('"', "").split(". ")
    quoted = OTHER + " " + " ".join(f'He wrote: "{sentence}."' for sentence in sentences)
    found = detector.score(quoted)
    assert any(not mark.counted for mark in found.suspicions)
    assert found.probability == pytest.approx(detector.score(OTHER).probability, abs=0.25)
    assert found.probability < verdict.probability


def test_a_spun_part_of_a_long_text_is_found(detector):
    long = " ".join([OTHER, SOURCE] * 3)
    calm, found = detector.score(long), detector.score(f"{long} {SPUN} {SPUN}")
    for verdict in (calm, found):
        assert TextVerdict.from_dict(json.loads(verdict.to_json())) == verdict
    assert len(calm.passages) > 2
    worst = max(found.passages, key=lambda passage: passage.probability)
    assert worst.start > len(long) - 400
    assert found.probability > calm.probability


@pytest.mark.parametrize("text", ["", "   ", "Too short.", OTHER[:200], "12 34 " * 300, "the of " * 300])
def test_too_little_text_is_insufficient_and_says_so(detector, text):
    found = detector.score(text)
    assert found.label == "insufficient"
    assert any("can be said" in reason for reason in found.reasons)
    assert 0 <= found.probability <= 1


def test_another_language_is_insufficient(detector):
    german = (
        "Der Rat der Hafenstadt hat am Dienstag nach langer Debatte einen neuen Fahrplan beschlossen und "
        "die Bewohner der Inseln freuen sich darüber, weil die letzte Fähre bisher viel zu früh abfuhr. "
    )
    assert detector.score(german * 8).label == "insufficient"


def test_known_phrases_are_marked_and_house_terms_never(verdict):
    phrases = PhraseList.of({"wing walkway": "pier", "balcony": "terrace"})
    found = spindetect.load(phrases=phrases).score(OTHER)
    listed = [mark for mark in found.suspicions if mark.origin == "listed"]
    assert [mark.span.text for mark in listed] == ["balcony"]
    assert listed[0].suggestions[0].text == "terrace"
    assert found.program.phrases == phrases.digest
    top = verdict.most_suspicious(1)[0].span.text
    terms = TermList.of([top])
    allowed = spindetect.load(allow=terms).score(SPUN)
    assert all(mark.span.text != top for mark in allowed.suspicions)
    assert allowed.program.allow == terms.digest
    assert verdict.program.allow is None


def test_a_record_reads_back_and_holds(detector, verdict):
    again = TextVerdict.from_dict(verdict.to_dict())
    assert again == verdict
    assert verify(again, detector, suspect=Document.from_text(SPUN)).holds
    unspun = detector.unspin(SPUN)
    assert Unspun.from_dict(unspun.to_dict()) == unspun
    assert verify(unspun, detector, suspect=Document.from_text(SPUN)).holds


def test_equal_texts_have_equal_verdicts(detector, verdict):
    assert detector.score(SPUN).to_json() == verdict.to_json()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(spindetect.load().score, [SPUN] * 4))
    assert {one.to_json() for one in found} == {verdict.to_json()}
    assert pickle.loads(pickle.dumps(detector)).score(SPUN) == verdict
    assert copy.deepcopy(verdict) == verdict


def test_many_texts_are_scored_in_order_and_a_bad_one_stops_nothing(detector, verdict):
    texts = [SPUN, 7, "", OTHER]
    for workers in (1, 2):
        found = list(detector.score_many(texts, workers=workers))
        assert [type(one) for one in found] == [TextVerdict, FailedText, TextVerdict, TextVerdict]
        assert isinstance(found[0], Result)
        assert found[0] == verdict
        assert found[1].index == 1
        assert "int" in found[1].error


@pytest.mark.parametrize("call", ["score", "unspin", "alternatives"])
def test_what_is_no_text_is_refused(detector, call):
    with pytest.raises(InputError):
        getattr(detector, call)(7)


def test_bad_options_are_refused(detector):
    with pytest.raises(InputError, match="workers"):
        detector.score_many([SPUN], workers=0)
    with pytest.raises(InputError):
        detector.score_many(7)
    with pytest.raises(InputError, match="url"):
        detector.score(SPUN, url=7)
    with pytest.raises(InputError, match="limit"):
        detector.alternatives("crimson traces", limit=0)


def test_a_restored_text_replays(detector):
    unspun = detector.unspin(SPUN)
    assert unspun.changes
    parts, at = [], 0
    for change in unspun.changes:
        parts += [SPUN[at : change.suspect.start], change.restored.text]
        at = change.suspect.end
    assert "".join([*parts, SPUN[at:]]) == unspun.text


def test_a_phrase_has_alternatives(detector):
    found = detector.alternatives("crimson traces")
    assert found
    assert all(isinstance(text, str) for text in found)
    assert len(detector.alternatives("crimson traces", limit=3)) <= 3
