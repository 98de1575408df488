"""What is shown of the queue, and why."""

import json
from datetime import date

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.duty.overview import SeenAbsence
from portal.cases.queue import (
    QueueFilter,
    QueueOrder,
    QueueWish,
    WorkQueue,
    desk_choices,
    saved_filters,
    wish_from_form,
    work_queue,
)
from portal.errors import InvalidField, NotAllowed, PortalError
from portal.persistence.database import Scope
from portal.web.backoffice.queue.lines import (
    Choice,
    Line,
    choices_of,
    greeting,
    line_of,
    pills_of,
    similar_words_of,
    stand_in_words,
)
from portal.web.components.tables import FilterPill
from portal.web.form_data import texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch, watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.duty import see_absences

SECONDS_BETWEEN_LOOKS = 2.0


class Queue(rx.State):
    """The queue of the municipality served. What was chosen lasts as long as the tab's session;
    `signature` tells views apart and has no words that were searched."""

    greeting: str = "Guten Tag."
    lines: list[Line] = []
    pills: list[FilterPill] = []
    chosen: str = QueueFilter.ALL.value
    query: str = ""
    service: str = ""
    status: str = ""
    town: str = ""
    since: str = ""
    until: str = ""
    order: str = QueueOrder.DEADLINE.value
    signature: str = ""
    is_limited: bool = False
    service_choices: list[Choice] = []
    town_choices: list[Choice] = []
    wrong_since: str = ""
    wrong_until: str = ""
    similar: str = ""
    stand_ins: str = ""
    page_number: int = 1
    pages: int = 1
    found: int = 0
    mine: bool = True
    may_change: bool = True
    refusal: str = ""
    ready: bool = False
    begun: bool = False
    drawing: int = 0

    @rx.event
    @staff
    async def load(self) -> None:
        """Show what there is to do; new cases appear by themselves. Who comes back finds the
        filters as they were, who comes first the view they begin with."""
        visit = await visit_of(self)
        if visit.municipality:
            subject = f"desks:{visit.municipality.slug}"
            watch(self, Queue.refresh, subject, at_most_every=SECONDS_BETWEEN_LOOKS)
        await self._begin(visit)
        await self._show(visit)
        self.drawing += 1

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A case came or moved."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def choose(self, key: str) -> None:
        """One of the filters was pressed."""
        if key in set(QueueFilter):
            self.chosen, self.page_number = key, 1
            await self._show(await visit_of(self))

    @rx.event
    @staff
    async def search(self, form_data: FormData) -> None:
        """Look for a reference, a name or a service."""
        self.query, self.page_number = str(form_data.get("q", ""))[:100].strip(), 1
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def limit(self, form_data: FormData) -> None:
        """ "Anzeigen": service, status, municipality, period and order."""
        typed = {name: str(value)[:60] for name, value in texts_of(form_data).items()}
        self.wrong_since = self.wrong_until = ""
        try:
            self._take(wish_from_form(self._wish(), typed))
        except InvalidField as fault:
            self.wrong_since = fault.message if fault.field == "von" else ""
            self.wrong_until = fault.message if fault.field == "bis" else ""
            return
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def lift_limits(self) -> None:
        """ "Zurücksetzen"."""
        self.wrong_since = self.wrong_until = self.query = ""
        self._take(QueueWish(QueueFilter(self.chosen)))
        self.drawing += 1
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def turn(self, by: int) -> None:
        """The next or the previous page."""
        self.page_number = max(1, self.page_number + by)
        await self._show(await visit_of(self))

    def _wish(self) -> QueueWish:
        """What is to be seen."""
        return QueueWish(
            chosen=QueueFilter(self.chosen),
            text=self.query,
            service=self.service,
            status=self.status,
            municipality=self.town,
            since=date.fromisoformat(self.since) if self.since else None,
            until=date.fromisoformat(self.until) if self.until else None,
            order=QueueOrder(self.order),
            page=self.page_number,
        )

    def _take(self, wish: QueueWish) -> None:
        """From now on this is to be seen."""
        self.chosen, self.order = wish.chosen.value, wish.order.value
        self.query, self.page_number = wish.text, wish.page
        self.service, self.status, self.town = wish.service, wish.status, wish.municipality
        self.since = wish.since.isoformat() if wish.since else ""
        self.until = wish.until.isoformat() if wish.until else ""

    async def _show(self, visit: Visit) -> None:
        """Look again."""
        self.ready = True
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                queue = await work_queue(session, visit.scope, self._wish())
        except NotAllowed:
            self.mine, self.lines, self.pills = False, [], []
            return
        except PortalError as fault:
            self.refusal, self.lines, self.pills = fault.message, [], []
            return
        self.mine, self.refusal = True, ""
        away = await _away_today(visit.scope) if queue.is_somebody_away else []
        self.stand_ins = stand_in_words(away, visit.staff_id)
        self._tell(queue, away)

    async def _begin(self, visit: Visit) -> None:
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                choices = await desk_choices(session, visit.scope)
                views = await saved_filters(session, visit.scope)
        except PortalError:
            return
        self.service_choices = choices_of(choices.services)
        self.town_choices = choices_of(choices.towns)
        start = next((view for view in views if view.is_start), None)
        if start and not self.begun:
            self._take(start.wish)
        self.begun = True

    def _tell(self, queue: WorkQueue, away: list[SeenAbsence]) -> None:
        wish = self._wish()
        self.greeting, self.similar = greeting(queue.due_count), similar_words_of(queue)
        self.lines = [line_of(entry, away) for entry in queue.rows]
        self.pills = pills_of(queue, self.chosen)
        self.found, self.page_number, self.pages = queue.found, queue.page, queue.pages
        self.signature, self.is_limited = signature_of(wish), wish.is_limited
        self.may_change = wish.chosen is not QueueFilter.FORWARDED
        subjects = [f"queue:{town}" for town in queue.towns]
        watch_found(self, Queue.refresh, f"desks:{queue.towns[0]}", *subjects)


async def _away_today(scope: Scope) -> list[SeenAbsence]:
    """With names, which the portal looks up: staff do not see each other's accounts."""
    return [one for one in await see_absences(services(), scope) if one.holds_today]


def signature_of(wish: QueueWish) -> str:
    """Equal for equal views, whatever is searched in them."""
    return json.dumps(wish.as_document(), sort_keys=True)
