"""The demonstration: its table fits 80 columns, and a label that is not the sample's own is said."""

from __future__ import annotations

from dataclasses import replace

from build import build

import spindetect
from data.samples import demo
from spindetect.records import Span
from spindetect.text_verdict import Restored, Suggestion

LABELS = ("spun", "verbatim", "paraphrased", "edited", "independent")


def test_the_table_fits_80_columns_and_cuts_no_name():
    names = [row["id"] for row in demo.rows()]
    found = [
        ({"id": name, "label": "spun"}, replace(build(), label=label)) for name in names for label in LABELS
    ]
    lines = list(demo.table(found))
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["label", "P(spun)", "unchanged", "swapped", "oddest", "swap"]
    assert sorted(line for line in lines[1:] if line[0] != " ") == sorted({n.split("/")[0] for n in names})
    pairs = [line for line in lines[1:] if line[0] == " "]
    assert len(pairs) == len(found), "one line a pair"
    assert {line.split()[0] for line in pairs} == {name.split("/")[1] for name in names}
    assert all("61 %" in line and "fixed term" in line for line in pairs)
    assert sum("paraphrased *" in line for line in pairs) == len(names)


def test_no_share_is_printed_where_nothing_was_lined_up():
    verdict = replace(build(), copied_share=0.0, unchanged_share=0.0, swapped_share=0.0)
    assert " - " in demo.line({"id": "a/b", "label": "spun"}, verdict)
    assert "0 %" not in demo.line({"id": "a/b", "label": "spun"}, verdict)


def test_misses_are_said():
    found = [({"id": "a/b", "label": "spun"}, build()), ({"id": "a/c", "label": "edited"}, build())]
    assert list(demo.misses(found)) == ["* a/c was made as edited."]


def test_the_sentence_with_most_changes_is_shown():
    document = spindetect.Document.from_text(
        "The struggle began. The crimson traces were crossed\nat dawn, twice."
    )
    unspun = spindetect.load().unspin(document)
    changes = []
    text = document.text
    for old, new in (("struggle", "war"), ("crimson", "red"), ("traces", "lines of a map")):
        start = text.index(old)
        place = document.text.index(old)
        text = text[:start] + new + text[start + len(old) :]
        spans = Span(old, place, place + len(old)), Span(new, start, start + len(new))
        changes.append(Restored(*spans, 0.9, (Suggestion(new, 0.9),)))
    found = replace(unspun, text=text, changes=tuple(changes))
    before, after = demo.sentence(found, document)
    assert before == "The crimson traces were crossed at dawn, twice."
    assert after == "The red lines of a map were crossed at dawn, twice."
    assert demo.sentence(replace(unspun, text=document.text, changes=()), document) == ("", "")


def test_every_sample_pair_is_listed():
    assert demo.SHOWN in [row["id"] for row in demo.rows()]
