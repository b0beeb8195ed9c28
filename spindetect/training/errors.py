"""What scikit-learn's callers expect to catch, and ours too."""

from __future__ import annotations

from spindetect.errors import InputError


class FitError(InputError, ValueError):
    """Data or parameters that nothing can be fitted on; a `ValueError`, as scikit-learn's own are."""
