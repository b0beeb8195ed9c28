"""Named features: their ranges, their symmetry, and the counts they stand for."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import OTHER, SOURCE, SPUN

from spindetect.align import Aligner
from spindetect.features import (
    GROUPS,
    INDEX,
    PAIR_FEATURES,
    Columns,
    compute,
    pair_features,
    stretches,
)
from spindetect.features.catalogue import PRIOR, TYPICAL
from spindetect.features.content import Vocabulary
from spindetect.features.meaning import meaning
from spindetect.features.tally import EQUAL, WORDS
from spindetect.features.variety import variety
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.substitutions import measure
from spindetect.text import Document

VOCABULARY = sorted({*SOURCE.split(), *SPUN.split()[:60], "42", "—", "(", "1,000"})


@pytest.fixture(scope="module")
def rooms():
    lexicon, vectors = Lexicon.open(), Vectors.open()
    return Aligner(lexicon, vectors), lexicon, vectors, Ngrams.open()


def features(rooms, source, suspect):
    aligner, lexicon, vectors, ngrams = rooms
    first, second = Document.from_text(source).tokens, Document.from_text(suspect).tokens
    alignment = aligner.align(first, second)
    return pair_features(
        first, second, alignment, measure(first, second, alignment, lexicon, vectors, ngrams)
    )


def value(found, name):
    return float(found.values[INDEX[name]])


def test_names_are_unique_and_documented():
    assert len(INDEX) == len(PAIR_FEATURES)
    assert all(f.doc and f.unit and f.low < f.high for f in PAIR_FEATURES)
    assert {f.group for f in PAIR_FEATURES} == set(GROUPS)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(VOCABULARY), max_size=120), st.lists(st.sampled_from(VOCABULARY), max_size=120)
)
def test_every_value_is_finite_and_in_its_range(rooms, first, second):
    found = features(rooms, " ".join(first), " ".join(second)).values
    assert np.isfinite(found).all()
    for feature, number in zip(PAIR_FEATURES, found, strict=True):
        assert feature.low - 1e-9 <= number <= feature.high + 1e-9, feature.name


@pytest.mark.parametrize("pair", [(SOURCE, SPUN), (SOURCE, SOURCE), (SOURCE, OTHER), (SPUN, OTHER + SOURCE)])
def test_exchanging_the_texts_changes_nothing(rooms, pair):
    there, back = features(rooms, *pair), features(rooms, *pair[::-1])
    np.testing.assert_allclose(there.values, back.values, atol=0.02)


def test_direction_turns_its_sign(rooms):
    there, back = features(rooms, SOURCE, SPUN), features(rooms, SPUN, SOURCE)
    np.testing.assert_allclose(there.direction, -back.direction, atol=0.5)
    assert np.abs(there.direction).sum() > 0


def test_a_text_beside_itself_is_all_unchanged(rooms):
    found = features(rooms, SOURCE, SOURCE)
    words = int(Document.from_text(SOURCE).tokens.counted.sum())
    assert value(found, "unchanged_more") == value(found, "unchanged_less") == 1.0
    assert value(found, "swap_rate") == 0.0
    assert value(found, "longest_run") == pytest.approx(np.log1p(words))
    assert value(found, "sentences_untouched_long") > 0.9


def test_independent_texts_share_nothing(rooms):
    found = features(rooms, SOURCE, OTHER)
    assert value(found, "copied_more") < 0.1
    assert value(found, "aligned_words") < np.log1p(30)


def test_spun_sentences_hold_swaps_and_little_else(rooms):
    found = features(rooms, SOURCE, SPUN)
    assert value(found, "copied_less") > 0.85
    assert value(found, "swap_rate") > 0.15
    assert value(found, "swap_share_of_changes") > 0.8
    assert value(found, "short_for_short") > 0.7
    assert value(found, "capital_or_digit_kept") > 0.9


# The same news as SOURCE in sentences of its own.
RETOLD = (
    "After quarrelling about it since last autumn, councillors at the port have finally agreed on Tuesday "
    "when ferries will sail. People living on the outlying isles had grumbled for years: anyone employed "
    "on a late shift missed the last sailing. Boats will now cross twice more each weekday, the final one "
    "at midnight. This costs some 340,000 pounds annually, by the council's own estimate. Drivers who "
    "leave cars beside the terminal are to pay for most of it, which has angered shopkeepers there. "
    "Without it, Councillor Oakley replied, young parents would move to the mainland, and the islands "
    "depend on reliable ships. Critics doubt that so many passengers will come, and want the figures "
    "looked at again next spring. Northsound Lines, which runs the ferry, is pleased, though eleven more "
    "sailors have to be hired before late boats can leave. It starts recruiting in a week; the new times "
    "apply from March. Travellers are asked to look at the boards on the piers until that month for "
    "changes."
)


def test_a_rewriting_follows_its_source_without_a_run_in_common(rooms):
    retold, other = features(rooms, SOURCE, RETOLD), features(rooms, SOURCE, OTHER)
    assert retold.longest_run <= 4
    assert value(retold, "content_less") > 2 * value(other, "content_less")
    for order in ("words_in_order", "meaning_in_order"):
        assert value(retold, order) > 0.25
        assert abs(value(other, order)) < 0.15
        assert value(features(rooms, SOURCE, SOURCE), order) > 0.5


def test_order_of_content_is_lost_where_sentences_are_shuffled(rooms):
    sentences = RETOLD.split(". ")
    Random(1).shuffle(sentences)
    shuffled, straight = features(rooms, SOURCE, ". ".join(sentences)), features(rooms, SOURCE, RETOLD)
    assert value(shuffled, "content_less") == pytest.approx(value(straight, "content_less"), abs=0.02)
    for order in ("words_in_order", "meaning_in_order"):
        assert value(shuffled, order) < value(straight, order) / 2


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_runs_and_gaps_agree_with_a_slow_count(rooms, seed):
    rng = Random(seed)
    words = [w for w in SOURCE.split() if rng.random() > 0.1]
    suspect = " ".join(rng.choice(VOCABULARY) if rng.random() < 0.1 else w for w in words)
    found = features(rooms, SOURCE, suspect)
    longest = slow_longest_run(found.columns)
    assert found.longest_run == longest
    # The feature looks at aligned sentences alone, the slow count at everything.
    assert value(found, "longest_run") <= np.log1p(longest) + 1e-9
    if value(found, "copied_less") > 0.9:
        assert value(found, "longest_run") >= np.log1p(longest) * 0.8


def slow_longest_run(columns: Columns) -> int:
    words = [token for token, counted in enumerate(columns.counted.tolist()) if counted]
    rank = {token: at for at, token in enumerate(words)}
    best = run = 0
    before = -9
    for token in words:
        if token < columns.split:
            continue
        at = rank.get(int(columns.partner[token]), -9)
        run = 0 if at < 0 else run + 1 if at == before + 1 else 1
        before = at
        best = max(best, run)
    return best


def test_the_whole_cut_out_has_the_same_features(rooms):
    found = features(rooms, SOURCE, OTHER + SPUN)
    split, n = found.columns.split, len(found.columns)
    np.testing.assert_allclose(compute(found.columns.cut((0, split), (0, n - split))).values, found.values)


def test_a_copied_passage_is_one_stretch_with_its_own_features(rooms):
    found = features(rooms, SOURCE, OTHER + "\n\n" + SPUN + "\n\n" + OTHER.upper())
    (stretch,) = [s for s in stretches(found.columns, found.counts)[0] if s.words >= 80]
    cut = compute(found.columns.cut(stretch.source, stretch.suspect)).values
    alone = features(rooms, SOURCE, SPUN).values
    assert abs(stretch.words - len(SPUN.split())) < 25
    assert cut[INDEX["copied_more"]] > 0.9
    assert cut[INDEX["swap_rate"]] == pytest.approx(alone[INDEX["swap_rate"]], abs=0.03)


def test_empty_and_wordless_texts(rooms):
    for text in ("", "   ", "...", "!", "a"):
        found = features(rooms, text, SOURCE)
        assert np.isfinite(found.values).all()
        assert stretches(found.columns, found.counts) == ([], []) or value(found, "copied_more") > 0


def various(*swaps):
    """Return the variety of swaps given as pairs of words."""
    numbers = {word: n for n, word in enumerate(sorted({word for swap in swaps for word in swap}))}
    old, new = (np.array([numbers[swap[side]] for swap in swaps], np.int64) for side in (0, 1))
    return variety(old, new)


def test_no_swaps_have_typical_variety():
    found = various()
    assert (found.taken, found.given) == (0, 0)
    assert found.repeated**2 == pytest.approx(TYPICAL["same"])
    assert (found.exchanged, found.unsteady) == pytest.approx((TYPICAL["exchanged"], TYPICAL["unsteady"]))


def test_a_mask_repeats_itself_and_synonyms_do_not():
    words = [f"w{n}" for n in range(40)]
    mask, spun = various(*((w, "xxxx") for w in words)), various(*((w, f"{w}s") for w in words))
    assert mask.repeated > 0.99 > 0.1 > spun.repeated
    assert (mask.taken, mask.given, spun.taken, spun.given) == (40, 1, 40, 40)
    assert max(mask.exchanged, spun.exchanged) < 0.01


def test_variety_is_the_same_from_either_side():
    swaps = [("a", "b"), ("a", "c"), ("d", "b"), ("b", "e"), ("f", "g")]
    one, other = various(*swaps), various(*((new, old) for old, new in swaps))
    assert (one.taken, one.given) == (other.given, other.taken)
    assert (one.repeated, one.exchanged, one.unsteady) == (other.repeated, other.exchanged, other.unsteady)


def test_words_of_one_stock_are_exchanged_and_unsteady():
    stock = ["red", "blue", "green", "black"]
    swaps = [(a, b) for a in stock for b in stock if a != b]
    found = various(*swaps)
    assert found.exchanged == (12 + 3 * TYPICAL["exchanged"]) / 15  # each new word is an old one elsewhere
    assert found.unsteady == (8 + 3 * TYPICAL["unsteady"]) / 15  # 12 pairs of 4 words and 4 words


def test_variety_of_a_phrase_counts_first_and_last_word(rooms):
    found = features(rooms, SOURCE, SPUN)
    swaps = found.columns.swaps
    assert found.taken == len(set(swaps.old.tolist()))
    assert found.given == len(set(swaps.new.tolist()))
    assert 1 < found.given <= len(swaps)


# Six words: "the", "this" (small), "town", "city" (alike), "soup" (not), "xqzt" (no vector).
KNOWN = Vocabulary(
    np.array([0, 0, 1, 1, 1, 2], np.float32),
    np.array([[1, 0], [0.6, 0.8], [0, 1], [0.28, 0.96], [1, 0], [0, 0]], np.float32),
)
THE, THIS, TOWN, CITY, SOUP, UNKNOWN = range(6)


def meant(swaps, source, suspect):
    """Return what swaps of words have to do with each other, given as pairs of single words."""
    old, new = (np.array([(pair[side] << 32) | pair[side] for pair in swaps], np.int64) for side in (0, 1))
    return meaning(old, new, np.array(source, np.int32), np.array(suspect, np.int32), KNOWN)


def test_what_swapped_words_have_to_do_with_each_other_is_counted():
    swaps = [(TOWN, CITY), (TOWN, SOUP), (THE, THIS), (UNKNOWN, CITY)]
    source = [TOWN, TOWN, TOWN, THE, THE, UNKNOWN, SOUP]
    suspect = [CITY, CITY, SOUP, SOUP, THIS]
    found, total = meant(swaps, source, suspect), 4 + PRIOR
    assert found.related == pytest.approx((0.96 + 0 + 0.6 + 0 + PRIOR * TYPICAL["related"]) / total)
    assert found.unrelated == pytest.approx((1 + PRIOR * TYPICAL["unrelated"]) / total)
    assert found.unknown == pytest.approx((1 + PRIOR * TYPICAL["unknown"]) / total)
    assert found.small == pytest.approx((1 + PRIOR * TYPICAL["small"]) / total)
    imagined = PRIOR * TYPICAL["everywhere"]
    # Of the source "town" thrice, "the" twice and the unknown word once; of the suspect all but nothing else.
    wide = (4 + imagined) / (6 + PRIOR), (4 + imagined) / (5 + PRIOR)
    assert found.everywhere == pytest.approx(sum(wide) / 2)


def test_what_swapped_words_have_to_do_is_the_same_from_either_side():
    swaps, source, suspect = [(TOWN, SOUP), (THE, CITY)], [TOWN, THE, THE], [SOUP, CITY]
    assert meant(swaps, source, suspect) == meant([(b, a) for a, b in swaps], suspect, source)


def test_no_swaps_have_typical_words(rooms):
    none = meant([], [TOWN], [CITY])
    assert (none.related, none.everywhere) == (TYPICAL["related"], TYPICAL["everywhere"])
    found = features(rooms, SOURCE, SOURCE)
    assert value(found, "unknown") == TYPICAL["unknown"]


def test_a_phrase_stands_for_its_last_word_and_nowhere_else():
    swaps = np.array([(THE << 32) | TOWN], np.int64), np.array([(CITY << 32) | CITY], np.int64)
    found = meaning(*swaps, np.array([THE, TOWN], np.int32), np.array([CITY], np.int32), KNOWN)
    assert found.related == pytest.approx((0.96 + PRIOR * TYPICAL["related"]) / (1 + PRIOR))
    alone = PRIOR * TYPICAL["everywhere"]
    assert found.everywhere == pytest.approx((alone / PRIOR + (1 + alone) / (1 + PRIOR)) / 2)


def test_words_filled_in_otherwise_have_nothing_to_do_with_each_other(rooms):
    source = (
        "The town paid for a new bridge last winter, and the farmers near the river were glad of it. " * 3
    )
    synonyms = source.replace("town", "city").replace("farmers", "growers").replace("glad", "happy")
    filled = source.replace("town", "violin").replace("farmers", "lemons").replace("glad", "oval")
    masked = source.replace("town", "xxqx").replace("farmers", "xxqx").replace("glad", "xxqx")
    kind, other, mask = (features(rooms, source, text) for text in (synonyms, filled, masked))
    assert value(kind, "related") > value(other, "related") + 0.2
    assert value(other, "unrelated") > 0.5 > value(kind, "unrelated")
    assert value(mask, "unknown") > 0.5 > value(kind, "unknown")


def test_swaps_inside_quotations_are_in_no_feature(rooms):
    quoted = 'The mayor of the town said: "{} is what we all want to see before the winter comes again."'
    own, other = "A big and happy house", "A large and glad home"
    outside = features(rooms, SOURCE, SPUN).columns.swaps
    source, suspect = f"{SOURCE}\n{quoted.format(own)}", f"{SPUN}\n{quoted.format(other)}"
    with_quotation = features(rooms, source, suspect).columns
    assert len(with_quotation.swaps) == len(outside)
    assert with_quotation.swapped.sum() == features(rooms, SOURCE, SPUN).columns.swapped.sum()


def test_a_text_that_only_quotes_the_other_has_copied_nothing(rooms):
    quoting = f'{OTHER}\nThe report in full: "{SOURCE}"'
    alone, quoted = features(rooms, SOURCE, OTHER), features(rooms, SOURCE, quoting)
    assert quoted.counts.suspect.every[WORDS] < alone.counts.suspect.every[WORDS] + 10
    assert quoted.counts.source.every[EQUAL] == quoted.counts.suspect.every[EQUAL] == 0
    assert value(quoted, "aligned_words") == 0
    assert value(quoted, "longest_run") == 0


@pytest.mark.parametrize("suspect", [SPUN, f"{OTHER}\n\n{SPUN}", " ".join(reversed(SPUN.split(". "))), OTHER])
def test_no_value_depends_on_which_text_is_called_the_source(rooms, suspect):
    there, back = features(rooms, SOURCE, suspect).values, features(rooms, suspect, SOURCE).values
    np.testing.assert_allclose(there, back, atol=1e-5)


def test_a_passage_has_the_swaps_inside_it_and_no_others(rooms):
    half = SPUN.split(". ")
    suspect = f"{'. '.join(half[:4])}.\n\n{OTHER}\n\n{'. '.join(half[4:])}"
    found = features(rooms, SOURCE, suspect)
    of_suspect, _ = stretches(found.columns, found.counts)
    cut = [found.columns.cut(s.source, s.suspect).swaps for s in of_suspect]
    assert len(cut) > 1
    assert all(len(swaps) for swaps in cut)
    for stretch, swaps in zip(of_suspect, cut, strict=True):
        assert (swaps.suspect_start >= stretch.suspect[0]).all()
        assert (swaps.suspect_end <= stretch.suspect[1]).all()
    assert sum(map(len, cut)) <= len(found.columns.swaps)
