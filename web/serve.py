"""Serves the public door: `python -m web.serve HOST PORT`, or on the socket that a supervisor hands over as input."""

import os
import socket
import stat
import sys
from contextlib import suppress

import uvicorn

from services_db.logs import log_as
from services_db.settings import settings
from web import metrics
from web.app import create_app

IDLE_SECONDS = 20
MOST_CONNECTIONS = 1000


def main(host: str, port: int) -> None:
    """Serves until the process is stopped.

    Args:
        host: where to listen, when no socket is handed over.
        port: at which port.
    """
    log_as("web")
    if metrics_port := settings().server.metrics_port:
        # Of several processes of the door the first one shows the figures of all.
        with suppress(OSError):
            metrics.show(metrics_port)
    config = uvicorn.Config(
        create_app(),
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=settings().server.proxies,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
    )
    handed_over = stat.S_ISSOCK(os.fstat(0).st_mode)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=0)] if handed_over else None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
