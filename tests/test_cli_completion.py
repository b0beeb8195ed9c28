"""The script that completes the command line, as a shell reads it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from spindetect.cli import build_parser, main
from spindetect.cli.completion import SHELLS, script

BASH = shutil.which("bash")


def completed(*words: str) -> list[str]:
    """What bash offers for the last word, '' for a new one."""
    line = " ".join(f"'{word}'" for word in ("spindetect", *words))
    ask = f"COMP_WORDS=({line}); COMP_CWORD={len(words)}; _spindetect; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    code = f"{script(build_parser(), 'bash')}\n{ask}"
    found = subprocess.run([str(BASH), "--norc", "-c", code], capture_output=True, text=True, check=True)
    assert not found.stderr
    return [name for name in found.stdout.split("\n") if name]


@pytest.mark.skipif(BASH is None, reason="no bash on this machine")
def test_commands_options_values_and_files_are_offered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copy.txt").touch()
    assert completed("sc") == ["score", "scan"]
    assert {"compare", "score", "unspin", "show", "scan", "search", "export", "--version"} <= set(
        completed("")
    )
    assert completed("unspin", "--que") == ["--queries"]
    assert "--workers" in completed("score", "copy.txt", "--")
    assert "--workers" not in completed("unspin", "--")
    assert completed("score", "--color", "a") == ["auto", "always"]
    assert completed("score", "co") == ["copy.txt"]


@pytest.mark.parametrize("shell", SHELLS)
def test_it_is_printed(capsys, shell):
    assert main(["--completion", shell]) == 0
    out = capsys.readouterr().out
    assert out == script(build_parser(), shell)
    assert out.startswith("autoload") == (shell == "zsh")


def test_another_shell_is_refused(capsys):
    assert main(["--completion", "cmd"]) == 2
    assert "cmd" in capsys.readouterr().err
