"""Lists of phrases and terms: reading, matching, digests."""

from __future__ import annotations

import json
import pickle
import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.errors import InputError
from spindetect.phrases import PhraseList, TermList
from spindetect.phrases.found import keys_of, other_number
from spindetect.text import Document

LISTED = {
    "moist signature": "wet signature",
    "lazy eight sign": "infinity symbol",
    "eight sign": ("figure of eight", "eight"),
    "ponder-based": "pendulum-based",
    "kettle analysis": "pot test",
}


def tokens(text):
    return Document.from_text(text).tokens


def found(text, listed=None):
    each = tokens(text)
    out = PhraseList.of(listed or LISTED).find(each)
    return [(" ".join(each.written[f.first_token : f.last_token + 1]), f.expected) for f in out]


def test_a_phrase_is_found_whatever_its_case_and_with_what_is_expected():
    assert found("They asked for a MOIST Signature twice.") == [("MOIST Signature", ("wet signature",))]


def test_the_longest_phrase_wins_and_none_overlap():
    assert found("the lazy eight sign, then an eight sign") == [
        ("lazy eight sign", ("infinity symbol",)),
        ("eight sign", ("figure of eight", "eight")),
    ]


def test_the_other_number_of_the_last_word_is_found_and_answered_in_that_number():
    assert found("two moist signatures") == [("moist signatures", ("wet signatures",))]
    assert found("a blue stone", {"blue stones": "copper salts"}) == [("blue stone", ("copper salt",))]


def test_a_phrase_listed_itself_is_not_another_s_plural():
    listed = {"moist signature": "wet signature", "moist signatures": "ink"}
    assert found("moist signatures", listed) == [("moist signatures", ("ink",))]


def test_only_the_last_word_may_change_and_only_between_singular_and_plural():
    assert found("moists signature, kettle analysi, kettle analysiss, moist signatured") == []


def test_a_phrase_does_not_reach_over_a_sentence_or_a_mark():
    assert found("It was moist. Signature pages were missing.") == []
    assert found("moist, signature") == []
    assert found("It was moist\n\nsignature") == []


def test_disguised_letters_do_not_hide_a_phrase():
    assert found("a m\u043eist sign\u00adature") == [("m\u043eist sign\u00adature", ("wet signature",))]


def test_hyphened_and_single_words_can_be_listed():
    assert found("a ponder-based clock") == [("ponder-based", ("pendulum-based",))]
    assert found("the last word", {"word": "term"}) == [("word", ("term",))]


def test_expected_of_a_phrase_alone():
    listed = PhraseList.of(LISTED)
    assert listed.expected("Moist signatures") == ("wet signatures",)
    assert listed.expected("dry signature") == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "tortured,expected\nmoist signature,wet signature\n"),
        ("b.csv", "id,expected,tortured\n7,wet signature,moist signature\n"),
        ("c.csv", '\ufeffmoist signature,"wet signature"\r\n'),
        ("d.tsv", "tortured\texpected\nmoist  signature\twet signature\n"),
        ("e.txt", "moist signature\twet signature\n\n"),
        ("f.jsonl", '{"tortured": "moist signature", "expected": "wet signature"}\n'),
        ("g.jsonl", '\n{"phrase": "Moist signature", "expected": ["wet signature"]}\n'),
    ],
)
def test_every_form_of_file_gives_the_same_list(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert PhraseList.read(path).digest == PhraseList.of({"moist signature": "wet signature"}).digest


def test_a_phrase_on_two_lines_has_both_forms(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("moist signature,wet signature\nMoist Signature,ink\n", encoding="utf-8")
    assert PhraseList.read(path).expected("moist signature") == ("wet signature", "ink")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "tortured,expected\nmoist signature\n", "line 2: has 1 fields, 2 are needed"),
        ("b.csv", "moist signature,wet signature\n,wet\n", "line 2: tortured is empty"),
        ("c.csv", "moist signature, \n", "line 1: nothing is expected in place of 'moist signature'"),
        ("d.csv", 'moist,"wet\n', "cannot be taken apart"),
        ("e.jsonl", '{"tortured": "moist", "expected": "wet"}\n{"tortured"\n', "line 2: is no JSON"),
        ("f.jsonl", '["moist", "wet"]\n', "line 1: is no JSON object"),
        ("g.jsonl", '{"expected": "wet"}\n', "line 1: has no field 'tortured'"),
        ("h.jsonl", '{"tortured": "moist", "expected": 3}\n', "line 1: expected is neither"),
        ("i.csv", "\n\n", "holds no phrase"),
        ("j.csv", "tortured,expected\n", "holds no phrase"),
        ("k.csv", "moist signature,wet\n--,wet\n", "line 2: '--' holds no word"),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path, name, text, said):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        PhraseList.read(path)
    assert said in str(caught.value)
    assert name in str(caught.value)


def test_bytes_that_are_no_utf8_and_a_missing_file_are_said(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"moist,wet\nm\xf6ist,wet\n")
    with pytest.raises(InputError, match="line 2: is not UTF-8"):
        PhraseList.read(path)
    with pytest.raises(InputError, match="cannot be read"):
        TermList.read(tmp_path / "none.txt")


@pytest.mark.parametrize("wrong", [{"": "wet"}, {"moist": ()}, {"moist": " "}])
def test_a_mapping_that_is_no_list_is_refused(wrong):
    with pytest.raises(InputError):
        PhraseList.of(wrong)


def test_terms_cover_their_tokens():
    text = tokens("The Quiet Harbour Index and quiet harbour indexes, not a quiet index.")
    terms = TermList.of(["quiet harbour index"])
    assert [text.written[at] for at in np.flatnonzero(terms.covers(text))] == [
        *("Quiet", "Harbour", "Index"),
        *("quiet", "harbour", "indexes"),
    ]


def test_terms_are_read_from_lines_and_tables(tmp_path):
    lines, table, rows = tmp_path / "a.txt", tmp_path / "b.csv", tmp_path / "c.jsonl"
    lines.write_text("# ours\nquiet harbour\n\nsoft gate\n", encoding="utf-8")
    table.write_text("term,owner\nsoft gate,me\nquiet harbour,you\n", encoding="utf-8")
    rows.write_text(
        "\n".join(json.dumps({"term": t}) for t in ("soft gate", "Quiet harbour")), encoding="utf-8"
    )
    digests = {TermList.read(path).digest for path in (lines, table, rows)}
    assert digests == {TermList.of(["soft gate", "quiet harbour"]).digest}
    with pytest.raises(InputError, match="holds no word"):
        TermList.of(["soft gate", "  "])


def test_lists_pickle_and_their_digest_depends_on_what_is_listed():
    listed, terms = PhraseList.of(LISTED), TermList.of(["soft gate"])
    again, terms_again = pickle.loads(pickle.dumps(listed)), pickle.loads(pickle.dumps(terms))
    assert again.digest == listed.digest
    assert again.expected("eight sign") == listed.expected("eight sign")
    assert terms_again.digest == terms.digest
    assert PhraseList.of({**LISTED, "moist signature": "ink"}).digest != listed.digest
    assert PhraseList.of(dict(reversed(LISTED.items()))).digest == listed.digest


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("signature", "signatures"),
        ("signatures", "signature"),
        ("study", "studies"),
        ("studies", "study"),
        ("box", None),
        ("boxes", "box"),
        ("branch", "branches"),
        ("analysis", None),
        ("virus", None),
        ("loss", None),
        ("f1-score", None),
    ],
)
def test_the_other_number(word, other):
    assert other_number(word) == other


WORDS = st.lists(st.sampled_from(["ash", "birch", "cedar", "elm", "fir's", "o-ak"]), min_size=1, max_size=3)


@given(st.lists(WORDS, min_size=1, max_size=6), st.lists(WORDS, max_size=6))
def test_matching_agrees_with_trying_every_place(listed, text):
    phrases = {" ".join(words): "x" for words in listed}
    entries = set(keys_of(list(phrases)))
    each = tokens(" ".join(word for words in text for word in words))
    at, slow = 0, []
    while at < len(each.keys):
        lengths = [n for n in range(len(each.keys) - at, 0, -1) if tuple(each.keys[at : at + n]) in entries]
        if lengths:
            slow.append((at, at + lengths[0] - 1))
        at += lengths[0] if lengths else 1
    plain = [(f.first_token, f.last_token) for f in PhraseList.of(phrases).find(each)]
    assert plain == slow


def test_ten_thousand_phrases_cost_little_in_a_text():
    draw = random.Random(1)
    words = [f"{a}{b}{c}" for a in "bdfgk" for b in ("a", "e", "ou") for c in ("nt", "lm", "rs", "pt", "sh")]
    phrases = {" ".join(draw.choices(words, k=draw.choice((2, 3)))): "x" for _ in range(11_000)}
    listed = PhraseList.of(phrases)
    text = tokens(" ".join(draw.choice(words) if draw.random() < 0.2 else "other" for _ in range(500)))
    best = min(_seconds(listed.find, text) for _ in range(20))
    split = min(_seconds(" ".join(text.keys).split) for _ in range(20))
    # Measured: 0.1 to 0.2 ms, 12 to 25 times what splitting the text takes.
    assert best < 80 * split


def _seconds(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start
