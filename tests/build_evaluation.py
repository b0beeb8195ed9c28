"""Evaluations for tests, without a real detector: each text says itself what is to be said of it."""

from __future__ import annotations

from dataclasses import replace

from build import PROGRAM, SOURCE_TEXT, SUSPECT_TEXT, compare

from spindetect.errors import InputError
from spindetect.evaluation import BadRow, LabelledPair, evaluate
from spindetect.evaluation.records import Evaluation
from spindetect.model import CLASSES
from spindetect.text import Document
from spindetect.verdict import ClassProbabilities


class Says:
    """A detector that obeys: a suspect that begins with "spun 0.9" is called spun with P(spun) 0.9.

    What is left of the probability goes to the labelled class, or to 'edited'.
    """

    program = PROGRAM

    def __init__(self) -> None:
        self.compared: list[str] = []

    def compare(self, suspect, source):
        label, p, *_ = suspect.text.split(maxsplit=2)
        self.compared.append(suspect.text)
        if label == "crash":
            raise ZeroDivisionError("a bug")
        if label == "refuse":
            raise InputError("is not liked", where="suspect", hint="take another")
        rest = 1.0 - float(p)
        home = label if label in CLASSES and label != "spun" else "edited"
        shares = dict.fromkeys(CLASSES, 0.0) | {"spun": float(p), home: rest}
        verdict = compare(suspect, source)
        return replace(verdict, label=label, probability=float(p), probabilities=ClassProbabilities(**shares))


def pair(row, label, said, p, *, group="", slices=(), words="and some words more", id=""):
    """Return a row labelled `label` of which `said` with P(spun) `p` will be said."""
    suspect = Document.from_text(f"{said} {p} {words} {row}", "suspect")
    source = Document.from_text(f"a source of {row}", "source")
    return LabelledPair(row, id, suspect, source, label, group or str(row), tuple(slices))


def rows(*given, **options):
    """Return numbered rows of (label, said, p)."""
    return [pair(n, *one, **options) for n, one in enumerate(given, 1)]


MIXED = (
    ("spun", "spun", 0.97),
    ("spun", "spun", 0.8),
    ("spun", "edited", 0.4),
    ("spun", "insufficient", 0.2),
    ("edited", "edited", 0.1),
    ("edited", "spun", 0.9),
    ("verbatim", "verbatim", 0.02),
    ("paraphrased", "independent", 0.01),
    ("independent", "independent", 0.0),
    ("not-spun", "paraphrased", 0.3),
    ("copied", "spun", 0.7),
    ("copied", "independent", 0.05),
)


def build_evaluation(given=MIXED, **options) -> Evaluation:
    """Return an evaluation with mistakes, a failure and slices."""
    made = rows(*given)
    made = [replace(one, slices=("a" if one.row % 2 else "<b>",)) for one in made]
    made.append(BadRow(len(made) + 1, "lacks 'source'", "row", "give one"))
    return evaluate(made, Says(), name="made <up>.jsonl", slices=("set",), **options)


def with_texts() -> Evaluation:
    """Return an evaluation whose worst mistake shows an article with swaps."""
    source = Document.from_text(SOURCE_TEXT, "source")
    suspect = Document.from_text(f"spun 0.99 {SUSPECT_TEXT} <script>alert(1)</script>", "suspect")
    made = [LabelledPair(1, "x", suspect, source, "edited", "g", ())]
    made += [pair(2, "spun", "spun", 0.9), pair(3, "verbatim", "verbatim", 0.1)]
    return evaluate(made, Says(), name="articles")
