"""What a swap breaks that is told by letters: a/an, and the form of the word.

Each test is made twice, on the source and on the suspect: only what was right before the swap and wrong
after it counts as broken.
"""

from __future__ import annotations

import functools

from spindetect.text.letters import ARTICLES

# Spelled with a vowel, spoken with a consonant ("a unit", "a European", "a one-off"), and the reverse.
_CONSONANT_SOUND = ("uni", "use", "usu", "uti", "eu", "ubi", "ewe", "one", "once", "ura", "uro")
_VOWEL_SOUND_IN_UNI = ("unin", "unim", "unid")
_VOWEL_SOUND = ("hour", "honest", "honor", "honour", "heir", "herb")
# Names of letters that begin with a vowel sound: "an FBI agent", "an X-ray".
_VOWEL_LETTERS = frozenset("aefhilmnorsx")


def takes_an(word: str, *, spelled_out: bool = False) -> bool:
    """Say whether "an" and not "a" stands before a word.

    Parameters
    ----------
    word : str
        A token's key: lower case.
    spelled_out : bool
        Whether it is written in capitals and so is spoken letter by letter.
    """
    if not word:
        return False
    if word[0].isdigit():
        return word[0] == "8" or word.split(",")[0].split(".")[0] in ("11", "18")
    if spelled_out or (len(word) > 1 and word[1] in "-."):
        return word[0] in _VOWEL_LETTERS
    if word.startswith(_VOWEL_SOUND):
        return True
    if word.startswith(_CONSONANT_SOUND):
        return word.startswith(_VOWEL_SOUND_IN_UNI)
    return word[0] in "aeiou"


def article_is_wrong(article: str, word: str, written: str) -> bool:
    """Say whether `article` ("a" or "an", else never) does not suit the word after it."""
    if article not in ARTICLES:
        return False
    spelled_out = len(written) > 1 and written.isupper()
    return (article == "an") != _takes_an(word[:_TOLD_BY], spelled_out)


# The words after articles repeat, in a text and from text to text; of a long one only the head is asked for,
# and kept.
_TOLD_BY = 32


@functools.lru_cache(maxsize=1 << 12)
def _takes_an(word: str, spelled_out: bool) -> bool:
    return takes_an(word, spelled_out=spelled_out)


def same_ending(source: str, suspect: str) -> bool:
    """Say whether two words end like one form: both on -s, or on the same two letters.

    The lexicon's forms are those of dictionaries, which list "assets" and "latest" as words of their own.
    """
    return source[-2:] == suspect[-2:] or source[-1:] == suspect[-1:] == "s"
