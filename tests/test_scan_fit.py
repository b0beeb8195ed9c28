"""How the scan's model is fitted: what candidates are, and what is made of what was seen of them."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

from benchmarks.candidate_corpus import HOSTS, LARGEST, human
from benchmarks.scan import TWIN
from models import scan_fit
from models.scan_rows import COPY, HONEST, NEITHER, Rows, label_of
from spindetect.model.model import Model
from spindetect.model.scan_model import EVIDENCE, ScanModel

PRIOR = 0.1


def words(number, first):
    return " ".join(f"w{at}" for at in range(first, first + number))


# Two articles, a copy of each, another copy of the first, and a page that quotes the second article.
TEXTS = [
    words(100, 0),
    words(100, 1000),
    words(100, 2000),
    words(100, 3000),
    words(100, 4000),
    f"{words(60, 5000)} {words(TWIN, 1000)}",
    f"{words(60, 5000)} {words(TWIN - 1, 1000)}",
]
SOURCE_OF = {2: 0, 3: 1, 4: 0}


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        (2, 0, COPY),
        (0, 2, COPY),
        (2, 4, NEITHER),  # two copies of one source
        (0, 1, HONEST),
        (2, 3, HONEST),  # copies of two sources
        (2, 1, HONEST),
        (3, 5, NEITHER),  # a copy, and what quotes its source
        (5, 3, NEITHER),
        (3, 6, HONEST),  # a word less is quoted
        (1, 5, HONEST),  # two honest texts, though they share words
    ],
)
def test_what_a_candidate_is(a, b, label):
    assert label_of(a, b, SOURCE_OF, TEXTS) == label


@pytest.fixture(autouse=True)
def _few_trees(monkeypatch):
    monkeypatch.setitem(scan_fit.TREES, "max_iter", 20)


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(7)
    n = 1200
    label = np.where(rng.random(n) < 0.3, COPY, HONEST)
    label[::20] = NEITHER
    evidence = rng.normal(size=(n, len(EVIDENCE)))
    evidence[:, 1] += 3.0 * (label == COPY)
    kind = np.where(label == COPY, "18", "")
    return Rows(
        evidence,
        label,
        np.column_stack([np.arange(n) % scan_fit.FOLDS, np.arange(n) // 7 % scan_fit.FOLDS]),
        evidence[:, 1] > -1.0,
        kind,
        {"18": int((label == COPY).sum())},
    )


def test_numpy_says_what_scikit_learn_does_moved_to_the_prior(made):
    scores = scan_fit.left_out(made)
    model, certainty = scan_fit.build(made, scores, PRIOR)
    raw = scan_fit.fit(made.evidence, made.label).decision_function(made.evidence)
    ours = model.trees.scores(made.evidence)[:, 0]
    slope, bias = np.polyfit(raw, ours, 1)
    assert ours == pytest.approx(slope * raw + bias, abs=1e-9)
    assert slope > 0
    odds = np.log(certainty / (1 - certainty))
    assert odds == pytest.approx(slope * scores + bias, abs=1e-6)
    assert model.manifest["prior"] == PRIOR


def test_certainty_is_what_it_says_under_the_prior(made):
    _, certainty = scan_fit.build(made, scan_fit.left_out(made), PRIOR)
    used = made.label != NEITHER
    is_copy = made.label[used] == COPY
    weight = np.where(is_copy, PRIOR / is_copy.mean(), (1 - PRIOR) / (1 - is_copy.mean()))
    assert np.average(certainty[used], weights=weight) == pytest.approx(PRIOR, abs=0.03)


def test_what_is_neither_changes_nothing(made):
    other = made.evidence.copy()
    other[made.label == NEITHER] = 99.0
    one, two = (scan_fit.fit(rows, made.label) for rows in (made.evidence, other))
    assert (one.decision_function(made.evidence) == two.decision_function(made.evidence)).all()


def test_rows_are_written_and_read_alike(made, tmp_path):
    made.save(tmp_path / "rows.npz")
    again = Rows.open(tmp_path / "rows.npz")
    for one, two in zip(made[:-1], again[:-1], strict=True):
        assert (one == two).all()
    assert again.planted == made.planted


def test_the_table_counts_copies_found_and_honest_pairs_called_spun(made):
    certainty = np.where(made.label == COPY, 0.85, 0.0)
    certainty[np.flatnonzero(made.label == HONEST)[:3]] = 0.95
    says_so = np.ones(len(made.label), np.bool_)

    def rows():
        told = scan_fit.table("made", made._replace(says_so=says_so), certainty)
        return {line.split()[0]: line.split()[1:4] for line in told.splitlines()[2:]}

    assert rows()["0.80"] == ["1.0000", "1.0000", "3"]
    assert rows()["0.90"] == ["0.0000", "0.0000", "3"]
    says_so[np.flatnonzero(made.label == HONEST)[:2]] = False
    says_so[made.label == COPY] = False
    assert rows()["0.80"] == ["0.0000", "0.0000", "1"]


def test_a_fold_is_judged_by_trees_that_saw_neither_of_a_rows_documents(made, monkeypatch):
    seen = []

    def spied(evidence, label):
        seen.append(evidence)
        return scan_fit_fit(evidence, label)

    scan_fit_fit = scan_fit.fit
    monkeypatch.setattr(scan_fit, "fit", spied)
    scan_fit.left_out(made)
    for fold, rows in enumerate(seen):
        touching = made.evidence[(made.group == fold).any(axis=1)]
        assert not set(rows[:, 0].tolist()) & set(touching[:, 0].tolist())
    assert len(seen) == scan_fit.FOLDS


def write_texts(folder):
    rows = [
        {"id": f"d{at}", "text": "\n".join([f"The keeper saw ship {at} today."] * 40)} for at in range(30)
    ]
    (folder / "text").mkdir(parents=True)
    with gzip.open(folder / "text" / "papers.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_what_it_is_fitted_on_is_not_what_is_measured(tmp_path):
    write_texts(tmp_path)
    whole = [piece.id for piece in human(tmp_path, 30)]
    assert len(whole) == len(set(whole)) == 30
    assert [piece.id for piece in human(tmp_path, 12, 18)] == whole[18:]
    assert [piece.id for piece in human(tmp_path, 18)] == whole[:18]
    assert LARGEST >= 120_000 + HOSTS * 10_000


def test_the_shipped_model_was_fitted_on_what_the_shipped_pair_model_says():
    assert ScanModel.open().manifest["pair_model"] == Model.open().digest
