"""The page: texts common to all municipalities are prerendered, the box comes with the host."""

import reflex as rx

from portal.catalogue import ServiceDefinition
from portal.catalogue.categories import category_of
from portal.catalogue.easy_language import easy_page
from portal.shared.language import _
from portal.web.citizen.chrome import header
from portal.web.citizen.service.place import choice_by_place
from portal.web.citizen.service.state import SIGN_IN, Elsewhere, Glance, Service, Way
from portal.web.citizen.translation import german_only_note, in_our_words, language_of_words
from portal.web.components.cards import buy_bar, glance, tick_list
from portal.web.components.empty import skeleton
from portal.web.components.links import (
    as_german,
    document_link,
    fragment_link,
    internal_link,
    mail_link,
    phone_link,
)
from portal.web.components.page import breadcrumbs, citizen_page

CHOICE_ID = "kommune-waehlen"


def page_of(definition: ServiceDefinition) -> rx.Component:
    """The page of one service."""
    service = in_our_words(definition)
    category = category_of(service.category)
    shown = _glance_of(service)
    return citizen_page(
        rx.el.div(_story(service, shown), _box(service, shown), _more(service), class_name="two"),
        tab="Leistungen",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Start"), "/"), (_(category.name), f"/leistungen/#{category.key}"), here=service.name
        ),
        buy=rx.cond(
            shown.ways.length() > 0,
            buy_bar(shown.fee, shown.duration, _way(shown.ways[0])),
            rx.cond(shown.must_choose, _choose_first(shown), rx.fragment()),
        ),
    )


def _glance_of(service: ServiceDefinition) -> rx.Var[Glance]:
    """The state holds the service opened last: until it is this one, nothing of it is shown."""
    return rx.cond(Service.slug == service.slug, Service.glance, Glance())


def _story(service: ServiceDefinition, shown: rx.Var[Glance]) -> rx.Component:
    return rx.el.div(
        rx.el.h1(service.name, **language_of_words(service)),
        german_only_note(service),
        *[_lead(paragraph, service) for paragraph in service.paragraphs],
        _easy_link(service),
        rx.cond(
            (Service.slug == service.slug) & ~Service.offered,
            rx.el.p(
                _(
                    "Diese Leistung gibt es bei Ihrer Kommune noch nicht im Portal. Bitte fragen "
                    "Sie im Rathaus nach."
                ),
                class_name="kern-alert kern-alert--info",
            ),
        ),
        rx.cond(shown.off != "", _switched_off(shown)),
        rx.el.h2(_("Das brauchen Sie")),
        _requirements(service, shown),
        rx.el.h2(_("So geht es weiter")),
        rx.el.div(tick_list(*service.next_steps), **language_of_words(service)),
        rx.cond(shown.more.length() > 0, _of_this_town(shown)),
    )


def _lead(paragraph: str, service: ServiceDefinition) -> rx.Component:
    return rx.el.p(paragraph, class_name="lead", **language_of_words(service))


def _switched_off(shown: rx.Var[Glance]) -> rx.Component:
    return rx.el.p(shown.off, class_name="kern-alert kern-alert--warning", **as_german())


def _listed(words: rx.Var[str]) -> rx.Component:
    return rx.el.li(words, **as_german())


def _paragraph(words: rx.Var[str]) -> rx.Component:
    return rx.el.p(words, **as_german())


def _requirements(service: ServiceDefinition, shown: rx.Var[Glance]) -> rx.Component:
    """Those of the service, then what the municipality asks for besides."""
    common = [rx.el.li(requirement) for requirement in service.requirements]
    own = rx.foreach(shown.requirements, _listed)
    return rx.el.ul(*common, own, class_name="ticks", **language_of_words(service))


def _of_this_town(shown: rx.Var[Glance]) -> rx.Component:
    """What the municipality itself adds; below the common text, so that nothing jumps."""
    return rx.el.section(rx.el.h2(_("Gut zu wissen")), rx.foreach(shown.more, _paragraph))


def _easy_link(service: ServiceDefinition) -> rx.Component:
    if easy_page(service.slug) is None:
        return rx.fragment()
    words = _("Diese Seite in Leichter Sprache")
    return rx.el.p(internal_link(words, href=f"/leichte-sprache/{service.slug}/"))


def _more(service: ServiceDefinition) -> rx.Component:
    return rx.el.div(_questions(service), _law(service), class_name="more")


def _choose_first(shown: rx.Var[Glance]) -> rx.Component:
    """The phone's bar where nobody knows yet which municipality is responsible."""
    label = rx.el.span(_("Kommune wählen"), class_name="kern-label")
    link = fragment_link(label, target=CHOICE_ID, class_name="kern-btn kern-btn--primary")
    return buy_bar(shown.fee, shown.duration, link)


def _questions(service: ServiceDefinition) -> rx.Component:
    if not service.faq:
        return rx.fragment()
    entries = [
        rx.el.details(
            rx.el.summary(question.question), rx.el.p(question.answer), class_name="question"
        )
        for question in service.faq
    ]
    told = rx.el.div(*entries, **language_of_words(service))
    return rx.el.section(rx.el.h2(_("Häufige Fragen")), told)


def _law(service: ServiceDefinition) -> rx.Component:
    if not service.legal_basis:
        return rx.fragment()
    return rx.el.section(
        rx.el.h2(_("Rechtsgrundlage")),
        rx.el.ul(
            *[rx.el.li(law) for law in service.legal_basis],
            class_name="plain-list",
            **language_of_words(service),
        ),
    )


def _box(service: ServiceDefinition, shown: rx.Var[Glance]) -> rx.Component:
    words, hint = (_(text) for text in SIGN_IN[service.trust_level])
    is_here = Service.slug == service.slug
    return rx.el.section(
        rx.el.h2(_("Auf einen Blick"), class_name="kern-sr-only", id="auf-einen-blick"),
        rx.cond(shown.responsible != "", rx.el.p(_("Zuständig:"), " ", rx.el.b(shown.responsible))),
        glance(
            (_("Gebühr"), rx.el.span(shown.fee, class_name="price"), shown.fee_detail),
            (_("Bearbeitungsdauer"), rx.el.span(shown.duration, class_name="waiting"), ""),
            (
                _("Anmeldung"),
                rx.cond(is_here, shown.sign_in, words),
                rx.cond(is_here, shown.sign_in_hint, hint),
            ),
            (_("Ansprechpartner"), _office(service, shown), ""),
        ),
        rx.cond(shown.note != "", rx.el.p(shown.note, class_name="hint")),
        rx.el.div(rx.foreach(shown.ways, _way), class_name="ways"),
        _elsewhere(service, shown),
        class_name="box glance-box",
        aria_labelledby="auf-einen-blick",
    )


def _way(way: rx.Var[Way]) -> rx.Component:
    """A full page load: the form's page begins the session that remembers the draft."""
    return document_link(
        rx.el.span(way.label, class_name="kern-label"),
        href=way.href,
        class_name=rx.cond(
            way.primary, "kern-btn kern-btn--primary", "kern-btn kern-btn--secondary"
        ),
    )


def _office(service: ServiceDefinition, shown: rx.Var[Glance]) -> rx.Component:
    office = shown.office
    return rx.cond(
        office.name != "",
        rx.el.address(
            rx.el.b(office.name, **as_german()),
            rx.cond(office.room != "", rx.el.span(_("Zimmer"), " ", office.room)),
            phone_link(office.phone),
            mail_link(office.email),
            rx.cond(office.hours != "", rx.el.span(office.hours, class_name="hint")),
        ),
        rx.cond(
            Service.slug == service.slug,
            rx.el.span(_("Bitte zuerst die Kommune wählen.")),
            skeleton(3),
        ),
    )


def _elsewhere(service: ServiceDefinition, shown: rx.Var[Glance]) -> rx.Component:
    """Other towns that could be responsible. Where a place decides, what to do if it is neither
    here nor there is said, too, as soon as it is known who offers the service here."""
    entries = rx.el.ul(rx.foreach(shown.elsewhere, _other), class_name="plain-list")
    if service.decided_by is not None:
        choice = choice_by_place(service.decided_by, shown, entries, CHOICE_ID)
        return rx.cond(shown.fee != "", choice)
    return rx.cond(
        shown.elsewhere.length() > 0,
        rx.cond(
            shown.must_choose,
            rx.el.div(rx.el.h3(_("Welche Kommune ist für Sie zuständig?"), id=CHOICE_ID), entries),
            rx.el.details(rx.el.summary(_("Andere Kommune zuständig?")), entries),
        ),
    )


def _other(other: rx.Var[Elsewhere]) -> rx.Component:
    return rx.el.li(internal_link(other.name, href=other.href))
