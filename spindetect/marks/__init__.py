"""The words of a text that do not belong where they stand: marked, explained, and put back."""

from spindetect.marks.find import Marks, find_marks
from spindetect.marks.restore import restored_text, search_queries
from spindetect.marks.suggest import Language, suspicions

__all__ = ["Language", "Marks", "find_marks", "restored_text", "search_queries", "suspicions"]
