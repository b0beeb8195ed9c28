"""Recipes: the same pairs in any order, all that is said of them true, and no document in two of them."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
import small_world

from models.generators.catalogue import GENERATORS
from models.places import HELD_OUT, Places
from models.recipes import digest, make, names, pairs, read
from models.recipes.documents import Prose, choose, on_topic, same_events
from models.recipes.making import Kitchen
from models.recipes.recipe import parsed
from models.spinners import SOURCES
from models.spinners.base import WORD
from models.spinners.families import ALL
from spindetect.errors import ResourceError

LABELS = {"spun", "verbatim", "paraphrased", "edited", "independent"}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return small_world.build(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def kitchen(places):
    return Kitchen.open(small_world.recipe(dict.fromkeys(GENERATORS, 1.0)), places)


# What the small world has no words for: nothing is spelled two ways, and too few words have others.
BEYOND = {"edited/spelling", "spun/dose-45-60"}


@pytest.mark.parametrize("name", sorted(GENERATORS.keys() - BEYOND))
def test_all_that_is_said_of_a_pair_is_true(kitchen, name):
    for number in (3, 4):
        pair = kitchen.make(number, name, number)
        assert pair.family == name
        assert pair.label in LABELS
        assert pair.documents
        assert pair.source != pair.suspect or name == "verbatim/whole"
        before = 0
        for passage in pair.passages:
            source = pair.all_sources[passage.source]
            assert before <= passage.suspect_start < passage.suspect_end <= len(pair.suspect)
            assert 0 <= passage.source_start < passage.source_end <= len(source)
            before = passage.suspect_end
        for swap in pair.swaps:
            own = [p for p in pair.passages if p.suspect_start <= swap.suspect_start < p.suspect_end]
            assert len(own) == 1
            source = pair.all_sources[own[0].source]
            assert source[swap.source_start : swap.source_end] == swap.source
            assert pair.suspect[swap.suspect_start : swap.suspect_end] == swap.suspect
            assert own[0].source_start <= swap.source_start < own[0].source_end
        assert (pair.label == "spun") == bool(pair.swaps) == (pair.dose is not None)
        assert bool(pair.background) == (name.startswith("siblings/") or name == "spun/beside-release")


@pytest.mark.parametrize(
    ("name", "low", "high"), [("spun/dose-5-8", 0.05, 0.08), ("spun/dose-8-15", 0.08, 0.15)]
)
def test_a_dose_is_what_can_be_counted_in_the_texts(kitchen, name, low, high):
    pair = kitchen.make(7, name, 2)
    changed = sum(
        word.casefold() not in {w.casefold() for w in WORD.findall(swap.suspect)}
        for swap in pair.swaps
        for word in WORD.findall(swap.source)
    )
    assert low <= pair.dose < high
    assert pair.dose == pytest.approx(changed / len(WORD.findall(pair.source)), abs=0.01)  # articles besides


def test_passages_have_the_share_that_the_name_says(kitchen):
    for number in range(3):
        pair = kitchen.make(number, "spun/embedded-30", number)
        start, end = pair.passage
        inside = len(pair.suspect[start:end].split())
        assert inside >= 80
        assert 0.22 < inside / len(pair.suspect.split()) < 0.38
        assert (start, end) == (pair.passages[0].suspect_start, pair.passages[-1].suspect_end)


def test_two_sources_are_two_and_each_has_a_passage(kitchen):
    pair = kitchen.make(1, "spun/two-sources", 1)
    assert len(pair.sources) == 2
    assert pair.source == pair.sources[0] != pair.sources[1]
    assert {p.source for p in pair.passages} == {0, 1}
    assert len(pair.documents) == 2
    alone = pair.one_by_one()
    assert [p.source for p in alone] == list(pair.sources)
    assert sum(len(p.swaps) for p in alone) == len(pair.swaps)
    for one in alone:
        assert one.one_by_one() == (one,)
        assert {p.source for p in one.passages} == {0}
        for swap in one.swaps:
            assert one.source[swap.source_start : swap.source_end] == swap.source
            assert one.passage[0] <= swap.suspect_start < one.passage[1]


def test_siblings_share_their_release_and_each_has_words_of_its_own(kitchen):
    pair = kitchen.make(2, "siblings/copied", 2)
    release = pair.background[0]
    for text in (pair.source, pair.suspect):
        sentences = [s for s in release.split(". ") if len(s) > 30]
        assert sum(s in text for s in sentences) >= len(sentences) / 2
        assert len(text) > 0.6 * len(release)
    assert len(pair.documents) == 3


def test_the_same_recipe_makes_the_same_pairs_in_any_order(places):
    recipe = small_world.recipe({"spun/shuffled": 2, "edited/in-context": 1, "independent/topic": 1})
    whole = list(pairs(recipe, places, 8))
    assert digest(whole) == digest(pairs(recipe, places, 8))
    some = dict(make(recipe, places, [6, 1, 3]))
    assert [some[n] for n in (1, 3, 6)] == [whole[n] for n in (1, 3, 6)]
    assert whole[:5] == list(pairs(recipe, places, 5))
    other = list(pairs(replace(recipe, seed=6), places, 8))
    assert digest(other) != digest(whole)


@pytest.mark.long
def test_workers_change_nothing(places):
    recipe = small_world.recipe({"spun/shuffled": 2, "edited/in-context": 1})
    assert digest(pairs(recipe, places, 90, workers=2)) == digest(pairs(recipe, places, 90))


def test_generators_come_by_their_shares_at_every_length():
    recipe = small_world.recipe({"spun/twice": 3, "verbatim/whole": 2, "edited/notices": 1})
    order = recipe.order(120)
    assert order[:50] == recipe.order(50)
    for length in (1, 7, 60, 120):
        for name, share in recipe.shares.items():
            assert abs(sum(n == name for n, _ in order[:length]) - share / 6 * length) <= 1
    assert [before for name, before in order if name == "edited/notices"] == list(range(20))


def test_one_row_changes_a_recipes_digest_and_its_remarks_do_not():
    recipe = read("pairs-measure")
    assert replace(recipe, about="other words").digest == recipe.digest
    assert replace(recipe, seed=99).digest != recipe.digest
    assert replace(recipe, shares={**recipe.shares, "spun/lead": 1}).digest != recipe.digest


def test_the_recipes_split_by_document_by_spinner_and_by_dictionary():
    train, calibrate, measure, ship = (
        read(f"pairs-{name}") for name in ("train", "calibrate", "measure", "ship")
    )
    for one, other in combinations((train, calibrate, measure), 2):
        assert not set(one.documents) & set(other.documents)
    assert set(ship.documents) == set(train.documents)
    assert set(HELD_OUT) <= set(measure.documents)
    for fitted in (train, calibrate):
        assert set(measure.without) <= set(fitted.dictionaries_without)
        assert not set(measure.families) & set(fitted.families)
        for family in fitted.families:
            assert len(set(ALL[family].draws_on) - set(fitted.dictionaries_without)) >= ALL[family].least
    assert measure.rules == "measured"
    assert not measure.people
    assert sum(measure.documents.values()) >= 2000
    assert set(measure.apart_from) <= set(train.documents)
    for recipe in (train, calibrate, measure, ship):
        assert set(measure.documents) <= {*HELD_OUT, *recipe.uncounted}
        assert not set(train.documents) & set(recipe.uncounted)
    counts = [measure.shares[name] for name in measure.shares if not name.startswith("spun/")]
    assert sum(counts) >= 20_000
    assert sum(measure.shares.values()) == measure.pairs


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shares": {"spun/never": 1}}, "no generator called spun/never"),
        ({"families": ["thesaurus-x"]}, "no family of spinners called thesaurus-x"),
        ({"without": ["roget"]}, "no dictionary called roget"),
        ({"documents": {HELD_OUT[0]: 3}}, "fits on what measures"),
        ({"colour": "red"}, "what no recipe knows: colour"),
        ({"shares": {"spun/twice": 0}}, "not above 0"),
    ],
)
def test_a_recipe_that_asks_for_what_is_not_there_is_refused(change, message):
    rows = {"name": "x", "seed": 1, "pairs": 3, "documents": {"scitldr": 3}, "shares": {"spun/twice": 1},
            "families": ["ppdb"]}  # fmt: skip
    assert parsed(rows, "here").name == "x"
    with pytest.raises(ResourceError, match=message):
        parsed({**rows, **change}, "here")


def test_an_unknown_recipe_names_those_that_are_there():
    with pytest.raises(ResourceError, match="pairs-measure"):
        read("pairs-other")
    assert {"pairs-train", "pairs-ship", "pairs-calibrate", "pairs-measure"} <= set(names())


def test_a_recipe_without_documents_that_serve_says_so(kitchen):
    with pytest.raises(ResourceError, match="none serves for edited/spelling"):
        kitchen.make(0, "edited/spelling", 0)


def test_documents_are_chosen_by_identity_and_the_sources_are_mixed(places):
    few = choose(places, dict.fromkeys(small_world.USED, 5), 1)
    more = choose(places, dict.fromkeys(small_world.USED, 9), 1)
    assert {p.id for p in few} < {p.id for p in more}
    assert {p.id for p in few} != {p.id for p in choose(places, dict.fromkeys(small_world.USED, 5), 2)}
    for start in range(0, 10, 2):
        assert {p.source for p in few[start : start + 2]} == set(small_world.USED)


def test_a_document_that_stands_again_in_what_is_fitted_on_is_not_taken(tmp_path):
    (tmp_path / "text").mkdir()
    rng = Random(0)
    words = [f"word{n}" for n in range(500)]
    texts = {name: " ".join(rng.choices(words, k=200)) for name in "abc"}
    sources = {"one": ("a", "b"), "other": ("b", "c")}
    for source, held in sources.items():
        with gzip.open(tmp_path / "text" / f"{source}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps({"id": n, "text": f"In {source}.\n{texts[n]}"}) + "\n" for n in held)
    places = Places(tmp_path, tmp_path)
    assert {p.id for p in choose(places, {"one": 9}, 1)} == {"a", "b"}
    assert {p.id for p in choose(places, {"one": 9}, 1, ["other"])} == {"a"}


STORM = "The storm took the roof of the mill, and the river rose over the wall of the lower garden."
TRIAL = "The court heard a witness who had seen the driver near the bank on the morning of the theft."
REPORTS = (
    Prose("a", "s", "2020-05-01", f"{STORM} In the night, Ada Verrin and Tom Lusk saved the horses."),
    Prose("b", "s", "2020-05-03", f"{TRIAL} Yet Carla Enns and the judge, Otto Brill, saw nothing."),
    Prose("c", "s", "2020-05-04", "A roof was lost in the storm, but Ada Verrin and Tom Lusk saved a mill."),
    Prose("d", "s", "2020-09-09", "The story of Ada Verrin, as told by Tom Lusk, is of a mill and a storm."),
    Prose("e", "s", "", "The witness of the theft, says Otto Brill, met Carla Enns in court."),
)


def test_kin_are_found_by_topic_and_by_names_and_dates():
    topic = on_topic(REPORTS)
    assert topic[0][0] == 2
    assert topic[1][0] == 4
    assert all(at not in near for at, near in enumerate(topic))
    events = same_events(REPORTS)
    assert events[0] == [2]
    assert events[3] == []  # the same names months later
    assert events[1] == []  # two names, and one has no date: three would do


def test_every_dictionary_that_a_recipe_leaves_out_exists():
    for name in names():
        recipe = read(name)
        assert set(recipe.dictionaries_without) <= set(SOURCES)
