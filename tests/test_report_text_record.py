"""The records of score and unspin: read back, and checked against text and program."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from build_text import ARTICLE, StandIn, in_parts, marked, score, unspin

from spindetect.errors import InputError, RecordError
from spindetect.records import Span
from spindetect.report.record import KINDS, read_record, schema
from spindetect.report.verify import verify
from spindetect.text import Document

TEXT = marked(ARTICLE)[0]
REPLAY = "the changes turn the text given into the restored one"
DOCUMENT = Document.from_text(TEXT, "article.txt")


def failed(found):
    return [check.claim for check in found.checks if check.holds is False]


def at(data, path):
    for step in path:
        data = data[step]
    return data


@pytest.mark.parametrize("result", [score(), in_parts(score()), score("").without_texts(), unspin()])
def test_a_record_reads_back_as_what_it_is(result):
    again = read_record(result.to_json().encode())
    assert again == result
    assert type(again) is type(result)


@pytest.mark.parametrize("result", [score(), in_parts(score()), unspin()])
def test_a_record_holds(result):
    found = verify(result, StandIn() if result.KIND == "unspun" or len(result.passages) == 1 else InParts())
    assert found.holds, found.to_text()
    assert not found.differences
    assert "The record holds." in found.to_text()
    assert "same program gives the same verdict" in found.to_text()


class InParts(StandIn):
    def score(self, text):
        return in_parts(super().score(text))


def test_a_record_without_texts_is_checked_beside_its_file():
    bare = score().without_texts()
    with pytest.raises(InputError, match="holds no text of the document") as caught:
        verify(bare, StandIn())
    assert bare.document.sha256 in str(caught.value)
    assert "--suspect FILE" in str(caught.value)
    found = verify(bare, StandIn(), suspect=DOCUMENT)
    assert found.holds
    assert not found.differences
    other = Document.from_text(TEXT.replace("March", "April"), "article.txt")
    assert {"SHA-256 of the document's bytes", "SHA-256 of the document's text"} <= set(
        failed(verify(bare, StandIn(), suspect=other))
    )


@pytest.mark.parametrize("result", [score(), unspin()])
def test_a_text_has_no_source_to_give(result):
    with pytest.raises(InputError, match="has no source"):
        verify(result, StandIn(), source=DOCUMENT)


def moved(mark):
    return replace(mark, span=replace(mark.span, start=mark.span.start + 1))


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        (
            lambda v: replace(v, document=replace(v.document, text=v.document.text + " more")),
            "SHA-256 of the document's text",
        ),
        (
            lambda v: replace(v, document=replace(v.document, characters=5)),
            "the number of the document's characters",
        ),
        (lambda v: replace(v, document=replace(v.document, words=5)), "the number of the document's words"),
        (
            lambda v: replace(v, suspicions=tuple(map(moved, v.suspicions))),
            "the marks stand where the record says",
        ),
        (lambda v: replace(v, words_left_out=0), "the figures agree with each other"),
        (lambda v: replace(v, words_counted=280), "the figures agree with each other"),
        (
            lambda v: replace(v, passages=(replace(v.passages[0], marks=3),)),
            "the parts have the marks that they state",
        ),
        (
            lambda v: replace(v, passages=(replace(v.passages[0], end=10**6),)),
            "the parts have the marks that they state",
        ),
        (lambda v: replace(v, label="not-spun"), "the same program gives the same verdict"),
        (lambda v: replace(v, probability=0.5), "the same program gives the same verdict"),
        (lambda v: replace(v, suspicions=v.suspicions[1:]), "the same program gives the same verdict"),
        (lambda v: replace(v, reasons=("Another.",)), "the same program gives the same verdict"),
    ],
)
def test_a_changed_verdict_does_not_hold(change, claim):
    assert claim in failed(verify(change(score()), StandIn()))


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        (lambda u: replace(u, text=u.text + "x"), "the changes turn the text given into the restored one"),
        (
            lambda u: replace(u, changes=u.changes[1:]),
            "the changes turn the text given into the restored one",
        ),
        (
            lambda u: replace(u, changes=(replace(u.changes[0], restored=Span("sit", 0, 3)), *u.changes[1:])),
            "the changed places stand where the record says",
        ),
        (lambda u: replace(u, queries=()), "the same program gives the same verdict"),
    ],
)
def test_a_changed_restoring_does_not_hold(change, claim):
    assert claim in failed(verify(change(unspin()), StandIn()))


def test_another_program_says_what_differs():
    verdict = score()
    program = replace(verdict.program, text_model="9" * 64)
    found = verify(replace(verdict, probability=0.9, program=program), StandIn())
    assert found.holds
    assert "program text_model: recorded 999" in found.to_text()
    assert "recorded 0.9, today 0.962" in found.to_text()
    other = replace(unspin(), program=program, text="x")
    assert "restored text" in verify(other, StandIn()).to_text()


@pytest.mark.parametrize("name", ["phrases", "allow"])
def test_another_list_of_phrases_is_another_program(name):
    for value in (None, "9" * 64):
        program = replace(score().program, **{name: value})
        if value == getattr(score().program, name):
            continue
        found = verify(replace(score(), program=program, probability=0.5), StandIn())
        assert found.holds, "with other lists other marks are no fault"
        assert f"program {name}" in found.to_text()


def test_what_computes_pairs_alone_is_not_asked_of_a_text():
    program = replace(score().program, aligner=None, model="9" * 64)
    found = verify(replace(score(), program=program, probability=0.5), StandIn())
    assert "the same program gives the same verdict" in failed(found)
    assert verify(replace(score(), program=program), StandIn()).differences == ()
    older = replace(score(), program=replace(score().program, ngrams=None))
    assert "no digest of ngrams" in verify(older, StandIn()).to_text()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("probability",), 7),
        (("marked_share",), -1),
        (("words_counted",), -5),
        (("suspicions", 0, "probability"), 1.5),
        (("suspicions", 0, "span", "start"), -4),
        (("suspicions", 0, "token"), [5, 2]),
        (("suspicions", 0, "suggestions", 0, "weight"), 0),
        (("suspicions", 0, "suggestions", 0, "weight"), 0.9),
        (("suspicions", 0, "suggestions", 1, "weight"), 0.7),
        (("suspicions", 0, "suggestions", 0, "weight"), 0.2),
        (("passages", 0, "probability"), 3),
        (("passages", 0, "marks"), -1),
        (("passages", 0, "start"), 10**9),
        (("left_out", 0, "end"), -1),
        (("evidence", 0, "effect"), 1e999),
    ],
)
def test_impossible_numbers_are_refused(path, value):
    data = json.loads(score().to_json())
    at(data, path[:-1])[path[-1]] = value
    with pytest.raises(RecordError) as caught:
        read_record(json.dumps(data).replace("Infinity", "1e999"), where="v.json")
    assert str(caught.value).startswith("v.json")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("changes", 0, "probability"), -0.1),
        (("changes", 0, "restored", "end"), -1),
        (("changes", 0, "alternatives", 0, "weight"), 2),
    ],
)
def test_impossible_changes_are_refused(path, value):
    data = json.loads(unspin().to_json())
    at(data, path[:-1])[path[-1]] = value
    with pytest.raises(RecordError):
        read_record(json.dumps(data))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "spindetect/text-verdict/2"}, "expected schema 'spindetect/text-verdict/1'"),
        ({"schema": "spindetect/text-verdict/2"}, "with the version of spindetect that wrote it"),
        ({"schema": "spindetect/other/1"}, "expected schema 'spindetect/pair-verdict/1'"),
        ({"label": "copied"}, "v.json, label: expected one of"),
        ({"extra": 1}, "TextVerdict has unknown 'extra'"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(change, said):
    data = json.dumps({**json.loads(score().to_json()), **change})
    with pytest.raises(RecordError) as caught:
        read_record(data, where="v.json")
    assert said in str(caught.value)


def test_there_is_a_schema_for_each_kind_and_no_other():
    assert [schema(name)["properties"]["schema"]["const"] for name in KINDS] == list(KINDS)
    with pytest.raises(RecordError, match="there is no schema"):
        schema("spindetect/../1")


def test_a_name_that_is_no_utf8_can_be_written_and_read():
    odd = replace(score(), document=replace(score().document, name="caf\udce9.txt", url="\ud800"))
    assert read_record(odd.to_json().encode("utf-8")) == odd
