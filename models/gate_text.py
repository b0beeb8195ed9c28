"""What the gate measures of texts without a source: seeds, honest texts, and a dictionary never seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.gate_data import Data, Measured, Rows
from models.places import Places, read_rows
from models.spinners import open_dictionaries
from models.words import measure
from models.words.candidates import Chosen
from models.words.inputs import tell
from models.words.spun import DOSES, measuring, measuring_long
from models.words.texts import HELD_OUT
from spindetect.context import WordModel
from spindetect.language import Ngrams, Vectors
from spindetect.model import TextModel

# The models that were fitted without Moby: what the shipped ones reach on Moby's swaps says nothing.
FOLD = Path(__file__).parent / "words" / "without-moby"
TEXTS, LONG_TEXTS = 80, 40  # of each held-out source
REUTERS_TEXTS, LEAST_WORDS = 1500, 100
SPUN_SEED, SEED_SUFFIX = "000", ".txt"


def seed_rows(data: Data) -> Rows:
    """The five seeds: one is spun, nothing was tuned on any."""
    files = sorted((data.shared / "seeds").glob(f"*{SEED_SUFFIX}"))
    digest = data.digest(*(f"seeds/{path.name}" for path in files))
    p = {path.name[:3]: data.detector.score(path.read_text(encoding="utf-8")).probability for path in files}
    others = [value for name, value in p.items() if name != SPUN_SEED]
    return {
        "spun": Measured(p[SPUN_SEED], 1, digest, "P(spun) of the spun seed, without its source"),
        "others": Measured(1 - max(others), len(others), digest, "1 - highest P(spun) of the other four"),
    }


def honest_text_rows(data: Data) -> Rows:
    """Honest texts of sources that nothing was fitted on or counted from, not called spun."""
    path = "eval/docs_human_reuters_dev.jsonl.gz"
    reuters = [row["text"] for row in read_rows(data.shared / path)]
    long_enough = [text for text in reuters if len(text.split()) >= LEAST_WORDS][:REUTERS_TEXTS]
    out = {
        "reuters": Measured(
            _not_spun(data, iter(long_enough)),
            len(long_enough),
            data.digest(path),
            "news of 1987 not called spun",
        )
    }
    own = {source: list(_texts(data, source)) for source in HELD_OUT}
    rates = {source: _not_spun(data, iter(texts)) for source, texts in own.items()}
    digest = data.digest(*(f"text/{source}.jsonl.gz" for source in HELD_OUT))
    number = sum(map(len, own.values()))
    every = float(np.average(list(rates.values()), weights=[len(texts) for texts in own.values()]))
    worst = min(rates, key=lambda source: rates[source])
    return out | {
        "held-out": Measured(every, number, digest, "texts of held-out sources not called spun"),
        "held-out-worst": Measured(rates[worst], len(own[worst]), digest, "the same, worst source"),
    }


def unseen_text_rows(data: Data) -> Rows:
    """Models fitted without a dictionary, on held-out sources spun by it alone."""
    words, text = WordModel.open(FOLD / "word_model.bin"), TextModel.open(FOLD / "text_model.bin")
    ngrams, vectors = Ngrams.open(), Vectors.open()
    places = Places(data.shared, data.sources)
    dictionaries = open_dictionaries(places, (), HELD_OUT)
    chosen = Chosen.nothing(vectors, words.ordinary)
    short, long = (
        measure.scored(tell(corpus, chosen, ngrams, vectors), words.network)
        for corpus in (
            measuring(places, dictionaries, "moby", TEXTS),
            measuring_long(places, dictionaries, "moby", LONG_TEXTS),
        )
    )
    digest = data.digest(*(f"text/{source}.jsonl.gz" for source in HELD_OUT))
    figures, parts, told = (
        measure.short_texts(text, short),
        measure.long_texts(text, long),
        measure.words(text, short),
    )
    out: Rows = {}
    for dose in DOSES:
        row, cases = figures[f"dose {dose}"], figures["texts"][f"dose {dose}"]
        name = f"dose-{round(100 * dose)}"
        out[f"{name}-auroc"] = Measured(row["auroc"], cases, digest, "AUROC, dictionary and domain unseen")
        out[f"{name}-tpr"] = Measured(row["tpr_at_1"], cases, digest, "found at 1 % false positives")
    out["calibration"] = Measured(
        1 - figures["expected_calibration_error"], len(short.corpus), digest, "1 - expected calibration error"
    )
    out["part-tpr"] = Measured(
        parts["tpr_at_1"],
        len(long.corpus),
        digest,
        "300 spun words in 3,000 found at 1 % false positives",
    )
    out["whole-tpr"] = Measured(
        parts["whole"]["tpr_at_1"],
        len(long.corpus),
        digest,
        "3,000 words spun from end to end, found at 1 % false positives",
    )
    out["words-auroc"] = Measured(
        told["all texts"], len(short.corpus), digest, "AUROC of swapped words against those left alone"
    )
    return out


def _texts(data: Data, source: str) -> Iterator[str]:
    """Yield the beginnings of a source's documents: whole paragraphs, up to some 400 words."""
    rows = read_rows(data.shared / "text" / f"{source}.jsonl.gz")
    for row, _ in zip(rows, range(2 * TEXTS), strict=False):
        kept: list[str] = []
        words = 0
        for paragraph in row["text"].split("\n"):
            kept.append(paragraph)
            words += len(paragraph.split())
            if words >= 400:
                break
        if words >= LEAST_WORDS:
            yield "\n".join(kept)


def _not_spun(data: Data, texts: Iterator[str]) -> float:
    labels: NDArray[np.str_] = np.array([data.detector.score(text).label for text in texts])
    return float((labels != "spun").mean())
