"""Databases with the seed directory, loaded once each: SQLite, and PostgreSQL where a server can be reached."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_db.database import migrate, open_engine
from services_db.seed.load import load
from tests.postgresql import fresh_database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "sqlite":
        yield from _loaded(open_engine(f"sqlite:///{tmp_path_factory.mktemp('db')}/lotse.db"))
        return
    with fresh_database() as url:
        yield from _loaded(open_engine(url))


def _loaded(engine: Engine) -> Iterator[Engine]:
    migrate(engine)
    with Session(engine) as session:
        load(session)
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session
        session.rollback()
