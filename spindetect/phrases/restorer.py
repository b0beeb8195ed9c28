"""The likely originals of a phrase that a spinner broke: 'counterfeit consciousness'."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple, Self

import numpy as np

from spindetect.container import open_container
from spindetect.errors import InputError, ResourceError
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.phrases import known as known_phrases
from spindetect.phrases.beam import originals
from spindetect.phrases.choices import Chooses
from spindetect.phrases.known import Known
from spindetect.phrases.network import Weights
from spindetect.phrases.ranking import FEATURES, features
from spindetect.phrases.tables import Tables
from spindetect.phrases.terms import Terms
from spindetect.resources import shipped

WEIGHTS_KIND, WEIGHTS_FORMAT = "phrase-weights", 4
LONGEST: Final = 12
"""Words of a phrase: the longest of 3,700 collected ones has 11."""

_PARENTHESES: Final = re.compile(r"\([^()]*\)")


class Original(NamedTuple):
    """A likely original, and the share of belief in it; the weights of one phrase add up to at most 1."""

    text: str
    weight: float


class PhraseRestorer:
    """Finds the likely originals of phrases. Immutable, safe in threads, pickles with its tables.

    The first phrase takes about 0.3 s longer: tables are joined then.

    Parameters
    ----------
    lexicon : Lexicon
    vectors : Vectors
    ngrams : Ngrams
    terms : Terms, optional
        Fixed terms and meanings; the shipped ones by default.
    known : Known, optional
        What is known of broken terms; the shipped table by default.
    weights : Weights, optional
        The shipped ones by default.

    Attributes
    ----------
    digest : str
        SHA-256 of the terms, then of the shipped table and of the shipped weights if these are used.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        vectors: Vectors,
        ngrams: Ngrams,
        *,
        terms: Terms | None = None,
        known: Known | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._tables = lexicon, vectors, ngrams, terms or Terms.open()
        self._given = known, weights
        self.digest = self._tables[3].digest
        if known is None or weights is None:
            table, fitted, digest = open_shipped()
            self.digest += digest
            known, weights = known or table, weights or fitted
        if weights.ranking.mean.size != len(FEATURES):
            problem = f"{weights.ranking.mean.size} weights for {len(FEATURES)} features of phrases"
            raise ResourceError(problem, where="weights")
        self._known, self._weights = known, weights

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), self._tables, self._given))

    def alternatives(self, phrase: str, limit: int = 10) -> tuple[Original, ...]:
        """Return the likely originals of a phrase, best first; never the phrase itself.

        Parameters
        ----------
        phrase : str
            A few words, such as 'profound learning'; what stands in parentheses is left out.
        limit : int
            Most originals to return.

        Raises
        ------
        InputError
            If it is no phrase of at most LONGEST words, or `limit` is negative.
        """
        if limit < 0:
            raise InputError(f"{limit} is negative", where="limit")
        words = phrase_words(phrase)
        if len(words) > LONGEST:
            hint = "give the suspicious words alone"
            raise InputError(f"has {len(words)} words, more than {LONGEST}", where="phrase", hint=hint)
        found = originals(words, self._chooses) if words else []
        if not found:
            return ()
        scores = self._weights.ranking.scores(features(words, found, self._chooses))
        share = np.exp(scores - scores.max())
        share /= share.sum()
        order = np.argsort(-share, kind="stable")[:limit]
        return tuple(Original(found[at].text, float(share[at])) for at in order.tolist())

    @functools.cached_property
    def _chooses(self) -> Chooses:
        return Chooses(Tables(*self._tables), self._known, self._weights)

    @classmethod
    def open(cls) -> Self:
        """Open everything that is shipped."""
        return cls(Lexicon.open(), Vectors.open(), Ngrams.open())


def phrase_words(phrase: str) -> list[str]:
    """Return the words of a phrase in small letters, without what stands in parentheses."""
    text, before = phrase.casefold().replace("\u2019", "'"), ""
    while before != text:
        before, text = text, _PARENTHESES.sub(" ", text)
    return [word for word in (each.strip("\"'“”‘.;:!?[]") for each in text.split()) if word]


def open_shipped() -> tuple[Known, Weights, str]:
    """Return the shipped table of phrases, the shipped weights, and both digests one after another."""
    table = open_container(shipped("phrases.bin"), kind=known_phrases.KIND, format=known_phrases.FORMAT)
    fitted = open_container(shipped("phrase_weights.bin"), kind=WEIGHTS_KIND, format=WEIGHTS_FORMAT)
    return Known.from_container(table), Weights.from_container(fitted), table.digest + fitted.digest


def _again(
    kind: type[PhraseRestorer],
    tables: tuple[Lexicon, Vectors, Ngrams, Terms],
    given: tuple[Known | None, Weights | None],
) -> PhraseRestorer:
    return kind(*tables[:3], terms=tables[3], known=given[0], weights=given[1])
