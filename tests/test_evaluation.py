"""The figures of an evaluation: against slow counting, against known values, and what each label may say."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from build_evaluation import MIXED, Says, build_evaluation, pair, rows
from hypothesis import given
from hypothesis import strategies as st

from spindetect.errors import InputError, RecordError
from spindetect.evaluation import LABELS, BadRow, Evaluation, Results, accepted, evaluate
from spindetect.evaluation.curves import NEVER, Curve, Ranked, area, found_at, points, reliability
from spindetect.evaluation.figures import slices as slice_rows
from spindetect.evaluation.intervals import Resamples, wilson
from spindetect.evaluation.labels import answer, parse_label
from spindetect.evaluation.outcomes import Known, Outcome, Outcomes
from spindetect.model import CLASSES


def ungrouped(n):
    return Resamples.of(np.arange(n))


# labels


@pytest.mark.parametrize(
    ("label", "spun", "copied"),
    [
        ("spun", True, True),
        ("verbatim", False, True),
        ("edited", False, True),
        ("independent", False, False),
        ("not-spun", False, None),
        ("copied", None, True),
    ],
)
def test_what_a_label_answers(label, spun, copied):
    assert answer(label, "spun") is spun
    assert answer(label, "copied") is copied


def test_labels_cover_the_classes():
    assert set(CLASSES) < set(LABELS)
    assert accepted("not-spun") == set(CLASSES) - {"spun"}
    assert accepted("copied") == set(CLASSES) - {"independent"}


@pytest.mark.parametrize("written", ["not-spun", "not_spun", "Not spun", " NOT-SPUN "])
def test_a_label_may_be_written_several_ways(written):
    assert parse_label(written) == "not-spun"


@pytest.mark.parametrize("written", ["spinned", "", 1, True, None, "insufficient"])
def test_what_is_no_label_is_refused(written):
    with pytest.raises(InputError, match="none that is known"):
        parse_label(written)


# intervals


def test_wilson_is_what_the_books_say():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, 15 of 148, 0 of 20, 29 of 29.
    for (k, n), (low, high) in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (29, 29): (0.8830, 1.0),
    }.items():
        assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_rows_of_a_group_widen_the_interval():
    hit = np.tile([True, True, True, True, False, False, False, False], 5)
    alone = ungrouped(40).rate(hit, np.ones(40, bool))
    together = Resamples.of(np.arange(40) // 4).rate(hit, np.ones(40, bool))
    assert alone.value == together.value == 0.5
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_no_error_in_few_groups_proves_little():
    resamples = Resamples.of(np.arange(100) // 20)
    found = resamples.rate(np.zeros(100, bool), np.ones(100, bool))
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(wilson(0, 5)[1])


def test_nothing_to_count_has_no_rate():
    found = ungrouped(3).rate(np.ones(3, bool), np.zeros(3, bool))
    assert (found.hits, found.of, found.value, found.low, found.high) == (0, 0, None, None, None)


@given(st.integers(0, 50), st.integers(1, 50))
def test_a_share_lies_in_its_interval(hits, of):
    low, high = wilson(min(hits, of), of)
    assert 0 <= low <= min(hits, of) / of <= high <= 1


# ROC


def slow_area(score, yes):
    """Return how often a positive stands above a negative; a tie counts half."""
    pairs = [(p > n) + 0.5 * (p == n) for p in score[yes] for n in score[~yes]]
    return float(np.mean(pairs))


def slow_found(score, yes, rate):
    best = 0.0
    for threshold in score:
        if (score[~yes] >= threshold).sum() <= rate * (~yes).sum() + 1e-9:
            best = max(best, float((score[yes] >= threshold).mean()))
    return best


scored = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=40).filter(
    lambda found: len({yes for _, yes in found}) == 2
)


@given(scored, st.sampled_from([0.0, 0.01, 0.2, 0.5, 1.0]))
def test_the_curve_is_what_slow_counting_gives(found, rate):
    score, yes = np.array([s / 8 for s, _ in found]), np.array([y for _, y in found])
    ranked = Ranked.of(score, yes, np.ones(len(score), bool))
    true, false = ranked.counted(np.ones(len(score)))
    assert area(true, false) == pytest.approx(slow_area(score, yes))
    assert found_at(true, false, rate)[0] == pytest.approx(slow_found(score, yes, rate))
    for point in points(ranked):
        called = score >= point.threshold
        assert point.false_positive_rate == pytest.approx(called[~yes].mean())
        assert point.true_positive_rate == pytest.approx(called[yes].mean())


def test_a_rate_that_the_negatives_cannot_show_is_not_measured():
    score = np.linspace(0, 1, 300)
    curve = Curve.of(score, score > 0.5, np.ones(300, bool), ungrouped(300))
    needed = {at.rate: (at.needed, at.found is None) for at in curve.at_rates}
    assert needed == {
        0.001: (1000, True),
        0.005: (200, True),
        0.01: (100, False),
        0.05: (20, False),
    }
    assert curve.area.value == 1.0


def test_a_long_curve_is_thinned_and_keeps_its_low_end():
    rng = np.random.default_rng(0)
    score, yes = rng.random(20_000), rng.random(20_000) < 0.5
    found = points(Ranked.of(score, yes, np.ones(20_000, bool)))
    assert len(found) <= 200
    negatives = int((~yes).sum())
    assert {round(p.false_positive_rate * negatives) for p in found} >= {1, 2, 3, 4}


def test_insufficient_pairs_are_never_called():
    found = build_evaluation(
        (("spun", "insufficient", 0.99), ("spun", "spun", 0.6), ("edited", "edited", 0.1))
    )
    spun = found.question("spun")
    assert spun.insufficient == 1
    assert spun.found.hits == 1
    assert max(p.true_positive_rate for p in spun.points) == 0.5
    assert min(p.threshold for p in spun.points) > NEVER
    assert sum(one.pairs for one in spun.bins) == 2


# calibration


def test_bins_say_what_was_said_and_seen():
    p = np.array([0.05, 0.15, 0.15, 0.95, 1.0])
    yes = np.array([False, True, False, True, True])
    found = reliability(p, yes, np.ones(5, bool), ungrouped(5))
    assert [(b.low, b.pairs, b.seen.hits) for b in found] == [(0.0, 1, 0), (0.1, 2, 1), (0.9, 2, 2)]
    assert found[2].said == pytest.approx(0.975)


def test_losses_by_hand():
    given = (("spun", "spun", 0.8), ("edited", "edited", 0.4))
    spun = build_evaluation(given).question("spun")
    assert spun.log_loss == pytest.approx(-(math.log(0.8) + math.log(0.6)) / 2)
    assert spun.brier == pytest.approx((0.2**2 + 0.4**2) / 2)
    assert spun.calibration_error == pytest.approx((0.2 + 0.4) / 2)


# the whole


def test_the_mixed_pairs():
    found = build_evaluation()
    spun, copied = found.question("spun"), found.question("copied")
    assert (spun.positives, spun.negatives, spun.undecided) == (4, 6, 2)
    assert (spun.found.hits, spun.found.of) == (2, 4)
    assert (spun.accused.hits, spun.accused.of) == (1, 6)
    assert (copied.positives, copied.negatives, copied.undecided) == (10, 1, 1)
    assert (copied.found.hits, copied.found.of) == (7, 10)
    assert found.right.hits == 7
    assert found.data.labels["spun"] == 4
    assert (found.data.pairs, found.data.failed) == (12, 1)
    assert [f.error for f in found.failures] == ["lacks 'source'"]
    table = {row.label: dict(zip(found.verdicts, row.counts, strict=True)) for row in found.confusion}
    assert table["spun"] == {
        "spun": 2,
        "verbatim": 0,
        "paraphrased": 0,
        "edited": 1,
        "independent": 0,
        "insufficient": 1,
    }
    assert list(table) == ["spun", "verbatim", "paraphrased", "edited", "independent", "not-spun", "copied"]


def test_class_scores_are_of_the_five_classes_alone():
    found = build_evaluation()
    spun = found.classes[0]
    assert (spun.pairs, spun.precision, spun.recall) == (4, pytest.approx(2 / 3), 0.5)
    assert spun.f1 == pytest.approx(2 * 2 / (4 + 3))
    assert found.macro_f1 == pytest.approx(np.mean([one.f1 for one in found.classes]))
    assert build_evaluation((("not-spun", "edited", 0.1),)).macro_f1 is None


def test_a_false_accusation_is_the_worst_mistake():
    found = build_evaluation()
    assert found.mistaken == 4
    assert [(one.label, one.said) for one in found.mistakes] == [
        ("edited", "spun"),
        ("paraphrased", "independent"),
        ("copied", "independent"),
        ("spun", "edited"),
    ]
    assert found.mistakes[0].truth == pytest.approx(0.1)
    assert found.mistakes[0].verdict.suspect.text.startswith("spun 0.9")


def test_only_the_worst_mistakes_are_kept():
    many = [("edited", "spun", 0.5 + n / 1000) for n in range(200)]
    found = evaluate(rows(*many), Says(), name="many")
    assert (found.mistaken, len(found.mistakes)) == (200, 20)
    assert [one.row for one in found.mistakes[:3]] == [200, 199, 198]


def test_slices_by_label_length_and_column():
    found = build_evaluation()
    told = {(row.column, row.value): row for row in found.slices}
    assert told["label", "edited"].accused.hits == 1
    assert told["label", "spun"].missed.hits == 2
    assert told["set", "a"].pairs + told["set", "<b>"].pairs == 12
    assert {column for column, _ in told} == {"label", "words", "set"}


def outcomes(values):
    said = Outcome("edited", (0.1, 0, 0, 0.9, 0), 120)
    return Outcomes.of([(Known(n, "", "edited", str(n), (v,)), said) for n, v in enumerate(values)])


def values_of(values):
    found = slice_rows(outcomes(values), ("x",), ungrouped(len(values)))
    return {row.value: row.pairs for row in found if row.column == "x"}


def test_a_column_of_many_numbers_is_shown_by_quarters():
    assert values_of([*(str(n / 100) for n in range(100)), "(none)"]) == {
        "0 to under 0.2475": 25,
        "0.2475 to under 0.495": 25,
        "0.495 to under 0.7425": 25,
        "0.7425 to 0.99": 25,
        "(none)": 1,
    }
    assert values_of(["1", "2", "2"]) == {"1": 1, "2": 2}


def test_a_column_of_many_words_keeps_the_commonest():
    found = values_of([f"w{n}" for n in range(50)] + ["often"] * 3)
    assert len(found) == 31
    assert found["often"] == 3
    assert found["(other values)"] == 21


def test_a_row_that_fails_costs_no_other():
    told = []
    made = [pair(1, "spun", "spun", 0.9), pair(2, "spun", "crash", 0.1), pair(3, "spun", "refuse", 0.1)]
    found = evaluate([*made, BadRow(4, "bad")], Says(), failed=told.append, name="x")
    assert found.data.pairs == 1
    assert [one.row for one in told] == [2, 3, 4]
    assert "ZeroDivisionError" in told[0].error
    assert told[1].hint == "take another"


def test_data_without_a_usable_row_are_refused():
    with pytest.raises(InputError, match=r"no row can be used; row 4: bad"):
        evaluate([BadRow(4, "bad")], Says(), name="x")
    with pytest.raises(InputError, match="holds no rows"):
        evaluate([], Says(), name="x")
    with pytest.raises(InputError, match="whole number"):
        evaluate(rows(*MIXED), Says(), workers=0)


def test_the_record_comes_back():
    found = build_evaluation()
    data = json.loads(found.to_json())
    assert "verdict" not in data["mistakes"][0]
    assert Evaluation.from_dict(data) == found.without_texts()
    with pytest.raises(RecordError, match="schema"):
        Evaluation.from_dict(data | {"schema": "spindetect/evaluation/9"})


def test_equal_data_have_an_equal_digest_and_other_labels_another():
    one, same = build_evaluation(), build_evaluation()
    other = build_evaluation((("verbatim", "spun", 0.97), *MIXED[1:]))
    assert one == same
    assert one.data.sha256 != other.data.sha256


# going on where it was stopped


class Stopping(Says):
    """Is stopped at the n-th pair."""

    def __init__(self, at):
        super().__init__()
        self.at = at

    def compare(self, suspect, source):
        if len(self.compared) == self.at:
            raise KeyboardInterrupt
        return super().compare(suspect, source)


def test_an_evaluation_goes_on_where_it_was_stopped(tmp_path):
    path, made = tmp_path / "said.jsonl", rows(*MIXED)
    stopped, second, third = Stopping(5), Says(), Says()
    with pytest.raises(KeyboardInterrupt), Results(path, stopped.program) as held:
        evaluate(made, stopped, results=held, name="x")
    with Results(path, second.program) as held:
        assert len(held) == 5
        found = evaluate(made, second, results=held, name="x")
    # Those that were left, and the mistakes once more for their evidence.
    assert len(second.compared) == 7 + found.mistaken
    assert found == evaluate(made, Says(), name="x")
    with Results(path, third.program) as held:
        assert evaluate(made, third, results=held, name="x") == found
    assert len(third.compared) == found.mistaken


def test_a_row_whose_text_was_changed_is_compared_again(tmp_path):
    path, detector = tmp_path / "said.jsonl", Says()
    with Results(path, detector.program) as held:
        evaluate(rows(("spun", "spun", 0.9), ("edited", "edited", 0.1)), detector, results=held, name="x")
    detector.compared.clear()
    with Results(path, detector.program) as held:
        evaluate(rows(("spun", "spun", 0.9), ("edited", "edited", 0.2)), detector, results=held, name="x")
    assert [text.split()[1] for text in detector.compared] == ["0.2"]


def test_a_torn_last_line_is_written_anew(tmp_path):
    path, detector = tmp_path / "said.jsonl", Says()
    with Results(path, detector.program) as held:
        evaluate(rows(*MIXED), detector, results=held, name="x")
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with Results(path, detector.program) as held:
        assert len(held) == len(MIXED) - 1
        evaluate(rows(*MIXED), detector, results=held, name="x")
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"schema": "other"}\n', "no file of results"),
        (b"my only copy of something", "no file of results"),
        (b"\x00\xff\n", "no file of results"),
    ],
)
def test_a_file_of_something_else_is_not_overwritten(tmp_path, content, said):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said), Results(path, Says.program):
        pass
    assert path.read_bytes() == content


def test_results_of_another_model_are_refused(tmp_path):
    path = tmp_path / "said.jsonl"
    with Results(path, Says.program):
        pass
    other = replace(Says.program, model="0" * 64)
    with pytest.raises(InputError, match="another version, model"), Results(path, other):
        pass


@pytest.mark.parametrize(
    "change",
    [{"label": "maybe"}, {"probabilities": [0.5]}, {"probabilities": [2, 0, 0, 0, 0]}, {"words": "x"}],
)
def test_a_damaged_line_is_named(tmp_path, change):
    path, detector = tmp_path / "said.jsonl", Says()
    with Results(path, detector.program) as held:
        evaluate(rows(*MIXED[:2]), detector, results=held, name="x")
    head, first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([head, json.dumps(json.loads(first) | change), *rest]) + "\n")
    with pytest.raises(InputError, match="line 2 is damaged"), Results(path, detector.program):
        pass
