"""Writes the seed files to the database; a second run changes nothing."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from services_db.index import refresh
from services_db.models import (
    Address,
    Attribute,
    Base,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    Place,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Source,
    Taxonomy,
    TaxonomyTerm,
    stable_id,
)
from services_db.seed.schema import (
    AddressEntry,
    DirectoryFile,
    SeedError,
    ServiceEntry,
    TaxonomyFile,
    read_opening,
    read_yaml,
)

SEED = Path(__file__).parent
PlacesByPlz = dict[str, tuple[float, float, str]]
"""Latitude and longitude (degrees) and area key of the municipality, by its PLZ."""
STATES = dict(
    zip(
        ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16"),
        (
            "Schleswig-Holstein",
            "Hamburg",
            "Niedersachsen",
            "Bremen",
            "Nordrhein-Westfalen",
            "Hessen",
            "Rheinland-Pfalz",
            "Baden-Württemberg",
            "Bayern",
            "Saarland",
            "Berlin",
            "Brandenburg",
            "Mecklenburg-Vorpommern",
            "Sachsen",
            "Sachsen-Anhalt",
            "Thüringen",
        ),
        strict=True,
    )
)
"""Official keys of the states, the first two digits of an AGS."""


def load(session: Session, folder: Path = SEED) -> dict[str, int]:
    """Writes taxonomy, places and all directory files; the caller commits.

    Everything is checked before the first row is written. An `assured_date` that a person has set is kept.

    Args:
        session: an open session on a migrated database.
        folder: holds taxonomy.yml, places/*.csv and any number of directory files (*.yml).

    Returns:
        How many services, organizations and places there are now.

    Raises:
        SeedError: naming file, line and reason of every problem found; the database is unchanged then.
    """
    taxonomy = read_yaml(folder / "taxonomy.yml", TaxonomyFile)
    directories = _read_directories(folder, {term.code for term in taxonomy.terms})
    places = list(_read_places(folder / "places"))
    _write_taxonomy(session, taxonomy)
    by_plz = _write_places(session, places)
    for directory in directories:
        for organization in directory.organizations:
            session.merge(
                Organization(
                    id=stable_id("organization", organization.key),
                    name=organization.name,
                    description=organization.description,
                    website=str(organization.website) if organization.website else None,
                )
            )
    session.flush()
    entries = [entry for directory in directories for entry in directory.services]
    for entry in sorted(entries, key=lambda entry: entry.through is not None):
        _write_service(session, entry, by_plz)
    refresh(session)
    return {
        "services": len(entries),
        "organizations": len({item.key for directory in directories for item in directory.organizations}),
        "places": len(places),
    }


def _read_directories(folder: Path, codes: set[str]) -> list[DirectoryFile]:
    problems: list[str] = []
    files: list[tuple[Path, DirectoryFile]] = []
    for path in sorted(folder.glob("*.yml")):
        if path.name == "taxonomy.yml":
            continue
        try:
            files.append((path, read_yaml(path, DirectoryFile)))
        except SeedError as error:
            problems.append(str(error))
    organizations = {item.key for _, file in files for item in file.organizations}
    seen: set[str] = set()
    keys = {item.key for _, file in files for item in file.services}
    for path, file in files:
        for entry in file.services:
            if entry.key in seen:
                problems.append(f"{path}: {entry.key}: diesen Schlüssel gibt es zweimal")
            seen.add(entry.key)
            if entry.organization not in organizations:
                problems.append(f"{path}: {entry.key}: organization „{entry.organization}“ ist nicht angelegt")
            if entry.through and entry.through not in keys:
                problems.append(f"{path}: {entry.key}: through „{entry.through}“ gibt es nicht")
            unknown = (code for code in entry.topics if code not in codes)
            problems += [f"{path}: {entry.key}: Thema „{code}“ gibt es nicht" for code in unknown]
    if problems:
        raise SeedError("\n".join(problems))
    return [file for _, file in files]


def _read_places(folder: Path) -> Iterator[dict[str, str | float | None]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                name = row.get("municipality") or row.get("name")
                plz = row.get("plz") or ""
                if not name or not (len(plz) == 5 and plz.isdigit()):
                    raise SeedError(f"{path}:{line}: Ort und fünfstellige PLZ werden gebraucht, gefunden: {row}")
                try:
                    latitude, longitude = (float(row[key]) if row.get(key) else None for key in ("lat", "lon"))
                except ValueError as error:
                    raise SeedError(f"{path}:{line}: lat und lon müssen Zahlen sein ({error})") from error
                district = row.get("district") or ""
                yield {
                    "id": stable_id("place", plz, name, district),
                    "municipality": name,
                    "plz": plz,
                    "district": district,
                    "area": row.get("area") or "DE",
                    "latitude": latitude,
                    "longitude": longitude,
                    "source_url": row.get("source") or None,
                    "source_date": row.get("source_date") or None,
                }


def _write_taxonomy(session: Session, file: TaxonomyFile) -> None:
    taxonomy_id = stable_id("taxonomy", file.name)
    session.merge(Taxonomy(id=taxonomy_id, name=file.name, description=file.description))
    session.flush()
    for term in file.terms:
        session.merge(
            TaxonomyTerm(
                id=stable_id("taxonomy_term", term.code),
                taxonomy_id=taxonomy_id,
                code=term.code,
                name=term.name,
                description=term.description,
            )
        )


def _write_places(session: Session, places: list[dict[str, str | float | None]]) -> PlacesByPlz:
    session.execute(delete(Place))
    session.execute(insert(Place), places)
    return {
        str(place["plz"]): (float(place["latitude"]), float(place["longitude"]), str(place["area"]))
        for place in places
        if place["latitude"] is not None and place["longitude"] is not None and not place["district"]
    }


def _write_service(session: Session, entry: ServiceEntry, places: PlacesByPlz) -> None:
    service_id = stable_id("service", entry.key)
    known = session.get(Service, service_id)
    session.execute(delete(Attribute).where(Attribute.link_id == service_id))
    for table in (Phone, Schedule, ServiceArea, RequiredDocument, ServiceAtLocation, Source, Language, CostOption):
        session.execute(delete(table).where(table.service_id == service_id))
    session.merge(
        Service(
            id=service_id,
            organization_id=stable_id("organization", entry.organization),
            name=entry.name,
            description=entry.description,
            url=str(entry.url) if entry.url else None,
            email=entry.email,
            reached_through_id=stable_id("service", entry.through) if entry.through else None,
            assured_date=known.assured_date if known else None,
            assurer_email=known.assurer_email if known else None,
        )
    )
    session.flush()
    session.add_all(_rows_of(entry, service_id, places))
    if entry.address:
        _write_location(session, entry, entry.address, service_id, places)


def _rows_of(entry: ServiceEntry, service_id: str, places: PlacesByPlz) -> Iterator[Base]:
    for code, rank in entry.topics.items():
        yield Attribute(
            id=stable_id("attribute", entry.key, code),
            link_id=service_id,
            taxonomy_term_id=stable_id("taxonomy_term", code),
            value=rank,
        )
    for position, number in enumerate(entry.phones):
        phone_id = stable_id("phone", entry.key, number)
        yield Phone(id=phone_id, service_id=service_id, number=number, position=position)
    if entry.hours:
        yield Schedule(id=stable_id("schedule", entry.key), service_id=service_id, description=entry.hours)
    for opening in entry.opening:
        days, opens, closes = read_opening(opening)
        yield Schedule(
            id=stable_id("schedule", entry.key, opening),
            service_id=service_id,
            freq="WEEKLY",
            byday=days,
            opens_at=opens,
            closes_at=closes,
        )
    for code in entry.languages:
        yield Language(id=stable_id("language", entry.key, code), service_id=service_id, code=code)
    if entry.free_of_charge:
        cost_id = stable_id("cost_option", entry.key)
        yield CostOption(id=cost_id, service_id=service_id, option="kostenfrei", currency="EUR", amount=0)
    yield ServiceArea(
        id=stable_id("service_area", entry.key, entry.area),
        service_id=service_id,
        extent=entry.area,
        extent_type=_extent_type(entry.area, places),
    )
    for document in entry.required_documents:
        document_id = stable_id("required_document", entry.key, document)
        yield RequiredDocument(id=document_id, service_id=service_id, document=document)
    for position, source in enumerate(entry.sources):
        for url in source.urls:
            yield Source(
                id=stable_id("source", entry.key, str(position), url),
                service_id=service_id,
                fields=" ".join(source.fields),
                url=url,
                source_date=source.date,
                confidence=source.confidence,
            )


def _extent_type(area: str, places: PlacesByPlz) -> str:
    if area == "DE":
        return "country"
    return "plz" if area in places else "ags"


def _state(area: str, plz: str, places: PlacesByPlz) -> str:
    key = area if _extent_type(area, places) == "ags" else places[plz][2] if plz in places else ""
    return STATES.get(key[:2], "")


def _write_location(
    session: Session, entry: ServiceEntry, address: AddressEntry, service_id: str, places: PlacesByPlz
) -> None:
    key = entry.key
    location_id = stable_id("location", key)
    # Coordinates are those of the municipality: good for "which is nearer", not for a map.
    latitude, longitude, _ = places.get(address.postal_code, (None, None, ""))
    session.merge(Location(id=location_id, latitude=latitude, longitude=longitude))
    session.merge(
        Address(
            id=stable_id("address", key),
            location_id=location_id,
            attention=address.note,
            address_1=address.address_1,
            city=address.city,
            state_province=_state(entry.area, address.postal_code, places),
            postal_code=address.postal_code,
        )
    )
    session.flush()
    link_id = stable_id("service_at_location", key)
    session.add(ServiceAtLocation(id=link_id, service_id=service_id, location_id=location_id))
