"""How journeys are led in a conversation: asks what makes a difference, then shows the guides and who helps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.cards import write
from bot.actions.directory import Directory
from bot.actions.guides import guide_data, guide_text
from bot.actions.help import QUIET, Events, show_help
from bot.actions.memory import Memory, OpenQuestion, remember
from bot.journeys import engine
from bot.journeys.dates import last_safe_day
from bot.journeys.person import Person, person, read_age, read_person
from bot.journeys.schema import UNKNOWN, Journey, Question
from bot.journeys.self_check import WEIGHTS, orientation
from services_db.knowledge.read import knowledge
from services_db.opening import today
from services_db.places import Municipality

STOP = "stop"
"""The answer of the button that leads straight to the contact."""
MAX_BUTTONS = 8


@dataclass(frozen=True)
class Way:
    """A journey under way in a conversation: for whom, and what was answered."""

    journey: Journey
    who: Person
    answers: dict[str, str]

    @cached_property
    def open_question(self) -> Question | None:
        """The next question, or None when all is said."""
        return engine.next_question(self.journey, self.answers, self.who.kind)

    def answered(self, key: str, value: str) -> Way:
        """Returns the way with one answer more (or another one); ``stop`` leaves all open questions out."""
        if value != STOP:
            return replace(self, answers={**self.answers, key: value})
        way = self
        while question := way.open_question:
            way = replace(way, answers={**way.answers, question.key: UNKNOWN})
        return way


def open_way(memory: Memory) -> tuple[Way, Question, OpenQuestion] | None:
    """Returns the journey under way, the question that is open, and how it was put; None when none is.

    Args:
        memory: of this conversation.
    """
    opened = memory.question
    journey = engine.journeys().get(opened.journey) if opened else None
    question = engine.question(journey, opened.key) if opened and journey else None
    if opened is None or journey is None or question is None:
        return None
    return Way(journey, person(memory.person), memory.all_answers.get(journey.key, {})), question, opened


def begin(memory: Memory, journey_key: str) -> Way:
    """Returns the way of a journey: what was answered before, what the message says, and whom it is about.

    Args:
        memory: of this conversation.
        journey_key: a key of bot/journeys/content.
    """
    journey = engine.journey(journey_key)
    said = engine.infer(journey, memory.text) if memory.text else {}
    who = (read_person(memory.text, journey.topic) if memory.text else None) or person(memory.person)
    known = {}
    if memory.age is not None and who.key == (memory.person or "me"):
        known = {question.key: str(memory.age) for question in journey.questions if question.kind == "age"}
    return Way(journey, who, {**known, **memory.all_answers.get(journey_key, {}), **said})


def remembered(memory: Memory, way: Way) -> Events:
    """Returns the events that keep what is known of a way; the answers of a private journey go with its end."""
    answers = memory.all_answers
    if way.journey.private and way.open_question is None:
        answers.pop(way.journey.key, None)
    else:
        answers[way.journey.key] = way.answers
    said_age = read_age(memory.text) if memory.text else None
    stays = way.who.key == (memory.person or "me")
    return remember(
        person=way.who.key, age=said_age if said_age is not None or not stays else memory.age, answers=answers
    )


def go_on(
    dispatcher: CollectingDispatcher,
    directory: Directory,
    memory: Memory,
    way: Way,
    municipality: Municipality | None,
) -> Events:
    """Asks the next question of a journey, or shows where it leads.

    Args:
        dispatcher: collects the messages.
        directory: the open directory.
        memory: of this conversation.
        way: the journey as far as it is.
        municipality: where help is needed; None when unknown.
    """
    question = way.open_question
    place = {"name": municipality.name, "plz": municipality.plz} if municipality else None
    if question:
        before = memory.question
        asked = 0
        if before and before.journey == way.journey.key:
            asked = before.asked + (before.key != question.key)
        ask(dispatcher, way, question, asked)
        opened = {"journey": way.journey.key, "key": question.key, "tries": 0, "asked": asked}
        return [
            *remembered(memory, way),
            *remember(topic=way.journey.topic, place=place, question=opened, passed_on=False, **QUIET),
        ]
    return [
        *remembered(memory, way),
        *_show_end(dispatcher, directory, memory, way, municipality),
        *remember(question=None, passed_on=False),
    ]


def ask(dispatcher: CollectingDispatcher, way: Way, question: Question, asked: int) -> None:
    """Puts a question, with its answers as buttons and how far the journey is.

    Args:
        dispatcher: collects the message.
        way: the journey as far as it is.
        question: the one to put.
        asked: how many were put before.
    """
    step = asked + 1
    of = asked + engine.open_questions(way.journey, way.answers, way.who.kind)
    name = f"{way.journey.key}.{question.key}"
    choices = engine.options(way.journey, question)
    shown = [option for option in choices if not question.shown or option.key in question.shown]
    titles = [(option.title, option.key) for option in shown[:MAX_BUTTONS]]
    if question.shown:
        titles += [(option.title, option.key) for option in choices if option.key == "unknown_letter"]
    titles.append((question.unknown or way.journey.unknown, UNKNOWN))
    if way.journey.results:
        titles.append(("Gleich zur Stelle", STOP))
    intro = way.journey.intro if step == 1 and way.journey.intro else ""
    text = write(
        "question",
        intro=_about(intro, way.who),
        ask=_about(question.ask, way.who),
        step=step if of > 1 and not way.journey.private else None,
        of=of,
    )
    buttons = [
        {"title": title, "payload": f'/answer{{"question": "{name}", "option": "{key}"}}'} for title, key in titles
    ]
    dispatcher.utter_message(
        text=text, buttons=buttons, json_message={"type": "steps", "question": name, "step": step, "of": of}
    )


def explain(question: Question, who: Person) -> str:
    """Returns the sentence that explains a question."""
    return _about(question.help, who)


def _about(text: str, who: Person) -> str:
    filled = text.format(for_whom=who.for_whom, yours=who.yours)
    return filled.replace(" ?", "?").replace(" .", ".").replace("  ", " ").strip()


def _show_end(
    dispatcher: CollectingDispatcher, directory: Directory, memory: Memory, way: Way, municipality: Municipality | None
) -> Events:
    if way.journey.private:
        return _show_orientation(dispatcher, directory, memory, way, municipality)
    keys = engine.guides(way.journey, way.answers)
    received = way.answers.get("received", "")
    known = received and received != UNKNOWN
    last_day = last_safe_day(dt.date.fromisoformat(received), today()) if known else None
    for position, key in enumerate(keys):
        text = guide_text(key, way.who, municipality, brief=position > 0, received=received, last_day=last_day)
        dispatcher.utter_message(text=text, json_message=guide_data(key, way.who, municipality, last_day))
    return [
        *show_help(
            dispatcher, directory, memory, services_topic(keys, way.journey.topic), municipality, more=way.journey.more
        ),
        *remember(topic=way.journey.topic, guides=keys),
    ]


def _show_orientation(
    dispatcher: CollectingDispatcher, directory: Directory, memory: Memory, way: Way, municipality: Municipality | None
) -> Events:
    levels = {area: int(way.answers[area]) for area in WEIGHTS if way.answers.get(area, UNKNOWN) != UNKNOWN}
    infant = way.answers.get("infant") == "yes"
    dispatcher.utter_message(
        text=write(
            "self_check", found=orientation(levels, infant), nothing_said=not levels, child=way.who.kind == "child"
        )
    )
    return show_help(dispatcher, directory, memory, way.journey.topic, municipality)


def services_topic(guides: list[str], topic: str) -> str:
    """Returns the need whose services help with a guide: a form belongs to the benefit it is for."""
    known = knowledge().guides
    return known[guides[0]].topic if guides and guides[0] in known else topic


def corrected(memory: Memory) -> Way | None:
    """Returns the way of the last need if a message adds to it or corrects it ("nein, für meinen Vater"), else None."""
    if not memory.topic or memory.new_topic or not memory.text:
        return None
    way = begin(memory, memory.topic)
    same = way.answers == memory.all_answers.get(memory.topic, {}) and way.who.key == (memory.person or "me")
    return None if same else way


def correct(dispatcher: CollectingDispatcher, directory: Directory, memory: Memory, way: Way) -> Events:
    """Says for whom it is now, if that changed, and goes on with what was corrected.

    Args:
        dispatcher: collects the messages.
        directory: the open directory.
        memory: of this conversation.
        way: as `corrected` returned it.
    """
    if way.who.key != (memory.person or "me"):
        dispatcher.utter_message(response="utter_person_changed", for_whom_said=way.who.for_whom or "für Sie selbst")
    return go_on(dispatcher, directory, memory, way, directory.municipality(memory.place))


def changed_person(memory: Memory, topic: str | None) -> Person | None:
    """Returns the person a message corrects to ("nein, für meinen Vater"), or None when it names none or the same."""
    found = read_person(memory.text, topic) if memory.text else None
    return found if found and found.key != (memory.person or "me") else None


def impossible(question: Question, text: str) -> str | None:
    """Returns the response that says what is wrong with an age or a day, or None when it does not look like one."""
    if not any(character.isdigit() for character in text):
        return None
    if question.kind == "age" and read_age(text, alone=True) is None:
        return "utter_impossible_age"
    return "utter_impossible_date" if question.kind == "date" else None


def again(question: OpenQuestion) -> Events:
    """Returns the events that keep a question open after an answer that was not understood."""
    opened = {"journey": question.journey, "key": question.key, "tries": question.tries + 1, "asked": question.asked}
    return remember(question=opened, passed_on=False)
