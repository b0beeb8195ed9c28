"""Compare and score sample texts with an installed wheel, with every socket forbidden."""

import json
import socket
import sys
from pathlib import Path
from typing import NoReturn


def _forbidden(*_: object, **__: object) -> NoReturn:
    sys.exit("the installed package opened a socket")


socket.socket = _forbidden  # type: ignore[assignment, misc]

import spindetect  # noqa: E402

samples = Path(sys.argv[1])
rows = [json.loads(line) for line in (samples / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
row = next(row for row in rows if row["id"].endswith("spun"))
detector = spindetect.load()
verdict = detector.compare(
    spindetect.read(samples / row["suspect_path"]), spindetect.read(samples / row["source_path"])
)
if "site-packages" not in (spindetect.__file__ or ""):
    sys.exit(f"the wheel was not what was imported: {spindetect.__file__}")
if verdict.label != "spun" or not verdict.substitutions:
    sys.exit(f"{row['id']}: expected spun, found {verdict.label} with {len(verdict.substitutions)} swaps")
if "<html" not in verdict.to_html():
    sys.exit("the page was not drawn")
print(f"{row['id']}: {verdict.label}, P(spun) {verdict.probability:.3f}, {len(verdict.substitutions)} swaps")
alone = detector.score(spindetect.read(samples / row["suspect_path"]))
if not alone.suspicions or "<html" not in alone.to_html() or not detector.alternatives("crimson traces"):
    sys.exit(f"{row['suspect_path']}: nothing was marked without the source")
print(f"{row['suspect_path']}: {alone.label}, P(spun) {alone.probability:.3f}, {len(alone.suspicions)} marks")
