"""The Detector: opens the tables once, compares as often as asked."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from spindetect import resources
from spindetect.align import Aligner, DocumentAlignment
from spindetect.errors import InputError, SpindetectError
from spindetect.features import pair_features
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.model import Model, judge
from spindetect.records import (
    FailedPair,
    Manipulation,
    NamedSource,
    ProgramRecord,
    Substitution,
    TextRecord,
    Zone,
)
from spindetect.substitutions import Swaps, measure, to_records
from spindetect.text import Document, looks_like_path
from spindetect.text.homoglyphs import TABLE
from spindetect.verdict import PairVerdict
from spindetect.version import __version__
from spindetect.workers import MOST_WORKERS, map_in_order

Text: TypeAlias = str | Document
Options: TypeAlias = tuple[Path | None, Path | None, tuple[str, ...]]


class Detector:
    """Compares texts. Immutable, safe in threads, and pickles to its paths alone.

    Parameters
    ----------
    model : str or Path, optional
        A model file in the safe format; the shipped one by default.
    lexicon : str or Path, optional
        A lexicon file made by `data/build_lexicon.py`; the shipped one by default.
    without : iterable of str
        Sources of the lexicon to leave out, e.g. ('ppdb',).

    Raises
    ------
    ResourceError
        If a table or the model is missing, damaged or does not fit the others.
    InputError
        If an argument is of another type, or `without` names no source.
    """

    __slots__ = ("_aligner", "_lexicon", "_model", "_options", "_program", "_vectors")

    def __init__(
        self,
        *,
        model: str | Path | None = None,
        lexicon: str | Path | None = None,
        without: Iterable[str] = (),
    ) -> None:
        model, lexicon, without = _path(model, "model"), _path(lexicon, "lexicon"), _names(without)
        self._options: Options = (model, lexicon, without)
        self._lexicon = Lexicon.open(lexicon, without=without)
        self._vectors = Vectors.open()
        self._aligner = Aligner(self._lexicon, self._vectors)
        self._model = Model.open(model)
        resources.shipped(TABLE)  # read when a text needs it; what the record states must be there
        self._program = ProgramRecord(
            version=__version__,
            model=self._model.digest,
            lexicon=self._lexicon.digest,
            language=self._vectors.digest,
            options={"without": ",".join(without)} if without else {},
            aligner=self._aligner.scorer.digest,
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
    def lexicon(self) -> Lexicon:
        """The synonym relation."""
        return self._lexicon

    def compare(
        self,
        suspect: Text,
        source: Text,
        *,
        suspect_url: str | None = None,
        source_url: str | None = None,
        retrieved: str | None = None,
    ) -> PairVerdict:
        """Say whether, and how, the suspect was made from the source.

        Parameters
        ----------
        suspect, source : str or Document
            The texts themselves, not paths: `spindetect.read(path)` reads a file.
        suspect_url, source_url, retrieved : str, optional
            Where and when the texts were found; kept in the record as given.

        Raises
        ------
        InputError
            If a side is not a text, or is the name of an existing file, or a note is no str.
        """
        for name, note in (
            ("suspect_url", suspect_url),
            ("source_url", source_url),
            ("retrieved", retrieved),
        ):
            if note is not None and not isinstance(note, str):
                raise InputError(f"expected a str, found {type(note).__name__}", where=name)
        suspect, source = _document(suspect, "suspect"), _document(source, "source")
        alignment = self._aligner.align(source.tokens, suspect.tokens)
        swaps = measure(source.tokens, suspect.tokens, alignment, self._lexicon, self._vectors)
        features = pair_features(source.tokens, suspect.tokens, alignment, swaps)
        finding, why = judge(self._model, features, source.tokens, suspect.tokens)
        # That nothing was found clears only what could be read: the dictionary and the model are English.
        if finding["label"] == "independent" and not (suspect.looks_english and source.looks_english):
            finding["label"] = "insufficient"
        return PairVerdict.deferring(
            {
                "substitutions": partial(_substitutions, swaps, source, suspect, alignment),
                "operations": alignment.operations,
                "manipulations": partial(_manipulations, suspect, source),
                "left_out": partial(_left_out, suspect, source),
                "named_sources": partial(_named_sources, suspect),
                "notes": partial(_notes, suspect, source),
                "suspect": partial(_text_record, suspect, suspect_url),
                "source": partial(_text_record, source, source_url),
                "evidence": partial(getattr, why, "evidence"),
                "reasons": partial(getattr, why, "reasons"),
            },
            **finding,
            program=self._program,
            retrieved=retrieved,
        )

    def compare_many(
        self, pairs: Iterable[tuple[Text, Text]], *, workers: int = 1
    ) -> Iterator[PairVerdict | FailedPair]:
        """Compare (suspect, source) pairs as they come; one result for each, in order.

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
        if not isinstance(workers, int) or not 1 <= workers <= MOST_WORKERS:
            raise InputError(
                f"expected a whole number from 1 to {MOST_WORKERS}, found {workers!r}", where="workers"
            )
        numbered = enumerate(_iterator(pairs))
        if workers == 1:
            return (_compare_one(self, index, pair) for index, pair in numbered)
        return map_in_order(
            partial(_compare_in_worker, self._options),
            (_sendable(index, pair) for index, pair in numbered),
            workers=workers,
            failed=_unsent,
        )


def load(
    model: str | Path | None = None, *, lexicon: str | Path | None = None, without: Iterable[str] = ()
) -> Detector:
    """Open the shipped tables and model, or the given ones, and return a Detector.

    See `Detector` for the parameters and errors.
    """
    return Detector(model=model, lexicon=lexicon, without=without)


@functools.lru_cache(maxsize=2)
def _reopen(model: Path | None, lexicon: Path | None, without: tuple[str, ...]) -> Detector:
    return Detector(model=model, lexicon=lexicon, without=without)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A pair on its way to a process."""

    index: int
    pair: tuple[Text, Text]


def _sendable(index: int, pair: object) -> _Sent | FailedPair:
    """Return what a process can be sent, so that it gives what this process would have given."""
    try:
        suspect, source = _two(pair)
        _check_text(suspect, "suspect")
        _check_text(source, "source")
    except InputError as error:
        return _failed(index, error)
    return _Sent(index, (suspect, source))


def _compare_in_worker(options: Options, sent: _Sent | FailedPair) -> PairVerdict | FailedPair:
    if isinstance(sent, FailedPair):
        return sent
    try:
        detector = _reopen(*options)
    except SpindetectError as error:  # a file that was changed since the parent opened it
        return _failed(sent.index, error)
    return _compare_one(detector, sent.index, sent.pair)


def _unsent(sent: _Sent | FailedPair, reason: str) -> FailedPair:
    return FailedPair(sent.index, reason, "compare_many", "compare it with workers=1")


def _compare_one(detector: Detector, index: int, pair: object) -> PairVerdict | FailedPair:
    try:
        suspect, source = _two(pair)
        return detector.compare(suspect, source)
    except SpindetectError as error:
        return _failed(index, error)
    except MemoryError:
        return FailedPair(index, "not enough memory for these texts", "compare_many", "split them")
    except Exception as error:  # noqa: BLE001 - one bad pair must not cost the others; its result says it
        return FailedPair(index, f"internal error, please report it: {type(error).__name__}: {error}")


def _failed(index: int, error: SpindetectError) -> FailedPair:
    return FailedPair(index=index, error=error.problem, where=error.where, hint=error.hint)


def _iterator(pairs: Iterable[tuple[Text, Text]]) -> Iterator[tuple[Text, Text]]:
    try:
        return iter(pairs)
    except TypeError as error:
        raise InputError(
            f"expected pairs (suspect, source), found {type(pairs).__name__}",
            where="compare_many",
            hint="give a list or generator of tuples of two texts",
        ) from error


def _two(pair: object) -> tuple[Text, Text]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise InputError(
            f"expected a pair (suspect, source), found {type(pair).__name__}",
            where="compare_many",
            hint="give tuples of two texts",
        )
    return pair[0], pair[1]


def _substitutions(
    swaps: Swaps | None, source: Document, suspect: Document, alignment: DocumentAlignment
) -> tuple[Substitution, ...]:
    return () if swaps is None else to_records(swaps, source, suspect, alignment)


def _check_text(text: object, side: str) -> None:
    held = text.text if isinstance(text, Document) else text
    if not isinstance(held, str):
        found = f"a Document of {type(held).__name__}" if held is not text else type(text).__name__
        raise InputError(
            f"expected a str or a Document, found {found}",
            where=side,
            hint="decode bytes first, or use spindetect.read(path)",
        )


def _path(given: str | Path | None, name: str) -> Path | None:
    if given is None or isinstance(given, Path):
        return given
    if not isinstance(given, str):
        raise InputError(f"expected a file's name, found {type(given).__name__}", where=name)
    return Path(given)


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
    _check_text(text, side)
    if isinstance(text, Document):
        return text
    if looks_like_path(text):
        raise InputError(
            "is the name of an existing file, not a text",
            where=f"{side} {text!r}",
            hint="use spindetect.read(path)",
        )
    return Document.from_text(text, name=side)


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


def _text_record(document: Document, url: str | None) -> TextRecord:
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
