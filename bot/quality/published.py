"""Trains the intent model on data of others and holds it against their figures: `make published DATA=folder`.

The data is not part of the project: BANKING77 (CC BY 4.0), the German and Bavarian subset of MASSIVE in ten intents
and xSID (CC BY 4.0), training examples of three German Rasa assistants (Apache-2.0, MIT).
"""

import gzip
import json
import sys
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.nlu.intent_model import Labelled, Settings, train
from bot.quality.cross_validation import predict_unseen, read_settings

PASSWORD = b"MaiNLP"
LEAST = 5
"""Intents with fewer examples cannot be cross-validated in five folds and are left out."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """One line of the table: data set, number of texts learned from and tested, accuracy, and the published figures."""

    name: str
    learned: int
    tested: int
    accuracy: float
    published: str


def accuracy(learn: list[Row], test: list[Row], settings: Settings) -> float:
    """Returns the share of test texts whose label a model trained on other texts finds.

    Args:
        learn: rows with ``text`` and ``label``.
        test: the same.
        settings: the knobs of the intent model.
    """
    model = train([Labelled(row["text"], (row["label"],)) for row in learn], settings)
    found = model.best([row["text"] for row in test])
    return sum(label == row["label"] for label, row in zip(found, test, strict=True)) / len(test)


def banking(folder: Path, settings: Settings) -> Result:
    """Measures BANKING77: 77 intents of English bank customers, full training set."""
    with gzip.open(folder / "banking77.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    learn = [row for row in rows if row["split"] in {"train", "valid"}]
    test = [row for row in rows if row["split"] == "test"]
    published = "USE 92,8 · ConveRT 93,0 · USE+ConveRT 93,4 · BERT 93,7"
    return Result("BANKING77", len(learn), len(test), accuracy(learn, test, settings), published)


def massive(folder: Path, settings: Settings) -> list[Result]:
    """Measures German, xSID and Bavarian test texts by a model trained on German ones."""
    with zipfile.ZipFile(folder / "massive_de.zip") as archive:
        parts = {
            name.removesuffix("_mapped.jsonl"): [json.loads(line) for line in archive.open(name, pwd=PASSWORD)]
            for name in archive.namelist()
        }
    learn = [row for row in parts["massive_de"] if row["split"] == "train"]
    model = train([Labelled(row["text"], (row["label"],)) for row in learn], settings)
    results = []
    for name, published in (
        ("massive_de", "mBERT 94,1 · XLM-R 92,9 · Rasa (Zeichen-n-Gramme, DIET) 94,0"),
        ("xsid_de", "83,5 · 78,6 · 83,5"),
        ("massive_bar", "65,0 · 57,0 · 67,2"),
    ):
        test = [row for row in parts[name] if row["split"] == "test"]
        found = model.best([row["text"] for row in test])
        right = sum(label == row["label"] for label, row in zip(found, test, strict=True))
        results.append(Result(name, len(learn), len(test), right / len(test), published))
    return results


def assistants(folder: Path, settings: Settings) -> Iterable[Result]:
    """Measures the three assistants by cross-validation."""
    lines = (folder / "german_rasa_bots.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for bot in sorted({row["bot"] for row in rows}):
        own = [row for row in rows if row["bot"] == bot]
        labels = [row["label"] for row in own]
        kept = [Labelled(row["text"], (row["label"],)) for row in own if labels.count(row["label"]) >= LEAST]
        predictions = predict_unseen(kept, settings)
        right = sum(not prediction.margin for prediction in predictions)
        yield Result(bot, len(kept), len(kept), right / len(kept), "keine; fünffache Kreuzvalidierung")


def main(folder: Path) -> int:
    """Prints the table."""
    settings = replace(read_settings(), foreign_examples=0)
    started = time.monotonic()
    print("| Daten | gelernt | geprüft | richtig | veröffentlicht |\n|---|---|---|---|---|")
    for result in (banking(folder, settings), *massive(folder, settings), *assistants(folder, settings)):
        share = f"{100 * result.accuracy:.1f}".replace(".", ",")
        print(f"| {result.name} | {result.learned} | {result.tested} | {share} | {result.published} |", flush=True)
    print(f"\n{time.monotonic() - started:.0f} Sekunden.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
