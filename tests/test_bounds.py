"""Exact bounds on rates, held against published values and against the definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.bounds import most_reached, needed, upper_bound


def at_most(k, n, rate):
    """The definition, in whole numbers' binomials: P(k or fewer of n)."""
    return math.fsum(math.comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in range(k + 1))


# Beta quantiles, 0.95 at (k + 1, n - k), as scipy.stats.beta.ppf gives them.
KNOWN = [
    (0, 10, 0.2588655508930522),
    (1, 10, 0.39416330243650466),
    (5, 10, 0.7775588989918706),
    (9, 10, 0.9948838031081763),
    (0, 2995, 0.000999744420901142),
    (3, 1000, 0.007735244718479458),
    (20, 2800, 0.010362486765585596),
    (600, 1000, 0.6257391181542775),
    (10000, 20000, 0.5058401637356731),
    (19999, 20000, 0.9999974353385693),
]


@pytest.mark.parametrize(("k", "n", "bound"), KNOWN)
def test_known_values(k, n, bound):
    assert upper_bound(k, n) == pytest.approx(bound, rel=1e-9)


def test_the_ends():
    assert upper_bound(7, 7) == 1.0
    assert upper_bound(0, 0) == 1.0
    assert upper_bound(0, 299) <= 0.01 < upper_bound(0, 298)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_the_bound_is_where_so_few_come_once_in_twenty(case):
    k, n = case
    assert at_most(k, n, upper_bound(k, n)) == pytest.approx(0.05, rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 400), st.data())
def test_more_reached_bounds_higher_and_more_looked_at_lower(n, data):
    k = data.draw(st.integers(0, n - 2))
    assert upper_bound(k, n) < upper_bound(k + 1, n)
    assert upper_bound(k, n + 1) < upper_bound(k, n)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 3000), st.floats(0.0005, 0.5))
def test_most_reached_is_the_last_whose_bound_is_within_the_rate(n, rate):
    k = most_reached(n, rate)
    assert -1 <= k < max(n, 1)
    if k >= 0:
        assert upper_bound(k, n) <= rate * (1 + 1e-9)
    assert upper_bound(k + 1, n) > rate * (1 - 1e-9)


@settings(max_examples=50, deadline=None)
@given(st.floats(1e-5, 0.5))
def test_needed_is_the_least_number_that_supports_a_rate(rate):
    n = needed(rate)
    assert upper_bound(0, n) <= rate * (1 + 1e-9)
    assert n == 1 or upper_bound(0, n - 1) > rate * (1 - 1e-9)
