"""The network in numpy against the same in PyTorch: asked each time weights are written.

PyTorch is no dependency of the tests, so this check stands beside the fit; the tests hold numpy's network
to the formulas, one cell at a time.
"""

from __future__ import annotations

import numpy as np
import torch

from models.aligner.network import OFF, GapNetwork
from spindetect.align.frame import REACH
from spindetect.align.gaps import Cells
from spindetect.align.network import Network
from spindetect.errors import ResourceError

CLOSE = 1e-5  # single precision, sums of some hundred products
CLOSE_GRADIENT = 0.03  # kernels are multiplied in half precision, 8 bits: 0.001 to 0.015 over ten seeds


def difference(seed: int = 0) -> float:
    """Return the greatest difference of the two on a random network and rectangle."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = GapNetwork(5, 6, 4, 8, 3, 0.1, 0.1).eval()
    vector = rng.normal(size=(9, 6)).astype(np.float32)
    source, suspect = (rng.integers(0, 9, 10).astype(np.int32) for _ in range(2))
    cells = Cells.of(np.array([[2, 6, 3, 8]], np.int32))
    channels = rng.normal(size=(len(cells), 5)).astype(np.float32)
    found = Network(network.arrays(), 3).predict(cells, channels, vector, source, suspect)
    edge = np.zeros((REACH, 6), np.float32)
    first = np.concatenate([edge, vector[source], edge])[None, 2 : 6 + 2 * REACH]
    second = np.concatenate([edge, vector[suspect], edge])[None, 3 : 8 + 2 * REACH]
    table = torch.from_numpy(channels.reshape(1, 4, 5, 5))
    inside = torch.zeros(1, 4), torch.zeros(1, 5)
    logit = network(table, torch.from_numpy(first), torch.from_numpy(second), *inside)
    return float(np.abs(found - torch.sigmoid(logit).detach().numpy().ravel()).max())


def gradient_difference(seed: int = 0) -> float:
    """Return how far the gradients by hand lie from PyTorch's own, as a share of their length."""
    torch.manual_seed(seed)
    network = GapNetwork(5, 6, 4, 8, 3)
    inputs = (
        torch.randn(2, 4, 5, 5),
        torch.randn(2, 4 + 2 * REACH, 6),
        torch.randn(2, 5 + 2 * REACH, 6),
        torch.tensor([[0, 0, 0, 0], [0, 0, 0, OFF]]),
        torch.tensor([[0, 0, 0, 0, 0], [0, 0, 0, OFF, OFF]]),
    )
    found = []
    for training in (True, False):  # only in training are the layers' gradients computed by hand
        network.train(training).zero_grad()
        network(*inputs).square().sum().backward()
        found.append(torch.cat([part.grad.ravel() for part in network.parameters() if part.grad is not None]))
    return float((found[0] - found[1]).norm() / found[1].norm())


def check() -> None:
    """Raise ResourceError unless numpy and PyTorch agree, and the gradients do."""
    for what, found, close in (
        ("numpy and PyTorch", difference(), CLOSE),
        ("gradients by hand and PyTorch's", gradient_difference(), CLOSE_GRADIENT),
    ):
        if found > close:
            raise ResourceError(
                f"{what} differ by {found:.1e}", where="aligner network", hint="mend the network's code"
            )
