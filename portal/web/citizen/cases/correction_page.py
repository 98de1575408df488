"""The page on which marked answers are mended."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.cases.correction import Correction
from portal.web.citizen.cases.correction_shown import change_list
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    secondary_button,
    secondary_link,
)
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.fields import FieldEvents, form_fields
from portal.web.components.forms import autosaved_form, saved_note
from portal.web.components.links import as_german
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.scripts import script


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        script("autosave"),
        rx.el.div(hidden=True, on_unmount=Correction.leave),
        rx.el.h1(_("Angaben korrigieren")),
        rx.cond(
            Correction.ready & (Correction.reference == rx.State.aktenzeichen),
            rx.cond(Correction.missing, _nothing(), _correction()),
            skeleton(6),
        ),
        tab="Vorgänge",
        header=header(),
        breadcrumb=breadcrumbs(
            (_("Meine Vorgänge"), "/vorgaenge/"),
            (rx.State.aktenzeichen, f"/vorgaenge/{rx.State.aktenzeichen}/"),
            here=_("Korrektur"),
        ),
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("Hier gibt es nichts zu korrigieren."),
        _("Vielleicht haben Sie die Korrektur schon gesendet."),
        drawing="cases",
        actions=(secondary_link(_("Meine Vorgänge"), "/vorgaenge/"),),
    )


def _correction() -> rx.Component:
    return rx.el.div(
        refusal(Correction.refusal),
        rx.cond(Correction.checking, _look_over(), _mend()),
        class_name="application",
    )


def _mend() -> rx.Component:
    events = FieldEvents(
        add_item=lambda _path: rx.noop(),
        remove_item=lambda _path, _index: rx.noop(),
        remove_file=Correction.remove_file,
        upload_url=Correction.upload_url,
        generation=Correction.drawing,
    )
    return rx.fragment(
        error_summary(Correction.errors),
        rx.el.p(
            _(
                "Bitte korrigieren Sie nur diese Angaben. Alles andere bleibt, wie Sie es gesendet "
                "haben."
            ),
            class_name="lead",
        ),
        rx.cond(
            Correction.text != "",
            alert(
                _("Das schreibt Ihnen die Verwaltung"),
                rx.el.p(Correction.text, class_name="letter", **as_german()),
            ),
        ),
        autosaved_form(
            rx.el.div(form_fields(Correction.fields, events), **as_german()),
            button_bar(
                primary_button(_("Weiter"), type="submit"),
                secondary_link(_("Zurück"), f"/vorgaenge/{Correction.reference}/"),
                saved_note(),
            ),
            autosave_url=Correction.autosave_url,
            revision=Correction.revision,
            on_submit=Correction.look_over,
            on_redraw=Correction.redraw,
            action="/antrag/ohne-skript",
        ),
    )


def _look_over() -> rx.Component:
    return rx.el.div(
        rx.el.h2(_("Das haben Sie geändert")),
        change_list(Correction.changes),
        rx.cond(
            Correction.fee != "",
            rx.el.section(rx.el.h2(_("Gebühr")), rx.el.p(Correction.fee)),
        ),
        button_bar(
            rx.cond(
                Correction.costs_more,
                primary_button(_("Kostenpflichtig absenden"), on_click=Correction.send),
                primary_button(_("Korrektur absenden"), on_click=Correction.send),
            ),
            secondary_button(_("Ändern"), on_click=Correction.change_again),
        ),
    )
