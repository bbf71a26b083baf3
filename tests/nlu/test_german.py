import pytest

from bot.nlu.german import clean, normalise


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ärger", "aerger"),
        ("Straße", "strasse"),
        ("HIIIILFE", "hiilfe"),
        ("  viel \t Luft \n", "viel luft"),
        ("Schul\u200bden\u202e", "schulden"),
        ("a\u0308rger", "aerger"),
    ],
)
def test_normalise(written: str, normal: str) -> None:
    assert normalise(written) == normal


def test_clean_keeps_words_and_case() -> None:
    assert clean("Ich\x00 habe\nSchulden") == "Ich habe Schulden"
