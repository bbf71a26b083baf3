"""Where conversations live: in memory only, for a limited time, and gone at once when asked."""

import time
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class ForgetfulTrackerStore(InMemoryTrackerStore):
    """Keeps conversations in memory; the oldest go when their time is over or there are too many.

    Args:
        domain: the assistant's domain.
        event_broker: unused here, part of Rasa's interface.
        hours: how long a conversation is kept after its last message.
        most: how many conversations are kept at most.
    """

    def __init__(
        self, domain: Domain, event_broker: Any = None, hours: float = 24, most: int = 20_000, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker)
        self._seconds = float(hours) * 3600
        self._most = int(most)
        self._touched: dict[str, float] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Saves a conversation and drops those whose time is over."""
        await super().save(tracker)
        now = time.monotonic()
        # Python keeps the order of insertion: the conversation touched last stands last.
        self._touched.pop(tracker.sender_id, None)
        self._touched[tracker.sender_id] = now
        while self._touched:
            oldest = next(iter(self._touched))
            if now - self._touched[oldest] < self._seconds and len(self._touched) <= self._most:
                break
            self.forget(oldest)

    def forget(self, sender_id: str) -> None:
        """Removes a conversation; does nothing when there is none."""
        self._touched.pop(sender_id, None)
        self.store.pop(sender_id, None)


def forget(store: TrackerStore, sender_id: str) -> None:
    """Removes a conversation from the store that Rasa wrapped.

    Args:
        store: Rasa's store, perhaps inside its fail-safe wrapper.
        sender_id: the conversation.
    """
    inner = getattr(store, "_tracker_store", store)
    if isinstance(inner, ForgetfulTrackerStore):
        inner.forget(sender_id)
