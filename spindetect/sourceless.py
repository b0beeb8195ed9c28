"""Scoring a text whose source nobody knows: from tokens to a verdict, and back to a likely original."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect import resources
from spindetect.context import WordModel, WordScores
from spindetect.features.text import scored_places
from spindetect.features.words import word_features
from spindetect.language import Ngrams, Vectors
from spindetect.language.numbering import FIRST_WORD
from spindetect.marks import Language, Marks, find_marks, restored_text, search_queries, suspicions
from spindetect.marks.find import LISTED_LOG_ODDS
from spindetect.model import TextFound, TextModel, TextWhy, judge_text
from spindetect.model.held_out import HeldOutScores, stated_prior, text_alarms
from spindetect.model.text_model import SHIPPED_NAME
from spindetect.phrases import Found, PhraseList, TermList
from spindetect.records import ProgramRecord, TextRecord
from spindetect.text import Document
from spindetect.text_verdict import Suspicion, TextPassage, TextVerdict, Unspun


class Lists(NamedTuple):
    """What a user knows better than any model: phrases that are wrong, and terms that are right."""

    phrases: PhraseList | None = None
    allow: TermList | None = None


@dataclass(frozen=True, eq=False)
class _Read:
    """A text as it was read: what its verdict is made of when a field of it is asked for."""

    document: Document
    scores: WordScores
    marks: Marks
    language: Language
    found: TextFound
    words: NDArray[np.intp]

    @cached_property
    def suspicions(self) -> tuple[Suspicion, ...]:
        """The marks with suggestions and reasons."""
        return suspicions(self.document, self.marks, self.scores, self.language)

    @cached_property
    def marked_words(self) -> int:
        """Counted words in marks that count."""
        counted = self.document.tokens.counted
        return sum(int(counted[mark.first : mark.last].sum()) for mark in self.marks if mark.counted)

    def passages(self) -> tuple[TextPassage, ...]:
        """Return the parts that were scored by themselves, in the text's order."""
        parts, tokens = self.found.parts, self.document.tokens
        out = []
        for at in sorted(self.found.kept.tolist(), key=lambda one: int(parts.first[one])):
            first, last = int(self.words[parts.first[at]]), int(self.words[parts.last[at] - 1]) + 1
            out.append(
                TextPassage(
                    start=int(tokens.start[first]),
                    end=int(tokens.end[last - 1]),
                    words=int(tokens.counted[first:last].sum()),
                    probability=float(self.found.part_probability[at]),
                    marks=sum(first <= mark.token[0] < last for mark in self.suspicions if mark.counted),
                )
            )
        return tuple(out)


class TextScorer:
    """Scores texts. Immutable, safe in threads.

    Parameters
    ----------
    vectors : Vectors
    without : collection of str
        Dictionaries whose words are not suggested.
    lists : Lists
    program : ProgramRecord
        What else the records name.
    word_model, text_model : Path, optional
        The shipped ones by default.

    Raises
    ------
    ResourceError
        If a table or a model is missing, damaged or does not fit the others.
    """

    __slots__ = ("_held_out", "_language", "_lists", "_model", "program")

    def __init__(
        self,
        vectors: Vectors,
        without: Collection[str],
        lists: Lists,
        program: ProgramRecord,
        *,
        word_model: Path | None = None,
        text_model: Path | None = None,
        ngrams: Path | None = None,
    ) -> None:
        words, counts = WordModel.open(word_model), Ngrams.open(ngrams)
        words.check(counts, vectors)
        self._language = Language(words, words.candidates(without), counts, vectors)
        self._model = TextModel.open(text_model)
        self._held_out = HeldOutScores.open(text_model or resources.shipped(SHIPPED_NAME))
        self._model.check(words.digest)
        self._lists = lists
        self.program = replace(
            program,
            ngrams=counts.digest,
            word_model=words.digest,
            text_model=self._model.digest,
            phrases=lists.phrases.digest if lists.phrases else None,
            allow=lists.allow.digest if lists.allow else None,
        )

    @property
    def model(self) -> TextModel:
        """The text model."""
        return self._model

    def score(self, document: Document, url: str | None, retrieved: str | None) -> TextVerdict:
        """Say whether a text's wording looks machine-spun."""
        read, why = self._read(document)
        tokens = document.tokens
        words_counted = int(tokens.counted.sum())
        return TextVerdict.deferring(
            {
                "suspicions": partial(getattr, read, "suspicions"),
                "false_alarms": partial(text_alarms, self._held_out, read.found.probability),
                "passages": read.passages,
                "evidence": partial(getattr, why, "evidence"),
                "reasons": partial(_reasons, why, read),
                "manipulations": partial(document.manipulations, "suspect"),
                "left_out": partial(document.zones, "suspect"),
                "named_sources": partial(getattr, document, "named_sources"),
                "notes": partial(getattr, document, "notes"),
                "document": partial(text_record, document, url),
            },
            label=read.found.label,
            probability=read.found.probability,
            marked_share=read.marked_words / max(1, words_counted),
            words_counted=words_counted,
            words_left_out=document.words - words_counted,
            program=self.program,
            retrieved=retrieved,
            prior=stated_prior(self._model.manifest),
        )

    def unspin(self, document: Document) -> Unspun:
        """Put the likely original wording back."""
        read, _ = self._read(document)
        text, changes = restored_text(document.text, read.suspicions)
        queries = search_queries(Document.from_text(text), changes)
        return Unspun(text, changes, queries, text_record(document, None), self.program)

    def features(self, document: Document) -> NDArray[np.float64]:
        """Return what a text is judged by, shape (len(TEXT_FEATURES),).

        Of one with too few words to say anything: what a typical honest text has.
        """
        return self._read(document)[1].features

    def _read(self, document: Document) -> tuple[_Read, TextWhy]:
        tokens, language = document.tokens, self._language
        scores = language.words.scores(tokens, language.ngrams, language.vectors)
        listed = self._lists.phrases.find(tokens) if self._lists.phrases else []
        allowed = self._lists.allow.covers(tokens) if self._lists.allow else None
        markable = scores.ordinary if allowed is None else scores.ordinary & ~allowed
        logit = _raised(scores.logit, listed, markable)
        words = np.flatnonzero(markable & tokens.counted)
        words = words[scored_places(scores.inputs.word[words], FIRST_WORD)]
        found, why = judge_text(
            self._model, logit[words], int(tokens.counted.sum()), english=document.looks_english
        )
        probability = self._of_words(logit, scores.inputs.word, markable, tokens.counted, words, found)
        marks = find_marks(tokens, probability, self._model.mark, listed, allowed)
        return _Read(document, scores, marks, language, found, words), why

    def _of_words(
        self,
        logit: NDArray[np.float32],
        word: NDArray[np.int32],
        markable: NDArray[np.bool_],
        counted: NDArray[np.bool_],
        words: NDArray[np.intp],
        found: TextFound,
    ) -> NDArray[np.float64]:
        """Return P(swapped) of every token.

        One of a word that comes too often to be scored is seen as its nearest that is. Of what does not
        count, as another's words quoted here, this text's own wording tells nothing: there it is as likely
        that they were spun as the model assumes of any text.
        """
        at = np.flatnonzero(markable)
        out = np.zeros(len(logit))
        if len(at) and len(words):
            nearest = np.minimum(np.searchsorted(words, at), len(words) - 1)
            features = word_features(logit[at], word[at], FIRST_WORD)
            prior = np.log(self._model.prior / (1 - self._model.prior))
            around = np.where(counted[at], found.around[nearest], prior)
            out[at] = self._model.swapped(features, around)
        return out


def _raised(
    logit: NDArray[np.float32], listed: list[Found], markable: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the log-odds with listed phrases as odd as their list says."""
    if not listed:
        return logit
    out = logit.copy()
    for first, last, _ in listed:
        here = slice(first, last + 1)
        out[here] = np.where(markable[here], np.maximum(out[here], LISTED_LOG_ODDS), out[here])
    return out


def _reasons(why: TextWhy, read: _Read) -> tuple[str, ...]:
    counted = [mark for mark in read.suspicions if mark.counted]
    said = []
    if counted:
        most = max(read.suspicions, key=lambda one: (one.counted, one.probability))
        offered = f", where “{most.suggestions[0].text}” may have stood" if most.suggestions else ""
        said.append(
            f"{len(counted)} {'place is' if len(counted) == 1 else 'places are'} marked, "
            f"{read.marked_words} words; the oddest is “{most.span.text}”{offered}"
        )
    else:
        said.append("no word is likelier swapped than not")
    listed = sum(mark.origin == "listed" for mark in counted)
    if listed:
        said.append(f"{listed} of the marks stand on the list of known phrases that was given")
    return why.reasons(said)


def text_record(document: Document, url: str | None) -> TextRecord:
    """Return what was given, as a record."""
    return TextRecord(
        name=document.name,
        sha256=document.sha256,
        text_sha256=document.text_sha256,
        characters=len(document.text),
        words=document.words,
        text=document.text,
        url=url,
        pages=document.pages or None,
    )
