from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import fresh_database


@pytest.fixture(autouse=True)
def _own_conversations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the conversations of this machine."""
    monkeypatch.setenv("LOTSE_PRIVACY__CONVERSATIONS", f"sqlite:///{tmp_path}/conversations.db")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """Returns the URL of an empty PostgreSQL database."""
    with fresh_database() as url:
        yield url
