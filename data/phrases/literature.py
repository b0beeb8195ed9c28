"""Terms of the literature: what is often side by side in 4.7 million titles and abstracts.

The package of the CSO Classifier holds every word and stretch of words that its word2vec model was fitted on,
the most frequent first, each stretch as one word with underscores: 'mobile_ad_hoc_network'. The papers are
those that the Microsoft Academic Graph files under computer science; what they are about is any science that
computes, and patents.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from data.phrases.count_terms import FUNCTION_WORDS
from data.phrases.packages import LITERATURE
from spindetect.phrases.terms import NAMES

AT_FIRST, FALLS = 14.0, 0.6
"""Weight of the most frequent word, and by how much it falls when the place doubles: 7 at place 3,000, 2.4 at
the last one, somewhat more than what the texts and descriptions have counted of the same terms."""

_LIST: Final = "classifier/models/token-to-cso-combined.json"
_WORD: Final = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_JOINT: Final = re.compile("[_-]")

Term = tuple[str, ...]


def literature(packages: Path) -> dict[Term, int]:
    """Return the terms of the list with their places in it; hyphened words are in parts."""
    with zipfile.ZipFile(io.BytesIO((packages / LITERATURE.file).read_bytes())) as file:
        return terms_of(json.loads(file.read(_LIST)))


def terms_of(stretches: Iterable[str]) -> dict[Term, int]:
    """Return the stretches that may be terms, with their places; no function word begins or ends one."""
    out: dict[Term, int] = {}
    for place, stretch in enumerate(stretches):
        words = tuple(_JOINT.split(stretch.casefold()))
        ends = {words[0], words[-1]}
        if len(words) in NAMES and not ends & FUNCTION_WORDS and all(map(_WORD.fullmatch, words)):
            out.setdefault(words, place)
    return out


def weight(place: int) -> float:
    """Return how common a term is, as if log2 of the documents that hold it."""
    return AT_FIRST - FALLS * float(np.log2(place + 1))
