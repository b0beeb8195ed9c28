"""What both sides may honestly share: shown, and left out of shares and probabilities."""

from __future__ import annotations

import json

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from releases import CHRONICLE, HERALD, MERGED, ORCHARD, RELEASE, SPUN_HERALD, SPUN_RELEASE
from texts import OTHER

import spindetect
from spindetect.errors import InputError
from spindetect.policy import Policy
from spindetect.report.record import read_record, schema
from spindetect.report.verify import verify
from spindetect.sources.explained import left_to_background
from spindetect.text import Document
from spindetect.verdict import PairVerdict


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module")
def siblings(detector):
    return detector.compare(CHRONICLE, HERALD, background=[RELEASE])


def words_of(zones, side):
    return sum(zone.words for zone in zones if zone.kind == "background" and zone.side == side)


def test_two_reports_from_one_release_have_nothing_from_each_other(detector, siblings):
    """Without the release one looks like an edit of the other; with it each is its own."""
    alone = detector.compare(CHRONICLE, HERALD)
    assert alone.label == "edited"
    assert alone.p_copied > 0.9
    assert siblings.label == "independent"
    assert siblings.p_copied < 0.1
    assert siblings.copied_share == 0
    assert siblings.words_counted + siblings.words_left_out == alone.words_counted + alone.words_left_out


def test_what_is_left_out_is_shown_with_its_text(siblings):
    left = [zone for zone in siblings.left_out if zone.kind == "background"]
    assert {zone.of_background for zone in left} == {0}
    assert {zone.side for zone in left} == {"suspect", "source"}
    assert words_of(left, "suspect") == siblings.words_left_out == siblings.background[0].words
    shown = " ".join(CHRONICLE[z.start : z.end] for z in left if z.side == "suspect")
    assert "bottled water" in shown
    assert "Mill Lane" not in shown
    assert any(reason.startswith("Background: ") for reason in siblings.reasons)


def test_the_defence_holds_both_ways_round(detector, siblings):
    turned = detector.compare(HERALD, CHRONICLE, background=[RELEASE])
    assert turned.label == siblings.label
    assert turned.probability == pytest.approx(siblings.probability, abs=0.02)
    assert turned.p_copied == pytest.approx(siblings.p_copied, abs=0.05)


@pytest.mark.parametrize("background", [[OTHER], [RELEASE]])
def test_a_spun_copy_stays_spun(detector, background):
    verdict = detector.compare(SPUN_HERALD, HERALD, background=background)
    assert verdict.label == "spun"
    # Without the release's words 240 are left, the swaps among them chosen to fit.
    assert verdict.probability > 0.85


def test_an_unrelated_text_leaves_nothing_out(detector):
    alone, beside = (
        detector.compare(SPUN_HERALD, HERALD, background=background) for background in ((), [OTHER])
    )
    assert beside.background[0].words == 0
    assert not words_of(beside.left_out, "suspect")
    assert (beside.probability, beside.copied_share) == (alone.probability, alone.copied_share)
    assert "explains nothing" in beside.reasons[-1]


def test_the_source_as_its_own_background_leaves_nothing_to_judge(detector):
    verdict = detector.compare(HERALD, HERALD, background=[HERALD])
    assert verdict.label == "insufficient"
    assert verdict.words_counted == 0
    assert verdict.copied_share == 0
    assert "too little to judge" in verdict.reasons[-1]


@pytest.mark.parametrize(
    ("suspect", "source"), [(SPUN_RELEASE, RELEASE), (SPUN_RELEASE, CHRONICLE), (SPUN_HERALD, SPUN_HERALD)]
)
def test_a_spun_release_is_not_cleared_by_the_release(detector, suspect, source):
    """To share a release does not explain that its words were swapped: it is said, and clears nobody."""
    shared = RELEASE if suspect is SPUN_RELEASE else HERALD
    verdict = detector.compare(suspect, source, background=[shared])
    if source is SPUN_HERALD:  # a copy of the other's own spun words: the release does not explain those
        assert verdict.label == "verbatim"
        assert verdict.copied_share > 0.9
        return
    assert verdict.label == "insufficient"
    assert verdict.background[0].label == "spun"
    assert verdict.background[0].probability > 0.9
    assert any("compare with it as the source" in reason for reason in verdict.reasons)


def test_own_words_beside_a_spun_release_clear_nobody(detector):
    verdict = detector.compare(f"{SPUN_RELEASE} {OTHER}", HERALD, background=[RELEASE])
    assert verdict.words_counted > 100
    assert verdict.label == "insufficient"
    assert Policy.named("default").decided(verdict).decision.action == "review"


def test_a_spun_copy_of_the_source_is_no_background(detector):
    """Whoever hands in the spun copy itself as an earlier text of the author's own is not cleared by it."""
    suspect = f"{SPUN_HERALD} {OTHER}"
    verdict = detector.compare(suspect, HERALD, background=[SPUN_HERALD])
    assert verdict.copied_share == 0
    assert verdict.background[0].spun_beside == (0,)
    assert verdict.label == "insufficient"
    assert any("it is no background" in reason for reason in verdict.reasons)
    assert detector.compare(suspect, HERALD).label == "spun"


def test_a_release_is_not_spun_beside_what_was_made_of_it(siblings):
    assert siblings.background[0].spun_beside == ()


def test_a_copy_of_the_others_own_wording_stays(detector):
    """The release explains less of the spun wording than the text that it was copied from."""
    verdict = detector.compare(SPUN_RELEASE, SPUN_RELEASE, background=[RELEASE])
    assert verdict.label == "verbatim"
    assert verdict.copied_share == 1.0
    assert verdict.background[0].words == 0


def test_a_copied_report_stays_copied_beside_its_release(detector):
    """What the other paper found out itself was copied too, and no release explains that."""
    verdict = detector.compare(HERALD, HERALD, background=[RELEASE])
    assert verdict.label == "verbatim"
    assert verdict.copied_share == 1.0
    assert verdict.words_left_out > 50


def test_several_sources_and_several_backgrounds(detector):
    verdict = detector.compare(MERGED, [HERALD, ORCHARD], background=[OTHER, RELEASE])
    assert verdict.label == "spun"
    assert [text.words > 0 for text in verdict.background] == [False, True]
    zones = [zone for zone in verdict.left_out if zone.kind == "background"]
    assert {zone.of_background for zone in zones} == {1}
    assert {zone.of_source for zone in zones if zone.side == "source"} == {0}
    assert sum(found.words for found in verdict.sources) <= verdict.words_counted


def test_zones_name_the_text_that_explains_them(detector):
    parts = RELEASE.split(". ")
    shared = [". ".join(parts[:5]) + ".", ". ".join(parts[5:])]
    verdict = detector.compare(RELEASE, CHRONICLE, background=shared)
    zones = [z for z in verdict.left_out if z.kind == "background" and z.side == "suspect"]
    assert [zone.of_background for zone in zones] == [0, 1]
    assert [zone.words for zone in zones] == [text.words for text in verdict.background]
    assert zones[0].end <= RELEASE.index("The old pipes") <= zones[1].start


def test_the_record_reads_back_and_is_verified(detector, siblings):
    assert PairVerdict.from_dict(siblings.to_dict()) == siblings
    Draft202012Validator(schema()).validate(json.loads(siblings.to_json()))
    assert "sources" not in siblings.to_dict()
    found = verify(read_record(siblings.to_json()), detector)
    assert found.holds
    assert found.differences == ()
    assert any("background 1" in check.claim for check in found.checks)


def test_a_record_without_texts_has_none_of_the_background(siblings):
    assert RELEASE[:40] not in siblings.without_texts().to_json()


def test_another_prior_moves_the_background_too(detector):
    verdict = detector.compare(SPUN_HERALD, HERALD, background=[RELEASE])
    moved = verdict.at_prior(0.0001)
    assert moved.background[0].probability < verdict.background[0].probability
    assert moved.background[0].words == verdict.background[0].words
    assert detector.compare(SPUN_HERALD, HERALD).at_prior(0.0001).background is None


def test_no_background_is_as_if_none_was_named(detector):
    without = detector.compare(SPUN_HERALD, HERALD)
    assert detector.compare(SPUN_HERALD, HERALD, background=[]).to_json() == without.to_json()


@pytest.mark.parametrize("background", [7, [RELEASE, 7], [b"bytes"]])
def test_what_is_no_background_is_refused(detector, background):
    with pytest.raises(InputError, match="expected a str"):
        detector.compare(SPUN_HERALD, HERALD, background=background)


def test_a_document_that_leaves_more_out_keeps_its_own_zones():
    text = 'He wrote a short note. "Nobody may open the sluice before noon," the warden said. They all left.'
    document = Document.from_text(text)
    (quotation,) = document.zones("suspect")
    marked = document.leaving_out("background", [(0, len(document.tokens))])
    kinds = [zone.kind for zone in marked.zones("suspect")]
    assert kinds == ["background", "quotation", "background"]
    assert marked.zones("suspect")[1] == quotation
    assert not marked.tokens.counted.any()
    assert document.tokens.counted.any()


def left(sources, background, own=10.0):
    n = len(sources)
    found = left_to_background(np.array(sources, float), [np.array(background, float)], np.full(n, own))
    return found.tolist()


@pytest.mark.parametrize(
    ("sources", "background", "wanted"),
    [
        ([9, 9], [9, 9], [0, 0]),  # as well: the background's
        ([9, 9], [8, 9], [0, 0]),  # a word more is chance
        ([9, 9], [7, 7], [-1, -1]),  # two and two are not
        ([9, 9], [0, 0], [-1, -1]),
        ([9, 9, 9], [0, 8, 9], [-1, 0, 0]),  # not even beside what was copied without doubt
        ([0, 0], [9, 3], [0, -1]),  # three words of ten are no sentence of the release
    ],
)
def test_what_goes_to_the_background(sources, background, wanted):
    assert left(sources, background) == wanted
