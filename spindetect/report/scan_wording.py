"""The words and numbers that every drawing of a scanned corpus shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from spindetect.numbers import rate as percent
from spindetect.report.safe import printable
from spindetect.report.wording import chance, count, number
from spindetect.scan_page import (
    Counted,
    ExpectedFalse,
    Interval,
    ScanDocument,
    ScanFamily,
    ScanPage,
    ScanPair,
)

LIMITS = (
    "A program computed this. It shows which texts share their words, and how they differ. It does not show "
    "who wrote first, whether there was permission, or what anyone intended; and where nothing was found, "
    "the source may lie outside this corpus."
)
MEANS = (
    (
        "A spun copy has another text's sentences, in its order, with words swapped one for one as a program "
        "does it. People who report the same event, fill in the same form or quote the same release do not "
        "do that, and are not counted."
    ),
    (
        "Verbatim copies are shown because a family is not understood without them. Many are lawful: wire "
        "stories, press releases, a paper's own second edition."
    ),
)
PROVES_NOT = (
    "Who wrote first. Dates are what the pages claim of themselves, and thieves date their copies back.",
    "That there was no permission, or that whoever runs a site knew.",
    "That a document is its author's own: its source may not be in this corpus.",
)
NEXT = (
    "Open the pages of the top pairs below and read both texts before you write to anyone.",
    (
        "Where no original is named, do not guess one: look at an archive of the web, ask for drafts, or ask "
        "both sides."
    ),
    (
        "`spindetect export OUT --csv pairs.csv` gives every flagged pair as a row; `spindetect show OUT 17 "
        "--html pair.html` draws pair 17, whether it has a page here or not."
    ),
)
STATUS = {
    "spun": "spun copies",
    "verbatim": "verbatim copies",
    "paraphrased": "paraphrased copies",
    "edited": "edited copies",
    "insufficient": "too little to say",
    "independent": "their own texts",
    "duplicate": "the same words twice, or nearly",
    "spun-beside": "spun, beside a text that shares their words",
    "open": "beside a likely copy or source",
    "spun-no-source": "spun by their wording alone",
    "nothing-found": "nothing found",
}
STATUS_ONE = {
    "spun": "spun copy",
    "verbatim": "verbatim copy",
    "paraphrased": "paraphrased copy",
    "edited": "edited copy",
    "insufficient": "too little to say",
    "independent": "its own text",
    "duplicate": "the same words twice, or nearly",
    "spun-beside": "spun, beside a text that shares its words",
    "open": "beside a likely copy or source",
    "spun-no-source": "spun by its wording alone",
    "nothing-found": "nothing found",
}
# What is found of documents that were made from another, with another document of the corpus as evidence:
# the last is of those in a pair of which nothing tells which was made from which.
COPIES = ("spun", "verbatim", "paraphrased", "edited", "spun-beside")
EXPLAINED = "explained"
"""Spun pairs that another source of the same copy explains better; see `ScanPage.pair_labels`."""
ALONE = "spun-no-source"
"""What is found of a document that its own wording alone accuses: the weaker evidence, told apart."""
_NAMED = "The words of the copies point to it{}, and {}."
OUTCOME = {
    "named": "the dates that the pages claim agree",
    "undated": "nothing is known of the dates",
    "conflict": (
        "No original is named: by their dates one came first, by their words another. Dates are claims and "
        "can be forged; look at both."
    ),
    "open": "No original is named: neither words nor dates decide who copied whom.",
    "several": (
        "No single original is named: several documents have the words that the others look made from, and "
        "words do not tell which of these was first."
    ),
    "absent": (
        "No original is named: all look like copies of a text that is not in this corpus. None of these "
        "should be taken for the original."
    ),
}
ROLE = {
    "original": "likely original",
    "source": "has the source's words",
    "copy": "copy",
    "duplicate": "same words, or nearly",
    "member": "in the family",
}


def status(name: str, n: int) -> str:
    """Return what documents of a status are called, `n` of them; one that is not known as it is."""
    return (STATUS_ONE if n == 1 else STATUS).get(name, printable(name, limit=60))


def read_sentence(page: ScanPage) -> str:
    """Return what was read, and how much of it could be used."""
    if not page.read:
        return "No document was found in the input."
    left = f"; {number(page.n_rejected)} could not be used" if page.n_rejected else ", all of them usable"
    sites = f" of {count(page.n_sites, 'site')}" if page.n_sites else ""
    return f"{count(page.read, 'document')} read, {number(page.usable)}{sites} scanned{left}."


def copies(page: ScanPage) -> int:
    """Return how many documents look made from another, and another of the corpus is the evidence."""
    return sum(found.n for found in page.labels if found.name in COPIES)


def alone(page: ScanPage) -> int:
    """Return how many documents are called spun by nothing but their own wording."""
    return sum(found.n for found in page.labels if found.name == ALONE)


def found_sentence(page: ScanPage) -> str:
    """Return what was found, in a sentence."""
    if not page.usable:
        return "There was nothing to scan."
    told = [f"{number(f.n)} {status(f.name, f.n)}" for f in page.labels if f.n and f.name != "nothing-found"]
    if not told:
        if page.usable == 1:
            return "There is one document, and nothing to compare it with."
        return f"None of the {number(page.usable)} documents was found to be a copy of another."
    return f"Found: {', '.join(told)}."


def explained_sentence(page: ScanPage) -> str:
    """Return how many spun pairs are left out for a nearer source; nothing where there is none."""
    n = sum(found.n for found in page.pair_labels if found.name == EXPLAINED)
    if not n:
        return ""
    is_left = "further spun pair is" if n == 1 else "further spun pairs are"
    return (
        f"{number(n)} {is_left} left out: what the two texts share, the copy has from a nearer source, and "
        "more besides."
    )


def families_sentence(page: ScanPage) -> str:
    """Return how many families there are, and of how many of those listed the original is named."""
    if not page.n_families:
        return "No families: no two documents were made from each other or from the same text."
    named = sum(family.original is not None for family in page.families)
    listed = len(page.families)
    of = "" if listed == page.n_families else f" of the {number(listed)} largest"
    several = sum(_has_sources(family) for family in page.families)
    narrowed = f", and in {number(several)} narrowed down to a few documents with the same words"
    return (
        f"{count(page.n_families, 'family', 'families')}; a likely original is named in {number(named)}{of}"
        f"{narrowed if several else ''}."
    )


def why(family: ScanFamily) -> str:
    """Return why an original is named, or why none is."""
    if family.original is None:
        if _has_sources(family):
            return OUTCOME["several"]
        known = family.outcome in ("conflict", "open", "absent")
        return OUTCOME[family.outcome if known else "open"]
    p = f" (P = {chance(family.p_original)})" if family.p_original is not None else ""
    p = p.replace("P = >", "P >").replace("P = <", "P <")
    return _NAMED.format(p, OUTCOME["named" if family.outcome == "named" else "undated"])


def _has_sources(family: ScanFamily) -> bool:
    """Return whether several documents have the words that the others of a family were made from."""
    return any(member.role == "source" for member in family.members)


def name_of(document: ScanDocument) -> str:
    """Return what a document is called: its title, else its address, else its id."""
    return document.title or document.url or document.id


def family_name(family: ScanFamily) -> str:
    """Return what to call a family: the title of its original, else the one that most members have."""
    if family.original is not None:
        return name_of(family.original)
    # Spinners spin titles too: the one that most members share is no copy's own.
    titles = Counter(member.document.title for member in family.members if member.document.title)
    return titles.most_common(1)[0][0] if titles else family.name


def is_known(pair: ScanPair) -> bool:
    """Return whether it is said which of a pair was made from the other; of a verbatim copy nothing tells."""
    return pair.is_decided and pair.label == "spun"


def beside(pair: ScanPair) -> str:
    """Return what stands between the two of a pair: 'from' would call the first one the copier."""
    return "from" if is_known(pair) else "beside"


def labels_told(labels: Iterable[Counted]) -> str:
    """Return pairs by label in words: '3 spun, 1 verbatim'."""
    return ", ".join(f"{number(found.n)} {printable(found.name, limit=40)}" for found in labels if found.n)


def small(value: float) -> str:
    """Return an expected number of things, which is seldom whole.

    >>> small(0.0), small(0.004), small(0.43), small(3.26), small(41.7), small(12345.6)
    ('0', 'under 0.01', '0.43', '3.3', '42', '12,346')
    """
    if value <= 0:
        return "0"
    if value < 0.01:
        return "under 0.01"
    if value < 1:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 10 else number(round(value))


def span(found: Interval) -> str:
    """Return an expected number with its interval: '0.43 [0.02 to 2.1]'."""
    return f"{small(found.value)} [{small(found.low)} to {small(found.high)}]"


def share_span(found: Interval) -> str:
    """Return a share with its interval."""
    return f"{percent(found.value)} [{percent(found.low).removesuffix(' %')} to {percent(found.high)}]"


def expected_sentence(found: ExpectedFalse) -> str:
    """Return how many false flags to expect, beside how many flags there are."""
    if found.what == "pairs":
        flags = count(found.flagged, "flagged pair")
        nouns, honest = ("compared pair", "compared pairs"), "of honest texts"
    else:
        flags = count(found.flagged, "document") + " called spun by the wording alone"
        nouns, honest = ("scored document", "scored documents"), "honest"
    many = found.documents != 1
    subject = f"were all {number(found.documents)} {nouns[1]}" if many else f"were the one {nouns[0]}"
    return f"{flags} here; {subject} {honest}, {span(found.expected)} would be expected."


def worst_sentence(found: ExpectedFalse) -> str:
    """Return what the expected number becomes in a corpus like the worst kind that was measured, or ''."""
    if found.worst is None or found.worst_kind is None:
        return ""
    nouns = "pairs that are" if found.what == "pairs" else "texts like"
    return (
        f"That is of all kinds together ({', '.join(found.kinds)}); were all {nouns} the worst of them, "
        f"{found.worst_kind}, up to {small(found.worst.high)}. A corpus of another kind, such as notices "
        "or lists, may have more."
    )


def precision_sentence(found: ExpectedFalse) -> str:
    """Return how many of the flags are right at the share that is assumed, or ''."""
    if found.precision is None or found.prior is None:
        return ""
    return (
        f"If {percent(found.prior)} of the documents are spun, {share_span(found.precision)} of such flags "
        "are right."
    )


def duration(seconds: float) -> str:
    """Return a time as a person says it.

    >>> duration(0.2), duration(8.25), duration(75), duration(7380)
    ('0.2 s', '8.2 s', '1 min 15 s', '2 h 3 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{number(whole // 3600)} h {whole % 3600 // 60} min"


def memory(size: int) -> str:
    """Return a number of bytes.

    >>> memory(812_000_000), memory(1_530_000_000)
    ('812 MB', '1.5 GB')
    """
    return f"{size / 1e6:.0f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"
