"""How fixed terms are counted and put together."""

from __future__ import annotations

import numpy as np

from data.phrases.build_terms import add_terms, counted_terms
from data.phrases.count_terms import BITS, Counted, Source, Stretches, _paragraphs, count
from data.phrases.fixed_terms import (
    Rows,
    chosen_words,
    of_before,
    term_arrays,
    under,
    with_literature,
)
from data.phrases.literature import terms_of, weight
from spindetect.container import write_container
from spindetect.keytable import key_table_arrays
from spindetect.phrases.terms import FORMAT, KIND, LEAST_WEIGHT, NAMES, STEPS


def told(counted, size):
    rows = counted.stretches[size]
    mask = (1 << BITS) - 1
    return {
        " ".join(counted.words[gram >> BITS * at & mask] for at in reversed(range(size))): (docs, sources)
        for gram, docs, sources in zip(
            rows.grams.tolist(), rows.documents.tolist(), rows.sources.tolist(), strict=True
        )
    }


ONE = ["solar", "wind", "of", "solar", "wind", ",", "wind", "farm"]
OTHER = ["the", "solar", "wind", "of", "change", "7"]


def sources(*documents, **how):
    return [Source(iter(each), **how) for each in documents]


def test_stretches_are_counted_once_a_document_and_kept_by_the_rule():
    counted = count(sources([ONE, ONE], [OTHER], figures=True), least=3, least_sources=2)
    assert told(counted, 2) == {"solar wind": (3, 2)}
    assert told(counted, 3) == {}
    every = count(sources([ONE, ONE], [OTHER], figures=True), least=1, least_sources=1)
    assert told(every, 2) == {"solar wind": (3, 2), "wind farm": (2, 1), "change 7": (1, 1)}
    assert told(every, 3) == {"wind of solar": (2, 1), "wind of change": (1, 1)}
    assert "change 7" not in told(count(sources([OTHER]), least=1, least_sources=1), 2)
    assert dict(zip(every.words, every.documents.tolist(), strict=True))["wind"] == 3


def test_each_document_of_many_makers_is_a_source():
    plain, many = Source(iter([OTHER])), Source(iter([ONE, ONE]), makers=True)
    counted = count([plain, many], least=2, least_sources=2)
    assert told(counted, 2) == {"solar wind": (3, 3), "wind farm": (2, 2)}
    assert told(count(sources([ONE, ONE]), least=2, least_sources=2), 2) == {}


def test_hyphened_words_are_terms_in_parts_and_unknown_words_are_none():
    words = ["deep-sea", "fish", "zzz"]
    pairs = np.array([0 << BITS | 1, 1 << BITS | 2])
    stretches = {2: Stretches(pairs, np.array([4, 9], np.int32), np.array([2, 2], np.int32))}
    totals = {2: {}, 3: {}}
    row = {"sea": 0, "deep": 1, "fish": 2}
    add_terms(totals, Counted(words, np.array([8, 5, 5], np.int32), stretches), row, 6)
    assert totals == {2: {(1, 0): 8}, 3: {(1, 0, 2): 4}}
    add_terms(totals, Counted(words, np.array([8, 5, 5], np.int32), stretches), row, 9)
    assert totals == {2: {(1, 0): 8}, 3: {(1, 0, 2): 8}}
    found = counted_terms(totals)
    assert found[3].weight.tolist() == [48]  # log2(8) in sixteenths
    assert found[3].words.tolist() == [[1, 0, 2]]
    assert {size: len(rows.words) for size, rows in found.items()} == {2: 1, 3: 1, 4: 0, 5: 0, 6: 0}


def test_paragraphs_of_pages_count_once_and_stand_apart():
    seen = set()
    page = b"<nav>Go home</nav><p>Slow <b>Rivers</b> run&amp;fall</p><script>x y</script>"
    assert _paragraphs(page, seen) == ["go", "home", ".", "slow", "rivers", "run", "&", "fall", ".", ".", "."]
    assert _paragraphs(b"<nav>Go home</nav><p>New words</p>", seen) == ["new", "words", "."]


WORDS = ["of", "solar", "wind", "farm", "zebra", "quark"]
READ = {("solar", "wind"): 0, ("wind", "of", "change"): 3, ("solar", "quark", "farm", "farm"): 1}


def some_counted():
    """Return what was counted of WORDS: 'solar wind' and 'wind farm', 'farm of wind'."""
    rows = {size: Rows(np.zeros((0, size), np.int64), *np.zeros((2, 0), np.uint8)) for size in NAMES}
    pairs = Rows(np.array([[1, 2], [2, 3]]), np.array([32, 48], np.uint8), np.zeros(2, np.uint8))
    return rows | {2: pairs, 3: Rows(np.array([[3, 0, 2]]), np.array([64], np.uint8), np.zeros(1, np.uint8))}


def test_words_are_those_of_terms_then_the_most_frequent_others():
    counted = some_counted()
    read = [*READ, ("deep", "change"), ("deep", "deep")]
    every = chosen_words(WORDS, counted, read)
    assert every == [*WORDS, "change", "deep"]
    assert chosen_words(WORDS, counted, read, most=7) == [w for w in every if w != "zebra"]
    assert chosen_words(WORDS, counted, [("deep",)], most=9) == WORDS


def test_terms_of_the_literature_stand_beside_counted_ones():
    words = ["farm", "of", "wind", "solar", "change", "quark"]
    found = with_literature(words, under(words, WORDS, some_counted()), READ)
    told_of = {
        tuple(words[at] for at in row): (weighs, read)
        for rows in found.values()
        for row, weighs, read in zip(
            rows.words.tolist(), rows.weight.tolist(), rows.literature.tolist(), strict=True
        )
    }
    assert told_of == {
        ("solar", "wind"): (32, round(weight(0) * STEPS)),
        ("wind", "farm"): (48, 0),
        ("farm", "of", "wind"): (64, 0),
        ("wind", "of", "change"): (0, round(weight(3) * STEPS)),
        ("solar", "quark", "farm", "farm"): (0, round(weight(1) * STEPS)),
    }
    assert all(rows.words.tolist() == sorted(rows.words.tolist()) for rows in found.values())
    few = under(["wind", "farm"], WORDS, some_counted())
    assert few[2].words.tolist() == [[0, 1]]
    assert not few[3].words.size


def test_terms_of_the_literature_are_whole_words_and_weigh_by_their_place():
    stretches = ["the", "ad-hoc_network", "of_the", "graph_#", "man_in_the_middle", "Ad_Hoc_network", "a_b-"]
    assert terms_of(stretches) == {("ad", "hoc", "network"): 1, ("man", "in", "the", "middle"): 4}
    assert weight(0) > weight(10) > weight(639_876) > LEAST_WEIGHT


def test_counted_terms_come_back_from_a_table(tmp_path):
    counted = some_counted()
    with_read = with_literature(WORDS, counted, {("zebra", "farm"): 5})
    for number in (2, FORMAT):
        arrays = term_arrays(with_read, len(WORDS))
        if number == 2:  # had all columns and no literature
            fixed = {2: "pairs", 3: "triples"}
            arrays = {
                f"{fixed[size]}_{at}": with_read[size].words[:, at] for size in fixed for at in range(size)
            }
            arrays |= {f"{fixed[size]}_weight": with_read[size].weight for size in fixed}
        write_container(
            tmp_path / "t", kind=KIND, format=number, arrays=key_table_arrays(WORDS) | arrays, meta={}
        )
        words, found = of_before(tmp_path / "t")
        assert words == WORDS
        for size, rows in counted.items():
            assert [each.tolist() for each in found[size]] == [each.tolist() for each in rows]
