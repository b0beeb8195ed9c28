"""Kept features of pairs, and what a model says of them: the same as `compare` says of the texts."""

from __future__ import annotations

from argparse import Namespace

import numpy as np
import pytest
import small_world

import spindetect
from models import compare, parts, unseen
from models.measured_rows import Row, measured
from models.parts import Parts
from models.recipes import make
from models.table import Table
from models.train import LISTED, are_of
from spindetect.errors import ResourceError
from spindetect.features import PAIR_FEATURES
from spindetect.model import CLASSES

SHARES = {
    "spun/dose-15-45": 1,
    "spun/embedded-30": 1,
    "verbatim/whole": 1,
    "spun/two-sources": 1,
    "independent/any": 1,
}
RECIPE = small_world.recipe(SHARES)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return small_world.build(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def made(places):
    return list(make(RECIPE, places, range(5)))


@pytest.fixture(scope="module")
def kept(made) -> Parts:
    return parts.parts_of(made, RECIPE.without)


def test_kept_parts_say_what_compare_says_of_the_texts(made, kept):
    detector = spindetect.load(without=RECIPE.without)
    model = detector.model
    rows = {row.number: row for row in unseen.rows_of(kept, model.predict(kept.values), model.threshold)}
    assert set(rows) == set(range(5))
    for number, pair in made:
        verdicts = [detector.compare(pair.suspect, source) for source in pair.all_sources]
        likeliest = max(verdicts, key=lambda verdict: verdict.probability)
        assert rows[number].found == likeliest.label
        said = [getattr(likeliest.probabilities, name) for name in CLASSES]
        assert rows[number].probabilities == pytest.approx(said, abs=1e-12)
        assert rows[number].p_copied == pytest.approx(likeliest.p_copied, abs=1e-12)
        if not pair.sources:
            whole = measured(detector, number, pair)
            assert (whole.words, whole.document) == (rows[number].words, rows[number].document)


def test_parts_are_kept_and_only_what_is_missing_is_computed(places, tmp_path, monkeypatch, kept):
    asked: list[list[int]] = []
    real = parts.make
    monkeypatch.setattr(
        parts, "make", lambda r, p, numbers: asked.append(list(numbers)) or real(r, p, numbers)
    )
    (first,) = parts.compute(RECIPE, places, [0, 1], tmp_path)
    assert {one.number for one in first.known} == {0, 1}
    (every,) = parts.compute(RECIPE, places, [0, 1, 2], tmp_path)
    assert asked == [[0, 1], [2]]
    (again,) = parts.compute(RECIPE, places, [0, 1, 2], tmp_path)
    assert asked == [[0, 1], [2]]
    np.testing.assert_array_equal(again.values, kept.values[: len(again.values)])
    assert again.known == every.known == kept.known[: len(again.known)]


def test_kept_parts_that_differ_from_todays_are_found_out(places, kept):
    assert unseen.checked(RECIPE, places, kept, 2) == 2
    other = Parts(kept.known, kept.values + 1e-9, kept.aligned, kept.left_out)
    with pytest.raises(ResourceError, match="other features"):
        unseen.checked(RECIPE, places, other, 2)


def test_other_recipes_keep_parts_of_their_own():
    assert parts.key(RECIPE) == parts.key(RECIPE) != parts.key(small_world.recipe(SHARES, seed=99))


def test_what_needs_a_background_and_later_spun_pairs_are_not_wanted():
    shares = {"spun/dose-5-8": 1, "siblings/copied": 1, "edited/light": 1, "spun/beside-release": 1}
    recipe = small_world.recipe(shares)
    order = [name for name, _ in recipe.order(12)]
    assert [order[n] for n in parts.wanted(recipe, 12, 4)].count("spun/dose-5-8") == 1
    assert {order[n] for n in parts.wanted(recipe, 12, 12)} == {"spun/dose-5-8", "edited/light"}


def test_halves_part_documents_and_not_pairs(kept):
    halves = [unseen.only(kept, lambda one, h=half: unseen.half_of(one.document) == h) for half in (0, 1)]
    assert sum(len(half.known) for half in halves) == len(kept.known)
    assert sum(len(half.values) for half in halves) == len(kept.values)
    assert all(sum(one.parts for one in half.known) == len(half.values) for half in halves)
    own = [{one.document for one in half.known} for half in halves]
    assert not own[0] & own[1]


def honest(number: int, spun: float) -> Row:
    rest = (1 - spun) / 4
    said = (spun, rest, rest, rest, rest)
    return Row(number, "edited/light", "edited", "prose", f"d{number}", 200, "edited", said, 0.9)


def test_the_table_names_who_decides_the_strictest_row():
    rows = [honest(n, n / 10000) for n in range(2000)]
    for n, p in enumerate((0.99, 0.1)):
        said = (p, *[(1 - p) / 4] * 4)
        family, spinner = "spun/dose-15-45", ("moby-any", "moby-frequent")[n]
        rows.append(
            Row(3000 + n, family, "spun", "prose", "d1", 200, "spun", said, 0.9, spinner=spinner, dose=0.2)
        )
    shown = unseen.told(rows)
    assert "   2 edited/light" in shown
    assert "   1 moby-frequent" in shown
    assert "moby-any" not in shown
    assert "2000 honest of 2000 documents" in shown


def test_a_table_of_rows_is_read_as_it_was_kept(tmp_path):
    rng = np.random.default_rng(0)
    columns = rng.random((4, 3)), np.arange(4), np.arange(4)
    table = Table(*columns, ["a/b", "c/d", "e/f", "g/h"], ["x"] * 4, np.ones(4))
    table.save(tmp_path / "fit.npz")
    again = Table.open(tmp_path / "fit.npz")
    assert again.digest() == table.digest()
    assert (again.family, again.domain) == (table.family, table.domain)


def labelled(number: int, seed: int) -> Table:
    """Rows of which one feature tells the class."""
    rng = np.random.default_rng(seed)
    label = np.arange(number) % len(CLASSES)
    rows = rng.normal(size=(number, len(PAIR_FEATURES))).round(1)  # few values are binned fast
    rows[:, 7] += 3 * label
    return Table(rows, label, np.arange(number), ["x/y"] * number, ["z"] * number, np.ones(number))


@pytest.mark.long
def test_every_classifier_is_calibrated_and_told(monkeypatch):
    wanted = ("bent, C = 0.1", "trees, 2 x 16 leaves")
    monkeypatch.setattr(compare, "STEPS", 2)
    monkeypatch.setattr(compare, "MORE", 2)
    every = compare.makers
    assert set(wanted) < set(every(labelled(20, 0)))
    monkeypatch.setattr(compare, "makers", lambda t: {k: v for k, v in every(t).items() if k in wanted})
    other = labelled(100, 2)
    moved = other.features + 5.0 * are_of(LISTED)
    names = []
    for one in compare.tried(labelled(300, 0), labelled(200, 1)):
        p = one.predict(other.features)
        np.testing.assert_allclose(p.sum(axis=1), 1.0, err_msg=one.name)
        assert (p.argmax(axis=1) == other.label).mean() > 0.5, one.name
        # What asks no dictionary is moved by none of its features.
        assert np.array_equal(one.predict(moved), p) == ("asks no" in one.name), one.name
        names.append(one.name)
    assert len(set(names)) == 9


def test_a_line_of_the_table_has_every_column(kept):
    uniform = compare.Tried("even", 1.0, lambda rows: np.full((len(rows), len(CLASSES)), 0.2))
    names = compare.head().split("\n")[0]
    assert all(name in names for name in compare.COLUMNS.values())
    assert compare.line(uniform, kept).startswith("even")


def test_the_arguments_ask_for_every_spun_pair_unless_told():
    given = unseen.arguments(None).parse_args([])
    assert isinstance(given, Namespace)
    assert (given.pairs, given.spun, given.half) == (unseen.PAIRS, None, None)
