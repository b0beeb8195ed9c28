"""`python -m spindetect` is the `spindetect` command."""

from __future__ import annotations

import sys

from spindetect.cli import main

if __name__ == "__main__":
    sys.exit(main())
