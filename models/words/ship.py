"""Write a fitted network and its candidates as the file that the runtime opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.words.candidates import Chosen
from models.words.network import WordNetwork
from spindetect.container import write_container
from spindetect.context.inputs import MEASURES
from spindetect.context.model import FORMAT, KIND
from spindetect.language import Ngrams, Vectors


def write(
    path: Path,
    network: WordNetwork,
    chosen: Chosen,
    tables: tuple[Ngrams, Vectors],
    about: dict[str, Any],
) -> None:
    """Write `word_model.bin`; equal weights give equal bytes.

    Parameters
    ----------
    tables : (Ngrams, Vectors)
        That the file is for.
    about : dict
        What it was fitted on and with.
    """
    ngrams, vectors = tables
    embedding, scale, bias = network.table()
    arrays: dict[str, NDArray[Any]] = {
        "embedding": embedding,
        "scale": scale,
        "bias": bias,
        "candidates": chosen.row,
        "sources": chosen.sources,
        "ordinary": chosen.ordinary,
        "number": np.asarray(ngrams.words(vectors.words(len(vectors))), np.int32),
        **network.arrays(),
    }
    meta = about | {
        "lexical": chosen.lexical,
        "layers": network.shape.layers,
        "measures": list(MEASURES),
        "ngrams": ngrams.digest,
        "vectors": vectors.digest,
    }
    write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=meta)
