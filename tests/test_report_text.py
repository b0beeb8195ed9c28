"""The terminal report, the excerpts, the statement and the notebook cell."""

from __future__ import annotations

import doctest
import importlib
import io
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from build import PARTS, SOURCE_TEXT, SUSPECT_TEXT, StandIn, as_independent, build, compare
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console

from spindetect.records import Manipulation, NamedSource, Span
from spindetect.report.context import excerpt
from spindetect.report.lines import Line, plain, wrap
from spindetect.report.safe import cells, code_points, escape, printable, visible
from spindetect.report.terminal import print_rich, to_text
from spindetect.report.verify import verify
from spindetect.report.wording import percent
from spindetect.verdict import PairVerdict

ODD = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"


def colored(verdict, **options):
    stream = io.StringIO()
    print_rich(
        verdict, Console(file=stream, force_terminal=True, width=100, color_system="standard"), **options
    )
    return stream.getvalue()


def hostile(text):
    verdict = build(tail=f" {text} ends here.")
    span = Span(text, 0, 4)
    return replace(
        verdict,
        suspect=replace(verdict.suspect, name=text, url=text),
        source=replace(verdict.source, name=text),
        substitutions=tuple(
            replace(s, reason=text, suspect=replace(s.suspect, text=text)) for s in verdict.substitutions
        ),
        reasons=(text,),
        manipulations=(Manipulation("zero-width", "suspect", 1, (span,)),),
        named_sources=(NamedSource(text, span),),
        notes=(text,),
        retrieved=text,
        program=replace(verdict.program, version=text, model=text),
    )


def test_the_report_answers_in_order():
    text = to_text(build())
    wanted = [
        "copy.txt",
        "IS IT COPIED?",
        "86 % of the suspect's own words stand in the source",
        "61 % unchanged",
        "25 % swapped",
        "Longest unchanged run: 11 words",
        "1 quotation with",
        "HOW?",
        "SPUN",
        "P(spun) = 0.97",
        "Why spun:",
        "What spoke for and against it",
        "THE 10 ODDEST OF 21 SWAPS",
        "fixed term → repaired word",
        "Its [repaired word] was a price",
        "UNUSUAL CHARACTERS",
        "CYRILLIC SMALL LETTER A",
        "SOURCES THAT THE SUSPECT NAMES",
        "www.orchard-trust.example",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)
    assert str(build()) == text


def test_top_says_how_many_swaps():
    assert to_text(build(), top=3).count("oddness") == 3
    assert "ODDEST" not in to_text(build(), top=0)
    assert to_text(build(), top=99).count("oddness") == 21


def test_no_row_is_wider_than_asked():
    for width in (40, 80, 120):
        assert max(map(len, to_text(build(), width=width).splitlines())) <= width


def test_passages_are_listed_when_they_say_more():
    verdict = build()
    (whole,) = verdict.passages
    assert "WHICH PARTS" not in to_text(verdict)
    part = replace(whole, words=20, suspect_end=90)
    assert "WHICH PARTS" in to_text(replace(verdict, passages=(part,)))
    assert to_text(replace(verdict, passages=(part, part))).count("20 words, characters") == 2


def test_colour_changes_nothing_but_colour():
    verdict = build()
    without = re.sub(r"\x1b\[[\d;]*m", "", colored(verdict))
    assert without == to_text(verdict)
    assert without != colored(verdict)


@pytest.mark.parametrize("label", ["independent", "insufficient"])
def test_no_direction_is_claimed_where_nothing_was_copied(label):
    text = to_text(replace(as_independent(build()), label=label))
    assert "was made from" not in text
    assert "This is not a pass" in text or label == "independent"


@pytest.mark.parametrize(
    "evil",
    [
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
    ],
)
def test_nothing_reaches_the_terminal_that_it_would_obey(evil):
    text = to_text(hostile(evil))
    assert not re.search(ODD, text)
    shown = re.sub(r"\x1b\[[\d;]*m", "", colored(hostile(evil)))
    assert shown == text, "mark-up in a text is text"


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_printable_text_has_no_controls(text):
    line = printable(text)
    assert not re.search(ODD, line)
    assert "\n" not in line
    assert printable(line) == line


@given(st.text(alphabet="ab \x1b[]0;31m\x07\x9b\x9d\u202e", max_size=30), st.integers(5, 20))
def test_printable_keeps_its_limit(text, limit):
    assert len(printable(text, limit=limit)) <= limit
    assert "\x1b" not in printable(text)


def test_a_sequence_that_never_ends_hides_nothing():
    assert printable("\x1b]0;the rest\nof the text") == "0;the rest of the text"
    assert printable("\x1b[31mred\x1b[0m") == "red"


def test_hidden_characters_are_written_out_on_a_page():
    assert visible("a\u202eb") == "a⟨U+202E⟩b"
    assert escape("<a b='\x00'>") == "&lt;a b=&#x27;⟨U+0000⟩&#x27;&gt;"
    assert code_points("p\u0430ge") == "U+0430 CYRILLIC SMALL LETTER A"


@given(
    st.lists(st.text(alphabet="ab c漢\u0301%3 ", max_size=40), min_size=1, max_size=4), st.integers(20, 60)
)
def test_wrapping_loses_no_letters(texts, width):
    line = Line(tuple((text, "x") for text in texts), 2, 4)
    rows = list(wrap(line, width))
    drawn = "".join(text for row in rows for text, _ in row)
    assert "".join(drawn.split()) == "".join("".join(texts).split())
    assert all(sum(cells(text) for text, _ in row) <= width for row in rows)
    assert plain([line], width).endswith("\n")


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("One here. Two there now. Three.", "there", ("Two ", "there", " now.")),
        ("He met the U.S. envoy at noon. Then left.", "envoy", ("He met the U.S. ", "envoy", " at noon.")),
        ("Title line\n\nThe start of it. End.", "start", ("The ", "start", " of it.")),
        ("word", "word", ("", "word", "")),
        ("Mr. Bo said so.", "said", ("Mr. Bo ", "said", " so.")),
    ],
)
def test_excerpts_are_sentences(text, word, expected):
    found = excerpt(text, Span(word, text.index(word), text.index(word) + len(word)))
    assert (found.before, found.span, found.after) == expected


def test_long_sentences_are_cut_at_spaces():
    text = "alpha " * 100 + "middle " + "omega " * 100
    start = text.index("middle")
    found = excerpt(text, Span("middle", start, start + 6), reach=40)
    assert found.before.startswith("…alpha")
    assert found.after.endswith("omega…")
    assert len(found.before) <= 41


@given(st.text(max_size=200), st.integers(0, 220), st.integers(0, 220))
def test_excerpts_never_fail(text, one, other):
    start, end = sorted((one, other))
    found = excerpt(text, Span("", start, end))
    assert found.span == text[start:end]


def test_percentages_do_not_round_to_all_or_nothing():
    assert [percent(x) for x in (0.0, 0.001, 0.5, 0.999, 1.0)] == [
        "0 %",
        "under 1 %",
        "50 %",
        "over 99 %",
        "100 %",
    ]


NAMES = st.text(max_size=4000)


@settings(max_examples=60, deadline=None)
@example("n" * 400, "m" * 400, "w" * 300, "spun")
@example("漢" * 400, "\U0001f600" * 400, "word " * 90, "verbatim")
@given(
    NAMES, NAMES, st.text(max_size=600), st.sampled_from(["spun", "verbatim", "independent", "insufficient"])
)
def test_a_short_statement_fits_whatever_the_names(suspect, source, word, label):
    verdict = build(parts=PARTS[:2], order=None)
    swaps = tuple(replace(s, suspect=replace(s.suspect, text=word)) for s in verdict.substitutions)
    verdict = replace(
        verdict,
        label=label,
        substitutions=swaps,
        suspect=replace(verdict.suspect, name=suspect),
        source=replace(verdict.source, name=source),
        words_counted=10**12,
        program=replace(verdict.program, version=word),
    )
    text = verdict.statement()
    assert len(text) <= 500
    assert not re.search(ODD, text)
    assert text.endswith((".", "permission."))


def test_the_statement_says_what_it_must():
    short, full = build().statement(), build().statement(full=True)
    for text in (short, full):
        for words in (
            "program spindetect 0.1.0",
            "76 words",
            "61 %",
            "25 %",
            "21 swaps",
            "P(spun) = 0.97",
            "“fixed term” → “repaired word”",
            "not prove",
            "permission",
        ):
            assert words in text, words
        assert text.count("→") == 3
    for words in (build().suspect.sha256, "Its repaired word was a price", "names a source", "look-alike"):
        assert words in full
    undecided = replace(build(), direction=0.5)
    assert "which came first" in undecided.statement()
    assert "does not prove which text came first" in undecided.statement(full=True)
    assert "was made from the source, not the reverse" in full


def test_the_statement_names_the_copy_whichever_side_it_is():
    for direction, said in (
        (0.99, "the first was made from the second"),
        (0.01, "the second was made from the first"),
    ):
        verdict = replace(build(), direction=direction)
        assert f"{said}, not the reverse" in verdict.statement()
        assert "which came first" in verdict.statement()
        assert "does not prove which text came first" in verdict.statement(full=True)
        assert len(verdict.statement()) <= 500


@pytest.mark.parametrize("label", ["independent", "insufficient", "verbatim"])
def test_the_statement_accuses_nobody(label):
    verdict = replace(as_independent(build()), label=label)
    for text in (verdict.statement(), verdict.statement(full=True)):
        assert not re.search(r"plagiar|guilt|stole|theft|cheat|fraud|violat", text, re.I)
    if label == "insufficient":
        assert "clears nobody" in verdict.statement()


def test_the_notebook_cell_is_small_and_harmless():
    html = build()._repr_html_()
    assert "<script" not in html
    assert len(html) < 12_000
    assert "86 %" in html
    sheet = re.search(r"<style>(.*?)</style>", html, re.S)[1]
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", re.sub(r"@media[^{]*\{(.*)\}", r"\1", sheet, flags=re.S))
    assert rules
    assert all(part.strip().startswith(".spindetect-cell") for rule in rules for part in rule.split(","))
    assert "<b>x" not in hostile("<b>x</b>")._repr_html_()


def test_a_pair_without_words_is_drawn():
    verdict = compare("", "")
    assert "no words of its own" in to_text(verdict)
    assert verdict.statement()
    assert verdict._repr_html_()


def test_drawing_is_imported_when_it_is_used():
    code = (
        "import sys, spindetect, spindetect.report, spindetect.verdict\n"
        "slow = {'rich', 'html', 'numpy', 'spindetect.report.html', 'spindetect.report.terminal'} & "
        "set(sys.modules)\n"
        "sys.exit(f'imported: {slow}' if slow else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", ["safe", "wording"])
def test_examples_in_docstrings(name):
    found = doctest.testmod(importlib.import_module(f"spindetect.report.{name}"))
    assert found.attempted
    assert not found.failed


def test_one_difference_is_one_thing():
    verdict = compare(SUSPECT_TEXT, SOURCE_TEXT)
    one = verify(replace(verdict, label="verbatim"), StandIn()).to_text()
    assert "1 thing differs" in one
    two = verify(replace(verdict, label="verbatim", reasons=("Another.",)), StandIn()).to_text()
    assert "2 things differ" in two


def test_a_verdict_read_back_draws_the_same():
    verdict = build()
    again = PairVerdict.from_dict(verdict.to_dict())
    assert (again.to_text(), again.to_html(), again.statement()) == (
        verdict.to_text(),
        verdict.to_html(),
        verdict.statement(),
    )
