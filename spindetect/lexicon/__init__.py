"""The compiled synonym relation: look-ups only; `data/build_lexicon.py` makes the file."""

from spindetect.lexicon.kinds import (
    FUNCTION_WORD,
    NAME_LIKE,
    PHRASE,
    RELATION_KINDS,
    SOURCES,
    Alternative,
    RelationBatch,
    source_names,
)
from spindetect.lexicon.lexicon import Lexicon

__all__ = [
    "FUNCTION_WORD",
    "NAME_LIKE",
    "PHRASE",
    "RELATION_KINDS",
    "SOURCES",
    "Alternative",
    "Lexicon",
    "RelationBatch",
    "source_names",
]
