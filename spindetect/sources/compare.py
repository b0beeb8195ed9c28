"""From a suspect, its sources and what both sides may share to all that a verdict says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.align import Aligner, DocumentAlignment
from spindetect.features import PairFeatures, pair_features
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.model import Model, judge
from spindetect.model.figures import Figures, count
from spindetect.model.judge import Finding, Why
from spindetect.sources.background import mark
from spindetect.sources.explained import EXPLAINED_SHARE, best, explained, own_words
from spindetect.sources.joined import joined_alignment, joined_tokens
from spindetect.sources.judged import together
from spindetect.sources.masks import restricted, uncounted
from spindetect.sources.told import quoted
from spindetect.substitutions import Swaps, measure
from spindetect.text import Document, Tokens


class Tools(NamedTuple):
    """What compares one pair of texts."""

    model: Model
    aligner: Aligner
    lexicon: Lexicon
    vectors: Vectors
    ngrams: Ngrams


@dataclass(frozen=True, eq=False)
class Judged:
    """The suspect, or some of its sentences, beside one text.

    Attributes
    ----------
    alignment : DocumentAlignment
        From the text's tokens to the suspect's.
    swaps : Swaps or None
    features : PairFeatures
    finding, why : Finding, Why
    """

    alignment: DocumentAlignment
    swaps: Swaps | None
    features: PairFeatures
    finding: Finding
    why: Why

    @cached_property
    def figures(self) -> Figures:
        """The counts of the whole."""
        return count(self.features)

    @property
    def is_spun(self) -> bool:
        """Whether the label is 'spun'."""
        return self.finding["label"] == "spun"


def judged(tools: Tools, source: Tokens, suspect: Tokens, alignment: DocumentAlignment) -> Judged:
    """Judge the counted words of two texts."""
    swaps = measure(source, suspect, alignment, tools.lexicon, tools.vectors, tools.ngrams)
    features = pair_features(source, suspect, alignment, swaps)
    return Judged(alignment, swaps, features, *judge(tools.model, features, source, suspect))


@dataclass(frozen=True, eq=False)
class Text:
    """A text with what is left out of it.

    Attributes
    ----------
    document : Document
        With zones of the kind 'background' where one explains it.
    left : array of int64, shape (n_sentences,)
        Which background text explains each sentence, or -1.
    """

    document: Document
    left: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Several:
    """A suspect beside all its sources, and beside what both sides may share.

    Attributes
    ----------
    suspect : Text
    sources : tuple of Text
    beside : tuple of Judged
        The suspect beside each source, without what comes from the others or from a background text.
    background : tuple of Judged
        What background texts explain, each beside its text.
    spun_beside : tuple of tuple of int
        For each background text that explains something, beside which sources it is spun itself.
    finding : Finding
        What all that comes to.
    why : Why
        Of that part which has the greatest P(spun).
    """

    suspect: Text
    sources: tuple[Text, ...]
    beside: tuple[Judged, ...]
    background: tuple[Judged, ...]
    spun_beside: tuple[tuple[int, ...], ...]
    finding: Finding
    why: Why


def compare_several(
    tools: Tools, suspect: Document, sources: Sequence[Document], background: Sequence[Document] = ()
) -> Several:
    """Give each sentence of the suspect to the text that explains it best, and judge what remains.

    Parameters
    ----------
    sources : sequence of Document
        At least one.
    background : sequence of Document
        What both sides may honestly share: a release, a wire story, a template.
    """
    tokens = suspect.tokens
    alignments = [tools.aligner.align(source.tokens, tokens) for source in sources]
    worth = np.array([explained(alignment, tokens) for alignment in alignments])
    whose = best(list(worth))
    worth = worth[whose, np.arange(len(whose))]
    shared = [tools.aligner.align(text.tokens, tokens) for text in background]
    marked = Text(*mark(suspect, worth, shared))
    texts, beside, others = [], [], []
    elsewhere = worth >= np.maximum(EXPLAINED_SHARE * own_words(tokens), 1.0)
    for n, (source, alignment) in enumerate(zip(sources, alignments, strict=True)):
        own = restricted(alignment, (whose == n)[tokens.sentence])
        others.append([tools.aligner.align(text.tokens, source.tokens) for text in background])
        texts.append(_source(source, own, others[-1]))
        rest = uncounted(marked.document.tokens, (whose != n) & elsewhere)
        beside.append(judged(tools, texts[-1].document.tokens, rest, own))
    explains = [
        judged(tools, text.tokens, uncounted(tokens, marked.left != n), alignment)
        for n, (text, alignment) in enumerate(zip(background, shared, strict=True))
    ]
    spun = tuple(
        tuple(
            n
            for n, source in enumerate(sources)
            if part.figures.words and judged(tools, text.tokens, source.tokens, others[n][at]).is_spun
        )
        for at, (text, part) in enumerate(zip(background, explains, strict=True))
    )
    return _together(tools, marked, texts, beside, explains, spun)


def _source(source: Document, alignment: DocumentAlignment, shared: Sequence[DocumentAlignment]) -> Text:
    """Leave out of a source what background texts explain as well as the suspect does."""
    worth = explained(alignment.reversed(), source.tokens) if shared else own_words(source.tokens)
    return Text(*mark(source, worth, shared))


def _together(
    tools: Tools,
    suspect: Text,
    sources: list[Text],
    beside: list[Judged],
    background: list[Judged],
    spun_beside: tuple[tuple[int, ...], ...],
) -> Several:
    tokens = suspect.document.tokens
    whole = _in_a_row(tools, suspect, sources, beside) if len(sources) > 1 else None
    words = int(np.count_nonzero(tokens.counted))
    finding = together(
        [part.finding for part in beside],
        [part.figures for part in beside],
        whole.finding if whole else None,
        words,
        suspect.document.words - words,
    )
    # Using a release does not explain that its words were swapped, and a spun copy of the source is no
    # release: nobody is cleared by that.
    doubtful = any(spun_beside) or any(part.is_spun for part in background)
    if finding["label"] == "independent" and doubtful:
        finding["label"] = "insufficient"
    why = _why(sources, beside, whole)
    return Several(suspect, tuple(sources), tuple(beside), tuple(background), spun_beside, finding, why)


def _why(sources: list[Text], beside: list[Judged], whole: Judged | None) -> Why:
    """Return what moved the greatest P(spun), and beside which source that is."""
    if whole is None:
        return beside[0].why
    parts = [(whole, ""), *zip(beside, (f"Beside {quoted(s.document.name)}, " for s in sources), strict=True)]
    first, beginning = max(parts, key=lambda part: part[0].finding["probability"])
    opening = first.why.opening
    if beginning:
        opening = beginning + opening[:1].lower() + opening[1:]
    return replace(first.why, opening=opening)


def _in_a_row(tools: Tools, suspect: Text, sources: list[Text], beside: list[Judged]) -> Judged:
    """Judge the suspect beside all sources as one text: passages too short by themselves add up.

    The sources stand in the order in which the suspect has them, so that the order in which they were given
    tells nothing.
    """
    tokens = suspect.document.tokens
    order = sorted(range(len(beside)), key=lambda n: _first_linked(beside[n].alignment))
    row = joined_tokens([sources[n].document.tokens for n in order])
    alignment = joined_alignment(tools.aligner, row, tokens, [beside[n].alignment for n in order])
    return judged(tools, row, tokens, alignment)


def _first_linked(alignment: DocumentAlignment) -> int:
    """Return the first token of the suspect that stands in the source, or one beyond the last."""
    linked = (alignment.source_of >= 0).nonzero()[0]
    return int(linked[0]) if len(linked) else len(alignment.source_of)
