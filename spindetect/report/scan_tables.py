"""The lists of a scan's page: top pairs, the spinner's dictionary, what was read, flags to expect, record."""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.report import scan_wording as words
from spindetect.report.html_parts import said
from spindetect.report.html_record import digest, program_rows, record_list
from spindetect.report.safe import escape
from spindetect.report.scan_parts import cut, document, folded, kind, more, page_link, table
from spindetect.report.wording import chance, number, percent
from spindetect.scan_page import RejectedReason, ScanPage, ScanPair

_PAIRS, _SWAPS, _INPUTS = 25, 30, 10
"""Rows of each list that are shown before the rest is folded."""
_WORD = 60  # characters of a swapped word or phrase
_SWAPS_LEAD = (
    "The swaps that come again and again in this corpus: the dictionary of whoever spun it, which nobody "
    "else shows. Search for a few of these words to find more of the same hand. A pair that no lexicon lists "
    "is the surer sign."
)
_PAIRS_LEAD = (
    "The surest pairs first. In a row the likelier copy stands first, yet only where the direction is "
    "known is it decided which of the two was made from the other."
)


def pairs(page: ScanPage) -> str:
    """Return the section on the top pairs."""
    if not page.pairs:
        return "<p>No pair was flagged.</p>"
    has_decision = any(pair.decision for pair in page.pairs)
    heads = [
        ("no.", "r"),
        ("text", ""),
        ("beside", ""),
        ("label", ""),
        ("P(spun)", "r"),
        ("copied", "r"),
        ("words", "r"),
        ("direction", ""),
        *([("decision", "")] if has_decision else []),
        ("page", ""),
    ]
    rows = [
        (
            number(pair.number),
            document(pair.suspect),
            document(pair.source),
            kind(pair.label),
            said(chance(pair.probability)),
            said(percent(pair.copied_share)),
            number(pair.words_copied),
            said(_direction(pair)),
            *([escape(pair.decision or "-")] if has_decision else []),
            page_link(pair.page, "both texts") or f"<code>show OUT {pair.number}</code>",
        )
        for pair in page.pairs
    ]
    title = "Top pairs, with the page that shows both texts."
    shown = _first_of(title, "pairs", heads, rows, _PAIRS, "pairs stack")
    note = more(len(rows), page.n_pairs, "pairs to look at are listed", "what spindetect export writes")
    lead = f'<p class="lead">{said(_PAIRS_LEAD)}</p>'
    explained = words.explained_sentence(page)
    left_out = f"<p>{said(explained)}</p>" if explained else ""
    return f"{lead}{shown}{note}{left_out}"


def _first_of(
    title: str,
    noun: str,
    heads: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    most: int,
    look: str,
) -> str:
    """Return a table of the first rows, and one of the further ones that is opened when asked for."""
    further = rows[most:]
    rest = table(f"Further {noun}.", heads, further, look) if further else ""
    return f"{table(title, heads, rows[:most], look)}{folded(f'{number(len(further))} further {noun}', rest)}"


def _direction(pair: ScanPair) -> str:
    """Return P(the first was made from the second), and whether that decides anything."""
    known = "known" if words.is_known(pair) else "not decided"
    return f"{known} ({percent(pair.direction)})"


def swaps(page: ScanPage) -> str:
    """Return the section on the corpus' most frequent swaps."""
    heads = (
        ("original", ""),
        ("replaced by", ""),
        ("times", "r"),
        ("copies", "r"),
        ("sites", "r"),
        ("in a lexicon?", ""),
    )
    rows = [
        (
            f'<span class="was">{cut(swap.source, _WORD)}</span>',
            f"<b>{cut(swap.suspect, _WORD)}</b>",
            number(swap.n),
            number(swap.documents),
            number(swap.sites),
            "listed" if swap.is_listed else "<b>not listed</b>",
        )
        for swap in page.swaps
    ]
    title = "Most frequent swaps, those in most copies first."
    shown = _first_of(title, "swaps", heads, rows, _SWAPS, "swaps")
    note = more(len(rows), page.n_swaps, "different swaps are listed", "the table of substitutions")
    lead = f'<p class="lead">{said(_SWAPS_LEAD)}</p>'
    return f"{lead}{shown}{note}"


def read(page: ScanPage) -> str:
    """Return the section on what was read and what could not be used."""
    lead = f"<p>{said(words.read_sentence(page))}</p>"
    duplicates = f'<p class="soft">{said(_duplicates(page.duplicates))}</p>' if page.duplicates else ""
    rejected = "".join(map(_rejected, page.rejected))
    listed = (
        f'<h3 class="by">Not used, by reason</h3><ul class="reasons-of">{rejected}</ul>' if rejected else ""
    )
    rows = [(cut(part.name, 80), number(part.n)) for part in page.inputs]
    inputs = table("Documents by input.", (("input", ""), ("documents", "r")), rows) if rows else ""
    note = more(len(rows), page.n_inputs, "inputs are listed", "the manifest")
    return (
        f"{lead}{duplicates}{listed}{folded(f'Inputs ({number(page.n_inputs or len(rows))})', inputs + note)}"
    )


def _duplicates(n: int) -> str:
    if n == 1:
        return "1 of them has the very words of another, or nearly, and was folded into it."
    return f"{number(n)} of them have the very words of another, or nearly, and were folded into it."


def _rejected(reason: RejectedReason) -> str:
    rows = [
        (
            cut(example.id or "no id", 70),
            cut(f"{example.file} {example.place}".strip(), 80),
            cut(example.detail, 160),
        )
        for example in reason.examples
    ]
    heads = (("document", ""), ("where", ""), ("what was wrong", ""))
    shown = table(f"The first {number(len(rows))} of {number(reason.n)}.", heads, rows) if rows else ""
    head = f"<b>{number(reason.n)}</b> {cut(reason.reason, 60)}"
    if not shown:
        return f"<li>{head}</li>"
    return f"<li><details><summary>{head}</summary>{shown}</details></li>"


def expected(page: ScanPage) -> str:
    """Return the section on how many flags would come of honest documents."""
    out = []
    for found in page.expected:
        told = [words.expected_sentence(found), words.worst_sentence(found), words.precision_sentence(found)]
        paragraphs = "".join(f"<p>{said(sentence)}</p>" for sentence in told if sentence)
        a_what = "pair" if found.what == "pairs" else "document"
        measured = f"False flags a {a_what}: {words.share_span(found.rate)}, measured on {found.measured_on}."
        name = "Pairs" if found.what == "pairs" else "Without a source"
        out.append(
            f'<div class="card"><h3>{name}</h3>{paragraphs}<p class="soft">{_untrusted(measured)}</p></div>'
        )
    lead = (
        '<p class="lead">The larger a corpus, the more honest documents are flagged by chance. In brackets: '
        "95&nbsp;% intervals.</p>"
    )
    return f'{lead}<div class="answer scanned">{"".join(out)}</div>'


def _untrusted(sentence: str) -> str:
    return said(sentence[:400])


def record(page: ScanPage) -> str:
    """Return timing, settings and digests: what is needed to do it again and to check it."""
    heads = (
        ("stage", ""),
        ("came out", "r"),
        ("of what", ""),
        ("time", "r"),
        ("a second", "r"),
        ("kept", "r"),
    )
    rows = [
        (
            escape(stage.name[:60]),
            number(stage.rows),
            escape(stage.unit[:40]),
            words.duration(stage.seconds),
            number(round(stage.rows / stage.seconds)) if stage.seconds > 0.05 else "-",
            number(stage.kept),
        )
        for stage in page.stages
    ]
    caption = "Stages; 'kept' are shards that were there from a run before."
    timing = table(caption, heads, rows) if rows else ""
    facts: list[tuple[str, str]] = [("Corpus", cut(page.name, 160))]
    facts += [("Compared with the index", cut(page.against, 160))] if page.against else []
    facts += [("Candidates", number(page.candidates))]
    if page.peak_bytes is not None:
        facts.append(("Most memory", words.memory(page.peak_bytes)))
    facts += [(escape(name[:80]), cut(value, 160)) for name, value in sorted(page.settings.items())]
    facts += program_rows(page.program)
    facts.append(("Aligner", digest(page.program.aligner)))
    facts += [(escape(name[:120]), digest(value[:160])) for name, value in sorted(page.digests.items())]
    return f"{timing}{record_list(facts, page.schema, page.when)}"
