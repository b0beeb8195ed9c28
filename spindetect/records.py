"""The frozen records that travel between the rooms and reach users.

Offsets (`start`, `end`) are code points in the text as it was read; token ranges say `token`.
All shares and probabilities lie in [0, 1].
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spindetect.errors import RecordError
from spindetect.serial import unless_none

Side = Literal["source", "suspect"]
OperationKind = Literal["equal", "replace", "insert", "delete", "move"]
SubstitutionKind = Literal[
    "spelling",
    "inflection",
    "synonym",
    "wrong-sense",
    "phrase",
    "function-word",
    "name",
    "number",
    "unrelated",
]
RelationKind = Literal["same", "spelling", "inflection", "synonym", "related", "wrong-sense", "none"]
ManipulationKind = Literal[
    "homoglyph",
    "compatibility-form",
    "zero-width",
    "bidi-control",
    "soft-hyphen",
    "odd-space",
    "curly-quote",
    "control-character",
    "combining-mark",
]
ZoneKind = Literal[
    "quotation",
    "reference",
    "table",
    "code",
    "caption",
    "byline",
    "share-line",
    "boilerplate",
    "background",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: `text[start:end]` of the text as read."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """What the lexicon knows of two words or phrases.

    Attributes
    ----------
    kind : RelationKind
        'synonym' where a common sense is shared, 'wrong-sense' where only a rare one is,
        'related' for hypernyms, sisters and neighbours, 'none' where no source links them.
    sources : tuple of str
        Names of the sources that say so, e.g. ('moby', 'wordnet'); empty for 'none'.
    commonness : float
        How commonly the two share a sense, 0 (never seen) to 1 (always).
    """

    kind: RelationKind
    sources: tuple[str, ...] = ()
    commonness: float = 0.0


@dataclass(frozen=True, slots=True)
class Operation:
    """One edit operation from the source's tokens to the suspect's.

    Ranges are token indices. `equal` and `move` copy `source[source_start:source_end]`, then put
    `written` in place: (offset in the range, the suspect's token as written), for tokens that differ
    only in letter case or in repaired characters. `replace` and `insert` carry the suspect's `text`.
    """

    kind: OperationKind
    source_start: int
    source_end: int
    suspect_start: int
    suspect_end: int
    text: tuple[str, ...] = ()
    written: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        source, suspect = self.source_end - self.source_start, self.suspect_end - self.suspect_start
        kind = self.kind
        if kind == "equal" or kind == "move":
            fine = source == suspect > 0 and not self.text
        elif kind == "replace":
            fine = source > 0 and suspect > 0 and len(self.text) == suspect
        elif kind == "insert":
            fine = source == 0 and suspect > 0 and len(self.text) == suspect
        else:
            fine = source > 0 and suspect == 0 and not self.text
        if not fine or self.source_start < 0 or self.suspect_start < 0:
            raise RecordError(f"impossible {kind} operation", where=repr(self))


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the suspect's tokens come from the source's.

    Attributes
    ----------
    operations : tuple of Operation
        In the suspect's order; both sides are covered exactly once.
    links : tuple of (int, int)
        (source index, suspect index) of tokens that stand for each other, equal or not, sorted.
    """

    operations: tuple[Operation, ...]
    links: tuple[tuple[int, int], ...]

    def replay(self, source: Sequence[str]) -> list[str]:
        """Apply the operations to the source's tokens; the result is the suspect's tokens."""
        out: list[str] = []
        for op in self.operations:
            if op.kind in ("equal", "move"):
                copied = list(source[op.source_start : op.source_end])
                for offset, token in op.written:
                    copied[offset] = token
                out += copied
            else:
                out += op.text
        return out


@dataclass(frozen=True, slots=True)
class Manipulation:
    """Characters that hide a copy from a machine or a reader, and were undone before comparing.

    Attributes
    ----------
    of_source : int, optional
        Of the side 'source', which of several sources; 0 the first.
    """

    kind: ManipulationKind
    side: Side
    count: int
    examples: tuple[Span, ...]
    of_source: int | None = unless_none()


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a text that counts neither for nor against anyone.

    Attributes
    ----------
    of_source : int, optional
        Of the side 'source', which of several sources; 0 the first.
    of_background : int, optional
        Of the kind 'background', which of the background texts explains it; 0 the first.
    """

    kind: ZoneKind
    side: Side
    start: int
    end: int
    words: int
    of_source: int | None = unless_none()
    of_background: int | None = unless_none()


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A source that the suspect itself names, such as 'Source: www.example.org'."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Substitution:
    """One span of the source and the span of the suspect that stands in its place.

    Attributes
    ----------
    relation : Relation
        The lexicon's evidence.
    oddness : float
        How badly the replacement fits where it stands, compared with what it replaced, in [0, 1].
    reason : str
        The same in words that a moderator reads.
    moved : bool
        Whether it stands in a block that was moved.
    source_token, suspect_token : tuple of (int, int)
        Token ranges [start, end).
    of_source : int, optional
        Which of several sources; 0 the first.
    """

    kind: SubstitutionKind
    source: Span
    suspect: Span
    relation: Relation
    oddness: float
    reason: str
    moved: bool
    source_token: tuple[int, int]
    suspect_token: tuple[int, int]
    of_source: int | None = unless_none()


@dataclass(frozen=True, slots=True)
class TextRecord:
    """What was given as one side: enough to check a verdict years later.

    `sha256` is of the bytes given, `text_sha256` of the UTF-8 of the text as read; `text` is None in
    a record made without texts.

    Attributes
    ----------
    pages : tuple of int, optional
        Of a file with pages, where each begins: code points of the text as read. None without pages.
    """

    name: str
    sha256: str
    text_sha256: str
    characters: int
    words: int
    text: str | None
    url: str | None = None
    pages: tuple[int, ...] | None = None

    def page_of(self, offset: int) -> int | None:
        """Return the number of the page that holds a code point, from 1; None of a text without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


@dataclass(frozen=True, slots=True)
class ProgramRecord:
    """What computed a verdict: versions, digests and options.

    Digests are None in the records of programs that did not write them, `phrases` and `allow` also where
    no such list was used.

    Attributes
    ----------
    ngrams, word_model, text_model : str, optional
        The n-gram table, the model of replaced words, and that of documents without a source.
    phrases, allow : str, optional
        The list of known phrases that were looked for, and that of terms never to be marked.
    """

    version: str
    model: str
    lexicon: str
    language: str
    options: dict[str, str]
    aligner: str | None = None
    confusables: str | None = None
    ngrams: str | None = None
    word_model: str | None = None
    text_model: str | None = None
    phrases: str | None = None
    allow: str | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How many held-out innocent documents of a kind had at least a verdict's score.

    Attributes
    ----------
    score : {'spun', 'copied'}
        Which probability was held against theirs.
    kind : str
        Which innocent documents, such as 'edited'; 'all' for those of every kind together.
    reached, documents : int
        k of n.
    upper : float
        The exact upper 95 % bound of the rate (Clopper-Pearson, one-sided).
    """

    score: Literal["spun", "copied"]
    kind: str
    reached: int
    documents: int
    upper: float


@dataclass(frozen=True, slots=True)
class Scored:
    """What the model itself gave, where a verdict's probabilities assume another share of spun documents.

    Attributes
    ----------
    prior : float
        The share that the model's calibration assumed.
    probability : float
        P(spun) at that share.
    p_copied : float, optional
        P(copied) at that share; None of a text without a source.
    """

    prior: float
    probability: float
    p_copied: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy says is to be done about a verdict.

    Attributes
    ----------
    action : {'flag', 'review', 'pass'}
    reason : str
        Why, in a sentence with numbers.
    rule : str
        The rule of the policy that decided, in words.
    policy : str
        The policy's name.
    digest : str
        The policy's SHA-256.
    """

    action: Literal["flag", "review", "pass"]
    reason: str
    rule: str
    policy: str
    digest: str


@dataclass(frozen=True, slots=True)
class FailedPair:
    """A pair of `compare_many` that could not be compared: its place, what was wrong, what to do."""

    index: int
    error: str
    where: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FailedText:
    """A text of `score_many` that could not be scored: its place, what was wrong, what to do."""

    index: int
    error: str
    where: str = ""
    hint: str = ""
