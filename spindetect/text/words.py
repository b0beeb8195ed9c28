"""Word lists as they are written in the modules: one string, words apart by spaces."""

from __future__ import annotations


def words(*lists: str) -> frozenset[str]:
    """Return the words of some lists as a set."""
    return frozenset(word for text in lists for word in text.split())
