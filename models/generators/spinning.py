"""Spun pairs, and everything that makes them hard to see: each with borders, gold swaps and measured dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from models.generators import evasion
from models.generators.draw import Draw, UnfitError, words_in
from models.generators.edits import edit_sentence
from models.generators.pair import Pair
from models.generators.parts import Laid, Part, copied_parts, lay, own_parts, spun_parts
from models.generators.pieces import Piece, join
from models.spinners import Twice

# Fewer different swaps than this are a rule, as in `uniform`, and no spinner's work.
LEAST_DIFFERENT = 5
# A passage of fewer words gives a text no label (`spindetect.features.PASSAGE_WORDS`).
LEAST_PASSAGE = 80
_TRIES = 6
# The doses of pairs that are about something else than dose: where most real spinners are set.
DOSES = (0.10, 0.45)


@dataclass(frozen=True)
class Whole:
    """A text spun whole at a dose in a range.

    Attributes
    ----------
    low, high : float
        The measured dose lies in [low, high).
    least : int
        Words of the source.
    """

    low: float
    high: float
    least: int = 200

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin a passage."""
        piece = draw.piece(self.least)
        family, parts = spun(piece, draw, self.low, self.high)
        return _pair(name, draw, [piece], lay(parts, breaks=piece.breaks), (family,))


@dataclass(frozen=True)
class Shuffled:
    """A spun text whose sentences stand in another order."""

    least: int = 200

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin a passage and shuffle its sentences."""
        piece = draw.piece(self.least)
        family, parts = spun(piece, draw, *DOSES)
        draw.rng.shuffle(parts)
        return _pair(name, draw, [piece], lay(parts), (family,))


@dataclass(frozen=True)
class Thinned:
    """A spun text with some sentences dropped and others, of no source, between those that are left."""

    least: int = 200

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin a passage, drop a tenth to two fifths of it and put in as much."""
        rng = draw.rng
        piece = draw.piece(self.least + 60)
        family, parts = spun(piece, draw, *DOSES)
        dropped = rng.uniform(0.1, 0.4)
        kept = [p for p in parts if rng.random() > dropped]
        if words_in([p.text for p in kept]) < 1.5 * LEAST_PASSAGE:
            raise UnfitError("too little is left", where=piece.id)
        added = list(draw.near(LEAST_PASSAGE, 200).sentences)
        for sentence in rng.sample(added, min(len(added), max(1, round(len(kept) * rng.uniform(0.1, 0.4))))):
            kept.insert(rng.randrange(len(kept) + 1), Part(sentence))
        return _pair(name, draw, [piece], lay(kept), (family,))


@dataclass(frozen=True)
class Evading:
    """A spun text hidden from machines by its characters."""

    way: evasion.Way
    least: int = 200

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin a passage and disguise two in a hundred to all of its words."""
        piece = draw.piece(self.least)
        family, parts = spun(piece, draw, *DOSES)
        laid = lay(parts, breaks=piece.breaks)
        share = draw.rng.choice((draw.rng.uniform(0.02, 0.2), draw.rng.uniform(0.2, 1.0)))
        return _pair(name, draw, [piece], evasion.evade(laid, self.way, share, draw.rng), (family,))


@dataclass(frozen=True)
class Several:
    """Spun passages of several sources in one suspect, each of 80 words or more."""

    sources: int = 2

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin passages, each by a spinner of its own, and put them in a row, some own words between."""
        pieces = [draw.piece(2 * LEAST_PASSAGE, 450)]
        pieces += [draw.near(2 * LEAST_PASSAGE, 450) for _ in range(self.sources - 1)]
        if len({piece.id for piece in pieces}) < self.sources:
            raise UnfitError("the same document was drawn twice", where=pieces[0].id)
        parts: list[Part] = []
        families = []
        for number, piece in enumerate(pieces):
            family, own = spun(piece, draw, *DOSES, source=number)
            parts += own
            families.append(family)
            if draw.rng.random() < 0.3:
                parts += own_parts(draw.other(30, 60).sentences[:3])
        return _pair(name, draw, pieces, lay(parts), tuple(families))


@dataclass(frozen=True)
class Embedded:
    """A spun passage inside a longer text of someone else.

    Attributes
    ----------
    low, high : float
        Of the suspect's words, the share that the passage has.
    """

    low: float
    high: float

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin a passage of 80 to 250 words of a source and put it between a host's sentences."""
        rng = draw.rng
        piece = draw.piece(2 * LEAST_PASSAGE, 600)
        family, parts = spun(piece, draw, *DOSES)
        part = _run(parts, rng.randint(LEAST_PASSAGE + 10, 250), rng)
        share = rng.uniform(self.low, self.high)
        wanted = round(words_in([p.text for p in part]) * (1 / share - 1))
        host = list(draw.near(wanted // 2, wanted).sentences)
        while words_in(host) < 0.95 * wanted:
            host += draw.other(max(20, wanted // 4), wanted).sentences
        while words_in(host) - len(host[-1].split()) > wanted:
            host.pop()
        at = rng.randrange(len(host) + 1)
        laid = lay([*own_parts(host[:at]), *part, *own_parts(host[at:])])
        return _pair(name, draw, [piece], laid, (family,))


@dataclass(frozen=True)
class Lead:
    """Only title and first sentences spun: alone, as a teaser has them, or above words of no source."""

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin 80 to 130 words from the beginning of a text, the first words again as a title."""
        rng = draw.rng
        piece = draw.piece(200)
        family, parts = spun(piece, draw, 0.12, 0.45)
        lead = _run(parts, rng.randint(LEAST_PASSAGE + 5, 130), rng, first=0)
        title = Part(" ".join(lead[0].text.split()[: rng.randint(5, 9)]).rstrip(",;:.").title())
        rest = own_parts(draw.near(60, 200).sentences) if rng.random() < 0.5 else []
        breaks = {1, 1 + len(lead)}
        return _pair(name, draw, [piece], lay([title, *lead, *rest], breaks=breaks), (family,))


@dataclass(frozen=True)
class SpunTwice:
    """A text spun, and spun again by another spinner."""

    least: int = 200

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin with two spinners in a row."""
        piece = draw.piece(self.least)
        first, one = draw.spinning.draw(draw.rng, 0.05, 0.30)
        again, two = draw.spinning.draw(draw.rng, 0.05, 0.30)
        parts = spun_parts(piece, Twice(one, two), draw.rng)
        if not 0.08 <= lay(parts).dose < 0.60 or different(parts) < LEAST_DIFFERENT:
            raise UnfitError("the two found too little to swap", where=piece.id)
        return _pair(name, draw, [piece], lay(parts, breaks=piece.breaks), (first, again))


@dataclass(frozen=True)
class Edited:
    """A spun text that a person went over: some sentences edited, so that they have no gold swaps."""

    least: int = 200

    def make(self, name: str, draw: Draw) -> Pair:
        """Spin a passage and edit a tenth to a third of its sentences."""
        rng = draw.rng
        piece = draw.piece(self.least)
        family, parts = spun(piece, draw, *DOSES)
        share = rng.uniform(0.1, 0.33)
        texts = [
            edit_sentence(p.text, rng, draw.writer, rng.randint(1, 2)) if rng.random() < share else ""
            for p in parts
        ]
        laid = lay([p if not new or new == p.text else Part(new, 0, p.start, p.end)
                    for p, new in zip(parts, texts, strict=True)])  # fmt: skip
        return _pair(name, draw, [piece], laid, (family,))


@dataclass(frozen=True)
class BesideRelease:
    """Two texts hold one release as it stands, and one of them the other's own words, spun.

    The release as background explains what both share, and not the rest.
    """

    def make(self, name: str, draw: Draw) -> Pair:
        """Put a release after a text, and after that text spun."""
        release, own = draw.other(90, 250), draw.piece(150, 450)
        family, parts = spun(own, draw, *DOSES)
        source = [*copied_parts(own), *own_parts(release.sentences)]
        shared = [s for s in release.sentences if draw.rng.random() > 0.1]
        laid = lay([*parts, *own_parts(shared)])
        return _pair(name, draw, [own], laid, (family,), sources=(lay(source).text,), background=release)


def spun(piece: Piece, draw: Draw, low: float, high: float, *, source: int = 0) -> tuple[str, list[Part]]:
    """Spin a piece by a drawn spinner until the measured dose lies in [low, high).

    Raises
    ------
    UnfitError
        If no drawn spinner found so much, or so little, to swap.
    """
    for _ in range(_TRIES):
        family, spinner = draw.spinning.draw(draw.rng, low, high)
        parts = spun_parts(piece, spinner, draw.rng, source)
        if low <= lay(parts).dose < high and different(parts) >= LEAST_DIFFERENT:
            return family, parts
    raise UnfitError(f"no spinner came to a dose of {low} to {high}", where=piece.id)


def different(parts: Sequence[Part]) -> int:
    """Return how many different words or phrases give way to others."""
    return len({(s.source.lower(), s.suspect.lower()) for part in parts for s in part.swaps})


def _run(parts: Sequence[Part], words: int, rng: Random, first: int | None = None) -> list[Part]:
    """Return so many words of parts in a row, and at least so many swaps as a label needs.

    Raises
    ------
    UnfitError
        If there are too few.
    """
    lengths = [len(part.text.split()) for part in parts]
    starts = [n for n in range(len(parts)) if sum(lengths[n:]) >= words]
    if not starts:
        raise UnfitError(f"fewer than {words} words")
    at = rng.choice(starts) if first is None else first
    last, count = at, 0
    while count < words and last < len(parts):
        count += lengths[last]
        last += 1
    run = list(parts[at:last])
    if count < LEAST_PASSAGE or different(run) < LEAST_DIFFERENT:
        raise UnfitError("the passage has too few swaps")
    return run


def _pair(
    name: str,
    draw: Draw,
    pieces: Sequence[Piece],
    laid: Laid,
    families: tuple[str, ...],
    *,
    sources: tuple[str, ...] = (),
    background: Piece | None = None,
) -> Pair:
    texts = sources or tuple(piece.text for piece in pieces)
    known = [(p.suspect_start, p.suspect_end) for p in laid.passages]
    inside = (min(a for a, _ in known), max(b for _, b in known))
    whole = inside[1] - inside[0] > 0.97 * len(laid.text)
    others = (background.id,) if background else ()
    return Pair(
        "spun",
        name,
        draw.document.source,
        texts[0],
        laid.text,
        draw.spinning.unseen(families),
        None if whole else inside,
        laid.swaps,
        spinner=" then ".join(dict.fromkeys(families)),
        dose=laid.dose,
        sources=texts if len(texts) > 1 else (),
        background=(join(background.sentences),) if background else (),
        passages=laid.passages,
        documents=(*dict.fromkeys((draw.document.id, *(p.id for p in pieces), *others)),),
    )
