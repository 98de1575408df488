"""The page "Textbausteine"."""

import reflex as rx

from portal.catalogue.message_templates import PLACEHOLDERS
from portal.web.backoffice.blocks.state import BlockLine, OwnBlocks
from portal.web.backoffice.duty.fields import NOWHERE, of_whom, select_field
from portal.web.backoffice.duty.lines import Choice
from portal.web.backoffice.frame import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form, text_area, text_input
from portal.web.components.page import backoffice_page, breadcrumbs

LABEL = "Textbausteine"
_HINT = "Platzhalter: " + ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)


def page() -> rx.Component:
    """Buttons "Neuer Textbaustein", "Textbaustein speichern", "Löschen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        rx.cond(
            OwnBlocks.ready,
            rx.cond(OwnBlocks.allowed, _blocks(), refusal(OwnBlocks.refusal)),
            skeleton(6),
        ),
        current="Zuständigkeit",
        header=header(),
        breadcrumb=breadcrumbs(("Zuständigkeit", "/verwaltung/zustaendigkeit/"), here=LABEL),
    )


def _blocks() -> rx.Component:
    return rx.el.section(
        rx.el.p(
            "Im Vorgang lassen sie sich in Nachrichten, Rückfragen, Ablehnungen und Korrekturen"
            " einfügen und vor dem Senden noch ändern."
        ),
        rx.cond(OwnBlocks.success != "", alert(OwnBlocks.success, tone="success", live=True)),
        refusal(OwnBlocks.refusal),
        rx.cond(
            OwnBlocks.leads,
            rx.cond(
                OwnBlocks.form_open,
                _form(),
                button_bar(
                    secondary_button("Neuer Textbaustein", on_click=OwnBlocks.open_form(""))
                ),
            ),
            rx.el.p("Textbausteine schreibt die Leitung.", class_name="hint"),
        ),
        rx.cond(
            OwnBlocks.blocks.length() > 0,
            rx.el.ul(rx.foreach(OwnBlocks.blocks, _block), class_name="plain-list people"),
            rx.el.p("Noch gibt es hier keine eigenen.", class_name="hint"),
        ),
        class_name="duty",
    )


def _block(line: rx.Var[BlockLine]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(line.name),
        rx.el.p(line.about, class_name="hint"),
        rx.el.p(line.text, class_name="letter"),
        rx.cond(line.english != "", rx.el.p(line.english, class_name="letter", lang="en")),
        rx.el.details(
            rx.el.summary("Verlauf", of_whom(line.name)),
            rx.el.ul(rx.foreach(line.history, rx.el.li)),
        ),
        rx.cond(
            line.may_change,
            rx.cond(OwnBlocks.removing == line.id, _sure(), _buttons(line)),
        ),
        key=line.id,
        class_name="box",
    )


def _buttons(line: rx.Var[BlockLine]) -> rx.Component:
    return rx.el.div(
        text_button("Ändern", of_whom(line.name), on_click=OwnBlocks.open_form(line.id)),
        text_button("Löschen", of_whom(line.name), on_click=OwnBlocks.ask_to_remove(line.id)),
        class_name="links",
    )


def _sure() -> rx.Component:
    return rx.el.div(
        rx.el.p("Textbaustein löschen? Was damit geschrieben wurde, bleibt."),
        button_bar(
            danger_button("Textbaustein löschen", on_click=OwnBlocks.remove, auto_focus=True),
            text_button("Abbrechen", on_click=OwnBlocks.ask_to_remove("")),
        ),
    )


def _form() -> rx.Component:
    return plain_form(
        rx.el.h2(OwnBlocks.form_words),
        rx.el.input(type="hidden", name="blatt", value=OwnBlocks.drawing, read_only=True),
        text_input(
            "Name",
            "name",
            error=OwnBlocks.faults.get("name", ""),
            default_value=OwnBlocks.name,
            max_length=80,
            auto_focus=True,
        ),
        choice_fieldset(
            "Wofür?",
            rx.foreach(OwnBlocks.uses, _use),
            error=OwnBlocks.faults.get("verwendung", ""),
            error_id="f-verwendung-fehler",
        ),
        select_field(
            "Leistung",
            "leistung",
            OwnBlocks.services,
            chosen=OwnBlocks.service,
            error=OwnBlocks.faults.get("leistung", ""),
        ),
        text_area(
            "Text",
            "text",
            hint=_HINT,
            rows=8,
            error=OwnBlocks.faults.get("text", ""),
            default_value=OwnBlocks.text,
        ),
        text_area(
            "Englisch (optional)",
            "english",
            hint="Für alle, die das Portal auf Englisch nutzen.",
            rows=8,
            error=OwnBlocks.faults.get("english", ""),
            default_value=OwnBlocks.english,
        ),
        button_bar(
            primary_button("Textbaustein speichern", type="submit"),
            text_button("Abbrechen", on_click=OwnBlocks.close_form),
        ),
        on_submit=OwnBlocks.save,
        action=NOWHERE,
        key=OwnBlocks.drawing,
        class_name="box narrow",
    )


def _use(one: rx.Var[Choice]) -> rx.Component:
    wrong = OwnBlocks.faults.get("verwendung", "") != ""
    return choice_card(
        "verwendung",
        one.key,
        one.words,
        rx.Var.create("f-verwendung-") + one.key,
        kind="checkbox",
        checked=one.chosen,
        described_by=rx.cond(wrong, "f-verwendung-fehler", ""),
        aria_invalid=rx.cond(wrong, "true", "false"),
    )
