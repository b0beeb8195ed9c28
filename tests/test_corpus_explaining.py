"""A spun pair stands where no other source of its suspect explains what the two share."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from corpora import crawl, row, sample, write_lines

import spindetect
from spindetect.corpus.comparing import COMPARED
from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.explaining import EXPLAINED, EXPLAINED_SQL
from spindetect.corpus.run import scan
from spindetect.corpus.settings import ScanSettings

COPY, FORM, PAGE = 9, 1, 2


def pair(suspect, source, words, *spans, label="spun", error=None):
    told = {field.name: None for field in COMPARED.schema}
    passages = [
        {
            "suspect_start": first,
            "suspect_end": last,
            "source_start": 0,
            "source_end": last - first,
            "words": words,
            "label": label,
            "probability": 0.99,
        }
        for first, last in spans
    ]
    return told | {
        "suspect": suspect,
        "source": source,
        "suspect_id": f"copy-{suspect}",
        "source_id": f"page-{source}",
        "label": label,
        "words_copied": words,
        "certainty": 0.9,
        "passages": passages,
        "substitutions": [],
        "error": error,
        **dict.fromkeys(("probability", "p_copied", "copied_share", "direction", "score"), 0.9),
    }


def explained(tmp_path, *pairs):
    path = tmp_path / "compared.parquet"
    parquet.write_table(pa.Table.from_pylist(list(pairs), schema=COMPARED.schema), path)
    with opened(tmp_path / "spill", memory=1 << 28, threads=1) as engine:
        engine.table("compared", [path], COMPARED.schema)
        rows = [one for batch in engine.rows(EXPLAINED_SQL, EXPLAINED.schema) for one in batch.to_pylist()]
    return sorted((one["suspect"], one["source"]) for one in rows)


def test_a_page_of_the_same_form_is_explained_by_the_page_that_was_spun(tmp_path):
    whole, some = (
        pair(COPY, FORM, 300, (0, 900), (950, 1800)),
        pair(COPY, PAGE, 150, (100, 500), (1000, 1400)),
    )
    assert explained(tmp_path, whole, some) == [(COPY, PAGE)]
    assert explained(tmp_path, some, whole) == [(COPY, PAGE)]


def test_a_little_of_a_passage_may_stand_out(tmp_path):
    whole = pair(COPY, FORM, 300, (0, 1000))
    assert explained(tmp_path, whole, pair(COPY, PAGE, 150, (540, 1040))) == [(COPY, PAGE)]
    assert explained(tmp_path, whole, pair(COPY, PAGE, 150, (560, 1060))) == []


@pytest.mark.parametrize(("words", "goes"), [(225, True), (226, False)])
def test_two_editions_that_have_nearly_the_same_words_both_stand(tmp_path, words, goes):
    found = explained(tmp_path, pair(COPY, FORM, 300, (0, 1800)), pair(COPY, PAGE, words, (0, 1400)))
    assert found == ([(COPY, PAGE)] if goes else [])


def test_a_second_source_has_its_own_passage(tmp_path):
    assert (
        explained(tmp_path, pair(COPY, FORM, 300, (0, 800), (1500, 2400)), pair(COPY, PAGE, 90, (800, 1500)))
        == []
    )


def test_another_copy_explains_nothing(tmp_path):
    assert explained(tmp_path, pair(COPY, FORM, 300, (0, 1800)), pair(7, PAGE, 90, (0, 500))) == []


def test_a_source_keeps_all_of_its_copies(tmp_path):
    assert explained(tmp_path, pair(COPY, FORM, 300, (0, 1800)), pair(7, FORM, 90, (0, 500))) == []


@pytest.mark.parametrize("changed", [{"label": "edited"}, {"error": "it fell over"}])
def test_only_spun_pairs_explain_and_are_explained(tmp_path, changed):
    whole, some = pair(COPY, FORM, 300, (0, 1800)), pair(COPY, PAGE, 90, (0, 500))
    assert explained(tmp_path, whole, some | changed) == []
    assert explained(tmp_path, whole | changed, some) == []


@pytest.mark.parametrize(("direction", "goes"), [(0.9, True), (0.89, False)])
def test_a_pair_that_does_not_say_who_copied_explains_nothing(tmp_path, direction, goes):
    whole, some = pair(COPY, FORM, 300, (0, 1800)), pair(COPY, PAGE, 90, (0, 500))
    found = explained(tmp_path, whole | {"direction": direction}, some | {"direction": 0.5})
    assert found == ([(COPY, PAGE)] if goes else [])


def test_a_pair_without_passages_stands(tmp_path):
    assert explained(tmp_path, pair(COPY, FORM, 300, (0, 1800)), pair(COPY, PAGE, 90)) == []


def test_many_sources_are_explained_by_the_one_that_has_most(tmp_path):
    pages = [pair(COPY, at, 20 * at, (0, 100 * at)) for at in range(2, 9)]
    assert explained(tmp_path, *pages, pair(COPY, 20, 300, (0, 1800))) == [(COPY, at) for at in range(2, 9)]


def test_a_scan_reports_the_nearest_source_and_counts_the_rest(tmp_path):
    half = "\n".join(
        [
            *sample("sports-report", "source").split("\n")[:6],
            *sample("press-release", "source").split("\n")[7:],
        ]
    )
    write_lines(tmp_path / "corpus.jsonl", [*crawl(("sports-report",)), row("half.example/1", half)])
    detector = spindetect.load()
    beside = detector.compare(sample("sports-report", "spun"), half)
    assert beside.label == "spun"
    done = scan(ScanSettings([str(tmp_path / "corpus.jsonl")], tmp_path / "out"), detector)
    pairs = parquet.read_table(tmp_path / "out" / "pairs").to_pylist()
    assert [(p["suspect_id"], p["source_id"]) for p in pairs if p["label"] == "spun"] == [
        ("copier.example/sports-report", "paper.example/sports-report")
    ]
    swaps = parquet.read_table(tmp_path / "out" / "substitutions").column("source_id").to_pylist()
    assert set(swaps) == {"paper.example/sports-report"}
    assert done.summary.pairs["explained"] == 1
    assert done.summary.compared == sum(done.summary.pairs.values())
