"""Logs of runtime A: one JSON object a line, and never what a citizen wrote.

Our own messages are fixed sentences with harmless values. Those of libraries may quote anything, so of them only the
name, the level and the place of an error are written. The assistant's runtime has the same rule (bot/logs.py).
"""

import json
import logging
import traceback
from datetime import UTC, datetime

OWN = ("services_db", "web", "bot", "__main__")


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object.

    Args:
        process: the name of the process, e.g. ``web``.
    """

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line: time (UTC), process, level, logger, message (ours only), and where an error arose."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "process": self._process,
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


def log_as(process: str, level: int = logging.WARNING) -> None:
    """Has all loggers of this process write such lines to the error output.

    Args:
        process: the name of the process.
        level: what is less is not written.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(process))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
