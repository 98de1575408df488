"""Who works on the case: taking it over, giving it to a colleague, giving it back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.assignment import Colleague, WaysToAssign, give_back, take_over
from portal.cases.tables import Case
from portal.errors import PortalError
from portal.web.form_data import texts_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.assignment import hand_over


@dataclass(frozen=True)
class ShownColleague:
    """A line of the list to choose from."""

    key: str
    name: str


class AssignsCase(rx.State, mixin=True):
    """The part of the case's page that says whose case it is."""

    colleagues: list[ShownColleague] = []
    may_take: bool = False
    may_give_back: bool = False
    assign_error: str = ""
    nobody_chosen: str = ""

    @rx.event
    @staff
    async def take_over(self) -> None:
        """ "Mir zuweisen"."""
        await self._reassign(take_over)

    @rx.event
    @staff
    async def give_back(self) -> None:
        """ "Zurückgeben": nobody works on it."""
        await self._reassign(give_back)

    @rx.event
    @staff
    async def hand_over(self, form_data: FormData) -> None:
        """ "Zuweisen": to the colleague who was chosen."""
        visit = await visit_of(self)
        chosen = str(texts_of(form_data).get("kollegin", ""))
        if visit.scope is None:
            return
        self.assign_error = self.nobody_chosen = ""
        if chosen not in {one.key for one in self.colleagues}:
            self.nobody_chosen = "Bitte wählen Sie, wer den Vorgang bearbeiten soll."
            return
        try:
            await hand_over(
                services(), visit.scope, self.reference, UUID(chosen), revision=self.revision
            )
        except PortalError as fault:
            self.assign_error = fault.message
        await self._show(visit)

    async def _reassign(self, change: Callable[..., Awaitable[Case]]) -> None:
        visit = await visit_of(self)
        if visit.scope is None:
            return
        self.assign_error = self.nobody_chosen = ""
        try:
            async with services().database.transaction(visit.scope) as session:
                await change(session, visit.scope, self.reference, revision=self.revision)
        except PortalError as fault:
            self.assign_error = fault.message
        await self._show(visit)

    def _tell_ways(self, ways: WaysToAssign, colleagues: tuple[Colleague, ...]) -> None:
        self.colleagues = [ShownColleague(str(one.id), one.words) for one in colleagues]
        self.may_take, self.may_give_back = ways.may_take, ways.may_give_back
