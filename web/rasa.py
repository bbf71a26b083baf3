"""Speaks with Rasa over loopback."""

from typing import Any

import httpx2

TIMEOUT_SECONDS = 8.0


class RasaAwayError(Exception):
    """Rasa does not answer, or not as expected."""


class Rasa:
    """A connection to Rasa's channel for the gateway.

    Args:
        url: where Rasa listens, e.g. ``http://127.0.0.1:5005``.
        transport: another way to send, for tests.
    """

    def __init__(self, url: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._client = httpx2.AsyncClient(
            base_url=f"{url}/webhooks/lotse", timeout=TIMEOUT_SECONDS, transport=transport, trust_env=False
        )

    async def send(self, conversation: str, text: str) -> list[dict[str, Any]]:
        """Sends a message and returns the answers.

        Raises:
            RasaAwayError: if none comes in time.
        """
        try:
            reply = await self._client.post("/messages", json={"sender": conversation, "text": text})
            reply.raise_for_status()
            answers: list[dict[str, Any]] = reply.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise RasaAwayError(type(error).__name__) from error
        return answers

    async def forget(self, conversation: str) -> None:
        """Has Rasa forget a conversation.

        Raises:
            RasaAwayError: if Rasa cannot be told.
        """
        try:
            (await self._client.delete(f"/conversations/{conversation}")).raise_for_status()
        except httpx2.HTTPError as error:
            raise RasaAwayError(type(error).__name__) from error

    async def is_ready(self) -> bool:
        """Returns whether Rasa answers."""
        try:
            return (await self._client.get("/", timeout=1.0)).is_success
        except httpx2.HTTPError:
            return False

    async def close(self) -> None:
        """Closes the connection."""
        await self._client.aclose()
