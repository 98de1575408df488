"""The page of a form: progress, one step's fields, and at the end everything in words."""

import reflex as rx

from portal.catalogue import ServiceDefinition
from portal.web.citizen.chrome import header
from portal.web.citizen.form.note import change_alert
from portal.web.citizen.form.state import Application
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    secondary_button,
    secondary_link,
    text_button,
)
from portal.web.components.empty import skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.fields import FieldEvents, form_fields
from portal.web.components.forms import autosaved_form, saved_note
from portal.web.components.links import document_link, internal_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.progress import step_heading, step_progress
from portal.web.components.review import review_list, sums
from portal.web.components.scripts import script


def page_of(service: ServiceDefinition) -> rx.Component:
    """The form of one service; its name is prerendered, the step comes with the visitor."""
    return citizen_page(
        script("autosave"),
        rx.cond(
            Application.ready & (Application.slug == service.slug),
            rx.cond(Application.application_id != "", _application(), _not_here(service)),
            skeleton(6),
        ),
        tab="Leistungen",
        header=header(),
        breadcrumb=breadcrumbs(
            ("Leistungen", "/leistungen/"),
            (service.name, f"/leistungen/{service.slug}/"),
            here="Antrag",
        ),
    )


def _application() -> rx.Component:
    return rx.el.div(
        step_progress(Application.number, Application.total),
        error_summary(Application.errors),
        step_heading(Application.title),
        change_alert(Application.note, Application.close_note),
        rx.cond(
            ~Application.own_municipality,
            rx.el.p("Zuständig: ", rx.el.b(Application.municipality_name), class_name="hint"),
        ),
        rx.cond(Application.lead != "", rx.el.p(Application.lead, class_name="lead")),
        refusal(Application.refusal),
        rx.cond(Application.at_review, _review(), _step()),
        class_name="application",
    )


def _step() -> rx.Component:
    events = FieldEvents(
        add_item=Application.add,
        remove_item=Application.remove,
        remove_file=Application.remove_file,
        upload_url=Application.upload_url,
        generation=Application.drawing,
    )
    return autosaved_form(
        form_fields(Application.fields, events),
        button_bar(
            primary_button("Weiter", type="submit"),
            rx.cond(
                Application.has_previous,
                secondary_button("Zurück", on_click=Application.go_back),
            ),
            rx.cond(
                Application.saved != "",
                rx.el.span("✓ Gespeichert um ", Application.saved, class_name="saved first-saved"),
            ),
            saved_note(),
        ),
        text_button("Entwurf löschen", on_click=Application.give_up),
        autosave_url=Application.autosave_url,
        revision=Application.revision,
        on_submit=Application.go_on,
        on_redraw=Application.redraw,
        action="/antrag/ohne-skript",
        key=Application.step_id,
    )


def _review() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Bitte lesen Sie noch einmal in Ruhe. Sie können alles ändern, bevor Sie den Antrag "
            "absenden.",
            class_name="lead",
        ),
        review_list(Application.sections),
        rx.cond(
            Application.costs_something,
            rx.el.section(rx.el.h2("Gebühr"), sums(Application.sums, Application.total_amount)),
            rx.el.p("Für diesen Antrag fällt keine Gebühr an."),
        ),
        rx.cond(Application.level_too_low, _how_to_rise()),
        rx.cond(
            ~Application.signed_in,
            rx.el.p(
                "Im nächsten Schritt melden Sie sich an oder erstellen ein Konto. "
                "Ihre Angaben bleiben dabei erhalten.",
                class_name="hint",
            ),
        ),
        button_bar(
            rx.cond(
                Application.costs_something,
                primary_button("In den Warenkorb", on_click=Application.finish),
                primary_button("Absenden", on_click=Application.finish),
            ),
            secondary_button("Zurück", on_click=Application.go_back),
            rx.cond(
                Application.saved != "",
                rx.el.span("✓ Gespeichert um ", Application.saved, class_name="saved"),
            ),
        ),
    )


def _how_to_rise() -> rx.Component:
    """Who is below the level reads what to do; the draft stays."""
    return alert(
        "Für diese Leistung müssen Sie sich einmal ausweisen",
        rx.el.p(
            "Kommen Sie einmal mit Ihrem Personalausweis in das Bürgerbüro. Danach gilt Ihr Konto "
            "als geprüft, und Sie können diesen Antrag absenden. Ihr Entwurf bleibt gespeichert."
        ),
        rx.el.p(internal_link("Code für das Bürgerbüro anzeigen", href="/konto/")),
        tone="warning",
    )


def _not_here(service: ServiceDefinition) -> rx.Component:
    return rx.el.div(
        rx.el.h1(f"{service.name}: hier nicht online"),
        refusal(Application.refusal),
        secondary_link("Zur Leistung", f"/leistungen/{service.slug}/"),
        document_link("Seite neu laden", href="."),
    )
