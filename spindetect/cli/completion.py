"""`spindetect --completion`: a script that lets a shell complete commands, options and their values."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from spindetect.cli.streams import put

SHELLS: Final = ("bash", "zsh")
HELP: Final = 'print a script that completes commands and options: eval "$(spindetect --completion bash)"'
_ZSH: Final = "autoload -U +X bashcompinit && bashcompinit\n"  # zsh then reads what bash does
_SCRIPT: Final = """\
_spindetect() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command= words= at
    for ((at = 1; at < COMP_CWORD; at++)); do
        case ${{COMP_WORDS[at]}} in
            {commands}) command=${{COMP_WORDS[at]}}; break ;;
        esac
    done
    case "$command $before" in
{values}
    esac
    if [[ -n $words ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    elif [[ -z $command || $current == -* ]]; then
        case $command in
{options}
        esac
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}}
complete -o filenames -F _spindetect spindetect
"""


class Completion(argparse.Action):
    """Prints the script for a shell, and ends."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Print the script."""
        put(script(parser, str(values)))
        parser.exit()


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script for a shell of `SHELLS`, from what a parser takes."""
    parts = dict(_commands(parser))
    rows = [_case("", parser, parts), *(_case(name, part, ()) for name, part in parts.items())]
    values = [line for name, part in (("", parser), *parts.items()) for line in _values(name, part)]
    text = _SCRIPT.format(
        commands="|".join(parts) or "''", values="\n".join(values) or "''", options="\n".join(rows)
    )
    return _ZSH + text if shell == "zsh" else text


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _case(name: str, parser: argparse.ArgumentParser, more: Iterable[str]) -> str:
    """Return the line that has all options of a command."""
    flags = [flag for action in parser._actions for flag in action.option_strings if _is_shown(action)]
    words = " ".join((*more, *flags))
    return f"            {shlex.quote(name)}) words={shlex.quote(words)} ;;"


def _values(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield a line for each option that takes one of a few values."""
    for action in parser._actions:
        if action.choices and action.option_strings and _is_shown(action):
            pattern = "|".join(shlex.quote(f"{name} {flag}") for flag in action.option_strings)
            yield f"        {pattern}) words={shlex.quote(' '.join(map(str, action.choices)))} ;;"


def _is_shown(action: argparse.Action) -> bool:
    return action.help != argparse.SUPPRESS
