"""The relational step: which documents share enough of their keys to be compared.

All of it is SQL that DuckDB and Spark SQL run unchanged, from tables `keys` and `sketch` to `duplicates` and
`candidates`; `steps` gives it as named queries, each of which sees the tables before it.

How the work stays in proportion to the corpus:

- A key that more than `key_cap` documents have joins no two of them. The cap falls with the root of the
  corpus' size, since in a larger corpus a frequent key is rather one by chance, to a floor of 16.
- Keys between the cap and `star_cap` join each of their documents to the first of them alone, which is one
  row a document: so that the two hundred copies of one page hang together, and a template costs no more.
- What is more frequent still is left out. Documents that have nothing else, as pages of one form have, are
  folded into the first of them before (`duplicates.CROWD`).

What two documents share is weighed by how rare it is: ln(n / frequency) / ln(n), in (0, 1], which is how many
keys of one's own a shared key is worth. The sum is the score, and a threshold on it means the same in a
corpus of any size: of n documents about n ** (1 - score) share so much with a given one by chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from spindetect.corpus.duplicates import CROWD, DUPLICATE_STEPS, NEAR

CANDIDATES_VERSION: Final = 5
"""Raised when the same keys give other candidates."""

LEAST_SCORE: Final = 1.8
"""Least score of a candidate: two keys that few others have, and something more."""
LEAST_BLOCKS: Final = 2
BLOCK_WORDS: Final = 16
"""The keys in common must stand in two stretches of 16 words: a phrase or a title is no passage."""
SURE_SCORE: Final = 4.0
MOST_SPREAD: Final = 60
"""Below `SURE_SCORE` the keys must stand in one order, as a passage's do: how far apart each stands in the
two texts has a standard deviation of at most so many words. Keys shared by chance are strewn over both. Of
130,000 documents, passages of 100 spun words in others, dictionary unseen: a threshold of 2.5 alone finds
.973 of their sources with .58 comparisons an honest document, 1.8 with this check .983 with .59."""
MOST_BESIDE: Final = 32
"""Candidates in a document's own list, the best by score; a pair is one if it is in the list of either. A
hundred pages of one filled form share enough for all their 4,950 pairs to be compared."""
FLOOR_CAP: Final = 16
SMALLEST: Final = 1000
"""Documents that rarity is reckoned among at least: what both of two documents have is not common by that."""
UNIT: Final = 65536
"""What a key is worth is summed in whole numbers of 1/65,536, as doubles: exact, so the same in any order,
and faster than integers, which DuckDB sums in 128 bits. A single one is exact as a float, which is half as
wide: the two widest tables are what the step's time goes into."""


def key_cap(documents: int) -> int:
    """Return how many documents may share a key that joins them all with one another.

    64 up to 10,000 documents, then less with the root of their number: 58 at 12,000, 32 at 40,000, 18 at
    120,000, 16 from 160,000 on.
    """
    return max(FLOOR_CAP, min(64, round(64 * math.sqrt(1e4 / max(1, documents)))))


def star_cap(documents: int) -> int:
    """Return how many documents may share a key that joins each of them with the first: n ** (2/3).

    64 up to 512 documents, 524 at 12,000, 2,433 at 120,000, 10,000 at a million, a million at a billion.
    """
    return max(64, math.ceil(math.exp(math.log(max(1, documents)) * 2 / 3)))


@dataclass(frozen=True, slots=True)
class Step:
    """One table that is made.

    Attributes
    ----------
    name, query : str
        Its name, and the query that gives its rows.
    stored : bool
        Whether its rows are to be kept; those of the others are read once, and are more than all the rest.
    """

    name: str
    query: str
    stored: bool = True


def steps(documents: int, *, against: bool = False) -> tuple[Step, ...]:
    """Return the queries that find duplicates and candidates, in their order.

    They read the tables `keys` and `sketch`. The one function that not every engine has by this name is
    `explode`, which makes a row of each item of a list.

    Parameters
    ----------
    documents : int
        Rows of `sketch`, and of `known_sketch` with `against`; caps and weights follow from it.
    against : bool
        Whether there are the tables `known_keys` and `known_sketch` besides: documents that are not compared
        with each other, but with those of `keys`.

    Returns
    -------
    tuple of Step
        The tables `duplicates` and `candidates` of `tables` are the results; the others can be dropped. None
        has an order. With `against`, duplicates among the known documents are in `duplicates` too.
        `unjoined` are the documents half of whose keys are more frequent than `star_cap`, and that have no
        candidate and no duplicate: pages of a form that differ too much to be folded.
    """
    values = {
        "documents": max(SMALLEST, documents),
        "cap": key_cap(documents),
        "star": star_cap(documents),
        "least_score": LEAST_SCORE,
        "least_blocks": LEAST_BLOCKS,
        "sure_score": SURE_SCORE,
        "most_spread": MOST_SPREAD,
        "block": BLOCK_WORDS,
        "most_beside": MOST_BESIDE,
        "unit": UNIT,
        "near": NEAR,
        "crowd": CROWD,
        "keys": "all_keys" if against else "keys",
        "sketch": "all_sketches" if against else "sketch",
        "known": "known" if against else "FALSE",
        "unknown": "AND NOT (x.known AND y.known)" if against else "",
        "unknown_first": _UNKNOWN_FIRST if against else "",
    }
    rows = (*(_AGAINST if against else ()), *DUPLICATE_STEPS, *_STEPS)
    return tuple(Step(name, query.format(**values).strip(), name not in _READ_ONCE) for name, query in rows)


_SHARED_KEYS = """
SELECT k.doc, k.key, k.position, k.weight
FROM known_keys k JOIN (SELECT DISTINCT key FROM keys) n ON n.key = k.key
"""

_ALL_KEYS = """
SELECT doc, key, position, weight, FALSE AS known FROM keys
UNION ALL
SELECT doc, key, position, weight, TRUE AS known FROM shared_keys
"""

_ALL_SKETCHES = """
SELECT doc, id, words, keys, digest, signature FROM sketch
UNION ALL
SELECT doc, id, words, keys, digest, signature FROM known_sketch
"""

_FREQUENCY = """
SELECT k.key, CAST(count(*) AS INT) AS frequency, min(k.doc) AS first_doc
FROM {keys} k
WHERE NOT EXISTS (SELECT 1 FROM duplicates d WHERE d.doc = k.doc)
GROUP BY k.key
HAVING count(*) > 1
"""

_LIVE = """
SELECT k.key, k.doc, k.position, {known} AS known, f.frequency, f.first_doc,
       CAST(round({unit} * k.weight * ln({documents} / CAST(f.frequency AS DOUBLE)) / ln({documents}))
            AS FLOAT) AS worth
FROM {keys} k JOIN frequency f ON k.key = f.key AND f.frequency <= {star}
WHERE NOT EXISTS (SELECT 1 FROM duplicates d WHERE d.doc = k.doc)
"""

_UNKNOWN_FIRST = "AND NOT (known AND first_doc IN (SELECT doc FROM known_sketch))"

# A key's weight is that of its words in any document, so a frequent one's rows need no join to be weighed.
_SHARED = """
SELECT x.doc AS a, y.doc AS b, x.worth
FROM (SELECT * FROM live WHERE frequency <= {cap}) x
JOIN (SELECT * FROM live WHERE frequency <= {cap}) y ON x.key = y.key
WHERE x.doc < y.doc {unknown}
UNION ALL
SELECT first_doc AS a, doc AS b, worth
FROM live
WHERE frequency > {cap} AND doc > first_doc {unknown_first}
"""

# Nearly all pairs share one key by chance: they are dropped by their sum alone, which is the least that can
# be kept of each, and the keys of the few pairs that are left are joined again, which takes half the time
# that reading all of `shared` a second time takes.
_SHARING = """
SELECT a, b, sum(worth) AS worth
FROM shared
GROUP BY a, b
HAVING sum(worth) >= {unit} * {least_score}
"""

_PASSING = """
SELECT s.a, s.b, CAST(sum(s.worth) / CAST({unit} AS DOUBLE) AS FLOAT) AS score,
       CAST(count(*) AS INT) AS shared,
       min(s.a_at) AS a_start, CAST(max(s.a_at) + 1 AS INT) AS a_end,
       min(s.b_at) AS b_start, CAST(max(s.b_at) + 1 AS INT) AS b_end
FROM (SELECT p.a, p.b, x.worth, x.position AS a_at, y.position AS b_at,
             CAST(power(2, (CAST(floor(x.position / {block}) AS BIGINT)) % 63) AS BIGINT) AS block,
             CAST(x.position - y.position AS DOUBLE) AS apart
      FROM sharing p
      JOIN live x ON x.doc = p.a
      JOIN live y ON y.doc = p.b AND y.key = x.key
      WHERE x.frequency <= {cap} OR p.a = x.first_doc OR p.b = x.first_doc) s
GROUP BY s.a, s.b
HAVING bit_count(bit_or(s.block)) >= {least_blocks}
   AND (sum(s.worth) >= {unit} * {sure_score}
        OR count(*) * sum(s.apart * s.apart) - sum(s.apart) * sum(s.apart)
           <= count(*) * count(*) * {most_spread} * {most_spread})
"""

# A pair stays if it is among the best of either document; ties are broken by the other's key.
_BESIDE = """
SELECT DISTINCT least(r.doc, r.other) AS a, greatest(r.doc, r.other) AS b
FROM (SELECT e.doc, e.other, row_number() OVER (PARTITION BY e.doc ORDER BY e.score DESC, e.other) AS nth
      FROM (SELECT a AS doc, b AS other, score FROM passing
            UNION ALL
            SELECT b AS doc, a AS other, score FROM passing) e) r
WHERE r.nth <= {most_beside}
"""

_CANDIDATES = """
SELECT p.a, p.b, p.score, p.shared, p.a_start, p.a_end, p.b_start, p.b_end
FROM passing p JOIN beside r ON r.a = p.a AND r.b = p.b
"""

# Pages of a form too unlike each other to be folded: nothing else would say that copies are not sought there.
_UNJOINED = """
SELECT s.doc
FROM (SELECT k.doc, count(*) AS frequent
      FROM keys k JOIN frequency f ON k.key = f.key AND f.frequency > {star}
      GROUP BY k.doc) c
JOIN sketch s ON s.doc = c.doc
WHERE 2 * c.frequent >= s.keys
  AND NOT EXISTS (SELECT 1 FROM duplicates d WHERE d.doc = s.doc)
  AND NOT EXISTS (SELECT 1 FROM duplicates d WHERE d.of = s.doc)
  AND NOT EXISTS (SELECT 1 FROM candidates p WHERE p.a = s.doc)
  AND NOT EXISTS (SELECT 1 FROM candidates p WHERE p.b = s.doc)
"""

_AGAINST: Final = (
    ("shared_keys", _SHARED_KEYS),
    ("all_keys", _ALL_KEYS),
    ("all_sketches", _ALL_SKETCHES),
)
_STEPS: Final = (
    ("frequency", _FREQUENCY),
    ("live", _LIVE),
    ("shared", _SHARED),
    ("sharing", _SHARING),
    ("passing", _PASSING),
    ("beside", _BESIDE),
    ("candidates", _CANDIDATES),
    ("unjoined", _UNJOINED),
)
_READ_ONCE: Final = frozenset({"all_keys", "all_sketches", "shared", "unjoined"})
