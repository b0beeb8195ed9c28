"""The n-gram model: counted by the rule, probabilities that add up, exact batches, named damage."""

from __future__ import annotations

import gzip
import json
import pickle
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.build_ngrams import build, read
from data.ngrams import count, estimate, fuse_build
from data.ngrams.encode import encoded
from data.ngrams.left_out import WORDS, Choice
from data.ngrams.measure import Exact
from data.ngrams.vocabulary import streams
from spindetect import resources
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable
from spindetect.language import Ngrams, Vectors
from spindetect.language.fuse import FuseTable
from spindetect.language.ngrams import FORMAT, KIND, NOTHING
from spindetect.language.numbering import BOUNDARY, CLASSES, FIRST_WORD, class_of
from spindetect.text import NUMBER, OTHER, PUNCT, WORD, Document

WHO = [
    "the old baker",
    "the young teacher",
    "a tired farmer",
    "our neighbour",
    "her brother Zoltan",
    "the quiet pilot",
]
DOES = [
    "sold",
    "mended",
    "painted",
    "carried home",
    "wrote about",
    "kept asking for",
    "slowly forgot",
    "counted",
]
WHAT = [
    "the red bicycle",
    "two loaves of bread",
    "a wooden boat",
    "his father's clock",
    "37 letters",
    "the garden gate",
]
WHEN = [
    "in the spring of 1994",
    "on the 3rd day",
    "before the rain came",
    "at 10:30",
    "without a word",
    "again",
]
SOURCES = ("letters", "diaries", "reports", "measured")


def _sentence(rng: random.Random) -> str:
    parts = [rng.choice(group) for group in (WHO, DOES, WHAT, WHEN)]
    return (
        (" ".join(parts) + ".").capitalize() if rng.random() < 0.8 else " ".join(parts[:3]).capitalize() + "?"
    )


def _write(folder: Path, name: str, documents: list[str]) -> Path:
    path = folder / f"{name}.jsonl.gz"
    rows = [json.dumps({"id": f"{name}/{n}", "text": text}) for n, text in enumerate(documents)]
    path.write_bytes(gzip.compress("\n".join(rows).encode(), mtime=0))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A model of 240 small documents of three sources; a fourth source of four documents is left out."""
    folder = tmp_path_factory.mktemp("ngrams")
    rng = random.Random(4)
    counts = dict.fromkeys(SOURCES, 80) | {"measured": 4}
    files = [
        _write(folder, name, [" ".join(_sentence(rng) for _ in range(6)) for _ in range(n)])
        for name, n in counts.items()
    ]
    corpus = read(files, folder / "cache", Choice(("measured",)))
    figures = build(corpus, folder / "ngrams.bin", ["measured"])
    return corpus, figures, Ngrams.open(folder / "ngrams.bin"), files


@pytest.fixture(scope="module")
def exact(made):
    corpus = made[0]
    twos, threes = corpus.count(2), corpus.count(3)
    keep = estimate.kept(twos), estimate.kept(threes)
    found = estimate.kneser_ney(len(corpus.words) + FIRST_WORD, twos, threes, keep)
    return Exact(found, twos.grams[keep[0]], threes.grams[keep[1]])


def _contexts(model: Ngrams) -> list[tuple[int, int]]:
    words = model.words(["the", "old", "baker", "sold", "zebra", "of", "."]).tolist()
    return [(a, b) for a in [NOTHING, BOUNDARY, *words] for b in [BOUNDARY, *words]]


def test_probabilities_add_up_to_one(made):
    model = made[2]
    everything = np.arange(len(model), dtype=np.int32)
    for before_that, before in _contexts(model):
        log10_p = model.log10_p(everything, np.int32([before]), np.int32([before_that]))
        # Rounding to 64 steps; of some 100 words one in 1,000 may pass for a trigram's last.
        assert (10.0**log10_p).sum() == pytest.approx(1, abs=0.06), (before_that, before)
    assert (10.0 ** model.log10_p(everything)).sum() == pytest.approx(1, abs=0.01)
    assert (10.0 ** model.log10_frequency(everything)).sum() == pytest.approx(1, abs=0.02)


def test_exact_estimates_add_up_to_one(made, exact):
    model = made[2]
    everything = np.arange(len(model), dtype=np.int32)
    for before_that, before in _contexts(model):
        rows = np.stack([np.full_like(everything, before_that), np.full_like(everything, before), everything])
        assert (10.0 ** exact.log10_p(rows)).sum() == pytest.approx(1, abs=1e-6)


def test_backward_probabilities_follow_from_forward_ones(made):
    model = made[2]
    words = np.arange(len(model), dtype=np.int32)
    for after, after_that in _contexts(model)[8:]:
        b, a = (np.full_like(words, n) for n in (max(after, 0), after_that))
        wanted = model.log10_frequency(words) - model.log10_frequency(b) + model.log10_p(b, words)
        if b[0] != BOUNDARY and after_that >= 0:
            wanted = wanted + model.log10_p(a, b, words) - model.log10_p(a, b)
        np.testing.assert_allclose(model.log10_p_given_after(words, b, a), wanted, atol=1e-5)


def test_table_equals_the_slow_look_up_but_for_rounding(made, exact):
    corpus, _, model, _ = made
    rng = np.random.Generator(np.random.PCG64(1))
    rows = rng.integers(0, len(model), (3, 3000)).astype(np.int32)
    held = [
        np.stack([s.numbers[:-2], s.numbers[1:-1], s.numbers[2:]]).astype(np.int32)
        for text, numbers, keep in zip(corpus.texts, corpus.numbers, corpus.counted, strict=True)
        for s in streams(text, numbers, keep)
    ]
    rows = np.concatenate([rows, *held], axis=1)
    found, wanted = model.log10_p(rows[2], rows[1], rows[0]), exact.log10_p(rows)
    wide = np.abs(found - wanted) > 0.06
    assert wide.mean() < 0.005
    assert not wide[3000:].any()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_batch_equals_one_by_one(made, data):
    model = made[2]
    number = st.integers(0, len(model) - 1)
    rows = np.array(
        data.draw(st.lists(st.tuples(number, number, number, number), min_size=1, max_size=9)), np.int32
    )
    w, b, a, d = rows.T
    together = model.log10_p(w, b, a), model.log10_p_given_after(w, b, a), model.log10_skip(b, w)
    contexts = np.stack([a, b, w, d], axis=1)
    fit = model.log10_fit(contexts, rows)
    for at in range(len(rows)):
        one = slice(at, at + 1)
        alone = model.log10_p(w[one], b[one], a[one]), model.log10_p_given_after(w[one], b[one], a[one])
        for batch, single in zip(together, (*alone, model.log10_skip(b[one], w[one])), strict=True):
            assert batch[at] == single[0]
        assert (fit[at] == model.log10_fit(contexts[one], rows[one])[0]).all()
        assert fit[at, 0] == model.log10_fit(contexts[one], rows[one, :1])[0, 0]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_fit_is_the_product_of_three(made, data):
    model = made[2]
    words = st.integers(FIRST_WORD, len(model) - 1)
    before, after = data.draw(st.sampled_from([0, 1, 2])), data.draw(st.sampled_from([0, 1, 2]))
    b, w, c = (data.draw(words) for _ in range(3))
    a, b = ((NOTHING, BOUNDARY), (BOUNDARY, b), (data.draw(words), b))[before]
    c, d = ((BOUNDARY, NOTHING), (c, BOUNDARY), (c, data.draw(words)))[after]
    i = lambda n: np.int32([n])  # noqa: E731
    wanted = model.log10_p(i(w), i(b), i(a)) + model.log10_p(i(c), i(w), i(b))
    if c != BOUNDARY:
        wanted = wanted + model.log10_p(i(d), i(c), i(w))
    found = model.log10_fit(np.int32([[a, b, c, d]]), np.int32([[w]]))
    assert found[0, 0] == pytest.approx(wanted[0], abs=1e-5)


def test_fit_prefers_what_was_read(made):
    model = made[2]
    tokens = Document.from_text("The old baker mended the garden gate.").tokens
    numbers = model.numbers(tokens)
    contexts = model.contexts(numbers, tokens.sentence_start)
    at = tokens.keys.index("garden")
    fit = model.log10_fit(contexts[at : at + 1], model.words(["garden", "boat", "tired", "clock"])[None])
    assert fit.argmax() == 0


def test_an_unknown_word_gets_its_share_of_its_class(made):
    model = made[2]
    word = model.words(["gobbledygook"])
    assert word[0] < FIRST_WORD
    context = np.int32([[NOTHING, BOUNDARY, BOUNDARY, NOTHING]])
    plain = model.log10_p(word, np.int32([BOUNDARY])) + model.log10_p(np.int32([0]), word, np.int32([0]))
    assert model.log10_fit(context, word[None])[0, 0] <= plain[0] + 1e-6


def test_contexts_against_slow_ones(made):
    model = made[2]
    sentences = [[31], [32, 33], [34, 35, 36], [37, 38, 39, 40]]
    numbers = np.int32([n for sentence in sentences for n in sentence])
    starts = np.cumsum([0, *map(len, sentences)])
    wanted = []
    for sentence in sentences:
        padded = [NOTHING, BOUNDARY, *sentence, BOUNDARY, NOTHING]
        wanted += [[*padded[at - 2 : at], *padded[at + 1 : at + 3]] for at in range(2, len(sentence) + 2)]
    assert model.contexts(numbers, starts).tolist() == wanted
    assert model.contexts(np.empty(0, np.int32), np.int64([0])).shape == (0, 4)


def test_skips_say_what_goes_together(made):
    model = made[2]
    two, bread, boat, baker = model.words(["loaves", "bread", "boat", "baker"])
    gain = model.log10_skip(np.int32([two, two, BOUNDARY, two]), np.int32([bread, boat, bread, baker]))
    assert gain[0] > 0.5 > 0 >= gain[1]
    assert gain[2] == 0


def test_numbers_of_tokens_and_words(made):
    model = made[2]
    tokens = Document.from_text(
        "The baker met Qwerty in 1994, running gibberingly past 12,000 xyzzies."
    ).tokens
    numbers = model.numbers(tokens)
    named = {key: model.numbering.text(n) for key, n in zip(tokens.keys, numbers.tolist(), strict=True)}
    assert named["the"] == "the"
    assert named["1994"] == "<year>"
    assert named["qwerty"] == "<name>"
    assert named["running"] == "<-ing>"
    assert named["gibberingly"] == "<-ly>"
    assert named["12,000"] == "<thousands>"
    assert named["xyzzies"] == "<-s>"
    assert model.words(["the", "1994", "qwerty"]).tolist() == [
        numbers[0],
        CLASSES.index("year"),
        CLASSES.index("word"),
    ]
    assert len(model) == FIRST_WORD + model.counts[0]


def test_numbers_of_another_table(made):
    model = made[2]
    numbers = model.numbering.of_table(
        KeyTable(open_container(resources.shipped("vectors.bin"), kind="vectors", format=1))
    )
    words = Vectors.open().words(len(numbers))
    assert numbers.size == len(words)
    assert numbers[words.index("zebra")] == -1
    assert [model.numbering.text(numbers[words.index(word)]) for word in ("the", "boat")] == ["the", "boat"]


@pytest.mark.parametrize(
    ("key", "kind", "capital", "name"),
    [
        ("7", NUMBER, False, "one-or-two-digits"),
        ("1066", NUMBER, False, "digits"),
        ("1990s", NUMBER, False, "decade"),
        ("21st", NUMBER, False, "ordinal"),
        ("3.5", NUMBER, False, "decimal"),
        ("500", NUMBER, False, "three-digits"),
        ("10:30", NUMBER, False, "clock"),
        ("10pm", NUMBER, False, "number"),
        ("zoltan", WORD, True, "name"),
        ("zig-zagging", WORD, False, "hyphened"),
        ("blipped", WORD, False, "-ed"),
        ("glossiness", WORD, False, "word"),
        ("s", WORD, False, "word"),
        ("https://example.org", OTHER, False, "symbol"),
        ("†", PUNCT, False, "mark"),
    ],
)
def test_classes(key, kind, capital, name):
    assert CLASSES[class_of(key, kind, capital)] == name


def _slow_counts(made, order: int) -> dict[tuple[str, ...], tuple[int, int, int]]:
    corpus = made[0]
    seen: Counter[tuple[int, ...]] = Counter()
    where = defaultdict(set)
    for text, numbers, keep in zip(corpus.texts, corpus.numbers, corpus.counted, strict=True):
        sentence = np.repeat(np.arange(len(text.sentence_start) - 1), np.diff(text.sentence_start))
        document = np.searchsorted(text.document_start, np.arange(len(numbers)), side="right")
        for number in np.unique(sentence[keep]):
            inside = sentence == number
            row = [0, *numbers[inside].tolist(), 0]
            for at in range(len(row) - order + 1):
                gram = tuple(row[at : at + order])
                seen[gram] += 1
                where[gram].add((text.name, int(document[inside][0])))
    return {g: (n, len(where[g]), len({source for source, _ in where[g]})) for g, n in seen.items()}


@pytest.mark.parametrize("order", [2, 3])
def test_counts_equal_slow_ones_and_the_rule_holds(made, order):
    corpus, _, model, _ = made
    found = corpus.count(order)
    slow = _slow_counts(made, order)
    rows = zip(*(column.tolist() for column in count.unpack(found.grams, order)), strict=True)
    columns = (found.count.tolist(), found.documents.tolist(), found.sources.tolist())
    assert dict(zip(rows, zip(*columns, strict=True), strict=True)) == slow
    kept = estimate.kept(found)
    wanted = [
        n >= estimate.LEAST_DOCUMENTS and s >= estimate.LEAST_SOURCES
        for n, s in zip(*columns[1:], strict=True)
    ]
    assert kept.tolist() == wanted
    assert model.counts[order - 1] == sum(wanted)


def _sequences(tokens) -> set[tuple[str, ...]]:
    words = [key for key, kind in zip(tokens.keys, tokens.kind.tolist(), strict=True) if kind <= NUMBER]
    return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}


def test_nothing_left_out_is_counted(made):
    corpus, figures, _, files = made
    out: set[tuple[str, ...]] = set()
    for keep, file in zip(corpus.documents, files, strict=True):
        documents = [json.loads(line)["text"] for line in gzip.decompress(file.read_bytes()).splitlines()]
        for counted, document in zip(keep.tolist(), documents, strict=True):
            out |= set() if counted else _sequences(Document.from_text(document).tokens)
    assert len(out) == figures["sequences_left_out"] > 100
    dropped = 0
    for text, documents, keep in zip(corpus.texts, corpus.documents, corpus.counted, strict=True):
        for number in np.flatnonzero(documents).tolist():
            part = slice(*text.document_start[number : number + 2].tolist())
            words, inside = text.tokens[part], keep[part]
            spoken = (words >> 1 & 3) <= NUMBER
            keys = [text.keys[code >> 3] for code in words[spoken].tolist()]
            for at in range(len(keys) - WORDS + 1):
                if tuple(keys[at : at + WORDS]) in out:
                    assert not inside[spoken][at : at + WORDS].any()
            dropped += int((~inside).sum())
    assert dropped > 0
    assert not corpus.counted[SOURCES.index("measured")].any()


def test_folds_part_the_documents(made):
    text = made[0].texts[0]
    parts = [Choice((), fold, 5).counted(text) for fold in range(5)]
    outside = Choice(()).counted(text)
    assert (np.sum([outside & ~part for part in parts], axis=0) == outside).all()


def test_equal_texts_give_equal_bytes(made, tmp_path):
    _, figures, model, files = made
    again = build(
        read(files, tmp_path / "cache", Choice(("measured",))), tmp_path / "again.bin", ["measured"]
    )
    assert again == figures
    assert Ngrams.open(tmp_path / "again.bin").digest == model.digest


def test_encoded_again_only_if_bytes_or_code_changed(tmp_path):
    path = _write(tmp_path, "letters", ["One two."])
    first = encoded(path, tmp_path / "c", "a")
    stamp = (tmp_path / "c" / "letters.tokens").stat().st_mtime_ns
    encoded(path, tmp_path / "c", "a")
    assert (tmp_path / "c" / "letters.tokens").stat().st_mtime_ns == stamp
    _write(tmp_path, "letters", ["One two three."])
    assert len(encoded(path, tmp_path / "c", "a").tokens) == len(first.tokens) + 1
    assert (tmp_path / "c" / "letters.tokens").stat().st_mtime_ns > stamp
    (tmp_path / "c" / "letters.tokens").write_bytes(b"broken")
    assert len(encoded(path, tmp_path / "c", "a").tokens) == 4


class _Section:
    path = Path("table")

    def __init__(self, prints, values, row):
        self.meta, self._cells = {"tables": {"t": row}}, {"t_prints": prints, "t_values": values}

    def need(self, name, dtype):
        return self._cells[name]


@settings(max_examples=80, deadline=None)
@given(
    grams=st.sets(st.tuples(st.integers(0, 99999), st.integers(0, 99999)), max_size=300),
    dtype=st.sampled_from(["|u1", "<u2"]),
    seed=st.integers(0, 9),
)
def test_fuse_table_finds_all_it_holds(grams, dtype, seed):
    words = tuple(np.array(sorted(grams), np.int64).reshape(-1, 2).T)
    values = np.random.Generator(np.random.PCG64(seed)).integers(0, np.iinfo(dtype).max + 1, len(grams))
    here, found = FuseTable(_Section(*fuse_build.build(words, values, dtype)), "t", dtype).find(*words)
    assert here.all()
    assert found.dtype.str == dtype
    assert (found == values).all()


def test_fuse_table_refuses_strangers():
    rng = np.random.Generator(np.random.PCG64(2))
    words = tuple(rng.integers(0, 1 << 17, (3, 20000)))
    prints, values, row = fuse_build.build(words, np.full(20000, 7), "|u1")
    table = FuseTable(_Section(prints, values, row), "t", "|u1")
    here, value = table.find(*rng.integers(1 << 17, 1 << 18, (3, 2_000_000)))
    assert 5 < here.sum() < 80  # 2,000,000 / 65,536 = 30.5
    assert not value[~here].any()
    assert prints.size == values.size < 1.3 * 20000
    with pytest.raises(ResourceError, match="are some equal"):
        fuse_build.build(tuple(w[[0, 0]] for w in words), np.zeros(2, np.int64), "|u1")
    with pytest.raises(ResourceError, match="do not fit into"):
        fuse_build.build(words, np.full(20000, 256), "|u1")


def test_damage_is_named(made, tmp_path):
    good = made[2]._container.path
    data, path = good.read_bytes(), tmp_path / "n.bin"
    path.write_bytes(data[:-1])
    with pytest.raises(ResourceError, match="length is"):
        Ngrams.open(path)
    path.write_bytes(data[:-500] + bytes([data[-500] ^ 1]) + data[-499:])
    with pytest.raises(ResourceError, match=r"section '.*' is damaged"):
        Ngrams.open(path)
    with pytest.raises(ResourceError, match="kind is 'vectors', expected 'ngrams'"):
        Ngrams.open(resources.shipped("vectors.bin"))
    with pytest.raises(ResourceError, match="cannot be read"):
        Ngrams.open(tmp_path / "none.bin")
    box = open_container(good, kind=KIND, format=FORMAT)
    write_container(path, kind=KIND, format=FORMAT + 1, arrays=box.arrays, meta=box.meta)
    with pytest.raises(ResourceError, match=f"format is {FORMAT + 1}, expected {FORMAT}"):
        Ngrams.open(path)


@pytest.mark.parametrize(
    "section", ["log10_one", "log10_skip_back", "log10_class_share", "codes_three", "trigrams_values"]
)
def test_sections_that_do_not_fit(made, tmp_path, section):
    box = open_container(made[2]._container.path, kind=KIND, format=FORMAT)
    path = tmp_path / "n.bin"
    arrays = {**box.arrays, section: box.arrays[section][:-1]}
    write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=box.meta)
    with pytest.raises(ResourceError, match="fit"):
        Ngrams.open(path)


def test_a_header_without_a_shape(made, tmp_path):
    box = open_container(made[2]._container.path, kind=KIND, format=FORMAT)
    path = tmp_path / "n.bin"
    write_container(path, kind=KIND, format=FORMAT, arrays=box.arrays, meta={"tables": {}})
    with pytest.raises(ResourceError, match="says nothing of table 'bigrams'"):
        Ngrams.open(path)


def test_shipped_file():
    model = Ngrams.open()
    resources.verify("ngrams.bin")
    model.verify()
    together = sum(resources.shipped(name).stat().st_size for name in ("ngrams.bin", "vectors.bin"))
    assert together <= 24_000_000
    figures = resources.manifest()["files"]["ngrams.bin"]["figures"]
    assert figures["words_counted"] >= 25_000_000
    assert list(model.counts[1:]) == [
        figures[name]["kept"] for name in ("bigrams", "trigrams", "pairs_apart")
    ]
    assert len(pickle.dumps(model)) < 200
    assert pickle.loads(pickle.dumps(model)).digest == model.digest


def test_shipped_model_knows_english():
    model = Ngrams.open()
    for text, word, others in (
        ("They crossed several red lines in the talks.", "red", ["crimson", "ruddy"]),
        ("The prime minister went to Ukraine.", "prime", ["premier", "main"]),
        ("It was a matter of life and death.", "matter", ["topic", "substance"]),
    ):
        tokens = Document.from_text(text).tokens
        numbers = model.numbers(tokens)
        at = tokens.keys.index(word)
        context = model.contexts(numbers, tokens.sentence_start)[at : at + 1]
        assert model.log10_fit(context, model.words([word, *others])[None]).argmax() == 0


def test_opens_fast():
    times = []
    for _ in range(5):
        start = time.process_time()
        Ngrams.open()
        times.append(time.process_time() - start)
    assert min(times) < 0.080
