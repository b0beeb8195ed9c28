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
    changed = Counter()
    for seed in range(300):
        text, rule = uniform.change(PIECE.text, Random(seed), rules)
        assert (text, rule) == uniform.change(PIECE.text, Random(seed), rules)
        changed[rule] += text != PIECE.text
    assert all(changed.values()), changed
    assert len(changed) == 11
    assert changed.total() > 240


def changed_by(rule, rules=uniform.FITTED):
    """Return texts that a rule made, each with the words it put in."""
    made = (uniform.change(PIECE.text, Random(seed), rules) for seed in range(400))
    texts = [text for text, name in made if name == rule and text != PIECE.text]
    return [(text, Counter(text.split()) - Counter(PIECE.text.split())) for text in texts]


def test_each_rule_does_what_its_name_says():
    assert all(len(new) <= 4 for _, new in changed_by("masked"))  # one mask, marks beside it
    assert all("40" not in new for _, new in changed_by("named"))
    assert all(not any(c.isalpha() for c in "".join(new)) for _, new in changed_by("recounted"))
    assert {"ticket,", "cabin", "meal"} <= set().union(*(new for _, new in changed_by("singular")))
    tables = [new for _, new in changed_by("table")]
    assert any({word.lower() for word in new} == {"a"} for new in tables)
    assert all(len(text.split()) == len(PIECE.text.split()) for text, _ in changed_by("enciphered"))


def test_rules_that_measure_share_nothing_drawn_with_those_fitted():
    one, other = uniform.FITTED, uniform.MEASURED
    assert not set(one.masks) & set(other.masks)
    assert not set(one.names) & set(other.names)
    assert not set(one.plain) & set(other.plain)
    assert not set(one.letters) & set(other.letters)
    assert not any(table in one.tables for table in other.tables)
    for cipher in one.ciphers:
        assert all(cipher("stones") != measured("stones") for measured in other.ciphers)


def test_a_filled_template_keeps_its_frame_and_changes_its_slots():
    differ = 0
    for seed in range(60):
        first, second = templates.fill(PIECE, [OTHER], Random(seed))
        assert (first, second) == templates.fill(PIECE, [OTHER], Random(seed))
        differ += first != second
        for text in (first, second):  # small words are no slots
            assert "because" in text or "which" in text or "everyone" in text
            assert text.split()[0] in {sentence.split()[0] for sentence in SENTENCES}
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
