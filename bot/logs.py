"""Logs of Rasa: one JSON object a line, and never what a citizen wrote (the rule of services_db/logs.py).

Rasa and what it imports may quote a message in any line, so of theirs only name, level and place of an error are kept.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import datetime, timezone

OWN = ("bot", "__main__")


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line: time (UTC), process, level, logger, message (ours only), and where an error arose."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "process": "rasa",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.split(".")[0] in OWN:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__
            line["at"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-5:]]
        return json.dumps(line, ensure_ascii=False)


def log_json_lines() -> None:
    """Has all loggers write such lines to the error output; called after Rasa set up its own logging."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
