"""Brings German as people type it into one shape: umlauts, casing, drawn-out letters, stray characters."""

import re
import unicodedata

_TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ELONGATED = re.compile(r"(\w)\1{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """Returns the text as one line without control, zero-width and direction characters, in Unicode's NFC form.

    Args:
        text: what a citizen sent, of any length.
    """
    return _SPACES.sub(" ", _CONTROL.sub("", unicodedata.normalize("NFC", text))).strip()


def normalise(text: str) -> str:
    """Returns the text in lower case, umlauts as two letters, letters drawn out ("hiiilfe") shortened to two.

    Args:
        text: any text; a place name and the message that names it meet in this form.
    """
    lowered = clean(text).lower().translate(_TRANSLITERATION)
    return _ELONGATED.sub(r"\1\1", lowered)
