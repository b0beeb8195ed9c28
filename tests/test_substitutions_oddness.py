"""The formula of oddness, against one that anyone can read."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spindetect.substitutions.oddness import BASE, NAMES, WEIGHTS, join, parts, strengths

shares = st.floats(0.0, 1.0, width=32)
weights = st.floats(0.0, 0.98)


def odd(parts: list[tuple[float, float]]) -> float:
    weight, value = np.array(parts, dtype=np.float32).T
    return float(join(strengths(value[:, None], -weight))[0])


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


def test_values_become_parts_in_the_order_of_the_weights() -> None:
    values = np.arange(2 * len(NAMES), dtype=np.float32).reshape(-1, 2) / 100
    made = parts(values)
    assert {part.name: part.weight for part in made} == dict(WEIGHTS)
    assert [part.value.tolist() for part in made] == values.tolist()


def test_both_directions_are_judged_as_each_alone() -> None:
    values = np.random.default_rng(5).random((len(NAMES), 2, 7), dtype=np.float32)
    both = join(strengths(values))
    for way in (0, 1):
        np.testing.assert_allclose(both[way], join(strengths(values[:, way])), rtol=1e-6)


def test_no_weight_settles_a_swap_alone() -> None:
    assert all(0.0 < weight <= 0.9 for weight in WEIGHTS.values())
