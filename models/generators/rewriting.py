"""Rewriting rules: clause order, voice, nominalisation, splitting and merging, many fitting synonyms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Literal

from models.generators.edits import copy_edit, cut_short, edit_sentence
from models.generators.reworking import rework
from models.generators.writer import Writer
from models.spinners import Dictionaries
from models.spinners.base import Thesaurus
from models.spinners.dictionaries import STOP_WORDS, WholeMoby
from models.spinners.engine import DictionarySpinner
from models.spinners.inflect import Form, inflect

Hurry = Literal["common", "rare", "loose"]
_LINKS = "because|although|while|when|after|before|since|if|until|unless|as"
_LATE_CLAUSE = re.compile(
    rf"^(?P<main>[^,;]{{15,}}?),? (?P<link>{_LINKS}) (?P<clause>[^,;]{{10,}})(?P<end>[.!?])$"
)
_EARLY_CLAUSE = re.compile(
    rf"^(?P<link>(?i:{_LINKS})) (?P<clause>[^,]{{8,80}}), (?P<main>.{{12,}})(?P<end>[.!?])$"
)
_EARLY_PLACE = re.compile(
    r"^(?P<place>(?:In|On|At|During|For|By|With|Under|From) [^,]{3,50}), (?P<main>.{12,})(?P<end>[.!?])$"
)
_LATE_PLACE = re.compile(
    r"^(?P<main>.{20,}?) (?P<place>(?:in|on|at|during|under|from) [^,.]{4,40})(?P<end>[.!?])$"
)
_PASSIVE = re.compile(
    r"\b(?P<what>(?:[Tt]he|[Aa]n?|[Tt]his|[Ii]ts) (?:\w+ ){1,2}?)(?:was|were|is|are|been) "
    r"(?P<verb>\w+ed) by (?P<who>(?:the |an? )?\w+(?: \w+)?)"
)
_ACTIVE = re.compile(
    r"^(?P<who>(?:The|A|An|This) (?:\w+ ){1,3}?)(?P<verb>\w{3,}ed) "
    r"(?P<what>(?:the|a|an|its|their) (?:\w+ )?\w+)(?P<rest>.*)$"
)
_SAID = re.compile(
    r"^(?P<what>[^\"“]{15,}), (?P<who>(?:[A-Z]\w+ ?){1,3}|he|she|they) "
    r"(?P<verb>said|noted|added|explained)(?P<end>\.)$"
)
_PAIR = re.compile(r"\b(?P<a>[a-z]{4,}) (?P<link>and|or) (?P<b>[a-z]{4,})\b")
_NOUNS = (
    (r"\bdecided to\b", "made up their minds to"),
    (r"\bplans to\b", "has plans to"),
    (r"\bagreed to\b", "came to an agreement to"),
    (r"\bimproved\b", "brought an improvement in"),
    (r"\banalyzed\b", "carried out an analysis of"),
    (r"\breviewed\b", "conducted a review of"),
    (r"\bcompared\b", "made a comparison of"),
    (r"\bdiscussed\b", "had a discussion about"),
    (r"\binvestigated\b", "carried out an investigation into"),
    (r"\bmust\b", "has a duty to"),
    (r"\bhelped\b", "gave a hand to"),
    (r"\bneed to\b", "have a need to"),
    (r"\bit is important to\b", "what matters is to"),
    (r"\bcan\b", "has the power to"),
)
_OPENERS = (
    "In addition, ",
    "Meanwhile, ",
    "At the same time, ",
    "Moreover, ",
    "In other words, ",
    "What is more, ",
    "Put simply, ",
    "",
)
Rule = Callable[[str, Random], str]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _clause_first(sentence: str, rng: Random) -> str:
    m = _LATE_CLAUSE.match(sentence)
    return f"{_upper(m['link'])} {m['clause']}, {_lower(m['main'])}{m['end']}" if m else sentence


def _clause_last(sentence: str, rng: Random) -> str:
    m = _EARLY_CLAUSE.match(sentence)
    return f"{_upper(m['main'])} {m['link'].lower()} {m['clause']}{m['end']}" if m else sentence


def _place_last(sentence: str, rng: Random) -> str:
    m = _EARLY_PLACE.match(sentence)
    return f"{_upper(m['main'])} {_lower(m['place'])}{m['end']}" if m else sentence


def _place_first(sentence: str, rng: Random) -> str:
    m = _LATE_PLACE.match(sentence)
    return f"{_upper(m['place'])}, {_lower(m['main'])}{m['end']}" if m else sentence


def _to_active(sentence: str, rng: Random) -> str:
    return _upper(
        _PASSIVE.sub(lambda m: f"{m['who']} {m['verb']} {_lower(m['what']).strip()}", sentence, count=1)
    )


def _to_passive(sentence: str, rng: Random) -> str:
    m = _ACTIVE.match(sentence)
    return f"{_upper(m['what'])} was {m['verb']} by {_lower(m['who']).strip()}{m['rest']}" if m else sentence


def _speaker_first(sentence: str, rng: Random) -> str:
    m = _SAID.match(sentence)
    return f"{_upper(m['who'])} {m['verb']} that {_lower(m['what'])}{m['end']}" if m else sentence


def _pair(sentence: str, rng: Random) -> str:
    return _PAIR.sub(lambda m: f"{m['b']} {m['link']} {m['a']}", sentence)


def _nouns(sentence: str, rng: Random) -> str:
    for pattern, new in _NOUNS:
        sentence = re.sub(pattern, new, sentence)
    return sentence


def _open(sentence: str, rng: Random) -> str:
    return rng.choice(_OPENERS) + _lower(sentence)


def _chunks(sentence: str, rng: Random) -> str:
    """Say the parts of a sentence in another order."""
    body, end = (sentence[:-1], sentence[-1]) if sentence[-1:] in ".!?" else (sentence, "")
    parts = re.split(r", |; | (?=(?:in|of|for|with|by|to|that|which|and|from|on|at) )", body)
    if len(parts) < 3:
        return sentence
    cut = rng.randrange(1, len(parts))
    turned = parts[cut:] + parts[:cut]
    if rng.random() < 0.5:
        at = rng.randrange(len(turned) - 1)
        turned[at], turned[at + 1] = turned[at + 1], turned[at]
    return _upper(" ".join([turned[0], *map(_lower, turned[1:])])) + end


def _condense(sentence: str, rng: Random) -> str:
    """Keep the gist: some of the words, others in between."""
    words = sentence.rstrip(".!?").split(" ")
    kept = [w for w in words if len(w) > 3 and rng.random() < 0.7]
    out = [
        w
        for k in kept
        for w in ((rng.choice(("the", "of", "in", "a", "that", "with")), k) if rng.random() < 0.4 else (k,))
    ]
    return _upper(" ".join(out)) + "." if out else sentence


RULES: tuple[tuple[Rule, int], ...] = (
    (_clause_first, 3), (_clause_last, 3), (_place_last, 2), (_place_first, 3), (_to_active, 2),
    (_to_passive, 2), (_speaker_first, 2), (_pair, 1), (_nouns, 2), (_open, 2), (_chunks, 5), (_condense, 3),
)  # fmt: skip


def rewrite_sentence(sentence: str, rng: Random, writer: Writer, strength: float) -> str:
    """Rewrite one sentence; `strength` in [0, 1] sets how many rules and synonyms."""
    rules, weights = zip(*RULES, strict=True)
    before = sentence
    for _ in range(12):  # many rules match few sentences: try until one or more did something
        sentence = rng.choices(rules, weights)[0](sentence, rng)
        if sentence != before and rng.random() > strength:
            break
    sentence = edit_sentence(sentence, rng, writer, rng.randint(0, 1 + int(3 * strength)))
    return writer.said(sentence, rng, rng.uniform(0.0, 0.45) * strength)


_SMALL: tuple[Rule, ...] = (
    _clause_first,
    _clause_last,
    _place_first,
    _place_last,
    _to_active,
    _speaker_first,
    _pair,
    _nouns,
    _open,
)
_BETWEEN = ("the", "of", "in", "a", "that", "with", "to", "is", "which", "by", "for", "as", "has been", "it")


def fluent_sentence(sentence: str, rng: Random, writer: Writer) -> str:
    """Reword a sentence as a fluent paraphraser does: fitting synonyms, and short spans said otherwise."""
    sentence = writer.said(sentence, rng, rng.uniform(0.05, 0.30))
    if rng.random() < 0.4:
        sentence = rng.choice(_SMALL)(sentence, rng)
    sentence = edit_sentence(sentence, rng, writer, rng.choice((0, 0, 1, 1, 2)))
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        sentence = _respan(sentence, rng)
    return sentence


def thorough(sentences: list[str], rng: Random, writer: Writer) -> list[str]:
    """Reword a whole text, as a paraphrasing program does that is told to leave nothing as it was.

    Half of the content words give way and few spans of five words stay, but words are chosen where they
    stand, and sentences are built anew between them: that tells such a text from a spun one. How well the
    words fit, how much is built anew, and whether the text grows shorter, differs from text to text as from
    program to program.
    """
    free = replace(
        writer,
        slips=rng.uniform(0.0, 0.3),
        least_fit=rng.uniform(-3.5, -0.3),
        least_cosine=rng.uniform(0.4, 0.6),
    )
    swapped, built, spans = rng.uniform(0.25, 0.9), rng.uniform(0.4, 0.95), rng.uniform(0.9, 2.5)
    cuts, kept = rng.choice(((1.2, 1.0), (1.2, 1.0), (rng.uniform(1.2, 3.0), rng.uniform(0.6, 1.0))))
    passes = rng.choice((1, 2, 3))  # no two words side by side give way at once
    out = []
    for sentence in [one for one in sentences if rng.random() < kept] or sentences:
        if rng.random() < built:
            sentence = rework(sentence, rng, 2)
        sentence = cut_short(sentence, rng, writer, round(rng.uniform(0.0, cuts) * spans))
        for _ in range(passes):
            sentence = free.said(sentence, rng, swapped)
        sentence = copy_edit(sentence, rng, writer, round(rng.uniform(0.0, 1.5) * spans))
        for _ in range(round(rng.uniform(0.0, 2.0) * spans)):
            sentence = _respan(sentence, rng)
        out.append(sentence)
    return out


def _respan(sentence: str, rng: Random) -> str:
    """Say a span of two to four words in one to five others, of which one may be kept."""
    words = sentence.split(" ")
    if len(words) < 8:
        return sentence
    at = rng.randrange(1, len(words) - 5)
    span = words[at : at + rng.randint(2, 4)]
    kept = [w for w in span if w[:1].islower() and len(w) > 3 and rng.random() < 0.6]
    filler = [rng.choice(_BETWEEN) for _ in range(rng.randint(0 if kept else 1, 2))]
    new = kept + filler
    rng.shuffle(new)
    names = [w for w in span if not w[:1].islower()]
    return " ".join(words[:at] + names + new + words[at + len(span) :])


def _hurried(sentence: str, rng: Random, d: Dictionaries, words: Hurry) -> str:
    """Swap words from a thesaurus with little thought, as a hurried writer does here and there."""
    thesauri: dict[Hurry, Sequence[Thesaurus]] = {
        "common": (d.groups, d.moby, d.wordnet, d.ppdb),
        "rare": (WholeMoby(d.moby), d.near_wordnet),
        "loose": (d.second_hand,),
    }
    thesaurus = rng.choice(thesauri[words])
    return str(DictionarySpinner("hurried", thesaurus, rng.uniform(0.05, 0.35)).spin(sentence, rng).text)


def shortened(sentences: list[str], rng: Random, writer: Writer) -> list[str]:
    """Say a text in fewer words, as one who is asked for a shorter version does."""
    cuts, kept = rng.uniform(1.0, 4.0), rng.uniform(0.8, 1.0)
    some = [s for s in sentences if rng.random() < kept] or sentences
    said = [fluent_sentence(s, rng, writer) for s in some]
    return [cut_short(s, rng, writer, round(rng.uniform(0.5, 1.5) * cuts)) for s in said]


def condensed(sentences: list[str], rng: Random, writer: Writer, hurried: Dictionaries) -> list[str]:
    """Say a text in far fewer words, many of them others, as one does who is asked for a short version.

    Of every sentence an eighth to more than a half goes, span by span, and the more goes, the more of the
    words that stay may give way to others: more is built anew than words are exchanged. Where a quarter and
    more goes, words may also be those that a thesaurus lists, as in a text for hire. Some texts have
    sentences that are rewritten whole.
    """
    free = replace(writer, slips=rng.uniform(0.0, 0.5), least_fit=rng.uniform(-3.5, -0.3))
    gone, built, kept = rng.uniform(0.12, 0.6), rng.uniform(0.2, 0.9), rng.uniform(0.75, 1.0)
    swapped = rng.uniform(0.1, min(0.9, 2.5 * gone))
    lists: tuple[Hurry | None, ...] = (None, "common", "rare") if gone > 0.25 else (None,)
    words, anew = rng.choice(lists), rng.uniform(0.0, 0.7) if rng.random() < 0.3 else 0.0
    out = []
    for sentence in [one for one in sentences if rng.random() < kept] or sentences:
        if rng.random() < anew:
            out.append(rewrite_sentence(sentence, rng, writer, 1.0))
            continue
        if rng.random() < built:
            sentence = rework(sentence, rng, 2)
        sentence = cut_short(sentence, rng, writer, rng.randint(0, 2))
        sentence = free.said(boiled_down(sentence, rng, gone * rng.uniform(0.6, 1.4)), rng, swapped)
        out.append(_hurried(sentence, rng, hurried, words) if words else sentence)
    return out


def boiled_down(sentence: str, rng: Random, gone: float) -> str:
    """Say spans of three to eight words in fewer, until about such a share of the words is gone.

    Names stay, and so does the mark at the end; a sentence of six words or fewer stays as it is.
    """
    words = sentence.split(" ")
    least = max(round(len(words) * (1 - gone)), 6)
    for _ in range(8):  # a span that keeps as many words as it had takes nothing away
        if len(words) <= least:
            break
        at = rng.randrange(len(words) - 4)
        span = words[at : at + rng.randint(3, min(8, len(words) - least + 2))]
        names = [w for w in span if not w[:1].islower()]
        new = [w for w in span if w[:1].islower() and len(w) > 3 and rng.random() < 0.35]
        if rng.random() < 0.5:
            new.insert(rng.randint(0, len(new)), rng.choice(_BETWEEN))
        new = [w.rstrip(".,;!?") for w in names + new] or [span[-1].rstrip(".,;!?")]
        end = span[-1][-1:] if span[-1][-1:] in ".,;!?" else ""
        words[at : at + len(span)] = [*new[:-1], new[-1] + end]
    return _upper(" ".join(words))


def patchwork(
    sentences: list[str],
    rng: Random,
    writer: Writer,
    hurried: Dictionaries | None = None,
    words: Hurry = "common",
) -> list[str]:
    """Rewrite each sentence in another way, as people do who hide a copy: kept, word by word, retold.

    With dictionaries, what goes word by word is done with little thought: so people write who are hired for
    it. The text is a person's work all the same, and for the greater part rewritten. Their words are the
    common ones of a thesaurus, those that it has far down, or those of a loose one.
    """
    reworded = rng.uniform(0.1, 0.4)
    weights = (0.15, reworded, 0.25, 0.30, 0.10)
    out = []
    for sentence in sentences:
        way = rng.choices(("kept", "reworded", "fluent", "rewritten", "condensed"), weights)[0]
        if way == "reworded":
            share = rng.uniform(0.05, 0.35)
            sentence = (
                _hurried(sentence, rng, hurried, words) if hurried else writer.said(sentence, rng, share)
            )
        elif way == "fluent":
            sentence = fluent_sentence(sentence, rng, writer)
        elif way == "rewritten":
            sentence = rewrite_sentence(sentence, rng, writer, rng.uniform(0.4, 1.0))
        elif way == "condensed":
            sentence = _condense(sentence, rng)
        out.append(sentence)
    return out


def rewrite(sentences: list[str], rng: Random, writer: Writer, strength: float) -> list[str]:
    """Rewrite a text: sentences rewritten, dropped, merged and put in another order."""
    kept = [s for s in sentences if rng.random() > 0.15 * strength]
    out = [
        rewrite_sentence(s, rng, writer, strength) if rng.random() < 0.55 + 0.45 * strength else s
        for s in kept
    ]
    for at in range(len(out) - 1, 0, -1):
        if len(out[at].split()) + len(out[at - 1].split()) < 36 and rng.random() < 0.3 * strength:
            out[at - 1 : at + 1] = [
                out[at - 1].rstrip(".") + rng.choice((", and ", "; ", ", while ")) + _lower(out[at])
            ]
    if rng.random() < 0.3:
        at = rng.randrange(max(1, len(out) - 1))
        out[at : at + 2] = out[at : at + 2][::-1]
    return out or sentences


def _other_words(word: str, rng: Random, fitting: Mapping[str, Sequence[str]]) -> str:
    """Return another form or a fitting synonym of a content word, or the word itself."""
    options = fitting.get(word, ())
    if options and rng.random() < 0.7:
        return rng.choice(options[:4])
    form: Form = rng.choice(("s", "ed", "ing"))
    return inflect(word, form)


def retold_sentence(
    sentence: str,
    foreign: list[str],
    rng: Random,
    writer: Writer,
    kept: float,
    new: float,
    own: float,
    *,
    freely: bool = False,
) -> str:
    """Say a sentence's content again with hardly a phrase in common.

    `kept` is the share of content words that stay, `new` that of those that other words or forms stand for;
    of the rest, a share of `own` give way to words that the text does not know. What is left is said in
    another order, piece by piece, between other function words. `freely` takes other words by their meaning
    alone: the sentence is built anew, and the places that they should fit are gone.
    """
    out: list[str] = []
    fitting = {} if freely else writer.fitting(sentence)
    for word in re.findall(r"\w+(?:['’-]\w+)*", sentence):
        low = word.lower()
        if low in STOP_WORDS or (len(low) < 4 and low == word and not word.isdigit()):
            continue
        drawn = rng.random()
        name = word[:1].isupper() or word[:1].isdigit()
        if drawn < kept or (name and drawn < kept + new):
            out.append(word if name else low)
        elif drawn < kept + new:
            near = {low: writer.near(low)} if freely else fitting
            out.append(_other_words(low, rng, near))
        elif foreign and rng.random() < own:
            out.append(rng.choice(foreign))
    chunks = [out[i : i + 3] for i in range(0, len(out), 3)]
    for at in range(len(chunks) - 1):
        if rng.random() < 0.4:
            chunks[at], chunks[at + 1] = chunks[at + 1], chunks[at]
    said: list[str] = []
    for chunk in chunks:
        for word in chunk if rng.random() < 0.5 else chunk[::-1]:
            said += [rng.choice(_BETWEEN)] * (rng.random() < 0.75) + [word]
    return _upper(" ".join(said)) + "." if said else ""


def retell(
    sentences: list[str], foreign: list[str], rng: Random, writer: Writer, *, freely: bool = False
) -> list[str]:
    """Retell a text: every sentence in other words, some dropped, split and merged, a few of one's own."""
    # Real rewritings keep less than half of the content words: neural ones at most, people's much less.
    kept, new, own = rng.uniform(0.05, 0.4), rng.uniform(0.1, 0.4), rng.uniform(0.0, 0.6)
    inserted = rng.choice((0.0, 0.0, rng.uniform(0.05, 0.25)))
    words = [w.lower() for s in foreign for w in re.findall(r"[a-z]{5,}", s) if w not in STOP_WORDS]
    out: list[str] = []
    for sentence in sentences:
        if rng.random() < 0.08:
            continue
        if foreign and rng.random() < inserted:
            out.append(rng.choice(foreign))
        halves = sentence.split(", ", 1) if rng.random() < 0.4 else [sentence]
        out += filter(
            None,
            (retold_sentence(half, words, rng, writer, kept, new, own, freely=freely) for half in halves),
        )
    for at in range(len(out) - 1, 0, -1):
        if len(out[at].split()) + len(out[at - 1].split()) < 30 and rng.random() < 0.35:
            out[at - 1 : at + 1] = [
                out[at - 1].rstrip(".") + rng.choice((", and ", "; ", ", as ")) + _lower(out[at])
            ]
    for at in range(len(out) - 1):
        if rng.random() < 0.12:
            out[at], out[at + 1] = out[at + 1], out[at]
    return out or sentences
