"""What the citizen is told when the form changed, or when an item came back from the basket."""

from collections.abc import Callable
from dataclasses import dataclass, field

import reflex as rx

from portal.applications import change_note
from portal.shared.language import N_, _
from portal.shared.money import format_euro
from portal.web.citizen.form.desk import Desk
from portal.web.components.alerts import alert
from portal.web.components.buttons import text_button
from portal.web.components.links import internal_link

_CHANGED = N_("Dieses Formular wurde seit Ihrem letzten Besuch geändert.")
_RETURNED = {
    "form": N_("Dieses Formular wurde geändert, während Ihr Antrag im Warenkorb lag."),
    "fee": N_("Die Gebühr hat sich geändert, während Ihr Antrag im Warenkorb lag."),
    "gone": N_("Ihr Antrag liegt wieder bei den Entwürfen."),
}


@dataclass(frozen=True)
class Pointer:
    """A step to look at."""

    title: str
    href: str


@dataclass(frozen=True)
class Line:
    """An answer that has no place any more, by its old label."""

    label: str
    text: str


@dataclass(frozen=True)
class Note:
    """The note in words; without a title there is none."""

    title: str = ""
    fee: str = ""
    steps: list[Pointer] = field(default_factory=list)
    set_aside: list[Line] = field(default_factory=list)


def note_of(desk: Desk, address: Callable[[str], str]) -> Note:
    """What to tell about this draft. Only steps that are asked of this citizen are linked."""
    told = change_note(desk.application)
    if told is None:
        return Note()
    asked = {step.id: step for step in desk.journey.steps}
    steps = [asked[step_id] for step_id in told.steps if step_id in asked]
    old = _("Als Sie ihn hineinlegten, kostete er {amount}.").format(
        amount=format_euro(told.old_cents)
    )
    return Note(
        title=_(_RETURNED.get(told.returned, _CHANGED)),
        fee=old if told.returned == "fee" else "",
        steps=[Pointer(step.title, address(step.id)) for step in steps if step.reachable],
        set_aside=[Line(line.label, line.text) for line in told.set_aside],
    )


def change_alert(note: rx.Var[Note], close: rx.event.EventType[()]) -> rx.Component:
    """The note above the step, until it is closed."""
    return rx.cond(
        note.title != "",
        rx.el.div(
            alert(
                note.title,
                rx.cond(
                    note.fee != "", rx.el.p(note.fee, " ", _("Was er jetzt kostet, steht am Ende."))
                ),
                rx.el.p(_("Ihre übrigen Angaben sind noch da. Bitte prüfen Sie sie noch einmal.")),
                rx.cond(note.steps.length() > 0, _steps(note)),
                rx.cond(note.set_aside.length() > 0, _set_aside(note)),
                text_button(_("Hinweis schließen"), on_click=close),
                tone="warning",
            ),
            class_name="change-note",
        ),
    )


def _steps(note: rx.Var[Note]) -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Hier ist etwas neu oder anders:")),
        rx.el.ul(
            rx.foreach(note.steps, lambda step: rx.el.li(internal_link(step.title, href=step.href)))
        ),
    )


def _set_aside(note: rx.Var[Note]) -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Danach fragen wir nicht mehr. Diese Angaben senden wir nicht mit:")),
        rx.el.dl(
            rx.foreach(
                note.set_aside,
                lambda line: rx.el.div(rx.el.dt(line.label), rx.el.dd(line.text)),
            ),
            class_name="set-aside",
        ),
    )
