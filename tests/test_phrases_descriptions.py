"""Which descriptions of packages are counted, and how they are fetched again."""

from __future__ import annotations

import gzip
import json

import pytest

from data.phrases import descriptions
from data.phrases.descriptions import (
    LEAST_TOKENS,
    Described,
    Description,
    chosen,
    described,
    digest,
    documents,
    fetch_descriptions,
    new_tokens,
    of_a_science,
    permissive,
    read_list,
    write_list,
)
from spindetect.errors import ResourceError


def answer(name, version="1.0", text="Slow rivers carry sand.", licence="MIT", classifiers=()):
    info = {"name": name, "version": version, "summary": "Of rivers", "description": text}
    return {"info": {**info, "license": licence, "classifiers": list(classifiers)}}


def test_a_science_is_named_and_plumbing_needs_three_of_its_words():
    assert of_a_science("Segmentation of rivers")
    assert not of_a_science("Sends mail")
    assert not of_a_science("SDK for images of the climate")
    assert of_a_science("SDK for images of the climate by satellite")


@pytest.mark.parametrize(
    ("licence", "open_to_all"),
    [
        ("MIT", True),
        ("License :: OSI Approved :: BSD License", True),
        ("Apache Software License 2.0", True),
        ("GNU General Public License v3 (GPLv3)", False),
        ("MIT License :: OSI Approved :: GNU Affero General Public License", False),
        ("CC-BY-NC-4.0", False),
        ("proprietary", False),
        ("submit", False),
        ("", False),
    ],
)
def test_only_permissive_licences_pass(licence, open_to_all):
    assert permissive(licence) is open_to_all


def test_a_licence_is_what_any_field_of_the_answer_says():
    found = described(answer("river", licence=None, classifiers=["License :: OSI Approved :: MIT License"]))
    assert permissive(found.licence)
    assert found.text == "Of rivers\n\nSlow rivers carry sand."
    assert not permissive(described(answer("river", licence=None)).licence)


def test_code_links_and_what_was_seen_are_left_out():
    code = "```py\nimport river\n```\n\n    indented code"
    text = f"# Slow Rivers\n\n{code}\n\nSee [the bank](https://b.org/x) or `run`.\n\n- sand"
    seen = set()
    tokens = new_tokens(text, seen)
    assert [each for each in tokens if each.isalpha()] == [
        "slow",
        "rivers",
        "see",
        "the",
        "bank",
        "or",
        "sand",
    ]
    assert [each for each in new_tokens(text + "\n\nNew silt", seen) if each.isalpha()] == ["new", "silt"]


def test_long_open_descriptions_are_chosen_and_copies_are_not():
    def long(word):
        told = [f"{word} number {at} in the valley" for at in range(LEAST_TOKENS // 4)]
        return "\n\n".join([f"Water of every {word}", *told])

    rows = [
        Description("one", "1", "MIT", long("river")),
        Description("copy", "1", "MIT", long("river")),
        Description("closed", "1", "GPL-3.0", long("lake")),
        Description("short", "1", "MIT", "Water of a pond."),
        Description("no science", "1", "MIT", long("hill").removeprefix("Water of ")),
        Description("two", "2", "BSD", long("stream")),
    ]
    assert list(chosen(rows)) == [
        Described("one", "1", digest(rows[0].text)),
        Described("two", "2", digest(rows[-1].text)),
    ]


def served(monkeypatch, answers):
    asked = []

    def found(url):
        asked.append(url.removeprefix("https://x.org/"))
        return answers.get(asked[-1])

    monkeypatch.setattr(descriptions, "_answer", found)
    return asked


def test_what_is_fetched_is_the_text_of_the_list_in_its_order(tmp_path, monkeypatch):
    text = described(answer("river")).text
    rows = [Described(name, "1.0", digest(text)) for name in ("river", "stream")]
    served(monkeypatch, {"river/1.0/json": answer("river"), "stream/json": answer("stream", "2.0")})
    path = fetch_descriptions(tmp_path, rows, "https://x.org")
    with gzip.open(path, "rt") as file:
        assert [json.loads(line)["name"] for line in file] == ["river", "stream"]
    first, second = documents(path)
    assert first[:3] == ["of", "rivers", "."]
    assert second == []  # said before
    assert fetch_descriptions(tmp_path, [], "https://nowhere") == path


def test_texts_that_have_changed_are_left_out_and_too_many_are_an_error(tmp_path, monkeypatch):
    old = digest(described(answer("river")).text)
    same = {f"p{at}/1.0/json": answer(f"p{at}") for at in range(9)}
    rows = [Described(f"p{at}", "1.0", old) for at in range(10)]
    served(monkeypatch, {**same, "p9/json": answer("p9", "2.0", text="Other words.")})
    with gzip.open(fetch_descriptions(tmp_path, rows, "https://x.org"), "rt") as file:
        assert len(file.readlines()) == 9
    (tmp_path / "x").mkdir()
    with pytest.raises(ResourceError, match="only 0 of 1 texts"):
        fetch_descriptions(tmp_path / "x", [rows[9]], "https://x.org")


def test_a_registry_that_cannot_be_reached_is_said(monkeypatch):
    monkeypatch.setattr(descriptions.time, "sleep", lambda seconds: None)
    with pytest.raises(ResourceError, match="cannot be fetched"):
        descriptions._answer("http://127.0.0.1:9/none/json")


def test_a_list_comes_back_and_is_the_same_bytes(tmp_path):
    rows = [Described("river", "1.0", "0123abcd"), Described("stream", "2.0", "89abcdef")]
    write_list(rows, tmp_path / "a.gz")
    write_list(rows, tmp_path / "b.gz")
    assert read_list(tmp_path / "a.gz") == rows
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_the_list_that_is_kept_names_each_package_once():
    names = [each.name for each in read_list()]
    assert len(set(names)) == len(names) > 10_000
