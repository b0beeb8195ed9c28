"""The records' JSON form, their checks, and the errors."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.errors import InputError, RecordError, SpindetectError
from spindetect.records import (
    Alignment,
    FailedPair,
    FailedText,
    Operation,
    Relation,
    Span,
    Substitution,
    TextRecord,
)
from spindetect.serial import from_plain, to_plain

spans = st.builds(Span, st.text(), st.integers(0, 99), st.integers(0, 99))
substitutions = st.builds(
    Substitution,
    kind=st.sampled_from(["synonym", "phrase", "number"]),
    source=spans,
    suspect=spans,
    relation=st.builds(
        Relation,
        st.sampled_from(["none", "synonym"]),
        st.lists(st.text()).map(tuple),
        st.floats(0, 1),
    ),
    oddness=st.floats(0, 1),
    reason=st.text(),
    moved=st.booleans(),
    source_token=st.tuples(st.integers(), st.integers()),
    suspect_token=st.tuples(st.integers(), st.integers()),
)


@given(substitutions)
def test_records_survive_json(substitution):
    stored = json.loads(json.dumps(to_plain(substitution)))
    assert from_plain(Substitution, stored) == substitution


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "magic"}, "record.kind"),
        ({"oddness": "high"}, "record.oddness"),
        ({"source": {"text": "a", "start": 0}}, "record.source"),
        ({"source_token": [1, 2, 3]}, "record.source_token"),
        ({"moved": 1}, "record.moved"),
        ({"extra": 1}, "record"),
    ],
)
def test_a_wrong_field_is_named(change, path):
    span = Span("lane", 0, 4)
    good = Substitution("synonym", span, span, Relation("none"), 0.5, "because", False, (0, 1), (0, 1))
    with pytest.raises(RecordError) as caught:
        from_plain(Substitution, {**to_plain(good), **change})
    assert caught.value.where == path


def test_optional_fields_take_null():
    record = TextRecord("a.txt", "00", "11", 1, 1, None)
    assert from_plain(TextRecord, to_plain(record)) == record


@pytest.mark.parametrize(
    "arguments",
    [
        ("equal", 0, 2, 0, 1),
        ("equal", 0, 0, 0, 0),
        ("move", 0, 1, 0, 1, ("x",)),
        ("replace", 0, 1, 0, 2, ("x",)),
        ("insert", 0, 1, 0, 1, ("x",)),
        ("delete", 0, 1, 0, 1),
        ("delete", -1, 1, 0, 0),
    ],
)
def test_impossible_operations_are_refused(arguments):
    with pytest.raises(RecordError):
        Operation(*arguments)


def test_replay_copies_repairs_and_inserts():
    alignment = Alignment(
        (
            Operation("move", 2, 4, 0, 2, written=((0, "The"),)),
            Operation("replace", 0, 1, 2, 4, text=("a", "gift")),
            Operation("delete", 1, 2, 4, 4),
            Operation("insert", 4, 4, 4, 5, text=("!",)),
        ),
        (),
    )
    assert alignment.replay(["present", "gone", "the", "end"]) == ["The", "end", "a", "gift", "!"]


def test_errors_say_what_where_and_what_to_do():
    error = InputError("is a directory", where="in", hint="give a file")
    assert str(error) == "in: is a directory (give a file)"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.problem, again.where, again.hint) == (
        InputError,
        "is a directory",
        "in",
        "give a file",
    )
    assert isinstance(again, SpindetectError)
    assert str(InputError("is empty")) == "is empty"


@pytest.mark.parametrize("kind", [FailedPair, FailedText])
def test_failures_have_a_json_form(kind):
    failed = kind(3, "is empty", "suspect", "give a text")
    assert from_plain(kind, to_plain(failed)) == failed


def test_a_record_knows_its_pages():
    record = TextRecord("a.pdf", "00", "11", 30, 5, None, pages=(0, 10, 10, 20))
    assert [record.page_of(at) for at in (0, 9, 10, 19, 20, 29)] == [1, 1, 3, 3, 4, 4]
    assert TextRecord("a.txt", "00", "11", 30, 5, None).page_of(3) is None
    assert from_plain(TextRecord, to_plain(record)) == record
