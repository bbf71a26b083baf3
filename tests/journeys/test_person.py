"""Who needs help and how old they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journeys.person import MAX_AGE, person, read_age, read_person


@pytest.mark.parametrize(
    ("text", "topic", "expected"),
    [
        ("Meine Mutter hat Demenz", "pflegegrad", "mother"),
        ("mei mudder kann nimmer laufe", "pflegegrad", "mother"),
        ("die Oma braucht Hilfe", "pflegegrad", "grandmother"),
        ("Mein Mann und ich pflegen meine Mutter", "pflegegrad", "mother"),
        ("meine Tochter sagt, mein Mann braucht Pflege", "pflegegrad", "husband"),
        ("Mein Sohn weiß nicht, was er werden will", "after_school", "son"),
        ("meine Frau und ich suchen was für unseren Sohn", "after_school", "son"),
        ("für meinen lieben alten Vater", "pflegegrad", "father"),
        ("nein, für meinen Vater", "pflegegrad", "father"),
        ("nicht für meine Mutter, für meinen Vater", "pflegegrad", "father"),
        ("nicht für meine Mutter, für mich selbst", "pflegegrad", "me"),
        ("es geht um mich", "pflegegrad", "me"),
        ("die Nachbarin ist gestürzt", "care_household", "neighbour_f"),
        ("Ich bin Mutter von drei Kindern", "benefits", None),
        ("alleinerziehende Mutter", "family", None),
        ("Der Mann vom Amt war unfreundlich", "authorities", None),
        ("Wie beantrage ich einen Pflegegrad?", "pflegegrad", None),
    ],
)
def test_who_is_meant(text: str, topic: str, expected: str | None) -> None:
    found = read_person(text, topic)
    assert (found.key if found else None) == expected


def test_the_words_fit_the_person() -> None:
    father = person("father")
    assert (father.yours, father.for_whom, father.mine) == ("Ihr Vater", "für Ihren Vater", "für meinen Vater")
    assert person("nobody").key == "me"
    assert person(None).for_whom == ""


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("bin 15 und hab kein Plan", 15),
        ("ich bin erst 16", 16),
        ("mein Vater, 82 Jahre, ist gestürzt", 82),
        ("meine 82-jährige Mutter", 82),
        ("mit siebzehn von der Schule", 17),
        ("Er wird 18", 18),
        ("Sie hat Pflegegrad 2", None),
        ("ich bin 3 Monate im Rückstand", None),
        ("der Termin ist 10 Uhr", None),
        ("bin 500 Jahre alt", None),
        ("wohne in 36304", None),
    ],
)
def test_how_old(text: str, age: int | None) -> None:
    assert read_age(text) == age


@pytest.mark.parametrize(
    ("text", "age"),
    [("16", 16), ("16!", 16), ("so 16 rum", 16), ("fünfzehn", 15), ("999", None), ("-5", 5), ("nix", None)],
)
def test_a_bare_number_is_an_age_when_it_was_asked_for(text: str, age: int | None) -> None:
    assert read_age(text, alone=True) == age


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    read_person(text, "pflegegrad")
    age = read_age(text, alone=True)
    assert age is None or 0 <= age <= MAX_AGE
