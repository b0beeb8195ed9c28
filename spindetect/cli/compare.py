"""`spindetect compare`: one pair, or many."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spindetect.cli import options
from spindetect.cli.files import check_outputs
from spindetect.cli.inputs import STDIN, document, say_if_long
from spindetect.cli.streams import say, silence_stdout
from spindetect.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from spindetect.cli.policies import Judging
    from spindetect.text.readers import Kind
    from spindetect.verdict import PairVerdict

HELP = "compare a suspect text with its possible source"
DESCRIPTION = """\
Put a suspect text beside its possible source and say whether it is copied, and
how: word by word. Texts are .txt, .md, .html, .docx or .pdf files, in English
(text in UTF-8; PDF with the extra: pip install 'spindetect[docs]')."""
EPILOG = """\
examples:
  spindetect compare copy.txt article.txt
  spindetect compare copy.html article.txt --html page.html --json --out verdict.json
  spindetect compare - article.txt < copy.txt
  spindetect compare --pairs pairs.jsonl --out verdicts.jsonl
  spindetect compare copy.txt article.txt --policy default || echo "look at this one"
  spindetect compare copy.txt article.txt --prior 0.01

rows of --pairs: {"suspect": "...", "source": "...", "id": "..."} with the texts
themselves, or {"suspect_path": "...", "source_path": "..."}, relative to the
JSONL file; one row comes out for each, in order:
{"row": 1, "id": ..., "verdict": {...}} or {"row": 1, "id": ..., "error": "..."}
If something stops it, --out FILE leaves the finished rows in FILE.partial.

exit status: 0 done, 2 bad usage or input, 3 --fail-above exceeded. A verdict of
"insufficient" exceeds nothing and clears nobody; a note on standard error says so.
With --policy or --flag-at: 0 all pass, 3 one is flagged, 4 none is flagged and one is
for review, as "insufficient" always is. With --pairs a row that fails is told in its
own row; the status is 2 if all fail, or if one does and it would else not be 3.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `compare`."""
    parser.add_argument(
        "suspect", nargs="?", metavar="SUSPECT", help="the text in question; - for standard input"
    )
    parser.add_argument(
        "source", nargs="?", metavar="SOURCE", help="the text it may come from; - for standard input"
    )
    parser.add_argument(
        "--pairs", metavar="FILE.jsonl", help="compare many pairs, one a line; - for standard input"
    )
    options.add_stdin(parser)
    options.add_model(parser)
    options.add_drawing(parser)
    record = parser.add_argument_group("record")
    record.add_argument(
        "--no-text", action="store_true", help="keep digests of the texts in place of the texts"
    )
    record.add_argument(
        "--suspect-url", metavar="URL", help="where the suspect was found; kept in the record"
    )
    record.add_argument("--source-url", metavar="URL", help="where the source was found; kept in the record")
    record.add_argument("--retrieved", metavar="DATE", help="when they were retrieved; kept in the record")
    options.add_decision(parser)
    gate = options.add_gate(parser)
    gate.add_argument(
        "--by", choices=("spun", "copied"), help="which probability: P(spun) (default) or P(copied)"
    )


def run(given: argparse.Namespace) -> int:
    """Compare one pair, or many; return the exit status."""
    if given.by and given.fail_above is None:
        raise InputError("--by says nothing without --fail-above", hint="add --fail-above P")
    limit, by = given.fail_above, given.by or "spun"
    from spindetect.cli.policies import Judging

    judging: Judging[PairVerdict] = Judging.of(given, None if limit is None else Gate(limit, by).is_exceeded)
    output = options.Output.of(given)
    if given.pairs is not None:
        if given.suspect is not None:
            raise InputError("SUSPECT is for one pair, not for --pairs", hint="leave it out")
        for name in ("html", "statement", "suspect_url", "source_url", "retrieved"):
            options.refuse(given, name, "is for one pair, not for --pairs")
        return _many(given.pairs, output, given.no_text, judging, given.model)
    if given.suspect is None or given.source is None:
        raise InputError("give SUSPECT and SOURCE, or --pairs FILE", hint="see `spindetect compare --help`")
    if given.suspect == given.source == STDIN:
        raise InputError("standard input can be one of the two texts only", hint="name a file for the other")
    origin = Origin(given.suspect_url, given.source_url, given.retrieved)
    paths = given.suspect, given.source
    return _one(paths, given.stdin_as, origin, given.no_text, output, judging, given.model)


@dataclass(frozen=True, slots=True)
class Gate:
    """Above which probability the exit status is 3, and which one is meant."""

    limit: float
    by: str

    def is_exceeded(self, verdict: PairVerdict) -> bool:
        """Return whether the verdict is above the limit."""
        return (verdict.p_copied if self.by == "copied" else verdict.probability) > self.limit


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when the texts were found, for the record."""

    suspect_url: str | None
    source_url: str | None
    retrieved: str | None


def _one(
    paths: tuple[str, str],
    stdin_as: Kind,
    origin: Origin,
    no_text: bool,
    output: options.Output,
    judging: Judging[PairVerdict],
    model: Path | None,
) -> int:
    read = [path for path in paths if path != STDIN]
    check_outputs([output.html, output.out], read, uses_stdout=output.out is None)
    suspect, source = (document(path, stdin_as) for path in paths)
    say_if_long(len(suspect.text) + len(source.text))
    from spindetect.cli.drawing import draw
    from spindetect.detector import load

    verdict = (load() if model is None else load(model)).compare(
        suspect,
        source,
        suspect_url=origin.suspect_url,
        source_url=origin.source_url,
        retrieved=origin.retrieved,
    )
    verdict = judging.judged(verdict)
    if judging.is_above is not None and verdict.label == "insufficient":
        say("spindetect: note: too little text or evidence to say; this is not a pass")
    try:
        draw(verdict.without_texts() if no_text else verdict, output)
    except BrokenPipeError:  # the reader left (`| head`); a gate decides all the same
        silence_stdout()
    return judging.status(verdict)


def _many(
    pairs: str, output: options.Output, no_text: bool, judging: Judging[PairVerdict], model: Path | None
) -> int:
    from spindetect.cli.pairs import compare_rows

    out = output.out
    check_outputs([out], [pairs] if pairs != STDIN else [], uses_stdout=out is None)
    return compare_rows(pairs, out, no_text=no_text, judging=judging, quiet=output.quiet, model=model)
