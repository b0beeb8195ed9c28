"""The tables of a scan: one place, documented columns, and what is said when an extra is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from spindetect.corpus import extras
from spindetect.corpus.tables import OUTPUTS, TABLES, document_key
from spindetect.errors import MissingExtraError


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_column_says_what_it_holds(table):
    assert table.doc
    assert len(set(table.names)) == len(table.names)
    for column, field in zip(table.columns, table.documented, strict=True):
        assert len(column.doc) > 5
        assert field.metadata[b"description"].decode() == column.doc
        assert field.nullable == column.nullable
    assert table.documented.equals(table.schema)
    assert table.empty().schema == table.schema


def test_the_outputs_are_the_folders_that_are_promised():
    assert [t.name for t in OUTPUTS] == ["documents", "pairs", "substitutions", "families", "rejected"]


def test_a_document_key_is_of_63_bits_and_stays_what_it_is():
    assert document_key("a") == 0x207C4F1CADB32117
    assert all(0 <= document_key(str(n)) < 2**63 for n in range(1000))
    assert document_key("\ud800") >= 0  # no id stops a scan


def test_a_missing_extra_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(
        extras.importlib.util, "find_spec", lambda name: None if name == "duckdb" else object()
    )
    extras.require("spark")
    extras.require("corpus", "pyarrow")
    with pytest.raises(
        MissingExtraError, match=r"duckdb is not installed.*pip install 'spindetect\[corpus\]'"
    ):
        extras.require("corpus")


def test_the_room_is_light():
    told = (
        "import sys, spindetect, spindetect.corpus; print(sorted({'pyarrow', 'duckdb'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, check=True).stdout == b"[]\n"
