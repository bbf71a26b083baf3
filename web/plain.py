"""The Lotse without JavaScript: one page with a form; the token goes along in it, nothing is stored in the browser."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services_db.settings import settings
from web.messages import MAX_TEXT, Conversation, MessageIn, MessageOut, Reply
from web.texts import text

Begin = Callable[[], Awaitable[Conversation]]
Receive = Callable[[MessageIn, str], Awaitable[Reply]]
Check = Callable[[str], str]

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def routes(begin: Begin, receive: Receive, conversation_of: Check) -> APIRouter:
    """Returns the routes of the page.

    Args:
        begin: begins a conversation.
        receive: takes a message in a conversation.
        conversation_of: returns the conversation of a token; raises HTTPException where it is over.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/ohne-js", response_class=HTMLResponse)
    async def first() -> str:
        conversation = await begin()
        return _page(conversation.token, "", conversation.messages)

    @router.post("/ohne-js", response_class=HTMLResponse)
    async def next_(request: Request) -> str:
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
        token, said, payload = (form.get(name, [""])[0] for name in ("token", "text", "payload"))
        try:
            conversation = conversation_of(token)
        except HTTPException:
            fresh = await begin()
            return _page(fresh.token, said, [MessageOut(text=text("gone")), *fresh.messages])
        message = MessageIn(payload=payload[:200]) if payload else MessageIn(text=said)
        reply = await receive(message, conversation)
        if any((answer.custom or {}).get("type") == "deleted" for answer in reply.messages):
            fresh = await begin()
            return _page(fresh.token, "", [*reply.messages, *fresh.messages])
        return _page(token, said, reply.messages)

    return router


def _page(token: str, said: str, messages: list[MessageOut]) -> str:
    return _PAGES.get_template("ohne-js.html.j2").render(
        settings=settings(), token=token, said=said[:MAX_TEXT], messages=messages, max_text=MAX_TEXT
    )
