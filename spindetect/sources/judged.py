"""What several findings come to: beside each source by itself, and beside all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spindetect.model.figures import Figures
from spindetect.model.judge import Finding
from spindetect.model.model import CLASSES
from spindetect.verdict import ClassProbabilities, PairLabel, Passage, SourceFinding

INSUFFICIENT: PairLabel = "insufficient"


def together(
    parts: Sequence[Finding], figures: Sequence[Figures], whole: Finding | None, words: int, left_out: int
) -> Finding:
    """Return the finding of a suspect beside all its sources.

    P(spun) is the greatest beside any one source, without what comes from the others, and beside all of them
    in a row; it is never a sum. So is P(copied); the label is the first of the design's order that holds.

    Parameters
    ----------
    parts : sequence of Finding
        Beside each source by itself.
    figures : sequence of Figures
        The counts behind them.
    whole : Finding, optional
        Beside all of them in a row; None where there is one.
    words, left_out : int
        The suspect's own words, and those left out.
    """
    if whole is None:
        return parts[0]
    every = [whole, *parts]
    first = max(every, key=lambda finding: finding["probability"])
    copied = max(finding["p_copied"] for finding in every)
    probabilities = _joined(first["probabilities"], copied)
    unchanged, swapped = (
        sum(getattr(figure, name) for figure in figures) / max(words, 1) for name in ("unchanged", "swapped")
    )
    return Finding(
        label=_label(whole, parts),
        probability=first["probability"],
        probabilities=probabilities,
        p_copied=1.0 - probabilities.independent,
        copied_share=unchanged + swapped,
        unchanged_share=unchanged,
        swapped_share=swapped,
        longest_run_words=max(finding["longest_run_words"] for finding in parts),
        words_counted=words,
        words_left_out=left_out,
        direction=whole["direction"],
        passages=_passages(parts),
    )


def _label(whole: Finding, parts: Sequence[Finding]) -> PairLabel:
    """Return the first label of the design's order that holds beside a source or beside all.

    Nobody is cleared beside sources of which one is too short to tell.
    """
    if whole["label"] == INSUFFICIENT:
        return INSUFFICIENT
    labels = [finding["label"] for finding in (whole, *parts)]
    found = min((label for label in labels if label != INSUFFICIENT), key=CLASSES.index)
    return INSUFFICIENT if found == "independent" and INSUFFICIENT in labels else found


def _joined(of: ClassProbabilities, copied: float) -> ClassProbabilities:
    """Return probabilities with P(spun) as it is and P(copied) as given, the other answers in proportion."""
    independent = min(1.0 - copied, 1.0 - of.spun)
    others = of.verbatim + of.paraphrased + of.edited
    if not others:
        return of
    scale = max(1.0 - of.spun - independent, 0.0) / others
    return ClassProbabilities(
        of.spun, of.verbatim * scale, of.paraphrased * scale, of.edited * scale, independent
    )


def _passages(parts: Sequence[Finding]) -> tuple[Passage, ...]:
    found = [replace(p, of_source=n) for n, finding in enumerate(parts) for p in finding["passages"]]
    return tuple(sorted(found, key=lambda p: (p.suspect_start, p.suspect_end)))


def of_source(finding: Finding, figures: Figures, words: int) -> SourceFinding:
    """Return what a verdict tells of one source; `words` are the suspect's own words."""
    return SourceFinding(
        words=figures.copied,
        unchanged_share=figures.unchanged / max(words, 1),
        swapped_share=figures.swapped / max(words, 1),
        label=finding["label"],
        probability=finding["probability"],
        direction=finding["direction"],
    )
