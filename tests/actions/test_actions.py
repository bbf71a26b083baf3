from typing import Any

import pytest

from bot.actions.clarify import ActionClarify
from bot.actions.find_help import ActionFindHelp
from bot.actions.find_more import ActionFindMore
from bot.actions.forget import ActionForget
from bot.actions.keep_data import ActionKeepData
from bot.actions.offer_person import ActionOfferPerson
from bot.actions.say_no import ActionSayNo
from bot.actions.set_place import ActionSetPlace
from bot.actions.skip_place import ActionSkipPlace
from bot.actions.tell_documents import ActionTellDocuments
from bot.actions.tell_opening_hours import ActionTellOpeningHours

ALSFELD = {"name": "Alsfeld", "plz": "36304"}
NEW_GRADE = "Meine Mutter braucht einen Pflegegrad"
HOMBERG = [{"name": "Homberg (Ohm)", "plz": "35315"}, {"name": "Homberg (Efze)", "plz": "34576"}]


ASKED_TO_DELETE = [{"event": "user"}, {"event": "action", "name": "action_ask_delete"}, {"event": "user"}]


def _mention(*candidates: dict[str, str], living: bool = False, negated: bool = False) -> dict[str, Any]:
    return {"text": "Ort", "candidates": list(candidates), "living": living, "negated": negated}


def test_the_place_is_asked_first(run: Any) -> None:
    (message,), slots = run(ActionFindHelp(), "need_debt")
    assert message["response"] == "utter_ask_place"
    assert (slots["topic"], slots["pending"], slots["place_asked"]) == ("debt", "place", 1.0)


def test_a_place_in_the_message_is_used(run: Any) -> None:
    messages, slots = run(ActionFindHelp(), "need_debt", places=[_mention(ALSFELD)])
    assert "Schuldenhelpline" in messages[-1]["text"]
    assert "Fulder Tor 28" in messages[-1]["text"]
    assert (slots["place"], slots["pending"]) == (ALSFELD, None)


def test_an_ambiguous_place_is_asked_not_guessed(run: Any) -> None:
    (message,), slots = run(ActionFindHelp(), "need_pflegegrad", places=[_mention(*HOMBERG)])
    assert message["response"] == "utter_ask_which_place"
    assert [button["title"] for button in message["buttons"]][:2] == ["Homberg (Ohm)", "Homberg (Efze)"]
    assert slots["pending"] == "place"


def test_of_two_places_the_place_of_living_counts(run: Any) -> None:
    work = _mention({"name": "Lauterbach (Hessen)", "plz": "36341"})
    _, slots = run(ActionFindHelp(), "need_debt", places=[work, _mention(ALSFELD, living=True)])
    assert slots["place"] == ALSFELD


def test_of_two_unclear_places_the_citizen_decides(run: Any) -> None:
    work = _mention({"name": "Lauterbach (Hessen)", "plz": "36341"})
    (message,), _ = run(ActionFindHelp(), "need_debt", places=[work, _mention(ALSFELD)])
    assert message["response"] == "utter_ask_whose_place"


def test_a_place_after_nicht_does_not_count(run: Any) -> None:
    other = {"name": "Romrod", "plz": "36329"}
    places = [_mention(ALSFELD, negated=True), _mention(other)]
    _, slots = run(ActionSetPlace(), "give_location", {"topic": "debt"}, places=places)
    assert slots["place"] == other


def test_a_skipped_place_names_kult_for_the_region_and_115(run: Any) -> None:
    messages, slots = run(ActionSkipPlace(), "skip", {"topic": "debt", "pending": "place", "place_asked": 1.0})
    assert "Vogelsbergkreis ist K.U.L.T." in messages[-1]["text"]
    assert "115" in messages[-1]["text"]
    assert slots["place"] is None


def test_the_place_is_asked_again_with_the_next_need_and_then_never(run: Any) -> None:
    (again,), slots = run(ActionFindHelp(), "need_housing", {"topic": "debt", "place_asked": 1.0})
    assert again["response"] == "utter_ask_place"
    assert slots["place_asked"] == 2.0
    messages, _ = run(ActionFindHelp(), "need_school", {"topic": "housing", "place_asked": 2.0})
    assert messages[-1]["custom"]["type"] == "services"


def test_elsewhere_the_national_lines_answer(run: Any) -> None:
    berlin = {"name": "Berlin", "plz": "10115"}
    messages, _ = run(ActionFindHelp(), "need_debt", places=[_mention(berlin)])
    names = [service["name"] for service in messages[-1]["custom"]["services"]]
    assert "Behördennummer 115" in names
    assert not any("K.U.L.T." in name for name in names)


def test_a_second_need_is_offered(run: Any) -> None:
    needs = [{"topic": "debt", "confidence": 0.6}, {"topic": "housing", "confidence": 0.4}]
    messages, _ = run(ActionFindHelp(), "need_debt", places=[_mention(ALSFELD)], needs=needs)
    assert messages[-1]["buttons"][0] == {"title": "Auch: Wohnung", "payload": "/need_housing"}


def test_a_plz_that_does_not_exist_is_asked_once_then_it_goes_on(run: Any) -> None:
    slots = {"topic": "debt", "pending": "place", "place_asked": 1.0, "failures": 0.0}
    (message,), first = run(ActionSetPlace(), "give_location", slots)
    assert message["response"] == "utter_unknown_place"
    messages, _ = run(ActionSetPlace(), "give_location", {**slots, **first})
    assert messages[0]["response"] == "utter_place_given_up"
    assert messages[-1]["custom"]["services"]


def test_two_failures_end_with_a_person(run: Any) -> None:
    ranking = [{"name": "nlu_fallback"}, {"name": "need_debt"}, {"name": "greet"}, {"name": "need_forms"}]
    (message,), first = run(ActionClarify(), "nlu_fallback", intent_ranking=ranking)
    assert [button["payload"] for button in message["buttons"]] == ["/need_debt", "/need_forms", "/something_else"]
    messages, second = run(ActionClarify(), "nlu_fallback", first, intent_ranking=ranking)
    assert messages[0]["response"] == "utter_give_up"
    assert "K.U.L.T." in messages[1]["text"]
    assert second["failures"] == 0.0


def test_something_else_offers_all_topics(run: Any) -> None:
    (message,), _ = run(ActionClarify(), "something_else")
    assert len(message["buttons"]) == 15


def test_more_shows_others(run: Any) -> None:
    first, slots = run(ActionFindHelp(), "need_family", places=[_mention(ALSFELD)])
    more, _ = run(ActionFindMore(), "ask_more_results", slots)
    shown = {service["id"] for service in first[-1]["custom"]["services"]}
    others = {service["id"] for service in more[-1]["custom"]["services"]}
    assert len(shown & others) == 1  # the Anlaufstelle, named in any case


def test_more_without_a_topic_asks_for_it(run: Any) -> None:
    (message,), _ = run(ActionFindMore(), "ask_more_results")
    assert message["response"] == "utter_no_topic_yet"


def test_opening_hours_name_their_date_or_say_unknown(run: Any) -> None:
    _, slots = run(ActionFindHelp(), "need_pflegegrad", places=[_mention(ALSFELD)], text=NEW_GRADE)
    (message,), _ = run(ActionTellOpeningHours(), "ask_opening_hours", slots)
    assert "offene Sprechstunde Di 9-12 Uhr; sonst nach Termin (Stand 02.02.2026" in message["text"]
    assert "Öffnungszeiten sind mir nicht bekannt" in message["text"]


def test_documents_of_the_guide_are_told(run: Any) -> None:
    _, slots = run(ActionFindHelp(), "need_pflegegrad", places=[_mention(ALSFELD)], text=NEW_GRADE)
    (message,), _ = run(ActionTellDocuments(), "ask_documents", slots)
    assert "Karte der Krankenkasse" in message["text"]


def test_documents_that_are_not_known_are_not_guessed(run: Any) -> None:
    _, slots = run(ActionFindHelp(), "need_pflegegrad", places=[_mention(ALSFELD)], text=NEW_GRADE)
    (message,), _ = run(ActionTellDocuments(), "ask_documents", {**slots, "guides": []})
    assert message["response"] == "utter_no_documents"


def test_a_person_is_named_with_a_number_to_call(run: Any) -> None:
    messages, _ = run(ActionOfferPerson(), "request_human", {"place": ALSFELD})
    assert "06641 977-0" in messages[-2]["text"]
    assert messages[-1]["response"] == "utter_always_there"  # for the night and the Sunday


def test_no_to_the_place_is_without_a_place(run: Any) -> None:
    messages, _ = run(ActionSayNo(), "deny", {"topic": "debt", "pending": "place"})
    assert messages[-1]["custom"]["type"] == "services"


def test_forgetting_is_told_to_the_gateway(run: Any) -> None:
    (message,), _ = run(ActionForget(), "affirm", {"pending": "delete"}, events=ASKED_TO_DELETE)
    assert message["custom"] == {"type": "deleted"}


@pytest.mark.parametrize(("action", "response"), [(ActionForget(), "utter_affirm"), (ActionKeepData(), "utter_deny")])
def test_yes_and_no_to_another_question_are_not_about_deletion(run: Any, action: Any, response: str) -> None:
    later = [*ASKED_TO_DELETE, {"event": "action", "name": "utter_greet"}, {"event": "user"}]
    (message,), slots = run(action, "affirm", {"pending": "delete"}, events=later)
    assert message["response"] == response
    assert slots["pending"] is None


def test_a_child_in_need_is_not_asked_for_a_topic(run: Any) -> None:
    (message,), _ = run(ActionClarify(), "nlu_fallback", {"crisis_for": "child"})
    assert message["response"] == "utter_child_goes_on"


def test_a_need_that_hints_at_suicide_gets_numbers_first(run: Any) -> None:
    reasons = {"rules": [{"kind": "suicide", "sure": False, "words": "x", "certain": False}], "lean": -1.0}
    messages, _ = run(ActionFindHelp(), "need_debt", crisis_reasons=reasons)
    assert messages[0]["response"] == "utter_always_there"


def test_what_may_be_a_crisis_gets_numbers_beside_the_question(run: Any) -> None:
    ranking = [{"name": "need_debt", "confidence": 0.3}, {"name": "crisis_suicide", "confidence": 0.2}]
    messages, _ = run(ActionClarify(), "nlu_fallback", intent_ranking=ranking)
    assert [message["response"] for message in messages] == ["utter_always_there", "utter_choose_need"]


@pytest.mark.parametrize(("action", "intent"), [(ActionFindHelp(), "need_debt"), (ActionClarify(), "nlu_fallback")])
def test_another_language_gets_its_sentence_first(run: Any, action: Any, intent: str) -> None:
    messages, _ = run(action, intent, language="tr")
    assert messages[0]["response"] == "utter_language_tr"
    assert len(messages) == 2


@pytest.mark.parametrize("action", [ActionFindHelp(), ActionSkipPlace(), ActionClarify(), ActionTellOpeningHours()])
def test_without_the_directory_numbers_are_named(run: Any, monkeypatch: pytest.MonkeyPatch, action: Any) -> None:
    from bot.actions import directory

    directory._engine().dispose()
    directory._engine.cache_clear()
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/lotse.db")
    messages, _ = run(action, "need_debt", {"topic": "debt"})
    assert messages[-1]["response"] == "utter_directory_away"
