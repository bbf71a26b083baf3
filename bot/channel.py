"""The gateway's way in: one message in, all answers out, and a way to forget a conversation."""

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from bot.store import forget


class Answers(CollectingOutputChannel):
    """Collects the answers to a message; a text with blank lines stays one message."""

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Keeps a text as it is."""
        await self._persist_message(self._message(recipient_id, text=text))


class LotseInput(InputChannel):
    """Like Rasa's REST channel, without streaming, and with DELETE."""

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
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/messages")
        async def receive(request: Request) -> HTTPResponse:
            answers = Answers()
            message = UserMessage(request.json["text"], answers, request.json["sender"], input_channel=self.name())
            await on_new_message(message)
            return response.json(answers.messages)

        @routes.delete("/conversations/<sender:str>")
        async def delete(request: Request, sender: str) -> HTTPResponse:
            forget(request.app.ctx.agent.tracker_store, sender)
            return response.empty()

        return routes
