"""A database of its own on a real PostgreSQL server, for tests; without a server they are skipped and say so."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres?connect_timeout=2"
"""The usual place of a server for tests; TEST_DATABASE_URL names another one."""


@contextmanager
def fresh_database() -> Iterator[str]:
    """Yields the URL of an empty database, which is removed afterwards."""
    server = make_url(os.environ.get("TEST_DATABASE_URL") or SERVER)
    name = f"lotse_test_{uuid.uuid4().hex[:12]}"
    try:
        _run(server, f"CREATE DATABASE {name}")
    except SQLAlchemyError as error:
        pytest.skip(f"no PostgreSQL server can be reached ({type(error).__name__}); TEST_DATABASE_URL names one")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f"DROP DATABASE {name}")


def _run(server: object, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")  # type: ignore[arg-type]  # a URL
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
