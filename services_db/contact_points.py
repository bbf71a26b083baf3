"""Who guides in any case: the Anlaufstelle of a place, and the switchboards that stand in for it elsewhere."""

from sqlalchemy.orm import Session

from services_db.places import Municipality
from services_db.search import Hit, Query, search
from services_db.settings import settings

CONTACT_POINT = "contact_point"
SWITCHBOARD = "switchboard"
ROLES = (CONTACT_POINT, SWITCHBOARD)


def contact_points(session: Session, municipality: Municipality | None) -> list[Hit]:
    """Returns the Anlaufstelle of a place, else a switchboard such as 115.

    Without a place the Anlaufstelle of the region this Lotse serves comes first, and 115 after it.

    Args:
        session: an open session.
        municipality: where somebody needs help; None when unknown.
    """
    if municipality is None:
        region = settings().region
        home = Municipality(region.name, "", None, None, [region.area, region.area[:2], "DE"])
        return [*search(session, Query((CONTACT_POINT,), home, limit=1)), *_national_switchboard(session)]
    return search(session, Query((CONTACT_POINT,), municipality, limit=1)) or _national_switchboard(session)


def _national_switchboard(session: Session) -> list[Hit]:
    return search(session, Query((SWITCHBOARD,), limit=1))
