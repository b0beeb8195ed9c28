"""The scikit-learn estimators: scikit-learn's own checks, our contract, and the program's own numbers."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks
from texts import OTHER, SOURCE, SPUN

import spindetect
from spindetect.errors import InputError
from spindetect.features import PAIR_FEATURES
from spindetect.features.text import TEXT_FEATURES
from spindetect.model import CLASSES, Model
from spindetect.training import FitError, PairFeatures, SpinClassifier, TextFeatures, classifier

N = len(PAIR_FEATURES)
PAIRS = [(SPUN, SOURCE), (SOURCE, SOURCE), (OTHER, SOURCE)]
TRANSFORMERS = [PairFeatures(), PairFeatures(without=("ppdb",)), TextFeatures()]
GIVEN = {PairFeatures: PAIRS, TextFeatures: [SPUN, OTHER, "Short."]}

# Of scikit-learn's checks on a classifier, the one that cannot hold, and why.
EXPECTED = {
    "check_sample_weight_equivalence_on_dense_data": (
        "the knots are unweighted quantiles of the rows, as in the shipped model, and which groups are kept "
        "for calibration depends on how many there are: a row twice is no row of weight two"
    )
}
# Those that need no numbers as input: all that can be asked of what reads texts. The others fit random
# matrices, which are no texts; the tags say so, and `check_estimator` passes over them for that reason.
WITHOUT_NUMBERS = (
    "check_estimator_cloneable",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_mixin_order",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
)


@parametrize_with_checks([SpinClassifier()], expected_failed_checks=lambda estimator: EXPECTED)
def test_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("estimator", [PairFeatures(), TextFeatures()], ids=["pairs", "texts"])
@pytest.mark.parametrize("name", WITHOUT_NUMBERS)
def test_scikit_learns_checks_that_need_no_numbers(estimator, name):
    getattr(estimator_checks, name)(type(estimator).__name__, clone(estimator))


@pytest.mark.parametrize("estimator", [PairFeatures(), TextFeatures()], ids=["pairs", "texts"])
def test_the_tags_say_that_texts_are_read(estimator):
    tags = estimator.__sklearn_tags__()
    assert (tags.input_tags.string, tags.input_tags.two_d_array, tags.requires_fit) == (True, False, False)
    with pytest.warns(match="Can't test estimator"):
        list(estimator_checks._yield_all_checks(estimator, legacy=True))


# our contract, over all of them


def made(n=240, classes=CLASSES, features=N, seed=0):
    rng = np.random.default_rng(seed)
    label = rng.integers(0, len(classes), n)
    rows = rng.normal(size=(n, features)) + rng.normal(size=(len(classes), features))[label]
    return rows, np.array(classes)[label]


@pytest.mark.parametrize("transformer", TRANSFORMERS, ids=repr)
def test_a_transformer_keeps_the_contract(transformer):
    given = GIVEN[type(transformer)]
    rows = transformer.fit_transform(given)
    names = transformer.get_feature_names_out()
    assert rows.dtype == np.float64
    assert rows.shape == (len(given), len(names))
    assert len(set(names)) == len(names)
    assert np.isfinite(rows).all()
    again = clone(transformer)
    assert again is not transformer
    assert again.get_params() == transformer.get_params()
    for other in (again, pickle.loads(pickle.dumps(transformer)), transformer.fit(given)):
        np.testing.assert_array_equal(other.transform(given), rows)
    np.testing.assert_array_equal(transformer.transform(given[:1]), rows[:1])
    assert transformer.transform([]).shape == (0, len(names))
    assert transformer.set_params(without=("moby",)).without == ("moby",)
    transformer.set_params(**again.get_params())


@pytest.mark.parametrize(
    ("transformer", "given"),
    [
        (PairFeatures(), "a text"),
        (PairFeatures(), ["one", "two"]),
        (PairFeatures(), [("one", "two", "three")]),
        (PairFeatures(), [("one", 2)]),
        (PairFeatures(), 5),
        (TextFeatures(), "a text"),
        (TextFeatures(), [1]),
        (TextFeatures(), np.eye(3)),
    ],
)
def test_what_is_no_text_is_refused(transformer, given):
    with pytest.raises(FitError) as error:
        transformer.fit(given).transform(given)
    assert isinstance(error.value, ValueError)
    assert isinstance(error.value, InputError)
    assert error.value.hint


def test_the_name_of_a_file_is_no_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copy.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FitError, match="existing file"):
        TextFeatures().transform(["copy.txt"])


def test_a_classifier_keeps_the_contract():
    rows, labels = made()
    fitted = SpinClassifier().fit(rows, labels)
    p = fitted.predict_proba(rows)
    assert p.shape == (len(rows), 5)
    np.testing.assert_allclose(p.sum(axis=1), 1.0)
    assert list(fitted.classes_) == sorted(CLASSES)
    assert (fitted.predict(rows) == labels).mean() > 0.9
    for other in (
        clone(fitted).fit(rows, labels),
        pickle.loads(pickle.dumps(fitted)),
        fitted.fit(rows, labels),
    ):
        np.testing.assert_array_equal(other.predict_proba(rows), p)
    np.testing.assert_array_equal(fitted.predict_proba(rows[:1]), p[:1])
    assert not np.array_equal(SpinClassifier(random_state=1).fit(rows, labels).predict_proba(rows), p)


@pytest.mark.parametrize("classes", [CLASSES, ("spun", "not-spun")])
def test_predictions_are_scikit_learns_own(monkeypatch, classes):
    """numpy's probabilities equal those of the scikit-learn objects that were fitted."""
    seen = {}

    def fit_additive(*args, **options):
        seen["fitted"] = real_fit(*args, **options)
        return seen["fitted"]

    def calibrate(scores, *args):
        seen["calibration"] = real_calibrate(scores, *args)
        return seen["calibration"]

    real_fit, real_calibrate = classifier.fit_additive, classifier.calibrate
    monkeypatch.setattr(classifier, "fit_additive", fit_additive)
    monkeypatch.setattr(classifier, "calibrate", calibrate)
    rows, labels = made(classes=classes)
    fitted = SpinClassifier().fit(rows, labels)
    scores = seen["fitted"].sklearn_scores(rows)
    if len(classes) == 2:
        scores = np.column_stack([-scores, scores]) / 2
    theirs = seen["calibration"][0].predict_proba(scores)
    assert np.abs(fitted.predict_proba(rows) - theirs).max() < 1e-9


def test_calibration_is_on_other_groups(monkeypatch):
    parts = []
    real_fit, real_calibrate = classifier.fit_additive, classifier.calibrate
    monkeypatch.setattr(
        classifier, "fit_additive", lambda r, *a, **o: parts.append(r[:, 0]) or real_fit(r, *a, **o)
    )
    monkeypatch.setattr(classifier, "calibrate", lambda s, *a: parts.append(len(s)) or real_calibrate(s, *a))
    rows, labels = made(n=200)
    groups = np.arange(200) // 4
    rows[:, 0] = groups
    SpinClassifier(calibration=0.3).fit(rows, labels, groups=groups)
    fitting, calibrating = parts
    assert len(fitting) + calibrating == 200
    assert set(np.unique(fitting, return_counts=True)[1].tolist()) == {4}, "a group was parted"
    assert 30 <= calibrating <= 110


def test_weights_count():
    rows, labels = made(classes=("honest", "spun"), features=3)
    plain = SpinClassifier().fit(rows, labels).predict_proba(rows)[:, 1]
    heavy = np.where(labels == "honest", 20.0, 1.0)
    assert (
        SpinClassifier().fit(rows, labels, sample_weight=heavy).predict_proba(rows)[:, 1].mean()
        < plain.mean()
    )


@pytest.mark.parametrize(
    "options",
    [{"strength": 0}, {"strength": "x"}, {"quantiles": (2,)}, {"calibration": 0}, {"calibration": 1.0}],
)
def test_a_parameter_out_of_range_is_refused(options):
    with pytest.raises(FitError, match="out of range"):
        SpinClassifier(**options).fit(*made())


# beside the program's own numbers


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


def test_a_pipeline_says_what_compare_says(detector):
    rows = PairFeatures().transform(PAIRS)
    p = SpinClassifier.from_model(detector.model).predict_proba(rows)
    assert np.abs(p - detector.model.predict(rows)).max() < 1e-9
    for row, (suspect, source) in zip(p, PAIRS, strict=True):
        verdict = detector.compare(suspect, source)
        theirs = [getattr(verdict.probabilities, name) for name in CLASSES]
        assert np.abs(row - theirs).max() < 1e-9
    spoken = SpinClassifier.from_model(detector.model)
    assert list(make_pipeline(PairFeatures(), spoken).predict(PAIRS)) == ["spun", "verbatim", "independent"]


def test_documents_give_what_their_texts_give():
    documents = [(spindetect.Document.from_text(a), spindetect.Document.from_text(b)) for a, b in PAIRS]
    np.testing.assert_array_equal(PairFeatures().transform(documents), PairFeatures().transform(PAIRS))


def test_text_features_are_those_of_score(detector):
    names = {name: at for at, name in enumerate(TextFeatures().get_feature_names_out())}
    (row,) = TextFeatures().transform([SPUN])
    told = {e.feature.rpartition("/")[2]: e.value for e in detector.score(SPUN).evidence}
    shared = set(told) & set(names)
    assert {"share_above_50", "oddest_mean"} <= shared
    for name in shared:
        assert row[names[name]] == pytest.approx(told[name], abs=1e-9)
    assert len(names) == len(TEXT_FEATURES)


def test_a_lexicon_left_out_changes_the_features():
    assert not np.array_equal(
        PairFeatures(without=("moby",)).transform(PAIRS), PairFeatures().transform(PAIRS)
    )


def test_a_classifier_becomes_a_model_and_comes_back(tmp_path, detector):
    rows, labels = made()
    fitted = SpinClassifier().fit(rows, labels)
    path = tmp_path / "own.bin"
    fitted.to_model(threshold=0.7, manifest={"made_by": "a test"}).save(path)
    model = Model.open(path)
    order = [list(fitted.classes_).index(name) for name in CLASSES]
    assert np.abs(model.predict(rows) - fitted.predict_proba(rows)[:, order]).max() < 1e-9
    assert (model.threshold, model.manifest["made_by"]) == (0.7, "a test")
    again = SpinClassifier.from_model(model)
    assert np.abs(again.predict_proba(rows) - model.predict(rows)).max() < 1e-12
    assert list(again.predict(rows)) == list(fitted.predict(rows))
    assert spindetect.load(path).compare(SPUN, SOURCE).program.model == model.digest


@pytest.mark.parametrize("given", [made(features=3), made(classes=("spun", "not-spun"))])
def test_what_is_no_pair_model_does_not_become_one(given):
    with pytest.raises(FitError, match="fit on PairFeatures") as error:
        SpinClassifier().fit(*given).to_model()
    assert "this was fitted on" in error.value.problem


def test_it_goes_into_scikit_learns_own_tools():
    rows, labels = made(n=120, classes=("a", "b"), features=4)
    groups = np.arange(120) // 3
    p = cross_val_predict(
        SpinClassifier(), rows, labels, cv=GroupKFold(3), groups=groups, method="predict_proba"
    )
    assert p.shape == (120, 2)
    assert ((p[:, 1] > 0.5) == (labels == "b")).mean() > 0.8
