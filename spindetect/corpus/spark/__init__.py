"""Scanning a DataFrame on a Spark cluster: the same plan, functions and SQL as on one machine, the same rows.

>>> from spindetect.corpus.spark import scan
>>> found = scan(spark.read.parquet("s3a://crawl/pages"), work="s3a://scratch/scan-1")  # doctest: +SKIP
>>> found.pairs.where("decision = 'flag'").show()  # doctest: +SKIP

See docs/cluster.md for what to ship to the executors and what to set. Executors import `work` alone, without
the packages that the driver needs: so the rest is imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spindetect.corpus.extras import require

if TYPE_CHECKING:
    from spindetect.corpus.spark.scanning import SparkScan, scan

__all__ = ["SparkScan", "scan"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module has anything
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    require("spark", where="spindetect.corpus.spark")
    from spindetect.corpus.spark import scanning

    return getattr(scanning, name)
