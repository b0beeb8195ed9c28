"""What the gate measures: each group a function from data to named figures, higher always better."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from benchmarks import mechanical, moved, seeds, unseen_dictionary
from models import direction
from models.evaluate import HONEST, honest_rows
from models.gate_data import Data, Measured, Rows
from models.gate_pairs import table_rows
from models.gate_scan import scan_rows
from models.gate_text import honest_text_rows, seed_rows, unseen_text_rows
from models.places import HELD_OUT, Places
from models.spinners import open_dictionaries
from models.words.spun import ALONE
from spindetect.align import align_tokens
from spindetect.errors import ResourceError

# Pairs of each honest set that the gate compares: enough that one more false accusation in a hundred shows.
HONEST_ROWS = 400
UNSEEN_TEXTS, MOVED_TEXTS, MECHANICAL_TEXTS, DIRECTION_TEXTS = 300, 100, 480, 12


def seeds_rows(data: Data) -> Rows:
    """The real spun pair, both ways, its swaps, and the 18 other ordered pairs."""
    r = seeds.measure(data.shared, data.detector)
    files = sorted(f"seeds/{p.name}" for p in (data.shared / "seeds").iterdir())
    digest, swaps = data.digest(*files), r.swaps
    labelled = float(r.label == "spun")
    return {
        "p-spun": Measured(r.p_spun, 1, digest, "P(spun) of the real pair"),
        "p-spun-reversed": Measured(r.p_reversed, 1, digest, "the same, sides exchanged"),
        "labelled": Measured(labelled, 1, digest, "the label is spun"),
        "swaps-recall": Measured(swaps.recall, swaps.gold, digest, "listed swaps found"),
        "swaps-precision": Measured(
            swaps.precision, swaps.gold, digest, "reported characters in listed swaps"
        ),
        "odd-rank": Measured(
            1 - (r.odd_rank or 999) / 100, 1, digest, "1 - rank/100 of the oddest phrase's swap"
        ),
        "others": Measured(
            1 - r.highest_other, len(r.others), digest, "1 - highest P(spun) of the other pairs"
        ),
    }


def alignment_rows(data: Data) -> Rows:
    """F1 of links between non-identical words, by the shared scorer."""
    scorer = _module(data.shared / "eval" / "score_alignment.py")
    out: Rows = {}
    for name in ("mtref-dev", "wiki-dev"):
        path = f"eval/mwa/{name}.tsv"
        digest = data.digest(path)
        rows = list(scorer.counts(str(data.shared / path), align_tokens))
        value = float(scorer.prf(rows, "other")[2])
        out[name] = Measured(value, len(rows), digest, "F1 of links between different words")
    return out


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_alignment", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ResourceError("is missing", where=str(path), hint="give the folder of shared data")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unseen_rows(data: Data) -> Rows:
    """Swaps of texts spun by dictionaries that the lexicon lacks."""
    digest = data.digest(*(f"text/{name}.jsonl.gz" for name in HELD_OUT), "lexicons/ppdb-xl.txt.gz")
    results = unseen_dictionary.measure(data.shared, data.sources, UNSEEN_TEXTS)
    every = unseen_dictionary.total(results)
    texts = sum(r.texts for r in results.values())
    called = sum(r.called_spun for r in results.values()) / max(1, texts)
    return {
        "swaps-recall": Measured(every.recall, texts, digest, "swaps found, dictionary not in the lexicon"),
        "swaps-precision": Measured(every.precision, texts, digest, "reported characters in gold swaps"),
        "called-spun": Measured(called, texts, digest, "texts called spun"),
    }


def honest_rows_of(data: Data) -> Rows:
    """Honest rewritings not called spun: the false accusations, worst slice too."""
    out: Rows = {}
    for name in HONEST:
        digest = data.digest(f"eval/pairs_{name}_dev.jsonl.gz")
        verdicts = [
            (part, data.detector.compare(suspect, source).probability < 0.5)
            for part, source, suspect in honest_rows(data.shared, name, HONEST_ROWS)
        ]
        parts = {part for part, _ in verdicts}
        worst = min(_share(ok for part, ok in verdicts if part == one) for one in parts)
        every = _share(ok for _, ok in verdicts)
        out[name] = Measured(every, len(verdicts), digest, "honest pairs not called spun")
        if len(parts) > 1:
            out[f"{name}-worst"] = Measured(worst, len(verdicts), digest, "the same, worst slice")
    return out


def mechanical_rows(data: Data) -> Rows:
    """Honest texts that differ by one rule, or fill one template, not called spun."""
    digest = data.digest(*(f"text/{name}.jsonl.gz" for name in HELD_OUT))
    results = mechanical.measure(data.shared, data.sources, MECHANICAL_TEXTS, data.detector)
    out: Rows = {}
    for name, chosen in (
        ("rules", [r for rule, r in results.items() if rule != "template"]),
        ("templates", [results["template"]]),
    ):
        texts, called = sum(r.texts for r in chosen), sum(r.called_spun for r in chosen)
        out[name] = Measured(
            1 - called / max(1, texts), texts, digest, f"honest pairs by {name} not called spun"
        )
    return out


def _share(values: Iterable[bool]) -> float:
    seen = [float(v) for v in values]
    return sum(seen) / max(1, len(seen))


def moved_rows(data: Data) -> Rows:
    """Swaps found out of order, relative to in order, and passages found inside longer texts."""
    digest = data.digest(*(f"text/{name}.jsonl.gz" for name in HELD_OUT))
    tallies = moved.measure(data.shared, data.sources, MOVED_TEXTS)
    straight, mixed = tallies["in order"], tallies["sentences shuffled"]
    inside = tallies["passage inside another text"]
    recall = mixed.swaps.recall / max(1e-9, straight.swaps.recall)
    placed = inside.placed / max(1, inside.texts)
    return {
        "in-order": Measured(straight.swaps.recall, straight.texts, digest, "swaps found in order"),
        "shuffled": Measured(recall, mixed.texts, digest, "swaps found shuffled, relative to in order"),
        "passage": Measured(placed, inside.texts, digest, "passages with borders within one sentence"),
    }


def direction_rows(data: Data) -> Rows:
    """Which text was made from which, of texts spun by dictionaries that the lexicon lacks."""
    digest = data.digest(*(f"text/{name}.jsonl.gz" for name in HELD_OUT), "lexicons/ppdb-xl.txt.gz")
    places = Places(data.shared, data.sources)
    dictionaries = open_dictionaries(places, held_out=HELD_OUT)
    found = direction.measure(places, dictionaries, data.detector.model, number=DIRECTION_TEXTS)
    pairs = DIRECTION_TEXTS * len(HELD_OUT)
    worst = min(found[f"{alone} alone"] for alone in ALONE)
    return {
        "unseen": Measured(worst, pairs, digest, "direction right, the worst of three unseen dictionaries"),
        "copies": Measured(1 - found[direction.COPIES], pairs, digest, "copies of a third left undecided"),
    }


MEASURES: dict[str, Callable[[Data], Rows]] = {
    "seeds": seeds_rows,
    "alignment": alignment_rows,
    "unseen-dictionary": unseen_rows,
    "moved": moved_rows,
    "direction": direction_rows,
    "honest": honest_rows_of,
    "mechanical": mechanical_rows,
    "pairs": table_rows,
    "scan": scan_rows,
    "score-seeds": seed_rows,
    "score-honest": honest_text_rows,
    "score-unseen": unseen_text_rows,
}
