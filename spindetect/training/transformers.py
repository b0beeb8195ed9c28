"""Texts to the program's own features, as scikit-learn transformers.

They need no fitting: what they know ships with the program. Their input is text, so those of scikit-learn's
checks that give random numbers to an estimator cannot apply; their tags say so.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from spindetect.features import PAIR_FEATURES
from spindetect.features.text import TEXT_FEATURES
from spindetect.language import Vectors
from spindetect.model.predictors import Floats
from spindetect.records import ProgramRecord
from spindetect.sourceless import Lists, TextScorer
from spindetect.text import Document, looks_like_path
from spindetect.training.errors import FitError
from spindetect.training.rows import features_of
from spindetect.version import __version__

Text = str | Document


class _Stateless(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """What needs no fitting."""

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn has no types
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags

    def _names(self, names: Sequence[str]) -> NDArray[np.object_]:
        return np.array(names, dtype=object)


class PairFeatures(_Stateless):
    """Turns (suspect, source) pairs into the features that `compare` judges by.

    Parameters
    ----------
    without : sequence of str
        Sources of the lexicon to leave out, e.g. ('ppdb',).
    """

    def __init__(self, *, without: Sequence[str] = ()) -> None:
        self.without = without

    def fit(self, X: object, y: object = None) -> Self:  # noqa: N803 - as scikit-learn calls it
        """Do nothing but check the first pair."""
        for suspect, source in _pairs(X):
            _text(suspect, "suspect")
            _text(source, "source")
            break
        return self

    def transform(self, X: Iterable[tuple[Text, Text]]) -> Floats:  # noqa: N803
        """Return the features of each pair, shape (n, n_features), in the order of `PAIR_FEATURES`.

        Parameters
        ----------
        X : iterable of (suspect, source)
            Texts, or documents that `spindetect.read` gave.

        Raises
        ------
        FitError
            If an item is no pair of texts. It is a ValueError.
        """
        without = tuple(self.without)
        rows = [
            features_of(_text(suspect, "suspect"), _text(source, "source"), without).values
            for suspect, source in _pairs(X)
        ]
        return np.array(rows).reshape(len(rows), len(PAIR_FEATURES))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return the names of the features; what the input's are called changes nothing."""
        return self._names([feature.name for feature in PAIR_FEATURES])


class TextFeatures(_Stateless):
    """Turns texts whose source nobody knows into the features that `score` judges by.

    A text with too few words to say anything of has the features of a typical honest one.

    Parameters
    ----------
    without : sequence of str
        Sources of the lexicon whose words are not taken for swaps, e.g. ('ppdb',).
    """

    def __init__(self, *, without: Sequence[str] = ()) -> None:
        self.without = without

    def fit(self, X: object, y: object = None) -> Self:  # noqa: N803
        """Do nothing but check the first text."""
        for text in _items(X, "texts"):
            _text(text, "text")
            break
        return self

    def transform(self, X: Iterable[Text]) -> Floats:  # noqa: N803
        """Return the features of each text, shape (n, n_features), in the order of `TEXT_FEATURES`.

        Parameters
        ----------
        X : iterable of str or Document

        Raises
        ------
        FitError
            If an item is no text. It is a ValueError.
        """
        scorer = _scorer(tuple(self.without))
        rows = [scorer.features(_text(text, "text")) for text in _items(X, "texts")]
        return np.array(rows).reshape(len(rows), len(TEXT_FEATURES))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return the names of the features."""
        return self._names(TEXT_FEATURES)


@functools.lru_cache(maxsize=2)
def _scorer(without: tuple[str, ...]) -> TextScorer:
    vectors = Vectors.open()
    # Records name what computed them; features do not, so the other digests may stay empty.
    return TextScorer(vectors, without, Lists(), ProgramRecord(__version__, "", "", vectors.digest, {}))


def _items(given: object, what: str) -> Iterable[Any]:
    if isinstance(given, (str, Document)) or not isinstance(given, Iterable):
        raise FitError(
            f"expected {what}, found {type(given).__name__}", where="X", hint=f"give a list of {what}"
        )
    return given


def _pairs(given: object) -> Iterable[tuple[Any, Any]]:
    for at, item in enumerate(_items(given, "(suspect, source) pairs")):
        if isinstance(item, (str, Document)) or not hasattr(item, "__len__") or len(item) != 2:
            raise FitError(
                f"expected a pair (suspect, source), found {type(item).__name__}",
                where=f"X[{at}]",
                hint="give tuples of two texts",
            )
        yield item[0], item[1]


def _text(given: object, side: str) -> Document:
    if isinstance(given, Document):
        return given
    if not isinstance(given, str):
        raise FitError(f"expected a text, found {type(given).__name__}", where=side, hint="give a str")
    if looks_like_path(given):
        raise FitError("is the name of an existing file, not a text", where=side, hint="use spindetect.read")
    return Document.from_text(given, name=side)
