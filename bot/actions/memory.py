"""What a conversation remembers (slots) and what the last message said (Rasa's parse), in typed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

NEED = "need_"
MAX_PLACE_QUESTIONS = 2


@dataclass(frozen=True)
class KnownPlace:
    """The municipality a citizen named: official name and PLZ."""

    name: str
    plz: str


@dataclass(frozen=True)
class Mention:
    """A place in the last message: what it may stand for, whether as a place of living, whether with "nicht"."""

    text: str
    candidates: tuple[KnownPlace, ...]
    living: bool
    negated: bool


@dataclass(frozen=True)
class OpenQuestion:
    """A question of a journey that waits for an answer: how often none was understood, how many were put before."""

    journey: str
    key: str
    tries: int
    asked: int


class Memory:
    """Reads a tracker.

    Args:
        tracker: as handed to an action.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._slots = tracker.slots
        self._message: dict[str, Any] = tracker.latest_message or {}
        self._events: list[dict[str, Any]] = tracker.events or []

    @property
    def topic(self) -> str | None:
        """The need spoken of: that of the last message, else the remembered one."""
        return self.new_topic or self._slots.get("topic")

    @property
    def intent(self) -> str:
        """The intent of the last message."""
        return str((self._message.get("intent") or {}).get("name") or "")

    @property
    def new_topic(self) -> str | None:
        """The need that the last message states, if any."""
        return self.intent.removeprefix(NEED) if self.intent.startswith(NEED) else None

    @property
    def second_topic(self) -> str | None:
        """The other need of a message that holds two."""
        others = [need["topic"] for need in self._message.get("needs") or [] if need["topic"] != self.new_topic]
        return others[0] if others else None

    @property
    def likely_topics(self) -> list[str]:
        """The needs the last message may have meant, best first."""
        ranking = self._message.get("intent_ranking") or []
        return [item["name"].removeprefix(NEED) for item in ranking if item["name"].startswith(NEED)]

    @property
    def hints_at_suicide(self) -> bool:
        """Whether a rule of bot/lookup/crisis.yml saw words in the last message that may hint at suicide."""
        rules = (self._message.get("crisis_reasons") or {}).get("rules") or []
        return any(hit["kind"] == "suicide" for hit in rules)

    @property
    def may_be_crisis(self) -> bool:
        """Whether a crisis is among the two likeliest meanings of the last message, or it hints at suicide."""
        ranking = [item["name"] for item in self._message.get("intent_ranking") or []]
        likeliest = [name for name in ranking if name != "nlu_fallback"][:2]
        return self.hints_at_suicide or any(name.startswith("crisis_") for name in likeliest)

    @property
    def place(self) -> KnownPlace | None:
        """The remembered municipality."""
        place = self._slots.get("place")
        return KnownPlace(place["name"], place["plz"]) if place else None

    @property
    def places_mentioned(self) -> list[Mention]:
        """The places of the last message; a button's place counts as one."""
        entities = {entity["entity"]: str(entity["value"]) for entity in self._message.get("entities") or []}
        if plz := entities.get("plz"):
            place = KnownPlace(entities.get("place", ""), plz)
            return [Mention(place.name, (place,), True, False)]
        return [
            Mention(
                text=item["text"],
                candidates=tuple(KnownPlace(place["name"], place["plz"]) for place in item["candidates"]),
                living=bool(item["living"]),
                negated=bool(item["negated"]),
            )
            for item in self._message.get("places") or []
        ]

    @property
    def language(self) -> str:
        """The language of the last message, ISO 639-1."""
        return str(self._message.get("language") or "de")

    @property
    def pending(self) -> str | None:
        """What the Lotse has just asked: ``place``, ``delete`` or nothing."""
        pending = self._slots.get("pending")
        return str(pending) if pending else None

    @property
    def may_ask_place(self) -> bool:
        """Whether the place may be asked (once more): at most twice in a conversation."""
        return float(self._slots.get("place_asked") or 0) < MAX_PLACE_QUESTIONS

    @property
    def place_asked(self) -> float:
        """How often the place was asked."""
        return float(self._slots.get("place_asked") or 0)

    @property
    def offset(self) -> int:
        """How many services were shown for the need."""
        return int(self._slots.get("offset") or 0)

    @property
    def failures(self) -> int:
        """How many messages in a row were not understood."""
        return int(self._slots.get("failures") or 0)

    @property
    def text(self) -> str:
        """The last message as it was written; empty when it was a button."""
        text = str(self._message.get("text") or "")
        return "" if text.startswith("/") else text

    @property
    def button_answer(self) -> tuple[str, str] | None:
        """The question (``journey.question``) and the answer of a button, if the last message was one."""
        entities = {entity["entity"]: str(entity["value"]) for entity in self._message.get("entities") or []}
        if "question" in entities and "option" in entities:
            return entities["question"], entities["option"]
        return None

    @property
    def reminded_of_crisis(self) -> bool:
        """Whether the emergency numbers were repeated just now (bot/policy.py)."""
        since = [event for event in self._events[-10:] if event.get("event") in ("user", "action")]
        names = [event.get("name") if event["event"] == "action" else "user" for event in since]
        return "utter_crisis_reminder" in names[-names[::-1].index("user") :] if "user" in names else False

    @property
    def child_in_need(self) -> bool:
        """Whether a child wrote of a crisis in this conversation."""
        return bool(self._slots.get("crisis_for") == "child")

    @property
    def asked_to_delete(self) -> bool:
        """Whether the question before the last message was whether everything is to be deleted."""
        said = [number for number, event in enumerate(self._events) if event.get("event") == "user"][-2:]
        turn = self._events[said[0] : said[1]] if len(said) == 2 else []
        return any(event.get("name") == "action_ask_delete" for event in turn)

    @property
    def person(self) -> str | None:
        """Who needs help, by the key in bot/journeys/persons.yml; None when nobody was named."""
        person = self._slots.get("person")
        return str(person) if person else None

    @property
    def age(self) -> int | None:
        """How old they are, in years, if that was said."""
        age = self._slots.get("age")
        return int(age) if age is not None else None

    @property
    def all_answers(self) -> dict[str, dict[str, str]]:
        """What was answered, by journey and question."""
        return {name: dict(answers) for name, answers in (self._slots.get("answers") or {}).items()}

    @property
    def question(self) -> OpenQuestion | None:
        """The question of a journey that is open."""
        question = self._slots.get("question")
        if not question:
            return None
        return OpenQuestion(question["journey"], question["key"], int(question["tries"]), int(question["asked"]))

    @property
    def guides(self) -> list[str]:
        """Keys of the guides shown last."""
        return list(self._slots.get("guides") or [])

    @property
    def unmet(self) -> list[str]:
        """Needs of this conversation that were counted as unmet."""
        return list(self._slots.get("unmet") or [])

    @property
    def shown(self) -> list[str]:
        """Ids of the services shown last."""
        return list(self._slots.get("shown") or [])


def remember(**slots: object) -> list[dict[str, Any]]:
    """Returns the events that set these slots."""
    return [SlotSet(name, value) for name, value in slots.items()]
