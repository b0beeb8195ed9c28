"""The scan's model: its file, and what it makes of plain evidence."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from spindetect import resources
from spindetect.errors import ResourceError
from spindetect.model.held_out import stated_prior
from spindetect.model.model import Model
from spindetect.model.scan_model import EVIDENCE, ScanModel


def evidence(**given):
    rows = {
        "log_score": 3.0,
        "stretch_1_log_odds_spun": -17.0,
        "stretch_2_log_odds_spun": -17.0,
        "stretch_3_log_odds_spun": -17.0,
    }
    told = (given.get(name, rows.get(name, given.get(name.partition("_")[2], 0.0))) for name in EVIDENCE)
    return np.array([*told])


SPUN = {
    "log_odds_spun": 9.0,
    "log_verbatim": -12.0,
    "log_paraphrased": -10.0,
    "log_edited": -10.0,
    "log_independent": -12.0,
    "copied": 300.0,
    "changed": 250.0,
    "copied_share": 0.95,
    "counted": 320.0,
}
APART = {
    "log_odds_spun": -14.0,
    "log_verbatim": -12.0,
    "log_paraphrased": -6.0,
    "log_edited": -10.0,
    "log_independent": 0.0,
    "copied": 9.0,
    "changed": 9.0,
    "copied_share": 0.03,
    "counted": 300.0,
}


def test_the_shipped_model_tells_the_plainest_cases_apart():
    model = ScanModel.open()
    assert model.certainty(evidence(**SPUN)) > model.threshold
    assert model.certainty(evidence(**APART)) < 0.05
    assert 0.5 <= model.threshold < 1


def test_it_assumes_the_share_of_spun_texts_that_the_pair_model_does():
    assert stated_prior(ScanModel.open().manifest) == stated_prior(Model.open().manifest)


def test_it_is_written_and_read_alike(tmp_path):
    model = ScanModel.open()
    digest = model.save(tmp_path / "copy.bin")
    again = ScanModel.open(tmp_path / "copy.bin")
    assert again.digest == digest == model.digest
    assert again.certainty(evidence(**SPUN)) == model.certainty(evidence(**SPUN))


@pytest.mark.parametrize("features", [None, list(EVIDENCE[:-1]), list(reversed(EVIDENCE))])
def test_a_model_for_other_features_is_refused(tmp_path, features):
    path = tmp_path / "other.bin"
    model = ScanModel.open()
    replace(model, manifest={**model.manifest, "features": features}).save(path)
    with pytest.raises(ResourceError, match="other features") as refused:
        ScanModel.open(path)
    assert refused.value.where == str(path)
    assert refused.value.hint


def test_a_model_whose_trees_ask_for_features_that_there_are_not_is_refused(tmp_path):
    model = ScanModel.open()
    trees = replace(model.trees, feature=np.full_like(model.trees.feature, len(EVIDENCE)))
    replace(model, trees=trees).save(tmp_path / "other.bin")
    with pytest.raises(ResourceError, match="other features"):
        ScanModel.open(tmp_path / "other.bin")


def test_a_pickle_and_a_cut_file_are_refused(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(pickle.dumps({"threshold": 0.1}))
    with pytest.raises(ResourceError, match="pickle"):
        ScanModel.open(path)
    path.write_bytes((resources.SHIPPED / "scan_model.bin").read_bytes()[:-100])
    with pytest.raises(ResourceError):
        ScanModel.open(path)
