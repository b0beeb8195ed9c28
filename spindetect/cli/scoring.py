"""Many texts: read, scored and written one after the other, a row for each."""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from spindetect.cli import many
from spindetect.cli.many import Tally, Words, progress, rows_out
from spindetect.cli.options import Output
from spindetect.cli.pages import Pages
from spindetect.cli.policies import Judging
from spindetect.cli.rows import Row, Text
from spindetect.cli.scorer import Scorer, opened
from spindetect.cli.streams import is_terminal, wants_color
from spindetect.cli.texts import Entry, Texts
from spindetect.records import FailedText
from spindetect.report.safe import printable
from spindetect.report.wording import chance, percent
from spindetect.text_verdict import TextVerdict

WORDS = Words("text", "texts", "score", "scored", "scoring")
HEAD = f"{'P(SPUN)':>7}  {'VERDICT':<12}  {'MARKED':>9}  {'WORDS':>7}  TEXT\n"
DECIDED_HEAD = f"{'DECISION':<8}  {HEAD}"
_ACTION_STYLES = {"flag": "1;31", "review": "1;33", "pass": "1;32", "failed": "1;33"}
_STYLES = {"spun": "1;31", "not-spun": "1;32", "insufficient": "1", "failed": "1;33"}
_LONGEST = 400  # characters of a place and of what was wrong there


def score_rows(
    texts: Texts,
    output: Output,
    *,
    lists: Mapping[str, Path],
    judging: Judging[TextVerdict],
    as_rows_of_json: bool,
    no_text: bool,
    workers: int,
) -> int:
    """Score texts and write a row for each, and with `--html` a page.

    Parameters
    ----------
    lists : mapping
        'phrases' and 'allow', as `load` takes them.
    judging : Judging
        What is made of each verdict.

    Returns
    -------
    int
        The exit status.

    Raises
    ------
    InputError
        If no text could be scored, or one could not and nothing is flagged.
    """
    detector = opened(lists)
    colored = wants_color(output.color) and (output.out is None or output.color == "always")
    has_policy = judging.policy is not None
    line = partial(as_line, colored=colored, decided=has_policy)
    draw = partial(many.as_json, no_text=no_text) if as_rows_of_json else line
    head = "" if as_rows_of_json else DECIDED_HEAD if has_policy else HEAD
    tally: Tally[TextVerdict] = Tally(WORDS, draw, judging, output.quiet, head)
    # Rows on the terminal show how far it is, and a bar would stand among them.
    has_bar = not output.quiet and not (output.out is None and is_terminal(sys.stdout))
    with contextlib.ExitStack() as stack:
        write = stack.enter_context(rows_out(output.out))
        pages = None
        if output.html is not None:
            pages = stack.enter_context(
                Pages.opened(output.html, texts, detector.program, decided=has_policy)
            )
        shown = stack.enter_context(progress(texts, WORDS, texts.count, quiet=not has_bar))
        found = judging.each(judged(shown, detector, workers=workers))
        tally.write(found if pages is None else pages.beside(found, no_text=no_text), write)
    _say_what_was_passed_over(texts, output)
    if output.html is not None:
        output.tell(f"wrote the pages, open {output.html / 'index.html'}")
    return tally.conclude(", ".join(map(str, texts.paths[:3])))


def judged(
    entries: Iterable[Entry], detector: Scorer, *, workers: int
) -> Iterator[tuple[Row, TextVerdict | None]]:
    """Yield each text's row and its verdict, or its row with what was wrong; as many ahead as are scored."""
    waiting: deque[Entry] = deque()

    def texts() -> Iterator[Text]:
        for entry in entries:
            waiting.append(entry)
            # What could not be read takes a place too: by their order results are told apart.
            yield entry.text if entry.text is not None else ""

    for found in detector.score_many(texts(), workers=workers):
        entry = waiting.popleft()
        if entry.text is None:
            yield entry.row, None
        elif isinstance(found, FailedText):
            yield entry.row | {"error": found.error, "where": found.where, "hint": found.hint}, None
        else:
            yield entry.row, found


def as_line(row: Row, verdict: TextVerdict | None, *, colored: bool, decided: bool = False) -> str:
    """Return a row for people: P(spun), label, share of marked words, words, and where the text is.

    Parameters
    ----------
    decided : bool
        Whether a policy's decision stands before it.
    """
    if verdict is None:
        hint = f" ({row['hint']})" if row["hint"] else ""
        facts, label = ("-", "-", "-"), "failed"
        name = f"{place_of(row)}: {row['error']}{hint}"
    else:
        is_told = verdict.label != "insufficient"
        label, name = verdict.label, place_of(row)
        facts = (
            chance(verdict.probability) if is_told else "-",
            percent(verdict.marked_share),
            f"{verdict.words_counted:,}",
        )
    shown, action = f"{label:<12}", ""
    if decided:
        named = verdict.decision.action if verdict is not None and verdict.decision else "failed"
        action = f"{named:<8}  "
        action = f"\x1b[{_ACTION_STYLES[named]}m{action}\x1b[0m" if colored else action
    if colored:
        shown = f"\x1b[{_STYLES[label]}m{shown}\x1b[0m"
    return (
        f"{action}{facts[0]:>7}  {shown}  {facts[1]:>9}  {facts[2]:>7}  {printable(name, limit=_LONGEST)}\n"
    )


def place_of(row: Row) -> str:
    """Return where a row's text is: its file, and of JSON lines its id or line."""
    file = "standard input" if row["file"] == "-" else str(row["file"])
    if row["line"] is None:
        return file
    return f"{file}, {row['id']}" if row["id"] not in (None, "") else f"{file}, line {row['line']}"


def _say_what_was_passed_over(texts: Texts, output: Output) -> None:
    if texts.passed_over:
        kinds = ", ".join(
            f"{n} {kind or 'without an ending'}" for kind, n in texts.passed_over.most_common(5)
        )
        output.tell(f"passed over {texts.passed_over.total()} files of other kinds: {kinds}")
