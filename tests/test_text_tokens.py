"""Tokens and keys: what is one token, what two written forms share, and where each stands."""

from __future__ import annotations

import pytest

from spindetect.text import NUMBER, OTHER, PUNCT, WORD, Document, key


def written(text: str) -> list[str]:
    return Document.from_text(text).tokens.written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia's tanks", ["Russia", "'s", "tanks"]),
        ("the EU’s plan", ["the", "EU", "’s", "plan"]),
        ("the U.S.'s plan", ["the", "U.S.", "'s", "plan"]),
        ("I don't and we’ll", ["I", "don't", "and", "we’ll"]),
        ("a nuclear-armed state", ["a", "nuclear-armed", "state"]),
        ("U.S.-supplied arms", ["U.S.-supplied", "arms"]),
        ("e.g. at 5 p.m. in D.C.", ["e.g.", "at", "5", "p.m.", "in", "D.C."]),
        ("Ph.D. students", ["Ph.D.", "students"]),
        ("It cost $56.", ["It", "cost", "$", "56", "."]),
        ("12,000 at 10:30, 3.5%", ["12,000", "at", "10:30", ",", "3.5", "%"]),
        ("2019-2020 and COVID-19", ["2019", "-", "2020", "and", "COVID-19"]),
        ("a 20-year-old won 3rd", ["a", "20-year-old", "won", "3rd"]),
        ("well... no--really", ["well", "...", "no", "--", "really"]),
        ("see https://example.org/a?b=1, please", ["see", "https://example.org/a?b=1", ",", "please"]),
        ("mail jo.doe@example.co.uk.", ["mail", "jo.doe@example.co.uk", "."]),
        ("visit example.com/news now", ["visit", "example.com/news", "now"]),
        ("“Stop!” he said", ["“", "Stop", "!", "”", "he", "said"]),
        ("the dogs' bowl, 'quoted'", ["the", "dogs", "'", "bowl", ",", "'", "quoted", "'"]),
        ("_word_ and **bold**", ["_", "word", "_", "and", "**", "bold", "**"]),
        ("naïve Łódź 東京", ["naïve", "Łódź", "東京"]),
        ("rock'n'roll o'clock", ["rock'n'roll", "o'clock"]),
        ("a\tb\r\nc\u2028d", ["a", "b", "c", "d"]),
        ("end.Next", ["end", ".", "Next"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_what_is_one_token(text: str, expected: list[str]) -> None:
    assert written(text) == expected


def test_columns_stand_side_by_side() -> None:
    tokens = Document.from_text(
        "Ann’s 20-year-old car cost $3,500 in 1990s money (see www.example.org)."
    ).tokens
    by_word = dict(zip(tokens.written, tokens.kind.tolist(), strict=True))
    assert by_word["Ann"] == by_word["20-year-old"] == WORD
    assert by_word["3,500"] == by_word["1990s"] == NUMBER
    assert by_word["("] == by_word["."] == PUNCT
    assert by_word["$"] == by_word["’s"] == by_word["www.example.org"] == OTHER
    assert tokens.capital.tolist()[:3] == [True, False, False]
    assert len(tokens) == len(tokens.keys) == len(tokens.start) == len(tokens.counted)
    counted = [w for w, c in zip(tokens.written, tokens.counted, strict=True) if c]
    assert counted == ["Ann", "20-year-old", "car", "cost", "3,500", "in", "1990s", "money", "see"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("don’t", "don't"),
        ("’s", "'s"),
        ("“", '"'),
        ("Apple", "aPPLE"),
        ("—", "-"),
        ("--", "–"),
        ("…", "..."),
        ("e\u0301te\u0301", "été"),
        ("ﬁne", "fine"),
        ("ｆｕｌｌ", "full"),
        ("𝐛𝐨𝐥𝐝", "bold"),
        ("раssword", "password"),
        ("pass\u200bword", "password"),
        ("hy\u00adphen", "hyphen"),
        ("co‐operate", "co-operate"),
        ("Straße", "STRASSE"),
    ],
)
def test_equal_keys(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert Document.from_text(one).tokens.keys == Document.from_text(other).tokens.keys


@pytest.mark.parametrize(("one", "other"), [("café", "cafe"), ("μm", "um"), ("СССР", "CCCP"), ("α", "a")])
def test_keys_that_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_word_broken_at_a_line_end_is_one_token_with_both_halves() -> None:
    document = Document.from_text("The infor-\nmation came late.\nA well-\nKnown case.")
    assert document.tokens.keys[:3] == ["the", "information", "came"]
    assert document.tokens.written[1] == "infor-\nmation"
    assert "well" in document.tokens.keys


def test_offsets_count_code_points_of_the_text_as_read() -> None:
    text = "\ufeffA\u200bn ﬁne 𝐝𝐨𝐠 h\u0336i e\u0301te\u0301."
    tokens = Document.from_text(text).tokens
    assert tokens.keys == ["an", "fine", "dog", "hi", "été", "."]
    for start, end, as_read in zip(tokens.start, tokens.end, tokens.written, strict=True):
        assert text[start:end] == as_read
    assert tokens.written[:4] == ["A\u200bn", "ﬁne", "𝐝𝐨𝐠", "h\u0336i"]


def test_dropping_and_expanding_the_same_number_of_characters_moves_offsets() -> None:
    text = "a\u200bb of\ufb01ce end"
    tokens = Document.from_text(text).tokens
    assert tokens.written == ["a\u200bb", "of\ufb01ce", "end"]
    assert tokens.start.tolist() == [0, 4, 10]


def test_what_was_written_is_cut_out_when_asked_for() -> None:
    text = "“Say it isn’t so,” he sa\u00adid."
    words = ["“", "Say", "it", "isn’t", "so", ",", "”", "he", "sa\u00adid", "."]
    assert Document.from_text(text).tokens.written == words
    written = Document.from_text(text).tokens.written
    assert (written[3], written[-1], len(written)) == ("isn’t", ".", len(words))
    assert (written[1:3], list(written), written[0]) == (words[1:3], words, words[0])
    assert written != words[1:]
    shown = written[1:3]
    assert isinstance(shown, list)
    shown.clear()
    assert written == words


def test_addresses_are_found_word_by_word() -> None:
    text = "mail a.b@example.org, or http://x.example.com/a?b; (www.example.net) " + "y" * 400 + " b@c.edu!"
    shown = [token for token in written(text) if "." in token or "@" in token]
    assert shown == ["a.b@example.org", "http://x.example.com/a?b", "www.example.net", "b@c.edu"]
