"""The documentation holds: its code runs, its paths exist, its output is what is printed."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from pathlib import Path

import pytest
import user_calls
from texts import SOURCE, SPUN

import spindetect
from data.samples import readme

ROOT = Path(__file__).parents[1]
SIDES = ("suspect", "source")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)


def blocks(language: str) -> list[str]:
    return [body for name, body in FENCE.findall(README) if name == language]


def shell_lines() -> list[str]:
    return [line.strip() for body in blocks("sh") for line in body.splitlines() if line.strip()]


def parser() -> argparse.ArgumentParser:
    from spindetect.cli import build_parser

    return build_parser()


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(action.choices)


def test_readme_python_runs(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(ROOT)
    for body in blocks("python"):
        body = body.replace('"verdict.', f'"{tmp_path}/verdict.')
        exec(compile(body, "README.md", "exec"), {})
    assert "P(spun)" in capsys.readouterr().out


def test_readme_commands_are_understood():
    """Every `spindetect` line of the README parses."""
    lines = [line for line in shell_lines() if line.startswith("spindetect ")]
    assert len(lines) >= 8
    for line in lines:
        arguments = shlex.split(line.split("|")[0].split(">")[0], comments=True)[1:]
        if arguments == ["--version"]:
            continue
        assert parser().parse_args(arguments)


def test_readme_examples_are_what_is_printed():
    """Each example is the whole output of the command above it, to the letter."""
    for example, printed in zip(readme.EXAMPLES, readme.printed(), strict=True):
        found = example.found(README)
        assert f"```sh\n{example.command}\n```\n\n```text\n{found}```\n" in README
        assert found == printed, "run: python -m data.samples.readme --write"
        if not example.command.endswith("--queries"):  # a query is one line, however long
            assert max(map(len, found.splitlines())) <= readme.WIDTH


@pytest.mark.parametrize("example", readme.EXAMPLES, ids=lambda example: example.command.split()[1])
def test_a_stale_example_is_renewed(example):
    stale = README.replace(example.found(README), "OLD\n")
    assert example.found(stale) == "OLD\n"
    assert example.renewed(stale, example.found(README)) == README


def test_what_the_readme_writes_is_ignored():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    written = {name for body in blocks("python") for name in re.findall(r'open\("([^"]+)", "w"', body)}
    written |= {name for line in shell_lines() for name in re.findall(r"(?:>|--html) (\S+)", line)}
    assert {"verdict.html", "verdict.json", "rows.jsonl"} <= written
    assert sorted(name for name in written if f"/{name}" not in ignored) == []


def test_every_command_has_help_and_stands_in_the_readme():
    found = commands()
    assert set(found) >= {"compare", "show", "info"}
    for name, command in found.items():
        assert command.description or command.epilog
        assert f"spindetect {name}" in README
        for action in command._actions:
            assert action.help, f"{name} {action.dest}"


def test_every_option_stands_in_the_readme():
    for name, command in commands().items():
        for action in command._actions:
            for option in action.option_strings:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}" in README or f" {option}" in README, f"{name} {option}"


def test_every_make_target_stands_in_the_readme():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()) - {"help"}
    assert [t for t in sorted(targets) if f"make {t}" not in README] == []


def test_paths_in_the_readme_exist():
    # Folders that commands make are not there before they have run.
    made = ("out/", "data/cache/", ".venv")
    paths = {p for p in re.findall(r"`([\w.-]+/[\w./-]*)`", README) if not p.startswith(made)}
    assert len(paths) >= 15
    assert [p for p in sorted(paths) if not (ROOT / p).exists()] == []


def test_links_in_the_readme_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize(
    "label", ["spun", "verbatim", "paraphrased", "edited", "independent", "insufficient"]
)
def test_every_label_is_explained(label):
    assert re.search(rf"^\| `{label}` \| .{{20}}", README, re.M)


def test_exit_statuses_are_explained():
    for status in (0, 2, 3):
        assert re.search(rf"^\| {status} \| ", README, re.M)


def test_changelog_names_this_version():
    assert f"## [{spindetect.__version__}]" in CHANGELOG
    assert "## [Unreleased]" in CHANGELOG


def test_user_calls_run(tmp_path, capsys):
    verdict = user_calls.compare_two_files(tmp_path)
    assert verdict.suspect.url == "https://copy.example/ferry"
    assert "P(spun)" in user_calls.read_what_it_says(verdict)
    assert user_calls.keep_and_read_back(tmp_path) == verdict
    short, full, text = user_calls.say_it_in_sentences(verdict)
    assert len(short) <= 500 < len(full)
    assert max(map(len, text.splitlines())) <= 80
    texts = [(verdict.source.text, verdict.source.text), (1, 2)]
    assert user_calls.compare_a_stream(iter(texts))[0] == "verbatim"
    assert user_calls.compare_a_stream(iter(texts))[1].startswith("pair 1: ")
    several = user_calls.compare_with_several(SPUN, [SOURCE, "Another text."], "A release.")
    assert several[0].startswith("source 1: ")
    assert several[-1] == "background 1: 0 words left out"
    assert "ppdb" not in user_calls.leave_a_dictionary_out().sources
    assert "absent.txt" in user_calls.catch_what_is_wrong(tmp_path / "absent.txt")
    assert user_calls.align_your_own_tokens() == ["the", "aged", "vessel", "left", "the", "harbour"]
    assert user_calls.send_it_to_a_worker().program == verdict.program

    print(verdict)
    assert "HOW?" in capsys.readouterr().out


def test_user_calls_without_a_source_run(tmp_path):
    verdict, marks = user_calls.score_a_text(SPUN)
    assert verdict.document.url == "https://example.org/page"
    assert len(marks) == 3
    assert user_calls.score_a_stream([SPUN, ""]) == [verdict.label, "insufficient"]
    assert user_calls.find_the_source(SPUN)
    assert user_calls.bring_lists_of_your_own(tmp_path, SPUN) == "new timetable"


def test_user_calls_that_measure_and_train_run(tmp_path):
    rows = (ROOT / "data" / "samples" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()[:5]
    given = [json.loads(row) for row in rows]
    for row in given:
        row |= {f"{side}_path": str(ROOT / "data" / "samples" / row[f"{side}_path"]) for side in SIDES}
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    assert user_calls.measure_on_your_own_pairs(pairs, tmp_path / "page.html") == 0.0
    assert "<svg" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert user_calls.features_for_your_own_pipeline([(SPUN, SOURCE)]) == ["spun"]
