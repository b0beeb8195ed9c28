"""The shipped lexicon: what it answers, that all ways to ask agree, and that damage is named."""

from __future__ import annotations

import json
import pickle
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect import resources
from spindetect.container import open_container, write_container
from spindetect.errors import InputError, ResourceError
from spindetect.lexicon import (
    FUNCTION_WORD,
    NAME_LIKE,
    PHRASE,
    RELATION_KINDS,
    SOURCES,
    Lexicon,
    source_names,
)
from spindetect.lexicon.lexicon import FORMAT, KIND, REMOVABLE
from spindetect.records import Relation

LEXICON = Lexicon.open()
NUMBERS = st.integers(-1, len(LEXICON) - 1)
CASES = json.loads((Path(__file__).parent / "cases" / "relations.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("a", "b", "kinds"), [(c["a"], c["b"], c["kinds"]) for c in CASES])
def test_golden_relations(a: str, b: str, kinds: list[str]) -> None:
    relation = LEXICON.relation(a, b)
    assert relation.kind in kinds
    assert LEXICON.relation(b, a) == relation


def test_unknown_words_are_no_relation() -> None:
    assert LEXICON.ids(["qwertyuiop", "", "the the the the the"]).tolist() == [-1, -1, -1]
    assert LEXICON.relation("qwertyuiop", "house") == Relation("none")
    assert LEXICON.relation("qwertyuiop", "qwertyuiop") == Relation("none")


@settings(max_examples=60, deadline=None)
@given(pairs=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=80))
def test_a_batch_says_what_each_pair_says_either_way(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(side, np.int32) for side in zip(*pairs, strict=True))
    batch, back = LEXICON.relations(a, b), LEXICON.relations(b, a)
    for at in range(len(pairs)):
        single = LEXICON.relations(a[at : at + 1], b[at : at + 1])
        assert batch.relation(at) == single.relation(0) == back.relation(at)
        assert batch.agrees[at] == single.agrees[0] == back.agrees[at]


def _linked(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs that something joins, from words all over the file."""
    words = np.linspace(0, len(LEXICON) - 1, count).astype(np.int32)
    near = [LEXICON.neighbours(int(word)) for word in words]
    return np.repeat(words, [row.size for row in near]), np.concatenate(near)


def test_values_lie_in_their_ranges() -> None:
    batch = LEXICON.relations(*_linked(300))
    assert batch.kind.max() < len(RELATION_KINDS)
    assert batch.commonness.min() > 0
    assert batch.commonness.max() <= 1
    assert (batch.sources > 0).all()
    synonym, wrong = (RELATION_KINDS.index(kind) for kind in ("synonym", "wrong-sense"))
    assert batch.commonness[batch.kind == synonym].min() >= LEXICON.threshold
    assert batch.commonness[batch.kind == wrong].max() < LEXICON.threshold
    assert {int(kind) for kind in np.unique(batch.kind)} >= {synonym, wrong}


def test_neighbours_are_mutual() -> None:
    for word in LEXICON.ids(["house", "walk", "quickly", "give up"]).tolist():
        near = LEXICON.neighbours(word)
        assert near.size > 10
        assert len(set(near.tolist())) == near.size
        for other in near[::7].tolist():
            assert word in LEXICON.neighbours(other)


@pytest.mark.parametrize("left_out", REMOVABLE)
def test_a_source_left_out_is_gone_with_what_derives_from_it(left_out: str) -> None:
    a, b = _linked(300)
    full, less = LEXICON.relations(a, b), Lexicon.open(without=[left_out]).relations(a, b)
    bit = np.uint8(1 << SOURCES.index(left_out))
    assert (full.sources & bit).any()
    assert not (less.sources & bit).any()
    assert (less.commonness <= full.commonness + 1e-6).all()
    alone = full.sources == bit
    assert alone.any()
    # What it alone joined is unrelated now, but for sisters: they are found where nothing else is.
    kinds = {RELATION_KINDS[kind] for kind in less.kind[alone]}
    assert "none" in kinds
    assert kinds <= {"none", "related"}
    assert (
        less.sources[alone & (less.kind == RELATION_KINDS.index("related"))] == 1 << SOURCES.index("wordnet")
    ).all()


def test_without_all_dictionaries_only_rules_and_grammar_stay() -> None:
    bare = Lexicon.open(without=REMOVABLE)
    assert bare.sources == ("grammar", "rules")
    assert bare.relation("buy", "purchase").kind == "none"
    assert bare.relation("colour", "color") == Relation("spelling", ("rules",), 1.0)
    assert bare.relation("mice", "mouse").kind == "inflection"
    assert bare.relation("nevertheless", "nonetheless").sources == ("grammar",)
    assert bare.alternatives("purchase") == ()


def test_unknown_source_to_leave_out() -> None:
    with pytest.raises(InputError, match=r"without: unknown source 'webster' .*moby, wordnet, ppdb"):
        Lexicon.open(without=["moby", "webster"])


def test_source_names() -> None:
    assert LEXICON.sources == SOURCES
    assert source_names(0b101) == ("moby", "ppdb")


def test_lemmas_and_agreement() -> None:
    pairs = {
        "mice": "mouse",
        "went": "go",
        "houses": "house",
        "running": "run",
        "better": "good",
        "gave up": "give up",
    }
    lemmas = LEXICON.lemma_ids(LEXICON.ids(list(pairs)))
    assert [LEXICON.text(n) for n in lemmas.tolist()] == list(pairs.values())
    for own in ("evening", "species", "number", "during"):
        assert LEXICON.text(int(LEXICON.lemma_ids(LEXICON.ids([own]))[0])) == own
    words = LEXICON.ids(["purchased", "purchases", "purchasing", "purchase"])
    others = LEXICON.ids(["bought", "bought", "bought", "bought"])
    assert LEXICON.relations(words, others).agrees.tolist() == [True, False, False, False]


def test_a_form_that_does_not_agree_is_weaker() -> None:
    # Neither pair is joined as written; the lemmas are.
    assert (
        LEXICON.relation("squandering", "wasting").commonness
        > LEXICON.relation("squandering", "wastes").commonness
    )
    assert LEXICON.relation("squandering", "wastes").commonness > 0


def test_frequencies() -> None:
    zipf = LEXICON.zipf(LEXICON.ids(["the", "house", "lozenge", "qwertyuiop", "give up"]))
    assert 7 < zipf[0] < 8
    assert 4.5 < zipf[1] < 6
    assert 1 < zipf[2] < 3
    assert zipf[3:].tolist() == [0, 0]


def test_flags() -> None:
    flags = LEXICON.flags(LEXICON.ids(["although", "house", "paris", "give up", "in spite of", "qwertyuiop"]))
    assert flags.tolist() == [FUNCTION_WORD, 0, NAME_LIKE, PHRASE, PHRASE, 0]


def test_alternatives_are_ranked_and_related() -> None:
    found = LEXICON.alternatives("purchase", limit=15)
    assert len(found) == 15
    assert "buy" in [a.text for a in found]
    values = [a.relation.commonness for a in found]
    assert values == sorted(values, reverse=True)
    assert all(LEXICON.relation("purchase", a.text) == a.relation for a in found)
    assert LEXICON.alternatives("purchase", limit=3) == found[:3]


def test_alternatives_of_a_form_have_that_form() -> None:
    found = [a.text for a in LEXICON.alternatives("automobiles", limit=60)]
    assert {"cars", "vehicles", "sedans", "cabs"} <= set(found)
    assert found.index("vehicles") < found.index("vehicle")
    assert "sedan" not in found


def test_alternatives_of_many() -> None:
    words = ["house", "qwertyuiop", "give up", "the", "", "quickly", "houses"]
    assert LEXICON.alternatives_many(words, limit=7) == [
        LEXICON.alternatives(word, limit=7) for word in words
    ]
    assert LEXICON.alternatives_many([]) == []
    assert LEXICON.alternatives("qwertyuiop") == ()


def test_pickles_small_and_opens_again() -> None:
    lexicon = Lexicon.open(without=["moby"])
    data = pickle.dumps(lexicon)
    assert len(data) < 300
    again = pickle.loads(data)
    assert again.sources == lexicon.sources
    assert again.digest == lexicon.digest == LEXICON.digest
    assert again.relation("buy", "purchase") == lexicon.relation("buy", "purchase")


def test_threads_get_equal_answers() -> None:
    lexicon = Lexicon.open()
    results: list[Any] = []

    def work() -> None:
        results.append([lexicon.alternatives(word) for word in ("house", "houses", "give up", "quickly")])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert all(result == results[0] for result in results)


def test_is_compact_and_opens_fast() -> None:
    assert resources.shipped("lexicon.bin").stat().st_size < 8_000_000
    times = []
    for _ in range(5):
        start = time.process_time()
        Lexicon.open()
        times.append(time.process_time() - start)
    assert min(times) < 0.060


def test_shipped_file_is_the_one_in_the_manifest() -> None:
    resources.verify("lexicon.bin")
    LEXICON.verify()


def _copy(tmp_path: Path, change: dict[str, Any] | None = None, meta: dict[str, Any] | None = None) -> Path:
    box = open_container(resources.shipped("lexicon.bin"), kind=KIND, format=FORMAT)
    path = tmp_path / "lexicon.bin"
    arrays = {**box.arrays, **(change or {})}
    arrays = {name: array for name, array in arrays.items() if array is not None}
    write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=box.meta if meta is None else meta)
    return path


def test_a_copy_answers_the_same(tmp_path: Path) -> None:
    copy = Lexicon.open(_copy(tmp_path))
    assert copy.digest == LEXICON.digest
    assert copy.relation("buy", "purchase") == LEXICON.relation("buy", "purchase")


def test_every_damaged_section_is_named(tmp_path: Path) -> None:
    good = resources.shipped("lexicon.bin").read_bytes()
    box = open_container(resources.shipped("lexicon.bin"), kind=KIND, format=FORMAT)
    path = tmp_path / "lexicon.bin"
    for name, array in box.arrays.items():
        at = good.index(array.tobytes()[:4096]) + min(array.nbytes, 4096) // 2
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(ResourceError, match=f"section '{name}' is damaged"):
            Lexicon.open(path)


def test_missing_and_foreign_files(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="cannot be read"):
        Lexicon.open(tmp_path / "none.bin")
    with pytest.raises(ResourceError, match="kind is 'vectors', expected 'lexicon'"):
        Lexicon.open(resources.shipped("vectors.bin"))
    (tmp_path / "text.bin").write_text("not a lexicon")
    with pytest.raises(ResourceError, match="magic"):
        Lexicon.open(tmp_path / "text.bin")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"link_columns": None}, "section 'link_columns' is missing"),
        ({"link_codes": np.zeros(3, np.uint8)}, "sections of links do not fit"),
        ({"link_counts": np.zeros((2, 5), np.uint8)}, "sections of links do not fit"),
        ({"zipf": np.zeros(3, np.uint8)}, "sections of lemmas do not fit"),
        ({"form_gaps": np.full(37_000, 60_000, np.uint16)}, "sections of lemmas do not fit"),
        ({"concepts": np.zeros(3, np.uint16)}, "sections of concepts do not fit"),
        ({"spelling": np.zeros(3, np.int32)}, "section 'spelling' is <i4 with 1 dimensions, expected <u8"),
        ({"word_bytes": np.zeros(3, np.uint8)}, "sections of words do not fit"),
    ],
)
def test_sections_that_do_not_fit_each_other(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(ResourceError, match=words):
        Lexicon.open(_copy(tmp_path, change))


@pytest.mark.parametrize(
    ("key", "value"),
    [("intercept", None), ("moby", [0.0]), ("similarity", "no list"), ("new", 1.0), ("threshold", [1, 2])],
)
def test_weights_that_do_not_fit(tmp_path: Path, key: str, value: object) -> None:
    box = open_container(resources.shipped("lexicon.bin"), kind=KIND, format=FORMAT)
    weights = {**box.meta["weights"], key: value}
    with pytest.raises(ResourceError, match="header: "):
        Lexicon.open(_copy(tmp_path, meta={"weights": weights}))
