"""How likely words are together: word vectors."""

from spindetect.language.vectors import Vectors

__all__ = ["Vectors"]
