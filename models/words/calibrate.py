"""Thresholds of the text model: fixed on honest texts of other domains than those that are measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.words.text import LEAST_COUNTED, LEAST_SCORED, Scored, log_odds
from spindetect.model.text_model import TextModel

Floats = NDArray[np.float64]

# The rate on the calibration's own domains, and the most that any of them may have: half of what an unseen
# domain is to have.
RATE, WORST_RATE = 0.0025, 0.005
# And what is added to the threshold, in log-odds: honest texts of sources that were never met score higher
# than those of the fit's own sources, between the .9 and .995 quantiles by 1.0 to 1.3 for the shipped models
# and by .7 to 1.0 for those without Moby, on the eight held-out sources. That no source may have the worst
# rate gives about half of it already. (.5 until the small sources of the fit counted as much as the large
# ones, which lifts the tail of honest texts by about .15.)
MARGIN = 0.65
_ENOUGH = 100  # texts of a domain, for a rate of its own
MARK = 0.5
"""P(swapped) from which on a word is marked: likelier swapped than not."""


def with_thresholds(model: TextModel, honest: Scored, word_model: str) -> TextModel:
    """Return the model with the threshold that honest texts allow.

    Parameters
    ----------
    honest : Scored
        Clean texts that were kept from fitting.
    word_model : str
        Digest of the word model whose scores these are.
    """
    odds, domains = log_odds(model, honest), honest.column("source")
    threshold = chosen(odds, domains) + MARGIN
    rates = by_domain(odds, domains, threshold)
    about: dict[str, Any] = {
        "value": float(0.5 + 0.5 * np.tanh(threshold / 2)),
        "log_odds": threshold,
        "false_positive_rate": round(float(np.mean(list(rates.values()))), 5),
        "false_positive_rate_by_domain": {name: round(rate, 5) for name, rate in rates.items()},
        "honest_texts": len(odds),
        "measured_on": "texts of 200 to 500 words that were kept from fitting, each source counting the same",
    }
    manifest = dict(model.manifest) | {
        "word_model": word_model,
        "least_words": LEAST_COUNTED,
        "least_scored": LEAST_SCORED,
        "thresholds": {"spun": about, "mark": {"value": MARK}},
    }
    return replace(model, manifest=manifest)


def chosen(odds: Floats, domains: NDArray[Any]) -> float:
    """Return the least log-odds at which the rates of false positives are low enough."""
    for threshold in np.sort(odds)[len(odds) // 2 :].tolist():
        rates = by_domain(odds, domains, threshold)
        well_known = [rate for name, rate in rates.items() if (domains == name).sum() >= _ENOUGH]
        # One odd text of a source of twenty is no rate of one in twenty.
        size = [min(_ENOUGH, int((domains == name).sum())) for name in rates]
        usual = np.average(list(rates.values()), weights=size) <= RATE
        if usual and max(well_known, default=0.0) <= WORST_RATE:
            return float(np.nextafter(threshold, np.inf))
    return float(odds.max())


def by_domain(odds: Floats, domains: NDArray[Any], threshold: float) -> dict[str, float]:
    """Return the share of each domain's texts above a threshold."""
    return {name: float((odds[domains == name] > threshold).mean()) for name in sorted(set(domains.tolist()))}
