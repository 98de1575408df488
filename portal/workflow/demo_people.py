"""Who lives and works in the demo: the accounts of docs/testing.md, and a few neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.accounts import AccountKind
from portal.identity.passwords import hash_password
from portal.identity.roles import Role, grant_role
from portal.identity.tables import Account
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from portal.shared.trust import TrustLevel

PASSWORD = "demo-Passwort-2026"  # noqa: S105 - public: it opens the demo
IDENTIFIED = "identifiziert@demo.example"
PAPENBURG_DESK = "sachbearbeitung@demo.example"
LEER_DESK = "sachbearbeitung.leer@demo.example"


@dataclass(frozen=True)
class Person:
    """An account of the demo. Neighbours have no password: nobody can sign in as one."""

    email: str
    name: str
    kind: AccountKind = "citizen"
    level: TrustLevel = TrustLevel.SUBSTANTIAL
    role: tuple[str, Role] | None = None
    services: tuple[str, ...] = ()
    signs_in: bool = False


PEOPLE = (
    Person("buerger@demo.example", "Hanna Meiners", level=TrustLevel.BASIC, signs_in=True),
    Person(IDENTIFIED, "Jan Ahlers", signs_in=True),
    Person(PAPENBURG_DESK, "Imke Brand", "staff", role=("papenburg", "case_worker"), signs_in=True),
    Person(LEER_DESK, "Onno Dirks", "staff", role=("leer", "case_worker"), signs_in=True),
    Person(
        "buergerbuero@demo.example",
        "Wiebke Kramer",
        "staff",
        role=("papenburg", "counter_clerk"),
        signs_in=True,
    ),
    Person(
        "leitung@demo.example",
        "Renate Voß",
        "staff",
        role=("papenburg", "team_lead"),
        signs_in=True,
    ),
    Person(
        "kasse@demo.example",
        "Focko Meents",
        "staff",
        role=("papenburg", "team_lead"),
        signs_in=True,
    ),
    Person(
        "admin@demo.example",
        "Tomas Ehlers",
        "staff",
        role=("*", "installation_admin"),
        signs_in=True,
    ),
    Person(
        "personal@demo.example",
        "Gesine Albers",
        "staff",
        role=("papenburg", "municipality_admin"),
        signs_in=True,
    ),
    Person(
        "meldewesen@demo.example",
        "Hauke Terveer",
        "staff",
        role=("papenburg", "case_worker"),
        services=("meldebescheinigung",),
        signs_in=True,
    ),
    Person("frauke.janssen@demo.example", "Frauke Janssen"),
    Person("emre.yildiz@demo.example", "Emre Yıldız"),
    Person("gerd.wessels@demo.example", "Gerd Wessels"),
    Person("katarzyna.wozniak@demo.example", "Katarzyna Woźniak"),
    Person("talea.poppinga@demo.example", "Talea Poppinga"),
    Person("lukas.hermes@demo.example", "Lukas Hermes"),
)


async def settle_in(database: Database) -> Mapping[str, UUID]:
    """Make the accounts that are missing; all of the demo's accounts by their address."""
    async with database.transaction(system_scope()) as session:
        known = await _accounts(session)
        missing = [person for person in PEOPLE if person.email not in known]
        password_hash = await hash_password(PASSWORD) if missing else ""
        for person in missing:
            known[person.email] = await _move_in(session, person, password_hash)
    return known


async def _accounts(session: AsyncSession) -> dict[str, UUID]:
    addresses = [person.email for person in PEOPLE]
    query = select(col(Account.email), col(Account.id)).where(col(Account.email).in_(addresses))
    return {email: account_id for email, account_id in await session.execute(query)}


async def _move_in(session: AsyncSession, person: Person, password_hash: str) -> UUID:
    """One hash serves all: the password is the same and public."""
    account = Account(
        kind=person.kind,
        email=person.email,
        display_name=person.name,
        password_hash=password_hash if person.signs_in else "",
        trust_level=TrustLevel.NONE if person.kind == "staff" else person.level,
        email_confirmed_at=clock.now(),
    )
    session.add(account)
    await session.flush()
    if person.role:
        await grant_role(session, account.id, *person.role, services=person.services)
    return account.id
