"""The shipped word vectors: unit rows, exact batches, named damage."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect import resources
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.language import Vectors
from spindetect.language.vectors import FORMAT, KIND

VECTORS = Vectors.open()
NUMBERS = st.integers(-1, len(VECTORS) - 1)


def _cosine(a: str, b: str) -> float:
    numbers = VECTORS.ids([a, b])
    return float(VECTORS.cosine(numbers[:1], numbers[1:])[0])


def test_holds_enough_words() -> None:
    assert len(VECTORS) >= 60_000
    assert resources.shipped("vectors.bin").stat().st_size < 5_000_000
    assert (VECTORS.ids(["the", "house", "neighbourhood", "although", "running"]) >= 0).all()
    assert VECTORS.ids(["qwertyuiop", "", "two words"]).tolist() == [-1, -1, -1]


def test_rows_are_unit_rows_and_unknown_ones_zero() -> None:
    rows = VECTORS.rows(np.arange(-1, len(VECTORS), dtype=np.int32))
    assert rows.dtype == np.float32
    assert not rows[0].any()
    np.testing.assert_allclose(np.linalg.norm(rows[1:], axis=1), 1, atol=1e-5)


def test_common_directions_are_gone() -> None:
    rows = VECTORS.rows(np.arange(len(VECTORS), dtype=np.int32))
    # As they come, GloVe's rows have a mean of length 0.5: two random words then look alike.
    assert np.linalg.norm(rows.mean(axis=0)) < 0.35


@settings(max_examples=60, deadline=None)
@given(pairs=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=60))
def test_cosine_equals_the_slow_one(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(side, np.int32) for side in zip(*pairs, strict=True))
    found = VECTORS.cosine(a, b)
    assert found.dtype == np.float32
    for at, (first, second) in enumerate(pairs):
        u, v = VECTORS.rows(a[at : at + 1])[0], VECTORS.rows(b[at : at + 1])[0]
        expected = (
            0.0 if min(first, second) < 0 else sum(float(x) * float(y) for x, y in zip(u, v, strict=True))
        )
        assert abs(found[at] - expected) < 1e-5


def test_words_of_one_meaning_are_near() -> None:
    assert _cosine("movie", "film") > 0.6
    assert _cosine("physician", "doctor") > 0.4
    assert _cosine("movie", "quickly") < 0.3
    assert _cosine("movie", "movie") == pytest.approx(1, abs=1e-5)


def test_pickles_small_and_opens_again() -> None:
    data = pickle.dumps(VECTORS)
    assert len(data) < 200
    again = pickle.loads(data)
    assert again.digest == VECTORS.digest
    assert len(again) == len(VECTORS)


def test_opens_fast() -> None:
    times = []
    for _ in range(5):
        start = time.process_time()
        Vectors.open()
        times.append(time.process_time() - start)
    assert min(times) < 0.030


def test_a_small_shipped_file_that_was_changed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "confusables.json"
    data = resources.shipped(name).read_bytes()
    assert len(data) <= resources.SMALL
    (tmp_path / name).write_bytes(data.replace(b'"a"', b'"q"', 1))
    monkeypatch.setattr(resources, "SHIPPED", tmp_path)
    with pytest.raises(ResourceError, match=f"{name}: has SHA-256"):
        resources.shipped(name)


def test_shipped_file_is_the_one_in_the_manifest() -> None:
    resources.verify("vectors.bin")
    VECTORS.verify()


def test_damage_is_named(tmp_path: Path) -> None:
    good = resources.shipped("vectors.bin").read_bytes()
    path = tmp_path / "vectors.bin"
    path.write_bytes(good[:-1])
    with pytest.raises(ResourceError, match="length is"):
        Vectors.open(path)
    path.write_bytes(good[:-5000] + bytes([good[-5000] ^ 1]) + good[-4999:])
    with pytest.raises(ResourceError, match=r"section '.*' is damaged"):
        Vectors.open(path)
    with pytest.raises(ResourceError, match="kind is 'lexicon', expected 'vectors'"):
        Vectors.open(resources.shipped("lexicon.bin"))


def test_sections_that_do_not_fit(tmp_path: Path) -> None:
    box = open_container(resources.shipped("vectors.bin"), kind=KIND, format=FORMAT)
    arrays = {**box.arrays, "scale": box.arrays["scale"][:-1]}
    write_container(tmp_path / "v.bin", kind=KIND, format=FORMAT, arrays=arrays, meta=box.meta)
    with pytest.raises(ResourceError, match="sections do not fit: "):
        Vectors.open(tmp_path / "v.bin")
