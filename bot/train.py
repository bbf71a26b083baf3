"""Trains the assistant: `python -m bot.train bot/models/lotse.tar.gz [config.yml]`."""

import sys
import time
from pathlib import Path

from bot.quiet import quiet
from bot.training_data import TrainingDataError, check, write_words
from bot.without_tensorflow import config_needs_tensorflow, leave_out_tensorflow

DATA, DOMAIN, CONFIG = Path("bot/data"), Path("bot/domain"), Path("config.yml")
WORDS = "words.txt"
"""Beside the model: the words of its examples."""


def main(target: Path, config: Path = CONFIG) -> int:
    """Checks the data, trains, writes the model and returns the exit code.

    Args:
        target: the model file, ending in .tar.gz.
        config: the pipeline; another one serves as the baseline of bench/.
    """
    try:
        examples = check(DATA, DOMAIN)
    except TrainingDataError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Trainiere mit {len(examples)} Beispielen …")
    started = time.monotonic()
    if not config_needs_tensorflow(config):
        leave_out_tensorflow()
    quiet()
    import rasa

    result = rasa.train(
        domain=str(DOMAIN),
        config=str(config),
        training_files=[str(DATA)],
        output=str(target.parent),
        fixed_model_name=target.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    if result.code or not target.is_file():
        print("Das Training ist gescheitert; der Grund steht darüber.", file=sys.stderr)
        return 1
    write_words(examples, target.with_name(WORDS))
    print(f"Modell {target} ist fertig, nach {time.monotonic() - started:.0f} Sekunden.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
