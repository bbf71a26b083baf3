"""Starts a Lotse, sends hostile messages and prints what came of them: `python -m tests.attack [COUNT]`."""

import sys
import tempfile
from pathlib import Path

from tests.attack.run import attack
from web.trial import trial


def main(count: int) -> int:
    """Prints the summary; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder, trial(Path(folder)) as lotse:
        summary = attack(lotse.url, count)
    print("| Nachrichten | Antworten nach Status | ≥ 500 | hängen | längste s | Fremdes | Internes | Befehle gewirkt |")
    print("|---|---|---|---|---|---|---|---|")
    statuses = ", ".join(f"{status}: {number}" for status, number in sorted(summary.statuses.items()))
    print(
        f"| {summary.sent} | {statuses} | {summary.errors} | {summary.hung} | {summary.slowest:.2f} "
        f"| {len(summary.foreign)} | {len(summary.leaks)} | {len(summary.slots_set)} |"
    )
    for line in [*summary.foreign[:5], *summary.leaks[:5], *summary.slots_set[:5]]:
        print(line)
    return int(bool(summary.errors or summary.hung or summary.foreign or summary.leaks or summary.slots_set))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
