from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_conversations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the conversations of this machine."""
    monkeypatch.setenv("LOTSE_PRIVACY__CONVERSATIONS", f"sqlite:///{tmp_path}/conversations.db")
