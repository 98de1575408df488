"""Before the first question: what to have ready, how long it takes, what it costs, which account.

It bars nobody: the first question stands right below it, and it is gone once one has begun.
"""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from portal.applications.offering import orderable_offer
from portal.shared.language import _
from portal.web.citizen.form.desk import Desk
from portal.web.citizen.service.state import SIGN_IN
from portal.web.citizen.translation import in_our_words, offer_in_our_words
from portal.web.components.buttons import secondary_button


@dataclass(frozen=True)
class Opening:
    """In words; nothing without `level`. `may_repeat`: such an application was sent before."""

    minutes: str = ""
    fee: str = ""
    level: str = ""
    level_hint: str = ""
    requirements: list[str] = field(default_factory=list)
    may_repeat: bool = False


def opening_of(desk: Desk, step_number: int) -> Opening:
    """What stands above the first step; the facts only while nothing was entered yet."""
    if step_number != 1:
        return Opening()
    application, service = desk.application, desk.definition
    if application.revision:
        return Opening(may_repeat=desk.may_repeat)
    offer = orderable_offer(
        application.host_municipality, application.service, application.municipality
    )
    offer = offer_in_our_words(offer)
    service = in_our_words(service)
    level, hint = SIGN_IN[service.trust_level]
    minutes = _("etwa {minutes} Minuten").format(minutes=service.minutes)
    return Opening(
        minutes=minutes if service.minutes else "",
        fee=offer.fee_headline,
        level=_(level),
        level_hint=_(hint),
        requirements=list(service.requirements),
        may_repeat=desk.may_repeat,
    )


def opening_panel(opening: rx.Var[Opening], repeat: Any) -> rx.Component:
    """The facts, and the answers of the last time for whoever has some."""
    return rx.fragment(
        rx.cond(opening.level != "", _facts(opening)),
        rx.cond(opening.may_repeat, _last_time(repeat)),
    )


def _facts(opening: rx.Var[Opening]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(_("Bevor Sie beginnen")),
        rx.el.dl(
            _fact(_("Dauer"), opening.minutes),
            _fact(_("Gebühr"), opening.fee),
            _fact(_("Anmeldung"), opening.level, opening.level_hint),
            class_name="opening-facts",
        ),
        rx.el.p(_("Halten Sie bereit:")),
        rx.el.ul(rx.foreach(opening.requirements, rx.el.li)),
        rx.el.p(
            _("Sie können jederzeit unterbrechen. Was Sie eingeben, wird gespeichert."),
            class_name="hint",
        ),
        open=True,
        class_name="opening",
    )


def _fact(term: str, value: rx.Var[str], hint: rx.Var[str] | None = None) -> rx.Component:
    more = (
        rx.fragment() if hint is None else rx.cond(hint != "", rx.el.span(hint, class_name="hint"))
    )
    return rx.cond(value != "", rx.el.div(rx.el.dt(term), rx.el.dd(value, " ", more)))


def _last_time(repeat: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _(
                "Sie haben diesen Antrag schon einmal gestellt. Wir können Ihre Angaben von damals "
                "in die leeren Felder eintragen. Sie prüfen sie dann Schritt für Schritt."
            ),
        ),
        secondary_button(_("Wie beim letzten Mal"), on_click=repeat),
        class_name="last-time",
    )
