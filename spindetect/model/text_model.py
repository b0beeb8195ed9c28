"""The text model: from the words' log-odds to P(spun) of a text without a source, with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect import resources
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.features.text import TEXT_FEATURES, TEXT_FEATURES_VERSION, text_features
from spindetect.features.words import WORD_FEATURES

KIND, FORMAT = "text-model", 3
SHIPPED_NAME: Final = "text_model.bin"

PART_WORDS: Final = 120
"""Words of a part that is scored by itself: content words, some 230 words of text."""

PART_STEP: Final = 30
"""Words from one part to the next."""

USUAL_LENGTH: Final = 150
"""Scored words of a usual text, some 300 words; `TextModel.length` is of the log of a length over it."""

_LENGTHS: Final = (30, 400)  # scored words; nothing shorter or longer was fitted on
_LENGTH_AT: Final = TEXT_FEATURES.index("words")
_SEVERAL: Final = 2.5  # texts of so many parts have parts at all: a shorter one is best judged whole
_AT_ONCE: Final = 4096  # parts
Floats = NDArray[np.float64]


class Parts(NamedTuple):
    """The parts of a text that were scored by themselves; arrays of shape (parts,).

    Attributes
    ----------
    first, last : array of intp
        The words of each, as places in the array of words: [first, last).
    log_odds : array of float64
        Of each by itself.
    """

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    log_odds: Floats


@dataclass(frozen=True, eq=False)
class TextModel:
    """A fitted text model; open one with `TextModel.open`.

    Attributes
    ----------
    mean, spread, weights : array of float64, shape (len(TEXT_FEATURES),)
        Logistic regression of standardised features.
    bias : float
    length : array of float64, shape (4,)
        What a text's length makes of these log-odds: a factor, what is added to it for each e-fold length,
        and the same of what is added to the product.
    in_part, throughout : array of float64, shape (4,)
        Of a text with parts, for its having been spun in one part and from end to end: weights of its own
        log-odds, of the greatest of its parts, of the log of their number, and the bias.
    word : array of float64, shape (2 + len(WORD_FEATURES) + 1,)
        Of a word: weight of its text's log-odds and the bias, for its text's or part's having been spun;
        weights of `WORD_FEATURES` and the bias, for its having been swapped if so.
    reference : array of float64, shape (len(TEXT_FEATURES),)
        Features of a typical honest text.
    manifest : dict
    digest : str
    """

    mean: Floats
    spread: Floats
    weights: Floats
    bias: float
    length: Floats
    in_part: Floats
    throughout: Floats
    word: Floats
    reference: Floats
    manifest: Mapping[str, Any]
    digest: str = ""

    @property
    def threshold(self) -> float:
        """P(spun) from which on a text is called spun."""
        return float(self.manifest["thresholds"]["spun"]["value"])

    @property
    def threshold_log_odds(self) -> float:
        """The same as log-odds: what labels are decided by."""
        return float(self.manifest["thresholds"]["spun"]["log_odds"])

    @property
    def prior(self) -> float:
        """The share of spun texts that P(spun) assumes."""
        return float(self.manifest["prior"])

    @property
    def mark(self) -> float:
        """P(swapped) from which on a word is marked."""
        return float(self.manifest["thresholds"]["mark"]["value"])

    @property
    def least_words(self) -> int:
        """Counted words below which no label is given."""
        return int(self.manifest["least_words"])

    @property
    def least_scored(self) -> int:
        """Scored words below which no label is given: counted, no function words, not alike."""
        return int(self.manifest["least_scored"])

    def log_odds(self, features: Floats) -> Floats:
        """Return the log-odds of texts or parts by themselves, from (n, len(TEXT_FEATURES)) features."""
        standard = (features - self.mean) / self.spread
        return self.by_length(standard @ self.weights + self.bias, features[:, _LENGTH_AT])

    def by_length(self, log_odds: Floats, log_words: Floats) -> Floats:
        """Return log-odds, shape (n,), as far as texts of their lengths bear them out.

        The spread of few words is wide: what sixty words show is less sure than what three hundred show.

        Parameters
        ----------
        log_odds : array of float64, shape (n,)
            From the weights alone.
        log_words : array of float64, shape (n,)
            Log of the number of scored words.
        """
        factor, more, added, and_more = self.length
        longer = length_beyond(log_words)
        out: Floats = (factor + more * longer) * log_odds + added + and_more * longer
        return out

    def parts(self, logits: NDArray[np.float32]) -> Parts:
        """Score the parts of a text of n words, given in order; none where it is short."""
        n = len(logits)
        if n < _SEVERAL * PART_WORDS:
            none = np.empty(0, np.intp)
            return Parts(none, none, np.empty(0))
        first = np.append(np.arange(0, n - PART_WORDS, PART_STEP), n - PART_WORDS)
        windows = np.lib.stride_tricks.sliding_window_view(logits, PART_WORDS)
        found = [
            self.log_odds(text_features(windows[first[at : at + _AT_ONCE]]))
            for at in range(0, len(first), _AT_ONCE)
        ]
        return Parts(first, first + PART_WORDS, np.concatenate(found))

    def whole(self, features: Floats, parts: Parts) -> float:
        """Return the log-odds of a text, given its own features, shape (len(TEXT_FEATURES),).

        A long text was spun in a part, from end to end or not at all; the odds of the first two add up. One
        sum for both, fitted on spun parts alone, takes a text's being odd all over for a sign that its
        oddest part means little: of texts of 3,000 words that were spun from end to end at a dose of 18 %,
        .66 were found at 1 % false positives, and not .94 without Moby, .67 and not .81 without PPDB.
        """
        own = float(self.log_odds(features[None])[0])
        number = len(parts.first)
        if not number:
            return own
        seen = np.array([own, float(parts.log_odds.max()), np.log(number), 1.0])
        return float(np.logaddexp(seen @ self.in_part, seen @ self.throughout))

    def swapped(self, words: Floats, log_odds: float | Floats) -> Floats:
        """Return P(swapped) of words: P(the text was spun) by P(swapped | the text was spun).

        One sum of log-odds in place of the product takes as much from the odd words of a spun text as it
        adds to those of an honest one: area under the curve of words, dictionary and sources unseen, .854
        for .884 without PPDB, .879 for .898 without Moby.

        Parameters
        ----------
        words : array of float64, shape (n, len(WORD_FEATURES))
            From `word_features`.
        log_odds : float or array of float64, shape (n,)
            Of the text or part around each.

        Returns
        -------
        array of float64, shape (n,)
        """
        text, swapped = self.word[:2], self.word[2:]
        out: Floats = logistic(text[0] * log_odds + text[1]) * logistic(words @ swapped[:-1] + swapped[-1])
        return out

    def check(self, word_model: str) -> None:
        """Raise ResourceError unless it was fitted on the scores of the word model with this digest."""
        if self.manifest.get("word_model") != word_model:
            raise ResourceError(
                "was fitted on the scores of another word model",
                where=SHIPPED_NAME,
                hint=resources.REINSTALL,
            )

    @classmethod
    def open(cls, path: Path | None = None) -> TextModel:
        """Open a model file; the shipped one by default.

        Raises
        ------
        ResourceError
            If the file is missing, damaged, of another format, or was made for other features.
        """
        path = path or resources.shipped(SHIPPED_NAME)
        file = open_container(path, kind=KIND, format=FORMAT)
        if file.meta.get("features") != list(TEXT_FEATURES) or (
            file.meta.get("features_version") != TEXT_FEATURES_VERSION
        ):
            raise ResourceError(
                "was fitted to other features than this program computes",
                where=str(path),
                hint="reinstall spindetect, or fit it again with models.words",
            )
        rows = {name: file.need(name, "<f8") for name in _SECTIONS}
        sizes = {name: len(rows[name]) for name in rows}
        if sizes != _SIZES or not all(np.isfinite(row).all() for row in rows.values()):
            raise ResourceError(f"sections do not fit: {sizes}", where=str(path), hint=resources.REINSTALL)
        bias = float(rows.pop("bias")[0])
        return cls(**rows, bias=bias, manifest=file.meta, digest=file.digest)

    def save(self, path: Path) -> None:
        """Write the model to a file; equal models give equal bytes."""
        arrays = {name: np.atleast_1d(np.asarray(getattr(self, name), np.float64)) for name in _SECTIONS}
        meta = dict(self.manifest) | {
            "features": list(TEXT_FEATURES),
            "features_version": TEXT_FEATURES_VERSION,
        }
        write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=meta)


_SECTIONS: Final = (
    "mean",
    "spread",
    "weights",
    "bias",
    "length",
    "in_part",
    "throughout",
    "word",
    "reference",
)
_SIZES: Final = {name: len(TEXT_FEATURES) for name in _SECTIONS} | {
    "bias": 1,
    "length": 4,
    "in_part": 4,
    "throughout": 4,
    "word": 2 + len(WORD_FEATURES) + 1,
}


def length_beyond(log_words: Floats) -> Floats:
    """Return the logs of lengths over the usual one, none beyond what was fitted on."""
    shortest, longest = (np.log(words / USUAL_LENGTH) for words in _LENGTHS)
    out: Floats = np.clip(log_words - np.log(USUAL_LENGTH), shortest, longest)
    return out


def logistic(log_odds: float | Floats) -> Floats:
    """Return the probabilities of log-odds."""
    out: Floats = 0.5 + 0.5 * np.tanh(np.asarray(log_odds) / 2)  # never overflows
    return out
