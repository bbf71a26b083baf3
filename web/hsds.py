"""The directory for other programs: HSDS 3, read only, under /hsds."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi import Query as Parameter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_db.database import open_engine
from services_db.exchange import public
from services_db.exchange.flat import topic_notes
from services_db.exchange.spreadsheet import write_template
from web.messages import REFUSALS
from web.texts import text

Page = Annotated[int, Parameter(ge=1, le=1_000_000, description="Page number, from 1 on.")]
PerPage = Annotated[int, Parameter(ge=1, le=public.MOST_PER_PAGE, description="Entries on a page.")]
Words = Annotated[str, Parameter(max_length=200, description="Full text search.")]
Key = Annotated[str | None, Parameter(max_length=36)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(
    prefix="/hsds", tags=["HSDS"], responses={status: REFUSALS[status] for status in (404, 422, 429, 503)}
)


@cache
def engine() -> Engine:
    """Returns the engine of the directory, the same for all of the door."""
    return open_engine()


def _session() -> Iterator[Session]:
    with Session(engine()) as session:
        yield session


Directory = Annotated[Session, Depends(_session)]


@router.get("/")
def about() -> dict[str, str]:
    """Says which version of HSDS this is."""
    return {
        "version": "3.0",
        "profile": "https://docs.openreferral.org/en/3.0/",
        "openapi_url": "/openapi.json",
    }


@router.get("/template.xlsx", response_class=Response)
def template(session: Directory) -> Response:
    """Returns the empty spreadsheet in which staff write new services."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vorlage.xlsx"
        write_template(path, topic_notes(session))
        content = path.read_bytes()
    headers = {"Content-Disposition": 'attachment; filename="vorlage.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


@router.get("/services")
def services(
    session: Directory,
    page: Page = 1,
    per_page: PerPage = 20,
    search: Words = "",
    taxonomy_term_id: Key = None,
    organization_id: Key = None,
) -> dict[str, Any]:
    """Returns a page of services, each with all that belongs to it."""
    return public.services(
        session, page, per_page, words=search, taxonomy_term_id=taxonomy_term_id, organization_id=organization_id
    )


@router.get("/services/{key}")
def service(session: Directory, key: str) -> dict[str, Any]:
    """Returns one service with all that belongs to it."""
    return _found(public.service(session, key))


@router.get("/service_at_locations")
def service_at_locations(session: Directory, page: Page = 1, per_page: PerPage = 20) -> dict[str, Any]:
    """Returns a page of which service is offered where."""
    return public.service_at_locations(session, page, per_page)


@router.get("/{name}")
def entries(
    session: Directory,
    name: Literal["organizations", "taxonomies", "taxonomy_terms"],
    page: Page = 1,
    per_page: PerPage = 20,
) -> dict[str, Any]:
    """Returns a page of organizations, taxonomies or taxonomy terms."""
    return public.entries(session, name, page, per_page)


@router.get("/{name}/{key}")
def entry(
    session: Directory,
    name: Literal["organizations", "taxonomies", "taxonomy_terms", "service_at_locations"],
    key: str,
) -> dict[str, Any]:
    """Returns one entry."""
    return _found(public.entry(session, name, key))


def _found(item: dict[str, Any] | None) -> dict[str, Any]:
    if item is None:
        raise HTTPException(404, text("not_found"))
    return item
