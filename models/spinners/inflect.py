"""Regular English inflection and the common irregular verbs, as a careful spinner has them."""

from __future__ import annotations

from typing import Literal

Form = Literal["s", "ed", "ing"]

_IRREGULAR = """
be was; become became; begin began; bend bent; bind bound; bite bit; blow blew; break broke; breed bred;
bring brought; build built; burst burst; buy bought; cast cast; catch caught; choose chose; cling clung;
come came; cost cost; creep crept; cut cut; deal dealt; dig dug; do did; draw drew; drink drank; drive drove;
eat ate; fall fell; feed fed; feel felt; fight fought; find found; flee fled; fly flew; forbid forbade;
forget forgot; forgive forgave; freeze froze; get got; give gave; go went; grow grew; hang hung; have had;
hear heard; hide hid; hit hit; hold held; hurt hurt; keep kept; know knew; lay laid; lead led; leave left;
lend lent; let let; lie lay; light lit; lose lost; make made; mean meant; meet met; pay paid; put put;
quit quit; read read; ride rode; ring rang; rise rose; run ran; say said; see saw; seek sought; sell sold;
send sent; set set; shake shook; shine shone; shoot shot; show showed; shrink shrank; shut shut; sing sang;
sink sank; sit sat; sleep slept; slide slid; speak spoke; spend spent; spin spun; split split; spread spread;
stand stood; steal stole; stick stuck; strike struck; swear swore; sweep swept; swim swam; swing swung;
take took; teach taught; tear tore; tell told; think thought; throw threw; understand understood; wake woke;
wear wore; weave wove; win won; wind wound; withdraw withdrew; withhold withheld; write wrote
"""
PAST = dict(pair.split() for pair in _IRREGULAR.replace("\n", " ").split(";"))
_PRESENT = {past: base for base, past in PAST.items() if past != base}
_VOWELS = "aeiou"
# After these the first word of a phrase is the verb and bears the ending: "deal with", "bring about".
_AFTER = "with of to in on at for from by up out off over down away into about back after"
_PARTICLES = frozenset(_AFTER.split())


def bases(word: str) -> list[tuple[str, Form]]:
    """Return the possible (base, form) of a lower-case word, likeliest first; empty for a base form."""
    out: list[tuple[str, Form]] = []
    if word in _PRESENT:
        out.append((_PRESENT[word], "ed"))
    if word.endswith("ies") and len(word) > 4:
        out.append((word[:-3] + "y", "s"))
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        out.append((word[:-1], "s"))
        if word.endswith("es"):
            out.append((word[:-2], "s"))
    out += _stripped(word, "ed", "ed") + _stripped(word, "ing", "ing")
    return out


def _stripped(word: str, ending: str, form: Form) -> list[tuple[str, Form]]:
    stem = word[: -len(ending)]
    if not word.endswith(ending) or len(stem) < 3:
        return []
    found: list[tuple[str, Form]] = [(stem, form), (stem + "e", form)]
    if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        found.append((stem[:-1], form))
    if form == "ed" and stem.endswith("i"):
        found.append((stem[:-1] + "y", form))
    return found


def inflect(base: str, form: Form) -> str:
    """Return a word or phrase in the wanted form."""
    words = base.split(" ")
    at = 0 if len(words) > 1 and (words[1] in _PARTICLES or form != "s") else len(words) - 1
    words[at] = _inflect_word(words[at], form)
    return " ".join(words)


def _inflect_word(word: str, form: Form) -> str:
    consonant_y = len(word) > 1 and word.endswith("y") and word[-2] not in _VOWELS
    if form == "s":
        if consonant_y:
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if form == "ed" and word in PAST:
        return PAST[word]
    if form == "ed" and consonant_y:
        return word[:-1] + "ied"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + form
    doubled = len(word) in (3, 4) and word[-1] not in "wxy" + _VOWELS and word[-2] in _VOWELS
    if doubled and word[-3] not in _VOWELS:
        return word + word[-1] + form
    return word + form
