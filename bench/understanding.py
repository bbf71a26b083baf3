"""How long a model takes to understand one message, without a server: `python -m bench.understanding NAME=MODEL …`."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

MESSAGES = 120
WARM_UP = 10


def measure(model: Path) -> tuple[float, float]:
    """Returns median and 95th percentile in milliseconds over messages of the held-out set."""
    from bot.quiet import quiet
    from bot.without_tensorflow import leave_out_tensorflow, model_needs_tensorflow

    if not model_needs_tensorflow(model):
        leave_out_tensorflow()
    quiet()
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    lines = Path("bot/evaluation/needs.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[:: len(lines) // MESSAGES]][:MESSAGES]
    loop = asyncio.new_event_loop()
    milliseconds = []
    for text in [*texts[:WARM_UP], *texts]:
        before = time.perf_counter()
        loop.run_until_complete(agent.parse_message(text))
        milliseconds.append((time.perf_counter() - before) * 1000)
    kept = sorted(milliseconds[WARM_UP:])
    return statistics.median(kept), kept[int(len(kept) * 0.95)]


def main(arguments: list[str]) -> int:
    """Prints a table; each model is measured in a process of its own."""
    if len(arguments) == 1 and "=" not in arguments[0]:
        print(json.dumps(measure(Path(arguments[0]))))
        return 0
    print("| one message understood | median ms | p95 ms |\n|---|---|---|")
    for argument in arguments:
        name, _, model = argument.partition("=")
        command = [sys.executable, "-m", "bench.understanding", model]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        median, p95 = json.loads(printed.splitlines()[-1])
        print(f"| {name} | {median:.1f} | {p95:.1f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
