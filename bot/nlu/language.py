"""Names the language of a message; German with foreign words stays German."""

from typing import Any

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.german import clean

LANGUAGES = ("de", "en", "tr", "ar", "ru", "uk", "pl", "ro", "fa", "fr", "it")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageDetectorComponent(GraphComponent):
    """Sets ``language`` (ISO 639-1), by the library lingua, restricted to the languages the Lotse answers in.

    Another language is named only when it is much more likely than German: dialect, typing errors and names of
    streets look foreign to any detector.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        codes = [getattr(IsoCode639_1, code.upper()) for code in LANGUAGES]
        self._detector: LanguageDetector = (
            # Trigrams alone name the language of a sentence nearly as well, at a fortieth of the time, without 300 MiB.
            LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()
        )

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings: how likely another language must be, and how many letters a message needs at least."""
        return {"threshold": 0.75, "min_letters": 12}

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return []  # Rasa knows packages by distribution name only, and this one has another

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LanguageDetectorComponent":
        """Creates the component for Rasa's graph."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the language of each message."""
        for message in messages:
            message.set("language", self.detect(message.get(TEXT) or ""), add_to_output=True)
        return messages

    def detect(self, text: str) -> str:
        """Returns the ISO 639-1 code of the language of a text, ``de`` when in doubt.

        Args:
            text: the message as written; its first 300 characters are looked at.
        """
        sample = clean(text)[:300]
        letters = sum(character.isalpha() for character in sample)
        foreign_script = any(character.isalpha() and ord(character) > 0x24F for character in sample)
        if letters < self._config["min_letters"] and not foreign_script:
            return "de"
        values = self._detector.compute_language_confidence_values(sample)
        best = values[0]
        if best.language == Language.GERMAN:
            return "de"
        if not foreign_script and best.value < self._config["threshold"]:
            return "de"
        return str(best.language.iso_code_639_1.name).lower()
