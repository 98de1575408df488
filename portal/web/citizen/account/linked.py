"""On "Anmeldung und Sicherheit": which service accounts the account is linked to."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from portal.errors import PortalError
from portal.identity import RecentSignInRequired
from portal.identity.federated import LinkedAccount
from portal.shared.clock import BERLIN, long_date
from portal.shared.language import _
from portal.shared.trust import TrustLevel
from portal.web.citizen.account.confirm import to_confirmation
from portal.web.citizen.account.servicekonto import (
    Choice,
    choices_at,
    service_account_buttons,
)
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import secondary_button
from portal.web.guards import citizens
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.federated import links_of, unlink_service_account

HERE = "/konto/sicherheit/"


@dataclass(frozen=True)
class Link:
    """A linked service account, in words."""

    id: str
    label: str
    since: str
    used: str


class LinkedAccounts(rx.State):
    """The links there are, and the providers to which there is none yet."""

    links: list[Link] = []
    choices: list[Choice] = []
    done: str = ""
    fault: str = ""

    @rx.event
    @citizens
    async def load(self) -> None:
        """What is linked now."""
        self.done, self.fault = "", ""
        await self._show(await visit_of(self))

    @rx.event
    @citizens
    async def unlink(self, link_id: str) -> rx.event.EventSpec | None:
        """ "Verbindung lösen": only by who has just shown to be the owner."""
        visit = await visit_of(self)
        if visit.session is None:
            return None
        self.done, self.fault = "", ""
        try:
            await unlink_service_account(services(), visit.session, UUID(link_id))
            self.done = _("Die Verbindung ist gelöst.")
        except RecentSignInRequired:
            return to_confirmation(self)
        except (PortalError, ValueError) as fault:
            self.fault = _(fault.message) if isinstance(fault, PortalError) else ""
        await self._show(visit)
        return None

    async def _show(self, visit: Visit) -> None:
        if visit.session is None or visit.citizen_id is None:
            return
        links = await links_of(services(), visit.session)
        self.links = [_link(link) for link in links]
        linked = {link.provider for link in links}
        every = choices_at(visit, TrustLevel.BASIC, _("Mit {provider} verbinden"))
        self.choices = [choice for choice in every if choice.provider not in linked]


def _link(link: LinkedAccount) -> Link:
    provider = services().service_accounts.get(link.provider)
    return Link(
        id=str(link.id),
        label=provider.config.label if provider else _("Servicekonto"),
        since=long_date(link.linked_at.astimezone(BERLIN).date()),
        used=long_date(link.last_used_at.astimezone(BERLIN).date()),
    )


def section() -> rx.Component:
    """Nothing where no service account is offered or linked."""
    return rx.cond(
        (LinkedAccounts.links.length() > 0) | (LinkedAccounts.choices.length() > 0),
        rx.el.section(
            rx.el.h2(_("Servicekonto"), id="verbundene-konten"),
            rx.el.div(
                rx.cond(LinkedAccounts.done != "", alert(LinkedAccounts.done, tone="success")),
                role="status",
            ),
            refusal(LinkedAccounts.fault),
            rx.el.p(
                _(
                    "Verbinden Sie Ihr Konto mit BundID oder dem Servicekonto Ihres Landes. Dann "
                    "melden Sie sich auch damit an und können sich online ausweisen."
                )
            ),
            rx.el.ul(rx.foreach(LinkedAccounts.links, _row), class_name="basket"),
            service_account_buttons(
                LinkedAccounts.choices, continue_to=localized(HERE), purpose="link"
            ),
            aria_labelledby="verbundene-konten",
        ),
    )


def _row(link: rx.Var[Link]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(link.label),
            rx.el.p(_("Verbunden seit {day}").format(day=link.since), class_name="hint"),
            rx.el.p(_("Zuletzt benutzt am {day}").format(day=link.used), class_name="hint"),
        ),
        rx.el.div(
            rx.el.details(
                rx.el.summary(
                    _("Verbindung lösen"), rx.el.span(": ", link.label, class_name="kern-sr-only")
                ),
                rx.el.p(_("Danach melden Sie sich damit nicht mehr bei diesem Konto an.")),
                secondary_button(
                    _("Verbindung endgültig lösen"), on_click=LinkedAccounts.unlink(link.id)
                ),
                class_name="help",
            ),
            class_name="links",
        ),
        key=link.id,
    )
