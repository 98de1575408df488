"""The page of a form: progress, one step's fields, and at the end everything in words."""

from typing import Any

import reflex as rx

from portal.catalogue import ServiceDefinition
from portal.shared.language import _
from portal.web.citizen.account.servicekonto import service_account_buttons
from portal.web.citizen.chrome import header
from portal.web.citizen.deleting import delete_draft
from portal.web.citizen.form.note import change_alert
from portal.web.citizen.form.opening import opening_panel
from portal.web.citizen.form.state import Application
from portal.web.citizen.translation import german_only_note, in_our_words, language_of_words
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
from portal.web.components.field_parts import ABSENT
from portal.web.components.fields import FieldEvents, form_fields
from portal.web.components.forms import autosaved_form, saved_note
from portal.web.components.links import document_link, internal_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.progress import step_heading, step_progress
from portal.web.components.review import review_list, sums
from portal.web.components.scripts import script


def page_of(definition: ServiceDefinition) -> rx.Component:
    """The form of one service; its name is prerendered, the step comes with the visitor."""
    service = in_our_words(definition)
    return citizen_page(
        script("autosave"),
        rx.cond(
            Application.ready & (Application.slug == service.slug),
            rx.cond(Application.application_id != "", _application(service), _not_here(service)),
            skeleton(6),
        ),
        tab="Leistungen",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Leistungen"), "/leistungen/"),
            (service.name, f"/leistungen/{service.slug}/"),
            here=_("Antrag"),
        ),
    )


def _application(service: ServiceDefinition) -> rx.Component:
    return rx.el.div(
        step_progress(Application.number, Application.total),
        error_summary(Application.errors),
        step_heading(Application.title, Application.step_id, **_language_of_step(service)),
        change_alert(Application.note, Application.close_note),
        rx.cond(
            ~Application.own_municipality,
            rx.el.p(
                _("Zuständig:"), " ", rx.el.b(Application.municipality_name), class_name="hint"
            ),
        ),
        rx.cond(
            Application.lead != "",
            rx.el.p(Application.lead, class_name="lead", **language_of_words(service)),
        ),
        refusal(Application.refusal),
        german_only_note(service),
        rx.cond(Application.at_review, _review(service), _step(service)),
        class_name="application",
    )


def _language_of_step(service: ServiceDefinition) -> dict[str, Any]:
    """The service's own words are German as long as nobody has translated them; ours are not."""
    told = language_of_words(service)
    return {"lang": rx.cond(Application.at_review, ABSENT, told["lang"])} if told else {}


def _step(service: ServiceDefinition) -> rx.Component:
    events = FieldEvents(
        add_item=Application.add,
        remove_item=Application.remove,
        remove_file=Application.remove_file,
        upload_url=Application.upload_url,
        generation=Application.drawing,
    )
    return autosaved_form(
        opening_panel(Application.opening, Application.repeat),
        rx.el.div(form_fields(Application.fields, events), **language_of_words(service)),
        button_bar(
            primary_button(_("Weiter"), type="submit"),
            rx.cond(
                Application.has_previous,
                secondary_button(_("Zurück"), on_click=Application.go_back),
            ),
            rx.cond(
                Application.saved != "",
                rx.el.span(
                    _("✓ Gespeichert um"), " ", Application.saved, class_name="saved first-saved"
                ),
            ),
            saved_note(),
        ),
        delete_draft(Application.give_up),
        autosave_url=Application.autosave_url,
        revision=Application.revision,
        on_submit=Application.go_on,
        on_redraw=Application.redraw,
        action="/antrag/ohne-skript",
        key=Application.step_id,
    )


def _review(service: ServiceDefinition) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _(
                "Bitte lesen Sie noch einmal in Ruhe. Sie können alles ändern, bevor Sie den "
                "Antrag absenden."
            ),
            class_name="lead",
        ),
        rx.el.div(review_list(Application.sections), **language_of_words(service)),
        rx.cond(
            Application.costs_something,
            rx.el.section(
                rx.el.h2(_("Gebühr")),
                sums(Application.sums, Application.total_amount),
                rx.cond(Application.offers_relief, _ask_for_relief()),
            ),
            rx.cond(
                Application.paid_on_site != "",
                rx.el.section(
                    rx.el.h2(_("Gebühr")),
                    rx.el.p(Application.paid_on_site),
                    rx.el.p(_("Sie zahlen erst vor Ort, bei Ihrem Termin.")),
                ),
                rx.cond(
                    Application.deferred != "",
                    _deferred(),
                    rx.el.p(_("Für diesen Antrag fällt keine Gebühr an.")),
                ),
            ),
        ),
        rx.cond(Application.level_too_low, _how_to_rise()),
        rx.cond(
            ~Application.signed_in,
            rx.el.p(
                _(
                    "Im nächsten Schritt melden Sie sich an oder erstellen ein Konto. Ihre "
                    "Angaben bleiben dabei erhalten."
                ),
                class_name="hint",
            ),
        ),
        button_bar(
            rx.cond(
                Application.costs_something,
                primary_button(_("In den Warenkorb"), on_click=Application.finish),
                primary_button(_("Absenden"), on_click=Application.finish),
            ),
            secondary_button(_("Zurück"), on_click=Application.go_back),
            rx.cond(
                Application.saved != "",
                rx.el.span(_("✓ Gespeichert um"), " ", Application.saved, class_name="saved"),
            ),
        ),
    )


def _ask_for_relief() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Müssen Sie die Gebühr nicht bezahlen, oder können Sie es nicht?")),
        text_button(_("Befreiung oder Ermäßigung beantragen"), on_click=Application.ask_for_relief),
        class_name="relief",
    )


def _deferred() -> rx.Component:
    """Relief is asked for: what it would cost, and that nothing is paid now."""
    return rx.el.section(
        rx.el.h2(_("Gebühr")),
        sums(Application.sums, Application.deferred),
        alert(
            _("Sie zahlen jetzt nichts."),
            _(
                "Die Verwaltung prüft Ihren Nachweis; danach erfahren Sie, ob und wie viel zu "
                "bezahlen bleibt. Das sehen Sie unter „Meine Vorgänge“, und wir schreiben Ihnen."
            ),
        ),
    )


def _how_to_rise() -> rx.Component:
    """Who is below the level reads what to do, at once or at the counter; the draft stays."""
    return alert(
        _("Für diese Leistung müssen Sie sich einmal ausweisen"),
        rx.cond(
            Application.service_accounts.length() > 0,
            rx.fragment(
                rx.el.p(
                    _(
                        "Am schnellsten geht es mit dem Servicekonto. Danach sind Sie wieder "
                        "genau hier, mit allen Angaben."
                    )
                ),
                service_account_buttons(
                    Application.service_accounts,
                    continue_to=Application.here,
                    purpose="step_up",
                ),
            ),
        ),
        rx.el.p(
            _(
                "Kommen Sie einmal mit Ihrem Personalausweis in das Bürgerbüro. Danach gilt Ihr "
                "Konto als geprüft, und Sie können diesen Antrag absenden. Ihr Entwurf bleibt "
                "gespeichert."
            )
        ),
        rx.el.p(internal_link(_("Code für das Bürgerbüro anzeigen"), href="/konto/")),
        tone="warning",
    )


def _not_here(service: ServiceDefinition) -> rx.Component:
    return rx.el.div(
        rx.el.h1(_("{service}: hier nicht online").format(service=service.name)),
        refusal(Application.refusal),
        secondary_link(_("Zur Leistung"), f"/leistungen/{service.slug}/"),
        document_link(_("Seite neu laden"), href="."),
    )
