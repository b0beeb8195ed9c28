"""From the words' log-odds to a finding about a text without a source: label, P(spun), parts, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.features.text import LEAST_WORDS, TEXT_FEATURES, text_features
from spindetect.model.text_model import Floats, Parts, TextModel, logistic
from spindetect.text_verdict import TextLabel
from spindetect.verdict import Evidence

_CLEAR_EFFECT = 0.01  # of P(spun): below it a piece of evidence is no reason
_MOST_REASONS = 6

# Which features are one piece of evidence, and the one whose value stands for it in the record. Their
# P(swapped | neighbours) is what the word model makes of a place by itself, as texts are judged by it; the
# P(swapped) of a mark also knows how odd the text around it is.
_GROUPS = {
    "doubtful-words": ("share_above_50", ("share_expected", "share_above_30", "share_above_50")),
    "oddest-words": (
        "oddest_mean",
        ("oddest_mean", "share_above_70", "share_above_90", "log_odds_95", "log_odds_98"),
    ),
    "ordinary-words": (
        "log_odds_50",
        tuple(f"log_odds_{q}" for q in ("10", "25", "50", "75", "85", "90", "mean")),
    ),
}
_INDEX = {name: at for at, name in enumerate(TEXT_FEATURES)}


class TextFound(NamedTuple):
    """What the text model says of a text.

    Attributes
    ----------
    label : TextLabel
    probability : float
        P(spun).
    around : array of float64, shape (n,)
        Of every word that was scored, the log-odds of the text or of the oddest part that holds it: what
        its neighbours make of it.
    parts : Parts
    kept : array of intp
        Which parts to show: the oddest first, none that overlaps one before it.
    part_probability : array of float64, shape (parts,)
        P(spun) of each part, corrected for the number of parts.
    """

    label: TextLabel
    probability: float
    around: Floats
    parts: Parts
    kept: NDArray[np.intp]
    part_probability: Floats


def judge_text(
    model: TextModel, logits: NDArray[np.float32], counted: int, *, english: bool
) -> tuple[TextFound, TextWhy]:
    """Say what the words' log-odds amount to.

    Parameters
    ----------
    model : TextModel
    logits : array of float32, shape (n,)
        Of the counted words that are no function words, in order.
    counted : int
        Counted words of the text.
    english : bool
        Whether the text looks English; another has no label.
    """
    if len(logits) < LEAST_WORDS:
        prior = model.prior  # nothing was seen that speaks for or against
        nothing = Parts(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))
        found = TextFound(
            "insufficient", prior, np.full(len(logits), model.bias), nothing, nothing.first, np.empty(0)
        )
        return found, TextWhy(model, model.reference, found, len(logits), counted, english)
    features = text_features(logits[None])[0]
    parts = model.parts(logits)
    log_odds = model.whole(features, parts)
    probability = _sigmoid(log_odds)
    label: TextLabel = "spun" if log_odds >= model.threshold_log_odds else "not-spun"
    if counted < model.least_words or len(logits) < model.least_scored or not english:
        label = "insufficient"
    kept = _apart(parts)
    around = around_words(float(model.log_odds(features[None])[0]), parts, len(logits))
    corrected = logistic(parts.log_odds - np.log(max(1, len(parts.first))))
    found = TextFound(label, probability, around, parts, kept, corrected)
    return found, TextWhy(model, features, found, len(logits), counted, english)


@dataclass(frozen=True, eq=False)
class TextWhy:
    """What moved P(spun), put in words when it is asked for."""

    model: TextModel
    features: Floats
    found: TextFound
    words: int
    counted: int
    english: bool

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The pieces of evidence, strongest first."""
        if self.words < LEAST_WORDS:
            return ()
        rows = np.repeat(self.features[None], 1 + len(_GROUPS), axis=0)
        for row, (_, names) in zip(rows[1:], _GROUPS.values(), strict=True):
            at = [_INDEX[name] for name in names]
            row[at] = self.model.reference[at]
        # Were a text's words as they usually are, its parts' would be so too.
        moved = self.model.log_odds(rows) - self.model.log_odds(rows[:1])
        parts = (self._moved_parts(float(by)) for by in moved)
        p = np.array([_sigmoid(self.model.whole(*one)) for one in zip(rows, parts, strict=True)])
        made = [
            self._evidence(name, float(effect)) for name, effect in zip(_GROUPS, p[0] - p[1:], strict=True)
        ]
        made += self._of_parts(float(p[0]))
        return tuple(sorted(made, key=lambda one: -abs(one.effect)))

    def _moved_parts(self, by: float) -> Parts:
        parts = self.found.parts
        return parts._replace(log_odds=parts.log_odds + by)

    def reasons(self, marks: Sequence[str]) -> tuple[str, ...]:
        """Return three to six sentences.

        Parameters
        ----------
        marks : sequence of str
            What the marked words say.
        """
        strong = [one.sentence for one in self.evidence if abs(one.effect) >= _CLEAR_EFFECT]
        weak = [one.sentence for one in self.evidence if abs(one.effect) < _CLEAR_EFFECT]
        out = [*self._cautions(), *marks, *strong]
        out += weak[: max(0, 3 - len(out))]
        return tuple(sentence[:1].upper() + sentence[1:] for sentence in out[:_MOST_REASONS])

    def _cautions(self) -> list[str]:
        if not self.english:
            return ["the text does not look English; what is said of its words means nothing"]
        if self.words < LEAST_WORDS <= self.counted:
            return [f"of {_words(self.words)} that are no function words nothing can be said"]
        if self.counted < self.model.least_words:
            least = self.model.least_words
            return [f"of {_words(self.counted)} that count nothing sure can be said; {least} are needed"]
        if self.words < self.model.least_scored:
            least, told = self.model.least_scored, "that are no function words and not always the same one"
            return [f"of {_words(self.words)} {told} nothing sure can be said; {least} are needed"]
        return []

    def _evidence(self, name: str, effect: float) -> Evidence:
        feature = _GROUPS[name][0]
        value, usual = (float(row[_INDEX[feature]]) for row in (self.features, self.model.reference))
        sentence = getattr(self, "_" + name.replace("-", "_"))(value, usual)
        unit = "log odds" if feature.startswith("log_odds") else "share"
        return Evidence(f"{name}/{feature}", value, usual, unit, effect, f"{sentence} ({_moved(effect)})")

    def _doubtful_words(self, value: float, usual: float) -> str:
        return (
            f"{round(value * self.words)} of {self.words} content words look likelier swapped than not by "
            f"their neighbours alone, in a typical honest text of this length about "
            f"{round(usual * self.words)}"
        )

    def _oddest_words(self, value: float, usual: float) -> str:
        return (
            f"the eight words that fit worst have a mean P(swapped | neighbours) of {value:.2f}, "
            f"in a typical honest text {usual:.2f}"
        )

    def _ordinary_words(self, value: float, usual: float) -> str:
        here, there = (100 * _sigmoid(odds) for odds in (value, usual))
        return (
            f"the word in the middle, of all content words from best to worst fitting, has a "
            f"P(swapped | neighbours) of {here:.1f} %, in a typical honest text {there:.1f} %"
        )

    def _of_parts(self, p: float) -> list[Evidence]:
        parts = self.found.parts
        if not len(parts.first):
            return []
        worst = int(parts.log_odds.argmax())
        calm = Parts(parts.first, parts.last, np.full(len(parts.first), np.median(parts.log_odds)))
        effect = p - _sigmoid(self.model.whole(self.features, calm))
        value = float(self.found.part_probability[worst])
        usual = float(_sigmoid(float(np.median(parts.log_odds)) - float(np.log(len(parts.first)))))
        sentence = (
            f"the oddest of {len(parts.first)} overlapping parts has a P(spun) of {value:.2f}, corrected "
            f"for their number; the middle one {usual:.2f} ({_moved(effect)})"
        )
        return [Evidence("oddest-part/probability", value, usual, "probability", effect, sentence)]


def _moved(effect: float) -> str:
    if abs(effect) < _CLEAR_EFFECT:
        return "moved P(spun) by less than 0.01"
    return f"{'raised' if effect > 0 else 'lowered'} P(spun) by {abs(effect):.2f}"


def _words(number: int) -> str:
    return f"{number} word" if number == 1 else f"{number} words"


def around_words(own: float, parts: Parts, number: int) -> Floats:
    """Return for each of a text's scored words the log-odds of the oddest part that holds it.

    Parameters
    ----------
    own : float
        The text's own log-odds, where there are no parts.
    """
    if not len(parts.first):
        return np.full(number, own)
    out = np.full(number, -np.inf)
    for first, last, odds in zip(*(column.tolist() for column in parts), strict=True):
        np.maximum(out[first:last], odds, out=out[first:last])
    return out


def _apart(parts: Parts) -> NDArray[np.intp]:
    """Return parts that do not overlap, the oddest first."""
    order = np.argsort(-parts.log_odds, kind="stable")
    kept: list[int] = []
    free = np.ones(int(parts.last.max(initial=0)), np.bool_)
    for at in order.tolist():
        here = slice(parts.first[at], parts.last[at])
        if free[here].all():
            free[here] = False
            kept.append(at)
    return np.array(kept, np.intp)


def _sigmoid(log_odds: float) -> float:
    return float(logistic(log_odds))
