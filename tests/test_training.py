"""Training by a recipe: the same files every time, groups apart, and only the safe format loads."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import SOURCE, SPUN

import spindetect
from spindetect.errors import InputError, ResourceError
from spindetect.evaluation import LabelledData
from spindetect.features import INDEX
from spindetect.model import CLASSES, Model
from spindetect.model.files import FILE, MANIFEST
from spindetect.model.held_out import HeldOutScores
from spindetect.text import Document
from spindetect.training import (
    Recipe,
    SpinClassifier,
    features_of,
    pair_rows,
    read_recipe,
    split_groups,
    train,
)
from spindetect.training.candidates import Candidate, plainest
from spindetect.training.pair import fit_two_stages
from spindetect.training.recipe import CANDIDATES, CandidateRecipe
from spindetect.training.table import SPUN as SPUN_AT
from spindetect.training.table import Row, read_rows, to_table

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
PLAIN = 'data = ["pairs.jsonl"]\nunseen = 0.0\n'


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    path = tmp_path_factory.mktemp("recipe") / "recipe.toml"
    one = "[[candidates]]\nstrength = 0.1\nquantiles = []\n"  # each more takes a second
    text = f'data = ["{SAMPLES / "pairs.jsonl"}"]\nwithout = ["ppdb"]\n{one}'
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(recipe, tmp_path_factory):
    return train(read_recipe(recipe), tmp_path_factory.mktemp("model") / "own")


# what comes out


def test_a_trained_model_is_taken_wherever_a_model_goes(made):
    by_folder, by_file = spindetect.load(made.folder), spindetect.load(made.folder / FILE)
    verdict = by_folder.compare(SPUN, SOURCE)
    assert verdict.program.model == made.model.digest == made.manifest["model"]
    assert by_file.compare(SPUN, SOURCE) == verdict
    assert verdict.program.options == {"without": "ppdb"}, "what it was fitted without is left out in use"
    assert "ppdb" not in by_folder.lexicon.sources
    assert pickle.loads(pickle.dumps(by_folder)).compare(SPUN, SOURCE) == verdict


def test_the_same_recipe_gives_the_same_files(made, recipe, tmp_path):
    folder = copied(made, tmp_path)
    (folder / FILE).write_bytes(b"broken")  # what was there before is replaced whole
    train(read_recipe(recipe), folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted([FILE, MANIFEST])
    for name in (FILE, MANIFEST):
        assert (folder / name).read_bytes() == (made.folder / name).read_bytes()


@pytest.mark.long
def test_workers_change_nothing_but_the_time(made, recipe, tmp_path):
    again = train(read_recipe(recipe), tmp_path / "again", workers=2)
    for name in (FILE, MANIFEST):
        assert (again.folder / name).read_bytes() == (made.folder / name).read_bytes()


def test_another_seed_gives_another_model(made, recipe, tmp_path):
    path = tmp_path / "r.toml"
    path.write_text("seed = 5\n" + recipe.read_text(encoding="utf-8"), encoding="utf-8")
    other = train(read_recipe(path), tmp_path / "other")
    assert other.manifest["recipe"] != made.manifest["recipe"]
    assert other.manifest["training_set"] == made.manifest["training_set"]
    assert other.model.digest != made.model.digest


def test_the_manifest_tells_what_was_done(made):
    told = json.loads((made.folder / MANIFEST).read_text(encoding="utf-8"))
    assert told == made.manifest
    assert told["pairs"]["fitting"] > told["pairs"]["held out"] > 0
    assert sum(told["pairs"].values()) == 45
    threshold = told["thresholds"]["spun"]
    assert threshold["value"] == 0.5
    assert threshold["false_positive_rate"] == threshold["false_positives"] / threshold["honest_pairs"]
    assert told["held_out"]["questions"]["spun"]["called_wrongly"]["of"] == threshold["honest_pairs"]
    assert {"scikit_learn", "numpy", "spindetect", "lexicon", "vectors", "prior", "settings"} <= set(told)
    assert 0 < told["prior"] < 1
    text = json.dumps(told)
    assert str(made.folder) not in text, "a place would make equal recipes unequal"


def test_how_held_out_innocent_pairs_scored_travels_with_the_model(made):
    scores = HeldOutScores.open(made.folder / FILE)
    reached = {(one.score, one.kind): one for one in scores.reached("spun", 0.0)}
    assert reached["spun", "all"].documents == made.manifest["thresholds"]["spun"]["honest_pairs"]
    assert ("spun", "spun") not in reached
    assert [one.kind for one in scores.reached("copied", 0.0)] == ["all", "independent"]


def test_a_trained_model_goes_on_in_scikit_learn(made):
    again = SpinClassifier.from_model(made.model)
    rows = np.random.default_rng(0).normal(size=(20, len(made.model.reference)))
    np.testing.assert_allclose(again.predict_proba(rows), made.model.predict(rows), atol=1e-12)


# only the safe format loads


def refused(path):
    with pytest.raises(ResourceError) as error:
        spindetect.load(path)
    assert error.value.hint
    return str(error.value)


def zipped(data):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("data.pkl", data)
    return held.getvalue()


def saved(array):
    held = io.BytesIO()
    np.save(held, array, allow_pickle=True)
    return held.getvalue()


class Bomb:
    """Does what a pickle may do: anything."""

    def __reduce__(self):
        return Path.write_text, (Path("bomb"), "it went off")


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: path.write_bytes(pickle.dumps(Bomb())), "is a pickle"),
        (lambda path: path.write_bytes(pickle.dumps(Bomb(), protocol=2)), "is a pickle"),
        (lambda path: joblib.dump(Bomb(), path), "is a pickle"),
        (lambda path: joblib.dump(Bomb(), path, compress=3), "is zlib data"),
        (lambda path: joblib.dump(Bomb(), path, compress=("gzip", 3)), "is a gzip archive"),
        (lambda path: path.write_bytes(zipped(pickle.dumps(Bomb()))), "is a ZIP archive"),
        (lambda path: path.write_bytes(gzip.compress(b"x")), "is a gzip archive"),
        (lambda path: path.write_bytes(saved(np.array([Bomb()]))), "an array of numpy's"),
        (lambda path: path.write_bytes(pickle.dumps(Bomb(), protocol=0)), "not a spindetect table"),
        (lambda path: path.write_text('{"weights": [1]}'), "not a spindetect table"),
        (lambda path: path.write_bytes(b""), "magic"),
    ],
)
@pytest.mark.parametrize("inside", [False, True], ids=["file", "folder"])
def test_nothing_that_could_run_code_is_loaded(tmp_path, monkeypatch, write, said, inside):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / FILE if inside else tmp_path / "model.joblib"
    write(path)
    assert said in refused(tmp_path if inside else path)
    assert not (tmp_path / "bomb").exists()


def copied(made, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in (FILE, MANIFEST):
        (folder / name).write_bytes((made.folder / name).read_bytes())
    return folder


def test_a_truncated_model_is_refused(made, tmp_path):
    folder = copied(made, tmp_path)
    (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-500])
    assert "length is" in refused(folder)


@pytest.mark.parametrize("place", [0.05, 0.3, 0.9])
def test_an_edited_model_is_refused(made, tmp_path, place):
    folder = copied(made, tmp_path)
    data = bytearray((folder / FILE).read_bytes())
    data[int(place * len(data))] ^= 0x10
    (folder / FILE).write_bytes(bytes(data))
    refused(folder)


def test_a_model_beside_anothers_manifest_is_refused(made, tmp_path):
    folder = copied(made, tmp_path)
    told = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(told | {"model": "0" * 64}))
    assert "of another model" in refused(folder)
    (folder / MANIFEST).write_text("{")
    assert "does not parse" in refused(folder)
    (folder / MANIFEST).unlink()
    assert spindetect.load(folder).model.digest == made.model.digest


def test_a_folder_without_a_model_is_refused(tmp_path):
    assert f"holds no {FILE}" in refused(tmp_path)


# recipes


def written(tmp_path, text, name="r.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_may_be_toml_or_json(tmp_path):
    toml = read_recipe(
        written(
            tmp_path, PLAIN + "[[candidates]]\nstrength = 1\nquantiles = []\n[[candidates]]\nstrength = 0.2\n"
        )
    )
    plain = {
        "data": ["pairs.jsonl"],
        "unseen": 0,
        "candidates": [{"strength": 1.0, "quantiles": []}, {"strength": 0.2}],
    }
    assert toml == read_recipe(written(tmp_path, json.dumps(plain), "r.json"))
    assert toml.digest(["a"]) == read_recipe(tmp_path / "r.json").digest(["a"]) != toml.digest(["b"])
    assert read_recipe(written(tmp_path, PLAIN)).candidates == CANDIDATES


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("data = [", "does not parse"),
        ("", "lacks 'data'"),
        ("data = []", "at least one file"),
        ("data = 'x'", "expected a list"),
        (PLAIN + "sede = 3", "unknown 'sede'"),
        (PLAIN + "seed = 'x'", "expected a whole number"),
        (PLAIN + "calibration = 0", "calibration: expected"),
        (PLAIN + "held_out = 0", "what is not measured cannot be trusted"),
        (PLAIN + "held_out = 0.8", "left to fit on"),
        (PLAIN + "threshold = 1.5", "threshold"),
        (PLAIN + "candidates = []", "candidates"),
        (PLAIN + "[[candidates]]\nstrength = -1", "strength"),
        (PLAIN + "[[candidates]]\nstrength = 1\nquantiles = [2]", "quantiles"),
        (PLAIN + "[[candidates]]\nstrength = 1\ntrees = -1", "trees"),
        (PLAIN + "[[candidates]]\nname = 'x'", "lacks 'strength'"),
    ],
)
def test_a_recipe_that_cannot_be_followed_says_why(tmp_path, text, said):
    with pytest.raises(InputError) as error:
        read_recipe(written(tmp_path, text))
    assert said in str(error.value)
    assert "r.toml" in error.value.where


def test_a_recipe_may_ask_for_trees_beside_the_lines(recipe, tmp_path):
    asked = replace(read_recipe(recipe), candidates=(CandidateRecipe(0.1, (), trees=3),))
    found = train(asked, tmp_path / "own")
    assert found.chosen.name == "straight; strength 0.1; 3 rounds of trees"
    assert len(found.model.scorer.trees.value) == 2 * 3 * len(CLASSES)  # two sets
    rows = np.vstack([found.model.reference, np.zeros_like(found.model.reference)])
    again = spindetect.load(tmp_path / "own")
    assert np.array_equal(again.model.predict(rows), found.model.predict(rows))
    assert 0 < again.compare(SPUN, SOURCE).probability < 1


def test_a_missing_recipe_is_said(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_recipe(tmp_path / "none.toml")


def test_too_few_pairs_of_a_class_are_refused(tmp_path):
    rows = [json.loads(line) for line in (SAMPLES / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    few = [row for row in rows if row["label"] in ("spun", "verbatim")]
    for row in few:
        row |= {f"{side}_path": str(SAMPLES / row[f"{side}_path"]) for side in ("suspect", "source")}
    (tmp_path / "few.jsonl").write_text("".join(json.dumps(row) + "\n" for row in few), encoding="utf-8")
    with pytest.raises(InputError, match="0 groups have pairs that are paraphrased on the side of fitting"):
        train(Recipe(("few.jsonl",)), tmp_path / "out", home=tmp_path)
    assert not (tmp_path / "out").exists()


def test_data_without_a_usable_row_are_refused(tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"suspect": "a"}\n', encoding="utf-8")
    told = []
    with pytest.raises(InputError, match="no row can be used"):
        train(Recipe(("bad.jsonl",)), tmp_path / "out", home=tmp_path, failed=told.append)
    assert [row.row for row in told] == [1]


# the parts


@given(st.lists(st.sampled_from([frozenset("x"), frozenset("y"), frozenset("xy")])), st.integers(0, 3))
def test_groups_are_parted_by_the_shares(strata, seed):
    found = {f"group {n}": stratum for n, stratum in enumerate(strata)}
    shares = (0.5, 0.25, 0.25)
    sides = split_groups(found, shares, seed=seed)
    assert list(sides) == list(found)
    assert sides == split_groups(dict(reversed(found.items())), shares, seed=seed)
    for stratum in set(found.values()):
        here = [sides[name] for name, own in found.items() if own == stratum]
        if len(here) >= len(shares):
            for side, share in enumerate(shares):
                assert abs(here.count(side) - share * len(here)) < 1.01


def test_a_new_group_moves_few_others():
    before = {f"group {n}": frozenset("x") for n in range(400)}
    after = before | {"one more": frozenset("x")}
    one, other = (split_groups(found, (0.5, 0.25, 0.25)) for found in (before, after))
    assert one != split_groups(before, (0.5, 0.25, 0.25), seed=1)
    assert {other[name] for name in before} == {0, 1, 2}


def test_the_plainest_of_near_ones_is_chosen():
    found = [Candidate(name, None, None, None, loss) for name, loss in (("a", 0.5), ("b", 0.104), ("c", 0.1))]
    assert plainest(found).name == "b"


def row(label, suspect, source, group="g"):
    features = features_of(Document.from_text(suspect), Document.from_text(source))
    return Row(1, label, group, pair_rows(features))


def test_a_label_that_leaves_classes_open_is_shared_out():
    base = Model.open()
    table = to_table([row("not-spun", SOURCE, SOURCE)], base, honest_weight=2.0)
    assert SPUN_AT not in table.label
    assert CLASSES.index("verbatim") in table.label
    assert table.weight.sum() == pytest.approx(2.0)
    known = to_table([row("spun", SPUN, SOURCE)], base, honest_weight=2.0)
    assert set(known.label.tolist()) == {SPUN_AT}
    assert known.weight.sum() == pytest.approx(1.0)
    assert known.direction.shape[0] == 1


def test_a_spun_pair_of_which_nothing_was_aligned_is_no_evidence():
    made = row("spun", "Nothing here agrees.", SOURCE)
    assert made.rows.values[0, INDEX["aligned_words"]] == 0
    assert len(to_table([made], Model.open(), 2.0).label) == 0


def test_which_pairs_are_read_without_a_dictionary_depends_on_their_texts_alone(tmp_path):
    lines = [{"suspect": SPUN, "source": f"{SOURCE} {n}", "label": "spun"} for n in range(4)]
    path = tmp_path / "p.jsonl"

    def read(given, unseen):
        path.write_text("".join(json.dumps(line) + "\n" for line in given), encoding="utf-8")
        rows = read_rows(LabelledData(path), without=(), unseen=unseen, workers=1, failed=pytest.fail)
        return [found.rows.values for found in rows]

    whole, partly, turned = read(lines, 0.0), read(lines, 1.0), read(lines[::-1], 1.0)
    assert not any(np.array_equal(one, other) for one, other in zip(whole, partly, strict=True))
    for one, other in zip(partly, turned[::-1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_two_stages_give_every_class_its_column():
    rng = np.random.default_rng(0)
    label = np.arange(300) % 3
    rows = rng.normal(size=(300, 3)) + 4.0 * np.eye(3)[label]
    fitted = fit_two_stages(rows, label, np.ones(300), apart=1, strength=1.0)
    scores = fitted.sklearn_scores(rows)
    assert scores.shape == (300, 3)
    np.testing.assert_allclose(np.exp(scores).sum(axis=1), 1.0)
    assert (scores.argmax(axis=1) == label).mean() > 0.95
