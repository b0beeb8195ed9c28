"""The sample articles: that they are what they say, and what the detector says of them."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

import spindetect
from data.samples.build_samples import COLUMNS, HERE, WORD, build

SAMPLES: list[dict] = json.loads((HERE / "index.json").read_text(encoding="utf-8"))["samples"]
PAIRS: list[dict] = [
    json.loads(line) for line in (HERE / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
SPUN = [pair for pair in PAIRS if pair["label"] == "spun"]
HONEST = [pair for pair in PAIRS if pair["label"] != "spun"]
WRITTEN = [s for s in SAMPLES if s["kind"] not in ("source", "spun") and s["path"].endswith(".txt")]
TABLES = sorted(HERE.glob("*/*.swaps.tsv"))
KINDS = {"source", "spun", "edited", "paraphrased", "verbatim", "independent"}
# Filled from measured failures only; strict, so that a repaired one has to leave the list.
REWRITTEN = "few content words are kept, and order and meaning alone do not reach the border to independent"
ODDS = "P(independent) is above a quarter, and no sentence stands in both texts"
EDITED = "every sentence is edited and a sixth of the words swapped: as much as in a light rewriting"
KNOWN_FAILURES: dict[str, str] = {
    "news-report/edited": EDITED,
    "press-release/edited": EDITED,
    "science-feature/paraphrased": REWRITTEN,
    "health-advice/paraphrased": ODDS,
    "technology-howto/paraphrased": ODDS,
}


def read(path: str) -> str:
    return (HERE / path).read_text(encoding="utf-8")


def words(path: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(read(path))]


def grams(path: str, n: int) -> set[tuple[str, ...]]:
    found = words(path)
    return set(zip(*(found[i:] for i in range(n)), strict=False))


def swaps(table: Path) -> list[dict]:
    rows = csv.DictReader(
        io.StringIO(table.read_text(encoding="utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return [{k: int(v) if k.endswith(("start", "end")) else v for k, v in row.items()} for row in rows]


def sides(table: Path) -> tuple[str, str]:
    """Return the source and the suspect text that a gold table is about."""
    stem = f"{table.parent.name}/{table.name.removesuffix('.swaps.tsv')}."
    (sample,) = [s for s in SAMPLES if s["path"].startswith(stem) and s["kind"] == "spun"]
    return read(sample["source"]), read(sample["path"])


def pairs_with_failures(pairs: list[dict]) -> list:
    return [
        pytest.param(
            pair,
            id=pair["id"],
            marks=[pytest.mark.xfail(reason=KNOWN_FAILURES[pair["id"]])]
            if pair["id"] in KNOWN_FAILURES
            else [],
        )
        for pair in pairs
    ]


def test_built_files_are_up_to_date():
    assert [name for name, content in build().items() if read(name) != content] == []


def test_there_are_eight_domains_of_every_kind():
    domains = {sample["domain"] for sample in SAMPLES}
    assert len(domains) >= 8
    for domain in domains:
        assert {s["kind"] for s in SAMPLES if s["domain"] == domain} == KINDS


def test_the_index_lists_every_article():
    inputs = {"swaps.txt", "swaps.md", "carrier.txt"}
    on_disk = {
        f"{path.parent.name}/{path.name}"
        for pattern in ("*.txt", "*.md", "*.html")
        for path in HERE.glob(f"*/{pattern}")
        if path.name not in inputs and path.parent.name != "crawl"  # what a corpus is made of
    }
    assert {sample["path"] for sample in SAMPLES} == on_disk


def test_pairs_name_files_that_exist_once():
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS) >= 40
    for pair in PAIRS:
        assert (HERE / pair["suspect_path"]).is_file()
        assert (HERE / pair["source_path"]).is_file()


@pytest.mark.parametrize("table", TABLES, ids=lambda t: f"{t.parent.name}/{t.stem}")
def test_gold_offsets_are_those_of_the_texts(table):
    source, suspect = sides(table)
    rows = swaps(table)
    assert len(rows) >= 40
    assert tuple(rows[0]) == COLUMNS
    for row in rows:
        assert source[row["source_start"] : row["source_end"]] == row["source"]
        assert suspect[row["suspect_start"] : row["suspect_end"]] == row["suspect"]
        assert row["source"] != row["suspect"]
    for before, after in pairwise(rows):
        assert before["source_end"] <= after["source_start"]
        assert before["suspect_end"] <= after["suspect_start"]


def test_between_the_swaps_nothing_changed():
    """Putting the source's words back into a spun copy gives the source."""
    for table in TABLES:
        if table.name != "spun.swaps.tsv":
            continue
        source, suspect = sides(table)
        for row in reversed(swaps(table)):
            suspect = suspect[: row["suspect_start"]] + row["source"] + suspect[row["suspect_end"] :]
        assert suspect == source


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s["kind"] == "spun"], ids=lambda s: s["path"])
def test_doses_are_as_planned(sample):
    low = sample["domain"] == "health-advice"
    assert (0.08 if low else 0.2) <= sample["dose"] <= (0.12 if low else 0.45)


@pytest.mark.parametrize("sample", WRITTEN, ids=lambda s: s["path"])
def test_each_kind_shares_as_much_with_its_source_as_it_should(sample):
    """Shared five-word runs: all of a republished copy, many of an edited one, few of a rewriting."""
    own, source = grams(sample["path"], 5), grams(sample["source"], 5)
    share = len(own & source) / len(own)
    low, high = {
        "verbatim": (0.8, 1),
        "edited": (0.2, 0.8),
        "paraphrased": (0, 0.05),
        "independent": (0, 0.02),
    }[sample["kind"]]
    assert low <= share <= high, f"{share:.2f}"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["path"])
def test_articles_have_a_fit_length_and_plain_characters(sample):
    text = read(sample["path"])
    assert 250 <= sample["words"] <= 600
    assert "  " not in text
    if sample["path"].endswith("spun-evading.txt"):
        assert "\u200b" in text
        assert re.search("[а-я]", text)
    else:
        assert not re.search("[^\x20-\x7e\n£ñ]", text)


@pytest.fixture(scope="module")
def detector():
    return spindetect.load()


@pytest.fixture(scope="module")
def verdict_of(detector):
    """Each pair's verdict, computed when first asked for."""
    known: dict[str, spindetect.PairVerdict] = {}

    def verdict(pair: dict) -> spindetect.PairVerdict:
        if pair["id"] not in known:
            known[pair["id"]] = detector.compare(
                spindetect.read(HERE / pair["suspect_path"]), spindetect.read(HERE / pair["source_path"])
            )
        return known[pair["id"]]

    return verdict


@pytest.mark.parametrize("pair", pairs_with_failures(PAIRS))
def test_label(pair, verdict_of):
    assert verdict_of(pair).label == pair["label"]


@pytest.mark.parametrize("pair", HONEST, ids=lambda p: p["id"])
def test_honest_texts_are_not_accused(pair, verdict_of):
    assert verdict_of(pair).probability < 0.5


def test_articles_of_different_domains_are_independent(detector):
    sources = [s["path"] for s in SAMPLES if s["kind"] == "source"]
    documents = [spindetect.read(HERE / path) for path in sources]
    for n, document in enumerate(documents):
        verdict = detector.compare(document, documents[n - 1])
        assert verdict.label == "independent", sources[n]
        assert verdict.probability <= 0.05


@pytest.mark.parametrize("pair", SPUN, ids=lambda p: p["id"])
def test_probability_does_not_depend_on_the_side(pair, verdict_of, detector):
    reverse = detector.compare(
        spindetect.read(HERE / pair["source_path"]), spindetect.read(HERE / pair["suspect_path"])
    )
    assert reverse.probability == pytest.approx(verdict_of(pair).probability, abs=0.02)


def found(rows: list[dict], substitutions) -> list[bool]:
    """Say of each gold swap whether a reported span covers it and at most two swaps and three words more."""
    result = []
    for row in rows:
        result.append(False)
        for s in substitutions:
            inside = [
                r for r in rows if r["suspect_start"] < s.suspect.end and s.suspect.start < r["suspect_end"]
            ]
            covers = s.suspect.start <= row["suspect_start"] and row["suspect_end"] <= s.suspect.end
            spare = len(s.suspect.text.split()) - sum(len(r["suspect"].split()) for r in inside)
            if covers and len(inside) <= 2 and spare <= 3:
                result[-1] = True
    return result


# 39 of 45: phrases that replace phrases are cut apart where no dictionary lists them.
CUT_APART = pytest.mark.xfail(reason="phrases for unlisted phrases come out in parts", strict=True)


@pytest.mark.parametrize(
    "domain",
    [
        "news-report",
        "sports-report",
        pytest.param("health-advice", marks=CUT_APART),
        "travel-feature",
        "personal-essay",
    ],
)
def test_swaps_are_found_where_they_stand(domain, verdict_of):
    (pair,) = [p for p in PAIRS if p["id"] == f"{domain}/spun"]
    rows = swaps(HERE / domain / "spun.swaps.tsv")
    hits = found(rows, verdict_of(pair).substitutions)
    missed = [f"{r['source']} -> {r['suspect']}" for r, hit in zip(rows, hits, strict=True) if not hit]
    assert sum(hits) / len(hits) >= 0.9, missed


def test_evasion_is_reported_and_does_not_help(verdict_of):
    (plain,) = [p for p in PAIRS if p["id"] == "personal-essay/spun"]
    (evading,) = [p for p in PAIRS if p["id"] == "personal-essay/spun-evading"]
    kinds = {m.kind: m.count for m in verdict_of(evading).manipulations if m.side == "suspect"}
    text = read("personal-essay/spun-evading.txt")
    assert kinds["zero-width"] == text.count("\u200b")
    assert kinds["soft-hyphen"] == text.count("\u00ad")
    assert kinds["homoglyph"] >= 20
    assert verdict_of(evading).probability == pytest.approx(verdict_of(plain).probability, abs=0.02)
    assert len(verdict_of(evading).substitutions) == len(verdict_of(plain).substitutions)


def test_a_spun_passage_is_found_within_a_sentence(verdict_of):
    (pair,) = [p for p in PAIRS if p["id"] == "science-feature/spun-passage"]
    verdict = verdict_of(pair)
    rows = swaps(HERE / "science-feature/spun-passage.swaps.tsv")
    spun = [p for p in verdict.passages if p.label == "spun"]
    assert spun
    start, end = min(p.suspect_start for p in spun), max(p.suspect_end for p in spun)
    sentence = 220  # characters of the longest sentence at a border
    assert abs(start - rows[0]["suspect_start"]) <= sentence
    assert abs(end - rows[-1]["suspect_end"]) <= sentence


def test_shuffled_sentences_hide_nothing(verdict_of):
    (plain,) = [p for p in PAIRS if p["id"] == "travel-feature/spun"]
    (shuffled,) = [p for p in PAIRS if p["id"] == "travel-feature/spun-shuffled"]
    one, other = len(verdict_of(plain).substitutions), len(verdict_of(shuffled).substitutions)
    assert other == pytest.approx(one, rel=0.05)
    assert any(op.kind == "move" for op in verdict_of(shuffled).operations)


def test_the_page_is_read_as_its_article(verdict_of):
    (pair,) = [p for p in PAIRS if p["id"] == "press-release/page"]
    verdict = verdict_of(pair)
    assert "window.visits" not in (verdict.suspect.text or "")
    assert verdict.copied_share >= 0.95


def test_a_source_that_the_copy_names_is_shown(verdict_of):
    (pair,) = [p for p in PAIRS if p["id"] == "press-release/verbatim"]
    assert any("aldermere-council.example" in source.name for source in verdict_of(pair).named_sources)
