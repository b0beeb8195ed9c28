"""Documents whose id another document of the corpus has: the relational step that finds them.

A part refuses the repeats in it as it is read. What is repeated from part to part is found here, so that
the first in the order of reading is kept however the corpus was divided.
"""

from __future__ import annotations

from typing import Final

REPEATED_IDS: Final = """
SELECT id, url, title, file, place, 'duplicate-id' AS reason,
       'its id came before, in ' || first_file
           || CASE WHEN first_place = '' THEN '' ELSE ' ' || first_place END AS detail,
       ordinal
FROM (
    SELECT id, url, title, file, place, ordinal,
           row_number() OVER (PARTITION BY id ORDER BY ordinal) AS nth,
           first_value(file) OVER (PARTITION BY id ORDER BY ordinal) AS first_file,
           first_value(place) OVER (PARTITION BY id ORDER BY ordinal) AS first_place
    FROM documents
) AS numbered
WHERE nth > 1
"""
"""The rows of `tables.REJECTED` for a table or view `documents`, and the `ordinal` of the document that goes.

The same text runs in DuckDB and in Spark SQL.
"""
