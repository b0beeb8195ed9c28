"""Substitutions: what was swapped, what kind of swap, how odd, and why."""

from spindetect.substitutions.find import find_substitutions, to_records
from spindetect.substitutions.kinds import KINDS
from spindetect.substitutions.swaps import Swaps, measure, swap_asymmetry

__all__ = ["KINDS", "Swaps", "find_substitutions", "measure", "swap_asymmetry", "to_records"]
