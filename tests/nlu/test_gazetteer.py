from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.gazetteer import Gazetteer, describe, is_only_place, ordinary_words, read_places, without_places

ROOT = Path(__file__).parent.parent.parent
PIECES = ["in", "Alsfeld", "36304", "nicht", "Homberg", "99999", "-", "\u200b", "aus", "ohm"]
WORDS = {"herbst": 5, "schwarz": 5, "wahlen": 3, "garten": 9, "rente": 9, "fulda": 1, "schatten": 4, "meine": 99}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    data = read_places(ROOT / "services_db" / "seed" / "places", ROOT / "bot" / "lookup" / "risky_places.txt")
    return Gazetteer(**data, words=WORDS)


def _names(gazetteer: Gazetteer, text: str) -> list[list[str]]:
    return [[name for name, _ in found.candidates] for found in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("36304", "Alsfeld"),
        ("wir wohnen in Alsfeld", "Alsfeld"),
        ("aus der Alsfelder Ecke", "Alsfeld"),
        ("ich komm aus Nieder-Ohmen", "Mücke"),
        ("wohne in Muecke", "Mücke"),
        ("in Ulrichsten", "Ulrichstein"),
        ("freiensteinnau", "Freiensteinau"),
        ("Gemuenden felda", "Gemünden (Felda)"),
        ("Hombeg ohm", "Homberg (Ohm)"),
        ("ich lebe in schlitz", "Schlitz"),
        ("wir wohnen in fulda", "Fulda"),
        ("36110 Schlitz", "Schlitz"),
        ("in Frankfurt am Main", "Frankfurt am Main"),
    ],
)
def test_finds_the_official_municipality(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert _names(gazetteer, text) == [[name]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Homberg", ["Homberg (Ohm)", "Homberg (Efze)"]),
        ("in Lautertal", ["Lautertal (Vogelsberg)", "Lautertal (Odenwald)"]),
        ("Schwalmtal", ["Schwalmtal", "Schwalmtal (Niederrhein)"]),
        ("Rainrod", ["Schwalmtal", "Schotten"]),
    ],
)
def test_a_shared_name_keeps_all_it_may_mean(gazetteer: Gazetteer, text: str, names: list[str]) -> None:
    (found,) = _names(gazetteer, text)
    assert found[: len(names)] == names


@pytest.mark.parametrize(
    "text",
    [
        "ich bin schwarz gefahren",
        "eine mücke hat mich gestochen",
        "vor den Wahlen im Herbst",
        "mein Mann ist in Rente",
        "wir sitzen im Schatten im Garten",
        "99999",
        "meine Mutter",
        "",
    ],
)
def test_ordinary_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert _names(gazetteer, text) == []


def test_living_and_negation_are_seen(gazetteer: Gazetteer) -> None:
    text = "Ich arbeite in Romrod, meine Mutter wohnt in Alsfeld"
    romrod, alsfeld = (describe(found, text) for found in gazetteer.find(text))
    assert (romrod["living"], alsfeld["living"]) == (False, True)
    text = "nicht Alsfeld, sondern Romrod"
    assert [describe(found, text)["negated"] for found in gazetteer.find(text)] == [True, False]


@pytest.mark.parametrize(
    ("text", "only"),
    [("wohne in Alsfeld", True), ("36304", True), ("99999", True), ("Schulden in Alsfeld", False), ("hallo", False)],
)
def test_is_only_place(gazetteer: Gazetteer, text: str, only: bool) -> None:
    assert is_only_place(text, gazetteer.find(text)) is only


def test_what_leads_to_a_place_goes_with_it(gazetteer: Gazetteer) -> None:
    text = "Ich habe Schulden, wir wohnen in Alsfeld."
    assert without_places(text, gazetteer.find(text)).split() == ["Ich", "habe", "Schulden,", "."]


def test_a_word_of_one_message_only_may_be_a_misspelt_place() -> None:
    assert ordinary_words(["Garten garten", "im Garten", "in Alsfled"]) == {"garten": 1}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_can_be_searched_for_places(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.find(text)
    for place in found:
        assert describe(place, text)["candidates"]
    without_places(text, found)
