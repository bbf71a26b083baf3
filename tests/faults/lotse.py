"""A Lotse under its supervisor, whose processes can be killed, stopped and starved."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from services_db.settings import ROOT
from web.launch import DOORS, free_port
from web.trial import trial_settings
from web.watch import wait_until_ready

MODULES = {"web": "web.serve", "rasa": "bot.serve", "actions": "bot.actions.serve"}
LAUNCH = "import os, sys; from web.launch import main; os.environ.update(LD_PRELOAD=sys.argv.pop()); sys.exit(main())"
"""Starts a Lotse whose processes load a library first, but not the launcher itself: libfaketime breaks time.sleep."""
CONTACT = re.compile(r"\b(?:115|112|116 123|06641 977|0800 \d{3,})")


def _children(pid: int | str, with_arguments: bool = False) -> list[str]:
    wanted = "pid=,args=" if with_arguments else "pid="
    listed = subprocess.run(["ps", "-o", wanted, "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [line.strip() for line in listed.stdout.splitlines()]


@dataclass
class Supervised:
    """A Lotse started as `make run` starts it."""

    url: str
    folder: Path
    launcher: "subprocess.Popen[bytes]"

    def pids(self, name: str) -> list[int]:
        """Returns the processes of this name (``web``, ``rasa``, ``actions``)."""
        lines = (line for parent in _children(self.launcher.pid) for line in _children(parent, with_arguments=True))
        found = (line.split(maxsplit=1) for line in lines)
        return [int(pid) for pid, arguments in found if f"-m {MODULES[name]} " in f"{arguments} "]

    def signal(self, name: str, number: signal.Signals) -> None:
        """Sends a signal to all processes of this name."""
        for pid in self.pids(name):
            os.kill(pid, number)

    def wait(self, seconds: float = 120) -> None:
        """Waits until all is well again, and both processes of the door are there."""
        until = time.monotonic() + seconds
        time.sleep(0.5)
        assert wait_until_ready(self.url, seconds), "not ready again"
        while len(self.pids("web")) < DOORS and time.monotonic() < until:
            time.sleep(0.1)


@contextmanager
def supervised(
    folder: Path, environment: Mapping[str, str] | None = None, wait: bool = True, preload: Path | None = None
) -> Iterator[Supervised]:
    """Yields a Lotse under its supervisor; all of it is stopped afterwards.

    Args:
        folder: for its conversations.
        environment: settings of its own; may hold ``LOTSE_SERVER__PORT`` and ``LOTSE_SECRET`` of an earlier one.
        wait: whether to wait until it is ready.
        preload: a library that each process of the Lotse loads first.
    """
    command = ["-c", LAUNCH, str(preload)] if preload else ["-m", "web.launch"]
    settings = {"LOTSE_SERVER__PORT": str(free_port()), **trial_settings(folder), **(environment or {})}
    with (folder / "launch.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    url = f"http://127.0.0.1:{settings['LOTSE_SERVER__PORT']}"
    try:
        if wait:
            assert wait_until_ready(url, 240), (folder / "launch.log").read_text(encoding="utf-8")
        yield Supervised(url, folder, process)
    finally:
        for name in MODULES:
            Supervised(url, folder, process).signal(name, signal.SIGCONT)
        process.terminate()
        process.wait(timeout=60)


@dataclass
class Answer:
    """What a citizen read after a message, and after how many seconds; ``status`` is 0 when the line broke."""

    status: int
    text: str
    seconds: float

    @property
    def helps(self) -> bool:
        """Whether it came within five seconds, with a contact that can be reached."""
        return self.seconds <= 5 and self.status in (200, 401, 429, 503) and bool(CONTACT.search(self.text))


class Citizen:
    """Somebody in a conversation.

    Args:
        url: of the Lotse.
    """

    def __init__(self, url: str) -> None:
        self._client = httpx2.Client(base_url=url, timeout=10, trust_env=False)
        self._begin()

    def _begin(self) -> None:
        begun = self._client.post("/api/conversations", json={}).json()
        self.token = begun["token"]

    def __enter__(self) -> "Citizen":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def say(self, said: str) -> Answer:
        """Sends a text, or a payload that begins with a stroke, and returns what comes back."""
        body = {"payload": said} if said.startswith("/") else {"text": said}
        headers = {"Authorization": f"Bearer {self.token}"}
        started = time.perf_counter()
        try:
            reply = self._client.post("/api/conversations/messages", json=body, headers=headers)
        except httpx2.HTTPError as error:
            return Answer(0, type(error).__name__, time.perf_counter() - started)
        messages: list[dict[str, Any]] = reply.json()["messages"]
        return Answer(reply.status_code, "\n".join(item["text"] for item in messages), time.perf_counter() - started)

    def forget(self) -> int:
        """Asks for the conversation to be deleted and returns the status."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return self._client.delete("/api/conversations", headers=headers).status_code

    def to_the_second_question(self) -> None:
        """Goes so far that the journey Pflegegrad waits for a date."""
        self.say("Es geht um den Pflegegrad von meiner Mutter, Alsfeld")
        assert "Wann haben Sie den Brief" in self.say("abgelehnt").text

    def goes_on(self) -> bool:
        """Answers the second question and returns whether the Lotse knew what was asked."""
        return "Widerspruch" in self.say("gestern").text
