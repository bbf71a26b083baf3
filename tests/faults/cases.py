"""The faults and what a citizen sees of them. Each case breaks something of a running Lotse and heals it again."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.lotse import Answer, Citizen, Supervised


@dataclass
class Outcome:
    """What came of a fault: the answer while it lasted, and whether the conversation went on afterwards."""

    answer: Answer
    went_on: bool
    note: str = ""

    @property
    def good(self) -> bool:
        """Whether a citizen was helped in time and could go on."""
        return self.answer.helps and self.went_on


Case = Callable[[Supervised], Outcome]
FULL = "Es geht um den Pflegegrad von meiner Mutter, Alsfeld"


def killed_before(name: str) -> Case:
    """Kills a process, then a message is sent at once."""

    def case(lotse: Supervised) -> Outcome:
        with Citizen(lotse.url) as citizen:
            citizen.to_the_second_question()
            lotse.signal(name, signal.SIGKILL)
            answer = citizen.say("mein Vater trinkt seit Jahren, ich weiß nicht weiter")
            lotse.wait()
            # Another need may have been answered meanwhile; the open question is asked again or still open.
            return Outcome(answer, citizen.goes_on())

    return case


def kill(pids: list[int]) -> None:
    """Kills these processes at once."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def killed_during(name: str, after: float = 0.005) -> Case:
    """Kills a process while a message is being answered."""

    def case(lotse: Supervised) -> Outcome:
        with Citizen(lotse.url) as citizen:
            citizen.to_the_second_question()
            answers: list[Answer] = []
            pids = lotse.pids(name)
            sending = threading.Thread(target=lambda: answers.append(citizen.say("ich weiß das Datum nicht mehr")))
            sending.start()
            time.sleep(after)
            kill(pids)
            sending.join()
            lotse.wait()
            again = citizen.say("gestern")
            # Answered before the process died: then it is the next question, as ever.
            note = "wurde noch beantwortet" if "(Frage" in answers[0].text else ""
            return Outcome(answers[0], "Widerspruch" in again.text or "Pflegest" in again.text, note)

    return case


def killed_after(name: str) -> Case:
    """Kills a process after an answer; the next message comes when all runs again."""

    def case(lotse: Supervised) -> Outcome:
        with Citizen(lotse.url) as citizen:
            citizen.to_the_second_question()
            lotse.signal(name, signal.SIGKILL)
            lotse.wait()
            answer = citizen.say("gestern")
            return Outcome(answer, "Widerspruch" in answer.text)

    return case


def stopped(name: str, seconds: float) -> Case:
    """Freezes a process for some time, as if it were very slow."""

    def case(lotse: Supervised) -> Outcome:
        with Citizen(lotse.url) as citizen:
            citizen.to_the_second_question()
            lotse.signal(name, signal.SIGSTOP)
            began = time.monotonic()
            answer = citizen.say("gestern")
            crisis = citizen.say("ich will nicht mehr leben")
            time.sleep(max(0, seconds - (time.monotonic() - began)))
            lotse.signal(name, signal.SIGCONT)
            lotse.wait()
            note = "Krise währenddessen: " + ("Nummern" if "116 123" in crisis.text else "KEINE NUMMERN")
            return Outcome(answer, citizen.goes_on() and crisis.helps, note)

    return case


PROCESSES = ("actions", "rasa", "web")
KILLS: dict[str, Case] = {
    f"kill −9 {name} {when}": make(name)
    for name in PROCESSES
    for when, make in {
        "vor einer Nachricht": killed_before,
        "während einer Nachricht": killed_during,
        "nach einer Nachricht": killed_after,
    }.items()
}
FREEZES: dict[str, Case] = {
    "Aktions-Server antwortet 30 s nicht": stopped("actions", 30),
    "Rasa antwortet 15 s nicht": stopped("rasa", 15),
}
