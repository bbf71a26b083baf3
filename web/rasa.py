"""Speaks with Rasa over loopback."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp

from services_db.settings import settings

TIMEOUT_SECONDS = 4.0
"""A citizen waits five seconds at most; what comes later is not waited for."""
READY_SECONDS = 1.0
OK, GONE = 200, 410

Exchange = Callable[[str, str, bytes], Awaitable[tuple[int, bytes]]]
"""Sends method, address and body, and returns status and body of the answer."""


class RasaAwayError(Exception):
    """Rasa does not answer, or not as expected."""


class EndedError(Exception):
    """The conversation was deleted."""


class Rasa:
    """A connection to Rasa's channel for the gateway.

    Args:
        url: where Rasa listens, e.g. ``http://127.0.0.1:5005``.
        exchange: another way to send, for tests.
    """

    def __init__(self, url: str, exchange: Exchange | None = None) -> None:
        self._url = f"{url}/webhooks/lotse"
        self._exchange = exchange or self._over_http
        self._session: aiohttp.ClientSession | None = None

    async def send(self, conversation: str, text: str) -> list[dict[str, Any]]:
        """Sends a message and returns the answers.

        Raises:
            RasaAwayError: if none comes in time.
            EndedError: if the conversation was deleted.
        """
        body = json.dumps({"sender": conversation, "text": text}).encode()
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                status, content = await self._exchange("POST", f"{self._url}/messages", body)
            if status == GONE:
                raise EndedError
            if status != OK:
                raise RasaAwayError(f"status {status}")
            answers: list[dict[str, Any]] = json.loads(content)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise RasaAwayError(type(error).__name__) from error
        return answers

    async def end(self, conversation: str) -> None:
        """Has Rasa forget a conversation in its memory; when Rasa is away there is nothing to forget."""
        body = json.dumps({"sender": conversation}).encode()
        with suppress(aiohttp.ClientError, OSError):
            async with asyncio.timeout(READY_SECONDS):
                await self._exchange("POST", f"{self._url}/ended", body)

    async def is_ready(self) -> bool:
        """Returns whether Rasa answers."""
        return await self._is_well(f"{self._url}/")

    async def has_actions(self) -> bool:
        """Returns whether the action server answers, without which Rasa has little to say."""
        return await self._is_well(f"{settings().action_url}/health")

    async def close(self) -> None:
        """Closes the connections."""
        if self._session:
            await self._session.close()

    async def _is_well(self, url: str) -> bool:
        try:
            async with asyncio.timeout(READY_SECONDS):
                return (await self._exchange("GET", url, b""))[0] == OK
        except (aiohttp.ClientError, OSError):
            return False

    async def _over_http(self, method: str, url: str, body: bytes) -> tuple[int, bytes]:
        if self._session is None:
            key = settings().wall_key.get_secret_value()
            self._session = aiohttp.ClientSession(headers={"X-Lotse-Key": key, "Content-Type": "application/json"})
        async with self._session.request(method, url, data=body or None) as reply:
            return reply.status, await reply.read()
