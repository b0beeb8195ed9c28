"""The relational step: SQL against a slow, obvious reference; caps, templates, duplicates, a known corpus."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from contextlib import contextmanager
from random import Random

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.corpus.candidates import (
    BLOCK_WORDS,
    LEAST_BLOCKS,
    LEAST_SCORE,
    MOST_BESIDE,
    MOST_SPREAD,
    SMALLEST,
    SURE_SCORE,
    UNIT,
    key_cap,
    star_cap,
    steps,
)
from spindetect.corpus.duplicates import CROWD, NEAR
from spindetect.corpus.fingerprint import Fingerprinter, fingerprint
from spindetect.corpus.relating import unjoined_note
from spindetect.corpus.tables import KEYS, SKETCH, document_key
from spindetect.lexicon import Lexicon
from spindetect.text.words import words


@contextmanager
def related(keys, sketch, *, documents=None, known=None):
    """Give a connection where the step's tables were made of some rows."""
    connection = duckdb.connect()
    connection.execute("CREATE TEMPORARY MACRO explode(items) AS unnest(items)")
    connection.register("keys", keys)
    connection.register("sketch", sketch)
    rows = sketch.num_rows
    if known:
        connection.register("known_keys", known[0])
        connection.register("known_sketch", known[1])
        rows += known[1].num_rows
    for step in steps(documents or rows, against=bool(known)):
        kind = "TABLE" if step.stored else "VIEW"
        connection.execute(f"CREATE TEMPORARY {kind} {step.name} AS {step.query}")
    yield connection
    connection.close()


def rows_of(connection, name):
    found = connection.sql(f"SELECT * FROM {name}").to_arrow_table()
    return {tuple(row.values()) for row in found.to_pylist()}


def tables(documents):
    """Return KEYS and SKETCH of {doc: [(key, position, weight), ...]}; none is like another."""
    keys = [(d, k, p, w) for d, rows in documents.items() for k, p, w in rows]
    columns = list(zip(*keys, strict=True)) if keys else [(), (), (), ()]
    sketch = [(d, f"{d:06d}", 100, len(rows), d, [d * 3 + 10**6]) for d, rows in documents.items()]
    return (
        pa.table(dict(zip(KEYS.schema.names, map(list, columns), strict=True)), schema=KEYS.schema),
        pa.table(
            dict(zip(SKETCH.schema.names, map(list, zip(*sketch, strict=True)), strict=True)),
            schema=SKETCH.schema,
        ),
    )


def reference(documents, size, known=frozenset()):
    """Say slowly which documents share enough, and of what score."""
    holders = defaultdict(dict)
    for doc, rows in documents.items():
        for key, position, weight in rows:
            holders[key][doc] = (position, weight)
    shared = defaultdict(list)
    for of_key in holders.values():
        frequency = len(of_key)
        if frequency < 2 or frequency > star_cap(size):
            continue
        docs = sorted(of_key)
        firsts = docs if frequency <= key_cap(size) else docs[:1]
        for a in firsts:
            for b in docs:
                if a < b and not (a in known and b in known):
                    position, weight = of_key[a]
                    among = max(SMALLEST, size)
                    worth = round(UNIT * weight * math.log(among / frequency) / math.log(among))
                    shared[a, b].append((worth, position // BLOCK_WORDS % 63, position, of_key[b][0]))
    found = set()
    for (a, b), rows in shared.items():
        score = sum(worth for worth, *_ in rows) / UNIT
        spread_out = statistics.pstdev(at - to for _, _, at, to in rows)
        if (
            score >= LEAST_SCORE
            and len({block for _, block, *_ in rows}) >= LEAST_BLOCKS
            and (score >= SURE_SCORE or spread_out <= MOST_SPREAD)
        ):
            found.add((a, b, score, len(rows), min(r[2] for r in rows), max(r[3] for r in rows) + 1))
    return found


WEIGHTS = (0.25, 0.5, 1.0)  # exact in both float widths
DOCUMENTS = st.dictionaries(
    st.integers(1, 12),
    st.dictionaries(
        st.integers(1, 25), st.tuples(st.integers(0, 300), st.sampled_from(WEIGHTS)), max_size=20
    ),
    min_size=1,
    max_size=12,
).map(lambda docs: {d: [(k, p, w) for k, (p, w) in rows.items()] for d, rows in docs.items()})


@settings(max_examples=8, deadline=None)
@given(DOCUMENTS, st.sampled_from([12, 400, 10**6]))
def test_candidates_are_those_of_the_slow_way(documents, size):
    with related(*tables(documents), documents=size) as connection:
        found = {
            (a, b, score, n, a0, b1) for a, b, score, n, a0, _, _, b1 in rows_of(connection, "candidates")
        }
        assert rows_of(connection, "duplicates") == set()
    expected = reference(documents, size)
    assert {row[:2] + row[3:] for row in found} == {row[:2] + row[3:] for row in expected}
    for row, other in zip(sorted(found), sorted(expected), strict=True):
        assert row[2] == pytest.approx(other[2], abs=1e-4)


@settings(max_examples=5, deadline=None)
@given(DOCUMENTS, st.integers(1, 11))
def test_known_documents_are_not_compared_with_each_other(documents, border):
    known = {d for d in documents if d <= border}
    new = {d: rows for d, rows in documents.items() if d not in known}
    if not new or not known:
        return
    old = tables({d: documents[d] for d in known})
    with related(*tables(new), documents=10**5, known=old) as connection:
        found = {row[:2] + row[3:4] for row in rows_of(connection, "candidates")}
    # What no new document has joins no new one either: its frequency is of no matter.
    expected = {row[:2] + row[3:4] for row in reference(documents, 10**5, known)}
    assert found == expected


def test_caps_fall_and_grow_as_stated():
    assert [key_cap(n) for n in (1, 10_000, 12_000, 40_000, 120_000, 160_000, 10**9)] == (
        [64, 64, 58, 32, 18, 16, 16]
    )
    assert [star_cap(n) for n in (1, 512, 12_000, 120_000)] == [64, 64, 525, 2433]
    sizes = [2**n for n in range(31)]
    assert sorted(map(key_cap, sizes), reverse=True) == list(map(key_cap, sizes))
    assert sorted(map(star_cap, sizes)) == list(map(star_cap, sizes))


def spread(keys, weight=1.0):
    return [(key, 20 * nth, weight) for nth, key in enumerate(keys)]


def test_a_key_above_the_cap_joins_each_document_with_the_first_alone():
    size, many = 200_000, 40
    documents = {doc: spread(range(1, 9)) for doc in range(1, many + 1)}
    assert key_cap(size) < many < star_cap(size)
    with related(*tables(documents), documents=size) as connection:
        pairs = {row[:2] for row in rows_of(connection, "candidates")}
    assert pairs == {(1, doc) for doc in range(2, many + 1)}


def test_of_pages_of_one_form_each_is_compared_with_its_best_alone():
    many = 55
    documents = {doc: spread(range(1, 9)) for doc in range(1, many + 1)}
    documents[many] = documents[many - 1] = spread([*range(1, 9), 99])  # these two share more
    with related(*tables(documents), documents=10_000) as connection:
        pairs = {row[:2] for row in rows_of(connection, "candidates")}
    twins = {many: many - 1, many - 1: many}
    best = {
        doc: sorted(documents.keys() - {doc}, key=lambda other, doc=doc: (other != twins.get(doc), other))
        for doc in documents
    }
    own = {(doc, other) for doc in documents for other in best[doc][:MOST_BESIDE]}
    assert pairs == {(min(pair), max(pair)) for pair in own}
    assert (many - 1, many) in pairs


def test_a_key_above_the_second_cap_joins_nothing():
    documents = {doc: spread(range(1, 9)) for doc in range(1, star_cap(512) + 2)}
    with related(*tables(documents), documents=512) as connection:
        assert rows_of(connection, "candidates") == set()
        assert rows_of(connection, "live") == set()


def test_pages_of_a_form_that_differ_much_are_named_where_nothing_joins_them():
    size, form = star_cap(512) + 2, list(range(1, 9))
    pages = {doc: spread([*form, *range(100 * doc, 100 * doc + 8)]) for doc in range(1, size + 1)}
    others = {size + 1: spread(range(7, 40)), size + 2: spread(range(50_000, 50_020))}
    pages[size] = spread([*form, *range(100, 108)])  # has what page 1 has besides
    with related(*tables(pages | others), documents=512) as connection:
        assert rows_of(connection, "candidates")
        assert {doc for (doc,) in rows_of(connection, "unjoined")} == set(range(2, size))


@pytest.mark.parametrize(("number", "told"), [(0, ()), (1, ("1 document ",)), (1200, ("1,200 documents ",))])
def test_what_is_not_joined_is_said(number, told):
    assert (
        tuple(note[: len(one)] for note, one in zip(unjoined_note(number, 10**6), told, strict=True)) == told
    )


def test_a_threshold_means_the_same_in_a_corpus_of_any_size():
    documents = {1: spread([1, 2, 3]), 2: spread([1, 2, 3])}
    scores = []
    for size in (10**4, 10**6, 10**9):
        with related(*tables(documents), documents=size) as connection:
            ((*_, score, _, _, _, _, _),) = rows_of(connection, "candidates")
            scores.append(score)
    assert scores == sorted(scores)
    assert scores[0] > 2.7
    assert scores[-1] < 3.0


def test_a_phrase_in_one_place_is_no_candidate_and_a_passage_is():
    quoted = [(key, 40 + key, 1.0) for key in range(1, 7)]
    passage = [(key, 40 + 9 * key, 1.0) for key in range(1, 7)]
    for rows, expected in ((quoted, 0), (passage, 1)):
        with related(*tables({1: rows, 2: rows}), documents=10**4) as connection:
            assert len(rows_of(connection, "candidates")) == expected


def test_few_keys_in_one_order_are_a_passage_and_strewn_ones_are_chance():
    passage = [(key, 40 + 30 * key, 1.0) for key in range(1, 4)]
    later = [(key, 400 + 31 * key, 1.0) for key in range(1, 4)]
    strewn = [(key, 400 - 100 * key, 1.0) for key in range(1, 4)]
    for rows, expected in ((later, 1), (strewn, 0)):
        with related(*tables({1: passage, 2: rows}), documents=10**5) as connection:
            assert len(rows_of(connection, "candidates")) == expected


def test_a_text_in_another_order_is_found_by_how_much_it_shares():
    rng = Random(1)
    rows = spread(range(1, 13))
    moved = [(key, rng.randrange(400), 1.0) for key, _, _ in rows]
    with related(*tables({1: rows, 2: moved}), documents=10**5) as connection:
        assert len(rows_of(connection, "candidates")) == 1


_NAMES = words(
    "Aldermoor Brackwater Cawston Drumfield Eastmarch Fellgate Garrow Hallowby Inverleigh Jarrow Kestrel",
    "Lowmere Marlow Norrington Oakhaven Penbrook Quarryhill Ridgemont Stonewick Thornaby",
)
_FORM = (
    "The office of {0} has told the people of {1} that the road to {2} is closed from {3} until {4}. Those "
    "who have to go to {5} on that day may ask {0} for a pass; it is not for sale, and it will not be given "
    "to any of those who had one in {6}. For more of this see the page of {1}, or write to it at {7}."
)


def filled(rng):
    names = rng.sample(sorted(_NAMES), 6)
    numbers = [str(rng.randrange(1, 2000)) for _ in range(2)]
    return _FORM.format(names[0], names[1], names[2], numbers[0], names[3], names[4], names[5], numbers[1])


MAKER = Fingerprinter(Lexicon.open())


def printed(texts):
    batch = pa.RecordBatch.from_pydict(
        {
            "doc": pa.array([document_key(name) for name in texts], pa.int64()),
            "id": list(texts),
            "text": pa.array(list(texts.values()), pa.large_string()),
        }
    )
    keys, sketch = fingerprint(batch, MAKER)
    return pa.Table.from_batches([keys]), pa.Table.from_batches([sketch])


def test_five_thousand_pages_of_one_template_do_not_blow_up_the_join():
    rng = Random(5)
    texts = {f"page/{n}": filled(rng) for n in range(5000)}
    own = "In {0} the {1} of {2} were at {3} for {4} of them, and by {5} it was over."
    copied = " ".join(
        own.format(*(f"{a}{n}" for a in ("Xan", "Yor", "Zed", "Wim", "Vox", "Ull"))) for n in range(9)
    )
    texts |= {"source": copied, "copy": copied.replace(" over", " finished")}
    with related(*printed(texts)) as connection:
        rows = connection.sql("SELECT count(*) FROM shared").fetchall()[0][0]
        pairs = {row[:2] for row in rows_of(connection, "candidates")}
    assert rows <= 60 * len(texts)  # a pair of each page with each other would be 2,500 times as many
    assert len(pairs) <= 5 * len(texts)
    assert tuple(sorted(map(document_key, ("source", "copy")))) in pairs


def test_equal_and_nearly_equal_texts_are_folded_into_the_first_by_id_and_not_compared():
    rng = Random(3)
    long = " ".join(filled(rng) for _ in range(4))
    other = " ".join(filled(rng) for _ in range(4))
    texts = {"b": long, "a": long.upper(), "c": long + " That is all.", "d": other, "e": ""}
    with related(*printed(texts)) as connection:
        found = {(doc, of, kind) for doc, of, kind, _ in rows_of(connection, "duplicates")}
        pairs = rows_of(connection, "candidates")
        live = {doc for (doc,) in connection.sql("SELECT DISTINCT doc FROM live").fetchall()}
    a, b, c = (document_key(name) for name in "abc")
    assert found == {(b, a, "exact"), (c, a, "near")}
    assert not any({b, c} & set(row[:2]) for row in pairs)
    assert not {b, c} & live


def test_what_is_less_than_near_is_not_folded():
    """Bands in common bring two documents together; their keys decide."""
    size = 100
    for same in (round(2 * size * NEAR / (1 + NEAR)) + 1, round(2 * size * NEAR / (1 + NEAR)) - 2):
        documents = {1: spread(range(size)), 2: spread([*range(same), *range(500, 500 + size - same)])}
        keys, sketch = tables(documents)
        columns = sketch.to_pydict() | {"signature": [[7, 8], [9, 8]]}
        sketch = pa.table(columns, schema=SKETCH.schema)
        with related(keys, sketch, documents=1000) as connection:
            found = rows_of(connection, "duplicates")
        if same / (2 * size - same) >= NEAR:
            assert {row[:3] for row in found} == {(2, 1, "near")}
        else:
            assert found == set()


def form(n):
    """Return a page of one form: a number in two places of 100 words."""
    return (
        f"Berth {n} of the harbour is let to its tenant until the end of the year. Fees are due on the first "
        "day of each month, at the counter beside the customs shed or by post to the treasurer. Boats that "
        "lie here longer need a permit, which the warden gives out free of charge. Keep the slipway clear of "
        "trailers, since the lifeboat may need it at any hour, and write to us about noise, spilled diesel "
        "or broken lamps. Dogs stay on a lead, and the fog signal is tested on the last Tuesday of a month. "
        f"If the tenant should leave berth {n} early, what is paid is not given back."
    )


def test_pages_of_one_form_are_folded_where_all_that_they_share_is_too_frequent_to_join_them():
    """Two pages have .8 of their keys in common, which is less than `NEAR`, and none of a rare key."""
    crowd = {f"berth/{n:03d}": form(1000 + n) for n in range(300)}
    rng = Random(8)
    story = " ".join(filled(rng) for _ in range(4))
    others = {"story": story, "story/again": story, "other": " ".join(filled(rng) for _ in range(4))}
    texts = crowd | {"berth/copy": crowd["berth/007"]} | others
    with related(*printed(texts)) as connection:
        found = {doc: (of, kind) for doc, of, kind, _ in rows_of(connection, "duplicates")}
        similar = connection.sql("SELECT max(similarity), min(similarity) FROM crowded").fetchall()[0]
    first, last = document_key("berth/000"), document_key("story/again")
    assert len(crowd) > star_cap(len(texts))
    assert CROWD <= similar[1] <= similar[0] < NEAR
    assert found.pop(last) == (document_key("story"), "exact")
    assert found.pop(document_key("berth/copy")) == (first, "exact")
    assert found == {document_key(name): (first, "near") for name in crowd if name != "berth/000"}


def test_a_few_pages_of_one_form_are_compared_and_not_folded():
    few = {f"berth/{n:03d}": form(1000 + n) for n in range(12)}
    with related(*printed(few)) as connection:
        assert rows_of(connection, "duplicates") == set()
        assert len(rows_of(connection, "candidates")) == 12 * 11 // 2


def test_no_documents():
    with related(*tables({1: []})) as connection:
        assert rows_of(connection, "candidates") == rows_of(connection, "duplicates") == set()


def test_rows_have_the_types_of_their_tables():
    from spindetect.corpus.tables import CANDIDATES, DUPLICATES

    documents = {1: spread(range(9)), 2: spread(range(9))}
    with related(*tables(documents), documents=1000) as connection:
        for table in (CANDIDATES, DUPLICATES):
            found = connection.sql(f"SELECT * FROM {table.name}").to_arrow_table().schema
            assert found.names == table.schema.names
            assert [f.type for f in found] == [f.type for f in table.schema]
