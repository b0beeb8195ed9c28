"""Fit the word model and the text model, and measure them.

usage: python -m models.words.train --corpora FOLDER --fold-ngrams FILE --without moby --out FOLDER
       python -m models.words.train --corpora FOLDER --fold-ngrams FILE --ship

The texts come from `python -m models.words.make_corpora`, the n-gram model that has not counted them from
`python -m data.build_ngrams --fold 0/3 --out FILE`. With a dictionary left out everything is fitted without
it, and measured on held-out sources spun by it alone: that is what the card states. With `--ship` nothing is
left out, all texts are used, and the files go into `spindetect/_shipped/`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from data.manifest import update_manifest
from models.spinners import SOURCES
from models.words import calibrate, measure
from models.words.batches import Texts
from models.words.candidates import Chosen, build
from models.words.corpus import Corpus
from models.words.fit import Recipe, fit
from models.words.inputs import Told, tell
from models.words.network import Shape, WordNetwork
from models.words.ship import write
from models.words.text import fit as fit_text
from models.words.text import log_odds
from models.words.texts import HELD_OUT, KINDS, SHARES
from spindetect.context import WordModel
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.model import TextModel
from spindetect.model.held_out import add_false_alarms, false_alarm_table
from spindetect.resources import SHIPPED, sha256

WORD_MODEL, TEXT_MODEL = "word_model.bin", "text_model.bin"
FITTED = Recipe(epochs=2.0, tokens=8000, rate=3e-3, embedding_rate=9e-4)
LAST_RECIPE = Recipe(epochs=1.0, tokens=8000, rate=1.5e-3, embedding_rate=4.5e-4, seed=1)
SHIPPED_RECIPE = Recipe(epochs=1.0, tokens=8000, rate=3e-3, embedding_rate=9e-4)
# Texts in house styles come after the others: begun with them the network learns more slowly.
STYLED_RECIPE = Recipe(epochs=1.0, tokens=8000, rate=2e-3, embedding_rate=6e-4, seed=5)
AGAIN_RECIPE = Recipe(epochs=1.0, tokens=8000, rate=1.5e-3, embedding_rate=4.5e-4, seed=6)


class Corpora:
    """The corpora of a folder, told with one choice of tables."""

    def __init__(self, folder: Path, ngrams: Ngrams, chosen: Chosen, vectors: Vectors) -> None:
        self.folder, self.chosen, self.vectors = folder, chosen, vectors
        self._ngrams = ngrams

    def told(self, name: str) -> Told:
        """Return a corpus as the network is told it."""
        return tell(Corpus.load(self.folder / f"{name}.npz"), self.chosen, self._ngrams, self.vectors)

    def digests(self) -> dict[str, str]:
        """Return the digest of every corpus."""
        return {path.stem: sha256(path) for path in sorted(self.folder.glob("*.npz"))}


def network_of(corpora: Corpora, without: str, recipe: Recipe) -> WordNetwork:
    """Fit the network on all texts that were spun without the dictionary, or on all with 'none'."""
    names = (*SOURCES, "none") if without == "none" else (without,)
    texts = [Texts(corpora.told(f"{lot}-{name}")) for name in names for lot in ("fit", "more")]
    network = fit(texts, corpora.vectors, Shape(), recipe)
    for lots, stage in _stages(without):
        network = fit(
            [Texts(corpora.told(lot)) for lot in lots], corpora.vectors, Shape(), stage, given=network
        )
    return network


def _stages(without: str) -> tuple[tuple[tuple[str, ...], Recipe], ...]:
    """Return the corpora and recipes of what comes after the first fit."""
    if without != "none":
        return (((f"styled-{without}", f"more-{without}"), STYLED_RECIPE),)
    return (
        # Programs that are sold choose common words: more of these, by all dictionaries.
        (("frequent-none", "fit-none"), LAST_RECIPE),
        (("styled-none", "frequent-none"), STYLED_RECIPE),
        (tuple(f"styled-{name}" for name in SOURCES), AGAIN_RECIPE),
    )


def make(corpora: Corpora, network: WordNetwork, without: str, out: Path, recipe: Recipe) -> TextModel:
    """Write the word model, fit the text model on its scores, and write that."""
    about = {
        "without": without,
        "sources": list(SHARES),
        "held_out": list(HELD_OUT),
        "recipe": asdict(recipe),
        "corpora": corpora.digests(),
        "torch": torch.__version__,
    }
    # What is only measured suggests nothing: its file is half as large without candidates.
    chosen = corpora.chosen
    if without != "none":
        chosen = Chosen.nothing(corpora.vectors, chosen.ordinary)
    write(out / WORD_MODEL, network, chosen, (Ngrams.open(), corpora.vectors), about)
    words = WordModel.open(out / WORD_MODEL)
    short, long, clean = (
        measure.scored(corpora.told(name), words.network)
        for name in (f"choose-{without}", f"long-{without}", "honest")
    )
    model = calibrate.with_thresholds(fit_text(short, long), clean, words.digest)
    model.save(out / TEXT_MODEL)
    return TextModel.open(out / TEXT_MODEL)


def add_innocent(corpora: Corpora, out: Path) -> None:
    """Put into the text model's file how clean texts of the held-out sources score."""
    network, model = WordModel.open(out / WORD_MODEL).network, TextModel.open(out / TEXT_MODEL)
    found = measure.scored(corpora.told(f"measure-{SOURCES[0]}"), network)
    clean = ~found.spun
    p = 0.5 + 0.5 * np.tanh(log_odds(model, found)[clean] / 2)
    kinds = [KINDS[source] for source in found.column("source")[clean].tolist()]
    add_false_alarms(out / TEXT_MODEL, spun=false_alarm_table(p, kinds))


def measured(corpora: Corpora, without: str, out: Path) -> dict[str, Any]:
    """Return what the models of a folder reach on held-out sources spun by the left-out dictionary."""
    network = WordModel.open(out / WORD_MODEL).network
    model = TextModel.open(out / TEXT_MODEL)
    short = measure.scored(corpora.told(f"measure-{without}"), network)
    long = measure.scored(corpora.told(f"measure-long-{without}"), network)
    return {
        "texts of 200 to 500 words": measure.short_texts(model, short),
        "300 spun words in 3,000": measure.long_texts(model, long),
        "words": measure.words(model, short),
    }


def ship(out: Path, corpora: Corpora) -> None:
    """Enter the files into the manifest, with the sources of prose and of dictionaries behind them."""
    files = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    prose = [row for row in files["ngrams.bin"]["sources"] if row["name"] in SHARES]
    made_of = {
        WORD_MODEL: (files["lexicon.bin"]["licences"], [*prose, *files["lexicon.bin"]["sources"]]),
        TEXT_MODEL: (["MIT"], prose),
    }
    for name, (licences, sources) in made_of.items():
        entry = {
            "licences": licences,
            "sources": sources,
            "built_by": "python -m models.words.train --ship",
            "corpora": corpora.digests(),
            "figures": {},
        }
        update_manifest(name, entry, shipped=out)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--fold-ngrams", type=Path, required=True)
    parser.add_argument("--without", choices=(*SOURCES, "none"), default="none")
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    if given.ship == bool(given.out) or (given.ship and given.without != "none"):
        parser.error("give --ship, or --out FOLDER with or without --without")
    torch.set_num_threads(given.threads)
    out = SHIPPED if given.ship else given.out
    out.mkdir(parents=True, exist_ok=True)
    vectors = Vectors.open()
    chosen = build(Lexicon.open(without=() if given.without == "none" else (given.without,)), vectors)
    fitting = Corpora(given.corpora, Ngrams.open(given.fold_ngrams), chosen, vectors)
    recipe = SHIPPED_RECIPE if given.ship else FITTED
    make(fitting, network_of(fitting, given.without, recipe), given.without, out, recipe)
    held_out = Corpora(given.corpora, Ngrams.open(), chosen, vectors)
    add_innocent(held_out, out)
    if given.ship:
        ship(out, fitting)
    if given.without != "none":
        figures = measured(held_out, given.without, out)
        (out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        print("\n".join(measure.lines(figures)))


if __name__ == "__main__":
    main()
