"""Simulators of article spinners: each a dictionary and a few settings behind one protocol."""

from models.spinners.base import Spinner, Spun, Swap
from models.spinners.families import DRAWS_ON, FAMILIES, families
from models.spinners.making import draw_spinner, make, moby_spinner
from models.spinners.opened import SOURCES, Dictionaries, open_dictionaries
from models.spinners.settings import Settings
from models.spinners.twice import Twice

__all__ = [
    "DRAWS_ON",
    "FAMILIES",
    "SOURCES",
    "Dictionaries",
    "Settings",
    "Spinner",
    "Spun",
    "Swap",
    "Twice",
    "draw_spinner",
    "families",
    "make",
    "moby_spinner",
    "open_dictionaries",
]
