"""Situations of the story: citizens, filled drafts, full baskets, submitted applications."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import (
    attach_file,
    basket,
    begin_or_resume,
    mark_submitted,
    put_into_basket,
    save_answers,
)
from portal.applications.tables import Application, Submission
from portal.catalogue import service_by_slug
from portal.files.tables import StoredFile
from portal.identity.tables import Account
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock

PAPENBURG = "papenburg"

CERTIFICATE_FOR_MYSELF: dict[str, str | list[str]] = {
    "relation": "self",
    "own_birth_date.day": "12",
    "own_birth_date.month": "8",
    "own_birth_date.year": "1964",
    "on_behalf": "no",
    "birth_name": "Łuczak-Ørsted",
    "first_names": "Zoë Anna",
    "birth_place": "Papenburg",
    "document_kind": "certificate",
    "copies": "1",
    "purpose": "marriage",
    "applicant_first_name": "Zoë",
    "applicant_last_name": "Łuczak-Ørsted",
    "delivery": "germany",
    "address.street": "Hauptkanal links",
    "address.house_number": "12a",
    "address.postcode": "26871",
    "address.city": "Papenburg",
    "entitled": ["yes"],
}
REGISTRATION_FOR_THE_PENSION: dict[str, str | list[str]] = {
    "certificate": "plain",
    "first_names": "Zoë Anna",
    "last_name": "Łuczak-Ørsted",
    "birth_date.day": "12",
    "birth_date.month": "8",
    "birth_date.year": "1964",
    "address.street": "Hauptkanal links",
    "address.house_number": "12a",
    "address.postcode": "26871",
    "address.city": "Papenburg",
    "purpose": "pension",
    "delivery": "post",
}


@dataclass(frozen=True)
class Citizen:
    """Somebody with an account, acting on the portal of `host`."""

    id: UUID
    email: str
    display_name: str
    host: str = PAPENBURG

    @property
    def scope(self) -> Scope:
        """As whom their transactions run."""
        return Scope("citizen", self.id, self.host)


def a_visitor(host: str = PAPENBURG) -> Scope:
    """Somebody who has not signed in."""
    return Scope("visitor", uuid4(), host)


async def a_citizen(
    database: Database, trust_level: str = "basic", host: str = PAPENBURG
) -> Citizen:
    """A citizen with a confirmed address. Nobody can sign in as them: the hash fits nothing."""
    account = Account(
        email=f"{uuid4().hex}@citizen.example",
        display_name="Zoë Łuczak-Ørsted",
        password_hash="!",
        trust_level=trust_level,
        email_confirmed_at=clock.now(),
    )
    async with database.transaction(system_scope()) as session:
        session.add(account)
    return Citizen(account.id, account.email, account.display_name, host)


async def a_draft(
    database: Database,
    owner: Scope,
    answers: dict[str, str | list[str]],
    service: str = "geburtsurkunde",
    municipality: str = PAPENBURG,
) -> Application:
    """An open draft with these answers, begun on the portal the owner uses."""
    async with database.transaction(owner) as session:
        draft = await begin_or_resume(
            session, owner, municipality, owner.municipality, service_by_slug(service)
        )
        await save_answers(session, draft.id, answers)
    return draft


async def an_uploaded_file(
    session: AsyncSession,
    application: Application,
    path: str = "identity_proof",
    name: str = "Ausweis.jpg",
) -> StoredFile:
    """What portal.files knows about an upload; no bytes lie behind it."""
    file = StoredFile(
        application_id=application.id,
        municipality=application.municipality,
        visitor_id=application.visitor_id,
        account_id=application.account_id,
        field_path=path,
        name=name,
        media_type="image/jpeg",
        size_bytes=120_000,
        sha256="0" * 64,
    )
    session.add(file)
    await session.flush()
    return file


async def a_filled_birth_certificate_application(
    database: Database, citizen: Citizen, copies: int = 1, municipality: str = PAPENBURG
) -> Application:
    """All answers given, the ID card uploaded: ready for the basket."""
    answers = CERTIFICATE_FOR_MYSELF | {"copies": str(copies)}
    draft = await a_draft(database, citizen.scope, answers, municipality=municipality)
    async with database.transaction(citizen.scope) as session:
        if (await session.get_one(Account, citizen.id)).trust_level == "basic":
            file = await an_uploaded_file(session, draft)
            await attach_file(session, draft.id, "identity_proof", file.id)
    return draft


async def a_certificate_in_the_basket(
    database: Database, citizen: Citizen, copies: int = 1, municipality: str = PAPENBURG
) -> Submission:
    """A birth certificate, checked and priced, waiting to be paid."""
    draft = await a_filled_birth_certificate_application(database, citizen, copies, municipality)
    async with database.transaction(citizen.scope) as session:
        return await put_into_basket(session, citizen.id, draft.id)


async def a_basket_with_two_certificates(
    database: Database, citizen: Citizen
) -> tuple[Submission, Submission]:
    """15,00 € for one copy and 22,50 € for two: 37,50 € in all."""
    return (
        await a_certificate_in_the_basket(database, citizen, copies=1),
        await a_certificate_in_the_basket(database, citizen, copies=2),
    )


async def a_free_application(database: Database, citizen: Citizen) -> Application:
    """A Meldebescheinigung for the pension: filled in, and free. Needs level substantial."""
    return await a_draft(
        database, citizen.scope, REGISTRATION_FOR_THE_PENSION, "meldebescheinigung"
    )


async def a_paid_application(
    database: Database, citizen: Citizen, copies: int = 1, municipality: str = PAPENBURG
) -> Submission:
    """A birth certificate that was settled and thereby submitted; its case is not opened yet."""
    submission = await a_certificate_in_the_basket(database, citizen, copies, municipality)
    async with database.transaction(system_scope()) as session:
        await mark_submitted(session, submission.application_id, submission.id)
    return submission


async def basket_total(database: Database, citizen: Citizen) -> int:
    """What the citizen's basket costs, in cents."""
    async with database.transaction(citizen.scope) as session:
        return (await basket(session, citizen.id, citizen.host)).total_cents
