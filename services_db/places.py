"""Finds a municipality of Germany by PLZ or name, and says in which areas it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.models import Place

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Municipality:
    """A place of living: official name, PLZ, coordinates (degrees), area keys from small to large."""

    name: str
    plz: str
    latitude: float | None
    longitude: float | None
    areas: Sequence[str]


def find_municipality(session: Session, plz: str, name: str | None = None) -> Municipality | None:
    """Returns the municipality with this PLZ, or None when no such PLZ exists.

    Args:
        session: an open session.
        plz: five digits.
        name: the official name, for a PLZ that several municipalities share; without it the first by name.
    """
    query = select(Place).where(Place.plz == plz, Place.district == "").order_by(Place.municipality)
    rows = session.scalars(query).all()
    if not rows:
        return None
    place = next((row for row in rows if row.municipality == name), rows[0])
    return Municipality(place.municipality, place.plz, place.latitude, place.longitude, areas_of(place.plz, place.area))


def areas_of(plz: str, area: str) -> list[str]:
    """Returns the area keys that contain a place, smallest first.

    Args:
        plz: five digits.
        area: the smallest known area key: five digits of an AGS (district), two (state) or ``DE``.
    """
    keys = [plz]
    if area != "DE":
        keys += [area, area[:2]] if len(area) > 2 else [area]
    return [*keys, "DE"]


def distance_km(from_lat: float, from_lon: float, to_lat: float, to_lon: float) -> float:
    """Returns the great-circle distance in kilometres between two points given in degrees (haversine formula)."""
    lat1, lon1, lat2, lon2 = map(radians, (from_lat, from_lon, to_lat, to_lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))
