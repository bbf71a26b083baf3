"""The tables, named as in Open Referral's HSDS 3.0; what HSDS has no field for is marked "extension".

Field names, enums and required fields are HSDS's (https://docs.openreferral.org, version 3.0). docs/hsds.md lists what
of HSDS is covered and what is not.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "lotse.hsds")


def stable_id(*parts: str) -> str:
    """Returns the UUID that always belongs to these words, so that loading a file twice changes nothing.

    Args:
        parts: the table's name and the key of the entry, e.g. ``("service", "kult-alsfeld")``.
    """
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


class Base(DeclarativeBase):
    """Base of all tables; every HSDS object has a UUID as its id."""


class Organization(Base):
    """HSDS organization: who stands behind a service."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(250))
    description: Mapped[str] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(String(500))
    alternate_name: Mapped[str | None] = mapped_column(String(250))
    email: Mapped[str | None] = mapped_column(String(250))

    services: Mapped[list[Service]] = relationship(back_populates="organization")


class Service(Base):
    """HSDS service: what a citizen is pointed to."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'inactive', 'defunct', 'temporarily closed')", name="service_status"),
        CheckConstraint("minimum_age IS NULL OR minimum_age >= 0", name="service_minimum_age"),
        CheckConstraint("maximum_age IS NULL OR maximum_age >= coalesce(minimum_age, 0)", name="service_maximum_age"),
        CheckConstraint("(assured_date IS NULL) = (assurer_email IS NULL)", name="service_assured_by_someone"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(String(250))
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(30), default="active")
    url: Mapped[str | None] = mapped_column(String(500))
    email: Mapped[str | None] = mapped_column(String(250))
    application_process: Mapped[str | None] = mapped_column(Text)
    alert: Mapped[str | None] = mapped_column(Text)
    alternate_name: Mapped[str | None] = mapped_column(String(250))
    interpretation_services: Mapped[str | None] = mapped_column(Text)
    fees_description: Mapped[str | None] = mapped_column(Text)
    eligibility_description: Mapped[str | None] = mapped_column(Text)
    minimum_age: Mapped[int | None] = mapped_column(Integer)
    maximum_age: Mapped[int | None] = mapped_column(Integer)
    assured_date: Mapped[dt.date | None] = mapped_column(Date)
    """When a person last made sure that all this is right; never set by a machine."""
    assurer_email: Mapped[str | None] = mapped_column(String(250))
    """Who made sure: a mail address or another name by which colleagues know the person."""
    leika: Mapped[str | None] = mapped_column(String(20))
    """Extension: the key of the public service in Germany's catalogue (LeiKa), where it is one."""
    reached_through_id: Mapped[str | None] = mapped_column(ForeignKey("service.id"))
    """Extension: the service whose phone reaches this one, when it has none of its own that may be shown."""

    organization: Mapped[Organization] = relationship(back_populates="services")
    reached_through: Mapped[Service | None] = relationship(remote_side=[id])
    phones: Mapped[list[Phone]] = relationship(order_by="Phone.position", cascade="all, delete-orphan")
    schedules: Mapped[list[Schedule]] = relationship(cascade="all, delete-orphan")
    service_areas: Mapped[list[ServiceArea]] = relationship(cascade="all, delete-orphan")
    required_documents: Mapped[list[RequiredDocument]] = relationship(cascade="all, delete-orphan")
    at_locations: Mapped[list[ServiceAtLocation]] = relationship(cascade="all, delete-orphan")
    contacts: Mapped[list[Contact]] = relationship(cascade="all, delete-orphan")
    languages: Mapped[list[Language]] = relationship(cascade="all, delete-orphan")
    cost_options: Mapped[list[CostOption]] = relationship(cascade="all, delete-orphan")
    attributes: Mapped[list[Attribute]] = relationship(cascade="all, delete-orphan")
    sources: Mapped[list[Source]] = relationship(order_by="Source.id", cascade="all, delete-orphan")


class Location(Base):
    """HSDS location: a physical, postal or virtual place."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("location_type IN ('physical', 'postal', 'virtual')", name="location_location_type"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    location_type: Mapped[str] = mapped_column(String(10), default="physical")
    name: Mapped[str | None] = mapped_column(String(250))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    alternate_name: Mapped[str | None] = mapped_column(String(250))
    description: Mapped[str | None] = mapped_column(Text)
    transportation: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(String(500))

    addresses: Mapped[list[Address]] = relationship(cascade="all, delete-orphan")
    accessibility: Mapped[list[Accessibility]] = relationship(cascade="all, delete-orphan")


class ServiceAtLocation(Base):
    """HSDS service_at_location: which service is offered where."""

    __tablename__ = "service_at_location"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"), index=True)

    location: Mapped[Location] = relationship()


class Address(Base):
    """HSDS address of a location; ``address_1`` is empty where no street was found."""

    __tablename__ = "address"
    __table_args__ = (
        CheckConstraint("address_type IN ('physical', 'postal', 'virtual')", name="address_address_type"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"), index=True)
    attention: Mapped[str | None] = mapped_column(String(250))
    address_1: Mapped[str] = mapped_column(String(250), default="")
    city: Mapped[str] = mapped_column(String(100))
    state_province: Mapped[str] = mapped_column(String(50))
    postal_code: Mapped[str] = mapped_column(String(10))
    country: Mapped[str] = mapped_column(String(2), default="DE")
    address_type: Mapped[str] = mapped_column(String(10), default="physical")


class Phone(Base):
    """HSDS phone; ``number`` is formatted for reading, a client builds the tel: link from its digits."""

    __tablename__ = "phone"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    extension: Mapped[int | None] = mapped_column(Integer)
    type: Mapped[str | None] = mapped_column(String(20))
    description: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0)
    """Extension: the order in which the numbers are named."""


class Contact(Base):
    """HSDS contact: a role or department one asks for; names of private persons do not belong here."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(250))
    title: Mapped[str | None] = mapped_column(String(250))
    department: Mapped[str | None] = mapped_column(String(250))
    email: Mapped[str | None] = mapped_column(String(250))


class Schedule(Base):
    """HSDS schedule: when a service is open, as an iCalendar rule; times are those of Europe/Berlin.

    ``description`` holds what the source says, in its words; a schedule without ``freq`` and times holds nothing else,
    because nobody knows how to compute with it.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        CheckConstraint("freq IS NULL OR freq IN ('WEEKLY', 'MONTHLY')", name="schedule_freq"),
        CheckConstraint(
            "wkst IS NULL OR wkst IN ('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')", name="schedule_week_start"
        ),
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="schedule_opens_and_closes"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    freq: Mapped[str | None] = mapped_column(String(10))
    interval: Mapped[int | None] = mapped_column(Integer)
    byday: Mapped[str | None] = mapped_column(String(30))
    bymonthday: Mapped[str | None] = mapped_column(String(100))
    wkst: Mapped[str | None] = mapped_column(String(2))
    dtstart: Mapped[dt.date | None] = mapped_column(Date)
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_to: Mapped[dt.date | None] = mapped_column(Date)
    opens_at: Mapped[str | None] = mapped_column(String(10))
    closes_at: Mapped[str | None] = mapped_column(String(10))
    attending_type: Mapped[str | None] = mapped_column(Text)
    """How one is served at these times: ``phone``, ``online``, ``in person``; empty: not said."""
    description: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)


class Language(Base):
    """HSDS language: a language a service is offered in; ``code`` is ISO 639-1."""

    __tablename__ = "language"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(3), index=True)
    note: Mapped[str | None] = mapped_column(Text)


class Accessibility(Base):
    """HSDS accessibility of a location, e.g. a way in without steps."""

    __tablename__ = "accessibility"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"), index=True)
    description: Mapped[str | None] = mapped_column(Text)
    details: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(String(500))


class CostOption(Base):
    """HSDS cost_option: what a service costs; ``amount`` 0 means free of charge."""

    __tablename__ = "cost_option"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_to: Mapped[dt.date | None] = mapped_column(Date)
    option: Mapped[str | None] = mapped_column(String(250))
    currency: Mapped[str | None] = mapped_column(String(3))
    amount: Mapped[float | None] = mapped_column(Numeric(10, 2, asdecimal=False))
    amount_description: Mapped[str | None] = mapped_column(Text)


class ServiceArea(Base):
    """HSDS service_area; ``extent`` is ``DE``, an area key (AGS: ``06`` Hessen, ``06535`` Vogelsbergkreis) or a PLZ."""

    __tablename__ = "service_area"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str | None] = mapped_column(Text)
    extent: Mapped[str] = mapped_column(String(12), index=True)
    extent_type: Mapped[str] = mapped_column(String(10))
    description: Mapped[str | None] = mapped_column(Text)


class RequiredDocument(Base):
    """HSDS required_document: what to bring to a service."""

    __tablename__ = "required_document"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    document: Mapped[str] = mapped_column(Text)
    uri: Mapped[str | None] = mapped_column(String(500))


class Taxonomy(Base):
    """HSDS taxonomy: the Lotse has one, its needs."""

    __tablename__ = "taxonomy"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text)


class TaxonomyTerm(Base):
    """HSDS taxonomy_term: a need (``code`` is the topic key), a crisis kind or a role such as ``contact_point``."""

    __tablename__ = "taxonomy_term"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    taxonomy_id: Mapped[str] = mapped_column(ForeignKey("taxonomy.id"))
    code: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text)


class Attribute(Base):
    """HSDS attribute: links a service to a taxonomy term; ``value`` is its rank for that need (1 = first choice)."""

    __tablename__ = "attribute"
    __table_args__ = (UniqueConstraint("link_id", "taxonomy_term_id", name="attribute_once"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    link_entity: Mapped[str] = mapped_column(String(30), default="service")
    taxonomy_term_id: Mapped[str] = mapped_column(ForeignKey("taxonomy_term.id"), index=True)
    value: Mapped[int] = mapped_column(Integer, default=1)

    term: Mapped[TaxonomyTerm] = relationship()


class Metadata(Base):
    """HSDS metadata: one change of one field of one entry: what it was, what it became, who changed it and when."""

    __tablename__ = "metadata"
    __table_args__ = (Index("metadata_of_resource", "resource_type", "resource_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    resource_id: Mapped[str] = mapped_column(String(36))
    resource_type: Mapped[str] = mapped_column(String(30))
    last_action_date: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    last_action_type: Mapped[str] = mapped_column(String(20))
    field_name: Mapped[str] = mapped_column(String(60))
    previous_value: Mapped[str] = mapped_column(Text, default="")
    replacement_value: Mapped[str] = mapped_column(Text, default="")
    updated_by: Mapped[str] = mapped_column(String(250))


class Source(Base):
    """Extension: where facts of a service come from, how old the source is and how sure it is.

    ``fields`` names the facts (existence, address, phones, email, url, hours, required_documents), separated by spaces.
    Facts with confidence ``low`` are stored but not shown until a person confirms them.
    """

    __tablename__ = "source"
    __table_args__ = (CheckConstraint("confidence IN ('high', 'medium', 'low')", name="source_confidence"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    fields: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    source_date: Mapped[str] = mapped_column(String(120))
    confidence: Mapped[str] = mapped_column(String(6))


class Report(Base):
    """Extension: how often citizens said on a day that something about a service is not right."""

    __tablename__ = "report"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=1)


class UnmetNeed(Base):
    """Extension: how often a need went unmet in a municipality on a day (services_db/unmet.py)."""

    __tablename__ = "unmet_need"

    topic: Mapped[str] = mapped_column(String(50), primary_key=True)
    plz: Mapped[str] = mapped_column(String(5), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=1)


class Place(Base):
    """Extension: a municipality, or a district of one, with its PLZ and the area keys it lies in."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("plz", "municipality", "district", name="place_once"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    municipality: Mapped[str] = mapped_column(String(100), index=True)
    plz: Mapped[str] = mapped_column(String(5), index=True)
    district: Mapped[str] = mapped_column(String(100), default="")
    area: Mapped[str] = mapped_column(String(12), default="DE")
    """The smallest area key known for it: ``06535`` in the Vogelsbergkreis, ``DE`` elsewhere."""
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    source_url: Mapped[str | None] = mapped_column(String(500))
    source_date: Mapped[str | None] = mapped_column(String(120))


class SearchEntry(Base):
    """Extension, derived (services_db.index): a service under one of its needs in one of its areas."""

    __tablename__ = "search_entry"

    topic: Mapped[str] = mapped_column(String(50), primary_key=True)
    extent: Mapped[str] = mapped_column(String(12), primary_key=True)
    need_rank: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(250))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)


class ServiceWords(Base):
    """Extension, derived (services_db.index): the stems of a service's words, looked up by full-text search.

    ``marks`` holds its needs and areas (``tdebt``, ``x06535``), so that one look-up finds words, need and place.
    """

    __tablename__ = "service_words"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    marks: Mapped[str] = mapped_column(Text)
