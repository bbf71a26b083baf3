"""Starts the Lotse: `python -m web.launch [--shell]`; Ctrl-C stops all.

supervisord starts action server, Rasa and gateway, and starts again what dies. Two processes of the gateway share one
socket, so that the door stays open while one of them is started again. This process waits until all is ready, says so,
and watches (web/watch.py).
"""

import argparse
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services_db.settings import ROOT, SettingsError, settings
from web.shell import talk
from web.tokens import SecretError, read_secret
from web.watch import Restart, Watch, wait_until_ready

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
    python_a, python_b = sys.executable, str(ROOT / "bot" / ".venv" / "bin" / "python")
    base = {"PYTHONPATH": str(ROOT)}
    action_url, rasa_url = (f"http://127.0.0.1:{port}" for port in (action_port, rasa_port))
    return {
        "actions": Process(
            f"{shlex.quote(python_a)} -m bot.actions.serve {action_port}",
            {**base, "PYTHONWARNINGS": "ignore"},
            f"{action_url}/health",
        ),
        "rasa": Process(
            f"{shlex.quote(python_b)} -m bot.serve {shlex.quote(str(settings().model))} {rasa_port}",
            {
                **base,
                "ACTION_URL": f"{action_url}/webhook",
                "WALL_KEY": wall_key,
                # The two runtimes have different drivers; without a name each takes its own.
                "CONVERSATIONS_URL": settings().conversations_url.replace("postgresql+psycopg:", "postgresql:"),
                "KEEP_HOURS": str(settings().privacy.keep_hours),
                "RASA_TELEMETRY_ENABLED": "false",
                "PYTHONWARNINGS": "ignore",
                "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
                "TF_CPP_MIN_LOG_LEVEL": "3",
            },
            f"{rasa_url}/webhooks/lotse/",
        ),
        "web": Process(
            f"{shlex.quote(python_a)} -m web.serve {shlex.quote(web_host)} {web_port}",
            {**base, "RASA_URL": rasa_url, "ACTION_URL": action_url, "WALL_KEY": wall_key},
            f"{loopback(web_host, web_port)}/health",
        ),
    }


def loopback(host: str, port: int) -> str:
    """Returns the address under which this machine itself reaches a door that listens at host and port."""
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - nothing is bound here


def write_configuration(folder: Path, host: str, port: int, planned: Mapping[str, Process]) -> Path:
    """Writes the configuration of supervisord and returns its path.

    Args:
        folder: holds configuration, control socket and figures; only its owner may enter it.
        host: where the gateway listens.
        port: at which port.
        planned: the processes.
    """
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    templates = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)  # noqa: S701 - no HTML
    templates.filters["literal"] = lambda value: str(value).replace("%", "%%")
    templates.filters["quoted"] = lambda value: '"' + str(value).replace("%", "%%").replace('"', '\\"') + '"'
    text = templates.get_template("supervisord.conf.j2").render(
        folder=folder,
        root=ROOT,
        logs=settings().logs,
        is_root=os.geteuid() == 0,
        processes=planned,
        doors=DOORS,
        address=f"{host}:{port}",
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
    print("Der Lotse startet …", flush=True)
    with tempfile.TemporaryDirectory(prefix="lotse-") as folder:
        return _run(Path(folder), host, port, shell)


def _run(folder: Path, host: str, port: int, shell: bool) -> int:
    (folder / "metrics").mkdir()
    planned = processes(host, port)
    configuration = write_configuration(folder, host, port, planned)
    command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(configuration)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what was started is stopped
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as supervisor:  # noqa: S603 - our own command
        try:
            if not wait_until_ready(loopback(host, port)):
                print(f"Der Lotse ist nicht bereit; der Grund steht in {settings().logs}. `make doctor` hilft.")
                if shell:
                    return 1
            elif not shell:
                url = loopback(host, port).replace("127.0.0.1", "localhost")
                print(f"Der Lotse ist bereit: {url}/ (Strg-C beendet ihn)", flush=True)
            if shell:
                talk(loopback(host, port))
            else:
                health = {name: process.health for name, process in planned.items()}
                Watch(health, Restart(str(folder / "control"))).follow(supervisor)
        except KeyboardInterrupt:
            pass
        finally:
            supervisor.terminate()
    return 0 if shell else supervisor.returncode


def is_taken(host: str, port: int) -> bool:
    """Returns whether another program listens at this address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
