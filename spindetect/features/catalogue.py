"""The named features of a pair: what each is, its unit and range, and what is typical.

"Words" are counted words; "copied" is unchanged or swapped; "aligned" sentences are those copied to
`tally.ALIGNED_SHARE`; a "break" stands between two neighbouring unchanged runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spindetect.features.columns import KINDS, MOST_LIKELIER

FEATURES_VERSION = 6

Group = Literal[
    "copied",
    "swaps",
    "evenness",
    "one-for-one",
    "dictionary",
    "oddness",
    "fit",
    "kinds",
    "runs",
    "order",
    "facts",
    "marks",
    "content",
    "variety",
    "meaning",
]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature's name, unit and range; `group` is the piece of evidence it belongs to."""

    name: str
    unit: str
    low: float
    high: float
    group: Group
    doc: str


def _share(name: str, group: Group, doc: str) -> Feature:
    return Feature(name, "share", 0.0, 1.0, group, doc)


PAIR_FEATURES: tuple[Feature, ...] = (
    _share("unchanged_more", "copied", "unchanged words of the text that has the larger share of them"),
    _share("unchanged_less", "copied", "unchanged words of the text that has the smaller share of them"),
    _share("copied_more", "copied", "copied words of the text that has the larger share of them"),
    _share("copied_less", "copied", "copied words of the text that has the smaller share of them"),
    _share("passage_copied", "copied", "copied words of the best stretch of 80 words, in the better text"),
    Feature(
        "aligned_words", "log words", 0.0, 20.0, "copied", "natural log of 1 + the words of aligned sentences"
    ),
    _share("swap_rate", "swaps", "swapped among the copied words of aligned sentences"),
    _share("swap_share_of_changes", "swaps", "swapped among all changed words of aligned sentences"),
    _share("sentences_touched", "evenness", "aligned sentences that hold a swap"),
    Feature(
        "clustering",
        "ratio",
        0.0,
        20.0,
        "evenness",
        "variance of swaps a sentence, to that of an even spread",
    ),
    _share(
        "pure_swaps",
        "one-for-one",
        "sentences that hold a swap and no word that is not copied, of those with a swap",
    ),
    _share(
        "left_between", "copied", "words of sentences that are not aligned but stand between aligned ones"
    ),
    _share(
        "sentences_untouched_long",
        "evenness",
        "words of aligned sentences of 12 and more words without any change",
    ),
    _share("one_for_one", "one-for-one", "breaks between unchanged runs where one word stands for one word"),
    _share("short_for_short", "one-for-one", "breaks where one to three words stand for one to three others"),
    _share("only_added", "one-for-one", "breaks where words were only added or only dropped"),
    _share("long_rewrites", "one-for-one", "breaks where more than three words changed on a side"),
    _share("dropped_words", "one-for-one", "words of aligned sentences, both texts, that are not copied"),
    _share("length_ratio", "one-for-one", "words of the aligned sentences, the fewer to the more"),
    _share("listed", "dictionary", "swaps that a synonym dictionary lists"),
    Feature(
        "commonness", "0 to 1", 0.0, 1.0, "dictionary", "mean of how commonly the swapped words share a sense"
    ),
    Feature(
        "form_agrees",
        "share",
        0.0,
        1.0,
        "dictionary",
        "listed swaps that can be the same form of their words",
    ),
    Feature(
        "oddness_more", "0 to 1", 0.0, 1.0, "oddness", "mean oddness of swaps, in the direction that has more"
    ),
    Feature(
        "oddness_less", "0 to 1", 0.0, 1.0, "oddness", "mean oddness of swaps, in the direction that has less"
    ),
    Feature(
        "oddest",
        "0 to 1",
        0.0,
        1.0,
        "oddness",
        "oddness that a tenth of the swaps exceeds, the greater of both",
    ),
    Feature(
        "zipf_gap",
        "zipf",
        0.0,
        8.0,
        "oddness",
        "mean difference in frequency, either way, of the swapped words",
    ),
    Feature(
        "fit_lost_more",
        "log10",
        -MOST_LIKELIER,
        MOST_LIKELIER,
        "fit",
        "mean log10 of how much likelier a place is with its own span than with the other, in the text where "
        "that is more",
    ),
    Feature(
        "fit_lost_less",
        "log10",
        -MOST_LIKELIER,
        MOST_LIKELIER,
        "fit",
        "the same in the text where that is less",
    ),
    Feature(
        "expected_more",
        "log10",
        -MOST_LIKELIER,
        MOST_LIKELIER,
        "fit",
        "mean log10 of how much more the words around expect a place's own span than the other, in the text "
        "where that is more",
    ),
    _share(
        "fits_as_well",
        "fit",
        "swaps that leave their place no ten times less likely, in the direction with fewer",
    ),
    *(_share(f"kind_{kind}", "kinds", f"swaps of the kind '{kind}'") for kind in KINDS),
    _share("capital_or_digit_kept", "facts", "names and numbers of aligned sentences that stand unchanged"),
    Feature("longest_run", "log words", 0.0, 20.0, "runs", "natural log of 1 + the longest unchanged run"),
    Feature("mean_run", "log words", 0.0, 20.0, "runs", "mean natural log of the lengths of unchanged runs"),
    Feature(
        "longest_to_expected", "log ratio", -5.0, 10.0, "runs", "log of the longest run to that of even swaps"
    ),
    _share("in_long_runs", "runs", "unchanged words in runs of 15 and more"),
    _share("in_short_runs", "runs", "unchanged words in runs of one to five"),
    _share("out_of_order", "order", "breaks where the order of the two texts differs"),
    _share("borders_kept", "order", "sentence ends of aligned sentences that are ends in both texts"),
    _share("marks_kept", "marks", "punctuation marks of aligned sentences that stand unchanged"),
    _share("content_more", "content", "content words, by rarity, that both have, of the text with fewer"),
    _share("content_less", "content", "content words, by rarity, that both have, of the text with more"),
    Feature(
        "words_in_order",
        "correlation",
        -1.0,
        1.0,
        "content",
        "how far twelfths of the texts are likest at the same place, by shared content words; 0 by chance",
    ),
    Feature("meaning_in_order", "correlation", -1.0, 1.0, "content", "the same by what the words mean"),
    Feature(
        "repeated",
        "0 to 1",
        0.0,
        1.0,
        "variety",
        "root of the chance that two swaps put the same word in, or take the same word out",
    ),
    _share("exchanged", "variety", "swaps that put in a word which another swap takes out"),
    _share("unsteady", "variety", "further words that a word is swapped for, to the number of swaps"),
    _share("everywhere", "variety", "places of swapped words at which they are swapped"),
    Feature("related", "cosine", -1.0, 1.0, "meaning", "mean cosine of the vectors of swapped words"),
    _share("unrelated", "meaning", "swaps whose words have no more to do with each other than any two"),
    _share("unknown", "meaning", "swaps in which a word has no vector"),
    _share("small", "meaning", "swaps of a small word for a small word"),
)
NAMES = tuple(feature.name for feature in PAIR_FEATURES)
INDEX = {name: at for at, name in enumerate(NAMES)}
GROUPS: tuple[Group, ...] = tuple(dict.fromkeys(feature.group for feature in PAIR_FEATURES))

# Words of a passage that can have a label of its own, as the design has it.
PASSAGE_WORDS = 80
LONG_RUN, SHORT_RUN = 15, 5  # an even dose of 20 % leaves 1 run in 28 of 15 and more (0.8 ** 15)
LONG_SENTENCE = 12
FAR = 40  # words: unchanged runs further apart than two sentences are not neighbours
AS_WELL = 1.0  # log10: a swap that leaves its place less than ten times less likely fits as well
# A share of few is drawn towards this typical value by as many imagined observations as stated, so that
# one swap does not make "100 % of the swaps". Values: medians over the training set's honest copies,
# edited and paraphrased; of the kinds means, for they must add up to 1.
PRIOR = 3.0
# Of whole sentences there are few: one word put back may turn the purity of two in fourteen, and with 3
# imagined ones that alone moved P(spun) of a short text from .6 to 1.
PURE_PRIOR = 10.0
TYPICAL = {
    "one_for_one": 0.32,
    "short_for_short": 0.48,
    "only_added": 0.40,
    "long_rewrites": 0.18,
    "listed": 0.60,
    "commonness": 0.35,
    "agrees": 0.85,
    "oddness": 0.36,
    "zipf_gap": 0.75,
    "fit_lost": 0.30,
    "expected": 0.40,
    "as_well": 0.70,
    "touched": 0.50,
    "kept": 0.93,
    "share_of_changes": 0.48,
    "pure": 0.42,
    "same": 0.02,
    "exchanged": 0.05,
    "unsteady": 0.05,
    "everywhere": 0.63,
    "related": 0.46,
    "unrelated": 0.08,
    "unknown": 0.03,
    "small": 0.17,
}
KIND_TYPICAL = (0.04, 0.05, 0.34, 0.06, 0.06, 0.17, 0.02, 0.02, 0.24)  # in the order of `KINDS`
