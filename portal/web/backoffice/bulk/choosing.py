"""Beside the queue: which cases, and what is to be done to them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.bulk import ASSIGN, DEEDS, MOST_AT_ONCE
from portal.errors import InvalidField, PortalError
from portal.web.backoffice.queue.state import Queue
from portal.web.form_data import texts_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.bulk_plan import colleagues_of_desk, plan_bulk

BULK_PATH = "/verwaltung/sammelaktion/"


@dataclass(frozen=True)
class Somebody:
    """To whom cases can be given."""

    key: str
    name: str


class Choosing(rx.State):
    """The bar under the queue. Which boxes are ticked is known to the browser alone."""

    deed: str = ""
    colleagues: list[Somebody] = []
    wrong_deed: str = ""
    wrong_colleague: str = ""
    wrong_note: str = ""
    wrong_cases: str = ""

    @rx.event
    @staff
    async def load(self) -> None:
        """What was chosen stays through a lost connection."""
        self._forget_errors()

    @rx.event
    @staff
    async def choose(self, deed: str) -> None:
        """What is to be done: what it needs is asked for beside it."""
        self.deed = deed if deed in DEEDS else ""
        self._forget_errors()
        visit = await visit_of(self)
        if self.deed != ASSIGN or visit.scope is None:
            return
        try:
            found = await colleagues_of_desk(services(), visit.scope)
        except PortalError as fault:
            self.wrong_colleague = fault.message
            return
        self.colleagues = [Somebody(str(one.id), one.words) for one in found]
        if not found:
            self.wrong_colleague = "Das entscheidet die Teamleitung."

    @rx.event
    @staff
    async def preview(self, form_data: FormData) -> Any:
        """ "Vorschau": nothing is changed yet."""
        visit, typed = await visit_of(self), texts_of(form_data)
        if visit.scope is None:
            return None
        self._forget_errors()
        queue = await self.get_state(Queue)
        chosen = queue._wish() if typed.get("alle") else _references(typed.get("vorgang", []))
        try:
            job = await plan_bulk(
                services(), visit.scope, chosen, str(typed.get("tat", "")),
                to=_id(str(typed.get("kollegin", ""))), note=str(typed.get("vermerk", "")),
            )  # fmt: skip
        except InvalidField as fault:
            self._say(fault)
            return None
        except PortalError as fault:
            self.wrong_cases = fault.message
            return None
        self.deed = ""
        return rx.redirect(f"{BULK_PATH}{job}/")

    def _say(self, fault: InvalidField) -> None:
        self.wrong_deed = fault.message if fault.field == "tat" else ""
        self.wrong_colleague = fault.message if fault.field == "kollegin" else ""
        self.wrong_note = fault.message if fault.field == "vermerk" else ""
        self.wrong_cases = fault.message if fault.field == "vorgang" else ""

    def _forget_errors(self) -> None:
        self.wrong_deed = self.wrong_colleague = self.wrong_note = self.wrong_cases = ""


def _references(ticked: str | list[str]) -> list[str]:
    every = [ticked] if isinstance(ticked, str) else ticked
    return [reference[:15] for reference in every][:MOST_AT_ONCE]


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
