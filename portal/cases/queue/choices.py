"""What the limits of the queue can be set to: what there is on the desk."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import require_case_worker
from portal.cases.queue.vocabulary import service_name
from portal.cases.tables import Case
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope


@dataclass(frozen=True)
class DeskChoices:
    """Slugs with names: services that cases on the desk are about, by name, and the
    municipalities they may come from, the own one first."""

    services: tuple[tuple[str, str], ...]
    towns: tuple[tuple[str, str], ...]


async def desk_choices(session: AsyncSession, scope: Scope) -> DeskChoices:
    """For the desk of the scope's actor. Raises SignInRequired, NotAllowed."""
    actor = await require_case_worker(session, scope)
    query = select(col(Case.service)).where(actor.cases).distinct()
    services = [(slug, service_name(slug)) for slug in await session.scalars(query)]
    towns = [(slug, municipality_by_slug(slug).full_name) for slug in actor.towns]
    return DeskChoices(tuple(sorted(services, key=lambda one: one[1])), tuple(towns))
