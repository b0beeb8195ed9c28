"""The policies that come with the program. None of them has a number that nobody measured.

Where a label is flagged, its threshold is the model's own, whose rate of false positives the model's card
states. Whoever wants another rate measures it: `spindetect calibrate`.
"""

from __future__ import annotations

from typing import Final

from spindetect.policy.rules import LeastOfPair, LeastOfText, Limit, Limits, PairRules, TextRules

# One innocent document in a hundred is a reading list, one in a thousand an accusation: the rates that the
# accuracy gate holds the models to.
_FLAG_RATE: Final = 0.001
_REVIEW_RATE: Final = 0.01
_RATES: Final = Limits(Limit(rate=_FLAG_RATE), Limit(rate=_REVIEW_RATE))

NAMED: Final[dict[str, tuple[PairRules, TextRules, str]]] = {
    "default": (
        PairRules(least=LeastOfPair(spun="flag")),
        TextRules(least=LeastOfText(spun="flag")),
        "Flags what is found spun; verbatim and paraphrased copies go to a person.",
    ),
    "newsroom": (
        PairRules(least=LeastOfPair(spun="flag", verbatim="flag", paraphrased="flag", edited="review")),
        TextRules(least=LeastOfText(spun="review")),
        (
            "Flags whole copies however they were made, and lets a person look at edited ones. A text "
            "without its source is never flagged: what is odd in it is no proof."
        ),
    ),
    "cautious": (
        PairRules(_RATES),
        TextRules(_RATES),
        (
            "Flags where at most one innocent document in a thousand scores as high, by the model's own "
            "held-out ones, and lets a person look from one in a hundred on."
        ),
    ),
}
