"""ScanPage: what a person is shown of a scanned corpus, as one plain record.

The scan fills it and the report draws it (`to_html`, `to_text`); neither knows the other. It holds counts of
everything and the first of each ranked list: how many there are in all stands beside every list that is
cut, and the whole lies in the scan's own tables.

Whoever fills it need not cut strings: ids, titles, addresses and words come as they were found, however
hostile, and are made harmless where they are drawn. Lists come ranked, and ties are broken by id, so that
equal scans give equal records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from spindetect.records import ProgramRecord
from spindetect.results import Result
from spindetect.verdict import PairLabel

SCAN_PAGE_SCHEMA: Final = "spindetect/scan-page/1"

# How much of each list the record holds at most: what a person reads, and a page of about 1 MB.
EXAMPLES: Final = 5
"""Rejected documents of one reason."""
FAMILIES: Final = 50
MEMBERS: Final = 12
"""Documents of one family."""
SITES: Final = 200
LINKS: Final = 500
"""Pairs of sites; up to thirty sites are drawn, and all their links should be there."""
SWAPS: Final = 200
PAIRS: Final = 100

FamilyOutcome = Literal["named", "undated", "conflict", "open", "absent"]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of a name."""

    name: str
    n: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ScanDocument:
    """A document, by what its corpus says of it. All of it is a claim of the page that was crawled.

    Attributes
    ----------
    id : str
    url, title, site : str, optional
    published : str, optional
        As the document claims; ISO 8601 where it could be read so. It can be forged.
    """

    id: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class RejectedExample:
    """A document that could not be used: where it lies, and what was wrong."""

    id: str | None
    file: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class RejectedReason:
    """Documents that could not be used for one reason, with the first `EXAMPLES` of them.

    Attributes
    ----------
    reason : str
        A reason of the corpus' tables, such as 'not-english' or 'duplicate-id'.
    n : int
    """

    reason: str
    n: int
    examples: tuple[RejectedExample, ...]


@dataclass(frozen=True, slots=True)
class ExpectedFalse:
    """How many of the flags are to be expected on honest documents, were the whole corpus honest.

    Attributes
    ----------
    what : {'pairs', 'sourceless'}
        Which flags: of pairs, or of documents whose source was not found.
    documents : int
        How many were looked at in this way: pairs that were compared, or documents that were scored.
    flagged : int
        How many of them were flagged here.
    rate : Interval
        False flags a pair, or a document, as measured on honest ones of all kinds together.
    expected : Interval
        False flags were all of them honest: `rate` times `documents`.
    measured_on : str
        On what the rate was measured, in words: "120,000 honest documents, 3 of them flagged".
    prior : float, optional
        The share of spun documents that is assumed; None where nobody named one.
    precision : Interval, optional
        At that share, how many of the flags are right.
    worst_kind : str, optional
        Of the kinds of honest ones that it was measured on, the one with the highest upper bound.
    worst : Interval, optional
        False flags were all of them of that kind: a corpus of one kind is as likely to be like it as like
        all kinds together.
    kinds : tuple of str
        All that it was measured on.
    """

    what: Literal["pairs", "sourceless"]
    documents: int
    flagged: int
    rate: Interval
    expected: Interval
    measured_on: str
    prior: float | None = None
    precision: Interval | None = None
    worst_kind: str | None = None
    worst: Interval | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A document of a family and what was found of it.

    Attributes
    ----------
    document : ScanDocument
    role : {'original', 'source', 'copy', 'duplicate', 'member'}
        'original' only where the family names it; 'source' of several that have the words the copies were
        made from; 'duplicate' of one that has the very same words; 'member' where nothing says who copied
        whom.
    label : PairLabel, optional
        Of the pair that ties it to the family best.
    copied_share : float, optional
        Of its own words, in [0, 1], by that pair.
    page : str, optional
        Where that pair's page lies, relative to the report.
    """

    document: ScanDocument
    role: Literal["original", "source", "copy", "duplicate", "member"]
    label: PairLabel | None = None
    copied_share: float | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class ScanFamily:
    """Documents that were made from each other, or from the same text.

    Attributes
    ----------
    name : str
        As the table of families calls it.
    documents, sites : int
    labels : tuple of Counted
        Its pairs by label.
    outcome : {'named', 'undated', 'conflict', 'open', 'absent'}
        'named': direction and dates agree on `original`. 'undated': the direction alone names it, dates are
        missing. 'conflict': the dates name one document and the direction another; none is named. 'open':
        the evidence does not decide. 'absent': its members look like copies of a text that is not here.
    original : ScanDocument, optional
        The likely original; None unless the outcome is 'named' or 'undated'.
    p_original : float, optional
        How likely, in [0, 1].
    by_direction, by_date : ScanDocument, optional
        Which document the words, and which the claimed dates would name.
    note : str
        Anything else that speaks for or against, as a sentence; '' for nothing.
    members : tuple of FamilyMember
        The first `MEMBERS`, the original first.
    """

    name: str
    documents: int
    sites: int
    labels: tuple[Counted, ...]
    outcome: FamilyOutcome
    original: ScanDocument | None
    members: tuple[FamilyMember, ...]
    p_original: float | None = None
    by_direction: ScanDocument | None = None
    by_date: ScanDocument | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScanSite:
    """A site: how many usable documents it has, how many of them are copies, and how many were copied.

    Only flagged pairs count whose direction is decided, by the evidence of their whole family; a document
    counts once.
    """

    site: str
    documents: int
    copies: int
    copied: int


@dataclass(frozen=True, slots=True)
class SiteLink:
    """Flagged pairs between two sites.

    Attributes
    ----------
    copier, source : str
        Sites; those of a link whose direction is open stand in alphabetical order. They are equal for
        copies within a site.
    is_open : bool
        Whether nothing decides who copied whom in these pairs. Pairs of the same sites that are decided are
        links of their own.
    pairs, documents : int
        Pairs, and documents of `copier` in them.
    labels : tuple of Counted
        Pairs by label.
    """

    copier: str
    source: str
    is_open: bool
    pairs: int
    documents: int
    labels: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How scores are distributed.

    Attributes
    ----------
    name : str
        What was counted, for a reader: "P(spun) of the pairs compared".
    edges : tuple of float [n + 1]
        Ends of the bins, ascending; the last bin has its upper end.
    counts : tuple of int [n]
    marks : tuple of (str, float)
        Thresholds with their names, drawn as lines.
    """

    name: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    marks: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ScanSwap:
    """A swap that comes again and again: a piece of the spinner's own dictionary.

    Attributes
    ----------
    source, suspect : str
        Key of what stood there, and of what stands there now.
    n, documents, sites : int
        Times, copies that have it, sites that have these.
    is_listed : bool
        Whether the lexicon knows the two as related.
    """

    source: str
    suspect: str
    n: int
    documents: int
    sites: int
    is_listed: bool


@dataclass(frozen=True, slots=True)
class ScanPair:
    """A flagged pair, as the table of pairs has it.

    Attributes
    ----------
    number : int
        From 1, as `spindetect show OUT NUMBER` takes it.
    direction : float
        P(the suspect was made from the source), by these two texts alone; near 0.5 where nothing tells.
    words_copied : int
        Of the suspect's own words, those that stand in the source, unchanged or swapped.
    is_decided : bool
        Whether the evidence of the whole family says that the suspect was made from the source. Two copies of
        a third text may look like copy and source.
    decision : str, optional
        'flag', 'review' or 'pass', where a policy decided.
    page : str, optional
        Where the pair's own page lies, relative to the report, with '/' between folders.
    """

    number: int
    suspect: ScanDocument
    source: ScanDocument
    label: PairLabel
    probability: float
    p_copied: float
    copied_share: float
    direction: float
    words_copied: int
    decision: str | None = None
    page: str | None = None
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class ScanStage:
    """A stage of the scan: its name, what it did, how long it took.

    Attributes
    ----------
    rows : int
        How many of `unit` came out, such as documents, candidates, pairs.
    seconds : float
        By the clock.
    kept : int
        How many of its shards were there from a run before.
    """

    name: str
    rows: int
    unit: str
    seconds: float
    kept: int = 0


@dataclass(frozen=True)
class ScanPage(Result):
    """What a person is shown of a scanned corpus.

    Attributes
    ----------
    name : str
        What was scanned, in words or as a path.
    program : ProgramRecord
        What computed it: versions and digests of models and tables.
    read : int
        Documents that were met: `usable` and every rejected one.
    usable : int
    rejected : tuple of RejectedReason
        Most frequent first.
    inputs : tuple of Counted
        Documents by file or part, most first; the first `SITES`.
    n_inputs : int
    duplicates : int
        Usable documents that have the words of another, and were folded into it.
    labels : tuple of Counted
        Usable documents by what was found, each once, in the order of the labels: a pair label; 'duplicate';
        'spun-beside' (its own wording calls it spun, and it shares its words with another, of which nothing
        tells who copied); 'open' (in a pair to be looked at, of which nothing tells who copied);
        'spun-no-source' (its wording alone calls it spun: no other document speaks for it);
        'nothing-found'.
    pair_labels : tuple of Counted
        Pairs that were compared, by label; 'explained' are spun pairs that are left out, since another
        source of the same copy explains what they share.
    decisions : tuple of Counted
        Documents by 'flag', 'review' and 'pass'; empty where no policy decided.
    candidates : int
        Pairs that shared enough to be compared.
    expected : tuple of ExpectedFalse
    families : tuple of ScanFamily
        The largest first; ties by name.
    n_families : int
    sites : tuple of ScanSite
        Most copies first, then most copied; those without either may be left out.
    n_sites : int
        All sites of the corpus; 0 where no document has one.
    links : tuple of SiteLink
        Most pairs first.
    n_links : int
    histograms : tuple of Histogram
    swaps : tuple of ScanSwap
        Those in most documents first.
    n_swaps : int
        Different swaps in all spun pairs.
    pairs : tuple of ScanPair
        The top pairs: surest first, of equal ones those with most words copied.
    n_pairs : int
        Flagged pairs in all.
    stages : tuple of ScanStage
        In the order they ran.
    peak_bytes : int, optional
        Most memory that was used at once.
    settings : dict of str to str
    digests : dict of str to str
        Names of inputs, configuration and outputs, and their digests.
    against : str, optional
        The index that the corpus was compared with, where it was one.
    when : str, optional
        When the scan ended, ISO 8601.
    notes : tuple of str
        Anything the reader must know, as sentences: an unreadable shard, a cap that was hit.
    """

    name: str
    program: ProgramRecord
    read: int
    usable: int
    rejected: tuple[RejectedReason, ...] = ()
    inputs: tuple[Counted, ...] = ()
    n_inputs: int = 0
    duplicates: int = 0
    labels: tuple[Counted, ...] = ()
    pair_labels: tuple[Counted, ...] = ()
    decisions: tuple[Counted, ...] = ()
    candidates: int = 0
    expected: tuple[ExpectedFalse, ...] = ()
    families: tuple[ScanFamily, ...] = ()
    n_families: int = 0
    sites: tuple[ScanSite, ...] = ()
    n_sites: int = 0
    links: tuple[SiteLink, ...] = ()
    n_links: int = 0
    histograms: tuple[Histogram, ...] = ()
    swaps: tuple[ScanSwap, ...] = ()
    n_swaps: int = 0
    pairs: tuple[ScanPair, ...] = ()
    n_pairs: int = 0
    stages: tuple[ScanStage, ...] = ()
    peak_bytes: int | None = None
    settings: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    against: str | None = None
    when: str | None = None
    notes: tuple[str, ...] = ()
    schema: str = SCAN_PAGE_SCHEMA

    KIND = "scan"
    SCHEMA = SCAN_PAGE_SCHEMA
    COMMAND = "scan"

    @property
    def n_rejected(self) -> int:
        """Documents that could not be used."""
        return sum(reason.n for reason in self.rejected)
