"""How the mails about the case are drawn."""

import reflex as rx

from portal.web.backoffice.case.told import Told, ToldByMail
from portal.web.components.alerts import alert


def mail_does_not_arrive() -> rx.Component:
    """Above everything else: whoever waits for this person's answer may wait in vain."""
    return rx.cond(
        ToldByMail.refused_on != "",
        alert(
            "E-Mail kam nicht an",
            rx.el.p(
                "Die E-Mail-Adresse der antragstellenden Person nimmt seit dem ",
                ToldByMail.refused_on,
                " keine E-Mails an. Was wir mitgeteilt haben, steht weiter im Portal; dort sieht"
                " die Person auch, dass sie ihre Adresse prüfen soll. Eilt es oder läuft eine"
                " Frist, schreiben Sie bitte mit der Post.",
                class_name="kern-body",
            ),
            tone="warning",
        ),
    )


def told_by_mail() -> rx.Component:
    """What went out when, and whether it arrived."""
    return rx.cond(
        ToldByMail.told.length() > 0,
        rx.el.section(
            rx.el.h2("Benachrichtigungen", id="benachrichtigungen"),
            rx.el.details(
                rx.el.summary("An die antragstellende Person: ", ToldByMail.told.length()),
                rx.el.ul(rx.foreach(ToldByMail.told, _told), class_name="plain-list"),
            ),
            aria_labelledby="benachrichtigungen",
        ),
    )


def _told(one: rx.Var[Told]) -> rx.Component:
    return rx.el.li(
        rx.el.b(one.words),
        rx.el.br(),
        rx.el.span(one.channel, " vom ", one.written, ": ", one.outcome, class_name="hint"),
    )
