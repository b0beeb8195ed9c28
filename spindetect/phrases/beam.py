"""The most likely originals of a phrase: choices of its stretches that go well together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.phrases.choices import WORDS, Choices, Chooses, gain, highest
from spindetect.phrases.tables import Floats, Numbers, Tables

WIDTH: Final = 1000
"""Beginnings that are followed at each word. Of 60 phrases of three words of a fold left out .52 have the
expected form among 250 told with 300 followed, .60 among 800 with 1,000, and none more among the first
twenty: it matters for what weighs them."""

KEEP, KEEP_TERMS = 500, 50
"""Originals that are told, and how many of the known terms that explain the whole phrase best, of as many
words, of one less, of two less and turned round each, are told beside them. The beam prefers words that
n-grams hold together: of 110 phrases of a fold left out it lost 'virtual private network' and 5 more that
are among the first three terms. Of these, .60 have the expected form among 150 of the beam, .67 with 50
terms or among 300 of the beam, .72 with both."""

COMPANY, KINSHIP = 1.2, 0.25
"""Weights of what neighbours make of each other by n-grams (log10) and by the association (log-odds)."""

JUNCTION, LOOKED_AT = 0.15, 4000
"""Log-odds for each doubling of the documents that hold two neighbours of different stretches as a term, and
how many of the ways to go on are asked for it: 'non-negative matrix factorization' is no term that is known,
all its neighbours are."""

MOST_KIN: Final = np.float32(4)
"""The association is believed up to odds of e**4; beyond, it only says that both words are frequent."""

DROPPED: Final = -5.0
"""Log P that a word stands for nothing, as in 'most extreme' for 'maximum'."""


class Found(NamedTuple):
    """A possible original.

    Attributes
    ----------
    text : str
    log_p, weakest : float
        Of all choices, and of the least likely word.
    kept, longer, dropped : int
        How many words or stretches are as in the phrase, how many stretches of several words were taken as a
        whole, how many words stand for nothing.
    term : int
        Its place among the known terms that explain the whole phrase best, -1 if it is none of them.
    """

    text: str
    log_p: float
    weakest: float
    kept: int
    longer: int
    dropped: int
    term: int = -1


class _Step(NamedTuple):
    """Beginnings that end at one place: scores, last words (n-grams, terms), and how each came about."""

    score: Floats
    last: Numbers
    end: Numbers
    left: Floats
    origin: NDArray[np.int64]  # shape [n, 4]: place before, which beginning there, stretch's words, choice


def originals(phrase: Sequence[str], chooses: Chooses) -> list[Found]:
    """Return what a phrase may have been, most likely first; never the phrase itself.

    Parameters
    ----------
    phrase : sequence of str
        Its words as keys. The parts of a hyphened word are looked at as words; what stands for as many words
        has hyphens where the phrase has them.
    chooses : Chooses
    """
    words, joints = split(phrase)
    choices = _all_choices(words, chooses)
    width = chooses.weights.left.out.shape[1]
    nothing = _Step(
        np.zeros(1, np.float32),
        np.full(1, -1, np.int32),
        np.full(1, -1, np.int32),
        np.zeros((1, width), np.float32),
        np.full((1, 4), -1),
    )
    steps = [nothing]
    for end in range(1, len(words) + 1):
        parts = [
            _extended(chooses.tables, steps[begin], begin, end - begin, choices[begin, end])
            for begin in range(end)
            if (begin, end) in choices
        ]
        if len(words) > 1:
            parts.append(_dropped(steps[end - 1], end - 1))
        steps.append(_best(parts))
    told = _told(steps, choices, joints)
    for found in _terms(choices.get((0, len(words))), joints):
        told[found.text] = told.get(found.text, found)._replace(term=found.term)
    told.pop(" ".join(phrase), None)
    return list(told.values())


def split(phrase: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words of a phrase, hyphened ones in parts, and what stands before each: '', ' ' or '-'."""
    words: list[str] = []
    joints: list[str] = []
    for word in phrase:
        parts = word.split("-")
        whole = len(parts) == 1 or not all(parts)
        found = [word] if whole else parts
        words += found
        joints += [" ", *["-"] * (len(found) - 1)]
    return words, ["", *joints[1:]]


def _all_choices(words: Sequence[str], chooses: Chooses) -> dict[tuple[int, int], Choices]:
    """Return the choices of every stretch; those longer than WORDS are here only if they are known."""
    out = {}
    told = {word: chooses.word(word) for word in words}
    for begin in range(len(words)):
        for end in range(begin + 1, len(words) + 1):
            text = " ".join(words[begin:end])
            whole = end - begin == len(words)
            if whole or end - begin <= WORDS or text in chooses.known.pairs:
                found = chooses.of(words[begin:end], told)
                if found is not None:
                    out[begin, end] = found
    return out


def _extended(tables: Tables, step: _Step, begin: int, length: int, choices: Choices) -> _Step:
    """Return the best ways to go on from the beginnings of a place with one of the choices."""
    score = step.score[:, None] + choices.log_p + np.float32(COMPANY) * choices.inner
    begun = step.last >= 0
    if begun.any():
        company = gain(tables, np.maximum(step.last, 0)[:, None], choices.first[None, :])
        kin = np.clip(step.left @ choices.right.T, -MOST_KIN, MOST_KIN)
        score = score + begun[:, None] * (np.float32(COMPANY) * company + np.float32(KINSHIP) * kin)
    flat = score.reshape(-1)
    best = highest(flat, LOOKED_AT)
    before, choice = np.divmod(best, len(choices.texts))
    known = tables.terms.weights_of(step.end[before], choices.begins[choice])
    total = (flat[best] + np.float32(JUNCTION) * known).astype(np.float32)
    kept = highest(total, WIDTH)
    before, choice = before[kept], choice[kept]
    origin = np.stack((np.full(kept.size, begin), before, np.full(kept.size, length), choice), axis=1)
    return _Step(total[kept], choices.last[choice], choices.ends[choice], choices.left[choice], origin)


def _dropped(step: _Step, begin: int) -> _Step:
    size = step.score.size
    origin = np.stack(
        (np.full(size, begin), np.arange(size), np.zeros(size, np.int64), np.zeros(size, np.int64)), axis=1
    )
    return _Step(step.score + np.float32(DROPPED), step.last, step.end, step.left, origin)


def _best(parts: list[_Step]) -> _Step:
    score = np.concatenate([part.score for part in parts])
    best = np.argsort(-score, kind="stable")[:WIDTH]
    last = np.concatenate([part.last for part in parts])
    end = np.concatenate([part.end for part in parts])
    left = np.concatenate([part.left for part in parts])
    origin = np.concatenate([part.origin for part in parts])
    return _Step(score[best], last[best], end[best], left[best], origin[best])


def _told(steps: list[_Step], choices: dict[tuple[int, int], Choices], joints: list[str]) -> dict[str, Found]:
    """Return the first KEEP ends of the beam by their texts, each once."""
    out: dict[str, Found] = {}
    for at in range(steps[-1].score.size):
        if len(out) == KEEP:
            break
        found = _traced(steps, choices, joints, at)
        if found.text:
            out.setdefault(found.text, found)
    return out


def _terms(whole: Choices | None, joints: list[str]) -> Iterator[Found]:
    """Yield the known terms that explain the whole phrase best, in their order."""
    if whole is None:
        return
    for at in np.flatnonzero((whole.term >= 0) & (whole.term < KEEP_TERMS)).tolist():
        text = _jointed(whole.texts[at], joints).strip(" -")
        log_p, weakest, kept = (float(each[at]) for each in (whole.log_p, whole.weakest, whole.kept))
        yield Found(text, log_p, weakest, int(kept), int(whole.longer[at]), 0, int(whole.term[at]))


def _traced(steps: list[_Step], choices: dict[tuple[int, int], Choices], joints: list[str], at: int) -> Found:
    texts, log_p, weakest, kept, longer, dropped = [], 0.0, 0.0, 0, 0, 0
    end = len(joints)
    while end:
        begin, before, length, choice = steps[end].origin[at].tolist()
        if length:
            taken = choices[begin, end]
            texts.append(_jointed(taken.texts[choice], joints[begin:end]))
            log_p += float(taken.log_p[choice])
            weakest = min(weakest, float(taken.weakest[choice]))
            kept += int(taken.kept[choice])
            longer += bool(taken.longer[choice])
        else:
            log_p, weakest = log_p + DROPPED, min(weakest, DROPPED)
            dropped += 1
        end, at = begin, before
    return Found("".join(reversed(texts)).strip(" -"), log_p, weakest, kept, longer, dropped)


def _jointed(text: str, joints: list[str]) -> str:
    """Return a choice with what stands before it, and with the phrase's hyphens if it has as many words."""
    words = text.split()
    if len(words) != len(joints):
        return (joints[0] or " ") + text
    return "".join((joint or " ") + word for joint, word in zip(joints, words, strict=True))
