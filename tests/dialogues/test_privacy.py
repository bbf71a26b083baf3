"""What is said in the self-check is written nowhere: to no log, no database, no file of the Lotse."""

from pathlib import Path

import httpx2
import pytest

from services_db.database import DEFAULT_PATH

ROOT = Path(__file__).parents[2]
MARK = "xyzzyplugh"


def test_the_answers_of_the_self_check_are_on_no_disk(lotse: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with httpx2.Client(base_url=lotse, timeout=30) as client:
        begun = client.post("/api/conversations", json={}).json()
        headers = {"Authorization": f"Bearer {begun['token']}"}

        def say(**body: str) -> str:
            reply = client.post("/api/conversations/messages", json=body, headers=headers).json()
            return "\n".join(message["text"] for message in reply["messages"])

        say(text="Meine Mutter braucht einen Pflegegrad, Alsfeld")
        say(payload="/start_check")
        for _ in range(6):
            read = say(text=f"fast immer {MARK}")
        assert "von 100 Punkten" in read
    logs = [path for path in tmp_path_factory.getbasetemp().rglob("*.log") if path.is_file()]
    assert len(logs) >= 3
    files = [*logs, *DEFAULT_PATH.parent.glob("*.db*"), *(ROOT / "bot").glob("*.db"), *ROOT.glob("*.db")]
    assert DEFAULT_PATH in files
    for path in files:
        content = path.read_bytes()
        assert MARK.encode() not in content, path
        assert b"self_check" not in content, path
