"""Phrases alone: lists that users bring, and the likely originals of a phrase that a spinner broke."""

from spindetect.phrases.lists import Found, PhraseList, TermList

__all__ = ["Found", "PhraseList", "TermList"]
