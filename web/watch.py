"""Watches over the processes.

supervisord sees when a process dies. It does not see when one runs and answers no more; that is seen here.
"""

import logging
import subprocess
import time
from xmlrpc.client import ServerProxy

import httpx2
from supervisor.xmlrpc import SupervisorTransport

START_SECONDS = 180
EVERY_SECONDS = 5
PATIENCE = 4
"""So many times in a row a process may fail to answer."""

logger = logging.getLogger(__name__)


class Watch:
    """Asks each process whether it is well, and has restarted what was well once and answers no more.

    Args:
        health: where each process answers, by its name in supervisord.
        restart: restarts a process by that name.
    """

    def __init__(self, health: dict[str, str], restart: "Restart") -> None:
        self._health = health
        self._restart = restart
        self._failures: dict[str, int] = {}

    def look(self) -> None:
        """Asks each process once."""
        for name, url in self._health.items():
            if answers(url):
                self._failures[name] = 0
            elif name in self._failures:
                self._failures[name] += 1
                if self._failures[name] >= PATIENCE:
                    logger.error("%s answers no more and is restarted", name)
                    del self._failures[name]
                    self._restart(name)

    def follow(self, supervisor: "subprocess.Popen[bytes]") -> None:
        """Looks again and again, as long as supervisord runs."""
        while supervisor.poll() is None:
            self.look()
            time.sleep(EVERY_SECONDS)


class Restart:
    """Has supervisord restart a process.

    Args:
        socket: supervisord's control socket.
    """

    def __init__(self, socket: str) -> None:
        self._server = ServerProxy("http://127.0.0.1", transport=SupervisorTransport(None, None, f"unix://{socket}"))

    def __call__(self, name: str) -> None:
        """Kills and starts the process; a process that hangs does not hear a polite request."""
        try:
            self._server.supervisor.signalProcessGroup(name, "KILL")  # supervisord starts again what died
        except Exception as error:
            logger.error("%s cannot be restarted: %s", name, type(error).__name__)


def answers(url: str, seconds: float = 3) -> bool:
    """Returns whether there is a good answer at this address within so many seconds."""
    try:
        return httpx2.get(url, timeout=seconds, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def wait_until_ready(url: str, seconds: float = START_SECONDS) -> bool:
    """Returns whether the Lotse answers at this address within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answers(f"{url}/ready"):
            return True
        time.sleep(0.3)
    return False
