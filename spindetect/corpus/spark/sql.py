"""The relational steps of a scan in Spark that one machine does in Python, a row at a time.

What they say is what `findings`, `finishing` and `families` say; a test holds both engines to equal rows.
"""

from __future__ import annotations

from typing import Final

from spindetect.corpus.explaining import LABEL
from spindetect.corpus.families import SETTLED, TIES
from spindetect.corpus.findings import BINS
from spindetect.corpus.readers import REPEATED_IDS
from spindetect.corpus.tables import REJECTED

_TIES: Final = ", ".join(f"'{label}'" for label in TIES)
_REFUSED: Final = ", ".join(REJECTED.names)

KEPT: Final = """
SELECT doc, id, url, published, title, site, file, place, ordinal, words, keys, digest, signature
FROM (SELECT r.*, row_number() OVER (PARTITION BY r.doc ORDER BY r.ordinal, r.id) AS nth
      FROM (SELECT doc, id, url, published, title, site, file, place, ordinal, words, keys, digest, signature
            FROM read WHERE reason IS NULL) r) numbered
WHERE nth = 1
"""
"""Each document once, without its text: the first as it was read."""
REPEATED: Final = "SELECT doc FROM read WHERE reason IS NULL GROUP BY doc HAVING count(*) > 1"
TEXTS: Final = "SELECT doc, id, text, published, regions, prints FROM read WHERE reason IS NULL"
"""The texts, where no id came twice: they are read where they lie."""
TEXTS_ONCE: Final = """
SELECT doc, id, text, published, regions, prints FROM read
WHERE reason IS NULL AND NOT EXISTS (SELECT 1 FROM repeated x WHERE x.doc = read.doc)
UNION ALL
SELECT doc, id, text, published, regions, prints
FROM (SELECT doc, id, text, published, regions, prints,
             row_number() OVER (PARTITION BY doc ORDER BY ordinal, id) AS nth
      FROM read
      WHERE reason IS NULL AND EXISTS (SELECT 1 FROM repeated x WHERE x.doc = read.doc)) numbered
WHERE nth = 1
"""
"""The same where some did: only these are moved."""
SKETCH: Final = "SELECT doc, id, words, keys, digest, signature FROM kept"
KEYS: Final = "SELECT doc, inline(prints) FROM texts"
NAMED: Final = "SELECT a AS doc FROM candidates UNION SELECT b AS doc FROM candidates"
SIDES: Final = """
SELECT t.doc, t.id, t.text, t.published, t.regions FROM texts t
WHERE EXISTS (SELECT 1 FROM named n WHERE n.doc = t.doc)
"""

STANDING: Final = """
SELECT c.* FROM compared c
WHERE c.error IS NULL AND NOT EXISTS (
    SELECT 1 FROM explained e WHERE e.suspect = c.suspect AND e.source = c.source)
"""
"""What was compared, without what another source explains."""
COPIES: Final = f"""
SELECT DISTINCT suspect AS doc FROM standing
WHERE label = 'spun' AND direction >= CAST({SETTLED} AS DOUBLE)
"""
"""What is a copy whatever else is true: it needs no score of its own."""
TO_SCORE: Final = """
SELECT t.doc, t.id, t.text, t.regions FROM texts t
WHERE NOT EXISTS (SELECT 1 FROM copies c WHERE c.doc = t.doc)
  AND NOT EXISTS (SELECT 1 FROM duplicates d WHERE d.doc = t.doc)
"""
IN_PAIRS: Final = "AND EXISTS (SELECT 1 FROM pair_marks m WHERE m.doc = t.doc)"

TIED: Final = f"""
SELECT c.suspect, c.source, c.suspect_id, c.source_id, c.label, c.direction, c.probability, c.p_copied,
       c.copied_share, c.words_copied, d.decision,
       c.label = 'spun' AND c.direction >= CAST({SETTLED} AS DOUBLE) AS settled
FROM compared c JOIN decided d ON d.suspect = c.suspect AND d.source = c.source
"""
"""The pairs that are written."""
_WEIGHT: Final = "CASE {0} WHEN 'flag' THEN 2 WHEN 'review' THEN 1 WHEN 'pass' THEN 0 ELSE -1 END"
_DECISION: Final = "CASE {0} WHEN 2 THEN 'flag' WHEN 1 THEN 'review' WHEN 0 THEN 'pass' END"
# Where nothing tells who copied whom, neither is called a copy and a person looks at both.
_OPEN: Final = "CASE WHEN decision IN ('flag', 'review') THEN 1 ELSE -1 END"
PAIR_MARKS: Final = f"""
SELECT doc, max(weight) AS weight, max(label) AS label, max(probability) AS probability
FROM (SELECT suspect AS doc, CASE WHEN settled THEN {_WEIGHT.format("decision")} ELSE {_OPEN} END AS weight,
             CASE WHEN settled THEN label END AS label,
             CASE WHEN settled THEN probability END AS probability
      FROM tied
      UNION ALL
      SELECT source AS doc, CASE WHEN settled THEN -1 ELSE {_OPEN} END AS weight,
             CAST(NULL AS STRING) AS label, CAST(NULL AS DOUBLE) AS probability
      FROM tied) sides
GROUP BY doc
"""
"""What the pairs say of each document in them; one with a label is a copy."""

EDGES: Final = f"""
SELECT suspect AS a, source AS b FROM tied WHERE label IN ({_TIES})
UNION ALL
SELECT doc AS a, of AS b FROM duplicates
"""
MEMBERS: Final = """
SELECT r.root, k.id, k.published, k.site,
       CASE WHEN m.doc IS NOT NULL AND s.error IS NULL AND s.label <> 'insufficient' THEN s.probability END
           AS p_spun,
       coalesce(m.doc IS NOT NULL AND s.error IS NULL AND s.label = 'spun', FALSE) AS is_spun,
       o.id AS duplicate_of
FROM roots r
JOIN kept k ON k.doc = r.doc
LEFT JOIN duplicates d ON d.doc = r.doc
LEFT JOIN kept o ON o.doc = d.of
LEFT JOIN pair_marks m ON m.doc = r.doc
LEFT JOIN text_decided s ON s.doc = r.doc
"""
FAMILY_TIES: Final = f"""
SELECT r.root AS family_root, t.suspect_id, t.source_id, t.label, t.direction
FROM tied t JOIN roots r ON r.doc = t.suspect
WHERE t.label IN ({_TIES})
"""

MARKS: Final = f"""
SELECT coalesce(f.doc, n.doc) AS doc, coalesce(f.status, 'compared') AS status, f.label, f.probability,
       n.family, f.decision, coalesce(f.copy, FALSE) AS copy
FROM (SELECT coalesce(p.doc, s.doc) AS doc,
             CASE WHEN p.doc IS NOT NULL THEN 'compared'
                  WHEN s.error IS NOT NULL THEN 'failed'
                  WHEN {{as_labels}} THEN 'scored'
                  ELSE 'compared' END AS status,
             coalesce(p.label, CASE WHEN {{as_labels}} AND s.error IS NULL THEN s.label END) AS label,
             coalesce(p.probability, CASE WHEN {{as_labels}} AND s.error IS NULL THEN s.probability END)
                 AS probability,
             {_DECISION.format(f"greatest(p.weight, {_WEIGHT.format('s.decision')})")} AS decision,
             p.label IS NOT NULL AS copy
      FROM pair_marks p FULL JOIN text_decided s ON s.doc = p.doc) f
FULL JOIN (SELECT r.doc, x.family
           FROM roots r
           JOIN (SELECT r.root, min(k.id) AS family
                 FROM roots r JOIN kept k ON k.doc = r.doc GROUP BY r.root) x
             ON x.root = r.root) n
  ON n.doc = f.doc
"""
"""All that is known of a document but what was read; `copy` where a pair makes it one."""

FAILED_PAIRS: Final = (
    "SELECT suspect, source, suspect_id, source_id, error FROM compared WHERE error IS NOT NULL"
)
FAILED_SCORES: Final = (
    "SELECT doc, 'could not be scored: ' || error AS detail FROM scored WHERE error IS NOT NULL"
)
REFUSED: Final = f"""
SELECT {_REFUSED} FROM read WHERE reason IS NOT NULL
UNION ALL
SELECT k.id, k.url, k.title, k.file, k.place, 'failed' AS reason, f.detail
FROM failed f JOIN kept k ON k.doc = f.doc
"""
AGAIN: Final = f"SELECT {_REFUSED} FROM ({REPEATED_IDS}) again"
DOCUMENTS: Final = "SELECT id, url, title, file, place, ordinal FROM read WHERE reason IS NULL"

_BIN: Final = f"least({BINS - 1}, CAST(floor(probability * {BINS}) AS INT))"
COUNTS: Final = {
    "pairs": f"""SELECT label AS what, count(*) AS n FROM standing GROUP BY label
        UNION ALL SELECT '{LABEL}' AS what, count(*) AS n FROM explained HAVING count(*) > 0""",
    "pair_decisions": "SELECT coalesce(decision, '') AS what, count(*) AS n FROM tied GROUP BY decision",
    "scores": "SELECT label AS what, count(*) AS n FROM scored WHERE error IS NULL GROUP BY label",
    "score_decisions": """SELECT coalesce(decision, '') AS what, count(*) AS n FROM text_decided
        WHERE error IS NULL GROUP BY decision""",
    "families": "SELECT outcome AS what, count(*) AS n FROM families GROUP BY outcome",
    "decisions": """SELECT decision AS what, count(*) AS n FROM marks
        WHERE decision IS NOT NULL GROUP BY decision""",
    "rejected": "SELECT reason AS what, count(*) AS n FROM refused GROUP BY reason",
    "failed": "SELECT 'failed' AS what, count(*) AS n FROM failed f JOIN kept k ON k.doc = f.doc",
    "duplicates": "SELECT 'duplicate' AS what, count(*) AS n FROM duplicates",
    "labels": """SELECT what, count(*) AS n
        FROM (SELECT CASE WHEN copy THEN label
                          WHEN label = 'spun' AND status = 'compared' THEN 'spun-beside'
                          WHEN label = 'spun' THEN 'spun-no-source'
                          WHEN status = 'compared' AND decision IN ('flag', 'review') THEN 'open' END AS what
              FROM marks) told
        WHERE what IS NOT NULL GROUP BY what""",
    "pair_bins": f"""SELECT {_BIN} AS what, count(*) AS n
        FROM standing GROUP BY 1""",
    "score_bins": f"""SELECT {_BIN} AS what, count(*) AS n
        FROM scored WHERE error IS NULL AND label <> 'insufficient' GROUP BY 1""",
}
"""What the manifest and the report count: a value and how often."""
