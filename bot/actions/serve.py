"""Serves the actions on loopback, in one process: `python -m bot.actions.serve PORT`."""

import logging
import sys
from contextlib import suppress

from rasa_sdk.endpoint import create_app_for_serve
from rasa_sdk.executor import ActionExecutor
from sqlalchemy.exc import SQLAlchemyError

from bot.actions.directory import open_directory
from bot.actions.memory import KnownPlace
from bot.journeys import engine
from services_db.knowledge.read import knowledge
from services_db.logs import log_as

FIRST_TOPIC = "pflegegrad"


def main(port: int) -> None:
    """Serves until the process is stopped.

    Args:
        port: on 127.0.0.1.
    """
    executor = ActionExecutor()
    executor.register_package("bot.actions")
    app = create_app_for_serve(executor, cors_origins=None, endpoints="bot/actions/endpoints.yml")
    log_as("actions", logging.ERROR)
    warm_up()
    app.run(host="127.0.0.1", port=port, single_process=True, motd=False, access_log=False)


def warm_up() -> None:
    """Reads once what a first answer reads, so that no citizen waits for it; does nothing without a directory."""
    with suppress(SQLAlchemyError), open_directory() as directory:
        place = directory.municipality(KnownPlace("Alsfeld", "36304"))
        directory.help_for(FIRST_TOPIC, place)
        directory.contact_points(place)
    knowledge()
    engine.journeys()


if __name__ == "__main__":
    main(int(sys.argv[1]))
