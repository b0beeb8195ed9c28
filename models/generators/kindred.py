"""Honest pairs of two documents: one topic, one event, one quotation, one form, one press release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.generators.draw import Draw, Prose, UnfitError, words_in
from models.generators.edits import edit_sentence
from models.generators.notices import furniture, notices
from models.generators.pair import Pair
from models.generators.pairs import LEAST_KEPT
from models.generators.pieces import Piece, join, kept_runs
from models.generators.reworking import rework_text

# Two texts that share more five-word runs than this have something from each other, or from a third. Of
# 1,500 pairs on one topic in held-out sources .97 share less.
MOST_SHARED = 0.05
_ATTRIBUTED = (
    '"{quote}" {who} said.',
    'In the words of {who}: "{quote}"',
    '{who} put it this way: "{quote}"',
    '"{quote}" That is how {who} described it.',
)
_WHO = ("the minister", "a spokeswoman", "the author", "the director", "one of those present", "the company")


@dataclass(frozen=True)
class Apart:
    """Two documents that have nothing from each other.

    Attributes
    ----------
    kin : {"topic", "event", "any"}
        Whether they are on one topic, report about the same matter at about the same time, or neither.
    """

    kin: Literal["topic", "event", "any"]

    def make(self, name: str, draw: Draw) -> Pair:
        """Put two documents side by side."""
        if self.kin == "any":
            return _apart(name, draw, draw.piece(), draw.other())
        near: list[Prose] = list(draw.topic if self.kin == "topic" else draw.events)
        if not near:
            raise UnfitError(f"has no other document on its {self.kin}", where=draw.document.id)
        first = draw.piece(120, 600)
        # The likeliest look-alikes first; a copy among them does not serve.
        for other in near[:4] if self.kin == "event" else draw.rng.sample(near, min(4, len(near))):
            try:
                return _apart(name, draw, first, draw.piece(120, 600, other))
            except UnfitError:
                continue
        raise UnfitError("all its kin share runs of words with it", where=draw.document.id)


@dataclass(frozen=True)
class Quoting:
    """Two documents that quote the same words, two to five sentences, each in its own frame."""

    def make(self, name: str, draw: Draw) -> Pair:
        """Put quotations of a third text into two texts."""
        rng = draw.rng
        first, second = draw.piece(150, 500), draw.near(150, 500)
        quoted = [s for s in draw.other(150, 400).sentences if 5 < len(s.split()) < 40 and '"' not in s]
        if len(quoted) < 2:
            raise UnfitError("too few sentences to quote", where=draw.document.id)
        quotes = rng.sample(quoted, min(len(quoted), rng.randint(2, 5)))
        texts = []
        for piece in (first, second):
            sentences = list(piece.sentences)
            for quote in quotes:
                frame = rng.choice(_ATTRIBUTED).format(quote=quote, who=rng.choice(_WHO))
                sentences.insert(rng.randrange(len(sentences) + 1), frame[:1].upper() + frame[1:])
            texts.append(join(sentences))
        return _pair("independent", name, draw, texts[0], texts[1], (first, second))


@dataclass(frozen=True)
class Furnished:
    """Two documents on pages of one site: the same appeal, note or disclaimer stands below both.

    It is one block, too short to give a text the label of a copy by itself.
    """

    def make(self, name: str, draw: Draw) -> Pair:
        """Put the same furniture around two texts."""
        first, second = draw.piece(120, 400), draw.near(120, 400)
        if kept_runs(first.text, second.text) > MOST_SHARED:
            raise UnfitError("the two share runs of words", where=draw.document.id)
        same = "\n".join(furniture(draw.rng, 1))
        texts = [f"{piece.text}\n{same}" for piece in (first, second)]
        return _pair("independent", name, draw, texts[0], texts[1], (first, second))


@dataclass(frozen=True)
class Notices:
    """Two fillings of one form, neither made from the other.

    The texts alone do not tell: where they share a quarter of the runs of words and more, the label is that
    of an updated text, `edited`; else `independent`. What must hold is that they are not called spun.
    """

    def make(self, name: str, draw: Draw) -> Pair:
        """Fill a form twice, now and then with sentences of two documents below."""
        rng = draw.rng
        kind, (first, second) = notices(rng)
        if rng.random() < 0.3:
            first, second = ([*s, *draw.other(30, 80).sentences] for s in (first, second))
        source, suspect = join(first), join(second)
        if source == suspect or min(words_in(first), words_in(second)) < 50:
            raise UnfitError(f"two equal or short notices of {kind}")
        label = "edited" if kept_runs(source, suspect) >= LEAST_KEPT else "independent"
        return Pair(label, name, "notices", source, suspect, documents=(f"notices/{kind}",))


@dataclass(frozen=True)
class Siblings:
    """Two texts from one press release, the release as background: honest, both of them.

    Each keeps most of its sentences, as they are or edited, and has sentences of its own. The label holds
    when the background is given; without it one looks like an edit of the other.

    Attributes
    ----------
    way : {"copied", "edited", "reworked"}
        What both do to the release.
    """

    way: Literal["copied", "edited", "reworked"]

    def make(self, name: str, draw: Draw) -> Pair:
        """Make two texts from a release."""
        release = draw.piece(120, 400)
        own = [draw.near(60, 250), draw.other(60, 250)]
        if own[0].id == own[1].id or kept_runs(own[0].text, own[1].text) > MOST_SHARED:
            raise UnfitError("what should be their own is shared", where=release.id)
        first, second = (self._text(release, piece, draw) for piece in own)
        if first == second:
            raise UnfitError("the two are equal", where=release.id)
        pair = _pair("independent", name, draw, first, second, (release, *own))
        return Pair(
            pair.label, name, pair.domain, first, second, background=(release.text,), documents=pair.documents
        )

    def _text(self, release: Piece, own: Piece, draw: Draw) -> str:
        rng = draw.rng
        kept = [s for s in release.sentences if rng.random() > 0.2] or list(release.sentences)
        if self.way == "edited":
            kept = [edit_sentence(s, rng, draw.writer, 1) if rng.random() < 0.4 else s for s in kept]
            kept = str(draw.writer.reword("\n".join(kept), rng, rng.uniform(0.0, 0.1)).text).split("\n")
        elif self.way == "reworked":
            kept = rework_text(kept, rng, draw.writer, 0.8, rng.uniform(0.02, 0.12))
        share = rng.uniform(0.1, 1.0)
        added = list(own.sentences)[: max(1, round(len(own.sentences) * share))]
        if rng.random() < 0.6:
            return join([*kept, *added])
        at = rng.randrange(1, len(kept) + 1)
        return join([*kept[:at], *added, *kept[at:]])


def _apart(name: str, draw: Draw, first: Piece, second: Piece) -> Pair:
    shared = max(kept_runs(first.text, second.text), kept_runs(second.text, first.text))
    if shared > MOST_SHARED:
        raise UnfitError(f"the two share {shared:.2f} of their runs of words", where=first.id)
    return _pair("independent", name, draw, first.text, second.text, (first, second))


def _pair(label: str, name: str, draw: Draw, source: str, suspect: str, pieces: Sequence[Piece]) -> Pair:
    ids = (*dict.fromkeys((draw.document.id, *(piece.id for piece in pieces))),)
    return Pair(label, name, draw.document.source, source, suspect, documents=ids)
