"""How the word and text models are made: corpora, labels, candidates, thresholds, figures."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from data.ngrams.texts import HELD_OUT as NOT_COUNTED
from models.generators.pieces import Piece
from models.spinners.base import Spun, Swap
from models.words import calibrate, measure
from models.words.corpus import Builder, Corpus
from models.words.spun import _between
from models.words.text import Scored, features, fit, log_odds
from models.words.texts import HELD_OUT, SHARES, passage
from spindetect.errors import ResourceError

CLEAN = "The old pilot steered the ferry past the northern pier. A light rain fell on the quiet harbour. "


def built():
    """A clean text, and one in which two places were swapped, one of them by a phrase."""
    builder = Builder()
    about = {"source": "a", "id": "1", "spinner": "", "dose": 0.0, "target": 0.0, "part": False}
    builder.add(CLEAN, (), about)
    spun = CLEAN.replace("steered", "piloted").replace("light rain", "gentle light shower")
    swaps = [swap("steered", "piloted", spun), swap("light rain", "gentle light shower", spun)]
    builder.add(spun, swaps, about | {"id": "2", "spinner": "x", "dose": 0.1, "target": 0.18})
    return builder.built()


def swap(old, new, spun):
    a, b = CLEAN.index(old), spun.index(new)
    return Swap(a, a + len(old), b, b + len(new), old, new)


def test_swapped_words_are_labelled_and_kept_ones_of_a_phrase_are_not():
    corpus = built()
    swapped = [corpus.keys[key] for key in corpus.key[corpus.swapped]]
    assert swapped == ["piloted", "gentle", "shower"]
    at = int(np.flatnonzero(corpus.swapped)[0])
    assert corpus.keys[corpus.original[at]] == "steered"
    assert (corpus.original[corpus.swapped][1:] == -1).all()
    assert corpus.start.tolist() == [0, corpus.start[1], len(corpus.key)]


def test_a_corpus_reads_back(tmp_path):
    corpus = built()
    corpus.save(tmp_path / "c.npz")
    again = Corpus.load(tmp_path / "c.npz")
    assert again.keys == corpus.keys
    assert again.about == corpus.about
    assert (again.key == corpus.key).all()
    assert (again.sentence_start == corpus.sentence_start).all()


def test_nothing_is_fitted_on_what_is_held_out():
    assert not set(SHARES) & set(HELD_OUT)
    assert set(HELD_OUT) == set(NOT_COUNTED)
    assert sum(SHARES.values()) == pytest.approx(1.0, abs=0.1)


def test_a_passage_has_the_words_that_are_asked_for():
    row = {"id": "x", "text": "\n".join([CLEAN * 3] * 8)}
    rng = Random(1)
    for _ in range(20):
        found = passage(row, "a", rng, (60, 120))
        assert found is not None
        assert 60 <= len(found.text.split()) <= 120 + 20
        assert found.text in row["text"].replace("\n", " ") or "\n" in found.text
    assert passage({"id": "y", "text": CLEAN}, "a", rng, (60, 120)) is None


class Shouts:
    """A spinner that swaps one word, with exact offsets."""

    name = "shouts"

    def spin(self, text, rng):
        at = text.index("rain")
        made = Swap(at, at + 4, at, at + 6, "rain", "shower")
        return Spun(text.replace("rain", "shower", 1), (made,), 0.1)


def test_swaps_of_a_part_point_into_the_whole():
    piece = Piece("1", "a", tuple((CLEAN * 3).strip().split(". ")), frozenset())
    spun = _between(piece, 3, 6, Shouts(), Random(0))
    (made,) = spun.swaps
    assert spun.text[made.suspect_start : made.suspect_end] == "shower"
    assert piece.text[made.source_start : made.source_end] == "rain"


def texts(number, odd, words, seed, source="a", part=False):
    """Scored texts of `words` content words each, a share of them as odd as swapped words are."""
    rng = np.random.default_rng(seed)
    swapped = rng.random(number * words) < odd
    logit = np.where(swapped, rng.normal(0.5, 1.2, len(swapped)), rng.normal(-3, 1.2, len(swapped)))
    ones = np.ones(len(swapped), np.bool_)
    about = [
        {"source": source, "id": f"{source}{seed}{at}", "spinner": "x" if odd else "", "part": part}
        | {"dose": odd, "target": 0.3 if odd else 0.0}
        for at in range(number)
    ]
    zero = np.zeros(len(swapped), np.int32)
    start = np.arange(0, len(swapped) + 1, words)
    corpus = Corpus([""], zero, zero.astype(np.uint8), ones, ones, ones, swapped, zero, start, about)
    return Scored(corpus, logit.astype(np.float32), ones, zero)


def joined(*parts):
    """Scored texts laid end to end."""
    columns = {
        name: np.concatenate([getattr(part.corpus, name) for part in parts])
        for name in ("key", "kind", "capital", "counted", "begins", "swapped", "original")
    }
    lengths = np.concatenate([np.diff(part.corpus.start) for part in parts])
    about = [row for part in parts for row in part.corpus.about]
    corpus = Corpus(keys=[""], start=np.append(0, np.cumsum(lengths)), about=about, **columns)
    return Scored(
        corpus,
        np.concatenate([part.logit for part in parts]),
        np.concatenate([part.ordinary for part in parts]),
        np.concatenate([part.word for part in parts]),
    )


def several(seed, source, odd=0.25):
    """Short texts of one source: clean, spun, and a few that were hardly spun at all."""
    doses = ((0.0, 40), (odd, 40), (0.01, 8))
    return joined(*(texts(number, dose, 90, seed + at, source) for at, (dose, number) in enumerate(doses)))


def partly(number, words, seed):
    """Long texts of which sixty words in a row are as odd as swapped ones."""
    found = texts(number, 0.0, words, seed, part=True)
    for row in found.corpus.about:
        row["spinner"] = "x"
    for first in found.corpus.start[:-1]:
        found.logit[first + 100 : first + 160] += 3
    return found


@pytest.fixture(scope="module")
def fitted():
    short = joined(several(1, "a"), several(21, "b"))
    return fit(short, joined(texts(30, 0.0, 500, 3), partly(15, 500, 4), texts(15, 0.2, 500, 14)))


def test_a_fitted_text_model_tells_odd_texts(fitted):
    found = joined(texts(40, 0.0, 120, 5), texts(40, 0.25, 120, 6))
    odds = log_odds(fitted, found)
    assert odds[:40].max() < odds[40:].min()
    assert np.isfinite(features(found)).all()


def test_texts_odd_in_part_and_from_end_to_end_are_told_from_clean_ones(fitted):
    clean, part, throughout = (
        log_odds(fitted, found)
        for found in (texts(20, 0.0, 500, 31), partly(20, 500, 32), texts(20, 0.25, 500, 33))
    )
    assert clean.max() < min(np.quantile(part, 0.2), throughout.min())


@pytest.mark.parametrize(("short", "long"), [("ab", "clean part"), ("a", "clean part whole")])
def test_texts_that_nothing_can_be_fitted_on_are_refused(short, long):
    kinds = {"clean": texts(9, 0.0, 500, 3), "part": partly(9, 500, 4), "whole": texts(9, 0.2, 500, 5)}
    with pytest.raises(ResourceError, match="one source" if short == "a" else "throughout"):
        fit(joined(*(several(1, name) for name in short)), joined(*(kinds[kind] for kind in long.split())))


def test_the_threshold_keeps_every_domain_low(fitted):
    honest = joined(*(texts(200, 0.0, 120, seed, source) for seed, source in ((7, "a"), (8, "b"), (9, "c"))))
    model = calibrate.with_thresholds(fitted, honest, "digest")
    said = model.manifest["thresholds"]["spun"]
    assert said["false_positive_rate"] <= calibrate.RATE
    assert max(said["false_positive_rate_by_domain"].values()) <= calibrate.WORST_RATE
    odds = log_odds(model, honest)
    assert (odds >= model.threshold_log_odds).mean() <= calibrate.RATE
    model.check("digest")


def test_figures_are_those_of_the_scores(fitted):
    found = joined(*(texts(50, odd, 120, seed) for odd, seed in ((0.0, 11), (0.3, 12))))
    honest = texts(200, 0.0, 120, 13)
    model = calibrate.with_thresholds(fitted, honest, "digest")
    figures = measure.short_texts(model, found)
    assert figures["dose 0.3"]["auroc"] > 0.99
    assert figures["dose 0.3"]["worst_source"] == "a"
    assert 0 <= figures["expected_calibration_error"] <= 1
    told = measure.words(model, found)
    assert told["all texts, word model alone"] > 0.9
    area, rate = measure.separation(np.array([3.0, 4.0]), np.array([0.0, 1.0, 2.0]))
    assert (area, rate) == (1.0, 1.0)
    assert "auroc" in "\n".join(measure.lines(figures))
