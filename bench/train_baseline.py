"""Trains Rasa's default pipeline and policies on the Lotse's data; the model is kept in var/bench."""

import os
import subprocess
import time
from pathlib import Path

from services_db.settings import ROOT

WORK = ROOT / "var" / "bench"
EPOCHS = int(os.environ.get("BENCH_EPOCHS", "100"))


def train(name: str, config: Path) -> tuple[Path, float]:
    """Trains a model unless it is there, and returns its file and how many seconds the training took."""
    model, timing = WORK / f"{name}.tar.gz", WORK / f"{name}.seconds"
    if not model.is_file() or not timing.is_file():
        WORK.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        python = ROOT / "bot" / ".venv" / "bin" / "python"
        environment = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT)}
        command = [str(python), "-m", "bot.train", str(model), str(config)]
        subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        timing.write_text(str(time.monotonic() - started))
    return model, float(timing.read_text())


def train_baseline() -> tuple[Path, float]:
    """Trains Rasa's default with the wanted number of epochs, and returns what `train` returns."""
    config = WORK / f"baseline-{EPOCHS}.yml"
    WORK.mkdir(parents=True, exist_ok=True)
    default = (ROOT / "bench" / "baseline.yml").read_text(encoding="utf-8")
    config.write_text(default.replace("epochs: 100", f"epochs: {EPOCHS}"), encoding="utf-8")
    return train(f"baseline-{EPOCHS}", config)


if __name__ == "__main__":
    train_baseline()
