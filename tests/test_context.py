"""The word model: the network against its formula written out, blocks, candidates, damaged files."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from texts import SOURCE, SPUN

from spindetect.context import WordModel, network
from spindetect.context.inputs import MEASURES, Columns, measures
from spindetect.context.network import DISTANCES, STEP, Inputs
from spindetect.context.regional import respell
from spindetect.context.vocabulary import Vocabulary
from spindetect.errors import ResourceError
from spindetect.language import Ngrams, Vectors, remembered
from spindetect.language.numbering import FIRST_WORD
from spindetect.text import Document


@pytest.fixture(scope="module")
def tables():
    return WordModel.open(), Ngrams.open(), Vectors.open()


def told(tables, text=SPUN):
    words, ngrams, vectors = tables
    tokens = Document.from_text(text).tokens
    columns = Columns.of(tokens, Vocabulary(ngrams, vectors))
    return columns, words.inputs(columns, ngrams)


def written_out(net, inputs):
    """The network's formula, token by token."""
    w, n = net.weights, len(inputs.word)
    x = net.embedding[inputs.word].astype(np.float64) * net.scale[inputs.word][:, None]
    first = [(x[i] + w["flag"][inputs.flag[i]]) @ w["inward"] + w["inward.bias"] for i in range(n)]
    sides = []
    for name, sign in (("forward", 1), ("backward", -1)):
        y = first
        for layer in range(net.layers):
            at = [i - sign * 2**layer for i in range(n)]
            seen = [
                np.concatenate((y[i], y[j] if 0 <= j < n else np.zeros_like(y[i])))
                for i, j in zip(range(n), at, strict=True)
            ]
            weight, bias = w[f"{name}.{layer}"], w[f"{name}.{layer}.bias"]
            y = [a + float(STEP) * np.maximum(b @ weight + bias, 0) for a, b in zip(y, seen, strict=True)]
        sides.append(y)
    none = np.zeros_like(first[0])
    out = []
    for i in range(n):
        before, after = sides[0][i - 1] if i else none, sides[1][i + 1] if i + 1 < n else none
        h = np.concatenate((before, after)) @ w["outward"] + w["outward.bias"]
        measured = (inputs.measures[i] - w["mean"]) / w["spread"]
        seen = np.concatenate((h, x[i], h * x[i], measured))
        out.append(np.maximum(seen @ w["first"] + w["first.bias"], 0))
    for layer, d in enumerate(DISTANCES):
        gone = np.zeros_like(out[0])
        seen = [
            np.concatenate((out[i - d] if i >= d else gone, out[i], out[i + d] if i + d < n else gone))
            for i in range(n)
        ]
        weight, bias = w[f"around.{layer}"], w[f"around.{layer}.bias"]
        out = [a + np.maximum(b @ weight + bias, 0) for a, b in zip(out, seen, strict=True)]
    return np.array([z @ w["head"] + w["head.bias"][0] for z in out])


def test_the_network_is_its_formula(tables):
    _, inputs = told(tables)
    part = inputs.cut(slice(0, 60))
    assert np.abs(tables[0].network.logits(part) - written_out(tables[0].network, part)).max() < 1e-3


def test_a_long_text_is_read_in_blocks_that_agree(tables, monkeypatch):
    _, inputs = told(tables, f"{SPUN} {SOURCE}")
    whole = tables[0].network.logits(inputs)
    monkeypatch.setattr(network, "_BLOCK", 37)
    assert np.abs(tables[0].network.logits(inputs) - whole).max() < 1e-4


def test_a_word_is_told_from_what_stands_farther_than_its_reach(tables):
    _, inputs = told(tables, f"{SOURCE} {SPUN}")
    net = tables[0].network
    changed = Inputs(inputs.word.copy(), inputs.flag, inputs.measures)
    at = 150
    changed.word[at] = FIRST_WORD + 5
    moved = np.abs(net.logits(changed) - net.logits(inputs)) > 1e-6
    assert moved[at]
    places = np.flatnonzero(moved)
    assert places.min() >= at - net.reach
    assert places.max() <= at + net.reach


def test_no_text_and_one_word_are_read(tables):
    words, ngrams, vectors = tables
    for text in ("", "word", "…"):
        scores = words.scores(Document.from_text(text).tokens, ngrams, vectors)
        assert len(scores.logit) == len(Document.from_text(text).tokens)


def test_swapped_words_are_odder_than_those_they_replaced(tables):
    words, ngrams, vectors = tables
    spun, source = (words.scores(Document.from_text(t).tokens, ngrams, vectors) for t in (SPUN, SOURCE))
    assert spun.logit[spun.ordinary].mean() > source.logit[source.ordinary].mean() + 0.5


def test_measures_are_what_the_ngram_model_says(tables):
    _, ngrams, _ = tables
    columns, inputs = told(tables)
    contexts = ngrams.contexts(columns.number, columns.sentence_start)
    found = dict(zip(MEASURES, measures(columns, ngrams).T, strict=True))
    a, b, c, d = contexts.T
    w = columns.number
    expected = {
        "log10_frequency": ngrams.log10_frequency(w),
        "log10_p_after_one": ngrams.log10_p(w, b),
        "log10_p_after_two": ngrams.log10_p(w, b, a),
        "log10_gain_of_second_last": ngrams.log10_skip(a, w),
        "log10_gain_of_second_next": ngrams.log10_skip(w, d),
        "log10_fit": ngrams.log10_fit(contexts, w[:, None])[:, 0],
        "known_with_last": ngrams.holds("bigrams", b, w),
        "known_with_next": ngrams.holds("bigrams", w, np.maximum(c, 0)),
    }
    for name, values in expected.items():
        assert np.abs(found[name] - values).max() < 1e-5, name
    assert inputs.measures.shape == (len(w), len(MEASURES))


def test_originals_are_shares_of_known_words(tables):
    words, ngrams, vectors = tables
    scores = words.scores(Document.from_text(SPUN).tokens, ngrams, vectors)
    at = np.flatnonzero(scores.ordinary)[:40]
    found = words.originals(scores, at, words.candidates(), ngrams, vectors)
    some = (found.row >= 0).any(axis=1)
    assert some.sum() > 20
    assert found.share[some].sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (np.diff(found.share, axis=1) <= 1e-7).all()
    assert (found.share[found.row < 0] == 0).all()


def test_candidates_of_a_dictionary_that_is_left_out_are_gone(tables):
    words = tables[0]
    every, left = words.candidates(), words.candidates(("moby", "wordnet", "ppdb"))
    assert (left.row[:, every.lexical :] == every.row[:, every.lexical :]).all()
    assert (left.row[:, : every.lexical] > 0).sum() < 0.2 * (every.row[:, : every.lexical] > 0).sum()


def test_it_pickles_to_its_path(tables):
    assert pickle.loads(pickle.dumps(tables[0])).digest == tables[0].digest


def test_it_fits_its_tables_alone(tables, tmp_path):
    words, ngrams, vectors = tables
    words.check(ngrams, vectors)

    class Other:
        digest = "of another table"

    with pytest.raises(ResourceError, match="another table of ngrams"):
        words.check(Other(), vectors)
    damaged = tmp_path / "word_model.bin"
    damaged.write_bytes(b"no container at all" * 50)
    with pytest.raises(ResourceError):
        WordModel.open(damaged)


def test_a_british_spelling_is_read_as_the_word_that_is_known_better(tables):
    british = (
        "The organisation's labour board criticised its neighbours, whilst travellers honoured a centre."
    )
    american = "The organization's labor board criticized its neighbors, while travelers honored a center."
    words, ngrams, vectors = tables
    found = [words.scores(Document.from_text(t).tokens, ngrams, vectors) for t in (british, american)]
    assert (found[0].columns.number == found[1].columns.number).all()
    assert (found[0].logit == found[1].logit).all()


def test_a_text_is_looked_up_as_its_tables_have_it_however_often(tables, monkeypatch):
    _, ngrams, vectors = tables
    monkeypatch.setattr(remembered, "MOST_MET", 40)  # forgotten again and again
    known = Vocabulary(ngrams, vectors)
    for text in (SPUN, SOURCE, "In 1999 the 12th Zyxgorp-ing sold 3.5 blorps; Zyxgorp 1999!", SPUN, ""):
        tokens = Document.from_text(text).tokens
        found = Columns.of(tokens, known)
        expected = ngrams.numbers(tokens), vectors.ids(tokens.keys)
        respell(tokens.keys, *expected, ngrams, vectors)
        assert found.number.tolist() == expected[0].tolist()
        assert found.row.tolist() == expected[1].tolist()


def test_what_only_looks_like_a_british_spelling_stays(tables):
    keys = [
        "hour",
        "source",
        "advise",
        "timbre",
        "rogue",
        "filled",
        "called",
        "poem",
        "israel",
        "daemon",
        "acre",
    ]
    _, ngrams, vectors = tables
    number, row = ngrams.words(keys), vectors.ids(keys)
    before = number.tolist(), row.tolist()
    respell(keys, number, row, ngrams, vectors)
    assert (number.tolist(), row.tolist()) == before


def test_a_british_spelling_that_no_table_holds_is_known_by_the_other(tables):
    _, ngrams, vectors = tables
    keys = ["unionisation", "the", "tyre"]
    number, row = np.array([3, 5, 6], np.int32), np.array([-1, 0, 60_000], np.int32)
    respell(keys, number, row, ngrams, vectors)
    assert number[0] == ngrams.words(["unionization"])[0]
    assert row.tolist() == vectors.ids(["unionization", "the", "tire"]).tolist()
