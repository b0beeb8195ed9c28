"""The JSON Schema that ships is the form that is written."""

from __future__ import annotations

import dataclasses
import json
import typing

import pytest
from build import PARTS, as_independent, build, compare
from jsonschema import Draft202012Validator

from spindetect import records, verdict
from spindetect.report.record import read_record, schema
from spindetect.verdict import PAIR_SCHEMA, PairVerdict

VALIDATOR = Draft202012Validator(schema())


# Written since, and absent from older records of this version of the schema.
NAMED_SINCE = ("aligner", "confusables", "ngrams", "word_model", "text_model", "phrases", "allow")
ADDED = {("program", name) for name in NAMED_SINCE} | {("suspect", "pages"), ("source", "pages")}


def valid(data):
    return not list(VALIDATOR.iter_errors(data))


def stored(found):
    return json.loads(found.to_json())


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "found",
    [
        build(),
        as_independent(build()),
        build().without_texts(),
        compare("", ""),
        compare("One two.", "Three!"),
        dataclasses.replace(build(), retrieved="2026-01-01"),
    ],
)
def test_what_is_written_is_valid(found):
    VALIDATOR.validate(stored(found))


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


def test_an_extra_or_missing_field_is_refused_everywhere():
    data = stored(build(PARTS[1:3], None))
    found = [path for path in places(data) if path != ("program", "options")]
    assert len(found) > 15
    for path in found:
        place = at(data, path)
        place["extra"] = 1
        assert not valid(data), path
        del place["extra"]
        for name, value in list(place.items()):
            del place[name]
            assert valid(data) is ((*path, name) in ADDED), (path, name)
            place[name] = value
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
    ],
)
def test_a_wrong_value_is_refused(path, value):
    data = stored(build())
    at(data, path[:-1])[path[-1]] = value
    assert not valid(data)


def test_an_older_record_is_valid_and_reads_back():
    data = stored(build())
    for name in NAMED_SINCE:
        del data["program"][name]
    del data["suspect"]["pages"]
    assert valid(data)
    assert read_record(json.dumps(data)).suspect.pages is None
    program = read_record(json.dumps(data)).program
    assert {getattr(program, name) for name in NAMED_SINCE} == {None}
    assert program.lexicon == build().program.lexicon


def record_classes():
    found = {PairVerdict}
    for module in (records, verdict):
        found |= {c for c in vars(module).values() if dataclasses.is_dataclass(c)}
    return {c.__name__: c for c in found}


def test_the_schema_follows_the_records():
    """Fields, their order and every closed list of words are those of the dataclasses."""
    parts = {"PairVerdict": schema(), **schema()["$defs"]}
    classes = record_classes()
    for name, part in parts.items():
        kind = classes[name]
        names = [f.name for f in dataclasses.fields(kind)]
        assert list(part["properties"]) == names
        home = {"ProgramRecord": {"program"}, "TextRecord": {"suspect", "source"}}.get(name, set())
        optional = {field for place, field in ADDED if place in home}
        assert part["required"] == [n for n in names if n not in optional]
        assert part["additionalProperties"] is False
        for field, hint in typing.get_type_hints(kind).items():
            if typing.get_origin(hint) is typing.Literal:
                assert part["properties"][field]["enum"] == list(typing.get_args(hint)), (name, field)
    assert schema()["properties"]["schema"]["const"] == PAIR_SCHEMA
    assert set(parts) == set(classes) - {"Alignment", "FailedPair", "FailedText"}
