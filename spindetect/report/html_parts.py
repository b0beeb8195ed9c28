"""Small pieces of HTML that every page has; whatever comes from a text is escaped and bounded here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from spindetect.numbers import rate as percent
from spindetect.records import Reached, Span
from spindetect.report.context import excerpt
from spindetect.report.decided import ACTION_SIGNS, decision_sentences, grounds, has_answer, kind_of
from spindetect.report.safe import escape
from spindetect.report.wording import number
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import Evidence, PairVerdict

# Characters of a file name, an address or a marked phrase; longer ones end in an ellipsis.
NAME_CHARACTERS = 160
# Of a passage's first words, enough to find it in the text.
PASSAGE_CHARACTERS = 120
# Characters of a reason: it stands once in the list and twice beside the marks.
REASON_CHARACTERS = 400
# Characters of one unbroken run: a line of a million characters is shown by its beginning.
RUN_CHARACTERS = 4_000
# Entries of a list: a hostile page can name a source in every line.
LIST_ENTRIES = 100
# Bytes of all rows together. A browser lays out 1.5 MB of rows in about a second on a phone; with the
# lists below it the page stays under 3 MB.
ROWS_BYTES = 1_800_000
# Charged for each row beside its own bytes: the note on rows that are left out before it.
NOTE_BYTES = 220
# A space that must not end a line: "9 %", "P > 0.99".
_TOGETHER = re.compile(r" (?=%|[<>=] [\d.])|(?<= [<>=]) (?=[\d.])")


def clip(text: str, limit: int = NAME_CHARACTERS) -> str:
    """Return untrusted text for the page, at most `limit` characters of it, isolated from its line."""
    return f"<bdi>{escape(text if len(text) <= limit else text[:limit] + '…')}</bdi>"


def said(sentence: str) -> str:
    """Return a sentence for the page; percent signs and signs of comparison stay beside their numbers."""
    return escape(_TOGETHER.sub("\u00a0", sentence))


def origin(facts: Iterable[tuple[str, str | None]]) -> str:
    """Return where and when texts were found, as far as the record says so."""
    told = [f"{words} {clip(value, 400)}" for words, value in facts if value]
    return f'<p class="origin">{"; ".join(told)}</p>' if told else ""


def label(name: str, sign: str) -> str:
    """Return a label with its sign and a class of its own, so that colour is not all that tells it."""
    return f'<span class="label l-{name}"><span class="sign" aria-hidden="true">{sign}</span>{name}</span>'


def listed(head: str, sentences: Sequence[str], lead: str = "") -> str:
    """Return sentences as a list below its head, or '' where there are none; `head` and `lead` are HTML."""
    if not sentences:
        return ""
    items = "".join(f'<li dir="auto">{said(sentence)}</li>' for sentence in sentences)
    return f'<h3>{head}</h3>{lead}<ul class="why">{items}</ul>'


def evidence(found: Sequence[Evidence], of: str) -> str:
    """Return the features behind the reasons, which a careful reader checks; `of` is 'pair' or 'text'."""
    if not found:
        return ""
    rows = "".join(
        f"<tr><td>{escape(e.feature)}</td><td class='r'>{e.value:.3g}</td><td "
        f"class='r'>{e.reference:.3g}</td>"
        f"<td class='extra'>{escape(e.unit)}</td><td class='r'>{e.effect:+.2f}</td></tr>"
        for e in found
    )
    return (
        "<details><summary>The numbers behind the reasons</summary>"
        '<p class="soft">Effect: P(spun) here minus P(spun) if this one number were as in a typical '
        f"honest {of}.</p>"
        "<table class='numbers'><tr><th scope='col'>feature</th><th scope='col' class='r'>here</th>"
        "<th scope='col' class='r'>typical</th><th scope='col' class='extra'>unit</th>"
        f"<th scope='col' class='r'>effect</th></tr>{rows}</table></details>"
    )


def decided(verdict: PairVerdict | TextVerdict) -> str:
    """Return the card that says what a policy says is to be done, or '' where none was asked."""
    decision = verdict.decision
    if decision is None:
        return ""
    means, why, rule = map(said, decision_sentences(decision))
    sign = f'<span class="sign" aria-hidden="true">{ACTION_SIGNS[decision.action]}</span>'
    return (
        f'<div class="card decision a-{decision.action}"><h2>What to do?</h2><p class="big">{sign} '
        f'{decision.action} <span class="near">{means}</span></p><p>{why}</p><p class="soft">{rule}</p></div>'
    )


def rests_on(verdict: PairVerdict | TextVerdict) -> str:
    """Return what the probabilities rest on, and how each kind of innocent documents scored."""
    told = "".join(f'<p class="soft">{said(sentence)}</p>' for sentence in grounds(verdict) if sentence)
    rows = "".join(map(_alarms, verdict.false_alarms or ())) if has_answer(verdict) else ""
    if not rows:
        return told
    heads = ("<th scope='col'>innocent</th><th scope='col'>P</th>", "reached it", "of", "at most")
    columns = "".join(f"<th scope='col' class='r'>{head}</th>" for head in heads[1:])
    return (
        f"{told}<details><summary>False alarms by kind</summary><table class='numbers'>"
        f"<tr>{heads[0]}{columns}</tr>{rows}</table></details>"
    )


def _alarms(one: Reached) -> str:
    return (
        f"<tr><td>{escape(kind_of(one))}</td><td>{one.score}</td><td class='r'>{number(one.reached)}</td>"
        f"<td class='r'>{number(one.documents)}</td><td class='r'>{said(percent(one.upper))}</td></tr>"
    )


def swatch(fill: str) -> str:
    """Return a small square for a key: of a class, or of the pattern 'stripes'."""
    paint = 'fill="url(#stripes)"' if fill == "stripes" else f'class="{fill}"'
    return f'<svg viewBox="0 0 14 14" aria-hidden="true"><rect {paint} width="14" height="14"/></svg>'


def quote(side: str, text: str | None, span: Span) -> str:
    """Return the sentence around a span, the span marked."""
    if text is None:
        return ""
    found = excerpt(text, span)
    inside = found.span if len(found.span) <= NAME_CHARACTERS else found.span[:NAME_CHARACTERS] + "…"
    head = f"<small>{side}</small>" if side else ""
    return (
        '<p class="quote" '
        f'dir="auto">{head}{escape(found.before)}<b>{escape(inside)}</b>{escape(found.after)}</p>'
    )


def entries(items: Sequence[str], name: str = "plain") -> str:
    """Return a list of a class, cut where it grows too long; '' where there is nothing."""
    if not items:
        return ""
    rest = len(items) - LIST_ENTRIES
    more = f"<li>and {number(rest)} more, in the JSON record</li>" if rest > 0 else ""
    return f'<ul class="{name}">{"".join(items[:LIST_ENTRIES])}{more}</ul>'


def run(text: str) -> str:
    """Return a run of a text, of a long one its beginning and how much is not shown."""
    if len(text) <= RUN_CHARACTERS:
        return escape(text)
    left = number(len(text) - RUN_CHARACTERS)
    return f'{escape(text[:RUN_CHARACTERS])}<span class="gap"> […{left} characters not shown]</span>'


def in_zone(html: str, zone: str, opening: bool) -> str:
    """Return what stands in a left-out part of a kind as such; where it opens, the kind is said."""
    if not zone:
        return html
    told = f"<small>{escape(zone.replace('-', ' '))}, not counted</small>" if opening else ""
    return f'<span class="zone">{told}{html}</span>'


def within(
    order: Iterable[int], draw: Callable[[int], str], limit: int, *, each: int = NOTE_BYTES
) -> dict[int, str]:
    """Draw rows, the most telling first, until `limit` bytes are used; return them by their number.

    Parameters
    ----------
    order : iterable of int
        Numbers of rows; one that comes again is not drawn again.
    draw : callable
        Gives the HTML of a row.
    each : int
        Bytes charged for a row beside its own.
    """
    drawn: dict[int, str] = {}
    left = limit
    for index in order:
        if index in drawn:
            continue
        html = draw(index)
        left -= len(html.encode()) + each
        if left < 0:
            break
        drawn[index] = html
    return drawn


def not_shown(hidden: Sequence[int], facts: str) -> str:
    """Return the note for rows that follow each other and are not shown; `facts` says what they hold."""
    rows = (
        f"Rows {number(hidden[0] + 1)} to {number(hidden[-1] + 1)} are"
        if len(hidden) > 1
        else f"Row {number(hidden[0] + 1)} is"
    )
    return (
        f'<p class="skipped">{rows} not shown, to keep the page small: {facts}. The JSON record has '
        "everything.</p>\n"
    )
