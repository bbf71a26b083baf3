"""Figures for an operator's monitoring (Prometheus), read on loopback only. No text, no place, no need is counted."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

MESSAGES = Counter(
    "lotse_messages", "Messages of citizens by what became of them: answered, away, refused, limited.", ["outcome"]
)
SECONDS = Histogram(
    "lotse_message_seconds",
    "Time from a message to its answer.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)
BEGUN = Counter("lotse_conversations_begun", "Conversations that began.")
ENDED = Counter("lotse_conversations_ended", "Conversations that citizens deleted.")
LAST_NET = Counter("lotse_last_net", "Crisis answers of the gateway while the assistant was away.")
REFUSED = Counter("lotse_requests_refused", "Requests refused at the door: too_many, too_big.", ["reason"])
ASSISTANT = Gauge(
    "lotse_assistant_up",
    "Whether the assistant answered the last message (1) or not (0).",
    multiprocess_mode="mostrecent",
)
UNDELETED = Gauge(
    "lotse_deletion_failing", "1 while conversations cannot be deleted, else 0.", multiprocess_mode="mostrecent"
)


def show(port: int) -> None:
    """Shows the figures of all processes of the door, in Prometheus' form.

    Args:
        port: on 127.0.0.1.

    Raises:
        OSError: if another process (of the door, mostly) shows them there already.
    """
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library types all but this
    start_http_server(port, addr="127.0.0.1", registry=registry)
