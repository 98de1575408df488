"""Everything that is stored of a citizen, collected for the export."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from portal.applications.tables import Application, Submission
from portal.audit import Access, accesses_of
from portal.cases.conversation_tables import MessageFile
from portal.cases.status import CaseStatus
from portal.cases.tables import Case, CaseMessage
from portal.cases.timeline import STAFF_ONLY
from portal.files import StoredFile
from portal.identity.tables import Account
from portal.municipalities import municipality_by_slug
from portal.privacy.holdings import HOLDINGS, SECRET

FORMAT = "schalter-datenexport-1"


@dataclass(frozen=True)
class Document:
    """A file in the ZIP, and how its bytes are read."""

    name: str
    read: Callable[[], AsyncIterator[bytes]] = field(repr=False)


@dataclass(frozen=True)
class Folder:
    """One application: what was asked and answered, written and sent along."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    parts: Sequence[Any]
    messages: tuple[tuple[str, datetime, str], ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Collected:
    """All of it. `everything` is what becomes daten.json."""

    name: str
    email: str
    everything: dict[str, Any]
    folders: tuple[Folder, ...]
    accesses: tuple[Access, ...]


DocumentsOf = Callable[
    [Application, Submission | None, Case | None, list[StoredFile | MessageFile]], list[Document]
]
"""The files of an application as documents, with the PDFs that are made of it."""


async def collect(
    session: AsyncSession, account_id: UUID, documents_of: DocumentsOf, at: datetime
) -> Collected:
    """Read it all. Needs the system's scope; each query asks for this account alone."""
    account = await session.get_one(Account, account_id)
    rows = await _rows_by_table(session, account_id)
    everything = {
        "format": FORMAT,
        "created_at": at,
        "account": _shown(account),
        **{name: [_shown(row) for row in found] for name, found in rows.items()},
    }
    return Collected(
        name=account.display_name,
        email=account.email,
        everything=everything,
        folders=_folders(rows, documents_of),
        accesses=await accesses_of(session, account_id, most=10_000),
    )


async def _rows_by_table(session: AsyncSession, account_id: UUID) -> dict[str, list[Any]]:
    """As objects, so that what is sealed is opened."""
    found: dict[str, list[Any]] = {}
    for mapper in SQLModel._sa_registry.mappers:
        table = mapper.local_table
        if not isinstance(table, Table) or table.name not in HOLDINGS:
            continue
        query = select(mapper.class_).where(table.c.account_id == account_id, *_shared(table))
        found[table.name] = list(await session.scalars(query))
    return dict(sorted(found.items()))


def _shared(table: Table) -> list[ColumnElement[bool]]:
    """What staff have attached and not sent, or written and not issued, is nothing yet; who of them
    works on a case is no statement about the citizen."""
    match table.name:
        case "message_file":
            return [or_(table.c.message_id.is_not(None), table.c.author_kind == "citizen")]
        case "notice":
            return [table.c.issued_at.is_not(None)]
        case "case_event":
            return [table.c.kind.not_in(STAFF_ONLY)]
        case _:
            return []


def _shown(row: SQLModel) -> dict[str, Any]:
    """The columns that are statements about the citizen, and no bytes."""
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    return {
        name: value
        for name, value in values.items()
        if name not in SECRET and not name.endswith("_digest") and not isinstance(value, bytes)
    }


def _folders(rows: Mapping[str, list[Any]], documents_of: DocumentsOf) -> tuple[Folder, ...]:
    applications = sorted(rows["application"], key=lambda one: one.created_at)
    return tuple(
        _folder(number, application, rows, documents_of)
        for number, application in enumerate(applications, 1)
        if application.status != "discarded"
    )


def _folder(
    number: int, application: Application, rows: Mapping[str, list[Any]], documents_of: DocumentsOf
) -> Folder:
    case: Case | None = _first(rows["case"], application_id=application.id)
    sent: Submission | None = _first(rows["submission"], id=application.current_submission_id)
    files = [one for one in rows["stored_file"] if one.application_id == application.id]
    files += [one for one in rows["message_file"] if case and one.case_id == case.id]
    messages = [one for one in rows["case_message"] if case and one.case_id == case.id]
    label = case.reference if case else f"Entwurf {application.service}"
    town = municipality_by_slug(application.municipality).full_name
    return Folder(
        name=f"{number:03d} {label}",
        title=sent.title if sent else application.service,
        facts=_facts(town, application, case),
        parts=sent.review if sent else _typed(application),
        messages=tuple(_message(one, town) for one in sorted(messages, key=lambda one: one.at)),
        documents=tuple(documents_of(application, sent, case, files)),
    )


def _facts(town: str, application: Application, case: Case | None) -> tuple[tuple[str, str], ...]:
    begun = ("Begonnen", f"{application.created_at:%d.%m.%Y}")
    if case is None:
        return (("Zuständig", town), begun, ("Stand", "nicht abgesendet"))
    status = CaseStatus(case.status).words
    return (("Aktenzeichen", case.reference), ("Zuständig", town), begun, ("Stand", status))


def _typed(application: Application) -> list[Any]:
    """A draft has no words yet: the answers as typed, by the names of the fields."""
    rows = [
        {"label": name, "text": ", ".join(value) if isinstance(value, list) else str(value)}
        for name, value in application.answers.items()
    ]
    return [{"title": "Bisher eingegeben", "rows": rows}]


def _message(message: CaseMessage, town: str) -> tuple[str, datetime, str]:
    """Of the town hall the name of the house, not of the person."""
    return ("Sie" if message.author_kind == "citizen" else town, message.at, message.body)


def _first(rows: list[Any], **wanted: object) -> Any:
    return next((row for row in rows if all(getattr(row, k) == v for k, v in wanted.items())), None)
