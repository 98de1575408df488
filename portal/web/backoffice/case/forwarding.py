"""Forwarding the case to the responsible authority: to whom, why, and what will be told."""

from dataclasses import dataclass

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.status import CaseAction
from portal.cases.views import StaffCaseView
from portal.errors import InvalidField, PortalError
from portal.web.form_data import texts_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.forwarding import authorities_for, forward_case


@dataclass(frozen=True)
class ShownAuthority:
    """A line of the list to choose from."""

    key: str
    name: str


class ForwardsCase(rx.State, mixin=True):
    """The part of the case's page that forwards it, and says where it was forwarded."""

    authorities: list[ShownAuthority] = []
    forwarding: bool = False
    forward_error: str = ""
    no_authority: str = ""
    no_reason: str = ""
    forward_to: str = ""
    forward_reason: str = ""
    forwarded_to: str = ""
    paid_to: str = ""
    reads_only: bool = False

    @rx.event
    @staff
    async def forward(self, form_data: FormData) -> None:
        """ "Weiterleiten": to the authority that was chosen, with the reason that was typed."""
        visit = await visit_of(self)
        if visit.scope is None or not self.forwarding:
            return
        typed = texts_of(form_data)
        self.forward_to = str(typed.get("stelle", ""))
        self.forward_reason = str(typed.get("grund", ""))
        try:
            async with services().database.transaction(visit.scope) as session:
                await forward_case(
                    session, visit.scope, services().follow_ups, self.reference,
                    to=self.forward_to, reason=self.forward_reason, revision=self.revision,
                )  # fmt: skip
        except InvalidField as fault:
            self.forward_error = ""
            self.no_authority = fault.message if fault.field == "stelle" else ""
            self.no_reason = fault.message if fault.field == "grund" else ""
        except PortalError as fault:
            self.forward_error, self.no_authority, self.no_reason = fault.message, "", ""
        else:
            self._end_forwarding()
        await self._show(visit)

    @rx.event
    @staff
    async def stop_forwarding(self) -> None:
        """ "Abbrechen": the case stays."""
        self._end_forwarding()

    def _begin_forwarding(self) -> None:
        self._end_forwarding()
        self.forwarding = True

    def _end_forwarding(self) -> None:
        self.forwarding = False
        self.forward_error, self.forward_to, self.forward_reason = "", "", ""
        self.no_authority = self.no_reason = ""

    def _tell_forwarding(self, view: StaffCaseView) -> None:
        self.forwarded_to, self.paid_to = view.forwarded_to, view.paid_to
        self.reads_only = view.reads_only
        case = view.case
        may = any(row.action is CaseAction.FORWARD for row in case.actions)
        found = authorities_for(case.municipality, case.authority, case.service) if may else ()
        self.authorities = [ShownAuthority(one.slug, one.name) for one in found]
        if not self.authorities:
            self._end_forwarding()
