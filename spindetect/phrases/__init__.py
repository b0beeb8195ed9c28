"""Phrases alone: lists that users bring, and the likely originals of a phrase that a spinner broke.

`spindetect.phrases.restorer` is imported by those who restore: it needs the lexicon and the language tables.
"""

from spindetect.phrases.lists import Found, PhraseList, TermList

__all__ = ["Found", "PhraseList", "TermList"]
