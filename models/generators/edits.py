"""What a person changes in a text that stays the same text: corrections, updates, simplifications."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from models.generators.writer import Writer
from models.spinners.base import apply_swaps, words_of

_UK_US = (
    (r"(\w{3,})ization\b", r"\1isation"), (r"(\w{4,})ize(d|s|r)?\b", r"\1ise\2"),
    (r"(\w{4,})izing\b", r"\1ising"),
    (r"\b(col|fav|hon|lab|neighb|behavi|harb|rum|vig|fla?v)or(s|ed|ing|ite|able)?\b", r"\1our\2"),
    (r"\b(cent|theat|met|lit)er(s|ed)?\b", r"\1re\2"), (r"\bprogram(s)?\b", r"programme\1"),
    (r"\b(travel|cancel|model|label)(ed|ing)\b", r"\1l\2"),
    (r"\bdefense\b", "defence"), (r"\bgray\b", "grey"),
)  # fmt: skip
_ASIDE = re.compile(
    r"\s*\([^()]{3,60}\)|, (?:which|who|where) [^,.;]{8,80},"
    r"|, [a-z][^,.;]{4,40},(?= (?:was|is|are|has|were)\b)"
)
_ADVERB = re.compile(r"\b(?!only|family|early|daily|supply|apply|reply|likely|July|Italy)[a-z]{3,}ly ")
_NUMBER = re.compile(r"\b\d[\d,]*\b")
_ADDED = (
    "also", "in fact", "still", "recently", "later", "already", "again", "now", "of course", "at the time",
    "as expected", "so far", "in part", "once more", "reportedly",
)  # fmt: skip
_SIMPLE = re.compile(r", (and|but|so) (?=(?:the|it|he|she|they|we|this|there|his|her)\b)")
Edit = Callable[[str, Random, Writer], str]


def spelling(text: str, rng: Random) -> str:
    """Turn American spelling into British."""
    for pattern, new in _UK_US:
        text = re.sub(pattern, new, text)
    return text


def misspell(text: str, rng: Random, share: float) -> str:
    """Put typing errors into a share of the words; the honest change is their correction."""
    changes = []
    for word in words_of(text):
        if len(word.text) > 3 and rng.random() < share:
            at = rng.randrange(1, len(word.text) - 1)
            w = word.text
            wrong = rng.choice(
                (w[:at] + w[at + 1 :], w[:at] + w[at] + w[at:], w[:at] + w[at + 1] + w[at] + w[at + 2 :])
            )
            if wrong != w:
                changes.append((word.start, word.end, wrong))
    return apply_swaps(text, changes).text


def _one_synonym(sentence: str, rng: Random, writer: Writer) -> str:
    return writer.said(sentence, rng, 1 / max(1, len(sentence.split())))


def _no_aside(sentence: str, rng: Random, writer: Writer) -> str:
    return _ASIDE.sub("", sentence, count=1)


def _no_adverb(sentence: str, rng: Random, writer: Writer) -> str:
    return _ADVERB.sub("", sentence, count=1)


def _number(sentence: str, rng: Random, writer: Writer) -> str:
    return _NUMBER.sub(lambda m: str(int(m[0].replace(",", "")) + rng.randint(1, 9)), sentence, count=1)


def _add(sentence: str, rng: Random, writer: Writer) -> str:
    words = sentence.split(" ")
    words.insert(rng.randrange(1, max(2, len(words))), rng.choice(_ADDED))
    return " ".join(words)


def _drop_words(sentence: str, rng: Random, writer: Writer) -> str:
    words = sentence.split(" ")
    at = rng.randrange(max(1, len(words) - 3))
    return " ".join(words[:at] + words[at + rng.randint(1, 3) :])


def _split(sentence: str, rng: Random, writer: Writer) -> str:
    parts = _SIMPLE.split(sentence, maxsplit=1)
    return parts[0] + ". " + parts[2][:1].upper() + parts[2][1:] if len(parts) == 3 else sentence


def _shorten(sentence: str, rng: Random, writer: Writer) -> str:
    head, _, tail = sentence.rpartition(", ")
    return head + sentence[-1] if head and len(tail.split()) < 12 and sentence[-1:] in ".!?" else sentence


def _function_word(sentence: str, rng: Random, writer: Writer) -> str:
    found = [w for w in words_of(sentence) if w.free and writer.function_words.alternatives(w.text.lower())]
    if not found:
        return sentence
    word = rng.choice(found)
    new = rng.choice(list(writer.function_words.alternatives(word.text.lower())))
    return apply_swaps(sentence, [(word.start, word.end, new)]).text


def _rephrase_tail(sentence: str, rng: Random, writer: Writer) -> str:
    """Say the last third in other words: a few of them kept, in another order, with new ones between."""
    words = sentence.split(" ")
    at = len(words) * 2 // 3
    tail = [w for w in words[at:] if rng.random() < 0.6]
    rng.shuffle(tail)
    return " ".join(
        words[:at] + [w for t in tail for w in (rng.choice(("the", "its", "of", "for", "in", "")), t) if w]
    )


EDITS: tuple[tuple[Edit, int], ...] = (
    (_one_synonym, 6), (_no_aside, 3), (_no_adverb, 2), (_number, 1), (_add, 3), (_drop_words, 3),
    (_split, 2), (_shorten, 2), (_function_word, 2), (_rephrase_tail, 1),
)  # fmt: skip


_PLAINER = (
    (r"\bin order to\b", "to"), (r"\bdue to the fact that\b", "because"), (r"\bat this time\b", "now"),
    (r"\ba (?:large |great )?number of\b", "many"), (r"\bprior to\b", "before"),
    (r"\bas well as\b", "and"), (r"\bin addition\b", "also"), (r"\bin the event that\b", "if"),
    (r"\b(is|was|are|were) able to\b", "could"), (r"\bhas been\b", "was"), (r"\bhave been\b", "were"),
    (r"\bapproximately\b", "about"), (r"\butili[sz]e(s|d)?\b", r"use\1"), (r"\bdo not\b", "don't"),
    (r"\bdoes not\b", "doesn't"), (r"\bit is\b", "it's"), (r"\bcannot\b", "can't"),
    (r"\bwill not\b", "won't"), (r"\bon the basis of\b", "from"), (r"\bwith respect to\b", "on"),
    (r"\bthe majority of\b", "most"), (r"\bfor the purpose of\b", "for"), (r"\bconsists of\b", "has"),
    (r"\bin which\b", "where"), (r"\bwhich (is|are|was|were)\b", r"that \1"), (r"\bupon\b", "on"),
)  # fmt: skip
_SUBJECT = re.compile(
    r"^(?:The|This|These|Our|A) (?:[a-z]+ ){1,3}(?=(?:is|are|was|were|has|have|will|can|may)\b)"
)
_FILLERS = re.compile(
    r"\b(?:very|quite|rather|really|actually|basically|certainly|simply|just|also|then|both|own|such|other"
    r"|certain|various|several|some|own|indeed|however|therefore|thus|perhaps)\b,? ",
    re.IGNORECASE,
)
_TENSES = (
    (r"\b(\w+)s (the|a|an|its|their)\b", r"\1ed \2"), (r"\bha(?:ve|s) (\w+ed)\b", r"\1"),
    (r"\bis (\w+ing)\b", r"was \1"), (r"\bare (\w+ing)\b", r"were \1"), (r"\bwill\b", "would"),
    (r"\bcan\b", "could"), (r"\bmay\b", "might"),
)  # fmt: skip
_TAILS = (
    "for now", "as a result", "in practice", "over time", "at least in part", "in many cases", "once again",
    "in the end", "along the way", "from the start", "in recent years", "by any measure", "where possible",
)  # fmt: skip


def _plainer(sentence: str, rng: Random, writer: Writer) -> str:
    """Say a stock phrase shorter."""
    patterns = [(p, new) for p, new in _PLAINER if re.search(p, sentence)]
    return (
        re.sub(*rng.choice(patterns), sentence, count=1) if patterns else _drop_filler(sentence, rng, writer)
    )


def _drop_filler(sentence: str, rng: Random, writer: Writer) -> str:
    found = _FILLERS.sub("", sentence, count=1)
    return found[:1].upper() + found[1:]


def _pronoun(sentence: str, rng: Random, writer: Writer) -> str:
    """Put a pronoun for a subject that was named before."""
    return _SUBJECT.sub(rng.choice(("It ", "They ", "This ", "Such work ")), sentence, count=1)


def _tense(sentence: str, rng: Random, writer: Writer) -> str:
    pattern, new = rng.choice(_TENSES)
    return re.sub(pattern, new, sentence, count=rng.randint(1, 2))


def _tail(sentence: str, rng: Random, writer: Writer) -> str:
    """Add a remark at a comma or before the end."""
    at = sentence.find(",") if rng.random() < 0.5 else len(sentence) - 1
    return f"{sentence[:at]}, {rng.choice(_TAILS)}{sentence[at:]}" if at > 10 else sentence


def _article(sentence: str, rng: Random, writer: Writer) -> str:
    """Change, drop or add a determiner."""
    places = list(re.finditer(r"\b(?:the|a|an|this|these|its|their)\b ", sentence))
    if not places:
        return sentence
    m = rng.choice(places)
    return (
        sentence[: m.start()]
        + rng.choice(("", "the ", "their ", "this ", "any ", "each "))
        + sentence[m.end() :]
    )


# What a careful editor does to a sentence that stays the same sentence: mostly cuts and small additions, a
# word for a word now and then.
COPY_EDITS: tuple[tuple[Edit, int], ...] = (
    (_one_synonym, 5), (_no_aside, 2), (_no_adverb, 2), (_drop_filler, 3), (_plainer, 4), (_pronoun, 2),
    (_tense, 3), (_tail, 1), (_article, 3), (_add, 2), (_drop_words, 3), (_shorten, 1), (_split, 2),
    (_function_word, 2), (_number, 1), (_rephrase_tail, 1),
)  # fmt: skip


_CUTS: tuple[Edit, ...] = (_no_aside, _no_adverb, _drop_filler, _plainer, _shorten, _drop_words)


def cut_short(sentence: str, rng: Random, writer: Writer, cuts: int) -> str:
    """Apply `cuts` drawn edits that leave out what a sentence can do without."""
    for cut in rng.choices(_CUTS, k=cuts):
        sentence = cut(sentence, rng, writer) or sentence
    return sentence


def copy_edit(sentence: str, rng: Random, writer: Writer, edits: int) -> str:
    """Apply `edits` drawn edits of a copy-editor to one sentence."""
    kinds, weights = zip(*COPY_EDITS, strict=True)
    for edit in rng.choices(kinds, weights, k=edits):
        sentence = edit(sentence, rng, writer) or sentence
    return sentence


def trim_inside(sentence: str, rng: Random) -> str:
    """Cut a clause, an aside or the rest of a sentence, and add nothing."""
    shorter = _ASIDE.sub("", sentence, count=1)
    if shorter != sentence and rng.random() < 0.5:
        return shorter
    parts = sentence.split(", ")
    if len(parts) < 2:
        return sentence
    at = rng.randrange(1, len(parts))
    end = sentence[-1] if at == len(parts) - 1 and sentence[-1] in ".!?" else ""
    return ", ".join(parts[:at] + parts[at + 1 :]) + end


def edit_sentence(sentence: str, rng: Random, writer: Writer, edits: int) -> str:
    """Apply `edits` drawn edits to one sentence."""
    kinds, weights = zip(*EDITS, strict=True)
    for edit in rng.choices(kinds, weights, k=edits):
        sentence = edit(sentence, rng, writer)
    return sentence
