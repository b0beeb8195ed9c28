"""The stored index: built, added to, opened again, asked; damaged ones are not read."""

from __future__ import annotations

import json
from random import Random

import pyarrow as pa
import pytest

from spindetect.corpus import index as corpus_index
from spindetect.corpus.index import MANIFEST, SourceIndex
from spindetect.corpus.readers import plan_inputs
from spindetect.corpus.relating import Known
from spindetect.corpus.tables import DOCUMENT, document_key
from spindetect.errors import InputError, ResourceError
from spindetect.text.words import words

_GRAMMAR = sorted(
    words(
        "the of and to in that it was for on with as at by from but or which this had not are be were so if",
        "when than then there who where they she he we you all any each into over under",
    )
)
_SWAPPED = {"said": "uttered", "large": "sizable", "houses": "dwellings", "quickly": "rapidly"}


def text(seed, size=150):
    """Return words in no order: grammar, numbers, invented names, and now and then a word to be swapped."""
    rng = Random(seed)
    kinds = [
        lambda: rng.choice(_GRAMMAR),
        lambda: rng.choice(_GRAMMAR),
        lambda: (
            f"{rng.choice('BDGKLMNPRST')}{rng.choice('aeiou')}{rng.choice('lmnrst')}{rng.choice('aeiou')}xby"
        ),
        lambda: str(rng.randrange(3000)),
        lambda: rng.choice(list(_SWAPPED)),
    ]
    return " ".join(rng.choice(kinds)() for _ in range(size))


def batch(texts):
    rows = [
        {
            "doc": document_key(name), "id": name, "text": written, "url": f"https://example.org/{name}",
            "published": "2024-05-01", "title": None, "site": "example.org", "file": "f", "place": "",
            "ordinal": n,
            "regions": [{"kind": "quotation", "start": 0, "end": 5}],
        }
        for n, (name, written) in enumerate(texts.items())
    ]  # fmt: skip
    return pa.RecordBatch.from_pylist(rows, schema=DOCUMENT.schema)


TEXTS = {f"doc/{n:02d}": text(n) for n in range(30)}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return SourceIndex.build([batch(TEXTS)], tmp_path_factory.mktemp("index") / "new")


def spun(written):
    for old, new in _SWAPPED.items():
        written = written.replace(old, new)
    return written


def test_the_source_of_a_spun_text_is_the_only_hit(index):
    (hit,) = index.search(spun(TEXTS["doc/07"]))
    assert (hit.id, hit.text, hit.site, hit.title) == ("doc/07", TEXTS["doc/07"], "example.org", None)
    assert hit.regions == (("quotation", 0, 5),)
    assert hit.score > 10
    assert hit.similarity is None
    assert 0 <= hit.start < hit.end <= len(hit.text.split()) + 60


def test_a_passage_inside_another_text_is_found_with_its_place(index):
    inside = f"{text(900)} {spun(TEXTS['doc/03'])} {text(901)}"
    hits = index.search(inside)
    assert [hit.id for hit in hits] == ["doc/03"]
    before = len(text(900).split())
    assert hits[0].start >= before * 0.9


def test_duplicates_come_first_and_say_how_like_they_are(index):
    hits = index.search(TEXTS["doc/05"])
    assert [(hit.id, hit.similarity, hit.score) for hit in hits] == [("doc/05", 1.0, 0.0)]
    (near,) = index.search(TEXTS["doc/05"].replace(".", ",") + " Further")
    assert near.id == "doc/05"


def test_an_honest_text_has_no_hit_and_nothing_is_made_of_nothing(index):
    assert index.search(text(12345)) == index.search("") == ()


def test_many_texts_are_asked_about_as_each_alone(index):
    asked = [spun(TEXTS["doc/07"]), TEXTS["doc/05"], spun(TEXTS["doc/07"]), TEXTS["doc/05"] + " 7."]
    # All but the scores: a text more makes a key more frequent.
    together = [[hit.id for hit in hits] for hits in index.search_many(asked)]
    assert together == [["doc/07"], ["doc/05"], ["doc/07"], ["doc/05"]]
    assert index.search_many([]) == []


def test_limit(index):
    both = f"{spun(TEXTS['doc/01'])} {spun(TEXTS['doc/02'])}"
    assert len(index.search(both)) == 2
    assert len(index.search(both, limit=1)) == 1
    assert index.search(both, limit=0) == ()


def test_an_opened_index_answers_as_the_built_one(index):
    again = SourceIndex.open(index.path)
    again.verify()
    assert again.info == index.info
    assert again.info.documents == len(TEXTS)
    assert again.search(spun(TEXTS["doc/07"])) == index.search(spun(TEXTS["doc/07"]))
    assert json.loads((index.path / MANIFEST).read_text())["documents"] == len(TEXTS)


def test_adding_in_parts_gives_what_building_at_once_gives(tmp_path, index, monkeypatch):
    monkeypatch.setattr(corpus_index, "_PART", 8)
    names = list(TEXTS)
    first, rest = ({name: TEXTS[name] for name in some} for some in (names[:11], names[5:]))
    grown = SourceIndex.build([batch(first)], tmp_path / "grown")
    assert grown.info.documents == 11
    assert grown.add([batch(rest)]) == len(TEXTS) - 11  # six were there
    assert [part.documents for part in grown.info.parts] == [8, 3, 8, 8, 3]
    assert grown.info.keys == index.info.keys
    asked = spun(TEXTS["doc/20"])
    assert SourceIndex.open(grown.path).search(asked) == index.search(asked)


def test_an_empty_index(tmp_path):
    empty = SourceIndex.build([], tmp_path / "empty")
    assert SourceIndex.open(empty.path).search("Anything at all") == ()


def test_a_folder_in_use_is_not_built_over(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(InputError, match="is not empty"):
        SourceIndex.build([], tmp_path)


def test_what_is_no_index_is_not_opened(tmp_path):
    with pytest.raises(InputError, match="holds no index"):
        SourceIndex.open(tmp_path)


def damaged(tmp_path, change):
    made = SourceIndex.build([batch({"a": text(1)})], tmp_path / "index")
    manifest = made.path / MANIFEST
    manifest.write_text(json.dumps(change(json.loads(manifest.read_text()))))
    return made.path


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda m: m | {"schema": "spindetect/index/0"}, "format"),
        (lambda m: m | {"fingerprint": "0/abc/moby"}, "was made as"),
        (lambda m: m | {"documents": 2}, "add up"),
        (lambda m: m | {"parts": "x"}, "cannot be read"),
        (lambda m: {}, "cannot be read"),
        (lambda m: [], "cannot be read"),
    ],
)
def test_a_damaged_manifest_is_named(tmp_path, change, match):
    with pytest.raises(ResourceError, match=match):
        SourceIndex.open(damaged(tmp_path, change))


def test_a_missing_and_a_changed_file_are_named(tmp_path):
    made = SourceIndex.build([batch({"a": text(1)})], tmp_path / "index")
    file = made.files("keys")[0]
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    with pytest.raises(ResourceError, match="damaged"):
        SourceIndex.open(made.path).verify()
    file.unlink()
    with pytest.raises(ResourceError, match="is missing"):
        SourceIndex.open(made.path)


def test_a_cut_file_is_named_at_once_and_a_changed_one_when_it_is_asked(tmp_path):
    """Both were an internal error of the engine, 'please report it'."""
    index = SourceIndex.build([batch({"a": text(1), "b": text(2)})], tmp_path / "index")
    keys = index.files("keys")[0]
    whole = keys.read_bytes()
    keys.write_bytes(whole[:-100])
    with pytest.raises(ResourceError, match="damaged"):
        SourceIndex.open(tmp_path / "index")
    keys.write_bytes(bytes(len(whole)))
    with pytest.raises(ResourceError, match="damaged"):
        SourceIndex.open(tmp_path / "index").search(text(1))
    with pytest.raises(ResourceError, match="damaged"):
        Known.open(tmp_path / "index", index.info.fingerprint)


def test_an_index_among_the_texts_is_not_read_as_one_of_them(tmp_path):
    SourceIndex.build([batch({"a": text(1)})], tmp_path / "archive.index")
    (tmp_path / "a.txt").write_text(text(1), encoding="utf-8")
    assert [part.name for part in plan_inputs([tmp_path])] == [str(tmp_path / "a.txt")]


def test_a_part_that_was_not_finished_is_not_there(tmp_path, monkeypatch):
    made = SourceIndex.build([batch({"a": text(1)})], tmp_path / "index")

    def fails(path, text):
        raise InputError("the disk is full")

    monkeypatch.setattr(corpus_index, "write_text", fails)
    with pytest.raises(InputError, match="full"):
        made.add([batch({"b": text(2)})])
    monkeypatch.undo()
    again = SourceIndex.open(made.path)
    assert again.info.documents == made.info.documents == 1
    assert again.add([batch({"b": text(2)})]) == 1
    assert [hit.id for hit in again.search(spun(text(2)))] == ["b"]
