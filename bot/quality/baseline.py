"""Measures a trained model of Rasa's default pipeline on the held-out sets: `make baseline`.

Writes docs/quality/baseline.json, which `make evaluate` shows beside the Lotse.
"""

import json
import sys
from pathlib import Path

from bot.quality.evaluate import BASELINE, SETS
from bot.quality.held_out import measure, read_set
from bot.quiet import quiet


def main(model: Path, name: str) -> int:
    """Writes the figures.

    Args:
        model: trained with bench/baseline.yml.
        name: how the report calls it, with the number of its epochs.
    """
    quiet()
    from bot.parser import Parser

    parser = Parser(model)
    figures = {set_name: measure(read_set(folder, parser.parse)) for set_name, folder in SETS.items()}
    BASELINE.write_text(json.dumps({"name": name, **figures}, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
