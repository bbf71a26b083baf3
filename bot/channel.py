"""The gateway's way in: one message in, all answers out."""

from __future__ import annotations

import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from bot.store import Standing, unwrapped

KEY_HEADER = "X-Lotse-Key"
NUMBERS = {"title": "Notruf-Nummern", "payload": "/emergency_numbers"}
GONE = 410
GREETING = "/greet"
"""What the gateway says first in a new conversation."""


class Answers(CollectingOutputChannel):
    """Collects the answers to a message; a text with blank lines stays one message."""

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Keeps a text as it is."""
        await self._persist_message(self._message(recipient_id, text=text))


class LotseInput(InputChannel):
    """Like Rasa's REST channel, without streaming; a conversation that was deleted is refused (410)."""

    @classmethod
    def name(cls) -> str:
        """Returns the channel's name, part of its address."""
        return "lotse"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Returns the routes below /webhooks/lotse.

        Args:
            on_new_message: Rasa's handler.
        """
        routes = Blueprint("lotse_channel")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            is_ready = getattr(request.app.ctx, "is_warm", False)
            return response.json({"ready": is_ready}, status=200 if is_ready else 503)

        @routes.post("/messages")
        async def receive(request: Request) -> HTTPResponse:
            # Other programs of this machine reach this port too; only the gateway has the key.
            if not _has_key(request):
                return response.empty(403)
            sender, text = request.json["sender"], request.json["text"]
            store = unwrapped(request.app.ctx.agent.tracker_store)
            standing = store.standing(sender)
            if standing is Standing.ENDED:
                return response.empty(GONE)
            if standing is Standing.UNREADABLE and text != GREETING:  # else it would begin anew, and lose what was
                return response.empty(503)
            answers = Answers()
            await on_new_message(UserMessage(text, answers, sender, input_channel=self.name()))
            keep_numbers(answers.messages, await request.app.ctx.agent.tracker_store.retrieve(sender))
            return response.json(answers.messages)

        @routes.post("/ended")
        async def end(request: Request) -> HTTPResponse:
            if not _has_key(request):
                return response.empty(403)
            unwrapped(request.app.ctx.agent.tracker_store).end(request.json["sender"])
            return response.empty(204)

        return routes


def _has_key(request: Request) -> bool:
    given, key = request.headers.get(KEY_HEADER, ""), os.environ["WALL_KEY"]
    return bool(key) and hmac.compare_digest(given.encode(), key.encode())


def keep_numbers(messages: list[dict[str, Any]], tracker: DialogueStateTracker | None) -> None:
    """Adds the button of the emergency numbers to the last answer of a conversation that held a crisis.

    Args:
        messages: the answers as the channel collected them; a crisis answer shows its numbers itself.
        tracker: the conversation.
    """
    last = max((number for number, message in enumerate(messages) if "text" in message), default=None)
    if tracker is None or last is None or not tracker.get_slot("crisis_for"):
        return
    if not any((message.get("custom") or {}).get("type") == "crisis" for message in messages[last:]):
        messages[last].setdefault("buttons", []).append(NUMBERS)
