"""German words of a text: spaCy's tokenisation, each token in its normalised form."""

from functools import cache

import spacy
from spacy.language import Language

from bot.nlu.german import clean, normalise


def normalised_words(text: str) -> str:
    """Returns the normalised tokens of a text, joined by spaces: what the n-grams are made of.

    Args:
        text: any text.
    """
    return " ".join(normalise(token.text) for token in _german().make_doc(clean(text)) if token.text.strip())


@cache
def _german() -> Language:
    # Blank, so that intents never depend on whether de_core_news_sm could be installed.
    return spacy.blank("de")
