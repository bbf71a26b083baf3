"""Asks whether the web pages named in the directory still answer: politely, few at a time, one at a time per host."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.index import SHOWN
from services_db.models import Service, Source

HOSTS_AT_ONCE = 4
PAUSE_SECONDS = 1.0
TIMEOUT_SECONDS = 10.0
AGENT = "Lotse-Verzeichnis (prueft eigene Links)"


@dataclass(frozen=True)
class BrokenLink:
    """An address that does not answer as it should, and what happened."""

    url: str
    reason: str


def urls(session: Session) -> list[str]:
    """Returns the addresses of all services that are shown, and of their sources, each once, in order."""
    pages = session.scalars(select(Service.url).where(Service.status.in_(SHOWN), Service.url.is_not(None)))
    sources = session.scalars(select(Source.url))
    return sorted({url for url in [*pages, *sources] if url})


async def find_broken(
    addresses: list[str], transport: httpx2.AsyncBaseTransport | None = None, pause: float = PAUSE_SECONDS
) -> list[BrokenLink]:
    """Returns the addresses that do not answer with success.

    Args:
        addresses: absolute http or https addresses.
        transport: another way to send, for tests.
        pause: seconds between two questions to one host.
    """
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[urlsplit(address).netloc].append(address)
    gate = asyncio.Semaphore(HOSTS_AT_ONCE)
    async with httpx2.AsyncClient(
        timeout=TIMEOUT_SECONDS, follow_redirects=True, headers={"User-Agent": AGENT}, transport=transport
    ) as client:

        async def ask_host(of_host: list[str]) -> list[BrokenLink]:
            found = []
            async with gate:
                for position, address in enumerate(of_host):
                    if position:
                        await asyncio.sleep(pause)
                    if reason := await _ask(client, address):
                        found.append(BrokenLink(address, reason))
            return found

        answers = await asyncio.gather(*(ask_host(of_host) for of_host in by_host.values()))
    return sorted((link for links in answers for link in links), key=lambda link: link.url)


async def _ask(client: httpx2.AsyncClient, address: str) -> str | None:
    try:
        reply = await client.head(address)
        if reply.status_code in {403, 405, 501}:  # some servers answer only to GET
            reply = await client.get(address, headers={"Range": "bytes=0-0"})
    except httpx2.HTTPError as error:
        return type(error).__name__
    return None if reply.is_success else f"HTTP {reply.status_code}"
