"""Looking after entries: finding, checking, confirming them, and what was changed when."""

import argparse
import asyncio
import datetime as dt
import json
import sys
from collections import Counter

from sqlalchemy.orm import Session

from services_db.changes import UnknownServiceError
from services_db.changes import confirm as confirm_service
from services_db.changes import history as history_of
from services_db.check import as_json, check
from services_db.knowledge.read import knowledge
from services_db.links import find_broken, urls
from services_db.opening import today
from services_db.places import find_municipality
from services_db.search import Query
from services_db.search import search as search_services
from services_db.unmet import LEAST_SHOWN, forget_unmet, unmet

_FINDINGS = {
    "dead_end": "Lücke",
    "unreachable": "unerreichbar",
    "unsourced": "ohne Quelle",
    "reported": "gemeldet",
    "gap": "ungeklärt",
    "stale": "veraltet",
    "unconfirmed": "unbestätigt",
}
_SURE = {"high": "sicher", "medium": "mittel", "low": "unsicher, wird nicht gezeigt"}


def search(session: Session, options: argparse.Namespace) -> int:
    """Prints what is found, with the reasons for its rank."""
    place = find_municipality(session, options.plz) if options.plz else None
    if options.plz and place is None:
        print(f"Die Postleitzahl {options.plz} gibt es nicht.", file=sys.stderr)
        return 1
    now = dt.datetime.now(dt.UTC)
    query = Query(
        topics=[options.topic] if options.topic else [],
        municipality=place,
        text=options.text,
        open_at=now if options.open_now else None,
        language=options.language,
        free_of_charge=options.free,
        age=options.age,
        remote={"remote": True, "on-site": False}.get(options.how),
        limit=options.limit,
        offset=options.offset,
    )
    for hit in search_services(session, query, now):
        contact = hit.phones[0] if hit.phones else hit.email or hit.url or hit.address or "–"
        words = hit.opening_words or "Öffnungszeit unbekannt."
        first = f"{hit.id} | " if options.ids else ""
        print(f"{first}{hit.name} | {contact} | {words} | {', '.join(hit.why)}")
    return 0


def check_entries(session: Session, options: argparse.Namespace) -> int:
    """Prints all findings; returns 1 where somewhere nobody is named for a need."""
    findings = check(session, dt.datetime.now(dt.UTC).date(), options.max_age)
    if options.json:
        print(json.dumps(as_json(findings), ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(f"{_FINDINGS[finding.kind]}: {finding.subject}: {finding.detail}")
        counts: Counter[str] = Counter(finding.kind for finding in findings)
        print(", ".join(f"{_FINDINGS[kind]}: {counts[kind]}" for kind in _FINDINGS))
    return int(any(finding.kind == "dead_end" for finding in findings))


def confirm(session: Session, options: argparse.Namespace) -> int:
    """Notes that a person has made sure of an entry."""
    try:
        service = confirm_service(session, options.id, options.by, dt.datetime.now(dt.UTC))
    except UnknownServiceError:
        print(f"Ein Angebot mit der id {options.id} gibt es nicht.", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    session.commit()
    print(f"Bestätigt: {service.name}, am {service.assured_date:%d.%m.%Y} von {service.assurer_email}.")
    return 0


def history(session: Session, options: argparse.Namespace) -> int:
    """Prints what was changed in an entry, the newest first."""
    for item in history_of(session, options.id):
        when = f"{item.last_action_date:%d.%m.%Y %H:%M}"
        print(f"{when} {item.updated_by}: {item.field_name}: „{item.previous_value}“ → „{item.replacement_value}“")
    return 0


def links(session: Session, _options: argparse.Namespace) -> int:
    """Asks every web page of the directory whether it is there."""
    addresses = urls(session)
    session.rollback()  # nothing is kept open while the web is asked
    broken = asyncio.run(find_broken(addresses))
    for link in broken:
        print(f"{link.url}: {link.reason}")
    print(f"{len(broken)} von {len(addresses)} Adressen antworten nicht wie erwartet.")
    return int(bool(broken))


def unmet_needs(session: Session, options: argparse.Namespace) -> int:
    """Prints which needs went unmet where, or deletes old counts."""
    if options.forget is not None:
        gone = forget_unmet(session, today() - dt.timedelta(days=options.forget))
        session.commit()
        print(f"{gone} Zählungen gelöscht, die älter als {options.forget} Tage waren.")
        return 0
    rows = unmet(session, today() - dt.timedelta(days=options.days))
    for row in rows:
        if row.count is not None:
            print(f"{row.count:5} | {row.topic} | {row.place}")
    hidden = sum(row.count is None for row in rows)
    few = f"{hidden} weitere mit weniger als {LEAST_SHOWN} (werden nicht gezeigt)"
    print(f"{len(rows) - hidden} Anliegen an einem Ort, {few}.")
    return 0


def facts(_session: Session, options: argparse.Namespace) -> int:
    """Prints every sentence of the guides with its sources, as the Lotse uses it."""
    known = knowledge()
    for guide in known.guides.values():
        if options.guide and not guide.key.startswith(options.guide):
            continue
        print(f"\n{guide.key}: {guide.title}")
        for line in guide.lines:
            sources = [known.references[ref] for ref in line.refs]
            named = "; ".join(f"{item.name}, Stand {item.date} ({_SURE[item.confidence]})" for item in sources)
            print(f"- {known.fill(line.text)} [{named or 'Rat, keine Angabe'}]")
    return 0
