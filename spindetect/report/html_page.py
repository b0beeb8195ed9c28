"""The frame of every page: one self-contained file on which nothing can run or fetch.

The policy in its head allows this very style sheet and nothing else, there is no script, every byte of
the texts is escaped, and bidirectional controls are written out.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

from spindetect.records import ProgramRecord
from spindetect.report.safe import escape

_CALM = ' class="calm"'


@functools.cache
def style(*more: str) -> str:
    """Return the page's style sheet, as shipped, with those of other parts behind it: `style("text")`."""
    folder = Path(__file__).parent
    return "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in ("page", *more))


def policy(sheet: str) -> str:
    """Return a Content-Security-Policy that allows one style sheet, by its digest, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def section(name: str, heading: str, body: str, *, hide: bool = False) -> str:
    """Return a section of the page; `hide` keeps its heading for those who hear the page."""
    head = "" if hide else f'<h2 id="{name}-h">{escape(heading)}</h2>'
    label = f'aria-label="{escape(heading)}"' if hide else f'aria-labelledby="{name}-h"'
    return f'<section id="{name}" {label}>{head}{body}</section>\n'


def page(
    title: str,
    top: str,
    sections: Sequence[str],
    *,
    limits: str,
    program: ProgramRecord,
    calm: bool,
    sheet: str,
) -> str:
    """Return the whole page.

    Parameters
    ----------
    title : str
        Untrusted; everything else is HTML.
    top : str
        The header.
    limits : str
        What the result does not show.
    calm : bool
        No mark is red: red is for a finding of spun text, and a person's own words are no offence.
    sheet : str
        The style sheet, from `style`.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(sheet)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{sheet}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the answer</a>\n'
        f'<div class="wrap"><header>{top}</header>\n'
        f'<main id="main"{_CALM if calm else ""}>\n{"".join(sections)}</main>\n'
        f"<footer><p>{limits}</p><p>Computed by spindetect "
        f"{escape(program.version)}.</p></footer></div>\n"
        "</body>\n</html>\n"
    )
