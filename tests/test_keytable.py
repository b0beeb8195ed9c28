"""The key table: exact look-ups, equal to a dict's, for any keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable, key_table_arrays, starts

KEYS = st.text(min_size=1, max_size=15).filter(
    lambda key: "\n" not in key and key.isprintable() and len(key.encode()) < 64
)


def _table(folder: Path, keys: list[str]) -> KeyTable:
    path = folder / "keys.bin"
    write_container(path, kind="keys", format=1, arrays=key_table_arrays(keys), meta={})
    return KeyTable(open_container(path, kind="keys", format=1))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stored=st.sets(KEYS, max_size=60), asked=st.lists(st.text(max_size=80), max_size=40), data=st.data())
def test_equals_a_dict(
    tmp_path_factory: pytest.TempPathFactory, stored: set[str], asked: list[str], data: st.DataObject
) -> None:
    keys = sorted(stored)
    table = _table(tmp_path_factory.mktemp("k"), keys)
    number = {key: at for at, key in enumerate(keys)}
    asked += data.draw(st.lists(st.sampled_from(keys), max_size=20)) if keys else []
    assert table.ids(asked).tolist() == [number.get(key, -1) for key in asked]
    assert [table.text(at) for at in range(len(table))] == keys


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stored=st.sets(KEYS, max_size=40), head=st.integers(0, 12), tail=st.integers(0, 12), data=st.data())
def test_edges_are_those_of_the_texts(
    tmp_path_factory: pytest.TempPathFactory, stored: set[str], head: int, tail: int, data: st.DataObject
) -> None:
    keys = sorted(stored)
    table = _table(tmp_path_factory.mktemp("e"), keys)
    numbers = data.draw(st.lists(st.integers(0, len(keys) - 1), max_size=20)) if keys else []
    front, back, length = table.edges(np.array(numbers, np.int32), head, tail)
    texts = [keys[number].encode() for number in numbers]
    assert length.tolist() == list(map(len, texts))
    assert [bytes(row) for row in front] == [text[:head].ljust(head, b"\0") for text in texts]
    assert [bytes(row) for row in back] == [text[::-1][:tail].ljust(tail, b"\0") for text in texts]


@pytest.mark.long
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asked=st.lists(st.text(max_size=100), min_size=1, max_size=200))
def test_equals_a_dict_for_any_unicode(asked: list[str], big: tuple[KeyTable, dict[str, int]]) -> None:
    table, number = big
    assert table.ids(asked).tolist() == [number.get(key, -1) for key in asked]


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> tuple[KeyTable, dict[str, int]]:
    keys = [chr(97 + i % 26) * (i % 5) + str(i) for i in range(30_000)]
    return _table(tmp_path_factory.mktemp("big"), keys), {key: at for at, key in enumerate(keys)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stored=st.sets(KEYS, max_size=40), other=st.sets(KEYS, max_size=40), shared=st.sets(KEYS, max_size=9))
def test_another_table_s_keys_as_if_asked_by_text(
    tmp_path_factory: pytest.TempPathFactory, stored: set[str], other: set[str], shared: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("two")
    table = _table(folder, sorted(stored | shared))
    asked = sorted(other | shared)
    assert table.ids_of(_table(folder, asked)).tolist() == table.ids(asked).tolist()


def test_neighbours_of_a_key_are_not_the_key(tmp_path: Path) -> None:
    table = _table(tmp_path, ["the", "then", "he", "a b"])
    asked = [
        "th",
        "the",
        "thee",
        "the ",
        "then",
        "THE",
        "a",
        "a b",
        "a  b",
        "",
        "the\n",
        "\n",
        "the\nthen",
        "the\0",
    ]
    assert table.ids(asked).tolist() == [-1, 0, -1, -1, 1, -1, -1, 3, -1, -1, -1, -1, -1, -1]


def test_lone_surrogates_and_very_long_keys_are_unknown(tmp_path: Path) -> None:
    table = _table(tmp_path, ["word", "w" * 63])
    assert table.ids(["\ud800", "wor\udfff", "w" * 10_000, "word" * 20_000, "w" * 63]).tolist() == [
        -1,
        -1,
        -1,
        -1,
        1,
    ]


def test_no_keys(tmp_path: Path) -> None:
    table = _table(tmp_path, [])
    assert len(table) == 0
    assert table.ids(["a", ""]).tolist() == [-1, -1]
    assert _table(tmp_path, ["a"]).ids([]).tolist() == []


def test_numbers_out_of_range(tmp_path: Path) -> None:
    table = _table(tmp_path, ["a"])
    for number in (-1, 1, 10**9):
        with pytest.raises(IndexError):
            table.text(number)


@pytest.mark.parametrize("keys", [["a", "a"], ["a\nb"], [""], ["x" * 64], ["é" * 32]])
def test_keys_that_cannot_be_stored(keys: list[str]) -> None:
    with pytest.raises(ResourceError, match="keys must be distinct"):
        key_table_arrays(keys)


def test_sections_that_do_not_fit(tmp_path: Path) -> None:
    arrays = key_table_arrays(["one", "two", "three"])
    for name in ("words", "word_bytes", "slot_low", "slot_high", "bucket_counts"):
        cut = dict(arrays)
        cut[name] = arrays[name][:-1] if name != "bucket_counts" else np.zeros_like(arrays[name])
        write_container(tmp_path / "k.bin", kind="keys", format=1, arrays=cut, meta={})
        with pytest.raises(ResourceError, match="sections of words do not fit"):
            KeyTable(open_container(tmp_path / "k.bin", kind="keys", format=1))


def test_same_keys_same_arrays() -> None:
    first, second = key_table_arrays(["b", "a", "c"]), key_table_arrays(["b", "a", "c"])
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name])


def test_starts() -> None:
    assert starts(np.array([2, 0, 255, 1], np.uint8)).tolist() == [0, 2, 2, 257, 258]
