"""Keeps Rasa quiet: errors only, no telemetry, none of the warnings that Rasa 3.6 raises about its own age."""

import logging
import os
import warnings


def quiet() -> None:
    """Must be called before Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa hides its progress bars then
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Rasa and what it imports set filters of their own, so the printing is what must stop.
    warnings.showwarning = _say_nothing
    logging.getLogger().setLevel(logging.ERROR)
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)


def _say_nothing(*_arguments: object, **_more: object) -> None:
    return None
