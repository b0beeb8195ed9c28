"""The formula of oddness, against one that anyone can read."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spindetect.substitutions.oddness import BASE, WEIGHTS, Part, join, part, strengths

shares = st.floats(0.0, 1.0, width=32)
weights = st.floats(0.0, 0.98)


def odd(parts: list[tuple[float, float]]) -> float:
    made = [Part("any", weight, np.array([value], dtype=np.float32)) for weight, value in parts]
    return float(join(strengths(made))[0])


@given(st.lists(st.tuples(weights, shares), min_size=1, max_size=6))
def test_formula(parts: list[tuple[float, float]]) -> None:
    left = 1.0 - BASE
    for weight, value in parts:
        left *= 1.0 - weight * value
    assert abs(odd(parts) - (1.0 - left)) < 1e-5
    assert 0.0 <= odd(parts) <= 1.0


@given(st.lists(st.tuples(weights, shares), min_size=2, max_size=6))
def test_taking_a_part_away_never_raises_oddness(parts: list[tuple[float, float]]) -> None:
    assert odd(parts[:-1]) <= odd(parts) + 1e-6


def test_a_part_counts_only_where_it_holds() -> None:
    made = part("phrase", np.array([True, False]), np.array([0.5, 0.5]))
    assert made.value.tolist() == [0.5, 0.0]
    assert made.weight == WEIGHTS["phrase"]


def test_no_weight_settles_a_swap_alone() -> None:
    assert all(0.0 < weight <= 0.9 for weight in WEIGHTS.values())
