"""The page "Mein Konto"."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.account.identify import identify_section
from portal.web.citizen.account.state import Account, Draft
from portal.web.citizen.chrome import header
from portal.web.citizen.deleting import delete_draft
from portal.web.components.alerts import alert
from portal.web.components.cards import box
from portal.web.components.empty import skeleton
from portal.web.components.links import document_link, internal_link
from portal.web.components.native_form import native_form
from portal.web.components.page import breadcrumbs, citizen_page, two_columns


def account_page() -> rx.Component:
    """ "Mein Konto"."""
    return citizen_page(
        rx.el.h1(_("Mein Konto")),
        rx.cond(Account.ready, _account(), skeleton(5)),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Mein Konto")),
    )


def _account() -> rx.Component:
    return two_columns(
        rx.el.div(
            _mail_does_not_arrive(),
            rx.el.h2(_("Angefangene Anträge")),
            rx.el.div(
                rx.cond(Account.deleted != "", alert(Account.deleted, tone="success")),
                role="status",
            ),
            rx.cond(
                Account.drafts.length() > 0,
                rx.el.ul(rx.foreach(Account.drafts, _draft), class_name="basket"),
                rx.el.p(_("Hier liegt zurzeit kein Entwurf.")),
            ),
            rx.el.p(
                internal_link(
                    _("Meine Vorgänge ansehen"), href="/vorgaenge/", class_name="quiet-link"
                )
            ),
            identify_section(),
        ),
        box(
            rx.el.h2(_("Ihre Daten")),
            rx.el.dl(
                rx.el.dt(_("Name")),
                rx.el.dd(Account.name),
                rx.el.dt(_("E-Mail-Adresse")),
                rx.el.dd(Account.email),
                rx.el.dt(_("Nachweis")),
                rx.el.dd(Account.level),
                class_name="glance",
            ),
            rx.el.p(
                internal_link(_("Kontaktdaten für Anträge"), href="/konto/kontaktdaten/"),
                rx.el.br(),
                rx.el.span(_("freiwillig, damit Sie weniger tippen müssen"), class_name="hint"),
            ),
            rx.el.p(internal_link(_("Benachrichtigungen"), href="/konto/benachrichtigungen/")),
            rx.el.p(internal_link(_("Anmeldung und Sicherheit"), href="/konto/sicherheit/")),
            rx.el.p(internal_link(_("Meine Daten"), href="/konto/daten/")),
            sign_out_form("/abmelden/"),
        ),
    )


def _mail_does_not_arrive() -> rx.Component:
    return rx.cond(
        Account.mail_refused_on != "",
        alert(
            _("Unsere E-Mails kommen bei Ihnen nicht an"),
            rx.el.p(
                _(
                    "Die Adresse {address} nimmt seit dem {day} keine E-Mails von uns an. Bitte"
                    " prüfen Sie sie. Alles, was wir Ihnen mitteilen, finden Sie auch hier im"
                    " Portal."
                ).format(address=Account.email, day=Account.mail_refused_on),
                class_name="kern-body",
            ),
            rx.el.p(
                internal_link(_("E-Mail-Adresse ändern"), href="/konto/adresse/"),
                class_name="kern-body",
            ),
            tone="warning",
        ),
    )


def _draft(draft: rx.Var[Draft]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(draft.title),
            rx.el.p(
                draft.municipality, " · ", _("gespeichert"), " ", draft.saved, class_name="hint"
            ),
            rx.el.p(
                _("Wird am {day} gelöscht, wenn Sie ihn vorher nicht mehr öffnen.").format(
                    day=draft.ends
                ),
                class_name="hint",
            ),
        ),
        rx.el.div(
            document_link(_("Weiter ausfüllen"), href=draft.href),
            delete_draft(Account.delete_draft(draft.application_id), draft.title),
            class_name="links",
        ),
        key=draft.application_id,
    )


def sign_out_form(action: str) -> rx.Component:
    """A POST, so that no foreign page can sign anybody out."""
    return native_form(
        rx.el.button(
            rx.el.span(_("Abmelden"), class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--secondary",
        ),
        action=action,
    )
