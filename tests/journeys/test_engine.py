"""The way through a journey."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.journeys import engine
from bot.journeys.schema import UNKNOWN, Journey
from services_db.knowledge.read import knowledge

JOURNEYS = engine.journeys()
TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Meine Mutter braucht einen Pflegegrad", "new"),
        ("Wie beantrage ich das?", "new"),
        ("wir haben den antrag vor 3 wochen gestellt und noch nichts gehört", "waiting"),
        ("Der Medizinische Dienst kommt am Dienstag", "assessment"),
        ("morgen kommt die Gutachterin", "assessment"),
        ("Pflegegrad abgelehnt!!", "refused"),
        ("nur Pflegegrad 1 bekommen, das ist zu niedrig", "refused"),
        ("Sie hat Pflegegrad 2, das reicht nicht mehr", "worse"),
        ("Höherstufung", "worse"),
        ("Ich habe eine Frage", None),
    ],
)
def test_where_one_stands_is_read_from_the_message(text: str, stage: str | None) -> None:
    assert engine.infer(JOURNEYS["pflegegrad"], text).get("stage") == stage


@pytest.mark.parametrize(
    ("topic", "text", "guide"),
    [
        ("housing", "wir suchen was größeres", "housing/general"),
        ("housing", "ich verliere morgen die wohnung und steh auf der straße", "housing/tonight"),
        ("housing", "Mein Vermieter hat wegen Eigenbedarf gekündigt", "housing/notice"),
        ("housing", "Brief vom Gericht, Räumungsklage", "housing/court"),
        ("debt", "alte Rechnungen vom Inkasso", "debt/general"),
        ("debt", "heute wurde der Strom abgestellt", "debt/energy"),
        ("debt", "mein Konto ist gepfändet", "debt/account"),
        ("training_work", "Stress mit dem Chef in der Ausbildung", "training_work/general"),
        ("training_work", "fristlos rausgeflogen", "training_work/dismissed"),
        ("benefits", "was steht mir zu", "benefits/general"),
        ("benefits", "Kühlschrank leer und nichts mehr zu essen", "benefits/nothing_left"),
        ("migration", "Aufenthaltstitel läuft nächste Woche ab", "migration/permit"),
        ("migration", "Asyl abgelehnt", "migration/asylum_refused"),
        ("care_household", "Vater kommt morgen aus dem Krankenhaus", "care_household/sudden"),
        ("authorities", "die Frist läuft morgen ab", "authorities/deadline"),
        ("authorities", "Hundesteuer anmelden", "authorities/registration"),
        ("authorities", "Wo bekomme ich einen neuen Personalausweis?", "authorities/registration"),
        ("authorities", "hab en brief vom gericht in gelb un trau mich net", "forms/unknown_letter"),
        ("housing", "der vermieter will die kaution nicht zurückgeben", "housing/general"),
        ("housing", "der Vermieter will uns raus haben", "housing/notice"),
        ("housing", "my landlord wants me out tomorrow", "housing/tonight"),
        ("family", "ich bin 17 und schwanger", "family/pregnant"),
        ("care_household", "wer zahlt den treppenlift", "care_household/conversion"),
    ],
)
def test_urgency_decides_the_next_step(topic: str, text: str, guide: str) -> None:
    journey = JOURNEYS[topic]
    assert engine.guides(journey, engine.infer(journey, text)) == [guide]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Wohngeldantrag", "wohngeld"),
        ("dieser Wisch von der Familienkasse", "kindergeld"),
        ("Bürgergeld Weiterbewilligung", "grundsicherungsgeld"),
        ("GEZ Befreiung", "rundfunkbeitrag"),
        ("BAföG", "bafoeg"),
        ("ich weiß nicht was das für ein Brief ist", "unknown_letter"),
        ("der Ex zahlt keinen Unterhalt", "unterhaltsvorschuss"),
        ("Klassenfahrt", "bildung_teilhabe"),
        ("WBS", "wohnberechtigungsschein"),
        ("ummelden", "anmeldung"),
    ],
)
def test_forms_by_the_words_people_use(text: str, key: str) -> None:
    question = engine.question(JOURNEYS["forms"], "which")
    assert question
    assert engine.read_answer(JOURNEYS["forms"], question, text, "", TODAY) == key


def _every_answer(journey: Journey) -> list[dict[str, str]]:
    choices = []
    for item in journey.questions:
        if item.kind == "age":
            values = ["15", "30", UNKNOWN]
        elif item.kind == "date":
            values = ["2026-11-01", UNKNOWN]
        else:
            values = [*(option.key for option in engine.options(journey, item)), UNKNOWN]
        choices.append([(item.key, value) for value in values])
    return [dict(answers) for answers in product(*choices)]


@pytest.mark.parametrize("key", [key for key, journey in JOURNEYS.items() if not journey.private])
def test_every_combination_of_answers_leads_to_a_guide_that_is_there(key: str) -> None:
    journey = JOURNEYS[key]
    for answers in _every_answer(journey):
        found = engine.guides(journey, answers)
        assert found
        assert all(guide in knowledge().guides for guide in found), (answers, found)


@pytest.mark.parametrize("key", list(JOURNEYS))
def test_not_knowing_anything_ends_the_journey(key: str) -> None:
    journey, answers = JOURNEYS[key], {}
    for _ in range(len(journey.questions) + 1):
        question = engine.next_question(journey, answers, "child")
        if question is None:
            break
        answers[question.key] = UNKNOWN
    assert engine.next_question(journey, answers, "child") is None
    assert journey.private or engine.guides(journey, answers)


def test_contradicting_answers_still_lead_somewhere() -> None:
    answers = {"interest": "study", "certificate": "none", "age": "15", "obstacle": "none"}
    assert engine.guides(JOURNEYS["after_school"], answers) == ["after_school/abschluss"]


def test_bua_is_for_those_under_18_only() -> None:
    journey = JOURNEYS["after_school"]
    answers = {"interest": "practical", "certificate": "none", "obstacle": "none"}
    assert "after_school/bua" in engine.guides(journey, {**answers, "age": "16"})
    assert "after_school/bua" not in engine.guides(journey, {**answers, "age": "19"})


def test_no_idea_is_a_full_answer() -> None:
    answers = engine.infer(JOURNEYS["after_school"], "hab kein plan was nach der schule kommt")
    assert engine.next_question(JOURNEYS["after_school"], answers) is None
    assert engine.guides(JOURNEYS["after_school"], answers) == ["after_school/no_idea"]


def test_only_what_makes_a_difference_is_asked() -> None:
    journey = JOURNEYS["after_school"]
    asked = engine.open_questions(journey, {"interest": "study", "certificate": "abi"})
    assert asked == 0
    infant = engine.next_question(JOURNEYS["self_check"], {}, "child")
    assert infant
    assert infant.key == "infant"
    first = engine.next_question(JOURNEYS["self_check"], {}, "old")
    assert first
    assert first.key == "mobility"


@pytest.mark.parametrize("text", ["weiß nicht", "Keine Ahnung", "weis ich net", "??", "egal", "kp"])
def test_not_knowing_is_an_answer(text: str) -> None:
    question = engine.question(JOURNEYS["pflegegrad"], "stage")
    assert question
    assert engine.read_answer(JOURNEYS["pflegegrad"], question, text, "", TODAY) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("Was gibt es nach der Schule?", "utter_which_after_school"),
        ("Angebote nach der Schule", "utter_which_after_school"),
        ("Wer passt nach der Schule auf mein Kind auf?", None),
        ("Ausbildung nach der Schule", None),
        ("keinen plan was ich nach der schule machen soll", None),
    ],
)
def test_after_school_is_asked_back_where_both_fit(text: str, response: str | None) -> None:
    assert engine.ask_back(text) == response


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.sampled_from(sorted(JOURNEYS)), st.sampled_from(["", "affirm", "deny", "skip", "x"]))
def test_any_text_is_taken_without_harm(text: str, key: str, act: str) -> None:
    journey = JOURNEYS[key]
    engine.infer(journey, text)
    for question in journey.questions:
        value = engine.read_answer(journey, question, text, act, TODAY)
        assert value is None or question.kind == "date" or engine.is_answer(journey, question, value)


def test_a_need_without_a_journey_leads_straight_to_the_services() -> None:
    empty = engine.journey("pets")
    assert engine.next_question(empty, {}) is None
    assert engine.guides(empty, engine.infer(empty, "mein Hund ist weg")) == []
