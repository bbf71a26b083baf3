"""Many citizens at once, for long: `python -m bench.load --conversations 50 --minutes 5 --pause 3` (or `--messages N`).

Each citizen writes held-out messages through the whole system and begins a new conversation now and then. Counted are
errors (another status than 200, or "antwortet gerade nicht"), latency, and the memory of each process over time.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from bench.replies import memory_mib
from services_db.settings import ROOT
from web.trial import Trial, trial

SETTLED = 0.2
"""Share of the messages after which memory is first noted: caches are full by then."""
TALK = 8
"""Messages of one conversation."""
AWAY = "antwortet gerade nicht"


@dataclass
class Seen:
    """What was measured: milliseconds of each answer, errors by kind, memory (MiB) by process over time."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[Mapping[str, float]] = field(default_factory=list)


def texts() -> list[str]:
    """Returns held-out messages of all kinds."""
    files = ("needs", "acts", "places", "questions", "crisis", "languages")
    paths = [ROOT / "bot" / "evaluation" / f"{name}.jsonl" for name in files]
    return [json.loads(line)["text"] for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


async def citizen(
    client: httpx2.AsyncClient, seen: Seen, stop: asyncio.Event, limit: int, pause: float, seed: int
) -> None:
    """Writes until it is time to stop, or enough was written by all."""
    choice = random.Random(seed)
    messages = texts()
    await asyncio.sleep(choice.random() * pause)
    while not stop.is_set():
        token = (await client.post("/api/conversations", json={})).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        talk: list[str] = []
        for text in choice.sample(messages, TALK):
            if stop.is_set():
                break
            talk.append(text)
            started = time.perf_counter()
            try:
                reply = await client.post("/api/conversations/messages", json={"text": text}, headers=headers)
                good = reply.status_code == 200 and AWAY not in reply.text
                if not good and reply.status_code != 401:  # "delete everything" ends a conversation, as it should
                    seen.errors.append(f"{reply.status_code} after {talk}")
            except httpx2.HTTPError as error:
                seen.errors.append(f"{type(error).__name__} after {talk}")
            seen.times.append((time.perf_counter() - started) * 1000)
            if limit and len(seen.times) >= limit:
                stop.set()
            await asyncio.sleep(choice.uniform(0.5, 1.5) * pause)
        await client.delete("/api/conversations", headers=headers)


async def run(lotse: Trial, conversations: int, seconds: float, limit: int, pause: float) -> Seen:
    """Has so many citizens write for so long, or until so many messages were sent."""
    seen, stop = Seen(), asyncio.Event()
    async with httpx2.AsyncClient(
        base_url=lotse.url, timeout=15, trust_env=False, limits=httpx2.Limits(max_connections=conversations + 5)
    ) as client:
        people = [asyncio.create_task(citizen(client, seen, stop, limit, pause, seed)) for seed in range(conversations)]
        until = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < until:
            await asyncio.sleep(2)
            seen.memory.append({name: memory_mib(process.pid) for name, process in lotse.processes.items()})
        stop.set()
        await asyncio.gather(*people)
    return seen


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.load")
    parser.add_argument("--conversations", type=int, default=50, help="so many at once")
    parser.add_argument("--minutes", type=float, default=60, help="for so long at most")
    parser.add_argument("--messages", type=int, default=0, help="stop after so many (0: never)")
    parser.add_argument("--pause", type=float, default=0, help="seconds between the messages of one citizen")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, trial(Path(folder)) as lotse:
        started = time.monotonic()
        seen = asyncio.run(run(lotse, options.conversations, options.minutes * 60, options.messages, options.pause))
        seconds = time.monotonic() - started
        kept = (Path(folder) / "conversations.db").stat().st_size // 1024
    times = sorted(seen.times)
    p95, p99 = (times[int(len(times) * share)] for share in (0.95, 0.99))
    print("| Gespräche zugleich | Pause s | Nachrichten | je s | Fehler | Median ms | p95 | p99 | Gespräche KiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(f"| {options.conversations} | {options.pause:g} | {len(times)} | {len(times) / seconds:.1f} ", end="")
    print(f"| {len(seen.errors)} | {statistics.median(times):.0f} | {p95:.0f} | {p99:.0f} | {kept} |")
    print("\n| Speicher MiB | nach dem ersten Fünftel | am Ende | größter |")
    print("|---|---|---|---|")
    settled = seen.memory[int(len(seen.memory) * SETTLED)]
    for name in settled:
        most = max(item[name] for item in seen.memory)
        print(f"| {name} | {settled[name]:.0f} | {seen.memory[-1][name]:.0f} | {most:.0f} |")
    if seen.errors:
        print("\nFehler:", *seen.errors[:20], sep="\n- ")


if __name__ == "__main__":
    main()
