"""The records of a text without a source: their JSON form, deferred fields, what they rank."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace

import pytest

import spindetect
from spindetect.errors import RecordError
from spindetect.records import ProgramRecord, Span, TextRecord
from spindetect.text_verdict import Restored, Suggestion, Suspicion, TextPassage, TextVerdict, Unspun
from spindetect.verdict import Evidence, PairVerdict

TEXT = "The aged mill is shut."
DOCUMENT = TextRecord("mill.txt", "0" * 64, "1" * 64, len(TEXT), 5, TEXT)
PROGRAM = ProgramRecord("0.3.0", "a", "b", "c", {}, ngrams="d", phrases=None)


def mark(text, start, probability, *, counted=True):
    span = Span(text, start, start + len(text))
    return Suspicion(span, probability, "model", "it is odd", (Suggestion("old", 0.5),), counted, (0, 1))


VERDICT = TextVerdict(
    label="spun",
    probability=0.91,
    marked_share=0.4,
    words_counted=5,
    words_left_out=0,
    reasons=("2 of 5 words are marked.",),
    evidence=(Evidence("marked_share", 0.4, 0.01, "share", 0.3, "2 of 5 words are marked"),),
    suspicions=(mark("aged", 4, 0.7), mark("mill", 9, 0.9), mark("shut", 17, 0.95, counted=False)),
    passages=(TextPassage(0, 22, 5, 0.9, 2),),
    manipulations=(),
    left_out=(),
    named_sources=(),
    notes=(),
    document=DOCUMENT,
    program=PROGRAM,
)
UNSPUN = Unspun(
    text="The old mill is shut.",
    changes=(Restored(Span("aged", 4, 8), Span("old", 4, 7), 0.8, (Suggestion("old", 0.6),)),),
    queries=("old mill shut",),
    document=DOCUMENT,
    program=PROGRAM,
)


@pytest.mark.parametrize("result", [VERDICT, UNSPUN])
def test_what_is_stored_reads_back(result):
    assert type(result).from_dict(json.loads(result.to_json())) == result
    assert result.to_dict()["schema"] == result.SCHEMA


@pytest.mark.parametrize("result", [VERDICT, UNSPUN])
def test_another_schema_is_refused_by_name(result):
    with pytest.raises(RecordError, match="expected schema") as caught:
        type(result).from_dict({**result.to_dict(), "schema": "x"})
    assert f"`spindetect {result.COMMAND} --json`" in caught.value.hint
    with pytest.raises(RecordError, match="expected schema"):
        PairVerdict.from_dict(result.to_dict())


@pytest.mark.parametrize("result", [VERDICT, UNSPUN])
def test_deferred_fields_are_made_once_and_never_seen(result):
    asked = []

    def late():
        asked.append(1)
        return result.document

    given = {name: value for name, value in vars(result).items() if name not in ("document", "schema")}
    deferred = type(result).deferring({"document": late}, **given)
    assert not asked
    assert deferred.document is result.document
    assert deferred == result
    assert copy.copy(deferred) == pickle.loads(pickle.dumps(deferred)) == result
    assert asked == [1]
    assert replace(deferred, program=PROGRAM).to_json() == result.to_json()
    with pytest.raises(AttributeError, match="'nothing'"):
        _ = deferred.nothing


def test_the_most_suspicious_are_those_that_count():
    assert [found.span.text for found in VERDICT.most_suspicious()] == ["mill", "aged"]
    assert [found.span.text for found in VERDICT.most_suspicious(1)] == ["mill"]


def test_without_texts_the_evidence_stays():
    bare = VERDICT.without_texts()
    assert bare.document.text is None
    assert bare.suspicions == VERDICT.suspicions
    assert "is shut" not in bare.to_json()


def test_names_are_there_for_users():
    assert spindetect.TextVerdict is TextVerdict
    assert spindetect.Suspicion is Suspicion
    assert spindetect.Unspun is Unspun
    assert spindetect.FailedText(3, "is empty").index == 3
