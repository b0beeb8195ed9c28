"""A suspect beside several sources: each sentence goes to the text that explains it best."""

from __future__ import annotations

import dataclasses
import json
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from releases import HERALD, MERGED, ORCHARD, SPUN_HERALD, SPUN_ORCHARD
from texts import OTHER, SOURCE, SPUN

import spindetect
from data.samples.build_samples import HERE
from spindetect.errors import InputError, RecordError
from spindetect.records import Alignment, FailedPair
from spindetect.report.record import read_record, schema
from spindetect.report.verify import verify
from spindetect.sources.explained import best
from spindetect.text import Document
from spindetect.verdict import PairVerdict

PAIRS = [json.loads(line) for line in (HERE / "pairs.jsonl").read_text(encoding="utf-8").splitlines()][::4]


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module")
def merged(detector):
    return detector.compare(MERGED, [HERALD, ORCHARD])


def first(text, sentences):
    return ". ".join(text.split(". ")[:sentences]) + "."


def test_each_passage_goes_to_its_source(merged):
    assert merged.label == "spun"
    assert [(p.of_source, p.label) for p in merged.passages] == [(0, "spun"), (1, "spun")]
    assert all(MERGED[p.suspect_start : p.suspect_end].strip() for p in merged.passages)
    border = MERGED.index("The plantation")
    assert merged.passages[0].suspect_end <= border <= merged.passages[1].suspect_start
    assert sum(found.words for found in merged.sources) <= merged.words_counted
    assert merged.copied_share == pytest.approx(
        sum(found.words for found in merged.sources) / merged.words_counted
    )


def test_a_swap_stands_in_the_source_that_it_names(merged):
    texts = (HERALD, ORCHARD)
    assert {swap.of_source for swap in merged.substitutions} == {0, 1}
    for swap in merged.substitutions:
        assert texts[swap.of_source][swap.source.start : swap.source.end] == swap.source.text
        assert MERGED[swap.suspect.start : swap.suspect.end] == swap.suspect.text


def test_short_passages_of_two_sources_add_up(detector):
    """Neither has the eighty words that a passage needs; together they make the whole text."""
    suspect = f"{first(SPUN_HERALD, 4)} {first(SPUN_ORCHARD, 4)}"
    both = detector.compare(suspect, [HERALD, ORCHARD])
    assert both.label == "spun"
    for source in (HERALD, ORCHARD):
        assert detector.compare(suspect, source).probability < both.probability


def test_the_probability_is_no_sum(detector, merged):
    parts = [found.probability for found in merged.sources]
    assert max(parts) <= merged.probability <= 1.0
    p = merged.probabilities
    assert sum(dataclasses.astuple(p)) == pytest.approx(1.0)
    assert p.spun == merged.probability
    assert 1 - p.independent == pytest.approx(merged.p_copied)
    honest = detector.compare(SOURCE, [OTHER, ORCHARD])
    assert honest.label == "independent"
    assert honest.probability < 0.02


def test_the_order_of_the_sources_changes_numbers_alone(detector, merged):
    turned = detector.compare(MERGED, [ORCHARD, HERALD])
    assert turned.sources == merged.sources[::-1]
    assert (turned.label, turned.copied_share) == (merged.label, merged.copied_share)
    assert turned.probability == pytest.approx(merged.probability, abs=1e-9)


def test_of_equal_sources_the_earlier_explains(detector, merged):
    twice = detector.compare(MERGED, [HERALD, HERALD, ORCHARD])
    assert [found.words for found in twice.sources] == [merged.sources[0].words, 0, merged.sources[1].words]
    assert {p.of_source for p in twice.passages} == {0, 2}


def test_the_better_source_explains(detector):
    """The spun text comes from the spun text, word for word, and not from what that was made of."""
    verdict = detector.compare(SPUN, [SOURCE, SPUN])
    assert [found.words for found in verdict.sources] == [0, verdict.words_counted]
    assert verdict.label == "verbatim"


def test_a_source_that_has_nothing_changes_little(detector):
    alone = detector.compare(SPUN, SOURCE)
    beside = detector.compare(SPUN, [OTHER, SOURCE])
    assert beside.label == alone.label == "spun"
    assert beside.sources[0].words == 0
    assert beside.copied_share == alone.copied_share
    assert beside.probability == pytest.approx(alone.probability, abs=0.02)


def test_one_source_in_a_list_is_one_source(detector):
    assert detector.compare(SPUN, [SOURCE]).to_json() == detector.compare(SPUN, SOURCE).to_json()


# The names of a record of one source, in their order, before there could be several.
FORM = {
    (): "label probability probabilities p_copied copied_share unchanged_share swapped_share "
    "longest_run_words words_counted words_left_out direction reasons evidence substitutions passages "
    "manipulations left_out named_sources notes operations suspect source program retrieved prior scored "
    "false_alarms decision schema",
    ("substitutions",): "kind source suspect relation oddness reason moved source_token suspect_token",
    ("passages",): "suspect_start suspect_end source_start source_end words unchanged_share swapped_share "
    "label probability",
    ("manipulations",): "kind side count examples",
    ("left_out",): "kind side start end words",
    ("operations",): "kind source_start source_end suspect_start suspect_end text written",
}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_one_source_keeps_its_form(detector, pair):
    """Not one name more, none less, none elsewhere: with equal values the JSON is the same to the byte."""
    texts = [(HERE / pair[f"{side}_path"]).read_text(encoding="utf-8") for side in ("suspect", "source")]
    plain = detector.compare(*texts).to_dict()
    for path, names in FORM.items():
        found = [plain] if not path else plain[path[0]]
        assert all(list(entry) == names.split() for entry in found), path


def test_the_record_reads_back(merged):
    assert PairVerdict.from_dict(merged.to_dict()) == merged
    assert read_record(merged.to_json()) == merged
    Draft202012Validator(schema()).validate(json.loads(merged.to_json()))
    assert merged.to_json() == merged.to_json()


def test_the_record_can_be_verified(detector, merged):
    found = verify(read_record(merged.to_json()), detector)
    assert found.holds
    assert found.differences == ()
    replayed = [check.claim for check in found.checks if check.claim.startswith("the operations")]
    assert len(replayed) == 2


def test_a_record_that_names_a_wrong_source_is_refused(merged):
    plain = merged.to_dict()
    plain["passages"][0]["of_source"] = 2
    with pytest.raises(RecordError, match="none of the 2"):
        read_record(json.dumps(plain))


def test_changed_operations_of_a_further_source_do_not_hold(detector, merged):
    further = merged.further_sources[0]
    cut = dataclasses.replace(further, operations=further.operations[1:])
    found = verify(dataclasses.replace(merged, further_sources=(cut,)), detector)
    assert not found.holds


def test_a_record_without_texts_is_verified_with_all_files(detector, merged):
    bare = merged.without_texts()
    assert HERALD[:40] not in bare.to_json()
    assert ORCHARD[:40] not in bare.to_json()
    suspect, *sources = map(Document.from_text, (MERGED, HERALD, ORCHARD))
    assert verify(bare, detector, suspect=suspect, source=sources).holds
    with pytest.raises(InputError, match="has 2, and 1 were given"):
        verify(bare, detector, suspect=suspect, source=sources[:1])


def test_another_prior_moves_what_is_said_of_each_source(merged):
    moved = merged.at_prior(0.001)
    assert moved.probability < merged.probability
    for before, after in zip(merged.sources, moved.sources, strict=True):
        assert after.probability < before.probability
        assert after.words == before.words


def test_a_source_by_itself(merged):
    alone = merged.beside(1)
    assert alone.source.text == ORCHARD
    assert {swap.of_source for swap in alone.substitutions} == {1}
    assert alone.operations == merged.further_sources[0].operations
    with pytest.raises(InputError, match="no source 2"):
        merged.beside(2)


def replayed(operations, source):
    tokens = list(Document.from_text(source).tokens.written)
    return Alignment(tuple(operations), ()).replay(tokens)


sentences = st.lists(
    st.sampled_from([s + "." for text in (SPUN, ORCHARD, HERALD, SPUN_ORCHARD) for s in text.split(". ")]),
    min_size=0,
    max_size=12,
).map(" ".join)


@settings(max_examples=15, deadline=None)
@given(suspect=sentences, sources=st.lists(sentences, min_size=2, max_size=3), background=sentences)
def test_operations_replay_for_each_text(detector, suspect, sources, background):
    """Of every text the operations give the suspect, and cover both sides once."""
    verdict = detector.compare(suspect, sources, background=[background])
    wanted = list(Document.from_text(suspect).tokens.written)
    every = [
        (verdict.operations, sources[0]),
        *((one.operations, text) for one, text in zip(verdict.further_sources, sources[1:], strict=True)),
        (verdict.background[0].operations, background),
    ]
    for operations, text in every:
        assert replayed(operations, text) == wanted
        taken = sorted(n for op in operations for n in range(op.source_start, op.source_end))
        assert taken == list(range(len(Document.from_text(text).tokens)))
    assert PairVerdict.from_dict(verdict.to_dict()) == verdict
    assert 0 <= verdict.copied_share <= 1
    assert verdict.words_counted + verdict.words_left_out == verdict.suspect.words
    assert math.isclose(sum(dataclasses.astuple(verdict.probabilities)), 1.0, abs_tol=1e-9)


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=3))
def test_the_best_texts_are_those_of_a_slow_search(rows):
    """Against every way of giving four sentences to texts."""
    worth = [np.array(row, float) for row in rows]

    def value(choice):
        told = sum(worth[text][n] for n, text in enumerate(choice))
        return told - 2.0 * sum(a != b for a, b in pairwise(choice))

    texts = range(len(rows))
    every = [(a, b, c, d) for a in texts for b in texts for c in texts for d in texts]
    assert value(tuple(best(worth, 2.0).tolist())) == max(map(value, every))


def test_of_equal_texts_the_first_is_taken():
    same = np.array([3.0, 0.0, 5.0])
    assert best([same, same]).tolist() == [0, 0, 0]
    assert best([np.zeros(0)]).tolist() == []


def test_a_short_run_does_not_change_the_source():
    near = [np.array([9.0, 8.0, 9.0]), np.array([0.0, 9.0, 0.0])]
    assert best(near).tolist() == [0, 0, 0]
    far = [near[0], np.array([0.0, 13.0, 0.0])]
    assert best(far).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "expected at least one text"),
        (7, "a sequence of them"),
        ([SOURCE, 7], "expected a str or a Document"),
        ({"a": SOURCE}, "a sequence of them"),
    ],
)
def test_what_is_no_source_is_refused(detector, sources, said):
    with pytest.raises(InputError, match=said):
        detector.compare(SPUN, sources)


def test_a_file_name_among_the_sources_is_refused(detector, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(SOURCE)
    with pytest.raises(InputError, match="name of an existing file"):
        detector.compare(SPUN, [SOURCE, "article.txt"])


def test_addresses_are_kept_for_each_source(detector):
    urls = ("https://one.example/", None)
    verdict = detector.compare(MERGED, [HERALD, ORCHARD], source_url=urls)
    assert tuple(text.url for text in verdict.source_texts) == urls
    with pytest.raises(InputError, match="one for each source"):
        detector.compare(MERGED, [HERALD, ORCHARD], source_url="https://one.example/")


def test_many_takes_several_sources(detector):
    good, bad = detector.compare_many([(MERGED, [HERALD, ORCHARD]), (MERGED, [])])
    assert good == detector.compare(MERGED, [HERALD, ORCHARD])
    assert isinstance(bad, FailedPair)


def test_a_text_that_is_not_english_clears_nobody(detector):
    dutch = (
        "De raad van het eiland heeft dinsdag na maanden van overleg besloten dat de veerboot voortaan later "
        "vaart. Bewoners klaagden al jaren dat de laatste boot te vroeg vertrok voor wie in de avond werkt. "
        "Het plan kost ieder jaar veel geld en dat wordt betaald door de automobilisten op de kade. Niemand "
        "weet nog of er genoeg schippers zijn die in de nacht willen varen en of de reizigers ook komen."
    )
    assert detector.compare(SOURCE, [OTHER, dutch]).label == "insufficient"
