"""How much may be sent: by a conversation, by an address, and by all at once. Nothing of it is written down.

Addresses are counted under a hash with a key of this process, which is never stored; a count goes with its minute.
"""

import secrets
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from ipaddress import ip_address, ip_network

from services_db.settings import Limits

MINUTE = 60.0


class TooMuchError(Exception):
    """More was sent than is allowed; ``reason`` is the key of the sentence that says so (web/texts.yml)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LastMinute:
    """Counts what came in the last minute, by key. A clock that is set does not disturb it.

    A library (``limits``) was tried: it starts a thread with every count, and counts wrong when the clock jumps.

    Args:
        most: how much may come in a minute.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: dict[str, deque[float]] = {}
        self._tidied = time.monotonic()

    def __len__(self) -> int:
        """Returns of how many keys something is kept."""
        return len(self._times)

    def allows(self, key: str) -> bool:
        """Counts once more, and returns whether that is still allowed."""
        now = time.monotonic()
        if now - self._tidied > MINUTE:
            self._tidied = now
            self._times = {name: times for name, times in self._times.items() if now - times[-1] <= MINUTE}
        times = self._times.setdefault(key, deque())
        while times and now - times[0] > MINUTE:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(now)
        return True


class Doorkeeper:
    """Counts and refuses.

    Args:
        allowed: how much is allowed.
    """

    def __init__(self, allowed: Limits) -> None:
        self._key = secrets.token_bytes(16)
        self._messages = LastMinute(allowed.messages_per_minute)
        self._requests = LastMinute(allowed.requests_per_minute)
        self._conversations = LastMinute(allowed.conversations_per_minute)
        self._at_once = allowed.at_once
        self._busy: set[str] = set()

    def request_from(self, address: str) -> None:
        """Counts a request.

        Raises:
            TooMuchError: if an address sent too many.
        """
        if not self._requests.allows(self._hidden(address)):
            raise TooMuchError("too_many")

    def begins(self, address: str) -> None:
        """Counts a new conversation.

        Raises:
            TooMuchError: if an address began too many.
        """
        if not self._conversations.allows(self._hidden(address)):
            raise TooMuchError("too_many")

    @contextmanager
    def message_in(self, conversation: str) -> Iterator[None]:
        """Counts a message and holds its place until it is answered.

        Raises:
            TooMuchError: if a conversation sent too many, or one more before the last is answered, or all are too many.
        """
        if not self._messages.allows(conversation):
            raise TooMuchError("too_many")
        if conversation in self._busy:
            raise TooMuchError("one_at_a_time")
        if len(self._busy) >= self._at_once:
            raise TooMuchError("busy")
        self._busy.add(conversation)
        try:
            yield
        finally:
            self._busy.discard(conversation)

    def _hidden(self, address: str) -> str:
        return blake2b(network_of(address).encode(), key=self._key, digest_size=16).hexdigest()


def network_of(address: str) -> str:
    """Returns what is counted for an address: itself, or of an IPv6 address its /64, all of which one caller has."""
    try:
        parsed = ip_address(address)
    except ValueError:  # a proxy may say anything
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address
