"""A conversation with a running Lotse, as tests hold it."""

from typing import Any

import httpx2


class Talk:
    """A conversation over HTTP.

    Args:
        client: whose base is the address of a running Lotse.
    """

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client
        token = client.post("/api/conversations", json={}).json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def say(self, **body: str) -> list[dict[str, Any]]:
        """Sends ``text`` or a button's ``payload`` and returns the answers."""
        reply = self._client.post("/api/conversations/messages", json=body, headers=self._headers)
        messages: list[dict[str, Any]] = reply.json()["messages"]
        return messages
