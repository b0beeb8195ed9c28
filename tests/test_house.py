"""Imports go down only, and scikit-learn stays in `training`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "spindetect"
# Higher rooms may import lower ones; rooms of one storey do not import each other.
STOREYS = [
    ["errors", "version", "bounds", "bulk", "numbers", "renderers"],
    ["priors", "serial", "resources", "workers"],
    ["container"],
    ["keytable"],
    ["records"],
    ["attempts", "results"],
    ["verdict"],
    ["scan_page", "text_verdict"],
    ["policy"],
    ["text"],
    ["lexicon", "language"],
    ["align", "context", "phrases"],
    ["marks", "substitutions"],
    ["features"],
    ["model"],
    ["sourceless"],
    ["sources"],
    ["detector"],
    ["evaluation"],
    ["report", "corpus", "training"],
    ["cli"],
    ["__main__", "__init__"],
]
STOREY = {room: height for height, rooms in enumerate(STOREYS) for room in rooms}
HEAVY = {"sklearn", "scipy", "pandas", "torch"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """Return every absolute module name that a file imports, at any depth of its code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found.add(module)
            if module == "spindetect":
                found |= {f"spindetect.{alias.name}" for alias in node.names}
    return found


def upward(room: str, names: set[str]) -> list[str]:
    """Return the imports of a room's module that do not go down."""
    wrong = []
    for name in sorted(names):
        if not name.startswith("spindetect."):
            continue
        target = name.split(".")[1]
        if target not in STOREY or (target != room and STOREY[target] >= STOREY[room]):
            wrong.append(name)
    return wrong


def test_the_package_is_there():
    assert len(modules()) > 30


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down(path):
    assert room_of(path) in STOREY, "a room that the house does not name"
    assert upward(room_of(path), imported(path)) == []


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_training_imports_scikit_learn(path):
    heavy = {name.split(".")[0] for name in imported(path)} & HEAVY
    assert not heavy or room_of(path) == "training"


def test_the_check_sees_an_upward_import():
    assert upward("text", {"spindetect.align.gaps"}) == ["spindetect.align.gaps"]
    assert upward("lexicon", {"spindetect.language"}) == ["spindetect.language"]
    assert upward("align", {"spindetect.lexicon", "numpy", "spindetect.records"}) == []
