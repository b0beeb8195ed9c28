"""How well every word fits where it stands, and which other words would fit better."""

from spindetect.context.model import Originals, WordModel, WordScores

__all__ = ["Originals", "WordModel", "WordScores"]
