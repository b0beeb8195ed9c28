"""What a swap breaks that is told by letters: a/an, and the class of the word.

Each test is made twice, on the source and on the suspect: only what was right before the swap and wrong
after it counts as broken.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spindetect.substitutions.arrays import Bools

NOUN, VERB, ADJECTIVE, ADVERB = 1, 2, 3, 4
# Endings that tell the word class: of the words of five letters and more in WordNet 3.1 with such an
# ending (150 and more each), at least 91 % are in this class and no other.
SHORTEST_TOLD = 5
_CLASS_OF_ENDING = (
    dict.fromkeys(("ion", "ity", "ism", "ogy", "hip", "ncy", "sis", "ics"), NOUN)
    | {"ize": VERB}
    | dict.fromkeys(("ous", "cal", "ble"), ADJECTIVE)
    | dict.fromkeys(("ily", "bly", "tly", "gly", "sly", "ely", "lly"), ADVERB)
)

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
    if article not in ("a", "an"):
        return False
    spelled_out = len(written) > 1 and written.isupper()
    return (article == "an") != takes_an(word, spelled_out=spelled_out)


def word_class(key: str) -> int:
    """Return NOUN, VERB, ADJECTIVE or ADVERB where the ending of a word tells its class, else 0."""
    return _CLASS_OF_ENDING.get(key[-3:], 0) if len(key) >= SHORTEST_TOLD else 0


def classes_change(source: Sequence[str], suspect: Sequence[str]) -> Bools:
    """Say for which words the class is told by the ending on both sides, and is another; shape (n,)."""
    changed = np.zeros(len(source), dtype=np.bool_)
    of_ending = _CLASS_OF_ENDING
    pairs = enumerate(zip(source, suspect, strict=True))
    for row in [row for row, (old, new) in pairs if new[-3:] in of_ending and old[-3:] in of_ending]:
        classes = word_class(source[row]), word_class(suspect[row])
        changed[row] = 0 not in classes and classes[0] != classes[1]
    return changed


def same_ending(source: str, suspect: str) -> bool:
    """Say whether two words end like one form: both on -s, or on the same two letters.

    The lexicon's forms are those of dictionaries, which list "assets" and "latest" as words of their own.
    """
    return source[-2:] == suspect[-2:] or source[-1:] == suspect[-1:] == "s"
