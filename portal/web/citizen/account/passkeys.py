"""On "Anmeldung und Sicherheit": the passkeys of an account. Staff have the same section."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from portal.errors import PortalError
from portal.identity import RecentSignInRequired
from portal.settings import load_settings
from portal.shared.clock import moment_in_words
from portal.shared.language import _
from portal.web.citizen.account.confirm import to_confirmation
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import danger_button
from portal.web.components.forms import text_input
from portal.web.components.passkeys import passkey_button
from portal.web.guards import internal, public
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.passkeys import passkeys_of, remove_passkey

STAFF_PATH = "/verwaltung/sicherheit/"


@dataclass(frozen=True)
class ShownPasskey:
    """A passkey in words."""

    passkey_id: str
    name: str
    since: str
    last_used: str


class OwnPasskeys(rx.State):
    """The passkeys of whoever is signed in; follows what happens in another tab."""

    passkeys: list[ShownPasskey] = []
    done: str = ""
    fault: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """The list; empty for whom nobody knows."""
        self.done, self.fault = "", ""
        visit = await visit_of(self)
        if visit.session and visit.session.account_id:
            watch(self, OwnPasskeys.refresh, f"account:{visit.session.account_id}")
        await self._show()

    @rx.event
    @internal
    async def refresh(self) -> None:
        """One came or went."""
        await self._show()

    @rx.event
    @public
    async def remove(self, passkey_id: str) -> rx.event.EventSpec | None:
        """ "Endgültig entfernen"."""
        visit = await visit_of(self)
        self.done, self.fault = "", ""
        try:
            await remove_passkey(services(), visit.session, UUID(passkey_id))
            self.done = _("Der Passkey ist entfernt.")
        except RecentSignInRequired as fault:
            if visit.citizen_id:
                return to_confirmation(self)
            self.fault = fault.message
        except ValueError:
            return None
        except PortalError as fault:
            self.fault = fault.message
        await self._show()
        return None

    async def _show(self) -> None:
        visit = await visit_of(self)
        self.passkeys = []
        if visit.session and visit.session.account_id:
            found = await passkeys_of(services(), visit.session)
            self.passkeys = [
                ShownPasskey(
                    passkey_id=str(one.id),
                    name=one.name,
                    since=moment_in_words(one.created_at),
                    last_used=moment_in_words(one.last_used_at) if one.last_used_at else "",
                )
                for one in found
            ]


def section() -> rx.Component:
    """For citizens."""
    return passkey_section(
        _(
            "Mit einem Passkey melden Sie sich mit Fingerabdruck, Gesicht oder PIN Ihres Geräts "
            "an, ohne Passwort. Niemand kann ihn abfangen oder erraten."
        ),
        "/konto/sicherheit/",
    )


def passkey_section(lead: str, path: str) -> rx.Component:
    """The list, and the way to one more. Nothing where passkeys have no domain to belong to."""
    if not load_settings().offers_passkeys:
        return rx.fragment()
    return rx.el.section(
        rx.el.h2(_("Passkeys"), id="passkeys"),
        rx.el.p(lead),
        rx.el.div(
            rx.cond(OwnPasskeys.done != "", alert(OwnPasskeys.done, tone="success")),
            role="status",
        ),
        refusal(OwnPasskeys.fault),
        rx.cond(
            OwnPasskeys.passkeys.length() > 0,
            rx.el.ul(
                rx.foreach(OwnPasskeys.passkeys, _item),
                class_name="basket",
                aria_labelledby="passkeys",
            ),
        ),
        passkey_button(
            _("Passkey einrichten"),
            "register",
            path,
            text_input(
                _("Name des Passkeys (optional)"),
                "name",
                hint=_("Damit Sie ihn wiedererkennen, zum Beispiel „Mein Handy“."),
                auto_complete="off",
                max_length=60,
            ),
        ),
        aria_labelledby="passkeys",
    )


def _item(one: rx.Var[ShownPasskey]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(one.name),
            rx.el.p(
                _("eingerichtet {moment}").format(moment=one.since),
                rx.cond(
                    one.last_used != "",
                    rx.el.span(
                        rx.el.br(), _("zuletzt benutzt {moment}").format(moment=one.last_used)
                    ),
                ),
                class_name="hint",
            ),
        ),
        rx.el.div(
            rx.el.details(
                rx.el.summary(
                    _("Entfernen"), rx.el.span(": ", one.name, class_name="kern-sr-only")
                ),
                rx.el.p(_("Mit diesem Passkey können Sie sich dann nicht mehr anmelden.")),
                danger_button(
                    _("Endgültig entfernen"), on_click=OwnPasskeys.remove(one.passkey_id)
                ),
                class_name="help",
            ),
            class_name="links",
        ),
        key=one.passkey_id,
    )
