"""Two texts on one template: forms, notices, forecasts, recipes, lists; the words in the slots differ.

A frame of sentences stays, and what fills its slots is another place, date, thing or quality each time. No
word stands for another: both were filled in by their own authors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from models.generators.pieces import Piece, join

_SLOT = re.compile(r"\b(?:[A-Z][a-z]+|\d[\d,.:]*\d|\d|[a-z]{4,})\b")
_SMALL = """
about after also although among another because been before being between both could does during each either
every from have having here however into itself just less like made many might more most much must neither
never next only other over same shall should since some such than that their them then there these they this
those through under until upon very were what when where whether which while whom whose will with within
without would your
"""
_KEPT = frozenset(_SMALL.split())
Stock = dict[str, list[str]]
Filler = Callable[[re.Match[str]], str]


def fill(piece: Piece, others: Sequence[Piece], rng: Random) -> tuple[str, str]:
    """Return two texts on a template made of the piece: an article's frame, or lines of a few frames."""
    stock = _stock((piece, *others))
    if rng.random() < 0.35:
        return _lines(piece, stock, rng)
    return piece.text, _article(piece, stock, rng)


def _article(piece: Piece, stock: Stock, rng: Random) -> str:
    """Return the piece with most names and figures, and some content words, given other values.

    In half of the texts one word has one slot wherever it stands; a sentence has slots, or is always said.
    """
    odds = {"A": rng.uniform(0.3, 1.0), "1": rng.uniform(0.3, 1.0)}
    rest, slotted, fixed = rng.uniform(0.0, 0.4), rng.uniform(0.4, 1.0), rng.random() < 0.5
    chosen: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word in _KEPT:
            return word
        if not fixed or word not in chosen:
            shape = _shape(word)
            chosen[word] = _value(shape, stock, rng) if rng.random() < odds.get(shape, rest) else word
        return chosen[word]

    return join([_filled(s, other) if rng.random() < slotted else s for s in piece.sentences], piece.breaks)


def _value(shape: str, stock: Stock, rng: Random) -> str:
    """Return a word of a shape, now and then one with another beside it: values are not all one word."""
    word = rng.choice(stock[shape])
    return f"{word} {rng.choice(stock[shape])}" if rng.random() < 0.15 else word


def _lines(piece: Piece, stock: Stock, rng: Random) -> tuple[str, str]:
    """Return two lists: one to six frames said again and again, each slot drawn from a few values."""
    frames = [s for s in piece.sentences if len(s.split()) > 5] or list(piece.sentences)
    frames = rng.sample(frames, min(len(frames), rng.randint(1, 6)))
    slots, most = rng.uniform(0.1, 0.7), rng.randint(2, 9)
    values: dict[str, list[str]] = {}
    for word in dict.fromkeys(w for frame in frames for w in _SLOT.findall(frame) if w not in _KEPT):
        if rng.random() < slots:
            shape = _shape(word)
            values[word] = [word, *rng.choices(stock[shape], k=rng.randint(1, most))]

    def other(match: re.Match[str]) -> str:
        return rng.choice(values.get(match[0], [match[0]]))

    number = max(2, rng.randint(120, 500) // max(1, sum(len(f.split()) for f in frames)))
    order = frames if rng.random() < 0.5 else [rng.choice(frames) for _ in frames]
    first, second = (" ".join(_filled(f, other) for _ in range(number) for f in order) for _ in "ab")
    return first, second


def _filled(sentence: str, other: Filler) -> str:
    """Fill the slots of a sentence but for its first word, whose capital tells nothing."""
    head, space, rest = sentence.partition(" ")
    return head + space + _SLOT.sub(other, rest)


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "1"
    return "A" if word[0].isupper() else word[-2:]


def _stock(pieces: Sequence[Piece]) -> Stock:
    stock: Stock = {}
    for piece in pieces:
        for sentence in piece.sentences:
            for word in _SLOT.findall(sentence):
                if word not in _KEPT:
                    stock.setdefault(_shape(word), []).append(word)
    return stock
