"""The tours: their notebooks are those of their sources, and every cell runs on the samples."""

from __future__ import annotations

import json
import sys

import pytest

from notebooks.build import HERE, TOURS, cells, notebook, run, source


@pytest.mark.parametrize("name", TOURS)
def test_a_notebook_is_made_of_its_source(name):
    kept = json.loads((HERE / f"{name}.ipynb").read_text(encoding="utf-8"))
    found = [(cell["cell_type"], "".join(cell["source"])) for cell in kept["cells"]]
    assert found == cells(source(name)), "run python -m notebooks.build --write"


@pytest.mark.parametrize("name", TOURS)
def test_a_notebook_was_kept_with_what_it_printed_and_drew(name):
    kept = json.loads((HERE / f"{name}.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in kept["cells"] for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 5
    assert not any(output["output_type"] == "error" for output in outputs)


# The libraries below warn of what is theirs to mend.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", TOURS)
def test_every_cell_runs(name):
    made = run(notebook(source(name)))
    assert all(cell.get("execution_count") for cell in made.cells if cell.cell_type == "code")


@pytest.mark.filterwarnings("default")
def test_a_cell_that_fails_is_told():
    from nbclient.exceptions import CellExecutionError

    with pytest.raises(CellExecutionError, match="no such cell"):
        run(notebook('# %%\nraise ValueError("no such cell")\n'))


def test_cells_are_cut_where_they_are_marked():
    text = "# %% [markdown]\n# # Title\n#\n# Words.\n\n# %%\na = 1\n\n\n# %%\nb = 2\n"
    assert cells(text) == [("markdown", "# Title\n\nWords."), ("code", "a = 1"), ("code", "b = 2")]


def test_the_kernel_is_this_python():
    made = run(notebook("# %%\nimport sys\nprint(sys.prefix)\n"))
    assert made.cells[0].outputs[0].text.strip() == sys.prefix
