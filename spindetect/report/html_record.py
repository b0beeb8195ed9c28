"""The foot of every page: what the text itself names, what was undone in it, and the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spindetect.numbers import rate as percent
from spindetect.records import Manipulation, NamedSource, ProgramRecord, TextRecord
from spindetect.report.html_parts import clip, entries, said
from spindetect.report.safe import code_points, escape
from spindetect.report.wording import count, manipulation_sentence, number
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict


def named_sources(found: Sequence[NamedSource]) -> str:
    """Return the sources that a text itself names. They are text, never links: nobody vouches for them."""
    items = []
    for named in found:
        words = "" if named.span.text.strip() == named.name.strip() else f": “{clip(named.span.text, 300)}”"
        items.append(f"<li><b>{clip(named.name)}</b>{words}</li>")
    return entries(items)


def manipulations(found: Sequence[Manipulation], where: str = "") -> str:
    """Return what was hidden or disguised in the characters; `where` as `manipulation_sentence` has it."""
    items = []
    for kind in found:
        examples = "; ".join(
            f"{clip(example.text, 40)} at {number(example.start)}" for example in kind.examples[:3]
        )
        named = code_points("".join(example.text for example in kind.examples[:3]))
        told = f" ({escape(named)})" if named else ""
        sentence = escape(manipulation_sentence(kind, where))
        items.append(f"<li>{sentence}{told}{f': {examples}' if examples else ''}.</li>")
    return entries(items)


def notes(found: Iterable[str]) -> str:
    """Return the notes of a result and of its drawing."""
    return entries([f'<li dir="auto">{escape(note[:400])}</li>' for note in found])


def text_rows(role: str, text: TextRecord) -> list[tuple[str, str]]:
    """Return the rows of the record that tell which text was given."""
    size = f"{clip(text.name)}: {count(text.words, 'word')}, {count(text.characters, 'character')}"
    rows = [
        (role, size),
        ("SHA-256 of its bytes", _code(text.sha256)),
        ("SHA-256 of its text", _code(text.text_sha256)),
    ]
    return [*rows, *([("Address", clip(text.url, 400))] if text.url else [])]


def program_rows(program: ProgramRecord) -> list[tuple[str, str]]:
    """Return the rows of the record that tell what computed it, as far as every result has them."""
    options = ", ".join(f"{key}={value}" for key, value in sorted(program.options.items())) or "none"
    return [
        ("Program", f"spindetect {escape(program.version)}, options: {escape(options)}"),
        ("Model", _code(program.model)),
        ("Lexicon", _code(program.lexicon)),
        ("Language tables", _code(program.language)),
    ]


def decision_rows(verdict: PairVerdict | TextVerdict) -> list[tuple[str, str]]:
    """Return the rows of the record on the prior, and on the policy if one was asked."""
    unknown = "not on record"
    own = verdict.scored.prior if verdict.scored else verdict.prior
    rows = [
        ("Share of spun assumed", unknown if verdict.prior is None else said(percent(verdict.prior))),
        ("By the model's calibration", unknown if own is None else said(percent(own))),
    ]
    decision = verdict.decision
    if decision is not None:
        rows.append(("Policy", f"{clip(decision.policy)}: {_code(decision.digest)}"))
    return rows


def digest(value: str | None, none: str = "not named by the version that wrote this record") -> str:
    """Return a digest, or what its absence means."""
    return none if value is None else _code(value)


def record_list(rows: Iterable[tuple[str, str]], schema: str, retrieved: str | None = None) -> str:
    """Return the rows of a record, its schema and date behind them."""
    told = [*rows, ("Schema", escape(schema)), *([("Retrieved", clip(retrieved))] if retrieved else [])]
    return f'<dl class="record">{"".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in told)}</dl>'


def _code(value: str) -> str:
    return f"<code>{escape(value)}</code>"
