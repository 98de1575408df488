"""The page "Termin vereinbaren"."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.appointments.state import (
    BOOKED,
    CHECK,
    CHOOSE_PLACE,
    CHOOSE_SERVICE,
    CHOOSE_TIME,
    CONTACT,
    Booking,
    Choice,
)
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    primary_link,
    secondary_link,
)
from portal.web.components.cards import box
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import plain_form, text_input
from portal.web.components.links import internal_link, mail_link, phone_link
from portal.web.components.page import breadcrumbs, citizen_page, two_columns
from portal.web.components.time_picker import time_picker

PERSON_STEPS = 3


def page() -> rx.Component:
    """The page: one step at a time, each with an address of its own."""
    return citizen_page(
        rx.el.div(
            rx.el.h1(_("Termin vereinbaren")),
            rx.cond(Booking.ready, _step(), skeleton(6)),
            class_name="appointment",
        ),
        tab="Leistungen",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Start"), "/"), (_("Leistungen"), "/leistungen/"), here=_("Termin vereinbaren")
        ),
    )


def _step() -> rx.Component:
    return rx.match(
        Booking.step,
        (CHOOSE_SERVICE, _choose(_nothing_here())),
        (CHOOSE_PLACE, _choose(rx.fragment())),
        (CHOOSE_TIME, two_columns(_times(), _where())),
        (CONTACT, two_columns(_contact(), _where(with_time=True))),
        (CHECK, _check()),
        (BOOKED, _booked()),
        skeleton(6),
    )


def _heading() -> rx.Component:
    """page.js moves the focus to it when the step changes."""
    counts = (Booking.step == CHOOSE_TIME) | (Booking.step == CONTACT) | (Booking.step == CHECK)
    return rx.fragment(
        rx.cond(
            counts,
            rx.el.p(
                _("Schritt {step} von {steps}").format(step=Booking.number, steps=PERSON_STEPS),
                class_name="step",
            ),
        ),
        rx.el.h2(Booking.heading, custom_attrs={"data-step": ""}),
    )


def _choose(nothing: rx.Component) -> rx.Component:
    choices = rx.el.ul(rx.foreach(Booking.choices, _choice), class_name="shelf")
    return rx.cond(Booking.choices.length() > 0, rx.el.div(_heading(), choices), nothing)


def _choice(choice: rx.Var[Choice]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(internal_link(choice.title, href=choice.href)),
        rx.el.p(choice.detail),
        class_name="item",
    )


def _nothing_here() -> rx.Component:
    return empty_state(
        _("Hier gibt es noch keine Termine online."),
        rx.el.p(
            _(
                "{town} vergibt Termine noch nicht im Portal. Bitte rufen Sie an, oder schreiben "
                "Sie uns."
            ).format(town=Booking.town),
        ),
        rx.el.p(phone_link(Booking.office_phone), " · ", mail_link(Booking.office_email)),
        drawing="calendar",
        actions=(primary_link(_("Zu den Leistungen"), "/leistungen/"),),
    )


def _times() -> rx.Component:
    return rx.el.div(
        _heading(),
        refusal(Booking.refusal),
        rx.cond(Booking.picker.any_free, time_picker(Booking.picker), _nothing_free()),
    )


def _nothing_free() -> rx.Component:
    return alert(
        _("Zurzeit ist nichts frei"),
        rx.el.p(
            _(
                "Alle Termine der nächsten Wochen sind vergeben. Sagt jemand ab, erscheint die "
                "Zeit hier sofort. Wenn es eilt, rufen Sie uns bitte an:"
            ),
            phone_link(Booking.office_phone),
        ),
        tone="warning",
    )


def _where(with_time: bool = False) -> rx.Component:
    return box(
        rx.el.h2(_("Ihr Termin")),
        rx.el.p(rx.el.b(Booking.service_name)),
        *([rx.el.p(Booking.when)] if with_time else []),
        rx.el.p(Booking.place_name, rx.el.br(), Booking.address),
        rx.cond(Booking.elsewhere, rx.el.p(_("Zuständig: {town}").format(town=Booking.town))),
        rx.el.h3(_("Das bringen Sie mit")),
        tick_list_of(Booking.requirements),
    )


def tick_list_of(items: rx.Var[list[str]]) -> rx.Component:
    """What to bring, as known from the service."""
    return rx.el.ul(rx.foreach(items, _item), class_name="ticks")


def _item(words: rx.Var[str]) -> rx.Component:
    return rx.el.li(words)


def _contact() -> rx.Component:
    return rx.el.div(
        error_summary(Booking.errors),
        _heading(),
        rx.cond(
            Booking.signed_in,
            rx.fragment(),
            rx.el.p(_("Sie brauchen dafür kein Konto."), class_name="lead"),
        ),
        plain_form(
            text_input(
                _("Vor- und Nachname"),
                "name",
                error=Booking.name_fault,
                default_value=Booking.name,
                auto_complete="name",
            ),
            text_input(
                _("E-Mail-Adresse"),
                "email",
                kind="email",
                hint=_(
                    "Dorthin schicken wir die Bestätigung, eine Kalenderdatei und den Link zum "
                    "Verschieben oder Absagen."
                ),
                error=Booking.email_fault,
                default_value=Booking.email,
                auto_complete="email",
                custom_attrs={"inputMode": "email"},
            ),
            text_input(
                _("Telefon (optional)"),
                "phone",
                kind="tel",
                hint=_("Falls wir kurzfristig absagen müssen."),
                error=Booking.phone_fault,
                default_value=Booking.phone,
                auto_complete="tel",
                custom_attrs={"inputMode": "tel"},
            ),
            button_bar(
                primary_button(_("Weiter"), type="submit"),
                secondary_link(_("Zurück"), Booking.back_href),
            ),
            on_submit=Booking.tell_contact,
            action="/antrag/ohne-skript",
            key=Booking.drawing,
        ),
    )


def _check() -> rx.Component:
    rows = [
        (_("Leistung"), Booking.service_name),
        (_("Zeit"), Booking.when),
        (_("Ort"), Booking.place_name + "\n" + Booking.address),
        (_("Name"), Booking.name),
        (_("E-Mail-Adresse"), Booking.email),
        (_("Telefon"), rx.cond(Booking.phone != "", Booking.phone, _("nicht angegeben"))),
    ]
    return rx.el.div(
        _heading(),
        refusal(Booking.refusal),
        rx.el.div(
            rx.el.dl(*[_row(label, value) for label, value in rows], class_name="answers"),
            class_name="box narrow",
        ),
        rx.el.p(
            _(
                "Ihre Angaben nutzen wir nur für diesen Termin und löschen sie einige Wochen "
                "danach."
            ),
            class_name="hint",
        ),
        button_bar(
            primary_button(_("Termin buchen"), on_click=Booking.book),
            secondary_link(_("Zurück"), Booking.back_href),
        ),
    )


def _row(label: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value))


def _booked() -> rx.Component:
    booked = Booking.booked
    return rx.el.div(
        rx.el.div(
            rx.el.h2(Booking.heading, custom_attrs={"data-step": ""}),
            rx.el.p(rx.el.b(booked.when)),
            rx.el.p(booked.place, rx.el.br(), booked.address),
            class_name="status status--done narrow",
        ),
        rx.el.p(
            _(
                "Die Bestätigung mit einer Datei für Ihren Kalender ist unterwegs an {address}. "
                "Mit dem Link darin können Sie den Termin verschieben oder absagen. Am Tag davor "
                "erinnern wir Sie."
            ).format(address=booked.email),
        ),
        rx.cond(
            booked.with_account,
            rx.el.p(
                internal_link(_("Sie finden ihn auch unter „Meine Vorgänge“."), href="/vorgaenge/")
            ),
        ),
        rx.el.h3(_("Das bringen Sie mit")),
        tick_list_of(Booking.requirements),
        class_name="narrow stack",
    )
