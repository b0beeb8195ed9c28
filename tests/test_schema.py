"""The JSON Schemas that ship are the forms that are written."""

from __future__ import annotations

import dataclasses
import json
import typing

import build_evaluation
import build_text
import pytest
from build import PARTS, as_independent, build, compare
from jsonschema import Draft202012Validator

from spindetect import records, text_verdict, verdict
from spindetect.evaluation import records as evaluation_records
from spindetect.evaluation.records import EVALUATION_SCHEMA
from spindetect.report.record import KINDS, read_record, schema
from spindetect.text_verdict import TEXT_SCHEMA, UNSPUN_SCHEMA
from spindetect.verdict import PAIR_SCHEMA

VALIDATORS = {name: Draft202012Validator(schema(name)) for name in KINDS}
DECIDED = {
    "prior": 0.02,
    "scored": records.Scored(0.5, 0.97, 0.99),
    "false_alarms": (records.Reached("spun", "all", 3, 4000, 0.0019),),
    "decision": records.Decision("review", "P(spun) is high.", "review from 0.5", "desk", "a" * 64),
}
SAMPLES = {
    PAIR_SCHEMA: dataclasses.replace(build(PARTS[1:3], None), **DECIDED),
    TEXT_SCHEMA: dataclasses.replace(build_text.disguised(build_text.score()), **DECIDED),
    UNSPUN_SCHEMA: build_text.unspin(),
    EVALUATION_SCHEMA: build_evaluation.build_evaluation(),
}

# Written since, and absent from older records of this version of the schema.
NAMED_SINCE = ("aligner", "confusables", "ngrams", "word_model", "text_model", "phrases", "allow")
TEXTS = ("suspect", "source", "document")
# Objects whose names are the data's own, and a field that is for drawing alone.
FREE = {("program", "options"), ("data", "labels")}
UNSTORED = {("Mistake", "verdict")}
ADDED = {("program", name) for name in NAMED_SINCE} | {(text, "pages") for text in TEXTS}
ADDED |= {(name,) for name in DECIDED}


def valid(data):
    return not list(VALIDATORS.get(data["schema"], VALIDATORS[PAIR_SCHEMA]).iter_errors(data))


def stored(found):
    return json.loads(found.to_json())


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_is_a_schema(name):
    Draft202012Validator.check_schema(schema(name))


def test_the_pair_is_what_a_schema_is_asked_of_without_a_name():
    assert schema() == schema(PAIR_SCHEMA)


@pytest.mark.parametrize(
    "found",
    [
        build(),
        as_independent(build()),
        build().without_texts(),
        compare("", ""),
        compare("One two.", "Three!"),
        dataclasses.replace(build(), retrieved="2026-01-01"),
        build_text.score(),
        build_text.in_parts(build_text.score()),
        build_text.score().without_texts(),
        build_text.score(""),
        dataclasses.replace(build_text.score(), retrieved="2026-01-01"),
        build_text.unspin(),
        build_text.unspin("", queries=()),
    ],
)
def test_what_is_written_is_valid(found):
    VALIDATORS[found.SCHEMA].validate(stored(found))


def places(data, path=()):
    """Yield the path to every object of a stored verdict."""
    if isinstance(data, dict):
        yield path
        for key, item in data.items():
            yield from places(item, (*path, key))
    elif isinstance(data, list):
        for index, item in enumerate(data[:1]):
            yield from places(item, (*path, index))


def at(data, path):
    for step in path:
        data = data[step]
    return data


@pytest.mark.parametrize(
    ("name", "least"), [(PAIR_SCHEMA, 16), (TEXT_SCHEMA, 10), (UNSPUN_SCHEMA, 5), (EVALUATION_SCHEMA, 15)]
)
def test_an_extra_or_missing_field_is_refused_everywhere(name, least):
    data = stored(SAMPLES[name])
    found = [path for path in places(data) if path not in FREE]
    assert len(found) >= least
    validator = VALIDATORS[name]
    for path in found:
        place = at(data, path)
        place["extra"] = 1
        assert not validator.is_valid(data), path
        del place["extra"]
        for field, value in list(place.items()):
            del place[field]
            assert validator.is_valid(data) is ((*path, field) in ADDED), (path, field)
            place[field] = value
    assert valid(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("label",), "copied"),
        (("probability",), 1.5),
        (("probability",), "0.5"),
        (("copied_share",), -0.1),
        (("words_counted",), -1),
        (("words_counted",), 1.5),
        (("schema",), "spindetect/pair-verdict/2"),
        (("substitutions", 0, "kind"), "magic"),
        (("substitutions", 0, "source_token"), [1]),
        (("substitutions", 0, "source_token"), [1, 2, 3]),
        (("suspect", "sha256"), "xyz"),
        (("suspect", "text"), 1),
        (("operations", 0, "kind"), "swap"),
        (("retrieved",), 5),
        (("left_out", 0, "side"), "left"),
        (("prior",), 0),
        (("scored",), {"prior": 0.5, "probability": 2, "p_copied": None}),
        (("false_alarms",), [{"score": "spun", "kind": "all", "reached": -1, "documents": 1, "upper": 1}]),
        (("decision",), "flag"),
    ],
)
def test_a_wrong_value_is_refused(path, value):
    data = stored(build())
    at(data, path[:-1])[path[-1]] = value
    assert not valid(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("label",), "verbatim"),
        (("probability",), -0.1),
        (("marked_share",), 2),
        (("words_left_out",), 1.5),
        (("suspicions", 0, "probability"), 1.01),
        (("suspicions", 0, "origin"), "guess"),
        (("suspicions", 0, "counted"), 1),
        (("suspicions", 0, "token"), [1]),
        (("suspicions", 0, "suggestions", 0, "weight"), 0),
        (("suspicions", 0, "span", "start"), -1),
        (("passages", 0, "marks"), -1),
        (("document", "text_sha256"), "xyz"),
        (("program", "phrases"), 1),
        (("retrieved",), 5),
    ],
)
def test_a_wrong_value_of_a_text_is_refused(path, value):
    data = stored(build_text.score())
    at(data, path[:-1])[path[-1]] = value
    assert not valid(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("text",), None),
        (("queries",), "old mill"),
        (("changes", 0, "probability"), 2),
        (("changes", 0, "alternatives", 0, "weight"), 1.5),
        (("document",), None),
    ],
)
def test_a_wrong_value_of_a_restored_text_is_refused(path, value):
    data = stored(build_text.unspin())
    at(data, path[:-1])[path[-1]] = value
    assert not valid(data)


def test_an_older_record_is_valid_and_reads_back():
    data = stored(build())
    for name in NAMED_SINCE:
        del data["program"][name]
    del data["suspect"]["pages"]
    for name in DECIDED:
        del data[name]
    assert valid(data)
    assert read_record(json.dumps(data)).suspect.pages is None
    program = read_record(json.dumps(data)).program
    assert {getattr(program, name) for name in NAMED_SINCE} == {None}
    assert program.lexicon == build().program.lexicon
    assert {getattr(read_record(json.dumps(data)), name) for name in DECIDED} == {None}


def record_classes():
    found = {}
    for module in (records, verdict, text_verdict, evaluation_records):
        found |= {c.__name__: c for c in vars(module).values() if dataclasses.is_dataclass(c)}
    return found


def parts_of(name):
    """Return the parts of a schema by the name of their record, the whole among them."""
    whole = schema(name)
    return {KINDS[name].__name__: whole, **whole["$defs"]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_follows_the_records(kind):
    """Fields, their order and every closed list of words are those of the dataclasses."""
    classes = record_classes()
    for name, part in parts_of(kind).items():
        record = classes[name]
        names = [f.name for f in dataclasses.fields(record) if (name, f.name) not in UNSTORED]
        assert list(part["properties"]) == names
        home = {"ProgramRecord": {"program"}, "TextRecord": set(TEXTS)}.get(name, set())
        optional = {path[1] for path in ADDED if len(path) == 2 and path[0] in home}
        optional |= set(DECIDED) if record in KINDS.values() else set()
        # Not written where they are None: records without them keep their form.
        optional |= {f.name for f in dataclasses.fields(record) if "unless none" in f.metadata}
        assert part["required"] == [n for n in names if n not in optional]
        assert part["additionalProperties"] is False
        for field, hint in typing.get_type_hints(record).items():
            if field in names and typing.get_origin(hint) is typing.Literal:
                assert part["properties"][field]["enum"] == list(typing.get_args(hint)), (name, field)
    assert schema(kind)["properties"]["schema"]["const"] == kind


def test_every_record_stands_in_a_schema_and_alike_in_all():
    found = {name for kind in KINDS for name in parts_of(kind)}
    assert found == set(record_classes()) - {"Alignment", "FailedPair", "FailedText"}
    told = {}
    for kind in KINDS:
        for name, part in parts_of(kind).items():
            form = json.dumps({**part, "description": ""}).replace("honest text", "honest pair")
            assert told.setdefault(name, form) == form, name
