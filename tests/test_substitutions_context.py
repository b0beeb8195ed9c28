"""How spans fit their places, against sums made one by one."""

from __future__ import annotations

import numpy as np
import pytest
from swaps import FakeLexicon, FakeVectors, align, documents

from spindetect.substitutions.context import BESIDE_TOKENS, WINDOW_TOKENS, fit
from spindetect.substitutions.layout import Layout
from spindetect.substitutions.reading import read, running_sums

SOURCE = "the old stone bridge fell into the cold river at night. people saw the span from a small boat"
SUSPECT = "an ancient rock span fell into the icy water at night. nobody saw the bridge from a little boat"


@pytest.mark.parametrize("n", [0, 1, 14, 15, 16, 17, 100])
def test_running_sums(n: int) -> None:
    random = np.random.default_rng(n)
    vectors = random.normal(size=(9, 4)).astype(np.float32)
    words = random.integers(0, 9, n)
    sums = running_sums(vectors, words)[: n + 1]
    assert sums.shape == (n + 1, 4)
    np.testing.assert_allclose(sums[1:], np.cumsum(vectors[words], axis=0), atol=1e-4)
    assert not sums[0].any()


def test_fit_is_the_cosine_with_the_content_words_around() -> None:
    source, suspect = documents(SOURCE, SUSPECT)
    lexicon, vectors = FakeLexicon(), FakeVectors()
    alignment = align(source, suspect)
    layout = Layout.of(source.tokens, suspect.tokens, alignment.source_of)
    reading = read(layout, alignment, lexicon, vectors)
    boxes = np.array(alignment.pairs)
    start = np.array((boxes[:, 0], boxes[:, 2] + layout.shift))
    found = fit(reading, start, start + 1)

    def meaning(places: list[int]) -> np.ndarray:
        total = sum(vectors._row(layout.keys[at]) for at in places if reading.content[at])
        return total / np.linalg.norm(total) if np.any(total) else np.zeros(8)

    for side in (0, 1):
        for row, at in enumerate(start[side].tolist()):
            for index, width in enumerate((BESIDE_TOKENS, WINDOW_TOKENS)):
                low, high = max(at - width, reading.first[at]), min(at + 1 + width, reading.last[at])
                around = [place for place in range(low, high) if place != at]
                told = found.places[index, side, row]
                expected = meaning([at]) @ meaning(around)
                assert np.isnan(told) if expected == 0 else abs(told - expected) < 1e-4
    for row in range(len(boxes)):
        one, other = (meaning([at]) for at in start[:, row].tolist())
        assert abs(found.near[row] - one @ other) < 1e-5
