"""Sentences said in another build, as a good rewriter does: relative clauses, voice, nouns for verbs, order.

Where `rewriting` turns sentences about by force, these rules keep them sentences that a person would write:
each looks for one construction, and leaves alone what it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from models.generators.writer import Writer
from models.spinners.inflect import PAST, bases

Rule = Callable[[str, Random], str]

# Past participles that are not the past tense; all other verbs have one form for both.
_PARTICIPLES = dict(
    pair.split()
    for pair in """
wrote written; took taken; gave given; saw seen; chose chosen; drove driven; broke broken; stole stolen;
threw thrown; grew grown; knew known; showed shown; began begun; drew drawn; forgot forgotten; shook shaken;
spoke spoken; wore worn; tore torn; did done; wove woven; froze frozen; bit bitten; hid hidden; sang sung
""".replace("\n", " ").split(";")
)
# Verb, light verb, and noun: "decided to" is "took a decision to".
_LIGHT = """
decided to=took=a decision to; agreed to=reached=an agreement to; attempted to=made=an attempt to;
promised to=made=a promise to; tried to=made=an effort to; offered to=made=an offer to;
intends to=has=the intention to; hopes to=has=the hope to; wants to=has=a wish to;
refused to=voiced=a refusal to; announced=made=an announcement of; analysed=made=an analysis of;
analyzed=made=an analysis of; described=gave=a description of; explained=gave=an explanation of;
discussed=held=a discussion of; examined=carried out=an examination of; studied=made=a study of;
evaluated=carried out=an evaluation of; investigated=opened=an investigation of;
reviewed=undertook=a review of; assessed=made=an assessment of; criticised=voiced=criticism of;
criticized=voiced=criticism of; praised=had=praise for; supported=gave=support to;
answered=gave=an answer to; visited=paid=a visit to; contributed to=made=a contribution to;
influenced=had=an influence on; affected=had=an effect on; attacked=led=an attack on;
limited=put=a limit on; increased=brought=an increase in; reduced=brought=a reduction in;
improved=brought=an improvement in; changed=made=changes to; preferred=had=a preference for;
lacked=had=a lack of; resembled=bore=a resemblance to
"""
_NOUNS = {
    verb.strip(): f"{light} {noun}"
    for verb, light, noun in (row.split("=") for row in _LIGHT.replace("\n", " ").strip().split(";"))
}
_VERBS = "|".join(sorted(map(re.escape, _NOUNS), key=len, reverse=True))
_NOUN = re.compile(rf"\b({_VERBS})\b(?= [a-z]+ )")
_REST = r"(?P<rest>(?:,? (?:in|on|at|for|after|before|during|because|to|with|when|as) .*)?)(?P<end>[.!?])$"
_ACTIVE = re.compile(
    r"^(?!(?:I|He|She|We|They|It|This|That|You|So|And|But|Who|There)\b)"
    r"(?P<who>(?:(?:The|A|An|Its|Their|His|Her|Our) )?(?:[\w'’-]+ ){1,4}?)(?P<verb>[a-z]{3,}) "
    rf"(?P<what>(?:the|a|an|its|their|his|her|this) (?:[a-z-]+ )?[a-z-]+){_REST}"
)
_PASSIVE = re.compile(
    r"^(?P<what>(?:The|A|An|This|Its|Their) (?:[\w'’-]+ ){1,4}?)(?P<be>was|were) (?P<verb>[a-z]{3,}) by "
    rf"(?P<who>(?:the |a |an |its |their )?[\w'’-]+(?: [\w'’-]+)?){_REST}"
)
_WHICH = re.compile(r"^(?P<main>[^,]{6,90}), (?P<who>which|who) (?P<clause>[^,]{8,120})(?P<end>[.!?])$")
_APPOSITION = re.compile(
    r"\b(?P<name>[A-Z][\w'’-]+ [A-Z][\w'’-]+), (?P<role>(?:the|a|an) [a-z][^,]{4,50}), (?=[a-z])"
)
_LINKED = re.compile(
    r"^(?P<first>[^,;]{20,}), (?P<link>and|but|so|while|although|because) "
    r"(?P<second>[^;]{20,})(?P<end>[.!?])$"
)
_FRONT = re.compile(
    r"^(?P<place>(?:In|On|At|During|After|Before|Since|Under|For|With|By|From|Last|As|When|While|If|Because"
    r"|Although)\b[^,]{4,70}), (?P<main>[^\"“]{15,})(?P<end>[.!?])$"
)
_LAST = re.compile(
    r"^(?P<main>[^\"“,]{25,}?),? (?P<place>(?:because|although|while|when|after|before|since|if|in order to"
    r"|during|under|according to) [^,\"“]{10,90})(?P<end>[.!?])$"
)
_SAID = re.compile(
    r"^(?P<who>[A-Z][^,\"“]{2,40}?) (?P<verb>said|says|noted|added|explained|announced|believes|argued) "
    r"that (?P<what>[^\"“]{15,})(?P<end>[.!?])$"
)
_STARTS = {"and": "", "but": "However, ", "so": "For that reason, ", "while": "Meanwhile, ",
           "although": "Still, ", "because": "The reason is that "}  # fmt: skip
_FUNCTION = """
the a an this that these those it he she they we its his her their our there in on at during after before
since under for with by from last as when while if because although many most some all such both each other
one two three several people what who how no not more much
"""
_SMALL = frozenset(_FUNCTION.split())
_NAME = re.compile(r"^(?:[A-Z][a-z]+ [A-Z]|[A-Z]{2,}|I\b|I['’])")


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _down(text: str) -> str:
    """Take the capital of a sentence's first word away, where it is no name's."""
    first = text.split(" ", 1)[0]
    small = first.lower() in _SMALL or first.endswith(("ing", "ly"))
    return text[:1].lower() + text[1:] if small and not _NAME.match(text) else text


def _participle(verb: str) -> str | None:
    """Return the participle of a past tense, None for a word that is no past tense."""
    if verb in _PARTICIPLES:
        return _PARTICIPLES[verb]
    past = verb.endswith("ed") or verb in PAST.values()
    return verb if past and any(form == "ed" for _, form in bases(verb)) else None


def to_passive(sentence: str, rng: Random) -> str:
    """Put what was done first, and who did it behind "by"."""
    m = _ACTIVE.match(sentence)
    participle = _participle(m["verb"]) if m else None
    if not m or participle is None:
        return sentence
    be = "were" if m["what"].endswith("s") and not m["what"].endswith("ss") else "was"
    return f"{_up(m['what'])} {be} {participle} by {_down(m['who']).strip()}{m['rest']}{m['end']}"


def to_active(sentence: str, rng: Random) -> str:
    """Put who did it first, and what was done behind the verb."""
    m = _PASSIVE.match(sentence)
    if not m:
        return sentence
    back = {participle: past for past, participle in _PARTICIPLES.items()}
    verb = back.get(m["verb"], m["verb"])
    return f"{_up(m['who'])} {verb} {_down(m['what']).strip()}{m['rest']}{m['end']}"


def nominalise(sentence: str, rng: Random) -> str:
    """Put a noun and a light verb for a verb."""
    return _NOUN.sub(lambda match: _NOUNS[match[1]], sentence, count=1)


def split_clause(sentence: str, rng: Random) -> str:
    """Make a sentence of its own of a relative clause at the end, or of what follows a conjunction."""
    m = _WHICH.match(sentence)
    if m:
        start = rng.choice(("It", "This")) if m["who"] == "which" else rng.choice(("He", "She", "They"))
        return f"{m['main']}. {start} {m['clause']}{m['end']}"
    m = _LINKED.match(sentence)
    if not m:
        return sentence
    start = _STARTS[m["link"]]
    return f"{m['first']}. {start}{m['second'] if start else _up(m['second'])}{m['end']}"


def turn_apposition(sentence: str, rng: Random) -> str:
    """Say "the mayor, Ann Lee," for "Ann Lee, the mayor," and the other way about."""
    m = _APPOSITION.search(sentence)
    if not m:
        return sentence
    role = _up(m["role"]) if m.start() == 0 else m["role"]
    return f"{sentence[: m.start()]}{role}, {m['name']}, {sentence[m.end() :]}"


def move_back(sentence: str, rng: Random) -> str:
    """Put the words before the first comma last: when, where, and under what condition."""
    m = _FRONT.match(sentence)
    return f"{_up(m['main'])} {_down(m['place'])}{m['end']}" if m else sentence


def move_front(sentence: str, rng: Random) -> str:
    """Put the last clause first."""
    m = _LAST.match(sentence)
    return f"{_up(m['place'])}, {_down(m['main'])}{m['end']}" if m else sentence


def speaker_last(sentence: str, rng: Random) -> str:
    """Put who said it behind what was said."""
    m = _SAID.match(sentence)
    return f"{_up(m['what'])}, {_down(m['who'])} {m['verb']}{m['end']}" if m else sentence


def _either(first: Rule, second: Rule) -> Rule:
    """Return one rule of two that undo each other."""

    def rule(sentence: str, rng: Random) -> str:
        new = first(sentence, rng)
        return new if new != sentence else second(sentence, rng)

    return rule


RULES: tuple[Rule, ...] = (
    _either(to_active, to_passive),
    _either(move_back, move_front),
    nominalise,
    split_clause,
    turn_apposition,
    speaker_last,
)


def rework(sentence: str, rng: Random, most: int = 3) -> str:
    """Apply up to `most` rules that find what they look for, in a drawn order."""
    done = 0
    for rule in rng.sample(RULES, len(RULES)):
        new = rule(sentence, rng)
        if new != sentence:
            sentence, done = new, done + 1
        if done == most:
            break
    return sentence


def merge(first: str, second: str, rng: Random) -> str:
    """Make one sentence of two."""
    link = rng.choice((", and ", "; ", ", while ", ", and at the same time "))
    return first.rstrip(".") + link + _down(second)


def rework_text(
    sentences: list[str], rng: Random, writer: Writer, share: float, synonyms: float, merged: float = 0.15
) -> list[str]:
    """Rewrite a share of the sentences by rules, then change words in context, and merge short neighbours.

    Parameters
    ----------
    share : float
        Of the sentences, those that rules are tried on.
    synonyms : float
        Of the words, at most so many are changed for others that fit.
    merged : float
        Of the pairs of short neighbours.
    """
    out = [rework(s, rng) if rng.random() < share else s for s in sentences]
    for at in range(len(out) - 1, 0, -1):
        short = len(out[at].split()) + len(out[at - 1].split()) < 32 and out[at - 1].endswith(".")
        if short and rng.random() < merged:
            out[at - 1 : at + 1] = [merge(out[at - 1], out[at], rng)]
    return str(writer.reword("\n".join(out), rng, synonyms).text).split("\n")
