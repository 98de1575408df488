"""The page "Kasse"."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.checkout.changes import list_of_changes
from portal.web.citizen.checkout.parts import parts_list, tab_of
from portal.web.citizen.checkout.payment import Checkout, Method
from portal.web.citizen.chrome import header
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_link
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.empty import skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.links import leaving_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.review import basket_line, basket_list, total
from portal.web.language import localized


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Kasse")),
        # The form stays while the browser leaves for the payment: its link leads there.
        rx.cond(Checkout.ready & (Checkout.lines.length() == 0), _nothing_to_pay(), _checkout()),
        tab=tab_of(Checkout.of_case),
        header=header(),
        breadcrumb=rx.el.div(
            rx.cond(Checkout.of_case, _way_from_case(), _way_from_basket()),
            class_name=rx.cond(Checkout.ready, "", "unseen"),
        ),
    )


def _way_from_basket() -> rx.Component:
    return breadcrumbs((_("Warenkorb"), "/warenkorb/"), here=_("Kasse"))


def _way_from_case() -> rx.Component:
    here = _("Kasse")
    cases = (_("Meine Vorgänge"), "/vorgaenge/")
    return rx.cond(
        Checkout.case != "",
        breadcrumbs(
            cases,
            (Checkout.case, _case_path()),
            here=here,
        ),
        breadcrumbs(cases, here=here),
    )


def _nothing_to_pay() -> rx.Component:
    return rx.el.div(
        refusal(Checkout.refusal),
        rx.el.div(secondary_link(_("Meine Vorgänge"), "/vorgaenge/"), class_name="bar"),
        class_name="narrow",
    )


def _checkout() -> rx.Component:
    return rx.el.form(
        rx.cond(Checkout.ready, _what_and_how(), skeleton(5)),
        leaving_link(_("Weiter zur Zahlung"), href=Checkout.leave_to),
        on_submit=Checkout.send,
        action="/antrag/ohne-skript",
        method="post",
        no_validate=True,
        class_name="narrow",
    )


def _what_and_how() -> rx.Component:
    return rx.fragment(
        error_summary(Checkout.errors),
        rx.el.input(type="hidden", name="gesehen", value=Checkout.seen),
        refusal(Checkout.refusal),
        list_of_changes(Checkout.changes),
        basket_list(
            rx.foreach(
                Checkout.lines,
                lambda line: basket_line(line.title, line.town, line.fees, line.amount),
            )
        ),
        total(Checkout.total_amount),
        parts_list(Checkout.parts),
        rx.cond(
            ~Checkout.is_free,
            choice_fieldset(
                _("Zahlungsart"), rx.foreach(Checkout.methods, _method), class_name="pay"
            ),
        ),
        rx.cond(Checkout.of_case, _pay_claim(), _send_basket()),
    )


def _send_basket() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _(
                "Mit dem Absenden stellen Sie die Anträge verbindlich. Die Gebühr wird fällig, "
                "auch wenn die Bearbeitung noch dauert."
            ),
            class_name="hint",
        ),
        button_bar(
            primary_button(_("Kostenpflichtig absenden"), type="submit"),
            secondary_link(_("Zurück zum Warenkorb"), "/warenkorb/"),
        ),
    )


def _pay_claim() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _("Sobald das Geld da ist, bearbeiten wir Ihren Antrag weiter."), class_name="hint"
        ),
        button_bar(
            primary_button(_("Jetzt bezahlen"), type="submit"),
            rx.cond(
                Checkout.case != "",
                secondary_link(_("Zurück zum Vorgang"), _case_path()),
                secondary_link(_("Meine Vorgänge"), "/vorgaenge/"),
            ),
        ),
    )


def _case_path() -> rx.Var[str]:
    return localized("/vorgaenge/") + Checkout.case + "/"  # type: ignore[no-any-return]


def _method(method: rx.Var[Method], index: int) -> rx.Component:
    identity = f"zahlungsart-{index}"
    return choice_card("zahlungsart", method.key, method.label, identity, hint=method.hint)
