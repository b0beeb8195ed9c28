"""Fingerprints: what does not change them, what they keep, and that batches make no difference."""

from __future__ import annotations

import itertools
import pickle
import string

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.corpus import keys as corpus_keys
from spindetect.corpus.fingerprint import _PLAIN, IN_A_ROW, Fingerprinter, _plain, fingerprint, words_of
from spindetect.corpus.keys import FUNCTION, NONE, STABLE, SWAPPABLE, Words
from spindetect.corpus.tables import KEYS, SKETCH, document_key
from spindetect.lexicon import Lexicon

TEXT = (
    "The ferry to Hallowby left at 10:30 on Tuesday, and the captain told Amara Holt that it would not be "
    "back before the storm. In the harbour of Garrow nobody had seen such waves since 1987; the mayor's "
    "office said that the colour of the sea was a warning to all of us. They waited for it at Brackwater "
    "with Dev Patwardhan."
)


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.open()


@pytest.fixture(scope="module")
def maker(lexicon):
    return Fingerprinter(lexicon)


def keys_of(maker, text):
    return set(maker.keys([text]).key.tolist())


def test_words_are_plain():
    assert words_of("The Minister’s “colour”—NOT 12,000 café\u00a0bars") == (
        [b"the", b"minister", b"s", b"colour", b"not", b"12", b"000", "café".encode(), b"bars"]
    )


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.upper(),
        TEXT.lower(),
        TEXT.replace("'", "’"),
        TEXT.replace("mayor's", "mayor’s").replace(". ", '."  '),
        TEXT.replace("e", "\u0435").replace("o", "\u043e"),
        "\u200b".join(TEXT),
        TEXT.replace("ar", "a\u00adr"),
        TEXT.replace(" ", "\u2003"),
        TEXT.replace(" ", "\r\n"),
        TEXT.replace("colour", "color").replace("harbour", "harbor"),
        TEXT.replace("mayor's", "mayor"),
        TEXT.replace("a warning", "an warning"),
    ],
    ids=["upper", "lower", "curly", "marks", "homoglyphs", "zero-width", "soft hyphens", "odd spaces",
         "lines", "American", "possessive", "article"],
)  # fmt: skip
def test_what_does_not_change_a_fingerprint(maker, changed):
    assert changed != TEXT
    assert keys_of(maker, changed) == keys_of(maker, TEXT)


def test_swapping_words_keeps_the_runs_between_them(maker):
    spun = TEXT.replace("captain", "commander").replace("storm", "tempest").replace("warning", "admonition")
    own, kept = keys_of(maker, TEXT), keys_of(maker, spun)
    assert len(own & kept) >= 0.7 * len(own)


def test_other_names_and_another_order_are_another_fingerprint(maker):
    own = keys_of(maker, TEXT)
    other = TEXT.replace("Hallowby", "Penbrook").replace("Amara Holt", "Greta Moss").replace("10:30", "7:45")
    assert own - keys_of(maker, other)
    backwards = " ".join(reversed(TEXT.split()))
    assert len(own & keys_of(maker, backwards)) <= 0.1 * len(own)


def test_classes_and_how_likely_words_stay(lexicon):
    words = Words(lexicon)
    asked = [b"the", b"1987", b"zzyzxq", b"york", b"good", b"an", b"b", b"7"]
    numbers = words.numbers(asked)
    assert words.classes[numbers].tolist() == (
        [FUNCTION, STABLE, STABLE, STABLE, SWAPPABLE, NONE, NONE, STABLE]
    )
    surviving = dict(zip(asked, words.surviving[numbers].tolist(), strict=True))
    assert surviving[b"good"] < surviving[b"the"] < surviving[b"1987"] <= 1.0


def test_a_word_that_only_left_out_sources_know_stays(lexicon):
    poor = Lexicon.open(without=("moby", "ppdb", "wordnet"))
    words = Words(poor)
    numbers = words.numbers([b"excellent"])
    assert words.classes[numbers].tolist() == [STABLE]
    rich = Words(Lexicon.open(without=("moby", "ppdb")))
    numbers = rich.numbers([b"excellent"])
    assert rich.classes[numbers].tolist() == [SWAPPABLE]


def test_memory_is_bounded_and_forgetting_changes_nothing(lexicon, monkeypatch):
    monkeypatch.setattr(corpus_keys, "MOST_MET", 10)
    small, large = Fingerprinter(lexicon), Fingerprinter(lexicon)
    for text in (TEXT, TEXT[100:], TEXT[:200]):
        assert keys_of(small, text) == keys_of(large, text)
    assert len(small._words._met) <= 10 + len(words_of(TEXT))


def test_words_stand_as_they_would_if_each_was_looked_up_alone(lexicon):
    words = Words(lexicon)
    asked = [
        b"a",
        b"harbours",
        b"harbour",
        "n\u00e4mlich".encode(),
        b"x" * 64,
        b"x" * 65,
        b"x" * 300,
        b"12345678",
    ]
    asked += [b"w%d" % number for number in range(40_000)]  # the table grows
    numbers = words.numbers(asked)
    assert len(set(numbers.tolist())) == len(asked) == len(words.hashes)
    again, starts = words.cut(b"  " + b"   ".join(reversed(asked)) + b" ")
    assert again.tolist() == numbers[::-1].tolist()
    assert starts[:2].tolist() == [2, 2 + len(asked[-1]) + 3]
    assert words.cut(b"  ")[0].tolist() == words.numbers([]).tolist() == []


@pytest.mark.parametrize(
    "text",
    ["\u201cÉlan\u201d \u2014 naïve, STRASSE Straße…", "co-\noperate é",
     "İstanbul ﬁne Ⅳ", "a\x00b\x1cc\x7fd é",
     "\u0430pple pie", "e\u0301t\u00e9", "x\ud800y", "日本語 text", "½ and ² and №", "\u2003é\u00a0b"],
)  # fmt: skip
def test_the_short_way_to_plain_words_gives_what_the_long_one_gives(text):
    assert words_of(text) == _plain(text).encode("utf-8", "replace").translate(_PLAIN).split()


@given(
    st.lists(
        st.text(st.sampled_from(string.ascii_letters + " .,'\u2019\u200b\u0435é—\n1\x00\x01"), max_size=80)
        | st.just(TEXT),
        max_size=6,
    )
)
def test_a_batch_gives_what_each_text_gives_alone(texts):
    maker = MAKER
    batch = maker.keys(texts)
    assert len(batch.lengths) == len(texts)
    for place, text in enumerate(texts):
        alone, here = maker.keys([text]), batch.text == place
        for name in ("key", "position", "weight"):
            assert np.array_equal(getattr(batch, name)[here], getattr(alone, name))
        assert batch.lengths[place] == alone.lengths[0] == len(words_of(text))
        assert batch.digests[place] == alone.digests[0]
        assert np.array_equal(batch.bands[place], alone.bands[0])


MAKER = Fingerprinter(Lexicon.open())


@given(st.lists(st.sampled_from(["the", "of", "Hallowby", "1987", "storm", "captain", "an"]), max_size=60))
def test_keys_are_those_of_a_slow_and_obvious_way(words):
    """A key for every four unswappable words in a row and every two content words, each once, where first."""
    kept = [at for at, word in enumerate(words) if word in ("the", "of", "Hallowby", "1987")]
    content = [at for at, word in enumerate(words) if word in ("Hallowby", "1987", "storm", "captain")]
    rows = [tuple(kept[at : at + IN_A_ROW]) for at in range(len(kept) - IN_A_ROW + 1)]
    swappable = {"storm", "captain"}
    rows += [(a, b) for a, b in itertools.pairwise(content) if {words[a], words[b]} - swappable]
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        first.setdefault(tuple(words[at] for at in row), row[0])
    found = MAKER.keys([" ".join(words)])
    assert sorted(found.position.tolist()) == sorted(first.values())
    assert len(set(found.key.tolist())) == len(found.key)


def test_equal_texts_have_equal_digests_and_a_word_more_another(maker):
    same = maker.keys([TEXT, TEXT.upper(), TEXT + " More.", "", "!?"])
    assert same.digests[0] == same.digests[1] != same.digests[2]
    assert same.digests[3] == same.digests[4]
    assert np.array_equal(same.bands[0], same.bands[1])


def test_batches_of_arrow(maker):
    texts = [TEXT, "", TEXT[50:]]
    names = ["a", "b", "c"]
    rows = pa.RecordBatch.from_pydict(
        {"doc": list(map(document_key, names)), "id": names, "text": pa.array(texts, pa.large_string())}
    )
    keys, sketch = fingerprint(rows, maker)
    assert keys.schema == KEYS.schema
    assert sketch.schema == SKETCH.schema
    counts = dict(zip(*np.unique(keys.column("doc").to_numpy(), return_counts=True), strict=True))
    assert sketch.column("keys").to_pylist() == [counts.get(document_key(name), 0) for name in names]
    weights = keys.column("weight").to_numpy()
    assert ((weights > 0) & (weights <= 1)).all()
    assert keys.column("key").to_numpy().min() >= 0


def test_a_fingerprinter_travels_without_what_it_remembers(maker):
    maker.keys([TEXT])
    carried = pickle.dumps(maker)
    assert len(carried) < 2000
    again = pickle.loads(carried)
    assert again.digest == maker.digest
    assert keys_of(again, TEXT) == keys_of(maker, TEXT)


def test_the_digest_says_what_was_left_out(maker):
    assert maker.digest != Fingerprinter(Lexicon.open(without=("moby",))).digest
