"""Properties that hold for every string, and time that grows with the length alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.text import Document, key
from spindetect.text.characters import CLASS_OF_BYTE, INVISIBLE, any_of, class_of, encode, odd_characters

# Letters, joiners, quotes, marks and disguises often, anything else sometimes.
OFTEN = [
    *"aabsSTU17 ''’‘\"“”.,:;!?-–—…\n\r\t|>*_`@/\\#$%()[]{}<>«»",
    *(
        "\u0301",
        "\u0336",
        "\u200b",
        "\u00ad",
        "\u202e",
        "\ufeff",
        "\u00a0",
        "\u2028",
        "\ufe0f",
        "\x00",
        "\x1c",
    ),
    *"éßİŉǰаοαерсІﬁＡ１𝐛Ⓗ²½ᴛɪ東👨क़",
    *("\ud800", "www.", "://", ".com", "U.S.", "By ", "\n\n"),
]
CHARACTERS = st.one_of(
    st.sampled_from(OFTEN), st.characters(), st.characters(categories=["Cs", "Cf", "Mn", "Zs"])
)
TEXTS = st.lists(CHARACTERS, max_size=60).map("".join)
_INVISIBLE = any_of(INVISIBLE)


def check(text: str) -> None:
    document = Document.from_text(text)
    tokens, read = document.tokens, document.text
    columns = (tokens.written, tokens.keys, tokens.start, tokens.end, tokens.kind, tokens.capital)
    assert {len(column) for column in (*columns, tokens.sentence, tokens.counted)} == {len(tokens)}
    done = 0
    for start, end, written in zip(tokens.start.tolist(), tokens.end.tolist(), tokens.written, strict=True):
        assert done <= start < end
        assert read[start:end] == written
        assert all(char.isspace() or _INVISIBLE.match(char) for char in read[done:start])
        done = end
    assert all(char.isspace() or _INVISIBLE.match(char) for char in read[done:])
    starts = tokens.sentence_start.tolist()
    assert starts[0] == 0
    assert starts[-1] == len(tokens)
    assert starts == sorted(set(starts))
    check_zones(document)
    for written, its_key in zip(tokens.written, tokens.keys, strict=True):
        assert its_key
        assert key(its_key) == its_key
        assert key(key(written)) == key(written)


def check_zones(document: Document) -> None:
    done = 0
    for zone in document.zones("suspect"):
        assert done <= zone.start < zone.end <= len(document.text)
        done = zone.end
    own = document.tokens.kind <= 1
    assert not (document.tokens.counted & ~own).any()
    for manipulation in document.manipulations("source"):
        assert manipulation.count >= len(manipulation.examples) > 0
        for example in manipulation.examples:
            assert document.text[example.start : example.end] == example.text
    for source in document.named_sources:
        assert document.text[source.span.start : source.span.end] == source.name


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_text_has_sound_tokens(text: str) -> None:
    check(text)


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(TEXTS)
def test_every_text_has_sound_tokens_long(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_curly_and_straight_quotes_have_equal_keys(text: str) -> None:
    straight = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    assert Document.from_text(text).tokens.keys == Document.from_text(straight).tokens.keys


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abcdefgh ,.'-", max_size=80), st.data())
def test_hidden_characters_change_no_key(text: str, data: st.DataObject) -> None:
    plain = Document.from_text(text).tokens.keys
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=5))
    hidden = text
    for place in sorted(places, reverse=True):
        hidden = hidden[:place] + "\u200b" + hidden[place:]
    assert Document.from_text(hidden).tokens.keys == plain


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.text(alphabet="éıŉß東中ж€«…–\u2028\u2029\x85\x1c", min_size=9))
def test_few_and_many_odd_characters_are_encoded_alike(text: str, many: str) -> None:
    both = text + many
    whole = encode(both, odd_characters(both))
    assert encode(text, odd_characters(text)) == whole[: len(text)]
    assert len(whole) == len(both)
    assert list(whole.translate(CLASS_OF_BYTE)[len(text) :]) == [class_of(char) for char in many]


LONG = 100_000  # code points; one million takes ten times as long (`test_a_million`)
ADVERSARIAL = (
    *(
        "a",
        "1234567890",
        "12 ",
        "😀",
        "\ud800",
        "a'",
        "a-",
        "a.",
        ".",
        "@",
        "a@",
        "a.com.",
        "www.",
        "a://",
        "а",
        "aа ",
    ),
    *(
        "a\u0336\u0337",
        "\u0336",
        "a\u200b",
        "\u200b",
        "ａ",
        "ﬁ",
        '"a ',
        "'a ",
        "“a ”",
        "\n",
        "a\n",
        "| a ",
        "| a | b |\n",
    ),
    *(
        "1 2 3 4\n",
        "```\na\n",
        "[1] A, B. 2001. doi\n",
        "Source: x\n",
        "via ",
        "中",
        "a-\n",
        "\u00a0",
        "\x00",
        "A. ",
    ),
    *(
        "WASHINGTON ",
        "a\t",
        "photo by ",
        "copyright ",
        "reported by A ",
        "By A\n",
        "share this ",
        "(c) 2001 ",
        "«a ",
    ),
)


def seconds(unit: str, length: int, head: str = "") -> float:
    text = head + unit * (length // len(unit))
    begin = time.process_time()
    document = Document.from_text(text)
    document.zones("suspect")
    document.manipulations("suspect")
    assert document.named_sources is not None
    assert document.notes is not None
    return time.process_time() - begin


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_no_text_takes_long(unit: str) -> None:
    # About 0.1 s on the slowest of them; a quadratic step would take minutes.
    assert seconds(unit, LONG) < 2


# One long word in a line that a pattern looks at closely: with a repetition that goes back, hours.
LONG_WORDS = (
    ("References\n", "1"),
    ("References\n", "20"),
    ("References\n", "1 (1"),
    ("References\n", "1:1"),
    ("[1] A ", "1"),
    ("Figure ", "1"),
    ("$\nclass ", "a"),
    ("$\nclass ", "a."),
    ("$\ndef ", "a("),
    ("$\nimport ", "a."),
    ("$\ngit a ", "a/"),
    ("$\nint ", "a*"),
    ("By ", "A"),
    ("follow ", "a"),
    ("copyright ", "©"),
    ("must not be published", "a"),
    ("reported by ", "A"),
    ("reported by ", "A.A "),
    ("via ", "A"),
    ("source", " "),
    ("a-", " "),
    (". ", "("),
    (".", ")"),
)


@pytest.mark.parametrize(("head", "unit"), LONG_WORDS)
def test_no_long_word_takes_long(head: str, unit: str) -> None:
    assert seconds(unit, LONG, head) < 2


@pytest.mark.long
@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_a_million(unit: str) -> None:
    assert seconds(unit, 1_000_000) < 20


def test_five_megabytes_take_seconds() -> None:
    sentence = "The council met on Monday, and talked for three hours about the old harbour.\n"
    text = sentence * (5_000_000 // len(sentence))
    begin = time.process_time()
    tokens = Document.from_text(text).tokens
    assert len(tokens) > 900_000
    assert time.process_time() - begin < 6  # 1.5 s where nothing else runs
