"""The Detector: opens the tables once, compares as often as asked."""

from __future__ import annotations

import functools
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeAlias

from spindetect.align import Aligner, DocumentAlignment
from spindetect.errors import InputError, SpindetectError
from spindetect.features import pair_features
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.model import Model, judge
from spindetect.records import FailedPair, ProgramRecord, Substitution, TextRecord
from spindetect.substitutions import Swaps, measure, to_records
from spindetect.text import Document, looks_like_path
from spindetect.verdict import PairVerdict
from spindetect.version import __version__

Text: TypeAlias = str | Document

# Pairs in flight for each worker of `compare_many`: enough that none waits, few enough that memory
# stays bounded by the workers and not by the input.
PAIRS_IN_FLIGHT = 4


class Detector:
    """Compares texts. Immutable, safe in threads, and pickles to its paths alone.

    Parameters
    ----------
    model : Path, optional
        A model file in the safe format; the shipped one by default.
    lexicon : Path, optional
        A lexicon file made by `data/build_lexicon.py`; the shipped one by default.
    without : tuple of str
        Sources of the lexicon to leave out, e.g. ('ppdb',).

    Raises
    ------
    ResourceError
        If a table or the model is missing, damaged or does not fit the others.
    """

    __slots__ = ("_aligner", "_lexicon", "_model", "_options", "_program", "_vectors")

    def __init__(
        self, *, model: Path | None = None, lexicon: Path | None = None, without: tuple[str, ...] = ()
    ) -> None:
        self._options = (model, lexicon, tuple(sorted(without)))
        self._lexicon = Lexicon.open(lexicon, without=without)
        self._vectors = Vectors.open()
        self._aligner = Aligner(self._lexicon, self._vectors)
        self._model = Model.open(model)
        self._program = ProgramRecord(
            version=__version__,
            model=self._model.digest,
            lexicon=self._lexicon.digest,
            language=self._vectors.digest,
            options={"without": ",".join(sorted(without))} if without else {},
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
            If a side is not a text, or is the name of an existing file.
        """
        suspect, source = _document(suspect, "suspect"), _document(source, "source")
        alignment = self._aligner.align(source.tokens, suspect.tokens)
        swaps = measure(source.tokens, suspect.tokens, alignment, self._lexicon, self._vectors)
        features = pair_features(source.tokens, suspect.tokens, alignment, swaps)
        finding = judge(self._model, features, source.tokens, suspect.tokens)
        return PairVerdict.deferring(
            {
                "substitutions": partial(_substitutions, swaps, source, suspect, alignment),
                "operations": alignment.operations,
            },
            **finding,
            manipulations=(*suspect.manipulations("suspect"), *source.manipulations("source")),
            left_out=(*suspect.zones("suspect"), *source.zones("source")),
            named_sources=suspect.named_sources,
            notes=_notes(suspect, source),
            suspect=_text_record(suspect, suspect_url),
            source=_text_record(source, source_url),
            program=self._program,
            retrieved=retrieved,
        )

    def compare_many(
        self, pairs: Iterable[tuple[Text, Text]], *, workers: int = 1
    ) -> Iterator[PairVerdict | FailedPair]:
        """Compare (suspect, source) pairs as they come; one result for each, in order.

        A pair that cannot be compared gives a `FailedPair` and stops nothing. Memory is bounded:
        at most `workers * 4` pairs are read ahead.

        Parameters
        ----------
        workers : int
            Processes to use; 1 compares in this one.
        """
        numbered = enumerate(pairs)
        if workers <= 1:
            return (_compare_one(self, index, pair) for index, pair in numbered)
        return self._compare_in_processes(numbered, workers)

    def _compare_in_processes(
        self, numbered: Iterator[tuple[int, tuple[Text, Text]]], workers: int
    ) -> Iterator[PairVerdict | FailedPair]:
        # Spawned workers start clean: a fork would copy the caller's threads' locks as they stand.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            waiting: deque[Future[PairVerdict | FailedPair]] = deque()
            for index, pair in numbered:
                waiting.append(pool.submit(_compare_in_worker, self._options, index, pair))
                if len(waiting) >= workers * PAIRS_IN_FLIGHT:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


def load(
    model: str | Path | None = None, *, lexicon: str | Path | None = None, without: Iterable[str] = ()
) -> Detector:
    """Open the shipped tables and model, or the given ones, and return a Detector.

    See `Detector` for the parameters and errors.
    """
    return Detector(
        model=Path(model) if model is not None else None,
        lexicon=Path(lexicon) if lexicon is not None else None,
        without=tuple(without),
    )


@functools.lru_cache(maxsize=2)
def _reopen(model: Path | None, lexicon: Path | None, without: tuple[str, ...]) -> Detector:
    return Detector(model=model, lexicon=lexicon, without=without)


def _compare_in_worker(
    options: tuple[Path | None, Path | None, tuple[str, ...]], index: int, pair: tuple[Text, Text]
) -> PairVerdict | FailedPair:
    return _compare_one(_reopen(*options), index, pair)


def _compare_one(detector: Detector, index: int, pair: tuple[Text, Text]) -> PairVerdict | FailedPair:
    try:
        suspect, source = _two(pair)
        return detector.compare(suspect, source)
    except SpindetectError as error:
        return FailedPair(index=index, error=error.problem, where=error.where, hint=error.hint)


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


def _document(text: Text, side: str) -> Document:
    if isinstance(text, Document):
        return text
    if not isinstance(text, str):
        raise InputError(
            f"expected a str or a Document, found {type(text).__name__}",
            where=side,
            hint="decode bytes first, or use spindetect.read(path)",
        )
    if looks_like_path(text):
        raise InputError(
            "is the name of an existing file, not a text",
            where=f"{side} {text!r}",
            hint="use spindetect.read(path)",
        )
    return Document.from_text(text, name=side)


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
    )
