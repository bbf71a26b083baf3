"""Some faults of `make faults`, on a Lotse under its supervisor: processes die, citizens are helped and go on."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.faults.cases import KILLS
from tests.faults.lotse import Citizen, Supervised, supervised


@pytest.fixture(scope="module")
def lotse_under_supervision(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervised]:
    with supervised(tmp_path_factory.mktemp("faults")) as started:
        yield started


TRIED = ("actions vor", "rasa während", "web nach")


@pytest.mark.parametrize("name", [f"kill −9 {tried} einer Nachricht" for tried in TRIED])
def test_a_process_dies(lotse_under_supervision: Supervised, name: str) -> None:
    outcome = KILLS[name](lotse_under_supervision)
    assert outcome.answer.helps, outcome.answer
    assert outcome.went_on


def test_one_of_two_doors_dies_and_nobody_notices(lotse_under_supervision: Supervised) -> None:
    first, _ = lotse_under_supervision.pids("web")
    os.kill(first, signal.SIGKILL)
    for _ in range(4):
        with Citizen(lotse_under_supervision.url) as citizen:
            assert citizen.say("/emergency_numbers").helps
    lotse_under_supervision.wait()


def test_the_files_of_the_lotse_belong_to_their_owner_only(lotse_under_supervision: Supervised) -> None:
    folder = lotse_under_supervision.folder
    kept = [*folder.glob("conversations.db*"), *folder.glob("web_*.log"), folder / "rasa.log"]
    assert len(kept) >= 4
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
