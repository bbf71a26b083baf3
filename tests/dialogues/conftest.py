"""Starts the whole Lotse (action server, Rasa, gateway) once, on free ports of this machine."""

from collections.abc import Iterator

import pytest

from web.trial import Trial, trial


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """Returns a running Lotse."""
    with trial(tmp_path_factory.mktemp("lotse")) as started:
        yield started


@pytest.fixture(scope="session")
def lotse(running: Trial) -> str:
    """Returns the address of a running Lotse."""
    return running.url
