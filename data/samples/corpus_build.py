"""Make the demonstration's crawl from the articles in `crawl/`: copies of every kind, each with its truth.

What is made is `crawl/pages.jsonl`: a page a row, with `made_as` (what was done to it) and `made_from` (the
ids that it comes from, its nearest source first). The spinners draw on raw dictionaries that a user has not,
so that the made file is kept and `make demo` only unpacks it (`data.samples.corpus`).

usage: python -m data.samples.corpus_build [--sources data/cache] [--shared ../shared]
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from data.samples import corpus_notices as notices
from models.generators.edits import copy_edit
from models.generators.writer import Writer
from models.places import Places
from models.spinners import Dictionaries, Settings, Spinner, make, open_dictionaries

CRAWL = Path(__file__).parent / "crawl"
PAGES = CRAWL / "pages.jsonl"
_HEAD = re.compile(r"^=== (\S+) \| (\S+) \| (\S+) \| (.+)$", re.M)
_SENTENCES = re.compile(r"(?<=[.?!”\"])\s+(?=[“\"A-Z£])")


@dataclass(frozen=True)
class Page:
    """A page of the crawl and the truth about it."""

    id: str
    site: str
    published: str
    title: str
    text: str
    made_as: str
    made_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thief:
    """A site that spins what it finds: its program, and how much it takes.

    Attributes
    ----------
    family : str
        Of the spinners; each site has its own `variant` of the dictionary.
    share : float
        Of the articles, those it takes.
    again : str
        A site whose copies it spins where there are any, in place of the originals.
    """

    site: str
    family: str
    settings: Settings
    share: float
    again: str = ""


# Wanted doses; what a dictionary has entries for ends up lower.
THIEVES = (
    Thief("dailybuzz24.example", "agreed", Settings(0.24, True, True, 0.3, length="words only"), 0.9),
    Thief("freshreads.example", "wordnet-senses", Settings(0.20, True, False, 0.3, variant=5), 0.75),
    Thief("topnewshub.example", "agreed", Settings(0.34, True, True, 0.9), 0.7, "dailybuzz24.example"),
    Thief("articlemill.example", "union", Settings(0.30, True, False, 0.3, length="words only"), 0.5),
)
REPUBLISHERS = (("wireroom.example", 0.5), ("noticeboard.example", 0.35))
# Their originals were never crawled: the copies are the only witnesses.
ABSENT = ("cold-swim", "eclipse-pigeons", "drone-review", "bakery-history")
# Nobody copied these.
LEFT_ALONE = (
    "chess-club", "allotment-slugs", "school-hens", "bowls-dispute", "cannery-strike-market",
    "marathon-touchline", "flood-wall-times",
)  # fmt: skip
# One site took these, and nobody else: families small enough that their original can be told.
TAKEN_ONCE = ("beekeeper-court", "library-vote", "marathon-courier", "flood-wall-courier")
TAKER = "freshreads.example"
EDITED = ("grain-terminal", "bus-cuts", "obituary-clockmaker", "phone-battery", "moth-trap", "potato-blight",
          "choir-obituary", "car-park-ferrets")  # fmt: skip
RELEASES = ("harbour-release", "museum-release")
PAPERS = ("harrowmere-courier.example", "thistle-valley-times.example")
# What stands around a spun passage, and of which article that is.
PASSAGES = (
    ("weekend", "honey-prices"), ("digest", "car-park-ferrets"), ("notebook", "river-otters"),
    ("weekend", "grain-terminal"), ("digest", "kettle-review"), ("notebook", "tide-mill"),
)  # fmt: skip
# Sites whose dates are of their own making, and by how many days they lie before the source's.
FORGED = {"articlemill.example": -30, "infoblend.example": -12}
FORGED_SHARE = 0.6
# Sites that have some pages twice, the second one for printing.
PRINTED = {"topnewshub.example": 0.4}
NOTICES = 15
_DAY = "%Y-%m-%d"


def articles(name: str) -> list[Page]:
    """Return the articles of a file of `crawl/`, as their own sites have them."""
    found = []
    text = (CRAWL / name).read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : following.start() if following else len(text)].strip() + "\n"
        found.append(_page(head[1], head[2], head[3], head[4], body, "original"))
    return found


def _page(
    slug: str, site: str, day: str, title: str, text: str, made_as: str, made_from: tuple[str, ...] = ()
) -> Page:
    return Page(
        f"https://{site}/{day[:7].replace('-', '/')}/{slug}", site, day, title, text, made_as, made_from
    )


def crawl(dictionaries: Dictionaries) -> list[Page]:
    """Return all pages, by id."""
    originals = articles("articles-1.txt") + articles("articles-2.txt")
    pages = [page for page in originals if _slug(page) not in ABSENT]
    pages += _paraphrases(originals)
    pages += _spun(originals, dictionaries)
    pages += _republished(originals)
    pages += _edited(originals, Writer.of(dictionaries))
    pages += _passages(originals, dictionaries)
    pages += _notices()
    present = {page.id for page in pages}
    pages = [replace(p, made_from=tuple(i for i in p.made_from if i in present)) for p in pages]
    return sorted(pages, key=lambda page: page.id)


def _slug(page: Page) -> str:
    return page.id.rpartition("/")[2]


def _spun(originals: Sequence[Page], dictionaries: Dictionaries) -> Iterator[Page]:
    made: dict[tuple[str, str], Page] = {}
    for thief in THIEVES:
        spinner = make(thief.family, dictionaries, thief.settings)
        for page in originals:
            slug = _slug(page)
            rng = Random(f"{thief.site} {slug}")
            if rng.random() >= _share(thief, slug):
                continue
            before = made.get((thief.again, slug))
            copy = made[thief.site, slug] = _copy(before or page, page, thief.site, spinner, rng)
            yield copy
            if rng.random() < PRINTED.get(thief.site, 0.0):
                yield replace(copy, id=f"{copy.id}?print=1", made_as="duplicate", made_from=(copy.id,))


def _share(thief: Thief, slug: str) -> float:
    """Return how likely a site takes an article."""
    if slug in TAKEN_ONCE:
        return float(thief.site == TAKER)
    if slug in LEFT_ALONE:
        return 0.0
    return 0.85 if slug in ABSENT else thief.share


def _copy(taken: Page, first: Page, site: str, spinner: Spinner, rng: Random) -> Page:
    """Return a spun copy of `taken`, which is `first` or was made from it."""
    title = spinner.spin(taken.title, rng).text
    day = _days(taken.published, rng.randrange(1, 20))
    if site in FORGED and rng.random() < FORGED_SHARE:
        day = _days(first.published, FORGED[site] + rng.randrange(5))
    text = spinner.spin(taken.text, rng).text
    sources = tuple(dict.fromkeys((taken.id, first.id)))
    return _page(_slug(first), site, day, title, text, "spun", sources)


def _republished(originals: Sequence[Page]) -> Iterator[Page]:
    for site, share in REPUBLISHERS:
        for page in originals:
            rng = Random(f"{site} {page.id}")
            if _slug(page) in (*LEFT_ALONE, *ABSENT, *TAKEN_ONCE) or rng.random() >= share:
                continue
            paragraphs = page.text.strip().split("\n\n")
            kept = paragraphs[: max(3, len(paragraphs) - rng.randrange(3))]
            credit = [f"First published by {page.site.split('.')[0]}."] if rng.random() < 0.5 else []
            day = _days(page.published, rng.randrange(4))
            yield _page(
                _slug(page), site, day, page.title, "\n\n".join(kept + credit) + "\n", "verbatim", (page.id,)
            )
    for page in originals:
        if _slug(page) in RELEASES:
            for site in PAPERS:
                text = page.text if site == PAPERS[0] else "\n\n".join(page.text.split("\n\n")[:-1]) + "\n"
                yield _page(
                    _slug(page), site, _days(page.published, 1), page.title, text, "verbatim", (page.id,)
                )


def _edited(originals: Sequence[Page], writer: Writer) -> Iterator[Page]:
    for page in originals:
        slug = _slug(page)
        if slug in EDITED:
            rng = Random(f"edited {slug}")
            parts = [_SENTENCES.split(p) for p in page.text.strip().split("\n\n")]
            done = [[_corrected(s, rng, writer) for s in p if rng.random() > 0.07] for p in parts]
            text = "\n\n".join(" ".join(p) for p in done if p) + "\n"
            yield _page(
                f"{slug}-updated", page.site, _days(page.published, 2), f"{page.title} (updated)", text,
                "edited", (page.id,),
            )  # fmt: skip


def _corrected(sentence: str, rng: Random, writer: Writer) -> str:
    return copy_edit(sentence, rng, writer, 1) if rng.random() < 0.5 else sentence


def _passages(originals: Sequence[Page], dictionaries: Dictionaries) -> Iterator[Page]:
    """Yield pages that hold the greater part of a spun copy between words of their own."""
    fillers = {_slug(page): page for page in articles("fillers.txt")}
    by_slug = {_slug(page): page for page in originals}
    spinner = make("agreed", dictionaries, Settings(0.28, True, True, 0.3, length="words only"))
    for n, (filler, slug) in enumerate(PASSAGES):
        source, around = by_slug[slug], fillers[filler]
        rng = Random(f"infoblend {slug}")
        before, after = around.text.strip().split("\n@@\n")
        taken = "\n\n".join(source.text.strip().split("\n\n")[:-1])
        day = _days(source.published, 6)
        if rng.random() < FORGED_SHARE:
            day = _days(source.published, FORGED["infoblend.example"])
        text = "\n\n".join((before, spinner.spin(taken, rng).text, after)) + "\n"
        yield _page(f"{filler}-{n + 1}", around.site, day, around.title, text, "spun-passage", (source.id,))


def _paraphrases(originals: Sequence[Page]) -> Iterator[Page]:
    by_slug = {_slug(page): page for page in originals}
    for page in articles("rewrites.txt"):
        yield replace(page, made_as="paraphrased", made_from=(by_slug[_slug(page)].id,))


def _notices() -> Iterator[Page]:
    for kind, make_notice in (("planning", notices.planning), ("tides", notices.tides)):
        for n in range(NOTICES):
            day, title, text = make_notice(n)
            yield _page(f"{kind}-{n + 1}", "portwick-council.example", f"{day:{_DAY}}", title, text, "notice")


def _days(day: str, later: int) -> str:
    return f"{date.fromisoformat(day) + timedelta(days=later):{_DAY}}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    given = parser.parse_args()
    pages = crawl(open_dictionaries(Places(given.shared, given.sources)))
    rows = (json.dumps(asdict(page), ensure_ascii=False) + "\n" for page in pages)
    PAGES.write_text("".join(rows), encoding="utf-8", newline="\n")
    print(f"{len(pages)} pages in {PAGES}")


if __name__ == "__main__":
    main()
