"""Runs every fault and prints the table: `python -m tests.faults [part of a name …]`; fails if one was not survived."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.cases import FREEZES, KILLS, Outcome
from tests.faults.lotse import supervised
from tests.faults.rooms import ROOMS, NotHereError, page_without_door


def main(wanted: list[str]) -> int:
    """Prints a line for each fault as soon as it was tried; returns the exit code."""
    # Of a killed door only the page itself can answer, so there it is tried with the page.
    shared = {**KILLS, **FREEZES}
    for when, before in {"vor": True, "während": False}.items():
        del shared[f"kill −9 web {when} einer Nachricht"]
        shared[f"kill −9 web {when} einer Nachricht (auf der Seite, in Chromium)"] = page_without_door(before)
    print("| Störung | Antwort nach s | Kontakt in der Antwort | Gespräch geht weiter | Anmerkung |")
    print("|---|---|---|---|---|")
    failed = 0
    if names := _chosen(shared, wanted):
        with tempfile.TemporaryDirectory() as folder, supervised(Path(folder)) as lotse:
            for name in names:
                failed += _line(name, lambda name=name: shared[name](lotse))
    for name in _chosen(ROOMS, wanted):
        with tempfile.TemporaryDirectory() as folder:
            failed += _line(name, lambda name=name, folder=folder: ROOMS[name](Path(folder)))
    return int(failed > 0)


def _chosen(cases: dict[str, object], wanted: list[str]) -> list[str]:
    return [name for name in cases if not wanted or any(part in name for part in wanted)]


def _line(name: str, case: Callable[[], Outcome]) -> bool:
    try:
        outcome = case()
    except NotHereError as error:
        print(f"| {name} | – | – | – | NICHT AUSGEFÜHRT: es fehlt {error} |", flush=True)
        return True
    except Exception as error:
        print(f"| {name} | – | – | – | GESCHEITERT: {type(error).__name__}: {error} |".replace("\n", " "), flush=True)
        return True
    helps, went_on = ("ja" if good else "NEIN" for good in (outcome.answer.helps, outcome.went_on))
    print(f"| {name} | {outcome.answer.seconds:.1f} | {helps} | {went_on} | {outcome.note} |", flush=True)
    return not outcome.good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
