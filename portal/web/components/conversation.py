"""A conversation between two sides: messages with files, and the field to write one."""

from typing import Any

import reflex as rx

from portal.shared.language import _
from portal.web.components.alerts import alert
from portal.web.components.buttons import button_bar, text_button
from portal.web.components.forms import kept, plain_form, text_area
from portal.web.components.links import Words, as_german, document_link
from portal.web.components.scripts import script
from portal.web.components.status import badge
from portal.web.components.viewing import view_button

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,application/pdf,image/jpeg,image/png,image/heic"
_DEBOUNCE_MS = 600


def conversation(state: Any, writing: rx.Component) -> rx.Component:
    """The messages so far and, while the case is open, the field to write; `state` has `letters`,
    `sent_note`, `may_write` and `see_news`."""
    return rx.el.section(
        rx.el.h2(_("Nachrichten"), id="nachrichten"),
        rx.cond(
            state.letters.length() > 0,
            rx.el.ul(rx.foreach(state.letters, _letter), class_name="letters"),
            rx.el.p(_("Noch keine Nachrichten."), class_name="hint"),
        ),
        rx.el.div(
            rx.cond(state.sent_note != "", alert(state.sent_note, tone="success")), role="status"
        ),
        rx.cond(state.may_write, writing),
        aria_labelledby="nachrichten",
        on_mouse_enter=state.see_news,
        on_focus=state.see_news,
    )


def writing_form(
    state: Any,
    label: Any,
    button: rx.Component,
    *,
    upload_url: Words,
    above: Any = None,
    below: Any = None,
) -> rx.Component:
    """What is typed is kept while one types; files arrive before the message is sent."""
    return plain_form(
        above or rx.fragment(),
        rx.el.input(
            type="hidden", name="blatt", value=f"{state.reference}:{state.drawing}", read_only=True
        ),
        text_area(
            label,
            "nachricht",
            rows=4,
            error=state.write_error,
            default_value=state.draft,
            on_change=state.type_on.debounce(_DEBOUNCE_MS),
            on_blur=state.type_on,
        ),
        below or rx.fragment(),
        _attaching(state, upload_url),
        button_bar(button),
        on_submit=state.write,
        action="/antrag/ohne-skript",
        key=state.drawing,
        custom_attrs=kept("nachricht"),
    )


def _letter(letter: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.b(letter.author),
            " · ",
            letter.when,
            rx.cond(letter.is_new, rx.fragment(" ", badge(_("Neu"), "info"))),
            class_name="hint",
        ),
        rx.el.p(letter.body, class_name="letter", **as_german()),
        rx.cond(
            letter.papers.length() > 0,
            rx.el.ul(rx.foreach(letter.papers, _paper), class_name="plain-list enclosed"),
        ),
        rx.cond(letter.read != "", rx.el.p(letter.read, class_name="hint read")),
        class_name=rx.cond(letter.own, "own", "theirs"),
    )


def _paper(paper: Any) -> rx.Component:
    return rx.el.li(
        document_link(paper.name, href=paper.href),
        rx.el.span(" ", paper.size, class_name="hint"),
        view_button(paper.name, paper.href, paper.kind),
    )


def _attaching(state: Any, upload_url: Words) -> rx.Component:
    """The input has no name: its files travel by upload.js, never inside the form's event."""
    return rx.el.div(
        script("upload"),
        rx.el.label(_("Dateien anhängen"), html_for="f-anhang", class_name="kern-label"),
        rx.el.p(
            _("PDF oder Foto, höchstens 5 Dateien mit je 10 MB."),
            id="f-anhang-hinweis",
            class_name="kern-hint",
        ),
        rx.el.input(
            type="file",
            accept=ACCEPTED,
            multiple=True,
            class_name="kern-form-input__input",
            aria_describedby="f-anhang-hinweis",
            custom_attrs={
                "id": "f-anhang",
                "data-upload-url": upload_url,
                "data-max-bytes": "10000000",
            },
        ),
        rx.el.div(class_name="files", custom_attrs={"data-upload-progress": ""}),
        rx.el.p(class_name="kern-error", role="alert", custom_attrs={"data-upload-error": ""}),
        rx.el.p(class_name="upload-note", role="status", custom_attrs={"data-upload-wait": ""}),
        rx.el.p(class_name="kern-sr-only", role="status", custom_attrs={"data-upload-status": ""}),
        rx.cond(
            state.waiting.length() > 0,
            rx.el.ul(
                rx.foreach(state.waiting, lambda paper: _waiting(state, paper)),
                class_name="plain-list",
                aria_label=_("Geht mit der Nachricht hinaus"),
            ),
        ),
        class_name="kern-form-input field",
        custom_attrs={"data-upload": ""},
    )


def _waiting(state: Any, paper: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            document_link(paper.name, href=paper.href),
            rx.el.span(" ", paper.size, class_name="hint"),
            text_button(
                _("Entfernen"),
                rx.el.span(": ", paper.name, class_name="kern-sr-only"),
                on_click=state.take_back(paper.key),
            ),
            class_name="file",
        ),
        key=paper.key,
    )
