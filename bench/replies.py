"""Replies through the whole system beside Rasa's default pipeline and policies, trained on the same data.

`make bench` prints one table: training time, time to the first answer, reply latency, memory of Rasa. The models
are kept in var/bench; BENCH_EPOCHS shortens the baseline's training (named in the table).
"""

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from bench.train_baseline import EPOCHS, train, train_baseline
from services_db.settings import ROOT
from web.trial import trial

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
    started = time.monotonic()
    with (
        TemporaryDirectory() as folder,
        trial(Path(folder), {"LOTSE_MODEL": str(model)}) as lotse,
        httpx2.Client(base_url=lotse.url) as client,
    ):
        milliseconds = []
        for number, text in enumerate(texts):
            token = client.post("/api/conversations", json={}, timeout=60).json()["token"]
            if not number:
                start_s = time.monotonic() - started
            before = time.perf_counter()
            headers = {"Authorization": f"Bearer {token}"}
            reply = client.post("/api/conversations/messages", json={"text": text}, headers=headers, timeout=60)
            reply.raise_for_status()
            milliseconds.append((time.perf_counter() - before) * 1000)
        kept = sorted(milliseconds[WARM_UP:])
        p95 = kept[int(len(kept) * 0.95)]
        return Figures(training_s, start_s, statistics.median(kept), p95, memory_mib(lotse.processes["rasa"].pid))


def memory_mib(pid: int) -> float:
    """Returns how much memory a process holds (resident, in mebibytes)."""
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
