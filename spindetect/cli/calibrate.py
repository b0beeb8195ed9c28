"""`spindetect calibrate`: measure limits on texts that the user knows to be honest, and write a policy."""

from __future__ import annotations

import argparse
from pathlib import Path

from spindetect.cli import options
from spindetect.cli.files import check_outputs
from spindetect.cli.inputs import STDIN
from spindetect.errors import InputError

HELP = "measure on your own honest texts from which score on to flag, and write a policy"
DESCRIPTION = """\
Score texts that you know to be honest, and write a policy with the lowest limit
that keeps a false-positive rate on such texts, with 95 % confidence (the exact
bound of Clopper and Pearson). A rate that so few texts cannot support is refused,
with the number that is needed: 2,995 texts for 0.001, 299 for 0.01."""
EPILOG = """\
examples:
  spindetect calibrate archive/ --rate 0.001 --out policy.json
  spindetect calibrate texts.jsonl --rate 0.01 --phrases tortured.csv --out policy.json
  spindetect calibrate --pairs honest-pairs.jsonl --rate 0.01 --base policy.json --out both.json
  spindetect score new/ --policy policy.json

Texts are read as by `score`, pairs as by `compare --pairs`. A pair is honest if nobody
should be accused over it: an edited copy, two reports of one event.

What was scored is kept, a row each, in --scores (POLICY.json.scores.jsonl): which of your
texts score highest, and which could not be read. If something stops it, the same command
goes on from there: a text is scored again only if it, the program or the lists changed.
A text with too little to say is left out of the count, for no limit ever flags one, and
the same text twice counts once.

The policy is for the models and lists it was measured with; others refuse it.

exit status: 0 done, 2 bad usage or input, or a rate that cannot be supported, 130 stopped
"""
# A review costs a minute and a flag an author's name: ten texts looked at for one that is flagged.
REVIEW_TIMES = 10.0
_MOST_REVIEW = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `calibrate`."""
    parser.add_argument(
        "texts",
        nargs="*",
        metavar="FILE",
        help="honest texts: a text, a folder, JSON lines (.jsonl), or - for standard input",
    )
    parser.add_argument("--pairs", metavar="FILE.jsonl", help="honest pairs in place of texts, one a line")
    options.add_stdin(parser, options.JSONL)
    parser.add_argument(
        "--rate",
        type=options.inner_share,
        required=True,
        metavar="R",
        help="the greatest share of honest documents that may be flagged",
    )
    parser.add_argument(
        "--review-rate",
        type=options.share,
        metavar="R",
        help="the same for those a person looks at; 0 for none (default: ten times --rate)",
    )
    parser.add_argument(
        "--by",
        choices=("spun", "copied"),
        default="spun",
        help="of pairs, which probability has the limit: P(spun) (default) or P(copied)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="POLICY.json", help="the policy to write")
    parser.add_argument("--name", metavar="NAME", help="what the policy is called (default: as its file)")
    parser.add_argument(
        "--base", metavar="POLICY", help="a policy, by name or file, whose other rules are kept"
    )
    parser.add_argument(
        "--scores", type=Path, metavar="FILE.jsonl", help="where each text's score is kept, and found again"
    )
    parser.add_argument(
        "--workers", type=options.workers, default=1, metavar="N", help="processes to use (default: 1)"
    )
    options.add_lists(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")


def run(given: argparse.Namespace) -> int:
    """Measure and write; return the exit status."""
    if bool(given.texts) == (given.pairs is not None):
        raise InputError(
            "give honest texts, or --pairs FILE" if not given.texts else "give texts or --pairs, not both",
            hint="see `spindetect calibrate --help`",
        )
    if given.texts.count(STDIN) > 1:
        raise InputError("standard input can be read only once", hint="name - once")
    if given.by == "copied" and given.pairs is None:
        raise InputError("--by copied is for pairs: a text alone has no P(copied)", hint="leave it out")
    if given.pairs is not None:
        for name in ("phrases", "allow"):
            options.refuse(given, name, "is for texts, not for --pairs")
    review = min(REVIEW_TIMES * given.rate, _MOST_REVIEW) if given.review_rate is None else given.review_rate
    if review and review < given.rate:
        raise InputError(
            "fewer would be looked at than flagged", where="--review-rate", hint="give more than --rate"
        )
    from spindetect.cli.calibrating import Asked, calibrate

    scores = given.scores or given.out.with_name(f"{given.out.name}.scores.jsonl")
    lists = options.lists(given)
    named = [path for path in (*given.texts, given.pairs) if path not in (None, STDIN)]
    read = [path for path in named if not Path(path).is_dir()]
    check_outputs([given.out, scores], [*read, *lists.values()], uses_stdout=False)
    asked = Asked(
        rate=given.rate,
        review=review if review > given.rate else None,
        by=given.by,
        name=given.name or given.out.stem,
        base=given.base,
    )
    calibrate(
        given.texts if given.pairs is None else given.pairs,
        asked,
        out=given.out,
        scores=scores,
        lists=lists,
        stdin_as=given.stdin_as,
        workers=given.workers,
        quiet=given.quiet,
    )
    return 0
