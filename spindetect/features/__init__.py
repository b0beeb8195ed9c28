"""Named features of a pair: names, units, ranges, version."""

from spindetect.features.catalogue import (
    FEATURES_VERSION,
    GROUPS,
    INDEX,
    PAIR_FEATURES,
    PASSAGE_WORDS,
    Feature,
    Group,
)
from spindetect.features.columns import Columns
from spindetect.features.direction import DIRECTION_FEATURES
from spindetect.features.pair import PairFeatures, compute, pair_features
from spindetect.features.passages import Stretch, stretches
from spindetect.features.tally import Tally

__all__ = [
    "DIRECTION_FEATURES",
    "FEATURES_VERSION",
    "GROUPS",
    "INDEX",
    "PAIR_FEATURES",
    "PASSAGE_WORDS",
    "Columns",
    "Feature",
    "Group",
    "PairFeatures",
    "Stretch",
    "Tally",
    "compute",
    "pair_features",
    "stretches",
]
