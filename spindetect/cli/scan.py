"""`spindetect scan`: every spun copy in a corpus, and its source."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from spindetect.cli import options
from spindetect.errors import InputError

HELP = "find every spun copy in a corpus, and its source"
DESCRIPTION = """\
Find the spun, verbatim and rewritten copies in a corpus and what they were made
from. CORPUS is one or more files or folders: JSON lines (.gz, .zst), Parquet, CSV,
WARC, or texts and web pages. What is found goes to a folder of tables with a page
to read first. Needs the extra: pip install 'spindetect[corpus]'."""
EPILOG = """\
examples:
  spindetect scan crawl/ --out found/
  spindetect scan pages.jsonl.gz --map text=body,id=uri --out found/ --workers 4
  spindetect scan crawl/ --dry-run
  spindetect scan today/ --against archive.index/ --out found/
  spindetect scan crawl/ --out found/ --policy newsroom --sourceless none
  spindetect scan crawl/ --out found/ --json > found.json

DIR gets report.html (start there), manifest.json, and folders of Parquet files:
documents/, pairs/, substitutions/, families/, rejected/. Whatever stops a scan,
the same command goes on where it was; a changed setting or model makes only what
depends on it anew. What it keeps for that lies in DIR/.work, which may be removed.

a family's original is named only where words and dates do not contradict each
other; dates are claims. A flag is a reason to look, and no proof.

exit status: 0 done, 2 bad usage or input, 130 stopped with Ctrl-C.
"""
_SIZES = {"KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}


def size(text: str) -> int:
    """Parse a size such as 2GB or 512MB into bytes."""
    number, unit = text[:-2], text[-2:].upper()
    try:
        n = float(number) * _SIZES[unit]
    except (KeyError, ValueError):
        n = 0.0
    if not 1 <= n < 2**60:
        raise argparse.ArgumentTypeError(f"expected a size such as 2GB or 512MB, found {text!r}")
    return int(n)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `scan`."""
    parser.add_argument("texts", nargs="+", metavar="CORPUS", help="files or folders to scan")
    parser.add_argument("--out", metavar="DIR", help="the folder to write")
    parser.add_argument(
        "--against", type=Path, metavar="INDEX", help="also compare with the documents of a stored index"
    )
    parser.add_argument(
        "--map", metavar="FIELD=NAME,...", help="what the files call id, text, url, published and title"
    )
    parser.add_argument("--policy", metavar="POLICY", help="what is flagged: a file, or a policy's name")
    parser.add_argument(
        "--sourceless",
        choices=("all", "none"),
        default="all",
        help="also score documents whose source is not found, by themselves (default: all)",
    )
    options.add_model(parser)
    work = parser.add_argument_group("work")
    work.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="one machine, or a cluster, which then opens s3a://, gs:// and hdfs:// too (default: duckdb)",
    )
    work.add_argument(
        "--conf",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="spark: a setting of Spark's, such as spark.master=spark://host:7077; may be repeated",
    )
    work.add_argument(
        "--work",
        metavar="DIR",
        help="spark: where its stages are kept, which all machines must see (default: DIR/.work/spark)",
    )
    work.add_argument(
        "--workers", type=options.workers, default=1, metavar="N", help="processes to use (default: 1)"
    )
    work.add_argument(
        "--memory",
        type=size,
        default=2 * 2**30,
        metavar="SIZE",
        help="memory that relating may use before it goes to the disk (default: 2GB)",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="say on standard output what was found as JSON, which `show` draws again",
    )
    work.add_argument(
        "--dry-run",
        action="store_true",
        help="read a sample and say what each stage will cost; write nothing",
    )
    work.add_argument(
        "-q", "--quiet", action="store_true", help="no progress and no summary on standard error"
    )


def run(given: argparse.Namespace) -> int:
    """Scan a corpus; return the exit status."""
    refuse_stdin(given.texts)
    on_cluster = given.engine == "spark"
    _check_engine(given, on_cluster)
    if given.out is None and not given.dry_run:
        raise InputError("name the folder to write", where="--out", hint="as in --out found/")
    from spindetect.corpus.extras import require

    require(given.engine if on_cluster else "corpus", where="spindetect scan")
    from spindetect.cli.policies import opened as opened_policy
    from spindetect.corpus.readers import ReadOptions, parse_mapping
    from spindetect.corpus.settings import ScanSettings
    from spindetect.policy import Policy

    settings = ScanSettings(
        corpus=tuple(given.texts),
        out=Path(given.out or ""),  # a dry run writes nothing
        against=given.against,
        workers=given.workers,
        memory=given.memory,
        policy=Policy.named("default") if given.policy is None else opened_policy(given.policy),
        sourceless=given.sourceless,
        reading=ReadOptions(mapping=parse_mapping(given.map) if given.map else {}),
    )
    if on_cluster:
        from spindetect.cli import cluster

        return cluster.scanned(
            settings,
            given.out,
            given.model,
            work=given.work,
            conf=given.conf,
            quiet=given.quiet,
            as_json=given.json,
        )
    from spindetect.cli.scanning import estimated, scanned

    if given.dry_run:
        return estimated(settings, given.model, as_json=given.json)
    return scanned(settings, given.model, quiet=given.quiet, as_json=given.json)


def refuse_stdin(texts: Sequence[str]) -> None:
    """Raise InputError where a corpus is to come from standard input, which can be read only once."""
    if options.STDOUT in texts:
        raise InputError(
            "a corpus is read in parts and more than once, which standard input cannot be",
            where="CORPUS -",
            hint="write it to a file first, and name that",
        )


def _check_engine(given: argparse.Namespace, on_cluster: bool) -> None:
    """Raise InputError where options do not go with the engine."""
    if on_cluster:
        for option, value in (("--against", given.against), ("--dry-run", given.dry_run)):
            if value:
                raise InputError(
                    "the Spark engine does not do this", where=option, hint="use --engine duckdb for it"
                )
    elif given.conf or given.work:
        raise InputError("is for --engine spark", where="--conf" if given.conf else "--work")
