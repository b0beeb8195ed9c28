"""Disguises are undone and counted; honest writing is left alone."""

from __future__ import annotations

import pytest

from spindetect import resources
from spindetect.text import Document
from spindetect.text.homoglyphs import table
from spindetect.text.normalise import EXAMPLES, TYPOGRAPHY


def found(text: str) -> dict[str, int]:
    return {m.kind: m.count for m in Document.from_text(text).manipulations("suspect")}


@pytest.mark.parametrize(
    ("text", "kind", "count", "keys"),
    [
        ("a раssword here", "homoglyph", 2, ["a", "password", "here"]),
        ("аll оf thеm mаke а реасе", "homoglyph", 10, ["all", "of", "them", "make", "a", "peace"]),
        ("the Αpple bαnk sοme", "homoglyph", 3, ["the", "apple", "bank", "some"]),
        ("ᴛʜɪs ɪs ᴀ ᴛᴇsᴛ", "homoglyph", 8, ["this", "is", "a", "test"]),
        ("ｆｕｌｌ 𝓱𝓮𝓵𝓵𝓸 Ⓗⓘ", "compatibility-form", 11, ["full", "hello", "hi"]),
        ("pa\u200bss w\u2060ord", "zero-width", 2, ["pass", "word"]),
        ("\u202elive\u202c word", "bidi-control", 2, ["live", "word"]),
        ("hy\u00adphen", "soft-hyphen", 1, ["hyphen"]),
        ("be\x07ll\x00s", "control-character", 2, ["bells"]),
        ("h\u0336i\u0336 t\u0337\u0322\u031bext", "combining-mark", 3, ["hi", "text"]),
        ("a\u2009b\u00a0c", "odd-space", 2, ["a", "b", "c"]),
        ("“it’s”", "curly-quote", 3, ['"', "it", "'s", '"']),
    ],
)
def test_disguises_are_undone_and_counted(text: str, kind: str, count: int, keys: list[str]) -> None:
    assert Document.from_text(text).tokens.keys == keys
    assert found(text) == {kind: count}


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, nothing else - at all.",
        "The USSR (Russian: СССР, Советский Союз) fell in 1991.",
        "The Russian word оса means wasp, and сор means litter: осы, мусор.",
        "A single word реасе alone proves nothing.",
        "IFNγ, TNFα and NFκB rose; sinα, hν, 5 μm, Δt, αβ cells and an α-particle.",
        "Athens is Αθήνα and Cyprus is Κύπρος; Yerevan is Երևան.",
        "A kit is said /kɪt/ or [kɪt].",
        "naïve café Łódź Kılıçdaroğlu Việt Nam Dvořák ẹ́gbẹ́",
        "cafe\u0301 written with a mark of its own",
        "ﬁsh from a printed page, m², 10², ½ cup, ™ and № 5",
        "👨\u200d👩\u200d👧 and ❤\ufe0f and می\u200cخواهم and क्\u200dष",
    ],
)
def test_honest_writing_is_no_manipulation(text: str) -> None:
    assert found(text) == {}


def test_examples_show_the_word_as_read_and_are_few() -> None:
    text = " ".join(f"w\u200bord{i}" for i in range(50))
    (manipulation,) = Document.from_text(text).manipulations("source")
    assert (manipulation.side, manipulation.count, len(manipulation.examples)) == ("source", 50, EXAMPLES)
    for example in manipulation.examples:
        assert text[example.start : example.end] == example.text
    assert manipulation.examples[0].text == "w\u200bord0"


def test_typography_comes_last() -> None:
    kinds = list(found("“A\u00a0раssword”"))
    assert kinds == ["homoglyph", "odd-space", "curly-quote"]
    assert set(kinds[1:]) <= TYPOGRAPHY


def test_a_disguised_text_has_the_tokens_of_the_plain_one() -> None:
    plain = "The mayor promised a new bridge across the river before the end of the year."
    disguise = str.maketrans({"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і"})
    hidden = plain.translate(disguise)
    assert Document.from_text(hidden).tokens.keys == Document.from_text(plain).tokens.keys
    assert found(hidden)["homoglyph"] == sum(map("aeopci".count, plain))


def test_a_lone_surrogate_is_replaced_and_said() -> None:
    document = Document.from_text("a\ud800b c")
    assert document.text == "a\ufffdb c"
    assert document.notes == ("1 lone surrogates were replaced by U+FFFD",)


def test_the_table_holds_letters_and_is_the_one_that_was_shipped() -> None:
    resources.verify("confusables.json")
    letters = table()
    assert len(letters) > 200
    assert all(not char.isascii() and char.isalpha() for char in letters)
    assert all(plain.isascii() and plain.isalpha() for _, plain in letters.values())
    assert letters["І"] == ("CYRILLIC", "I")
    assert "ı" not in letters
