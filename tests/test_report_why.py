"""Why a label: what is said for it, how near the next one is, what P(copied) rests on, who was first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from build import ORDER, PARTS, as_independent, build

from spindetect.model.judge import LEAST_WORDS
from spindetect.model.reasons import _moved
from spindetect.report import label_why
from spindetect.report.direction import DIRECTION_SAID, looks_reversed, reversed_warning
from spindetect.report.html import to_html
from spindetect.report.label_why import (
    HARDLY,
    LABELS,
    closeness,
    copied_grounds,
    label_reasons,
    spun_reasons,
)
from spindetect.report.notebook import to_fragment
from spindetect.report.terminal import to_text
from spindetect.report.wording import LABEL_MEANS, share_sentence
from spindetect.verdict import ClassProbabilities, Evidence

CONTENT = Evidence("content/meaning_in_order", 0.4, 0.5, "correlation", 0.0, "the texts share 27 % of words")


def labelled(label, *probabilities, **changes):
    return replace(build(), label=label, probabilities=ClassProbabilities(*probabilities), **changes)


def rewritten(label="paraphrased", p=0.9):
    """Return a verdict on two texts of which no sentence was lined up."""
    return replace(
        as_independent(build()),
        label=label,
        probability=0.001,
        probabilities=ClassProbabilities(0.001, 0.0, p, 0.0, 0.999 - p),
        p_copied=p,
        copied_share=0.0,
        unchanged_share=0.0,
        longest_run_words=0,
        evidence=(CONTENT,),
    )


def drawings(verdict):
    """Return every drawing of a verdict as plain text, without line breaks."""
    page = to_html(verdict).replace("\u00a0", " ").replace("&lt;", "<").replace("&gt;", ">")
    drawn = (to_text(verdict), page, to_fragment(verdict), verdict.statement(), verdict.statement(full=True))
    return [" ".join(text.split()) for text in drawn]


def test_no_drawing_says_nought_per_cent_where_nothing_was_lined_up():
    for text in drawings(rewritten()):
        assert "0 % of the suspect" not in text
        assert "0 % stand" not in text
        assert "Longest unchanged run: 0" not in text
        assert "own sentences" in text
        assert "exts share 27 % of words" in text, "what was measured instead"


def test_a_share_is_said_where_there_is_one():
    assert share_sentence(build()).startswith("86 % of the suspect's own words stand in the source: 61 %")
    assert share_sentence(replace(build(), copied_share=0.999)).startswith("Over 99 % of")
    assert (
        share_sentence(replace(build(), words_counted=0)) == "The suspect has no words of its own to count."
    )


@pytest.mark.parametrize("label", LABELS)
def test_every_label_has_reasons_in_every_long_drawing(label):
    values = [0.02] * 5
    values[LABELS.index(label)] = 0.92
    verdict = labelled(label, *values)
    told = label_reasons(verdict)
    assert told
    terminal, page, cell, _, full = drawings(verdict)
    assert f"Why {label}:" in terminal
    assert f"Why {label}<" in page
    for text in (terminal, page, cell, full):
        assert all(reason.replace("'", "&#x27;") in text or reason in text for reason in told)


def test_reasons_hold_the_verdicts_own_numbers():
    (first, *_) = label_reasons(labelled("edited", 0.0, 0.0, 0.1, 0.9, 0.0, probability=0.001))
    assert "61 %" in first
    assert "11 words" in first
    assert "25 %" in first
    assert "14 %" in first, "what was not found"


def test_a_rewriting_without_a_shared_sentence_is_said_with_care():
    assert "content alone" in label_reasons(rewritten())[0]
    assert "Two reports of one event" in label_reasons(rewritten())[1]
    assert "P(copied) = 0.90" in copied_grounds(rewritten())
    assert "content alone" in copied_grounds(rewritten())
    assert all("by content alone" in text for text in drawings(rewritten()))
    assert not any("by content alone" in text for text in drawings(labelled("paraphrased", 0, 0, 1.0, 0, 0)))
    assert "lined up (86 %)" in copied_grounds(build())
    assert copied_grounds(replace(build(), label="insufficient")) == ""


@pytest.mark.parametrize(
    ("probabilities", "said"),
    [
        ((0.0, 0.0, 0.56, 0.44, 0.0), "Close between paraphrased (0.56) and edited (0.44): either"),
        ((0.0, 0.0, 0.50, 0.0, 0.50), "Close between paraphrased (0.50) and independent (0.50): whether"),
        ((0.45, 0.0, 0.40, 0.15, 0.0), "Close between paraphrased (0.40) and spun (0.45)"),
        ((0.0, 0.0, 0.85, 0.15, 0.0), "It could also be edited (P = 0.15)."),
        ((0.0, 0.0, 0.95, 0.05, 0.0), ""),
    ],
)
def test_near_ties_are_said(probabilities, said):
    verdict = labelled("paraphrased", *probabilities)
    assert closeness(verdict).startswith(said)
    assert bool(closeness(verdict)) == bool(said)
    is_close = said.startswith("Close")
    assert ("close to" in to_text(verdict)) == is_close
    assert ("close to" in to_html(verdict)) == is_close
    assert ("close to" in verdict.statement()) == is_close


def test_too_little_text_has_no_rival_and_says_what_is_missing():
    short = replace(build(), label="insufficient", words_counted=12)
    assert closeness(short) == ""
    assert "Only 12 words of the suspect" in label_reasons(short)[0]
    assert "The source has fewer than 50" in label_reasons(replace(short, words_counted=300))[0]
    assert "no finding" in label_reasons(short)[1]
    for text in drawings(short):
        assert "P(spun)" not in text, "a low figure would be taken for a pass"
    assert LEAST_WORDS == label_why.LEAST_WORDS


def test_a_passage_that_gives_the_label_is_named():
    verdict = build()
    (whole,) = verdict.passages
    part = replace(whole, words=20)
    (told, *_) = label_reasons(replace(verdict, passages=(part,)))
    assert "one passage of 20 words, 61 % unchanged and 25 % swapped" in told
    both = replace(verdict, passages=(part, replace(part, words=30)))
    assert "2 passages of 20 words or more" in label_reasons(both)[0]
    other = replace(verdict, passages=(replace(part, label="edited"),))
    assert "passage" not in " ".join(label_reasons(other))
    assert "passage" not in " ".join(label_reasons(verdict))


def test_evidence_of_another_passage_explains_no_label():
    order = Evidence("order/out_of_order", 0.0, 0.0, "share", 0.0, "75 % of sentence ends are kept")
    about = replace(
        labelled("paraphrased", 0.0, 0.0, 0.9, 0.1, 0.0),
        evidence=(order,),
        reasons=("In a passage of 1,200 words, synonym dictionaries list 9 of the 9 swaps.",),
    )
    (whole,) = about.passages
    assert "sentence ends" not in " ".join(label_reasons(about))
    own = replace(about, passages=(replace(whole, words=1200, label="paraphrased"),))
    assert "In a passage of 1,200 words, 75 % of sentence ends are kept." in label_reasons(own)


def test_what_moves_nothing_is_said_once():
    assert _moved(0.001) == _moved(-0.001) == HARDLY.removeprefix("; ")
    still = replace(build(), reasons=(f"No word is swapped{HARDLY}", f"No run is long{HARDLY}"))
    lead, told = spun_reasons(still)
    assert "No single thing" in lead
    assert told == ("No word is swapped.", "No run is long.")
    assert spun_reasons(build())[1] == build().reasons
    mixed = replace(build(), reasons=(f"No word is swapped{HARDLY}", "Runs are long; this lowers P(spun)."))
    assert spun_reasons(mixed)[1] == mixed.reasons


def test_exchanged_sides_are_said_at_the_top_and_arrows_turn():
    verdict = replace(build(), direction=0.02)
    terminal, page, cell, short, full = drawings(verdict)
    assert terminal.index("SIDES LOOK EXCHANGED") < terminal.index("IS IT COPIED?")
    assert page.index("sides look exchanged") < page.index("Is it copied?")
    assert "sides look exchanged" in cell
    for text in (terminal, page, cell, short, full):
        assert "←" in text
    assert "fixed term ← repaired word" in terminal
    assert "→" not in terminal
    assert "ODDEST" not in terminal, "the oddness of original words is no ranking"
    assert "10 OF 21 SWAPS" in terminal
    assert "second was made from the first" in short
    assert "<mark>fixed term</mark>" in cell, "the rewritten text's sentence"


@pytest.mark.parametrize("direction", [0.5, 0.3, 0.7, 0.99])
def test_no_warning_where_the_source_may_be_the_source(direction):
    verdict = replace(build(), direction=direction)
    assert not looks_reversed(verdict)
    assert reversed_warning(verdict) == ""
    assert all("exchanged" not in text and "←" not in text for text in drawings(verdict))


def test_no_warning_where_nothing_was_copied():
    assert 1 - DIRECTION_SAID > 0.02
    assert reversed_warning(replace(build(), label="independent", direction=0.02)) == ""


def test_labels_claim_no_more_than_was_measured():
    assert "person" not in LABEL_MEANS["edited"]
    assert "by a machine" not in LABEL_MEANS["spun"]


def test_the_page_tells_labels_apart_without_colour():
    from spindetect.report.html_head import LABEL_SIGNS
    from spindetect.report.html_page import style

    assert len(set(LABEL_SIGNS.values())) == len(LABEL_SIGNS) == len(LABEL_MEANS)
    rules = {}
    for label, sign in LABEL_SIGNS.items():
        page = to_html(replace(build(PARTS, ORDER), label=label))
        assert f'<span class="label l-{label}"><span class="sign" aria-hidden="true">{sign}</span>' in page
        rules[label] = style().split(f".l-{label} {{")[1].split("}")[0]
    assert [label for label, rule in rules.items() if "rare" in rule] == ["spun"], "red is for spun alone"


def test_a_label_that_the_odds_rule_gives_says_what_is_more_probable():
    verdict = labelled("independent", 0.0, 0.0, 0.65, 0.05, 0.30)
    assert closeness(verdict).startswith("Paraphrased is more probable (0.65), but")
    assert "three to one" in closeness(verdict)
    assert "close to" not in to_text(verdict)
    assert "close to" in to_text(labelled("independent", 0.0, 0.0, 0.50, 0.05, 0.45))


def test_an_edit_that_may_be_spun_is_not_cleared():
    reasons = " ".join(label_reasons(labelled("edited", 0.3, 0.0, 0.1, 0.6, 0.0, probability=0.3)))
    assert "could be a machine's" in reasons
    assert "do not look like" not in reasons
