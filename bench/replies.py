"""Replies through the whole system beside Rasa's default pipeline and policies, trained on the same data.

`make bench` prints one table: training time, time to the first answer, reply latency, memory of Rasa. The models
are kept in var/bench; BENCH_EPOCHS shortens the baseline's training (named in the table).
"""

import json
import shlex
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2

from bench.train_baseline import EPOCHS, train, train_baseline
from web.launch import ROOT, commands, free_port, wait_until_ready

MESSAGES = 120
WARM_UP = 10


@dataclass
class Figures:
    """What was measured of one system: seconds, milliseconds, mebibytes."""

    training_s: float
    start_s: float
    median_ms: float
    p95_ms: float
    memory_mib: float


def measure(model: Path, training_s: float, texts: list[str]) -> Figures:
    """Starts the whole system with a model and measures it."""
    port = free_port()
    started = time.monotonic()
    processes = {
        name: subprocess.Popen(
            shlex.split(command), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for name, (command, environment) in commands("127.0.0.1", port, model).items()
    }
    try:
        url = f"http://127.0.0.1:{port}"
        if not wait_until_ready(url, 300):
            raise RuntimeError(f"{model} did not start")
        with httpx2.Client(base_url=url, timeout=60) as client:
            milliseconds = []
            for number, text in enumerate(texts):
                token = client.post("/api/conversations", json={}).json()["token"]
                if not number:
                    start_s = time.monotonic() - started
                before = time.perf_counter()
                headers = {"Authorization": f"Bearer {token}"}
                client.post("/api/conversations/messages", json={"text": text}, headers=headers).raise_for_status()
                milliseconds.append((time.perf_counter() - before) * 1000)
        kept = sorted(milliseconds[WARM_UP:])
        return Figures(
            training_s, start_s, statistics.median(kept), kept[int(len(kept) * 0.95)], _memory(processes["rasa"].pid)
        )
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(timeout=30)


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Prints the table."""
    lines = (ROOT / "bot" / "evaluation" / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[:: len(lines) // MESSAGES]][:MESSAGES]
    rows = {
        f"Rasa's default ({EPOCHS} epochs)": measure(*train_baseline(), texts),
        "Lotse": measure(*train("lotse", ROOT / "config.yml"), texts),
    }
    print(
        f"| {MESSAGES} messages, 2 cores | training s | first answer s | reply median ms | p95 ms | Rasa process MiB |"
    )
    print("|---|---|---|---|---|---|")
    for name, row in rows.items():
        print(
            f"| {name} | {row.training_s:.0f} | {row.start_s:.1f} | {row.median_ms:.1f} | {row.p95_ms:.1f} "
            f"| {row.memory_mib:.0f} |"
        )


if __name__ == "__main__":
    main()
