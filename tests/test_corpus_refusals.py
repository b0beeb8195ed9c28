"""What a scan refuses before it has worked for hours, or has thrown away what another one found."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from crawls import prose, read, write

import spindetect
from spindetect.corpus.belonging import CORPUS, check_corpus
from spindetect.corpus.deciding import check_policy
from spindetect.corpus.outputs import read_manifest
from spindetect.errors import InputError, RecordError
from spindetect.policy import Limit, Limits, Policy, TextRules


def test_a_folder_stays_with_its_corpus(tmp_path):
    out, work = tmp_path / "out", tmp_path / "out" / ".work"
    check_corpus(work, out, ["a.jsonl", "b.jsonl"])
    check_corpus(work, out, ["b.jsonl", "c.jsonl"])  # one file went, another came
    check_corpus(work, out, [str(tmp_path / "c.jsonl"), "c.jsonl"])
    with pytest.raises(InputError, match="holds the scan of another corpus"):
        check_corpus(work, out, ["a.jsonl"])
    assert len(json.loads((work / CORPUS).read_text())) == 2  # a refusal notes nothing


@pytest.mark.parametrize("damage", ["", "{", "[1]", "5"])
def test_a_damaged_note_of_the_corpus_stops_nothing(tmp_path, damage):
    (tmp_path / CORPUS).write_text(damage)
    check_corpus(tmp_path, tmp_path, ["a"])
    with pytest.raises(InputError):
        check_corpus(tmp_path, tmp_path, ["b"])


def test_a_policy_of_another_model_is_refused_before_anything_is_read():
    detector = spindetect.load()
    check_policy(Policy.named("default"), detector)
    other = replace(detector.program, text_model="0" * 64)
    rules = TextRules(spun=Limits(flag=Limit(at=0.9)), program=other)
    with pytest.raises(InputError, match="measured with another program"):
        check_policy(Policy("other", None, rules), detector)


def test_an_unfinished_scan_is_said_to_be_one(tmp_path):
    with pytest.raises(RecordError, match="not finished") as raised:
        read_manifest(tmp_path)
    assert "Errno" not in str(raised.value)


def test_a_quote_that_is_never_closed_is_told_and_takes_no_row_before_it(tmp_path):
    table = f'id,text\na,{prose(1)}\nb,"{prose(2)}\nc,{prose(3)}\n'
    documents, rejected = read(write(tmp_path / "a.csv", table.encode()))
    assert [row["id"] for row in documents] == ["a"]
    assert [(row["place"], row["reason"]) for row in rejected] == [("line 3", "broken-record")]
    assert "never closed" in rejected[0]["detail"]
    whole = f'id,text\na,"{prose(1)}"\nb,{prose(2)}'  # no line end at the end
    documents, rejected = read(write(tmp_path / "b.csv", whole.encode()))
    assert [row["id"] for row in documents] == ["a", "b"]
    assert not rejected
