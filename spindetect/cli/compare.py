"""`spindetect compare`: one pair, or many."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
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

HELP = "compare a suspect text with its possible source, or several"
DESCRIPTION = """\
Put a suspect text beside its possible source and say whether it is copied, and
how: word by word. Beside several sources each sentence goes to the one that
explains it best. What a background text explains as well (a press release, a wire
story, a template, the author's own earlier text) is shown and left out of the
shares and probabilities. Texts are .txt, .md, .html, .docx or .pdf files, in
English (text in UTF-8; PDF with the extra: pip install 'spindetect[docs]')."""
EPILOG = """\
examples:
  spindetect compare copy.txt article.txt
  spindetect compare copy.html article.txt --html page.html --json --out verdict.json
  spindetect compare - article.txt < copy.txt
  spindetect compare copy.txt first.txt second.txt --html page.html
  spindetect compare copy.txt article.txt --background release.txt
  spindetect compare --pairs pairs.jsonl --out verdicts.jsonl
  spindetect compare copy.txt article.txt --policy default || echo "look at this one"
  spindetect compare copy.txt article.txt --prior 0.01

rows of --pairs: {"suspect": "...", "source": "...", "id": "..."} with the texts
themselves, or {"suspect_path": "...", "source_path": "..."}, relative to the
JSONL file; "sources" or "source_paths" with a list of several, and "background" or
"background_paths" with a list of what both sides may share; one row comes out for each, in order:
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
        "source",
        nargs="*",
        metavar="SOURCE",
        help="the text it may come from, or several; - for standard input",
    )
    parser.add_argument(
        "--background",
        nargs="+",
        action="extend",
        metavar="FILE",
        help="texts that both sides may honestly share: what they explain is left out (after the texts)",
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
    record.add_argument(
        "--source-url",
        action="append",
        metavar="URL",
        help="where the source was found; kept in the record; of several sources once for each, in order",
    )
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
        for name in ("html", "statement", "suspect_url", "source_url", "retrieved", "background"):
            options.refuse(given, name, "is for one pair, not for --pairs")
        return _many(given.pairs, output, given.no_text, judging, given.model)
    paths = Paths.of(given)
    origin = Origin(given.suspect_url, given.source_url, given.retrieved)
    return _one(paths, given.stdin_as, origin, given.no_text, output, judging, given.model)


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one comparison; one of them may be standard input."""

    suspect: str
    sources: tuple[str, ...]
    background: tuple[str, ...]

    @classmethod
    def of(cls, given: argparse.Namespace) -> Paths:
        """Take them from the command line.

        Raises
        ------
        InputError
            If one is missing, or standard input would be two of them.
        """
        background = tuple(given.background or ())
        if given.suspect is None or not given.source:
            hint = "give --background after them" if background else "see `spindetect compare --help`"
            raise InputError("give SUSPECT and SOURCE, or --pairs FILE", hint=hint)
        paths = cls(given.suspect, tuple(given.source), background)
        if paths.every.count(STDIN) > 1:
            which, others = ("two ", "the other") if len(paths.every) == 2 else ("", "each of the others")
            raise InputError(
                f"standard input can be one of the {which}texts only", hint=f"name a file for {others}"
            )
        return paths

    @property
    def every(self) -> tuple[str, ...]:
        """All of them."""
        return self.suspect, *self.sources, *self.background


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
    source_urls: list[str] | None
    retrieved: str | None

    def of_one(self) -> str | None:
        """Return where the only source was found.

        Raises
        ------
        InputError
            If there are several addresses.
        """
        if self.source_urls and len(self.source_urls) > 1:
            raise InputError("--source-url was given more than once", hint="give one for each source")
        return self.source_urls[0] if self.source_urls else None


def _one(
    paths: Paths,
    stdin_as: Kind,
    origin: Origin,
    no_text: bool,
    output: options.Output,
    judging: Judging[PairVerdict],
    model: Path | None,
) -> int:
    read = [path for path in paths.every if path != STDIN]
    check_outputs([output.html, output.out], read, uses_stdout=output.out is None)
    texts = [document(path, stdin_as) for path in paths.every]
    suspect, *others = texts
    sources, background = others[: len(paths.sources)], others[len(paths.sources) :]
    say_if_long(sum(len(text.text) for text in texts))
    from spindetect.cli.drawing import draw
    from spindetect.detector import load

    one = len(sources) == 1
    detector = load() if model is None else load(model)
    compare = detector.compare if not background else partial(detector.compare, background=background)
    verdict = compare(
        suspect,
        sources[0] if one else sources,
        suspect_url=origin.suspect_url,
        source_url=origin.of_one() if one else origin.source_urls,
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
