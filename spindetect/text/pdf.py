"""The text of a PDF: running text in reading order, and where each page begins."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spindetect.errors import InputError, MissingExtraError
from spindetect.text.divided import Divided
from spindetect.text.pdf_layout import Line, lay_out

MAX_PAGES: Final = 10_000
# Of one file, in seconds of a processor: so many, and so many for each megabyte. A book of 1,000 pages, 5 MB,
# takes 15 s and 150 MB of memory. A busy machine may take some times as long.
SECONDS: Final = 30
SECONDS_PER_MB: Final = 10
_PATIENCE: Final = 4
MEMORY: Final = 2_000_000_000
INSTALL: Final = "pip install 'spindetect[docs]'"
_CHILD: Final = Path(__file__).with_name("pdf_child.py")
_MAGIC: Final = b"%PDF-"
_MAGIC_WITHIN: Final = 1024  # bytes that may stand before it, as readers of PDF have it
# Share of letters that the file does not tell (a font without a table of them): above it the rest is no text.
_MAX_LOST: Final = 0.2
_HINT: Final = "open it in a PDF program and save it again, or copy its text into a .txt file"
_OUT_OF_TIME: Final = int(getattr(signal, "SIGXCPU", 24))
_ERRORS: Final = {
    "password": ("is encrypted with a password", "save it without one"),
    "damaged": ("is damaged: it cannot be opened as PDF", _HINT),
}


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says.

    Attributes
    ----------
    text : str
    pages : tuple of int
        Where each page begins.
    notes : tuple of str
        What a reader should know of it.
    """

    text: str
    pages: tuple[int, ...]
    notes: tuple[str, ...]


def pdf_text(data: bytes, where: str, *, most_characters: int) -> PdfText:
    """Return the text of a PDF, without running heads and feet.

    The file is parsed in a process of its own, with bounds on its memory and time, so that one made to
    break its reader breaks nothing else.

    Parameters
    ----------
    data : bytes
    where : str
        The file's name, for messages.
    most_characters : int
        More than these are refused.

    Raises
    ------
    MissingExtraError
        If `pypdfium2` is not installed.
    InputError
        If it is no PDF, encrypted, damaged, too long, or has no text (as a scan).
    """
    found = importlib.util.find_spec("pypdfium2")
    if found is None or found.origin is None:
        raise MissingExtraError("reading PDF files needs pypdfium2", where=where, hint=INSTALL)
    if _MAGIC not in data[:_MAGIC_WITHIN]:
        raise InputError("is not a PDF file, whatever its name says", where=where, hint="check the file")
    pages = _parsed(data, where, Path(found.origin).parents[1], most_characters)
    lines = [[Line(*line) for line in page["lines"]] for page in pages]
    empty = [number for number, page in enumerate(lines, 1) if not page]
    if len(empty) == len(lines):
        many = "1 page" if len(lines) == 1 else f"{len(lines)} pages"
        raise InputError(
            f"has no text on its {many}: it is a scan, or made of pictures",
            where=where,
            hint="run it through text recognition (OCR) first",
        )
    _check_letters(pages, where)
    laid_out = lay_out(lines, Divided(line.text for page in lines for line in page).is_one_word)
    return PdfText(laid_out.text, laid_out.pages, _notes(empty, len(lines)))


def _check_letters(pages: list[dict[str, Any]], where: str) -> None:
    lost = sum(page["lost"] for page in pages)
    letters = sum(len(line[0]) for page in pages for line in page["lines"])
    if lost > _MAX_LOST * letters:
        raise InputError(
            f"does not say which letters its fonts show ({lost:,} of {letters:,})",
            where=where,
            hint="run it through text recognition (OCR), or find another copy",
        )


def _notes(empty: list[int], pages: int) -> tuple[str, ...]:
    if not empty:
        return ()
    shown = ", ".join(map(str, empty[:5])) + (" and others" if len(empty) > 5 else "")
    return (f"{len(empty)} of {pages} pages hold no text, as scans do (p. {shown})",)


def _parsed(data: bytes, where: str, folder: Path, most_characters: int) -> list[dict[str, Any]]:
    """Return the pages as the child tells them."""
    seconds = SECONDS + SECONDS_PER_MB * len(data) // 1_000_000
    limits = map(str, (MEMORY, seconds, MAX_PAGES, most_characters))
    command = [sys.executable, "-P", "-X", "utf8", str(_CHILD), str(folder), *limits]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=_PATIENCE * seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _slow(_PATIENCE * seconds, where) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where, hint="try again") from error
    told = [json.loads(line) for line in done.stdout.splitlines(keepends=False) if line.endswith(b"}")]
    if done.returncode == -_OUT_OF_TIME:
        raise _slow(seconds, where)
    for line in told:
        _check_told(line, where, most_characters)
    if done.returncode or not told or len(told) != told[0]["pages"] + 1:
        raise InputError(f"breaks its reader ({_last_words(done)})", where=where, hint=_HINT)
    if len(told) == 1:
        raise InputError("has no pages", where=where, hint="check the file")
    return told[1:]


def _slow(seconds: int, where: str) -> InputError:
    hint = "split it, or give its text in a .txt file"
    return InputError(f"takes more than {seconds} seconds to read", where=where, hint=hint)


def _check_told(line: dict[str, Any], where: str, most_characters: int) -> None:
    error = line.get("error")
    if error in _ERRORS:
        problem, hint = _ERRORS[error]
        raise InputError(problem, where=where, hint=hint)
    if error == "page":
        raise InputError(f"is damaged: page {line['number']} cannot be read", where=where, hint=_HINT)
    if error == "long":
        raise InputError(
            f"holds more than {most_characters / 1e6:.0f} million characters",
            where=where,
            hint="split it into its documents",
        )
    if line.get("pages", 0) > MAX_PAGES:
        raise InputError(
            f"has {line['pages']:,} pages, more than {MAX_PAGES:,}", where=where, hint="split it"
        )


def _last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    """Say in a few words how the child ended."""
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}"
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:100] if lines else f"status {done.returncode}"
