"""Make a notebook of each tour's source, run it, and keep what it printed and drew.

usage: python -m notebooks.build [--write]

A tour is written as plain Python with `# %%` between its cells, where the checks of all other code reach it.
Without `--write` it is run and nothing is kept.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

HERE = Path(__file__).parent
TOURS = ("tour",)
_SECONDS = 300  # for one cell; the slowest takes about five
_CELL = re.compile(r"^# %%(?P<markdown> \[markdown\])?\n", re.MULTILINE)


def source(name: str) -> str:
    """Return a tour as it was written."""
    return (HERE / f"{name}.py").read_text(encoding="utf-8")


def cells(text: str) -> list[tuple[str, str]]:
    """Return the kind, 'markdown' or 'code', and the text of every cell."""
    marks = list(_CELL.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    out = []
    for mark, end in zip(marks, ends, strict=True):
        body = text[mark.end() : end].strip("\n")
        if mark["markdown"]:
            lines = (line.removeprefix("#").removeprefix(" ") for line in body.split("\n"))
            out.append(("markdown", "\n".join(lines)))
        else:
            out.append(("code", body))
    return out


def notebook(text: str) -> NotebookNode:
    """Return a tour as a notebook that has not been run."""
    from nbformat import v4

    made = v4.new_notebook()
    for at, (kind, body) in enumerate(cells(text)):
        cell = v4.new_markdown_cell(body) if kind == "markdown" else v4.new_code_cell(body)
        cell["id"] = f"cell-{at}"  # the library's own ids are drawn by chance
        made.cells.append(cell)
    made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return made


def run(made: NotebookNode, folder: Path = HERE) -> NotebookNode:
    """Run a notebook's cells in a kernel of this Python, and return it with what they gave.

    Raises
    ------
    CellExecutionError
        If a cell fails.
    """
    from nbclient import NotebookClient

    client = NotebookClient(
        made, timeout=_SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    return client.execute()


def tidied(made: NotebookNode) -> NotebookNode:
    """Return it without what differs from run to run."""
    for cell in made.cells:
        cell.metadata.pop("execution", None)
    made.metadata.pop("language_info", None)
    return made


def main() -> None:
    import nbformat

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    for name in TOURS:
        made = tidied(run(notebook(source(name))))
        if given.write:
            nbformat.write(made, HERE / f"{name}.ipynb")
        print(f"{name}: {len(made.cells)} cells")


if __name__ == "__main__":
    main()
