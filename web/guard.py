"""The guard at the door: looks at every request before anything of it is read, and gives every answer its headers."""

from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.limits import Doorkeeper, TooMuchError
from web.messages import MessageOut, Reply
from web.metrics import REFUSED
from web.texts import text

MAX_BODY = 64 * 1024
"""Bytes of a request; a message of 2,000 characters needs at most 24,000 (JSON with escapes)."""
UNCOUNTED = {"/health", "/ready"}
"""Asked by the watch and by an operator's monitoring, from the address that a proxy may share with all citizens."""
WITH_BODY = {"POST", "PUT", "PATCH"}
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PRIVATE = ("/api/", "/ohne-js")
"""Answers below these paths are stored by no browser and no proxy."""


def as_json(answer: BaseModel, status: int = 200) -> Response:
    """Returns a model as a response, without the framework checking once more what is made here.

    Args:
        answer: of the chat.
        status: of HTTP.
    """
    return Response(answer.model_dump_json(), status, media_type="application/json")


def refusal(key: str, status: int) -> Response:
    """Returns a sentence of web/texts.yml as an answer of the chat.

    Args:
        key: of the sentence.
        status: of HTTP.
    """
    response = as_json(Reply(messages=[MessageOut(text=text(key))]), status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


class Guard:
    """ASGI middleware.

    Args:
        app: what is guarded.
        doorkeeper: counts the requests of each address.
    """

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper) -> None:
        self._app = app
        self._doorkeeper = doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses or passes on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)  # a page may be stricter
                if scope["path"].startswith(PRIVATE):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._refusal(scope)
        await (refused or self._app)(scope, _counted(receive), send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        address = scope["client"][0] if scope.get("client") else ""
        try:
            if scope["path"] not in UNCOUNTED:
                self._doorkeeper.request_from(address)
        except TooMuchError as error:
            REFUSED.labels("too_many").inc()
            return refusal(error.reason, 429)
        if scope["method"] not in WITH_BODY:
            return None
        length = Headers(scope=scope).get("content-length", "")
        # Without a length (chunked) nobody can tell how much will come.
        if not (length.isascii() and length.isdigit() and 0 < int(length[:9]) <= MAX_BODY):
            REFUSED.labels("too_big").inc()
            return refusal("bad_request", 413 if length.isdigit() else 411)
        return None


def _counted(receive: Receive) -> Receive:
    """Returns a way to receive that ends the request when more comes than is allowed."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return {"type": "http.disconnect"} if received > MAX_BODY else message

    return counted
