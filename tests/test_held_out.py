"""Held out means held out everywhere: nothing that measures stands in what the tables were counted from."""

from __future__ import annotations

import gzip
import json
import random
import sys
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models.places
from data import check_held_out
from data.check_held_out import is_left_out, sampled_phrases, select, shared_phrases, shared_sequences
from data.ngrams import count as counting
from data.ngrams import left_out, texts, vocabulary
from data.ngrams.left_out import MEASURED_ONE_IN, WORDS, Choice
from spindetect.language.numbering import FIRST_WORD
from spindetect.text import NUMBER, Document

HELD, OPEN = "held", "open"
CHOICE = Choice((HELD,))
SECRET = "Under the copper moon seven patient otters counted silver buttons beside the broken mill."
QUOTED = "The paper wrote that seven patient otters counted silver buttons beside the pond."  # eight in a row
NEARLY = "Once seven patient otters counted silver buttons beside us."  # seven
ACROSS = "Somebody said otters counted silver buttons. Beside the broken mill under trees we sat."  # eight
APART = "A heron stood on the wall of the harbour and looked at nothing in particular."


def identity(counted: bool) -> str:
    """Return an id of a document that is counted, or that is one of those that measure."""
    numbers = (f"document {n}" for n in count())
    return next(name for name in numbers if is_left_out(OPEN, name, CHOICE) != counted)


def write(folder, name, documents):
    path = folder / f"{name}.jsonl.gz"
    rows = "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in documents)
    path.write_bytes(gzip.compress(rows.encode(), mtime=0))
    return path


def phrases_left_out(files, choice=CHOICE):
    return set().union(*(sampled_phrases(file, choice, 10**6) for file in files))


def counted_words(selection):
    """Return all counted words of all texts, in order."""
    return [
        text.keys[token >> 3]
        for text, keep in zip(selection.texts, selection.counted, strict=True)
        for token in text.tokens[keep].tolist()
    ]


@pytest.fixture
def small(tmp_path):
    """One source held out, and one counted that quotes it; and a document of the latter that measures."""
    text = f"{APART} {QUOTED} {NEARLY}\n{ACROSS}"
    measuring = "Twelve green kettles sang all night above the quiet ferry office."
    echo = f"He said: {measuring} {APART}"
    documents = [(identity(True), f"{text}\n{echo}"), (identity(False), measuring)]
    return [write(tmp_path, HELD, [("1", SECRET)]), write(tmp_path, OPEN, documents)], tmp_path


def test_sentences_that_share_eight_words_with_what_is_left_out_are_not_counted(small):
    files, folder = small
    selection = select(files, folder / "cache", CHOICE)
    assert not selection.counted[0].any()
    words = counted_words(selection)
    assert words.count("heron") == 2
    assert "once" in words  # seven words in a row are nobody's
    assert not {"paper", "somebody", "trees", "kettles", "ferry"} & set(words)
    phrases = phrases_left_out(files)
    for text, counted in zip(selection.texts, selection.counted, strict=True):
        assert shared_sequences(text, counted, selection.windows) == 0
        assert not list(shared_phrases(text, counted, phrases))


def test_both_looks_find_what_was_counted_and_should_not_have_been(small):
    files, folder = small
    selection = select(files, folder / "cache", CHOICE)
    text = selection.texts[1]
    everything = np.repeat(selection.documents[1], np.diff(text.document_start))
    phrases = phrases_left_out(files)
    found = {" ".join(run) for run in shared_phrases(text, everything, phrases)}
    assert "seven patient otters counted silver buttons beside the" in found
    assert "counted silver buttons beside the broken mill under" not in found  # the secret ends at the mill
    assert "twelve green kettles sang all night above the" in found
    assert shared_sequences(text, everything, selection.windows) == len(
        list(shared_phrases(text, everything, phrases))
    )


def test_no_eight_words_in_a_row_are_among_the_counted_ngrams(small):
    """Of what is left out: its rarest three words of each run are in no counted trigram."""
    files, folder = small
    selection = select(files, folder / "cache", CHOICE)
    words = vocabulary_of(selection)
    place = {word: at for at, word in enumerate(words)}
    grams: set[tuple[str, ...]] = set()
    for text, keep in zip(selection.texts, selection.counted, strict=True):
        numbers = vocabulary.numbers_of(text, place)
        for stream in vocabulary.streams(text, numbers, keep):
            rows = counting.unpack(counting.grams_of(stream, 3)[0], 3)
            grams |= {
                tuple(words[n - FIRST_WORD] for n in row)
                for row in zip(*(column.tolist() for column in rows), strict=True)
                if min(row) >= FIRST_WORD
            }
    assert ("heron", "stood", "on") in grams
    assert ("the", "copper", "moon") not in grams
    assert ("twelve", "green", "kettles") not in grams


def vocabulary_of(selection):
    """Return every key, other than numbers, as if it were frequent enough."""
    return sorted({key for text in selection.texts for key in text.keys if key.isalpha()})


TEXTS = st.lists(st.lists(st.sampled_from("abc."), min_size=5, max_size=60).map(" ".join), max_size=6)


@settings(deadline=None, max_examples=40)
@given(TEXTS, TEXTS)
def test_small_texts_share_nothing_that_plain_sets_would_find(tmp_path_factory, held, counted):
    folder = tmp_path_factory.mktemp("texts")
    own = [(f"document {n}", f"zebra {text}") for n, text in enumerate(counted)]
    files = [
        write(folder, HELD, [(str(n), f"zebra {text}") for n, text in enumerate([*held, "a b"])]),
        write(folder, OPEN, [*own, ("last", "a b")]),
    ]
    selection = select(files, folder / "cache", CHOICE)
    phrases = phrases_left_out(files)
    for text, keep in zip(selection.texts, selection.counted, strict=True):
        assert shared_sequences(text, keep, selection.windows) == 0
        assert not list(shared_phrases(text, keep, phrases))
        kept = {" ".join(key for key in run) for run in runs_inside(text, keep)}
        assert not kept & {" ".join(run) for run in phrases}


def runs_inside(text, keep):
    """Yield runs of eight words all of which are counted, in the plainest way."""
    for first, end in zip(text.document_start[:-1], text.document_start[1:], strict=True):
        rows = [(text.keys[t >> 3], k) for t, k in zip(text.tokens[first:end], keep[first:end], strict=True)]
        spoken = [(key, counted) for key, counted in rows if key != "."]
        for at in range(len(spoken) - WORDS + 1):
            run = spoken[at : at + WORDS]
            if all(counted for _, counted in run):
                yield tuple(key for key, _ in run)


def test_one_document_in_so_many_measures_and_a_fold_is_left_out_besides():
    names = [f"document {n}" for n in range(5000)]
    share = sum(is_left_out(OPEN, name, CHOICE) for name in names) / len(names)
    assert 0.7 / MEASURED_ONE_IN < share < 1.4 / MEASURED_ONE_IN
    assert all(is_left_out(HELD, name, CHOICE) for name in names)
    folds = [{n for n in names if is_left_out(OPEN, n, Choice((), fold, 4))} for fold in range(4)]
    assert set.union(*folds) == set(names)
    assert set.intersection(*folds) == {n for n in names if is_left_out(OPEN, n, CHOICE)}


def test_the_rule_written_twice_says_the_same(tmp_path):
    documents = [(f"document {n}", APART) for n in range(400)]
    file = write(tmp_path, OPEN, documents)
    for choice in (CHOICE, Choice((), 1, 3), Choice((OPEN,))):
        counted = select([file], tmp_path / "cache", choice).documents[0].tolist()
        assert counted == [not is_left_out(OPEN, name, choice) for name, _ in documents]


def test_what_measures_the_models_is_held_out_of_the_ngrams_too():
    assert set(models.places.HELD_OUT) <= set(texts.HELD_OUT)
    assert not set(models.places.HELD_OUT) & set(models.places.TRAINING)
    assert set(texts.HELD_OUT) <= {prose.name for prose in texts.PROSE}


@pytest.fixture
def shared(tmp_path):
    """All sources with a few documents each; one that is counted quotes one that is held out."""
    rng = random.Random(2)
    names = ["otters", "kettles", "herons", "millers", "ferries", "buttons", "harbours", "copper", "moons"]
    (tmp_path / "text").mkdir()
    for prose in texts.PROSE:
        own = [(f"{prose.name} {n}", " ".join(rng.choices(names, k=30)) + ".") for n in range(3)]
        quoting = [(f"{prose.name} quotes", f"{SECRET} {APART}")]
        write(tmp_path / "text", prose.name, [*own, *quoting])
    return tmp_path


def run(monkeypatch, shared, *options):
    arguments = ["check_held_out", "--shared", str(shared), "--cache", str(shared / "cache"), *options]
    monkeypatch.setattr(sys, "argv", arguments)
    return check_held_out.main()


def test_the_command_says_that_nothing_is_shared(monkeypatch, shared, capsys):
    assert run(monkeypatch, shared) == 0
    out = capsys.readouterr().out
    assert "no eight words in a row of a document left out were counted" in out
    assert "the shipped table was counted from others" in out


def test_the_command_names_the_source_that_shares(monkeypatch, shared, capsys):
    def careless(text, counted, windows):
        return np.repeat(counted, np.diff(text.document_start))

    monkeypatch.setattr(left_out, "counted_tokens", careless)
    assert run(monkeypatch, shared, "--without", "openstax") == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("medquad: ") and "touch what is counted" in line for line in lines)
    assert any(line.startswith("medquad: ") and "copper moon seven patient" in line for line in lines)
    assert not any(line.startswith("openstax: ") for line in lines)


def test_words_are_those_that_the_tables_look_up():
    tokens = Document.from_text(SECRET).tokens
    spoken = sum(kind <= NUMBER for kind in tokens.kind.tolist())
    assert spoken == len(SECRET.split())
