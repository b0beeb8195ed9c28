"""What pairs are made of: parts, passages, gold swaps, disguises, an editor's words, other builds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.generators import edits, evasion, honest, kindred, notices, reworking, rewriting
from models.generators import reworking as r
from models.generators.draw import Prose, cut, paragraphs_of, sentences_of
from models.generators.honest import respelled, spellings
from models.generators.pair import is_left_out
from models.generators.parts import Part, copied_parts, lay, own_parts, spun_parts
from models.generators.pieces import Piece, kept_runs
from models.generators.writer import Writer, articles_mended
from models.spinners.base import apply_swaps
from models.spinners.engine import DictionarySpinner
from models.spinners.wrappers import Table
from spindetect.language import Ngrams, Vectors

GROUPS = (
    ("old", "ancient", "aged"),
    ("boat", "ship"),
    ("began", "got under way"),
    ("large", "enormous"),
    ("people", "folks"),
    ("waited", "hung about"),
    ("morning", "daybreak"),
)
SENTENCES = (
    "An old boat lay in the harbour when the large storm began.",
    '"The people waited," she said, "and the old boat waited with them."',
    "In the morning a large crowd of people came down to the quay.",
    "Nobody had seen an old man on the boat, and nobody asked.",
)
PIECE = Piece("id", "source", SENTENCES, frozenset({0, 2}))


def spinner(dose: float) -> DictionarySpinner:
    return DictionarySpinner("test", Table(GROUPS), dose, articles=True)


@given(st.integers(0, 5000), st.floats(0.1, 1.0))
def test_sentences_of_a_spun_text_are_that_text_cut_up(seed, dose):
    parts = spun_parts(PIECE, spinner(dose), Random(seed))
    whole = spinner(dose).spin(PIECE.text, Random(seed))
    laid = lay(parts, breaks=PIECE.breaks)
    assert laid.text == whole.text
    assert laid.swaps == whole.swaps
    assert laid.dose == pytest.approx(whole.dose)


@given(st.integers(0, 5000), st.permutations(range(4)), st.sets(st.integers(0, 3)), st.integers(0, 6))
def test_gold_follows_its_sentences_wherever_they_are_put(seed, order, gone, inserts):
    rng = Random(seed)
    parts = [spun_parts(PIECE, spinner(0.6), rng)[n] for n in order if n not in gone]
    for at in range(inserts):
        parts.insert(rng.randrange(len(parts) + 1), Part(f"Own sentence {at}."))
    laid = lay(parts)
    for swap in laid.swaps:
        assert laid.text[swap.suspect_start : swap.suspect_end] == swap.suspect
        assert PIECE.text[swap.source_start : swap.source_end] == swap.source
    for passage in laid.passages:
        assert "Own" not in laid.text[passage.suspect_start : passage.suspect_end]
    covered = sum(p.suspect_end - p.suspect_start for p in laid.passages)
    own = sum(len(p.text) for p in parts if p.source < 0)
    assert len(laid.text) - covered - own <= len(parts)  # what is left are spaces between


def test_neighbours_of_one_source_are_one_passage_and_others_are_not():
    first, second = copied_parts(PIECE), copied_parts(PIECE, source=1)
    laid = lay([first[0], first[1], second[2], *own_parts(["Between."]), first[3]], label="verbatim")
    assert [(p.source, p.label) for p in laid.passages] == [(0, "verbatim"), (1, "verbatim"), (0, "verbatim")]
    one = laid.passages[0]
    assert laid.text[one.suspect_start : one.suspect_end] == f"{SENTENCES[0]} {SENTENCES[1]}"
    assert (one.source_start, one.source_end) == (0, len(SENTENCES[0]) + 1 + len(SENTENCES[1]))
    assert laid.dose == 0


def visible(text: str) -> str:
    """Return a text without invisible characters, all spaces plain."""
    kept = (c for c in text if unicodedata.category(c) != "Cf")
    return "".join(" " if c.isspace() else c for c in kept)


@given(
    st.integers(0, 5000), st.sampled_from(("zero-width", "soft-hyphens", "odd-spaces")), st.floats(0.2, 1.0)
)
def test_a_disguise_adds_what_can_be_taken_away_and_gold_still_points_to_its_words(seed, way, share):
    laid = lay(spun_parts(PIECE, spinner(0.6), Random(seed)))
    hidden = evasion.evade(laid, way, share, Random(seed))
    assert visible(hidden.text) == visible(laid.text)
    assert hidden.text != laid.text
    for before, after in zip(laid.swaps, hidden.swaps, strict=True):
        assert hidden.text[after.suspect_start : after.suspect_end] == after.suspect
        assert visible(after.suspect) == before.suspect
    for before, after in zip(laid.passages, hidden.passages, strict=True):
        shown = hidden.text[after.suspect_start : after.suspect_end]
        assert visible(shown) == visible(laid.text[before.suspect_start : before.suspect_end])


@given(st.integers(0, 5000))
def test_look_alikes_are_other_letters_in_the_same_places(seed):
    laid = lay(spun_parts(PIECE, spinner(0.6), Random(seed)))
    hidden = evasion.evade(laid, "homoglyphs", 1.0, Random(seed))
    assert len(hidden.text) == len(laid.text)
    changed = [(a, b) for a, b in zip(laid.text, hidden.text, strict=True) if a != b]
    assert len(changed) > 3
    assert all(a.isascii() and not b.isascii() for a, b in changed)
    assert all(hidden.text[s.suspect_start : s.suspect_end] == s.suspect for s in hidden.swaps)


@pytest.fixture(scope="module")
def writer():
    groups = (
        ("difficult", "hard", "rigid", "of"),
        ("quickly", "rapidly", "biscuits"),
        ("started", "began", "ate"),
        ("huge", "large", "vast", "seventeen"),
    )
    return Writer(Table(groups), Ngrams.open(), Vectors.open())


@pytest.fixture(scope="module")
def dictionaries():
    """What a hurried writer has at hand: one table, whatever it is called."""
    table = Table((("left", "larboard"), ("sold", "vended"), ("house", "firm")))
    moby = SimpleNamespace(listed=table.alternatives, alternatives=table.alternatives, longest=3)
    return SimpleNamespace(
        groups=table, moby=moby, wordnet=table, ppdb=table, near_wordnet=table, second_hand=table
    )


LINE = (
    "It is difficult to say why the city grew so quickly. She started to run, and the huge house was sold. "
)


def test_a_writer_takes_what_fits_and_leaves_what_does_not(writer):
    choices = {c.old: c.options for c in writer.choices(LINE)}
    assert choices["difficult"] == ("hard",)
    assert all(set(c.options) <= set(c.passable) for c in writer.choices(LINE))
    assert not {"of", "biscuits", "seventeen"} & {w for c in writer.choices(LINE) for w in c.passable}
    assert choices["started"] == ("began",)
    assert set(choices["huge"]) <= {"large", "vast"}
    for choice in writer.choices(LINE):
        assert LINE[choice.start : choice.end] == choice.old


def test_a_writer_changes_no_more_than_a_share_and_never_two_words_side_by_side(writer):
    text = 4 * LINE
    for seed in range(5):
        done = writer.reword(text, Random(seed), 0.05)
        assert done == writer.reword(text, Random(seed), 0.05)
        assert 0 < len(done.swaps) <= 0.05 * len(text.split()) + 1
        for one, other in zip(done.swaps, done.swaps[1:], strict=False):
            assert " " in text[one.source_end + 1 : other.source_start]
    assert writer.reword(text, Random(1), 0.0).text == text


UNFIT = {"biscuits", "ate", "seventeen"}
PEOPLE = {
    "fluently": lambda text, rng, writer: rewriting.fluent_sentence(text, rng, writer),
    "by rules": lambda text, rng, writer: rewriting.rewrite_sentence(text, rng, writer, 1.0),
    "in patches": lambda text, rng, writer: " ".join(rewriting.patchwork([text] * 3, rng, writer)),
    "again": lambda text, rng, writer: " ".join(rewriting.retell([text] * 3, [], rng, writer)),
    "throughout": lambda text, rng, writer: " ".join(rewriting.thorough([text] * 3, rng, writer)),
    "with edits": lambda text, rng, writer: edits.edit_sentence(text, rng, writer, 4),
    "as a copy-editor": lambda text, rng, writer: edits.copy_edit(text, rng, writer, 4),
}


@pytest.mark.parametrize("way", PEOPLE)
def test_people_put_in_synonyms_that_fit_and_no_others(writer, way):
    """What swaps words without reading is spun by definition, whatever else is done to a text."""
    line = "It is difficult to say why the city grew so quickly, and the huge house was sold."
    put_in = set()
    for seed in range(60):
        text = PEOPLE[way](line, Random(seed), writer)
        put_in |= set(re.findall("[a-z]+", text.lower()))
    assert not put_in & UNFIT
    assert put_in & {"hard", "rapidly", "large", "vast"}


def test_who_rewords_throughout_leaves_little_and_builds_sentences_anew(writer):
    sentences = 6 * [
        "It is difficult to say why the city grew so quickly, and the huge house was sold at last."
    ]
    for seed in range(8):
        done = rewriting.thorough(sentences, Random(seed), writer)
        assert done == rewriting.thorough(sentences, Random(seed), writer)
        assert 3 <= len(done) <= 6
        assert kept_runs(" ".join(sentences), " ".join(done)) < 0.6
        # More has changed than words for words: that tells it from a spun text.
        assert any(abs(len(s.split()) - len(sentences[0].split())) > 1 for s in done)


def test_who_shortens_says_it_in_fewer_words_and_keeps_the_names(writer, dictionaries):
    line = (
        "It is difficult to say why Ada Moss left the city so quickly, and the huge house was sold at last."
    )
    shares = []
    for seed in range(30):
        done = rewriting.condensed(6 * [line], Random(seed), writer, dictionaries)
        assert done == rewriting.condensed(6 * [line], Random(seed), writer, dictionaries)
        words = [len(sentence.split()) for sentence in done]
        shares.append(sum(words) / len(words) / len(line.split()))
        assert "Moss" in " ".join(done)
    assert max(shares) < 1.05
    assert min(shares) < 0.6 < max(shares)


def test_boiling_down_takes_away_what_was_asked_for_and_no_name():
    line = "The council said on Monday that it would close three of the old swimming pools in the north."
    for seed in range(40):
        done = rewriting.boiled_down(line, Random(seed), 0.4)
        assert done == rewriting.boiled_down(line, Random(seed), 0.4)
        assert 8 <= len(done.split()) <= 13  # of eighteen
        assert done[0].isupper()
        assert done.endswith(".")
        assert {"Monday"} <= {w.strip(".,") for w in done.split()}
        assert rewriting.boiled_down("we sat there until it got dark.", Random(seed), 0.9)
    assert rewriting.boiled_down("Too short to cut.", Random(0), 0.9) == "Too short to cut."


def test_a_writer_is_as_strict_as_told(writer):
    strict = replace(writer, slips=0.0, least_cosine=0.95)
    assert not any(choice.options for choice in strict.choices(LINE))
    free = replace(writer, slips=0.0, least_fit=-9.0, least_cosine=0.0)
    assert sum(len(c.options) for c in free.choices(LINE)) > sum(len(c.options) for c in writer.choices(LINE))


def test_no_editor_has_a_spinner_at_hand():
    """In `rewriting` one has: who is hired to hide a copy swaps words here and there without reading."""
    for module in (edits, reworking, honest, kindred):
        assert not {"make", "DictionarySpinner", "draw_spinner", "Spinning"} & set(vars(module)), module


def test_articles_follow_the_words_that_a_writer_puts_in():
    text = "An old man saw a large ship."
    changes = articles_mended(text, [(3, 6, "tall"), (17, 22, "enormous")])
    assert apply_swaps(text, changes).text == "A tall man saw an enormous ship."


REWORKED = (
    (r.to_passive, "The council approved the plan in May.", "The plan was approved by the council in May."),
    (r.to_passive, "They approved the plan in May.", None),
    (r.to_passive, "The council in town blue the plan.", None),
    (r.to_active, "The letter was written by the clerk in June.", "The clerk wrote the letter in June."),
    (r.nominalise, "She decided to leave the town.", "She took a decision to leave the town."),
    (r.split_clause, "He opened the old shop, which sold maps to sailors.",
     "He opened the old shop. It sold maps to sailors."),
    (r.split_clause, "The road was closed for a week, but the trains ran as they always do.",
     "The road was closed for a week. However, the trains ran as they always do."),
    (r.turn_apposition, "Ada Moss, the director of the museum, spoke first.",
     "The director of the museum, Ada Moss, spoke first."),
    (r.move_back, "After the long winter, the river was full again.",
     "The river was full again after the long winter."),
    (r.move_back, "Ada Moss, a friend of ours, was late again.", None),
    (r.move_front, "The match was stopped after ten minutes because it had begun to snow.",
     "Because it had begun to snow, the match was stopped after ten minutes."),
    (r.speaker_last, "The owner said that the boat would never sail again.",
     "The boat would never sail again, the owner said."),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "before", "after"), REWORKED)
def test_a_sentence_is_built_otherwise_or_left_alone(rule, before, after):
    assert rule(before, Random(1)) in ((before,) if after is None else (after, after.replace("It", "This")))


def test_reworked_texts_are_merged_split_and_the_same_for_a_seed(writer):
    sentences = [
        "The council approved the plan.",
        "She saw the house.",
        "He opened the shop, which sold maps to sailors.",
    ]
    first = r.rework_text(sentences, Random(3), writer, 1.0, 0.1, merged=1.0)
    assert first == r.rework_text(sentences, Random(3), writer, 1.0, 0.1, merged=1.0)
    assert len(first) < len(sentences)
    assert "by the council" in first[0]


def test_spelling_changes_spelling_and_not_vocabulary():
    table = spellings("american")
    british = "The colour of the theatre, analysed."
    assert respelled(british, table) == "The color of the theater, analyzed."
    assert "lift" not in table
    assert table["organise"] == "organize"
    text = "We organize the labor of neighbors in the center."
    assert respelled(respelled(text, spellings("british")), table) == text


def test_two_notices_share_a_frame_and_differ_in_what_fills_it():
    alike = 0
    for seed in range(40):
        kind, (first, second) = notices.notices(Random(seed))
        assert (kind, [first, second]) == notices.notices(Random(seed))
        assert not any("{" in s for s in (*first, *second))
        alike += kept_runs(" ".join(first), " ".join(second)) > 0.15
        assert first != second
    assert alike > 30


def test_sentences_keep_their_quotation_marks_and_abbreviations():
    paragraph = 'Dr. Moss said: "It is late." Then J. Vane left. "Why?" "No idea," said Mr. Lee.'
    assert list(sentences_of(paragraph)) == [
        'Dr. Moss said: "It is late."', "Then J. Vane left.", '"Why?"', '"No idea," said Mr. Lee.',
    ]  # fmt: skip


def test_lines_broken_inside_a_sentence_are_joined():
    assert paragraphs_of("One line\nbroken here,\nand there.\nA new one.\n\n(Not this)") == [
        "One line broken here, and there.", "A new one.", "(Not this)",
    ]  # fmt: skip


def test_a_cut_has_the_words_that_were_wanted_or_is_none():
    prose = Prose("a", "s", "", "\n".join(" ".join(SENTENCES) for _ in range(4)))
    for seed in range(20):
        piece = cut(prose, 60, 50, Random(seed))
        assert 60 <= len(piece.text.split()) <= 60 + 14
        assert piece.text in prose.text
    assert cut(prose, 400, 400, Random(0)) is None


@pytest.mark.parametrize(
    ("other", "left_out"),
    [
        ("The old mayor spoke, and left.", True),
        ("THE OLD MAYOR OF THE TOWN SPOKE TO US; AND LEFT", True),
        ("The old mayor of the town spoke to us all, and left early.", True),
        ("The mayor of the old town spoke to us, and left.", False),
        ("Yesterday the mayor of the town spoke to us, and left.", False),
        ("!", False),
    ],
)
def test_who_only_leaves_out_puts_nothing_in(other, left_out):
    text = "The old mayor of the town spoke to us, and left."
    assert is_left_out(text, other) is is_left_out(other, text) is left_out
