"""Starts Rasa behind its wall, on loopback: `python -m bot.serve MODEL PORT`."""

import sys
from pathlib import Path
from typing import Any

from bot.quiet import quiet
from bot.without_tensorflow import leave_out_tensorflow, model_needs_tensorflow

FIRST_MESSAGE = "Meine Mutter in Alsfeld braucht Hilfe und ich habe Schulden"
ACTION_SECONDS = 3
"""How long an action may take: the gateway waits four seconds for the whole answer."""


def main(model: str, port: int) -> None:
    """Serves a model until the process is stopped.

    Args:
        model: the model file.
        port: on 127.0.0.1.
    """
    if not model_needs_tensorflow(Path(model)):
        leave_out_tensorflow()
    quiet()
    from rasa.core.actions import action
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils import endpoints as rasa_endpoints

    from bot.action_check import prepare_action_check
    from bot.logs import log_json_lines

    prepare_action_check()
    action.DEFAULT_REQUEST_TIMEOUT = rasa_endpoints.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS

    async def begin_logging(*_: object) -> None:
        log_json_lines()

    async def warm_up(app: Any, _: object) -> None:
        # What is loaded with a first message is loaded now, so that no citizen waits for it.
        await app.ctx.agent.parse_message(FIRST_MESSAGE)
        app.ctx.is_warm = True

    serve_application(
        model_path=model,
        endpoints=AvailableEndpoints.read_endpoints("bot/endpoints.yml"),
        credentials="bot/credentials.yml",
        interface="127.0.0.1",
        port=port,
        enable_api=False,  # else whoever is on this machine could read and write conversations
        server_listeners=[(begin_logging, "before_server_start"), (warm_up, "after_server_start")],
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
