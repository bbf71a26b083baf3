"""What Rasa gets of the training data: rules, domain and one example an intent.

Rasa copies all examples and takes their fingerprints before and after each step of a training; with 28 000 examples
that takes longer than learning from them. The components that learn read the examples themselves (bot.nlu.examples).
"""

from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.training_data import read_examples


class OneExampleImporter(RasaFileImporter):
    """Reads rules, domain and config as Rasa does, and shows Rasa one example of each intent.

    Args:
        config_file: config.yml.
        domain_path: the folder of the domain.
        training_data_paths: the folder of the training data, in a list.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        paths = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        self._folders = [Path(path) for path in paths]

    @cached_method
    def get_nlu_data(self, language: str | None = "de") -> TrainingData:
        """Returns one example an intent."""
        first = {example.intent: example for folder in self._folders for example in read_examples(folder)}
        return TrainingData([Message.build(example.text, example.intent) for example in first.values()])
