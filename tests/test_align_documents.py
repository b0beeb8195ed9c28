"""Passages: copied in order, moved, placed in another text, or not there at all."""

from __future__ import annotations

import random

import numpy as np
import pytest

from spindetect.align import Aligner, DocumentAlignment
from spindetect.align.anchors import common_subsequence
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.records import Alignment
from spindetect.text import Document

SOURCE = """The harbour of Lindow froze on Tuesday night for the first time in forty years. Fishermen walked
across the ice to reach their boats, and children skated between the moored trawlers. The coast
guard warned that the ice near the breakwater was thinner than it looked. Two brothers who ignored
the warning were pulled from the water by a passing crew. Both were treated at the clinic and sent
home with blankets and a stern lecture. The mayor promised hot soup for anyone stranded on the far
quay. Engineers expect the channel to reopen by the weekend, when milder winds arrive from the
south. Until then the ferry will leave from the old pier at Marsk."""
OTHER = """A beetle that lives only under the bark of dying oaks has been found again in the royal forest. Its
last sighting was in 1974, in a photograph that nobody could verify. Students from two universities
spent a summer lifting loose bark with plastic knives. They recorded eleven adults and many larvae
in trees marked for felling. The forester has agreed to leave those trunks standing for another
decade. Collectors are asked to look and not to touch."""
SWAPS = {"fishermen": "anglers", "warned": "cautioned", "promised": "pledged", "expect": "anticipate"}


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner(Lexicon.open(), Vectors.open())


def sentences(text: str) -> list[str]:
    return [part.strip() + "." for part in text.replace("\n", " ").rstrip(".").split(". ")]


def spun(text: str) -> str:
    for old, new in SWAPS.items():
        text = text.replace(old, new).replace(old.capitalize(), new.capitalize())
    return text


def aligned(aligner: Aligner, source: str, suspect: str) -> tuple[DocumentAlignment, Document, Document]:
    first, second = Document.from_text(source), Document.from_text(suspect)
    found = aligner.align(first.tokens, second.tokens)
    replayed = Alignment(found.operations(), ()).replay(first.tokens.written)
    assert replayed == second.tokens.written
    return found, first, second


def swapped_words(found: DocumentAlignment, first: Document, second: Document) -> set[tuple[str, str]]:
    return {
        (" ".join(first.tokens.keys[a:b]), " ".join(second.tokens.keys[c:d])) for a, b, c, d in found.pairs
    }


def test_a_spun_text_is_one_block(aligner: Aligner) -> None:
    found, first, second = aligned(aligner, SOURCE, spun(SOURCE))
    assert swapped_words(found, first, second) == set(SWAPS.items())
    (block,) = found.blocks
    assert (block.source_start, block.suspect_start, block.moved) == (0, 0, False)
    assert (block.source_end, block.suspect_end) == (len(first.tokens), len(second.tokens))


def test_shuffled_sentences_are_found(aligner: Aligner) -> None:
    parts = sentences(spun(SOURCE))
    random.Random(3).shuffle(parts)
    found, first, second = aligned(aligner, SOURCE, " ".join(parts))
    assert swapped_words(found, first, second) >= set(SWAPS.items())
    assert {block.moved for block in found.blocks} == {True, False}
    covered = sum(block.suspect_end - block.suspect_start for block in found.blocks)
    assert covered >= 0.97 * len(second.tokens)
    kinds = {operation.kind for operation in found.operations()}
    assert {"equal", "move", "replace"} <= kinds


def test_a_passage_inside_another_text(aligner: Aligner) -> None:
    hosts, parts = sentences(OTHER), sentences(spun(SOURCE))[2:5]
    suspect = " ".join([*hosts[:3], *parts, *hosts[3:]])
    found, _, second = aligned(aligner, SOURCE, suspect)
    begin, end = suspect.index(parts[0]), suspect.index(parts[-1]) + len(parts[-1])
    first_token = min(block.suspect_start for block in found.blocks)
    last_token = max(block.suspect_end for block in found.blocks) - 1
    assert second.tokens.start[first_token] == begin
    assert abs(int(second.tokens.end[last_token]) - end) <= 1


def test_a_text_of_its_own_has_no_blocks(aligner: Aligner) -> None:
    for source, suspect in ((SOURCE, OTHER), (OTHER, SOURCE)):
        found, first, second = aligned(aligner, source, suspect)
        assert (found.blocks, found.pairs, len(found.links)) == ((), [], 0)
        assert [operation.kind for operation in found.operations()] == ["delete", "insert"]
        assert len(first.tokens) == found.operations()[0].source_end
        assert len(second.tokens) == found.operations()[1].suspect_end


def test_left_out_and_added_sentences(aligner: Aligner) -> None:
    parts = sentences(spun(SOURCE))
    suspect = " ".join([*parts[:3], *sentences(OTHER)[:2], *parts[5:]])
    found, first, second = aligned(aligner, SOURCE, suspect)
    assert swapped_words(found, first, second) == set(SWAPS.items())
    assert not any(block.moved for block in found.blocks)
    added = suspect.index("A beetle"), suspect.index("The mayor")
    inside = [
        block
        for block in found.blocks
        if second.tokens.start[block.suspect_start] < added[1]
        and second.tokens.end[block.suspect_end - 1] > added[0]
    ]
    assert inside == []


def test_the_sides_agree(aligner: Aligner) -> None:
    forth, *_ = aligned(aligner, SOURCE, spun(SOURCE))
    back, *_ = aligned(aligner, spun(SOURCE), SOURCE)
    assert sorted((c, d, a, b) for a, b, c, d in back.pairs) == sorted(forth.pairs)


@pytest.mark.parametrize(
    ("source", "suspect"),
    [
        ("word " * 4000, "word " * 4000),
        ("ping pong " * 2000, "pong ping " * 2000),
        (" ".join(f"a{n}" for n in range(4000)), " ".join(f"b{n}" for n in range(4000))),
        ("", "word"),
        ("", ""),
    ],
    ids=["one word", "two words", "all different", "empty source", "both empty"],
)
def test_hard_pairs(aligner: Aligner, source: str, suspect: str) -> None:
    aligned(aligner, source, suspect)


def test_a_text_that_repeats_itself_for_long_is_its_own_copy() -> None:
    words = [
        "the",
        "quick",
        "brown",
        "fox",
        "jumps",
        "over",
        "a",
        "lazy",
        "dog",
        ".",
    ] * 2600  # more cells than are compared at once
    at, to = common_subsequence(*(np.array([len(w) for w in words], np.int32) for _ in range(2)))
    assert len(at) == len(words)
    assert (at == to).all()


def shuffled(text: str) -> str:
    parts = sentences(text)
    random.Random(5).shuffle(parts)
    return " ".join(parts)


@pytest.mark.parametrize(
    "suspect",
    [spun(SOURCE), shuffled(spun(SOURCE)), f"{OTHER} {spun(SOURCE)}", OTHER, spun(SOURCE)[:300], SOURCE, ""],
)
def test_what_lines_up_does_not_depend_on_which_text_is_the_source(aligner: Aligner, suspect: str) -> None:
    there, first, second = aligned(aligner, SOURCE, suspect)
    back, _, _ = aligned(aligner, suspect, SOURCE)
    assert [(b, a) for a, b in there.links[there.links[:, 1].argsort(kind="stable")].tolist()] == [
        tuple(link) for link in back.links.tolist()
    ]
    assert {(t0, t1, s0, s1) for s0, s1, t0, t1 in there.pairs} == set(back.pairs)
    turned = back.reversed()
    assert (turned.source_of == there.source_of).all()
    assert turned.pairs == there.pairs
    assert turned.blocks == there.blocks
    assert (turned.links == there.links).all()
    assert len(first.tokens) == len(back.source_of)
    assert len(second.tokens) == len(there.source_of)
    for found in (there, back):  # one of the two was lined up the other way round
        assert found.links.tolist() == sorted(found.links.tolist())
        starts = [block.suspect_start for block in found.blocks]
        assert starts == sorted(starts)
    assert {(b.source_start, b.suspect_start, b.moved) for b in there.blocks} == {
        (b.suspect_start, b.source_start, b.moved) for b in back.blocks
    }
