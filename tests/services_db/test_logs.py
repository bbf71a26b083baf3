"""No log line quotes what a citizen wrote, whoever writes it."""

import json
import logging

import pytest

from services_db.logs import JsonLines

SAID = "Ich heiße Sabine und habe Schulden"


def _line(logger: str, message: str, *arguments: object, error: Exception | None = None) -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(logger, logging.ERROR, "file.py", 1, message, arguments, info)
    line: dict[str, object] = json.loads(JsonLines("web").format(record))
    return line


@pytest.mark.parametrize("logger", ["sqlalchemy.engine", "uvicorn.error", "rasa_sdk.endpoint", "sanic.error", "root"])
def test_of_libraries_only_name_and_place_are_written(logger: str) -> None:
    try:
        raise ValueError(SAID)
    except ValueError as error:
        line = _line(logger, "failed for %s", SAID, error=error)
    assert SAID not in json.dumps(line, ensure_ascii=False)
    assert line["error"] == "ValueError"
    assert line["logger"] == logger
    assert "test_logs.py" in str(line["at"])


def test_our_own_sentences_are_written() -> None:
    assert _line("web.chat", "assistant away: %s", "ConnectError")["message"] == "assistant away: ConnectError"
