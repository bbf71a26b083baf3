"""Serves the actions on loopback, in one process: `python -m bot.actions.serve PORT`."""

import logging
import sys

from rasa_sdk.endpoint import create_app_for_serve
from rasa_sdk.executor import ActionExecutor

from services_db.logs import log_as


def main(port: int) -> None:
    """Serves until the process is stopped.

    Args:
        port: on 127.0.0.1.
    """
    executor = ActionExecutor()
    executor.register_package("bot.actions")
    app = create_app_for_serve(executor, cors_origins=None, endpoints="bot/actions/endpoints.yml")
    log_as("actions", logging.ERROR)
    app.run(host="127.0.0.1", port=port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
