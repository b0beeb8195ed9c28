"""The container: what is written comes back, and every kind of damage is named."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.container import DTYPES, LAYOUT, MAGIC, Container, open_container, write_container
from spindetect.errors import ResourceError


def _write(path: Path) -> dict[str, np.ndarray]:
    arrays = {
        "ids": np.arange(1000, dtype="<i4"),
        "rows": np.arange(60, dtype="|i1").reshape(12, 5),
        "empty": np.zeros((0, 3), dtype="<f4"),
        "scalar": np.array(2.5, dtype="<f8"),
    }
    write_container(path, kind="test", format=3, arrays=arrays, meta={"name": "ü", "weights": [0.1, -2]})
    return arrays


def _open(path: Path) -> Container:
    return open_container(path, kind="test", format=3)


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "t.bin"
    arrays = _write(path)
    box = _open(path)
    assert box.meta == {"name": "ü", "weights": [0.1, -2]}
    assert list(box.arrays) == list(arrays)
    for name, array in arrays.items():
        assert box.arrays[name].dtype == array.dtype
        assert box.arrays[name].shape == array.shape
        np.testing.assert_array_equal(box.arrays[name], array)
    box.verify()


def test_arrays_are_read_only(tmp_path: Path) -> None:
    _write(tmp_path / "t.bin")
    with pytest.raises(ValueError, match="read-only"):
        _open(tmp_path / "t.bin").arrays["ids"][0] = 1


def test_same_input_same_bytes_and_digest(tmp_path: Path) -> None:
    _write(tmp_path / "a.bin")
    _write(tmp_path / "b.bin")
    assert (tmp_path / "a.bin").read_bytes() == (tmp_path / "b.bin").read_bytes()
    assert _open(tmp_path / "a.bin").digest == _open(tmp_path / "b.bin").digest


def test_digest_follows_content(tmp_path: Path) -> None:
    for value in (1, 2):
        arrays = {"x": np.array([value], dtype="|u1")}
        write_container(tmp_path / f"{value}.bin", kind="test", format=3, arrays=arrays, meta={})
    assert _open(tmp_path / "1.bin").digest != _open(tmp_path / "2.bin").digest


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_flipped_byte_is_named(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("c") / "t.bin"
    arrays = _write(path)
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    problem = ""
    try:
        box = _open(path)
    except ResourceError as error:
        problem = error.problem
    if problem:
        assert any(word in problem for word in ("magic", "layout", "length", "digest", "section"))
        return
    for name, array in arrays.items():  # only padding may go unseen
        np.testing.assert_array_equal(box.arrays[name], array)


@pytest.mark.parametrize("keep", [0, 5, 40, 64, 500, -1])
def test_cut_short(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "t.bin"
    _write(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ResourceError, match=r"magic|cut short|length"):
        _open(path)


def test_each_damage_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "t.bin"
    _write(path)
    good = path.read_bytes()
    cases = {
        "magic": b"PK\x03\x04" + good[4:],
        "layout version is 9, this program reads 1": good[:8] + struct.pack("<I", 9) + good[12:],
        "digest of the header": good[:70] + b"#" + good[71:],
        "section 'ids' is damaged": good.replace(
            struct.pack("<4i", 5, 6, 7, 8), struct.pack("<4i", 5, 6, 7, 9)
        ),
        "length is": good + b"\0",
    }
    assert LAYOUT == 1
    assert good.startswith(MAGIC)
    for words, damaged in cases.items():
        path.write_bytes(damaged)
        with pytest.raises(ResourceError, match=words) as caught:
            _open(path)
        assert caught.value.where == str(path)
        assert caught.value.hint


def test_unchecked_open_leaves_damage_to_verify(tmp_path: Path) -> None:
    path = tmp_path / "t.bin"
    _write(path)
    good = path.read_bytes()
    path.write_bytes(good.replace(struct.pack("<4i", 5, 6, 7, 8), struct.pack("<4i", 5, 6, 7, 9)))
    box = open_container(path, kind="test", format=3, check=False)
    with pytest.raises(ResourceError, match="section 'ids' is damaged: its SHA-256"):
        box.verify()


def test_other_kind_and_format(tmp_path: Path) -> None:
    path = tmp_path / "t.bin"
    _write(path)
    with pytest.raises(ResourceError, match="kind is 'test', expected 'model'"):
        open_container(path, kind="model", format=3)
    with pytest.raises(ResourceError, match="format is 3, expected 4"):
        open_container(path, kind="test", format=4)


def test_missing_and_directory(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="cannot be read: No such file"):
        _open(tmp_path / "none.bin")
    with pytest.raises(ResourceError, match="cannot be read"):
        _open(tmp_path)


def test_need(tmp_path: Path) -> None:
    _write(tmp_path / "t.bin")
    box = _open(tmp_path / "t.bin")
    assert box.need("rows", "|i1", ndim=2).shape == (12, 5)
    with pytest.raises(ResourceError, match="'nothing' is missing"):
        box.need("nothing", "|i1")
    with pytest.raises(ResourceError, match="'ids' is <i4 with 1 dimensions, expected <i8"):
        box.need("ids", "<i8")


def test_code_and_strings_are_not_stored(tmp_path: Path) -> None:
    for bad in (np.array([object()]), np.array(["text"])):
        with pytest.raises(ResourceError, match="not one that may be stored"):
            write_container(tmp_path / "t.bin", kind="test", format=1, arrays={"x": bad}, meta={})
    assert not (tmp_path / "t.bin").exists()
    assert all(np.dtype(d).kind in "uifb" for d in DTYPES)


def test_header_is_readable_json(tmp_path: Path) -> None:
    path = tmp_path / "t.bin"
    _write(path)
    raw = path.read_bytes()
    (length,) = struct.unpack("<I", raw[12:16])
    assert json.loads(raw[64 : 64 + length])["kind"] == "test"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"[1, 2]", "does not parse"),
        (b'{"kind": 1', "does not parse"),
        (b'{"kind": "test", "format": 3, "meta": [], "arrays": {}}', "wrong type"),
        (
            (
                b'{"kind": "test", "format": 3, "meta": {}, "arrays": {"x":'
                b' {"dtype": "|O8", "shape": [1], "offset": 64, "bytes": 8, "crc32": 0}}}'
            ),
            "does not load",
        ),
        (
            (
                b'{"kind": "test", "format": 3, "meta": {}, "arrays": {"x":'
                b' {"dtype": "<i4", "shape": [9000], "offset": 64, "bytes": 36000, "crc32": 0}}}'
            ),
            "does not fit",
        ),
    ],
)
def test_hostile_header_with_a_right_digest(tmp_path: Path, header: bytes, words: str) -> None:
    fixed = struct.pack("<8sIIQ", MAGIC, LAYOUT, len(header), 64 + len(header))
    path = tmp_path / "t.bin"
    path.write_bytes(fixed + hashlib.sha256(fixed + header).digest() + bytes(8) + header)
    with pytest.raises(ResourceError, match=words):
        _open(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_is_refused(tmp_path: Path, value: float) -> None:
    arrays = {"weights": np.array([0.5, value, 1.0], dtype="<f8")}
    write_container(tmp_path / "t.bin", kind="test", format=3, arrays=arrays, meta={})
    with pytest.raises(ResourceError, match="section 'weights' holds a number that is not finite"):
        _open(tmp_path / "t.bin").need("weights", "<f8")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.bin")
    with pytest.raises(ResourceError, match=r"t\.bin: is a pipe, not a file"):
        _open(tmp_path / "t.bin")
