"""The pairs: one generator a label, each pair with the family that made it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from models.generators import templates, uniform
from models.generators.edits import (
    copy_edit,
    edit_sentence,
    misspell,
    spelling,
    trim_inside,
)
from models.generators.pair import Pair
from models.generators.pieces import Piece, join, kept_runs
from models.generators.rewriting import (
    Hurry,
    condensed,
    fluent_sentence,
    patchwork,
    retell,
    rewrite,
    shortened,
    thorough,
)
from models.generators.writer import Writer
from models.spinners import DRAWS_ON, FAMILIES, Dictionaries, Settings, make

__all__ = [
    "LEAST_KEPT",
    "MAKERS",
    "MOST_KEPT",
    "Means",
    "Pair",
    "edited",
    "from_mwa",
    "independent",
    "paraphrased",
]


_CREDITS = ("Source: press office", "Reporting by our staff", "All rights reserved.")


@dataclass(frozen=True)
class Means:
    """What pairs are made with: the dictionaries of spinners, and the writer who makes what people make.

    An honest pair has no spinner in it, and no synonym that was not chosen by what stands around it: what
    swaps words without reading is spun by definition. People who are hired to hide a copy are excepted, who
    do so here and there between sentences that they rewrite (`models/cards/pair.md`).
    """

    dictionaries: Dictionaries
    writer: Writer

    @classmethod
    def of(cls, dictionaries: Dictionaries) -> Means:
        """Return the dictionaries with a writer who knows them all."""
        return cls(dictionaries, Writer.of(dictionaries))


Maker = Callable[[Piece, Sequence[Piece], Random, Means], Pair]


def _other(others: Sequence[Piece], rng: Random) -> list[str]:
    return list(rng.choice(others).sentences)


def _insert(sentences: list[str], host: list[str], rng: Random) -> tuple[str, tuple[int, int]]:
    """Put sentences into a host text; return it and where they stand in it."""
    at = rng.randrange(len(host) + 1)
    before, inside = join(host[:at]), join(sentences)
    text = join([*host[:at], inside, *host[at:]])
    start = len(before) + (1 if before else 0)
    return text, (start, start + len(inside))


def _host(length: int, others: Sequence[Piece], rng: Random, share: float) -> list[str]:
    """Return sentences of another text, of which `length` words would be about `share` of the whole."""
    wanted, host = length * (1 / share - 1), list[str]()
    while sum(len(s.split()) for s in host) < wanted and len(host) < 400:
        host += _other(others, rng)
    return host


def _trim(piece: Piece, rng: Random, least: int = 90) -> list[str]:
    sentences = list(piece.sentences)
    for end in rng.choices((0, -1), k=rng.randrange(1, max(2, len(sentences) // 2))):
        if len(" ".join(sentences).split()) > least + 40:
            sentences.pop(end)
    return sentences


def verbatim(piece: Piece, others: Sequence[Piece], rng: Random, means: Means) -> Pair:
    """The source's own words: whole, trimmed, with a line added, or as a passage of another text."""
    way = rng.choice(
        ("whole", "trimmed", "trimmed", "trimmed-inside", "trimmed-inside", "credited", "passage", "quotes")
    )
    text, passage = piece.text, None
    if way == "trimmed-inside":
        share = rng.uniform(0.03, 0.35)
        text = join([trim_inside(s, rng) if rng.random() < share else s for s in _trim(piece, rng)])
        text = f"{text}\n{rng.choice(_CREDITS)}" if rng.random() < 0.4 else text
    elif way == "trimmed":
        text = join(_trim(piece, rng))
    elif way == "credited":
        text = f"{text}\n{rng.choice(_CREDITS)}"
    elif way == "quotes":
        text = text.replace('"', "”").replace("'", "’").replace(" - ", " – ")
    elif way == "passage":
        part = _trim(piece, rng, 110)
        host = _host(len(join(part).split()), others, rng, rng.uniform(0.15, 0.7))
        text, passage = _insert(part, host, rng)
    return Pair("verbatim", f"verbatim/{way}", piece.source, piece.text, text, (), passage)


def edited(piece: Piece, others: Sequence[Piece], rng: Random, means: Means, way: str = "") -> Pair:
    """The source with a person's changes, from a corrected spelling to a simplification.

    `way` names one of the ways; left out, it is drawn.
    """
    way = way or rng.choice(
        (
            "light",
            "light",
            "spelling",
            "typos",
            "simplified",
            "simplified",
            "simplified",
            "simplified",
            "updated",
            "synonyms",
            "reworded",
            "copy-edited",
            "copy-edited",
            "copy-edited",
            "copy-edited",
            "by one rule",
            "by one rule",
            "by one rule",
            "by one rule",
            "one template",
            "one template",
        )
    )
    source, sentences, writer = piece.text, list(piece.sentences), means.writer
    if way in ("by one rule", "one template"):
        return _mechanical(piece, others, way, rng)
    if way == "spelling":
        sentences = [spelling(s, rng) for s in sentences]
        sentences = _edit(sentences, rng, writer, 0.08, 1)
    elif way == "typos":
        source = misspell(source, rng, rng.uniform(0.01, 0.08))
        sentences = _edit(sentences, rng, writer, 0.1, 1)
    elif way == "light":
        sentences = _edit(sentences, rng, writer, rng.uniform(0.1, 0.5), 2)
    elif way == "copy-edited":
        share, rate = rng.uniform(0.7, 1.0), rng.uniform(0.1, 0.7)  # half of the edits find no place
        reworded = rng.uniform(0.0, 0.3)
        sentences = [
            _copy_edited(s, rng, writer, reworded, rate) if rng.random() < share else s for s in sentences
        ]
        sentences = [s for s in sentences if rng.random() > 0.04] or sentences
        if kept_runs(source, join(sentences)) < LEAST_KEPT:
            return edited(piece, others, rng, means)
    elif way == "simplified":
        sentences = _edit(sentences, rng, writer, rng.uniform(0.4, 0.95), rng.randint(2, 5))
    elif way == "updated":
        sentences = _edit(_trim(piece, rng), rng, writer, rng.uniform(0.05, 0.3), 2)
        sentences[rng.randrange(len(sentences)) : 0] = _other(others, rng)[: rng.randint(1, 4)]
    elif way == "reworded":
        at = set(rng.sample(range(len(sentences)), max(1, len(sentences) // rng.randint(3, 6))))
        sentences = [rewrite([s], rng, writer, 0.7)[0] if i in at else s for i, s in enumerate(sentences)]
        sentences = _edit(sentences, rng, writer, 0.2, 2)
    else:
        # A person with a thesaurus: a few places, in bunches, and the sentence around them reworked.
        chosen = rng.uniform(0.1, 0.5)
        sentences = [_reworked(s, rng, writer) if rng.random() < chosen else s for s in sentences]
    if rng.random() < 0.5 and len(sentences) > 6:
        del sentences[rng.randrange(len(sentences))]
    return Pair("edited", f"edited/{way}", piece.source, source, join(sentences, piece.breaks))


def _mechanical(piece: Piece, others: Sequence[Piece], way: str, rng: Random) -> Pair:
    """Change the whole text by one rule, or fill its frame with other words; redraw what changed nothing."""
    source, text, rule = piece.text, piece.text, "template"
    while text == source:
        if way == "by one rule":
            text, rule = uniform.change(source, rng)
        else:
            source, text = templates.fill(piece, others, rng)
    return Pair("edited", f"edited/{rule}", piece.source, source, text)


def _copy_edited(sentence: str, rng: Random, writer: Writer, reworded: float, rate: float) -> str:
    if rng.random() < reworded:
        return fluent_sentence(sentence, rng, writer)
    return copy_edit(sentence, rng, writer, max(1, round(rate * len(sentence.split()))))


def _reworked(sentence: str, rng: Random, writer: Writer) -> str:
    changed = writer.said(sentence, rng, rng.uniform(0.05, 0.25))
    return edit_sentence(changed, rng, writer, rng.randint(1, 3))


def _edit(sentences: Sequence[str], rng: Random, writer: Writer, share: float, most: int) -> list[str]:
    return [
        edit_sentence(s, rng, writer, rng.randint(1, most)) if rng.random() < share else s for s in sentences
    ]


def paraphrased(piece: Piece, others: Sequence[Piece], rng: Random, means: Means, way: str = "") -> Pair:
    """The source's content in rewritten sentences; or two rewritings of a third text.

    `way` names one of the ways; left out, it is drawn.
    """
    way = way or rng.choice((*_REWRITINGS, "cousins"))
    first = piece.text
    if way == "cousins":
        first, second = (
            join(_rewritten(piece, others, rng.choice(_REWRITINGS), rng, means)) for _ in range(2)
        )
    else:
        second = join(_rewritten(piece, others, way, rng, means))
    if kept_runs(first, second) > MOST_KEPT:
        return paraphrased(piece, others, rng, means)
    return Pair("paraphrased", f"paraphrased/{way}", piece.source, first, second)


# Where a rewriting ends and an edit begins, in five-word runs of the other text: real editors' texts keep
# .41 to .64 of them (crowd simplifications; people's edits of encyclopedia sentences .63 to .81), real
# rewritings .02 to .33 (neural paraphrases, news paraphrases, second translations; tenths to nine tenths).
LEAST_KEPT, MOST_KEPT = 0.25, 0.33
_HIRED: dict[str, Hurry] = {"hired": "common", "hired-rare": "rare", "hired-loose": "loose"}
_REWRITINGS = ("light", "heavy", "fluent", "fluent", "patchwork", "patchwork", "retold", "retold")


def _rewritten(piece: Piece, others: Sequence[Piece], way: str, rng: Random, means: Means) -> list[str]:
    """Rewrite by rules, fluently, or each sentence in another way."""
    sentences, writer = list(piece.sentences), means.writer
    if way == "fluent":
        return [fluent_sentence(s, rng, writer) for s in sentences if rng.random() > 0.03]
    if way in ("retold", "retold-freely"):
        return retell(sentences, _other(others, rng), rng, writer, freely=way == "retold-freely")
    if way == "thorough":
        return thorough(sentences, rng, writer)
    if way == "condensed":
        return condensed(sentences, rng, writer, means.dictionaries)
    if way == "shortened":
        return shortened(sentences, rng, writer)
    if way in _HIRED:
        return patchwork(sentences, rng, writer, means.dictionaries, _HIRED[way])
    if way == "patchwork":
        return patchwork(sentences, rng, writer)
    return rewrite(sentences, rng, writer, rng.uniform(0.3, 0.6) if way == "light" else rng.uniform(0.6, 1.0))


def independent(piece: Piece, others: Sequence[Piece], rng: Random, means: Means, way: str = "") -> Pair:
    """Another text of the same source: a near neighbour, or any; a few sentences may be shared.

    `way` names one of the ways; left out, it is drawn.
    """
    way = way or rng.choice(
        ("near", "near", "near", "event", "event", "any", "shared-quote", "short-passage", "halves")
    )
    if way == "halves" and len(piece.sentences) >= 12:
        half = len(piece.sentences) // 2
        source, suspect = join(piece.sentences[:half]), join(piece.sentences[half:])
        return Pair("independent", "independent/halves", piece.source, source, suspect)
    # A neighbour that shares more than this stands on a common template, or is a copy.
    own = (other for other in others if kept_runs(piece.text, other.text) < 0.03)
    other = rng.choice(others) if way == "any" else next(own, others[-1])
    sentences = list(other.sentences)
    if way == "event":
        sentences = _same_event(piece, sentences, rng)
    elif way == "shared-quote" and len(sentences) > 8:
        sentences.insert(rng.randrange(len(sentences)), rng.choice(piece.sentences))
    elif way == "short-passage":
        short = _short(piece, rng)
        if rng.random() < 0.5:
            share = rng.uniform(0.05, 0.35)
            short = [means.writer.said(s, rng, share) for s in short]
        at = rng.randrange(len(sentences) + 1)
        sentences[at:at] = short
    return Pair("independent", f"independent/{way}", piece.source, piece.text, join(sentences))


_CONTENT = re.compile(r"\b[A-Za-z]{5,}\b|\b\d[\d,.]*\b|\b[A-Z][a-z]+\b")


def _same_event(piece: Piece, sentences: Sequence[str], rng: Random) -> list[str]:
    """Make a text report the same matters in its own order: words of its own give way to the piece's.

    What two reporters share is names, numbers and the words of the topic, wherever each of them stands; the
    first sentences of both often say the same.
    """
    share = rng.uniform(0.05, 0.6)
    pool = [w for s in piece.sentences for w in _CONTENT.findall(s)] or ["report"]
    lead = [w for s in piece.sentences[:2] for w in _CONTENT.findall(s)] or pool
    few = rng.choices(pool, k=max(3, len(pool) // 4))  # a topic's words come again and again
    out = []
    for n, sentence in enumerate(sentences):
        words = lead if n < 2 and rng.random() < 0.7 else few if rng.random() < 0.6 else pool
        out.append(_CONTENT.sub(lambda m: rng.choice(words) if rng.random() < share else m[0], sentence))  # noqa: B023
    return out


def _short(piece: Piece, rng: Random) -> list[str]:
    """Return sentences of at most 65 words in all: too few to give a text their label (80 would)."""
    first = rng.randrange(len(piece.sentences))
    taken: list[str] = []
    for sentence in piece.sentences[first : first + 4]:
        if sum(len(s.split()) for s in (*taken, sentence)) > 65:
            break
        taken.append(sentence)
    return taken


def spun(piece: Piece, others: Sequence[Piece], rng: Random, means: Means) -> Pair:
    """The source spun whole, by any family and setting; some also shuffled, thinned or disguised."""
    d = means.dictionaries
    family, swapped = _spin(piece, rng, d)
    way = rng.choice(
        (
            "plain",
            "plain",
            "plain",
            "plain",
            "shuffled",
            "thinned",
            "disguised",
            "edited",
            "passage",
            "passage",
            "twice",
        )
    )
    sentences, passage, text = list(swapped), None, ""
    if way == "shuffled":
        rng.shuffle(sentences)
    elif way == "twice":
        again, sentences = _spin(replace(piece, sentences=tuple(sentences)), rng, d)
        unseen = tuple(sorted({*DRAWS_ON.get(family, ()), *DRAWS_ON.get(again, ())}))
        text = join(sentences, piece.breaks)
        return Pair("spun", f"{family}/twice", piece.source, piece.text, text, unseen)
    elif way == "thinned":
        sentences = [s for s in sentences if rng.random() > 0.2]
        sentences[0:0] = _other(others, rng)[: rng.randint(1, 3)]
    elif way == "edited":
        sentences = _edit(sentences, rng, means.writer, 0.15, 1)
    elif way == "passage":
        first = rng.randrange(max(1, len(sentences) // 3))
        part = sentences[first:]
        host = _host(len(join(part).split()), others, rng, rng.uniform(0.10, 0.60))
        text, passage = _insert(part, host, rng)
    text = text or join(sentences, piece.breaks)
    if way == "disguised":
        text = disguise(text, rng)
    return Pair("spun", f"{family}/{way}", piece.source, piece.text, text, DRAWS_ON.get(family, ()), passage)


LEAST_DIFFERENT, MOST_DRAWS = 5, 20


def _spin(piece: Piece, rng: Random, d: Dictionaries) -> tuple[str, list[str]]:
    """Spin all sentences with one spinner; redraw where a family finds too little to swap, or too few words.

    Two or three words that give way to others throughout are a rule, as in `uniform`, and no spinner's work;
    a list of the same few words has no more.
    """
    draws = 0
    while True:
        family, settings = rng.choice(list(FAMILIES)), Settings.draw(rng)
        spinner = make(family, d, settings)
        # A mark that no text holds keeps the sentence borders through the spinning.
        done = spinner.spin("\x1e".join(piece.sentences), rng)
        different = {(swap.source.lower(), swap.suspect.lower()) for swap in done.swaps}
        if done.dose >= 0.03 and (len(different) >= LEAST_DIFFERENT or draws >= MOST_DRAWS):
            return family, done.text.split("\x1e")
        draws += 1


_LOOKALIKES = str.maketrans("aeocpxi", "аеосрхі")


def disguise(text: str, rng: Random) -> str:
    """Hide a copy from machines: Cyrillic look-alikes, zero-width characters, soft hyphens."""
    words = text.split(" ")
    share, way = rng.uniform(0.02, 0.2), rng.choice(("homoglyph", "zero-width", "soft-hyphen"))
    for at, word in enumerate(words):
        if len(word) > 3 and rng.random() < share:
            inside = "\u200b" if way == "zero-width" else "\u00ad"
            words[at] = word.translate(_LOOKALIKES) if way == "homoglyph" else word[:2] + inside + word[2:]
    return " ".join(words)


def from_mwa(path: Path, label: str, number: int, seed: int) -> Iterator[Pair]:
    """Yield real human pairs: sentence pairs of a word-alignment file laid end to end as documents."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(r[1], r[3]) for r in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    rng = Random(f"{seed}:{path.name}")
    for _ in range(number):
        chosen = rng.sample(rows, rng.randint(5, 20))
        source, suspect = (" ".join(written(r[side]) for r in chosen) for side in (0, 1))
        yield Pair(label, f"{label}/{path.stem}", path.stem, source, suspect)


def written(tokens: str) -> str:
    """Undo a tokeniser's spacing and quote marks."""
    text = tokens.replace("``", '"').replace("''", '"')
    for before, after in (
        (" .", "."),
        (" ,", ","),
        (" ;", ";"),
        (" 's", "'s"),
        (" n't", "n't"),
        (" ?", "?"),
        (" )", ")"),
        ("( ", "("),
    ):
        text = text.replace(before, after)
    return text[:1].upper() + text[1:]


MAKERS: dict[str, Maker] = {
    "spun": spun,
    "verbatim": verbatim,
    "paraphrased": paraphrased,
    "edited": edited,
    "independent": independent,
}
