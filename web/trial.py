"""Starts a whole Lotse on free ports of this machine, for tests and measurements."""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services_db.settings import ROOT, Limits
from web.launch import free_port, processes
from web.watch import wait_until_ready

START_SECONDS = 300
WITHOUT_LIMITS = json.dumps(dict.fromkeys(Limits.model_fields, 10_000_000))


class NotReadyError(Exception):
    """The Lotse did not start; the text holds the ends of its logs."""


@dataclass(frozen=True)
class Trial:
    """A running Lotse: address, processes by name, folder of logs and conversations, environment of the door."""

    url: str
    processes: Mapping[str, subprocess.Popen[bytes]]
    folder: Path
    environment: Mapping[str, str]


@contextmanager
def trial(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Trial]:
    """Yields a running Lotse without limits; it is stopped afterwards.

    Args:
        folder: for logs and conversations.
        environment: settings of its own, e.g. ``{"LOTSE_PRIVACY__KEEP_HOURS": "1"}``.

    Raises:
        NotReadyError: if it does not start.
    """
    port = free_port()
    own = {**trial_settings(folder), **(environment or {})}
    started: dict[str, subprocess.Popen[bytes]] = {}
    before = dict(os.environ)
    os.environ.update(own)
    try:
        planned = processes("127.0.0.1", port)
        for name, process in planned.items():
            with (folder / f"{name}.log").open("wb") as log:
                started[name] = subprocess.Popen(  # noqa: S603 - our own commands
                    shlex.split(process.command),
                    env={**os.environ, **process.environment},
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        url = f"http://127.0.0.1:{port}"
        if not wait_until_ready(url, START_SECONDS):
            raise NotReadyError("\n".join(_tail(path) for path in sorted(folder.glob("*.log"))))
        yield Trial(url, started, folder, {**own, **planned["web"].environment})
    finally:
        os.environ.clear()
        os.environ.update(before)
        for running in started.values():
            running.terminate()
        for running in started.values():
            running.wait(timeout=30)


def trial_settings(folder: Path) -> dict[str, str]:
    """Returns the settings of a Lotse that disturbs no other one, as environment variables."""
    return {
        "LOTSE_SECRET": os.urandom(16).hex(),
        "LOTSE_PRIVACY__CONVERSATIONS": f"sqlite:///{folder}/conversations.db",
        "LOTSE_LOGS": str(folder),
        "LOTSE_LIMITS": WITHOUT_LIMITS,
        "LOTSE_SERVER__METRICS_PORT": str(free_port()),
    }


def _tail(path: Path) -> str:
    return f"{path.name}: {path.read_text(encoding='utf-8', errors='replace')[-1500:]}"
