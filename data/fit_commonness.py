"""Fit what turns the evidence for a link into commonness; writes `data/lexicon_build/weights.json`.

    python -m data.fit_commonness --mwa mtref-train.tsv wiki-train.tsv

Commonness of a link is the chance that a swap with its evidence is one that a writer made, where half of all
swaps are blind. The writers' swaps are the sure one-to-one links of MultiMWA's training pairs (several
translators of one text, several versions of one article) between different content words. The blind ones
start from words drawn as often as they are used; all words that the lexicon joins with one are as likely.
They are weighted so that both halves have words of equal frequency: how rare a word is must not pass for how
rare its sense is.

Nothing of the text is kept but these weights. One word in five is held out and gives the figures. Weights
belong to the evidence in the lexicon they were fitted on: build, fit, build again.
"""

from __future__ import annotations

import argparse
import json
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.build_lexicon import WEIGHTS
from data.lexicon_build import swaps
from data.lexicon_build.logistic import auc, fit, shift, sigmoid
from data.lexicon_build.swaps import Floats, Ints, Swaps, design
from spindetect.lexicon import Lexicon
from spindetect.lexicon.codes import digits_of

BLIND = 40_000
HELD_OUT = 5  # one word in so many
RIDGE = 1.0  # of squared logits: a weight that a single pair speaks for stays small
# Nineteen of twenty swaps of writers lie above the threshold, so that 'wrong sense' seldom accuses a writer;
# the figures say how many blind ones lie below.
HUMAN_BELOW = 0.05
RARE_SENSE, COMMON_SENSE = 2, 4  # wordnet digits


def main() -> None:
    """Fit on four words of five, measure on the fifth, write both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lexicon", type=Path, help="the shipped one by default")
    parser.add_argument("--mwa", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    lexicon = Lexicon.open(options.lexicon)
    random = np.random.Generator(np.random.PCG64(1))
    words = list(swaps.human_pairs(options.mwa))
    a, b = swaps.content_pairs(
        lexicon, lexicon.ids([w for w, _ in words]), lexicon.ids([w for _, w in words])
    )
    human = swaps.linked(lexicon, a, b)
    blind = swaps.linked(lexicon, *swaps.content_pairs(lexicon, *swaps.blind_pairs(lexicon, BLIND, random)))
    train = [s[~_held_out(lexicon, s)] for s in (human, blind)]
    test = [s[_held_out(lexicon, s)] for s in (human, blind)]
    beta = _fit(lexicon, *train)
    weights = _weights(beta, train[0])
    weights["similarity"] = [_unknown(lexicon, beta, *train), *weights["similarity"][1:]]
    weights["disagreeing"] = _disagreeing(lexicon, a, b, random)
    weights["sister"] = _sister(lexicon, a, b, random)
    figures = {
        "human_pairs": len(words),
        "of_content_words": len(a),
        "of_them_linked": len(human.a),
        **_figures(lexicon, beta, weights["threshold"], *test),
        "auc_wordnet_common_over_rare_sense": _against_wordnet(lexicon, beta),
    }
    text = json.dumps({"weights": weights, "figures": figures}, indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")
    print(text)


def _held_out(lexicon: Lexicon, pairs: Swaps) -> NDArray[np.bool_]:
    return np.array(
        [zlib.crc32(lexicon.text(n).encode()) % HELD_OUT == 0 for n in pairs.a.tolist()], np.bool_
    )


def _fit(lexicon: Lexicon, human: Swaps, blind: Swaps) -> Floats:
    x = np.concatenate((design(human.code), design(blind.code)))
    weight = np.concatenate((np.ones(len(human.a)), swaps.matching(lexicon, human, blind)))
    return fit(x, np.arange(len(x)) < len(human.a), weight, ridge=RIDGE)


def _unknown(lexicon: Lexicon, beta: Floats, human: Swaps, blind: Swaps) -> float:
    """Return the weight of an unknown similarity, which phrases have.

    PPDB holds single words only, so that its silence says nothing of a phrase either: the weight is what
    fits best when similarity and PPDB are both hidden.
    """
    hidden = beta.copy()
    hidden[:7] = hidden[8:10] = 0
    x = np.concatenate((design(human.code), design(blind.code)))
    weight = np.concatenate((np.ones(len(human.a)), swaps.matching(lexicon, human, blind)))
    return round(shift(x @ hidden, np.arange(len(x)) < len(human.a), weight), 3)


def _weights(beta: Floats, human: Swaps) -> dict[str, Any]:
    rounded = [round(float(value), 3) for value in beta]
    known = sigmoid(design(human.code) @ beta)
    return {
        "intercept": rounded[14],
        "similarity": [0.0, *rounded[:7]],  # the first is set later
        "moby": [0.0, *rounded[7:8]],
        "ppdb": [0.0, *rounded[8:10]],
        "wordnet": [0.0, *rounded[10:14]],
        # Words of one closed class stand for each other as well as a writer's typical swap does.
        "grammar": round(float(np.median(known)), 3),
        # Rounded down: many swaps share one value, and those at the border count as above.
        "threshold": math.floor(1000 * float(np.quantile(known, HUMAN_BELOW))) / 1000,
    }


def _disagreeing(lexicon: Lexicon, a: Ints, b: Ints, random: np.random.Generator) -> float:
    """Return what a form that does not agree takes from a link of lemmas.

    It is the odds of disagreement among writers' swaps that only the lemmas' link explains, over the odds
    among blind swaps of lemmas whose form is drawn by frequency; at most 1.
    """

    def odds(first: Ints, second: Ints) -> float:
        lemmas = lexicon.link_codes(lexicon.lemma_ids(first), lexicon.lemma_ids(second)) > 0
        only = lemmas & (lexicon.link_codes(first, second) == 0)
        agrees = lexicon.relations(first[only], second[only]).agrees
        return float((~agrees).sum() / max(1, agrees.sum()))

    first, second = swaps.blind_pairs(lexicon, BLIND // 4, random)
    drawn = []
    for number in lexicon.lemma_ids(second).tolist():
        forms = np.append(lexicon.forms(np.array([number], np.int32)), number).astype(np.int32)
        share = 10.0 ** lexicon.zipf(forms).astype(np.float64)
        drawn.append(int(random.choice(forms, p=share / share.sum())))
    return round(
        min(1.0, odds(a, b) / odds(*swaps.content_pairs(lexicon, first, np.array(drawn, np.int32)))), 3
    )


def _sister(lexicon: Lexicon, a: Ints, b: Ints, random: np.random.Generator) -> float:
    """Return the commonness of sisters: as for links, from their share of writers' and of blind swaps."""
    relation = lexicon.relations(a, b)
    near = (relation.commonness > 0) & (lexicon.link_codes(a, b) == 0)
    near &= lexicon.link_codes(lexicon.lemma_ids(a), lexicon.lemma_ids(b)) == 0
    found = relation.commonness > 0
    human = near.sum() / found.sum()
    everything = swaps.single_content_words(lexicon, np.arange(len(lexicon), dtype=np.int32))
    shares = []
    for word in swaps.drawn_words(lexicon, 300, random).tolist():
        with_word = lexicon.relations(np.full(everything.size, word, np.int32), everything)
        linked = swaps.single_content_words(lexicon, lexicon.neighbours(word)).size
        sisters = max(0, int((with_word.commonness > 0).sum()) - linked)
        shares.append(sisters / max(1, sisters + linked))
    odds = human / max(1e-9, float(np.mean(shares)))
    return round(float(odds / (1 + odds)), 3)


def _figures(lexicon: Lexicon, beta: Floats, threshold: float, human: Swaps, blind: Swaps) -> dict[str, Any]:
    written, drawn = (sigmoid(design(pairs.code) @ beta) for pairs in (human, blind))
    weight = swaps.matching(lexicon, human, blind)
    moby_alone = (digits_of(blind.code).ppdb == 0) & (digits_of(blind.code).wordnet == 0)
    return {
        "held_out_human": len(written),
        "held_out_blind": len(drawn),
        "auc_human_over_blind": round(auc(written, drawn), 4),
        "auc_at_equal_frequency": round(auc(written, drawn, weight), 4),
        "human_below_threshold": round(float((written < threshold).mean()), 4),
        "blind_below_threshold": round(float((drawn < threshold).mean()), 4),
        "blind_below_threshold_moby_alone": round(float((drawn[moby_alone] < threshold).mean()), 4),
        "blind_below_threshold_at_equal_frequency": round(
            float(np.average(drawn < threshold, weights=weight)), 4
        ),
    }


def _against_wordnet(lexicon: Lexicon, beta: Floats) -> float:
    """Return how well the other evidence tells WordNet's common shared senses from its rare ones (AUC)."""
    everything = np.arange(len(lexicon), dtype=np.int32)
    words = swaps.single_content_words(lexicon, everything)
    codes = np.concatenate(
        [lexicon.link_codes(np.full(near.size, w, np.int32), near) for w in words[:8000].tolist()
         if (near := swaps.single_content_words(lexicon, lexicon.neighbours(w))).size]
    )  # fmt: skip
    digits = digits_of(codes)
    without = beta.copy()
    without[10:14] = 0
    score = design(codes) @ without
    backed = (digits.moby > 0) | (digits.ppdb > 0)
    return round(
        auc(score[backed & (digits.wordnet == COMMON_SENSE)], score[backed & (digits.wordnet == RARE_SENSE)]),
        4,
    )


if __name__ == "__main__":
    main()
