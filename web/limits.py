"""How much may be sent: by a conversation, by an address, and by all at once. Nothing of it is written down.

Addresses are counted under a hash with a key of this process, which is never stored; a count goes with its minute.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from services_db.settings import Limits


class TooMuchError(Exception):
    """More was sent than is allowed; ``reason`` is the key of the sentence that says so (web/texts.yml)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Doorkeeper:
    """Counts and refuses.

    Args:
        allowed: how much is allowed.
    """

    def __init__(self, allowed: Limits) -> None:
        self.storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self.storage)
        self._key = secrets.token_bytes(16)
        self._messages = RateLimitItemPerMinute(allowed.messages_per_minute, namespace="message")
        self._requests = RateLimitItemPerMinute(allowed.requests_per_minute, namespace="request")
        self._conversations = RateLimitItemPerMinute(allowed.conversations_per_minute, namespace="conversation")
        self._at_once = allowed.at_once
        self._busy: set[str] = set()

    def request_from(self, address: str) -> None:
        """Counts a request.

        Raises:
            TooMuchError: if an address sent too many.
        """
        if not self._limiter.hit(self._requests, self._hidden(address)):
            raise TooMuchError("too_many")

    def begins(self, address: str) -> None:
        """Counts a new conversation.

        Raises:
            TooMuchError: if an address began too many.
        """
        if not self._limiter.hit(self._conversations, self._hidden(address)):
            raise TooMuchError("too_many")

    @contextmanager
    def message_in(self, conversation: str) -> Iterator[None]:
        """Counts a message and holds its place until it is answered.

        Raises:
            TooMuchError: if a conversation sent too many, or one more before the last is answered, or all are too many.
        """
        if not self._limiter.hit(self._messages, conversation):
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
        return blake2b(address.encode(), key=self._key, digest_size=16).hexdigest()
