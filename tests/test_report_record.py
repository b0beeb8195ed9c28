"""The record: without texts, read back, checked against texts and program."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from build import SOURCE_TEXT, SUSPECT_TEXT, StandIn, build, compare

from spindetect.errors import InputError, RecordError
from spindetect.records import Operation
from spindetect.report.record import read_record
from spindetect.report.verify import verify
from spindetect.text import Document
from spindetect.verdict import ClassProbabilities

SUSPECT = Document.from_text(SUSPECT_TEXT, "copy.txt")
SOURCE = Document.from_text(SOURCE_TEXT, "article.txt")


@pytest.fixture
def verdict():
    return compare(SUSPECT, SOURCE)


def failed(found):
    return [check.claim for check in found.checks if check.holds is False]


def test_a_record_reads_back(verdict):
    assert read_record(verdict.to_json()) == verdict
    assert read_record(verdict.to_json().encode()) == verdict


def test_a_record_holds(verdict):
    found = verify(verdict, StandIn())
    assert found.holds
    assert not found.differences
    assert "The record holds." in found.to_text()
    assert "same program gives the same verdict" in found.to_text()


def test_a_record_without_texts_holds_only_the_evidence(verdict):
    bare = verdict.without_texts()
    stored = bare.to_json()
    swapped = {
        word for swap in verdict.substitutions for word in f"{swap.source.text} {swap.suspect.text}".split()
    }
    told = " ".join((*verdict.reasons, *(swap.reason for swap in verdict.substitutions)))
    hidden = [
        w
        for w in set(SUSPECT_TEXT.split())
        if len(w) > 5 and w not in swapped and w not in told and w.isalpha()
    ]
    assert len(hidden) > 10
    assert not [word for word in hidden if word in stored]
    assert read_record(stored) == bare
    assert bare.suspect.sha256 == verdict.suspect.sha256


def test_a_record_without_texts_is_checked_beside_its_files(verdict):
    bare = verdict.without_texts()
    with pytest.raises(InputError, match="holds no text of the suspect") as caught:
        verify(bare, StandIn())
    assert bare.suspect.sha256 in str(caught.value)
    found = verify(bare, StandIn(), suspect=SUSPECT, source=SOURCE)
    assert found.holds
    assert not found.differences
    other = Document.from_text(SUSPECT_TEXT.replace("Friday", "Monday"), "copy.txt")
    assert {"SHA-256 of the suspect's bytes", "SHA-256 of the suspect's text"} <= set(
        failed(verify(bare, StandIn(), suspect=other, source=SOURCE))
    )


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        (
            lambda v: replace(v, suspect=replace(v.suspect, text=v.suspect.text + " more")),
            "SHA-256 of the suspect's text",
        ),
        (
            lambda v: replace(v, source=replace(v.source, text=v.source.text[1:])),
            "SHA-256 of the source's text",
        ),
        (
            lambda v: replace(v, operations=v.operations[:-1]),
            "the operations turn the source into the suspect",
        ),
        (
            lambda v: replace(
                v, operations=tuple(replace(o, text=("x",) * len(o.text)) for o in v.operations)
            ),
            "the operations turn the source into the suspect",
        ),
        (
            lambda v: replace(
                v, operations=(replace(v.operations[0], written=((9999, "x"),)), *v.operations[1:])
            ),
            "the operations turn the source into the suspect",
        ),
        (
            lambda v: replace(
                v,
                substitutions=tuple(
                    replace(s, suspect=replace(s.suspect, start=s.suspect.start + 1)) for s in v.substitutions
                ),
            ),
            "the swaps stand where the record says",
        ),
        (lambda v: replace(v, probability=0.5), "the same program gives the same verdict"),
        (lambda v: replace(v, label="verbatim"), "the same program gives the same verdict"),
        (lambda v: replace(v, substitutions=v.substitutions[1:]), "the same program gives the same verdict"),
        (lambda v: replace(v, reasons=("Another.",)), "the same program gives the same verdict"),
    ],
)
def test_a_changed_record_does_not_hold(verdict, change, claim):
    found = verify(change(verdict), StandIn())
    assert claim in failed(found)
    assert "does not hold" in found.to_text()


def test_operations_that_take_a_word_of_the_source_twice_do_not_hold():
    """Their number is right and the suspect comes out, but another word is never accounted for."""
    honest = compare(Document.from_text("One and one."), Document.from_text("One and one."))
    ops = (Operation("equal", 0, 2, 0, 2), Operation("equal", 0, 1, 2, 3, written=((0, "one"),)))
    forged = replace(honest, operations=(*ops, Operation("equal", 3, 4, 3, 4)))
    assert "the operations turn the source into the suspect" in failed(verify(forged, StandIn()))
    moved = replace(honest, operations=(Operation("equal", 0, 4, 0, 4),))
    assert "the operations turn the source into the suspect" not in failed(verify(moved, StandIn()))


def test_another_program_is_named_and_is_no_fault(verdict):
    probabilities = ClassProbabilities(0.9, 0.007, 0.081, 0.01, 0.002)
    program = replace(verdict.program, version="0.0.9", model="d" * 64)
    found = verify(replace(verdict, probability=0.9, probabilities=probabilities, program=program), StandIn())
    assert found.holds
    assert [d.what for d in found.differences] == [
        "program version",
        "program model",
        "probability",
        "probabilities.spun",
        "probabilities.paraphrased",
    ]
    assert "does not say the same" in found.to_text()


@pytest.mark.parametrize("name", ["aligner", "confusables", "lexicon", "language"])
def test_each_table_that_computed_the_verdict_is_named_when_it_differs(verdict, name):
    program = replace(verdict.program, **{name: "d" * 64})
    found = verify(replace(verdict, program=program), StandIn())
    assert found.holds
    assert [d.what for d in found.differences] == [f"program {name}"]


def test_what_an_older_record_does_not_name_is_said(verdict):
    """Then another verdict today is named and proves nothing; the same verdict is the same."""
    older = replace(verdict, program=replace(verdict.program, aligner=None, confusables=None))
    found = verify(older, StandIn())
    assert found.holds
    assert not found.differences
    assert "cannot be said  the record names all that computed it" in found.to_text()
    assert "no digest of aligner and confusables" in found.to_text()
    changed = verify(replace(older, reasons=("Another.",)), StandIn())
    assert changed.holds
    assert "does not say the same" in changed.to_text()


@pytest.mark.parametrize("unit", ["characters", "words"])
def test_a_text_of_another_size_than_stated_does_not_hold(verdict, unit):
    sized = replace(verdict, suspect=replace(verdict.suspect, **{unit: 10**6}))
    assert failed(verify(sized, StandIn())) == [f"the number of the suspect's {unit}"]
    other = replace(sized, program=replace(verdict.program, version="0.0.9"))
    assert bool(failed(verify(other, StandIn()))) is (unit == "characters")


def test_bytes_that_are_not_those_of_the_text_are_not_said_to_hold(verdict):
    page = replace(verdict, suspect=replace(verdict.suspect, sha256="e" * 64))
    checks = {check.claim: check for check in verify(page, StandIn()).checks}
    assert checks["SHA-256 of the suspect's bytes"].holds is None
    assert "--suspect FILE" in checks["SHA-256 of the suspect's bytes"].seen


def test_figures_that_do_not_belong_together_are_named(verdict):
    program = replace(verdict.program, version="0.0.9")
    found = verify(replace(verdict, probability=0.01, program=program), StandIn())
    assert failed(found) == ["the figures agree with each other"]


def test_another_program_says_what_differs(verdict):
    probabilities = ClassProbabilities(0.9, 0.007, 0.081, 0.01, 0.002)
    program = replace(verdict.program, version="0.0.9")
    found = verify(replace(verdict, probability=0.9, probabilities=probabilities, program=program), StandIn())
    assert "recorded 0.9, today 0.97" in found.to_text()


def test_the_last_digits_of_a_float_are_no_difference(verdict):
    near = replace(verdict, probability=verdict.probability + 1e-12)
    assert verify(near, StandIn()).differences == ()


def test_a_page_read_as_text_is_not_called_false(verdict):
    """Where the bytes are not those of the text, only the file can settle what differs."""
    page = replace(verdict, suspect=replace(verdict.suspect, sha256="e" * 64), words_counted=5)
    found = verify(page, StandIn())
    assert found.holds
    assert "give the files" in found.to_text()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"{}", "expected schema"),
        (b'{"schema": "spindetect/pair-verdict/2"}', "expected schema"),
        (b"{" * 100_000, "not JSON"),
        (b'{"schema": NaN}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"schema": 1e999}', "too great a number"),
        (b'{"label": "spun", "label": "independent"}', "'label' twice"),
    ],
)
def test_what_is_no_record_is_refused(data, problem):
    with pytest.raises(RecordError, match=problem):
        read_record(data, where="v.json")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"probability": "0.5"},
            "v.json, probability: expected a number, found '0.5' (the record was changed",
        ),
        (
            {"extra": 1},
            "v.json: PairVerdict has unknown 'extra' (the record was changed or damaged, or a later",
        ),
        ({"schema": "spindetect/pair-verdict/2"}, "with the version of spindetect that wrote it"),
        ({"schema": [[[[0] * 99]]]}, "give a file that `spindetect compare --json` wrote"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(change, said):
    data = json.dumps({**json.loads(build().to_json()), **change})
    with pytest.raises(RecordError) as caught:
        read_record(data, where="v.json")
    assert said in str(caught.value)
    assert str(caught.value).startswith("v.json")
    assert len(str(caught.value)) < 250


def test_a_name_twice_anywhere_is_refused():
    """Of two labels one reader takes the first and another the last."""
    twice = build().to_json().replace('"oddness": ', '"oddness": 0.1, "oddness": ', 1)
    with pytest.raises(RecordError, match="'oddness' twice"):
        read_record(twice, where="v.json")


def test_a_record_with_a_name_that_is_no_utf8_can_be_written_and_read(verdict):
    odd = replace(verdict, suspect=replace(verdict.suspect, name="caf\udce9.txt", url="\ud800"))
    assert read_record(odd.to_json().encode("utf-8")) == odd


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("probability",), 7),
        (("unchanged_share",), -1),
        (("probabilities", "spun"), 2),
        (("words_counted",), -5),
        (("substitutions", 0, "oddness"), 9),
        (("substitutions", 0, "source", "start"), -4),
        (("substitutions", 0, "suspect_token"), [5, 2]),
        (("left_out", 0, "end"), -1),
        (("evidence", 0, "effect"), 1e999),
        (("passages", 0, "probability"), 3),
    ],
)
def test_impossible_numbers_are_refused(path, value):
    data = json.loads(build().to_json())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(RecordError):
        read_record(json.dumps(data).replace("Infinity", "1e999"), where="v.json")


def test_what_computes_texts_alone_is_not_asked_of_a_pair(verdict):
    program = replace(verdict.program, text_model="9" * 64, word_model="8" * 64, phrases="7" * 64)
    found = verify(replace(verdict, program=program), StandIn())
    assert found.holds
    assert not found.differences
