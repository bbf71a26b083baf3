"""Starts the Lotse: `python -m web.launch [--shell]`; Ctrl-C stops all.

supervisord starts action server, Rasa and gateway, and starts again what dies. Two processes of the gateway share one
socket, so that the door stays open while one of them is started again. web/watch.py says when all is ready, and has
restarted what runs but does not answer any more.
"""

import argparse
import os
import secrets
import shlex
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services_db.settings import ROOT, SettingsError, settings
from web.tokens import SecretError, read_secret
from web.watch import wait_until_ready

DOORS = 2


@dataclass(frozen=True)
class Process:
    """How a process is started: its command, what is special in its environment, and where it says that it is well."""

    command: str
    environment: Mapping[str, str]
    health: str


def free_port() -> int:
    """Returns a port on loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes(web_host: str, web_port: int) -> dict[str, Process]:
    """Returns the processes of the Lotse by name.

    Args:
        web_host: where the gateway listens.
        web_port: at which port.

    Raises:
        SettingsError: if the settings are wrong.
    """
    action_port, rasa_port = free_port(), free_port()
    wall_key = secrets.token_hex(16)
    python_a, python_b = sys.executable, ROOT / "bot" / ".venv" / "bin" / "python"
    base = {"PYTHONPATH": str(ROOT)}
    action_url, rasa_url = (f"http://127.0.0.1:{port}" for port in (action_port, rasa_port))
    return {
        "actions": Process(
            f"{python_a} -m bot.actions.serve {action_port}",
            {**base, "PYTHONWARNINGS": "ignore"},
            f"{action_url}/health",
        ),
        "rasa": Process(
            f"{python_b} -m bot.serve {settings().model} {rasa_port}",
            {
                **base,
                "ACTION_URL": f"{action_url}/webhook",
                "WALL_KEY": wall_key,
                "CONVERSATIONS_URL": settings().conversations_url,
                "KEEP_HOURS": str(settings().privacy.keep_hours),
                "RASA_TELEMETRY_ENABLED": "false",
                "PYTHONWARNINGS": "ignore",
                "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
                "TF_CPP_MIN_LOG_LEVEL": "3",
            },
            f"{rasa_url}/webhooks/lotse/",
        ),
        "web": Process(
            f"{python_a} -m web.serve {shlex.quote(web_host)} {web_port}",
            {**base, "RASA_URL": rasa_url, "ACTION_URL": action_url, "WALL_KEY": wall_key},
            f"{loopback(web_host, web_port)}/health",
        ),
    }


def loopback(host: str, port: int) -> str:
    """Returns the address under which this machine itself reaches a door that listens at host and port."""
    own = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - nothing is bound here
    return f"http://{own}:{port}"


def write_configuration(folder: Path, host: str, port: int, follow: bool = True) -> Path:
    """Writes the configuration of supervisord and returns its path.

    Args:
        folder: holds configuration and control socket; only its owner may enter it.
        host: where the gateway listens.
        port: at which port.
        follow: whether web/watch.py runs too and tells the operator what happens.
    """
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    templates = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)  # noqa: S701 - no HTML
    text = templates.get_template("supervisord.conf.j2").render(
        folder=folder,
        root=ROOT,
        logs=settings().logs,
        is_root=os.geteuid() == 0,
        processes=processes(host, port),
        doors=DOORS,
        address=f"{host}:{port}",
        url=loopback(host, port),
        python=sys.executable,
        follow=follow,
    )
    path = folder / "supervisord.conf"
    path.write_text(text, encoding="utf-8")
    return path


def main() -> int:
    """Starts all; with --shell it starts a dialogue in the terminal too. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m web.launch")
    parser.add_argument("--shell", action="store_true", help="Test-Gespräch im Terminal")
    shell = parser.parse_args().shell
    try:
        server = settings().server
        read_secret()
    except (SettingsError, SecretError) as error:
        print(error, file=sys.stderr)
        return 1
    host, port = ("127.0.0.1", free_port()) if shell else (server.host, server.port)
    if not shell and is_taken(host, port):
        print(
            f"Auf Port {port} läuft schon ein anderes Programm. Beenden Sie es, oder wählen Sie einen anderen Port "
            "in settings.yml (oder mit LOTSE_SERVER__PORT=8081 make run).",
            file=sys.stderr,
        )
        return 1
    os.umask(0o077)
    settings().logs.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="lotse-"))
    (folder / "metrics").mkdir()
    configuration = write_configuration(folder, host, port, follow=not shell)
    command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(configuration)]
    print("Der Lotse startet …", flush=True)
    if not shell:
        os.execv(command[0], command)  # noqa: S606 - supervisord takes this process's place, and so its Ctrl-C
    return _talk(command, loopback(host, port))


def is_taken(host: str, port: int) -> bool:
    """Returns whether another program listens at this address."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _talk(command: list[str], url: str) -> int:
    from web.shell import talk

    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as supervisor:  # noqa: S603 - our own command
        try:
            if not wait_until_ready(url):
                print(f"Der Lotse ist nicht gestartet; der Grund steht in {settings().logs}.", file=sys.stderr)
                return 1
            talk(url)
        finally:
            supervisor.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
