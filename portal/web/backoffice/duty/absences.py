"""Absences: one's own, and for leads those of their colleagues."""

from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import InvalidField, InvalidInput, PortalError
from portal.persistence.database import Scope
from portal.shared import clock
from portal.web.backoffice.duty.lines import (
    AbsenceLine,
    Choice,
    absence_lines,
    colleague_choices,
    day_typed,
)
from portal.web.form_data import Answers, texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow import duty

_FIELDS = ("wer", "von", "bis", "vertretung")


class Absences(rx.State):
    """Who is away, today and later, and the form to enter it."""

    absences: list[AbsenceLine] = []
    colleagues: list[Choice] = []
    me: str = ""
    leads: bool = False
    today: str = ""
    faults: dict[str, str] = {}
    success: str = ""
    refusal: str = ""
    drawing: int = 0

    @rx.event
    @staff
    async def load(self) -> None:
        """Show them; what others enter shows by itself."""
        self._hush()
        visit = await visit_of(self)
        if visit.municipality:
            here = visit.municipality.slug
            watch(self, Absences.refresh, f"duty:{here}")
        self.today = clock.today().isoformat()
        self.drawing += 1
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody is away, or back."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def enter(self, form_data: FormData) -> None:
        """ "Abwesenheit eintragen": what was typed stays where it is refused."""
        typed = texts_of(form_data)
        if _one(typed, "blatt") != str(self.drawing):
            return  # the second click of two: its form is done with
        visit = await visit_of(self)
        if visit.scope is None:
            return
        self._hush()
        try:
            await _entered(visit.scope, typed)
        except InvalidField as fault:
            known = fault.field if fault.field in _FIELDS else "bis"
            self.faults = {known: fault.message}
            return
        except PortalError as fault:
            self.refusal = fault.message
        else:
            self.success = "Die Abwesenheit ist eingetragen."
            self.drawing += 1
        await self._show(visit)

    @rx.event
    @staff
    async def remove(self, key: str) -> None:
        """ "Beenden": back, or entered by mistake."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        self._hush()
        try:
            await duty.remove_absence(services(), visit.scope, UUID(key))
        except PortalError as fault:
            self.refusal = fault.message
        except ValueError:  # an id that is none
            self.refusal = InvalidInput.message
        else:
            self.success = "Die Abwesenheit ist beendet."
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        try:
            seen = await duty.see_duty(services(), visit.scope or Scope("visitor"))
        except PortalError:  # the rules on the same page say why
            self.absences, self.colleagues = [], []
            return
        self.leads = seen.leads
        self.absences = absence_lines(seen)
        self.me, self.colleagues = str(seen.me), colleague_choices(seen)

    def _hush(self) -> None:
        self.success, self.refusal, self.faults = "", "", {}


async def _entered(scope: Scope, typed: Answers) -> None:
    """For oneself, where nobody is chosen."""
    person = _person("wer", _one(typed, "wer")) or scope.actor_id
    if person is None:
        raise InvalidField("wer", "Bitte wählen Sie, wer abwesend ist.")
    await duty.enter_absence(
        services(),
        scope,
        person,
        substitute=_person("vertretung", _one(typed, "vertretung")),
        since=day_typed("von", _one(typed, "von")),
        until=day_typed("bis", _one(typed, "bis")),
    )


def _person(field: str, typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise InvalidField(field, "Bitte wählen Sie eine der Personen.") from None


def _one(typed: Answers, name: str) -> str:
    value = typed.get(name, "")
    return value if isinstance(value, str) else value[0]
