"""Staff and roles: who works here, what waits for a second administrator, delegations."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import InvalidInput, PortalError
from portal.persistence.database import Scope
from portal.personnel import Wish, services_of
from portal.shared import clock
from portal.web.backoffice.personnel_lines import (
    Choice,
    InvitationLine,
    MemberLine,
    SharedLine,
    WaitingLine,
    invitation_lines,
    member_lines,
    other_towns,
    shared_lines,
    waiting_lines,
)
from portal.web.form_data import texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow import personnel

INVITED = "Die Einladung ist unterwegs, wenn die Adresse erreichbar ist. Der Link gilt 72 Stunden."
PROPOSED = "Vorgeschlagen. Eine zweite Person aus der Administration muss es bestätigen."


@dataclass(frozen=True)
class Task:
    """What is about to be done to a member: give, take, factor or sessions; `words` names it."""

    kind: str = ""
    member: str = ""
    role: str = ""
    words: str = ""


class Personnel(rx.State):
    """The page of one administrator."""

    members: list[MemberLine] = []
    waiting: list[WaitingLine] = []
    invitations: list[InvitationLine] = []
    shared: list[SharedLine] = []
    service_choices: list[Choice] = []
    towns: list[Choice] = []
    everywhere: bool = False
    allowed: bool = True
    task: Task = Task()
    success: str = ""
    refusal: str = ""
    drawing: int = 0
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """Everybody who works here; what others decide shows by itself."""
        visit = await visit_of(self)
        self.task, self.success, self.refusal = Task(), "", ""
        if visit.municipality:
            here = visit.municipality.slug
            self.service_choices = [Choice(slug, name) for slug, name in services_of(here)]
            self.towns = other_towns(here)
            watch(self, Personnel.refresh, f"staff:{here}", "staff:*")
        await self._show(visit)
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Another administrator did something."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def ask(self, kind: str, member: str, role: str, words: str) -> None:
        """One of a member's buttons: first says what would happen."""
        self.task = Task(kind[:20], member[:40], role[:40], words[:300])
        self.success, self.refusal = "", ""

    @rx.event
    @staff
    async def never_mind(self) -> None:
        """Close it without doing anything."""
        self.task, self.refusal = Task(), ""

    @rx.event
    @staff
    async def give(self, form_data: FormData) -> None:
        """ "Rolle vorschlagen"."""
        visit, typed = await visit_of(self), texts_of(form_data)
        await self._do(
            visit,
            lambda admin: personnel.propose_role(
                services(), admin, UUID(self.task.member), _one(typed, "rolle"), _limits(typed)
            ),
            PROPOSED,
        )

    @rx.event
    @staff
    async def take(self) -> None:
        """ "Rolle wegnehmen"."""
        await self._do(
            await visit_of(self),
            lambda admin: personnel.take_role(
                services(), admin, UUID(self.task.member), self.task.role
            ),
            "Die Rolle ist weggenommen. Das gilt sofort.",
        )

    @rx.event
    @staff
    async def sign_out(self) -> None:
        """ "Überall abmelden"."""
        await self._do(
            await visit_of(self),
            lambda admin: personnel.end_sessions(services(), admin, UUID(self.task.member)),
            "Alle Sitzungen sind beendet.",
        )

    @rx.event
    @staff
    async def forget_factor(self, form_data: FormData) -> None:
        """ "Zweiten Faktor löschen", with the reason."""
        reason = _one(texts_of(form_data), "grund")
        await self._do(
            await visit_of(self),
            lambda admin: personnel.reset_second_factor(
                services(), admin, UUID(self.task.member), reason
            ),
            "Der zweite Faktor ist gelöscht. Bei der nächsten Anmeldung wird ein neuer"
            " eingerichtet.",
        )

    @rx.event
    @staff
    async def confirm(self, proposal: str) -> None:
        """ "Bestätigen": the second pair of eyes."""
        await self._do(
            await visit_of(self),
            lambda admin: personnel.confirm_role(services(), admin, UUID(proposal)),
            "Bestätigt. Die Rolle gilt ab jetzt.",
        )

    @rx.event
    @staff
    async def refuse(self, proposal: str) -> None:
        """ "Ablehnen", or one's own proposal taken back."""
        await self._do(
            await visit_of(self),
            lambda admin: personnel.refuse_role(services(), admin, UUID(proposal)),
            "Der Vorschlag gilt nicht mehr.",
        )

    @rx.event
    @staff
    async def invite(self, form_data: FormData) -> None:
        """ "Einladung senden": says the same whoever's the address is."""
        typed = texts_of(form_data)
        await self._do(
            await visit_of(self),
            lambda admin: personnel.invite(
                services(), admin, _one(typed, "email"), _one(typed, "rolle"), _limits(typed)
            ),
            INVITED,
        )

    @rx.event
    @staff
    async def withdraw(self, invitation: str) -> None:
        """ "Zurückziehen"."""
        await self._do(
            await visit_of(self),
            lambda admin: personnel.withdraw_invitation(services(), admin, UUID(invitation)),
            "Die Einladung ist zurückgezogen.",
        )

    @rx.event
    @staff
    async def delegate(self, form_data: FormData) -> None:
        """ "Delegation vorschlagen"."""
        typed = texts_of(form_data)
        await self._do(
            await visit_of(self),
            lambda admin: personnel.propose_delegation(services(), admin, _wish(typed)),
            PROPOSED,
        )

    @rx.event
    @staff
    async def confirm_delegation(self, delegation: str) -> None:
        """ "Bestätigen"."""
        await self._do(
            await visit_of(self),
            lambda admin: personnel.confirm_delegation(services(), admin, UUID(delegation)),
            "Bestätigt. Die Delegation gilt.",
        )

    @rx.event
    @staff
    async def end_delegation(self, delegation: str) -> None:
        """ "Beenden"."""
        await self._do(
            await visit_of(self),
            lambda admin: personnel.end_delegation(services(), admin, UUID(delegation)),
            "Die Delegation ist beendet.",
        )

    async def _do(self, visit: Visit, act: "Act", done: str) -> None:
        """Act as the administrator who sent the event, and say how it ended."""
        self.success, self.refusal = "", ""
        if visit.staff_id is None or visit.scope is None:
            return
        try:
            waits = await act(visit.scope)
        except PortalError as fault:
            self.refusal = fault.message
        except ValueError:  # an id or a day that is none
            self.refusal = InvalidInput.message
        else:
            at_once = waits is False
            self.success = "Gilt sofort: Es sind weniger Leistungen." if at_once else done
            self.task = Task()
            self.drawing += 1
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        if visit.scope is None or visit.staff_id is None:
            return
        try:
            found = await personnel.list_personnel(services(), visit.scope)
        except PortalError as fault:
            self.allowed, self.refusal = False, fault.message
            self.members, self.waiting, self.invitations, self.shared = [], [], [], []
            return
        self.allowed, self.everywhere = True, found.everywhere
        self.members = member_lines(found)
        self.waiting, self.shared = waiting_lines(found), shared_lines(found, visit.scope)
        self.invitations = invitation_lines(found)


class Act(Protocol):
    """Something done as an administrator; whether it waits for another, where that is asked."""

    def __call__(self, admin: Scope) -> Awaitable[bool | None]: ...


def _one(typed: dict[str, str | list[str]], name: str) -> str:
    value = typed.get(name, "")
    return value if isinstance(value, str) else value[0]


def _limits(typed: dict[str, str | list[str]]) -> list[str]:
    value = typed.get("leistung", [])
    return [value] if isinstance(value, str) and value else list(value)


def _wish(typed: dict[str, str | list[str]]) -> Wish:
    since, until = _one(typed, "ab"), _one(typed, "bis")
    return Wish(
        delegate=_one(typed, "kommune"),
        service=_one(typed, "dienst"),
        since=date.fromisoformat(since) if since else clock.today(),
        until=date.fromisoformat(until) if until else None,
        reason=_one(typed, "grund"),
    )
