"""The network in numpy against the same in PyTorch: asked each time weights are written.

PyTorch is no dependency of the tests, so this check stands beside the fit; the tests hold numpy's network
to the formulas, one cell at a time.
"""

from __future__ import annotations

import numpy as np
import torch

from models.aligner.network import GapNetwork
from spindetect.align.gaps import Cells
from spindetect.align.network import REACH, Network
from spindetect.errors import ResourceError

CLOSE = 1e-5  # single precision, sums of some hundred products


def difference(seed: int = 0) -> float:
    """Return the greatest difference of the two on a random network and rectangle."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = GapNetwork(5, 6, 4, 8, 3, 0.1).eval()
    vector = rng.normal(size=(9, 6)).astype(np.float32)
    source, suspect = (rng.integers(0, 9, 10).astype(np.int32) for _ in range(2))
    cells = Cells.of(np.array([[2, 6, 3, 8]], np.int32))
    channels = rng.normal(size=(len(cells), 5)).astype(np.float32)
    found = Network(network.arrays(), 3).predict(cells, channels, vector, source, suspect)
    edge = np.zeros((REACH, 6), np.float32)
    first = np.concatenate([edge, vector[source], edge])[None, 2 : 6 + 2 * REACH]
    second = np.concatenate([edge, vector[suspect], edge])[None, 3 : 8 + 2 * REACH]
    table = torch.from_numpy(channels.reshape(1, 4, 5, 5))
    logit = network(table, torch.from_numpy(first), torch.from_numpy(second), torch.ones(1, 4, 5))
    return float(np.abs(found - torch.sigmoid(logit).detach().numpy().ravel()).max())


def check() -> None:
    """Raise ResourceError unless the two agree."""
    found = difference()
    if found > CLOSE:
        raise ResourceError(
            f"numpy and PyTorch differ by {found:.1e}", where="aligner network", hint="mend align/network.py"
        )
