"""Recipes: what pairs are made, of which texts, with which spinners; the same recipe makes the same pairs."""

from models.recipes.making import digest, make, pairs
from models.recipes.recipe import Recipe, names, read

__all__ = ["Recipe", "digest", "make", "names", "pairs", "read"]
