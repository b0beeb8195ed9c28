"""A scanned corpus as one self-contained page, for whoever has to act on it."""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.report import scan_wording as words
from spindetect.report.html_page import page, section, style
from spindetect.report.html_parts import said
from spindetect.report.html_record import notes
from spindetect.report.safe import escape
from spindetect.report.scan_families import families
from spindetect.report.scan_parts import cut
from spindetect.report.scan_plots import histograms
from spindetect.report.scan_sites import sites
from spindetect.report.scan_tables import expected, pairs, read, record, swaps
from spindetect.report.wording import LABEL_SHORT, number
from spindetect.report.wording import percent as whole_percent
from spindetect.scan_page import ScanPage

_NOT_FOUND = ("nothing-found", "independent", "insufficient")


def to_html(found: ScanPage) -> str:
    """Return the page: at most about 1 MB, whatever the size of the corpus."""
    main = [section("answer", "The answer", _answer(found), hide=True)]
    if found.notes:
        main.append(section("notes", "What you must know", notes(found.notes)))
    if found.usable:
        main.append(section("sites", "Who copies whom, by site", sites(found)))
        main.append(section("families", "The largest families", families(found)))
        main.append(section("pairs", "The top pairs", pairs(found)))
    if found.swaps:
        main.append(section("swaps", "The spinner's own dictionary", swaps(found)))
    if found.expected:
        main.append(section("expected", "How many flags to expect of honest documents", expected(found)))
    if found.histograms:
        main.append(section("scores", "How the scores are distributed", histograms(found.histograms)))
    main.append(section("read", "What was read", read(found)))
    main.append(section("record", "The record", record(found)))
    return page(
        f"{found.name[:80]}: spindetect scan",
        _top(found),
        main,
        limits=escape(words.LIMITS),
        program=found.program,
        calm=not any(label.name == "spun" and label.n for label in found.labels),
        sheet=style("evaluation", "scan"),
    )


def _top(found: ScanPage) -> str:
    against = f" Compared with the index {cut(found.against, 80)}." if found.against else ""
    when = f" Ended {cut(found.when, 40)}." if found.when else ""
    return (
        '<p class="brand">spindetect scan</p>'
        f'<h1>{cut(found.name, 120)} <span class="role">scanned corpus</span></h1>'
        f'<p class="origin">{said(words.read_sentence(found))}{against}{when}</p>'
    )


def _answer(found: ScanPage) -> str:
    cards = [_copies(found), _families(found), _flags(found)]
    return f'<div class="answer scanned">{"".join(cards)}{_advice(found)}</div>'


def _copies(found: ScanPage) -> str:
    n = words.copies(found)
    of = f"of {number(found.usable)} documents " if found.usable else ""
    told = "looks made from another text" if n == 1 else "look made from other texts"
    return (
        '<div class="card"><h2>How many copies?</h2>'
        f'<p class="big num">{number(n)}</p><p>{of}{told}{_share(n, found.usable)}, with the other text in '
        f"this corpus as evidence.</p>{_alone(found)}{_bars(found)}</div>"
    )


def _alone(found: ScanPage) -> str:
    """Say of how many documents nothing but their own wording speaks, which is weaker evidence."""
    n = words.alone(found)
    if not n:
        return ""
    told = "document is called spun by its" if n == 1 else "documents are called spun by their"
    return (
        f'<p class="soft">{number(n)} further {told} wording alone: no other text here speaks for it, and '
        "they count on no card as copies.</p>"
    )


def _share(n: int, of: int) -> str:
    return f" ({said(whole_percent(n / of))})" if n and of else ""


def _bars(found: ScanPage) -> str:
    """Return documents by what was found, with bars; those of which nothing was found without one."""
    most = max((label.n for label in found.labels if label.name not in _NOT_FOUND), default=0)
    rows = []
    for label in found.labels:
        if not label.n:
            continue
        length = 0 if label.name in _NOT_FOUND or not most else max(1, round(100 * label.n / most))
        bar = f'<rect class="b-{_known(label.name)}" width="{length}" height="8"/>' if length else ""
        name = escape(words.status(label.name, label.n))
        rows.append(
            f'<tr><th scope="row">{name}</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" '
            f'aria-hidden="true">{bar}</svg></td><td class="num">{number(label.n)}</td></tr>'
        )
    if not rows:
        return ""
    return f'<table class="five counts"><caption>Documents, each once.</caption>{"".join(rows)}</table>'


def _known(name: str) -> str:
    return name if name in words.STATUS else "other"


def _families(found: ScanPage) -> str:
    takers = [site for site in found.sites if site.copies][:3]
    listed = "".join(
        f"<li>{cut(site.site, 40)}: {number(site.copies)} of its {number(site.documents)}</li>"
        for site in takers
    )
    who = f'<h3 class="who">Sites with most copies</h3><ul class="why">{listed}</ul>' if listed else ""
    return (
        '<div class="card"><h2>How many families?</h2>'
        f'<p class="big num">{number(found.n_families)}</p><p>{said(words.families_sentence(found))}</p>'
        f"{who}</div>"
    )


def _flags(found: ScanPage) -> str:
    told = []
    for one in found.expected:
        name = "Pairs" if one.what == "pairs" else "Without a source"
        sentences = [words.expected_sentence(one), words.worst_sentence(one), words.precision_sentence(one)]
        told.append(f"<p><b>{name}.</b> {said(' '.join(sentence for sentence in sentences if sentence))}</p>")
    if not told:
        told = ["<p>Nothing was measured for this model and these settings.</p>"]
    pairs_of = next((one for one in found.expected if one.what == "pairs"), None)
    big = words.small(pairs_of.expected.value) if pairs_of else "-"
    return (
        '<div class="card"><h2>How many by mistake?</h2>'
        f'<p class="big num">{escape(big)}</p><p>false flags to expect among the pairs.</p>'
        f"{''.join(told)}</div>"
    )


def _advice(found: ScanPage) -> str:
    """Return what it means, what it does not prove, and what to do next."""
    parts = [("What this means", words.MEANS), ("What it does not prove", words.PROVES_NOT)]
    if found.n_pairs or words.copies(found):
        parts.append(("What to do next", words.NEXT))
    listed = "".join(_column(head, sentences) for head, sentences in parts)
    labels = {pair.label for pair in found.pairs}
    keys = "".join(f"<li><b>{name}</b>: {LABEL_SHORT[name]}</li>" for name in LABEL_SHORT if name in labels)
    legend = f'<ul class="legend labels">{keys}</ul>' if keys else ""
    return (
        f'<div class="card reasons"><h2>How to read this</h2><div class="advice">{listed}</div>{legend}</div>'
    )


def _column(head: str, sentences: Sequence[str]) -> str:
    items = "".join(f"<li>{_coded(sentence)}</li>" for sentence in sentences)
    return f'<div><h3>{head}</h3><ul class="why">{items}</ul></div>'


def _coded(sentence: str) -> str:
    """Return a sentence with what stands between backticks as code."""
    parts = sentence.split("`")
    return "".join(f"<code>{escape(p)}</code>" if n % 2 else said(p) for n, p in enumerate(parts))
