"""German tokens for the featurizers: spaCy's tokenisation, each token with its normalised form as lemma."""

from functools import cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from bot.nlu.german import clean, normalise
from bot.nlu.places import REST


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class GermanTokenizer(Tokenizer):
    """Tokenises with spaCy's blank German model.

    Featurizers with ``use_lemma`` see the normalised form. Blank, so that intents never depend on whether
    de_core_news_sm could be installed.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings every Rasa tokenizer has."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return ["spacy"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Returns the tokens of an attribute of the message, in order; an empty list for an empty text."""
        document = _german().make_doc(clean(message.get(REST) or message.get(attribute)))
        tokens = [Token(token.text, token.idx, lemma=normalise(token.text)) for token in document if token.text.strip()]
        return self._apply_token_pattern(tokens)


def normalised_words(text: str) -> str:
    """Returns the normalised tokens of a text, joined by spaces: what the n-grams are made of.

    Args:
        text: any text.
    """
    return " ".join(normalise(token.text) for token in _german().make_doc(text) if token.text.strip())


@cache
def _german() -> Language:
    return spacy.blank("de")
