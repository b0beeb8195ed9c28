"""`spindetect info`: versions, measured error rates, digests, licences."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from spindetect.cli.streams import put

HELP = "say what is installed: versions, measured error rates, digests, licences"
DESCRIPTION = """\
Say what is installed: versions, how often the model was measured to err, the digests that verdicts name and
those of the files, licences, and how each table was made."""
EPILOG = """\
examples:
  spindetect info
  spindetect info --json
"""
_DEPENDENCIES = ("numpy", "rapidfuzz", "resiliparse", "rich")
# What only some users need, and the extra that installs it.
_EXTRAS = {"pypdfium2": "docs", "pyarrow": "parquet"}
MODEL = "pair_model.bin"
# Fields of a verdict's `program` that hold a digest, and the shipped file that each stands for.
PROGRAM_FILES = {
    "model": MODEL,
    "lexicon": "lexicon.bin",
    "language": "vectors.bin",
    "aligner": "aligner.bin",
    "confusables": "confusables.json",
    "ngrams": "ngrams.bin",
    "word_model": "word_model.bin",
    "text_model": "text_model.bin",
}


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

    def installed(name: str, otherwise: str = "missing") -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return otherwise

    versions = {"spindetect": __version__, "python": platform.python_version()}
    versions |= {name: installed(name) for name in _DEPENDENCIES}
    for name, extra in _EXTRAS.items():
        versions[name] = installed(name, f"not installed (pip install 'spindetect[{extra}]')")
    return {"versions": versions, "program": _program(), **manifest()}


def _program() -> dict[str, dict[str, str]]:
    """Return the digests that verdicts name, each with its file; {} where the tables cannot be opened."""
    from spindetect.detector import load
    from spindetect.errors import ResourceError

    try:
        detector = load()
    except ResourceError:
        return {}  # what is damaged says `compare`; what is installed is told all the same
    program = detector.program
    with contextlib.suppress(ResourceError):  # then `score` says what is damaged
        program = detector.score("").program  # a verdict on a text names all that computes verdicts
    named = {field: getattr(program, field) for field in PROGRAM_FILES}
    return {field: {"digest": found, "file": PROGRAM_FILES[field]} for field, found in named.items() if found}


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} {value}" for name, value in facts["versions"].items())
    yield from _rates(facts["files"].get(MODEL, {}).get("figures", {}))
    yield from _digests(facts["program"])
    yield from _files(facts)


def _rates(figures: Mapping[str, Any]) -> Iterator[str]:
    """Yield how often the model errs, as measured when it was made."""
    if "false_positive_rate" not in figures:
        return
    by_label = figures.get("false_positive_rate_by_label", {})
    labels = ", ".join(f"{label} {_percent(rate)}" for label, rate in by_label.items())
    yield ""
    yield f"Measured error rates, on {figures.get('measured_on', 'held-out pairs')}:"
    yield (
        f"  honest pairs called spun  {_percent(figures['false_positive_rate'])}"
        f" of {figures.get('honest_pairs', 'some')}"
    )
    if labels:
        yield f"    {labels}"
    if "true_positive_rate" in figures:
        yield f"  spun pairs called spun    {_percent(figures['true_positive_rate'])}"
    if "value" in figures:
        yield f"  called spun from          P(spun) = {figures['value']} on"
    yield "  These pairs were made by rules. The rates on real people's texts, higher for"
    yield "  copies that people were hired to disguise, stand in models/cards/pair.md of"
    yield "  the source repository."


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f} %"


def _digests(program: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield the digests by which a verdict names what computed it."""
    yield ""
    if not program:
        yield 'Digests under "program" in verdicts: the tables do not open; `spindetect compare` says why.'
        return
    yield 'Digests under "program" in verdicts (of a .bin its content, not its bytes):'
    for field, entry in program.items():
        yield f"  {field} ({entry['file']})"
        yield f"    {entry['digest']}"


def _files(facts: Mapping[str, Any]) -> Iterator[str]:
    from spindetect.report.safe import printable

    content = {entry["file"]: entry["digest"] for entry in facts["program"].values()}
    yield ""
    yield "Files (sha256 is of the file's bytes, as sha256sum prints it):"
    for name, entry in facts["files"].items():
        yield ""
        yield f"{printable(name)}: {entry.get('bytes', 0):,} bytes"
        if name in content:
            yield f"  digest in verdicts: {content[name]}"
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
