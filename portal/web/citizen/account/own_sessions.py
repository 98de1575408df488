"""On "Anmeldung und Sicherheit": where one is signed in, each of them ended with one press."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from portal.errors import NotFound, PortalError
from portal.identity.own_sessions import OwnSession
from portal.municipalities import municipality_by_slug
from portal.shared.clock import moment_in_words
from portal.shared.devices import UNKNOWN
from portal.shared.language import N_, _
from portal.web.components.alerts import alert
from portal.web.components.buttons import button_bar, secondary_button, text_button
from portal.web.components.links import as_german
from portal.web.guards import citizens, internal
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.own_sessions import end_other_sessions, end_session, list_sessions

_METHODS = {
    "password": N_("mit Passwort"),
    "confirmation_link": N_("mit dem Link zur Bestätigung"),
    "passkey": N_("mit Passkey"),
    "servicekonto": N_("mit Servicekonto"),
}


@dataclass(frozen=True)
class Place:
    """A session in words."""

    session_id: str
    device: str
    portal: str
    method: str
    since: str
    last_used: str
    here: bool


class OwnSessions(rx.State):
    """Where the citizen is signed in; follows what happens elsewhere."""

    places: list[Place] = []
    others: int = 0
    done: str = ""

    @rx.event
    @citizens
    async def load(self) -> None:
        """The list; from now on it moves by itself."""
        self.done = ""
        visit = await visit_of(self)
        watch(self, OwnSessions.refresh, f"account:{visit.citizen_id}")
        await self._show()

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody signed in or out with this account."""
        await self._show()

    @rx.event
    @citizens
    async def end(self, session_id: str) -> None:
        """ "Abmelden" beside one of them."""
        visit = await visit_of(self)
        try:
            ended = await end_session(services(), visit.session, UUID(session_id))
        except ValueError:
            return
        self.done = (
            _("Das Gerät ist abgemeldet.") if ended else _("Dort waren Sie schon abgemeldet.")
        )
        await self._show()

    @rx.event
    @citizens
    async def end_others(self) -> None:
        """ "Überall sonst abmelden"."""
        await end_other_sessions(services(), (await visit_of(self)).session)
        self.done = _("Sie sind jetzt nur noch auf diesem Gerät angemeldet.")
        await self._show()

    async def _show(self) -> None:
        visit = await visit_of(self)
        if visit.session is None:
            return
        try:
            found = await list_sessions(services(), visit.session)
        except PortalError:
            return
        here = visit.session.id
        shown = [_place(one, one.id == here) for one in found]
        self.places = sorted(shown, key=lambda place: not place.here)
        self.others = len(shown) - 1


def _place(one: OwnSession, here: bool) -> Place:
    return Place(
        session_id=str(one.id),
        device=device_in_words(one.device),
        portal=_portal(one.municipality),
        method=_(_METHODS[one.method]) if one.method in _METHODS else "",
        since=moment_in_words(one.since),
        last_used=moment_in_words(one.last_seen_at),
        here=here,
    )


def device_in_words(words: str) -> str:
    """'Firefox auf Windows' in the language spoken."""
    browser, found, system = words.partition(" auf ")
    if found:
        return _("{browser} auf {system}").format(browser=browser, system=system)
    return words if words and words != UNKNOWN else _("Unbekanntes Gerät")


def _portal(slug: str) -> str:
    try:
        return municipality_by_slug(slug).full_name
    except NotFound:
        return ""


def section() -> rx.Component:
    """The list."""
    return rx.el.section(
        rx.el.h2(_("Wo Sie angemeldet sind"), id="anmeldungen"),
        rx.el.p(
            _("Kennen Sie ein Gerät nicht? Dann melden Sie es ab und ändern Sie Ihr Passwort."),
        ),
        rx.el.div(
            rx.cond(OwnSessions.done != "", alert(OwnSessions.done, tone="success")),
            role="status",
        ),
        rx.el.ul(
            rx.foreach(OwnSessions.places, _item),
            class_name="basket",
            aria_labelledby="anmeldungen",
        ),
        rx.cond(
            OwnSessions.others > 0,
            button_bar(
                secondary_button(_("Überall sonst abmelden"), on_click=OwnSessions.end_others)
            ),
        ),
        aria_labelledby="anmeldungen",
    )


def _item(place: rx.Var[Place]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(place.device),
            rx.cond(place.here, rx.el.span(" · ", _("dieses Gerät"))),
            rx.el.p(
                rx.el.span(place.portal, **as_german()),
                rx.cond(place.method != "", rx.el.span(" · ", place.method)),
                class_name="hint",
            ),
            rx.el.p(
                _("angemeldet seit {moment}").format(moment=place.since),
                rx.el.br(),
                _("zuletzt benutzt {moment}").format(moment=place.last_used),
                class_name="hint",
            ),
        ),
        rx.cond(
            place.here,
            rx.fragment(),
            rx.el.div(
                text_button(
                    _("Abmelden"),
                    rx.el.span(": ", place.device, class_name="kern-sr-only"),
                    on_click=OwnSessions.end(place.session_id),
                ),
                class_name="links",
            ),
        ),
        key=place.session_id,
    )
