"""A service in Leichte Sprache, with the price and the way to order of the municipality served."""

import reflex as rx

from portal.catalogue import ServiceDefinition
from portal.catalogue.easy_language import EasyPage, easy_page
from portal.shared.language import _
from portal.web.citizen.info.easy_parts import (
    PATH,
    TITLE,
    easy_frame,
    passage,
    passages,
    tall_link,
)
from portal.web.citizen.service.state import Glance, Service, Way
from portal.web.citizen.translation import in_our_words
from portal.web.components.empty import skeleton
from portal.web.components.links import document_link, mail_link, phone_link


def page_of(service: ServiceDefinition) -> rx.Component:
    """The page of a service that has one."""
    told = told_of(service)
    story = (*passages(told), _order(service), _questions(service))
    return easy_frame(told, *story, trail=((_(TITLE), PATH),), here=in_our_words(service).name)


def told_of(service: ServiceDefinition) -> EasyPage:
    """What is told about the service. Only for services that have a page."""
    told = easy_page(service.slug)
    assert told is not None, service.slug
    return told


def _order(service: ServiceDefinition) -> rx.Component:
    """The state holds the service opened last: until it is this one, nothing of it is shown."""
    here = Service.slug == service.slug
    shown = Service.glance
    return passage(
        "Hier geht es weiter",
        rx.cond(
            here,
            rx.el.div(
                rx.cond(Service.offered, _offer(shown), rx.fragment()),
                rx.cond(Service.offered & (shown.off == ""), rx.fragment(), _not_here()),
                rx.cond(shown.must_choose, _choose(service), rx.fragment()),
            ),
            skeleton(3),
        ),
        tall_link("Mehr dazu in schwerer Sprache", f"/leistungen/{service.slug}/"),
        drawing="check",
    )


def _offer(shown: rx.Var[Glance]) -> rx.Component:
    return rx.el.div(
        rx.cond(shown.fee != "", rx.el.p("Der Preis: ", rx.el.b(shown.fee))),
        rx.cond(
            shown.ways.length() > 0,
            rx.el.div(
                rx.el.p("Drücken Sie auf den Knopf:"),
                rx.el.div(rx.foreach(shown.ways, _way), class_name="ways"),
            ),
        ),
    )


def _way(way: rx.Var[Way]) -> rx.Component:
    return document_link(
        rx.el.span(way.label, class_name="kern-label"),
        href=way.href,
        class_name=rx.cond(
            way.primary, "kern-btn kern-btn--primary", "kern-btn kern-btn--secondary"
        ),
    )


def _not_here() -> rx.Component:
    return rx.el.div(
        rx.el.p("Hier gibt es diesen Antrag noch nicht im Internet."),
        rx.el.p("Fragen Sie bitte im Rathaus."),
    )


def _choose(service: ServiceDefinition) -> rx.Component:
    return rx.el.div(
        rx.el.p("Wählen Sie zuerst Ihre Stadt oder Gemeinde."),
        tall_link("Stadt oder Gemeinde wählen", f"/leistungen/{service.slug}/#kommune-waehlen"),
    )


def _questions(service: ServiceDefinition) -> rx.Component:
    office = Service.glance.office
    known = (Service.slug == service.slug) & (office.name != "")
    return rx.cond(
        known,
        passage(
            "Haben Sie Fragen?",
            rx.el.p("Rufen Sie an."),
            rx.el.p("Oder schreiben Sie eine E-Mail."),
            rx.el.p("Das Büro heißt: ", rx.el.b(office.name)),
            rx.el.p("Telefon: ", phone_link(office.phone)),
            rx.el.p("E-Mail: ", mail_link(office.email)),
            drawing="phone",
        ),
    )
