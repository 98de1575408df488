"""Who did what in a case: for its desk. Staff do not see each other's accounts in the database, so
the portal looks the names up. Citizens read only who has their case now."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal.cases.duty.giving import names_of
from portal.cases.timeline import TimelineEntry
from portal.cases.views import StaffCaseView
from portal.persistence.database import system_scope
from portal.workflow.services import Services

SOMEBODY = "Verwaltung"


@dataclass(frozen=True)
class People:
    """The names in a case's history."""

    applicant: str
    staff: Mapping[UUID, str]

    def who(self, entry: TimelineEntry) -> str:
        """Who did it; "" where the portal did, or where it is still to come."""
        if entry.by == "citizen":
            return self.applicant
        if entry.by != "staff" or entry.by_id is None:
            return ""
        return self.staff.get(entry.by_id) or SOMEBODY


async def people_in(services: Services, view: StaffCaseView) -> People:
    """Of a case that its desk is shown."""
    ids = {entry.by_id for entry in view.case.timeline if entry.by == "staff" and entry.by_id}
    async with services.database.transaction(system_scope()) as session:
        return People(view.applicant_name, await names_of(session, ids) if ids else {})
