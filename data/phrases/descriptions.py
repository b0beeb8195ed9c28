"""Descriptions of packages on PyPI: prose of many hands on the sciences, openly licensed.

    python -m data.phrases.descriptions --out data/cache

`descriptions.tsv.gz` names the packages, a version and the beginning of their text's digest each. What has
another text today than it had when the list was made is left out and counted. The packages were chosen by
`chosen` from all that PyPI listed in November 2026.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

from rich.progress import track

from data.phrases.count_terms import tokens_of_text
from spindetect.errors import ResourceError

LIST: Final = Path(__file__).with_name("descriptions.tsv.gz")
FILE: Final = "descriptions.jsonl.gz"
URL: Final = "https://pypi.org/pypi"
DIGITS: Final = 8  # of a text's SHA-256 that the list tells
LEAST_TOKENS: Final = 300
"""Of a description, in paragraphs that no one before it has: shorter ones hold a command and a link."""

LEAST_KNOWN: Final = 0.9  # share of the list whose text is still the same: with less the table is another one

_MOST_LETTERS: Final = 200_000  # of a description: longer ones are logs of changes
_THREADS, _TRIES, _SECONDS = 8, 3, 30

_PERMISSIVE: Final = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|CC0|Unlicense|public domain|CC-BY-4|zlib|PSF|Python Software Foundation)\b",
    re.IGNORECASE,
)
_RESTRICTED: Final = re.compile(r"GPL|GNU|proprietary|NonCommercial|\bNC\b", re.IGNORECASE)

_SCIENCES: Final = re.compile(
    r"\b(?:"
    r"learning|neural|deep|detect|classif|recogni|segment|cluster|predict|forecast|regress|"
    r"bayes|statist|optimi[sz]|genetic|evolution|algorithm|image|video|vision|speech|audio|"
    r"signal|language processing|nlp|semantic|sentiment|translation|feature|embedding|"
    r"transformer|network|graph|wireless|sensor|iot|antenna|radar|lidar|robot|control|quantum|"
    r"physic|chemi|molec|protein|gene|genom|dna|rna|bio|medic|clinic|health|cancer|tumou?r|"
    r"brain|eeg|ecg|mri|neuro|disease|drug|patient|cell|spectr|optic|laser|x-ray|micro|nano|"
    r"material|crystal|alloy|polymer|fluid|flow|thermo|heat|energy|power|grid|battery|solar|"
    r"wind|fuel|climate|weather|remote sensing|satellite|geo|hydro|water|soil|agri|crop|ecolog|"
    r"species|epidem|econom|financ|stock|risk|fraud|anomaly|intrusion|malware|crypt|blockchain|"
    r"privacy|security|attack|fuzzy|swarm|simul|monte carlo|differential equation|"
    r"finite element|matrix|tensor|linear|mathemat|topolog|survival|causal|time series|"
    r"data mining|recommend|ontolog|knowledge|information retrieval|scientific|research|"
    r"analysis of|astro|galax|seismic|acoustic|mechanic|structural|manufactur|fault|diagnos|"
    r"tomograph|radio|imaging|patholog|pharma|toxic|metabol|mass spec|chromatogra|sequenc|"
    r"phylogen|transport|traffic|vehicle|autonomous|cloud computing|edge computing|scheduling|"
    r"queue|encryption|watermark|biometric|face|gesture|emotion|handwrit|ocr|text"
    r")",
    re.IGNORECASE,
)
_PLUMBING: Final = re.compile(
    r"\b(mcp|sdk|api client|plugin|wrapper|llm|agents?|claude|boto|terraform|django|flask)\b", re.IGNORECASE
)

_CODE: Final = re.compile(
    r"(?s:```.*?```|~~~.*?~~~)|`[^`\n]*`|<[^>\n]{1,300}>|https?://\S+|\]\([^)\n]*\)|!\[|^(?: {4}|\t).*$",
    re.MULTILINE,
)
_PARAGRAPH: Final = re.compile(r"\n\s*\n|\n\s*[-*#|+>=]|\n\s*\d+\.|\|")


class Described(NamedTuple):
    """A package of the list: `digest` begins the SHA-256 of its text."""

    name: str
    version: str
    digest: str


class Description(NamedTuple):
    """What a package says of itself: its summary and its description as one text, and under which licence."""

    name: str
    version: str
    licence: str
    text: str


def permissive(licence: str) -> bool:
    """Say whether a licence, as a package states it, lets everybody use the text, naming its authors."""
    return bool(_PERMISSIVE.search(licence)) and not _RESTRICTED.search(licence)


def digest(text: str) -> str:
    """Return the beginning of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def of_a_science(summary: str) -> bool:
    """Say whether a summary names things of a science or of engineering; three where it is of plumbing."""
    named = {found[0].casefold() for found in _SCIENCES.finditer(summary)}
    return len(named) > (2 if _PLUMBING.search(summary) else 0)


def chosen(found: Iterable[Description]) -> Iterator[Described]:
    """Yield the packages whose description is counted: of a science, openly licensed, long, no copy."""
    seen: set[str] = set()
    for each in found:
        fits = of_a_science(each.text.partition("\n")[0]) and permissive(each.licence)
        if fits and len(new_tokens(each.text, seen)) > LEAST_TOKENS:
            yield Described(each.name, each.version, digest(each.text))


def read_list(path: Path = LIST) -> list[Described]:
    """Return the packages of the list."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [Described(*line.rstrip("\n").split("\t")) for line in file]


def write_list(rows: Iterable[Described], path: Path = LIST) -> None:
    """Write a list; equal rows give equal bytes."""
    content = "".join("\t".join(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content, mtime=0))


def described(answer: Mapping[str, Any]) -> Description:
    """Return what PyPI's JSON says of a package.

    Parameters
    ----------
    answer : mapping
        https://docs.pypi.org/api/json/
    """
    info = answer["info"]
    classifiers = [each for each in info.get("classifiers") or () if each.startswith("License")]
    licence = " ".join([info.get("license_expression") or (info.get("license") or "")[:200], *classifiers])
    text = f"{info.get('summary') or ''}\n\n{info.get('description') or ''}"[:_MOST_LETTERS]
    return Description(info["name"], info["version"], licence, text)


def fetched(package: Described, url: str = URL) -> Description | None:
    """Return what PyPI has of a package, None if it has it no longer or with another text.

    Raises
    ------
    ResourceError
        If PyPI cannot be reached.
    """
    for path in (f"{package.name}/{package.version}", package.name):
        answer = _answer(f"{url}/{path}/json")
        found = described(answer) if answer else None
        if found is not None and digest(found.text) == package.digest:
            return found
    return None


def _answer(url: str) -> dict[str, Any] | None:
    problem = ""
    for attempt in range(_TRIES):
        try:
            with urllib.request.urlopen(url, timeout=_SECONDS) as opened:
                answer: dict[str, Any] = json.load(opened)
                return answer
        except urllib.error.HTTPError as error:
            if error.code in {404, 410}:
                return None
            problem = str(error)
        except (OSError, ValueError) as error:
            problem = str(error)
        time.sleep(attempt)
    raise ResourceError(f"cannot be fetched: {problem}", where=url, hint="run the command again")


def fetch_descriptions(out: Path, packages: Sequence[Described] | None = None, url: str = URL) -> Path:
    """Return the path of the file of descriptions, one a line, after fetching it if need be.

    Raises
    ------
    ResourceError
        If PyPI cannot be reached, or has fewer than LEAST_KNOWN of the texts as they were.
    """
    path = out / FILE
    if path.is_file():
        return path
    packages = read_list() if packages is None else packages
    part = path.with_suffix(".part")
    kept = 0
    with gzip.open(part, "wt", encoding="utf-8") as file, ThreadPoolExecutor(_THREADS) as pool:
        every = pool.map(lambda package: fetched(package, url), packages)
        for found in track(every, "descriptions", total=len(packages)):
            if found is not None:
                kept += 1
                file.write(json.dumps(found._asdict()) + "\n")
    if kept < LEAST_KNOWN * len(packages):
        raise ResourceError(f"only {kept} of {len(packages)} texts are as they were", where=url)
    print(f"{kept} of {len(packages)} descriptions are as they were when the list was made")
    part.rename(path)
    return path


def read_descriptions(path: Path) -> Iterator[Description]:
    """Yield the descriptions of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield Description(**json.loads(line))


def documents(path: Path) -> Iterator[list[str]]:
    """Yield the tokens of every description, each paragraph once."""
    seen: set[str] = set()
    for each in read_descriptions(path):
        yield new_tokens(each.text, seen)


def new_tokens(text: str, seen: set[str]) -> list[str]:
    """Return the tokens of paragraphs that were not seen before, a full stop after each; code is left out.

    Parameters
    ----------
    text : str
        Markdown or reStructuredText.
    seen : set of str
        Paragraphs of the texts before; these are added.
    """
    tokens: list[str] = []
    for block in _PARAGRAPH.split(_CODE.sub(" . ", text)):
        paragraph = " ".join(block.casefold().split())
        if paragraph and paragraph not in seen:
            seen.add(paragraph)
            tokens += [*tokens_of_text(paragraph), "."]
    return tokens


def main() -> None:
    """Fetch them all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("data/cache"))
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    print(fetch_descriptions(out))


if __name__ == "__main__":
    main()
