"""Time from the shell: a whole `spindetect compare` of a small pair beside `import sklearn`.

usage: python -m benchmarks.start [--runs N]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import Paired, paired

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def measure(runs: int) -> Paired:
    """Return the whole-process times of ours and of the import."""
    spun = sorted(SAMPLES.glob("*/spun.txt"))[0]
    ours = [sys.executable, "-m", "spindetect", "compare", str(spun), str(spun.with_name("source.txt"))]
    peer = [sys.executable, "-c", "import sklearn"]

    def run(command: list[str]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    return paired(lambda: run(ours), lambda: run(peer), runs=runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    result = measure(parser.parse_args().runs)
    print(f"spindetect compare, small pair   {result.ours_seconds * 1000:8.0f} ms")
    print(f'python -c "import sklearn"       {result.peer_seconds * 1000:8.0f} ms')
    print(f"ratio                            {result.ratio:8.2f}   (must be <= 0.5)")


if __name__ == "__main__":
    main()
