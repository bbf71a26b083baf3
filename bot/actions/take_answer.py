"""action_take_answer: a question of a journey is open, and something was said."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.directory import Directory, open_directory
from bot.actions.help import Events, safely, show_contact_points
from bot.actions.journey import STOP, Way, again, ask, changed_person, explain, go_on, impossible, open_way
from bot.actions.memory import Memory, OpenQuestion, remember
from bot.journeys import engine
from bot.journeys.person import person
from bot.journeys.schema import Question
from services_db.opening import today

OTHER_BUSINESS = (
    "ask_",
    "greet",
    "goodbye",
    "thank",
    "bot_challenge",
    "request_human",
    "change_place",
    "simpler",
    "abuse",
    "something_else",
)
"""Beginnings of intents that interrupt a question; it is asked again afterwards."""
EXPLAIN_AT, GIVE_UP_AT = 1, 2
"""After so many answers that were not understood the question is explained, and then left."""


class ActionTakeAnswer(Action):
    """Takes an answer, a correction or an "I don't know"; passes on what is something else."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_take_answer"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Goes on with the journey, asks again, or passes the message on."""
        memory = Memory(tracker)
        with open_directory() as directory:
            if memory.button_answer:
                return self._by_button(dispatcher, directory, memory, *memory.button_answer)
            under_way = open_way(memory)
            if under_way is None:
                return remember(question=None, passed_on=True)
            way, question, opened = under_way
            return self._by_words(dispatcher, directory, memory, way, question, opened)

    def _by_button(
        self, dispatcher: CollectingDispatcher, directory: Directory, memory: Memory, name: str, value: str
    ) -> Events:
        key, _, question_key = name.partition(".")
        journey = engine.journeys().get(key)
        question = engine.question(journey, question_key) if journey else None
        if journey is None or question is None or not (value == STOP or engine.is_answer(journey, question, value)):
            dispatcher.utter_message(response="utter_not_understood")
            return []
        way = Way(journey, person(memory.person), memory.all_answers.get(key, {})).answered(question_key, value)
        return go_on(dispatcher, directory, memory, way, directory.municipality(memory.place))

    def _by_words(
        self,
        dispatcher: CollectingDispatcher,
        directory: Directory,
        memory: Memory,
        way: Way,
        question: Question,
        opened: OpenQuestion,
    ) -> Events:
        place = directory.municipality(memory.place)
        value = engine.read_answer(way.journey, question, memory.text, memory.intent, today()) if memory.text else None
        who = changed_person(memory, way.journey.topic)
        if who:
            way = Way(way.journey, who, way.answers)
        if value is not None:
            return go_on(dispatcher, directory, memory, way.answered(question.key, value), place)
        if who:
            dispatcher.utter_message(response="utter_person_changed", for_whom_said=who.for_whom or "für Sie selbst")
            return go_on(dispatcher, directory, memory, way, place)
        if memory.reminded_of_crisis:  # "war nur Spaß" is no failed answer
            ask(dispatcher, way, question, opened.asked)
            return remember(passed_on=False)
        wrong = impossible(question, memory.text)
        if not wrong and self._is_other_business(memory, way, opened):
            return remember(passed_on=True)
        if opened.tries >= GIVE_UP_AT:
            dispatcher.utter_message(response="utter_answers_given_up")
            return [*show_contact_points(dispatcher, directory, memory), *remember(question=None, passed_on=False)]
        if opened.tries >= EXPLAIN_AT:
            dispatcher.utter_message(text=explain(question, way.who))
        else:
            dispatcher.utter_message(response=wrong or "utter_answer_not_understood")
        ask(dispatcher, way, question, opened.asked)
        return again(opened)

    def _is_other_business(self, memory: Memory, way: Way, opened: OpenQuestion) -> bool:
        if memory.intent == "greet" and opened.tries:
            return False  # "grmpf" may well look like a greeting
        if memory.places_mentioned and memory.intent in {"give_location", "nlu_fallback"}:
            return True
        other_need = memory.new_topic is not None and memory.new_topic != way.journey.topic
        return other_need or memory.intent.startswith(OTHER_BUSINESS) or not memory.text
