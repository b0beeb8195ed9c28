"""The scores of innocent documents in a model's file: written, read, counted, and refused when damaged."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect import resources
from spindetect.bounds import upper_bound
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.model import Model, TextModel, model, text_model
from spindetect.model.held_out import (
    NAME,
    Group,
    HeldOutScores,
    add_false_alarms,
    false_alarm_table,
)

FILES = [(model.SHIPPED_NAME, Model), (text_model.SHIPPED_NAME, TextModel)]
CHANCES = st.floats(0, 1, allow_nan=False)


@pytest.fixture(params=FILES, ids=["pair", "text"])
def copied(request, tmp_path):
    name, kind = request.param
    path = tmp_path / name
    shutil.copy(resources.shipped(name), path)
    return path, kind


def test_what_is_added_is_read_and_the_model_is_the_same(copied):
    path, kind = copied
    before = kind.open(path)
    spun = false_alarm_table([0.2, 0.9, 0.4, 0.1], ["edited", "edited", "edited", "verbatim"])
    copies = false_alarm_table([0.3, 0.6], ["independent"] * 2)
    digest = add_false_alarms(path, spun=spun, copied=copies)
    after, found = kind.open(path), HeldOutScores.open(path)
    assert digest == after.digest != before.digest
    for name in ("reference",):
        assert (getattr(after, name) == getattr(before, name)).all()
    assert {k: v for k, v in after.manifest.items() if k != NAME} == {
        k: v for k, v in before.manifest.items() if k != NAME
    }
    whole, edited, verbatim = found.reached("spun", 0.4)
    assert (whole.kind, whole.reached, whole.documents) == ("all", 2, 4)
    assert (edited.kind, edited.reached, edited.documents) == ("edited", 2, 3)
    assert (verbatim.kind, verbatim.reached, verbatim.documents) == ("verbatim", 0, 1)
    assert edited.upper == upper_bound(2, 3)
    assert [one.reached for one in found.reached("copied", 0.5)] == [1, 1]


def test_adding_again_replaces(copied):
    path, _ = copied
    add_false_alarms(path, spun=false_alarm_table([0.2, 0.3], ["a", "b"]))
    add_false_alarms(path, spun=false_alarm_table([0.7], ["c"]))
    assert [one.kind for one in HeldOutScores.open(path).reached("spun", 0.5)] == ["all", "c"]
    assert HeldOutScores.open(path).reached("copied", 0.5) == ()


def test_a_model_without_the_section_says_so(tmp_path):
    path = tmp_path / "bare.bin"
    file = open_container(
        resources.shipped(text_model.SHIPPED_NAME), kind=text_model.KIND, format=text_model.FORMAT
    )
    arrays = {name: array for name, array in file.arrays.items() if name != NAME}
    meta = {name: value for name, value in file.meta.items() if name != NAME}
    write_container(path, kind=file.kind, format=file.format, arrays=arrays, meta=meta)
    assert HeldOutScores.open(path) is None


@pytest.mark.parametrize(
    ("told", "scores"),
    [
        ([{"score": "spun", "kind": "a", "documents": 3}], [0.1, 0.2]),
        ([{"score": "spun", "kind": "a", "documents": 1}], [0.1, 0.2]),
        ([{"score": "spun", "kind": "a", "documents": 2}], [0.2, 0.1]),
        ([{"score": "spun", "kind": "a", "documents": 2}], [0.2, 1.5]),
        ([{"score": "guilt", "kind": "a", "documents": 2}], [0.1, 0.2]),
        ([{"score": "spun", "kind": "a", "documents": -2}], [0.1, 0.2]),
        (["spun"], [0.1, 0.2]),
        (None, [0.1, 0.2]),
        ([{"score": "spun", "kind": "a", "documents": 2}], [0.1, float("nan")]),
    ],
)
def test_a_section_that_does_not_fit_is_refused(tmp_path, told, scores):
    path = tmp_path / "odd.bin"
    arrays = {NAME: np.array(scores, np.float32)}
    write_container(
        path,
        kind=text_model.KIND,
        format=text_model.FORMAT,
        arrays=arrays,
        meta={} if told is None else {NAME: told},
    )
    with pytest.raises(ResourceError, match="section 'held_out_scores'"):
        HeldOutScores.open(path)


def test_another_file_is_refused():
    with pytest.raises(ResourceError, match="kind is"):
        HeldOutScores.open(resources.shipped("lexicon.bin"))


@pytest.mark.parametrize(
    ("scores", "classes", "documents"),
    [([1.2], ["a"], None), ([0.1, 0.2], ["a"], None), ([0.1], ["all"], None), ([0.1], ["a"], [1, 2])],
)
def test_a_table_of_what_are_no_scores_is_refused(scores, classes, documents):
    with pytest.raises(ResourceError, match="expected"):
        false_alarm_table(scores, classes, documents)


def test_an_unknown_table_is_refused(copied):
    with pytest.raises(ResourceError, match="expected tables"):
        add_false_alarms(copied[0], guilty=false_alarm_table([0.1], ["a"]))


def test_a_document_of_several_rows_counts_once_with_its_greatest():
    found = false_alarm_table([0.1, 0.8, 0.3], ["a", "a", "a"], [7, 7, 8])
    assert found["a"] == pytest.approx([0.3, 0.8], abs=1e-7)


@settings(max_examples=50, deadline=None)
@given(st.lists(CHANCES, min_size=1, max_size=40), CHANCES)
def test_counting_is_as_a_reader_counts(scores, value):
    table = false_alarm_table(scores, ["a"] * len(scores))
    found = HeldOutScores((Group("spun", "a", table["a"]),))
    true = sum(score >= value for score in scores)
    (whole, own) = found.reached("spun", value)
    # Stored scores are rounded up, never down: what has the score itself always counts.
    near = sum(score > value * (1 - 1e-6) - 1e-30 for score in scores)
    assert true <= own.reached <= near
    assert whole.reached == own.reached
    for score in scores:
        assert found.reached("spun", score)[0].reached >= 1


@settings(max_examples=50, deadline=None)
@given(st.lists(CHANCES, min_size=1, max_size=40), CHANCES, CHANCES)
def test_fewer_reach_a_higher_score(scores, one, other):
    table = false_alarm_table(scores, ["a"] * len(scores))
    found = HeldOutScores((Group("spun", "a", table["a"]),))
    low, high = sorted((one, other))
    assert found.reached("spun", low)[0].reached >= found.reached("spun", high)[0].reached
    assert found.reached("spun", low)[0].upper >= found.reached("spun", high)[0].upper
