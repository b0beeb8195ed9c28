"""Small corpora for tests: the project's own sample articles, as a crawl would have them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
ARTICLES = ("news-report", "health-advice", "travel-feature")
Row = dict[str, object]


def sample(article: str, kind: str) -> str:
    """Return one text of a sample article."""
    return (SAMPLES / article / f"{kind}.txt").read_text(encoding="utf-8")


def row(name: str, text: str, published: str | None = None, **more: str) -> Row:
    """Return a document as JSON lines have it."""
    return {"id": name, "url": f"https://{name}", "text": text, "published": published, **more}


MORE = (*ARTICLES, "personal-essay", "press-release", "science-feature", "sports-report")


def crawl(articles: Sequence[str] = ARTICLES) -> list[Row]:
    """Return articles with their spun copies, a verbatim one, two of the same words, and others."""
    rows = []
    for at, article in enumerate(articles, 1):
        rows += [
            row(f"paper.example/{article}", sample(article, "source"), f"2024-03-0{at}", title=article),
            row(f"copier.example/{article}", sample(article, "spun"), f"2024-04-0{at}"),
            row(f"other.example/{article}", sample(article, "independent"), "2024-03-09"),
        ]
    rows.append(row("wire.example/news", sample("news-report", "verbatim"), "2024-05-01"))
    rows.append(row("mirror.example/news", sample("news-report", "source"), "2024-05-02"))
    return rows


def write_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write documents as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


def write_crawl(folder: Path, articles: Sequence[str] = ARTICLES) -> Path:
    """Write the crawl as two files, with a document that is too short, a repeated id and a broken line."""
    rows = crawl(articles)
    write_lines(folder / "a.jsonl", rows[:5])
    second = write_lines(folder / "b.jsonl", [*rows[5:], rows[0], row("short.example/1", "Too short.")])
    with second.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    return folder
