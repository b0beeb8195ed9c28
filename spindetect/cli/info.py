"""`spindetect info`: versions, digests, licences, measured rates."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from spindetect.cli.streams import put

HELP = "say what is installed: versions, digests, licences, measured rates"
DESCRIPTION = "Say what is installed: versions, digests of tables and model, licences, measured rates."
EPILOG = """\
examples:
  spindetect info
  spindetect info --json
"""
_DEPENDENCIES = ("numpy", "rapidfuzz", "rich")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `info`."""
    parser.add_argument("--json", action="store_true", help="the same as one JSON object")


def run(given: argparse.Namespace) -> int:
    """Print it; return the exit status."""
    facts = gather()
    if given.json:
        put(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    else:
        put("".join(f"{line}\n" for line in _lines(facts)))
    return 0


def gather() -> dict[str, Any]:
    """Return what is installed, as plain values."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from spindetect.resources import manifest
    from spindetect.version import __version__

    versions = {"spindetect": __version__, "python": platform.python_version()}
    for name in _DEPENDENCIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "missing"
    return {"versions": versions, **manifest()}


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    from spindetect.report.safe import printable

    yield from (f"{name} {value}" for name, value in facts["versions"].items())
    for name, entry in facts["files"].items():
        yield ""
        yield f"{printable(name)}: {entry.get('bytes', 0):,} bytes"
        for key, value in entry.items():
            if key != "bytes":
                yield from _entry(key, value, 2)


def _entry(key: str, value: object, indent: int) -> Iterator[str]:
    """Yield a value of the manifest as indented lines."""
    from spindetect.report.safe import printable

    pad = " " * indent
    name = printable(key.replace("_", " "))
    if isinstance(value, Mapping):
        yield f"{pad}{name}:"
        for inner, item in value.items():
            yield from _entry(str(inner), item, indent + 2)
    elif isinstance(value, list):
        if all(not isinstance(item, (Mapping, list)) for item in value):
            yield f"{pad}{name}: {printable(', '.join(map(str, value)))}"
        else:
            yield f"{pad}{name}:"
            for item in value:
                facts = item.items() if isinstance(item, Mapping) else enumerate(item, 1)
                line = ", ".join(f"{str(what).replace('_', ' ')} {fact}" for what, fact in facts)
                yield f"{pad}  - {printable(line)}"
    else:
        yield f"{pad}{name}: {printable(str(value))}"
