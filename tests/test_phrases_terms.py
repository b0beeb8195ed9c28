"""How fixed terms are counted and put together."""

from __future__ import annotations

import numpy as np

from data.phrases.build_terms import add_terms, term_arrays
from data.phrases.count_terms import BITS, Counted, Source, Stretches, _paragraphs, count


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
    arrays = term_arrays(totals)
    assert arrays["triples_weight"].tolist() == [48]  # log2(8) in sixteenths
    assert [arrays[f"triples_{at}"].tolist() for at in range(3)] == [[1], [0], [2]]


def test_paragraphs_of_pages_count_once_and_stand_apart():
    seen = set()
    page = b"<nav>Go home</nav><p>Slow <b>Rivers</b> run&amp;fall</p><script>x y</script>"
    assert _paragraphs(page, seen) == ["go", "home", ".", "slow", "rivers", "run", "&", "fall", ".", ".", "."]
    assert _paragraphs(b"<nav>Go home</nav><p>New words</p>", seen) == ["new", "words", "."]
