import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quality.safety import recall_of_redaction
from bot.redaction import Redactor
from bot.redaction.redactor import PLACEHOLDERS
from bot.training_data import read_examples, write_words

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = tmp_path_factory.mktemp("words") / "words.txt"
    write_words(read_examples(ROOT / "bot" / "data"), words)
    return words


@pytest.fixture(scope="module")
def redactor(words: Path) -> Redactor:
    return Redactor(words)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Ich heiße Sabine Müller und habe Schulden", "Ich heiße [Name] und habe Schulden"),
        ("mein sohn kevin geht nicht zur schule", "mein sohn [Name] geht nicht zur schule"),
        ("Frau Klöppinger war da", "Frau [Name] war da"),
        ("Rufen Sie mich an: 0170/1234567", "Rufen Sie mich an: [Telefon]"),
        ("meine mail ist a.b@web.de", "meine mail ist [E-Mail]"),
        ("DE89 3704 0044 0532 0130 00", "[IBAN]"),
        ("meine nr A123456780", "meine nr [Versicherung]"),
        ("Rentennummer 65 170839 J 003", "Rentennummer [Versicherung]"),
        ("Steuer ID 86 095 742 719", "Steuer ID [Steuer]"),
        ("ich wohne Obergasse 12a in Alsfeld", "ich wohne [Adresse] in Alsfeld"),
        ("geboren am 3.4.1958", "geboren am [Geburtstag]"),
    ],
)
def test_personal_data_gets_a_word_for_its_kind(redactor: Redactor, text: str, redacted: str) -> None:
    assert redactor.redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "Ich habe Schulden und wohne in 36304 Alsfeld",
        "Der Bescheid ist vom 3.11.2026, ich soll 1.234,56 Euro zahlen",
        "Ich habe die 116 123 und die 0800 1110111 angerufen",
        "Pflegegrad 2, Widerspruch, was jetzt?",
        "bin 34 und suche eine Wohnung mit 2 Zimmern",
        "",
    ],
)
def test_what_is_not_personal_stays(redactor: Redactor, text: str) -> None:
    assert redactor.redact(text) == text


def test_a_recogniser_of_names_is_asked_too(redactor: Redactor) -> None:
    pipeline = spacy.blank("de")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Wohngeld"}])
    with_model = Redactor(recogniser=pipeline)
    assert with_model.redact("Wohngeld hat angerufen") == "[Name] hat angerufen"


REPEATED = (
    "D E 4 - ",
    "geb a ",
    "A. ",
    "bei x ",
    "x hat ",
    "wohn",
    "a.",
    "A-",
    "1-2-",
    "a@",
    "in der ",
    "1 ",
    "x at ",
    "Anna ",
    "'",
    "(0",
    "eins ",
)
HOSTILE = [*((piece * 2000)[:2000] for piece in REPEATED), "Ich heiße Max von ،", "mein Sohn Ali bin ٢٠"]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_no_text_holds_the_assistant_up(redactor: Redactor, text: str) -> None:
    """What takes long here stops everybody (Rasa has one event loop). Backtracking took 15 s; this is no timing."""
    started = time.monotonic()
    redactor.redact(text)
    assert time.monotonic() - started < 5


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=400))
def test_any_text_can_be_redacted(redactor: Redactor, text: str) -> None:
    spans = redactor.spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(span.kind in PLACEHOLDERS for span in spans)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(10**9, 10**10 - 1), st.sampled_from(["0{}", "+49 {}", "(06631) {}", "tel:{}"]))
def test_any_long_number_goes(redactor: Redactor, number: int, form: str) -> None:
    assert str(number) not in redactor.redact(f"ruf an {form.format(number)} danke")


def _rows(file: str) -> list[dict[str, Any]]:
    path = ROOT / "bot" / "evaluation" / "safety" / f"{file}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("file", "least"), [("redaction_unseen", 0.96), ("redaction", 0.96), ("redaction_tuning", 0.98)]
)
def test_what_another_hand_wrote_is_found(redactor: Redactor, file: str, least: float) -> None:
    measured = recall_of_redaction(redactor, _rows(file))
    assert measured.recall >= least
    assert measured.too_much < 0.06


def test_a_recogniser_can_only_add(redactor: Redactor, words: Path) -> None:
    """So what is found without spaCy's model is the least that is found with it."""
    pipeline = spacy.blank("de")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": [{"LENGTH": {">=": 5}}, {}]}])
    with_model = Redactor(words, pipeline)
    more = 0
    for row in _rows("redaction_tuning"):
        without, with_ = (
            {place for span in some.spans(row["text"]) for place in range(span.start, span.end)}
            for some in (redactor, with_model)
        )
        assert without <= with_
        more += len(with_ - without)
    assert more > 100
