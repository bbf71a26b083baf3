"""The Lotse without JavaScript: one page with a form; the token goes along in it, nothing is stored in the browser."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from services_db.settings import settings
from web.chat import Chat, GoneError, say
from web.limits import TooMuchError
from web.messages import MAX_TEXT, MessageIn, MessageOut

_PHONE = re.compile(r"(?<![\d.])(?:11[0-9](?: ?\d{3})?|0\d[\d /-]{5,18}\d)(?!\d|\.\d)")
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def linked(text: str) -> Markup:
    """Returns a text of the Lotse as HTML: its phone numbers are links, its stars are gone."""
    parts, end = [], 0
    plain = text.replace("**", "")
    for match in _PHONE.finditer(plain):
        number = re.sub(r"\D", "", match.group())
        parts += [escape(plain[end : match.start()]), Markup('<a href="tel:{}">{}</a>').format(number, match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(plain[end:])])


_PAGES.filters["linked"] = linked


def routes(chat: Chat, address_of: Callable[[Request], str]) -> APIRouter:
    """Returns the routes of the page.

    Args:
        chat: answers.
        address_of: returns the address of a caller.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/ohne-js", response_class=HTMLResponse)
    async def first(request: Request) -> HTMLResponse:
        return await _begin(request, "", [])

    @router.post("/ohne-js", response_class=HTMLResponse)
    async def next_(request: Request) -> HTMLResponse:
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
        token, said, payload = (form.get(name, [""])[0] for name in ("token", "text", "payload"))
        message = MessageIn(payload=payload[:200]) if payload else MessageIn(text=said)
        try:
            reply = await chat.receive(message, chat.conversation(token))
        except GoneError:
            return await _begin(request, said, [say("gone")])
        except TooMuchError as error:
            return _page(token, said, [say(error.reason)], 429)
        if any((answer.custom or {}).get("type") == "deleted" for answer in reply.messages):
            return await _begin(request, "", reply.messages)
        return _page(token, said, reply.messages)

    async def _begin(request: Request, said: str, before: list[MessageOut]) -> HTMLResponse:
        try:
            fresh = await chat.begin(address_of(request))
        except TooMuchError as error:
            return _page("", said, [*before, say(error.reason)], 429)
        return _page(fresh.token, said, [*before, *fresh.messages])

    return router


def _page(token: str, said: str, messages: list[MessageOut], status: int = 200) -> HTMLResponse:
    page = _PAGES.get_template("ohne-js.html.j2").render(
        settings=settings(), token=token, said=said[:MAX_TEXT], messages=messages, max_text=MAX_TEXT
    )
    return HTMLResponse(page, status)
