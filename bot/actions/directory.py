"""The actions' way to the directory: one engine a process, one short session a question."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.actions.memory import KnownPlace
from services_db.contact_points import ROLES, contact_points
from services_db.database import open_engine
from services_db.models import TaxonomyTerm
from services_db.opening import today
from services_db.places import Municipality, find_municipality
from services_db.search import Hit, Query, find_service, search
from services_db.unmet import count_unmet

logger = logging.getLogger(__name__)


@cache
def _engine() -> Engine:
    return open_engine()


@contextmanager
def open_directory() -> Iterator["Directory"]:
    """Yields the directory; its session ends with the block.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: if the database cannot be read.
    """
    with Session(_engine()) as session:
        yield Directory(session)


class Directory:
    """Answers the actions' questions.

    Args:
        session: an open session.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def municipality(self, place: KnownPlace | None) -> Municipality | None:
        """Returns the municipality of a place, or None when there is none or the PLZ does not exist."""
        return find_municipality(self._session, place.plz, place.name) if place else None

    def help_for(self, topic: str, municipality: Municipality | None, offset: int = 0, limit: int = 3) -> list[Hit]:
        """Returns services for a need, best first."""
        return search(self._session, Query((topic,), municipality, offset=offset, limit=limit))

    def contact_points(self, municipality: Municipality | None) -> list[Hit]:
        """Returns who guides in any case (services_db.contact_points)."""
        return contact_points(self._session, municipality)

    def service(self, service_id: str) -> Hit | None:
        """Returns the service with this id, or None."""
        return find_service(self._session, service_id)

    def count_unmet(self, topic: str | None, place: Municipality | None) -> None:
        """Counts a need that went unmet; where that cannot be written the answer is given all the same."""
        try:
            count_unmet(self._session, topic, place.plz if place else None, today())
            self._session.commit()
        except SQLAlchemyError as error:
            self._session.rollback()
            logger.warning("an unmet need was not counted: %s", type(error).__name__)

    def topic_names(self) -> dict[str, str]:
        """Returns how each need is called on a button, by its key, in alphabetical order of the names."""
        terms = self._session.execute(select(TaxonomyTerm.code, TaxonomyTerm.name).order_by(TaxonomyTerm.name))
        return {code: name for code, name in terms if code not in ROLES and not code.startswith("crisis_")}
