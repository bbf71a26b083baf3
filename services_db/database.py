"""Opens the database: SQLite by default, PostgreSQL when DATABASE_URL names one."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event

from services_db.settings import settings

HERE = Path(__file__).parent
DEFAULT_PATH = HERE.parent / "var" / "lotse.db"


def database_url() -> str:
    """Returns the SQLAlchemy URL of the directory: what the settings name, else the SQLite file var/lotse.db."""
    return settings().database or f"sqlite:///{DEFAULT_PATH}"


def open_engine(url: str | None = None) -> Engine:
    """Returns an engine; on SQLite foreign keys are enforced.

    Args:
        url: an SQLAlchemy URL; the default is `database_url()`.
    """
    engine = create_engine(url or database_url())
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _enforce_foreign_keys)
    return engine


def _enforce_foreign_keys(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def migrate(engine: Engine) -> None:
    """Brings the tables to the newest Alembic revision; does nothing when they are there already."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # SQLite changes a table by copying it; the old one can only be dropped while nothing watches references.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.commit()
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            if engine.url.database and engine.url.database != ":memory:":
                Path(engine.url.database).chmod(0o600)  # it holds counts that are too small to be shown
