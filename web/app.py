"""The public door as an ASGI application: chat contract, citizen's page, health."""

import datetime as dt
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from sqlalchemy.exc import SQLAlchemyError

from services_db.reports import report
from services_db.settings import settings
from web import hsds, plain, takeaway
from web.crisis import crisis_answer
from web.messages import (
    MAX_TEXT,
    Conversation,
    MessageIn,
    MessageOut,
    Reply,
    ReportIn,
    clean_text,
    has_words,
    is_payload,
    merge,
)
from web.rasa import Rasa, RasaAwayError
from web.texts import text
from web.tokens import InvalidTokenError, Tokens, read_secret

HERE = Path(__file__).parent
MAX_BODY = 64 * 1024
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

logger = logging.getLogger(__name__)


def create_app(rasa: Rasa | None = None, tokens: Tokens | None = None) -> FastAPI:
    """Returns the application.

    Args:
        rasa: the assistant; the default is the one at RASA_URL.
        tokens: makes and checks tokens; the default signs with the stored secret.
    """
    assistant = rasa or Rasa(os.environ.get("RASA_URL", "http://127.0.0.1:5005"))
    token_maker = tokens or Tokens(read_secret())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await assistant.close()

    app = FastAPI(title=settings().page.title, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(hsds.router)
    app.include_router(takeaway.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    pages = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)

    if settings().server.embedded_on:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings().server.embedded_on,
            allow_methods=["POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        length = request.headers.get("content-length", "0")
        if request.method in {"POST", "PUT", "PATCH"} and (not length.isdigit() or not 0 < int(length) <= MAX_BODY):
            response: Response = JSONResponse(_say("bad_request").model_dump(), status_code=413)
        else:
            response = await call_next(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)  # a page may be stricter
        return response

    @app.exception_handler(RequestValidationError)
    async def unreadable(_request: Request, _error: RequestValidationError) -> JSONResponse:
        return JSONResponse(_say("bad_request").model_dump(), status_code=422)

    @app.exception_handler(SQLAlchemyError)
    async def no_directory(_request: Request, error: Exception) -> JSONResponse:
        logger.error("directory cannot be read: %s", type(error).__name__)
        return JSONResponse(_say("away").model_dump(), status_code=503)

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"messages": [{"text": error.detail, "buttons": [], "custom": None}]}, error.status_code)

    def current(authorization: Annotated[str, Header()] = "") -> str:
        scheme, _, token = authorization.partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise InvalidTokenError
            return token_maker.conversation(token)
        except InvalidTokenError as error:
            raise HTTPException(401, text("gone")) from error

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def page() -> str:
        return pages.get_template("index.html.j2").render(settings=settings(), max_text=MAX_TEXT)

    @app.get("/demo", response_class=HTMLResponse, include_in_schema=False)
    async def demo() -> str:
        return pages.get_template("demo.html.j2").render(settings=settings(), style="demo")

    @app.get("/demo/fremd", response_class=HTMLResponse, include_in_schema=False)
    async def hostile_demo() -> str:
        return pages.get_template("demo.html.j2").render(settings=settings(), style="hostile")

    @app.get("/theme.css", include_in_schema=False)
    async def theme() -> Response:
        return Response(f":root {{ --lotse-color: {settings().page.color}; }}\n", media_type="text/css")

    @app.get("/favicon.ico", status_code=204, include_in_schema=False)
    async def no_icon() -> None:
        """There is none; browsers ask for it all the same."""

    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", include_in_schema=False)
    async def ready(response: Response) -> dict[str, bool]:
        is_ready = await assistant.is_ready()
        response.status_code = 200 if is_ready else 503
        return {"ready": is_ready}

    @app.post("/api/conversations")
    async def begin() -> Conversation:
        """Begins a conversation and greets."""
        conversation, token = token_maker.new()
        try:
            messages = merge(await assistant.send(conversation, "/greet"))
        except RasaAwayError as error:
            logger.warning("assistant away: %s", error)
            messages = [*_say("greeting_without_bot").messages, *_say("away").messages]
        return Conversation(token=token, messages=messages)

    @app.post("/api/conversations/messages")
    async def receive(message: MessageIn, conversation: Annotated[str, Depends(current)]) -> Reply:
        """Takes a text or a button's payload and returns the answers."""
        before: list[MessageOut] = []
        if message.payload is not None:
            if not is_payload(message.payload):
                return _say("bad_payload")
            said = message.payload
        else:
            said = clean_text(message.text or "")
            if not said:
                return _say("empty")
            if not has_words(said):
                return _say("no_words")
            if len(said) > MAX_TEXT:
                said = said[:MAX_TEXT]
                before = _say("too_long").messages
        try:
            answers = merge(await assistant.send(conversation, said))
        except RasaAwayError as error:
            logger.warning("assistant away: %s", error)
            crisis = crisis_answer(said) if message.payload is None else None
            return Reply(messages=[crisis, *_say("away").messages]) if crisis else _say("away")
        if any((answer.custom or {}).get("type") == "deleted" for answer in answers):
            await forget(conversation)
        return Reply(messages=[*before, *answers] or _say("away").messages)

    @app.post("/api/reports", status_code=204)
    def report_service(session: hsds.Directory, said: ReportIn, _: Annotated[str, Depends(current)]) -> None:
        """Counts that something about a service is not right; nothing else is kept."""
        if not report(session, said.service_id, dt.datetime.now(dt.UTC).date()):
            raise HTTPException(404, text("not_found"))
        session.commit()

    @app.delete("/api/conversations", status_code=204)
    async def delete(conversation: Annotated[str, Depends(current)]) -> None:
        """Forgets the conversation; its token is dead afterwards."""
        await forget(conversation)

    async def forget(conversation: str) -> None:
        token_maker.end(conversation)
        try:
            await assistant.forget(conversation)
        except RasaAwayError as error:
            # Conversations live in Rasa's memory only: if Rasa is gone, so are they.
            logger.warning("assistant away while forgetting: %s", error)

    app.include_router(plain.routes(begin, receive, lambda token: current(f"Bearer {token}")))
    return app


def _say(key: str) -> Reply:
    return Reply(messages=[MessageOut(text=text(key))])
