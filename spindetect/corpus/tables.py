"""Every table of a scan: the Arrow types of its columns, and what they hold.

`DOCUMENT` and `REJECTED` are what the readers yield; `KEYS`, `SKETCH`, `CANDIDATES` and `DUPLICATES` live
inside a scan or an index; `OUTPUTS` are the folders that a scan leaves.

Texts of whole documents are `large_string`: a batch of them may pass the 2 GB that 32-bit offsets reach.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from spindetect.corpus.extras import require

require("corpus", "pyarrow", where="spindetect.corpus.tables")

import pyarrow as pa  # noqa: E402 - without it there is an install line, not a traceback

TABLES_VERSION: Final = 1
"""Raised when a column changes its meaning or goes; a stored index or a ledger of another is not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type, what it holds; `nullable` where a row may have none."""

    name: str
    type: pa.DataType
    doc: str
    nullable: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its name, what one row is, and its columns in order."""

    name: str
    doc: str
    columns: tuple[Column, ...]

    @functools.cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema, without metadata."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    @functools.cached_property
    def documented(self) -> pa.Schema:
        """The schema with what each column holds in its metadata, as the output files have it."""
        fields = [
            pa.field(c.name, c.type, nullable=c.nullable, metadata={"description": c.doc})
            for c in self.columns
        ]
        told = {"spindetect": f"{self.name}/{TABLES_VERSION}", "description": self.doc}
        return pa.schema(fields, metadata=told)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(c.name for c in self.columns)

    def empty(self) -> pa.RecordBatch:
        """Return a batch of no rows."""
        return pa.RecordBatch.from_pylist([], schema=self.schema)


def document_key(name: str) -> int:
    """Return the key of a document inside a scan: the first 63 bits of BLAKE2b of its id.

    Two of a billion documents share one with a chance of 5 %, two of a hundred million with 0.05 %; `id`
    breaks the ties.

    Parameters
    ----------
    name : str
        The document's id.

    Returns
    -------
    int
        In [0, 2**63).
    """
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


_STRINGS: Final = pa.list_(pa.string())

_REGION: Final = pa.struct(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
    ]
)

DOCUMENT: Final = Table(
    "document",
    "One document that can be used, as the readers give it.",
    (
        Column("doc", pa.int64(), "key inside the program: `document_key(id)`; ties are broken by `id`"),
        Column("id", pa.string(), "the document's id: given, its url, or file#place"),
        Column("text", pa.large_string(), "the text as read, main content alone of a web page"),
        Column("url", pa.string(), "where it was found", nullable=True),
        Column("published", pa.string(), "date as claimed; ISO 8601 where it parses", nullable=True),
        Column("title", pa.string(), "title as claimed", nullable=True),
        Column("site", pa.string(), "host of the url, or of the id if that is one; no 'www.'", nullable=True),
        Column("file", pa.string(), "input file it was read from"),
        Column("place", pa.string(), "where in the file: 'line 12', 'row 3', 'record 7'; '' if all of it"),
        Column("ordinal", pa.int64(), "order of reading; of documents with one id the first is kept"),
        Column(
            "regions",
            pa.list_(_REGION),
            "quotations, tables, captions and code that a page marks; code points of the text",
            nullable=True,
        ),
    ),
)

REJECTED: Final = Table(
    "rejected",
    "One document, or one stretch of an input, that could not be used.",
    (
        Column("id", pa.string(), "its id, where it had one that can be kept", nullable=True),
        Column("url", pa.string(), "its url, where it had one", nullable=True),
        Column("title", pa.string(), "its title, where it had one", nullable=True),
        Column("file", pa.string(), "input file it stands in"),
        Column("place", pa.string(), "where in the file; '' if all of it"),
        Column("reason", pa.string(), "one of `REASONS`"),
        Column("detail", pa.string(), "the same in words, with numbers"),
    ),
)

Reason: TypeAlias = Literal[
    "not-english",
    "too-short",
    "empty",
    "undecodable",
    "duplicate-id",
    "bad-id",
    "too-large",
    "broken-record",
    "unreadable",
    "not-a-page",
    "failed",
]

REASONS: Final[dict[Reason, str]] = {
    "not-english": "it is in another language, or in none",
    "too-short": "it has fewer words than the detector judges",
    "empty": "it has no text, or none was left when the page around it was taken off",
    "undecodable": "its bytes are no text in the encoding it claims, nor in UTF-8",
    "duplicate-id": "another document of the corpus has its id, and was read before it",
    "bad-id": "its id is longer than ids are kept, empty, or no text",
    "too-large": "it is longer than one document may be",
    "broken-record": "the record that holds it is damaged, or is not what its format asks for",
    "unreadable": "the file, or the rest of it, cannot be read",
    "not-a-page": "the record is no text that was fetched: a redirect, an error, a picture",
    "failed": "the program failed over it: a fault to be reported",
}
"""Why a document is in `rejected/`, and what each reason means."""

KEYS: Final = Table(
    "keys",
    "One key of a document's fingerprint: a word, pair or skip-pair that spinners leave alone.",
    (
        Column("doc", pa.int64(), "the document"),
        Column("key", pa.int64(), "hash of the key"),
        Column("position", pa.int32(), "where it stands: index among the document's words"),
        Column(
            "weight", pa.float32(), "how little likely a spinner is to change it, before rarity, in (0, 1]"
        ),
    ),
)

SKETCH: Final = Table(
    "sketch",
    "One document, summed up for finding exact and near-exact duplicates.",
    (
        Column("doc", pa.int64(), "the document"),
        Column("id", pa.string(), "its id, which breaks ties"),
        Column("words", pa.int32(), "words of it"),
        Column("keys", pa.int32(), "keys of its fingerprint"),
        Column("digest", pa.int64(), "of its words' keys in order: equal where two differ in no word"),
        Column("signature", pa.list_(pa.int64()), "bands of a near-duplicate signature"),
    ),
)

CANDIDATES: Final = Table(
    "candidates",
    "Two documents that share enough to be compared; unordered, `a` < `b`.",
    (
        Column("a", pa.int64(), "the one with the smaller key"),
        Column("b", pa.int64(), "the other"),
        Column("score", pa.float32(), "how much of their keys they share, weighted by rarity"),
        Column("shared", pa.int32(), "keys that they share"),
        Column("a_start", pa.int32(), "first word of the shared part in `a`"),
        Column("a_end", pa.int32(), "the word after its last in `a`"),
        Column("b_start", pa.int32(), "first word of the shared part in `b`"),
        Column("b_end", pa.int32(), "the word after its last in `b`"),
    ),
)

DUPLICATES: Final = Table(
    "duplicates",
    "A document that is folded into another before candidates are sought.",
    (
        Column("doc", pa.int64(), "the duplicate"),
        Column("of", pa.int64(), "the document that stands for it: the first of them by id"),
        Column("kind", pa.string(), "'exact' where no word differs, 'near' otherwise"),
        Column("similarity", pa.float32(), "share of their shingles that they have in common, in [0, 1]"),
    ),
)

_PASSAGE: Final = pa.struct(
    [
        pa.field("suspect_start", pa.int64(), nullable=False),
        pa.field("suspect_end", pa.int64(), nullable=False),
        pa.field("source_start", pa.int64(), nullable=False),
        pa.field("source_end", pa.int64(), nullable=False),
        pa.field("words", pa.int32(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("probability", pa.float64(), nullable=False),
    ]
)

DOCUMENTS: Final = Table(
    "documents",
    "One usable document of the corpus, and what was found of it.",
    (
        Column("id", pa.string(), "the document's id"),
        Column("url", pa.string(), "where it was found", nullable=True),
        Column("published", pa.string(), "date as claimed; ISO 8601 where it parses", nullable=True),
        Column("title", pa.string(), "title as claimed", nullable=True),
        Column("site", pa.string(), "host of the url", nullable=True),
        Column("words", pa.int32(), "words of its text"),
        Column("status", pa.string(), "'compared', 'scored', 'duplicate' or 'failed': what was done with it"),
        Column("label", pa.string(), "its strongest verdict; null where there is none", nullable=True),
        Column("probability", pa.float64(), "P(spun) of that verdict, in [0, 1]", nullable=True),
        Column("duplicate_of", pa.string(), "id of the document it was folded into", nullable=True),
        Column("family", pa.string(), "the family it belongs to", nullable=True),
        Column("decision", pa.string(), "'flag', 'review' or 'pass' under the policy", nullable=True),
    ),
)

PAIRS: Final = Table(
    "pairs",
    "One pair that was compared and is not independent.",
    (
        Column("suspect_id", pa.string(), "the one that was likelier made from the other"),
        Column("source_id", pa.string(), "the other"),
        Column(
            "label",
            pa.string(),
            "as of `compare`: spun, verbatim, paraphrased, edited, insufficient; spun of a part of them "
            "where all of them are not, and only where `certainty` is high enough for a corpus",
        ),
        Column("probability", pa.float64(), "P(spun), in [0, 1]; of a part, where all of them are not spun"),
        Column(
            "certainty",
            pa.float64(),
            "P(one was spun from the other) by all looks at them, in [0, 1]; of a spun pair .5 or more",
        ),
        Column("p_copied", pa.float64(), "1 - P(independent), in [0, 1]"),
        Column("copied_share", pa.float64(), "share of the suspect's own words that stand in the source"),
        Column("direction", pa.float64(), "P(the suspect was made from the source), in [0, 1]"),
        Column("words_copied", pa.int32(), "words of the suspect that stand in the source"),
        Column("score", pa.float32(), "of the candidate, as in `candidates`"),
        Column("decision", pa.string(), "'flag', 'review' or 'pass' under the policy", nullable=True),
        Column("passages", pa.list_(_PASSAGE), "passages; offsets are code points of the texts as read"),
    ),
)

SUBSTITUTIONS: Final = Table(
    "substitutions",
    "One swap in a pair that was called spun.",
    (
        Column("suspect_id", pa.string(), "the pair's suspect"),
        Column("source_id", pa.string(), "the pair's source"),
        Column("source", pa.string(), "the source's words"),
        Column("suspect", pa.string(), "what stands in their place"),
        Column("kind", pa.string(), "kind of swap, as of `compare`"),
        Column("oddness", pa.float64(), "how badly it fits where it stands, in [0, 1]"),
        Column("source_start", pa.int64(), "code point of the source's text where it begins"),
        Column("suspect_start", pa.int64(), "code point of the suspect's text where it begins"),
    ),
)

FAMILIES: Final = Table(
    "families",
    "One family: documents that are copies of each other, or of one that is not in the corpus.",
    (
        Column("family", pa.string(), "its name: the first of its members' ids"),
        Column("size", pa.int32(), "members"),
        Column("members", _STRINGS, "their ids, in order"),
        Column("sites", _STRINGS, "their sites, in order"),
        Column("original", pa.string(), "the likely original; null where it is not decided", nullable=True),
        Column("confidence", pa.float64(), "P(it is the original), in [0, 1]", nullable=True),
        Column("conflict", pa.bool_(), "whether direction and claimed dates contradict each other"),
        Column("reason", pa.string(), "what decided, or why nothing did, in a sentence"),
    ),
)

OUTPUTS: Final = (DOCUMENTS, PAIRS, SUBSTITUTIONS, FAMILIES, REJECTED)
"""The tables that a scan leaves, each in the folder of its name."""

TABLES: Final = (DOCUMENT, KEYS, SKETCH, CANDIDATES, DUPLICATES, *OUTPUTS)
"""All tables."""
