"""House styles: what makes a whole text read oddly though nobody spun it.

A model that has read only edited prose takes clipped wire reports, notes without articles, unpunctuated
posts and slips of the pen for the work of a spinner. Each style here changes a text from its first sentence
to its last, before any spinner sees it, so that texts of one style are spun and left alone alike, and only
what a spinner did tells them apart. The styles are made by rule from clean prose; the lists are our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

Style = Callable[[str, Random], str]

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_ARTICLES = frozenset({"a", "an", "the"})
_LINKING = frozenset({
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "that", "which", "who", "will", "would",
    "its", "their", "his", "her",
})  # fmt: skip
_PREPOSITIONS = ("in", "on", "at", "for", "to", "of", "by", "with", "from", "about")
# Shortened by custom in wire copy, notes and tables.
_CUSTOM = {
    "million": "mln", "billion": "bln", "thousand": "thous", "dollars": "dlrs", "dollar": "dlr",
    "percent": "pct", "company": "co", "companies": "cos", "corporation": "corp", "quarter": "qtr",
    "year": "yr", "years": "yrs", "month": "mth", "months": "mths", "week": "wk", "weeks": "wks",
    "government": "govt", "department": "dept", "international": "intl", "national": "natl",
    "average": "avg", "number": "no", "management": "mgmt", "association": "assn", "approximately": "approx",
    "information": "info", "application": "app", "development": "dev", "production": "prod",
    "president": "pres", "secretary": "secy", "university": "univ", "street": "st", "against": "vs",
    "pounds": "lbs", "hours": "hrs", "hour": "hr", "minutes": "mins", "people": "ppl", "because": "bc",
    "between": "btw", "without": "w/o", "with": "w/", "through": "thru", "though": "tho", "you": "u",
    "are": "r", "please": "pls", "thanks": "thx", "before": "b4", "tonight": "tonite",
}  # fmt: skip
_VOWELS = re.compile(r"(?<=[a-z])[aeiou](?=[a-z])")
_LEAST_CUT = 6  # letters of a word that is shortened


def draw_style(rng: Random) -> Style:
    """Draw one to three styles that are applied one after the other."""
    chosen = rng.sample(STYLES, rng.choice((1, 1, 1, 2, 2, 3)))

    def styled(text: str, own: Random) -> str:
        for style in chosen:
            text = style(text, own)
        return text

    return styled


def clipped(text: str, rng: Random) -> str:
    """Leave out articles, and some of the words that link, as telegrams, headlines and notes do."""
    articles, linking = rng.choice((0.4, 0.8, 1.0)), rng.choice((0.0, 0.0, 0.3, 0.6))

    def without(word: str) -> str:
        key = word.lower()
        share = articles if key in _ARTICLES else linking if key in _LINKING else 0.0
        return "" if rng.random() < share else word

    return _tidy(_each_word(text, without))


def abbreviated(text: str, rng: Random) -> str:
    """Shorten words by custom, and some of the text's own long ones, each alike wherever it stands."""
    share, vowels = rng.choice((0.0, 0.03, 0.08, 0.15)), rng.random() < 0.5
    custom = rng.choice((0.4, 0.8, 1.0))
    short: dict[str, str] = {}

    def shortened(word: str) -> str:
        key = word.lower()
        if key not in short:
            short[key] = key
            if key in _CUSTOM and rng.random() < custom:
                short[key] = _CUSTOM[key]
            elif len(key) >= _LEAST_CUT and rng.random() < share:
                short[key] = _without_vowels(key) if vowels else key[: rng.randint(3, 5)]
        return word if short[key] == key else _as_written(word, short[key])

    return _each_word(text, shortened)


def unpunctuated(text: str, rng: Random) -> str:
    """Leave out commas, or all marks, as posts do, and as what is taken out of old archives lacks."""
    marks = rng.choice((r",", r",", r"[,;:()\"“”]", r"[,.;:!?()\"“”](?!\w)"))
    return _tidy(re.sub(marks, "", text))


def lower(text: str, rng: Random) -> str:
    """Write everything small, or every sentence's beginning."""
    if rng.random() < 0.5:
        return text.lower()
    return re.sub(r"(?:(?<=[.!?] )|^)[A-Z]", lambda found: found.group().lower(), text)


def capitals(text: str, rng: Random) -> str:
    """Write every long word with a capital, or the first sentence in capitals, as headings are."""
    if rng.random() < 0.5:
        return _each_word(text, lambda word: word[:1].upper() + word[1:] if len(word) > 3 else word)
    first, mark, rest = text.partition(". ")
    return first.upper() + mark + rest


def mistyped(text: str, rng: Random) -> str:
    """Make slips of the pen, or of a machine that reads print: letters exchanged, lost, doubled."""
    share = rng.choice((0.005, 0.01, 0.03))

    def slip(word: str) -> str:
        if len(word) < 4 or rng.random() >= share:
            return word
        at = rng.randrange(1, len(word) - 1)
        return rng.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
            )
        )

    return _each_word(text, slip)


def learner(text: str, rng: Random) -> str:
    """Miss articles, prepositions and endings, as those do who learnt English late."""
    share = rng.choice((0.05, 0.12, 0.25))

    def missed(word: str) -> str:
        key = word.lower()
        if rng.random() >= share:
            return word
        if key in _ARTICLES:
            return _as_written(word, rng.choice(("", "", "the", "a")))
        if key in _PREPOSITIONS:
            return _as_written(word, rng.choice(_PREPOSITIONS))
        return _other_ending(word, rng)

    return _tidy(_each_word(text, missed))


def numeric(text: str, rng: Random) -> str:
    """Put lines of figures between sentences, made of the text's own words: results, prices, scores."""
    words = [word.lower() for word in _WORD.findall(text) if len(word) > 3]
    if not words:
        return text
    sentences = text.split(". ")
    every = rng.randint(1, 4)
    pieces: list[str] = []
    for at, sentence in enumerate(sentences):
        pieces.append(sentence)
        if at % every == 0 and at + 1 < len(sentences):
            pieces.append(_figures(words, rng))
    return ". ".join(pieces)


STYLES: Sequence[Style] = (
    clipped, clipped, abbreviated, abbreviated, unpunctuated, unpunctuated, lower, capitals, mistyped,
    learner, numeric, numeric,
)  # fmt: skip


def _figures(words: Sequence[str], rng: Random) -> str:
    unit = rng.choice(("", "", " mln", " pct", " dlrs", " cts", " points", " tonnes", "%", " kg"))
    between = rng.choice((" vs ", " against ", " to ", " from ", "-", ", ", " or "))
    rows = [
        f"{rng.choice(words)} {_number(rng)}{unit}{between}{_number(rng)}{unit}"
        for _ in range(rng.randint(1, 5))
    ]
    line = rng.choice((" ", ", ", "; ")).join(rows)
    return line[:1].upper() + line[1:]


def _number(rng: Random) -> str:
    return rng.choice(
        (
            str(rng.randint(1, 99)),
            f"{rng.uniform(0, 99):.1f}",
            f"{rng.randint(1, 999)},{rng.randint(0, 999):03}",
            f"{rng.randint(1, 30)}-{rng.choice((1, 3, 5, 7))}/{rng.choice((8, 16))}",
        )
    )


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda found: change(found.group()), text)


def _tidy(text: str) -> str:
    """Mend what words left out leave behind: double spaces, and small letters after a full stop."""
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r" +([,.;:!?])", r"\1", text)
    return re.sub(r"(?:(?<=[.!?] )|^)[a-z]", lambda found: found.group().upper(), text.strip())


def _as_written(word: str, new: str) -> str:
    return new[:1].upper() + new[1:] if word[:1].isupper() else new


def _without_vowels(key: str) -> str:
    return (key[0] + _VOWELS.sub("", key[1:-1]) + key[-1])[:6]


def _other_ending(word: str, rng: Random) -> str:
    for ending, others in (("ing", ("", "ed")), ("ed", ("", "ing")), ("s", ("",)), ("ly", ("",))):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word[: -len(ending)] + rng.choice(others)
    return word + "s" if len(word) > 4 and word.islower() and rng.random() < 0.2 else word
