"""The manifest of shipped files: what is not one is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from spindetect import resources
from spindetect.errors import ResourceError


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "SHIPPED", tmp_path)
    resources.manifest.cache_clear()
    yield tmp_path
    resources.manifest.cache_clear()


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "null",
        '{"files": []}',
        '{"files": {"lexicon.bin": null}}',
        '{"files": {"lexicon.bin": {}}}',
        '{"files": {"lexicon.bin": {"bytes": "5", "sha256": "x"}}}',
        "[" * 100_000,
        "{",
    ],
)
def test_what_is_no_manifest_is_refused(shipped: Path, content: str) -> None:
    (shipped / "manifest.json").write_text(content)
    with pytest.raises(ResourceError, match=r"manifest\.json: .*reinstall") as caught:
        resources.shipped("lexicon.bin")
    assert "\n" not in str(caught.value)


def test_a_manifest_without_the_file_is_said_of_the_file(shipped: Path) -> None:
    (shipped / "manifest.json").write_text('{"files": {}}')
    for ask in (resources.shipped, resources.digest, resources.verify):
        with pytest.raises(ResourceError, match=r"lexicon\.bin: is not in the manifest"):
            ask("lexicon.bin")
