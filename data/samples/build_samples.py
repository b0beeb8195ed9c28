"""Build the spun samples, their gold tables, `index.json` and `pairs.jsonl` from the marked-up originals.

A `swaps.txt` (or `swaps.md`) is an original article in which every swap is written `{source|suspect}`.
Reading the left sides gives the source, the right sides the spun copy, and the offsets of both are the
gold table. One file therefore holds the truth, and the three can never disagree.

Run `python -m data.samples.build_samples` after changing a marked-up file or adding a sample; with
`--check` it writes nothing and fails if a built file is out of date (a test does that).
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("source_start", "source_end", "suspect_start", "suspect_end", "source", "suspect")
WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
SWAP = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
# A sentence ends at a full stop (and a closing quote) before white space and a capital letter.
SENTENCE_BORDER = re.compile(r"(?<=[.?!])(?<!Mr\.)\s+(?=[A-Z\"])")

PLAIN_NOTES = {
    "edited": "a copy-editor's corrections, updates and cuts",
    "paraphrased": "the same content in rewritten sentences",
    "verbatim": "republished, trimmed, with byline and share lines",
    "independent": "own text on the same topic, other facts",
}
SPUN_NOTES = {
    "news-report": "words and phrases, wrong senses, names and numbers kept",
    "sports-report": "single words only",
    "health-advice": "low dose",
    "technology-howto": "Markdown with headings and a code block",
    "press-release": "mostly phrases",
    "travel-feature": "single words and a few phrases",
    "science-feature": "single words and a few phrases",
    "personal-essay": "single words and a few phrases",
}
# Letters with a Cyrillic twin: all are confusables of the Latin letter in Unicode's confusables.txt.
CYRILLIC = str.maketrans("aceopx", "асеорх")
ZERO_WIDTH_SPACE, SOFT_HYPHEN = "\u200b", "\u00ad"
INVISIBLE = str.maketrans("", "", ZERO_WIDTH_SPACE + SOFT_HYPHEN)
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><style>nav li {{ display: inline }}</style></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/bins">Bins</a></li><li><a href="/tax">Pay</a></li></ul>
</nav>
<script>window.visits = (window.visits || 0) + 1;</script>
<main><article>
<h1>{title}</h1>
{body}
</article></main>
<footer><p>Accessibility | Privacy | Cookies | Jobs at the council</p></footer>
</body>
</html>
"""


@dataclass(frozen=True)
class Swap:
    """One swap: text and offsets in code points on both sides."""

    source_start: int
    source_end: int
    suspect_start: int
    suspect_end: int
    source: str
    suspect: str


@dataclass(frozen=True)
class Spun:
    """A source, its spun copy and the swaps between them, in order."""

    source: str
    suspect: str
    swaps: tuple[Swap, ...]

    @property
    def dose(self) -> float:
        """Share of the source's word tokens that were swapped, in [0, 1]."""
        return sum(len(WORD.findall(s.source)) for s in self.swaps) / len(WORD.findall(self.source))


def parse(marked: str) -> Spun:
    """Split a marked-up article into its two sides and the swaps between them."""
    source: list[str] = []
    suspect: list[str] = []
    swaps: list[Swap] = []
    at = here = there = 0
    for match in SWAP.finditer(marked):
        between = marked[at : match.start()]
        before, after = match[1], match[2]
        here, there, at = here + len(between), there + len(between), match.end()
        swaps.append(Swap(here, here + len(before), there, there + len(after), before, after))
        source += [between, before]
        suspect += [between, after]
        here, there = here + len(before), there + len(after)
    return Spun("".join(source) + marked[at:], "".join(suspect) + marked[at:], tuple(swaps))


def table(swaps: tuple[Swap, ...]) -> str:
    """Return the gold table of some swaps as tab-separated values."""
    rows = ["\t".join(COLUMNS)]
    rows += ["\t".join(str(getattr(swap, column)) for column in COLUMNS) for swap in swaps]
    return "\n".join(rows) + "\n"


def shuffled(text: str) -> str:
    """Return the sentences of a text in another order, five to a paragraph."""
    sentences = SENTENCE_BORDER.split(text.strip())
    random.Random(7).shuffle(sentences)
    paragraphs = [" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5)]
    return "\n\n".join(paragraphs) + "\n"


def inserted(spun: Spun, carrier: str) -> Spun:
    """Put the first two paragraphs of the spun copy inside an unrelated text."""
    border = _second_break(spun.suspect)
    before, after = carrier.split("@@PASSAGE@@")
    shift = len(before)
    moved = tuple(
        replace(s, suspect_start=s.suspect_start + shift, suspect_end=s.suspect_end + shift)
        for s in spun.swaps
        if s.suspect_end <= border
    )
    return Spun(spun.source[: _second_break(spun.source)], before + spun.suspect[:border] + after, moved)


def _second_break(text: str) -> int:
    """Return where the second paragraph ends."""
    return text.index("\n\n", text.index("\n\n") + 2)


def evading(spun: Spun) -> Spun:
    """Hide the spun copy from a machine: look-alike letters, zero-width spaces and soft hyphens."""
    chance = random.Random(11)
    pieces: list[str] = []
    at = 0
    for match in re.finditer(r"[a-z]{4,}", spun.suspect):
        pieces.append(spun.suspect[at : match.start()])
        pieces.append(_disguise(match[0], chance.random()))
        at = match.end()
    suspect = "".join(pieces) + spun.suspect[at:]
    # Where each code point of the plain copy went: disguises only replace letters one for one or
    # insert invisible ones, so walking both texts together finds it.
    place, to = [], 0
    for letter in spun.suspect:
        while suspect[to] in (ZERO_WIDTH_SPACE, SOFT_HYPHEN) and letter != suspect[to]:
            to += 1
        place.append(to)
        to += 1
    swaps = []
    for s in spun.swaps:
        start, end = place[s.suspect_start], place[s.suspect_end - 1] + 1
        swaps.append(Swap(s.source_start, s.source_end, start, end, s.source, suspect[start:end]))
    return Spun(spun.source, suspect, tuple(swaps))


def _disguise(word: str, draw: float) -> str:
    """Disguise about one word in seven; a draw in [0, 1) says how."""
    if draw < 0.08:
        return word.translate(CYRILLIC)
    if draw < 0.12:
        return word[:2] + ZERO_WIDTH_SPACE + word[2:]
    if draw < 0.15:
        return word[:3] + SOFT_HYPHEN + word[3:]
    return word


def page(text: str, title: str) -> str:
    """Return an article as a web page with navigation, a script and a footer."""
    paragraphs = [f"<p>{html.escape(p)}</p>" for p in text.strip().split("\n\n")]
    return PAGE.format(title=html.escape(title), body="\n".join(paragraphs).replace("£", "&pound;"))


def build() -> dict[str, str]:
    """Return every built file: path relative to this folder -> content."""
    files: dict[str, str] = {}
    entries: list[dict[str, object]] = []
    for domain in SPUN_NOTES:
        _build_domain(domain, files, entries)
    pairs = [
        pair(str(e["path"]), str(e["source"]), str(e["kind"])) for e in entries if e["source"] is not None
    ]
    pairs.append(pair("press-release/spun.txt", "press-release/source.html", "spun", "spun-against-page"))
    files["index.json"] = json.dumps({"version": 1, "samples": entries}, ensure_ascii=False, indent=1) + "\n"
    files["pairs.jsonl"] = "".join(json.dumps(row) + "\n" for row in pairs)
    return files


def pair(suspect: str, source: str, label: str, name: str = "") -> dict[str, str]:
    """Return a row for `spindetect compare --pairs`; paths are relative to this folder."""
    domain, file = suspect.split("/")
    stem = name or ("page" if file.endswith(".html") else file.rsplit(".", 1)[0])
    return {"id": f"{domain}/{stem}", "suspect_path": suspect, "source_path": source, "label": label}


def _build_domain(domain: str, files: dict[str, str], entries: list[dict[str, object]]) -> None:
    (marked,) = (HERE / domain).glob("swaps.*")
    spun = parse(marked.read_text(encoding="utf-8"))
    ending = marked.suffix
    source = f"{domain}/source{ending}"

    def add(name: str, text: str, kind: str, note: str, dose: float | None = None) -> None:
        entry: dict[str, object] = {"path": f"{domain}/{name}", "domain": domain, "kind": kind}
        words = len(WORD.findall(text.translate(INVISIBLE)))
        entry |= {"source": None if kind == "source" else source, "words": words}
        entry |= {"note": note} | ({} if dose is None else {"dose": round(dose, 3)})
        entries.append(entry)

    def add_spun(stem: str, made: Spun, note: str) -> None:
        files[f"{domain}/{stem}{ending}"] = made.suspect
        files[f"{domain}/{stem}.swaps.tsv"] = table(made.swaps)
        add(f"{stem}{ending}", made.suspect, "spun", note, made.dose)

    files[source] = spun.source
    add(f"source{ending}", spun.source, "source", "the original")
    add_spun("spun", spun, SPUN_NOTES[domain])
    if domain == "travel-feature":
        files[f"{domain}/spun-shuffled.txt"] = shuffled(spun.suspect)
        add("spun-shuffled.txt", shuffled(spun.suspect), "spun", "sentences in another order", spun.dose)
    if domain == "science-feature":
        carrier = (HERE / domain / "carrier.txt").read_text(encoding="utf-8")
        add_spun("spun-passage", inserted(spun, carrier), "a spun passage inside an unrelated text")
    if domain == "personal-essay":
        add_spun("spun-evading", evading(spun), "with look-alike letters, zero-width spaces and soft hyphens")
    if domain == "press-release":
        files[f"{domain}/source.html"] = page(spun.source, "Food waste rounds to begin in June")
        add("source.html", spun.source, "verbatim", "the original as a web page")
    for kind, note in PLAIN_NOTES.items():
        add(f"{kind}.txt", (HERE / domain / f"{kind}.txt").read_text(encoding="utf-8"), kind, note)


def main() -> int:
    """Write the built files, or with `--check` say which of them are out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is out of date")
    check = parser.parse_args().check
    stale = []
    for name, content in build().items():
        path = HERE / name
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(name)
        if not check:
            path.write_text(content, encoding="utf-8", newline="\n")
    print(f"{len(stale)} files {'out of date' if check else 'written'}: {' '.join(stale)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
