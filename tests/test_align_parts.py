"""The parts of the aligner against slow code that anyone can read."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.align import anchors, decode
from spindetect.align.anchors import common_subsequence, increasing
from spindetect.align.decode import BOUND, LONGEST, segment
from spindetect.align.frame import REACH, WINDOW
from spindetect.align.gaps import Cells, as_boxes
from spindetect.align.layout import Layout
from spindetect.align.network import Network
from spindetect.align.shapes import STEPS
from spindetect.align.sides import Numbered, Side, number
from spindetect.align.words import LONGEST_WORD, Words, WordTable
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon

NUMBERS = st.lists(st.integers(0, 5), max_size=14)


def longest_common(a: list[int], b: list[int]) -> int:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(NUMBERS, NUMBERS)
def test_common_subsequence(a: list[int], b: list[int]) -> None:
    at, to = common_subsequence(np.array(a, np.int32), np.array(b, np.int32))
    assert [a[i] for i in at] == [b[j] for j in to]
    assert (np.diff(at) > 0).all()
    assert (np.diff(to) > 0).all()
    assert len(at) == longest_common(a, b)


def test_long_texts_are_cut_at_words_that_are_unique_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "MAX_CELLS", 2_000)
    monkeypatch.setattr(anchors, "ANCHOR_SPACING", 16)
    source = np.arange(400, dtype=np.int32)
    suspect = source.copy()
    suspect[::7] = 1_000 + np.arange(len(suspect[::7]))
    at, to = common_subsequence(source, suspect)
    assert (source[at] == suspect[to]).all()
    assert len(at) == (source == suspect).sum()


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 9)), max_size=8))
def test_increasing_is_the_heaviest(rows: list[tuple[int, int]]) -> None:
    values, weight = np.array([r[0] for r in rows], np.int64), np.array([r[1] for r in rows], np.float64)
    chosen = increasing(values, weight)
    assert (np.diff(values[chosen]) > 0).all()
    assert (np.diff(chosen) > 0).all()
    best = max(
        sum(rows[i][1] for i in some)
        for size in range(len(rows) + 1)
        for some in combinations(range(len(rows)), size)
        if all(rows[i][0] < rows[j][0] for i, j in pairwise(some))
    )
    assert weight[chosen].sum() == best


def best_value(odds: np.ndarray, i: int = 0, j: int = 0) -> float:
    """Return the value of the best segmentation of what is left of a gap, by trying everything."""
    high, wide = odds.shape
    if i == high and j == wide:
        return 0.0
    options = []
    if i < high:
        options.append(best_value(odds, i + 1, j) - BOUND)
    if j < wide:
        options.append(best_value(odds, i, j + 1) - BOUND)
    for p in range(1, min(LONGEST, high - i) + 1):
        for q in range(1, min(LONGEST, wide - j) + 1):
            options.append(odds[i : i + p, j : j + q].sum() + best_value(odds, i + p, j + q))
    return max(options)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3), st.integers(1, 4), st.randoms(use_true_random=False))
def test_segment_is_the_best_of_all(high: int, wide: int, draw: object) -> None:
    odds = np.array([draw.uniform(-BOUND, BOUND) for _ in range(high * wide)]).reshape(high, wide)  # type: ignore[attr-defined]
    spans = segment(odds.ravel().tolist(), high, wide)
    value = sum(odds[a:b, c:d].sum() for a, b, c, d in spans)
    inside = sum(b - a + d - c for a, b, c, d in spans)
    assert value - BOUND * (high + wide - inside) == pytest.approx(best_value(odds))
    ends = [(0, 0, 0, 0), *spans]
    assert all(x[1] <= y[0] and x[3] <= y[2] for x, y in zip(ends, spans, strict=False))


def value_of(odds: np.ndarray, spans: list[tuple[int, int, int, int]]) -> float:
    """Return what a segmentation is worth: cells inside swaps, less BOUND for each word outside."""
    inside = sum(b - a + d - c for a, b, c, d in spans)
    return sum(odds[a:b, c:d].sum() for a, b, c, d in spans) - BOUND * (sum(odds.shape) - inside)


@given(st.integers(1, LONGEST), st.integers(1, LONGEST), st.data())
def test_small_gaps_are_cut_as_well_as_by_segment(high: int, wide: int, data: st.DataObject) -> None:
    one = st.one_of(st.floats(-BOUND, BOUND, width=32), st.just(decode.NEVER))
    flat = data.draw(st.lists(one, min_size=high * wide, max_size=high * wide))
    odds = np.array(flat, np.float32)
    found = decode._segment_alike(odds, [(0, 0, 0)], decode._cuts(high, wide))
    wanted = segment(flat, high, wide)
    table = odds.reshape(high, wide).astype(np.float64)
    assert value_of(table, found) == pytest.approx(value_of(table, wanted), abs=1e-4)


def test_settled_gaps_are_those_that_segment_takes_whole() -> None:
    vocabulary = [*"abcdefgh", "."]
    source, suspect = np.arange(0, 4, dtype=np.int32), np.array([4, 5, 6, 7, 8], np.int32)
    kind = np.array([0] * 8 + [2], np.uint8)
    numbered = Numbered(vocabulary, source, suspect, kind)
    boxes = [(0, 1, 0, 1), (0, 1, 0, 4), (0, 2, 0, 2), (0, 4, 0, 1), (0, 1, 4, 5), (0, 1, 3, 5)]
    settled, others = decode.parted(boxes, numbered)
    assert settled == [boxes[0], boxes[1], boxes[3]]
    assert others == [boxes[2], boxes[4], boxes[5]]
    for width in range(1, LONGEST + 1):
        assert segment([0.01 - BOUND] * width, 1, width) == [(0, 1, 0, width)]


def test_cells_lie_row_by_row() -> None:
    cells = Cells.of(np.array([[2, 4, 5, 8], [9, 10, 9, 10]], np.int32))
    assert cells.start.tolist() == [0, 6, 7]
    assert list(zip(cells.row.tolist(), cells.column.tolist(), strict=True)) == [
        *((i, j) for i in (2, 3) for j in (5, 6, 7)),
        (9, 9),
    ]


def weights(
    rng: np.random.Generator, n_channels: int, n_vector: int, view: int, hidden: int, depth: int
) -> dict:
    shapes = {
        "words": (n_vector, view),
        "near": ((2 * WINDOW + 1) * view, view),
        "far": ((2 * WINDOW + 1) * view, view),
        "channels": (n_channels, hidden),
        "same": (view, hidden),
        "around": (view, hidden),
        "sum": (view, hidden),
        "bias": (hidden,),
        "out": (hidden,),
        "skip": (n_channels,),
        "out_bias": (1,),
    }
    for layer in range(depth):
        shapes |= {
            f"conv.{layer}": (9 * hidden, hidden),
            f"best.{layer}": (hidden, hidden),
            f"bias.{layer}": (hidden,),
        }
    return {name: (rng.normal(size=shape) * 0.2).astype(np.float32) for name, shape in shapes.items()}


def slow_context(text: np.ndarray, w: dict) -> np.ndarray:
    """Both context layers, one word at a time; zeros outside the text."""
    wide = np.concatenate([np.zeros((REACH, text.shape[1])), text, np.zeros((REACH, text.shape[1]))])
    for name in ("near", "far"):
        wide = np.array([
            np.tanh(wide[at : at + 2 * WINDOW + 1].ravel() @ w[name]) for at in range(len(wide) - 2 * WINDOW)
        ])  # fmt: skip
    return wide


def slow_network(
    box: list[int], channels: np.ndarray, source: np.ndarray, suspect: np.ndarray, w: dict, depth: int
) -> np.ndarray:
    """The formulas of `spindetect.align.network`, one cell at a time."""
    s0, s1, t0, t1 = box
    u, v = source @ w["words"], suspect @ w["words"]
    c, d = slow_context(u, w), slow_context(v, w)
    x = {}
    for i in range(s0, s1):
        for j in range(t0, t1):
            here = channels[i - s0, j - t0] @ w["channels"] + w["bias"] + (u[i] * v[j]) @ w["same"]
            x[i, j] = np.maximum(here + (c[i] * d[j]) @ w["around"] + (c[i] + d[j]) @ w["sum"], 0)
    zero = np.zeros_like(w["bias"])
    for layer in range(depth):
        new = {}
        for i, j in x:
            around = np.concatenate([x.get((i + down, j + right), zero) for down, right in STEPS])
            best = np.max([x[i, k] for k in range(t0, t1)], axis=0) + np.max(
                [x[k, j] for k in range(s0, s1)], axis=0
            )
            step = around @ w[f"conv.{layer}"] + best @ w[f"best.{layer}"] + w[f"bias.{layer}"]
            new[i, j] = x[i, j] + np.maximum(step, 0)
        x = new
    logit = [x[i, j] @ w["out"] + channels[i - s0, j - t0] @ w["skip"] + w["out_bias"][0] for i, j in x]
    return 1 / (1 + np.exp(-np.array(logit)))


def test_network_equals_its_formulas() -> None:
    rng = np.random.default_rng(0)
    depth, boxes = 2, [[0, 1, 0, 1], [2, 4, 1, 4], [5, 12, 4, 12]]
    w = weights(rng, 5, 6, 4, 7, depth)
    vector = rng.normal(size=(9, 6)).astype(np.float32)
    source, suspect = (rng.integers(0, 9, 12).astype(np.int32) for _ in range(2))
    cells = Cells.of(np.array(boxes, np.int32))
    channels = rng.normal(size=(len(cells), 5)).astype(np.float32)
    found = Network(w, depth).predict(cells, channels, vector, source, suspect)
    for index, box in enumerate(boxes):
        part = slice(cells.start[index], cells.start[index + 1])
        table = channels[part].reshape(box[1] - box[0], box[3] - box[2], -1)
        wanted = slow_network(box, table, vector[source], vector[suspect], w, depth)
        np.testing.assert_allclose(found[part], wanted, atol=1e-5)


def test_bound_is_what_a_lone_word_costs() -> None:
    assert decode.segment([-BOUND], 1, 1) == [(0, 1, 0, 1)]


@given(NUMBERS, NUMBERS)
def test_runs_of_equal_words_are_the_longest_there_are(a: list[int], b: list[int]) -> None:
    runs = anchors.common_runs(np.array(a, np.int32), np.array(b, np.int32))
    chain = anchors.places(runs)
    assert chain.shape[1] == longest_common(a, b)
    np.testing.assert_array_equal(anchors.runs_of(chain), runs)
    steps = runs[:2, 1:] - runs[:2, :-1] - runs[2, :-1]
    assert (steps.max(axis=0, initial=1) > 0).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.randoms(use_true_random=False))
def test_swaps_never_hold_a_word_on_both_sides_nor_a_mark_and_a_word(
    high: int, wide: int, draw: object
) -> None:
    words = 6
    kind = np.array([0] * (words - 2) + [2] * 2, np.uint8)
    source, suspect = (
        np.array([draw.randrange(words) for _ in range(n)], np.int32)  # type: ignore[attr-defined]
        for n in (high, wide)
    )
    numbered = Numbered([*"abcd.,"], source, suspect, kind)
    gap = (0, high, 0, wide)
    settled, others = decode.parted([gap], numbered)
    cells = Cells.of(as_boxes(others))
    logit = np.full(len(cells), 40.0, np.float32)  # as sure as can be
    for s0, s1, t0, t1 in [*settled, *decode.swaps(cells, logit, numbered)]:
        for i in source[s0:s1].tolist():
            for j in suspect[t0:t1].tolist():
                assert i != j
                assert kind[i] == kind[j]


def test_cells_of_short_and_large_rectangles_know_their_neighbours() -> None:
    boxes = [(0, 2, 0, 3), (3, 4, 5, 6), (5, 13, 7, 9), (20, 22, 20, 22)]
    cells = Cells.of(as_boxes(boxes))
    layout = Layout.of(cells)
    place = {pair: index for index, pair in enumerate(zip(*cells.places.tolist(), strict=True))}
    for index, (i, j) in enumerate(place):
        s0, s1, t0, t1 = boxes[cells.box[index]]
        for step, (down, right) in enumerate(STEPS):
            inside = s0 <= i + down < s1 and t0 <= j + right < t1
            at = int(layout.neighbours[index, step])
            assert at == place[i + down, j + right] if inside else at >= 2 * len(cells)
    x = np.random.default_rng(0).normal(size=(len(cells), 3)).astype(np.float32)
    found = np.empty_like(x)
    layout.largest(x, out=found)
    for index, (i, j) in enumerate(place):
        own = cells.box == cells.box[index]
        row, column = x[own & (cells.row == i)], x[own & (cells.column == j)]
        np.testing.assert_allclose(found[index], row.max(axis=0) + column.max(axis=0), rtol=1e-6)


def test_words_are_told_the_same_remembered_or_not() -> None:
    lexicon, vectors = Lexicon.open(), Vectors.open()
    table = WordTable(lexicon, vectors)
    unknown, long = "qzxv", "x" * (LONGEST_WORD + 1)
    texts = [["the", "house", "was", "built", "."], ["the", unknown, long, "12", "houses"], ["", "the", long]]
    for source, suspect in [*combinations(texts, 2), *combinations(texts, 2)]:
        numbered = number(Side.of_words(source, source), Side.of_words(suspect, suspect))
        found, fresh = table.look_up(numbered), Words.look_up(numbered, lexicon, vectors)
        for name in Words.__dataclass_fields__:
            np.testing.assert_array_equal(getattr(found, name), getattr(fresh, name), err_msg=name)
        assert found.figures[1].tolist() == [len(word) for word in numbered.vocabulary]
        np.testing.assert_array_equal(found.lexicon_id, lexicon.ids(numbered.vocabulary))
        np.testing.assert_array_equal(found.vector, vectors.rows(vectors.ids(numbered.vocabulary)))
