"""Works out where help is needed, from the places a message names; what is unclear is asked, not guessed."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.directory import Directory
from bot.actions.memory import KnownPlace, Memory, Mention
from services_db.places import Municipality

MAX_CHOICES = 4


@dataclass(frozen=True)
class Where:
    """The municipality, when it is clear; or that a question was put to the citizen; or neither."""

    municipality: Municipality | None = None
    asked: bool = False


def find_place(dispatcher: CollectingDispatcher, directory: Directory, memory: Memory) -> Where:
    """Returns the place of the last message, or the remembered one; puts a question when the message is unclear.

    Args:
        dispatcher: collects the question.
        directory: the open directory.
        memory: of this conversation.
    """
    mentions = _relevant(memory.places_mentioned)
    if not mentions:
        return Where(directory.municipality(memory.place))
    if len(mentions) > 1:
        _ask(dispatcher, "utter_ask_whose_place", "", [mention.candidates[0] for mention in mentions])
        return Where(asked=True)
    mention = mentions[0]
    if len(mention.candidates) > 1:
        _ask(dispatcher, "utter_ask_which_place", mention.text, mention.candidates)
        return Where(asked=True)
    return Where(directory.municipality(mention.candidates[0]))


def _relevant(mentions: list[Mention]) -> list[Mention]:
    """Places after "nicht" do not count when another is named; places of living count before all others."""
    kept = [mention for mention in mentions if not mention.negated] or mentions
    living = [mention for mention in kept if mention.living]
    return living or kept


def _ask(
    dispatcher: CollectingDispatcher, response: str, text: str, candidates: list[KnownPlace] | tuple[KnownPlace, ...]
) -> None:
    names = [place.name for place in candidates]
    buttons = [
        {
            "title": place.name
            if names.count(place.name) == 1 and "(" in place.name
            else f"{place.name} ({place.plz})",
            "payload": f'/give_location{{"plz": "{place.plz}", "place": "{place.name}"}}',
        }
        for place in candidates[:MAX_CHOICES]
    ]
    buttons.append({"title": "Ohne Ort weiter", "payload": "/skip"})
    dispatcher.utter_message(response=response, place=text, buttons=buttons)
