"""Honest pairs of one document: copies, edits in context, rewritings, people's own sentence pairs."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from models.generators import evasion, templates, uniform
from models.generators.draw import MOST_WORDS, Draw, UnfitError, sentences_of, words_in
from models.generators.edits import copy_edit, edit_sentence, trim_inside
from models.generators.notices import furniture
from models.generators.pair import Pair
from models.generators.pairs import LEAST_KEPT, MOST_KEPT, Means, edited, independent, paraphrased
from models.generators.parts import Laid, copied_parts, lay, own_parts
from models.generators.pieces import Piece, join, kept_runs
from models.generators.reworking import rework_text
from models.spinners.base import apply_swaps, with_case, words_of
from models.spinners.regional import Regional, Side

Copy = Literal["whole", "trimmed", "trimmed-inside", "furniture", "typography", "passage", "evaded"]
_SAME_SPELLING = 0.75  # difflib's ratio: "colour" and "color" .91, "lorry" and "truck" .20


@dataclass(frozen=True)
class Copied:
    """The source's own words: whole, trimmed, among a page's furniture, inside another text, or disguised."""

    way: Copy
    least: int = 120

    def make(self, name: str, draw: Draw) -> Pair:
        """Copy a passage."""
        rng, piece = draw.rng, draw.piece(self.least, 300 if self.way == "passage" else MOST_WORDS)
        parts = copied_parts(piece)
        if self.way == "passage":
            parts = parts[rng.randrange(max(1, len(parts) // 2)) :]
            if words_in([p.text for p in parts]) < 80:
                raise UnfitError("the passage is too short", where=piece.id)
            share = rng.uniform(0.10, 0.60)
            host = _host(words_in([p.text for p in parts]), share, draw)
            at = rng.randrange(len(host) + 1)
            parts = [*own_parts(host[:at]), *parts, *own_parts(host[at:])]
        elif self.way == "furniture":
            before, after = (own_parts(furniture(rng)) for _ in range(2))
            parts = [*(before if rng.random() < 0.5 else ()), *parts, *after]
        elif self.way.startswith("trimmed"):
            parts = parts[: max(4, round(len(parts) * rng.uniform(0.5, 0.95)))]
        laid = lay(parts, label="verbatim")
        if self.way == "trimmed-inside":
            share = rng.uniform(0.05, 0.35)
            texts = [trim_inside(p.text, rng) if rng.random() < share else p.text for p in parts]
            laid = Laid(join(texts), (), (), 0.0)
        elif self.way == "typography":
            laid = Laid(_typography(laid.text, rng), (), (), 0.0)
        elif self.way == "evaded":
            way: evasion.Way = rng.choice(("homoglyphs", "zero-width", "soft-hyphens", "odd-spaces"))
            laid = evasion.evade(laid, way, rng.uniform(0.02, 0.5), rng)
        return _told("verbatim", name, draw, piece, laid)


@dataclass(frozen=True)
class InContext:
    """An editor's synonyms, each chosen because it fits where it stands; the sentences keep their build.

    Real editors change few words one for one: 0.5 % in MultiMWA's encyclopedia edits (train), 1.4 % in
    its second translations. These are bold ones.

    Attributes
    ----------
    low, high : float
        The share of the words that the editor would change.
    edits : float
        Of the sentences, those that are also edited otherwise: words cut, added, sentences split.
    """

    low: float
    high: float
    edits: float = 0.0

    def make(self, name: str, draw: Draw) -> Pair:
        """Change words in context."""
        rng, piece = draw.rng, draw.piece()
        done = draw.writer.reword(piece.text, rng, rng.uniform(self.low, self.high))
        if not done.swaps:
            raise UnfitError("nothing else fits", where=piece.id)
        if not self.edits:
            return _honest("edited", name, draw, piece, str(done.text))
        lines = [_edited_line(line, self.edits, draw) for line in str(done.text).split("\n")]
        return _honest("edited", name, draw, piece, "\n".join(lines))


@dataclass(frozen=True)
class Reworked:
    """Sentences in another build by rules, words changed in context: an edit, or a rewriting.

    Which of the two it is depends on how many of the suspect's five-word runs stand in the source, as with
    the other rewritings (`models.generators.pairs.MOST_KEPT`).

    Attributes
    ----------
    label : {"edited", "paraphrased"}
    share : (float, float)
        Of the sentences, those that rules of build are tried on; drawn from this range.
    synonyms : (float, float)
        Of the words, those changed for others that fit. Few: whoever rewrites does not go word by word.
    edits : (float, float)
        A copy-editor's edits for each word.
    cousins : bool
        Whether two rewritings of the passage are compared, and not the passage with one.
    """

    label: Literal["edited", "paraphrased"]
    share: tuple[float, float] = (0.7, 1.0)
    synonyms: tuple[float, float] = (0.03, 0.14)
    edits: tuple[float, float] = (0.06, 0.22)
    cousins: bool = False

    def make(self, name: str, draw: Draw) -> Pair:
        """Rewrite a passage, or rewrite it twice and compare the two rewritings."""
        piece = draw.piece()
        first = self._text(piece, draw) if self.cousins else piece.text
        text = self._text(piece, draw)
        kept = kept_runs(first, text)
        fits = kept <= MOST_KEPT if self.label == "paraphrased" else MOST_KEPT < kept < 0.95
        if not fits:
            raise UnfitError(f"keeps {kept:.2f} of the runs of words", where=piece.id)
        return _honest(self.label, name, draw, piece, text, source=first)

    def _text(self, piece: Piece, draw: Draw) -> str:
        rng = draw.rng
        kept = [s for s in piece.sentences if rng.random() > 0.04]
        share, synonyms, edits = (rng.uniform(*r) for r in (self.share, self.synonyms, self.edits))
        built = rework_text(kept or list(piece.sentences), rng, draw.writer, share, synonyms)
        return join([copy_edit(s, rng, draw.writer, round(edits * len(s.split()))) for s in built])


@dataclass(frozen=True)
class Spelled:
    """British spelling for American or the other way about, and a few other edits."""

    def make(self, name: str, draw: Draw) -> Pair:
        """Change the spelling of a passage to the side that changes more of it."""
        piece = draw.piece()
        sides: tuple[Side, Side] = ("british", "american")
        changed = [respelled(piece.text, spellings(side)) for side in sides]
        text = max(
            changed, key=lambda t: sum(a != b for a, b in zip(t.split(), piece.text.split(), strict=True))
        )
        if text == piece.text:
            raise UnfitError("nothing in it is spelled otherwise", where=piece.id)
        lines = [_edited_line(line, 0.08, draw) for line in text.split("\n")]
        return _honest("edited", name, draw, piece, "\n".join(lines))


@dataclass(frozen=True)
class ByRule:
    """The whole text changed by one rule (`uniform`): masks, tenses, names, slips of a scanner."""

    def make(self, name: str, draw: Draw) -> Pair:
        """Change a passage."""
        piece = draw.piece()
        text, rule = uniform.change(piece.text, draw.rng, draw.rules)
        if text == piece.text:
            raise UnfitError(f"the rule {rule} changes nothing", where=piece.id)
        return _honest("edited", name, draw, piece, text)


@dataclass(frozen=True)
class ByTemplate:
    """The passage as a form: its frame stays, and its names, figures and some words are others."""

    def make(self, name: str, draw: Draw) -> Pair:
        """Fill the form with words of texts on the topic."""
        piece = draw.piece()
        others = [draw.near(), draw.near(), draw.other()]
        source, text = templates.fill(piece, others, draw.rng)
        if source == text:
            raise UnfitError("no slot was filled otherwise", where=piece.id)
        return _told("edited", name, draw, piece, Laid(text, (), (), 0.0), source=source)


@dataclass(frozen=True)
class Known:
    """A pair by one of the older makers, in one of its ways.

    Attributes
    ----------
    label : {"edited", "paraphrased", "independent"}
    ways : tuple of str
        What stands behind the label in the makers' families.
    """

    label: Literal["edited", "paraphrased", "independent"]
    ways: tuple[str, ...]

    def make(self, name: str, draw: Draw) -> Pair:
        """Make a pair in a drawn way."""
        piece = draw.piece()
        others = [draw.near(), draw.near(), draw.other(), draw.other()]
        maker = {"edited": edited, "paraphrased": paraphrased, "independent": independent}[self.label]
        way = draw.rng.choice(self.ways)
        pair = maker(piece, others, draw.rng, Means(draw.dictionaries, draw.writer), way)
        if pair.source == pair.suspect or pair.family != f"{self.label}/{way}":
            raise UnfitError(f"no pair was made by {way}", where=piece.id)
        return _told(self.label, name, draw, piece, Laid(pair.suspect, (), (), 0.0), source=pair.source)


@dataclass(frozen=True)
class People:
    """Sentence pairs that people wrote, laid end to end as documents.

    Attributes
    ----------
    label : str
        Of `Draw.rows`.
    """

    label: str

    def make(self, name: str, draw: Draw) -> Pair:
        """Draw five to twenty sentence pairs; no document of the recipe is in it."""
        rows = draw.rows.get(self.label, ())
        if not rows:
            raise UnfitError(f"the recipe has no sentence pairs for {self.label}")
        # Neighbours in the file are often of one text, as the sentences of a document are.
        number, at = draw.rng.randint(5, 20), draw.rng.randrange(len(rows))
        near = [rows[(at + n) % len(rows)] for n in range(number)]
        chosen = near if draw.rng.random() < 0.5 else draw.rng.sample(rows, min(number, len(rows)))
        source, suspect = (" ".join(row[side] for row in chosen) for side in (0, 1))
        return Pair(self.label, name, f"people/{self.label}", source, suspect, documents=(f"people/{at}",))


def _honest(label: str, name: str, draw: Draw, piece: Piece, text: str, source: str | None = None) -> Pair:
    if text == (piece.text if source is None else source):
        raise UnfitError("nothing was changed", where=piece.id)
    if label == "edited" and kept_runs(source or piece.text, text) < LEAST_KEPT and "rule" not in name:
        raise UnfitError("little is left as it was", where=piece.id)
    return _told(label, name, draw, piece, Laid(text, (), (), 0.0), source=source)


def _told(
    label: str,
    name: str,
    draw: Draw,
    piece: Piece,
    laid: Laid,
    source: str | None = None,
) -> Pair:
    passage = None
    if laid.passages:
        inside = laid.passages[0].suspect_start, laid.passages[-1].suspect_end
        passage = inside if inside[1] - inside[0] < 0.97 * len(laid.text) else None
    return Pair(
        label,
        name,
        draw.document.source,
        piece.text if source is None else source,
        laid.text,
        passage=passage,
        passages=laid.passages,
        documents=(draw.document.id,),
    )


def _host(words: int, share: float, draw: Draw) -> list[str]:
    """Return sentences of another text, of which so many words would be about the share."""
    wanted = round(words * (1 / share - 1))
    host = list(draw.near(max(20, wanted // 2), max(30, wanted)).sentences)
    while words_in(host) < 0.9 * wanted:
        host += draw.other(max(20, wanted // 4), max(30, wanted)).sentences
    while len(host) > 1 and words_in(host) - len(host[-1].split()) > wanted:
        host.pop()
    return host


def _edited_line(line: str, share: float, draw: Draw) -> str:
    rng = draw.rng
    return " ".join(
        edit_sentence(s, rng, draw.writer, rng.randint(1, 2)) if rng.random() < share else s
        for s in sentences_of(line)
    )


def _typography(text: str, rng: Random) -> str:
    """Write quotation marks, dashes and spaces as another house does."""
    if '"' in text or "'" in text:
        return text.replace('"', "”").replace("'", "’").replace(" - ", " – ")
    straight = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("–", "-")
    return straight if straight != text else text.replace(" ", "  ", len(text) // 40 + 1)


@functools.lru_cache(maxsize=2)
def spellings(side: Side) -> Mapping[str, str]:
    """Return the words that the other side spells otherwise; those that it calls otherwise left out."""
    regional = Regional(side)
    found = ((old, regional.alternatives(old)) for old in regional.heads())
    return {old: new[0] for old, new in found if _alike(old, new)}


def _alike(old: str, new: Sequence[str]) -> bool:
    ratio = difflib.SequenceMatcher(None, old, new[0]).ratio() if new else 0.0
    return " " not in old and ratio >= _SAME_SPELLING and old[0] == new[0][0]


def respelled(text: str, table: Mapping[str, str]) -> str:
    """Return a text with the words of a table spelled as it says."""
    changes = [
        (w.start, w.end, with_case(table[w.text.lower()], w.text))
        for w in words_of(text)
        if w.free and w.text.lower() in table
    ]
    return str(apply_swaps(text, changes).text)
