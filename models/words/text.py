"""Fit the text model: from words' log-odds to P(spun) of a text, of a long one, and of a word in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from models.words.corpus import Corpus
from spindetect.errors import ResourceError
from spindetect.features.text import LEAST_WORDS, TEXT_FEATURES, scored_places, text_features
from spindetect.features.words import WORD_FEATURES, word_features
from spindetect.language.numbering import FIRST_WORD
from spindetect.model.text_judge import around_words
from spindetect.model.text_model import TextModel, length_beyond

Floats = NDArray[np.float64]

# A text model is fitted with as many spun texts as honest ones; this is the share that its P(spun) assumes.
PRIOR = 0.5
_PENALTY = 0.1
_HOW = ("not spun", "spun in part", "spun throughout")
_LENGTH_AT = TEXT_FEATURES.index("words")
_WORD_PENALTY = 1e-4  # of the squared weights, against the mean loss of a word
_SMALLEST = 1e-9  # probability: what is surely swapped, and was not, costs no more
LEAST_COUNTED = 100
"""Words below which no label is given; the card has the error by length."""

LEAST_SCORED = 60
"""Scored words below which none is given: of news items of 1987 with fewer than fifty 19 % were called spun
(14 of 72), with fifty to 75 3.3 %, with more than a hundred .2 %. Of 1,064 texts of 200 words and more of
the eight held-out sources none has fewer than sixty."""


@dataclass(frozen=True, eq=False)
class Scored:
    """A corpus with the log-odds of its tokens.

    Attributes
    ----------
    corpus : Corpus
    logit : array of float32, shape (n,)
    ordinary : array of bool, shape (n,)
        Words that are no function words.
    word : array of int32, shape (n,)
        Numbers of the words.
    """

    corpus: Corpus
    logit: NDArray[np.float32]
    ordinary: NDArray[np.bool_]
    word: NDArray[np.int32]

    @cached_property
    def used(self) -> NDArray[np.bool_]:
        """The tokens that a text's score is made of."""
        out = np.zeros(len(self.logit), np.bool_)
        for first, last in pairwise(self.corpus.start.tolist()):
            here = slice(first, last)
            words = first + np.flatnonzero(self.ordinary[here] & self.corpus.counted[here])
            out[words[scored_places(self.word[words], FIRST_WORD)]] = True
        return out

    def texts(self) -> Iterator[NDArray[np.float32]]:
        """Yield the log-odds of each text's scored words."""
        used = self.used
        for first, last in pairwise(self.corpus.start.tolist()):
            yield self.logit[first:last][used[first:last]]

    def column(self, name: str) -> NDArray[Any]:
        """Return what is known of each text."""
        return np.array([about[name] for about in self.corpus.about])

    @property
    def spun(self) -> NDArray[np.bool_]:
        """Whether each text was spun, in whole or in part."""
        return np.asarray(self.column("spinner") != "")


def features(scored: Scored) -> Floats:
    """Return the features of every text; NaN where it has too few words."""
    rows = np.full((len(scored.corpus), len(TEXT_FEATURES)), np.nan)
    for at, logits in enumerate(scored.texts()):
        if len(logits) >= LEAST_WORDS:
            rows[at] = text_features(logits[None])[0]
    return rows


def fit(short: Scored, long: Scored) -> TextModel:
    """Return a text model without thresholds.

    Parameters
    ----------
    short : Scored
        Texts of 60 to 600 words, clean, spun, and spun in part; the last are left out but for words.
    long : Scored
        Texts of 600 words and more: clean, with one spun part, spun from end to end.
    """
    rows, spun = features(short), short.spun
    usable = ~short.column("part") & np.isfinite(rows).all(axis=1)
    rows, spun = rows[usable], spun[usable]
    # A network that is never sure leaves some shares at nought for all texts.
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    weight = _even(short.column("source")[usable], spun)
    found = _logistic((rows - mean) / spread, spun, weight=weight)
    reference = np.median(rows[~spun], axis=0)
    model = TextModel(
        mean,
        spread,
        found.coef_[0],
        float(found.intercept_[0]),
        _length((rows - mean) / spread, spun, short.column("source")[usable], rows[:, _LENGTH_AT]),
        np.zeros(4),
        np.zeros(4),
        np.zeros(3 + len(WORD_FEATURES)),
        reference,
        {"prior": PRIOR, "scikit_learn": sklearn.__version__},
    )
    in_part, throughout = _several(model, long)
    model = replace(model, in_part=in_part, throughout=throughout)
    return replace(model, word=_word(model, short))


def log_odds(model: TextModel, scored: Scored) -> Floats:
    """Return the log-odds of every text, as the runtime computes them; the bias for too short ones."""
    out = np.full(len(scored.corpus), model.bias)
    for at, logits in enumerate(scored.texts()):
        if len(logits) >= LEAST_WORDS:
            out[at] = model.whole(text_features(logits[None])[0], model.parts(logits))
    return out


def words(model: TextModel, scored: Scored) -> tuple[Floats, Floats]:
    """Return the features of every word that a text's score is made of, and the log-odds around it."""
    rows, odds = [], []
    at, around = 0, _around(model, scored)
    for first, last in pairwise(scored.corpus.start.tolist()):
        here = slice(first, last)
        markable = np.flatnonzero(scored.ordinary[here] & scored.corpus.counted[here])
        used = scored.used[here][markable]
        found = word_features(scored.logit[here][markable], scored.word[here][markable], FIRST_WORD)
        rows.append(found[used])
        odds.append(around[at : at + len(rows[-1])])
        at += len(rows[-1])
    return np.concatenate(rows), np.concatenate(odds)


def _around(model: TextModel, scored: Scored) -> Floats:
    """Return for every scored word the log-odds of its text, or of the oddest part that holds it."""
    parts = []
    for logits in scored.texts():
        if len(logits) < LEAST_WORDS:
            parts.append(np.full(len(logits), model.bias))
            continue
        own = float(model.log_odds(text_features(logits[None]))[0])
        parts.append(around_words(own, model.parts(logits), len(logits)))
    return np.concatenate(parts)


def _logistic(
    rows: Floats, right: NDArray[np.bool_], penalty: float = _PENALTY, weight: Floats | None = None
) -> LogisticRegression:
    model = LogisticRegression(C=penalty, class_weight="balanced" if weight is None else None, max_iter=2000)
    return model.fit(rows, right, sample_weight=weight)


def _even(source: NDArray[Any], spun: NDArray[np.bool_]) -> Floats:
    """Return weights with which every source counts the same, and spun texts as much as honest ones.

    A source that is not there is as unlike the large ones as the small ones are: expected calibration error
    without PPDB .062 -> .038, without Moby .027 -> .023, without WordNet .034 -> .044.
    """
    _, which = np.unique(source, return_inverse=True)
    weight = 1 / np.bincount(which)[which]
    for part in (spun, ~spun):
        weight[part] *= len(spun) / 2 / weight[part].sum()
    return np.asarray(weight, np.float64)


def _length(rows: Floats, spun: NDArray[np.bool_], source: NDArray[Any], log_words: Floats) -> Floats:
    """Fit what a text's length makes of its log-odds, each by a fit that has not met its source.

    Dictionary and sources unseen, found at 1 % false positives at a dose of 18 %: .715 -> .731 without Moby,
    .595 -> .630 without PPDB, .867 -> .893 without WordNet, at the same calibration error; of honest texts
    with fewer than 75 scored words 7.6 % stand above that threshold for all lengths, and not 9.4 %, 3.5 for
    5.3, 2.0 for 8.0.
    """
    if len(np.unique(source)) < 2:
        raise ResourceError("all texts are of one source, and none can be held out", where=__name__)
    odds = np.empty(len(spun))
    for held_out in np.unique(source):
        here = source == held_out
        found = _logistic(rows[~here], spun[~here], weight=_even(source[~here], spun[~here]))
        odds[here] = found.decision_function(rows[here])
    longer = length_beyond(log_words)
    asked = np.column_stack((odds, odds * longer, np.ones(len(odds)), longer))
    found = LogisticRegression(C=np.inf, fit_intercept=False, max_iter=2000)
    found.fit(asked, spun, sample_weight=_even(source, spun))
    return np.asarray(found.coef_[0], np.float64)


def _several(model: TextModel, long: Scored) -> tuple[Floats, Floats]:
    """Fit what a text with parts makes of its own log-odds and of the greatest of its parts.

    Returns
    -------
    (array, array) of float64, shape (4,)
        Weights and bias of its having been spun in a part, and from end to end, against not at all.
    """
    rows, how = [], []
    kinds = zip(long.texts(), long.spun.tolist(), long.column("part").tolist(), strict=True)
    for logits, spun, part in kinds:
        parts = model.parts(logits) if len(logits) >= LEAST_WORDS else None
        if parts is None or not len(parts.first):
            continue
        own = float(model.log_odds(text_features(logits[None]))[0])
        rows.append([own, float(parts.log_odds.max()), float(np.log(len(parts.first)))])
        how.append(1 if part else 2 * spun)
    right = np.array(how)
    if missing := [name for at, name in enumerate(_HOW) if not (right == at).any()]:
        raise ResourceError(f"there is no long text that was {', '.join(missing)}", where=__name__)
    even = np.where(right == 0, 1.0, (right == 0).sum() / (right > 0).sum())
    found = LogisticRegression(max_iter=5000).fit(np.array(rows), right, sample_weight=even)
    weights = np.column_stack((found.coef_, found.intercept_))
    in_part, throughout = weights[1:] - weights[0]
    return in_part, throughout


def _word(model: TextModel, scored: Scored) -> Floats:
    """Fit P(swapped) of a word: the product of its text's having been spun and of its own part in that."""
    features, odds = words(model, scored)
    right = scored.corpus.swapped[scored.used]
    text = np.column_stack((odds, np.ones(len(odds))))
    own = np.column_stack((features, np.ones(len(features))))
    start = np.zeros(text.shape[1] + own.shape[1])
    start[[0, text.shape[1]]] = 1.0  # the text's log-odds and the word's
    found = minimize(_loss, start, (text, own, right), jac=True, method="L-BFGS-B")
    if not found.success:
        raise ResourceError(f"the words' weights were not found: {found.message}", where="models.words.text")
    return np.asarray(found.x, np.float64)


def _loss(weights: Floats, text: Floats, own: Floats, right: NDArray[np.bool_]) -> tuple[float, Floats]:
    """Return the mean cross entropy of the product of two logistic functions, and its gradient."""
    width = text.shape[1]
    a, b = text @ weights[:width], own @ weights[width:]
    pa, pb = 0.5 + 0.5 * np.tanh(a / 2), 0.5 + 0.5 * np.tanh(b / 2)
    p = pa * pb
    left = np.maximum(1 - p, _SMALLEST)
    log_p = -np.logaddexp(0, -a) - np.logaddexp(0, -b)
    loss = -np.where(right, log_p, np.log(left)).mean() + _WORD_PENALTY * float(weights @ weights)
    # d log(pa pb) / da = 1 - pa; d log(1 - pa pb) / da = -pa pb (1 - pa) / (1 - pa pb)
    factor = np.where(right, -1.0, p / left) / len(right)
    gradient = np.concatenate(((factor * (1 - pa)) @ text, (factor * (1 - pb)) @ own))
    return float(loss), gradient + 2 * _WORD_PENALTY * weights
