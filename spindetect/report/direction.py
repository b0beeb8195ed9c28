"""Which text was made from which, in words; and the warning where the sides look exchanged."""

from __future__ import annotations

from spindetect.report.wording import p_of
from spindetect.verdict import PairVerdict

# Above 0.9 the direction is said as a finding. P(direction) is symmetric around 0.5, and at 0.9 a
# reader who trusts it is wrong once in ten; below that the honest word is "not decided".
DIRECTION_SAID = 0.9
# Nearer to 0.5 than this, a figure would only look like a measurement.
_NOTHING_TELLS = 0.005


def direction_is_decided(verdict: PairVerdict) -> bool:
    """Return whether the evidence says which text was made from which."""
    copied = verdict.label not in ("independent", "insufficient")
    # Of several sources each has a direction of its own, said where they are told one by one.
    return copied and verdict.sources is None and is_decided(verdict.direction)


def is_decided(direction: float) -> bool:
    """Return whether a direction is far enough from 0.5 to be said."""
    return abs(direction - 0.5) >= DIRECTION_SAID - 0.5


def looks_reversed(verdict: PairVerdict) -> bool:
    """Return whether the text that was given as the source looks like the one that was rewritten."""
    return direction_is_decided(verdict) and verdict.direction < 0.5


def direction_sentence(verdict: PairVerdict) -> str:
    """Return which text the evidence says was made from which, or that it does not say."""
    if verdict.label in ("independent", "insufficient"):
        return ""
    if verdict.sources is not None:
        said = any(is_decided(found.direction) for found in verdict.sources)
        told = "is said of each source below" if said else "is not decided beside any of the sources"
        return f"Which was made from which {told}."
    second = verdict.direction
    if abs(second - 0.5) < _NOTHING_TELLS:
        return "Nothing tells which was made from which."
    if not direction_is_decided(verdict):
        return (
            f"Which was made from which is not decided ({p_of('', second)} that the suspect was made "
            "from the source)."
        )
    if second > 0.5:
        return (
            "The evidence says that the suspect was made from the source, not the reverse "
            f"({p_of('', second)})."
        )
    return (
        "The evidence says that the source was made from the suspect, not the reverse "
        f"({p_of('', 1 - second)})."
    )


def reversed_warning(verdict: PairVerdict) -> str:
    """Return what a reader must know where the sides look exchanged, or ''."""
    if not looks_reversed(verdict):
        return ""
    return (
        "The text given as the source looks like the rewritten one "
        f"({p_of('', 1 - verdict.direction)}), and the text given as the suspect like the original. The "
        "swaps are drawn with an arrow from the suspect's words to the source's; oddness is still that of "
        "the suspect's words, here probably the original ones, and says little. Compare again with the two "
        "exchanged to see how odd the swapped words are."
    )


def arrow(verdict: PairVerdict) -> str:
    """Return the arrow between the source's words and the suspect's: it points to the rewritten text's."""
    return "←" if looks_reversed(verdict) else "→"
