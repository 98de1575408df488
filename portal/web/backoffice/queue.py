"""The work queue: what is due, with filters and search."""

from dataclasses import dataclass

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.queue import QueueFilter, QueueRow, WorkQueue, work_queue
from portal.errors import NotAllowed, PortalError
from portal.shared import clock
from portal.web.backoffice.frame import Office, header
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_link, secondary_button
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.links import internal_link
from portal.web.components.page import backoffice_page
from portal.web.components.status import badge
from portal.web.components.tables import FilterPill, card_table, due, filter_pills, row
from portal.web.guards import internal, staff
from portal.web.live import watch, watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of

_COLOURS = {"overdue": "red", "soon": "amber", "later": "green"}


@dataclass(frozen=True)
class Line:
    """One case in the queue, in words. `delegated_by` names the town it is worked on for."""

    reference: str
    title: str
    delegated_by: str
    applicant: str
    status: str
    due: str
    colour: str
    assignee: str
    href: str
    news: bool = False


class Queue(rx.State):
    """The queue of the municipality served."""

    greeting: str = "Guten Tag."
    lines: list[Line] = []
    pills: list[FilterPill] = []
    chosen: str = QueueFilter.ALL.value
    query: str = ""
    page_number: int = 1
    pages: int = 1
    found: int = 0
    mine: bool = True
    refusal: str = ""
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """Show what there is to do; new cases appear by themselves."""
        visit = await visit_of(self)
        if visit.municipality:
            watch(self, Queue.refresh, f"desks:{visit.municipality.slug}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A case came or moved."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def choose(self, key: str) -> None:
        """One of the filters was pressed."""
        if key in {choice.value for choice in QueueFilter}:
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
    async def turn(self, by: int) -> None:
        """The next or the previous page."""
        self.page_number = max(1, self.page_number + by)
        await self._show(await visit_of(self))

    async def _show(self, visit: Visit) -> None:
        self.ready = True
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                queue = await work_queue(
                    session, visit.scope, QueueFilter(self.chosen), self.query, self.page_number
                )
        except NotAllowed:
            self.mine, self.lines, self.pills = False, [], []
            return
        except PortalError as fault:
            self.refusal, self.lines, self.pills = fault.message, [], []
            return
        self.mine, self.refusal = True, ""
        self._tell(queue)

    def _tell(self, queue: WorkQueue) -> None:
        self.greeting = greeting(queue.due_count)
        self.lines = [_line(entry) for entry in queue.rows]
        self.pills = [
            FilterPill(c.filter.value, c.words, c.count, c.filter.value == self.chosen)
            for c in queue.counts
        ]
        self.found, self.page_number, self.pages = queue.found, queue.page, queue.pages
        subjects = [f"queue:{town}" for town in queue.towns]
        watch_found(self, Queue.refresh, f"desks:{queue.towns[0]}", *subjects)


def greeting(due_count: int) -> str:
    """ "Guten Morgen. 1 Vorgang ist heute fällig." """
    hour = clock.now().astimezone(clock.BERLIN).hour
    hello = "Guten Morgen" if hour < 11 else "Guten Tag" if hour < 18 else "Guten Abend"
    if due_count == 0:
        return f"{hello}. Heute ist nichts fällig."
    words = "1 Vorgang ist" if due_count == 1 else f"{due_count} Vorgänge sind"
    return f"{hello}. {words} fällig."


def _line(entry: QueueRow) -> Line:
    return Line(
        reference=entry.reference,
        title=entry.title,
        delegated_by=entry.delegated_by,
        applicant=entry.applicant_name,
        status=entry.status_words,
        due=entry.due_words,
        colour=_COLOURS.get(entry.urgency, "green"),
        assignee="Sie" if entry.assigned_to_me else entry.assignee_name or "–",
        href=f"/verwaltung/vorgaenge/{entry.reference}/",
        news=entry.has_news,
    )


def page() -> rx.Component:
    """The page."""
    return backoffice_page(
        rx.el.h1(Queue.greeting, class_name="greeting"),
        refusal(Queue.refusal),
        rx.cond(Queue.mine, _work(), _no_cases()),
        current="Arbeitsvorrat",
        header=header(),
    )


def _work() -> rx.Component:
    return rx.el.div(
        _search(),
        filter_pills(Queue.pills, Queue.choose),
        rx.cond(
            Queue.ready,
            rx.cond(Queue.lines.length() > 0, _table(), _nothing()),
            skeleton(6),
        ),
    )


def _no_cases() -> rx.Component:
    """For who has another desk than the case workers'."""
    return rx.el.div(
        rx.el.p("Die Vorgänge bearbeitet bei Ihnen die Sachbearbeitung."),
        rx.cond(
            Office.checks_identity,
            button_bar(primary_link("Identität prüfen", "/verwaltung/identifizieren/")),
        ),
    )


def _search() -> rx.Component:
    """Posted, never in the address: people are looked for by name."""
    return rx.el.form(
        rx.el.input(
            type="search",
            name="q",
            aria_label="Vorgang suchen",
            placeholder="Aktenzeichen, Name, Leistung",
            auto_complete="off",
            default_value=Queue.query,
        ),
        rx.el.button(
            rx.el.span("Suchen", class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--primary",
        ),
        role="search",
        class_name="search",
        on_submit=Queue.search,
        action="/antrag/ohne-skript",
        method="post",
    )


def _table() -> rx.Component:
    return rx.el.div(
        card_table(
            ("Aktenzeichen", "Leistung", "Name", "Stand", "Frist", "Bei"),
            rx.foreach(Queue.lines, _row),
            "Arbeitsvorrat",
        ),
        rx.cond(
            Queue.pages > 1,
            rx.el.div(
                secondary_button("Zurück", on_click=Queue.turn(-1)),
                rx.el.span(f"Seite {Queue.page_number} von {Queue.pages}"),
                secondary_button("Weitere", on_click=Queue.turn(1)),
                class_name="bar",
            ),
        ),
    )


def _row(line: rx.Var[Line]) -> rx.Component:
    return row(
        internal_link(line.reference, href=line.href),
        rx.fragment(
            line.title,
            rx.cond(
                line.delegated_by != "",
                rx.fragment(rx.el.br(), rx.el.span("Für ", line.delegated_by, class_name="hint")),
            ),
        ),
        line.applicant,
        rx.fragment(
            line.status,
            rx.cond(line.news, rx.fragment(rx.el.br(), badge("Neue Nachricht", "info"))),
        ),
        due(line.due, line.colour),
        ("Bei", line.assignee),
    )


def _nothing() -> rx.Component:
    return empty_state(
        "Hier liegt nichts.",
        "Mit diesem Filter oder Suchwort gibt es gerade keine Vorgänge.",
        drawing="cases",
    )
