"""`spindetect score`: texts whose source nobody knows, one or many."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spindetect.cli import options
from spindetect.cli.files import check_outputs
from spindetect.cli.inputs import STDIN, document, say_if_long
from spindetect.cli.streams import say, silence_stdout
from spindetect.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from spindetect.cli.policies import Judging
    from spindetect.text_verdict import TextVerdict

HELP = "say whether texts look machine-spun, without knowing their source"
DESCRIPTION = """\
Say of each text how probably a program swapped its words for synonyms, and which
words do not belong where they stand. One FILE gives a report; several, a folder
or JSON lines give one row a text. Texts are .txt, .md, .html, .docx or .pdf files,
in English (text in UTF-8; PDF with the extra: pip install 'spindetect[docs]')."""
EPILOG = """\
examples:
  spindetect score page.html
  spindetect score submissions/ --html reports/
  spindetect score *.docx --jsonl --out scores.jsonl --workers 2
  spindetect score texts.jsonl --phrases tortured.csv --allow house-terms.txt
  curl -s https://example.org/page | spindetect score - --stdin-as html
  spindetect score inbox/ --policy policy.json --prior 0.01
  spindetect score draft.txt --fail-above 0.9 || echo "look at this one"

a row says: P(spun), the verdict (spun, not-spun, or insufficient: too little text
to say), the share of words that are marked, how many words were counted, the file.
Of a folder all texts below it are read; hidden files and others are passed over.
Lines of a .jsonl file: {"text": "...", "id": "..."} or {"text_path": "..."},
relative to that file. As JSON a row is {"row": 1, "id": ..., "file": ...,
"line": ..., "verdict": {...}}, or with "error", "where" and "hint" in place of
the verdict. If something stops it, --out FILE leaves the finished rows in
FILE.partial.

exit status: 0 done, 2 bad usage or input, 3 --fail-above exceeded. A verdict of
"insufficient" exceeds nothing and clears nobody; a note on standard error says so.
With --policy or --flag-at: 0 all pass, 3 one is flagged, 4 none is flagged and one is
for review, as "insufficient" always is. A text of many that cannot be read is told in
its own row; the status is 2 if all fail, or if one does and it would else not be 3.

A high P(spun) is a sign and no proof: machine translation and a writer who is not
at home in English make odd wording too.
"""
_ONE_ONLY = ("statement", "url", "retrieved")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `score`."""
    parser.add_argument(
        "texts",
        nargs="*",
        metavar="FILE",
        help="a text, a folder, JSON lines (.jsonl), or - for standard input",
    )
    options.add_stdin(parser, options.JSONL)
    parser.add_argument(
        "--workers", type=options.workers, default=1, metavar="N", help="processes to use (default: 1)"
    )
    options.add_lists(parser)
    kinds = options.add_drawing(
        parser,
        options.Drawing(
            result="the whole verdict of one text, or a row a text,",
            page="a page with the marks on the text (of many texts: a page each, and an index)",
            page_name="FILE|DIR",
            shown="marks",
        ),
    )
    kinds.add_argument("--jsonl", action="store_true", help="a row a text as JSON lines, also of one text")
    record = parser.add_argument_group("record")
    record.add_argument(
        "--no-text", action="store_true", help="keep digests of the texts in place of the texts"
    )
    record.add_argument("--url", metavar="URL", help="where the text was found; kept in the record")
    record.add_argument("--retrieved", metavar="DATE", help="when it was retrieved; kept in the record")
    options.add_decision(parser)
    options.add_gate(parser)


def run(given: argparse.Namespace) -> int:
    """Score one text, or many; return the exit status."""
    output = options.Output.of(given)
    if not given.texts:
        raise InputError(
            "give a FILE, a folder, or - for standard input", hint="see `spindetect score --help`"
        )
    if given.texts.count(STDIN) > 1:
        raise InputError("standard input can be read only once", hint="name - once")
    from spindetect.cli.texts import Texts

    texts = Texts(given.texts, given.stdin_as, output.out)
    limit: float | None = given.fail_above
    is_above = (lambda verdict: verdict.probability > limit) if limit is not None else None
    from spindetect.cli.policies import Judging

    judging: Judging[TextVerdict] = Judging.of(given, is_above)
    if texts.is_one() and not given.jsonl:
        return _one(given, texts.paths[0], output, judging)
    for name in _ONE_ONLY:
        options.refuse(given, name, "is for one text")
    lists = options.lists(given)
    check_outputs([output.out], [*texts.files(), *lists.values()], uses_stdout=output.out is None)
    texts.check_out()
    from spindetect.cli.scoring import score_rows

    return score_rows(
        texts,
        output,
        lists=lists,
        judging=judging,
        as_rows_of_json=output.json or given.jsonl,
        no_text=given.no_text,
        workers=given.workers,
    )


def _one(
    given: argparse.Namespace,
    path: str,
    output: options.Output,
    judging: Judging[TextVerdict],
) -> int:
    from spindetect.cli.pages import page_file

    page = page_file(output.html, path)
    lists = options.lists(given)
    read: list[str | Path] = [*lists.values(), *([path] if path != STDIN else [])]
    check_outputs([page, output.out], read, uses_stdout=output.out is None)
    text = document(path, given.stdin_as)
    say_if_long(len(text.text))
    from spindetect.cli.drawing import draw
    from spindetect.cli.scorer import opened

    verdict = judging.judged(opened(lists).score(text, url=given.url, retrieved=given.retrieved))
    if judging.is_above is not None and verdict.label == "insufficient":
        say("spindetect: note: too little text or evidence to say; this is not a pass")
    try:
        draw(verdict.without_texts() if given.no_text else verdict, output.to_page(page))
    except BrokenPipeError:  # the reader left (`| head`); a gate decides all the same
        silence_stdout()
    return judging.status(verdict)
