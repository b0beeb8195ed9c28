"""The reason of a swap, in words that a moderator reads.

"'X' replaces 'Y'", then what links the two, then the strongest grounds for finding it odd (two at most),
then whether the words around it are unchanged. A reason says only what was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spindetect.records import RelationKind, SubstitutionKind, ZoneKind

# Characters of a span that a reason repeats, the ellipsis counted.
LONGEST_QUOTE = 60
# Grounds named beside the link; more than two are not read.
MOST_GROUNDS = 2
# A ground is named when it alone would give this oddness, and from this value on if one is given here:
# below, the words would claim more than was measured.
LEAST_NAMED = 0.1
LEAST_VALUE: Mapping[str, float] = {"far": 0.8, "rarer": 0.5, "beside": 0.5, "around": 0.5, "unlikely": 0.1}

_LINKS = {
    "same": "the same word",
    "spelling": "the same word, spelled otherwise",
    "inflection": "two forms of one word",
    "related": "related in meaning, but not synonyms",
    "wrong-sense": "synonyms only in a rare sense",
    "none": "no dictionary links the two",
}
_PHRASE_LINKS = {
    "wrong-sense": "linked by a dictionary, but rarely used for each other",
    "none": "close in meaning, but no dictionary links the two",
}
# Below this commonness two synonyms share some sense, but not the usual one.
USUAL_SENSE = 0.5

# Grounds that are told in the same words always.
PLAIN: Mapping[str, str] = {
    "far": "far apart in meaning",
    "form": "not the same form of the word",
    "beside-swap": "the word beside it was swapped too",
    "rarer": "a much rarer word",
    "beside": "it does not suit the words beside it",
    "around": "it does not suit the sentence",
}
# No count of words is large enough to say more.
MOST_TIMES = 5
# Parts that a reason can tell; the others are in what links the two.
TOLD = frozenset({"phrase", "article", "doubled", "class", "unlikely", *PLAIN})
_CLASS_NAMES = ("", "a noun", "a verb", "an adjective", "an adverb")
_SURROUNDINGS = (
    "",
    "; the words right before and after are unchanged",
    "; the two words before and after are unchanged",
)
_PLACES: Mapping[ZoneKind, str] = {
    "quotation": "inside a quotation",
    "reference": "inside a list of references",
    "table": "inside a table",
    "code": "inside code",
    "caption": "inside a caption",
    "byline": "inside a byline",
    "share-line": "inside a share line",
    "boilerplate": "inside boilerplate",
    "background": "inside what a background text explains",
}


def quote(text: str) -> str:
    """Return a span in quotation marks: one printable line of at most `LONGEST_QUOTE` characters."""
    if len(text) > LONGEST_QUOTE or not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST_QUOTE])
        text = " ".join(text.split())
        if len(text) > LONGEST_QUOTE:
            text = text[: LONGEST_QUOTE - 2].rstrip() + " …"
    return f"'{text}'"


def link(kind: SubstitutionKind, relation: RelationKind, *, usual: bool, slip: bool, merged: bool) -> str:
    """Say what the two spans are to each other; of numbers `number_link` does.

    Parameters
    ----------
    usual, slip, merged : bool
        Whether the sense shared is a usual one, letters alone show one word, two swaps were taken as one.
    """
    if kind == "name":
        return "another name"
    if slip:
        return "the same word but for a letter or two"
    if merged:
        return "two words swapped side by side"
    if relation == "synonym":
        return "synonyms" if usual else "synonyms in some senses"
    if relation == "none" and kind == "function-word":
        return "one grammar word for another"
    if kind == "phrase" and relation in _PHRASE_LINKS:
        return _PHRASE_LINKS[relation]
    return _LINKS[relation]


def number_link(same: bool) -> str:
    """Say what two numbers are to each other, given whether they are equal."""
    return "the same number, written otherwise" if same else "another number"


def ground(
    name: str, *, phrase: str = "", word: str = "", classes: tuple[int, int] = (0, 0), less: str = ""
) -> str:
    """Say one ground for finding a swap odd.

    Parameters
    ----------
    name : str
        Of a part in `TOLD`.
    phrase : str
        The fixed phrase of the source, for 'phrase'.
    word : str
        The article, for 'article', or the word that stands twice, for 'doubled'.
    classes : (int, int)
        Word classes of source and suspect, for 'class'; as in `grammar`.
    less : str
        What `less_expected` says, for 'unlikely'.
    """
    if name == "phrase":
        return f"{quote(phrase)} is a fixed phrase"
    if name == "article":
        return f"{quote(word)} before it is wrong now"
    if name == "doubled":
        return f"{quote(word)} now stands twice in a row"
    if name == "unlikely":
        return less
    if name == "class":
        return f"{_CLASS_NAMES[classes[1]]} for {_CLASS_NAMES[classes[0]]}"
    return PLAIN[name]


def less_expected(log10_ratio: float) -> str:
    """Say how much less the words around expect a replacement than what stood there."""
    if log10_ratio >= MOST_TIMES:
        return f"the words around expect it more than {10**MOST_TIMES:,} times less"
    step = 10 ** max(0, int(log10_ratio))
    return f"the words around expect it about {round(10**log10_ratio / step) * step:,} times less"


def compose(
    source: Sequence[str], suspect: Sequence[str], said: Sequence[str], unchanged: Sequence[int]
) -> list[str]:
    """Put reasons together, one for each swap.

    Parameters
    ----------
    source, suspect : sequence of str
        The spans as written.
    said : sequence of str
        What links the two, and the grounds, from `link` and `ground`.
    unchanged : sequence of int
        Words on either side that are the source's own: 0, 1 or 2.
    """
    return [
        f"{new} replaces {old}: {told}{_SURROUNDINGS[words]}"
        for old, new, told, words in zip(_quotes(source), _quotes(suspect), said, unchanged, strict=True)
    ]


def _quotes(texts: Sequence[str]) -> list[str]:
    # One look at all of them finds the few that need more than quotation marks.
    if "".join(texts).isprintable() and max(map(len, texts), default=0) <= LONGEST_QUOTE:
        return [f"'{text}'" for text in texts]
    return [quote(text) for text in texts]


def place(zone: ZoneKind) -> str:
    """Say in what sort of passage a swap stands that does not count; goes to the end of a reason."""
    return f"; {_PLACES[zone]}"
