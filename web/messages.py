"""What goes in and out of the chat: checks what a citizen sends, orders what Rasa answers."""

import re
import unicodedata
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_TEXT = 2000
# What a button may send: an intent of the Lotse, with a place or an answer where one is chosen.
_PAYLOAD = re.compile(
    r"/(?P<intent>need_[a-z_]{2,30}|skip|affirm|deny|restart|request_human|something_else|change_place|ask_more_results"
    r"|ask_documents|ask_opening_hours|ask_contact_point|delete_data|simpler|start_check|emergency_numbers|give_location|answer)"
    r'(?P<place>\{"plz": "\d{5}", "place": "[^"\\{}<>]{1,60}"\})?'
    r'(?P<answer>\{"question": "[a-z_]{2,30}\.[a-z_]{2,30}", "option": "[a-z_0-9]{1,30}"\})?'
)
_VALUES = re.compile(r"\{.*\}|\{.*$")
# Control, format (zero-width, direction), private and unassigned characters; line breaks become spaces.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


class MessageIn(BaseModel):
    """What a citizen sends: a text, or the payload of a button."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = None
    payload: str | None = Field(default=None, max_length=200)

    @model_validator(mode="after")
    def _one_of_both(self) -> "MessageIn":
        if (self.text is None) == (self.payload is None):
            raise ValueError("either text or payload")
        return self


class ReportIn(BaseModel):
    """That something about a service is not right."""

    model_config = ConfigDict(extra="forbid")

    service_id: str = Field(min_length=1, max_length=36)


class Button(BaseModel):
    """An answer offered for choice."""

    title: str
    payload: str


class MessageOut(BaseModel):
    """An answer; `text` alone always suffices."""

    text: str
    buttons: list[Button] = Field(default_factory=list)
    custom: dict[str, Any] | None = None


class Conversation(BaseModel):
    """A new conversation."""

    token: str
    messages: list[MessageOut]


class Reply(BaseModel):
    """The answers to a message."""

    messages: list[MessageOut]


REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": Reply, "description": reason}
    for status, reason in {
        401: "The conversation is over.",
        404: "There is no such entry.",
        411: "The length of the body is missing.",
        413: "The body is too big.",
        422: "The request cannot be read.",
        429: "Too much was sent.",
        503: "It cannot be done just now.",
    }.items()
}
"""How the door says no, for its OpenAPI description: always with a German sentence."""


def clean_text(text: str) -> str:
    """Returns what a citizen typed as one line, without unseen characters, that Rasa never takes for a command.

    Args:
        text: any string.
    """
    spaced = re.sub(r"\s", " ", text)
    seen = "".join(character for character in spaced if unicodedata.category(character) not in _UNSEEN)
    line = unicodedata.normalize("NFC", seen).strip()
    if line.startswith("/"):
        # Somebody types what buttons send: of `/give_location{"plz": …}` the words stay, the values do not count.
        line = _VALUES.sub(" ", line).strip().lstrip("/ ")
    return re.sub(r" {2,}", " ", line)


def has_words(text: str) -> bool:
    """Returns whether a text holds a letter or a digit, so that there is something to understand."""
    return any(character.isalnum() for character in text)


def is_payload(payload: str) -> bool:
    """Returns whether this is the payload of a button that the Lotse may have shown."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        return False
    return (match["intent"] == "give_location", match["intent"] == "answer") == (
        bool(match["place"]),
        bool(match["answer"]),
    )


def merge(answers: list[dict[str, Any]]) -> list[MessageOut]:
    """Returns Rasa's answers as messages: data that follows a text belongs to it.

    Args:
        answers: as Rasa's channel collects them: text, buttons and custom data as separate items.
    """
    messages: list[MessageOut] = []
    for answer in answers:
        custom = answer.get("custom")
        if custom is not None and "text" not in answer:
            if messages and messages[-1].custom is None:
                messages[-1].custom = custom
            continue
        buttons = [Button(title=button["title"], payload=button["payload"]) for button in answer.get("buttons") or []]
        messages.append(MessageOut(text=answer.get("text") or "", buttons=buttons, custom=custom))
    return messages
