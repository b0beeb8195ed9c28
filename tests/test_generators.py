"""Honest pairs that a machine makes: by one rule, or on one template."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from models.generators import templates, uniform
from models.generators.pieces import Piece
from models.spinners.dictionaries import Agreed

SENTENCES = (
    "The ferry to Orran left Kestrel at 9 because the captain of the island feared a storm.",
    "She said that 40 passengers were told of the delay, which the harbour had planned for months.",
    "The company promised cheaper tickets, warmer cabins and better meals to everyone who waited.",
)
PIECE = Piece("id", "source", 3 * SENTENCES, frozenset({0}))
OTHER = Piece(
    "id", "source", ("A baker in Port Ellery sold 75 loaves during the weekend of the regatta",), frozenset()
)


@pytest.mark.parametrize("rules", [uniform.FITTED, uniform.MEASURED])
def test_changes_by_one_rule_are_told_and_the_same_for_a_seed(rules):
    seen = set()
    for seed in range(200):
        text, rule = uniform.change(PIECE.text, Random(seed), rules)
        assert (text, rule) == uniform.change(PIECE.text, Random(seed), rules)
        seen.add(rule)
    assert {"masked", "table", "scanned", "named", "enciphered", "one-function-word"} <= seen


def test_rules_that_measure_share_no_mask_no_table_and_no_word_put_in_with_those_fitted():
    one, other = uniform.FITTED, uniform.MEASURED
    assert not set(one.masks) & set(other.masks)
    assert not set(one.names) & set(other.names)
    assert not set(one.plain) & set(other.plain)
    assert not any(table in one.tables for table in other.tables)


def test_a_filled_template_keeps_its_frame_and_changes_its_slots():
    differ = 0
    for seed in range(60):
        first, second = templates.fill(PIECE, [OTHER], Random(seed))
        assert (first, second) == templates.fill(PIECE, [OTHER], Random(seed))
        differ += first != second
        assert "because the" in first or "which the" in first or "to everyone who" in first
    assert differ > 40


def test_agreed_words_are_listed_twice_and_common():
    class Listing:
        longest = 1

        def __init__(self, *words):
            self.words = words

        def alternatives(self, phrase):
            return self.words

    counts = Counter({"common": 50, "commoner": 90, "rare": 3, "alone": 70})
    thesauri = (
        Listing("common", "rare", "commoner"),
        Listing("commoner", "rare", "common"),
        Listing("alone"),
    )
    assert Agreed(thesauri, counts).alternatives("any") == ("commoner", "common")
