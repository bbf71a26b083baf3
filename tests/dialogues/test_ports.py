"""From outside only the public door can be reached: the whole Lotse listens where it should, and nowhere else."""

import socket
import subprocess
from pathlib import Path

import httpx2

from services_db.settings import ROOT
from web.trial import Trial

LISTENING = "0A"


def _listening(pid: int) -> set[tuple[str, int]]:
    """Returns address (hex of the kernel) and port of each socket on which a process or its children listen."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    inodes = set()
    for process in (str(pid), *children):
        for handle in Path(f"/proc/{process}/fd").iterdir():
            target = handle.readlink().as_posix() if handle.exists() or handle.is_symlink() else ""
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and fields[9] in inodes:
                address, port = fields[1].split(":")
                found.add((address, int(port, 16)))
    return found


def test_all_listen_on_loopback_only(running: Trial) -> None:
    loopback = "0100007F"  # 127.0.0.1, as /proc/net/tcp writes it
    sockets = {name: _listening(process.pid) for name, process in running.processes.items()}
    assert all(sockets.values()), sockets
    assert {address for found in sockets.values() for address, _ in found} == {loopback}
    assert {name: len(found) for name, found in sockets.items()} == {"actions": 1, "rasa": 1, "web": 2}


def test_no_port_of_the_lotse_answers_on_another_address_of_this_machine(running: Trial) -> None:
    ports = {port for process in running.processes.values() for _, port in _listening(process.pid)}
    own = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    others = ["127.0.0.2", *(address for address in own if ":" not in address)]
    for address in others:
        for port in ports:
            with socket.socket() as probe:
                probe.settimeout(1)
                assert probe.connect_ex((address, port)) != 0, f"{address}:{port}"


def test_rasa_answers_nobody_without_the_key(running: Trial) -> None:
    (port,) = {port for _, port in _listening(running.processes["rasa"].pid)}
    body = {"sender": "guessed", "text": "/restart"}
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        assert client.post("/webhooks/lotse/messages", json=body).status_code == 403
        assert client.post("/webhooks/lotse/messages", json=body, headers={"X-Lotse-Key": "x"}).status_code == 403
        for path in ("/conversations/x/tracker", "/model", "/domain", "/webhooks/rest/webhook", "/status"):
            assert client.get(path).status_code == 404, path
            assert client.post(path, json={}).status_code in (404, 405), path


def test_nothing_of_the_inside_is_served_by_the_door(running: Trial) -> None:
    with httpx2.Client(base_url=running.url, trust_env=False) as client:
        for path in (
            "/metrics",
            "/docs",
            "/redoc",
            "/webhooks/lotse/messages",
            "/.env",
            "/settings.yml",
            "/var/secret",
        ):
            assert client.get(path).status_code == 404, path
        for path in ("/static/../web/tokens.py", "/static/%2e%2e/%2e%2e/var/secret", "/static//etc/passwd"):
            assert client.get(path).status_code in (400, 404), path


def test_the_templates_of_the_supervisor_bind_what_the_settings_say() -> None:
    text = (ROOT / "web" / "templates" / "supervisord.conf.j2").read_text(encoding="utf-8")
    assert "socket = tcp://{{ address }}" in text
    assert "inet_http_server" not in text
