"""The figures of one municipality for who leads a team there: sheets of rows, plotted.

The page and the files show the same sheets, so they cannot say different things.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit
from portal.cases.figures.asking import Asked
from portal.documents.table_csv import write_table
from portal.errors import InvalidInput, NotAllowed, NotFound
from portal.identity import desk_of
from portal.identity.roles import Role
from portal.persistence.database import Scope, system_scope
from portal.personnel import services_of
from portal.shared import clock
from portal.workflow.figure_sheets import (
    Sheet,
    sheet_of_steps,
    sheet_of_times,
    sheet_of_volumes,
    sheets_of_feedback,
)
from portal.workflow.services import Services

SEES_FIGURES: tuple[Role, ...] = ("team_lead",)
PERIODS = (("3", "3 Monate"), ("6", "6 Monate"), ("12", "12 Monate"))


@dataclass(frozen=True)
class Choice:
    """What is asked for: months back, and a service ("" for all)."""

    months: str = "3"
    service: str = ""


@dataclass(frozen=True)
class Figures:
    """All sheets, and the services one may ask for: (slug, name)."""

    sheets: tuple[Sheet, ...]
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FiguresFile:
    """A CSV file."""

    name: str
    content: bytes


async def see_figures(services: Services, lead: Scope, choice: Choice) -> Figures:
    """Raises SignInRequired, NotAllowed (leads no team there, or not of that service)."""
    async with services.database.transaction(system_scope(lead.municipality)) as session:
        asked, offered = await _asked(session, lead, choice)
        names = dict(offered)
        sheets = (
            await sheet_of_volumes(session, asked),
            await sheet_of_times(session, asked, names),
            await sheet_of_steps(session, asked, names, choice.service),
            *await sheets_of_feedback(session, asked, names),
        )
    return Figures(sheets, offered)


async def export_figures(services: Services, lead: Scope, choice: Choice, key: str) -> FiguresFile:
    """One sheet as CSV; recorded. Raises as `see_figures`, and NotFound for no sheet."""
    sheet = next(
        (one for one in (await see_figures(services, lead, choice)).sheets if one.key == key), None
    )
    if sheet is None:
        raise NotFound
    async with services.database.transaction(lead) as session:
        await audit.record(session, lead, "figures_exported", f"figures:{key}")
    name = f"{key}_{lead.municipality}_{clock.today()}.csv"
    return FiguresFile(name, write_table(sheet.headings, sheet.rows))


async def _asked(
    session: AsyncSession, lead: Scope, choice: Choice
) -> tuple[Asked, tuple[tuple[str, str], ...]]:
    desk = await desk_of(session, lead, *SEES_FIGURES)
    own = [part for part in desk.parts if part.municipality == lead.municipality]
    limits = [part.services for part in own]
    led = None if None in limits else frozenset[str]().union(*[one or () for one in limits])
    offered = tuple(
        (slug, name) for slug, name in services_of(lead.municipality) if led is None or slug in led
    )
    if choice.months not in dict(PERIODS):
        raise InvalidInput("Bitte wählen Sie einen Zeitraum.")
    if choice.service and choice.service not in dict(offered):
        raise NotAllowed("Diese Leistung gibt es hier nicht, oder Sie leiten dort kein Team.")
    months = int(choice.months)
    wanted = frozenset({choice.service}) if choice.service else led
    asked = Asked(
        lead.municipality,
        months_back(clock.today(), months - 1),
        "week" if months == 3 else "month",
        wanted,
    )
    return asked, offered


def months_back(day: date, months: int) -> date:
    """The first day of the month so many months before that of `day`."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
