"""A folder of pages: one for each text, and an index that leads to them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from spindetect.cli.files import Sink, whole_file, write
from spindetect.cli.inputs import STDIN
from spindetect.cli.rows import OverwriteError, Row
from spindetect.cli.streams import encoded
from spindetect.cli.texts import Texts
from spindetect.errors import InputError
from spindetect.records import ProgramRecord
from spindetect.report.html_page import page, section, style
from spindetect.report.html_parts import clip
from spindetect.report.safe import escape
from spindetect.report.wording import chance, percent
from spindetect.text_verdict import TextVerdict

INDEX = "index.html"
_ODD = re.compile(r"[^A-Za-z0-9]+")
_NAME = 60  # characters of a file's name that the name of its page keeps
_ROWS_HERE = "<!-- rows -->"
_HEADINGS = (
    "{}<th scope='col' class='r'>P(spun)</th><th scope='col'>verdict</th>"
    "<th scope='col' class='r'>marked</th>"
)
_LIMITS = (
    "A sign and no proof: machine translation and a writer who is not at home in English make odd "
    "wording too."
)


def page_file(given: Path | None, path: str) -> Path | None:
    """Return the file for the page of a single text, where a folder may have been named for it."""
    if given is None or not given.is_dir():
        return given
    return given / page_name(path)


def page_name(path: str, number: int | None = None) -> str:
    """Return what the page of a text is called: letters and digits that every system and address takes.

    >>> page_name("in/My paper (2).pdf", 7)
    '0007-my-paper-2-pdf.html'
    """
    name = "standard input" if path == STDIN else Path(path).name
    plain = _ODD.sub("-", name.lower()).strip("-")[:_NAME].strip("-") or "text"
    return f"{plain}.html" if number is None else f"{number:04d}-{plain}.html"


class Pages:
    """Writes pages into a folder as their verdicts come.

    Use `Pages.opened`.
    """

    def __init__(self, folder: Path, index: Sink, read: frozenset[Path], decided: bool) -> None:
        self._folder, self._index, self._read, self._decided = folder, index, read, decided

    @classmethod
    @contextlib.contextmanager
    def opened(
        cls, folder: Path, texts: Texts, program: ProgramRecord, *, decided: bool = False
    ) -> Iterator[Pages]:
        """Make the folder, if it is not there, and begin its index, which appears when it is whole.

        Parameters
        ----------
        decided : bool
            Whether a policy decides the verdicts: the index then has a column for what it says.

        Raises
        ------
        InputError
            If it is a file, cannot be made, or is one of the folders that are read or lies in one.
        """
        make_folder(folder, texts)
        begin, end = _frame(program, decided)
        with whole_file(folder / INDEX, keep=True) as index:
            index.write(encoded(begin))
            yield cls(folder, index, frozenset(Path(path).resolve() for path in texts.files()), decided)
            index.write(encoded(end))

    def beside(
        self, judged: Iterable[tuple[Row, TextVerdict | None]], *, no_text: bool
    ) -> Iterator[tuple[Row, TextVerdict | None]]:
        """Yield rows and verdicts as they come, each after its page was written and named in its row."""
        for row, verdict in judged:
            if verdict is not None:
                name = page_name(row["file"], row["row"])
                drawn = (verdict.without_texts() if no_text else verdict).to_html()
                self._write(self._folder / name, drawn)
                row["page"] = str(self._folder / name)
            self._index.write(encoded(_row(row, verdict, self._decided)))
            yield row, verdict

    def _write(self, path: Path, drawn: str) -> None:
        if path.resolve() in self._read:
            raise OverwriteError(
                "is a file to read and the file to write", where=str(path), hint="name another folder"
            )
        write(path, drawn)


def make_folder(folder: Path, texts: Texts) -> None:
    """Make a folder for pages, if it is not there.

    Raises
    ------
    InputError
        If it is a file, cannot be made, or is one of the folders that are read or lies in one.
    """
    _check(folder, texts)
    with contextlib.suppress(FileExistsError):
        try:
            folder.mkdir()
        except FileNotFoundError as error:
            raise InputError(
                "its directory does not exist", where=str(folder), hint="make it first"
            ) from error


def _check(folder: Path, texts: Texts) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(
            "is a file, and many texts have a page each", where=str(folder), hint="name a folder"
        )
    inside = folder.resolve()
    for read in texts.folders():
        if inside == read.resolve() or read.resolve() in inside.parents:
            raise InputError(
                "lies in a folder that is read, where its pages would be taken for texts",
                where=str(folder),
                hint="name a folder elsewhere",
            )


def _frame(program: ProgramRecord, decided: bool) -> tuple[str, str]:
    """Return the index before and after its rows."""
    headings = _HEADINGS.format("<th scope='col'>decision</th>" if decided else "")
    table = (
        f"<div class='scroll'><table class='numbers'><tr>{headings}<th scope='col' class='r'>words</th>"
        f"<th scope='col'>text</th></tr>{_ROWS_HERE}</table></div>"
    )
    whole = page(
        "Texts and their verdicts",
        "<h1>Texts and their verdicts</h1>",
        [section("texts", "Each text, in the order it was read", table)],
        limits=escape(_LIMITS),
        program=program,
        calm=False,
        sheet=style(),
    )
    begin, _, end = whole.partition(_ROWS_HERE)
    return begin, end


def _row(row: Row, verdict: TextVerdict | None, decided: bool) -> str:
    from spindetect.cli.scoring import place_of

    name = clip(place_of(row))
    if verdict is None:
        told = f"{row['error']} ({row['hint']})" if row["hint"] else row["error"]
        empty = "<td></td>" if decided else ""
        return (
            f"<tr>{empty}<td></td><td>failed</td><td></td><td></td><td>{name}: {clip(told, 400)}</td></tr>\n"
        )
    p = chance(verdict.probability) if verdict.label != "insufficient" else ""
    link = f'<a href="{escape(Path(row["page"]).name)}">{name}</a>'
    action = f"<td>{verdict.decision.action if verdict.decision else ''}</td>" if decided else ""
    return (
        f"<tr>{action}<td class='r'>{escape(p)}</td><td>{verdict.label}</td>"
        f"<td class='r'>{percent(verdict.marked_share)}</td><td class='r'>{verdict.words_counted:,}</td>"
        f"<td>{link}</td></tr>\n"
    )
