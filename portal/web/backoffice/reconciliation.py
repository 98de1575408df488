"""What the nightly comparison with the providers found, to be cleared here."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import PortalError
from portal.payments.comparison import Kind
from portal.shared.clock import moment_in_words
from portal.shared.money import format_euro
from portal.web.form_data import texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.differences import OpenDifference, clear_difference, view_comparison

_WORDS = {
    Kind.PAID_THERE: (
        "Beim Anbieter bezahlt, hier nicht",
        "Prüfen Sie Betrag und Währung beim Anbieter. Passt das Geld nicht zur Bestellung, geben"
        " Sie es dort zurück.",
    ),
    Kind.NOT_PAID_THERE: (
        "Hier bezahlt, beim Anbieter nicht",
        "Der Vorgang ist eröffnet. Fragen Sie beim Anbieter nach; fehlt das Geld wirklich, fordern"
        " Sie es im Vorgang nach.",
    ),
    Kind.UNKNOWN_THERE: (
        "Der Anbieter kennt die Zahlung nicht",
        "Prüfen Sie, ob noch das richtige Konto beim Anbieter eingestellt ist.",
    ),
    Kind.UNKNOWN_HERE: (
        "Geld beim Anbieter, zu dem hier nichts gehört",
        "Suchen Sie die Zahlung beim Anbieter und geben Sie sie dort zurück.",
    ),
    Kind.AMOUNT: (
        "Die Beträge sind verschieden",
        "Vergleichen Sie mit der Abrechnung des Anbieters.",
    ),
    Kind.REFUNDS: (
        "Es wurde verschieden viel erstattet",
        "Beim Anbieter ist eine Erstattung anders ausgegangen als hier vermerkt. Sehen Sie dort"
        " nach.",
    ),
    Kind.REFUND_STUCK: (
        "Eine Erstattung kam nicht zustande",
        "Der Anbieter hat sie abgelehnt oder antwortet nicht. Erstatten Sie dort von Hand oder"
        " überweisen Sie den Betrag.",
    ),
    Kind.DEBIT_FAILED: (
        "Lastschrift geplatzt, der Vorgang ist schon beendet",
        "Die Gebühr ist nicht bezahlt. Fordern Sie sie außerhalb des Portals nach.",
    ),
    Kind.DISPUTED: (
        "Die Zahlung wird bestritten",
        "Die Bank der Zahlenden fordert das Geld zurück. Antworten Sie beim Anbieter rechtzeitig;"
        " geht es verloren, fordern Sie die Gebühr im Vorgang nach.",
    ),
    Kind.NO_CASE: (
        "Bezahlt, aber kein Vorgang",
        "Bitte melden Sie das der Betreuung des Portals: Der Vorgang muss eröffnet werden.",
    ),
}
_PROVIDERS = {
    "stripe": "Stripe", "paypal": "PayPal", "transfer": "Überweisung", "demo-bank": "Demo-Bank",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A difference as it is shown."""

    key: str
    title: str
    advice: str
    facts: str


class Reconciliation(rx.State):
    """What is open here."""

    items: list[Item] = []
    compared: str = ""
    refusal: str = ""
    refused: str = ""
    success: str = ""
    typed: str = ""
    allowed: bool = False
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """The list as it is now."""
        self._forget()
        watch(self, Reconciliation.refresh, "differences")
        await self._list()
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A comparison has run, or a colleague cleared something."""
        await self._list()

    @rx.event
    @staff
    async def clear(self, form_data: FormData) -> None:
        """ "Als geklärt schließen": with the words how."""
        typed = texts_of(form_data)
        key, reason = str(typed.get("abweichung", "")), str(typed.get("grund", ""))[:600]
        visit = await visit_of(self)
        self._forget()
        if visit.scope is None:
            return
        try:
            await clear_difference(services(), visit.scope, UUID(key), reason)
            self.success = "Vermerkt und geschlossen."
        except PortalError as fault:
            self.refusal, self.refused, self.typed = fault.message, key, reason
        except ValueError:
            return
        await self._list()

    def _forget(self) -> None:
        self.refusal, self.refused, self.success, self.typed = "", "", "", ""

    async def _list(self) -> None:
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            found = await view_comparison(services(), visit.scope)
        except PortalError as fault:
            self.refusal, self.allowed, self.items = fault.message, False, []
            return
        self.allowed = True
        self.items = [_item(one) for one in found.open]
        self.compared = "Noch wurde nicht abgeglichen."
        if found.compared_at:
            self.compared = f"Zuletzt abgeglichen: {moment_in_words(found.compared_at)}."
        if found.unanswered:
            self.compared += (
                f" {found.unanswered} Anfragen blieben ohne Antwort: Sie werden jede Stunde"
                " wiederholt."
            )


def _item(one: OpenDifference) -> Item:
    title, advice = _WORDS[one.kind]
    facts = [
        _PROVIDERS.get(one.provider, one.provider),
        f"hier {format_euro(one.ours_cents)}, dort {format_euro(one.theirs_cents)}",
        f"seit {moment_in_words(one.first_seen_at)}",
        *(f"Kassenzeichen {number}" for number in one.kassenzeichen),
    ]
    return Item(str(one.id), title, advice, " · ".join(facts))
