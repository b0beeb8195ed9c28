"""`spindetect index`: documents kept so that new ones can be compared with them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from spindetect.cli.scan import refuse_stdin
from spindetect.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spindetect.corpus.index import SourceIndex
    from spindetect.corpus.readers import ReadOptions

HELP = "keep documents, to look for the sources of others among them"
DESCRIPTION = """\
Build an index of documents, add to it, or say what it holds. `spindetect scan
--against` compares a new crawl with an index without comparing the old documents
with each other; `spindetect search` looks for the sources of a few texts in it.
Needs the extra: pip install 'spindetect[corpus]'."""
EPILOG = """\
examples:
  spindetect index build archive.index/ archive/
  spindetect index add archive.index/ today.jsonl.gz --map text=body
  spindetect index info archive.index/ --json

CORPUS is what `spindetect scan` takes. Of documents with one id the first is kept,
and a document whose id the index has is passed over. An index holds the texts.

exit status: 0 done, 2 bad usage or input.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `index`."""
    parser.add_argument("action", choices=("build", "add", "info"), help="what to do: build, add or info")
    parser.add_argument("index", type=Path, metavar="DIR", help="the folder of the index")
    parser.add_argument("texts", nargs="*", metavar="CORPUS", help="files or folders with documents")
    parser.add_argument(
        "--map", metavar="FIELD=NAME,...", help="what the files call id, text, url, published and title"
    )
    parser.add_argument("--json", action="store_true", help="say what it holds as JSON")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing on standard error")


def run(given: argparse.Namespace) -> int:
    """Build, add or tell; return the exit status."""
    if (given.action == "info") == bool(given.texts):
        said = "takes no CORPUS" if given.texts else "needs a CORPUS to read"
        raise InputError(f"index {given.action} {said}", hint="see `spindetect index --help`")
    refuse_stdin(given.texts)
    from spindetect.corpus.extras import require

    require("corpus", where="spindetect index")
    from spindetect.corpus.index import SourceIndex
    from spindetect.corpus.readers import ReadOptions, parse_mapping

    if given.action == "info":
        _tell(SourceIndex.open(given.index), as_json=given.json)
        return 0
    options = ReadOptions(mapping=parse_mapping(given.map) if given.map else {})
    reading = _Reading(given.texts, options)
    if given.action == "build":
        index = SourceIndex.build(reading.documents(), given.index)
    else:
        index = SourceIndex.open(given.index)
        index.add(reading.documents())
    if not given.quiet:
        reading.say(given.index, index.info.documents)
    if given.json:
        _tell(index, as_json=True)
    return 0


class _Reading:
    """Documents on their way to an index, and how many could not be used."""

    def __init__(self, corpus: list[str], options: ReadOptions) -> None:
        from spindetect.corpus.readers import read_corpus

        self._batches = read_corpus(corpus, options=options)
        self.read = self.rejected = 0

    def documents(self) -> Iterator[object]:
        """Yield batches of documents."""
        for batch in self._batches:
            self.read += batch.documents.num_rows
            self.rejected += batch.rejected.num_rows
            yield batch.documents

    def say(self, path: Path, held: int) -> None:
        """Say what was read, and what the index holds now."""
        from spindetect.cli.streams import say
        from spindetect.numbers import count, number

        say(
            f"spindetect: read {count(self.read, 'document')}, {number(self.rejected)} could not be used; "
            f"{path} holds {number(held)}"
        )


def _tell(index: SourceIndex, *, as_json: bool) -> None:
    """Print what an index holds."""
    import json

    from spindetect.cli.streams import harmless_json, put
    from spindetect.numbers import number

    info = index.info
    if as_json:
        put(harmless_json(json.dumps(info.to_dict(), ensure_ascii=False)) + "\n")
        return
    rows = {
        "documents": number(info.documents),
        "keys": number(info.keys),
        "size": f"{info.bytes / 2**20:,.1f} MB",
        "parts": number(len(info.parts)),
        "fingerprint": info.fingerprint,
    }
    put("".join(f"{name:<12} {value}\n" for name, value in rows.items()), for_people=True)
