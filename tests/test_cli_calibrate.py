"""`spindetect calibrate`: what it measures, refuses, keeps and goes on from; and what comes of a policy."""

from __future__ import annotations

import dataclasses
import json
import re

import build_text
import pytest
from build import build

from spindetect.bounds import upper_bound
from spindetect.cli import main
from spindetect.errors import InputError
from spindetect.policy import Policy
from spindetect.records import FailedText
from spindetect.text import Document

TEXT, PAIR = build_text.score(), build()


def said(text):
    return float(re.search(r"P (\d+(?:\.\d+)?)", text)[1])


class Fake:
    """A detector that reads P(spun) in the text itself."""

    def __init__(self):
        self.scored = []
        self.stop_after = None
        self.program = PAIR.program

    def score(self, text, **_):
        text = text.text if isinstance(text, Document) else text
        if not text:
            return TEXT
        if "fail" in text:
            return FailedText(0, "is beyond reading", "there", "look")
        if self.stop_after is not None and len(self.scored) >= self.stop_after:
            raise KeyboardInterrupt
        self.scored.append(text)
        label = "insufficient" if "short" in text else "not-spun"
        return dataclasses.replace(TEXT, label=label, probability=said(text), prior=0.5)

    def score_many(self, texts, *, workers=1):
        return map(self.score, texts)

    def compare(self, suspect, source, **_):
        p = said(suspect.text if isinstance(suspect, Document) else suspect)
        self.scored.append(suspect)
        found = dataclasses.replace(PAIR.probabilities, spun=p, edited=1 - p)
        return dataclasses.replace(
            PAIR, label="edited", probability=p, probabilities=found, p_copied=0.25, prior=0.4
        )

    def compare_many(self, pairs, *, workers=1):
        return (self.compare(*pair) for pair in pairs)


@pytest.fixture
def fake(monkeypatch, tmp_path):
    found = Fake()
    # Not `scorer.opened`: a command that is imported while that is replaced would keep the stand-in.
    monkeypatch.setattr("spindetect.detector.load", lambda *_, **__: found)
    monkeypatch.chdir(tmp_path)
    return found


def texts(path, chances, extra=()):
    rows = [{"text": f"Text {n} has P {p:.6f} of it.", "id": f"t{n}"} for n, p in enumerate(chances)]
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, *extra]))
    return str(path)


def pairs(path, chances):
    rows = [{"suspect": f"Text {n} has P {p:.6f}.", "source": "Another."} for n, p in enumerate(chances)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def spread(n):
    return [(k + 1) / (2 * n) for k in range(n)]


def run(*arguments):
    return main(["calibrate", *map(str, arguments)])


def test_a_policy_is_written_with_what_it_was_measured_on(fake, tmp_path, capsys):
    given = texts(tmp_path / "honest.jsonl", spread(400))
    assert run(given, "--rate", "0.01", "--out", "desk.json") == 0
    policy = Policy.read("desk.json")
    flag, review = policy.text.spun.flag, policy.text.spun.review
    assert policy.name == "desk"
    assert policy.pair is None
    assert policy.text.program == TEXT.program
    assert flag.measured.documents == 400
    assert flag.measured.upper == upper_bound(flag.measured.reached, 400) <= 0.01
    assert review.at < flag.at
    assert review.measured.rate == pytest.approx(0.1)
    # Honest texts up to 0.5: what scores higher than all of them is flagged.
    assert policy.decide(fake.score("P 0.6")).action == "flag"
    assert policy.decide(fake.score("P 0.49")).action == "review"
    assert policy.decide(fake.score("P 0.1")).action == "pass"
    told = capsys.readouterr().err
    assert "400 honest texts" in told
    assert "at most" in told
    assert "honest.jsonl, t399" in told


@pytest.mark.parametrize(
    ("n", "rate", "least"), [(50, "0.001", "2,995"), (298, "0.01", "299"), (5, "0.5", "5")]
)
def test_a_rate_that_so_few_cannot_support_is_refused_before_anything_is_scored(
    fake, tmp_path, capsys, n, rate, least
):
    given = texts(tmp_path / "honest.jsonl", spread(n - (n == 5)))
    assert run(given, "--rate", rate, "--out", "p.json") == 2
    told = capsys.readouterr().err
    assert f"at least {least} are needed" in told
    assert "ask for a rate from" in told
    assert not fake.scored
    assert not (tmp_path / "p.json").exists()


def test_what_does_not_count_is_left_out_and_told(fake, tmp_path, capsys):
    odd = [
        {"text": "Too short, P 0.99."},
        {"text": "Text 0 has P 0.001250 of it."},  # the first once more
        {"text": "P 0.9, but it will fail."},
        {"text": 7},
    ]
    given = texts(tmp_path / "honest.jsonl", spread(400), odd)
    assert run(given, "--rate", "0.01", "--out", "p.json") == 0
    assert Policy.read("p.json").text.spun.flag.measured.documents == 400
    told = capsys.readouterr().err
    assert "1 with too little to say, 1 given twice, 2 that could not be read" in told
    rows = [json.loads(line) for line in (tmp_path / "p.json.scores.jsonl").read_text().splitlines()]
    assert len(rows) == 404
    assert [row["error"] for row in rows if "error" in row] == [
        "is beyond reading", "expected a text, found int",
    ]  # fmt: skip


def test_too_few_that_count_are_refused_after_scoring(fake, tmp_path, capsys):
    given = texts(tmp_path / "h.jsonl", spread(290), [{"text": f"short {n} P 0.1"} for n in range(20)])
    assert run(given, "--rate", "0.01", "--out", "p.json") == 2
    assert "290 honest texts cannot support" in capsys.readouterr().err


def test_the_same_command_goes_on_where_it_was_stopped(fake, tmp_path, capsys):
    given = texts(tmp_path / "honest.jsonl", spread(300))
    fake.stop_after = 120
    assert run(given, "--rate", "0.01", "--out", "p.json") == 130
    assert "120 scores kept in p.json.scores.jsonl" in capsys.readouterr().err
    assert not (tmp_path / "p.json").exists()
    with (tmp_path / "p.json.scores.jsonl").open("a") as file:
        file.write('{"schema": "spindetect/honest-sc')  # cut short by the end of the machine
    fake.stop_after = None
    assert run(given, "--rate", "0.01", "--out", "p.json") == 0
    assert len(fake.scored) == len(set(fake.scored)) == 300
    whole = Policy.read("p.json")
    assert run(given, "--rate", "0.01", "--out", "q.json", "--name", "p", "--scores", "new.jsonl") == 0
    assert Policy.read("q.json") == whole


def test_what_another_program_scored_is_scored_again(fake, tmp_path, monkeypatch):
    given = texts(tmp_path / "honest.jsonl", spread(60))
    assert run(given, "--rate", "0.05", "--out", "p.json") == 0
    other = dataclasses.replace(TEXT.program, text_model="9" * 64)
    monkeypatch.setattr("test_cli_calibrate.TEXT", dataclasses.replace(TEXT, program=other))
    assert run(given, "--rate", "0.05", "--out", "p.json") == 0
    assert len(fake.scored) == 120
    assert Policy.read("p.json").text.program == other
    with pytest.raises(InputError, match="another program"):
        Policy.read("p.json").decide(dataclasses.replace(TEXT, program=PAIR.program))


def test_an_edited_row_is_not_believed(fake, tmp_path):
    given = texts(tmp_path / "honest.jsonl", spread(60))
    assert run(given, "--rate", "0.05", "--out", "p.json") == 0
    path = tmp_path / "p.json.scores.jsonl"
    path.write_text(path.read_text().replace('"spun": 0.5}', '"spun": "none"}'))
    assert run(given, "--rate", "0.05", "--out", "p.json") == 0
    assert len(fake.scored) == 61


def test_a_file_of_something_else_is_not_written_to(fake, tmp_path, capsys):
    given = texts(tmp_path / "honest.jsonl", spread(60))
    (tmp_path / "x.jsonl").write_text('{"row": 1}\n')
    assert run(given, "--rate", "0.05", "--out", "p.json", "--scores", "x.jsonl") == 2
    assert "is no file of honest scores" in capsys.readouterr().err
    assert (tmp_path / "x.jsonl").read_text() == '{"row": 1}\n'


def test_a_failed_text_is_one_row_however_often_it_is_tried(fake, tmp_path):
    given = texts(tmp_path / "honest.jsonl", spread(60), [{"text": 7}])
    for _ in range(3):
        assert run(given, "--rate", "0.05", "--out", "p.json") == 0
    lines = (tmp_path / "p.json.scores.jsonl").read_text().splitlines()
    assert len(lines) == 61


def test_pairs_have_limits_of_their_own_beside_those_of_texts(fake, tmp_path):
    assert run(texts(tmp_path / "t.jsonl", spread(300)), "--rate", "0.01", "--out", "t.json") == 0
    given = pairs(tmp_path / "p.jsonl", spread(300))
    both = ("--rate", "0.01", "--base", "t.json", "--out", "both.json", "--review-rate", "0")
    assert run("--pairs", given, *both) == 0
    policy, first = Policy.read("both.json"), Policy.read("t.json")
    assert policy.text == first.text
    assert policy.pair.spun.flag.measured.documents == 300
    assert policy.pair.spun.review is None
    assert policy.pair.least.verbatim == "review"
    assert "honest texts" in policy.note
    assert "honest pairs" in policy.note


def test_copying_is_measured_too(fake, tmp_path):
    given = pairs(tmp_path / "p.jsonl", spread(300))
    assert run("--pairs", given, "--rate", "0.01", "--by", "copied", "--out", "c.json") == 0
    rules = Policy.read("c.json").pair
    assert rules.copied.flag.at == pytest.approx(0.251)
    assert rules.spun.flag is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rate", "0.01", "--out", "p.json"), "give honest texts"),
        (("a.txt", "--pairs", "b.jsonl", "--rate", "0.01", "--out", "p.json"), "not both"),
        (("a.txt", "--rate", "0", "--out", "p.json"), "neither of them"),
        (("a.txt", "--rate", "1", "--out", "p.json"), "neither of them"),
        (("a.txt", "--rate", "0.1", "--review-rate", "0.01", "--out", "p.json"), "fewer would be looked at"),
        (("a.txt", "--rate", "0.1", "--by", "copied", "--out", "p.json"), "is for pairs"),
        (("--pairs", "b.jsonl", "--allow", "x", "--rate", "0.1", "--out", "p.json"), "is for texts"),
        (("-", "-", "--rate", "0.1", "--out", "p.json"), "only once"),
        (("a.txt", "--rate", "0.1", "--out", "none/p.json"), "directory does not exist"),
        (("a.txt", "--rate", "0.1", "--base", "none", "--out", "p.json"), "no policy's name"),
        (("a.txt", "--rate", "0.1"), "--out"),
        (("a.txt", "--out", "p.json"), "--rate"),
    ],
)
def test_bad_usage_is_told(fake, tmp_path, capsys, arguments, words):
    (tmp_path / "a.txt").write_text("P 0.1")
    assert run(*arguments) == 2
    assert words in capsys.readouterr().err


def test_a_policy_does_not_overwrite_what_is_read(fake, tmp_path, capsys):
    given = texts(tmp_path / "honest.jsonl", spread(60))
    assert run(given, "--rate", "0.05", "--out", given) == 2
    assert "would be overwritten" in capsys.readouterr().err


def written(tmp_path, policy):
    path = tmp_path / "policy.json"
    policy.write(path)
    return str(path)


@pytest.mark.parametrize(("p", "status", "action"), [(0.95, 3, "flag"), (0.6, 4, "review"), (0.2, 0, "pass")])
def test_the_status_of_one_text_follows_its_decision(fake, tmp_path, capsys, p, status, action):
    (tmp_path / "a.txt").write_text(f"It has P {p}.")
    policy = written(tmp_path, Policy.at(0.9, 0.5))
    assert main(["score", "a.txt", "--policy", policy, "--json"]) == status
    assert json.loads(capsys.readouterr().out)["decision"]["action"] == action


def test_too_little_text_is_for_review(fake, tmp_path, capsys):
    (tmp_path / "a.txt").write_text("Too short, P 0.1.")
    assert main(["score", "a.txt", "--policy", written(tmp_path, Policy.at(0.9))]) == 4
    assert "REVIEW" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("chances", "extra", "status"),
    [
        ((0.1, 0.2), (), 0),
        ((0.1, 0.6), (), 4),
        ((0.95, 0.6), (), 3),
        ((0.95, 0.6), ({"text": 7},), 3),
        ((0.1, 0.6), ({"text": 7},), 2),
    ],
)
def test_the_status_of_many_is_that_of_the_worst(fake, tmp_path, capsys, chances, extra, status):
    given = texts(tmp_path / "t.jsonl", chances, extra)
    policy = written(tmp_path, Policy.at(0.9, 0.5))
    assert main(["score", given, "--policy", policy]) == status
    out, err = capsys.readouterr()
    assert out.splitlines()[0].startswith("DECISION")
    lines = [line.split()[0] for line in out.splitlines()[1:]]
    wanted = ["flag" if p >= 0.9 else "review" if p >= 0.5 else "pass" for p in chances]
    assert lines == wanted + ["failed"] * len(extra)
    assert all(f"{wanted.count(action)} {action}" in err for action in set(wanted))


def test_rows_of_pairs_have_their_decision(fake, tmp_path, capsys):
    given = pairs(tmp_path / "p.jsonl", (0.95, 0.1))
    policy = written(tmp_path, Policy.at(0.9, 0.5))
    assert main(["compare", "--pairs", given, "--policy", policy]) == 3
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["verdict"]["decision"]["action"] for row in rows] == ["flag", "pass"]


def test_a_share_moves_the_probability_and_no_decision(fake, tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It has P 0.95.")
    policy = written(tmp_path, Policy.at(0.9))
    assert main(["score", "a.txt", "--policy", policy, "--prior", "0.01", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["prior"] == 0.01
    assert found["probability"] == pytest.approx(0.161, abs=1e-3)
    assert found["scored"] == {"prior": 0.5, "probability": 0.95, "p_copied": None}


def test_a_stored_verdict_is_decided_without_its_text(fake, tmp_path, capsys):
    verdict = dataclasses.replace(TEXT, probability=0.95, prior=0.5).without_texts()
    (tmp_path / "v.json").write_text(verdict.to_json())
    policy = written(tmp_path, Policy.at(0.9))
    assert main(["show", "v.json", "--policy", policy, "--prior", "0.01", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["decision"]["action"] == "flag"
    assert found["probability"] < 0.2
    assert not fake.scored


def test_pages_have_a_column_for_decisions(fake, tmp_path):
    given = texts(tmp_path / "t.jsonl", (0.95, 0.1), [{"text": 7}])
    policy = written(tmp_path, Policy.at(0.9))
    assert main(["score", given, "--policy", policy, "--html", "pages"]) == 3
    index = (tmp_path / "pages" / "index.html").read_text()
    assert "<th scope='col'>decision</th>" in index
    assert "<td>flag</td>" in index
    rows = re.findall(r"<tr>.*?</tr>", index)
    assert len({row.count("<td") + row.count("<th") for row in rows}) == 1
    assert "What to do?" in next((tmp_path / "pages").glob("0001*.html")).read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--policy", "none.json"), "is no file and no policy's name"),
        (("--policy", "default", "--flag-at", "0.01"), "not allowed with"),
        (("--policy", "default", "--fail-above", "0.5"), "would both decide"),
        (("--prior", "1"), "neither of them"),
        (("--flag-at", "0.01"), "no false alarms"),
        (("--policy", "bad.json"), "is not JSON"),
        (("--policy", "pairs.json"), "says nothing of texts"),
    ],
)
def test_a_policy_that_cannot_be_used_is_told(fake, tmp_path, capsys, arguments, words):
    (tmp_path / "a.txt").write_text("It has P 0.95.")
    (tmp_path / "bad.json").write_text("{")
    dataclasses.replace(Policy.at(0.5), text=None).write(tmp_path / "pairs.json")
    assert main(["score", "a.txt", *arguments]) == 2
    assert words in capsys.readouterr().err
