"""A text's verdict in a terminal, as a statement and as a notebook cell."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from build_text import ARTICLE, PROGRAM, disguised, in_parts, score, unspin
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console

from spindetect.records import Manipulation, NamedSource, Span
from spindetect.report.terminal import print_rich, to_text
from spindetect.report.text_strip import FULL, blocks, densities
from spindetect.report.text_wording import best_part_sentence, likely, strength
from spindetect.text_verdict import Suggestion, TextPassage, TextVerdict

ODD = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
EVIL = [
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07x",
    "\x9b31m",
    "\u202egnirts",
    "a\x00b\x08c",
    "line\nbreak\rback",
    "[red]x[/red]",
    "[/]",
    "[link=https://x]y[/link]",
    "\ud800",
    ":smile:",
    "\x1b]8;;https://x\x1b\\y",
    "\x90q\x9c",
]


def colored(result):
    stream = io.StringIO()
    print_rich(result, Console(file=stream, force_terminal=True, width=100, color_system="standard"))
    return stream.getvalue()


def bare_of_colour(text):
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def hostile(text):
    verdict = score(ARTICLE.replace("Some nine", f"{text.encode('utf-8', 'replace').decode()} nine"))
    span = Span(text, 0, 4)
    marks = tuple(
        replace(m, reason=text, span=replace(m.span, text=text), suggestions=(Suggestion(text, 0.5),))
        for m in verdict.suspicions
    )
    return replace(
        verdict,
        suspicions=marks,
        document=replace(verdict.document, name=text, url=text),
        reasons=(text,),
        manipulations=(Manipulation("zero-width", "suspect", 1, (span,)),),
        named_sources=(NamedSource(text, span),),
        notes=(text,),
        retrieved=text,
        program=replace(PROGRAM, version=text, text_model=text),
    )


def test_the_report_answers_in_order():
    verdict = in_parts(disguised(score()))
    text = to_text(verdict)
    wanted = [
        "article.txt",
        "WHAT DOES NOT BELONG?",
        "30 words and phrases hardly fit where they stand: 13 % of 279 counted words.",
        "3 are on the list of known phrases, 27 were found by what stands around.",
        "marks, beginning to end",
        "3 quotations with 33 words",
        "3 more marks stand in quotations",
        "IS IT SPUN?",
        "SPUN",
        "P(spun) = 0.96",
        "Its most suspicious part: 139 counted words",
        "This is a sign and no proof. Machine translation",
        "What spoke for and against it",
        "THE 10 MOST SUSPICIOUS OF 30 MARKS",
        "solar orb   P(swapped) > 0.99, found by its context",
        "likely  sun (0.60)",
        "“solar orb” hardly stands between these words",
        "a [solar orb] with rays",
        "counterfeit consciousness   P(swapped) = 0.99, on the list of known phrases",
        "frail   in a quotation, not counted",
        "WHICH PARTS",
        "12 marks, P(spun) = 0.34",
        "UNUSUAL CHARACTERS, UNDONE BEFORE SCORING",
        "2 look-alike letters in the text: U+0430 CYRILLIC SMALL LETTER A",
        "SOURCES THAT THE TEXT NAMES",
        "www.merrow.example",
        "does not show who wrote",
        "model 333333333333",
    ]
    flat = " ".join(text.split())
    places = [flat.find(" ".join(words.split())) for words in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)
    assert str(verdict) == text


def test_top_says_how_many_marks():
    assert to_text(score(), top=3).count("likely  ") == 3
    assert len(re.findall(r"P\(swapped\) [=<>]", to_text(score(), top=99))) == 30
    assert "SUSPICIOUS" not in to_text(score(), top=0)


@pytest.mark.parametrize("width", [20, 60, 100, 200])
def test_no_row_is_wider_than_asked(width):
    for result in (in_parts(disguised(score())), unspin()):
        rows = result.to_text(width=width).splitlines()
        assert max(map(len, rows)) <= width


def test_colour_changes_nothing_but_colour():
    for result in (in_parts(score()), unspin()):
        drawn = colored(result)
        assert bare_of_colour(drawn) == to_text(result)
        assert drawn != bare_of_colour(drawn)


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_reaches_the_terminal_that_it_would_obey(evil):
    text = to_text(hostile(evil))
    assert not re.search(ODD, text)
    assert bare_of_colour(colored(hostile(evil))) == text, "mark-up in a text is text"


def test_too_little_text_is_no_pass_and_has_no_probability():
    verdict = score("The {aged|0.9|old} mill is shut.")
    for text in (to_text(verdict), verdict._repr_html_()):
        assert "This is not a pass" in " ".join(text.split())
        assert "P(spun)" not in text
    assert "NO ANSWER" in to_text(verdict)
    assert "clears nobody" in verdict.statement()


def test_marks_on_an_honest_text_are_no_accusation():
    verdict = replace(score(), label="not-spun", probability=0.2)
    said = "Honest texts have such marks too"
    for text in (to_text(verdict), verdict.statement(full=True), verdict._repr_html_()):
        assert said in " ".join(text.split())
    assert said not in to_text(score())


def test_one_mark_is_one_thing():
    verdict = score(
        "The {aged|0.9|old} mill stands by the river, and it is open all year. " + "It is so. " * 9
    )
    text = to_text(verdict)
    assert "1 word or phrase hardly fits where it stands" in text
    assert "THE MARK\n" in text
    assert "NOT-SPUN" in text


def test_a_text_without_words_is_drawn():
    verdict = score("")
    assert "no words of its own" in to_text(verdict)
    assert verdict.statement()
    assert verdict._repr_html_()
    assert "WHICH PARTS" not in to_text(verdict)


def test_a_record_without_texts_says_so():
    text = to_text(score().without_texts())
    assert "made without texts" in text
    assert "[solar orb]" not in text
    assert "solar orb" in text


def test_the_statement_says_what_it_must():
    short, full = score().statement(), score().statement(full=True)
    assert len(short) <= 500
    for text in (short, full):
        for words in (
            "program spindetect 0.3.0",
            "279",
            "13 %",
            "“solar orb”",
            "sun",
            "P(spun) = 0.96",
            "machine translation",
            "non-native writing",
            "the original is unknown",
            "no proof",
        ):
            assert words.lower() in text.lower(), words
    for words in (
        score().document.sha256,
        "Another drew the meteorological conditions",
        "names a source",
        "does not prove who wrote",
        "accuses nobody",
        "3 more marks stand in quotations",
    ):
        assert words in full
    assert "most suspicious part: 139 counted words" in in_parts(score()).statement(full=True)


@pytest.mark.parametrize("label", ["spun", "not-spun", "insufficient"])
def test_every_statement_names_the_other_explanations(label):
    verdict = replace(score(), label=label)
    for text in (verdict.statement(), verdict.statement(full=True)):
        assert "machine translation" in text.lower()
        assert "non-native" in text
        assert "original is unknown" in text
        assert not re.search(r"plagiar|guilt|stole|theft|cheat|fraud|violat", text, re.I)


NAMES = st.text(max_size=4000)


@settings(max_examples=60, deadline=None)
@example("n" * 400, "w" * 300, "spun")
@example("漢" * 400, "word " * 90, "not-spun")
@given(NAMES, st.text(max_size=600), st.sampled_from(["spun", "not-spun", "insufficient"]))
def test_a_short_statement_fits_whatever_the_names(name, word, label):
    verdict = score()
    marks = tuple(
        replace(m, span=replace(m.span, text=word), suggestions=(Suggestion(word, 0.5),))
        for m in verdict.suspicions
    )
    verdict = replace(
        verdict,
        label=label,
        suspicions=marks,
        document=replace(verdict.document, name=name),
        words_counted=10**12,
        program=replace(PROGRAM, version=word),
    )
    text = verdict.statement()
    assert len(text) <= 500
    assert not re.search(ODD, text)
    assert text.endswith("not judged by a person.")


def test_the_notebook_cell_is_small_and_harmless():
    for result in (score(), unspin()):
        html = result._repr_html_()
        assert "<script" not in html
        assert len(html) < 12_000
    assert "13 %" in score()._repr_html_()
    assert "sign and no proof" in score()._repr_html_()
    assert "<b>x" not in hostile("<b>x</b>")._repr_html_()


def test_the_strip_shows_where_the_marks_stand():
    verdict = score()
    size = verdict.document.characters
    ends = tuple(replace(verdict.suspicions[0], span=Span("a", at, at + 1)) for at in (0, size - 1, size - 2))
    drawn = replace(verdict, suspicions=ends)
    assert densities(drawn, 4) == [1 / FULL, 0.0, 0.0, 2 / FULL]
    assert blocks(drawn, 4) == "▃··▅"
    quoted = tuple(replace(mark, counted=False) for mark in ends)
    assert blocks(replace(verdict, suspicions=quoted), 4) == "····"
    outside = replace(verdict, suspicions=(replace(ends[0], span=Span("a", 10**9, 10**9 + 1)),))
    assert blocks(outside, 4) == "···▃"


def test_small_words():
    assert likely((Suggestion("old", 0.625), Suggestion("aged", 0.2))) == "old (0.62), aged (0.20)"
    assert [strength(p) for p in (0.0, 0.49, 0.5, 0.79, 0.8, 1.0)] == [1, 1, 2, 2, 3, 3]
    assert best_part_sentence(replace(score(), passages=())) == "" == best_part_sentence(score())


def test_the_surest_part_is_named_beside_the_answer():
    verdict = in_parts(score())
    said = "Its most suspicious part: 139 counted words, characters 937 to 1,874: 18 marks, P(spun) = 0.97."
    for text in (to_text(verdict), verdict.statement(full=True)):
        assert said in " ".join(text.split())
    assert "most suspicious are characters 937 to 1,874" in verdict.statement()
    assert len(verdict.statement()) <= 500
    assert "characters" not in score().statement()
    paged = replace(verdict, document=replace(verdict.document, pages=(0, 1000)))
    assert "characters 937 to 1,874, pages 1 to 2: 18 marks" in " ".join(to_text(paged).split())


def test_quiet_parts_are_counted_and_not_shown():
    parts = tuple(TextPassage(60 * n, 60 * n + 60, 10, n / 40, 1) for n in range(30))
    text = to_text(replace(score(), passages=parts))
    assert text.count(" counted words, characters") == 9, "eight, and one beside the answer"
    assert "and 22 more with a lower P(spun)" in text
    quiet = tuple(replace(part, probability=0.1) for part in parts)
    assert "and 27 more" in to_text(replace(score(), passages=quiet))


def test_drawing_a_pair_does_not_load_the_drawing_of_texts():
    code = (
        "import sys, spindetect.report.terminal\n"
        "slow = {m for m in sys.modules if 'text_terminal' in m or 'pair_terminal' in m or m == 'rich'}\n"
        "sys.exit(f'imported: {slow}' if slow else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_verdict_read_back_draws_the_same():
    verdict = in_parts(disguised(score()))
    again = TextVerdict.from_dict(verdict.to_dict())
    assert again.to_text() == verdict.to_text()
    assert again.statement() == verdict.statement()
    assert again._repr_html_() == verdict._repr_html_()
