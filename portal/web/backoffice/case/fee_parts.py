"""How the fee of a case is drawn on the desk."""

from typing import Any

import reflex as rx

from portal.web.citizen.cases.fees import ShownClaim, amounts_of
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    secondary_button,
    text_button,
)
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.forms import kept, plain_form, text_area, text_input
from portal.web.components.status import badge

_DECISION_FAULT = "entscheidung-fehler"
_NOWHERE = "/antrag/ohne-skript"


def fees_on_desk(state: Any) -> rx.Component:
    """Relief, claims, and the form for a new one; nothing where there is nothing and never was."""
    is_there = (state.relief.status != "") | (state.claims.length() > 0) | state.may_claim
    return rx.el.section(
        rx.cond(is_there, rx.el.h2("Gebühr und Zahlungen")),
        refusal(state.fee_refusal),
        rx.cond(state.relief.status != "", _relief(state)),
        rx.cond(
            state.claims.length() > 0,
            rx.el.ul(
                rx.foreach(state.claims, lambda claim: _claim(state, claim)),
                class_name="plain-list claims",
            ),
        ),
        rx.cond(state.may_claim, _new_claim(state)),
    )


def _relief(state: Any) -> rx.Component:
    relief = state.relief
    return rx.el.div(
        rx.el.h3("Antrag auf Ermäßigung"),
        rx.el.dl(
            _fact("Grund", relief.label),
            _fact("Nachweis", relief.proof),
            _fact("Rechtsgrundlage", relief.legal_basis),
            class_name="answers",
        ),
        rx.cond(
            relief.status == "asked",
            _decision(state),
            rx.fragment(
                rx.cond(
                    relief.remains != "",
                    amounts_of(relief),
                    rx.el.p("Der Vorgang ist beendet, ohne dass darüber entschieden wurde."),
                ),
                rx.cond(relief.reason != "", rx.el.p(relief.reason)),
            ),
        ),
    )


def _decision(state: Any) -> rx.Component:
    relief = state.relief
    return plain_form(
        _sheet(state),
        rx.el.p(
            "Die Gebühr beträgt ",
            rx.el.b(relief.full),
            ". Erlassen werden können höchstens ",
            rx.el.b(relief.offered),
            ".",
        ),
        choice_fieldset(
            "Ihre Entscheidung",
            _choice(
                state, "granted", "Bewilligen", rx.Var.create("Erlassen werden ") + relief.offered
            ),
            _choice(
                state,
                "partly",
                "Zum Teil bewilligen",
                "Tragen Sie unten ein, wie viel erlassen wird.",
            ),
            _choice(state, "refused", "Ablehnen", "Die ganze Gebühr ist zu bezahlen."),
            error=state.decision_error,
            error_id=_DECISION_FAULT,
        ),
        text_input(
            "Erlassener Betrag in Euro",
            "erlass",
            hint="Nur wenn Sie zum Teil bewilligen, zum Beispiel 7,50",
            error=state.relief_amount_error,
            short=True,
            auto_complete="off",
            input_mode="decimal",
        ),
        text_area(
            "Begründung",
            "begruendung",
            hint="Die Person liest sie. Bei einer vollen Bewilligung kann sie fehlen.",
            error=state.relief_reason_error,
            rows=3,
        ),
        rx.el.p(
            "Bleibt etwas zu bezahlen, fordern wir es mit einer Frist von 14 Tagen an. Eine "
            "E-Mail geht hinaus.",
            class_name="hint",
        ),
        button_bar(secondary_button("Über die Gebühr entscheiden", type="submit")),
        on_submit=state.decide,
        action=_NOWHERE,
    )


def _claim(state: Any, claim: rx.Var[ShownClaim]) -> rx.Component:
    return rx.el.li(
        badge(claim.status, claim.tone),
        rx.el.p(rx.el.b(claim.amount), " · ", claim.reason),
        rx.cond(claim.end_reason != "", rx.el.p(claim.end_reason)),
        rx.cond(
            claim.pay_at != "",
            rx.fragment(
                rx.el.p("Zu bezahlen bis ", claim.due, class_name="hint"),
                text_button(
                    "Zurücknehmen",
                    rx.el.span(": ", claim.amount, class_name="kern-sr-only"),
                    on_click=state.ask_to_withdraw(claim.key),
                    aria_expanded=rx.cond(state.withdrawing == claim.key, "true", "false"),
                ),
                rx.cond(state.withdrawing == claim.key, _withdrawal(state)),
            ),
        ),
        key=claim.key,
        class_name="box",
    )


def _withdrawal(state: Any) -> rx.Component:
    return plain_form(
        text_area(
            "Warum nehmen Sie die Forderung zurück?",
            "warum",
            hint="Die Person liest es.",
            error=state.withdraw_error,
            rows=2,
        ),
        button_bar(secondary_button("Forderung zurücknehmen", type="submit")),
        on_submit=state.withdraw,
        custom_attrs=kept("ruecknahme"),
        action=_NOWHERE,
    )


def _new_claim(state: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Zahlung anfordern"),
        plain_form(
            _sheet(state),
            text_input(
                "Betrag in Euro",
                "betrag",
                hint="Zum Beispiel 7,50",
                error=state.claim_amount_error,
                short=True,
                auto_complete="off",
                input_mode="decimal",
            ),
            text_area(
                "Wofür?",
                "grund",
                hint="Die Person liest es, und es steht auf der Quittung.",
                error=state.claim_reason_error,
                rows=2,
            ),
            rx.el.p(
                "Die Frist beträgt 14 Tage. Bis bezahlt ist, lässt sich der Vorgang nicht "
                "versenden, bereitstellen oder abschließen.",
                class_name="hint",
            ),
            button_bar(secondary_button("Zahlung anfordern", type="submit")),
            on_submit=state.claim,
            custom_attrs=kept("forderung"),
            action=_NOWHERE,
            key=state.fee_drawing,
        ),
    )


def _sheet(state: Any) -> rx.Component:
    """Which drawing of the form it is: each is sent once."""
    which = state.reference + ":" + state.fee_drawing.to_string()
    return rx.el.input(type="hidden", name="blatt", value=which)


def _choice(state: Any, value: str, label: str, hint: Any) -> rx.Component:
    identity = f"entscheidung-{value}"
    wrong = state.decision_error != ""
    return choice_card(
        "entscheidung",
        value,
        label,
        identity,
        hint=hint,
        described_by=rx.cond(wrong, f"{identity}-hinweis {_DECISION_FAULT}", ""),
        aria_invalid=rx.cond(wrong, "true", "false"),
    )


def _fact(term: str, words: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(term), rx.el.dd(words))


def not_yet_issued(why: rx.Var[str]) -> rx.Component:
    """Why the buttons that issue something are missing."""
    return rx.cond(why != "", alert("Noch nicht abzuschließen", rx.el.p(why), tone="warning"))
