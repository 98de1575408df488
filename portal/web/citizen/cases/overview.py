"""All cases of the signed-in citizen, in every municipality."""

from dataclasses import dataclass

import reflex as rx

from portal.appointments import upcoming_of_account
from portal.cases.queries import cases_of_citizen
from portal.cases.views import CaseSummary
from portal.shared.language import _, ngettext
from portal.shared.money import format_euro
from portal.web.citizen.appointments.shown import ShownAppointment, shown, upcoming_list
from portal.web.citizen.chrome import header
from portal.web.citizen.translation import title_in_our_words
from portal.web.components.buttons import primary_link
from portal.web.components.empty import empty_state, skeleton_cards
from portal.web.components.links import internal_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.status import badge
from portal.web.guards import citizens, internal
from portal.web.language import localized
from portal.web.live import watch, watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of

_TONES = {
    "inquiry": "warning",
    "posted": "success",
    "provided": "success",
    "closed": "success",
    "rejected": "danger",
}


@dataclass(frozen=True)
class Entry:
    """One case as a card."""

    reference: str
    title: str
    municipality: str
    status: str
    tone: str
    when: str
    owed: str = ""
    news: str = ""


class Cases(rx.State):
    """The list of cases."""

    entries: list[Entry] = []
    upcoming: list[ShownAppointment] = []
    ready: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show them, and go on showing how they change."""
        visit = await visit_of(self)
        watch(self, Cases.refresh, f"account:{visit.citizen_id}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """One of them changed."""
        await self._show(await visit_of(self))

    async def _show(self, visit: Visit) -> None:
        if visit.citizen_id is None or visit.scope is None:
            return
        async with services().database.transaction(visit.scope) as session:
            cases = await cases_of_citizen(session, visit.citizen_id)
            upcoming = await upcoming_of_account(session, visit.citizen_id)
        self.upcoming = [shown(view) for view in upcoming]
        self.entries = [_entry(case) for case in cases]
        self.ready = True
        subjects = [f"case:{case.id}" for case in cases[:100]]
        watch_found(self, Cases.refresh, f"account:{visit.citizen_id}", *subjects)


def _entry(case: CaseSummary) -> Entry:
    return Entry(
        reference=case.reference,
        title=title_in_our_words(case.service, case.title),
        municipality=case.municipality_name,
        status=case.status_words,
        tone=_TONES.get(case.status, "info"),
        when=case.when,
        owed=format_euro(case.owed_cents) if case.owed_cents else "",
        news=_news(case.unread),
    )


def _news(unread: int) -> str:
    words = ngettext("{number} neue Nachricht", "{number} neue Nachrichten", unread)
    return words.format(number=unread) if unread else ""


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Meine Vorgänge")),
        rx.cond(
            Cases.ready,
            rx.fragment(
                upcoming_list(Cases.upcoming),
                rx.cond(
                    Cases.entries.length() > 0,
                    rx.el.ul(rx.foreach(Cases.entries, _card), class_name="shelf"),
                    _none_yet(),
                ),
            ),
            skeleton_cards(3),
        ),
        tab="Vorgänge",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Meine Vorgänge")),
    )


def _card(entry: rx.Var[Entry]) -> rx.Component:
    return rx.el.li(
        badge(entry.status, entry.tone),
        rx.cond(entry.owed != "", badge(_("Zahlung offen"), "warning")),
        rx.cond(entry.news != "", badge(entry.news, "info")),
        rx.el.h2(internal_link(entry.title, href=localized("/vorgaenge/") + entry.reference + "/")),
        rx.el.p(entry.reference, " · ", entry.municipality),
        rx.cond(
            entry.owed != "",
            rx.el.p(
                internal_link(
                    _("Jetzt bezahlen"),
                    ": ",
                    entry.owed,
                    href=localized("/vorgaenge/") + entry.reference + "/#zahlungen",
                ),
                class_name="owed",
            ),
        ),
        rx.el.p(entry.when, class_name="facts"),
        class_name="item",
    )


def _none_yet() -> rx.Component:
    return empty_state(
        _("Sie haben noch keine Vorgänge."),
        _("Sobald Sie einen Antrag absenden, sehen Sie hier, wie weit wir damit sind."),
        drawing="cases",
        actions=(primary_link(_("Leistung wählen"), "/leistungen/"),),
    )
