"""The site of a url: its host, in small letters, without port and 'www.'."""

from __future__ import annotations

import re
from typing import Final

_HOST: Final = re.compile(
    r"https?://(?:[^/?#\\@]*@)?(?P<host>\[[0-9a-f:.]+\]|[^/?#\\:@\s\[\]]+)", re.IGNORECASE
)
_MOST: Final = 253  # characters that a host's name may have


def site_of(address: str | None) -> str | None:
    """Return the host of a url; None of anything else, such as an id that is no url.

    A name that could not be a host's (of more than 253 characters, or with characters that do not print)
    is none.
    """
    found = _HOST.match(address) if address else None
    if found is None:
        return None
    host = found["host"].lower().rstrip(".").removeprefix("www.")
    return host if 0 < len(host) <= _MOST and host.isprintable() else None
