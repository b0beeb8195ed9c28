"""How likely words are together: word vectors, and an n-gram model."""

from spindetect.language.ngrams import Ngrams
from spindetect.language.vectors import Vectors

__all__ = ["Ngrams", "Vectors"]
