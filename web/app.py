"""The public door as an ASGI application: puts the chat, the pages and the directory together."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from services_db.models import Service
from services_db.reports import report
from services_db.settings import Limits, settings
from web import hsds, metrics, plain, takeaway
from web.chat import Chat, GoneError
from web.conversations import Conversations
from web.guard import Guard, as_json, refusal
from web.limits import Doorkeeper, TooMuchError
from web.messages import MAX_TEXT, REFUSALS, Conversation, MessageIn, Reply, ReportIn
from web.rasa import Rasa
from web.texts import text
from web.tokens import Tokens, read_secret

HERE = Path(__file__).parent
SWEEP_SECONDS = 20
ROOMS = ("assistant", "actions", "directory")
"""What must be well for a full answer."""

logger = logging.getLogger(__name__)


def create_app(rasa: Rasa | None = None, tokens: Tokens | None = None, limits: Limits | None = None) -> FastAPI:
    """Returns the application.

    Args:
        rasa: the assistant; the default is the one of the settings.
        tokens: makes and checks tokens; the default signs with the stored secret.
        limits: how much may be sent; the default is that of the settings.
    """
    privacy = settings().privacy
    assistant = rasa or Rasa(settings().rasa_url)
    doorkeeper = Doorkeeper(limits or settings().limits)
    conversations = Conversations(settings().conversations_url, privacy.keep_hours)
    chat = Chat(assistant, tokens or Tokens(read_secret(), privacy.keep_hours), doorkeeper, conversations)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(_sweep(conversations))
        yield
        sweeper.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper
        await assistant.close()
        hsds.engine().dispose()

    app = FastAPI(title=settings().page.title, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(hsds.router)
    app.include_router(takeaway.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    _add_pages(app)
    _add_errors(app)
    app.add_middleware(Guard, doorkeeper=doorkeeper)
    if settings().server.embedded_on:
        # Outside of the guard, so that the widget can read a refusal too.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings().server.embedded_on,
            allow_methods=["POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )

    def current(authorization: Annotated[str, Header()] = "") -> str:
        return chat.conversation(_bearer(authorization))

    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", include_in_schema=False)
    async def ready(response: Response) -> dict[str, bool]:
        rooms = dict(
            zip(
                ROOMS,
                await asyncio.gather(assistant.is_ready(), assistant.has_actions(), run_in_threadpool(_has_directory)),
                strict=True,
            )
        )
        response.status_code = 200 if all(rooms.values()) else 503
        return {"ready": all(rooms.values()), **rooms}

    @app.post("/api/conversations", responses=REFUSALS, response_model=Conversation)
    async def begin(request: Request) -> Response:
        """Begins a conversation and greets."""
        return as_json(await chat.begin(_address(request)))

    @app.post("/api/conversations/messages", responses=REFUSALS, response_model=Reply)
    async def receive(message: MessageIn, conversation: Annotated[str, Depends(current)]) -> Response:
        """Takes a text or a button's payload and returns the answers."""
        return as_json(await chat.receive(message, conversation))

    @app.post("/api/reports", status_code=204, responses=REFUSALS)
    def report_service(session: hsds.Directory, said: ReportIn, _: Annotated[str, Depends(current)]) -> None:
        """Counts that something about a service is not right; nothing else is kept."""
        if not report(session, said.service_id, dt.datetime.now(dt.UTC).date()):
            raise HTTPException(404, text("not_found"))
        session.commit()

    @app.delete("/api/conversations", status_code=204, responses=REFUSALS, response_model=None)
    async def delete(authorization: Annotated[str, Header()] = "") -> Response:
        """Forgets the conversation; its token is dead afterwards. A token too old to talk may still delete."""
        conversation = chat.conversation(_bearer(authorization), to_delete=True)
        return Response(status_code=204) if await chat.end(conversation) else refusal("not_deleted", 503)

    app.include_router(plain.routes(chat, _address))
    return app


async def _sweep(conversations: Conversations) -> None:
    while True:
        try:
            metrics.UNDELETED.set(not await asyncio.to_thread(conversations.sweep))
        except Exception as error:
            logger.error("sweeping failed: %s", type(error).__name__)
            metrics.UNDELETED.set(1)
        await asyncio.sleep(SWEEP_SECONDS)


def _has_directory() -> bool:
    try:
        with hsds.engine().connect() as connection:
            connection.execute(select(Service.id).limit(1))
    except SQLAlchemyError:
        return False
    return True


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise GoneError
    return token


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _add_pages(app: FastAPI) -> None:
    pages = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)

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


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def unreadable(_request: Request, _error: RequestValidationError) -> Response:
        return refusal("bad_request", 422)

    @app.exception_handler(GoneError)
    async def gone(_request: Request, _error: GoneError) -> Response:
        return refusal("gone", 401)

    @app.exception_handler(TooMuchError)
    async def too_much(_request: Request, error: TooMuchError) -> Response:
        return refusal(error.reason, 429)

    @app.exception_handler(SQLAlchemyError)
    async def no_directory(_request: Request, error: Exception) -> Response:
        logger.error("directory cannot be read: %s", type(error).__name__)
        return refusal("away", 503)

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"messages": [{"text": error.detail, "buttons": [], "custom": None}]}, error.status_code)

    @app.exception_handler(Exception)
    async def broken(_request: Request, error: Exception) -> Response:
        logger.error("a request failed: %s", type(error).__name__, exc_info=error)
        return refusal("away", 503)
