"""Starts Rasa behind its wall, on loopback: `python -m bot.serve MODEL PORT`."""

import sys
from pathlib import Path

from bot.quiet import quiet
from bot.without_tensorflow import leave_out_tensorflow, model_needs_tensorflow


def main(model: str, port: int) -> None:
    """Serves a model until the process is stopped.

    Args:
        model: the model file.
        port: on 127.0.0.1.
    """
    if not model_needs_tensorflow(Path(model)):
        leave_out_tensorflow()
    quiet()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    from bot.action_check import prepare_action_check

    prepare_action_check()
    serve_application(
        model_path=model,
        endpoints=AvailableEndpoints.read_endpoints("bot/endpoints.yml"),
        credentials="bot/credentials.yml",
        interface="127.0.0.1",
        port=port,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
