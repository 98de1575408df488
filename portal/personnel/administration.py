"""Who may decide about staff: the administration of a municipality, or of the installation.

All functions of this package need the system scope; `admin` is the scope of who acts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.catalogue import load_catalogue
from portal.errors import InvalidInput, NotAllowed, SignInRequired
from portal.identity.roles import EVERYWHERE, HeldRole, Role, check_role
from portal.identity.tables import StaffRole
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope

ADMIN_ROLES: tuple[Role, ...] = ("municipality_admin", "installation_admin")
ROLE_WORDS: dict[str, str] = {
    "case_worker": "Sachbearbeitung",
    "counter_clerk": "Bürgerbüro",
    "team_lead": "Leitung",
    "municipality_admin": "Administration der Kommune",
    "installation_admin": "Administration der Installation",
}


@dataclass(frozen=True)
class Administrator:
    """Who administers `municipality` here and now; `everywhere` is the whole installation."""

    id: UUID
    municipality: str
    everywhere: bool

    def place_of(self, role: str) -> str:
        """Where a role is held that this person gives: here, or in the whole installation.

        Raises NotAllowed for the installation's own administration, unless it is theirs.
        """
        if role != "installation_admin":
            return self.municipality
        if not self.everywhere:
            raise NotAllowed
        return EVERYWHERE

    @property
    def places(self) -> tuple[str, ...]:
        """For which this person decides."""
        return (self.municipality, EVERYWHERE) if self.everywhere else (self.municipality,)


async def require_admin(session: AsyncSession, admin: Scope) -> Administrator:
    """The administrator behind the scope. Raises SignInRequired, NotAllowed."""
    if admin.actor_kind != "staff" or admin.actor_id is None:
        raise SignInRequired
    municipality_by_slug(admin.municipality)
    roles = await admin_roles(session, admin.actor_id, admin.municipality)
    if not roles:
        raise NotAllowed
    return Administrator(admin.actor_id, admin.municipality, "installation_admin" in roles)


async def admin_roles(session: AsyncSession, account_id: UUID, municipality: str) -> set[str]:
    """By which roles the account administers that municipality ("*": the installation)."""
    query = select(StaffRole.role).where(
        col(StaffRole.account_id) == account_id,
        col(StaffRole.municipality).in_((municipality, EVERYWHERE)),
        col(StaffRole.role).in_(ADMIN_ROLES),
    )
    return set(await session.scalars(query))


def role_to_give(municipality: str, role: str, services: Collection[str]) -> HeldRole:
    """A role that can be held there, for all services or for some.

    Raises InvalidInput for what is no role there or no service of the municipality.
    """
    check_role(municipality, role, services)
    known = {slug for slug, _name in services_of(municipality)}
    if set(services) - known:
        raise InvalidInput("Bitte wählen Sie Leistungen dieser Kommune.")
    return HeldRole(municipality, role, frozenset(services) or None)


def services_of(municipality: str) -> tuple[tuple[str, str], ...]:
    """What a role there can be limited to: (slug, name), by name."""
    if municipality == EVERYWHERE:
        return ()
    here = municipality_by_slug(municipality)
    offers = (view.offer for view in load_catalogue().offers(here))
    ours = (one for one in offers if one.responsible == here or one.service.form)
    return tuple((one.service.slug, one.service.name) for one in ours)


def words_of(role: str, services: Collection[str] | None = None) -> str:
    """A role with its limits: "Sachbearbeitung für Hund anmelden"."""
    words = ROLE_WORDS.get(role, role)
    if not services:
        return words
    names = {one.slug: one.name for one in load_catalogue().services}
    return f"{words} für {', '.join(names.get(slug, slug) for slug in sorted(services))}"
