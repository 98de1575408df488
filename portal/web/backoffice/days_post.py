"""`/verwaltung/druck/`: the day's letters, printed as one and marked as posted."""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

import reflex as rx

from portal.errors import PortalError
from portal.web.backoffice.frame import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, primary_button
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.links import document_link, internal_link
from portal.web.components.page import backoffice_page
from portal.web.components.tables import card_table, row
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.days_post import PostedBatch, days_post, mark_posted, posted_batches

LABEL = "Tagespost"
PRINTED = "/verwaltung/druck/tagespost.pdf"


@dataclass(frozen=True)
class PostLine:
    """One letter that waits."""

    key: str
    reference: str
    title: str
    name: str
    address: str
    issued: str
    href: str


@dataclass(frozen=True)
class SentBatch:
    """Letters that went out together, and where they are printed once more."""

    words: str
    href: str


class DaysPost(rx.State):
    """What waits for the post. It does not move by itself: what is printed is what is listed."""

    lines: list[PostLine] = []
    batches: list[SentBatch] = []
    done: str = ""
    refusal: str = ""
    printed: str = PRINTED
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """List what waits now."""
        self.done = ""
        await self._show()

    @rx.event
    @staff
    async def mark(self) -> None:
        """ "Alle als versendet markieren": those that are listed."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        ids = [UUID(line.key) for line in self.lines]
        try:
            number = await mark_posted(services(), visit.scope, ids)
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.done = (
            "1 Schreiben ist als versendet markiert."
            if number == 1
            else f"{number} Schreiben sind als versendet markiert."
        )
        await self._show()

    async def _show(self) -> None:
        visit = await visit_of(self)
        self.ready = True
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                waiting = await days_post(session, visit.scope)
                sent = await posted_batches(session, visit.scope)
        except PortalError as fault:
            self.refusal, self.lines, self.batches = fault.message, [], []
            return
        self.refusal = ""
        self.lines = [
            PostLine(
                str(one.id), one.reference, one.title, one.applicant_name, one.address,
                one.issued_when, f"/verwaltung/vorgaenge/{one.reference}/",
            )
            for one in waiting
        ]  # fmt: skip
        self.batches = [_batch(one) for one in sent]
        ids = ",".join(line.key for line in self.lines)
        self.printed = f"{PRINTED}?schreiben={ids}"


def _batch(one: PostedBatch) -> SentBatch:
    letters = "1 Schreiben" if one.number == 1 else f"{one.number} Schreiben"
    return SentBatch(f"{one.when}: {letters}", f"{PRINTED}?versendet={quote(one.at.isoformat())}")


def page() -> rx.Component:
    """The page."""
    return backoffice_page(
        rx.el.h1(LABEL),
        refusal(DaysPost.refusal),
        rx.el.div(
            rx.cond(DaysPost.done != "", alert(DaysPost.done, tone="success")), role="status"
        ),
        rx.cond(
            DaysPost.ready,
            rx.cond(DaysPost.lines.length() > 0, _letters(), _nothing()),
            skeleton(4),
        ),
        rx.cond(DaysPost.batches.length() > 0, _sent_lately()),
        current=LABEL,
        header=header(),
    )


def _letters() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Drucken Sie die Schreiben als ein Dokument; jedes beginnt auf einem neuen Blatt, die "
            "Anschrift passt in das Fenster des Umschlags. Markieren Sie danach alle als "
            "versendet: Darüber geht zu jedem Schreiben eine Benachrichtigung hinaus.",
        ),
        button_bar(
            document_link("Alle drucken (PDF)", href=DaysPost.printed),
            primary_button("Alle als versendet markieren", on_click=DaysPost.mark),
        ),
        rx.el.div(
            card_table(
                ("Aktenzeichen", "Schreiben", "Name", "Anschrift", "Ausgestellt"),
                rx.foreach(DaysPost.lines, _row),
                LABEL,
            ),
            class_name="long-cells",
        ),
    )


def _sent_lately() -> rx.Component:
    """A batch may be lost or spoilt: it is printed as it was, and that is on record."""
    return rx.el.details(
        rx.el.summary("Schon versendet: noch einmal drucken"),
        rx.el.p(
            "Das Datum der Schreiben und der Versand bleiben, wie sie waren. Jeder erneute Druck "
            "wird beim Vorgang protokolliert.",
            class_name="hint",
        ),
        rx.el.ul(
            rx.foreach(
                DaysPost.batches,
                lambda one: rx.el.li(document_link(one.words, href=one.href), key=one.href),
            ),
            class_name="plain-list",
        ),
    )


def _row(line: rx.Var[PostLine]) -> rx.Component:
    return row(
        internal_link(line.reference, href=line.href),
        line.title,
        line.name,
        line.address,
        ("Ausgestellt", line.issued),
    )


def _nothing() -> rx.Component:
    return empty_state(
        "Hier liegt nichts.",
        "Schreiben, die Sie mit der Post ausstellen, warten hier auf den Druck.",
        drawing="cases",
    )
