"""Starts action server, Rasa and gateway together: `python -m web.launch [--shell]`; Ctrl-C stops all."""

import argparse
import os
import shlex
import socket
import sys
import threading
import time
from pathlib import Path

import httpx2
from honcho.manager import Manager

from services_db.settings import SettingsError, settings

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "bot" / "models" / "lotse.tar.gz"
START_SECONDS = 180


def free_port() -> int:
    """Returns a port on loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def commands(web_host: str, web_port: int, model: Path = MODEL) -> dict[str, tuple[str, dict[str, str]]]:
    """Returns the command and the environment of each process, by its name.

    Args:
        web_host: where the gateway listens.
        web_port: at which port.
        model: the trained assistant.
    """
    action_port, rasa_port = free_port(), free_port()
    python_a, python_b = sys.executable, ROOT / "bot" / ".venv" / "bin" / "python"
    base = {**os.environ, "PYTHONPATH": str(ROOT)}
    return {
        "actions": (
            f"{python_a} -m rasa_sdk --actions bot.actions --endpoints bot/actions/endpoints.yml "
            f"--port {action_port} --quiet",
            {**base, "SANIC_HOST": "127.0.0.1", "PYTHONWARNINGS": "ignore"},
        ),
        "rasa": (
            f"{python_b} -m bot.serve {model} {rasa_port}",
            {
                **base,
                "ACTION_URL": f"http://127.0.0.1:{action_port}/webhook",
                "RASA_TELEMETRY_ENABLED": "false",
                "PYTHONWARNINGS": "ignore",
                "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
                "TF_CPP_MIN_LOG_LEVEL": "3",
            },
        ),
        "web": (
            f"{python_a} -m uvicorn --factory web.app:create_app --host {shlex.quote(web_host)} --port {web_port} "
            "--no-access-log --log-level warning",
            {**base, "RASA_URL": f"http://127.0.0.1:{rasa_port}"},
        ),
    }


def wait_until_ready(url: str, seconds: float = START_SECONDS) -> bool:
    """Returns whether the Lotse answers at this address within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx2.get(f"{url}/ready", timeout=2, trust_env=False).status_code == 200:
                return True
        except httpx2.HTTPError:
            pass
        time.sleep(0.3)
    return False


def main() -> int:
    """Starts all and waits; with --shell it starts a dialogue in the terminal instead. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m web.launch")
    parser.add_argument("--shell", action="store_true", help="Test-Gespräch im Terminal")
    shell = parser.parse_args().shell
    try:
        server = settings().server
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    host, port = ("127.0.0.1", free_port()) if shell else (server.host, server.port)
    if not shell and _taken(host, port):
        print(
            f"Auf Port {port} läuft schon ein anderes Programm. Beenden Sie es, oder wählen Sie einen anderen Port "
            "in settings.yml (oder mit LOTSE_PORT=8081 make run).",
            file=sys.stderr,
        )
        return 1
    manager = Manager()
    for name, (command, environment) in commands(host, port).items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT), quiet=shell)
    # Nothing is bound here: a door that listens everywhere is asked over loopback whether it is ready.
    url = f"http://127.0.0.1:{port}" if host in {"127.0.0.1", "0.0.0.0"} else f"http://{host}:{port}"  # noqa: S104
    threading.Thread(target=_follow, args=(manager, url, shell), daemon=True).start()
    manager.loop()
    return 0 if shell else int(manager.returncode or 0)


def _follow(manager: Manager, url: str, shell: bool) -> None:
    print("Der Lotse startet …", flush=True)
    if not wait_until_ready(url):
        print("Der Lotse ist nicht gestartet; der Grund steht darüber.", file=sys.stderr, flush=True)
        manager.terminate()
        return
    if shell:
        from web.shell import talk

        talk(url)
        manager.terminate()
    else:
        print(f"Der Lotse ist bereit: {url.replace('127.0.0.1', 'localhost')}/ (Strg-C beendet ihn)", flush=True)


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
