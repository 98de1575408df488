"""What the applicant was told about the case outside the portal, and what became of it."""

from dataclasses import dataclass

import reflex as rx

from portal.errors import PortalError
from portal.notifications.deliveries import EXPIRED, Delivery
from portal.notifications.kinds import KINDS
from portal.shared.clock import moment_in_words
from portal.web.guards import internal, staff
from portal.web.live import watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.mails import told_in_case, told_subject

_UNKNOWN_ADDRESS = "Der Mailserver kennt die Adresse nicht oder nimmt dort keine E-Mails an"
_WHY = {
    "552": "Das Postfach ist voll oder die E-Mail zu groß",
    "5.2.2": "Das Postfach ist voll",
    "554": "Der Mailserver lehnt die E-Mail ab",
    EXPIRED: "Der Mailserver war tagelang nicht erreichbar",
}


@dataclass(frozen=True)
class Told:
    """A line of the list. `state` is "waiting", "sent" or "failed"."""

    words: str
    written: str
    state: str
    outcome: str
    channel: str


class ToldByMail(rx.State):
    """The list in the case's page."""

    of: str = ""
    told: list[Told] = []
    refused_on: str = ""

    @rx.event
    @staff
    async def load(self) -> None:
        """Show it; what is sent or comes back shows by itself."""
        reference = self.router.url.path.strip("/").split("/")[-1]
        if reference != self.of:
            self.reset()
            self.of = reference
        await self._show(await visit_of(self))

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A mail was written, sent or refused."""
        await self._show(await visit_of(self))

    async def _show(self, visit: Visit) -> None:
        if visit.scope is None:
            return
        try:
            found = await told_in_case(services(), visit.scope, self.of)
        except PortalError:
            self.reset()
            return
        self.told = [_told(one, self.of) for one in found.deliveries]
        self.refused_on = found.refused_on
        case_id = found.case_id
        watch_found(self, ToldByMail.refresh, f"case:{case_id}", told_subject(case_id))


def _told(one: Delivery, reference: str) -> Told:
    subject = KINDS[one.kind].subject if one.kind else "E-Mail"
    words = subject.format(reference=reference)
    channel = "E-Mail" if one.channel == "mail" else "Mitteilung auf dem Handy oder Computer"
    return Told(words, moment_in_words(one.written_at), one.state, _outcome(one), channel)


def _outcome(one: Delivery) -> str:
    if one.ended_at is None:
        return "wartet auf den Versand, wird immer wieder versucht"
    if one.state == "sent":
        return f"gesendet {moment_in_words(one.ended_at)}"
    if one.channel == "push":
        return "kam nicht an: Kein Gerät hat sie angenommen"
    return f"kam nicht an: {_WHY.get(one.problem, _UNKNOWN_ADDRESS)}"
