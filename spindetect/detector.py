"""The Detector: opens the tables once, compares and scores as often as asked."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar, cast

from spindetect import resources
from spindetect.align import Aligner, DocumentAlignment
from spindetect.attempts import PAIRS, TEXTS, Failed, Kind, attempt
from spindetect.errors import InputError
from spindetect.features import pair_features
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.model import Model, TextModel, judge
from spindetect.model.files import model_file
from spindetect.model.held_out import HeldOutScores, pair_alarms, stated_prior
from spindetect.model.model import SHIPPED_NAME
from spindetect.phrases import PhraseList, TermList
from spindetect.priors import check_share
from spindetect.records import (
    FailedPair,
    FailedText,
    Manipulation,
    NamedSource,
    ProgramRecord,
    Substitution,
    Zone,
)
from spindetect.sourceless import Lists, TextScorer, text_record
from spindetect.substitutions import Swaps, measure, to_records
from spindetect.text import Document, looks_like_path
from spindetect.text.homoglyphs import TABLE
from spindetect.text_verdict import TextVerdict, Unspun
from spindetect.verdict import PairVerdict
from spindetect.version import __version__
from spindetect.workers import MOST_WORKERS, map_in_order

if TYPE_CHECKING:
    from spindetect.phrases.restorer import PhraseRestorer

T = TypeVar("T")
Given = TypeVar("Given")
Judged = TypeVar("Judged")
Read = TypeVar("Read", PhraseList, TermList)
Text: TypeAlias = str | Document
Sources: TypeAlias = Text | Sequence[Text]
Options: TypeAlias = tuple[Path | None, Path | None, tuple[str, ...], Lists, float | None]


class Detector:
    """Compares and scores texts. Immutable, safe in threads, and pickles to its paths alone.

    Parameters
    ----------
    model : str or Path, optional
        A model file in the safe format, or the folder that `spindetect train` wrote; the shipped one by
        default. What it was fitted without is left out of the lexicon too.
    lexicon : str or Path, optional
        A lexicon file made by `data/build_lexicon.py`; the shipped one by default.
    without : iterable of str
        Sources of the lexicon to leave out, e.g. ('ppdb',).
    phrases : str, Path or PhraseList, optional
        Known phrases that `score` marks, with what is expected in their place; see `PhraseList.read`.
    allow : str, Path or TermList, optional
        Terms that `score` never marks; see `TermList.read`.
    prior : float, optional
        The share of spun documents that probabilities are to assume; the models' own by default. See
        `PairVerdict.at_prior`.

    Raises
    ------
    ResourceError
        If a table or the model is missing, damaged or does not fit the others.
    InputError
        If an argument is of another type, `without` names no source, or a list cannot be read.
    """

    __slots__ = (
        "_aligner",
        "_held_out",
        "_lexicon",
        "_model",
        "_ngrams",
        "_options",
        "_prior",
        "_program",
        "_restorer",
        "_scorer",
        "_vectors",
    )

    def __init__(
        self,
        *,
        model: str | Path | None = None,
        lexicon: str | Path | None = None,
        without: Iterable[str] = (),
        phrases: str | Path | PhraseList | None = None,
        allow: str | Path | TermList | None = None,
        prior: float | None = None,
    ) -> None:
        model, lexicon, without = _path(model, "model"), _path(lexicon, "lexicon"), _names(without)
        lists = Lists(
            phrases if isinstance(phrases, PhraseList) else _list(PhraseList, _path(phrases, "phrases")),
            allow if isinstance(allow, TermList) else _list(TermList, _path(allow, "allow")),
        )
        model = model_file(model) if model is not None else None
        self._model = Model.open(model)
        self._held_out = HeldOutScores.open(model or resources.shipped(SHIPPED_NAME))
        without = tuple(sorted({*without, *self._model.without}))
        self._prior = None if prior is None else check_share(prior)
        self._options: Options = (model, lexicon, without, lists, self._prior)
        self._scorer: TextScorer | None = None
        self._restorer: PhraseRestorer | None = None
        self._lexicon = Lexicon.open(lexicon, without=without)
        self._vectors, self._ngrams = Vectors.open(), Ngrams.open()
        self._aligner = Aligner(self._lexicon, self._vectors)
        resources.shipped(TABLE)  # read when a text needs it; what the record states must be there
        self._program = ProgramRecord(
            version=__version__,
            model=self._model.digest,
            lexicon=self._lexicon.digest,
            language=self._vectors.digest,
            options={"without": ",".join(without)} if without else {},
            aligner=self._aligner.scorer.digest,
            ngrams=self._ngrams.digest,
            confusables=resources.digest(TABLE),
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_reopen, self._options)

    @property
    def program(self) -> ProgramRecord:
        """Version and digests of everything that computes a verdict."""
        return self._program

    @property
    def model(self) -> Model:
        """The pair model."""
        return self._model

    @property
    def text_model(self) -> TextModel:
        """The model of texts without a source; opened when it is first asked for."""
        return self._texts().model

    @property
    def held_out(self) -> HeldOutScores | None:
        """The scores of innocent pairs that the pair model was not fitted on; None where it has none."""
        return self._held_out

    @property
    def lexicon(self) -> Lexicon:
        """The synonym relation."""
        return self._lexicon

    def compare(
        self,
        suspect: Text,
        source: Sources,
        *,
        background: Sources = (),
        suspect_url: str | None = None,
        source_url: str | Sequence[str | None] | None = None,
        retrieved: str | None = None,
    ) -> PairVerdict:
        """Say whether, and how, the suspect was made from the source, or from several.

        Parameters
        ----------
        suspect : str or Document
            The text itself, not a path: `spindetect.read(path)` reads a file.
        source : str or Document, or sequence of them
            Its possible source, or several: each sentence of the suspect goes to the one that explains it
            best, of equal ones to the earlier.
        background : sequence of str or Document
            Texts that both sides may honestly share, such as a press release or the author's own earlier
            text. What one of them explains as well as the sources do is shown, and left out of the shares
            and probabilities.
        suspect_url, source_url, retrieved : str, optional
            Where and when the texts were found; kept in the record as given. Of several sources `source_url`
            is a sequence with an address or None for each.

        Raises
        ------
        InputError
            If a side is not a text, or is the name of an existing file, or a note is no str.
        """
        if background or not isinstance(source, (str, Document)):
            shared = _documents(background, "background") if background else ()
            sources = _documents(source, "source")
            if shared or len(sources) > 1:
                return self._beside(
                    _document(suspect, "suspect"), sources, shared, suspect_url, source_url, retrieved
                )
            source = sources[0]
            source_url = _urls(source_url, 1)[0]
        for name, note in (
            ("suspect_url", suspect_url),
            ("source_url", source_url),
            ("retrieved", retrieved),
        ):
            if note is not None and not isinstance(note, str):
                raise InputError(f"expected a str, found {type(note).__name__}", where=name)
        suspect, source = _document(suspect, "suspect"), _document(source, "source")
        source_url = cast("str | None", source_url)
        alignment = self._aligner.align(source.tokens, suspect.tokens)
        swaps = measure(source.tokens, suspect.tokens, alignment, self._lexicon, self._vectors, self._ngrams)
        features = pair_features(source.tokens, suspect.tokens, alignment, swaps)
        finding, why = judge(self._model, features, source.tokens, suspect.tokens)
        # That nothing was found clears only what could be read: the dictionary and the model are English.
        if finding["label"] == "independent" and not (suspect.looks_english and source.looks_english):
            finding["label"] = "insufficient"
        verdict = PairVerdict.deferring(
            {
                "false_alarms": partial(pair_alarms, self._held_out, finding),
                "substitutions": partial(_substitutions, swaps, source, suspect, alignment),
                "operations": alignment.operations,
                "manipulations": partial(_manipulations, suspect, source),
                "left_out": partial(_left_out, suspect, source),
                "named_sources": partial(_named_sources, suspect),
                "notes": partial(_notes, suspect, source),
                "suspect": partial(text_record, suspect, suspect_url),
                "source": partial(text_record, source, source_url),
                "evidence": partial(getattr, why, "evidence"),
                "reasons": partial(getattr, why, "reasons"),
            },
            **finding,
            program=self._program,
            retrieved=retrieved,
            prior=stated_prior(self._model.manifest),
        )
        return verdict if self._prior is None else verdict.at_prior(self._prior)

    def _beside(
        self,
        suspect: Document,
        sources: Sequence[Document],
        background: Sequence[Document],
        suspect_url: str | None,
        source_url: str | Sequence[str | None] | None,
        retrieved: str | None,
    ) -> PairVerdict:
        """Compare with several sources, or beside background texts."""
        from spindetect.sources.compare import Tools, compare_several  # most callers have one source
        from spindetect.sources.record import Given, verdict_of

        for name, note in (("suspect_url", suspect_url), ("retrieved", retrieved)):
            if note is not None and not isinstance(note, str):
                raise InputError(f"expected a str, found {type(note).__name__}", where=name)
        given = Given(suspect_url, _urls(source_url, len(sources)), retrieved, background)
        tools = Tools(self._model, self._aligner, self._lexicon, self._vectors, self._ngrams)
        found = compare_several(tools, suspect, sources, background)
        verdict = verdict_of(found, given, self._program, self._held_out, stated_prior(self._model.manifest))
        return verdict if self._prior is None else verdict.at_prior(self._prior)

    def score(self, text: Text, *, url: str | None = None, retrieved: str | None = None) -> TextVerdict:
        """Say whether a text whose source nobody knows looks machine-spun, and which words do not belong.

        Parameters
        ----------
        text : str or Document
            The text itself, not a path: `spindetect.read(path)` reads a file.
        url, retrieved : str, optional
            Where and when the text was found; kept in the record as given.

        Raises
        ------
        InputError
            If it is not a text, or is the name of an existing file, or a note is no str.
        ResourceError
            If a table or model that only this needs is missing, damaged or does not fit the others.
        """
        for name, note in (("url", url), ("retrieved", retrieved)):
            if note is not None and not isinstance(note, str):
                raise InputError(f"expected a str, found {type(note).__name__}", where=name)
        verdict = self._texts().score(_document(text, "text"), url, retrieved)
        return verdict if self._prior is None else verdict.at_prior(self._prior)

    def score_many(self, texts: Iterable[Text], *, workers: int = 1) -> Iterator[TextVerdict | FailedText]:
        """Score texts as they come; one result for each, in order.

        A text that cannot be scored gives a `FailedText` and stops nothing. Memory is bounded, as in
        `compare_many`.

        Parameters
        ----------
        workers : int
            Processes to use; 1 scores in this one.

        Raises
        ------
        InputError
            If `texts` cannot be gone through, or `workers` is no whole number from 1 to 256.
        ResourceError
            If a table or model that only this needs is missing, damaged or does not fit the others.
        """
        _check_workers(workers)
        self._texts()
        return self._each(TEXTS, _text, _scored, texts, workers)

    def unspin(self, text: Text) -> Unspun:
        """Put the most likely original wording back, and say what to search for.

        Raises
        ------
        InputError
            If it is not a text, or is the name of an existing file.
        ResourceError
            If a table or model that only this needs is missing, damaged or does not fit the others.
        """
        return self._texts().unspin(_document(text, "text"))

    def alternatives(self, phrase: str, limit: int = 10) -> tuple[str, ...]:
        """Return the likely originals of a phrase alone, best first.

        Parameters
        ----------
        phrase : str
            A word, or a term of a few words, such as 'counterfeit consciousness'.
        limit : int
            Most to return.

        Raises
        ------
        InputError
            If the phrase is no str or `limit` is no whole number of at least 1.
        """
        if not isinstance(phrase, str):
            raise InputError(f"expected a str, found {type(phrase).__name__}", where="phrase")
        if not isinstance(limit, int) or limit < 1:
            raise InputError(f"expected a whole number of at least 1, found {limit!r}", where="limit")
        if self._restorer is None:
            from spindetect.phrases.restorer import PhraseRestorer  # few callers ask: they pay

            self._restorer = PhraseRestorer(self._lexicon, self._vectors, Ngrams.open())
        return tuple(found.text for found in self._restorer.alternatives(phrase, limit))

    def _texts(self) -> TextScorer:
        """Open what only texts without a source need, once."""
        if self._scorer is None:  # two threads may both open it: both open the same
            without, lists = self._options[2:4]
            self._scorer = TextScorer(self._vectors, without, lists, self._program)
        return self._scorer

    def compare_many(
        self, pairs: Iterable[tuple[Text, Sources]], *, workers: int = 1
    ) -> Iterator[PairVerdict | FailedPair]:
        """Compare (suspect, source) pairs as they come; one result for each, in order.

        In place of a source there may be a sequence of several, as `compare` takes them.

        A pair that cannot be compared gives a `FailedPair` and stops nothing; what `pairs` itself raises is
        raised after the results of the pairs before it. Memory is bounded: at most `workers * 4` pairs are
        read ahead.

        Parameters
        ----------
        workers : int
            Processes to use; 1 compares in this one.

        Raises
        ------
        InputError
            If `pairs` cannot be gone through, or `workers` is no whole number from 1 to 256.
        """
        _check_workers(workers)
        return self._each(PAIRS, _pair, _compared, pairs, workers)

    def _each(
        self,
        kind: Kind[Failed],
        given: Callable[[object], Given],
        judge: Callable[[Detector, Given], Judged],
        items: Iterable[object],
        workers: int,
    ) -> Iterator[Judged | Failed]:
        """Judge items one by one, here or in processes.

        Parameters
        ----------
        given : callable
            Makes of an item what is judged, or raises InputError.
        """
        numbered = enumerate(_iterator(items, kind.item, kind.name))
        if workers == 1:
            return (attempt(kind, at, partial(_judged, judge, self, given, item)) for at, item in numbered)
        return map_in_order(
            partial(_in_process, kind, judge, self._options),
            # Checked before it is sent, so that a process gives what this one would have given.
            (attempt(kind, at, partial(_sent, at, given, item)) for at, item in numbered),
            workers=workers,
            failed=partial(_unsent, kind),
        )


def load(
    model: str | Path | None = None,
    *,
    lexicon: str | Path | None = None,
    without: Iterable[str] = (),
    phrases: str | Path | PhraseList | None = None,
    allow: str | Path | TermList | None = None,
    prior: float | None = None,
) -> Detector:
    """Open the shipped tables and model, or the given ones, and return a Detector.

    See `Detector` for the parameters and errors.
    """
    return Detector(model=model, lexicon=lexicon, without=without, phrases=phrases, allow=allow, prior=prior)


@functools.lru_cache(maxsize=2)
def _reopen(
    model: Path | None, lexicon: Path | None, without: tuple[str, ...], lists: Lists, prior: float | None
) -> Detector:
    phrases, allow = lists
    return Detector(model=model, lexicon=lexicon, without=without, phrases=phrases, allow=allow, prior=prior)


@dataclass(frozen=True, slots=True)
class _Sent(Generic[Given]):
    """An item on its way to a process."""

    index: int
    given: Given


def _sent(index: int, given: Callable[[object], Given], item: object) -> _Sent[Given]:
    return _Sent(index, given(item))


def _judged(
    judge: Callable[[Detector, Given], Judged],
    detector: Detector,
    given: Callable[[object], Given],
    item: object,
) -> Judged:
    return judge(detector, given(item))


def _in_process(
    kind: Kind[Failed],
    judge: Callable[[Detector, Given], Judged],
    options: Options,
    sent: _Sent[Given] | Failed,
) -> Judged | Failed:
    if not isinstance(sent, _Sent):
        return sent
    return attempt(kind, sent.index, partial(_reopened, judge, options, sent.given))


def _reopened(judge: Callable[[Detector, Given], Judged], options: Options, given: Given) -> Judged:
    return judge(_reopen(*options), given)  # raises if a file was changed since the parent opened it


def _unsent(kind: Kind[Failed], sent: _Sent[Given] | Failed, reason: str) -> Failed:
    return kind.unsent(sent.index, reason)


def _compared(detector: Detector, pair: tuple[Text, Sources]) -> PairVerdict:
    return detector.compare(*pair)


def _scored(detector: Detector, text: Text) -> TextVerdict:
    return detector.score(text)


def _check_workers(workers: object) -> None:
    if not isinstance(workers, int) or not 1 <= workers <= MOST_WORKERS:
        raise InputError(
            f"expected a whole number from 1 to {MOST_WORKERS}, found {workers!r}", where="workers"
        )


def _iterator(items: Iterable[T], what: str, where: str) -> Iterator[T]:
    try:
        return iter(items)
    except TypeError as error:
        raise InputError(
            f"expected {what}, found {type(items).__name__}",
            where=where,
            hint=f"give a list or generator of {what}",
        ) from error


def _pair(pair: object) -> tuple[Text, Sources]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise InputError(
            f"expected a pair (suspect, source), found {type(pair).__name__}",
            where="compare_many",
            hint="give tuples of two texts",
        )
    suspect, source = pair
    if isinstance(source, (tuple, list)):
        return _checked(suspect, "suspect"), _documents(source, "source")
    return _checked(suspect, "suspect"), _checked(source, "source")


def _text(text: object) -> Text:
    return _checked(text, "text")


def _substitutions(
    swaps: Swaps | None, source: Document, suspect: Document, alignment: DocumentAlignment
) -> tuple[Substitution, ...]:
    return () if swaps is None else to_records(swaps, source, suspect, alignment)


def _checked(text: object, side: str) -> Text:
    held = text.text if isinstance(text, Document) else text
    if not isinstance(held, str):
        found = f"a Document of {type(held).__name__}" if held is not text else type(text).__name__
        raise InputError(
            f"expected a str or a Document, found {found}",
            where=side,
            hint="decode bytes first, or use spindetect.read(path)",
        )
    return text if isinstance(text, Document) else held


def _path(given: str | Path | None, name: str) -> Path | None:
    if given is None or isinstance(given, Path):
        return given
    if not isinstance(given, str):
        raise InputError(f"expected a file's name, found {type(given).__name__}", where=name)
    return Path(given)


def _list(kind: type[Read], path: Path | None) -> Read | None:
    return None if path is None else kind.read(path)


def _names(given: Iterable[str]) -> tuple[str, ...]:
    names = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (None,)
    if not all(isinstance(name, str) for name in names):
        raise InputError(
            f"expected names of the lexicon's sources, found {given!r}",
            where="without",
            hint="give a list, as in without=['ppdb']",
        )
    return tuple(sorted(name for name in names if name is not None))


def _document(text: Text, side: str) -> Document:
    text = _checked(text, side)
    if isinstance(text, Document):
        return text
    if looks_like_path(text):
        raise InputError(
            "is the name of an existing file, not a text",
            where=f"{side} {text!r}",
            hint="use spindetect.read(path)",
        )
    return Document.from_text(text, name=side)


def _documents(texts: object, side: str) -> tuple[Document, ...]:
    """Return one text or several as documents, those given as `str` named by their numbers.

    Raises
    ------
    InputError
        If there is none, or one is not a text, or is the name of an existing file.
    """
    if isinstance(texts, (str, Document)):
        return (_document(texts, side),)
    if not isinstance(texts, Sequence):
        raise InputError(
            f"expected a str, a Document or a sequence of them, found {type(texts).__name__}",
            where=side,
            hint="decode bytes first, or use spindetect.read(path)",
        )
    if not texts:
        raise InputError("expected at least one text, found none", where=side)
    several = len(texts) > 1 or side == "background"
    return tuple(_document(text, f"{side} {n}" if several else side) for n, text in enumerate(texts, 1))


def _urls(given: object, sources: int) -> tuple[str | None, ...]:
    """Return where each source was found.

    Raises
    ------
    InputError
        If they are no texts, or not as many as the sources.
    """
    urls = (given,) if isinstance(given, str) else (None,) * sources if given is None else given
    if not isinstance(urls, (tuple, list)) or not all(url is None or isinstance(url, str) for url in urls):
        raise InputError(f"expected a str for each source, found {given!r:.60}", where="source_url")
    if len(urls) != sources:
        raise InputError(
            f"expected {sources}, one for each source, found {len(urls)}",
            where="source_url",
            hint="give None for a source whose address is not known",
        )
    return tuple(urls)


def _manipulations(suspect: Document, source: Document) -> tuple[Manipulation, ...]:
    return (*suspect.manipulations("suspect"), *source.manipulations("source"))


def _left_out(suspect: Document, source: Document) -> tuple[Zone, ...]:
    return (*suspect.zones("suspect"), *source.zones("source"))


def _named_sources(suspect: Document) -> tuple[NamedSource, ...]:
    return suspect.named_sources


def _notes(suspect: Document, source: Document) -> tuple[str, ...]:
    return tuple(
        f"{side}: {note}" for side, text in (("suspect", suspect), ("source", source)) for note in text.notes
    )
