"""Draws one line of a form from its FieldView. Inputs are uncontrolled: autosave.js stores what
changes, "Weiter" submits all, and React never owns what stands in an input.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal.forms.fields.view import FieldView, FileView
from portal.shared.language import _
from portal.web.components.buttons import secondary_button, text_button
from portal.web.components.choices import choice_card, choice_fieldset, choice_group, declaration
from portal.web.components.field_parts import (
    absent_if_empty,
    described,
    error_line,
    help_text,
    hint_line,
    input_props,
    invalid_class,
    label_for,
)
from portal.web.components.links import Words
from portal.web.components.scripts import script

Field = rx.Var[FieldView]


@dataclass(frozen=True)
class FieldEvents:
    """What a form does beside typing. Each is called with Vars and gives an event.

    `add_item(group_path)`, `remove_item(group_path, index)`, `remove_file(path, file_id)`.
    Uploads go to `upload_url` + path. `generation` belongs to the keys of the inputs: raise it
    when items move up or another step is drawn, so that no input keeps another's text.
    """

    add_item: Callable[[Any], Any]
    remove_item: Callable[[Any, Any], Any]
    remove_file: Callable[[Any, Any], Any]
    upload_url: Words = ""
    generation: int | rx.Var[int] = 0


def form_fields(fields: rx.Var[list[FieldView]], events: FieldEvents) -> rx.Component:
    """All lines of a step."""
    return rx.fragment(rx.foreach(fields, lambda field: form_field(field, events)))


def form_field(field: Field, events: FieldEvents) -> rx.Component:
    """One line, whatever its kind; an unknown kind is drawn as one line of text."""
    key = f"{rx.Var.create(events.generation)}:{field.kind}:{field.path}:{field.index}"
    return rx.el.div(
        rx.match(
            field.kind,
            ("textarea", _textarea(field)),
            ("date", _date(field)),
            ("datetime", _date(field, with_time=True)),
            ("select", _select(field)),
            ("radio", choice_group(field, "radio")),
            ("yesno", choice_group(field, "radio")),
            ("checkbox", choice_group(field, "checkbox")),
            ("declaration", declaration(field)),
            ("file", _file(field, events)),
            ("appointment", _appointment(field)),
            ("locked", _locked(field)),
            ("hidden", rx.fragment()),
            ("label", rx.el.p(field.label, class_name="narrow")),
            ("note", _note(field)),
            ("heading", _heading(field)),
            ("item_start", _heading(field, "item-start")),
            ("item_end", rx.el.div(class_name="item-end")),
            ("remove", _remove(field, events)),
            ("add", _add(field, events)),
            _text(field),
        ),
        key=key,
    )


def _text(field: Field) -> rx.Component:
    control = rx.el.input(
        type=field.input_type,
        default_value=field.value,
        class_name=rx.cond(field.short, "kern-form-input__input short", "kern-form-input__input"),
        **input_props(field),
    )
    return _labelled(field, control)


def _textarea(field: Field) -> rx.Component:
    control = rx.el.textarea(
        default_value=field.value,
        rows=rx.cond(field.rows > 0, field.rows, 4),
        class_name="kern-form-input__input",
        **input_props(field),
    )
    return _labelled(field, control)


def _select(field: Field) -> rx.Component:
    options = rx.foreach(
        field.options, lambda option: rx.el.option(option.label, value=option.value)
    )
    control = rx.el.select(
        rx.el.option(_("Bitte wählen"), value=""),
        options,
        default_value=field.value,
        class_name="kern-form-input__select",
        **input_props(field, typed=False),
    )
    return _labelled(field, rx.el.div(control, class_name="kern-form-input__select-wrapper"))


def _labelled(field: Field, control: rx.Component) -> rx.Component:
    return rx.el.div(
        label_for(field),
        hint_line(field),
        control,
        error_line(field),
        help_text(field),
        class_name=invalid_class(field, "kern-form-input"),
    )


def _date(field: Field, with_time: bool = False) -> rx.Component:
    parts = [
        _date_part(field, "day", _("Tag"), field.day, 2),
        _date_part(field, "month", _("Monat"), field.month, 10),
        _date_part(field, "year", _("Jahr"), field.year, 4),
    ]
    if with_time:
        parts.append(_date_part(field, "time", _("Uhrzeit"), field.time, 9))
    return rx.el.fieldset(
        rx.el.legend(field.label, class_name="kern-label"),
        hint_line(field),
        rx.el.div(*parts, class_name="date"),
        error_line(field),
        help_text(field),
        class_name=invalid_class(field, "kern-fieldset"),
        **described(field),
    )


def _date_part(field: Field, part: str, label: str, value: Any, length: int) -> rx.Component:
    """A part of a birth date tells the browser so (HTML: bday-day, bday-month, bday-year)."""
    identity = f"{field.element_id}-{part}"
    birth = part != "time"
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.el.input(
            type="text",
            name=f"{field.path}.{part}",
            default_value=value,
            read_only=field.proven,
            max_length=length,
            auto_complete=rx.cond(field.autocomplete == "bday", f"bday-{part}", "off")
            if birth
            else "off",
            class_name="kern-form-input__input",
            aria_invalid=rx.cond(field.invalid, "true", "false"),
            custom_attrs={
                "id": identity,
                "inputMode": "numeric" if part in ("day", "year") else "text",
                "data-drives": rx.cond(field.drives, "", rx.Var("undefined")),
            },
        ),
    )


def _file(field: Field, events: FieldEvents) -> rx.Component:
    """The input has no name: its files travel by upload.js, never inside the form's event."""
    control = rx.el.input(
        type="file",
        accept=absent_if_empty(field.accept),
        multiple=field.multiple,
        class_name="kern-form-input__input",
        aria_invalid=rx.cond(field.invalid, "true", "false"),
        aria_describedby=absent_if_empty(field.described_by),
        custom_attrs={
            "id": field.element_id,
            "data-upload-url": rx.Var.create(events.upload_url) + field.path,
            "data-max-bytes": field.max_bytes.to_string(),
        },
    )
    return rx.el.div(
        script("upload"),
        label_for(field),
        hint_line(field),
        control,
        rx.el.div(class_name="files", custom_attrs={"data-upload-progress": ""}),
        rx.el.p(class_name="kern-error", role="alert", custom_attrs={"data-upload-error": ""}),
        rx.el.p(class_name="upload-note", role="status", custom_attrs={"data-upload-wait": ""}),
        rx.el.p(class_name="kern-sr-only", role="status", custom_attrs={"data-upload-status": ""}),
        rx.cond(field.files.length() > 0, _file_list(field, events)),
        error_line(field),
        help_text(field),
        class_name=invalid_class(field, "kern-form-input"),
        custom_attrs={"data-upload": ""},
    )


def _appointment(field: Field) -> rx.Component:
    """Office, day and time. Another day is stored at once, and its times are drawn."""
    return rx.el.fieldset(
        rx.el.legend(field.label, class_name="kern-label"),
        hint_line(field),
        rx.cond(field.places.length() > 0, _appointment_places(field)),
        rx.cond(field.days.length() > 0, _appointment_day(field), _no_day(field)),
        rx.cond(field.options.length() > 0, _appointment_times(field)),
        error_line(field),
        help_text(field),
        class_name=invalid_class(field, "kern-fieldset"),
        **described(field),
    )


def _appointment_places(field: Field) -> rx.Component:
    cards = rx.foreach(
        field.places,
        lambda place: choice_card(
            f"{field.path}.place", place.value, place.label, place.element_id,
            hint=place.hint, checked=place.checked, custom_attrs={"data-drives": ""},
        ),
    )  # fmt: skip
    return choice_fieldset(_("Wohin möchten Sie kommen?"), cards)


def _appointment_day(field: Field) -> rx.Component:
    identity = f"{field.element_id}-day"
    options = rx.foreach(field.days, lambda day: rx.el.option(day.label, value=day.value))
    control = rx.el.select(
        rx.el.option(_("Bitte wählen"), value=""),
        options,
        name=f"{field.path}.day",
        default_value=field.day,
        class_name="kern-form-input__select",
        aria_invalid=rx.cond(field.invalid, "true", "false"),
        custom_attrs={"id": identity, "data-drives": ""},
    )
    return rx.el.div(
        rx.el.label(_("Tag"), html_for=identity, class_name="kern-label"),
        rx.el.div(control, class_name="kern-form-input__select-wrapper"),
        class_name="kern-form-input field",
    )


def _no_day(field: Field) -> rx.Component:
    words = _("Zurzeit ist nichts frei. Bitte versuchen Sie es später noch einmal.")
    return rx.el.p(words, id=f"{field.element_id}-day", class_name="kern-alert kern-alert--warning")


def _appointment_times(field: Field) -> rx.Component:
    """Drawn anew for another day: no time stays ticked that was ticked for the day before."""
    cards = rx.foreach(
        field.options,
        lambda time: choice_card(
            f"{field.path}.time", time.value, time.label, time.element_id, checked=time.checked
        ),
    )
    fieldset = choice_fieldset(_("Uhrzeit"), cards, class_name="clock-times")
    return rx.el.div(fieldset, key=f"{field.path}:{field.day}")


def _file_list(field: Field, events: FieldEvents) -> rx.Component:
    return rx.el.ul(
        rx.foreach(field.files, lambda file: _file_line(field, file, events)), class_name="files"
    )


def _file_line(field: Field, file: rx.Var[FileView], events: FieldEvents) -> rx.Component:
    remove = text_button(
        _("entfernen"),
        rx.el.span(file.name, class_name="kern-sr-only"),
        on_click=events.remove_file(field.path, file.id),
    )
    return rx.el.li(rx.el.b(file.name), rx.el.span(file.size), remove, class_name="file")


def _locked(field: Field) -> rx.Component:
    return rx.el.div(
        rx.el.span(field.label, class_name="kern-label", id=f"{field.element_id}-label"),
        hint_line(field),
        rx.el.output(field.value, aria_labelledby=f"{field.element_id}-label"),
        class_name="kern-form-input field",
    )


def _note(field: Field) -> rx.Component:
    return rx.el.div(
        rx.el.p(field.label, class_name="kern-body"), class_name="kern-alert kern-alert--info"
    )


def _heading(field: Field, kind: str = "") -> rx.Component:
    return rx.el.div(
        rx.el.h2(field.label),
        rx.cond(field.hint != "", rx.el.p(field.hint, class_name="kern-hint")),
        class_name=kind,
    )


def _remove(field: Field, events: FieldEvents) -> rx.Component:
    return text_button(field.label, on_click=events.remove_item(field.group_path, field.index))


def _add(field: Field, events: FieldEvents) -> rx.Component:
    """The id is the group's: an error about the number of items leads here."""
    return rx.el.div(
        error_line(field),
        secondary_button(
            field.label,
            on_click=events.add_item(field.group_path),
            custom_attrs={"id": absent_if_empty(field.element_id)},
        ),
        class_name="field",
    )
