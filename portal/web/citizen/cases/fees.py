"""What of a case's fee was asked to be let off, and what is still to be paid: for both sides."""

from dataclasses import dataclass

import reflex as rx

from portal.cases.fee_views import ClaimView, FeesView, ReliefView
from portal.shared.language import N_, _
from portal.shared.money import format_euro
from portal.web.citizen.checkout.result import checkout_of
from portal.web.components.alerts import alert
from portal.web.components.buttons import primary_link
from portal.web.components.links import as_german, document_link, internal_link
from portal.web.components.status import badge
from portal.web.language import localized
from portal.workflow.transfers import transfer_path

_ON_ITS_WAY = {
    True: N_("Wir warten auf Ihre Überweisung."),
    False: N_("Ihre Zahlung wird geprüft."),
}
_PAY_BY = {
    True: N_("Die Frist war {day}. Sie können aber noch bezahlen."),
    False: N_("Bitte bezahlen Sie bis {day}."),
}
CLAIM_TONES = {"open": "warning", "paid": "success", "withdrawn": "info", "lapsed": "danger"}
_WHAT_IT_MEANS = {
    "asked": N_(
        "Sie zahlen jetzt nichts. Die Verwaltung prüft Ihren Nachweis; danach sehen Sie hier, ob "
        "etwas zu bezahlen bleibt."
    ),
    "granted": N_("Wir haben Ihrem Antrag entsprochen."),
    "partly": N_("Wir haben Ihrem Antrag zum Teil entsprochen."),
    "refused": N_("Wir konnten Ihrem Antrag nicht entsprechen."),
    "moot": N_("Darüber ist nichts mehr zu entscheiden, der Vorgang ist beendet."),
}


@dataclass(frozen=True)
class ShownRelief:
    """Relief in words; nothing without `status`."""

    status: str = ""
    words: str = ""
    label: str = ""
    proof: str = ""
    legal_basis: str = ""
    full: str = ""
    offered: str = ""
    remitted: str = ""
    remains: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ShownClaim:
    """A claim in words; `pay_at` where it is to be paid, `receipt` where it is, `on_its_way` while
    its money is, `transfer_at` where a transfer that is waited for is told."""

    key: str
    amount: str
    reason: str
    due: str
    status: str
    tone: str
    pay_at: str
    receipt: str
    end_reason: str
    on_its_way: str = ""
    transfer_at: str = ""
    pay_by: str = ""


def shown_relief(relief: ReliefView | None) -> ShownRelief:
    """In words."""
    if relief is None:
        return ShownRelief()
    decided = relief.status in ("granted", "partly", "refused")
    return ShownRelief(
        status=relief.status,
        words=_(_WHAT_IT_MEANS[relief.status]),
        label=relief.label,
        proof=relief.proof,
        legal_basis=relief.legal_basis,
        full=format_euro(relief.full_cents),
        offered=format_euro(relief.offered_cents),
        remitted=format_euro(relief.remitted_cents) if decided else "",
        remains=format_euro(relief.remains_cents) if decided else "",
        reason=relief.reason,
    )


def shown_claims(fees: FeesView) -> list[ShownClaim]:
    """In words, what is to be paid first."""
    return [_shown(claim) for claim in sorted(fees.claims, key=lambda claim: not claim.is_owed)]


def _shown(claim: ClaimView) -> ShownClaim:
    paid = claim.payment_id is not None
    is_over = claim.status == "lapsed"
    badge_words, tone = claim.status_words, CLAIM_TONES[claim.status]
    if claim.is_on_its_way:
        badge_words, tone = _("Zahlung läuft"), "info"
    return ShownClaim(
        key=str(claim.id),
        amount=format_euro(claim.amount_cents),
        reason=claim.reason,
        due=claim.due_words,
        status=badge_words,
        tone=tone,
        pay_at=checkout_of(claim.id) if claim.is_owed and not claim.is_on_its_way else "",
        receipt=f"/kasse/quittung/{claim.payment_id}.pdf" if paid else "",
        end_reason=claim.end_reason,
        on_its_way=_(_ON_ITS_WAY[claim.transfer_id is not None]) if claim.is_on_its_way else "",
        transfer_at=localized(transfer_path(claim.transfer_id)) if claim.transfer_id else "",
        pay_by=_(_PAY_BY[is_over]).format(day=claim.due_words),
    )


def fees_of_own_case(relief: rx.Var[ShownRelief], claims: rx.Var[list[ShownClaim]]) -> rx.Component:
    """The citizen's side: what becomes of the request, and what to pay."""
    return rx.el.section(
        rx.cond(relief.status != "", _relief(relief)),
        rx.cond(
            claims.length() > 0,
            rx.fragment(
                rx.el.h2(_("Ihre Zahlungen"), id="zahlungen"),
                rx.el.ul(rx.foreach(claims, _claim), class_name="plain-list claims"),
            ),
        ),
        aria_label=_("Gebühr und Zahlungen"),
    )


def _relief(relief: rx.Var[ShownRelief]) -> rx.Component:
    return alert(
        _("Ermäßigung der Gebühr"),
        rx.el.p(relief.words),
        rx.cond(relief.remains != "", amounts_of(relief)),
        rx.cond(relief.reason != "", rx.el.p(relief.reason, **as_german())),
        tone="info",
    )


def amounts_of(relief: rx.Var[ShownRelief]) -> rx.Component:
    """The fee, what was remitted of it, and what remains."""
    return rx.el.dl(
        *(
            rx.el.div(rx.el.dt(term), rx.el.dd(amount, class_name="number"))
            for term, amount in (
                (_("Gebühr"), relief.full),
                (_("Erlassen"), relief.remitted),
                (_("Verbleibt"), relief.remains),
            )
        ),
        class_name="sums",
    )


def _claim(claim: rx.Var[ShownClaim]) -> rx.Component:
    return rx.el.li(
        badge(claim.status, claim.tone),
        rx.el.p(rx.el.b(claim.amount), " · ", rx.el.span(claim.reason, **as_german())),
        rx.cond(
            claim.pay_at != "",
            rx.fragment(
                rx.el.p(claim.pay_by, class_name="hint"),
                primary_link(_("Jetzt bezahlen"), claim.pay_at),
            ),
        ),
        rx.cond(claim.on_its_way != "", rx.el.p(claim.on_its_way, class_name="hint")),
        rx.cond(
            claim.transfer_at != "",
            rx.el.p(internal_link(_("Zur Überweisung"), href=claim.transfer_at)),
        ),
        rx.cond(claim.end_reason != "", rx.el.p(claim.end_reason, **as_german())),
        rx.cond(
            claim.receipt != "",
            rx.el.p(document_link(_("Quittung (PDF)"), href=claim.receipt)),
        ),
        key=claim.key,
        class_name="box",
    )
