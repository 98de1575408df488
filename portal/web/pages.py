"""Which page stands at which path. Texts common to all municipalities are prerendered."""

from collections.abc import Iterator
from functools import partial

import reflex as rx

from portal.catalogue import ServiceDefinition, load_catalogue
from portal.catalogue.easy_language import easy_page
from portal.shared.language import N_, _
from portal.web.backoffice import (
    arrivals_page,
    bookings_page,
    counter_page,
    days_post,
    figures,
    invitation,
    personnel_page,
    reconciliation_page,
    refunds_page,
)
from portal.web.backoffice import security as staff_security
from portal.web.backoffice.appointments import day_page, entry_page
from portal.web.backoffice.appointments.day import DayList
from portal.web.backoffice.appointments.entry import AppointmentEntry
from portal.web.backoffice.arrivals import Arrivals
from portal.web.backoffice.blocks import page as blocks_page
from portal.web.backoffice.blocks.state import OwnBlocks
from portal.web.backoffice.bookings import BookingList
from portal.web.backoffice.bulk import page as bulk
from portal.web.backoffice.bulk.choosing import Choosing
from portal.web.backoffice.bulk.state import Bulk
from portal.web.backoffice.case import page as staff_case
from portal.web.backoffice.case.desk import CaseDesk
from portal.web.backoffice.case.letters import Letters
from portal.web.backoffice.case.present import AlsoHere
from portal.web.backoffice.case.state import StaffCase
from portal.web.backoffice.case.told import ToldByMail
from portal.web.backoffice.counter import Counter
from portal.web.backoffice.duty import page as duty_page
from portal.web.backoffice.duty.absences import Absences
from portal.web.backoffice.duty.rules import Rules
from portal.web.backoffice.frame import Office
from portal.web.backoffice.personnel import Personnel
from portal.web.backoffice.queue import page as queue
from portal.web.backoffice.queue.state import Queue
from portal.web.backoffice.queue.views import Views
from portal.web.backoffice.reconciliation import Reconciliation
from portal.web.backoffice.refunds import Refunds
from portal.web.citizen import catalogue, home
from portal.web.citizen.account import (
    address,
    confirm,
    contact,
    entry,
    notified_page,
    own_data_page,
    passwords,
    security,
)
from portal.web.citizen.account import pages as account
from portal.web.citizen.account.identify import Identify
from portal.web.citizen.account.notified import Notified
from portal.web.citizen.account.own_data import OwnDataPage
from portal.web.citizen.account.passkeys import OwnPasskeys
from portal.web.citizen.account.servicekonto import ServiceAccountChoice
from portal.web.citizen.account.state import Account, Entry
from portal.web.citizen.appointments import own as own_appointment
from portal.web.citizen.appointments import page as booking
from portal.web.citizen.appointments.state import Booking
from portal.web.citizen.cases import correction_page, guest, overview
from portal.web.citizen.cases import page as case
from portal.web.citizen.cases.correction import Correction
from portal.web.citizen.cases.guest_code import OwnGuestCode
from portal.web.citizen.cases.rating import Rating
from portal.web.citizen.cases.state import Case
from portal.web.citizen.checkout import (
    basket,
    payment,
    payment_page,
    result,
    transfer,
    transfer_page,
)
from portal.web.citizen.chrome import Chrome
from portal.web.citizen.form import page as form
from portal.web.citizen.form.state import Application
from portal.web.citizen.info import easy_service
from portal.web.citizen.info.routes import add_info_pages
from portal.web.citizen.service import page as service
from portal.web.citizen.service.state import Service
from portal.web.citizen.translation import in_our_words
from portal.web.multilingual import NOT_FOR_SEARCH_ENGINES, CitizenPage, add_citizen_page
from portal.workflow.personnel import INVITATION_PATH


def add_pages(app: rx.App) -> None:
    """Add every page to the app."""
    for page in (*_shop(), *_services(), *_personal()):
        add_citizen_page(app, page)
    _add_backoffice(app)
    add_info_pages(app)


def _shop() -> Iterator[CitizenPage]:
    yield CitizenPage(home.page, "/", "", home.DESCRIPTION, (Chrome.load, home.Home.load))
    yield CitizenPage(
        catalogue.page,
        "/leistungen",
        N_("Alle Leistungen"),
        catalogue.DESCRIPTION,
        (Chrome.load, catalogue.Catalogue.load),
    )
    yield CitizenPage(
        booking.page,
        "/termine",
        N_("Termin vereinbaren"),
        N_("Freie Zeiten ansehen und einen Termin buchen, mit oder ohne Konto."),
        (Chrome.load, Booking.load),
    )


def _services() -> Iterator[CitizenPage]:
    """One prerendered page per service, and one per form: nothing grows with municipalities."""
    for definition in load_catalogue().services:
        yield CitizenPage(
            partial(service.page_of, definition),
            f"/leistungen/{definition.slug}",
            partial(_name_of, definition),
            partial(_summary_of, definition),
            (Chrome.load, Service.load),
            module=f"{service.__name__}.{definition.slug}",
        )
        if easy_page(definition.slug) is not None:
            yield CitizenPage(
                partial(easy_service.page_of, definition),
                f"/leichte-sprache/{definition.slug}",
                partial(_in_easy_language, definition),
                partial(_in_easy_language, definition),
                (Chrome.load, Service.load),
                module=f"{easy_service.__name__}.{definition.slug}",
            )
        if definition.form is not None:
            yield CitizenPage(
                partial(form.page_of, definition),
                f"/antrag/{definition.slug}",
                partial(_application_for, definition),
                partial(_summary_of, definition),
                (Chrome.load, Application.open),
                personal=True,
                module=form.__name__,
            )


def _name_of(definition: ServiceDefinition) -> str:
    return in_our_words(definition).name


def _summary_of(definition: ServiceDefinition) -> str:
    return in_our_words(definition).summary


def _in_easy_language(definition: ServiceDefinition) -> str:
    return _("{service} in Leichter Sprache").format(service=_name_of(definition))


def _application_for(definition: ServiceDefinition) -> str:
    return _("{service} beantragen").format(service=_name_of(definition))


def _personal() -> Iterator[CitizenPage]:
    pages = [
        (
            entry.sign_in_page,
            "/anmelden",
            N_("Anmelden"),
            (Entry.load, ServiceAccountChoice.load),
        ),
        (entry.register_page, "/registrieren", N_("Konto erstellen"), Entry.load),
        (account.account_page, "/konto", N_("Mein Konto"), (Account.load, Identify.load)),
        (
            security.page,
            "/konto/sicherheit",
            N_("Anmeldung und Sicherheit"),
            security.ON_LOAD,
        ),
        (
            confirm.page,
            "/anmelden/bestaetigen",
            N_("Bitte bestätigen Sie, dass Sie es sind"),
            (confirm.Confirm.load, ServiceAccountChoice.load_confirming),
        ),
        (passwords.forgotten_page, "/passwort/vergessen", N_("Passwort vergessen"), Entry.load),
        (
            address.page,
            "/konto/adresse",
            N_("E-Mail-Adresse ändern"),
            address.NewAddress.load,
        ),
        (address.undo_page, "/konto/adresse/zurueck", N_("Konto zurückholen"), ()),
        (passwords.new_page, "/passwort/neu", N_("Neues Passwort"), Entry.load),
        (
            passwords.change_page,
            "/konto/passwort",
            N_("Passwort ändern"),
            passwords.NewPassword.load,
        ),
        (own_data_page.page, "/konto/daten", N_("Meine Daten"), OwnDataPage.load),
        (contact.page, "/konto/kontaktdaten", N_("Kontaktdaten"), contact.Contact.load),
        (
            notified_page.page,
            "/konto/benachrichtigungen",
            N_("Benachrichtigungen"),
            Notified.load,
        ),
        (basket.page, "/warenkorb", N_("Warenkorb"), basket.Basket.load),
        (payment_page.page, "/kasse", N_("Kasse"), payment.Checkout.load),
        (result.page, "/kasse/ergebnis/[zahlung]", N_("Ergebnis der Zahlung"), result.Result.load),
        (
            transfer_page.page,
            "/kasse/ueberweisung/[zahlung]",
            N_("Überweisung"),
            transfer.Transfer.load,
        ),
        (
            own_appointment.page,
            "/termine/ihr-termin",
            N_("Ihr Termin"),
            own_appointment.OwnAppointment.load,
        ),
        (overview.page, "/vorgaenge", N_("Meine Vorgänge"), overview.Cases.load),
        (guest.page, "/status", N_("Stand abfragen"), guest.GuestPage.load),
        (
            case.page,
            "/vorgaenge/[aktenzeichen]",
            N_("Vorgang"),
            (Case.load, OwnGuestCode.load, Rating.load),
        ),
        (
            correction_page.page,
            "/vorgaenge/[aktenzeichen]/korrektur",
            N_("Angaben korrigieren"),
            Correction.load,
        ),
    ]
    for page, route, title, load in pages:
        handlers = load if isinstance(load, tuple) else (load,)
        words = partial(_personal_words, title)
        yield CitizenPage(page, route, title, words, (Chrome.load, *handlers), personal=True)


def _personal_words(title: str) -> str:
    return _("{page} im digitalen Rathaus").format(page=_(title))


def _add_backoffice(app: rx.App) -> None:
    pages = [
        (queue.page, "/verwaltung", "Arbeitsvorrat", Queue.load, Views.load, Choosing.load),
        (bulk.page, "/verwaltung/sammelaktion/[sammelaktion]", bulk.LABEL, Bulk.load),
        (day_page.page, "/verwaltung/termine", "Termine", DayList.load),
        (
            entry_page.page,
            "/verwaltung/termine/neu",
            entry_page.LABEL,
            AppointmentEntry.load,
        ),
        (
            counter_page.page,
            "/verwaltung/identifizieren",
            counter_page.LABEL,
            Counter.load,
        ),
        (bookings_page.page, "/verwaltung/zahlungen", bookings_page.LABEL, BookingList.load),
        (
            arrivals_page.page,
            "/verwaltung/zahlungen/eingaenge",
            arrivals_page.LABEL,
            Arrivals.load,
        ),
        (
            refunds_page.page,
            "/verwaltung/zahlungen/erstattungen",
            refunds_page.LABEL,
            Refunds.load,
        ),
        (
            reconciliation_page.page,
            "/verwaltung/zahlungen/abgleich",
            reconciliation_page.LABEL,
            Reconciliation.load,
        ),
        (
            personnel_page.page,
            "/verwaltung/personal",
            personnel_page.LABEL,
            Personnel.load,
        ),
        (
            staff_security.page,
            "/verwaltung/sicherheit",
            staff_security.TITLE,
            OwnPasskeys.load,
        ),
        (
            staff_case.page,
            "/verwaltung/vorgaenge/[aktenzeichen]",
            "Vorgang",
            StaffCase.load,
            Letters.load,
            CaseDesk.load,
            ToldByMail.load,
            AlsoHere.load,
        ),
        (
            duty_page.page,
            "/verwaltung/zustaendigkeit",
            duty_page.LABEL,
            Rules.load,
            Absences.load,
        ),
        (
            blocks_page.page,
            "/verwaltung/textbausteine",
            blocks_page.LABEL,
            OwnBlocks.load,
        ),
        (days_post.page, "/verwaltung/druck", days_post.LABEL, days_post.DaysPost.load),
        (figures.page, "/verwaltung/auswertung", figures.LABEL, figures.FigureSheets.load),
    ]
    for page, route, title, *loads in pages:
        app.add_page(
            page,
            route=route,
            title=f"{title} – Verwaltung",
            description=f"{title} in der Verwaltung",
            meta=NOT_FOR_SEARCH_ENGINES,
            on_load=[Office.load, *loads],
        )
    app.add_page(
        invitation.page,
        route=INVITATION_PATH.rstrip("/"),
        title=f"{invitation.LABEL} – Verwaltung",
        description="Einladung zur Mitarbeit in der Verwaltung",
        meta=NOT_FOR_SEARCH_ENGINES,
        on_load=[Chrome.load, invitation.Invitation.load],
    )
