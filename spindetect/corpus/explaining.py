"""Which source explains best what a suspect shares: each passage goes to one; SQL that both engines share.

The spun copy of a page of a form, of a standing paragraph or of a quotation has words of every text that has
these, and each such pair looks spun: the copy is. It was made from one of them, and the others are honest
neighbours of that one. So a spun pair stands only where no other spun pair of the same suspect holds nearly
all of its passages and a third more words besides. That other pair must say that the suspect is the copy:
what several copied has words in common with each of them, and none of them explains another.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from spindetect.corpus.families import SETTLED
from spindetect.corpus.tables import Column, Table

EXPLAINED: Final = Table(
    "explained",
    "A spun pair whose passages another source of its suspect explains better.",
    (
        Column("suspect", pa.int64(), "key of the suspect"),
        Column("source", pa.int64(), "key of the source"),
    ),
)
LABEL: Final = "explained"
"""What such pairs are counted as; they are not written and tie nobody together."""

# A source that has nearly as many words is left standing: a republished text and its first edition differ by
# less, and which of the two a copy was made from is not for the number of words to say.
MORE: Final = (4, 3)
"""How many more words the better source must have in common with the suspect, as a fraction."""
HELD: Final = (9, 10)
"""Share of the characters of a pair's passages that must lie in the other's, as a fraction."""

_SPANS: Final = """
SELECT suspect, source, words_copied, direction, passage.suspect_start AS first, passage.suspect_end AS last
FROM (SELECT suspect, source, words_copied, direction, explode(passages) AS passage
      FROM compared WHERE error IS NULL AND label = 'spun') spun
"""
EXPLAINED_SQL: Final = f"""
SELECT DISTINCT held.suspect, held.source
FROM (SELECT one.suspect, one.source, other.source AS better,
             sum(greatest(0, least(one.last, other.last) - greatest(one.first, other.first))) AS characters
      FROM ({_SPANS}) one
      JOIN ({_SPANS}) other ON other.suspect = one.suspect
      WHERE {MORE[1]} * other.words_copied >= {MORE[0]} * one.words_copied AND other.source <> one.source
        AND other.direction >= CAST({SETTLED} AS DOUBLE)
      GROUP BY one.suspect, one.source, other.source) held
JOIN (SELECT suspect, source, sum(last - first) AS characters
      FROM ({_SPANS}) every_one GROUP BY suspect, source) whole
  ON whole.suspect = held.suspect AND whole.source = held.source
WHERE {HELD[1]} * held.characters >= {HELD[0]} * whole.characters AND whole.characters > 0
"""
"""The rows of `EXPLAINED`, in no order, of the table `compared`; whole numbers, so that engines agree."""
