"""Speaks with Rasa over loopback."""

from typing import Any

import httpx2

from services_db.settings import settings

TIMEOUT_SECONDS = 4.0
"""A citizen waits five seconds at most; what comes later is not waited for."""
GONE = 410


_MANY = httpx2.Limits(max_connections=100, max_keepalive_connections=100)


class RasaAwayError(Exception):
    """Rasa does not answer, or not as expected."""


class EndedError(Exception):
    """The conversation was deleted."""


class Rasa:
    """A connection to Rasa's channel for the gateway.

    Args:
        url: where Rasa listens, e.g. ``http://127.0.0.1:5005``.
        transport: another way to send, for tests.
    """

    def __init__(self, url: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._client = httpx2.AsyncClient(
            base_url=f"{url}/webhooks/lotse",
            headers={"X-Lotse-Key": settings().wall_key.get_secret_value()},
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
            limits=_MANY,
        )

    async def send(self, conversation: str, text: str) -> list[dict[str, Any]]:
        """Sends a message and returns the answers.

        Raises:
            RasaAwayError: if none comes in time.
            EndedError: if the conversation was deleted.
        """
        try:
            reply = await self._client.post("/messages", json={"sender": conversation, "text": text})
            if reply.status_code == GONE:
                raise EndedError
            reply.raise_for_status()
            answers: list[dict[str, Any]] = reply.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise RasaAwayError(type(error).__name__) from error
        return answers

    async def is_ready(self) -> bool:
        """Returns whether Rasa answers."""
        try:
            return (await self._client.get("/", timeout=1.0)).is_success
        except httpx2.HTTPError:
            return False

    async def close(self) -> None:
        """Closes the connection."""
        await self._client.aclose()


async def actions_ready() -> bool:
    """Returns whether the action server answers."""
    try:
        async with httpx2.AsyncClient(timeout=1.0, trust_env=False) as client:
            return (await client.get(f"{settings().action_url}/health")).is_success
    except httpx2.HTTPError:
        return False
