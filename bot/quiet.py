"""Keeps Rasa quiet: errors only, no telemetry, none of the warnings that Rasa 3.6 raises about its own age."""

import logging
import os
import warnings


def quiet() -> None:
    """Must be called before Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.simplefilter("ignore")
    logging.getLogger().setLevel(logging.ERROR)
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
