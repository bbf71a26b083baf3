"""A message as the patterns in content/ want it: small letters, ä as ae, no punctuation but full stops and hyphens."""

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def plain(text: str) -> str:
    """Returns a text in small letters, with ä as ae and hardly any punctuation."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS)
    return " ".join(re.sub(r"[^\w.,?\- ]", " ", lowered).split())
