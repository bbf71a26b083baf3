"""The training examples as the components learn from them."""

from functools import cache
from pathlib import Path
from typing import Any

from bot.nlu.gazetteer import Gazetteer, ordinary_words, read_places, without_places
from bot.nlu.intent_model import Labelled
from bot.training_data import read_examples

DATA = Path("bot/data")
PLACES = Path("services_db/seed/places")
RISKY = Path("bot/lookup/risky_places.txt")


@cache
def gazetteer_data() -> dict[str, Any]:
    """Returns what the Gazetteer is made of: the place files, and the words of examples that name no place.

    Raises:
        OSError: if a file cannot be read.
    """
    words = ordinary_words(example.text for example in read_examples(DATA) if example.intent != "give_location")
    return {**read_places(PLACES, RISKY), "words": words}


def labelled_examples() -> list[Labelled]:
    """Returns all examples without their places, as messages reach the classifier."""
    gazetteer = Gazetteer(**gazetteer_data())
    examples = []
    for example in read_examples(DATA):
        rest = without_places(example.text, gazetteer.find(example.text))
        intents = (example.intent, example.also) if example.also else (example.intent,)
        examples.append(Labelled(rest.strip() or example.text, intents))
    return examples
