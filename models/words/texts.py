"""Which texts the word model is fitted on, chosen on, and measured on."""

from __future__ import annotations

from random import Random
from typing import Any

from data.ngrams.texts import HELD_OUT
from models.generators.pieces import Piece, leading, sentences_of
from models.places import FOLD, Places, is_uncounted, number_of

__all__ = ["FOLD", "HELD_OUT", "KINDS", "SHARES", "documents", "passage"]

# What kind of text each held-out source is, as a reader would say.
KINDS = {
    "18f_blog": "web articles",
    "bitcoin_optech": "technical",
    "coffee_stackexchange": "forum",
    "doj_press_releases": "press releases",
    "plos_starter": "science",
    "presidential_speeches_1901_on": "speeches",
    "sf_stories_1950s": "fiction",
    "wikinews_2019_2020": "news",
}

# Shares of the training pieces. As in `models.places`, and with the sources that calibrate the pair model:
# the variety of texts is what makes the network know honest prose of a kind that it has not seen.
SHARES = {
    "senate_press_releases": 0.16,
    "wikipedia_en_2015": 0.14,
    "wikipedia_en_2015_topics": 0.14,
    "opensource_com_articles": 0.10,
    "novels_1895_1930": 0.10,
    "digitalgov": 0.08,
    "openstax": 0.08,
    "wikipedia_simple": 0.04,
    "ropensci_blog": 0.03,
    "craft_articles": 0.03,
    "scitldr": 0.03,
    "software_carpentry_blog": 0.03,
    "benbalter_blog": 0.02,
    "medquad": 0.02,
    "uk_gov_service_manual": 0.015,
    "va_gov_benefits": 0.01,
    "healthcare_gov_2013": 0.005,
    "opensource_guide": 0.002,
}


def documents(places: Places, source: str, *, last: bool = False) -> list[dict[str, Any]]:
    """Return the documents of a source that the fold's n-gram model has not counted.

    Parameters
    ----------
    places : Places
    source : str
    last : bool
        Return the one in eight of them that is kept from fitting: to calibrate on, and to choose by.
    """
    kept = []
    for row in places.text(source):
        number = number_of(str(row["id"]))
        if source in HELD_OUT or (is_uncounted(number) and ((number >> 16) % 8 == 0) == last):
            kept.append(row)
    return kept


def passage(row: dict[str, Any], source: str, rng: Random, words: tuple[int, int]) -> Piece | None:
    """Cut a passage out of a document, beginning at any paragraph that leaves enough; None if it is short.

    Parameters
    ----------
    words : (int, int)
        The passage's least and greatest wanted number of words; it ends with a sentence.
    """
    least, wanted = words[0], rng.randint(*words)
    paragraphs = [paragraph for paragraph in row["text"].split("\n") if paragraph.strip()]
    lengths = [len(paragraph.split()) for paragraph in paragraphs]
    starts = [at for at in range(len(paragraphs)) if sum(lengths[at:]) >= least]
    if not starts:
        return None
    sentences, breaks, count = leading(map(sentences_of, paragraphs[rng.choice(starts) :]), wanted)
    return Piece(str(row["id"]), source, tuple(sentences), frozenset(breaks)) if count >= least else None
