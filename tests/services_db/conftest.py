"""Databases with the seed directory, loaded once each: SQLite, and PostgreSQL where a server can be reached."""

import os
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services_db.database import migrate, open_engine
from services_db.seed.load import load

SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres?connect_timeout=2"
"""The usual place of a server for tests; TEST_DATABASE_URL names another one. A database of its own is made there."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "sqlite":
        yield from _loaded(open_engine(f"sqlite:///{tmp_path_factory.mktemp('db')}/lotse.db"))
        return
    server = make_url(os.environ.get("TEST_DATABASE_URL") or SERVER)
    name = f"lotse_test_{uuid.uuid4().hex[:12]}"
    try:
        _run(server, f"CREATE DATABASE {name}")
    except SQLAlchemyError as error:
        pytest.skip(f"no PostgreSQL server can be reached ({type(error).__name__}); TEST_DATABASE_URL names one")
    try:
        yield from _loaded(open_engine(server.set(database=name).render_as_string(hide_password=False)))
    finally:
        _run(server, f"DROP DATABASE {name}")


def _loaded(engine: Engine) -> Iterator[Engine]:
    migrate(engine)
    with Session(engine) as session:
        load(session)
        session.commit()
    yield engine
    engine.dispose()


def _run(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session
        session.rollback()
