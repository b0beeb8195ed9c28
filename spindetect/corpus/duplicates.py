"""Exact and near-exact duplicates, folded before candidates are sought; SQL for any engine.

A story that a hundred sites republish word for word would make each of its keys as frequent as a phrase of
every day's. So all but the first of equal texts are folded into the first, by id, and only the first is
compared. A spun copy is never folded: one spun at a dose of 3 % has .86 of its keys in common with its
source, which is less than `NEAR`.

A form that is filled in thousands of times is another matter: a number that stands twice in 180 words costs
two pages .11 of their keys, and all that they have in common is in too many pages to join any two. So pages
of such a crowd, which would be compared with nothing, are folded from `CROWD` on.
"""

from __future__ import annotations

from typing import Final

NEAR: Final = 0.9
"""Share of all the keys of two documents that they have in common from which on one is folded. Texts with .95
of their runs of three words in common are looked at with a probability of .96, with .9 of .81."""

CROWD: Final = 0.75
"""The same within a crowd: more documents than a key may join that have a band of the signature in common
and are not folded yet. A number in two places leaves pages of 180 words .89 of their keys in common and pages
of 90 words .75; what differs in more is no near-exact copy."""

_EXACT: Final = """
SELECT s.doc, f.of
FROM (SELECT doc, digest, words FROM {sketch} WHERE words > 0) s
JOIN (SELECT digest, words, doc AS of
      FROM (SELECT digest, words, doc, row_number() OVER (PARTITION BY digest, words ORDER BY id, doc) AS nth
            FROM {sketch} WHERE words > 0) ranked
      WHERE nth = 1) f
  ON s.digest = f.digest AND s.words = f.words
WHERE s.doc <> f.of
"""

# Each document with the first of those that have a band of the signature in common: one row a band, so that
# a template of 5,000 pages makes 15,000 rows and not 12 million.
_ALIKE: Final = """
SELECT DISTINCT b.doc, f.of
FROM (SELECT s.doc, explode(s.signature) AS band FROM {sketch} s WHERE s.keys > 0) b
JOIN (SELECT band, doc AS of
      FROM (SELECT t.band, t.doc, row_number() OVER (PARTITION BY t.band ORDER BY t.id, t.doc) AS nth
            FROM (SELECT s.doc, s.id, explode(s.signature) AS band FROM {sketch} s WHERE s.keys > 0) t
           ) ranked
      WHERE nth = 1) f
  ON b.band = f.band
WHERE b.doc <> f.of AND NOT EXISTS (SELECT 1 FROM exact_duplicates e WHERE e.doc = b.doc)
  AND NOT EXISTS (SELECT 1 FROM exact_duplicates e WHERE e.doc = f.of)
"""

# Few documents are alike: their keys are taken out first, or an engine may join all keys with one another.
_ALIKE_KEYS: Final = """
SELECT k.doc, k.key
FROM {keys} k
WHERE k.doc IN (SELECT doc FROM alike UNION SELECT of AS doc FROM alike)
"""

_NEAR: Final = """
SELECT c.doc, c.of, c.shared / CAST(s.keys + t.keys - c.shared AS DOUBLE) AS similarity
FROM (SELECT p.doc, p.of, count(*) AS shared
      FROM alike p
      JOIN alike_keys x ON x.doc = p.doc
      JOIN alike_keys y ON y.doc = p.of AND y.key = x.key
      GROUP BY p.doc, p.of) c
JOIN {sketch} s ON s.doc = c.doc
JOIN {sketch} t ON t.doc = c.of
WHERE c.shared >= {near} * (s.keys + t.keys - c.shared)
"""

# A document is folded into the one most like it, if that one stands for itself; into what that one is folded
# into otherwise. What would need a third step is left alone, and is compared.
_FOLDED: Final = """
SELECT doc, of, similarity
FROM (SELECT n.doc, n.of, n.similarity,
             row_number() OVER (PARTITION BY n.doc ORDER BY n.similarity DESC, n.of) AS nth
      FROM (SELECT n.doc, coalesce(m.of, n.of) AS of, n.similarity
            FROM near_duplicates n LEFT JOIN near_duplicates m ON m.doc = n.of) n
      WHERE n.doc <> n.of AND NOT EXISTS (SELECT 1 FROM near_duplicates m WHERE m.doc = n.of)) best
WHERE nth = 1
"""

# The first of each crowd, for each band that makes one: a few documents at most, in most corpora none.
_CROWDS: Final = """
SELECT DISTINCT doc
FROM (SELECT b.doc, row_number() OVER (PARTITION BY b.band ORDER BY b.id, b.doc) AS nth,
             count(*) OVER (PARTITION BY b.band) AS members
      FROM (SELECT s.doc, s.id, explode(s.signature) AS band
            FROM {sketch} s
            WHERE s.keys > 0 AND NOT EXISTS (SELECT 1 FROM exact_duplicates e WHERE e.doc = s.doc)
              AND NOT EXISTS (SELECT 1 FROM folded_duplicates f WHERE f.doc = s.doc)) b) c
WHERE nth = 1 AND members > {star}
"""

_CROWD_KEYS: Final = """
SELECT k.doc AS of, k.key
FROM {keys} k
WHERE k.doc IN (SELECT doc FROM crowds)
"""

# By their keys, not by their bands: a third of a crowd may have no band in common with its first.
_CROWDED: Final = """
SELECT c.doc, c.of, s.id, t.id AS of_id, c.shared / CAST(s.keys + t.keys - c.shared AS DOUBLE) AS similarity
FROM (SELECT x.doc, y.of, count(*) AS shared
      FROM {keys} x JOIN crowd_keys y ON y.key = x.key
      WHERE x.doc <> y.of AND NOT EXISTS (SELECT 1 FROM exact_duplicates e WHERE e.doc = x.doc)
        AND NOT EXISTS (SELECT 1 FROM folded_duplicates f WHERE f.doc = x.doc)
      GROUP BY x.doc, y.of) c
JOIN {sketch} s ON s.doc = c.doc
JOIN {sketch} t ON t.doc = c.of
WHERE c.shared >= {crowd} * (s.keys + t.keys - c.shared)
"""

# Into the first of a crowd that is like no other first before it, so that no chain arises.
_FOLDED_CROWDS: Final = """
SELECT doc, of, similarity
FROM (SELECT c.doc, c.of, c.similarity,
             row_number() OVER (PARTITION BY c.doc ORDER BY c.similarity DESC, c.of_id) AS nth
      FROM crowded c
      WHERE NOT EXISTS (SELECT 1 FROM crowded h WHERE h.doc = c.of AND h.of_id < h.id)) best
WHERE nth = 1
"""

_DUPLICATES: Final = """
SELECT f.doc, coalesce(g.of, f.of) AS of, 'near' AS kind, CAST(f.similarity AS FLOAT) AS similarity
FROM folded_duplicates f LEFT JOIN folded_crowds g ON g.doc = f.of
UNION ALL
SELECT g.doc, g.of, 'near' AS kind, CAST(g.similarity AS FLOAT) AS similarity
FROM folded_crowds g
UNION ALL
SELECT e.doc, coalesce(g.of, f.of, e.of) AS of, 'exact' AS kind, CAST(1 AS FLOAT) AS similarity
FROM exact_duplicates e
LEFT JOIN folded_duplicates f ON f.doc = e.of
LEFT JOIN folded_crowds g ON g.doc = coalesce(f.of, e.of)
"""

DUPLICATE_STEPS: Final = (
    ("exact_duplicates", _EXACT),
    ("alike", _ALIKE),
    ("alike_keys", _ALIKE_KEYS),
    ("near_duplicates", _NEAR),
    ("folded_duplicates", _FOLDED),
    ("crowds", _CROWDS),
    ("crowd_keys", _CROWD_KEYS),
    ("crowded", _CROWDED),
    ("folded_crowds", _FOLDED_CROWDS),
    ("duplicates", _DUPLICATES),
)
"""Names and queries; with `{keys}` and `{sketch}` for the tables they read, `{near}` and `{crowd}` for `NEAR`
and `CROWD`, and `{star}` for how many documents a crowd has more than."""
