"""What the word and text models reach on texts whose source and dictionary they have never seen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from models.words.inputs import Told
from models.words.spun import DOSES
from models.words.text import Floats, Scored, log_odds
from models.words.text import words as words_of
from spindetect.context.network import Inputs, Network
from spindetect.model.text_model import TextModel

_BINS = 10
_RESAMPLES = 500


def scored(told: Told, network: Network) -> Scored:
    """Score a corpus with the network that ships, text by text."""
    parts = []
    for first, last in pairwise(told.corpus.start.tolist()):
        here = slice(first, last)
        measured = told.measures[here].astype(np.float32)
        parts.append(network.logits(Inputs(told.word[here], told.flag[here], measured)))
    return Scored(told.corpus, np.concatenate(parts), told.ordinary, told.word)


def short_texts(model: TextModel, found: Scored) -> dict[str, Any]:
    """Return the figures of texts of 200 to 500 words, by dose and, where it is worst, by source."""
    odds, target, source = log_odds(model, found), found.column("target"), found.column("source")
    honest = target == 0
    threshold = model.threshold_log_odds
    out: dict[str, Any] = {
        "texts": {"honest": int(honest.sum())} | {f"dose {d}": int((target == d).sum()) for d in DOSES},
        "false_positive_rate": round(float((odds[honest] > threshold).mean()), 4),
        "false_positive_rate_by_source": {
            name: round(float((odds[honest & (source == name)] > threshold).mean()), 4)
            for name in sorted(set(source.tolist()))
        },
        "expected_calibration_error": round(_calibration_error(odds, target > 0), 4),
    }
    for dose in (dose for dose in DOSES if (target == dose).any()):
        out[f"dose {dose}"] = _dose(odds, target == dose, honest, source, found, threshold)
    return out


def _dose(
    odds: Floats,
    spun: NDArray[np.bool_],
    honest: NDArray[np.bool_],
    source: NDArray[Any],
    found: Scored,
    threshold: float,
) -> dict[str, Any]:
    own = {
        name: _auroc(odds[spun & (source == name)], odds[honest & (source == name)])
        for name in sorted(set(source.tolist()))
    }
    worst = min(own, key=lambda name: own[name])
    at_worst = source == worst
    identity = found.column("id")
    return {
        "auroc": round(_auroc(odds[spun], odds[honest]), 4),
        "auroc_interval": _interval(odds, spun, honest, identity),
        "tpr_at_1": round(_tpr(odds[spun], odds[honest], 0.01), 4),
        "tpr_at_0.1": round(_tpr(odds[spun], odds[honest], 0.001), 4),
        "tpr_at_threshold": round(float((odds[spun] > threshold).mean()), 4),
        "worst_source": worst,
        "worst_auroc": round(own[worst], 4),
        "worst_tpr_at_1": round(_tpr(odds[spun & at_worst], odds[honest & at_worst], 0.01), 4),
        "auroc_by_source": {name: round(value, 4) for name, value in own.items()},
    }


def long_texts(model: TextModel, found: Scored) -> dict[str, Any]:
    """Return the figures of texts of 3,000 words, some with 300 spun ones, some spun from end to end."""
    odds, part = log_odds(model, found), found.column("part").astype(bool)
    whole, clean = found.spun & ~part, odds[~found.spun]
    threshold = model.threshold_log_odds
    return {
        "texts": {
            "honest": len(clean),
            "with a spun part": int(part.sum()),
            "spun from end to end": int(whole.sum()),
        },
        "auroc": round(_auroc(odds[part], clean), 4),
        "tpr_at_1": round(_tpr(odds[part], clean, 0.01), 4),
        "false_positive_rate": round(float((clean > threshold).mean()), 4),
        "tpr_at_threshold": round(float((odds[part] > threshold).mean()), 4),
        "whole": {
            "auroc": round(_auroc(odds[whole], clean), 4),
            "tpr_at_1": round(_tpr(odds[whole], clean, 0.01), 4),
            "tpr_at_threshold": round(float((odds[whole] > threshold).mean()), 4),
        },
    }


def words(model: TextModel, found: Scored) -> dict[str, float]:
    """Return how well swapped words are told from those left alone: areas under the curve."""
    used = found.used
    swapped = found.corpus.swapped[used]
    told = model.swapped(*words_of(model, found))
    length = np.diff(found.corpus.start)
    target = np.repeat(found.column("target"), length)[used]
    inside = target > 0
    out = {
        "all texts": _auroc(told[swapped], told[~swapped]),
        "all texts, word model alone": _auroc(found.logit[used][swapped], found.logit[used][~swapped]),
        "spun texts": _auroc(told[swapped & inside], told[~swapped & inside]),
    }
    out |= {
        f"texts of dose {dose}": _auroc(told[swapped & (target == dose)], told[~swapped & (target == dose)])
        for dose in DOSES
        if (target == dose).any()
    }
    return {name: round(value, 4) for name, value in out.items()}


def separation(positive: Floats, negative: Floats) -> tuple[float, float]:
    """Return the area under the curve, and the share of positives found at 1 % false positives."""
    return _auroc(positive, negative), _tpr(positive, negative, 0.01)


def _auroc(positive: NDArray[Any], negative: NDArray[Any]) -> float:
    if not len(positive) or not len(negative):
        return float("nan")
    right = np.repeat((True, False), (len(positive), len(negative)))
    return float(roc_auc_score(right, np.concatenate((positive, negative))))


def _tpr(positive: Floats, negative: Floats, rate: float) -> float:
    """Return the share of positives above all but `rate` of the negatives."""
    return float((positive > np.quantile(negative, 1 - rate)).mean())


def _calibration_error(odds: Floats, spun: NDArray[np.bool_]) -> float:
    """Return the expected calibration error in ten even bins, as many spun texts as honest ones."""
    p = 0.5 + 0.5 * np.tanh(odds / 2)
    weight = np.where(spun, 0.5 / spun.sum(), 0.5 / (~spun).sum())
    bins = np.minimum((p * _BINS).astype(int), _BINS - 1)
    off = np.bincount(bins, weight * (p - spun), _BINS)
    return float(np.abs(off).sum())


def _interval(
    odds: Floats, spun: NDArray[np.bool_], honest: NDArray[np.bool_], identity: NDArray[Any]
) -> list[float]:
    """Return the 95 % interval of the area under the curve, by bootstrap over source documents."""
    rng = np.random.default_rng(0)
    _, document = np.unique(identity, return_inverse=True)
    used = spun | honest
    order = np.argsort(odds[used], kind="stable")
    document, right = document[used][order], spun[used][order]
    found = []
    for _ in range(_RESAMPLES):
        weight = np.bincount(
            rng.integers(0, document.max() + 1, document.max() + 1), minlength=document.max() + 1
        )
        drawn = weight[document].astype(np.float64)
        below = np.cumsum(drawn * ~right)
        found.append(float((drawn * right * below).sum() / max(1.0, (drawn * right).sum() * below[-1])))
    return [round(float(edge), 4) for edge in np.quantile(found, (0.025, 0.975))]


def lines(figures: dict[str, Any], depth: int = 0) -> Iterator[str]:
    """Yield figures as indented lines."""
    for name, value in figures.items():
        if isinstance(value, dict):
            yield "  " * depth + f"{name}:"
            yield from lines(value, depth + 1)
        else:
            yield "  " * depth + f"{name}: {value}"
