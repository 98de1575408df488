"""What the page "Meine Daten" shows, and what can be asked for there."""

from collections.abc import Callable
from dataclasses import dataclass

import reflex as rx
from reflex_base.utils.form import FormData

from portal.audit import Access
from portal.errors import PortalError
from portal.identity import RecentSignInRequired
from portal.municipalities import municipality_by_slug
from portal.privacy.inventory import Inventory, KeptCase
from portal.privacy.tables import DataExport
from portal.shared.clock import BERLIN, long_date, moment_in_words
from portal.shared.language import N_, _, ngettext
from portal.shared.money import format_euro
from portal.web.citizen.account.confirm import to_confirmation
from portal.web.guards import citizens, internal
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.privacy import (
    OwnData,
    keep_account,
    request_erasure,
    request_export,
    see_own_data,
)

_COUNTED = (
    ("submission", N_("Anträge, wie Sie sie gesendet haben")),
    ("stored_file", N_("hochgeladene Dateien")),
    ("case_message", N_("Nachrichten")),
    ("message_file", N_("Dateien an Nachrichten")),
    ("appointment", N_("Termine")),
    ("payment", N_("Zahlungen")),
    ("session", N_("Anmeldungen auf Geräten")),
    ("identification", N_("Prüfungen Ihrer Identität")),
    ("contact_profile", N_("gespeicherte Kontaktdaten")),
    ("data_access", N_("Einträge darüber, wer Ihre Daten gesehen hat")),
)


@dataclass(frozen=True)
class Stored:
    """A kind of data, and how much of it."""

    what: str
    count: str


@dataclass(frozen=True)
class Remains:
    """A line of the table of what becomes of it: what, why, until when."""

    what: str
    why: str
    until: str


@dataclass(frozen=True)
class Look:
    """Who looked at what, when; `href` leads to the case."""

    when: str
    who: str
    what: str
    reference: str
    href: str


class OwnDataPage(rx.State):
    """The page "Meine Daten"."""

    stored: list[Stored] = []
    goes: list[str] = []
    remains: list[Remains] = []
    open_cases: str = ""
    looks: list[Look] = []
    preparing: bool = False
    export_href: str = ""
    export_until: str = ""
    erasing: bool = False
    erase_on: str = ""
    export_refusal: str = ""
    erasure_refusal: str = ""
    done: str = ""
    ready: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show it; a ZIP that gets ready shows by itself."""
        self.export_refusal, self.erasure_refusal, self.done = "", "", ""
        visit = await visit_of(self)
        if account := visit.citizen_id:
            watch(self, OwnDataPage.refresh, f"account:{account}", f"accesses:{account}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Something was made, withdrawn or looked at."""
        await self._show(await visit_of(self))

    @rx.event
    @citizens
    async def export(self) -> rx.event.EventSpec | None:
        """ "Daten anfordern"."""
        visit = await visit_of(self)
        self.export_refusal = ""
        try:
            await request_export(services(), visit.session)
        except RecentSignInRequired:
            return to_confirmation(self)
        except PortalError as fault:
            self.export_refusal = fault.message
        await self._show(visit)
        return None

    @rx.event
    @citizens
    async def erase(self, form_data: FormData) -> rx.event.EventSpec | None:
        """ "Konto löschen": with the word typed, in a week."""
        visit = await visit_of(self)
        self.erasure_refusal, self.done = "", ""
        try:
            await request_erasure(services(), visit.session, str(form_data.get("wort", ""))[:40])
        except RecentSignInRequired:
            return to_confirmation(self)
        except PortalError as fault:
            self.erasure_refusal = fault.message
        await self._show(visit)
        return None

    @rx.event
    @citizens
    async def keep(self) -> None:
        """ "Konto behalten"."""
        visit = await visit_of(self)
        if visit.citizen_id and await keep_account(services(), visit.citizen_id):
            self.done = _("Ihr Konto bleibt bestehen.")
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        if visit.citizen_id is None:
            return
        data = await see_own_data(services(), visit.citizen_id)
        counts = data.inventory.counts
        self.stored = [
            Stored(_(words), str(counts[table])) for table, words in _COUNTED if counts.get(table)
        ]
        self.goes, self.remains = _goes(data.inventory), _remains(data.inventory)
        number = data.inventory.open_cases
        words = ngettext(
            "{number} Vorgang ist noch offen.", "{number} Vorgänge sind noch offen.", number
        )
        self.open_cases = words.format(number=number) if number else ""
        self.looks = [_look(access) for access in data.accesses]
        self._show_wishes(data)
        self.ready = True

    def _show_wishes(self, data: OwnData) -> None:
        export, erasure = data.wishes.export, data.wishes.erasure
        self.preparing = export is not None and export.ready_at is None
        self.export_href = _href(export)
        expires = export.expires_at if export else None
        self.export_until = moment_in_words(expires) if expires else ""
        self.erasing = erasure is not None
        self.erase_on = long_date(erasure.due_at.astimezone(BERLIN).date()) if erasure else ""


def _href(export: DataExport | None) -> str:
    ready = export is not None and export.ready_at is not None
    return f"/konto/daten/export/{export.id}.zip" if export and ready else ""


def _goes(inventory: Inventory) -> list[str]:
    """What is erased with the account."""
    drafts = ngettext("{number} Entwurf", "{number} Entwürfe", inventory.drafts)
    some: list[tuple[bool, Callable[[], str]]] = [
        (True, lambda: _("Name, E-Mail-Adresse, Passwort und alle anderen Anmeldewege")),
        (
            inventory.drafts > 0,
            lambda: _("{drafts} mit allen Dateien darin").format(
                drafts=drafts.format(number=inventory.drafts)
            ),
        ),
        (bool(inventory.counts.get("contact_profile")), lambda: _("Ihre Kontaktdaten")),
        (
            bool(inventory.counts.get("appointment")),
            lambda: _("Termine, die zu keinem Vorgang gehören: Sie sind damit abgesagt"),
        ),
        (True, lambda: _("Anmeldungen auf allen Geräten und Prüfungen Ihrer Identität")),
    ]
    return [words() for there, words in some if there]


def _remains(inventory: Inventory) -> list[Remains]:
    """What stays, why, and until when, for this very account."""
    lines = [_kept_case(case) for case in inventory.cases]
    lines += [
        Remains(
            _("Zahlung über {amount}, {day}").format(
                amount=format_euro(paid.amount_cents), day=long_date(paid.paid_on)
            ),
            _("Beleg der Buchhaltung (§ 147 AO), ohne Ihren Namen"),
            long_date(paid.until),
        )
        for paid in inventory.payments
    ]
    if inventory.counts.get("data_access"):
        lines.append(
            Remains(
                _("Einträge darüber, wer Ihre Daten gesehen hat"),
                _("Kontrolle der Verwaltung (Artikel 5 Absatz 2 DSGVO)"),
                _("zwei Jahre nach dem Eintrag"),
            )
        )
    return lines


def _kept_case(case: KeptCase) -> Remains:
    until = (
        long_date(case.until)
        if case.until
        else _("{months} Monate nach dem Abschluss").format(months=case.months)
    )
    return Remains(
        f"{case.title}, {case.reference}",
        _("Akte der Kommune: {town}").format(town=case.municipality_name),
        until,
    )


def _look(access: Access) -> Look:
    town = municipality_by_slug(access.municipality).full_name
    reference = access.reference
    return Look(
        moment_in_words(access.at),
        f"{access.look.by}, {town}",
        access.look.words,
        reference,
        f"/vorgaenge/{reference}/" if reference else "",
    )
