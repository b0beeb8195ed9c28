"""The lower part of the page: every swap with its reason, what was left out, the record."""

from __future__ import annotations

from collections.abc import Sequence, Set

from spindetect.records import Substitution, TextRecord
from spindetect.report.counted import SwapZones
from spindetect.report.differences import Difference
from spindetect.report.direction import arrow
from spindetect.report.html_head import clip, facts, quote, swapped
from spindetect.report.html_texts import REASON_CHARACTERS
from spindetect.report.safe import code_points, escape
from spindetect.report.wording import (
    count,
    manipulation_sentence,
    number,
    p_of,
    percent,
    zone_summary,
)
from spindetect.verdict import PairVerdict, Passage

# Bytes of the list of swaps: with the rows, the page stays under 3 MB.
LIST_BYTES = 900_000
# Entries of the other lists: a hostile page can name a source in every line.
LIST_ENTRIES = 100
# Of a passage's first words, enough to find it in the text.
PASSAGE_CHARACTERS = 120


def swap_entries(verdict: PairVerdict, swaps: Sequence[Substitution]) -> dict[int, str]:
    """Return the entries of the list by the swap's number, the oddest ones if not all fit."""
    zones, points = SwapZones(verdict), arrow(verdict)
    order = sorted(range(len(swaps)), key=lambda n: (-swaps[n].oddness, n))
    left, entries = LIST_BYTES, {}
    for n in order:
        entry = _swap_entry(n + 1, swaps[n], zones.note(swaps[n]), points)
        left -= len(entry.encode())
        if left < 0:
            break
        entries[n + 1] = entry
    return entries


def _swap_entry(n: int, swap: Substitution, note: str, points: str) -> str:
    reason = escape(swap.reason[:REASON_CHARACTERS])
    return (
        f'<li id="l{n}"><span class="n num">{n}</span><div>{swapped(swap, points)}</div>'
        f'<div><p class="reason" dir="auto" id="w{n}">{reason}</p><p '
        f'class="facts">{facts(swap, note)}<!--{n}--></p></div></li>\n'
    )


def swap_list(entries: dict[int, str], total: int, placed: Set[int]) -> str:
    """Return the list in the suspect's order, each entry with a link to its place if it is shown."""
    items = "".join(
        entries[n].replace(
            f"<!--{n}-->", f' <a class="go" href="#s{n}">in the texts</a>' if n in placed else ""
        )
        for n in sorted(entries)
    )
    rest = total - len(entries)
    note = (
        f'<p class="skipped">{count(rest, "less odd swap")} more are in the JSON record.</p>' if rest else ""
    )
    return f'<ol class="list">{items}</ol>{note}'


def passages(verdict: PairVerdict) -> str:
    """Return the passages with what each shares with the source, and how each begins."""
    return _list([_passage(verdict, passage) for passage in verdict.passages])


def _passage(verdict: PairVerdict, p: Passage) -> str:
    text = verdict.suspect.text
    opening = clip(text[p.suspect_start : p.suspect_end], PASSAGE_CHARACTERS) if text is not None else ""
    return (
        f"<li>{count(p.words, 'word')}, characters {number(p.suspect_start)} to {number(p.suspect_end)} of "
        f"the suspect, from {number(p.source_start)} to {number(p.source_end)} of the source: "
        f"{percent(p.unchanged_share)} unchanged, {percent(p.swapped_share)} swapped; {p.label}, "
        f"{escape(p_of('spun', p.probability))}.{f'<br>It begins: “{opening}”' if opening else ''}</li>"
    )


def differing(verdict: PairVerdict, found: Sequence[Difference], placed: Set[int]) -> str:
    """Return negations, numbers and names that differ, with their sentences; `placed` are rows shown."""
    items = [_differing(verdict, part, placed) for part in found]
    return _list(items, "differing")


def _differing(verdict: PairVerdict, part: Difference, placed: Set[int]) -> str:
    row = part.row + 1
    link = f' <a class="go" href="#r{row}">row {row}</a>' if row in placed else ""
    quotes = [
        quote(side, text, spans[0])
        for side, text, spans in (
            ("Source", verdict.source.text, part.source),
            ("Suspect", verdict.suspect.text, part.suspect),
        )
        if spans
    ]
    return f'<li><p>{part.kind}: <b dir="auto">{escape(part.sentence())}</b>{link}</p>{"".join(quotes)}</li>'


def named_sources(verdict: PairVerdict) -> str:
    """Return the sources that the suspect names. They are text, never links: nobody vouches for them."""
    items = []
    for named in verdict.named_sources:
        words = "" if named.span.text.strip() == named.name.strip() else f": “{clip(named.span.text, 300)}”"
        items.append(f"<li><b>{clip(named.name)}</b>{words}</li>")
    return _list(items)


def manipulations(verdict: PairVerdict) -> str:
    """Return what was hidden or disguised in the characters, with examples."""
    items = []
    for found in verdict.manipulations:
        examples = "; ".join(
            f"{clip(example.text, 40)} at {number(example.start)}" for example in found.examples[:3]
        )
        named = code_points("".join(example.text for example in found.examples[:3]))
        told = f" ({escape(named)})" if named else ""
        items.append(
            f"<li>{escape(manipulation_sentence(found))}{told}{f': {examples}' if examples else ''}.</li>"
        )
    return _list(items)


def left_out(verdict: PairVerdict) -> str:
    """Return what was not counted on each side, by kind."""
    items = [
        f"<li>{side.capitalize()}: {escape(summary)}.</li>"
        for side in ("suspect", "source")
        if (summary := zone_summary(verdict.left_out, "suspect" if side == "suspect" else "source"))
    ]
    return _list(items)


def notes(verdict: PairVerdict, more: Sequence[str] = ()) -> str:
    """Return the notes of the verdict and of its drawing."""
    return _list([f'<li dir="auto">{escape(note[:400])}</li>' for note in (*verdict.notes, *more)])


def record(verdict: PairVerdict) -> str:
    """Return what is needed to check the verdict years later."""
    program = verdict.program
    options = ", ".join(f"{key}={value}" for key, value in sorted(program.options.items())) or "none"
    rows = [
        *_text_rows("Suspect", verdict.suspect),
        *_text_rows("Source", verdict.source),
        ("Program", f"spindetect {escape(program.version)}, options: {escape(options)}"),
        ("Model", _code(program.model)),
        ("Lexicon", _code(program.lexicon)),
        ("Language tables", _code(program.language)),
        ("Aligner", _digest(program.aligner)),
        ("Look-alike letters", _digest(program.confusables)),
        ("Schema", escape(verdict.schema)),
    ]
    if verdict.retrieved:
        rows.append(("Retrieved", clip(verdict.retrieved)))
    return f'<dl class="record">{"".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)}</dl>'


def _text_rows(side: str, text: TextRecord) -> list[tuple[str, str]]:
    size = f"{clip(text.name)}: {count(text.words, 'word')}, {count(text.characters, 'character')}"
    rows = [
        (side, size),
        ("SHA-256 of its bytes", _code(text.sha256)),
        ("SHA-256 of its text", _code(text.text_sha256)),
    ]
    return [*rows, *([("Address", clip(text.url, 400))] if text.url else [])]


def _code(value: str) -> str:
    return f"<code>{escape(value)}</code>"


def _digest(value: str | None) -> str:
    return "not named by the version that wrote this record" if value is None else _code(value)


def _list(items: Sequence[str], name: str = "plain") -> str:
    if not items:
        return ""
    rest = len(items) - LIST_ENTRIES
    more = f"<li>and {number(rest)} more, in the JSON record</li>" if rest > 0 else ""
    return f'<ul class="{name}">{"".join(items[:LIST_ENTRIES])}{more}</ul>'
