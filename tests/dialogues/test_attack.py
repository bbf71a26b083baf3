"""Hostile messages through the whole system (all 10,000: `make attack`), and the interfaces with wrong input."""

from tests.attack.run import attack
from web.trial import Trial

COUNT = 165


def test_hostile_messages_do_no_harm(running: Trial) -> None:
    summary = attack(running.url, COUNT, seed=11)
    assert summary.sent == COUNT
    assert (summary.errors, summary.hung) == (0, 0)
    assert (summary.foreign, summary.leaks, summary.slots_set) == ([], [], [])
