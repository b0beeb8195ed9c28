"""`spindetect unspin`: the likely original of a text, and what to search for it with."""

from __future__ import annotations

import argparse

from spindetect.cli import options
from spindetect.cli.files import check_outputs, write
from spindetect.cli.inputs import STDIN, document, say_if_long
from spindetect.errors import InputError

HELP = "undo the swaps of a text as far as its words tell, and search for its source"
DESCRIPTION = """\
Put the likely original in the place of each word or phrase that does not belong,
say what else it may have been, and make short search queries from names, numbers
and restored phrases. What comes out is a guess at another text's wording: a way to
the source, and no evidence by itself."""
EPILOG = """\
examples:
  spindetect unspin page.html
  spindetect unspin copy.txt --queries
  spindetect unspin copy.docx --text --out restored.txt
  spindetect unspin paper.pdf --json --html page.html

exit status: 0 done, 2 bad usage or input.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `unspin`."""
    parser.add_argument("text", metavar="FILE", help="the text in question; - for standard input")
    options.add_stdin(parser)
    options.add_lists(parser)
    kinds = options.add_drawing(
        parser,
        options.Drawing(
            result="the restored text and all alternatives",
            page="a page with the changes on the text",
            shown="changes",
            has_statement=False,
        ),
    )
    kinds.add_argument("--text", action="store_true", dest="bare", help="the restored text alone")
    kinds.add_argument("--queries", action="store_true", help="the search queries alone, one a line")


def run(given: argparse.Namespace) -> int:
    """Restore one text; return the exit status."""
    output = options.Output.of(given)
    if given.text == "":
        raise InputError("the name of the file is empty", hint="give one file")
    lists = options.lists(given)
    read = [*lists.values(), *([given.text] if given.text != STDIN else [])]
    check_outputs([output.html, output.out], read, uses_stdout=output.out is None)
    text = document(given.text, given.stdin_as)
    say_if_long(len(text.text))
    from spindetect.cli.drawing import draw, draw_page
    from spindetect.cli.scorer import opened

    restored = opened(lists).unspin(text)
    if given.bare or given.queries:
        draw_page(restored, output)
        told = restored.text if given.bare else "\n".join(restored.queries)
        write(output.out, f"{told}\n" if told and not told.endswith("\n") else told, for_people=given.queries)
    else:
        draw(restored, output)
    return 0
