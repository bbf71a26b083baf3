"""Starts the whole Lotse (action server, Rasa, gateway) once, on free ports of this machine."""

import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.launch import ROOT, commands, free_port, wait_until_ready

START_SECONDS = 180


@pytest.fixture(scope="session")
def lotse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Returns the address of a running Lotse."""
    port = free_port()
    logs = tmp_path_factory.mktemp("logs")
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for name, (command, environment) in commands("127.0.0.1", port).items():
            with (logs / f"{name}.log").open("wb") as log:
                environment = {**environment, "LOTSE_SECRET": os.urandom(16).hex()}
                processes.append(
                    subprocess.Popen(
                        shlex.split(command), env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
                    )
                )
        url = f"http://127.0.0.1:{port}"
        if not wait_until_ready(url, START_SECONDS):
            pytest.fail("the Lotse did not start:\n" + "\n".join(_tail(path) for path in sorted(logs.iterdir())))
        yield url
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def _tail(path: Path) -> str:
    return f"{path.name}: {path.read_text(encoding='utf-8', errors='replace')[-1500:]}"
