"""The one search over the directory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from services_db.models import Attribute, Location, Service, ServiceArea, ServiceAtLocation, Source, TaxonomyTerm
from services_db.places import Municipality, distance_km

DEFAULT_LIMIT = 3


@dataclass(frozen=True)
class Hit:
    """A service that fits, as a citizen may see it: facts whose source is weak (``low``) are left out.

    ``distance_km`` is None when the service or the place has no coordinates; ``reached_through`` is the service whose
    phone reaches this one; ``why`` names the reasons for its rank; ``sources`` are (url, date) of what is shown.
    """

    id: str
    name: str
    organization: str
    description: str
    phones: Sequence[str]
    address: str | None
    postal_code: str | None
    email: str | None
    url: str | None
    hours: str | None
    distance_km: float | None
    application_process: str | None
    required_documents: Sequence[str]
    assured_date: str | None
    sources: Sequence[tuple[str, str]]
    reached_through: "Hit | None" = None
    why: Sequence[str] = field(default=())


def search(
    session: Session,
    topic: str,
    municipality: Municipality | None = None,
    *,
    limit: int = DEFAULT_LIMIT,
    offset: int = 0,
) -> list[Hit]:
    """Returns the active services for a need, best first.

    Ranking: first how well the service fits the need (the rank that the directory gives it, 1 = first choice); then the
    smallest area that contains the place (municipality and district count alike, then state, then Germany); then the
    distance; then the name. Without a place only services
    for all of Germany are found, because nothing local may be guessed.

    Args:
        session: an open session.
        topic: a taxonomy code: a topic key such as ``debt``, ``crisis_violence`` or a role such as ``contact_point``.
        municipality: where the person lives who needs help.
        limit: at most so many hits.
        offset: how many of the best to leave out (for "weitere").
    """
    areas = list(municipality.areas) if municipality else ["DE"]
    # The municipality and its district count as equally local; wider areas follow in order.
    local = areas[:2] if len(areas) > 2 else areas[:1]
    width = case({key: 0 if key in local else position for position, key in enumerate(areas)}, value=ServiceArea.extent)
    query = (
        select(Service, func.min(width), Attribute.value)
        .join(Attribute, Attribute.link_id == Service.id)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(TaxonomyTerm.code == topic, Service.status == "active", ServiceArea.extent.in_(areas))
        .group_by(Service.id, Attribute.value)
        .options(*_FACTS)
    )
    ranked = []
    for service, area_rank, need_rank in session.execute(query):
        distance = _distance(service, municipality)
        why = [f"rank:{need_rank}", f"area:{areas[area_rank] if area_rank else local[-1]}"]
        if distance is not None:
            why.append(f"km:{distance:.0f}")
        key = (need_rank, area_rank, distance if distance is not None else 999.0, service.name)
        ranked.append((key, service, distance, why))
    ranked.sort(key=lambda row: row[0])
    return [to_hit(service, distance, why) for _, service, distance, why in ranked[offset : offset + limit]]


def find_service(session: Session, service_id: str) -> Hit | None:
    """Returns the service with this id as a hit without a place, or None."""
    service = session.scalar(select(Service).where(Service.id == service_id).options(*_FACTS))
    return to_hit(service) if service else None


def to_hit(service: Service, distance: float | None = None, why: Sequence[str] = ()) -> Hit:
    """Returns what a citizen may see of a service.

    Args:
        service: with its relations loaded.
        distance: kilometres from the citizen's municipality.
        why: the reasons for its rank.
    """
    hidden = _weak_fields(service.sources)
    location = service.at_locations[0].location if service.at_locations else None
    address = location.addresses[0] if location and location.addresses and "address" not in hidden else None
    through = service.reached_through
    phones = [] if "phones" in hidden else [phone.number for phone in service.phones]
    lines = (address.address_1, f"{address.postal_code} {address.city}") if address else ()
    return Hit(
        id=service.id,
        name=service.name,
        organization=service.organization.name,
        description=service.description or "",
        phones=phones,
        address=", ".join(filter(None, lines)) or None,
        postal_code=address.postal_code if address else None,
        email=None if "email" in hidden else service.email,
        url=None if "url" in hidden else service.url,
        hours=None if "hours" in hidden or not service.schedules else service.schedules[0].description,
        distance_km=None if distance is None or not address else round(distance, 1),
        application_process=service.application_process,
        required_documents=[document.document for document in service.required_documents],
        assured_date=service.assured_date.isoformat() if service.assured_date else None,
        sources=[(source.url, source.source_date) for source in service.sources if source.confidence != "low"],
        reached_through=to_hit(through) if through and not phones else None,
        why=why,
    )


_FACTS = (
    selectinload(Service.organization),
    selectinload(Service.phones),
    selectinload(Service.schedules),
    selectinload(Service.required_documents),
    selectinload(Service.sources),
    selectinload(Service.at_locations).selectinload(ServiceAtLocation.location).selectinload(Location.addresses),
)


def _weak_fields(sources: Sequence[Source]) -> set[str]:
    weak = {name for source in sources if source.confidence == "low" for name in source.fields.split()}
    good = {name for source in sources if source.confidence != "low" for name in source.fields.split()}
    return weak - good


def _distance(service: Service, municipality: Municipality | None) -> float | None:
    if municipality is None or municipality.latitude is None or municipality.longitude is None:
        return None
    here = (municipality.latitude, municipality.longitude)
    points = (at.location for at in service.at_locations)
    distances = [
        distance_km(*here, point.latitude, point.longitude)
        for point in points
        if point.latitude is not None and point.longitude is not None
    ]
    return min(distances, default=None)
